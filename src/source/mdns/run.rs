use std::collections::{BTreeSet, VecDeque};
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use crate::model::{Assembler, Change, Evidence, ReceivedMessage, ServiceInstance};
use crate::name::{DomainName, NameParts};
use crate::schema::SubtypeLabel;
use crate::source::mdns::asked::{AskedTypes, Asker, engine_name};
use crate::source::mdns::browser::{BrowseEvent, BrowseSummary, Browser, Event, Stop};
use crate::source::mdns::engine::{EngineEvent, EngineHandle};
use crate::source::mdns::missing::{Missing, pointer_query};
use crate::source::mdns::{Tap, TapEvent, usable_interfaces};
use crate::wire::RecordData;

/// How long an instance must have stood unchanged before it is handed out: the second address family and repeated
/// answers come a little later than the first.
const INSTANCE_SETTLE: Duration = Duration::from_millis(40);

/// How often a watch looks for new interfaces and ended records.
const WATCH_TICK: Duration = Duration::from_secs(1);

/// Longest wait of the loop, so that a clock that jumps does no harm.
const MAX_WAIT: Duration = Duration::from_secs(1);

/// How long the engine may take to end.
const ENGINE_END: Duration = Duration::from_millis(50);

/// A browse that is under way.
pub(super) struct Run {
    browser: Browser,
    engine: Option<EngineHandle>,
    start: Instant,
    assembler: Assembler,
    missing: Missing,
    asked: AskedTypes,
    /// Instances that changed and are to be handed out once they stand still, first come first.
    queue: VecDeque<(Duration, DomainName)>,
    queued: BTreeSet<DomainName>,
    handed_out: BTreeSet<DomainName>,
    next_message: u64,
    judged_messages: u64,
    last_new: Duration,
    next_watch_tick: Duration,
}

impl Run {
    pub(super) fn new(browser: Browser, engine: Option<EngineHandle>) -> Self {
        let asked = AskedTypes::new(browser.options.rounds, browser.options.watch);
        let evidence = match &browser.tap {
            Some(_) => TAP_EVIDENCE,
            None => Evidence::NONE,
        };
        Self {
            browser,
            engine,
            start: Instant::now(),
            assembler: Assembler::new(evidence),
            missing: Missing::default(),
            asked,
            queue: VecDeque::new(),
            queued: BTreeSet::new(),
            handed_out: BTreeSet::new(),
            next_message: 0,
            judged_messages: 0,
            last_new: Duration::ZERO,
            next_watch_tick: WATCH_TICK,
        }
    }

    pub(super) fn begin(&mut self) {
        if self.browser.options.wants_all() {
            self.browse(meta_query());
        }
        for target in self.browser.options.targets.clone() {
            if let Ok(name) = target.to_domain_name() {
                self.browse(name);
            }
        }
    }

    pub(super) fn until_stopped(&mut self, each: &mut impl FnMut(BrowseEvent)) -> Stop {
        loop {
            let now = self.start.elapsed();
            self.ask(now);
            self.hand_out(now, each);
            if now >= self.next_watch_tick {
                self.next_watch_tick = now + WATCH_TICK;
                self.expire(now, each);
                self.look_for_interfaces(each);
            }
            if self
                .browser
                .options
                .timeout
                .is_some_and(|timeout| now >= timeout)
            {
                return Stop::TimedOut;
            }
            if !self.browser.options.watch && self.has_settled(now) {
                return Stop::Settled;
            }
            let wait = self
                .next_deadline(now)
                .saturating_sub(now)
                .clamp(Duration::from_millis(1), MAX_WAIT);
            match self.browser.events.recv_timeout(wait) {
                Ok(Event::Interrupt) | Err(RecvTimeoutError::Disconnected) => {
                    return Stop::Interrupted;
                }
                Ok(event) => self.take(event, each),
                Err(RecvTimeoutError::Timeout) => {}
            }
            // What has queued up is taken before anything is asked or handed out; a flood can't keep us here, because
            // the time is looked at in between.
            while self.start.elapsed().saturating_sub(now) < MAX_WAIT {
                match self.browser.events.try_recv() {
                    Ok(Event::Interrupt) => return Stop::Interrupted,
                    Ok(event) => self.take(event, each),
                    Err(_) => break,
                }
            }
        }
    }

    pub(super) fn finish(
        mut self,
        stop: Stop,
        each: &mut impl FnMut(BrowseEvent),
    ) -> BrowseSummary {
        let now = self.start.elapsed();
        self.expire(now, each);
        let drops = self.browser.tap.as_ref().map_or(0, Tap::drops);
        let absence_is_known =
            drops == 0 && stop != Stop::Interrupted && self.browser.tap.is_some();
        let mut instances = Vec::new();
        for name in self.assembler.names() {
            let Some(mut instance) = self
                .assembler
                .instance(&name)
                .filter(|instance| self.browser.options.wants(instance))
            else {
                continue;
            };
            if absence_is_known {
                instance.evidence =
                    instance.evidence | Evidence::ABSENCE | self.asked_of(&instance);
            }
            if instance.is_alive() {
                instances.push(instance);
            } else {
                each(BrowseEvent::OnlyGoodbye(Box::new(instance)));
            }
        }
        if self.assembler.refused() > 0 {
            each(BrowseEvent::Notice(format!(
                "{} records name more instances or hosts than are kept ({})",
                self.assembler.refused(),
                Assembler::MAX_INSTANCES
            )));
        }
        if let Some(engine) = &self.engine {
            engine.shut_down(ENGINE_END);
        }
        BrowseSummary {
            instances,
            listened: now,
            interfaces: self
                .browser
                .interfaces
                .iter()
                .map(|interface| interface.name.clone())
                .collect(),
            drops,
            messages: self.judged_messages,
            stop,
            has_tap: self.browser.tap.is_some(),
        }
    }

    fn take(&mut self, event: Event, each: &mut impl FnMut(BrowseEvent)) {
        let now = self.start.elapsed();
        match event {
            Event::Tap(TapEvent::Datagram(datagram)) => {
                self.next_message += 1;
                let mut received = ReceivedMessage::decode(&datagram.octets, self.next_message);
                received.at = datagram.at.saturating_duration_since(self.start);
                received.interface = datagram.interface;
                received.sender = datagram.sender;
                received.ip_ttl = datagram.ip_ttl;
                if !received.message.header.is_response() {
                    return;
                }
                let changes = self.assembler.add_message(&received);
                self.apply(changes, now, each);
                if self.speaks_of_wanted(&received) {
                    self.judged_messages += 1;
                    each(BrowseEvent::Message(Box::new(received)));
                }
            }
            Event::Engine(EngineEvent::Resolved(instance)) if self.browser.tap.is_none() => {
                let changes = self.assembler.add_instance(*instance, now);
                self.apply(changes, now, each);
            }
            Event::Engine(EngineEvent::Found(name)) if self.browser.tap.is_some() => {
                // The engine has heard what the tap has not: a datagram was lost on its way to us.
                if self.assembler.changed_at(&name).is_none() {
                    self.missing.want(&name, now);
                }
            }
            Event::Engine(EngineEvent::Ended) => self.asked.take_over(now),
            Event::Engine(_) | Event::Interrupt => {}
        }
    }

    fn apply(&mut self, changes: Vec<Change>, now: Duration, each: &mut impl FnMut(BrowseEvent)) {
        for change in changes {
            match change {
                Change::Instance(name) => {
                    let Some(instance) = self
                        .assembler
                        .instance(&name)
                        .filter(|instance| self.browser.options.wants(instance))
                    else {
                        continue;
                    };
                    self.last_new = now;
                    self.missing.note(&instance, now);
                    self.enqueue(name, now + INSTANCE_SETTLE);
                }
                Change::ServiceType(service_type, domain) => {
                    let is_new_here = self.browser.options.wants_all()
                        && domain.is_local()
                        && !self.asked.is_full();
                    let Ok(name) = service_type.to_domain_name(&domain) else {
                        continue;
                    };
                    if is_new_here && !self.asked.contains(&name) {
                        self.last_new = now;
                        self.browse(name);
                    }
                }
                Change::Pointer(pointer)
                    if self.browser.options.wants_all()
                        || self.asked.contains(&pointer.data.owner) =>
                {
                    each(BrowseEvent::Pointer(Box::new(pointer)));
                }
                Change::Goodbye(_) | Change::Pointer(_) => {}
            }
        }
    }

    fn hand_out(&mut self, now: Duration, each: &mut impl FnMut(BrowseEvent)) {
        while self
            .queue
            .front()
            .is_some_and(|(ready_at, _)| *ready_at <= now)
        {
            let Some((_, name)) = self.queue.pop_front() else {
                return;
            };
            self.queued.remove(&name);
            let still_at = self
                .assembler
                .changed_at(&name)
                .map(|at| at + INSTANCE_SETTLE);
            if let Some(still_at) = still_at.filter(|at| *at > now) {
                self.enqueue(name, still_at);
                continue;
            }
            let Some(instance) = self.assembler.instance(&name) else {
                continue;
            };
            let is_known = self.handed_out.contains(&name);
            let has_pointer = !instance.pointers.is_empty() || self.browser.tap.is_none();
            if is_known {
                each(BrowseEvent::Changed(Box::new(instance)));
            } else if instance.is_complete() && has_pointer && instance.is_alive() {
                self.handed_out.insert(name);
                each(BrowseEvent::Found(Box::new(instance)));
            }
        }
    }

    fn enqueue(&mut self, name: DomainName, ready_at: Duration) {
        if self.queued.insert(name.clone()) {
            self.queue.push_back((ready_at, name));
        }
    }

    fn expire(&mut self, now: Duration, each: &mut impl FnMut(BrowseEvent)) {
        for instance in self.assembler.expire(now) {
            self.missing.forget(&instance.name);
            if self.handed_out.remove(&instance.name) {
                each(BrowseEvent::Removed(Box::new(instance)));
            } else if self.browser.options.wants(&instance) && !instance.is_alive() {
                each(BrowseEvent::OnlyGoodbye(Box::new(instance)));
            }
        }
    }

    /// In a watch: listens on interfaces that have come, and asks there anew.
    fn look_for_interfaces(&mut self, each: &mut impl FnMut(BrowseEvent)) {
        if !self.browser.options.watch {
            return;
        }
        let (Some(tap), Ok(usable)) = (
            &mut self.browser.tap,
            usable_interfaces(&self.browser.options.interfaces),
        ) else {
            self.browser.interfaces.clear();
            return;
        };
        let mut has_new = false;
        for interface in &usable {
            let was_usable = self
                .browser
                .interfaces
                .iter()
                .any(|known| known.index == interface.index);
            if !tap.listens_on(interface)
                && let Err(error) = tap.add(interface, &self.browser.sender, Event::Tap)
            {
                each(BrowseEvent::Notice(error.to_string()));
            }
            has_new |= !was_usable;
        }
        if has_new {
            for name in self.asked.names() {
                tap.send(&pointer_query(name));
            }
        }
        self.browser.interfaces = usable;
    }

    /// Asks for a type, by the engine where it can.
    fn browse(&mut self, name: DomainName) {
        let by_engine = self.engine.as_ref().is_some_and(|engine| {
            let text = engine_name(&name);
            text.is_some_and(|text| {
                engine
                    .browse(&text, &self.browser.sender, Event::Engine)
                    .is_ok()
            })
        });
        let asker = if by_engine { Asker::Engine } else { Asker::Tap };
        let now = self.start.elapsed();
        for other in self.beside(&name) {
            if !self.asked.contains(&other) {
                self.asked.add(other, now, Asker::Tap);
            }
        }
        self.asked.add(name, now, asker);
    }

    /// What else is known to be absent where it was not seen, because it was asked for.
    fn asked_of(&self, instance: &ServiceInstance) -> Evidence {
        let base = instance.service_type().to_domain_name(&DomainName::local());
        let type_was_asked = base.is_ok_and(|base| self.asked.contains(&base));
        let mut evidence = Evidence::NONE;
        if type_was_asked {
            evidence = evidence | Evidence::NAMED_SUBTYPES;
        }
        if self.browser.options.wants_all() {
            evidence = evidence | Evidence::SIBLINGS;
        }
        evidence
    }

    /// What is asked for beside a name, where the tap hears the answers: of a type the subtypes that its vocabulary names, of
    /// a subtype its type. Otherwise nobody could tell whether an instance has no such pointer, or was not asked for it.
    fn beside(&self, name: &DomainName) -> Vec<DomainName> {
        let Some(parts) = NameParts::split(name).filter(|_| self.browser.tap.is_some()) else {
            return Vec::new();
        };
        let Ok(base) = parts.service_type.to_domain_name(&DomainName::local()) else {
            return Vec::new();
        };
        if parts.subtype.is_some() {
            return vec![base];
        }
        let schema = self
            .browser
            .options
            .schemas
            .find(&parts.service_type.to_string());
        let subtypes = schema.into_iter().flat_map(|schema| &schema.subtypes);
        let names = subtypes.filter_map(|subtype| match &subtype.label {
            SubtypeLabel::Exact(label) => {
                base.prepend(b"_sub").ok()?.prepend(label.as_bytes()).ok()
            }
            SubtypeLabel::Family { .. } => None,
        });
        names.collect()
    }

    fn ask(&mut self, now: Duration) {
        let Some(tap) = &self.browser.tap else { return };
        for name in self.asked.due(now) {
            tap.send(&pointer_query(&name));
        }
        for query in self
            .missing
            .due(now, self.browser.options.rounds.questions())
        {
            tap.send(&query);
            self.last_new = now;
        }
    }

    fn has_settled(&self, now: Duration) -> bool {
        let options = &self.browser.options;
        let is_quiet = now >= self.quiet_since() + options.settle;
        is_quiet && self.queue.is_empty() && !self.missing.is_waiting(options.rounds.questions())
    }

    /// The last round of questions, or the last news if that came later.
    fn quiet_since(&self) -> Duration {
        self.asked.last_round().max(self.last_new)
    }

    fn next_deadline(&self, now: Duration) -> Duration {
        let options = &self.browser.options;
        let settled = self.quiet_since() + options.settle;
        let ahead = [
            self.next_watch_tick,
            options.timeout.unwrap_or(Duration::MAX),
        ];
        let queued = self.queue.front().map(|(ready_at, _)| *ready_at);
        let deadlines = ahead.into_iter().chain(queued).chain(self.asked.next_at());
        deadlines
            .chain(self.missing.next_at(options.rounds.questions()))
            .chain((settled > now).then_some(settled))
            .min()
            .unwrap_or(now + MAX_WAIT)
    }

    /// Whether a response is about what is looked for, or so broken that nobody can tell.
    fn speaks_of_wanted(&self, received: &ReceivedMessage) -> bool {
        let is_wanted =
            |name: &DomainName| self.asked.contains(name) || self.browser.options.wants_name(name);
        let records = &received.message.records;
        let is_unreadable = records.is_empty() && !received.anomalies.is_empty();
        is_unreadable
            || records.iter().any(|record| {
                is_wanted(&record.name)
                    || matches!(&record.data, RecordData::Ptr(target) if is_wanted(target))
            })
    }
}

/// What the tap sees. What is absent is known only at the end.
const TAP_EVIDENCE: Evidence = Evidence::INSTANCE_NAME
    .with(Evidence::TXT_KEYS)
    .with(Evidence::TXT_OCTETS)
    .with(Evidence::PORT)
    .with(Evidence::SRV)
    .with(Evidence::ADDRESSES)
    .with(Evidence::POINTERS)
    .with(Evidence::TTL)
    .with(Evidence::MULTICAST)
    .with(Evidence::SENDER)
    .with(Evidence::TIMING);

fn meta_query() -> DomainName {
    DomainName::from_labels(["_services", "_dns-sd", "_udp", "local"])
        .expect("four short labels make a name")
}
