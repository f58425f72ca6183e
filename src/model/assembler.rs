use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use crate::model::held::{Outcome, hold, hold_address};
use crate::model::{
    Evidence, Host, Origin, Pointer, ReceivedMessage, Seen, ServiceInstance, WireFacts,
    is_domain_enumeration, is_meta_query,
};
use crate::name::{DomainName, NameParts, ServiceTypeLabels};
use crate::wire::{Record, RecordData, RecordType};

/// Puts records together into service instances.
///
/// It takes records in any order and from any number of messages, contradictions included, and is handed the time
/// instead of reading a clock. Only what multicast DNS itself says ends a record: its TTL, a goodbye, or a newer record
/// of the same sender with the cache-flush bit. A cache-flush bit on a PTR record ends nothing: browse pointers are
/// shared between hosts, and a host that flushes them must not make the others disappear
/// ([RFC 6762 §10.2](https://www.rfc-editor.org/rfc/rfc6762#section-10.2)).
#[derive(Debug)]
pub struct Assembler {
    evidence: Evidence,
    instances: HashMap<DomainName, Entry>,
    hosts: HashMap<DomainName, HostEntry>,
    pointers: Vec<Seen<Pointer>>,
    next_sequence: u64,
    refused: u64,
    /// No record ends before this time.
    earliest_end: Duration,
    of_domain: ServicesOfDomain,
}

/// Whether SRV and TXT records at the name of a type are kept, which belong to a service of the domain itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ServicesOfDomain {
    Dropped,
    Kept,
}

/// What is known of where a record came from.
#[derive(Clone, Debug)]
pub struct RecordContext {
    /// Where it was seen.
    pub origin: Origin,
    /// Number of the message that carried it.
    pub message: u64,
    /// When it arrived, since the observation began.
    pub at: Duration,
}

/// What a record changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// The instance with this full name is new, or something of it is.
    Instance(DomainName),
    /// The instance with this full name has said goodbye; it ends a second later.
    Goodbye(DomainName),
    /// A service type was enumerated, in this domain.
    ServiceType(ServiceTypeLabels, DomainName),
    /// A pointer that leads to no instance and to no legal type.
    Pointer(Seen<Pointer>),
}

#[derive(Debug)]
struct Entry {
    instance: ServiceInstance,
    sequence: u64,
    changed_at: Duration,
}

#[derive(Debug)]
struct HostEntry {
    host: Host,
    /// Full names of the instances whose SRV records name this host.
    used_by: Vec<DomainName>,
}

impl Assembler {
    /// Instances kept at most; a flood of names beyond it is counted and not kept.
    pub const MAX_INSTANCES: usize = 65_536;
    /// Hosts kept at most.
    pub const MAX_HOSTS: usize = 65_536;
    /// Pointers kept at most that lead nowhere.
    pub const MAX_POINTERS: usize = 4_096;

    /// An assembler for a source that can see `evidence`.
    pub fn new(evidence: Evidence) -> Self {
        Self {
            evidence,
            instances: HashMap::new(),
            hosts: HashMap::new(),
            pointers: Vec::new(),
            next_sequence: 0,
            refused: 0,
            earliest_end: Duration::MAX,
            of_domain: ServicesOfDomain::Dropped,
        }
    }

    /// The same assembler, which also keeps SRV and TXT records at the names of types: by unicast DNS, a service of the domain
    /// itself is found there ([RFC 6764 §6](https://www.rfc-editor.org/rfc/rfc6764#section-6)).
    #[must_use]
    pub fn with_services_of_domain(mut self) -> Self {
        self.of_domain = ServicesOfDomain::Kept;
        self
    }

    /// Takes all records of a response and tells what they changed. A query changes nothing.
    pub fn add_message(&mut self, received: &ReceivedMessage) -> Vec<Change> {
        if !received.message.header.is_response() {
            return Vec::new();
        }
        let context = RecordContext {
            origin: received.origin(),
            message: received.number,
            at: received.at,
        };
        let mut changes = Vec::new();
        for record in &received.message.records {
            self.add_record(record, &context, &mut changes);
        }
        changes
    }

    /// Takes one record; what it changed is appended to `changes`, each change once.
    pub fn add_record(
        &mut self,
        record: &Record,
        context: &RecordContext,
        changes: &mut Vec<Change>,
    ) {
        let wire = WireFacts::of(record, context.message, context.at);
        self.earliest_end = self.earliest_end.min(wire.expires_at);
        match &record.data {
            RecordData::Ptr(target) => {
                let pointer = Pointer {
                    owner: record.name.clone(),
                    target: target.clone(),
                };
                self.add_pointer(seen(pointer, record, wire, context), changes);
            }
            RecordData::A(address) => {
                self.add_address(IpAddr::V4(*address), record, wire, context, changes);
            }
            RecordData::Aaaa(address) => {
                self.add_address(IpAddr::V6(*address), record, wire, context, changes);
            }
            RecordData::Cname(target) => {
                let alias = seen(target.clone(), record, wire, context);
                self.with_host(&record.name, changes, |host| hold(&mut host.aliases, alias));
            }
            RecordData::Nsec(nsec) if !self.is_instance(&record.name) => {
                let nsec = seen(nsec.clone(), record, wire, context);
                self.with_host(&record.name, changes, |host| hold(&mut host.nsec, nsec));
            }
            RecordData::Malformed
                if matches!(record.record_type, RecordType::A | RecordType::AAAA) =>
            {
                let unreadable = seen(record.record_type, record, wire, context);
                self.with_host(&record.name, changes, |host| {
                    hold(&mut host.unreadable, unreadable)
                });
            }
            _ => self.add_to_instance(record, wire, context, changes),
        }
    }

    /// Takes a whole instance, from a source that resolves by itself and has no records.
    pub fn add_instance(&mut self, mut instance: ServiceInstance, at: Duration) -> Vec<Change> {
        let name = instance.name.clone();
        let known = self.instances.get(&name).map(|entry| &entry.instance);
        if known.is_some_and(|known| known.is_complete() || *known == instance) {
            return Vec::new();
        }
        for host in instance.hosts.drain(..) {
            let addresses = host.addresses.clone();
            let mut ignored = Vec::new();
            self.with_host(&host.name, &mut ignored, |known| {
                addresses
                    .into_iter()
                    .fold(Outcome::Same, |outcome, address| {
                        outcome.or(hold_address(&mut known.addresses, address))
                    })
            });
            if let Some(entry) = self.hosts.get_mut(&host.name)
                && !entry.used_by.contains(&name)
            {
                entry.used_by.push(name.clone());
            }
        }
        if self.instances.len() >= Self::MAX_INSTANCES && !self.instances.contains_key(&name) {
            self.refused += 1;
            return Vec::new();
        }
        let sequence = match self.instances.get(&name) {
            Some(entry) => entry.sequence,
            None => self.next_sequence(),
        };
        self.instances.insert(
            name.clone(),
            Entry {
                instance,
                sequence,
                changed_at: at,
            },
        );
        vec![Change::Instance(name)]
    }

    /// Ends what has lived out its time at `now`; returns the instances that are gone with it.
    ///
    /// An instance is gone when no PTR record leads to it any more, or, if none ever did, when nothing of it is left.
    pub fn expire(&mut self, now: Duration) -> Vec<ServiceInstance> {
        if now < self.earliest_end {
            return Vec::new();
        }
        let mut names: Vec<(u64, DomainName)> = self
            .instances
            .iter()
            .filter(|(_, entry)| is_over(&entry.instance, now))
            .map(|(name, entry)| (entry.sequence, name.clone()))
            .collect();
        names.sort_by_key(|(sequence, _)| *sequence);
        let mut gone = Vec::new();
        for (_, name) in names {
            let Some(instance) = self.instance(&name) else {
                continue;
            };
            gone.push(instance);
            self.instances.remove(&name);
        }
        let ends = self
            .instances
            .values()
            .flat_map(|entry| ends(&entry.instance))
            .filter(|end| *end > now);
        self.earliest_end = ends.min().unwrap_or(Duration::MAX);
        gone
    }

    /// A time before which no record ends, so that nothing is lost by not calling [`expire`](Self::expire) until then.
    pub const fn earliest_end(&self) -> Duration {
        self.earliest_end
    }

    /// The instance with this full name as it is known now, with its hosts.
    pub fn instance(&self, name: &DomainName) -> Option<ServiceInstance> {
        let entry = self.instances.get(name)?;
        let mut instance = entry.instance.clone();
        instance.evidence = self.evidence | entry.instance.evidence;
        for srv in &instance.srv {
            let target = &srv.data.target;
            if instance.hosts.iter().any(|host| host.name == *target) {
                continue;
            }
            let host = self.hosts.get(target).map(|entry| Host {
                name: target.clone(),
                ..entry.host.clone()
            });
            instance
                .hosts
                .push(host.unwrap_or_else(|| Host::new(target.clone())));
        }
        Some(instance)
    }

    /// Type, pointers and other records of the full name of an instance, without its hosts.
    pub fn records_of(&self, name: &DomainName) -> Option<&ServiceInstance> {
        self.instances.get(name).map(|entry| &entry.instance)
    }

    /// When something of the instance last changed.
    pub fn changed_at(&self, name: &DomainName) -> Option<Duration> {
        self.instances.get(name).map(|entry| entry.changed_at)
    }

    /// All full names, in the order in which they were first seen.
    pub fn names(&self) -> Vec<DomainName> {
        let mut entries: Vec<&Entry> = self.instances.values().collect();
        entries.sort_by_key(|entry| entry.sequence);
        entries
            .into_iter()
            .map(|entry| entry.instance.name.clone())
            .collect()
    }

    /// Pointers that lead to no instance and to no legal type.
    pub fn pointers(&self) -> &[Seen<Pointer>] {
        &self.pointers
    }

    /// Names and pointers that were not kept, because a limit was reached.
    pub const fn refused(&self) -> u64 {
        self.refused
    }

    fn keeps(&self, parts: &NameParts, record: &Record) -> bool {
        let is_at_type = parts.instance.is_empty() && parts.subtype.is_none();
        let says_something = matches!(record.record_type, RecordType::SRV | RecordType::TXT);
        self.of_domain == ServicesOfDomain::Kept && is_at_type && says_something
    }

    fn is_instance(&self, name: &DomainName) -> bool {
        self.instances.contains_key(name) || instance_parts(name).is_some()
    }

    fn next_sequence(&mut self) -> u64 {
        self.next_sequence += 1;
        self.next_sequence
    }

    fn add_pointer(&mut self, pointer: Seen<Pointer>, changes: &mut Vec<Change>) {
        let Pointer { owner, target } = &pointer.data;
        if is_meta_query(owner) {
            let parts = NameParts::split(target)
                .filter(|parts| parts.instance.is_empty() && parts.subtype.is_none());
            let is_legal = parts
                .as_ref()
                .is_some_and(|parts| parts.service_type.violations().is_empty());
            if let Some(parts) = parts {
                push_once(
                    changes,
                    Change::ServiceType(parts.service_type, parts.domain),
                );
            }
            if !is_legal {
                self.add_lost_pointer(pointer, changes);
            }
            return;
        }
        if is_domain_enumeration(owner) {
            let leads_to_type = NameParts::split(target).is_some();
            if leads_to_type {
                self.add_lost_pointer(pointer, changes);
            }
            return;
        }
        let Some(base) = browse_base(owner) else {
            return;
        };
        let parts = NameParts::split_under(target, &base).or_else(|| NameParts::split(target));
        let Some(parts) = parts.filter(|parts| !parts.instance.is_empty()) else {
            self.add_lost_pointer(pointer, changes);
            return;
        };
        let is_goodbye = pointer.wire.is_some_and(|wire| wire.is_goodbye());
        let target = target.clone();
        let was_alive = self
            .instances
            .get(&target)
            .is_some_and(|entry| entry.instance.is_alive());
        let Some(entry) = self.entry(&target, parts, &pointer.origin, pointer.wire) else {
            return;
        };
        let outcome = hold(&mut entry.instance.pointers, pointer);
        self.note(&target, outcome, changes);
        if is_goodbye && was_alive {
            push_once(changes, Change::Goodbye(target));
        }
    }

    fn add_lost_pointer(&mut self, pointer: Seen<Pointer>, changes: &mut Vec<Change>) {
        if self.pointers.len() >= Self::MAX_POINTERS {
            self.refused += 1;
            return;
        }
        if hold(&mut self.pointers, pointer.clone()) == Outcome::New {
            push_once(changes, Change::Pointer(pointer));
        }
    }

    fn add_address(
        &mut self,
        address: IpAddr,
        record: &Record,
        wire: WireFacts,
        context: &RecordContext,
        changes: &mut Vec<Change>,
    ) {
        let address = seen(address, record, wire, context);
        self.with_host(&record.name, changes, |host| {
            hold_address(&mut host.addresses, address)
        });
    }

    fn add_to_instance(
        &mut self,
        record: &Record,
        wire: WireFacts,
        context: &RecordContext,
        changes: &mut Vec<Change>,
    ) {
        let name = &record.name;
        let known = self
            .instances
            .get(name)
            .map(|entry| entry.instance.parts.clone());
        // A negative answer alone is no sign of an instance: responders send it while they probe.
        let is_sign = record.record_type != RecordType::NSEC;
        let of_domain = || NameParts::split(name).filter(|parts| self.keeps(parts, record));
        let new = || instance_parts(name).filter(|_| is_sign).or_else(of_domain);
        let Some(parts) = known.or_else(new) else {
            return;
        };
        let Some(entry) = self.entry(name, parts, &context.origin, Some(wire)) else {
            return;
        };
        let instance = &mut entry.instance;
        let outcome = match &record.data {
            RecordData::Srv(srv) => {
                let target = srv.target.clone();
                let outcome = hold(&mut instance.srv, seen(srv.clone(), record, wire, context));
                self.link_host(&target, name);
                outcome
            }
            RecordData::Txt(txt) => {
                hold(&mut instance.txt, seen(txt.clone(), record, wire, context))
            }
            RecordData::Nsec(nsec) => hold(
                &mut instance.nsec,
                seen(nsec.clone(), record, wire, context),
            ),
            RecordData::Malformed => hold(
                &mut instance.unreadable,
                seen(record.record_type, record, wire, context),
            ),
            _ => Outcome::Same,
        };
        self.note(name, outcome, changes);
    }

    /// The entry for an instance, made if it is not there; `None` when there are too many.
    fn entry(
        &mut self,
        name: &DomainName,
        parts: NameParts,
        origin: &Origin,
        wire: Option<WireFacts>,
    ) -> Option<&mut Entry> {
        if !self.instances.contains_key(name) {
            if self.instances.len() >= Self::MAX_INSTANCES {
                self.refused += 1;
                return None;
            }
            let sequence = self.next_sequence();
            let instance = ServiceInstance::new(name.clone(), parts, origin.clone());
            let changed_at = wire.map_or(Duration::ZERO, |wire| wire.at);
            self.instances.insert(
                name.clone(),
                Entry {
                    instance,
                    sequence,
                    changed_at,
                },
            );
        }
        self.instances.get_mut(name)
    }

    fn link_host(&mut self, target: &DomainName, instance: &DomainName) {
        if let Some(entry) = self.host_entry(target)
            && !entry.used_by.contains(instance)
        {
            entry.used_by.push(instance.clone());
        }
    }

    fn host_entry(&mut self, name: &DomainName) -> Option<&mut HostEntry> {
        if !self.hosts.contains_key(name) {
            if self.hosts.len() >= Self::MAX_HOSTS {
                self.refused += 1;
                return None;
            }
            self.hosts.insert(
                name.clone(),
                HostEntry {
                    host: Host::new(name.clone()),
                    used_by: Vec::new(),
                },
            );
        }
        self.hosts.get_mut(name)
    }

    fn with_host(
        &mut self,
        name: &DomainName,
        changes: &mut Vec<Change>,
        change: impl FnOnce(&mut Host) -> Outcome,
    ) {
        let Some(entry) = self.host_entry(name) else {
            return;
        };
        let outcome = change(&mut entry.host);
        if outcome == Outcome::Same {
            return;
        }
        for instance in entry.used_by.clone() {
            self.note(&instance, outcome, changes);
        }
    }

    fn note(&mut self, name: &DomainName, outcome: Outcome, changes: &mut Vec<Change>) {
        let Outcome::New = outcome else { return };
        let Some(entry) = self.instances.get_mut(name) else {
            return;
        };
        entry.changed_at = last_arrival(&entry.instance).max(entry.changed_at);
        push_once(changes, Change::Instance(name.clone()));
    }
}

fn seen<T>(data: T, record: &Record, wire: WireFacts, context: &RecordContext) -> Seen<T> {
    Seen {
        data,
        owner: record.name.clone(),
        wire: Some(wire),
        origin: context.origin.at_offset(record.offset),
    }
}

fn push_once(changes: &mut Vec<Change>, change: Change) {
    if !changes.contains(&change) {
        changes.push(change);
    }
}

/// The parts of a name that can only be a service instance name.
fn instance_parts(name: &DomainName) -> Option<NameParts> {
    NameParts::split(name).filter(|parts| !parts.instance.is_empty())
}

/// The type name under which the targets of a browse pointer should stand: the owner itself, or for a subtype the name
/// behind `_sub`. `None` for names that nobody browses, such as those of reverse address mapping.
fn browse_base(owner: &DomainName) -> Option<DomainName> {
    match NameParts::split(owner) {
        Some(parts) if parts.subtype.is_some() => owner.skip_labels(2),
        Some(_) => Some(owner.clone()),
        None => {
            let mut labels = owner.labels();
            let looks_like_type =
                labels.len() >= 3 && labels.by_ref().take(2).all(|label| label.starts_with(b"_"));
            looks_like_type.then(|| owner.clone())
        }
    }
}

/// When the records by which an instance lives end.
fn ends(instance: &ServiceInstance) -> impl Iterator<Item = Duration> {
    let pointers = instance.pointers.iter().map(|seen| seen.wire);
    let srv = instance.srv.iter().map(|seen| seen.wire);
    let txt = instance.txt.iter().map(|seen| seen.wire);
    let nsec = instance.nsec.iter().map(|seen| seen.wire);
    let unreadable = instance.unreadable.iter().map(|seen| seen.wire);
    let all = pointers.chain(srv).chain(txt).chain(nsec).chain(unreadable);
    all.flatten().map(|wire| wire.expires_at)
}

fn is_over(instance: &ServiceInstance, now: Duration) -> bool {
    let expired = |wire: Option<WireFacts>| wire.is_some_and(|wire| wire.expires_at <= now);
    if !instance.pointers.is_empty() {
        return instance.pointers.iter().all(|seen| expired(seen.wire));
    }
    instance.srv.iter().all(|seen| expired(seen.wire))
        && instance.txt.iter().all(|seen| expired(seen.wire))
        && instance.nsec.iter().all(|seen| expired(seen.wire))
        && instance.unreadable.iter().all(|seen| expired(seen.wire))
}

fn last_arrival(instance: &ServiceInstance) -> Duration {
    let pointers = instance.pointers.iter().filter_map(|seen| seen.wire);
    let srv = instance.srv.iter().filter_map(|seen| seen.wire);
    let txt = instance.txt.iter().filter_map(|seen| seen.wire);
    pointers
        .chain(srv)
        .chain(txt)
        .map(|wire| wire.at)
        .max()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
