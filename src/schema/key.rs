use std::fmt;

use serde::Deserialize;

use super::condition::Condition;
use super::confidence::{Confidence, Verification};
use super::parts::Reference;
use super::value::{Pattern, ValueType};

/// What a vocabulary says of one TXT key, or of one family of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a statement of its own, as in the files"
)]
pub struct TxtKeyDefinition {
    /// The key, or the form of a family of keys.
    pub name: KeyName,
    /// Other spellings that readers take for the same key.
    pub aliases: Vec<String>,
    /// Whether it has to be there.
    pub presence: Presence,
    /// Where it has to be there although its presence says less.
    pub required_when: Option<Condition>,
    /// Where it should be there although its presence says less.
    pub recommended_when: Option<Condition>,
    /// Where it must not be there.
    pub forbidden_when: Option<Condition>,
    /// What stands behind the `=`.
    pub value_type: ValueType,
    /// Whether the source does not state the type, which is inferred from examples and devices.
    pub value_is_inferred: bool,
    /// Whether `key=`, with nothing behind, is allowed whatever the type says.
    pub may_be_empty: bool,
    /// Whether the key alone, without `=`, is allowed.
    pub may_be_valueless: bool,
    /// What a reader assumes where the key is absent.
    pub default: Option<String>,
    /// Whether the key may stand more than once, each time with a value of its own.
    pub repeatable: bool,
    /// Where in the record it must stand.
    pub position: KeyPosition,
    /// The first revision of the vocabulary that has it.
    pub since: Option<String>,
    /// The last revision that has it.
    pub until: Option<String>,
    /// The key that took its place.
    pub superseded_by: Option<String>,
    /// What it says, in a sentence or two.
    pub summary: Option<String>,
    /// How far it can be relied on.
    pub confidence: Confidence,
    /// How it was compared with its source.
    pub verification: Verification,
    /// Where it is defined: never empty.
    pub sources: Vec<Reference>,
}

impl TxtKeyDefinition {
    /// The name as people are told it: that of the key, or the label of the family.
    pub fn label(&self) -> &str {
        match &self.name {
            KeyName::Exact(name) | KeyName::Family { label: name, .. } => name,
        }
    }

    /// Whether this definition is about the key of these octets, in any letter case
    /// ([RFC 6763 §6.4](https://www.rfc-editor.org/rfc/rfc6763#section-6.4)).
    pub fn is_about(&self, key: &[u8]) -> bool {
        let is_own = match &self.name {
            KeyName::Exact(name) => name.as_bytes().eq_ignore_ascii_case(key),
            KeyName::Family { pattern, .. } => str::from_utf8(key).is_ok_and(|key| {
                pattern.matches(key) || pattern.matches(&key.to_ascii_lowercase())
            }),
        };
        is_own
            || self
                .aliases
                .iter()
                .any(|alias| alias.as_bytes().eq_ignore_ascii_case(key))
    }

    /// The name or alias that a key is, where only its letter case is another.
    pub(crate) fn spelling_of(&self, key: &[u8]) -> Option<&str> {
        let KeyName::Exact(name) = &self.name else {
            return None;
        };
        let mut spellings = std::iter::once(name).chain(&self.aliases);
        if spellings.any(|spelling| spelling.as_bytes() == key) {
            return None;
        }
        let mut spellings = std::iter::once(name).chain(&self.aliases);
        spellings
            .find(|spelling| spelling.as_bytes().eq_ignore_ascii_case(key))
            .map(String::as_str)
    }
}

/// The name of a key, or the form of a family of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyName {
    /// A name in the letter case of the specification.
    Exact(String),
    /// Names of one form, such as `dk0`, `dk1`, `dk2`.
    Family {
        /// What the family is called: `dkN`.
        label: String,
        /// The form of the names.
        pattern: Pattern,
    },
}

/// Whether a key has to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// It must.
    Required,
    /// It should.
    Recommended,
    /// It may.
    Optional,
    /// The source names the key and says nothing of that.
    Unspecified,
    /// It was of use once and has been replaced or given up.
    Deprecated,
    /// It must not.
    Forbidden,
}

impl Presence {
    /// The word as it stands in schema files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Recommended => "recommended",
            Self::Optional => "optional",
            Self::Unspecified => "unspecified",
            Self::Deprecated => "deprecated",
            Self::Forbidden => "forbidden",
        }
    }
}

impl fmt::Display for Presence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Where in the record a key must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum KeyPosition {
    /// Anywhere.
    #[default]
    Any,
    /// Before all others.
    First,
}
