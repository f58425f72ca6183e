//! Which words can be a key, and which never are.

/// Words that notes put where a key could stand.
const REMARKS: [&str; 9] = [
    "and",
    "e.g.",
    "eg",
    "etc",
    "example",
    "mandatory",
    "none",
    "optional",
    "required",
];

/// The most words that a key has: `RMC Client Version`.
pub(super) const MAX_KEY_WORDS: usize = 3;

/// Longer text is prose; the longest registered key has 28 characters.
const MAX_KEY_OCTETS: usize = 64;

/// Whether the text can be a TXT key that someone has registered: printable ASCII without `=`
/// ([RFC 6763 §6.4](https://www.rfc-editor.org/rfc/rfc6763#section-6.4)), with a letter, and neither prose nor a placeholder.
pub(super) fn is_key(text: &str) -> bool {
    let words = text.split(' ').count();
    text.len() <= MAX_KEY_OCTETS
        && words <= MAX_KEY_WORDS
        && text.bytes().any(|octet| octet.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|octet| matches!(octet, b' '..=b'~') && !br#"=,;<>()[]{}"\"#.contains(&octet))
        && !text.starts_with([' ', '.', ':', '\''])
        && !text.ends_with([' ', '.', ':', '\''])
        && !text.contains("://")
        && !REMARKS
            .iter()
            .any(|remark| text.eq_ignore_ascii_case(remark))
}

/// Whether the text can be a key of a single word.
pub(super) fn is_one_word_key(text: &str) -> bool {
    !text.contains(' ') && is_key(text)
}

/// Whether what follows is an example rather than a definition.
pub(super) fn begins_example(text: &str) -> bool {
    let word = text.split([' ', ':']).next().unwrap_or_default();
    ["e.g.", "eg", "example", "examples", "normally"]
        .iter()
        .any(|start| word.eq_ignore_ascii_case(start))
}

/// Removes a bullet: `- `, `* `, `a. `, `1) `.
pub(super) fn bullet_len(text: &str) -> usize {
    let mark = match text.as_bytes() {
        [b'-' | b'*', b' ', ..] => 1,
        [letter, b'.' | b')', b' ', ..] if letter.is_ascii_alphanumeric() => 2,
        _ => return 0,
    };
    let after = text.get(mark..).unwrap_or_default();
    mark + after.len() - after.trim_start().len()
}

/// One blank for each run of blanks and line breaks.
pub(super) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same text without a pair of brackets around all of it.
pub(super) fn without_brackets(text: &str) -> &str {
    let mut characters = text.chars();
    let inner = characters
        .next()
        .zip(characters.next_back())
        .map(|_| characters.as_str());
    let Some(inner) = inner else { return text };
    let pair = [('<', '>'), ('(', ')'), ('[', ']')]
        .into_iter()
        .find(|&(open, _)| text.starts_with(open));
    match pair {
        Some((open, close)) if text.ends_with(close) && !inner.contains([open, close]) => {
            inner.trim()
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_may_have_blanks_and_punctuation() {
        for key in [
            "txtvers",
            "Machine ID",
            "*IDN?",
            "mxs.system.id",
            "_suffix",
            "1st",
            "RMC Client Version",
        ] {
            assert!(is_key(key), "{key}");
        }
    }

    #[test]
    fn prose_and_placeholders_are_no_keys() {
        for text in [
            "", "0", "?", "and", "Optional", "key:", "a b c d", "<x>", "...", "a=b", "é",
            "a\u{1b}b", "http://x",
        ] {
            assert!(!is_key(text), "{text:?}");
        }
    }

    #[test]
    fn brackets_come_off_in_pairs() {
        assert_eq!(without_brackets("<context path>"), "context path");
        assert_eq!(without_brackets("(a) b (c)"), "(a) b (c)");
        assert_eq!(without_brackets("<"), "<");
        assert_eq!(without_brackets("<é"), "<é");
    }

    #[test]
    fn bullets_are_measured() {
        assert_eq!(
            ["- a", "b. bssid", "*IDN?", "-", "a.b", "1)  x"].map(bullet_len),
            [2, 3, 0, 0, 0, 4]
        );
    }
}
