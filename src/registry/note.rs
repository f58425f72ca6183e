//! Assignment notes: free text that may define TXT keys.
//!
//! What stands before the heading "Defined TXT keys:" says what is extended or cited; what stands after it is one of
//! eight things ([`TxtStatus`]). Whole-text readings come first, then the forms in which people have written lists of
//! keys, from the least to the most ambiguous. What none of them reads is unstructured: a key that isn't there is worse
//! than one that is missed.
//!
//! Each step passes over the text a fixed number of times.

mod assignment;
mod exception;
mod list;
mod masked;
mod phrase;
mod word;

use super::txt_definition::{TxtDefinition, TxtKey, TxtStatus};

use self::exception::Exception;
use self::masked::Masked;

/// The keys of a list, and whether it says that there are more.
#[derive(Debug, Default, Eq, PartialEq)]
struct Keys {
    keys: Vec<TxtKey>,
    open: bool,
}

/// Reads the notes of the service `name`.
pub(crate) fn read(name: &str, note: &str) -> TxtDefinition {
    let Some((before, after)) = split_heading(note) else {
        return TxtDefinition::ABSENT;
    };
    let mut definition = read_body(name, after.trim());
    let exception = Exception::of(name);
    exception.apply(after, &mut definition);
    definition.extends = extended_service(before);
    definition.document = definition.document.or_else(|| citation(before));
    definition
}

/// Finds the heading in any case and with any blanks between its words: two notes break the line within it.
fn split_heading(note: &str) -> Option<(&str, &str)> {
    let lower_case = note.to_ascii_lowercase();
    lower_case
        .match_indices("defined")
        .find_map(|(start, word)| {
            let mut rest = note.get(start + word.len()..)?;
            for word in ["txt", "keys"] {
                let trimmed = rest.trim_start();
                let (head, tail) = trimmed.split_at_checked(word.len())?;
                if trimmed.len() == rest.len() || !head.eq_ignore_ascii_case(word) {
                    return None;
                }
                rest = tail;
            }
            let body = rest.trim_start().strip_prefix(':')?;
            Some((note.get(..start)?, body))
        })
}

/// The service that "This is an extension of the … service." names.
fn extended_service(before: &str) -> Option<String> {
    let (_, rest) = before.split_once("extension of the ")?;
    let (service, _) = rest.split_once(" service")?;
    word::is_key(service).then(|| service.to_owned())
}

/// A citation before the heading, without its brackets: `[RFC9148].`.
fn citation(before: &str) -> Option<String> {
    let (citation, _) = before.trim_start().strip_prefix('[')?.split_once(']')?;
    Some(citation.to_owned())
}

fn read_body(name: &str, body: &str) -> TxtDefinition {
    if body.is_empty() {
        return TxtDefinition::of_status(TxtStatus::Empty);
    }
    if let Some(rest) = phrase::without_none(body) {
        // `hg` and `mxs` say "None" and then list keys.
        return match assignment::read(&Masked::new(rest)) {
            Some(keys) => listed(keys),
            None => TxtDefinition::of_status(TxtStatus::None),
        };
    }
    if phrase::is_proprietary(body) {
        return TxtDefinition::of_status(TxtStatus::Undisclosed);
    }
    if phrase::is_to_be_defined(body) {
        return TxtDefinition::of_status(TxtStatus::Pending);
    }
    if phrase::refers_at_once(body) {
        return external(body);
    }
    let masked = Masked::new(body);
    let keys = assignment::read(&masked)
        .or_else(|| list::read_entries(&masked))
        .or_else(|| list::read_table(body));
    if let Some(keys) = keys.or_else(|| list::read_quoted(body)) {
        return listed(keys);
    }
    let (names, document) = phrase::split_document(body);
    match list::read_bare(name, &Masked::new(names)) {
        Some(keys) => TxtDefinition {
            document: document.map(str::to_owned),
            ..listed(keys)
        },
        None if phrase::contains_document(body) => external(body),
        None => TxtDefinition::of_status(TxtStatus::Unstructured),
    }
}

fn listed(keys: Keys) -> TxtDefinition {
    TxtDefinition {
        open: keys.open,
        keys: keys.keys,
        ..TxtDefinition::of_status(TxtStatus::Listed)
    }
}

/// A reference instead of keys; `mist` gives its keys in parentheses after the address.
fn external(body: &str) -> TxtDefinition {
    let (definition, document) = match list::read_after_address(body) {
        Some((address, keys)) => (listed(keys), address.to_owned()),
        None => (
            TxtDefinition::of_status(TxtStatus::External),
            phrase::document(body),
        ),
    };
    TxtDefinition {
        document: Some(document),
        ..definition
    }
}

#[cfg(test)]
mod tests;
