//! Records of a zone: the presentation format of [RFC 1035 §5.1](https://www.rfc-editor.org/rfc/rfc1035#section-5.1), in US-ASCII
//! but for the comments.
//!
//! Times to live are those that were seen, or those of [RFC 6762 §10](https://www.rfc-editor.org/rfc/rfc6762#section-10). A type is
//! enumerated as [RFC 6763 §9](https://www.rfc-editor.org/rfc/rfc6763#section-9) asks for.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::net::IpAddr;

use data_encoding::HEXLOWER;

use crate::convert::refusal::{Missing, Remarks, Unfit};
use crate::convert::service::Service;
use crate::convert::{Document, Written};
use crate::model::{Seen, WireFacts};
use crate::name::DomainName;
use crate::wire::{CLASS_IN, TxtRecord};

/// Seconds that records live which name no host.
pub(super) const SERVICE_TTL: u32 = 4_500;

/// Seconds that records live which name a host.
pub(super) const HOST_TTL: u32 = 120;

/// One zone file with all records.
pub(super) fn documents(services: &[Written<'_, Vec<String>>]) -> Vec<Document> {
    if services.is_empty() {
        return Vec::new();
    }
    let mut text = format!("$TTL {SERVICE_TTL}\n");
    let mut origin: Option<&DomainName> = None;
    // Services share hosts and types; a set of records has none of them twice.
    let mut written = BTreeSet::new();
    for Written { service, content } in services {
        let domain = &service.instance.parts.domain;
        if origin.is_none_or(|origin| !origin.eq_exact(domain)) {
            text.push_str("$ORIGIN ");
            push_absolute(&mut text, domain);
            text.push('\n');
            origin = Some(domain);
        }
        let _ = writeln!(text, "\n; {}", service.instance.name);
        for line in content {
            if written.insert((domain.as_wire(), line)) {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    vec![Document {
        file_name: "services.zone".to_owned(),
        text,
    }]
}

/// The records of a service, a line each.
pub(super) fn records(service: &Service<'_>, remarks: &mut Remarks<'_>) -> Vec<String> {
    let instance = service.instance;
    let mut lines = Lines::new(&instance.parts.domain);
    if !instance.is_of_domain() {
        pointers(&mut lines, service);
    }
    for seen in service.srv() {
        let Some(host) = service.host(&seen.data) else {
            let limit = "an SRV record names the host";
            remarks.refuse(Unfit::Missing(Missing::Host), limit);
            return Vec::new();
        };
        let srv = &seen.data;
        let numbers = format!("SRV {} {} {} ", srv.priority, srv.weight, srv.port);
        let facts = Facts::of(seen.wire, HOST_TTL);
        lines.push(&seen.owner, facts, &numbers, |text, origin| {
            push_name(text, host, origin);
        });
        let is_addressed = |known: &crate::model::Host| {
            known.name == *host && !(known.addresses.is_empty() && known.aliases.is_empty())
        };
        if !service.hosts().iter().any(is_addressed) {
            remarks.notice(format!(
                "no address of `{host}` is known; add its A and AAAA records"
            ));
        }
    }
    for seen in service.txt() {
        let facts = Facts::of(seen.wire, SERVICE_TTL);
        lines.push(&seen.owner, facts, "TXT", |text, _| {
            push_txt(text, &seen.data);
        });
    }
    for host in service.hosts() {
        for seen in &host.addresses {
            let data = match seen.data {
                IpAddr::V4(address) => format!("A {address}"),
                IpAddr::V6(address) => format!("AAAA {address}"),
            };
            lines.push(
                &seen.owner,
                Facts::of(seen.wire, HOST_TTL),
                &data,
                |_, _| {},
            );
        }
        for seen in &host.aliases {
            let facts = Facts::of(seen.wire, HOST_TTL);
            lines.push(&seen.owner, facts, "CNAME ", |text, origin| {
                push_name(text, &seen.data, origin);
            });
        }
    }
    lines.lines
}

/// The PTR records from the type and its subtypes, and the one that enumerates the type, if it is legal.
fn pointers(lines: &mut Lines<'_>, service: &Service<'_>) {
    let parts = &service.instance.parts;
    let base = service.type_name();
    let enumeration = ["_services", "_dns-sd", "_udp"];
    let enumeration = enumeration.iter().map(|label| label.as_bytes());
    let all = DomainName::from_labels(enumeration.chain(parts.domain.labels()));
    // A domain may be so long that nothing can be enumerated in it.
    if let Ok(all) = all
        && parts.service_type.violations().is_empty()
    {
        lines.pointer(&all, Facts::default_of(SERVICE_TTL), &base);
    }
    for (owner, target, wire) in browse_pointers(service, &base) {
        lines.pointer(owner, Facts::of(wire, SERVICE_TTL), target);
    }
}

/// The PTR records that lead to an instance; that of its type is among them, whether it was seen or not.
pub(super) fn browse_pointers<'p>(
    service: &Service<'p>,
    base: &'p DomainName,
) -> Vec<(&'p DomainName, &'p DomainName, Option<WireFacts>)> {
    let instance = service.instance;
    let is_alive = |wire: Option<WireFacts>| wire.is_none_or(|wire| !wire.is_goodbye());
    let mut pointers: Vec<_> = instance
        .pointers
        .iter()
        .filter(|seen| is_alive(seen.wire))
        .map(|Seen { data, wire, .. }| (&data.owner, &data.target, *wire))
        .collect();
    if !pointers.iter().any(|(owner, _, _)| **owner == *base) {
        pointers.insert(0, (base, &instance.name, None));
    }
    pointers
}

/// Class and time to live of a line.
#[derive(Clone, Copy)]
struct Facts {
    class: u16,
    ttl_seconds: u32,
}

impl Facts {
    const fn default_of(ttl_seconds: u32) -> Self {
        Self {
            class: CLASS_IN,
            ttl_seconds,
        }
    }

    /// Those that were seen, if any were.
    fn of(wire: Option<WireFacts>, ttl_seconds: u32) -> Self {
        wire.map_or(Self::default_of(ttl_seconds), |wire| Self {
            class: wire.class(),
            ttl_seconds: wire.ttl_seconds,
        })
    }
}

/// Lines of a zone below one origin.
struct Lines<'o> {
    origin: &'o DomainName,
    lines: Vec<String>,
}

impl<'o> Lines<'o> {
    const fn new(origin: &'o DomainName) -> Self {
        Self {
            origin,
            lines: Vec::new(),
        }
    }

    fn pointer(&mut self, owner: &DomainName, facts: Facts, target: &DomainName) {
        self.push(owner, facts, "PTR ", |text, origin| {
            push_name(text, target, origin);
        });
    }

    /// Adds a line: the owner, the facts, the type with what stands in front of its data, and the rest of it.
    fn push(
        &mut self,
        owner: &DomainName,
        facts: Facts,
        data: &str,
        rest: impl FnOnce(&mut String, &DomainName),
    ) {
        let mut line = String::new();
        push_name(&mut line, owner, self.origin);
        if facts.ttl_seconds != SERVICE_TTL {
            let _ = write!(line, " {}", facts.ttl_seconds);
        }
        match facts.class {
            CLASS_IN => line.push_str(" IN "),
            class => {
                let _ = write!(line, " CLASS{class} ");
            }
        }
        line.push_str(data);
        rest(&mut line, self.origin);
        self.lines.push(line);
    }
}

/// A name, relative to the origin where it is below it.
fn push_name(text: &mut String, name: &DomainName, origin: &DomainName) {
    let is_below = name
        .skip_labels(name.label_count().saturating_sub(origin.label_count()))
        .is_some_and(|tail| tail.eq_exact(origin));
    match name
        .strip_suffix(origin)
        .filter(|_| is_below && !origin.is_root())
    {
        Some(labels) if labels.is_empty() => text.push('@'),
        Some(labels) => {
            for (index, label) in labels.into_iter().enumerate() {
                if index > 0 {
                    text.push('.');
                }
                push_label(text, label);
            }
        }
        None => push_absolute(text, name),
    }
}

fn push_absolute(text: &mut String, name: &DomainName) {
    if name.is_root() {
        text.push('.');
    }
    for label in name.labels() {
        push_label(text, label);
        text.push('.');
    }
}

/// A label, with all escaped that would end a word or begin something else.
fn push_label(text: &mut String, label: &[u8]) {
    for octet in label {
        match octet {
            b'"' | b'$' | b'(' | b')' | b'.' | b';' | b'@' | b'\\' => {
                text.push('\\');
                text.push(char::from(*octet));
            }
            0x21..=0x7e => text.push(char::from(*octet)),
            _ => {
                let _ = write!(text, "\\{octet:03}");
            }
        }
    }
}

/// The data of a TXT record: strings, or the octets where they are not those of strings.
fn push_txt(line: &mut String, txt: &TxtRecord) {
    if txt.is_empty() || txt.truncation().is_some() {
        let _ = write!(line, " \\# {}", txt.len());
        if !txt.is_empty() {
            let _ = write!(line, " {}", HEXLOWER.encode(txt.octets()));
        }
        return;
    }
    for string in txt.strings() {
        line.push_str(" \"");
        for octet in string.octets {
            match octet {
                b'"' | b'\\' => {
                    line.push('\\');
                    line.push(char::from(*octet));
                }
                0x20..=0x7e => line.push(char::from(*octet)),
                _ => {
                    let _ = write!(line, "\\{octet:03}");
                }
            }
        }
        line.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words() {
        let shown = |name: &str, origin: &str| {
            let mut text = String::new();
            push_name(&mut text, &name.parse().unwrap(), &origin.parse().unwrap());
            text
        };
        assert_eq!(
            shown(r"Lab\.\032\;\034\$é.local", "local."),
            r#"Lab\.\032\;\"\$\195\169"#
        );
        assert_eq!(shown("local", "local"), "@");
        assert_eq!(shown("lab.example", "local"), "lab.example.");
        // Another letter case would be lost.
        assert_eq!(shown("lab.LOCAL", "local"), "lab.LOCAL.");
        assert_eq!(shown(".", "local"), ".");
        assert_eq!(shown("a.b", "."), "a.b.");
    }

    #[test]
    fn data_that_is_no_strings_is_hexadecimal() {
        let shown = |octets: &[u8]| {
            let mut text = String::new();
            push_txt(&mut text, &TxtRecord::new(octets.to_vec()));
            text
        };
        assert_eq!(shown(b"\x03a\"\xff\0"), r#" "a\"\255" """#);
        assert_eq!(shown(b"\x05a"), r" \# 2 0561");
        assert_eq!(shown(b""), r" \# 0");
    }
}
