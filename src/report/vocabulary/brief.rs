//! Vocabularies in short, and TXT strings in their words.

use std::borrow::Cow;
use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::Vocabulary;
use super::page::{self, Entry};
use super::text::{heading, meanings, named_entry};
use super::value_words::ValueWords;
use super::wrap::{indented, wrap};
use crate::name::presentation::{self, source_text};
use crate::report::text::{Paint, Styles};
use crate::schema::{KeyName, Presence, TxtKeyDefinition, ValueType};

/// Columns of key names at most; a longer one pushes its line to the right.
const MAX_NAME_WIDTH: usize = 20;

/// Blanks before what is said of a string.
const INDENT: usize = 4;

/// Keys, each with its value and the first sentence of what it is about.
pub(super) fn keys(vocabulary: &Vocabulary<'_>, paint: Paint) -> String {
    let styles = Styles::new(paint);
    let entries: Vec<Entry> = vocabulary.schema.keys.iter().map(page::key).collect();
    let widths = entries.iter().map(|entry| entry.name.width());
    let name_width = widths
        .filter(|width| *width <= MAX_NAME_WIDTH)
        .max()
        .unwrap_or(0);
    let word_width = entries
        .iter()
        .map(|entry| entry.word.width())
        .max()
        .unwrap_or(0);
    let mut out = String::new();
    for entry in &entries {
        let (begin, width) = heading(entry, name_width, word_width, styles);
        let summary = entry
            .paragraphs
            .first()
            .map(|text| format!(": {}", first_sentence(text)));
        let said = format!("{}{}", entry.brief, summary.unwrap_or_default());
        wrap(
            &mut out,
            &begin,
            width,
            width.min(40),
            &source_text(&said).to_string(),
        );
    }
    out
}

/// Up to the first full stop that ends a sentence, without it.
fn first_sentence(text: &str) -> &str {
    let end = text.find(". ").unwrap_or(text.len());
    text.get(..end).unwrap_or(text).trim_end_matches('.')
}

/// What strings say, each under itself.
pub(super) fn strings<S: AsRef<[u8]>>(
    vocabulary: &Vocabulary<'_>,
    strings: &[S],
    paint: Paint,
) -> String {
    let styles = Styles::new(paint);
    let mut out = String::new();
    for (index, string) in strings.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        self::string(&mut out, vocabulary, string.as_ref(), styles);
    }
    out
}

fn string(out: &mut String, vocabulary: &Vocabulary<'_>, string: &[u8], styles: Styles) {
    let (key, value) = split(string);
    let style = styles.key();
    let Some(definition) = vocabulary.schema.key(key) else {
        writeln!(out, "  {style}{}{style:#}", presentation::text(string))
            .expect("writing to a string succeeds");
        let key = presentation::text(key);
        indented(
            out,
            INDENT,
            &format!(
                "`{key}` is not among the keys of this vocabulary{}",
                near(vocabulary, &key.to_string())
            ),
        );
        return;
    };
    let entry = page::key(definition);
    let Some(value) = value else {
        let widths = (entry.name.width(), entry.word.width());
        named_entry(out, &entry, widths, styles);
        return;
    };
    let shown = presentation::text(key);
    writeln!(
        out,
        "  {style}{shown}{style:#}={}",
        presentation::text(value)
    )
    .expect("writing to a string succeeds");
    if let Some(sentence) = entry.paragraphs.first() {
        indented(out, INDENT, &source_text(sentence).to_string());
    }
    if matches!(
        definition.presence,
        Presence::Deprecated | Presence::Forbidden
    ) {
        let remarks = super::words::key_remarks(definition).join(" ");
        let said = format!("The key is {}. {remarks}", entry.word);
        indented(out, INDENT, &source_text(&said).to_string());
    }
    if let KeyName::Exact(name) = &definition.name
        && name.as_bytes() != key
        && name.as_bytes().eq_ignore_ascii_case(key)
    {
        indented(
            out,
            INDENT,
            &format!("The vocabulary writes the key `{}`.", source_text(name)),
        );
    }
    judge(out, definition, value, &entry);
}

/// The key, and the value behind the first `=`.
fn split(string: &[u8]) -> (&[u8], Option<&[u8]>) {
    match string.iter().position(|&octet| octet == b'=') {
        Some(at) => {
            let (key, rest) = string.split_at(at);
            (key, rest.get(1..))
        }
        None => (string, None),
    }
}

/// Tells what the value means, or what is wrong with it.
fn judge(out: &mut String, definition: &TxtKeyDefinition, value: &[u8], entry: &Entry) {
    let value_type = &definition.value_type;
    if value.is_empty() && definition.may_be_empty {
        indented(out, INDENT, "allowed: it may be empty");
        return;
    }
    if let Some(violation) = value_type.violation(value) {
        let said = match value_type {
            ValueType::Enumeration { .. } => {
                let words = ValueWords::of(value_type).allowed;
                format!(
                    "wrong: `{}` is not {}",
                    presentation::text(value),
                    source_text(&words)
                )
            }
            _ => format!("wrong: {violation}"),
        };
        indented(out, INDENT, &said);
        meanings(out, &entry.meanings, INDENT + 2);
        return;
    }
    let said = match value_type.meaning(value) {
        Some(meaning) => format!("means: {}", source_text(&meaning)),
        None if value_type.is_unlisted(value) => {
            "means: not known; words that the vocabulary doesn't list are legal".to_owned()
        }
        None if *value_type == ValueType::Any => "allowed: no form is known".to_owned(),
        None => format!("allowed: it is {}", value_type.allowed()),
    };
    indented(out, INDENT, &said);
}

/// `; near to it: …`, to follow a sentence about a key that there is not.
fn near(vocabulary: &Vocabulary<'_>, key: &str) -> String {
    let labels = vocabulary.schema.keys.iter().map(TxtKeyDefinition::label);
    let near = crate::registry::near_among(key, labels.map(Cow::Borrowed));
    match near.as_slice() {
        [] => String::new(),
        near => format!("; near to it: {}", super::words::codes(near, "and")),
    }
}
