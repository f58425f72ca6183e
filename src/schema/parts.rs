//! The parts of a schema besides its keys.

use std::fmt;

use serde::Deserialize;

use super::condition::Condition;
use super::confidence::{Confidence, Verification};
use super::value::Pattern;

/// A document, an implementation or an observation that facts come from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceDocument {
    /// The name by which the schema refers to it.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Which version of it was used.
    pub version: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// Where in a repository of source code it stands: owner and name, path and commit.
    pub repository: Option<String>,
    /// How it was read.
    pub verification: Option<Verification>,
    /// What else must be known of it.
    pub note: Option<String>,
}

/// A place in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reference {
    /// The title of the source.
    pub title: String,
    /// The id of the source within its schema.
    pub id: String,
    /// The section, table or function; empty for the source as a whole.
    pub section: String,
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.section.as_str() {
            "" => f.write_str(&self.title),
            section => write!(f, "{} {section}", self.title),
        }
    }
}

/// How binding a demand is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Good to know.
    Advice,
    /// It should be so.
    Should,
    /// It must be so.
    Must,
}

/// A statement that is told to people and can't be checked from what is on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Remark {
    /// The statement.
    pub text: String,
    /// Where it is made.
    pub sources: Vec<Reference>,
}

/// The form of an instance name or a host name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NameGrammar {
    /// What all of the name matches; `None` where only words are known.
    pub pattern: Option<Pattern>,
    /// The form in words.
    pub summary: String,
    /// How far it can be relied on.
    pub confidence: Confidence,
    /// Where it is defined.
    pub sources: Vec<Reference>,
}

/// What a vocabulary expects of the SRV record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SrvExpectation {
    /// The port that the service has unless told otherwise.
    pub default_port: Option<u16>,
    /// What port 0 means.
    pub port_zero: PortZero,
    /// What else is known.
    pub summary: Option<String>,
}

/// What port 0 means in a vocabulary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PortZero {
    /// Nothing is said of it.
    #[default]
    Unspecified,
    /// It is wrong.
    Never,
    /// The name is held for a device that doesn't offer the service
    /// ([RFC 6763 §8](https://www.rfc-editor.org/rfc/rfc6763#section-8)): no keys are expected.
    Placeholder,
    /// It is as it should be: there is nothing to connect to.
    Always,
}

/// What a vocabulary expects of the TXT record as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TxtExpectation {
    /// Octets at most, length octets counted, where the vocabulary sets a limit of its own.
    pub max_length: Option<usize>,
    /// Whether there may be several TXT records of one name.
    pub several_records: bool,
    /// Where the limit is stated.
    pub sources: Vec<Reference>,
}

/// A subtype under which instances are announced.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubtypeDefinition {
    /// The label, or the form of a family of labels.
    pub label: SubtypeLabel,
    /// Whether each instance must be announced under it.
    pub presence: super::key::Presence,
    /// Where it must be although its presence says less.
    pub required_when: Option<Condition>,
    /// Where it must not be.
    pub forbidden_when: Option<Condition>,
    /// What it says.
    pub summary: Option<String>,
    /// How far it can be relied on.
    pub confidence: Confidence,
    /// Where it is defined.
    pub sources: Vec<Reference>,
}

/// The label of a subtype.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubtypeLabel {
    /// This label, in any letter case.
    Exact(String),
    /// Labels that begin with `prefix` and match `pattern`; one that only begins so is wrong.
    Family {
        /// How all of them begin; empty if nothing else begins so.
        prefix: String,
        /// What all of them match.
        pattern: Pattern,
    },
}

impl SubtypeLabel {
    /// Whether the octets are such a label.
    pub fn is(&self, label: &[u8]) -> bool {
        match self {
            Self::Exact(own) => own.as_bytes().eq_ignore_ascii_case(label),
            Self::Family { pattern, .. } => {
                str::from_utf8(label).is_ok_and(|label| pattern.matches(label))
            }
        }
    }

    /// Whether the octets begin like such a label and are none.
    pub fn is_wrong(&self, label: &[u8]) -> bool {
        match self {
            Self::Exact(_) => false,
            Self::Family { prefix, .. } => {
                !prefix.is_empty() && label.starts_with(prefix.as_bytes()) && !self.is(label)
            }
        }
    }
}

impl fmt::Display for SubtypeLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(label) => f.write_str(label),
            Self::Family { pattern, .. } => f.write_str(pattern.as_str()),
        }
    }
}

/// A service that the same device offers beside this one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SiblingService {
    /// Its service type.
    pub service: String,
    /// By what the two belong together.
    pub by: SiblingMatch,
    /// Where it is expected; everywhere if nothing is stated.
    pub when: Option<Condition>,
    /// How binding it is.
    pub level: Level,
    /// Why it is there.
    pub summary: String,
    /// How far it can be relied on.
    pub confidence: Confidence,
    /// Where it is stated.
    pub sources: Vec<Reference>,
}

/// By what two services belong together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SiblingMatch {
    /// The host of their SRV records.
    #[default]
    Host,
    /// Their instance names.
    InstanceName,
}

/// Revisions of a vocabulary, by which keys come and go.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Revisions {
    /// The key whose value says which revision a record follows; of a list, the highest item counts.
    pub key: String,
    /// All revisions, the oldest first.
    pub order: Vec<String>,
}

impl Revisions {
    /// Where the newest revision that the value names stands in the order.
    pub fn position(&self, value: &str) -> Option<usize> {
        value
            .split(',')
            .filter_map(|item| self.order.iter().position(|own| own == item.trim()))
            .max()
    }
}

/// A named set of demands that go beyond the vocabulary: what a certification or a client asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Profile {
    /// Its name, by which users ask for it.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// Where it applies without being asked for.
    pub when: Option<Condition>,
    /// Keys that must be there.
    pub required: Vec<String>,
    /// Keys that should be there.
    pub recommended: Vec<String>,
    /// Subtypes under which the instance must be announced.
    pub subtypes: Vec<String>,
    /// How far it can be relied on.
    pub confidence: Confidence,
    /// Where it is stated.
    pub sources: Vec<Reference>,
}

/// What is said of keys that a vocabulary doesn't define.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum UnknownKeys {
    /// Nothing.
    Ignore,
    /// They are noted: clients ignore them
    /// ([RFC 6763 §6.3](https://www.rfc-editor.org/rfc/rfc6763#section-6.3)).
    Note,
}
