use std::fmt;
use std::ops::BitOr;

/// What a source was able to see, and what a rule needs to have been seen.
///
/// A set: combine with `|`. A rule whose needs are not met is *not applicable*, which is counted and shown and never
/// taken for a pass.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Evidence(u32);

impl Evidence {
    /// Nothing at all.
    pub const NONE: Self = Self(0);
    /// The instance name.
    pub const INSTANCE_NAME: Self = Self(1);
    /// Keys and values of the TXT record; perhaps without duplicates, order or what a reader dropped.
    pub const TXT_KEYS: Self = Self(1 << 1);
    /// The octets of the TXT record as they were sent.
    pub const TXT_OCTETS: Self = Self(1 << 2);
    /// The port of the SRV record.
    pub const PORT: Self = Self(1 << 3);
    /// All fields of all SRV records.
    pub const SRV: Self = Self(1 << 4);
    /// The addresses of the host.
    pub const ADDRESSES: Self = Self(1 << 5);
    /// The PTR records.
    pub const POINTERS: Self = Self(1 << 6);
    /// Records that are missing were asked for and did not come, or can't exist: absence is a fact.
    pub const ABSENCE: Self = Self(1 << 7);
    /// Time to live of each record.
    pub const TTL: Self = Self(1 << 8);
    /// The class field with the cache-flush bit, and the section of each record, as sent by multicast DNS.
    pub const MULTICAST: Self = Self(1 << 9);
    /// Whole messages: header, sections, malformed records.
    pub const MESSAGES: Self = Self(1 << 10);
    /// Address and port of the sender.
    pub const SENDER: Self = Self(1 << 11);
    /// The IP time to live with which a datagram arrived.
    pub const IP_TTL: Self = Self(1 << 12);
    /// The time at which each datagram arrived.
    pub const TIMING: Self = Self(1 << 13);

    /// All subtypes under which the instance is announced.
    pub const SUBTYPES: Self = Self(1 << 14);
    /// All other services of the host.
    pub const SIBLINGS: Self = Self(1 << 15);
    /// Of the subtypes those that the vocabulary of the service names, such as `_universal`: they were asked for.
    pub const NAMED_SUBTYPES: Self = Self(1 << 16);

    /// Priority and weight of the SRV record.
    pub const PRIORITY: Self = Self(1 << 17);

    /// What records say, of whatever source: all but what belongs to multicast, to time, and to what is absent.
    pub const RECORDS: Self = Self::INSTANCE_NAME
        .with(Self::TXT_KEYS)
        .with(Self::TXT_OCTETS)
        .with(Self::PORT)
        .with(Self::SRV)
        .with(Self::PRIORITY)
        .with(Self::ADDRESSES)
        .with(Self::POINTERS)
        .with(Self::TTL);

    /// Each single kind of evidence with the words for it.
    const WORDS: [(Self, &'static str); 18] = [
        (Self::INSTANCE_NAME, "instance name"),
        (Self::TXT_KEYS, "TXT keys"),
        (Self::TXT_OCTETS, "TXT octets"),
        (Self::PORT, "port"),
        (Self::SRV, "SRV record"),
        (Self::ADDRESSES, "host addresses"),
        (Self::POINTERS, "PTR records"),
        (Self::ABSENCE, "what is absent"),
        (Self::TTL, "TTLs"),
        (Self::MULTICAST, "multicast record fields"),
        (Self::MESSAGES, "whole messages"),
        (Self::SENDER, "senders"),
        (Self::IP_TTL, "IP TTLs"),
        (Self::TIMING, "timing"),
        (Self::SUBTYPES, "all subtypes"),
        (Self::SIBLINGS, "all services of the host"),
        (Self::NAMED_SUBTYPES, "subtypes"),
        (Self::PRIORITY, "priority and weight"),
    ];

    /// The union of two sets, usable in constants.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in this set and not in `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether all of `needs` is in this set.
    pub const fn covers(self, needs: Self) -> bool {
        needs.0 & !self.0 == 0
    }

    /// Whether nothing is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The words for each kind of evidence in the set, in the order of declaration.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        Self::WORDS
            .into_iter()
            .filter(move |(kind, _)| self.covers(*kind))
            .map(|(_, words)| words)
    }
}

impl BitOr for Evidence {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.with(other)
    }
}

impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.words()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers_is_subset() {
        let seen = Evidence::TXT_KEYS | Evidence::PORT;
        assert!(seen.covers(Evidence::PORT));
        assert!(seen.covers(Evidence::NONE));
        assert!(!seen.covers(Evidence::PORT | Evidence::TTL));
        assert_eq!(seen.without(Evidence::PORT), Evidence::TXT_KEYS);
    }

    #[test]
    fn every_kind_has_words() {
        let all = Evidence::WORDS
            .iter()
            .fold(Evidence::NONE, |set, (kind, _)| set | *kind);
        assert_eq!(all.words().count(), 18);
        assert_eq!(Evidence::NONE.words().count(), 0);
    }
}
