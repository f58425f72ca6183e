//! From a capture to what it deserves, on several threads.
//!
//! One thread reads, others decode and judge messages, and the caller's follows what they say of services, in the order of
//! the capture. Between them are short queues of batches, so that no more than a few thousand packets are in memory.

use std::collections::HashMap;
use std::io::Read;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use super::known::{Datagram, Known, Lookup, Number, Protocol};
use super::reader::CaptureEnd;
use super::{CaptureReader, CapturedDatagram};
use crate::linter::{Linter, Verdict};
use crate::model::{
    Evidence, FileFault, FileFaultKind, FileFormat, Frame, ReceivedMessage, ServiceInstance,
    SourceFile,
};
use crate::schema::Schemas;
use crate::source::observer::{Absence, LINK_EVIDENCE, LinkEvent, Observer, Scope};
use crate::wire::RecordData;

/// Datagrams that are handed on together.
const BATCH: usize = 1_024;

/// Octets of new datagrams that are handed on together.
const BATCH_OCTETS: usize = 64 * 1024;

/// Batches that may wait for each thread.
const QUEUE: usize = 2;

/// How a capture is read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CaptureOptions {
    /// The path, for origins.
    pub path: Arc<str>,
    /// UDP ports whose datagrams are looked at. What comes from another port than 5353 is unicast DNS.
    pub ports: Vec<u16>,
    /// Octets that were read so far, told while it is read.
    pub progress: Option<Arc<AtomicU64>>,
}

impl CaptureOptions {
    /// Options to read multicast DNS from the capture at this path.
    pub fn new(path: &str) -> Self {
        Self {
            path: path.into(),
            ports: vec![Protocol::MULTICAST_PORT],
            progress: None,
        }
    }
}

/// What is seen in a capture.
#[derive(Debug)]
#[non_exhaustive]
pub enum CaptureEvent {
    /// Something of services, as on a link.
    Link(LinkEvent),
    /// A message in which something was found.
    Message(Box<ReceivedMessage>, Verdict),
}

/// What can be said of a capture at its end.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CaptureSummary {
    /// All instances that were seen, in the order first seen.
    pub instances: Vec<ServiceInstance>,
    /// The file, with what is wrong with it.
    pub file: SourceFile,
    /// Frames in it.
    pub frames: u64,
    /// Responses that were judged.
    pub responses: u64,
    /// Responses to queriers that are no multicast DNS of their own (RFC 6762 §6.7), which were passed over.
    pub legacy_responses: u64,
}

/// Reads a capture to its end and judges it; `each` takes what is seen, in the order of the capture.
pub fn judge_capture<R: Read + Send>(
    input: R,
    options: &CaptureOptions,
    linter: &Linter,
    each: &mut impl FnMut(CaptureEvent),
) -> CaptureSummary {
    let workers = thread::available_parallelism().map_or(1, |cores| cores.get().clamp(1, 8));
    thread::scope(|scope| {
        let mut to_workers = Vec::new();
        let mut from_workers = Vec::new();
        for _ in 0..workers {
            let (to_worker, read) = sync_channel(QUEUE);
            let (to_follower, judged) = sync_channel(QUEUE);
            let path = Arc::clone(&options.path);
            scope.spawn(move || judge_messages(&read, &to_follower, &path, linter));
            to_workers.push(to_worker);
            from_workers.push(judged);
        }
        let reader = scope.spawn(move || read(input, options, &to_workers));
        let mut follower = Follower::new(linter.schemas());
        // The batches were dealt out in turn, and are taken up in turn.
        for turn in (0..workers).cycle() {
            let Some(batch) = from_workers.get(turn).and_then(|judged| judged.recv().ok()) else {
                break;
            };
            for item in batch {
                follower.take(item, options, each);
            }
        }
        let ended = reader.join();
        let ended = ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        follower.finish(&ended, options, each)
    })
}

/// A datagram on its way, with what became of it.
struct Item<T> {
    frame: u64,
    time: Duration,
    kind: Kind<T>,
}

enum Kind<T> {
    New(Number, T),
    Known(Number),
}

/// What the reader says at its end.
struct Ended {
    end: CaptureEnd,
    legacy_responses: u64,
}

/// Reads the capture and deals batches out to the workers.
fn read<R: Read + Send>(
    input: R,
    options: &CaptureOptions,
    workers: &[SyncSender<Vec<Item<Datagram>>>],
) -> Ended {
    let mut known = Known::default();
    let mut batch: Vec<Item<Datagram>> = Vec::with_capacity(BATCH);
    let mut octets = 0;
    let mut turns = workers.iter().cycle();
    let mut legacy_responses = 0;
    let end = CaptureReader::new(options.ports.clone()).read(input, |datagram, consumed| {
        if !is_response(&datagram) {
            return;
        }
        if Protocol::of(&datagram) == Protocol::Legacy {
            legacy_responses += 1;
            return;
        }
        let kind = match known.look_up(&datagram) {
            Lookup::Known(number) => Kind::Known(number),
            Lookup::New(number, new) => {
                octets += new.octets.len();
                Kind::New(number, new)
            }
        };
        batch.push(Item {
            frame: datagram.frame,
            time: datagram.time,
            kind,
        });
        if batch.len() >= BATCH || octets >= BATCH_OCTETS {
            octets = 0;
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            send(&mut turns, full);
            if let Some(progress) = &options.progress {
                progress.store(consumed, Ordering::Relaxed);
            }
        }
    });
    send(&mut turns, batch);
    Ended {
        end,
        legacy_responses,
    }
}

fn send<'s>(
    turns: &mut impl Iterator<Item = &'s SyncSender<Vec<Item<Datagram>>>>,
    batch: Vec<Item<Datagram>>,
) {
    if let Some(worker) = turns.next() {
        // A worker ends only with us, or in a panic that the scope hands on.
        let _ended = worker.send(batch);
    }
}

/// Whether the datagram is a response: the first bit of the third octet of its header says so.
fn is_response(datagram: &CapturedDatagram<'_>) -> bool {
    datagram
        .payload
        .get(2)
        .is_some_and(|flags| flags & 0x80 != 0)
}

/// A message that was decoded and judged.
struct Judged {
    received: ReceivedMessage,
    verdict: Verdict,
    datagram: Datagram,
}

/// Decodes and judges what is new.
fn judge_messages(
    read: &Receiver<Vec<Item<Datagram>>>,
    to_follower: &SyncSender<Vec<Item<Judged>>>,
    path: &Arc<str>,
    linter: &Linter,
) {
    while let Ok(batch) = read.recv() {
        let judged = batch
            .into_iter()
            .map(|item| {
                let kind = match item.kind {
                    Kind::Known(number) => Kind::Known(number),
                    Kind::New(number, datagram) => {
                        let received = received(&datagram, item.frame, item.time, path);
                        let is_judged =
                            datagram.is_whole && datagram.protocol == Protocol::Multicast;
                        let verdict = if is_judged {
                            linter.check_message(&received)
                        } else {
                            Verdict::default()
                        };
                        Kind::New(
                            number,
                            Judged {
                                received,
                                verdict,
                                datagram,
                            },
                        )
                    }
                };
                Item {
                    frame: item.frame,
                    time: item.time,
                    kind,
                }
            })
            .collect();
        if to_follower.send(judged).is_err() {
            return;
        }
    }
}

fn received(datagram: &Datagram, frame: u64, time: Duration, path: &Arc<str>) -> ReceivedMessage {
    let mut received = ReceivedMessage::decode(&datagram.octets, frame);
    if !datagram.is_whole {
        // What is missing was sent: only what is whole says anything.
        received.anomalies.clear();
        let is_whole = |data: &RecordData| !matches!(data, RecordData::Malformed);
        received
            .message
            .records
            .retain(|record| is_whole(&record.data));
    }
    received.interface = Arc::clone(&datagram.interface);
    received.sender = Some(datagram.source);
    received.ip_ttl = Some(datagram.ip_ttl);
    received.frame = Some(Frame {
        path: Arc::clone(path),
        number: frame,
        time,
    });
    received
}

/// Follows what the messages say of services.
///
/// A datagram that was taken before and is seen again says that its records are still there. That matters only when one of
/// them would end otherwise, or when its sender says something else, which may replace them: until then it is put off.
struct Follower {
    multicast: Observer,
    unicast: Observer,
    began: Option<Duration>,
    known: Vec<Followed>,
    /// What was put off, by sender.
    put_off: HashMap<IpAddr, Vec<Number>>,
    responses: u64,
}

/// A datagram that was taken before.
struct Followed {
    datagram: Datagram,
    /// Frame and time at which it was last seen, if that was put off.
    seen_again: Option<(u64, Duration)>,
}

impl Follower {
    fn new(schemas: &Schemas) -> Self {
        let scope = Scope {
            targets: Vec::new(),
            asks: false,
            schemas: schemas.clone(),
        };
        let unicast = LINK_EVIDENCE
            .without(Evidence::MULTICAST)
            .without(Evidence::TIMING);
        Self {
            multicast: Observer::new(scope.clone(), LINK_EVIDENCE),
            unicast: Observer::new(scope, unicast),
            began: None,
            known: Vec::new(),
            put_off: HashMap::new(),
            responses: 0,
        }
    }

    fn take(
        &mut self,
        item: Item<Judged>,
        options: &CaptureOptions,
        each: &mut impl FnMut(CaptureEvent),
    ) {
        let began = *self.began.get_or_insert(item.time);
        self.responses += 1;
        let at = item.time.saturating_sub(began);
        if self.multicast.may_end_something(at) || self.unicast.may_end_something(at) {
            self.catch_up(options, each);
            let mut each = |event| each(CaptureEvent::Link(event));
            self.multicast.advance(at, &mut each);
            self.unicast.advance(at, &mut each);
        }
        match item.kind {
            Kind::New(number, judged) => {
                let Judged {
                    mut received,
                    verdict,
                    datagram,
                } = judged;
                if number < self.known.len() {
                    // The reader has begun to count anew.
                    self.catch_up(options, each);
                    self.known.truncate(number);
                }
                self.catch_up_with(datagram.source.ip(), options, each);
                received.at = at;
                self.hear(&received, datagram.protocol, each);
                if !verdict.diagnostics.is_empty() {
                    each(CaptureEvent::Message(Box::new(received), verdict));
                }
                self.known.push(Followed {
                    datagram,
                    seen_again: None,
                });
            }
            Kind::Known(number) => {
                let Some(known) = self.known.get_mut(number) else {
                    return;
                };
                if known.seen_again.is_none() {
                    let sender = known.datagram.source.ip();
                    self.put_off.entry(sender).or_default().push(number);
                }
                known.seen_again = Some((item.frame, item.time));
            }
        }
    }

    /// Takes all that was put off, in the order in which it was last seen.
    fn catch_up(&mut self, options: &CaptureOptions, each: &mut impl FnMut(CaptureEvent)) {
        let numbers = self.put_off.drain().flat_map(|(_, numbers)| numbers);
        let numbers = numbers.collect();
        self.hear_again(numbers, options, each);
    }

    /// Takes what was put off of one sender.
    fn catch_up_with(
        &mut self,
        sender: IpAddr,
        options: &CaptureOptions,
        each: &mut impl FnMut(CaptureEvent),
    ) {
        if let Some(numbers) = self.put_off.remove(&sender) {
            self.hear_again(numbers, options, each);
        }
    }

    fn hear_again(
        &mut self,
        numbers: Vec<Number>,
        options: &CaptureOptions,
        each: &mut impl FnMut(CaptureEvent),
    ) {
        let began = self.began.unwrap_or_default();
        let mut again: Vec<(u64, Duration, Datagram)> = numbers
            .into_iter()
            .filter_map(|number| {
                let known = self.known.get_mut(number)?;
                let (frame, time) = known.seen_again.take()?;
                Some((frame, time, known.datagram.clone()))
            })
            .collect();
        again.sort_by_key(|(frame, _, _)| *frame);
        for (frame, time, datagram) in again {
            let mut received = received(&datagram, frame, time, &options.path);
            received.at = time.saturating_sub(began);
            self.observer(datagram.protocol)
                .hear_late(&received, &mut |event| each(CaptureEvent::Link(event)));
        }
    }

    fn hear(
        &mut self,
        received: &ReceivedMessage,
        protocol: Protocol,
        each: &mut impl FnMut(CaptureEvent),
    ) {
        self.observer(protocol)
            .hear(received, &mut |event| each(CaptureEvent::Link(event)));
    }

    const fn observer(&mut self, protocol: Protocol) -> &mut Observer {
        match protocol {
            Protocol::Multicast | Protocol::Legacy => &mut self.multicast,
            Protocol::Unicast => &mut self.unicast,
        }
    }

    fn finish(
        mut self,
        ended: &Ended,
        options: &CaptureOptions,
        each: &mut impl FnMut(CaptureEvent),
    ) -> CaptureSummary {
        self.catch_up(options, each);
        let mut each = |event| each(CaptureEvent::Link(event));
        let mut instances = self.multicast.finish(Absence::Unknown, &mut each);
        instances.extend(self.unicast.finish(Absence::Unknown, &mut each));
        let mut file = SourceFile::new(&*options.path, FileFormat::Capture);
        let origin = file.origin();
        file.faults = ended
            .end
            .faults
            .iter()
            .map(|fault| FileFault {
                kind: FileFaultKind::Capture(fault.clone()),
                origin: origin.clone(),
            })
            .collect();
        CaptureSummary {
            instances,
            file,
            frames: ended.end.frames,
            responses: self.responses,
            legacy_responses: ended.legacy_responses,
        }
    }
}
