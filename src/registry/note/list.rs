//! Keys without equals signs: after commas, as entries with explanations, in columns, in quotes.

use std::collections::BTreeSet;

use super::super::constraint::Constraint;
use super::super::txt_definition::TxtKey;
use super::Keys;
use super::masked::{Masked, Piece};
use super::phrase;
use super::word::{bullet_len, is_key, is_one_word_key, squeeze, without_brackets};

/// Reads entries `key: explanation`, `"key": explanation` or `<key>: explanation`, each at the start of a line or after
/// a semicolon; `None` if the text doesn't begin with one.
pub(super) fn read_entries(masked: &Masked) -> Option<Keys> {
    let mut entries: Vec<(String, String)> = Vec::new();
    for (_, part) in masked.whole().parts(|character| ";\n".contains(character)) {
        let part = part.trim();
        if part.is_empty() {
            continue;
        }
        if let Some((key, explanation)) = entry(part) {
            entries.push((key.to_owned(), squeeze(explanation)));
        } else {
            let (_, explanation) = entries.last_mut()?;
            explanation.push(' ');
            explanation.push_str(&squeeze(part.text));
        }
    }
    let keys = entries
        .into_iter()
        .map(|(key, explanation)| described(&key, explanation.trim()));
    listed(keys.collect(), false)
}

fn entry(part: Piece<'_>) -> Option<(&str, &str)> {
    let (head, rest) = part.split_before(|character| character == ':');
    let explanation = rest.text.strip_prefix(':')?;
    let head = head.text.trim();
    let quoted = ['"', '<'].iter().any(|&open| head.starts_with(open));
    let key = without_brackets(head.trim_matches('"'));
    let stands_apart = quoted || explanation.starts_with([' ', '\t']);
    (stands_apart && is_one_word_key(key) && !explanation.trim().is_empty())
        .then_some((key, explanation))
}

/// Reads a table of two columns, key and explanation, with two blanks or more between them; at least two rows.
pub(super) fn read_table(body: &str) -> Option<Keys> {
    let mut keys = Vec::new();
    let mut lines = body.lines().peekable();
    while let Some((key, explanation)) = lines.peek().and_then(|line| table_row(line)) {
        keys.push(described(key, &squeeze(explanation)));
        lines.next();
    }
    let open = lines.any(says_that_there_are_more);
    if keys.len() < 2 {
        None
    } else {
        listed(keys, open)
    }
}

fn table_row(line: &str) -> Option<(&str, &str)> {
    let (key, explanation) = line.trim().split_once("  ")?;
    is_one_word_key(key).then_some((key, explanation))
}

/// Reads sentences that name keys in quotes after the word "key": `key "txtvers" for …`, `key: "id" associated with an
/// 'int' entry`.
pub(super) fn read_quoted(body: &str) -> Option<Keys> {
    let mut keys: Vec<TxtKey> = Vec::new();
    let mut parts = body.split('"');
    while let Some(before) = parts.next() {
        if let Some(key) = keys.last_mut() {
            key.constraint = key.constraint.take().or_else(|| stated_type(before));
        }
        let Some(quoted) = parts.next() else { break };
        let before = before.trim_end();
        let before = before.strip_suffix(':').unwrap_or(before);
        let word = before
            .rsplit(char::is_whitespace)
            .next()
            .unwrap_or_default();
        if word.eq_ignore_ascii_case("key") && is_key(quoted) {
            keys.push(bare(quoted));
        }
    }
    listed(keys, false)
}

/// The type that a sentence begins with: `associated with an 'int' entry`.
fn stated_type(sentence: &str) -> Option<Constraint> {
    let (_, rest) = sentence.split_once("associated with an '")?;
    let (word, _) = rest.split_once("' entry")?;
    Constraint::from_words(word)
}

/// Reads the keys in parentheses after an address: `https://… (dn dt md)`.
pub(super) fn read_after_address(body: &str) -> Option<(&str, Keys)> {
    let (address, list) = body.split_once(" (")?;
    let list = list.strip_suffix(')')?;
    let names: Vec<&str> = list
        .split([' ', ','])
        .filter(|name| !name.is_empty())
        .collect();
    let is_list = names.len() >= 2 && names.iter().all(|name| is_one_word_key(name));
    if !is_list || !phrase::starts_with_address(address) || address.contains(' ') {
        return None;
    }
    Some((
        address,
        listed(names.into_iter().map(bare).collect(), false)?,
    ))
}

/// Reads bare keys after commas, semicolons or line breaks, with explanations in parentheses if any: `sn (serial number)`.
///
/// One item that is no key makes the whole text unstructured, and so does a single item that only repeats the name of the
/// service.
pub(super) fn read_bare(service: &str, masked: &Masked) -> Option<Keys> {
    let mut keys = Vec::new();
    let mut open = false;
    let parts = masked.whole().parts(|character| ",;\n".contains(character));
    for (_, part) in parts {
        let part = part.trim();
        let part = part.split_at(bullet_len(part.mask)).1.trim();
        if part.is_empty() {
            continue;
        }
        if says_that_there_are_more(part.text) {
            open = true;
            // What follows an ellipsis is its explanation or its last member.
            if part.text.starts_with("...") {
                collapse_numbered(&mut keys);
                break;
            }
            let (list, _) = part.split_before(|character| character == ' ');
            keys.extend(is_one_word_key(list.text).then(|| bare(list.text)));
            continue;
        }
        keys.push(bare_item(part)?);
    }
    if let [only] = keys.as_slice() {
        if !open && repeats_service(service, &only.name) {
            return None;
        }
        if only.name.contains(' ') {
            return listed(split_at_blanks(&only.name)?, open);
        }
    }
    listed(keys, open)
}

fn bare_item(part: Piece<'_>) -> Option<TxtKey> {
    let (name, rest) = part.split_before(|character| character == '(');
    let name = name.text.trim().trim_end_matches('.');
    let explanation = rest
        .text
        .trim_end_matches(')')
        .trim_start_matches('(')
        .trim();
    let is_explained = rest.is_empty() || rest.mask.ends_with(')');
    // More than two words, or an address of DNS-SD, are no key.
    let is_bare_key = is_key(name) && name.split(' ').count() <= 2 || is_space_list(name);
    if !is_explained
        || !is_bare_key
        || name.contains("._")
        || name.contains(".tcp")
        || name.contains(".udp")
    {
        return None;
    }
    Some(described(&squeeze(name), &squeeze(explanation)))
}

/// Whether the text says that keys exist that it doesn't list.
pub(super) fn says_that_there_are_more(text: &str) -> bool {
    let text = text.trim_start_matches('(');
    let lower_case = text.to_ascii_lowercase();
    text.starts_with("...")
        || ["others ", "further keys "]
            .iter()
            .any(|start| lower_case.starts_with(start))
        || ["and proprietary keys", "+ proprietary", "and proprietary"]
            .iter()
            .any(|end| lower_case.ends_with(end))
}

/// Turns `c0`, `c1` at the end of a list, before an ellipsis, into one key with a pattern.
fn collapse_numbered(keys: &mut Vec<TxtKey>) {
    let stem = |key: &TxtKey| {
        let stem = key
            .name
            .trim_end_matches(|character: char| character.is_ascii_digit());
        (stem.len() < key.name.len() && !stem.is_empty()).then(|| stem.to_owned())
    };
    let Some(family) = keys.last().and_then(stem) else {
        return;
    };
    while let [.., before, _] = keys.as_slice()
        && stem(before).as_ref() == Some(&family)
    {
        keys.pop();
    }
    if let Some(key) = keys.last_mut() {
        key.pattern = Some(format!("{family}<n>"));
    }
}

/// A list without commas is believed if it begins with `txtvers`: `txtvers uuid devicename`.
fn is_space_list(text: &str) -> bool {
    text.split_whitespace().next() == Some("txtvers")
        && text.split_whitespace().all(is_one_word_key)
}

fn split_at_blanks(text: &str) -> Option<Vec<TxtKey>> {
    is_space_list(text).then(|| text.split_whitespace().map(bare).collect())
}

/// Whether the text is the name of the service in another spelling, alone or with something appended.
fn repeats_service(service: &str, text: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|character| character.to_ascii_lowercase())
            .collect()
    };
    let (service, text) = (letters(service), letters(text));
    service.len() > 1 && text.starts_with(&service)
}

fn bare(name: &str) -> TxtKey {
    TxtKey {
        name: name.to_owned(),
        ..TxtKey::default()
    }
}

fn described(name: &str, explanation: &str) -> TxtKey {
    TxtKey {
        name: name.to_owned(),
        pattern: None,
        constraint: Constraint::from_words(explanation),
        description: (!explanation.is_empty()).then(|| explanation.to_owned()),
    }
}

/// The list without repetitions; `None` if there is nothing in it.
fn listed(keys: Vec<TxtKey>, open: bool) -> Option<Keys> {
    let mut seen = BTreeSet::new();
    let keys: Vec<TxtKey> = keys
        .into_iter()
        .filter(|key| seen.insert(key.name.clone()))
        .collect();
    (!keys.is_empty()).then_some(Keys { keys, open })
}
