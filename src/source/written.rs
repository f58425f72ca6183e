//! What stands where in a definition file, so that a fix can change it and leave all else as it is.
//!
//! Spans are octets of the text as it was decoded. They lead to the same origins as the readers: a finding finds what it is
//! about by line and column.

use std::ops::Range;

use crate::model::{FileFormat, Origin};
use crate::name::DomainName;
use crate::source::line_index::LineIndex;
use crate::source::{avahi, systemd, zone};
use crate::wire::RecordType;

/// The parts of a definition file that a fix may change.
#[derive(Debug, Default)]
pub(crate) struct Written {
    pub(crate) records: Vec<WrittenTxt>,
    pub(crate) names: Vec<WrittenName>,
    pub(crate) values: Vec<WrittenValue>,
}

/// A TXT record, or a line of a unit that makes one.
#[derive(Debug)]
pub(crate) struct WrittenTxt {
    pub(crate) place: Position,
    /// Its strings as they stand there, in the order in which they are published.
    pub(crate) strings: Vec<WrittenString>,
    /// All of it from the first octet of its first line to the first of the line behind it; `None` where it is no thing of its
    /// own in the file.
    pub(crate) lines: Option<Range<usize>>,
    /// The name that it belongs to, in a zone.
    pub(crate) owner: Option<DomainName>,
}

/// A TXT string.
#[derive(Debug)]
pub(crate) struct WrittenString {
    pub(crate) place: Position,
    /// The element, word or token.
    pub(crate) span: Range<usize>,
    /// Its octets, before the value is decoded, each with what stands for it.
    pub(crate) text: Vec<Octet>,
    /// Whether the value is written as it is.
    pub(crate) is_plain: bool,
}

/// An octet and what stands for it in the text.
pub(crate) type Octet = (u8, Range<usize>);

/// A domain name, or a part of one.
#[derive(Debug)]
pub(crate) struct WrittenName {
    pub(crate) place: Position,
    pub(crate) role: NameRole,
    pub(crate) span: Range<usize>,
    pub(crate) labels: Vec<Vec<Octet>>,
    /// The whole name, in a zone.
    pub(crate) name: Option<DomainName>,
    /// In a zone, the lines of the entry that it stands in.
    pub(crate) lines: Option<Range<usize>>,
}

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameRole {
    /// The instance name: one label.
    Instance,
    /// What relative names of a zone are relative to.
    Origin,
    /// The owner of a record of a zone.
    Owner(RecordType),
    /// A subtype.
    Subtype,
    /// What a record of a zone leads to.
    Target(RecordType),
    /// The service type.
    Type,
}

/// An attribute of an element, an assignment of a unit, or a text that is no name.
#[derive(Debug)]
pub(crate) struct WrittenValue {
    pub(crate) place: Position,
    /// `port`, `Port`, `name@replace-wildcards`.
    pub(crate) key: String,
    /// The key, where it can be another.
    pub(crate) key_span: Range<usize>,
    /// The value without what encloses it.
    pub(crate) span: Range<usize>,
}

/// Line and column, both counted from 1; a column of 0 is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Position {
    /// Where an octet of the text stands.
    pub(super) fn of(offset: usize, index: &LineIndex<'_>) -> Self {
        let (line, column) = index.place(offset);
        Self { line, column }
    }

    /// The place that an origin is.
    pub(crate) const fn from_origin(origin: &Origin) -> Option<Self> {
        match origin {
            Origin::File { line, column, .. } => Some(Self {
                line: *line,
                column: *column,
            }),
            _ => None,
        }
    }
}

impl WrittenString {
    /// How many octets stand before the first `=`.
    pub(crate) fn key_len(&self) -> usize {
        let equals = self.text.iter().position(|(octet, _)| *octet == b'=');
        equals.unwrap_or(self.text.len())
    }

    /// The octets before the first `=`.
    pub(crate) fn key(&self) -> Vec<u8> {
        let octets = self.text.iter().take(self.key_len());
        octets.map(|(octet, _)| *octet).collect()
    }

    /// The octets behind the first `=`, as they are written.
    pub(crate) fn value(&self) -> Option<Vec<u8>> {
        let value = self.text.get(self.key_len() + 1..)?;
        Some(value.iter().map(|(octet, _)| *octet).collect())
    }
}

/// The parts of a file; of one that can't be read, none.
pub(crate) fn written(text: &str, format: FileFormat) -> Written {
    match format {
        FileFormat::Avahi => avahi::written(text),
        FileFormat::Systemd => systemd::written(text),
        FileFormat::Zone => zone::written(text),
        FileFormat::Capture | FileFormat::Recording => Written::default(),
    }
}

/// The text of a definition file; `None` where some of it is none.
pub(crate) fn text_of(octets: &[u8], format: FileFormat) -> Option<String> {
    match format {
        FileFormat::Avahi => avahi::text_of(octets),
        _ => str::from_utf8(octets).ok().map(str::to_owned),
    }
}

/// The octets of a text, in the encoding of the octets that it was read from; `None` if a character can't be written in it.
pub(crate) fn octets_of(text: &str, original: &[u8], format: FileFormat) -> Option<Vec<u8>> {
    match format {
        FileFormat::Avahi => avahi::octets_of(text, original),
        _ => Some(text.as_bytes().to_vec()),
    }
}

/// Octets with `\X` and `\DDD` undone, each with what stands for it and whether that is an escape.
pub(super) fn unescaped(octets: &[Octet]) -> Vec<(Octet, bool)> {
    let mut unescaped = Vec::new();
    let mut rest = octets;
    while let Some(((octet, span), behind)) = rest.split_first() {
        rest = behind;
        if *octet != b'\\' {
            unescaped.push(((*octet, span.clone()), false));
            continue;
        }
        let digits = behind.get(..3).and_then(|digits| {
            digits.iter().try_fold(0_u16, |number, (digit, _)| {
                let digit = digit.is_ascii_digit().then(|| digit - b'0')?;
                Some(number * 10 + u16::from(digit))
            })
        });
        let (octet, len) = match digits.and_then(|number| u8::try_from(number).ok()) {
            Some(octet) => (octet, 3),
            None => (behind.first().map_or(b'\\', |(octet, _)| *octet), 1),
        };
        let (escape, behind) = behind.split_at_checked(len).unwrap_or((behind, &[]));
        let end = escape.last().map_or(span.end, |(_, last)| last.end);
        unescaped.push(((octet, span.start..end), true));
        rest = behind;
    }
    unescaped
}

/// The labels of a name: what stands between dots that no backslash quotes.
pub(super) fn labels(octets: &[Octet]) -> Vec<Vec<Octet>> {
    let unescaped = unescaped(octets);
    let labels = unescaped.split(|((octet, _), is_escape)| *octet == b'.' && !is_escape);
    labels
        .map(|label| label.iter().map(|(octet, _)| octet.clone()).collect())
        .filter(|label: &Vec<Octet>| !label.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Octet> {
        let octets = text.bytes().enumerate();
        octets.map(|(at, octet)| (octet, at..at + 1)).collect()
    }

    #[test]
    fn escapes_are_undone_and_know_what_stands_for_them() {
        let text = r"a\.b\046c\\.d";
        let shown: Vec<(char, &str)> = labels(&read(text))
            .concat()
            .into_iter()
            .map(|(octet, span)| (char::from(octet), &text[span]))
            .collect();
        let expected = [
            ('a', "a"),
            ('.', r"\."),
            ('b', "b"),
            ('.', r"\046"),
            ('c', "c"),
            ('\\', r"\\"),
            ('d', "d"),
        ];
        assert_eq!(shown, expected);
        assert_eq!(labels(&read(text)).len(), 2);
        assert_eq!(labels(&read("a.b.")).len(), 2);
        assert_eq!(unescaped(&read("a\\")).len(), 2);
    }
}
