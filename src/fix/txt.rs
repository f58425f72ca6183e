//! Fixes of TXT strings, their keys and values.

use super::Edit;
use super::faulty::Faulty;
use super::text::to_front as moved_to_front;
use crate::rule::quotation_marks;
use crate::source::written::{Octet, WrittenString};

/// TXT006: takes out the strings that are empty.
pub(super) fn without_empty_strings(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let record = faulty.record()?;
    // One may stay where there is nothing else.
    let is_all = record.strings.iter().all(|string| string.text.is_empty());
    faulty.without_strings(record, |index, string| {
        string.text.is_empty() && (index > 0 || !is_all)
    })
}

/// TXT010: takes out the strings that begin with `=`.
pub(super) fn without_empty_keys(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let record = faulty.record()?;
    faulty.without_strings(record, |_, string| {
        string.text.first().is_some_and(|(octet, _)| *octet == b'=')
    })
}

/// TXT013: takes out the strings of a key behind the first.
pub(super) fn without_repeated_keys(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let record = faulty.record()?;
    let key = faulty.diagnostic.key.as_deref()?.as_bytes();
    let is_meant = |string: &WrittenString| string.key().eq_ignore_ascii_case(key);
    let first = record.strings.iter().position(is_meant)?;
    faulty.without_strings(record, |index, string| index > first && is_meant(string))
}

/// TXT016 and KEY009: puts the string of the key before all others.
pub(super) fn to_front(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let record = faulty.record()?;
    let key = faulty.diagnostic.key.as_deref()?.as_bytes();
    let is_meant = |string: &WrittenString| string.key().eq_ignore_ascii_case(key);
    let from = record.strings.iter().position(is_meant)?;
    let spans: Vec<_> = record
        .strings
        .iter()
        .map(|string| string.span.clone())
        .collect();
    moved_to_front(faulty.text, faulty.format, &spans, from)
}

/// KEY002: writes the key in the letter case of the vocabulary.
pub(super) fn spelled_as_defined(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let string = faulty.string()?;
    let key = string.key();
    let spelling = faulty.definition(&key, |definition| {
        definition.spelling_of(&key).map(str::to_owned)
    })?;
    Some(recased(&string.text, spelling.as_bytes()))
}

/// Writes each octet in the letter case of its counterpart.
pub(super) fn recased(text: &[Octet], spelling: &[u8]) -> Vec<Edit> {
    text.iter()
        .zip(spelling)
        .filter(|((own, _), other)| own != *other && own.eq_ignore_ascii_case(other))
        .map(|((_, span), other)| Edit::new(span.clone(), char::from(*other)))
        .collect()
}

/// TXT014: takes the blanks away around a key, and behind the `=` where they stand before it too.
pub(super) fn without_blanks_around_key(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let string = faulty.string()?;
    let len = string.key_len();
    let (key, rest) = string.text.split_at_checked(len)?;
    let is_blank = |(octet, _): &&Octet| *octet == b' ';
    let before = key.iter().take_while(is_blank).count();
    let behind = key.iter().rev().take_while(is_blank).count();
    if before + behind >= len {
        return None;
    }
    let layout = if behind > 0 && string.is_plain {
        rest.iter().skip(1).take_while(is_blank).count()
    } else {
        0
    };
    let removed = [
        key.get(..before)?,
        key.get(len - behind..)?,
        rest.get(1..=layout).unwrap_or_default(),
    ];
    Some(removed.concat().iter().map(removal).collect())
}

/// TXT018: takes the quotation marks around a value away.
pub(super) fn without_quotation_marks(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let string = faulty.string().filter(|string| string.is_plain)?;
    let value = string.value()?;
    let (before, behind) = quotation_marks(&value)?;
    let octets = string.text.get(string.key_len() + 1..)?;
    let open = whole(octets.get(..before)?)?;
    let close = whole(octets.get(value.len().checked_sub(behind)?..)?)?;
    Some(vec![Edit::removal(open), Edit::removal(close)])
}

/// TXT019: takes the NUL at the end of a value away.
pub(super) fn without_nul(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let string = faulty.string().filter(|string| string.is_plain)?;
    let last = string.text.last().filter(|(octet, _)| *octet == 0)?;
    Some(vec![removal(last)])
}

/// KEY003: writes a value as the vocabulary spells it.
pub(super) fn respelled(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let string = faulty.string().filter(|string| string.is_plain)?;
    let value = string.value()?;
    let spelling = faulty.definition(&string.key(), |definition| {
        super::value::respelled(&definition.value_type, &value)
    })?;
    let octets = string.text.get(string.key_len() + 1..)?;
    Some(vec![Edit::new(whole(octets)?, spelling)])
}

fn removal((_, span): &Octet) -> Edit {
    Edit::removal(span.clone())
}

/// All that stands for these octets.
fn whole(octets: &[Octet]) -> Option<std::ops::Range<usize>> {
    Some(octets.first()?.1.start..octets.last()?.1.end)
}
