use crate::schema::ValueType;

/// Words that people write for yes and no, the words of each in pairs.
const YES_AND_NO: [(&str, &str); 6] = [
    ("true", "false"),
    ("yes", "no"),
    ("on", "off"),
    ("t", "f"),
    ("y", "n"),
    ("1", "0"),
];

/// The same value as its type spells it, in characters that no file format quotes; `None` where it is right, or where nobody
/// knows which is meant.
pub(super) fn respelled(value_type: &ValueType, value: &[u8]) -> Option<String> {
    value_type.violation(value)?;
    let text = str::from_utf8(value).ok()?.trim();
    let spelling = spelling(value_type, text)?;
    let is_plain = |octet: u8| octet.is_ascii_alphanumeric() || b"-_.:/+".contains(&octet);
    let is_right = value_type.violation(spelling.as_bytes()).is_none();
    (is_right && !spelling.is_empty() && spelling.bytes().all(is_plain)).then_some(spelling)
}

fn spelling(value_type: &ValueType, text: &str) -> Option<String> {
    match value_type {
        ValueType::AnyOf(types) => {
            let mut spellings: Vec<String> =
                types.iter().filter_map(|own| spelling(own, text)).collect();
            spellings.dedup();
            only(spellings.iter().map(String::as_str))
        }
        ValueType::Boolean { yes, no, .. } => {
            let is = |word: &str| text.eq_ignore_ascii_case(word);
            let own = || yes.iter().chain(no).find(|word| is(word));
            let (says_yes, says_no) = (
                YES_AND_NO.iter().any(|(yes, _)| is(yes)),
                YES_AND_NO.iter().any(|(_, no)| is(no)),
            );
            let meant = match (says_yes, says_no) {
                (true, _) => yes.first(),
                (_, true) => no.first(),
                _ => None,
            };
            own().or(meant).cloned()
        }
        ValueType::Constant { value, .. } => only(
            [value.as_str()]
                .into_iter()
                .filter(|own| own.eq_ignore_ascii_case(text)),
        ),
        ValueType::Enumeration { values, .. } => {
            let words: Vec<&str> = values.iter().map(|(word, _)| word.as_str()).collect();
            let same = words.iter().filter(|word| word.eq_ignore_ascii_case(text));
            let mut same = same.copied().peekable();
            match same.peek() {
                Some(_) => only(same),
                None => yes_or_no(&words, text).map(str::to_owned),
            }
        }
        ValueType::Hex { .. } | ValueType::MacAddress { .. } | ValueType::Uuid { .. } => {
            let cases = [text.to_ascii_lowercase(), text.to_ascii_uppercase()];
            let mut right = cases
                .into_iter()
                .filter(|case| value_type.violation(case.as_bytes()).is_none());
            right.next()
        }
        _ => Some(text.to_owned()),
    }
}

/// What says yes or no, as the text does, among three words at most; numbers are codes of something more often.
fn yes_or_no<'w>(words: &[&'w str], text: &str) -> Option<&'w str> {
    let find = |meant: &str| words.iter().find(|word| word.eq_ignore_ascii_case(meant));
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    let says_yes = YES_AND_NO.iter().any(|(yes, _)| is(yes));
    let says_no = YES_AND_NO.iter().any(|(_, no)| is(no));
    let mut pairs = YES_AND_NO
        .iter()
        .filter(|(yes, _)| *yes != "1")
        .filter_map(|(yes, no)| Some((*find(yes)?, *find(no)?)));
    let (yes, no) = pairs.next().filter(|_| words.len() <= 3)?;
    match (says_yes, says_no) {
        _ if pairs.next().is_some() => None,
        (true, _) => Some(yes),
        (_, true) => Some(no),
        _ => None,
    }
}

/// The word, if there is but one.
fn only<'a>(mut words: impl Iterator<Item = &'a str>) -> Option<String> {
    let word = words.next()?;
    words.next().is_none().then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{LetterCase, WordCase};

    #[test]
    fn words_are_spelled_as_their_type_has_them() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let boolean = ValueType::Boolean {
            yes: words(&["T"]),
            no: words(&["F"]),
            case: WordCase::Sensitive,
        };
        for (value, spelling) in [
            ("true", Some("T")),
            ("t", Some("T")),
            ("No", Some("F")),
            ("0", Some("F")),
            ("T", None),
            ("maybe", None),
            ("", None),
        ] {
            let expected = spelling.map(str::to_owned);
            assert_eq!(respelled(&boolean, value.as_bytes()), expected, "{value}");
        }
        let hex = ValueType::Hex {
            min: 2,
            max: 2,
            case: LetterCase::Upper,
        };
        assert_eq!(respelled(&hex, b"ab"), Some("AB".to_owned()));
        assert_eq!(respelled(&hex, b"xy"), None);
        assert_eq!(respelled(&hex, b" AB "), Some("AB".to_owned()));
        let words = ValueType::Enumeration {
            values: vec![("Foo".to_owned(), None), ("foo".to_owned(), None)],
            case: WordCase::Sensitive,
            open: false,
        };
        assert_eq!(respelled(&words, b"FOO"), None);
        let three = |words: [&str; 3]| ValueType::Enumeration {
            values: words.map(|word| (word.to_owned(), None)).to_vec(),
            case: WordCase::Sensitive,
            open: false,
        };
        let flags = three(["T", "F", "U"]);
        assert_eq!(respelled(&flags, b"true"), Some("T".to_owned()));
        assert_eq!(respelled(&flags, b"u"), Some("U".to_owned()));
        assert_eq!(respelled(&three(["0", "1", "2"]), b"true"), None);
    }
}
