//! Where a finding stands and what it is about, as the formats for machines and forges ask for it.
//!
//! The one place of these formats that looks at an [`Origin`].

use crate::diagnostic::Diagnostic;
use crate::model::{Origin, ServiceInstance};
use crate::name::presentation;
use crate::report::Report;

/// A place in a file, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place<'a> {
    /// The path as the user wrote it; `None` if there is no file that somebody else could open.
    pub(super) path: Option<&'a str>,
    /// The line, counted from 1.
    pub(super) line: Option<usize>,
    /// The column in characters, counted from 1.
    pub(super) column: Option<usize>,
    /// The frame of a capture, counted from 1.
    pub(super) frame: Option<u64>,
}

impl<'a> Place<'a> {
    pub(super) fn of(origin: &'a Origin) -> Self {
        let Some(path) = origin.path().filter(|path| *path != STANDARD_INPUT) else {
            return Self::default();
        };
        let mut place = Self {
            path: Some(path),
            ..Self::default()
        };
        match origin {
            Origin::File { line, column, .. } if *line > 0 => {
                place.line = Some(*line);
                place.column = (*column > 0).then_some(*column);
            }
            Origin::Capture { frame, .. } => place.frame = Some(frame.number),
            _ => {}
        }
        place
    }

    /// Where in the file: `4:7`, `frame 12`.
    pub(super) fn within(self) -> Option<String> {
        match (self.line, self.column, self.frame) {
            (Some(line), Some(column), _) => Some(format!("{line}:{column}")),
            (Some(line), None, _) => Some(line.to_string()),
            (None, _, frame) => frame.map(|frame| format!("frame {frame}")),
        }
    }
}

/// Where something was seen that stands in no line of a file which somebody else could open, escaped: `on eth0 from
/// 192.0.2.7`.
pub(super) fn elsewhere(origin: &Origin) -> Option<String> {
    match origin {
        Origin::Arguments => None,
        Origin::Link { .. } => Some(format!("on {origin}")),
        Origin::File { path, .. } if path != STANDARD_INPUT => None,
        origin => Some(format!("in {origin}")),
    }
}

/// How standard input is named among paths.
pub(super) const STANDARD_INPUT: &str = "-";

/// An instance, or something else that is not right, with all that was found in it.
#[derive(Clone, Debug)]
pub(super) struct Subject<'a> {
    /// The file in which it stands.
    pub(super) path: Option<&'a str>,
    pub(super) service_type: Option<String>,
    pub(super) instance: Option<Vec<u8>>,
    /// Where it was seen first.
    pub(super) origin: &'a Origin,
    /// In the order of the report.
    pub(super) findings: Vec<&'a Diagnostic>,
}

impl<'a> Subject<'a> {
    /// The subjects of a report: each instance, then whatever else there are findings on.
    pub(super) fn all(report: &'a Report) -> Vec<Self> {
        let mut subjects: Vec<Self> = report.instances.iter().map(Self::of_instance).collect();
        // The positions of those before it, by what they are found by.
        let mut known = std::collections::BTreeMap::new();
        for (position, subject) in subjects.iter().enumerate() {
            known.entry(subject.key()).or_insert(position);
        }
        for diagnostic in &report.diagnostics {
            let subject = Self::of_diagnostic(diagnostic);
            let position = *known.entry(subject.key()).or_insert(subjects.len());
            if position == subjects.len() {
                subjects.push(subject);
            }
            if let Some(subject) = subjects.get_mut(position) {
                subject.findings.push(diagnostic);
            }
        }
        subjects
    }

    fn of_instance(instance: &'a ServiceInstance) -> Self {
        let octets = instance.instance_octets();
        Self {
            path: Place::of(&instance.origin).path,
            service_type: Some(instance.service_type().to_string()),
            instance: (!octets.is_empty()).then_some(octets),
            origin: &instance.origin,
            findings: Vec::new(),
        }
    }

    fn of_diagnostic(diagnostic: &'a Diagnostic) -> Self {
        Self {
            path: Place::of(&diagnostic.origin).path,
            service_type: diagnostic.service_type.clone(),
            instance: diagnostic.instance.clone(),
            origin: &diagnostic.origin,
            findings: Vec::new(),
        }
    }

    fn key(&self) -> (Option<&'a str>, Option<String>, Option<Vec<u8>>) {
        (self.path, self.service_type.clone(), self.instance.clone())
    }

    /// The instance name alone, escaped; `None` if no single instance is meant.
    pub(super) fn instance_text(&self) -> Option<String> {
        self.instance
            .as_deref()
            .map(|octets| presentation::unescaped_label(octets).to_string())
    }

    /// `Lab._http._tcp`, as far as it has a name.
    pub(super) fn name(&self) -> Option<String> {
        name(self.instance.as_deref(), self.service_type.as_deref())
    }
}

/// What a finding is about: `Lab._http._tcp`, as far as that has a name.
pub(super) fn name_of(diagnostic: &Diagnostic) -> Option<String> {
    name(
        diagnostic.instance.as_deref(),
        diagnostic.service_type.as_deref(),
    )
}

fn name(instance: Option<&[u8]>, service_type: Option<&str>) -> Option<String> {
    let instance = instance.map(|octets| presentation::unescaped_label(octets).to_string());
    let service_type = service_type.map(|text| presentation::source_text(text).to_string());
    match (instance, service_type) {
        (Some(instance), Some(service_type)) => Some(format!("{instance}.{service_type}")),
        (instance, service_type) => instance.or(service_type),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::model::Frame;

    #[test]
    fn a_file_has_a_place_and_standard_input_has_none() {
        let file = |path: &str, line, column| Origin::File {
            path: path.to_owned(),
            line,
            column,
        };
        let origin = file("a/b.zone", 3, 7);
        let place = Place::of(&origin);
        assert_eq!(
            (place.path, place.line, place.column),
            (Some("a/b.zone"), Some(3), Some(7))
        );
        let origin = file("a", 0, 7);
        assert_eq!(Place::of(&origin).path, Some("a"));
        assert_eq!(
            (Place::of(&origin).line, Place::of(&origin).column),
            (None, None)
        );
        assert_eq!(Place::of(&file("-", 3, 7)), Place::default());
        let capture = Origin::Capture {
            frame: Frame {
                path: "a.pcap".into(),
                number: 12,
                time: Duration::ZERO,
            },
            interface: "".into(),
            sender: None,
            offset: 0,
        };
        let place = Place::of(&capture);
        assert_eq!((place.path, place.line), (Some("a.pcap"), None));
        assert_eq!(place.within().as_deref(), Some("frame 12"));
        assert_eq!(
            elsewhere(&capture).as_deref(),
            Some("in a.pcap: frame 12, at 1970-01-01T00:00:00.000000Z")
        );
        assert_eq!(Place::of(&Origin::Arguments), Place::default());
    }

    #[test]
    fn what_is_in_no_file_is_somewhere() {
        assert_eq!(elsewhere(&Origin::Arguments), None);
        let file = |path: &str| Origin::File {
            path: path.to_owned(),
            line: 2,
            column: 5,
        };
        assert_eq!(elsewhere(&file("a")), None);
        assert_eq!(elsewhere(&file("-")).as_deref(), Some("in -:2:5"));
        let link = Origin::Link {
            interface: "eth\u{1b}".into(),
            sender: None,
        };
        assert_eq!(elsewhere(&link).as_deref(), Some(r"on eth\x1b"));
    }

    #[test]
    fn a_name_has_what_is_known() {
        assert_eq!(
            name(Some(b"a.b\x1b"), Some("_x._tcp\u{202e}")).as_deref(),
            Some(r"a.b\027._x._tcp\u{202e}")
        );
        assert_eq!(name(None, Some("_x._tcp")).as_deref(), Some("_x._tcp"));
        assert_eq!(name(Some(b"a"), None).as_deref(), Some("a"));
        assert_eq!(name(None, None), None);
    }
}
