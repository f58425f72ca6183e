//! The packets in the blocks of a capture, with what the blocks say of them.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use pcap_parser::{Block, InterfaceDescriptionBlock, PcapBlockOwned, PcapError, create_reader};

use crate::model::CaptureFault;

/// Octets of a block at most, and of the buffer. A packet has 262,144 at most by the usual limit of capturing programs.
const MAX_BLOCK_LEN: usize = 1024 * 1024;

/// Interfaces of a section at most; a capture of a hostile maker must not fill the memory.
const MAX_INTERFACES: usize = 4_096;

/// A packet as it was captured.
#[derive(Clone, Debug)]
pub(super) struct Packet<'a> {
    /// Counted from 1.
    pub(super) number: u64,
    /// Since the beginning of 1970.
    pub(super) time: Duration,
    pub(super) interface: &'a CapturedInterface,
    /// Octets that it had on the link.
    pub(super) len: u64,
    pub(super) octets: &'a [u8],
}

/// An interface on which packets were captured.
#[derive(Clone, Debug)]
pub(super) struct CapturedInterface {
    /// Its name, or its number where the capture has several without names.
    pub(super) name: Arc<str>,
    pub(super) link_type: u32,
    clock: Clock,
}

/// How times are written.
#[derive(Clone, Copy, Debug)]
struct Clock {
    /// Units of a second.
    resolution: u64,
    /// Seconds to be added.
    offset: i64,
}

impl Clock {
    fn time(self, units: u64) -> Duration {
        let seconds = units / self.resolution;
        let rest = u128::from(units % self.resolution) * 1_000_000_000;
        let nanoseconds = rest / u128::from(self.resolution);
        let seconds = seconds.saturating_add_signed(self.offset);
        Duration::new(seconds, u32::try_from(nanoseconds).unwrap_or_default())
    }
}

/// Where the reading ended.
pub(super) type Ending = Option<CaptureFault>;

/// Reads all packets of a capture; `each` takes them one by one, and the number of octets that were read so far.
///
/// What can't be read ends it; the fault is returned.
pub(super) fn read_packets<R: Read + Send>(
    input: R,
    mut each: impl FnMut(&Packet<'_>, u64),
) -> Ending {
    let mut reader = match create_reader(MAX_BLOCK_LEN, input) {
        Ok(reader) => reader,
        Err(PcapError::Incomplete(_) | PcapError::Eof | PcapError::UnexpectedEof) => {
            return Some(unreadable("the header of a capture is not whole"));
        }
        Err(_) => return Some(unreadable("this is neither pcap nor pcapng")),
    };
    let mut state = State::default();
    let mut consumed: u64 = 0;
    loop {
        let fault = match reader.next() {
            Ok((len, block)) => {
                let taken = state.take(block, consumed, &mut each);
                // What is left is moved when the buffer is filled again, and not before.
                reader.consume_noshift(len);
                consumed += len as u64;
                match taken {
                    Ok(()) => continue,
                    Err(fault) => Some(fault),
                }
            }
            Err(PcapError::Eof) => None,
            Err(PcapError::Incomplete(_)) => match reader.refill() {
                Ok(()) => continue,
                Err(_) => Some(unreadable("the file can't be read")),
            },
            Err(PcapError::UnexpectedEof) => Some(CaptureFault::CutOff {
                found: reader.data().len() as u64,
            }),
            Err(PcapError::BufferTooSmall) => Some(unreadable(&format!(
                "a packet states a length over {MAX_BLOCK_LEN} octets"
            ))),
            Err(_) => Some(unreadable("a block has not the form of one")),
        };
        return fault;
    }
}

/// What the blocks so far said of those that follow.
#[derive(Default)]
struct State {
    interfaces: Vec<CapturedInterface>,
    number: u64,
    last_time: Duration,
}

impl State {
    fn take(
        &mut self,
        block: PcapBlockOwned<'_>,
        consumed: u64,
        each: &mut impl FnMut(&Packet<'_>, u64),
    ) -> Result<(), CaptureFault> {
        match block {
            PcapBlockOwned::LegacyHeader(header) => {
                let resolution = if header.is_nanosecond_precision() {
                    1_000_000_000
                } else {
                    1_000_000
                };
                self.interfaces.push(CapturedInterface {
                    name: Arc::default(),
                    // The upper bits are flags of the frame check sequence.
                    link_type: header.network.0.cast_unsigned() & 0xffff,
                    clock: Clock {
                        resolution,
                        offset: 0,
                    },
                });
            }
            PcapBlockOwned::Legacy(packet) => {
                let interface = self
                    .interfaces
                    .first()
                    .ok_or_else(|| unreadable("a packet stands before the header"))?;
                let units = u64::from(packet.ts_sec)
                    .saturating_mul(interface.clock.resolution)
                    .saturating_add(packet.ts_usec.into());
                self.number += 1;
                each(
                    &Packet {
                        number: self.number,
                        time: interface.clock.time(units),
                        interface,
                        len: packet.origlen.into(),
                        octets: packet.data,
                    },
                    consumed,
                );
            }
            PcapBlockOwned::NG(Block::SectionHeader(_)) => self.interfaces.clear(),
            PcapBlockOwned::NG(Block::InterfaceDescription(description)) => {
                self.describe(&description)?;
            }
            PcapBlockOwned::NG(Block::EnhancedPacket(packet)) => {
                let interface = usize::try_from(packet.if_id)
                    .ok()
                    .and_then(|number| self.interfaces.get(number))
                    .ok_or_else(|| {
                        unreadable("a packet names an interface that is not described")
                    })?;
                let units = u64::from(packet.ts_high) << 32 | u64::from(packet.ts_low);
                self.number += 1;
                self.last_time = interface.clock.time(units);
                let octets = captured(packet.data, packet.caplen);
                each(
                    &Packet {
                        number: self.number,
                        time: self.last_time,
                        interface,
                        len: packet.origlen.into(),
                        octets,
                    },
                    consumed,
                );
            }
            PcapBlockOwned::NG(Block::SimplePacket(packet)) => {
                let interface = self.interfaces.first().ok_or_else(|| {
                    unreadable("a packet stands before the description of its interface")
                })?;
                self.number += 1;
                each(
                    &Packet {
                        number: self.number,
                        // This kind of block has no time: the one before is the best that is known.
                        time: self.last_time,
                        interface,
                        len: packet.origlen.into(),
                        octets: captured(packet.data, packet.origlen),
                    },
                    consumed,
                );
            }
            PcapBlockOwned::NG(_) => {}
        }
        Ok(())
    }

    /// Takes in the description of an interface of pcapng.
    fn describe(
        &mut self,
        description: &InterfaceDescriptionBlock<'_>,
    ) -> Result<(), CaptureFault> {
        if self.interfaces.len() >= MAX_INTERFACES {
            return Err(unreadable(&format!(
                "a section has more than {MAX_INTERFACES} interfaces"
            )));
        }
        let number = self.interfaces.len();
        let name = match description.if_name() {
            Some(Ok(name)) if !name.is_empty() => name.to_owned(),
            _ if number == 0 => String::new(),
            _ => format!("interface {number}"),
        };
        self.interfaces.push(CapturedInterface {
            name: name.into(),
            link_type: description.linktype.0.cast_unsigned(),
            clock: Clock {
                resolution: resolution(description.if_tsresol)
                    .ok_or_else(|| unreadable("the resolution of times can't be counted"))?,
                offset: description.ts_offset(),
            },
        });
        Ok(())
    }
}

/// Units of a second: a power of ten, or of two where the upper bit is set (draft-ietf-opsawg-pcapng §4.2).
///
/// `pcap-parser` 0.17 knows no powers of two.
const fn resolution(exponent: u8) -> Option<u64> {
    if exponent & 0x80 == 0 {
        10_u64.checked_pow(exponent as u32)
    } else {
        1_u64.checked_shl((exponent & 0x7f) as u32)
    }
}

/// The octets of a packet without what fills its block up to a multiple of four.
fn captured(data: &[u8], len: u32) -> &[u8] {
    let len = usize::try_from(len).unwrap_or(usize::MAX);
    data.get(..len).unwrap_or(data)
}

fn unreadable(reason: &str) -> CaptureFault {
    CaptureFault::Unreadable {
        reason: reason.to_owned(),
    }
}
