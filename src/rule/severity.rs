use std::fmt;
use std::str::FromStr;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; no standard asks for anything else.
    Note,
    /// Against a SHOULD.
    Warning,
    /// Against a MUST.
    Error,
}

impl Severity {
    /// The word for it, in lower case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A word that is none of `error`, `warning`, `note`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeverityError {
    text: String,
}

impl fmt::Display for SeverityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = crate::name::presentation::text(self.text.as_bytes());
        write!(
            f,
            "severity `{text}` is not one of `error`, `warning`, `note`"
        )
    }
}

impl std::error::Error for SeverityError {}

impl FromStr for Severity {
    type Err = SeverityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Note, Self::Warning, Self::Error]
            .into_iter()
            .find(|severity| severity.as_str() == text)
            .ok_or_else(|| SeverityError {
                text: text.to_owned(),
            })
    }
}
