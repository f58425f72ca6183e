//! Names that are written almost like another.

use std::borrow::Cow;
use std::cmp::Reverse;

/// How many near names are worth showing.
const MAX_NEAR_NAMES: usize = 5;

/// The longest name worth comparing; registered names have at most 15 octets
/// ([RFC 6335 §5.1](https://www.rfc-editor.org/rfc/rfc6335#section-5.1)).
const MAX_COMPARED_OCTETS: usize = 32;

/// From this length on two edits make a name near wherever they are; in shorter ones they must be behind a common start.
const LONG_OCTETS: usize = 8;

/// The common start that makes up for a second edit.
const COMMON_OCTETS: usize = 3;

/// The names among `candidates` that differ from `name` by few edits, best first; never `name` itself.
///
/// An edit is a letter that is too much, missing, wrong, or changed places with its neighbor. One is allowed in names of up
/// to four octets, two in longer ones: with more, everything is near in a table of thousands. Among equals those come
/// first that begin alike, since people seldom get the beginning wrong.
pub(crate) fn near_names<'a>(
    name: &str,
    candidates: impl Iterator<Item = Cow<'a, str>>,
) -> Vec<String> {
    nearest(name, candidates.map(|name| (octet_set(&name), name)))
}

/// Names made ready to be compared with many others: a report may have thousands of instances of unregistered types, and
/// reading the table for each takes a millisecond.
pub(crate) struct NearNames {
    names: Vec<(u64, Cow<'static, str>)>,
}

impl NearNames {
    pub(crate) fn new(names: impl Iterator<Item = Cow<'static, str>>) -> Self {
        Self {
            names: names.map(|name| (octet_set(&name), name)).collect(),
        }
    }

    /// What [`near_names`] says.
    pub(crate) fn of(&self, name: &str) -> Vec<String> {
        let names = self.names.iter();
        nearest(
            name,
            names.map(|(set, name)| (*set, Cow::Borrowed(name.as_ref()))),
        )
    }
}

/// The nearest of names that come with their sets of octets.
fn nearest<'a>(name: &str, candidates: impl Iterator<Item = (u64, Cow<'a, str>)>) -> Vec<String> {
    if name.is_empty() || name.len() > MAX_COMPARED_OCTETS {
        return Vec::new();
    }
    let name = name.to_ascii_lowercase();
    let allowed = if name.len() <= 4 { 1 } else { 2 };
    let octets = octet_set(&name);
    // An edit takes one octet out of the set and brings one in at most: nearly all names fail this cheap test.
    let may_be_near = |(set, candidate): &(u64, Cow<str>)| {
        candidate.len().abs_diff(name.len()) <= allowed
            && (set ^ octets).count_ones() as usize <= 2 * allowed
    };
    let mut near: Vec<(usize, Reverse<usize>, Cow<str>)> = candidates
        .filter(may_be_near)
        .map(|(_, candidate)| {
            let other = candidate.to_ascii_lowercase();
            let edits = strsim::damerau_levenshtein(&name, &other);
            (edits, Reverse(common_start(&name, &other)), candidate)
        })
        .filter(|&(edits, Reverse(common), _)| {
            let is_near = edits < 2 || name.len() >= LONG_OCTETS || common >= COMMON_OCTETS;
            is_near && (1..=allowed).contains(&edits)
        })
        .collect();
    near.sort_unstable();
    near.into_iter()
        .take(MAX_NEAR_NAMES)
        .map(|(_, _, candidate)| candidate.into_owned())
        .collect()
}

/// Which letters, digits and other octets a name has, without regard to case: a bit for each.
fn octet_set(name: &str) -> u64 {
    name.bytes().fold(0, |set, octet| {
        let bit = match octet {
            b'a'..=b'z' => octet - b'a',
            b'A'..=b'Z' => octet - b'A',
            b'0'..=b'9' => octet - b'0' + 26,
            _ => 36,
        };
        set | 1 << bit
    })
}

/// How many octets two names have in common before they differ.
fn common_start(one: &str, other: &str) -> usize {
    one.bytes()
        .zip(other.bytes())
        .take_while(|(one, other)| one == other)
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near<const N: usize>(name: &str, candidates: [&str; N]) -> Vec<String> {
        near_names(name, candidates.into_iter().map(Cow::Borrowed))
    }

    #[test]
    fn the_nearest_come_first() {
        let names = ["caldavs", "googlecast", "carddav", "caldav", "ipp"];
        assert_eq!(near("googelcast", names), ["googlecast"]);
        assert_eq!(near("CALDAW", names), ["caldav", "caldavs"]);
        assert_eq!(near("caldav", names), ["caldavs"]);
    }

    #[test]
    fn a_short_name_is_near_to_little() {
        assert_eq!(near("ipq", ["ipp", "http", "x"]), ["ipp"]);
        assert_eq!(near("", ["a"]), Vec::<String>::new());
        assert_eq!(near(&"a".repeat(1_000_000), ["a"]), Vec::<String>::new());
    }

    #[test]
    fn the_beginning_counts() {
        let names = [
            "cardax", "caldavs", "baldav", "caldev", "airplay", "wirelay",
        ];
        assert_eq!(near("caldav", names), ["caldavs", "caldev", "baldav"]);
        assert_eq!(near("airplya", names), ["airplay"]);
        assert_eq!(near("wierlay", names), ["wirelay"]);
    }

    #[test]
    fn names_made_ready_say_the_same() {
        let names = ["caldavs", "googlecast", "carddav", "CalDAV", "ipp"];
        let ready = NearNames::new(names.into_iter().map(Cow::Borrowed));
        for name in ["caldaw", "googelcast", "", "ipq", "caldav"] {
            assert_eq!(ready.of(name), near(name, names), "{name}");
        }
    }

    #[test]
    fn every_single_edit_is_near() {
        for wrong in [
            "ooglecast",
            "ggooglecast",
            "googlecost",
            "google-cast",
            "googleacst",
            "googlecas",
        ] {
            assert_eq!(near(wrong, ["googlecast"]), ["googlecast"], "{wrong}");
        }
    }
}
