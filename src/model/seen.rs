use std::time::Duration;

use crate::model::Origin;
use crate::name::DomainName;
use crate::wire::{Record, Section};

/// The data of one record as it was seen, with what the source knows about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen<T> {
    /// What the record says.
    pub data: T,
    /// The owner name as written, in its own letter case.
    pub owner: DomainName,
    /// Facts that only the wire or a zone has; `None` where the source has no such notion.
    pub wire: Option<WireFacts>,
    /// Where it was seen first.
    pub origin: Origin,
}

impl<T> Seen<T> {
    /// A record that has no wire form yet: an argument, a definition.
    pub const fn defined(data: T, owner: DomainName, origin: Origin) -> Self {
        Self {
            data,
            owner,
            wire: None,
            origin,
        }
    }
}

/// What the wire form of a record tells beside its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WireFacts {
    /// The class field, cache-flush bit included ([RFC 6762 §10.2](https://www.rfc-editor.org/rfc/rfc6762#section-10.2)).
    pub class_field: u16,
    /// Time to live in seconds.
    pub ttl_seconds: u32,
    /// The section that the record was in.
    pub section: Section,
    /// Octets from the start of the message to the record.
    pub offset: usize,
    /// Which message, counted by the observer, carried it last.
    pub message: u64,
    /// When it last arrived, since the observation began.
    pub at: Duration,
    /// When it ends unless it is refreshed, since the observation began.
    pub expires_at: Duration,
}

impl WireFacts {
    /// How long a record lives after its goodbye (TTL 0):
    /// one second ([RFC 6762 §10.1](https://www.rfc-editor.org/rfc/rfc6762#section-10.1)).
    pub const GOODBYE_GRACE: Duration = Duration::from_secs(1);

    /// The facts of `record`, carried at time `at` by the message with number `message`.
    pub fn of(record: &Record, message: u64, at: Duration) -> Self {
        let life = match record.ttl_seconds {
            0 => Self::GOODBYE_GRACE,
            seconds => Duration::from_secs(seconds.into()),
        };
        Self {
            class_field: record.class_field,
            ttl_seconds: record.ttl_seconds,
            section: record.section,
            offset: record.offset,
            message,
            at,
            expires_at: at.saturating_add(life),
        }
    }

    /// Whether the record says goodbye instead of being there.
    pub const fn is_goodbye(&self) -> bool {
        self.ttl_seconds == 0
    }

    /// The class without the cache-flush bit; 1 is the Internet class.
    pub const fn class(&self) -> u16 {
        self.class_field & 0x7fff
    }

    /// Whether the cache-flush bit is set.
    pub const fn cache_flush(&self) -> bool {
        self.class_field & 0x8000 != 0
    }
}
