//! A service as far as every target has to look at it.

use crate::convert::refusal::{Missing, Remarks, Unfit};
use crate::convert::{Hosts, Target};
use crate::model::{Evidence, Host, Seen, ServiceInstance};
use crate::name::DomainName;
use crate::wire::{RecordType, Srv, TxtRecord};

/// A service that is there, has a name and a port, and of which nothing was unreadable.
#[derive(Clone, Copy, Debug)]
pub(super) struct Service<'i> {
    pub(super) instance: &'i ServiceInstance,
    host: HostName<'i>,
}

/// What is known of the host's name.
#[derive(Clone, Copy, Debug)]
enum HostName<'i> {
    /// It is left out, or was not seen.
    Own,
    /// The SRV records have it.
    Seen,
    /// It was not seen, and was stated otherwise.
    Stated(&'i DomainName),
}

impl<'i> Service<'i> {
    /// The service of an instance; `None`, with the reasons, where no target could carry it.
    pub(super) fn new(
        instance: &'i ServiceInstance,
        hosts: &'i Hosts,
        remarks: &mut Remarks<'i>,
    ) -> Option<Self> {
        let is_seen = instance.evidence.covers(Evidence::SRV);
        let host = match hosts {
            Hosts::Seen | Hosts::SeenOr(_) if is_seen => HostName::Seen,
            Hosts::SeenOr(host) => HostName::Stated(host),
            Hosts::Own | Hosts::Seen => HostName::Own,
        };
        if !instance.is_alive() && has_records(instance) {
            remarks.refuse(Unfit::Gone, "it has said goodbye");
            return None;
        }
        let labels = &instance.parts.instance;
        if instance.is_of_domain() {
            if remarks.target() != Target::Zone {
                remarks.refuse(Unfit::OfDomain, "nobody can browse for it");
            }
        } else if labels.is_empty() {
            let limit = "every instance has a name, of 1 to 63 octets";
            remarks.refuse(Unfit::Missing(Missing::InstanceName), limit);
        } else if !instance.evidence.covers(Evidence::INSTANCE_NAME) {
            let limit = "it has a wildcard in it, for which only the host has the text";
            remarks.refuse(Unfit::InstanceName(labels.clone()), limit);
        }
        let takes_records = matches!(remarks.target(), Target::Recording | Target::Zone);
        if let Some(label) = &instance.parts.subtype
            && !takes_records
        {
            let limit = "it stands in the name of the instance itself";
            remarks.refuse(Unfit::Subtype(label.clone()), limit);
        }
        let mut unreadable = instance.unreadable.iter().collect::<Vec<_>>();
        if takes_records {
            unreadable.extend(instance.hosts.iter().flat_map(|host| &host.unreadable));
        }
        for seen in unreadable {
            remarks.refuse(Unfit::Unreadable(seen.data), "its octets are lost");
        }
        let service = Self { instance, host };
        if service.srv().is_empty() || !instance.evidence.covers(Evidence::PORT) {
            let limit = "clients have to know where to connect to";
            remarks.refuse(Unfit::Missing(Missing::Port), limit);
        }
        remarks.refusals.is_empty().then_some(service)
    }

    /// The name of its type in its domain: what stands behind the instance name, and a subtype in it.
    pub(super) fn type_name(&self) -> DomainName {
        let parts = &self.instance.parts;
        // `_printer._sub`, where it stands in the name.
        let of_subtype = if parts.subtype.is_some() { 2 } else { 0 };
        let name = &self.instance.name;
        let name = name.skip_labels(parts.instance.len() + of_subtype);
        name.unwrap_or_else(DomainName::root)
    }

    /// The SRV records that say that the service is there.
    pub(super) fn srv(&self) -> Vec<&'i Seen<Srv>> {
        alive(&self.instance.srv)
    }

    /// The TXT records that say that the service is there.
    pub(super) fn txt(&self) -> Vec<&'i Seen<TxtRecord>> {
        alive(&self.instance.txt)
    }

    /// The host that is stated for all SRV records, or the one that this record names; `None` where it is not to be named.
    pub(super) fn host<'s>(&'s self, srv: &'s Srv) -> Option<&'s DomainName> {
        match self.host {
            HostName::Own => None,
            HostName::Seen => Some(&srv.target),
            HostName::Stated(host) => Some(host),
        }
    }

    /// What was seen of the hosts that are named.
    pub(super) fn hosts(&self) -> &'i [Host] {
        match self.host {
            HostName::Seen => &self.instance.hosts,
            HostName::Own | HostName::Stated(_) => &[],
        }
    }

    /// The instance name, where the target has one label for it.
    pub(super) fn label(&self, remarks: &mut Remarks<'_>) -> Option<&'i [u8]> {
        match self.instance.parts.instance.as_slice() {
            [label] => Some(label),
            labels => {
                let limit = format!("it has {} labels, one is written", labels.len());
                remarks.refuse(Unfit::InstanceName(labels.to_vec()), limit);
                None
            }
        }
    }

    /// The one SRV record, where the target has room for one.
    pub(super) fn sole_srv(&self, remarks: &mut Remarks<'_>) -> Option<&'i Srv> {
        sole(self.srv(), RecordType::SRV, remarks)
    }

    /// The one TXT record, where the target has room for one; `None`, with a notice, where none was seen.
    pub(super) fn sole_txt(&self, remarks: &mut Remarks<'_>) -> Option<&'i TxtRecord> {
        let records = self.txt();
        if records.is_empty() {
            remarks.notice(NO_TXT);
            return None;
        }
        sole(records, RecordType::TXT, remarks)
    }

    /// The strings of the one TXT record, where the target has room for one and states strings; none for a record that is a
    /// single empty string, and where there is no record to be written.
    pub(super) fn strings(&self, remarks: &mut Remarks<'_>) -> Vec<&'i [u8]> {
        self.sole_txt(remarks)
            .and_then(|txt| whole_strings(txt, remarks))
            .unwrap_or_default()
    }

    /// Refuses the host, where the target can't name one.
    pub(super) fn refuse_host(&self, srv: &Srv, limit: &'static str, remarks: &mut Remarks<'_>) {
        if let Some(host) = self.host(srv) {
            remarks.refuse(Unfit::Host(host.clone()), limit);
        }
    }

    /// Refuses every domain but `local.`
    pub(super) fn refuse_other_domain(&self, limit: &'static str, remarks: &mut Remarks<'_>) {
        let domain = &self.instance.parts.domain;
        if *domain != DomainName::local() {
            remarks.refuse(Unfit::Domain(domain.clone()), limit);
        }
    }

    /// Refuses a priority and a weight that are not 0.
    pub(super) fn refuse_priority(srv: &Srv, remarks: &mut Remarks<'_>) {
        let (priority, weight) = (srv.priority, srv.weight);
        if (priority, weight) != (0, 0) {
            let value = Unfit::PriorityAndWeight { priority, weight };
            remarks.refuse(value, "both are published as 0");
        }
    }
}

/// The strings of a record, none for a single empty one; `None`, with the reason, where the octets are not those of strings.
pub(super) fn whole_strings<'t>(
    txt: &'t TxtRecord,
    remarks: &mut Remarks<'_>,
) -> Option<Vec<&'t [u8]>> {
    let len = txt.len();
    if txt.is_empty() {
        let limit = "one without any octet is published with an empty string";
        remarks.refuse(Unfit::TxtRecord { len }, limit);
        return None;
    }
    if let Some(cut) = txt.truncation() {
        let limit = format!(
            "string {} states {} octets and has {}",
            cut.string_index + 1,
            cut.stated_len,
            cut.present_len
        );
        remarks.refuse(Unfit::TxtRecord { len }, limit);
        return None;
    }
    if txt.octets() == [0] {
        return Some(Vec::new());
    }
    Some(txt.strings().map(|string| string.octets).collect())
}

/// Refuses a string, of those of a record, for what is wrong with it.
pub(super) fn refuse_string(
    strings: &[&[u8]],
    index: usize,
    limit: &'static str,
    remarks: &mut Remarks<'_>,
) {
    let octets = strings.get(index).copied().unwrap_or_default().to_vec();
    let value = Unfit::TxtString {
        number: index + 1,
        count: strings.len(),
        octets,
    };
    remarks.refuse(value, limit);
}

/// What a notice says where a target states a TXT record and none was seen.
pub(super) const NO_TXT: &str = "no TXT record was seen; one with an empty string is published";

fn has_records(instance: &ServiceInstance) -> bool {
    !instance.srv.is_empty() || !instance.txt.is_empty() || !instance.pointers.is_empty()
}

fn alive<T>(records: &[Seen<T>]) -> Vec<&Seen<T>> {
    let is_alive = |seen: &&Seen<T>| seen.wire.is_none_or(|wire| !wire.is_goodbye());
    records.iter().filter(is_alive).collect()
}

/// The data that all records have; `None`, with the reason, where they differ.
fn sole<'i, T: PartialEq>(
    records: Vec<&'i Seen<T>>,
    record_type: RecordType,
    remarks: &mut Remarks<'_>,
) -> Option<&'i T> {
    let mut distinct: Vec<&T> = Vec::new();
    for seen in records {
        if !distinct.contains(&&seen.data) {
            distinct.push(&seen.data);
        }
    }
    if let [one] = distinct.as_slice() {
        return Some(one);
    }
    let count = distinct.len();
    let value = Unfit::SeveralRecords { record_type, count };
    remarks.refuse(value, "one is published");
    None
}
