use std::net::IpAddr;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use mdns_sd::{DaemonEvent, RRType, ServiceDaemon};

use crate::advertise::engine_service::EngineService;
use crate::advertise::run::Run;
use crate::advertise::{AdvertiseError, Difference};
use crate::name::{DomainName, ServiceName};
use crate::source::ServiceDefinition;
use crate::source::mdns::engine::EngineHandle;
use crate::source::mdns::{
    Interface, InterfaceSelection, LinkError, Tap, TapEvent, usable_interfaces,
};

/// Datagrams and engine events that may wait.
const QUEUE: usize = 16_384;

/// How a service is published.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct AdvertiseOptions {
    /// On which interfaces.
    pub interfaces: InterfaceSelection,
    /// What happens when the name is taken.
    pub renaming: Renaming,
}

/// What happens when another host has the name already
/// ([RFC 6762 §9](https://www.rfc-editor.org/rfc/rfc6762#section-9)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Renaming {
    /// Another name is chosen, and that is reported.
    #[default]
    Report,
    /// Nothing is published.
    Refuse,
}

/// What happens while a service is published.
#[derive(Debug)]
#[non_exhaustive]
pub enum AdvertiseEvent {
    /// It is on the link under this full name.
    Announced {
        /// The full name.
        name: DomainName,
        /// The host that it names.
        host: DomainName,
        /// Names of the interfaces.
        interfaces: Vec<String>,
    },
    /// It had to be renamed.
    Renamed {
        /// What was asked for.
        from: DomainName,
        /// What it is called now.
        to: DomainName,
    },
    /// The host had to be renamed.
    HostRenamed {
        /// What was asked for.
        from: DomainName,
        /// What it is called now.
        to: DomainName,
    },
    /// What was read back from the link is what was asked for.
    Confirmed,
    /// What was read back is not what was asked for.
    Differs(Difference),
    /// Another host publishes a service under the same name.
    Conflict {
        /// The name.
        name: DomainName,
        /// The other host.
        sender: IpAddr,
    },
    /// Something that the user should know.
    Notice(String),
}

/// Ends a publication from another thread.
#[derive(Clone, Debug)]
pub struct Control {
    events: SyncSender<Event>,
}

impl Control {
    /// Says goodbye and ends.
    pub fn stop(&self) {
        // A publication that has ended needs no telling.
        let _already_ended = self.events.try_send(Event::Stop);
    }
}

/// All that can happen to a publication.
#[derive(Debug)]
pub(super) enum Event {
    Tap(TapEvent),
    Announced,
    NameChange {
        original: String,
        new_name: String,
        of_host: bool,
    },
    EngineError(String),
    Stop,
}

/// Publishes one service.
#[derive(Debug)]
pub struct Advertiser {
    pub(super) definition: ServiceDefinition,
    pub(super) service: EngineService,
    pub(super) options: AdvertiseOptions,
    pub(super) interfaces: Vec<Interface>,
    sender: SyncSender<Event>,
    pub(super) events: Receiver<Event>,
    pub(super) tap: Option<Tap>,
    no_tap: Option<LinkError>,
}

impl Advertiser {
    /// Prepares to publish `definition`; nothing is sent yet. A host name that was not stated is made up, unlike any
    /// other, and the addresses are those of the interfaces.
    ///
    /// # Errors
    ///
    /// [`AdvertiseError::NotPublishable`] for what the engine can't carry, [`AdvertiseError::Link`] if the link can't be
    /// used.
    pub fn open(
        definition: ServiceDefinition,
        options: AdvertiseOptions,
    ) -> Result<Self, AdvertiseError> {
        let service = EngineService::new(&definition)?;
        let interfaces = usable_interfaces(&options.interfaces)?;
        let (sender, events) = sync_channel(QUEUE);
        let (tap, no_tap) = match Tap::open(&interfaces, &sender, Event::Tap) {
            Ok(tap) => (Some(tap), None),
            Err(LinkError::PortTaken) => return Err(LinkError::PortTaken.into()),
            Err(error) => (None, Some(error)),
        };
        Ok(Self {
            definition,
            service,
            options,
            interfaces,
            sender,
            events,
            tap,
            no_tap,
        })
    }

    /// A handle by which the publication can be ended.
    pub fn control(&self) -> Control {
        Control {
            events: self.sender.clone(),
        }
    }

    /// Publishes until it is told to stop, then says goodbye.
    ///
    /// # Errors
    ///
    /// [`AdvertiseError::NothingAnnounced`], [`AdvertiseError::NameTaken`] where renaming is refused, or
    /// [`AdvertiseError::Link`].
    pub fn run(self, mut each: impl FnMut(AdvertiseEvent)) -> Result<(), AdvertiseError> {
        if let Some(error) = &self.no_tap {
            each(AdvertiseEvent::Notice(format!(
                "{error}; what is published is not read back"
            )));
        }
        let engine = EngineHandle::start(&self.interfaces)?;
        watch_engine(&engine, &self.sender)?;
        if self.service.name_len > ServiceName::MAX_LEN {
            let len = u8::try_from(self.service.name_len).unwrap_or(u8::MAX);
            engine.retry(|daemon| daemon.set_service_name_len_max(len))?;
        }
        let info = self.service.info.clone();
        engine.retry(|daemon| daemon.register(info.clone()))?;
        let mut run = Run::new(self, engine);
        let outcome = run.until_stopped(&mut each);
        run.say_goodbye();
        outcome
    }
}

fn watch_engine(engine: &EngineHandle, sender: &SyncSender<Event>) -> Result<(), LinkError> {
    let receiver = engine.retry(ServiceDaemon::monitor)?;
    let sender = sender.clone();
    let watch = move || {
        while let Ok(event) = receiver.recv() {
            let event = match event {
                DaemonEvent::Announce(..) => Event::Announced,
                DaemonEvent::NameChange(change) => Event::NameChange {
                    original: change.original,
                    new_name: change.new_name,
                    of_host: matches!(change.rr_type, RRType::A | RRType::AAAA),
                },
                DaemonEvent::Error(error) => Event::EngineError(error.to_string()),
                _ => continue,
            };
            if sender.send(event).is_err() {
                return;
            }
        }
    };
    let spawned = thread::Builder::new()
        .name("engine".to_owned())
        .spawn(watch);
    spawned
        .map(drop)
        .map_err(|error| LinkError::Engine(error.to_string()))
}
