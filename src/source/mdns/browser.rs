use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use crate::model::ServiceInstance;
use crate::source::mdns::engine::{EngineEvent, EngineHandle};
use crate::source::mdns::run::Run;
use crate::source::mdns::{
    BrowseOptions, Engine, Interface, LinkError, Tap, TapEvent, View, usable_interfaces,
};
use crate::source::observer::LinkEvent;
use crate::source::recording::RecordingWriter;

/// Datagrams and engine events that may wait for the judge.
const QUEUE: usize = 65_536;

/// Why a browse ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It was told to.
    Interrupted,
    /// Nothing new had come for a while.
    Settled,
    /// The time was over.
    TimedOut,
}

/// What a browse can say at its end.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BrowseSummary {
    /// All instances that were looked for and are there, complete or not, in the order first seen.
    ///
    /// Their evidence has [`Evidence::ABSENCE`](crate::model::Evidence::ABSENCE) where what is missing was asked for.
    pub instances: Vec<ServiceInstance>,
    /// How long it listened.
    pub listened: Duration,
    /// Names of the interfaces.
    pub interfaces: Vec<String>,
    /// Datagrams that were dropped before they could be read.
    pub drops: u64,
    /// Responses that were judged.
    pub messages: u64,
    /// Why it ended.
    pub stop: Stop,
    /// Whether the tap was there.
    pub has_tap: bool,
    /// What writing the recording met.
    pub recording: Result<(), String>,
}

/// Stops a browse from another thread.
#[derive(Clone, Debug)]
pub struct Control {
    events: SyncSender<Event>,
}

impl Control {
    /// Lets the browse end now; what was seen is reported.
    pub fn stop(&self) {
        // A browse that has ended needs no telling.
        let _already_ended = self.events.try_send(Event::Interrupt);
    }
}

/// All that can happen to a browse.
#[derive(Debug)]
pub(super) enum Event {
    Tap(TapEvent),
    Engine(EngineEvent),
    Interrupt,
}

/// Discovers service instances on the link.
#[derive(Debug)]
pub struct Browser {
    pub(super) options: BrowseOptions,
    pub(super) interfaces: Vec<Interface>,
    pub(super) sender: SyncSender<Event>,
    pub(super) events: Receiver<Event>,
    pub(super) tap: Option<Tap>,
    pub(super) recording: Option<RecordingWriter>,
    notices: Vec<String>,
}

impl Browser {
    /// Opens the link: listens before anything is asked.
    ///
    /// # Errors
    ///
    /// [`LinkError`] if no interface is usable, the port is taken, or neither tap nor engine works.
    pub fn open(options: BrowseOptions) -> Result<Self, LinkError> {
        let interfaces = usable_interfaces(&options.interfaces)?;
        let (sender, events) = sync_channel(QUEUE);
        let mut notices = Vec::new();
        let tap = match Tap::open(&interfaces, &sender, Event::Tap) {
            Ok(_) if options.view == View::Engine => None,
            Ok(tap) => Some(tap),
            Err(LinkError::PortTaken) => return Err(LinkError::PortTaken),
            Err(error) if options.engine == Engine::Tap => return Err(error),
            Err(error) => {
                notices.push(format!("{error}; only what the engine tells is judged"));
                None
            }
        };
        Ok(Self {
            options,
            interfaces,
            sender,
            events,
            tap,
            recording: None,
            notices,
        })
    }

    /// Writes all that the tap hears to `recording`, which can be judged again later.
    ///
    /// # Errors
    ///
    /// [`LinkError::NothingToRecord`] where there is no tap.
    pub fn record_to(&mut self, recording: RecordingWriter) -> Result<(), LinkError> {
        if self.tap.is_none() {
            return Err(LinkError::NothingToRecord);
        }
        self.recording = Some(recording);
        Ok(())
    }

    /// A handle by which the browse can be stopped.
    pub fn control(&self) -> Control {
        Control {
            events: self.sender.clone(),
        }
    }

    /// Asks, listens and hands out what is seen, until things have settled, the time is over or it is told to stop.
    ///
    /// # Errors
    ///
    /// [`LinkError::Engine`] if the engine can't be started.
    pub fn run(self, mut each: impl FnMut(LinkEvent)) -> Result<BrowseSummary, LinkError> {
        for notice in self.notices.clone() {
            each(LinkEvent::Notice(notice));
        }
        let engine = match self.options.engine {
            Engine::MdnsSd => Some(EngineHandle::start(&self.interfaces)?),
            Engine::Tap => None,
        };
        let mut run = Run::new(self, engine);
        let stop = run.until_stopped(&mut each);
        Ok(run.finish(stop, &mut each))
    }
}
