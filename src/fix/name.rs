//! Fixes of names: letter case and normalization.

use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;

use super::Edit;
use super::faulty::Faulty;
use super::txt::recased;
use crate::model::FileFormat;
use crate::name::{DomainName, ServiceTypeLabels};
use crate::rule::expected_spelling;
use crate::source::written::{NameRole, Octet, WrittenName};

/// NAME009: writes the service type as it is registered, wherever it stands.
pub(super) fn type_as_registered(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let labels: ServiceTypeLabels = faulty.diagnostic.service_type.as_deref()?.parse().ok()?;
    let expected = expected_spelling(&labels)?;
    let (service, protocol) = expected.split_once('.')?;
    let mut edits = Vec::new();
    for name in &faulty.index.written.names {
        for pair in name.labels.windows(2) {
            if let [one, other] = pair
                && is(one, service.as_bytes())
                && is(other, protocol.as_bytes())
            {
                edits.extend(recased(one, service.as_bytes()));
                edits.extend(recased(other, protocol.as_bytes()));
            }
        }
    }
    some(edits)
}

/// PTR007 and SRV010: writes the name of the instance as its SRV record has it, wherever it stands in a zone.
pub(super) fn alike_in_all_records(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let instance = faulty.instance()?;
    let srv = instance.srv.first().map(|seen| &seen.owner);
    let owner = srv.or(instance.txt.first().map(|seen| &seen.owner))?;
    let names = faulty.index.names(owner).iter();
    some(names.flat_map(|name| recased_name(name, owner)).collect())
}

fn recased_name(name: &WrittenName, spelling: &DomainName) -> Vec<Edit> {
    let labels = name.labels.iter().zip(spelling.labels());
    labels
        .flat_map(|(label, own)| recased(label, own))
        .collect()
}

/// NAME015: writes labels in Normalization Form C.
pub(super) fn normalized(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    relabeled(faulty, |label| label.nfc().collect())
}

/// NAME016: takes byte order marks out of labels.
pub(super) fn without_byte_order_marks(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    relabeled(faulty, |label| label.replace('\u{feff}', ""))
}

/// Writes the labels of the instance and its hosts otherwise, wherever they stand.
fn relabeled(faulty: &Faulty<'_>, change: impl Fn(&str) -> String) -> Option<Vec<Edit>> {
    let instance = faulty.instance()?;
    let hosts = instance.srv.iter().map(|seen| &seen.data.target);
    let labels: Vec<&[u8]> = instance
        .parts
        .instance
        .iter()
        .map(Vec::as_slice)
        .chain(hosts.clone().flat_map(DomainName::labels))
        .collect();
    let names: Vec<&WrittenName> = if faulty.format == FileFormat::Zone {
        let names = std::iter::once(&instance.name).chain(hosts);
        names
            .flat_map(|name| faulty.index.names(name))
            .copied()
            .collect()
    } else {
        let names = faulty.index.written.names.iter();
        names
            .filter(|name| name.role == NameRole::Instance)
            .collect()
    };
    let mut edits = Vec::new();
    for label in names.iter().flat_map(|name| &name.labels) {
        let octets: Vec<u8> = label.iter().map(|(octet, _)| *octet).collect();
        let Ok(text) = str::from_utf8(&octets) else {
            continue;
        };
        let changed = change(text);
        if labels.contains(&octets.as_slice()) && changed != text {
            edits.push(rewritten(label, text, &changed, faulty.format)?);
        }
    }
    some(edits)
}

/// Puts the part of a label in its place that is another, written as it was: with escapes or without.
fn rewritten(label: &[Octet], old: &str, new: &str, format: FileFormat) -> Option<Edit> {
    let alike = |one: (char, char)| one.0 == one.1;
    let len = |c: (char, char)| c.0.len_utf8();
    let before: usize = old
        .chars()
        .zip(new.chars())
        .take_while(|pair| alike(*pair))
        .map(len)
        .sum();
    let (old, new) = (old.get(before..)?, new.get(before..)?);
    let reversed = old.chars().rev().zip(new.chars().rev());
    let behind: usize = reversed.take_while(|pair| alike(*pair)).map(len).sum();
    let octets = label.get(before..before + old.len() - behind)?;
    let inserted = new.get(..new.len() - behind)?;
    let start = octets.first().or(label.get(before))?.1.start;
    let end = octets.last().map_or(start, |(_, span)| span.end);
    let has_escapes = octets.iter().any(|(_, span)| span.len() > 1);
    let mut text = String::new();
    for c in inserted.chars() {
        if has_escapes && format == FileFormat::Zone {
            for octet in c.encode_utf8(&mut [0; 4]).bytes() {
                write!(text, "\\{octet:03}").expect("writing to a string succeeds");
            }
        } else {
            text.push(c);
        }
    }
    Some(Edit::new(start..end, text))
}

fn is(label: &[Octet], text: &[u8]) -> bool {
    let octets = label.iter().map(|(octet, _)| octet.to_ascii_lowercase());
    octets.eq(text.iter().map(u8::to_ascii_lowercase))
}

fn some(edits: Vec<Edit>) -> Option<Vec<Edit>> {
    (!edits.is_empty()).then_some(edits)
}
