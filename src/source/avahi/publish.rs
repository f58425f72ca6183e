//! What is published of a service group: `avahi-core/entry.c` of version 0.8.

use std::collections::BTreeMap;

use super::group::{Group, Protocol, ServiceElement, Written};
use super::names;
use crate::model::{
    AvahiFault, Evidence, Host, NameRefusal, Places, Pointer, Seen, ServiceInstance, TxtRefusal,
};
use crate::name::{DomainName, InstanceName, NameParts, ServiceTypeLabels};
use crate::source::line_index::LineIndex;
use crate::wire::{Srv, TxtRecord};

/// What stands in a name for the name of the host.
const WILDCARD: &str = "%h";

/// The instances of a group, and what the daemon refuses to publish, with the octets at which it stands.
#[derive(Debug, Default)]
pub(super) struct Published {
    pub(super) instances: Vec<ServiceInstance>,
    pub(super) faults: Vec<(AvahiFault, usize)>,
}

/// Publishes the group.
pub(super) fn publish(group: &Group, index: &LineIndex<'_>) -> Published {
    let mut published = Published::default();
    let wildcards = match &group.name {
        Some(name) if group.replaces_wildcards => name.text.matches(WILDCARD).count(),
        _ => 0,
    };
    if let Some(name) = &group.name {
        // A host has a name of at least one octet.
        let len = name.text.len() - wildcards * (WILDCARD.len() - 1);
        let max = InstanceName::MAX_LEN;
        if len > max {
            published.refuse("name", name, NameRefusal::TooLong { len, max });
        }
    }
    for service in &group.services {
        published.check(service);
        let name = group.name.as_ref();
        if let Some(mut instance) = instance(name, service, index) {
            if wildcards > 0 {
                instance.evidence = instance.evidence.without(Evidence::INSTANCE_NAME);
            }
            published.instances.push(instance);
        }
    }
    published.find_conflicts(&group.services);
    published
}

impl Published {
    fn refuse(&mut self, element: &'static str, written: &Written, reason: NameRefusal) {
        let text = written.text.clone();
        let fault = AvahiFault::Refused {
            element,
            text,
            reason,
        };
        self.faults.push((fault, written.offset));
    }

    fn check(&mut self, service: &ServiceElement) {
        if let Some(written) = &service.service_type
            && let Err(reason) = names::service_type(&written.text)
        {
            self.refuse("type", written, reason);
        }
        if let Some(written) = &service.domain {
            match names::labels(&written.text) {
                Err(reason) => self.refuse("domain-name", written, reason),
                Ok(labels)
                    if labels
                        .last()
                        .is_some_and(|label| label.eq_ignore_ascii_case(b"local")) => {}
                Ok(_) => self.refuse("domain-name", written, NameRefusal::NotLocal),
            }
        }
        if let Some(written) = &service.host
            && let Err(reason) = names::host(&written.text)
        {
            self.refuse("host-name", written, reason);
        }
        for written in &service.subtypes {
            if let Err(reason) = names::subtype(&written.text) {
                let subtype = written.text.clone();
                let fault = AvahiFault::SubtypeRefused { subtype, reason };
                self.faults.push((fault, written.offset));
            }
        }
        let len = service.txt.iter().map(|(string, _)| string.len() + 1).sum();
        if len > TxtRecord::MAX_LEN {
            self.faults.push((
                AvahiFault::TxtRefused(TxtRefusal::RecordTooLong { len }),
                service.offset,
            ));
        }
    }

    /// Two services of one type would claim the same name, unless they say the same or speak over different protocols.
    fn find_conflicts(&mut self, services: &[ServiceElement]) {
        let mut by_type: BTreeMap<(String, String), Vec<&ServiceElement>> = BTreeMap::new();
        let key = |written: &Option<Written>| {
            let text = written.as_ref().map_or("", |written| &written.text);
            text.trim_end_matches('.').to_ascii_lowercase()
        };
        for service in services {
            let Some(written) = &service.service_type else {
                continue;
            };
            let domain = match key(&service.domain) {
                domain if domain.is_empty() => "local".to_owned(),
                domain => domain,
            };
            let others = by_type
                .entry((key(&service.service_type), domain))
                .or_default();
            if others.iter().any(|other| conflict(other, service)) {
                let service_type = written.text.clone();
                self.faults
                    .push((AvahiFault::Conflict { service_type }, service.offset));
            }
            others.push(service);
        }
    }
}

fn conflict(one: &ServiceElement, other: &ServiceElement) -> bool {
    let shares_protocol = one.protocol == other.protocol
        || one.protocol == Protocol::Any
        || other.protocol == Protocol::Any;
    let data = |service: &ServiceElement| {
        let port = service.port.and_then(|(port, _)| port);
        let host = service
            .host
            .as_ref()
            .map(|host| host.text.to_ascii_lowercase());
        let txt: Vec<Vec<u8>> = service
            .txt
            .iter()
            .map(|(string, _)| string.clone())
            .collect();
        (port, host, txt)
    };
    shares_protocol && data(one) != data(other)
}

/// A service as an instance; `None` where its names can't be those of an instance at all.
fn instance(
    name: Option<&Written>,
    service: &ServiceElement,
    index: &LineIndex<'_>,
) -> Option<ServiceInstance> {
    let written_type = service.service_type.as_ref()?;
    let type_labels = labels(&written_type.text)?;
    let domain = match &service.domain {
        Some(written) => DomainName::from_labels(labels(&written.text)?).ok()?,
        None => DomainName::local(),
    };
    let type_name =
        DomainName::from_labels(type_labels.iter().chain(&wire_labels(&domain))).ok()?;
    let label = name.map(|name| name.text.as_bytes());
    let full_name = match label {
        Some(label) => type_name.prepend(label).ok()?,
        None => type_name.clone(),
    };
    let parts = match type_labels.as_slice() {
        [service, protocol] => NameParts {
            instance: label.into_iter().map(<[u8]>::to_vec).collect(),
            subtype: None,
            service_type: ServiceTypeLabels::new(service, protocol),
            domain,
        },
        _ => NameParts::split(&full_name)?,
    };
    let origin = index.origin(service.offset);
    let mut instance = ServiceInstance::new(full_name.clone(), parts, origin.clone());
    instance.evidence = evidence(service, label.is_some());
    let port_origin = service
        .port
        .map_or(origin.clone(), |(_, offset)| index.origin(offset));
    let host = service.host.as_ref().and_then(|written| {
        let name = DomainName::from_labels(labels(&written.text)?).ok()?;
        Some((name, index.origin(written.offset)))
    });
    let srv = Srv {
        priority: 0,
        weight: 0,
        port: service.port.and_then(|(port, _)| port).unwrap_or_default(),
        target: host.clone().map_or_else(DomainName::root, |(name, _)| name),
    };
    if instance.evidence.covers(Evidence::PORT) {
        let srv = Seen::defined(srv, full_name.clone(), port_origin);
        instance.srv.push(srv);
    }
    instance.hosts.extend(host.map(|(name, _)| Host::new(name)));
    let strings = service.txt.iter().map(|(string, _)| string);
    let txt = TxtRecord::from_strings(strings).ok()?;
    instance
        .txt
        .push(Seen::defined(txt, full_name.clone(), origin));
    let type_origin = index.origin(written_type.offset);
    let mut pointers = vec![(type_name, type_origin.clone())];
    for written in &service.subtypes {
        let owner = names::subtype(&written.text).ok().and_then(|labels| {
            let domain = wire_labels(&instance.parts.domain);
            DomainName::from_labels(labels.iter().chain(&domain)).ok()
        });
        pointers.extend(owner.map(|owner| (owner, index.origin(written.offset))));
    }
    instance.pointers = pointers
        .into_iter()
        .map(|(owner, origin)| {
            let pointer = Pointer {
                owner: owner.clone(),
                target: full_name.clone(),
            };
            Seen::defined(pointer, owner, origin)
        })
        .collect();
    instance.places = Places {
        name: name.map(|name| index.origin(name.offset)),
        service_type: Some(type_origin),
        txt_strings: vec![
            service
                .txt
                .iter()
                .map(|(_, offset)| index.origin(*offset))
                .collect(),
        ],
    };
    Some(instance)
}

/// The labels of a name, also of one that the daemon refuses, so that the rules can say why it is wrong.
fn labels(text: &str) -> Option<Vec<Vec<u8>>> {
    let lenient = || {
        text.split('.')
            .map(|label| label.as_bytes().to_vec())
            .collect()
    };
    let labels = names::labels(text).unwrap_or_else(|_| lenient());
    (!labels.is_empty()).then_some(labels)
}

fn wire_labels(name: &DomainName) -> Vec<Vec<u8>> {
    name.labels().map(<[u8]>::to_vec).collect()
}

/// What a file shows of a service, and no more: other files may publish other services of the host, whose addresses stand
/// nowhere.
fn evidence(service: &ServiceElement, has_name: bool) -> Evidence {
    let mut evidence = Evidence::TXT_KEYS
        | Evidence::TXT_OCTETS
        | Evidence::POINTERS
        | Evidence::SUBTYPES
        | Evidence::NAMED_SUBTYPES;
    if has_name {
        evidence = evidence | Evidence::INSTANCE_NAME;
    }
    // Without the element it is port 0; one that is out of range is none.
    if service.port.is_none_or(|(port, _)| port.is_some()) {
        evidence = evidence | Evidence::PORT | Evidence::PRIORITY;
        if service.host.is_some() {
            evidence = evidence | Evidence::SRV;
        }
    }
    evidence
}
