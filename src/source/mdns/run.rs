use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use crate::model::{Evidence, ReceivedMessage};
use crate::name::DomainName;
use crate::source::mdns::asked::{AskedTypes, Asker, engine_name};
use crate::source::mdns::browser::{BrowseSummary, Browser, Event, Stop};
use crate::source::mdns::engine::{EngineEvent, EngineHandle};
use crate::source::mdns::missing::{Missing, pointer_query};
use crate::source::mdns::{Datagram, Tap, TapEvent, usable_interfaces};
use crate::source::observer::{Absence, LINK_EVIDENCE, LinkEvent, Observer, Scope};
use crate::source::recording::RecordedEnd;

/// How often a watch looks for new interfaces.
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
    observer: Observer,
    missing: Missing,
    asked: AskedTypes,
    next_message: u64,
    next_watch_tick: Duration,
    last_asked: Duration,
}

impl Run {
    pub(super) fn new(browser: Browser, engine: Option<EngineHandle>) -> Self {
        let asked = AskedTypes::new(browser.options.rounds, browser.options.watch);
        let evidence = match &browser.tap {
            Some(_) => LINK_EVIDENCE,
            None => Evidence::NONE,
        };
        let scope = Scope {
            targets: browser.options.targets.clone(),
            asks: true,
            schemas: browser.options.schemas.clone(),
        };
        Self {
            browser,
            engine,
            start: Instant::now(),
            observer: Observer::new(scope, evidence),
            missing: Missing::default(),
            asked,
            next_message: 0,
            next_watch_tick: WATCH_TICK,
            last_asked: Duration::ZERO,
        }
    }

    pub(super) fn until_stopped(&mut self, each: &mut impl FnMut(LinkEvent)) -> Stop {
        self.follow_up();
        loop {
            let now = self.start.elapsed();
            self.observer.advance(now, each);
            self.follow_up();
            self.ask(now);
            if now >= self.next_watch_tick {
                self.next_watch_tick = now + WATCH_TICK;
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

    pub(super) fn finish(mut self, stop: Stop, each: &mut impl FnMut(LinkEvent)) -> BrowseSummary {
        let now = self.start.elapsed();
        self.observer.advance(now, each);
        let drops = self.browser.tap.as_ref().map_or(0, Tap::drops);
        let end = RecordedEnd {
            at: now,
            is_interrupted: stop == Stop::Interrupted,
            drops,
        };
        let recording = self
            .browser
            .recording
            .take()
            .map_or(Ok(()), |recording| recording.finish(&end));
        let absence = match &self.browser.tap {
            Some(_) => end.absence(),
            None => Absence::Unknown,
        };
        let messages = self.observer.messages();
        let instances = self.observer.finish(absence, each);
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
            messages,
            stop,
            has_tap: self.browser.tap.is_some(),
            recording,
        }
    }

    fn take(&mut self, event: Event, each: &mut impl FnMut(LinkEvent)) {
        let now = self.start.elapsed();
        match event {
            Event::Tap(TapEvent::Datagram(datagram)) => self.take_datagram(datagram, each),
            Event::Engine(EngineEvent::Resolved(instance)) if self.browser.tap.is_none() => {
                self.observer.take_instance(*instance, now, each);
            }
            Event::Engine(EngineEvent::Found(name)) if self.browser.tap.is_some() => {
                // The engine has heard what the tap has not: a datagram was lost on its way to us.
                if !self.observer.knows(&name) {
                    self.missing.want(&name, now);
                }
            }
            Event::Engine(EngineEvent::Ended) => self.asked.take_over(now),
            Event::Engine(_) | Event::Interrupt => {}
        }
    }

    fn take_datagram(&mut self, datagram: Datagram, each: &mut impl FnMut(LinkEvent)) {
        self.next_message += 1;
        let mut received = ReceivedMessage::decode(&datagram.octets, self.next_message);
        // The time that the observer has come to is the one that is recorded: so a replay goes the same way.
        received.at = datagram
            .at
            .saturating_duration_since(self.start)
            .max(self.observer.now());
        received.interface = datagram.interface;
        received.sender = datagram.sender;
        received.ip_ttl = datagram.ip_ttl;
        if let Some(recording) = &mut self.browser.recording {
            recording.write(&received, &datagram.octets);
        }
        self.observer.take(received, each);
    }

    /// Does what the observer has come to want: asks for new names, notes what instances lack.
    fn follow_up(&mut self) {
        for name in self.observer.take_names_to_ask() {
            self.browse(name);
        }
        let now = self.start.elapsed();
        for instance in self.observer.take_changed() {
            self.missing.note(&instance, now);
        }
        for name in self.observer.take_expired() {
            self.missing.forget(&name);
        }
    }

    /// In a watch: listens on interfaces that have come, and asks there anew.
    fn look_for_interfaces(&mut self, each: &mut impl FnMut(LinkEvent)) {
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
                each(LinkEvent::Notice(error.to_string()));
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
        self.asked.add(name, self.start.elapsed(), asker);
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
            self.last_asked = now;
        }
    }

    fn has_settled(&self, now: Duration) -> bool {
        let options = &self.browser.options;
        let is_quiet = now >= self.quiet_since() + options.settle;
        is_quiet && self.observer.is_idle() && !self.missing.is_waiting(options.rounds.questions())
    }

    /// The last round of questions, or the last news if that came later.
    fn quiet_since(&self) -> Duration {
        let last_news = self.observer.last_new().max(self.last_asked);
        self.asked.last_round().max(last_news)
    }

    fn next_deadline(&self, now: Duration) -> Duration {
        let options = &self.browser.options;
        let settled = self.quiet_since() + options.settle;
        let ahead = [
            self.next_watch_tick,
            options.timeout.unwrap_or(Duration::MAX),
        ];
        let queued = self.observer.next_due();
        let deadlines = ahead.into_iter().chain(queued).chain(self.asked.next_at());
        deadlines
            .chain(self.missing.next_at(options.rounds.questions()))
            .chain((settled > now).then_some(settled))
            .min()
            .unwrap_or(now + MAX_WAIT)
    }
}
