use std::net::IpAddr;
use std::time::Duration;

use crate::model::{Origin, Seen};
use crate::name::NameParts;

/// Records of one type kept for one name at most; what a hostile sender adds beyond it is not kept.
const MAX_RECORDS: usize = 64;

/// How old a record must be for the cache-flush bit of a newer one to end it
/// ([RFC 6762 §10.2](https://www.rfc-editor.org/rfc/rfc6762#section-10.2)).
const FLUSH_AGE: Duration = Duration::from_secs(1);

/// What adding a record did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was not known before, or an older one made place for it.
    New,
    /// It was known.
    Same,
}

impl Outcome {
    pub(super) const fn or(self, other: Self) -> Self {
        match self {
            Self::New => Self::New,
            Self::Same => other,
        }
    }
}

/// Adds `new` to the records of one name and type.
///
/// The same data again refreshes what is known; the same data twice in *one* message is kept twice, because a rule looks
/// for that. The cache-flush bit ends what the same sender said more than a second ago and does not repeat.
pub(super) fn hold<T: PartialEq>(known: &mut Vec<Seen<T>>, new: Seen<T>) -> Outcome {
    hold_in_set(known, new, |_, _| true)
}

/// Adds an address; A and AAAA records are sets of their own, and the cache-flush bit of one says nothing of the other.
pub(super) fn hold_address(known: &mut Vec<Seen<IpAddr>>, new: Seen<IpAddr>) -> Outcome {
    hold_in_set(known, new, |one, other| one.is_ipv4() == other.is_ipv4())
}

fn hold_in_set<T: PartialEq>(
    known: &mut Vec<Seen<T>>,
    new: Seen<T>,
    same_set: impl Fn(&T, &T) -> bool,
) -> Outcome {
    let Some(wire) = new.wire else {
        return if known.contains(&new) {
            Outcome::Same
        } else {
            push(known, new)
        };
    };
    let before = known.len();
    if wire.cache_flush() && !wire.is_goodbye() && is_unique(&new) {
        known.retain(|old| {
            old.data == new.data || !same_set(&old.data, &new.data) || !is_flushed(old, &new)
        });
    }
    let flushed = if known.len() < before {
        Outcome::New
    } else {
        Outcome::Same
    };
    let repeated = known.iter_mut().find(|old| {
        old.data == new.data
            && old
                .wire
                .is_none_or(|earlier| earlier.message != wire.message)
    });
    let Some(old) = repeated else {
        return push(known, new).or(flushed);
    };
    let was_goodbye = old.wire.is_some_and(|earlier| earlier.is_goodbye());
    match &mut old.wire {
        // A goodbye keeps the facts of the living record and only ends it soon.
        Some(earlier) if wire.is_goodbye() && !was_goodbye => {
            earlier.expires_at = wire.expires_at;
            earlier.message = wire.message;
        }
        earlier => *earlier = Some(wire),
    }
    let revived = if was_goodbye && !wire.is_goodbye() {
        Outcome::New
    } else {
        Outcome::Same
    };
    revived.or(flushed)
}

/// PTR records of service types are shared between hosts: nothing replaces them but their own goodbye.
fn is_unique<T>(seen: &Seen<T>) -> bool {
    NameParts::split(&seen.owner).is_none_or(|parts| !parts.instance.is_empty())
}

fn is_flushed<T>(old: &Seen<T>, new: &Seen<T>) -> bool {
    let (Some(earlier), Some(later)) = (old.wire, new.wire) else {
        return false;
    };
    later.at.saturating_sub(earlier.at) > FLUSH_AGE && same_sender(&old.origin, &new.origin)
}

fn same_sender(one: &Origin, other: &Origin) -> bool {
    match (one.sender(), other.sender()) {
        (Some(one), Some(other)) => one.ip() == other.ip(),
        _ => false,
    }
}

fn push<T>(known: &mut Vec<Seen<T>>, new: Seen<T>) -> Outcome {
    if known.len() >= MAX_RECORDS {
        return Outcome::Same;
    }
    known.push(new);
    Outcome::New
}
