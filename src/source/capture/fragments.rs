//! Datagrams out of fragments.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use etherparse::defrag::IpDefragBuf;
use etherparse::{IpFragOffset, IpNumber};

/// Datagrams of which fragments are kept at most; the oldest makes place.
const MAX_DATAGRAMS: usize = 64;

/// How long the other fragments of a datagram are waited for
/// ([RFC 8200 §4.5](https://www.rfc-editor.org/rfc/rfc8200#section-4.5)).
const PATIENCE: Duration = Duration::from_secs(60);

/// What the fragments of one datagram have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct FragmentKey {
    pub(super) source: IpAddr,
    pub(super) destination: IpAddr,
    pub(super) identification: u32,
    pub(super) interface: usize,
}

/// A fragment of a UDP datagram.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fragment<'a> {
    pub(super) offset: IpFragOffset,
    pub(super) more_follow: bool,
    pub(super) octets: &'a [u8],
    pub(super) time: Duration,
}

/// Fragments whose datagrams are not whole yet.
#[derive(Debug, Default)]
pub(super) struct Fragments {
    waiting: HashMap<FragmentKey, Waiting>,
    lost: u64,
}

/// A datagram that is not whole yet.
#[derive(Debug)]
struct Waiting {
    since: Duration,
    /// Whether the fragment with the ports was there, without which nobody knows whether it matters.
    has_first: bool,
    buffer: IpDefragBuf,
}

impl Fragments {
    /// Takes a fragment; returns the datagram that it completes.
    pub(super) fn take(&mut self, key: &FragmentKey, fragment: Fragment<'_>) -> Option<Vec<u8>> {
        self.give_up(fragment.time);
        if !self.waiting.contains_key(key) && self.waiting.len() >= MAX_DATAGRAMS {
            self.drop_oldest();
        }
        let waiting = self.waiting.entry(key.clone()).or_insert_with(|| Waiting {
            since: fragment.time,
            has_first: false,
            buffer: IpDefragBuf::new(IpNumber::UDP, Vec::new(), Vec::new()),
        });
        waiting.has_first |= fragment.offset.value() == 0;
        if waiting
            .buffer
            .add(fragment.offset, fragment.more_follow, fragment.octets)
            .is_err()
        {
            // Fragments that contradict each other never make a datagram.
            self.lose(key);
            return None;
        }
        if !waiting.buffer.is_complete() {
            return None;
        }
        let waiting = self.waiting.remove(key)?;
        Some(waiting.buffer.take_bufs().0)
    }

    /// Datagrams that will never be whole, those that are still waited for included.
    pub(super) fn lost(&self) -> u64 {
        let waiting = self.waiting.values().filter(|waiting| waiting.has_first);
        self.lost + waiting.count() as u64
    }

    /// Forgets a datagram whose first fragment turned out to be of no interest.
    pub(super) fn forget(&mut self, key: &FragmentKey) {
        self.waiting.remove(key);
    }

    fn lose(&mut self, key: &FragmentKey) {
        let lost = self.waiting.remove(key);
        self.lost += u64::from(lost.is_some_and(|waiting| waiting.has_first));
    }

    fn give_up(&mut self, now: Duration) {
        let lost = &mut self.lost;
        self.waiting.retain(|_, waiting| {
            let is_young = waiting.since.saturating_add(PATIENCE) >= now;
            *lost += u64::from(!is_young && waiting.has_first);
            is_young
        });
    }

    fn drop_oldest(&mut self) {
        let oldest = self
            .waiting
            .iter()
            .min_by_key(|(_, waiting)| waiting.since)
            .map(|(key, _)| key.clone());
        if let Some(key) = oldest {
            self.lose(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(identification: u32) -> FragmentKey {
        FragmentKey {
            source: "192.0.2.7".parse().expect("an address"),
            destination: "224.0.0.251".parse().expect("an address"),
            identification,
            interface: 0,
        }
    }

    fn fragment(units: u16, more_follow: bool, octets: &[u8], seconds: u64) -> Fragment<'_> {
        Fragment {
            offset: IpFragOffset::try_new(units).expect("a small offset"),
            more_follow,
            octets,
            time: Duration::from_secs(seconds),
        }
    }

    #[test]
    fn fragments_make_a_datagram_in_any_order() {
        let mut fragments = Fragments::default();
        assert_eq!(fragments.take(&key(1), fragment(1, false, b"end", 0)), None);
        assert_eq!(
            fragments.take(&key(2), fragment(0, true, b"other...", 0)),
            None
        );
        assert_eq!(
            fragments.take(&key(1), fragment(0, true, b"12345678", 1)),
            Some(b"12345678end".to_vec())
        );
        assert_eq!(fragments.lost(), 1);
    }

    #[test]
    fn what_never_comes_is_counted_and_not_kept() {
        let mut fragments = Fragments::default();
        for number in 0..200 {
            fragments.take(
                &key(number),
                fragment(0, true, b"12345678", u64::from(number) / 100),
            );
        }
        assert!(fragments.waiting.len() <= MAX_DATAGRAMS);
        assert_eq!(fragments.lost(), 200);
        fragments.take(&key(500), fragment(0, true, b"12345678", 1_000));
        assert_eq!((fragments.waiting.len(), fragments.lost()), (1, 201));
    }
}
