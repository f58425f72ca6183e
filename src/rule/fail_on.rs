use std::fmt;
use std::str::FromStr;

use crate::rule::Severity;

/// From which weight on a finding makes the run fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "complete by definition: each severity, and none"
)]
pub enum FailOn {
    /// Errors only.
    #[default]
    Error,
    /// Errors and warnings.
    Warning,
    /// Any finding.
    Note,
    /// Nothing: findings never make the run fail.
    Never,
}

impl FailOn {
    /// All of them with the words for them, the strictest last but one.
    pub const WORDS: [(Self, &'static str); 4] = [
        (Self::Error, "error"),
        (Self::Warning, "warning"),
        (Self::Note, "note"),
        (Self::Never, "never"),
    ];

    /// Whether a finding that weighs `severity` makes the run fail.
    pub fn is_reached_by(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Note => true,
            Self::Never => false,
        }
    }
}

impl FromStr for FailOn {
    type Err = FailOnError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::WORDS.into_iter().find(|(_, word)| *word == text);
        found
            .map(|(fail_on, _)| fail_on)
            .ok_or_else(|| FailOnError {
                text: text.to_owned(),
            })
    }
}

/// A word that is none of `error`, `warning`, `note`, `never`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailOnError {
    text: String,
}

impl fmt::Display for FailOnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = crate::name::presentation::text(self.text.as_bytes());
        write!(
            f,
            "`{text}` is not one of `error`, `warning`, `note`, `never`"
        )
    }
}

impl std::error::Error for FailOnError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_severity_reaches_what_is_at_most_as_strict() {
        let reached = |fail_on: FailOn| {
            [Severity::Note, Severity::Warning, Severity::Error].map(|s| fail_on.is_reached_by(s))
        };
        assert_eq!(reached(FailOn::Error), [false, false, true]);
        assert_eq!(reached(FailOn::Warning), [false, true, true]);
        assert_eq!(reached(FailOn::Note), [true, true, true]);
        assert_eq!(reached(FailOn::Never), [false, false, false]);
    }

    #[test]
    fn words_are_read_and_others_refused() {
        assert_eq!("warning".parse(), Ok(FailOn::Warning));
        let error = "fatal\u{1b}".parse::<FailOn>().expect_err("no such word");
        assert_eq!(
            error.to_string(),
            r"`fatal\x1b` is not one of `error`, `warning`, `note`, `never`"
        );
    }
}
