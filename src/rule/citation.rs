use std::borrow::Cow;
use std::fmt;

use crate::rule::Severity;

/// The sentence of a standard that decides.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Citation {
    /// The document: `RFC 6763`, `IANA`.
    pub source: Cow<'static, str>,
    /// The section in it, or the row of a registry.
    pub section: Cow<'static, str>,
    /// The key word, if the sentence has one.
    pub requirement: Option<Requirement>,
    /// The sentence, word for word; empty where the source is a table.
    pub sentence: Cow<'static, str>,
}

impl Citation {
    /// A citation known when the program is compiled.
    pub const fn new(
        source: &'static str,
        section: &'static str,
        requirement: Option<Requirement>,
        sentence: &'static str,
    ) -> Self {
        Self {
            source: Cow::Borrowed(source),
            section: Cow::Borrowed(section),
            requirement,
            sentence: Cow::Borrowed(sentence),
        }
    }

    /// What breaking this sentence weighs.
    pub const fn severity(&self) -> Severity {
        match self.requirement {
            Some(requirement) => requirement.severity(),
            None => Severity::Note,
        }
    }

    /// Where the sentence can be read, for documents of the RFC series and IANA.
    pub fn url(&self) -> Option<String> {
        if let Some(number) = self.source.strip_prefix("RFC ") {
            let section = self
                .section
                .trim_start_matches(|c: char| !c.is_ascii_digit());
            let anchor = match self.section.strip_prefix("Appendix ") {
                Some(letter) => format!("#appendix-{letter}"),
                None if section.is_empty() => String::new(),
                None => format!("#section-{section}"),
            };
            return Some(format!(
                "https://www.rfc-editor.org/rfc/rfc{number}{anchor}"
            ));
        }
        (self.source == "IANA")
            .then(|| "https://www.iana.org/assignments/service-names-port-numbers".to_owned())
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = crate::name::presentation::text(self.source.as_bytes());
        let section = crate::name::presentation::text(self.section.as_bytes());
        match self.section.chars().next() {
            None => write!(f, "{source}"),
            Some(first) if first.is_ascii_digit() && self.source.starts_with("RFC") => {
                write!(f, "{source} §{section}")
            }
            Some(_) => write!(f, "{source} {section}"),
        }
    }
}

/// The key words of [RFC 2119](https://www.rfc-editor.org/rfc/rfc2119).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Requirement {
    /// MUST
    Must,
    /// MUST NOT
    MustNot,
    /// SHOULD
    Should,
    /// SHOULD NOT
    ShouldNot,
    /// RECOMMENDED
    Recommended,
    /// NOT RECOMMENDED
    NotRecommended,
}

impl Requirement {
    /// The key word as the standards print it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::MustNot => "MUST NOT",
            Self::Should => "SHOULD",
            Self::ShouldNot => "SHOULD NOT",
            Self::Recommended => "RECOMMENDED",
            Self::NotRecommended => "NOT RECOMMENDED",
        }
    }

    /// What breaking it weighs.
    pub const fn severity(self) -> Severity {
        match self {
            Self::Must | Self::MustNot => Severity::Error,
            Self::Should | Self::ShouldNot | Self::Recommended | Self::NotRecommended => {
                Severity::Warning
            }
        }
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cites_and_links_a_section() {
        let citation = Citation::new("RFC 6763", "6.4", Some(Requirement::Must), "");
        assert_eq!(citation.to_string(), "RFC 6763 §6.4");
        assert_eq!(
            citation.url().as_deref(),
            Some("https://www.rfc-editor.org/rfc/rfc6763#section-6.4")
        );
        assert_eq!(citation.severity(), Severity::Error);
    }

    #[test]
    fn cites_an_appendix_and_a_registry_row() {
        let appendix = Citation::new("RFC 6762", "Appendix C", None, "");
        assert_eq!(appendix.to_string(), "RFC 6762 Appendix C");
        assert_eq!(
            appendix.url().as_deref(),
            Some("https://www.rfc-editor.org/rfc/rfc6762#appendix-C")
        );
        assert_eq!(
            Citation::new("IANA", "moodring", None, "").to_string(),
            "IANA moodring"
        );
    }
}
