use std::fmt;

use super::{CompoundPart, Pattern, ValueType};
use crate::name::presentation;

/// Octets of a value that a message shows; the rest is cut off.
const SHOWN_LEN: usize = 60;

/// A value that its type doesn't allow.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ValueViolation {
    /// The value.
    pub value: Vec<u8>,
    /// The part of it that is wrong, where the rest is not.
    pub part: Option<ViolatedPart>,
    /// What is allowed, in words: of the part, where there is one.
    pub allowed: String,
    /// Whether the length is what is wrong, or may be.
    pub is_about_length: bool,
}

/// A part of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ViolatedPart {
    /// Which part it is: `item 2`.
    pub name: String,
    /// Its octets.
    pub octets: Vec<u8>,
}

/// Says what is wrong with a value that is not allowed.
pub(super) fn of(value_type: &ValueType, value: &[u8]) -> ValueViolation {
    let (part, allowed) = match value_type {
        ValueType::BitFlags(flags) => {
            let fault = flags.read(value).and_then(|bits| flags.fault(bits));
            (None, fault)
        }
        ValueType::Compound { pattern, parts } => wrong_compound(pattern, parts, value),
        ValueType::List(list) => match list.items(value).position(|item| !list.item.allows(item)) {
            Some(index) => {
                let octets = list.items(value).nth(index).unwrap_or_default().to_vec();
                let allowed = of(&list.item, &octets).allowed;
                let part = ViolatedPart {
                    name: format!("item {}", index + 1),
                    octets,
                };
                let is_alone = list.items(value).count() == 1;
                (
                    Some(part).filter(|_| !is_alone),
                    Some(allowed).filter(|_| !is_alone),
                )
            }
            None => (None, list.fault(value)),
        },
        _ => (None, None),
    };
    ValueViolation {
        value: value.to_vec(),
        allowed: allowed.unwrap_or_else(|| value_type.allowed().to_string()),
        is_about_length: part.is_none() && has_length(value_type),
        part,
    }
}

fn wrong_compound(
    pattern: &Pattern,
    parts: &[CompoundPart],
    value: &[u8],
) -> (Option<ViolatedPart>, Option<String>) {
    let wrong = str::from_utf8(value)
        .ok()
        .and_then(|text| wrong_part(pattern, parts, text));
    match wrong {
        Some((part, octets)) => {
            let name = part.title.clone().unwrap_or_else(|| part.group.clone());
            let allowed = of(&part.value_type, octets.as_bytes()).allowed;
            (
                Some(ViolatedPart {
                    name,
                    octets: octets.into_bytes(),
                }),
                Some(allowed),
            )
        }
        None => (None, None),
    }
}

/// The first part of a compound that its type doesn't allow.
pub(super) fn wrong_part<'p>(
    pattern: &Pattern,
    parts: &'p [CompoundPart],
    text: &str,
) -> Option<(&'p CompoundPart, String)> {
    if parts.is_empty() {
        return None;
    }
    let names: Vec<&str> = parts.iter().map(|part| part.group.as_str()).collect();
    let groups = pattern.groups(text, &names)?;
    parts
        .iter()
        .zip(groups)
        .filter_map(|(part, group)| group.map(|group| (part, group)))
        .find(|(part, group)| !part.value_type.allows(group.as_bytes()))
        .map(|(part, group)| (part, group.to_owned()))
}

/// Whether the length of the value is a part of what the type asks for.
fn has_length(value_type: &ValueType) -> bool {
    match value_type {
        ValueType::Base64 { .. } | ValueType::Hex { .. } | ValueType::Octets { .. } => true,
        ValueType::BitFlags(flags) => matches!(flags.encoding, super::BitEncoding::Octets { .. }),
        ValueType::Text { min, max, .. } => *min > 1 || *max < usize::MAX,
        _ => false,
    }
}

impl fmt::Display for ValueViolation {
    /// The value and what is allowed, to follow "key … has": ``value `5`, allowed is a decimal number from 0 to 4``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.value.is_empty() {
            return write!(f, "an empty value, allowed is {}", self.allowed);
        }
        write!(f, "value `{}`", shown(&self.value))?;
        if self.is_about_length {
            let unit = if self.value.len() == 1 {
                "octet"
            } else {
                "octets"
            };
            write!(f, " of {} {unit}", self.value.len())?;
        }
        if let Some(part) = &self.part {
            let name = presentation::text(part.name.as_bytes());
            write!(f, ", whose {name} is `{}`", shown(&part.octets))?;
        }
        write!(f, ", allowed is {}", self.allowed)
    }
}

fn shown(octets: &[u8]) -> String {
    match octets.split_at_checked(SHOWN_LEN) {
        Some((start, rest)) if !rest.is_empty() => format!("{}…", presentation::text(start)),
        _ => presentation::text(octets).to_string(),
    }
}
