//! What a registration says of TXT keys.

use std::fmt;

use super::constraint::Constraint;
use super::note;

/// What the notes of a registration say of the TXT keys of a service, typed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TxtDefinition {
    /// How far the definition can be relied on.
    pub status: TxtStatus,
    /// The service that this one extends (`http` for `caldav`): its keys apply too.
    pub extends: Option<String>,
    /// The document that the notes refer to, as they name it.
    pub document: Option<String>,
    /// Whether the list says that there are further keys ("and proprietary keys").
    pub open: bool,
    /// The keys, in the order of the notes; empty unless the status is [`TxtStatus::Listed`].
    pub keys: Vec<TxtKey>,
}

impl TxtDefinition {
    /// The definition of a registration whose notes don't mention TXT keys.
    pub const ABSENT: Self = Self::of_status(TxtStatus::Absent);

    /// Reads the assignment notes of the service `name`.
    ///
    /// The name selects the few exceptions that no rule can read; any text is accepted, and the time is linear in its
    /// length.
    pub fn from_note(name: &str, note: &str) -> Self {
        note::read(name, note)
    }

    pub(crate) const fn of_status(status: TxtStatus) -> Self {
        Self {
            status,
            extends: None,
            document: None,
            open: false,
            keys: Vec::new(),
        }
    }

    /// The definition of the key `name`, found without regard to case
    /// ([RFC 6763 §6.4](https://www.rfc-editor.org/rfc/rfc6763#section-6.4)) and by pattern.
    pub fn key(&self, name: &str) -> Option<&TxtKey> {
        self.keys.iter().find(|key| key.matches(name))
    }

    /// Whether a key outside [`TxtDefinition::keys`] is outside the registration: the list is closed, or the
    /// registration says that there are no keys, and it extends no other service.
    pub fn is_closed(&self) -> bool {
        !self.open
            && self.extends.is_none()
            && matches!(self.status, TxtStatus::Listed | TxtStatus::None)
    }
}

/// How far a registration defines TXT keys.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum TxtStatus {
    /// The notes list keys.
    Listed,
    /// The notes say that there are none.
    None,
    /// The notes have the heading "Defined TXT keys:" and nothing under it.
    Empty,
    /// The notes name a document instead of keys.
    External,
    /// The notes say that the keys are proprietary.
    Undisclosed,
    /// The notes say that the keys are to be defined.
    Pending,
    /// The notes have text under the heading that names no key for certain.
    Unstructured,
    /// The notes don't mention TXT keys.
    Absent,
}

impl TxtStatus {
    /// The name of the status in reports, lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::None => "none",
            Self::Empty => "empty",
            Self::External => "external",
            Self::Undisclosed => "undisclosed",
            Self::Pending => "pending",
            Self::Unstructured => "unstructured",
            Self::Absent => "absent",
        }
    }
}

impl fmt::Display for TxtStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A TXT key that a registration defines.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct TxtKey {
    /// The key as registered: its case and its blanks are kept.
    pub name: String,
    /// How the key varies, where it stands for a family of keys: `dk<n>`, with `<n>` for a decimal number.
    pub pattern: Option<String>,
    /// What the value must be, where the notes state it.
    pub constraint: Option<Constraint>,
    /// What the notes say of the value, in their words.
    pub description: Option<String>,
}

impl TxtKey {
    /// Whether `name` is this key, without regard to ASCII case, or one of the family that its pattern describes.
    pub fn matches(&self, name: &str) -> bool {
        let Some(pattern) = &self.pattern else {
            return self.name.eq_ignore_ascii_case(name);
        };
        let Some((before, after)) = pattern.split_once("<n>") else {
            return pattern.eq_ignore_ascii_case(name);
        };
        let Some((head, rest)) = name.split_at_checked(before.len()) else {
            return false;
        };
        let Some((number, tail)) = rest
            .len()
            .checked_sub(after.len())
            .and_then(|end| rest.split_at_checked(end))
        else {
            return false;
        };
        head.eq_ignore_ascii_case(before)
            && tail.eq_ignore_ascii_case(after)
            && !number.is_empty()
            && number.bytes().all(|octet| octet.is_ascii_digit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_stands_for_its_numbered_keys() {
        let key = TxtKey {
            name: "dkX".into(),
            pattern: Some("dk<n>".into()),
            ..TxtKey::default()
        };
        for name in ["dk0", "DK12"] {
            assert!(key.matches(name), "{name}");
        }
        for name in ["dk", "dkX", "d1", "dk1x", "é"] {
            assert!(!key.matches(name), "{name}");
        }
    }

    #[test]
    fn a_key_is_matched_without_regard_to_case_but_with_its_blanks() {
        let key = TxtKey {
            name: "Machine ID".into(),
            ..TxtKey::default()
        };
        assert!(key.matches("machine id"));
        assert!(!key.matches("MachineID"));
    }
}
