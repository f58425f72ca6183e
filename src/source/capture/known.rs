//! Datagrams that were seen before.
//!
//! Responders say the same again and again: in announcements, in answers to every question, to every address family. A message
//! of the same octets from the same sender deserves the same findings, so it need not be decoded and judged again.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::net::SocketAddr;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::CapturedDatagram;

/// A datagram without the time at which it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Datagram {
    pub(super) octets: Arc<[u8]>,
    pub(super) source: SocketAddr,
    pub(super) interface: Arc<str>,
    pub(super) ip_ttl: u8,
    pub(super) is_whole: bool,
    pub(super) protocol: Protocol,
}

/// Which protocol a datagram belongs to, by its ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    /// Multicast DNS.
    Multicast,
    /// A response of multicast DNS to a querier that is no member of the group: it repeats the question and has other TTLs
    /// ([RFC 6762 §6.7](https://www.rfc-editor.org/rfc/rfc6762#section-6.7)).
    Legacy,
    /// Unicast DNS.
    Unicast,
}

impl Protocol {
    /// The port of multicast DNS ([RFC 6762 §3](https://www.rfc-editor.org/rfc/rfc6762#section-3)).
    pub(super) const MULTICAST_PORT: u16 = 5353;

    pub(super) const fn of(datagram: &CapturedDatagram<'_>) -> Self {
        match (datagram.source.port(), datagram.destination.port()) {
            (_, Self::MULTICAST_PORT) => Self::Multicast,
            (Self::MULTICAST_PORT, _) => Self::Legacy,
            _ => Self::Unicast,
        }
    }
}

/// By what a datagram is known: its place among those that are kept.
pub(super) type Number = usize;

/// The datagrams that are kept.
#[derive(Debug, Default)]
pub(super) struct Known {
    hasher: RandomState,
    by_hash: HashMap<u64, Number, RandomState>,
    datagrams: Vec<Datagram>,
    octets: usize,
}

/// What is known of a datagram.
#[derive(Debug)]
pub(super) enum Lookup {
    /// It was seen before.
    Known(Number),
    /// It was not, and is kept from now on.
    New(Number, Datagram),
}

impl Known {
    /// Datagrams kept at most.
    const MAX_DATAGRAMS: usize = 8_192;
    /// Octets kept at most.
    const MAX_OCTETS: usize = 4 * 1024 * 1024;

    /// Looks a datagram up, and keeps it if it is new. What was kept is forgotten when there is too much of it; numbers count
    /// from 0 again then.
    pub(super) fn look_up(&mut self, datagram: &CapturedDatagram<'_>) -> Lookup {
        let hash = self.hasher.hash_one((datagram.payload, datagram.source));
        if let Some(number) = self.by_hash.get(&hash)
            && let Some(known) = self.datagrams.get(*number)
            && known.is(datagram)
        {
            return Lookup::Known(*number);
        }
        let is_full = self.datagrams.len() >= Self::MAX_DATAGRAMS
            || self.octets + datagram.payload.len() > Self::MAX_OCTETS;
        if is_full {
            self.by_hash.clear();
            self.datagrams.clear();
            self.octets = 0;
        }
        let new = Datagram {
            octets: datagram.payload.into(),
            source: datagram.source,
            interface: Arc::clone(datagram.interface),
            ip_ttl: datagram.ip_ttl,
            is_whole: datagram.is_whole,
            protocol: Protocol::of(datagram),
        };
        let number = self.datagrams.len();
        self.octets += new.octets.len();
        self.datagrams.push(new.clone());
        self.by_hash.insert(hash, number);
        Lookup::New(number, new)
    }
}

impl Datagram {
    fn is(&self, other: &CapturedDatagram<'_>) -> bool {
        *self.octets == *other.payload
            && self.source == other.source
            && self.ip_ttl == other.ip_ttl
            && self.is_whole == other.is_whole
            && self.protocol == Protocol::of(other)
            && *self.interface == **other.interface
    }
}
