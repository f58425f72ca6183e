//! Datagrams of UDP inside packets.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use etherparse::{
    EtherType, IpFragOffset, IpNumber, Ipv6ExtensionSlice, LaxNetSlice, LaxSlicedPacket,
};

use super::fragments::FragmentKey;
use super::link::Carried;

/// A datagram as it was captured.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CapturedDatagram<'a> {
    /// The frame that carried it, or the last of its fragments; counted from 1.
    pub frame: u64,
    /// When that was captured, since the beginning of 1970.
    pub time: Duration,
    /// Name of the interface; empty where a capture has one without a name.
    pub interface: &'a Arc<str>,
    /// Who sent it.
    pub source: SocketAddr,
    /// To whom.
    pub destination: SocketAddr,
    /// IP time to live, or hop limit.
    pub ip_ttl: u8,
    /// The payload, as far as it was captured.
    pub payload: &'a [u8],
    /// Whether all of the payload was captured.
    pub is_whole: bool,
}

/// A packet of IP that carries UDP.
#[derive(Debug)]
pub(super) struct UdpPacket<'a> {
    pub(super) source: IpAddr,
    pub(super) destination: IpAddr,
    pub(super) ip_ttl: u8,
    /// Which part of a datagram it is, if it is not all of it.
    pub(super) part: Option<Part>,
    /// The datagram with its header, or the part of it.
    pub(super) octets: &'a [u8],
    /// Whether the packet was captured as a whole.
    pub(super) is_whole: bool,
}

/// Which part of a datagram a fragment is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) identification: u32,
    pub(super) offset: IpFragOffset,
    pub(super) more_follow: bool,
}

impl UdpPacket<'_> {
    /// What its fragments have in common.
    pub(super) fn key(&self, part: Part, interface: usize) -> FragmentKey {
        FragmentKey {
            source: self.source,
            destination: self.destination,
            identification: part.identification,
            interface,
        }
    }
}

/// The UDP packet that a frame carries, if it does.
pub(super) fn udp_packet(carried: Carried<'_>) -> Option<UdpPacket<'_>> {
    let sliced = match carried {
        Carried::EtherType(number, octets) => {
            LaxSlicedPacket::from_ether_type(EtherType(number), octets)
        }
        Carried::Ip(octets) => LaxSlicedPacket::from_ip(octets).ok()?,
        Carried::Nothing => return None,
    };
    let (source, destination, ip_ttl, part, payload) = match sliced.net? {
        LaxNetSlice::Ipv4(packet) => {
            let header = packet.header();
            let part = packet.payload().fragmented.then(|| Part {
                identification: header.identification().into(),
                offset: header.fragments_offset(),
                more_follow: header.more_fragments(),
            });
            let addresses = (
                header.source_addr().into(),
                header.destination_addr().into(),
            );
            let ttl = header.ttl();
            (
                addresses.0,
                addresses.1,
                ttl,
                part,
                packet.payload().clone(),
            )
        }
        LaxNetSlice::Ipv6(packet) => {
            let header = packet.header();
            let part = if packet.payload().fragmented {
                let mut extensions = packet.extensions().clone().into_iter();
                extensions.find_map(|extension| match extension {
                    Ipv6ExtensionSlice::Fragment(fragment) => Some(Part {
                        identification: fragment.identification(),
                        offset: fragment.fragment_offset(),
                        more_follow: fragment.more_fragments(),
                    }),
                    _ => None,
                })
            } else {
                None
            };
            let addresses: (IpAddr, IpAddr) = (
                header.source_addr().into(),
                header.destination_addr().into(),
            );
            let ttl = header.hop_limit();
            (
                addresses.0,
                addresses.1,
                ttl,
                part,
                packet.payload().clone(),
            )
        }
        LaxNetSlice::Arp(_) => return None,
    };
    (payload.ip_number == IpNumber::UDP).then_some(UdpPacket {
        source,
        destination,
        ip_ttl,
        part,
        octets: payload.payload,
        is_whole: !payload.incomplete,
    })
}

/// What the header of a datagram says.
pub(super) struct UdpHeader {
    pub(super) source_port: u16,
    pub(super) destination_port: u16,
    /// Octets of header and payload, as stated.
    pub(super) len: usize,
}

impl UdpHeader {
    /// Octets of a header.
    pub(super) const LEN: usize = 8;

    /// The header at the beginning of a datagram.
    pub(super) fn read(octets: &[u8]) -> Option<Self> {
        let [s1, s2, d1, d2, l1, l2, _, _] = *octets.first_chunk::<{ Self::LEN }>()?;
        Some(Self {
            source_port: u16::from_be_bytes([s1, s2]),
            destination_port: u16::from_be_bytes([d1, d2]),
            len: u16::from_be_bytes([l1, l2]).into(),
        })
    }
}
