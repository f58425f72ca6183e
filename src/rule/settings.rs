use std::fmt;
use std::str::FromStr;

use crate::rule::{Selector, Severity};

/// What one part of a configuration says of rules, such as the table of a service type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleSettings {
    /// Rules that run.
    pub select: Vec<Selector>,
    /// Rules that don't.
    pub ignore: Vec<Selector>,
    /// What rules weigh; where two selectors fit one rule, the longer decides, and of two as long the later.
    pub severity: Vec<(Selector, Weight)>,
}

/// What a user lets a rule weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "complete by definition: a severity, or none"
)]
pub enum Weight {
    /// Nothing: the rule does not run.
    Off,
    /// This severity instead of the rule's own.
    Severity(Severity),
}

impl FromStr for Weight {
    type Err = WeightError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "off" {
            return Ok(Self::Off);
        }
        let severity = text.parse().map_err(|_| WeightError {
            text: text.to_owned(),
        })?;
        Ok(Self::Severity(severity))
    }
}

/// A word that is none of `error`, `warning`, `note`, `off`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeightError {
    text: String,
}

impl fmt::Display for WeightError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = crate::name::presentation::text(self.text.as_bytes());
        write!(
            f,
            "severity `{text}` is not one of `error`, `warning`, `note`, `off`"
        )
    }
}

impl std::error::Error for WeightError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_and_others_refused() {
        assert_eq!("off".parse(), Ok(Weight::Off));
        assert_eq!("note".parse(), Ok(Weight::Severity(Severity::Note)));
        let error = "Error".parse::<Weight>().expect_err("no such word");
        assert_eq!(
            error.to_string(),
            "severity `Error` is not one of `error`, `warning`, `note`, `off`"
        );
    }
}
