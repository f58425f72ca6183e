//! Names that are written almost like another.

/// How many near names are worth showing.
const MAX_NEAR_NAMES: usize = 5;

/// The longest name worth comparing; registered names have at most 15 octets
/// ([RFC 6335 §5.1](https://www.rfc-editor.org/rfc/rfc6335#section-5.1)).
const MAX_COMPARED_OCTETS: usize = 32;

/// The names among `candidates` that differ from `name` by few edits, best first; never `name` itself.
///
/// One edit is allowed for names of up to four octets, two for longer ones: with more, everything is near.
pub(crate) fn near_names<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Vec<String> {
    if name.is_empty() || name.len() > MAX_COMPARED_OCTETS {
        return Vec::new();
    }
    let name = name.to_ascii_lowercase();
    let allowed = if name.len() <= 4 { 1 } else { 2 };
    let mut near: Vec<(usize, &str)> = candidates
        .filter(|candidate| candidate.len().abs_diff(name.len()) <= allowed)
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&name, &candidate.to_ascii_lowercase()),
                candidate,
            )
        })
        .filter(|&(distance, _)| (1..=allowed).contains(&distance))
        .collect();
    near.sort_unstable();
    near.into_iter()
        .take(MAX_NEAR_NAMES)
        .map(|(_, candidate)| candidate.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_come_first() {
        let names = ["caldavs", "googlecast", "carddav", "caldav", "ipp"];
        assert_eq!(near_names("googelcast", names.into_iter()), ["googlecast"]);
        assert_eq!(
            near_names("CALDAW", names.into_iter()),
            ["caldav", "caldavs"]
        );
        assert_eq!(
            near_names("caldav", names.into_iter()),
            ["caldavs", "carddav"]
        );
    }

    #[test]
    fn a_short_name_is_near_to_little() {
        assert_eq!(near_names("ipq", ["ipp", "http", "x"].into_iter()), ["ipp"]);
        assert_eq!(near_names("", ["a"].into_iter()), Vec::<String>::new());
        assert_eq!(
            near_names(&"a".repeat(1_000_000), ["a"].into_iter()),
            Vec::<String>::new()
        );
    }
}
