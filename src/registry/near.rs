//! Names that are written almost like another.

use std::borrow::Cow;

/// How many near names are worth showing.
const MAX_NEAR_NAMES: usize = 5;

/// The longest name worth comparing; registered names have at most 15 octets
/// ([RFC 6335 §5.1](https://www.rfc-editor.org/rfc/rfc6335#section-5.1)).
const MAX_COMPARED_OCTETS: usize = 32;

/// The names among `candidates` that differ from `name` by few edits, best first; never `name` itself.
///
/// One edit is allowed for names of up to four octets, two for longer ones: with more, everything is near.
pub(crate) fn near_names<'a>(
    name: &str,
    candidates: impl Iterator<Item = Cow<'a, str>>,
) -> Vec<String> {
    if name.is_empty() || name.len() > MAX_COMPARED_OCTETS {
        return Vec::new();
    }
    let name = name.to_ascii_lowercase();
    let allowed = if name.len() <= 4 { 1 } else { 2 };
    let mut near: Vec<(usize, Cow<str>)> = candidates
        .filter(|candidate| candidate.len().abs_diff(name.len()) <= allowed)
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&name, &candidate.to_ascii_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, _)| (1..=allowed).contains(distance))
        .collect();
    near.sort_unstable();
    near.into_iter()
        .take(MAX_NEAR_NAMES)
        .map(|(_, candidate)| candidate.into_owned())
        .collect()
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
        assert_eq!(near("caldav", names), ["caldavs", "carddav"]);
    }

    #[test]
    fn a_short_name_is_near_to_little() {
        assert_eq!(near("ipq", ["ipp", "http", "x"]), ["ipp"]);
        assert_eq!(near("", ["a"]), Vec::<String>::new());
        assert_eq!(near(&"a".repeat(1_000_000), ["a"]), Vec::<String>::new());
    }
}
