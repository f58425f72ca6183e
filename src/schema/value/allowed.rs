use std::fmt;

use super::{LetterCase, Listing, Padding, ValueType, WordCase};
use crate::name::presentation;

/// Words of an enumeration that are listed at most.
const LISTED: usize = 12;

/// What a [`ValueType`] allows, in words that follow "allowed is".
#[derive(Clone, Copy, Debug)]
pub struct Allowed<'a>(pub(super) &'a ValueType);

impl fmt::Display for Allowed<'_> {
    #[expect(clippy::too_many_lines, reason = "one arm for each type")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ValueType::Any => f.write_str("anything"),
            ValueType::AnyOf(types) => join(
                f,
                types
                    .iter()
                    .map(|value_type| value_type.allowed().to_string()),
            ),
            ValueType::Base64 {
                decoded_length,
                padding,
            } => {
                f.write_str("base64")?;
                if *padding == Padding::Required {
                    f.write_str(", filled up with `=`,")?;
                }
                match decoded_length {
                    Some(length) => write!(f, " of {length} octets"),
                    None => Ok(()),
                }
            }
            ValueType::BitFlags(flags) => flags.fmt(f),
            ValueType::Boolean { yes, no, case } => {
                join(f, yes.iter().chain(no).map(|word| quoted(word)))?;
                any_case(f, *case)
            }
            ValueType::Compound { pattern, .. } => {
                write!(f, "text that matches `{}`", safe(pattern.as_str()))
            }
            ValueType::Constant { value, case } => {
                f.write_str(&quoted(value))?;
                any_case(f, *case)
            }
            ValueType::Date => f.write_str("a date such as `2026-11-28`"),
            ValueType::Enumeration { values, case, .. } => {
                let more = values.len().saturating_sub(LISTED);
                let words = values.iter().take(LISTED).map(|(word, _)| quoted(word));
                let more = (more > 0).then(|| format!("{more} more"));
                join(f, words.chain(more))?;
                any_case(f, *case)
            }
            ValueType::Flag => f.write_str("the key alone, without `=`"),
            ValueType::Hex { min, max, case } => {
                write!(f, "{} {}", count(*min, *max), hex_digits(*case))
            }
            ValueType::HostName => f.write_str("a host name"),
            ValueType::Integer(integer) => integer.fmt(f),
            ValueType::IpAddress(family) => f.write_str(family.words()),
            ValueType::Json => f.write_str("JSON"),
            ValueType::LanguageTag => f.write_str("a language tag such as `en-US`"),
            ValueType::Letters { alphabet } => write!(f, "letters out of `{}`", safe(alphabet)),
            ValueType::List(list) => list_words(f, list),
            ValueType::MacAddress { separator, case } => {
                write!(
                    f,
                    "a hardware address such as `{}`",
                    separator.example(*case)
                )
            }
            ValueType::MediaType => f.write_str("a media type such as `image/urf`"),
            ValueType::Octets { min: 1, max: 1 } => f.write_str("1 octet"),
            ValueType::Octets { min, max } => {
                write!(f, "{} octets", count(*min, *max))
            }
            ValueType::Path(form) => f.write_str(form.words()),
            ValueType::Port { min } => write!(f, "a port number from {min} to 65535"),
            ValueType::Text {
                min,
                max,
                ascii,
                pattern,
                except,
            } => {
                text_words(
                    f,
                    *min,
                    *max,
                    *ascii,
                    pattern.as_ref().map(super::Pattern::as_str),
                )?;
                if !except.is_empty() {
                    f.write_str(", other than ")?;
                    join(f, except.iter().map(|word| quoted(word)))?;
                }
                Ok(())
            }
            ValueType::Url { schemes } if schemes.is_empty() => f.write_str("an absolute URL"),
            ValueType::Url { schemes } => {
                f.write_str("an absolute URL with ")?;
                join(
                    f,
                    schemes.iter().map(|scheme| quoted(&format!("{scheme}:"))),
                )
            }
            ValueType::Uuid { urn, case } => {
                let prefix = if *urn { "urn:uuid:" } else { "" };
                let uuid = match case {
                    LetterCase::Upper => "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
                    _ => "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                };
                write!(f, "a UUID such as `{prefix}{uuid}`")
            }
            ValueType::Version { pattern } => match pattern.as_str() {
                r"[0-9]+\.[0-9]+" => f.write_str("a version such as `1.2`"),
                r"[0-9]+(\.[0-9]+)*" => {
                    f.write_str("a version of numbers with dots between them, such as `1.2.3`")
                }
                pattern => write!(f, "a version that matches `{}`", safe(pattern)),
            },
        }
    }
}

fn text_words(
    f: &mut fmt::Formatter<'_>,
    min: usize,
    max: usize,
    ascii: bool,
    pattern: Option<&str>,
) -> fmt::Result {
    f.write_str(if ascii { "ASCII text" } else { "UTF-8 text" })?;
    match (min, max) {
        (0, usize::MAX) => {}
        (1, usize::MAX) if pattern.is_some() => {}
        (1, usize::MAX) => f.write_str(" that is not empty")?,
        (min, max) => write!(f, " of {} octets", count(min, max))?,
    }
    match pattern {
        Some(pattern) => write!(f, " that matches `{}`", safe(pattern)),
        None => Ok(()),
    }
}

fn list_words(f: &mut fmt::Formatter<'_>, list: &Listing) -> fmt::Result {
    f.write_str("a list")?;
    match (list.min_items, list.max_items) {
        (1, usize::MAX) => {}
        (min, max) => write!(f, " of {}", count(min, max))?,
    }
    let separator = match list.separator.as_str() {
        " " => "a blank".to_owned(),
        separator => quoted(separator),
    };
    write!(
        f,
        " separated by {separator}, each item {}",
        list.item.allowed()
    )?;
    if !list.contains.is_empty() {
        f.write_str(", with ")?;
        join_with(f, " and ", list.contains.iter().map(|word| quoted(word)))?;
        f.write_str(" among them")?;
    }
    Ok(())
}

fn any_case(f: &mut fmt::Formatter<'_>, case: WordCase) -> fmt::Result {
    match case {
        WordCase::Insensitive => f.write_str(" in any letter case"),
        WordCase::Sensitive => Ok(()),
    }
}

fn hex_digits(case: LetterCase) -> &'static str {
    match case {
        LetterCase::Any => "hexadecimal digits",
        LetterCase::Lower => "hexadecimal digits in lower case",
        LetterCase::Upper => "hexadecimal digits in upper case",
    }
}

/// `exactly 4`, `4 to 8`, `4 or more`, `at most 8`.
fn count(min: usize, max: usize) -> String {
    match (min, max) {
        (min, max) if min == max => format!("exactly {min}"),
        (min, usize::MAX) => format!("{min} or more"),
        (0, max) => format!("at most {max}"),
        (min, max) => format!("{min} to {max}"),
    }
}

fn quoted(text: &str) -> String {
    format!("`{}`", safe(text))
}

fn safe(text: &str) -> presentation::SourceText<'_> {
    presentation::source_text(text)
}

fn join(f: &mut fmt::Formatter<'_>, words: impl Iterator<Item = String>) -> fmt::Result {
    join_with(f, " or ", words)
}

/// Commas between the words and `last` before the last.
fn join_with(
    f: &mut fmt::Formatter<'_>,
    last: &str,
    words: impl Iterator<Item = String>,
) -> fmt::Result {
    let mut words = words.peekable();
    let mut is_first = true;
    while let Some(word) = words.next() {
        if !is_first {
            f.write_str(if words.peek().is_none() { last } else { ", " })?;
        }
        f.write_str(&word)?;
        is_first = false;
    }
    Ok(())
}
