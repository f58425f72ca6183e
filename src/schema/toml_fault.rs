use std::ops::Range;

use crate::name::presentation;

/// What the reader of TOML has found, in the words of who wrote the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TomlFault {
    /// The fault: what the file says is escaped.
    pub(crate) message: String,
    /// What may stand there instead.
    pub(crate) help: Option<String>,
    /// The octets of the file at which it stands.
    pub(crate) span: Option<Range<usize>>,
}

impl TomlFault {
    /// Characters of a message at most: the reader quotes names as long as they are.
    const MAX_LEN: usize = 200;

    /// The fault that was found in this text.
    pub(crate) fn new(error: &toml::de::Error, text: &str) -> Self {
        let span = error.span();
        let said = error.message().trim().replace('\n', ", ");
        let quoted = span.clone().and_then(|span| text.get(span));
        let (message, help) = reworded(&said, quoted.unwrap_or_default());
        Self {
            message: presentation::text(cut(&message).as_bytes()).to_string(),
            help: help.map(|help| presentation::text(help.as_bytes()).to_string()),
            span,
        }
    }
}

/// The reader's message without the words of its programming language, and its list of choices apart.
fn reworded(said: &str, quoted: &str) -> (String, Option<String>) {
    match said {
        "duplicate key" => return (format!("`{quoted}` stands twice in a table"), None),
        "recursion limit" | "cannot recurse further; max recursion depth met" => {
            return ("tables or arrays are nested too deep".to_owned(), None);
        }
        _ => {}
    }
    for (begins, what) in [("unknown field `", "field"), ("unknown variant `", "word")] {
        let Some(rest) = said.strip_prefix(begins) else {
            continue;
        };
        let Some((unknown, choices)) = rest.rsplit_once("`, expected ") else {
            continue;
        };
        let known: Vec<&str> = choices.split('`').skip(1).step_by(2).collect();
        return match nearest(unknown, &known) {
            Some(near) => (
                format!("unknown {what} `{unknown}`; did you mean `{near}`?"),
                None,
            ),
            None => (
                format!("unknown {what} `{unknown}`"),
                Some(format!("known here: {}", known.join(", "))),
            ),
        };
    }
    if let Some(number) = said
        .strip_prefix("invalid type: integer `")
        .and_then(|rest| rest.split_once("` as i128"))
    {
        return (
            format!("`{}` is beyond the 64 bits of an integer", number.0),
            None,
        );
    }
    let said = said
        .replace("invalid type: map", "invalid type: table")
        .replace("invalid type: sequence", "invalid type: array")
        .replace("expected a sequence", "expected an array");
    (said, None)
}

/// The choice that was probably meant.
pub(super) fn nearest<'k>(unknown: &str, known: &[&'k str]) -> Option<&'k str> {
    // Nothing is near to a name of a megabyte, and to find that out would take seconds.
    const MAX_LEN: usize = 100;
    if unknown.len() > MAX_LEN {
        return None;
    }
    let near = known
        .iter()
        .map(|choice| (strsim::jaro_winkler(unknown, choice), *choice))
        .filter(|(likeness, _)| *likeness > 0.8);
    near.max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, choice)| choice)
}

/// The beginning of a text that may be very long.
fn cut(text: &str) -> String {
    match text.char_indices().nth(TomlFault::MAX_LEN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only faults are of interest")]
    struct Document {
        number: Option<i64>,
        names: Option<Vec<String>>,
    }

    fn said(text: &str) -> (String, Option<String>) {
        let error = toml::from_str::<Document>(text).unwrap_err();
        let fault = TomlFault::new(&error, text);
        (fault.message, fault.help)
    }

    #[test]
    fn faults_are_told_in_words_of_the_file() {
        let known = Some("known here: number, names".to_owned());
        assert_eq!(
            said("nunber = 1"),
            (
                "unknown field `nunber`; did you mean `number`?".to_owned(),
                None
            )
        );
        assert_eq!(said("x = 1"), ("unknown field `x`".to_owned(), known));
        for (text, message) in [
            ("number = 1\nnumber = 2", "`number` stands twice in a table"),
            (
                "number = 99999999999999999999",
                "`99999999999999999999` is beyond the 64 bits of an integer",
            ),
            (
                &format!("number = {}", "[".repeat(1000)),
                "tables or arrays are nested too deep",
            ),
            (
                &format!("{}b = 1", "a.".repeat(1000)),
                "tables or arrays are nested too deep",
            ),
            ("[names]\na = 1", "invalid type: table, expected an array"),
            ("[[number]]", "invalid type: array, expected i64"),
        ] {
            assert_eq!(said(text), (message.to_owned(), None), "{text}");
        }
    }

    #[test]
    fn what_the_file_says_is_escaped_and_cut() {
        let (message, _) = said(&format!("\"\\u001b[2J{}\" = 1", "x".repeat(100_000)));
        assert!(
            message.starts_with(r"unknown field `\x1b[2Jxxx") && message.len() < 250,
            "{message}"
        );
        let (message, _) = said(&format!("a = 1\n{} = 1", "y".repeat(100_000)));
        assert_eq!(message, "unknown field `a`");
    }
}
