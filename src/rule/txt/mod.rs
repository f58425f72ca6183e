//! TXT: the record itself, its keys and its values ([RFC 6763 §6](https://www.rfc-editor.org/rfc/rfc6763#section-6)).
//!
//! What the keys of one service mean is not judged here but against its registration (family KEY).

pub(crate) mod container;
pub(crate) mod keys;
pub(crate) mod values;

use crate::model::{Evidence, Seen};
use crate::name::presentation;
use crate::rule::InstanceContext;
use crate::wire::{TxtEntry, TxtRecord};

/// Octets of a key or value that a message shows; the rest is cut off.
const SHOWN_LEN: usize = 60;

/// A key or value as it stands in a message: escaped, and cut off where it is long.
pub(crate) fn shown(octets: &[u8]) -> String {
    match octets.split_at_checked(SHOWN_LEN) {
        Some((start, rest)) if !rest.is_empty() => format!("{}…", presentation::text(start)),
        _ => presentation::text(octets).to_string(),
    }
}

/// Names that a list in a message shows at most.
pub(crate) const LISTED: usize = 8;

/// Names in backticks with commas between them; of many, the first and how many more there are.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut names: Vec<String> = names
        .into_iter()
        .map(|name| format!("`{}`", shown(name)))
        .collect();
    let more = names.len().saturating_sub(LISTED);
    names.truncate(LISTED);
    let list = names.join(", ");
    if more == 0 {
        list
    } else {
        format!("{list} and {more} more")
    }
}

/// The TXT records that say that they are there.
pub(crate) fn living<'a>(
    context: &'a InstanceContext<'_>,
) -> impl Iterator<Item = &'a Seen<TxtRecord>> {
    context
        .instance
        .txt
        .iter()
        .filter(|seen| seen.wire.is_none_or(|wire| !wire.is_goodbye()))
}

/// Says where the strings of one record stand.
pub(crate) struct Places {
    /// Strings in the record; `None` where the source has not the octets as sent, and what it would name is not what a sender
    /// finds in its own record.
    count: Option<usize>,
}

impl Places {
    pub(crate) fn new(context: &InstanceContext<'_>, txt: &TxtRecord) -> Self {
        let is_as_sent = context.instance.evidence.covers(Evidence::TXT_OCTETS);
        Self {
            count: is_as_sent.then(|| txt.strings().count()),
        }
    }

    /// Where a key and its value stand, to follow a message: ` (string 3 of 7, octet 41)`.
    ///
    /// Octets are counted from 1 in the record's data; it is the string's length octet that is meant.
    pub(crate) fn of(&self, entry: &TxtEntry<'_>) -> String {
        self.at(entry.string_index, entry.offset)
    }

    /// Like [`Places::of`], for a string of this number and offset, both counted from 0.
    pub(crate) fn at(&self, string_index: usize, offset: usize) -> String {
        match self.count {
            Some(count) => format!(
                " (string {} of {count}, octet {})",
                string_index + 1,
                offset + 1
            ),
            None => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_unprintable_octets_are_shown_short_and_escaped() {
        assert_eq!(shown(b"a\x1b[2J"), r"a\x1b[2J");
        assert_eq!(shown(&[b'x'; 60]).len(), 60);
        assert_eq!(shown(&[b'x'; 61]), format!("{}…", "x".repeat(60)));
    }

    #[test]
    fn long_lists_break_off() {
        assert_eq!(listed([&b"a"[..], b"b"]), "`a`, `b`");
        assert!(listed([&b"a"[..]; 10]).ends_with("`a` and 2 more"));
    }
}
