//! What is seen of services, datagram by datagram.
//!
//! An [`Observer`] follows a link, live or recorded: it puts the records of each datagram together, hands an instance out when
//! it is complete and has stood unchanged for a moment, and says what has changed and ended. It reads no clock. Its time
//! is that of the datagrams and of the moments in between at which something falls due, so that a recording is seen as
//! the link was that was recorded.

mod target;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use crate::model::{Assembler, Change, Evidence, Pointer, ReceivedMessage, Seen, ServiceInstance};
use crate::name::{DomainName, NameParts};
use crate::schema::{Schemas, SubtypeLabel};
use crate::wire::RecordData;

pub use target::BrowseTarget;

/// How long an instance must have stood unchanged before it is handed out: the second address family and repeated
/// answers come a little later than the first.
const INSTANCE_SETTLE: Duration = Duration::from_millis(40);

/// How often ended records are looked for.
const TICK: Duration = Duration::from_secs(1);

/// Types that are asked for at most when all are; a hostile link must not make us ask without end.
const MAX_TYPES: usize = 512;

/// What is seen on a link, as it happens.
#[derive(Debug)]
#[non_exhaustive]
pub enum LinkEvent {
    /// An instance is complete: a client could use it.
    Found(Box<ServiceInstance>),
    /// An instance that was handed out has changed.
    Changed(Box<ServiceInstance>),
    /// An instance that was handed out has ended: it said goodbye, or its records were not refreshed.
    Removed(Box<ServiceInstance>),
    /// Nothing but the goodbye of an instance was seen.
    OnlyGoodbye(Box<ServiceInstance>),
    /// A response that speaks of what is looked for, or that could not be read at all.
    Message(Box<ReceivedMessage>),
    /// A PTR record that leads to no instance.
    Pointer(Box<Seen<Pointer>>),
    /// Something that the user should know of the observation itself.
    Notice(String),
}

/// What of a link is looked at.
#[derive(Clone, Debug)]
pub struct Scope {
    /// What is looked for; empty for all types.
    pub targets: Vec<BrowseTarget>,
    /// Whether somebody asks on the link for what is looked for. Otherwise everything that is heard counts, in any domain, and
    /// what has ended is told of in the end.
    pub asks: bool,
    /// The vocabularies whose subtypes are asked for beside their types, so that it is known under which an instance is
    /// announced.
    pub schemas: Schemas,
}

/// How the observation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// All that was sent was heard, and asked for long enough: what was not seen is not there.
    Known,
    /// Something may have been missed.
    Unknown,
}

/// Follows a link.
#[derive(Debug)]
pub struct Observer {
    scope: Scope,
    assembler: Assembler,
    /// Names whose PTR records are asked for.
    asked: BTreeSet<DomainName>,
    /// Names that have come to be asked for and were not taken yet.
    to_ask: Vec<DomainName>,
    /// Instances that changed and are to be handed out once they stand still, first come first.
    queue: VecDeque<(Duration, DomainName)>,
    queued: BTreeSet<DomainName>,
    handed_out: BTreeSet<DomainName>,
    ended: BTreeMap<DomainName, (usize, ServiceInstance)>,
    /// Instances that have ended and were not kept.
    ended_untold: u64,
    /// Instances of which something new came since that was last asked for.
    changed: Vec<DomainName>,
    /// Instances that ended since that was last asked for.
    expired: Vec<DomainName>,
    now: Duration,
    next_tick: Duration,
    last_new: Duration,
    messages: u64,
}

impl Observer {
    /// Instances kept at most that have ended.
    pub const MAX_ENDED: usize = 4_096;

    /// An observer that sees `evidence` of what is in `scope`.
    pub fn new(scope: Scope, evidence: Evidence) -> Self {
        let mut observer = Self {
            assembler: Assembler::new(evidence),
            asked: BTreeSet::new(),
            to_ask: Vec::new(),
            queue: VecDeque::new(),
            queued: BTreeSet::new(),
            handed_out: BTreeSet::new(),
            ended: BTreeMap::new(),
            ended_untold: 0,
            changed: Vec::new(),
            expired: Vec::new(),
            now: Duration::ZERO,
            next_tick: TICK,
            last_new: Duration::ZERO,
            messages: 0,
            scope,
        };
        if observer.scope.asks {
            if observer.scope.targets.is_empty() {
                observer.ask(meta_query());
            }
            for target in observer.scope.targets.clone() {
                if let Ok(name) = target.to_domain_name() {
                    observer.ask(name);
                }
            }
        }
        observer
    }

    /// Takes a message that arrived at the time that it states, or when the last one did if that was later.
    ///
    /// What falls due until then is done before. Queries say nothing of services.
    pub fn take(&mut self, mut received: ReceivedMessage, each: &mut impl FnMut(LinkEvent)) {
        self.advance(received.at, each);
        received.at = self.now;
        if !received.message.header.is_response() {
            return;
        }
        let changes = self.assembler.add_message(&received);
        self.apply(changes, each);
        if self.speaks_of_wanted(&received) {
            self.messages += 1;
            each(LinkEvent::Message(Box::new(received)));
        }
    }

    /// Takes a message that the caller judges himself.
    pub fn hear(&mut self, received: &ReceivedMessage, each: &mut impl FnMut(LinkEvent)) {
        self.advance(received.at, each);
        let changes = self.assembler.add_message(received);
        self.apply(changes, each);
        self.messages += 1;
    }

    /// Takes a message that was heard a while ago and put off, without going on in time.
    pub fn hear_late(&mut self, received: &ReceivedMessage, each: &mut impl FnMut(LinkEvent)) {
        let changes = self.assembler.add_message(received);
        self.apply(changes, each);
    }

    /// Takes a whole instance, from a source that resolves by itself and has no messages.
    pub fn take_instance(
        &mut self,
        instance: ServiceInstance,
        at: Duration,
        each: &mut impl FnMut(LinkEvent),
    ) {
        self.advance(at, each);
        let changes = self.assembler.add_instance(instance, self.now);
        self.apply(changes, each);
    }

    /// Lets the time go on to `now` and does what falls due until then, in its order.
    pub fn advance(&mut self, now: Duration, each: &mut impl FnMut(LinkEvent)) {
        while let Some(due) = self.next_due().filter(|due| *due <= now) {
            self.now = self.now.max(due);
            if self.next_tick <= due {
                self.expire(each);
                self.next_tick = self.tick_after(now);
            } else {
                self.hand_out(each);
            }
        }
        self.now = self.now.max(now);
    }

    /// The next tick at which a record may end, or the first one after `now`: a recording may have gaps of years.
    fn tick_after(&self, now: Duration) -> Duration {
        let may_end = self.assembler.earliest_end().min(now);
        (self.next_tick + TICK).max(Duration::from_secs(may_end.as_secs()))
    }

    /// When something falls due next.
    pub fn next_due(&self) -> Option<Duration> {
        let ready_at = self.queue.front().map(|(ready_at, _)| *ready_at);
        ready_at.into_iter().chain([self.next_tick]).min()
    }

    /// Ends the observation and tells what is there, complete or not, in the order first seen.
    ///
    /// Instances that were not handed out are among them. Their evidence has [`Evidence::ABSENCE`] where `absence` is known.
    pub fn finish(
        mut self,
        absence: Absence,
        each: &mut impl FnMut(LinkEvent),
    ) -> Vec<ServiceInstance> {
        self.expire(each);
        let mut instances = Vec::new();
        let mut ended: Vec<(usize, ServiceInstance)> =
            std::mem::take(&mut self.ended).into_values().collect();
        // What has come back is told as it is now.
        ended.retain(|(_, instance)| {
            let known = self.assembler.records_of(&instance.name);
            !known.is_some_and(ServiceInstance::is_alive)
        });
        ended.sort_by_key(|(number, _)| *number);
        instances.extend(ended.into_iter().map(|(_, instance)| instance));
        for name in self.assembler.names() {
            let Some(mut instance) = self.wanted_instance(&name) else {
                continue;
            };
            if absence == Absence::Known {
                instance.evidence =
                    instance.evidence | Evidence::ABSENCE | self.asked_of(&instance);
            }
            if instance.is_alive() {
                instances.push(instance);
            } else {
                each(LinkEvent::OnlyGoodbye(Box::new(instance)));
            }
        }
        if self.ended_untold > 0 {
            each(LinkEvent::Notice(format!(
                "{} instances more that had ended are not listed: {} are kept",
                self.ended_untold,
                Self::MAX_ENDED
            )));
        }
        if self.assembler.refused() > 0 {
            each(LinkEvent::Notice(format!(
                "{} records name more instances or hosts than are kept ({})",
                self.assembler.refused(),
                Assembler::MAX_INSTANCES
            )));
        }
        instances
    }

    /// Whether records may end when the time goes on to `now`: what was put off has to be told before.
    pub fn may_end_something(&self, now: Duration) -> bool {
        now >= self.next_tick && now >= self.assembler.earliest_end()
    }

    /// The time that it has come to.
    pub const fn now(&self) -> Duration {
        self.now
    }

    /// When something new was last seen.
    pub const fn last_new(&self) -> Duration {
        self.last_new
    }

    /// Responses that speak of what is looked for.
    pub const fn messages(&self) -> u64 {
        self.messages
    }

    /// Whether all that was complete has been handed out.
    pub fn is_idle(&self) -> bool {
        self.queue.is_empty()
    }

    /// Whether anything is known of an instance.
    pub fn knows(&self, name: &DomainName) -> bool {
        self.assembler.changed_at(name).is_some()
    }

    /// The names whose PTR records have come to be asked for, each told once.
    pub fn take_names_to_ask(&mut self) -> Vec<DomainName> {
        std::mem::take(&mut self.to_ask)
    }

    /// The instances of which something new was seen, as they are now, since this was last asked.
    pub fn take_changed(&mut self) -> Vec<ServiceInstance> {
        let names = std::mem::take(&mut self.changed);
        names
            .iter()
            .filter_map(|name| self.assembler.instance(name))
            .collect()
    }

    /// The instances that have ended since this was last asked.
    pub fn take_expired(&mut self) -> Vec<DomainName> {
        std::mem::take(&mut self.expired)
    }

    fn apply(&mut self, changes: Vec<Change>, each: &mut impl FnMut(LinkEvent)) {
        for change in changes {
            match change {
                Change::Instance(name) => {
                    let known = self.assembler.records_of(&name);
                    if !known.is_some_and(|instance| self.wants(instance)) {
                        continue;
                    }
                    self.last_new = self.now;
                    if self.scope.asks && !self.changed.contains(&name) {
                        self.changed.push(name.clone());
                    }
                    self.enqueue(name, self.now + INSTANCE_SETTLE);
                }
                Change::ServiceType(service_type, domain) => {
                    let is_new_here = self.scope.asks
                        && self.scope.targets.is_empty()
                        && domain.is_local()
                        && self.asked.len() < MAX_TYPES;
                    let Ok(name) = service_type.to_domain_name(&domain) else {
                        continue;
                    };
                    if is_new_here && !self.asked.contains(&name) {
                        self.last_new = self.now;
                        self.ask(name);
                    }
                }
                Change::Pointer(pointer)
                    if self.scope.targets.is_empty()
                        || self.asked.contains(&pointer.data.owner) =>
                {
                    each(LinkEvent::Pointer(Box::new(pointer)));
                }
                Change::Goodbye(_) | Change::Pointer(_) => {}
            }
        }
    }

    fn hand_out(&mut self, each: &mut impl FnMut(LinkEvent)) {
        let Some((_, name)) = self.queue.pop_front() else {
            return;
        };
        self.queued.remove(&name);
        let still_at = self
            .assembler
            .changed_at(&name)
            .map(|at| at + INSTANCE_SETTLE);
        if let Some(still_at) = still_at.filter(|at| *at > self.now) {
            self.enqueue(name, still_at);
            return;
        }
        if !self.scope.asks && self.handed_out.contains(&name) {
            // Of what is recorded as it was heard, the end is told and not each change.
            return;
        }
        let Some(instance) = self.assembler.instance(&name) else {
            return;
        };
        // A source that resolves by itself tells of no PTR records.
        let sees_pointers = instance.evidence.covers(Evidence::POINTERS);
        let has_pointer = !instance.pointers.is_empty() || !sees_pointers;
        if self.handed_out.contains(&name) {
            each(LinkEvent::Changed(Box::new(instance)));
        } else if instance.is_complete() && has_pointer && instance.is_alive() {
            self.handed_out.insert(name);
            each(LinkEvent::Found(Box::new(instance)));
        }
    }

    fn enqueue(&mut self, name: DomainName, ready_at: Duration) {
        if self.queued.insert(name.clone()) {
            self.queue.push_back((ready_at, name));
        }
    }

    fn expire(&mut self, each: &mut impl FnMut(LinkEvent)) {
        for instance in self.assembler.expire(self.now) {
            if self.scope.asks {
                self.expired.push(instance.name.clone());
            }
            let was_handed_out = self.handed_out.remove(&instance.name);
            let was_there = was_handed_out || instance.is_alive();
            if !self.scope.asks && was_there {
                if self.ended.len() < Self::MAX_ENDED || self.ended.contains_key(&instance.name) {
                    let number = self.ended.len();
                    self.ended.insert(instance.name.clone(), (number, instance));
                } else {
                    self.ended_untold += 1;
                }
            } else if was_handed_out {
                each(LinkEvent::Removed(Box::new(instance)));
            } else if self.wants(&instance) && !instance.is_alive() {
                each(LinkEvent::OnlyGoodbye(Box::new(instance)));
            }
        }
    }

    /// Begins to ask for a name, and for what is asked for beside it.
    fn ask(&mut self, name: DomainName) {
        for other in self.beside(&name) {
            if self.asked.insert(other.clone()) {
                self.to_ask.push(other);
            }
        }
        self.asked.insert(name.clone());
        self.to_ask.push(name);
    }

    /// What is asked for beside a name: of a type the subtypes that its vocabulary names, of a subtype its type. Otherwise
    /// nobody could tell whether an instance has no such pointer, or was not asked for it.
    fn beside(&self, name: &DomainName) -> Vec<DomainName> {
        let Some(parts) = NameParts::split(name) else {
            return Vec::new();
        };
        let Ok(base) = parts.service_type.to_domain_name(&DomainName::local()) else {
            return Vec::new();
        };
        if parts.subtype.is_some() {
            return vec![base];
        }
        let schema = self.scope.schemas.find(&parts.service_type.to_string());
        let subtypes = schema.into_iter().flat_map(|schema| &schema.subtypes);
        let names = subtypes.filter_map(|subtype| match &subtype.label {
            SubtypeLabel::Exact(label) => {
                base.prepend(b"_sub").ok()?.prepend(label.as_bytes()).ok()
            }
            SubtypeLabel::Family { .. } => None,
        });
        names.collect()
    }

    /// What else is known to be absent where it was not seen, because it was asked for.
    fn asked_of(&self, instance: &ServiceInstance) -> Evidence {
        let base = instance.service_type().to_domain_name(&DomainName::local());
        let type_was_asked = base.is_ok_and(|base| self.asked.contains(&base));
        let mut evidence = Evidence::NONE;
        if type_was_asked {
            evidence = evidence | Evidence::NAMED_SUBTYPES;
        }
        if self.scope.asks && self.scope.targets.is_empty() {
            evidence = evidence | Evidence::SIBLINGS;
        }
        evidence
    }

    fn wanted_instance(&self, name: &DomainName) -> Option<ServiceInstance> {
        self.assembler
            .instance(name)
            .filter(|instance| self.wants(instance))
    }

    /// Whether the instance is one of those that are looked for.
    fn wants(&self, instance: &ServiceInstance) -> bool {
        let targets = &self.scope.targets;
        let is_wanted = targets.is_empty() || targets.iter().any(|target| target.matches(instance));
        is_wanted && (!self.scope.asks || instance.parts.domain.is_local())
    }

    /// Whether the name belongs to a type that is looked for: its own, or that of an instance or a subtype.
    fn wants_name(&self, name: &DomainName) -> bool {
        let targets = &self.scope.targets;
        NameParts::split(name).is_some_and(|parts| {
            targets.is_empty()
                || targets
                    .iter()
                    .any(|target| target.service_type == parts.service_type)
        })
    }

    /// Whether a response is about what is looked for, or so broken that nobody can tell.
    fn speaks_of_wanted(&self, received: &ReceivedMessage) -> bool {
        if !self.scope.asks && self.scope.targets.is_empty() {
            return true;
        }
        let is_wanted = |name: &DomainName| self.asked.contains(name) || self.wants_name(name);
        let records = &received.message.records;
        let is_unreadable = records.is_empty() && !received.anomalies.is_empty();
        is_unreadable
            || records.iter().any(|record| {
                is_wanted(&record.name)
                    || matches!(&record.data, RecordData::Ptr(target) if is_wanted(target))
            })
    }
}

/// What can be seen of a link that is listened to. What is absent is known only in the end.
pub const LINK_EVIDENCE: Evidence = Evidence::RECORDS
    .with(Evidence::MULTICAST)
    .with(Evidence::SENDER)
    .with(Evidence::TIMING);

fn meta_query() -> DomainName {
    DomainName::from_labels(["_services", "_dns-sd", "_udp", "local"])
        .expect("four short labels make a name")
}
