//! The objects of the JSON reports.
//!
//! Their members are a promise to scripts: they change only with [`VERSION`].

use data_encoding::BASE64;
use serde::Serialize;

use crate::diagnostic::{Diagnostic, Suppressed, Suppressor};
use crate::model::{Evidence, Origin, ServiceInstance, Timestamp};
use crate::rule::Citation;
use crate::wire::{TxtEntry, TxtRecord};

/// Version of the shapes.
pub(crate) const VERSION: u32 = 1;

/// A diagnostic.
#[derive(Serialize)]
pub(super) struct DiagnosticObject<'a> {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    service_type: Option<&'a str>,
    #[serde(flatten)]
    instance: InstanceName,
    key: Option<&'a str>,
    message: &'a str,
    help: Option<&'a str>,
    origin: OriginObject<'a>,
    citations: Vec<CitationObject<'a>>,
}

/// A diagnostic that is not reported.
#[derive(Serialize)]
pub(super) struct SuppressedObject<'a> {
    #[serde(flatten)]
    diagnostic: DiagnosticObject<'a>,
    suppression: SuppressionObject<'a>,
}

/// Where it was decided that something is not reported.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum SuppressionObject<'a> {
    Baseline {
        path: &'a str,
    },
    Comment {
        reason: Option<&'a str>,
        origin: OriginObject<'a>,
    },
}

/// The name of an instance; `instance_base64` is there only beside a null that stands for octets.
#[derive(Serialize)]
pub(super) struct InstanceName {
    instance: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance_base64: Option<String>,
}

#[derive(Serialize)]
#[serde(tag = "source", rename_all = "snake_case")]
enum OriginObject<'a> {
    Arguments,
    File {
        path: &'a str,
        line: Option<usize>,
        column: Option<usize>,
    },
    Mdns {
        interface: &'a str,
        sender: Option<String>,
    },
    Capture {
        path: &'a str,
        frame: u64,
        time: String,
        interface: Option<&'a str>,
        sender: Option<String>,
        offset: usize,
    },
}

#[derive(Serialize)]
struct CitationObject<'a> {
    source: &'a str,
    section: &'a str,
    requirement: Option<&'static str>,
}

/// A service instance.
#[derive(Serialize)]
pub(super) struct InstanceObject {
    #[serde(flatten)]
    instance: InstanceName,
    service_type: String,
    domain: String,
    subtypes: Vec<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subtypes_base64: Option<Vec<Option<String>>>,
    host: Option<String>,
    port: Option<u16>,
    priority: Option<u16>,
    weight: Option<u16>,
    addresses: Vec<String>,
    interface: Option<String>,
    txt: Vec<TxtEntryObject>,
    txt_base64: Option<String>,
}

/// A string of a TXT record that is not empty.
#[derive(Serialize)]
struct TxtEntryObject {
    key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_base64: Option<String>,
    #[serde(flatten)]
    value: TxtValueObject,
}

/// The value of a key; a key without `=` has no member `value_base64`.
#[derive(Serialize)]
#[serde(untagged)]
enum TxtValueObject {
    Absent {
        value: (),
    },
    Present {
        value: Option<String>,
        value_base64: Option<String>,
    },
}

impl<'a> From<&'a Diagnostic> for DiagnosticObject<'a> {
    fn from(diagnostic: &'a Diagnostic) -> Self {
        Self {
            code: diagnostic.rule.code,
            name: diagnostic.rule.name,
            severity: diagnostic.severity.as_str(),
            service_type: diagnostic.service_type.as_deref(),
            instance: InstanceName::of(diagnostic.instance.as_deref()),
            key: diagnostic.key.as_deref(),
            message: &diagnostic.message,
            help: diagnostic.help.as_deref(),
            origin: OriginObject::from(&diagnostic.origin),
            citations: diagnostic
                .citations
                .iter()
                .map(CitationObject::from)
                .collect(),
        }
    }
}

impl<'a> From<&'a Suppressed> for SuppressedObject<'a> {
    fn from(suppressed: &'a Suppressed) -> Self {
        Self {
            diagnostic: DiagnosticObject::from(&suppressed.diagnostic),
            suppression: match &suppressed.by {
                Suppressor::Baseline { path } => SuppressionObject::Baseline { path },
                Suppressor::Comment { reason, origin } => SuppressionObject::Comment {
                    reason: reason.as_deref(),
                    origin: OriginObject::from(origin),
                },
            },
        }
    }
}

impl InstanceName {
    pub(super) fn of(octets: Option<&[u8]>) -> Self {
        let (instance, instance_base64) = octets.map(text_or_base64).unwrap_or_default();
        Self {
            instance,
            instance_base64,
        }
    }
}

impl<'a> From<&'a Origin> for OriginObject<'a> {
    fn from(origin: &'a Origin) -> Self {
        let known = |number: usize| (number > 0).then_some(number);
        match origin {
            Origin::Arguments => Self::Arguments,
            Origin::File { path, line, column } => Self::File {
                path,
                line: known(*line),
                column: known(*column),
            },
            Origin::Link { interface, sender } => Self::Mdns {
                interface,
                sender: sender.map(|sender| sender.to_string()),
            },
            Origin::Capture {
                frame,
                sender,
                offset,
                ..
            } => Self::Capture {
                path: &frame.path,
                frame: frame.number,
                time: Timestamp(frame.time).to_string(),
                interface: origin.interface(),
                sender: sender.map(|sender| sender.to_string()),
                offset: *offset,
            },
        }
    }
}

impl<'a> From<&'a Citation> for CitationObject<'a> {
    fn from(citation: &'a Citation) -> Self {
        Self {
            source: &citation.source,
            section: &citation.section,
            requirement: citation.requirement.map(crate::rule::Requirement::as_str),
        }
    }
}

impl From<&ServiceInstance> for InstanceObject {
    fn from(instance: &ServiceInstance) -> Self {
        let octets = instance.instance_octets();
        let name = (!octets.is_empty()).then_some(octets.as_slice());
        let (subtypes, subtypes_base64) = subtypes(instance);
        let srv = instance.first_srv();
        let whole_srv = srv.filter(|_| instance.evidence.covers(Evidence::SRV));
        let knows_order = instance.evidence.covers(Evidence::PRIORITY);
        let order = srv.filter(|_| whole_srv.is_some() || knows_order);
        // A source that knows the port alone has no host to name; on the wire the root is a host like any other.
        let host = srv.filter(|srv| whole_srv.is_some() || !srv.target.is_root());
        let txt = instance.first_txt();
        Self {
            instance: InstanceName::of(name),
            service_type: instance.service_type().to_string(),
            domain: without_final_dot(instance.parts.domain.to_string()),
            subtypes,
            subtypes_base64,
            host: host.map(|srv| srv.target.to_string()),
            port: srv.map(|srv| srv.port),
            priority: order.map(|srv| srv.priority),
            weight: order.map(|srv| srv.weight),
            addresses: instance
                .addresses()
                .iter()
                .map(ToString::to_string)
                .collect(),
            interface: instance.origin.interface().map(str::to_owned),
            txt: txt
                .into_iter()
                .flat_map(TxtRecord::entries)
                .map(TxtEntryObject::from)
                .collect(),
            txt_base64: txt
                .filter(|_| instance.evidence.covers(Evidence::TXT_OCTETS))
                .map(|txt| BASE64.encode(txt.octets())),
        }
    }
}

impl From<TxtEntry<'_>> for TxtEntryObject {
    fn from(entry: TxtEntry<'_>) -> Self {
        let (key, key_base64) = text_or_base64(entry.key);
        let value = match entry.value.map(text_or_base64) {
            None => TxtValueObject::Absent { value: () },
            Some((value, value_base64)) => TxtValueObject::Present {
                value,
                value_base64,
            },
        };
        Self {
            key,
            key_base64,
            value,
        }
    }
}

/// The labels of the subtypes, and the list beside them if one of them is no text.
fn subtypes(instance: &ServiceInstance) -> (Vec<Option<String>>, Option<Vec<Option<String>>>) {
    texts_or_base64(&instance.subtypes())
}

/// Each of the octets as text; if some are not UTF-8, a second list has those in Base64.
pub(super) fn texts_or_base64<O: AsRef<[u8]>>(
    list: &[O],
) -> (Vec<Option<String>>, Option<Vec<Option<String>>>) {
    let (texts, base64): (Vec<_>, Vec<_>) = list
        .iter()
        .map(|octets| text_or_base64(octets.as_ref()))
        .unzip();
    let all_text = texts.iter().all(Option::is_some);
    (texts, (!all_text).then_some(base64))
}

/// The octets as text, or, if they are not UTF-8, in Base64.
fn text_or_base64(octets: &[u8]) -> (Option<String>, Option<String>) {
    match str::from_utf8(octets) {
        Ok(text) => (Some(text.to_owned()), None),
        Err(_) => (None, Some(BASE64.encode(octets))),
    }
}

/// `local` for `local.`; the root stays `.`.
pub(super) fn without_final_dot(name: String) -> String {
    match name.strip_suffix('.') {
        None | Some("") => name,
        Some(shorter) => shorter.to_owned(),
    }
}
