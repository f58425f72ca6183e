//! Baselines: findings that are known, so that only new ones are reported.
//!
//! A finding is known again by its rule, its file, what it is about and its message without the place in the TXT record. Lines and
//! frames don't count, because they move.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use data_encoding::BASE64;
use serde::{Deserialize, Deserializer, de};

use super::input::MAX_INPUT_LEN;
use super::relative_path::relative_path;
use super::text_file::{TextFileError, read_octets_up_to, text_of};
use crate::diagnostic::Diagnostic;
use crate::schema::Place;

/// Findings that are known, by files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    path: PathBuf,
    /// By their paths, as seen from the folder of the baseline.
    files: BTreeMap<String, KnownFindings>,
}

/// The findings of one file that are known, and how many there are of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownFindings {
    counts: BTreeMap<KnownFinding, u32>,
}

/// What stays the same of a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KnownFinding {
    /// The code of the rule, which another version of the program may not have.
    pub code: String,
    /// The service type.
    pub service_type: Option<String>,
    /// The octets of the instance name.
    pub instance: Option<Vec<u8>>,
    /// The TXT key.
    pub key: Option<String>,
    /// [`Diagnostic::message_fingerprint`].
    pub message: String,
}

impl Baseline {
    /// The version of its form.
    pub const VERSION: u32 = 1;

    /// A baseline in which nothing is known, for a file at this path.
    pub fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            files: BTreeMap::new(),
        }
    }

    /// Reads a baseline.
    ///
    /// # Errors
    ///
    /// A file that can't be read, has more than [`MAX_INPUT_LEN`] octets or has not the form of a baseline.
    pub fn read(path: &Path) -> Result<Self, TextFileError> {
        Self::parse(&read_octets_up_to(path, MAX_INPUT_LEN)?, path)
    }

    /// Reads a baseline from the octets of a file at this path.
    ///
    /// # Errors
    ///
    /// As of [`Baseline::read`].
    pub fn parse(octets: &[u8], path: &Path) -> Result<Self, TextFileError> {
        let text = text_of(octets, path)?;
        let document: Document = serde_json::from_str(text).map_err(|error| {
            let place = place(text, error.line(), error.column());
            TextFileError::new(path, message(&error))
                .with_help(Some("`lint --write-baseline` writes it anew"))
                .at(Some(place), octets)
        })?;
        let mut baseline = Self::new(path);
        for object in document.findings {
            let known = KnownFinding {
                code: object.code,
                service_type: object.service_type,
                instance: match object.instance {
                    Some(text) => Some(text.into_bytes()),
                    None => object.instance_base64.map(|octets| octets.0),
                },
                key: object.key,
                message: object.message,
            };
            let file = baseline.files.entry(object.path).or_default();
            let count = file.counts.entry(known).or_default();
            *count = count.saturating_add(object.count.get());
        }
        Ok(baseline)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder from which the files are seen.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// What is known of the file at this path, which is relative to the working folder.
    pub fn of(&self, path: &Path) -> KnownFindings {
        let known = self.files.get(&self.seen(path));
        known.cloned().unwrap_or_default()
    }

    /// Says what is known of the file at this path from now on.
    pub fn set(&mut self, path: &Path, known: KnownFindings) {
        let path = self.seen(path);
        if known.counts.is_empty() {
            self.files.remove(&path);
        } else {
            self.files.insert(path, known);
        }
    }

    /// The files of which something is known, as seen from the folder of the baseline, in the order of their paths.
    pub fn files(&self) -> impl Iterator<Item = (&str, &KnownFindings)> {
        self.files.iter().map(|(path, known)| (&**path, known))
    }

    /// The path as seen from the folder of the baseline; standard input is in no folder.
    pub fn seen(&self, path: &Path) -> String {
        if path == Path::new(STANDARD_INPUT) {
            return STANDARD_INPUT.to_owned();
        }
        relative_path(path, self.folder())
    }
}

const STANDARD_INPUT: &str = "-";

impl KnownFindings {
    /// Takes a finding as known, once more.
    pub fn add(&mut self, diagnostic: &Diagnostic) {
        let count = self.counts.entry(diagnostic.into()).or_default();
        *count = count.saturating_add(1);
    }

    /// Whether the finding is known and not there more often than it was; it is one less from then on.
    pub fn take(&mut self, diagnostic: &Diagnostic) -> bool {
        let count = self.counts.get_mut(&KnownFinding::from(diagnostic));
        match count {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }

    /// Each that is known and was not taken, and how often, in their order.
    pub fn left(&self) -> impl Iterator<Item = (&KnownFinding, u32)> {
        let counts = self.counts.iter().map(|(known, count)| (known, *count));
        counts.filter(|(_, count)| *count > 0)
    }
}

impl From<&Diagnostic> for KnownFinding {
    fn from(diagnostic: &Diagnostic) -> Self {
        Self {
            code: diagnostic.rule.code.to_owned(),
            service_type: diagnostic.service_type.clone(),
            instance: diagnostic.instance.clone(),
            key: diagnostic.key.clone(),
            message: diagnostic.message_fingerprint(),
        }
    }
}

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(rename = "version")]
    _version: Version,
    findings: Vec<FindingObject>,
}

struct Version;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FindingObject {
    path: String,
    code: String,
    service_type: Option<String>,
    instance: Option<String>,
    instance_base64: Option<Octets>,
    key: Option<String>,
    message: String,
    count: NonZeroU32,
}

/// Octets that are no text.
struct Octets(Vec<u8>);

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let version = u32::deserialize(deserializer)?;
        if version == Baseline::VERSION {
            return Ok(Self);
        }
        Err(de::Error::custom(format_args!(
            "version {version} of baselines is not known, {} is expected",
            Baseline::VERSION
        )))
    }
}

impl<'de> Deserialize<'de> for Octets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let octets = BASE64.decode(text.as_bytes());
        octets
            .map(Self)
            .map_err(|_| de::Error::custom("this is not Base64"))
    }
}

/// What the reader of JSON says, without the place.
fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = text.strip_suffix(&place).unwrap_or(&text);
    // What is quoted is as long as the file has it.
    match message.char_indices().nth(MAX_MESSAGE) {
        Some((end, _)) => format!("{}…", message.get(..end).unwrap_or_default()),
        None => message.to_owned(),
    }
}

/// Characters of a message at most.
const MAX_MESSAGE: usize = 400;

/// The place of which the reader of JSON speaks: a line, and octets within it, both counted from 1.
fn place(text: &str, line: usize, column: usize) -> Place {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let mut offset = (before + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    Place::new(text, offset, offset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Subject;
    use crate::model::Origin;
    use crate::rule::{self, Finding};

    fn found(message: &str, line: usize) -> Diagnostic {
        let subject = Subject {
            service_type: Some("_http._tcp".to_owned()),
            instance: Some(b"Lab\xff".to_vec()),
            origin: Origin::File {
                path: "lab.zone".to_owned(),
                line,
                column: 0,
            },
        };
        let rule = rule::find("TXT010").expect("a rule of this code");
        Diagnostic::new(rule, Finding::new(message), &subject)
    }

    #[test]
    fn a_finding_is_known_wherever_it_stands_and_as_often_as_it_was() {
        let mut known = KnownFindings::default();
        known.add(&found("the string `=a` (string 1 of 2, octet 1)", 3));
        known.add(&found("the string `=a` (string 2 of 2, octet 4)", 3));
        assert_eq!(known.left().count(), 1);
        assert!(known.take(&found("the string `=a` (string 9 of 9, octet 99)", 70)));
        assert!(!known.take(&found("the string `=b` (string 1 of 2, octet 1)", 3)));
        assert_eq!(known.left().map(|(_, count)| count).sum::<u32>(), 1);
        assert!(known.take(&found("the string `=a`", 0)));
        assert!(!known.take(&found("the string `=a`", 0)));
        assert_eq!(known.left().count(), 0);
    }

    #[test]
    fn what_has_not_the_form_is_told_with_its_place() {
        let finding = |rest: &str| {
            format!(
                "{{\"version\": 1, \"findings\": [\n{{\"path\": \"a\", \"code\": \"x\", {rest}}}\n]}}"
            )
        };
        for (text, said) in [
            ("", "b.json: the file is empty".to_owned()),
            (
                "{\"version\": 2,",
                "b.json:1:13: version 2 of baselines is not known, 1 is expected".to_owned(),
            ),
            (
                &finding("\"message\": \"x\", \"count\": 0"),
                "b.json:2:53: invalid value: integer `0`, expected a nonzero u32".to_owned(),
            ),
            (
                &finding("\"message\": \"x\""),
                "b.json:2:42: missing field `count`".to_owned(),
            ),
            (
                &finding("\"li\u{1b}ne\": 4"),
                "b.json:2:31: control character (\\u0000-\\u001F) found while parsing a string"
                    .to_owned(),
            ),
            (
                "{\"version\": 1, \"findings\": [\n<<<<<<< HEAD\n]}",
                "b.json:2:1: expected value".to_owned(),
            ),
        ] {
            let error = Baseline::parse(text.as_bytes(), Path::new("b.json"));
            assert_eq!(
                error.map_err(|error| error.to_string()),
                Err(said),
                "{text}"
            );
        }
    }
}
