//! The assignments of a unit, taken as `src/resolve/resolved-conf.c` and `src/shared/conf-parser.c` of version 252 take them.

use super::lines::{LogicalLine, is_blank};
use super::values::{self, NameTemplate};
use super::words;
use crate::model::{LineRefusal, SystemdFault};
use crate::name::presentation;
use crate::source::base64::{self, TrailingBits};
use crate::wire::TxtRecord;

/// Faults that are kept of one file.
const MAX_FAULTS: usize = 1_000;

/// TXT records that are kept of one unit; more are a mistake.
const MAX_RECORDS: usize = 1_000;

/// The keys of the section `Service`.
const KEYS: [&str; 8] = [
    "Name", "Port", "Priority", "SubType", "TxtData", "TxtText", "Type", "Weight",
];

/// A unit as far as it could be read. Every value has the octet of the file at which it stands.
#[derive(Debug, Default)]
pub(super) struct Unit {
    pub(super) name: Option<(NameTemplate, Vec<u8>, usize)>,
    pub(super) service_type: Option<(Vec<Vec<u8>>, usize)>,
    /// A type that is passed over, for the rules to say what is wrong with it.
    pub(super) ignored_type: Option<(Vec<u8>, usize)>,
    /// Where a name stands that is passed over.
    ignored_name: Option<usize>,
    pub(super) subtype: Option<(Vec<u8>, usize)>,
    pub(super) port: Option<(u16, usize)>,
    pub(super) priority: u16,
    pub(super) weight: u16,
    pub(super) txt: Vec<UnitTxt>,
    pub(super) faults: Vec<(SystemdFault, usize)>,
    section: Section,
    /// Where the section of the service begins.
    head: usize,
    is_unreadable: bool,
}

/// A TXT record: what one assignment makes.
#[derive(Debug, Default)]
pub(super) struct UnitTxt {
    pub(super) offset: usize,
    pub(super) strings: Vec<(Vec<u8>, usize)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Section {
    #[default]
    None,
    Ignored,
    Service,
}

impl Unit {
    /// Takes a line; `false` where the daemon stops reading.
    pub(super) fn take(&mut self, line: &LogicalLine) -> bool {
        let (octets, start) = trimmed(&line.octets, 0);
        let offset = line.offset(start);
        if octets.is_empty() {
            return true;
        }
        if !is_utf8(octets) {
            return self.stop(
                "the line is not UTF-8, or has a code point that is no character",
                offset,
            );
        }
        if let Some(rest) = octets.strip_prefix(b"[") {
            return self.begin(rest, offset);
        }
        match self.section {
            Section::Service => self.assign(line, octets, start),
            Section::Ignored => {}
            Section::None => self.ignore_line(octets, LineRefusal::OutsideOfSection, offset),
        }
        true
    }

    /// Notes that a line is too long.
    pub(super) fn take_long_line(&mut self, offset: usize) {
        self.stop(
            "the line is longer than 1048576 octets, with what continues it",
            offset,
        );
    }

    /// Notes what is missing at the end: where it is passed over, or at the head of the section.
    pub(super) fn finish(&mut self) {
        if self.is_unreadable {
            return;
        }
        let ignored_type = self.ignored_type.as_ref().map(|(_, offset)| *offset);
        for (key, is_there, ignored) in [
            ("Name", self.name.is_some(), self.ignored_name),
            ("Type", self.service_type.is_some(), ignored_type),
        ] {
            let is_ignored = ignored.is_some();
            let offset = ignored.unwrap_or(self.head);
            if !is_there {
                self.report(SystemdFault::Incomplete { key, is_ignored }, offset);
            }
        }
    }

    fn stop(&mut self, reason: &str, offset: usize) -> bool {
        let reason = reason.to_owned();
        self.report(SystemdFault::Unreadable { reason }, offset);
        self.is_unreadable = true;
        false
    }

    pub(super) fn report(&mut self, fault: SystemdFault, offset: usize) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push((fault, offset));
        }
    }

    fn ignore_line(&mut self, line: &[u8], reason: LineRefusal, offset: usize) {
        let line = line.to_vec();
        self.report(SystemdFault::LineIgnored { line, reason }, offset);
    }

    fn ignore(
        &mut self,
        key: &'static str,
        value: &[u8],
        reason: impl Into<String>,
        offset: usize,
    ) {
        let fault = SystemdFault::AssignmentIgnored {
            key,
            value: value.to_vec(),
            reason: reason.into(),
        };
        self.report(fault, offset);
    }

    /// Begins a section; `rest` is what stands behind `[`.
    fn begin(&mut self, rest: &[u8], offset: usize) -> bool {
        let Some(section) = rest.strip_suffix(b"]") else {
            return self.stop("the head of a section does not end in `]`", offset);
        };
        let is_refused = |octet: &&u8| matches!(octet, 0..0x20 | 0x7f | b'"' | b'\'' | b'\\');
        if let Some(octet) = section.iter().find(is_refused) {
            let shown = presentation::text(&[*octet]).to_string();
            return self.stop(
                &format!("the head of a section has the character `{shown}`"),
                offset,
            );
        }
        self.section = Section::Ignored;
        if section == b"Service" {
            self.section = Section::Service;
            self.head = offset;
        } else if !section.starts_with(b"X-") {
            let section = section.to_vec();
            self.report(SystemdFault::UnknownSection { section }, offset);
        }
        true
    }

    /// Takes `octets`, which begin at `start` of the line, as an assignment.
    fn assign(&mut self, line: &LogicalLine, octets: &[u8], start: usize) {
        let offset = line.offset(start);
        let Some(equals) = octets.iter().position(|octet| *octet == b'=') else {
            return self.ignore_line(octets, LineRefusal::NoEqualsSign, offset);
        };
        let (written, behind) = octets.split_at(equals);
        let (written, _) = trimmed(written, 0);
        if equals == 0 {
            return self.ignore_line(octets, LineRefusal::NoKey, offset);
        }
        let (value, at) = trimmed(behind.get(1..).unwrap_or_default(), start + equals + 1);
        let Some(key) = KEYS.iter().copied().find(|key| key.as_bytes() == written) else {
            if !written.starts_with(b"X-") {
                let near = near(written);
                let key = written.to_vec();
                self.report(SystemdFault::UnknownKey { key, near }, offset);
            }
            return;
        };
        match key {
            "Name" => self.set_name(value, offset),
            "Type" => self.set_type(value, offset),
            "SubType" => self.set_subtype(value, offset),
            "TxtText" | "TxtData" => self.add_txt(key, line, value, at, offset),
            _ => self.set_number(key, value, offset),
        }
    }

    fn set_name(&mut self, value: &[u8], offset: usize) {
        if value.is_empty() {
            self.name = None;
            return;
        }
        match values::name_template(value) {
            Ok(template) => self.name = Some((template, value.to_vec(), offset)),
            Err(reason) => {
                self.ignored_name = Some(offset);
                self.ignore("Name", value, reason, offset);
            }
        }
    }

    fn set_type(&mut self, value: &[u8], offset: usize) {
        if value.is_empty() {
            self.service_type = None;
            return;
        }
        match values::service_type(value) {
            Ok(labels) => self.service_type = Some((labels, offset)),
            Err(reason) => {
                self.ignored_type = Some((value.to_vec(), offset));
                self.ignore("Type", value, reason, offset);
            }
        }
    }

    fn set_subtype(&mut self, value: &[u8], offset: usize) {
        self.subtype = None;
        if value.is_empty() {
            return;
        }
        let max = crate::name::DomainName::MAX_LABEL_LEN;
        if value.len() > max {
            let reason = format!("is {} octets long, at most {max} are allowed", value.len());
            return self.ignore("SubType", value, reason, offset);
        }
        self.subtype = Some((value.to_vec(), offset));
        self.report(SystemdFault::SubTypeIsNew, offset);
    }

    fn set_number(&mut self, key: &'static str, value: &[u8], offset: usize) {
        if key == "Port" && value.is_empty() {
            self.port = None;
            return;
        }
        let number = match values::number(value) {
            Ok(0) if key == "Port" => {
                return self.ignore(key, value, "is no port from 1 to 65535", offset);
            }
            Ok(number) => number,
            Err(reason) => return self.ignore(key, value, reason, offset),
        };
        if values::decimal(value).is_some_and(|decimal| decimal != number) {
            let value = value.to_vec();
            self.report(SystemdFault::OctalNumber { key, value, number }, offset);
        }
        match key {
            "Port" => self.port = Some((number, offset)),
            "Priority" => self.priority = number,
            _ => self.weight = number,
        }
    }

    /// Adds the record that an assignment makes; `at` is where its value stands in the line.
    fn add_txt(
        &mut self,
        key: &'static str,
        line: &LogicalLine,
        value: &[u8],
        at: usize,
        offset: usize,
    ) {
        if value.is_empty() {
            self.txt.clear();
            return;
        }
        let words = match words::words(value) {
            Ok(words) => words,
            Err(reason) => return self.ignore(key, value, reason, offset),
        };
        let mut txt = UnitTxt {
            offset,
            strings: Vec::new(),
        };
        let mut len = 0;
        let mut is_empty = true;
        for word in words {
            let place = line.offset(at + word.at);
            let Some(string) = self.txt_string(key, &word.octets, place) else {
                continue;
            };
            is_empty = false;
            if string.len() > TxtRecord::MAX_STRING_LEN {
                let key = string
                    .split(|octet| *octet == b'=')
                    .next()
                    .unwrap_or_default()
                    .to_vec();
                let len = string.len();
                self.report(SystemdFault::TxtTooLong { key, len }, place);
                continue;
            }
            len += string.len() + 1;
            if len <= TxtRecord::MAX_LEN {
                txt.strings.push((string, place));
            }
        }
        if !is_empty && self.txt.len() < MAX_RECORDS {
            self.txt.push(txt);
        }
    }

    /// The string that a word makes, if it is not left out.
    fn txt_string(&mut self, assignment: &str, word: &[u8], offset: usize) -> Option<Vec<u8>> {
        let equals = word.iter().position(|octet| *octet == b'=');
        let (key, value) = match equals {
            Some(equals) => (word.get(..equals)?, word.get(equals + 1..)),
            None => (word, None),
        };
        let mut ignore = |reason: &'static str| {
            let string = word.to_vec();
            self.report(SystemdFault::TxtIgnored { string, reason }, offset);
        };
        if !key.is_ascii() {
            ignore("its key is not US-ASCII");
            return None;
        }
        let value = match (assignment, value) {
            ("TxtData", Some(text)) => {
                let text: Vec<u8> = text
                    .iter()
                    .copied()
                    .filter(|octet| !is_blank(*octet))
                    .collect();
                match base64::decode(&text, TrailingBits::Checked) {
                    Ok(octets) => Some(octets),
                    Err(reason) => {
                        ignore(reason);
                        return None;
                    }
                }
            }
            (_, value) => value.map(<[u8]>::to_vec),
        };
        match value {
            Some(value) if value.is_empty() => {
                let key = key.to_vec();
                self.report(SystemdFault::TxtValueLost { key: key.clone() }, offset);
                Some(key)
            }
            Some(value) => Some([key, b"=", &value].concat()),
            None => Some(key.to_vec()),
        }
    }
}

/// Octets without the blanks around them, and where they begin, `start` octets into something.
pub(super) fn trimmed(octets: &[u8], start: usize) -> (&[u8], usize) {
    let begin = octets.iter().take_while(|octet| is_blank(**octet)).count();
    let rest = octets.get(begin..).unwrap_or_default();
    let end = rest
        .iter()
        .rev()
        .take_while(|octet| is_blank(**octet))
        .count();
    (
        rest.get(..rest.len() - end).unwrap_or_default(),
        start + begin,
    )
}

/// Whether systemd takes octets for UTF-8.
fn is_utf8(octets: &[u8]) -> bool {
    str::from_utf8(octets).is_ok_and(|text| text.chars().all(|c| words::is_valid(u32::from(c))))
}

/// A known key that is written nearly so.
fn near(key: &[u8]) -> Option<&'static str> {
    /// Keys that are longer are not like any.
    const LONGEST: usize = 16;
    let key = str::from_utf8(key)
        .ok()
        .filter(|key| key.len() <= LONGEST)?;
    let key = key.to_ascii_lowercase();
    let distance = |known: &&str| strsim::damerau_levenshtein(&key, &known.to_ascii_lowercase());
    let nearest = KEYS.into_iter().min_by_key(distance)?;
    (distance(&nearest) <= 2).then_some(nearest)
}
