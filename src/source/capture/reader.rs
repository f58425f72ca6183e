use std::collections::BTreeMap;
use std::io::Read;
use std::net::SocketAddr;
use std::sync::Arc;

use super::blocks::{Packet, read_packets};
use super::datagram::{CapturedDatagram, Part, UdpHeader, UdpPacket, udp_packet};
use super::fragments::{Fragment, Fragments};
use super::link::{InterfaceNumber, carried};
use crate::model::CaptureFault;

/// Finds the datagrams of some ports in a capture.
#[derive(Debug)]
pub struct CaptureReader {
    ports: Vec<u16>,
    fragments: Fragments,
    /// Link types that are not read, with the number of packets.
    unknown_links: BTreeMap<u32, u64>,
    cut_short: Option<CutShort>,
    /// Names of interfaces that the frames themselves number.
    numbered: BTreeMap<u32, Arc<str>>,
    frames: u64,
}

#[derive(Debug)]
struct CutShort {
    packets: u64,
    captured: u64,
    sent: u64,
}

/// What was found out about a capture as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaptureEnd {
    /// Frames in it, of any kind.
    pub frames: u64,
    /// What is wrong with it.
    pub faults: Vec<CaptureFault>,
}

impl CaptureReader {
    /// Link types kept at most that are not read, and interfaces that frames number.
    const MAX_LISTED: usize = 256;

    /// A reader that looks for datagrams from or to one of these ports.
    pub fn new(ports: Vec<u16>) -> Self {
        Self {
            ports,
            fragments: Fragments::default(),
            unknown_links: BTreeMap::new(),
            cut_short: None,
            numbered: BTreeMap::new(),
            frames: 0,
        }
    }

    /// Reads a capture to its end, or up to what can't be read; `each` takes the datagrams and the number of octets read
    /// so far.
    pub fn read<R: Read + Send>(
        mut self,
        input: R,
        mut each: impl FnMut(CapturedDatagram<'_>, u64),
    ) -> CaptureEnd {
        let ending = read_packets(input, |packet, consumed| {
            self.frames = packet.number;
            self.take(packet, &mut |datagram| each(datagram, consumed));
        });
        let mut faults: Vec<CaptureFault> = ending.into_iter().collect();
        faults.extend(self.cut_short.map(|cut| CaptureFault::CutShort {
            packets: cut.packets,
            captured: cut.captured,
            sent: cut.sent,
        }));
        let datagrams = self.fragments.lost();
        if datagrams > 0 {
            faults.push(CaptureFault::FragmentsMissing { datagrams });
        }
        let unknown = self.unknown_links.into_iter();
        faults.extend(
            unknown.map(|(link_type, packets)| CaptureFault::LinkType { link_type, packets }),
        );
        CaptureEnd {
            frames: self.frames,
            faults,
        }
    }

    fn take(&mut self, packet: &Packet<'_>, each: &mut impl FnMut(CapturedDatagram<'_>)) {
        let link_type = packet.interface.link_type;
        let Some((carried, number)) = carried(link_type, packet.octets) else {
            if self.unknown_links.len() < Self::MAX_LISTED
                || self.unknown_links.contains_key(&link_type)
            {
                *self.unknown_links.entry(link_type).or_default() += 1;
            }
            return;
        };
        let Some(udp) = udp_packet(carried) else {
            return;
        };
        match udp.part {
            None => self.datagram(packet, &udp, udp.octets, number, each),
            Some(part) => self.fragment(packet, &udp, part, number, each),
        }
    }

    fn fragment(
        &mut self,
        packet: &Packet<'_>,
        udp: &UdpPacket<'_>,
        part: Part,
        number: InterfaceNumber,
        each: &mut impl FnMut(CapturedDatagram<'_>),
    ) {
        // The first fragment says by its ports whether the others matter.
        let is_first = part.offset.value() == 0;
        let interface = Arc::as_ptr(&packet.interface.name).addr();
        let key = udp.key(part, interface);
        if is_first && !UdpHeader::read(udp.octets).is_some_and(|header| self.wants(&header)) {
            self.fragments.forget(&key);
            return;
        }
        if !udp.is_whole {
            self.note_cut_short(packet);
            return;
        }
        let fragment = Fragment {
            offset: part.offset,
            more_follow: part.more_follow,
            octets: udp.octets,
            time: packet.time,
        };
        if let Some(whole) = self.fragments.take(&key, fragment) {
            self.datagram(packet, udp, &whole, number, each);
        }
    }

    fn datagram(
        &mut self,
        packet: &Packet<'_>,
        udp: &UdpPacket<'_>,
        octets: &[u8],
        number: InterfaceNumber,
        each: &mut impl FnMut(CapturedDatagram<'_>),
    ) {
        let Some(header) = UdpHeader::read(octets).filter(|header| self.wants(header)) else {
            return;
        };
        // A frame may have more octets than its datagram: Ethernet fills up short ones.
        let stated = header.len.max(UdpHeader::LEN);
        let is_whole = octets.len() >= stated;
        let payload = octets
            .get(UdpHeader::LEN..stated.min(octets.len()))
            .unwrap_or_default();
        if !is_whole {
            self.note_cut_short(packet);
        }
        let interface = match number {
            Some(number) => self.numbered(number, &packet.interface.name),
            None => Arc::clone(&packet.interface.name),
        };
        each(CapturedDatagram {
            frame: packet.number,
            time: packet.time,
            interface: &interface,
            source: SocketAddr::new(udp.source, header.source_port),
            destination: SocketAddr::new(udp.destination, header.destination_port),
            ip_ttl: udp.ip_ttl,
            payload,
            is_whole,
        });
    }

    fn wants(&self, header: &UdpHeader) -> bool {
        self.ports.contains(&header.source_port) || self.ports.contains(&header.destination_port)
    }

    fn note_cut_short(&mut self, packet: &Packet<'_>) {
        let cut = self.cut_short.get_or_insert(CutShort {
            packets: 0,
            captured: packet.octets.len() as u64,
            sent: packet.len,
        });
        cut.packets += 1;
    }

    /// The name of an interface that a frame numbers: captures of all interfaces have the numbers of the system.
    fn numbered(&mut self, number: u32, other: &Arc<str>) -> Arc<str> {
        if self.numbered.len() >= Self::MAX_LISTED && !self.numbered.contains_key(&number) {
            return Arc::clone(other);
        }
        let name = self
            .numbered
            .entry(number)
            .or_insert_with(|| format!("interface {number}").into());
        Arc::clone(name)
    }
}
