//! Service groups of Avahi: `avahi.service(5)`, as avahi-daemon 0.8 reads them.
//!
//! A group has one name and any number of services. Characters that a terminal would obey are written as references; what XML
//! has no character for stands in a name nowhere, and in a TXT value as Base64.

use std::fmt::Write;
use std::net::IpAddr;

use data_encoding::BASE64;

use crate::convert::file_name::file_names;
use crate::convert::refusal::{Remarks, Unfit};
use crate::convert::service::{Service, refuse_string};
use crate::convert::{Document, Written};
use crate::name::presentation::{is_safe_char, name_label};
use crate::name::{DomainName, ServiceTypeLabels, Subtype};

/// Octets of a name as text at most.
const MAX_TEXT_LEN: usize = 1013;

/// What begins a file.
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!DOCTYPE service-group SYSTEM "avahi-service.dtd">
<service-group>
"#;

/// A group for each instance name, with the services that have it.
pub(super) fn documents(services: &[Written<'_, String>]) -> Vec<Document> {
    let mut groups: Vec<(&[u8], String)> = Vec::new();
    for Written { service, content } in services {
        let name = service.instance.parts.instance.first();
        let name = name.map(Vec::as_slice).unwrap_or_default();
        match groups.iter_mut().find(|(own, _)| *own == name) {
            Some((_, services)) => services.push_str(content),
            None => groups.push((name, content.clone())),
        }
    }
    let names = groups.iter().map(|(name, _)| name.to_vec());
    let file_names = file_names(names, "service");
    groups
        .iter()
        .zip(file_names)
        .map(|((name, services), file_name)| {
            let name = xml(name).unwrap_or_default();
            // `%h` is the name of the host only where that is said; a reader shall not have to know it.
            let attribute = if name.contains("%h") {
                " replace-wildcards=\"no\""
            } else {
                ""
            };
            let text =
                format!("{HEAD}  <name{attribute}>{name}</name>\n{services}</service-group>\n");
            Document { file_name, text }
        })
        .collect()
}

/// The `service` element of a service.
pub(super) fn service(service: &Service<'_>, remarks: &mut Remarks<'_>) -> String {
    let mut element = "  <service>\n".to_owned();
    if let Some(label) = service.label(remarks)
        && xml(label).is_none()
    {
        let value = Unfit::InstanceName(vec![label.to_vec()]);
        remarks.refuse(value, NO_XML);
    }
    let service_type = service.instance.service_type();
    if !is_taken_type(service_type) {
        let value = Unfit::ServiceType(service_type.clone());
        remarks.refuse(
            value,
            "Avahi takes `_NAME._tcp` and `_NAME._udp` with a NAME of 2 octets or more, in UTF-8",
        );
    }
    line(&mut element, "type", &service_type.to_string());
    for label in service.instance.subtypes() {
        if !is_taken_label(&label) {
            let value = Unfit::Subtype(label.clone());
            remarks.refuse(
                value,
                "Avahi takes `_NAME` with a NAME of 2 octets or more, in UTF-8",
            );
        }
        let label = name_label(&label);
        let text = format!("{label}.{}.{service_type}", Subtype::SEPARATOR);
        line(&mut element, "subtype", &text);
    }
    domain(&mut element, service, remarks);
    let srv = service.sole_srv(remarks);
    if let Some(srv) = srv {
        Service::refuse_priority(srv, remarks);
        if let Some(host) = service.host(srv) {
            self::host(&mut element, host, service, remarks);
        }
        line(&mut element, "port", &srv.port.to_string());
    }
    let strings = service.strings(remarks);
    for (index, string) in strings.iter().enumerate() {
        match txt_record(string) {
            Ok(record) => element.push_str(&record),
            Err(limit) => refuse_string(&strings, index, limit, remarks),
        }
    }
    element.push_str("  </service>\n");
    element
}

fn domain(element: &mut String, service: &Service<'_>, remarks: &mut Remarks<'_>) {
    let domain = &service.instance.parts.domain;
    if domain.eq_exact(&DomainName::local()) {
        return;
    }
    let text = domain.to_string();
    let text = text.trim_end_matches('.');
    if domain.is_root() || !is_taken_name(domain, text) {
        remarks.refuse(Unfit::Domain(domain.clone()), NO_NAME);
    }
    if !domain.is_local() {
        remarks.notice(format!(
            "Avahi publishes `{domain}` by multicast DNS as well, unless a server for it is configured"
        ));
    }
    line(element, "domain-name", text);
}

fn host(element: &mut String, host: &DomainName, service: &Service<'_>, remarks: &mut Remarks<'_>) {
    let text = host.to_string();
    let text = text.strip_suffix('.').unwrap_or(&text);
    let refusal = if !is_taken_name(host, text) {
        Some(NO_NAME)
    } else if host.label_count() < 2 {
        Some("Avahi takes names of 2 labels or more")
    } else if text.parse::<IpAddr>().is_ok() {
        Some("Avahi takes it for an address")
    } else {
        None
    };
    if let Some(limit) = refusal {
        remarks.refuse(Unfit::Host(host.clone()), limit);
    }
    if service
        .hosts()
        .iter()
        .any(|host| !host.addresses.is_empty())
    {
        remarks.notice(format!(
            "a service group has no addresses; on another machine than `{host}`, they belong in `/etc/avahi/hosts`"
        ));
    }
    line(element, "host-name", text);
}

const NO_XML: &str = "it has octets that are not UTF-8, or a character that XML does not have";

const NO_NAME: &str =
    "Avahi takes names of labels in UTF-8 without NUL, of 1013 octets at most with their escapes";

fn line(element: &mut String, name: &str, text: &str) {
    let text = xml(text.as_bytes()).unwrap_or_default();
    // Writing to a string can't fail.
    let _ = writeln!(element, "    <{name}>{text}</{name}>");
}

fn is_taken_type(labels: &ServiceTypeLabels) -> bool {
    labels.protocol().is_some() && is_taken_label(labels.service_label())
}

/// Whether a label has a name behind an underscore.
fn is_taken_label(label: &[u8]) -> bool {
    label.len() > 2 && label.starts_with(b"_") && is_plain(label)
}

fn is_taken_name(name: &DomainName, text: &str) -> bool {
    text.len() <= MAX_TEXT_LEN && name.labels().all(is_plain)
}

/// Whether Avahi takes the octets of a label; control characters have an escape.
fn is_plain(label: &[u8]) -> bool {
    str::from_utf8(label).is_ok() && !label.contains(&0)
}

/// The element of a TXT string.
///
/// # Errors
///
/// The limit that the string is beyond.
fn txt_record(string: &[u8]) -> Result<String, &'static str> {
    let equals = string.iter().position(|octet| *octet == b'=');
    if string.is_empty() {
        return Err("Avahi publishes no service with an empty string");
    }
    if equals == Some(0) {
        return Err("Avahi drops the `=` with which a string begins");
    }
    if let Some(text) = xml(string) {
        return Ok(format!("    <txt-record>{text}</txt-record>\n"));
    }
    let no_xml = "what stands before `=` can't be encoded, and has octets that are not UTF-8 or a character that XML does not \
                  have";
    let (key, value) = string.split_at(equals.ok_or(no_xml)?);
    let key = xml(key).ok_or(no_xml)?;
    let value = BASE64.encode(value.get(1..).unwrap_or_default());
    Ok(format!(
        "    <txt-record value-format=\"binary-base64\">{key}={value}</txt-record>\n"
    ))
}

/// Octets as the text of an element; `None` where XML has no character for one
/// ([XML 1.0, production 2](https://www.w3.org/TR/xml/#NT-Char)).
fn xml(octets: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(octets.len());
    for c in str::from_utf8(octets).ok()?.chars() {
        match c {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}' => {
                return None;
            }
            c if is_safe_char(c) => text.push(c),
            c => {
                let _ = write!(text, "&#x{:x};", u32::from(c));
            }
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_shows_nothing_that_a_terminal_obeys() {
        assert_eq!(
            xml("a<b>&\"\u{202e}\t\r\n\u{7f}é".as_bytes()).as_deref(),
            Some("a&lt;b&gt;&amp;\"&#x202e;&#x9;&#xd;&#xa;&#x7f;é")
        );
        for refused in [&b"\xff"[..], b"\0", b"\x1b", "\u{ffff}".as_bytes()] {
            assert_eq!(xml(refused), None, "{refused:?}");
        }
    }

    #[test]
    fn values_that_are_no_text_are_encoded() {
        let record = |string: &[u8]| txt_record(string).map(|record| record.trim().to_owned());
        assert_eq!(
            record(b"path=/").as_deref(),
            Ok("<txt-record>path=/</txt-record>")
        );
        assert_eq!(
            record(b"flag").as_deref(),
            Ok("<txt-record>flag</txt-record>")
        );
        assert_eq!(
            record(b"id=\0\xff=").as_deref(),
            Ok("<txt-record value-format=\"binary-base64\">id=AP89</txt-record>")
        );
        for refused in [&b""[..], b"=x", b"\xff", b"\0=x"] {
            assert!(record(refused).is_err(), "{refused:?}");
        }
    }
}
