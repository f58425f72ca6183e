use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use crate::advertise::advertiser::Event;
use crate::advertise::engine_service::EngineService;
use crate::advertise::read_back::{Names, ReadBack};
use crate::advertise::{AdvertiseError, AdvertiseEvent, Advertiser, Difference, Renaming};
use crate::model::ReceivedMessage;
use crate::name::DomainName;
use crate::source::mdns::engine::EngineHandle;
use crate::source::mdns::{Datagram, TapEvent};
use crate::wire::RecordData;

/// How long the engine may take to announce: probing takes about a second
/// ([RFC 6762 §8.1](https://www.rfc-editor.org/rfc/rfc6762#section-8.1)), each conflict as long again.
const ANNOUNCE_LIMIT: Duration = Duration::from_secs(8);

/// When the second announcement must have come: a second after the first, and some time to be late.
const SECOND_ANNOUNCEMENT: Duration = Duration::from_millis(1_400);

/// How long after the first announcement it is asked back: a record that was multicast less than a second ago is not
/// sent again ([RFC 6762 §6](https://www.rfc-editor.org/rfc/rfc6762#section-6)), and the second announcement may just
/// have been sent for the engine.
const READ_BACK_AFTER: Duration = Duration::from_millis(2_500);

/// How long its answers are waited for.
const ANSWERS_WITHIN: Duration = Duration::from_millis(600);

/// How long a goodbye is waited for; the engine repeats it after 120 ms.
const GOODBYE_LIMIT: Duration = Duration::from_millis(400);

/// Announcements that are remembered; more are not needed.
const MAX_ANNOUNCEMENTS: usize = 64;

/// One announcement as this machine sent it.
struct Announcement {
    octets: Vec<u8>,
    interface: String,
    is_ipv6: bool,
    times: usize,
}

/// A publication that is under way.
pub(super) struct Run {
    advertiser: Advertiser,
    engine: EngineHandle,
    start: Instant,
    names: Names,
    read_back: ReadBack,
    registered_at: Duration,
    announced_at: Option<Duration>,
    announcements: Vec<Announcement>,
    next_message: u64,
    conflicts: BTreeSet<IpAddr>,
    stage: Stage,
}

/// What is done next once something was announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    SecondAnnouncement,
    Ask,
    Compare,
    Done,
}

impl Run {
    pub(super) fn new(advertiser: Advertiser, engine: EngineHandle) -> Self {
        let names = Names {
            full_name: advertiser.service.full_name.clone(),
            type_name: advertiser.service.type_name.clone(),
            host: advertiser.service.host.clone(),
        };
        Self {
            advertiser,
            engine,
            start: Instant::now(),
            names,
            read_back: ReadBack::new(),
            registered_at: Duration::ZERO,
            announced_at: None,
            announcements: Vec::new(),
            next_message: 0,
            conflicts: BTreeSet::new(),
            stage: Stage::SecondAnnouncement,
        }
    }

    pub(super) fn until_stopped(
        &mut self,
        each: &mut impl FnMut(AdvertiseEvent),
    ) -> Result<(), AdvertiseError> {
        loop {
            let now = self.start.elapsed();
            self.work(now, each);
            if self.announced_at.is_none() && now >= self.registered_at + ANNOUNCE_LIMIT {
                return Err(AdvertiseError::NothingAnnounced {
                    seconds: ANNOUNCE_LIMIT.as_secs(),
                });
            }
            let wait = self
                .next_deadline()
                .saturating_sub(now)
                .max(Duration::from_millis(1));
            match self.advertiser.events.recv_timeout(wait) {
                Ok(Event::Stop) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
                Ok(event) => self.take(event, each)?,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    fn take(
        &mut self,
        event: Event,
        each: &mut impl FnMut(AdvertiseEvent),
    ) -> Result<(), AdvertiseError> {
        match event {
            Event::Tap(TapEvent::Datagram(datagram)) => self.hear(&datagram, each),
            Event::Announced if self.advertiser.tap.is_none() => self.announced(each),
            Event::Announced | Event::Stop => {}
            Event::EngineError(error) => {
                let error = crate::name::presentation::text(error.as_bytes()).to_string();
                each(AdvertiseEvent::Notice(format!(
                    "the mDNS engine says: {error}"
                )));
            }
            Event::NameChange {
                original,
                new_name,
                of_host,
            } => self.renamed(&original, new_name, of_host, each)?,
        }
        Ok(())
    }

    fn renamed(
        &mut self,
        original: &str,
        new_name: String,
        of_host: bool,
        each: &mut impl FnMut(AdvertiseEvent),
    ) -> Result<(), AdvertiseError> {
        let (Ok(original), Ok(renamed)) = (
            original.parse::<DomainName>(),
            new_name.parse::<DomainName>(),
        ) else {
            each(AdvertiseEvent::Notice(
                "the mDNS engine renamed something to a name that is none".to_owned(),
            ));
            return Ok(());
        };
        // The engine tells each change once for each record and interface; only the first finds the old name here.
        if of_host && original == self.advertiser.service.host {
            let from = std::mem::replace(&mut self.names.host, renamed.clone());
            self.register_anew()?;
            each(AdvertiseEvent::HostRenamed { from, to: renamed });
        } else if !of_host && original == self.advertiser.service.full_name {
            if self.advertiser.options.renaming == Renaming::Refuse {
                return Err(AdvertiseError::NameTaken {
                    asked: original,
                    instead: new_name,
                });
            }
            let from = std::mem::replace(&mut self.names.full_name, renamed.clone());
            self.register_anew()?;
            each(AdvertiseEvent::Renamed { from, to: renamed });
        }
        Ok(())
    }

    /// Registers the service under the names that the engine chose. Left as it is after a rename, the engine leaves
    /// questions for the SRV and TXT records of names with upper-case letters unanswered, and its SRV answers go on
    /// naming a host that was renamed.
    fn register_anew(&mut self) -> Result<(), AdvertiseError> {
        let old_name = self.advertiser.service.info.get_fullname().to_owned();
        self.engine.unregister(&old_name, GOODBYE_LIMIT)?;
        let mut definition = self.advertiser.definition.clone();
        definition.instance = self.names.full_name.labels().next().map(<[u8]>::to_vec);
        definition.host = Some(self.names.host.clone());
        self.advertiser.service = EngineService::new(&definition)?;
        let info = self.advertiser.service.info.clone();
        self.engine.retry(|daemon| daemon.register(info.clone()))?;
        self.registered_at = self.start.elapsed();
        self.announced_at = None;
        self.announcements.clear();
        self.stage = Stage::SecondAnnouncement;
        self.read_back = ReadBack::new();
        Ok(())
    }

    fn hear(&mut self, datagram: &Datagram, each: &mut impl FnMut(AdvertiseEvent)) {
        self.next_message += 1;
        let mut received = ReceivedMessage::decode(&datagram.octets, self.next_message);
        received.at = datagram.at.saturating_duration_since(self.start);
        received.interface = datagram.interface.clone();
        received.sender = datagram.sender;
        let Some(sender) = datagram.sender.map(|sender| sender.ip()) else {
            return;
        };
        if !received.message.header.is_response() {
            return;
        }
        if !self
            .advertiser
            .interfaces
            .iter()
            .any(|interface| interface.has(sender))
        {
            self.look_for_conflict(&received, sender, each);
            return;
        }
        self.read_back.add(&received);
        if !self.names.is_announcement(&received) {
            return;
        }
        self.remember(datagram, sender);
        self.announced(each);
    }

    fn remember(&mut self, datagram: &Datagram, sender: IpAddr) {
        let is_same = |known: &&mut Announcement| {
            known.octets == datagram.octets
                && known.interface == *datagram.interface
                && known.is_ipv6 == sender.is_ipv6()
        };
        if let Some(known) = self.announcements.iter_mut().find(is_same) {
            known.times += 1;
        } else if self.announcements.len() < MAX_ANNOUNCEMENTS {
            self.announcements.push(Announcement {
                octets: datagram.octets.clone(),
                interface: datagram.interface.to_string(),
                is_ipv6: sender.is_ipv6(),
                times: 1,
            });
        }
    }

    fn announced(&mut self, each: &mut impl FnMut(AdvertiseEvent)) {
        if self.announced_at.is_some() {
            return;
        }
        self.announced_at = Some(self.start.elapsed());
        each(AdvertiseEvent::Announced {
            name: self.names.full_name.clone(),
            host: self.names.host.clone(),
            interfaces: self
                .advertiser
                .interfaces
                .iter()
                .map(|interface| interface.name.clone())
                .collect(),
        });
    }

    fn look_for_conflict(
        &mut self,
        received: &ReceivedMessage,
        sender: IpAddr,
        each: &mut impl FnMut(AdvertiseEvent),
    ) {
        let own_port = self.advertiser.definition.port;
        let claims = received.message.records.iter().any(|record| {
            let differs = match &record.data {
                RecordData::Srv(srv) => srv.target != self.names.host || Some(srv.port) != own_port,
                _ => false,
            };
            differs && record.ttl_seconds > 0 && record.name == self.names.full_name
        });
        if claims && self.announced_at.is_some() && self.conflicts.insert(sender) {
            each(AdvertiseEvent::Conflict {
                name: self.names.full_name.clone(),
                sender,
            });
        }
    }

    /// Does what is due after the announcement: ask back, compare, make up for a missing second announcement.
    fn work(&mut self, now: Duration, each: &mut impl FnMut(AdvertiseEvent)) {
        let (Some(announced_at), Some(tap)) = (self.announced_at, &self.advertiser.tap) else {
            return;
        };
        if now < announced_at + self.stage.after() {
            return;
        }
        match self.stage {
            Stage::Ask => {
                for question in self.read_back.questions(&self.names) {
                    tap.send(&question);
                }
                self.stage = Stage::Compare;
            }
            Stage::Compare => {
                let differences = self
                    .read_back
                    .differences(&self.advertiser.definition, &self.names);
                if differences.is_empty() {
                    each(AdvertiseEvent::Confirmed);
                }
                for difference in differences {
                    each(AdvertiseEvent::Differs(difference));
                }
                self.stage = Stage::Done;
            }
            Stage::SecondAnnouncement => {
                let once: Vec<&Announcement> = self
                    .announcements
                    .iter()
                    .filter(|known| known.times == 1)
                    .collect();
                for announcement in &once {
                    tap.send_on(
                        &announcement.interface,
                        announcement.is_ipv6,
                        &announcement.octets,
                    );
                }
                if !once.is_empty() {
                    each(AdvertiseEvent::Differs(Difference::OneAnnouncement));
                }
                self.stage = Stage::Ask;
            }
            Stage::Done => {}
        }
    }

    fn next_deadline(&self) -> Duration {
        match self.announced_at {
            None => self.registered_at + ANNOUNCE_LIMIT,
            Some(_) if self.stage == Stage::Done => self.start.elapsed() + Duration::from_secs(60),
            Some(announced_at) => announced_at + self.stage.after(),
        }
    }

    /// Takes the service off the link, and says goodbye for the engine if it does not.
    pub(super) fn say_goodbye(&mut self) {
        let full_name = self.advertiser.service.info.get_fullname().to_owned();
        let until = Instant::now() + GOODBYE_LIMIT;
        // An engine that has ended says no goodbye, and then we do.
        let was_known = self
            .engine
            .unregister(&full_name, GOODBYE_LIMIT)
            .unwrap_or(false);
        let mut was_said = false;
        while let Some(left) = until
            .checked_duration_since(Instant::now())
            .filter(|_| self.announced_at.is_some())
        {
            match self.advertiser.events.recv_timeout(left) {
                Ok(Event::Tap(TapEvent::Datagram(datagram))) => {
                    was_said |= self
                        .names
                        .is_goodbye(&ReceivedMessage::decode(&datagram.octets, 0));
                }
                Ok(_) => {}
                Err(_) => break,
            }
        }
        let is_missing = !was_said || !was_known;
        if let Some(tap) = self
            .advertiser
            .tap
            .as_ref()
            .filter(|_| is_missing && self.announced_at.is_some())
        {
            tap.send(&self.names.goodbye());
        }
        self.engine.shut_down(GOODBYE_LIMIT);
    }
}

impl Stage {
    /// How long after the announcement it is due.
    const fn after(self) -> Duration {
        match self {
            Self::SecondAnnouncement => SECOND_ANNOUNCEMENT,
            Self::Ask => READ_BACK_AFTER,
            Self::Compare | Self::Done => READ_BACK_AFTER.saturating_add(ANSWERS_WITHIN),
        }
    }
}
