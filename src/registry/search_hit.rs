//! What a search for words finds: names, by where in their rows the words stand.

use super::registration::Registration;

/// A service name that a search found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SearchHit {
    /// The name as registered.
    pub name: String,
    /// Where the words were found.
    pub place: SearchPlace,
}

/// Where a search found its words, best first. Of several words in several places, the worst place counts.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum SearchPlace {
    /// They are the name.
    Name,
    /// The name begins with them.
    NameStart,
    /// They stand within the name.
    NamePart,
    /// A word of the description begins with them.
    DescriptionWord,
    /// A TXT key that the registration defines begins with them.
    Key,
    /// They stand within a word of the description.
    DescriptionPart,
}

/// The names whose rows have every word of `text`, best first and then by name.
///
/// Letter case doesn't matter, nor do hyphens and blanks within a name: `google cast` finds `googlecast`. One row is read
/// at a time; what is kept is the names that were found. The rows of a name must stand together.
pub(crate) fn search(text: &str, rows: impl Iterator<Item = Registration>) -> Vec<SearchHit> {
    let query = Query::new(text);
    let mut hits: Vec<SearchHit> = Vec::new();
    if query.words.is_empty() {
        return hits;
    }
    for row in rows {
        let Some(place) = query.place_in(&row) else {
            continue;
        };
        let Some(name) = row.name else { continue };
        match hits.last_mut() {
            Some(last) if last.name.eq_ignore_ascii_case(&name) => {
                last.place = last.place.min(place);
            }
            _ => hits.push(SearchHit { name, place }),
        }
    }
    // The sort is stable: within a place the order stays that of the table.
    hits.sort_by_key(|hit| hit.place);
    hits
}

/// What is searched for.
struct Query {
    /// The text without blanks at its ends and without the dress of a service type, in lower case.
    name: String,
    /// The same without hyphens and blanks.
    run: String,
    /// Its words.
    words: Vec<String>,
}

impl Query {
    fn new(text: &str) -> Self {
        let text = text.trim().to_lowercase();
        let type_name = ["._tcp", "._udp"]
            .into_iter()
            .find_map(|label| text.strip_prefix('_')?.strip_suffix(label));
        let name = type_name.unwrap_or(&text).to_owned();
        let words = words(&name).map(str::to_owned).collect();
        let run = run(&name);
        Self { name, run, words }
    }

    /// Where a row has what is searched for; `None` if it lacks a word, or has no name.
    fn place_in(&self, row: &Registration) -> Option<SearchPlace> {
        let name = row.name.as_deref()?.to_lowercase();
        if let Some(place) = self.place_in_name(&name) {
            return Some(place);
        }
        let description = row.description.to_lowercase();
        let places = self
            .words
            .iter()
            .map(|word| place_of_word(word, &name, &description, row));
        places
            .collect::<Option<Vec<SearchPlace>>>()?
            .into_iter()
            .max()
    }

    fn place_in_name(&self, name: &str) -> Option<SearchPlace> {
        if name == self.name {
            return Some(SearchPlace::Name);
        }
        // A text of nothing but hyphens would be in every name.
        if self.run.is_empty() {
            return None;
        }
        let name = run(name);
        if name.starts_with(&self.run) {
            return Some(SearchPlace::NameStart);
        }
        name.contains(&self.run).then_some(SearchPlace::NamePart)
    }
}

/// Where a row has one word; everything is in lower case.
fn place_of_word(
    word: &str,
    name: &str,
    description: &str,
    row: &Registration,
) -> Option<SearchPlace> {
    if name.contains(word) {
        return Some(SearchPlace::NamePart);
    }
    if words(description).any(|found| found.starts_with(word)) {
        return Some(SearchPlace::DescriptionWord);
    }
    let is_key = |key: &str| key.to_lowercase().starts_with(word);
    if row.txt.keys.iter().any(|key| is_key(&key.name)) {
        return Some(SearchPlace::Key);
    }
    description
        .contains(word)
        .then_some(SearchPlace::DescriptionPart)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

fn run(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '-' | ' ' | '_'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> impl Iterator<Item = Registration> {
        [
            ["castle", "", "Building of broadcasts", ""],
            ["googlecast", "", "Google Cast", ""],
            ["mood", "", "", "Defined TXT keys: cast, crew"],
            ["news", "tcp", "A podcast", ""],
            ["news", "udp", "Casting of dice", ""],
            ["z-cast", "", "", ""],
            ["", "", "Unassigned cast", ""],
        ]
        .into_iter()
        .map(|[name, transport, description, notes]| {
            let columns = [
                name,
                "",
                transport,
                description,
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                notes,
            ];
            Registration::from_columns(columns).unwrap()
        })
    }

    fn found(text: &str) -> Vec<(String, SearchPlace)> {
        let hits = search(text, rows()).into_iter();
        hits.map(|hit| (hit.name, hit.place)).collect()
    }

    #[test]
    fn the_best_place_comes_first_and_a_name_once() {
        use SearchPlace::{DescriptionWord, Key, NamePart, NameStart};
        let expected = [
            ("castle", NameStart),
            ("googlecast", NamePart),
            ("z-cast", NamePart),
            ("news", DescriptionWord),
            ("mood", Key),
        ]
        .map(|(name, place)| (name.to_owned(), place));
        assert_eq!(found("CAST"), expected);
    }

    #[test]
    fn hyphens_blanks_and_the_dress_of_a_type_do_not_matter() {
        for text in ["google cast", "google-cast", " GoogleCast "] {
            assert_eq!(found(text)[0].0, "googlecast", "{text}");
        }
        assert_eq!(
            found("_z-cast._udp"),
            [("z-cast".to_owned(), SearchPlace::Name)]
        );
        assert_eq!(
            found("zcast"),
            [("z-cast".to_owned(), SearchPlace::NameStart)]
        );
    }

    #[test]
    fn every_word_must_be_found() {
        assert_eq!(
            found("broadcast building"),
            [("castle".to_owned(), SearchPlace::DescriptionWord)]
        );
        assert_eq!(
            found("road"),
            [("castle".to_owned(), SearchPlace::DescriptionPart)]
        );
        for text in ["broadcast tower", "", " ", "-", "._", "unassigned"] {
            assert_eq!(found(text), [], "{text:?}");
        }
    }
}
