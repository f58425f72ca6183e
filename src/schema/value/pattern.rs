use std::fmt;
use std::sync::OnceLock;

use regex::Regex;

/// A regular expression that a whole text must match.
///
/// The syntax is that of the crate `regex`: no look-around, no back references, and matching takes time linear in the
/// text. It is compiled when it is first asked.
#[derive(Clone)]
pub struct Pattern {
    text: String,
    regex: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Greatest length of a pattern in octets.
    pub const MAX_LEN: usize = 1000;

    /// Octets that a pattern takes at most when compiled; those that are built in need a tenth of it.
    const SIZE_LIMIT: usize = 1 << 18;

    /// A pattern of this text, compiled to see whether it can be.
    ///
    /// What was compiled is not kept: a file may have ten thousand patterns of which none is ever asked.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong with the text, or that it is too long or too large when compiled.
    pub fn new(text: &str) -> Result<Self, String> {
        if text.len() > Self::MAX_LEN {
            return Err(format!(
                "the pattern is {} octets long, at most {} are allowed",
                text.len(),
                Self::MAX_LEN
            ));
        }
        regex::RegexBuilder::new(&anchored(text))
            .size_limit(Self::SIZE_LIMIT)
            .nest_limit(50)
            .build()
            .map_err(|error| format!("the pattern can't be used: {}", reason(&error)))?;
        Ok(Self::trusted(text))
    }

    /// A pattern that is known to be right, compiled when it is first asked.
    pub(crate) fn trusted(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            regex: OnceLock::new(),
        }
    }

    /// The expression as written, without anchors.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether all of `text` matches.
    pub fn matches(&self, text: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }

    /// The parts of `text` that the named groups match; `None` where it doesn't match as a whole.
    pub(crate) fn groups<'t>(&self, text: &'t str, names: &[&str]) -> Option<Vec<Option<&'t str>>> {
        let captures = self.regex()?.captures(text)?;
        let group = |name: &&str| captures.name(name).map(|part| part.as_str());
        Some(names.iter().map(group).collect())
    }

    /// Whether there is a group with this name.
    pub(crate) fn has_group(&self, name: &str) -> bool {
        let names = |regex: &Regex| regex.capture_names().flatten().any(|own| own == name);
        self.regex().is_some_and(names)
    }

    fn regex(&self) -> Option<&Regex> {
        self.regex
            .get_or_init(|| Regex::new(&anchored(&self.text)).ok())
            .as_ref()
    }
}

/// What is wrong, in a few words: the crate draws the pattern above them, over several lines.
fn reason(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(limit) => {
            format!("compiled it would take more than {limit} octets")
        }
        error => {
            let said = error.to_string();
            let last = said.lines().last().unwrap_or_default();
            last.trim_start_matches("error: ").to_owned()
        }
    }
}

fn anchored(text: &str) -> String {
    format!("^(?:{text})$")
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({:?})", self.text)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_text_must_match() {
        let pattern = Pattern::new("a|bc").unwrap();
        assert!(pattern.matches("a") && pattern.matches("bc"));
        for text in ["", "ac", "abc", "a\n"] {
            assert!(!pattern.matches(text), "{text:?}");
        }
        assert!(Pattern::trusted("[0-9]+").matches("12"));
    }

    #[test]
    fn what_can_not_be_compiled_is_said() {
        for text in [
            "(",
            "[z-a]",
            "(?=a)",
            &"a".repeat(1001),
            "((a{1000}){1000}){1000}",
            &"(".repeat(900),
        ] {
            assert!(Pattern::new(text).is_err(), "{text:.20}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_on_one_line() {
        let said = |text: &str| Pattern::new(text).unwrap_err();
        assert_eq!(said("("), "the pattern can't be used: unclosed group");
        assert_eq!(
            said("((a{1000}){1000}){1000}"),
            "the pattern can't be used: compiled it would take more than 262144 octets"
        );
    }

    #[test]
    fn groups_are_found_by_name() {
        let pattern = Pattern::new(r"(?P<vid>[0-9]+)(\+(?P<pid>[0-9]+))?").unwrap();
        assert_eq!(
            pattern.groups("12", &["vid", "pid"]),
            Some(vec![Some("12"), None])
        );
        assert_eq!(pattern.groups("x", &["vid"]), None);
        assert!(pattern.has_group("pid") && !pattern.has_group("x"));
    }
}
