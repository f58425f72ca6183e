//! Constraints that notes state in words.

use super::constraint::Constraint;

impl Constraint {
    /// Reads the description of a value, with its brackets: `<4 bytes>`, `<true|false>`, `one of "a" or "b"`.
    ///
    /// Only words that leave no doubt make a constraint.
    pub(crate) fn from_words(text: &str) -> Option<Self> {
        let inner = text
            .strip_prefix('<')
            .and_then(|inner| inner.strip_suffix('>'))
            .unwrap_or(text)
            .trim();
        let lower_case = inner.to_ascii_lowercase();
        digit_range(&lower_case)
            .or_else(|| length(&lower_case))
            .or_else(|| named(&lower_case))
            .or_else(|| one_of(inner))
            .or_else(|| alternatives(inner))
            .or_else(|| two_words(inner))
    }
}

/// `ascii digit from 0-4`.
fn digit_range(text: &str) -> Option<Constraint> {
    let range = text.strip_prefix("ascii digit from ")?;
    let (low, high) = range.split_once('-')?;
    let digit = |text: &str| text.parse::<u8>().ok().filter(|digit| *digit <= 9);
    let (low, high) = (digit(low)?, digit(high)?);
    (low <= high).then_some(Constraint::DigitRange { low, high })
}

/// `4 bytes`, `40hex characters`, `32 hex digits`, `36 bytes UUID string`.
fn length(text: &str) -> Option<Constraint> {
    let digits = text.find(|character: char| !character.is_ascii_digit())?;
    let (number, unit) = text.split_at_checked(digits)?;
    let number = number.parse().ok()?;
    match unit.trim_start() {
        "bytes" | "octets" => Some(Constraint::OctetLength(number)),
        "hex characters" | "hex digits" | "hexadecimal digits" => {
            Some(Constraint::HexLength(number))
        }
        "bytes uuid string" if number == 36 => Some(Constraint::Uuid),
        _ => None,
    }
}

/// `integer`, `boolean`, `uuid`, `the port for …`, `port #`, `https port`.
fn named(text: &str) -> Option<Constraint> {
    match text {
        "boolean" | "bool" => return Some(Constraint::Boolean),
        "integer" | "int" => return Some(Constraint::Integer),
        "uuid" => return Some(Constraint::Uuid),
        _ => {}
    }
    let text = text.strip_prefix("the ").unwrap_or(text);
    let is_port = ["port", "port #", "port number"].contains(&text)
        || ["http port", "https port", "tcp port", "udp port"].contains(&text)
        || ["port for ", "port of ", "port number "]
            .iter()
            .any(|start| text.starts_with(start));
    is_port.then_some(Constraint::Port)
}

/// `…, one of "normal", "safe" or "recovery"`.
fn one_of(text: &str) -> Option<Constraint> {
    let (_, list) = text.split_once("one of \"")?;
    let mut values = Vec::new();
    let mut parts = list.split('"');
    while let Some(value) = parts.next() {
        values.push(value.to_owned());
        match parts.next().map(str::trim) {
            Some("," | "or" | ", or" | "and") => {}
            _ => break,
        }
    }
    (values.len() > 1).then_some(Constraint::Enumeration(values))
}

/// `true|false`, `HTTP | SOAP`: single words with bars between them and nothing else.
fn alternatives(text: &str) -> Option<Constraint> {
    let quoted = text
        .strip_prefix('{')
        .and_then(|inner| inner.strip_suffix('}'));
    let words: Vec<&str> = quoted
        .unwrap_or(text)
        .split('|')
        .map(str::trim)
        .map(|word| {
            word.strip_prefix('\'')
                .and_then(|word| word.strip_suffix('\''))
                .unwrap_or(word)
        })
        .collect();
    let are_words = words.iter().all(|word| {
        !word.is_empty()
            && word
                .chars()
                .all(|character| character.is_ascii_alphanumeric() || "-_.".contains(character))
    });
    match words.as_slice() {
        [_] | [] => None,
        _ if !are_words => None,
        ["true", "false"] | ["false", "true"] => Some(Constraint::Boolean),
        words => Some(Constraint::Enumeration(
            words.iter().map(|&word| word.to_owned()).collect(),
        )),
    }
}

/// `master or slave`: two words and nothing else.
fn two_words(text: &str) -> Option<Constraint> {
    let (one, other) = text.split_once(" or ")?;
    let is_word =
        |word: &str| !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase());
    (is_word(one) && is_word(other))
        .then(|| Constraint::Enumeration(vec![one.to_owned(), other.to_owned()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enumeration(values: &[&str]) -> Constraint {
        Constraint::Enumeration(values.iter().map(|&value| value.to_owned()).collect())
    }

    #[test]
    fn words_without_doubt_are_constraints() {
        let read = Constraint::from_words;
        assert_eq!(
            read("<ascii digit from 0-4>"),
            Some(Constraint::DigitRange { low: 0, high: 4 })
        );
        assert_eq!(read("<4 bytes>"), Some(Constraint::OctetLength(4)));
        assert_eq!(read("<40hex characters>"), Some(Constraint::HexLength(40)));
        assert_eq!(read("12 hex digits"), Some(Constraint::HexLength(12)));
        assert_eq!(read("<36 bytes UUID string>"), Some(Constraint::Uuid));
        assert_eq!(read("<true|false>"), Some(Constraint::Boolean));
        assert_eq!(read("<HTTP | SOAP>"), Some(enumeration(&["HTTP", "SOAP"])));
        assert_eq!(
            read("{'production'|'test'}"),
            Some(enumeration(&["production", "test"]))
        );
        assert_eq!(
            read("the mode, one of \"a\", \"b\" or \"c\""),
            Some(enumeration(&["a", "b", "c"]))
        );
        assert_eq!(read("the port for the server"), Some(Constraint::Port));
        assert_eq!(read("<port #>"), Some(Constraint::Port));
        assert_eq!(read("https port"), Some(Constraint::Port));
        assert_eq!(read("int"), Some(Constraint::Integer));
        assert_eq!(
            read("<master or slave>"),
            Some(enumeration(&["master", "slave"]))
        );
    }

    #[test]
    fn other_words_are_descriptions() {
        for text in [
            "",
            "<",
            "<>",
            "<number>",
            "<context path>",
            "<portForSomething>",
            "<4>",
            "<99999999999999999999999 bytes>",
            "ascii digit from 4-0",
            "ascii digit from 0-12",
            "a|",
            "|",
            "['iiop']|['http']",
            "one of \"a\"",
            "<x.y>",
            "server:port of the display",
            "report of errors",
            "export",
            "primary device or system",
            "number or",
        ] {
            assert_eq!(Constraint::from_words(text), None, "{text:?}");
        }
    }
}
