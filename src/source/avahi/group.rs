//! The elements of a service group, taken as `avahi-daemon/static-services.c` of version 0.8 takes them.

use data_encoding::HEXLOWER_PERMISSIVE;

use super::document::{Attribute, Piece};
use crate::model::{AvahiFault, TxtChange, TxtRefusal};
use crate::source::base64::{self, TrailingBits};
use crate::wire::TxtRecord;

/// Services of a group at most; more are a mistake.
pub(super) const MAX_SERVICES: usize = 1_000;

/// Subtypes of a service at most.
pub(super) const MAX_SUBTYPES: usize = 1_000;

/// Faults that are kept of one file.
const MAX_FAULTS: usize = 1_000;

/// A service group as far as it could be read.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) name: Option<Written>,
    pub(super) replaces_wildcards: bool,
    pub(super) services: Vec<ServiceElement>,
    /// What is wrong, with the octet at which it stands.
    pub(super) faults: Vec<(AvahiFault, usize)>,
    wildcards: Option<String>,
}

/// Text of an element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) text: String,
    /// The octet at which the element begins.
    pub(super) offset: usize,
}

/// A `service` element.
#[derive(Debug, Default)]
pub(super) struct ServiceElement {
    pub(super) offset: usize,
    pub(super) protocol: Protocol,
    pub(super) service_type: Option<Written>,
    pub(super) subtypes: Vec<Written>,
    pub(super) domain: Option<Written>,
    pub(super) host: Option<Written>,
    /// The port that is published; `None` in it where the daemon reads none.
    pub(super) port: Option<(Option<u16>, usize)>,
    /// TXT strings as they are published, with the octets at which their elements begin.
    pub(super) txt: Vec<(Vec<u8>, usize)>,
    /// The greatest position in the DTD of the elements so far.
    latest: usize,
    is_out_of_order: bool,
}

/// Over which protocols a service is published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Protocol {
    #[default]
    Any,
    Ipv4,
    Ipv6,
}

/// The children of `service` in the order of the DTD.
const CHILDREN: [&str; 6] = [
    "type",
    "subtype",
    "domain-name",
    "host-name",
    "port",
    "txt-record",
];

/// Takes the pieces of a document.
#[derive(Debug, Default)]
pub(super) struct GroupReader {
    group: Group,
    /// The elements that are open, of those that belong there.
    path: Vec<(&'static str, usize)>,
    /// How many elements are open within one that does not belong there.
    ignored: usize,
    text: String,
    /// The TXT string before its first `=`, once that was read.
    key: Option<String>,
    format: Format,
    /// Whether an `=` was lost because nothing stood before it.
    lost_equals_sign: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Format {
    Base64,
    Hex,
    #[default]
    Text,
}

impl GroupReader {
    pub(super) fn take(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Start {
                name,
                attributes,
                offset,
            } => self.open(name, &attributes, offset),
            Piece::End { .. } if self.ignored > 0 => self.ignored -= 1,
            Piece::End { .. } => self.close(),
            _ if self.ignored > 0 => {}
            Piece::Text { text, offset, .. } => self.push(&text, offset),
            Piece::Skipped { name, offset } => {
                let name = name.to_owned();
                self.report(AvahiFault::SkippedEntity { name }, offset);
            }
        }
    }

    pub(super) fn finish(mut self) -> Group {
        let name = self.group.name.as_ref();
        let has_wildcard = name.is_some_and(|name| name.text.contains("%h"));
        let attribute = self.group.wildcards.take();
        let is_known = attribute
            .as_deref()
            .is_none_or(|value| matches!(value, "yes" | "no"));
        if !self.group.replaces_wildcards && (has_wildcard || !is_known) {
            // Who writes `no` means it.
            if attribute.as_deref() != Some("no") {
                let offset = name.map_or(0, |name| name.offset);
                self.report(AvahiFault::WildcardKept { attribute }, offset);
            }
        }
        self.group
    }

    fn report(&mut self, fault: AvahiFault, offset: usize) {
        if self.group.faults.len() < MAX_FAULTS {
            self.group.faults.push((fault, offset));
        }
    }

    fn open(&mut self, name: &str, attributes: &[Attribute], offset: usize) {
        if self.ignored > 0 {
            self.ignored += 1;
            return;
        }
        let parent = self.path.last().map(|(parent, _)| *parent);
        let known = match parent {
            None => ["service-group"].iter().find(|own| **own == name),
            Some("service-group") => ["name", "service"].iter().find(|own| **own == name),
            Some("service") => CHILDREN.iter().find(|own| **own == name),
            Some(_) => None,
        };
        let Some(element) = known else {
            self.ignored = 1;
            let fault = AvahiFault::UnexpectedElement {
                element: name.to_owned(),
                parent: parent.map(str::to_owned),
            };
            return self.report(fault, offset);
        };
        self.path.push((element, offset));
        self.text.clear();
        self.key = None;
        self.lost_equals_sign = false;
        self.format = Format::Text;
        match *element {
            "service" => self.group.services.push(ServiceElement {
                offset,
                ..ServiceElement::default()
            }),
            "name" if !self.group.services.is_empty() => {
                let fault = AvahiFault::OutOfOrder {
                    element: "name".to_owned(),
                    before: "service".to_owned(),
                };
                self.report(fault, offset);
            }
            _ => self.note_order(element, offset),
        }
        self.attributes(element, attributes);
    }

    /// Holds a child of `service` to the order of the DTD; one that is out of it is enough for a service.
    fn note_order(&mut self, element: &str, offset: usize) {
        let position = CHILDREN.iter().position(|child| *child == element);
        let (Some(position), Some(service)) = (position, self.group.services.last_mut()) else {
            return;
        };
        if position >= service.latest {
            service.latest = position;
            return;
        }
        let before = CHILDREN.get(service.latest).copied().unwrap_or_default();
        if !std::mem::replace(&mut service.is_out_of_order, true) {
            let fault = AvahiFault::OutOfOrder {
                element: element.to_owned(),
                before: before.to_owned(),
            };
            self.report(fault, offset);
        }
    }

    fn attributes(&mut self, element: &'static str, attributes: &[Attribute]) {
        let known = match element {
            "name" => "replace-wildcards",
            "service" => "protocol",
            "txt-record" => "value-format",
            _ => "",
        };
        for Attribute {
            name,
            value,
            offset: at,
        } in attributes
        {
            let is_taken = name == known && self.attribute(element, value);
            let fault = if name == known {
                AvahiFault::AttributeValue {
                    element: element.to_owned(),
                    attribute: name.clone(),
                    value: value.clone(),
                }
            } else {
                AvahiFault::UnexpectedAttribute {
                    element: element.to_owned(),
                    attribute: name.clone(),
                }
            };
            if !is_taken {
                self.report(fault, *at);
            }
        }
    }

    /// Takes the value of the one attribute that an element has; `false` where the daemon does not.
    fn attribute(&mut self, element: &str, value: &str) -> bool {
        match (element, value) {
            ("name", _) => {
                self.group.replaces_wildcards = value == "yes";
                self.group.wildcards = Some(value.to_owned());
            }
            ("service", "any" | "ipv4" | "ipv6") => {
                let protocol = match value {
                    "ipv4" => Protocol::Ipv4,
                    "ipv6" => Protocol::Ipv6,
                    _ => Protocol::Any,
                };
                if let Some(service) = self.group.services.last_mut() {
                    service.protocol = protocol;
                }
            }
            ("txt-record", "text") => self.format = Format::Text,
            ("txt-record", "binary-hex") => self.format = Format::Hex,
            ("txt-record", "binary-base64") => self.format = Format::Base64,
            _ => return false,
        }
        true
    }

    fn push(&mut self, text: &str, offset: usize) {
        let Some((element, _)) = self.path.last().copied() else {
            return;
        };
        match element {
            "service-group" | "service" => {
                let blanks = text.len() - text.trim_ascii_start().len();
                if blanks < text.len() {
                    let fault = AvahiFault::StrayText {
                        text: text.trim_ascii().to_owned(),
                        parent: element.to_owned(),
                    };
                    self.report(fault, offset + blanks);
                }
            }
            "txt-record" if self.key.is_none() => match text.split_once('=') {
                // A key of no octets is none for the daemon, and the `=` is gone.
                Some(("", rest)) if self.text.is_empty() => {
                    self.lost_equals_sign = true;
                    self.text.push_str(rest);
                }
                Some((before, rest)) => {
                    self.text.push_str(before);
                    self.key = Some(std::mem::take(&mut self.text));
                    self.text.push_str(rest);
                }
                None => self.text.push_str(text),
            },
            _ => self.text.push_str(text),
        }
    }

    fn close(&mut self) {
        let Some((element, offset)) = self.path.pop() else {
            return;
        };
        let text = std::mem::take(&mut self.text);
        match element {
            "service-group" => self.close_group(offset),
            "service" => self.close_service(offset),
            "name" => {
                let name = self.group.name.take();
                self.group.name = self.joined(element, name, text, offset);
            }
            "txt-record" => self.close_txt(text, offset),
            _ => {
                // A child of `service` is open only within one.
                let Some(mut service) = self.group.services.pop() else {
                    return;
                };
                match element {
                    "type" => {
                        let before = service.service_type.take();
                        service.service_type = self.joined(element, before, text, offset);
                    }
                    "domain-name" => {
                        let before = service.domain.take();
                        service.domain = self.joined(element, before, text, offset);
                    }
                    "host-name" => {
                        let before = service.host.take();
                        service.host = self.joined(element, before, text, offset);
                    }
                    "subtype" => service.subtypes.push(Written { text, offset }),
                    _ => self.close_port(&mut service, text, offset),
                }
                self.group.services.push(service);
            }
        }
    }

    fn close_group(&mut self, offset: usize) {
        let parent = "service-group";
        if self.group.name.is_none() {
            let element = "name";
            self.report(AvahiFault::Missing { element, parent }, offset);
        }
        if self.group.services.is_empty() {
            let element = "service";
            self.report(AvahiFault::Missing { element, parent }, offset);
        }
    }

    fn close_service(&mut self, offset: usize) {
        let Some(service) = self.group.services.last() else {
            return;
        };
        let (has_type, has_port) = (service.service_type.is_some(), service.port.is_some());
        if !has_type {
            let (element, parent) = ("type", "service");
            self.report(AvahiFault::Missing { element, parent }, offset);
        }
        if !has_port {
            let fault = AvahiFault::Port {
                text: String::new(),
                published: Some(0),
            };
            self.report(fault, offset);
        }
    }

    /// The text of an element that may stand there once; the daemon puts the texts of several one behind the other.
    fn joined(
        &mut self,
        element: &str,
        before: Option<Written>,
        text: String,
        offset: usize,
    ) -> Option<Written> {
        let Some(mut before) = before else {
            return (!text.is_empty()).then_some(Written { text, offset });
        };
        before.text.push_str(&text);
        let fault = AvahiFault::Repeated {
            element: element.to_owned(),
            taken: before.text.clone(),
        };
        self.report(fault, offset);
        Some(before)
    }

    fn close_port(&mut self, service: &mut ServiceElement, text: String, offset: usize) {
        let read = as_atoi(&text);
        let published = u16::try_from(read).ok();
        if service.port.is_some() {
            let fault = AvahiFault::Repeated {
                element: "port".to_owned(),
                taken: text.clone(),
            };
            self.report(fault, offset);
        }
        service.port = Some((published, offset));
        let digits = text.trim_ascii();
        let is_number = !digits.is_empty() && digits.bytes().all(|octet| octet.is_ascii_digit());
        let is_as_written = is_number && digits.parse().ok() == published;
        if published.is_none() || !is_as_written {
            self.report(AvahiFault::Port { text, published }, offset);
        }
    }

    fn close_txt(&mut self, text: String, offset: usize) {
        let Some(key) = self.key.take() else {
            let becomes = if self.lost_equals_sign {
                Some(TxtChange::LosesEqualsSign)
            } else {
                (self.format != Format::Text).then_some(TxtChange::NotDecoded)
            };
            let equals = if self.lost_equals_sign { "=" } else { "" };
            if let Some(becomes) = becomes.filter(|_| !text.is_empty()) {
                let written = format!("{equals}{text}").into_bytes();
                self.report(AvahiFault::TxtString { written, becomes }, offset);
            }
            return self.add_txt(text.into_bytes(), offset);
        };
        let value = match self.format {
            Format::Text => Ok(text.clone().into_bytes()),
            Format::Hex => from_hex(&text),
            Format::Base64 => from_base64(&text),
        };
        let format = match self.format {
            Format::Text => "text",
            Format::Hex => "binary-hex",
            Format::Base64 => "binary-base64",
        };
        match value {
            Ok(value) => self.add_txt([key.as_bytes(), b"=", &value].concat(), offset),
            Err(reason) => {
                let format = format.to_owned();
                let fault = AvahiFault::Undecodable {
                    format,
                    text,
                    reason,
                };
                self.report(fault, offset);
            }
        }
    }

    fn add_txt(&mut self, string: Vec<u8>, offset: usize) {
        let refusal = match string.len() {
            0 => TxtRefusal::EmptyString,
            len if len > TxtRecord::MAX_STRING_LEN => TxtRefusal::StringTooLong { string },
            _ => {
                if let Some(service) = self.group.services.last_mut() {
                    service.txt.push((string, offset));
                }
                return;
            }
        };
        self.report(AvahiFault::TxtRefused(refusal), offset);
    }
}

/// What C's `atoi` makes of a text on a system with 64-bit `long`.
fn as_atoi(text: &str) -> i32 {
    let text = text.trim_start_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = digits.bytes().take_while(u8::is_ascii_digit);
    let number = digits.fold(0_i64, |number, digit| {
        number
            .saturating_mul(10)
            .saturating_add(sign * i64::from(digit - b'0'))
    });
    // The daemon keeps the lower half.
    let [a, b, c, d, ..] = number.to_le_bytes();
    i32::from_le_bytes([a, b, c, d])
}

fn from_hex(text: &str) -> Result<Vec<u8>, &'static str> {
    if text.len() % 2 == 1 {
        return Err("has half an octet");
    }
    HEXLOWER_PERMISSIVE
        .decode(text.as_bytes())
        .map_err(|_| "has a character that is no hexadecimal digit")
}

/// Decodes as the daemon does, which does not look at the bits behind the last octet.
fn from_base64(text: &str) -> Result<Vec<u8>, &'static str> {
    if !text.len().is_multiple_of(4) {
        return Err("is not a multiple of 4 characters long");
    }
    base64::decode(text.as_bytes(), TrailingBits::Ignored)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_atoi() {
        for (text, number) in [
            ("80", 80),
            (" \n80/tcp", 80),
            ("+7", 7),
            ("-1", -1),
            ("http", 0),
            ("", 0),
            ("4294967376", 80),
            ("99999999999999999999", -1),
            ("70000", 70_000),
        ] {
            assert_eq!(as_atoi(text), number, "{text}");
        }
    }

    #[test]
    fn values_are_decoded_as_the_daemon_does() {
        assert_eq!(from_hex("00fF"), Ok(vec![0, 255]));
        assert!(from_hex("0").is_err() && from_hex("0x").is_err() && from_hex("0 ").is_err());
        assert_eq!(from_base64("dmFsdWU="), Ok(b"value".to_vec()));
        assert_eq!(from_base64("dmFsdWV="), Ok(b"value".to_vec()));
        assert_eq!(from_base64(""), Ok(Vec::new()));
        for wrong in ["abc", "a===", "ab=c", "ab==ab==", "ab c", "====", "ab\n="] {
            assert!(from_base64(wrong).is_err(), "{wrong}");
        }
    }
}
