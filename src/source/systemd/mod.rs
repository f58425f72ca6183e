//! Units of systemd-resolved: `systemd.dnssd(5)`, `*.dnssd` in `/etc/systemd/dnssd`.
//!
//! What is observed is what resolved 252 publishes of the unit, or would publish were nothing else wrong with it; where that
//! differs from what is written, the file has a fault. resolved passes over what it can't read with a line in its log, drops
//! the whole unit where no name or type is left, and makes one TXT record of each `TxtText=` and `TxtData=`.
//!
//! Specifiers in a name, such as `%H`, stand for what nobody knows here: they stay as they stand, and what instance names
//! are judged by is not applicable to such a name. Drop-ins (`NAME.dnssd.d/*.conf`) are not read.

mod lines;
mod unit;
mod values;
mod words;
mod written;

use std::path::Path;

use crate::model::{
    Evidence, FileFault, FileFaultKind, FileFormat, Observation, Places, Pointer, Seen,
    ServiceInstance, SourceFile, SystemdFault,
};
use crate::name::{DomainName, NameParts, ServiceTypeLabels, Subtype};
use crate::source::line_index::LineIndex;
use crate::wire::{Srv, TxtRecord};

use unit::{Unit, UnitTxt};

pub(super) use written::written;

/// Reads a unit; `path` names it in origins.
pub(super) fn read(octets: &[u8], path: &Path) -> Observation {
    let shown = path.to_string_lossy();
    let index = LineIndex::new(octets, &shown);
    let mut file = SourceFile::new(shown.as_ref(), FileFormat::Systemd);
    let mut unit = Unit::default();
    if let Err(offset) = lines::read(octets, &mut |line| unit.take(line)) {
        unit.take_long_line(offset);
    }
    unit.finish();
    let labels = name_labels(&mut unit);
    let instance = instance(&unit, labels, &index);
    unit.faults.sort_by_key(|(_, offset)| *offset);
    file.faults = unit
        .faults
        .into_iter()
        .map(|(fault, offset)| FileFault {
            kind: FileFaultKind::Systemd(fault),
            origin: index.origin(offset),
        })
        .collect();
    Observation {
        instances: instance.into_iter().collect(),
        files: vec![file],
        ..Observation::default()
    }
}

/// The labels of the instance name as they are published, and what is wrong with the name.
fn name_labels(unit: &mut Unit) -> Option<Vec<Vec<u8>>> {
    let (template, value, offset) = unit.name.clone()?;
    let is_quoted =
        |quote: u8| value.len() > 1 && value.starts_with(&[quote]) && value.ends_with(&[quote]);
    if is_quoted(b'"') || is_quoted(b'\'') {
        let value = value.clone();
        unit.report(SystemdFault::QuotedName { value }, offset);
    }
    if template.specifiers.contains(&b'm') {
        let value = value.clone();
        unit.report(SystemdFault::MachineId { value }, offset);
    }
    // The release of a kernel, such as `6.1.0-32-amd64`, has dots.
    let has_kernel = template.specifiers.contains(&b'v');
    match values::labels(&template.text) {
        Err(reason) => {
            unit.report(SystemdFault::UnusableName { value, reason }, offset);
            Some(vec![template.text])
        }
        Ok(labels) => {
            let is_one = matches!(labels.as_slice(), [label] if !ends_in_dot(&template.text) && !label.is_empty());
            if !is_one || has_kernel {
                let published = if has_kernel {
                    Vec::new()
                } else {
                    labels.clone()
                };
                unit.report(SystemdFault::DottedName { value, published }, offset);
            }
            Some(labels)
        }
    }
}

/// Whether a name ends in a dot that no backslash quotes.
fn ends_in_dot(name: &[u8]) -> bool {
    name.strip_suffix(b".").is_some_and(|before| {
        let backslashes = before.iter().rev().take_while(|octet| **octet == b'\\');
        backslashes.count() % 2 == 0
    })
}

/// The service of a unit as an instance; `None` where it has no type of which a name can be made.
fn instance(
    unit: &Unit,
    labels: Option<Vec<Vec<u8>>>,
    index: &LineIndex<'_>,
) -> Option<ServiceInstance> {
    let (type_labels, type_offset) = match (&unit.service_type, &unit.ignored_type) {
        (Some((labels, offset)), _) => (labels.clone(), *offset),
        (None, Some((value, offset))) => {
            let labels = value
                .split(|octet| *octet == b'.')
                .map(<[u8]>::to_vec)
                .collect();
            (labels, *offset)
        }
        (None, None) => return None,
    };
    let local = DomainName::local();
    let under = |labels: &[Vec<u8>], domain: &DomainName| {
        let rest = domain.labels().map(<[u8]>::to_vec).collect::<Vec<_>>();
        DomainName::from_labels(labels.iter().chain(&rest)).ok()
    };
    let type_name = under(&type_labels, &local)?;
    let instance_labels = labels.unwrap_or_default();
    let name = under(&instance_labels, &type_name)?;
    let parts = match type_labels.as_slice() {
        [service, protocol] => NameParts {
            instance: instance_labels,
            subtype: None,
            service_type: ServiceTypeLabels::new(service, protocol),
            domain: local,
        },
        _ => NameParts::split(&name)?,
    };
    let type_origin = index.origin(type_offset);
    let origin = match &unit.name {
        Some((_, _, offset)) => index.origin(*offset),
        None => type_origin.clone(),
    };
    let mut instance = ServiceInstance::new(name.clone(), parts, origin.clone());
    instance.evidence = evidence(unit);
    let srv = Srv {
        priority: unit.priority,
        weight: unit.weight,
        port: unit.port.map(|(port, _)| port).unwrap_or_default(),
        // The host's own name, which is not known here: the evidence is of the numbers alone.
        target: DomainName::root(),
    };
    let port_origin = unit
        .port
        .map_or(type_origin.clone(), |(_, offset)| index.origin(offset));
    instance
        .srv
        .push(Seen::defined(srv, name.clone(), port_origin));
    let empty = [UnitTxt {
        offset: type_offset,
        ..UnitTxt::default()
    }];
    let records = if unit.txt.is_empty() {
        &empty[..]
    } else {
        &unit.txt
    };
    for record in records {
        let strings = record.strings.iter().map(|(string, _)| string);
        let txt = TxtRecord::from_strings(strings).ok()?;
        let origin = index.origin(record.offset);
        instance.txt.push(Seen::defined(txt, name.clone(), origin));
        let places = record
            .strings
            .iter()
            .map(|(_, offset)| index.origin(*offset));
        instance.places.txt_strings.push(places.collect());
    }
    let subtype = unit.subtype.as_ref().and_then(|(text, offset)| {
        let owner = type_name.prepend(Subtype::SEPARATOR.as_bytes()).ok()?;
        let owner = under(&values::labels(text).ok()?, &owner)?;
        Some((owner, index.origin(*offset)))
    });
    let base = (type_name, type_origin.clone());
    instance.pointers = [Some(base), subtype]
        .into_iter()
        .flatten()
        .map(|(owner, origin)| {
            let pointer = Pointer {
                owner: owner.clone(),
                target: name.clone(),
            };
            Seen::defined(pointer, owner, origin)
        })
        .collect();
    instance.places = Places {
        name: unit
            .name
            .as_ref()
            .map(|(_, _, offset)| index.origin(*offset)),
        service_type: Some(type_origin),
        ..instance.places
    };
    Some(instance)
}

/// What a unit shows, and no more: other units may publish other services of the host, whose name and addresses stand
/// nowhere.
fn evidence(unit: &Unit) -> Evidence {
    let evidence = Evidence::TXT_KEYS
        | Evidence::TXT_OCTETS
        | Evidence::PORT
        | Evidence::PRIORITY
        | Evidence::POINTERS
        | Evidence::SUBTYPES
        | Evidence::NAMED_SUBTYPES;
    match &unit.name {
        Some((template, _, _)) if template.specifiers.is_empty() => {
            evidence | Evidence::INSTANCE_NAME
        }
        _ => evidence,
    }
}
