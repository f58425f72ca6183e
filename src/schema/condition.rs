use std::fmt;

use crate::name::presentation;

/// Something that may hold for a service instance, on which other parts of a schema depend.
///
/// All parts that are stated must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Condition {
    /// The TXT record has this key.
    pub key: Option<String>,
    /// The key has one of these values, letter by letter.
    pub values: Vec<String>,
    /// The bits of the key's value pass this test.
    pub bits: Option<BitTest>,
    /// The instance is announced under this subtype, in any letter case.
    pub subtype: Option<String>,
    /// The same host offers this service type too.
    pub sibling: Option<String>,
    /// The instance is of this service type: for vocabularies of several types.
    pub service: Option<String>,
    /// The port of the SRV record is zero, or is not.
    pub port_is_zero: Option<bool>,
    /// This profile is asked for, or applies by itself.
    pub profile: Option<String>,
    /// One of these conditions holds; none for no demand.
    pub any_of: Vec<Condition>,
    /// This condition does not hold.
    pub not: Option<Box<Condition>>,
}

impl Condition {
    /// Conditions within a condition at most.
    pub const MAX_DEPTH: usize = 8;
}

impl fmt::Display for Condition {
    /// Words that follow "where": ``the instance is announced under the subtype `_print` ``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts(Sense::Holds).as_slice() {
            [] => f.write_str("anything is so"),
            parts => f.write_str(&parts.join(" and ")),
        }
    }
}

/// Whether words say that something holds or that it doesn't.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sense {
    Fails,
    Holds,
}

impl Sense {
    fn reversed(self) -> Self {
        match self {
            Self::Fails => Self::Holds,
            Self::Holds => Self::Fails,
        }
    }

    /// The word that makes the difference.
    fn choose<'w>(self, holds: &'w str, fails: &'w str) -> &'w str {
        match self {
            Self::Fails => fails,
            Self::Holds => holds,
        }
    }
}

impl Condition {
    /// Words for each part that is stated.
    fn parts(&self, sense: Sense) -> Vec<String> {
        let is = sense.choose("is", "is not");
        let mut parts = Vec::new();
        if let Some(key) = &self.key {
            let key = quoted(key);
            let values: Vec<String> = self.values.iter().map(|value| quoted(value)).collect();
            match &self.bits {
                _ if !self.values.is_empty() => parts.push(format!("{key} {is} {}", or(&values))),
                None => parts.push(format!("{key} {}", sense.choose("is there", "is absent"))),
                Some(_) => {}
            }
            parts.extend(self.bits.as_ref().map(|bits| bits.words(&key, sense)));
        }
        if let Some(subtype) = &self.subtype {
            let subtype = quoted(subtype);
            parts.push(format!(
                "the instance {is} announced under the subtype {subtype}"
            ));
        }
        if let Some(sibling) = &self.sibling {
            let offers = sense.choose("offers", "does not offer");
            parts.push(format!("the same host {offers} {}", quoted(sibling)));
        }
        if let Some(service) = &self.service {
            parts.push(format!("the service type {is} {}", quoted(service)));
        }
        if let Some(is_zero) = self.port_is_zero {
            let sense = if is_zero { sense } else { sense.reversed() };
            parts.push(format!("the port {} 0", sense.choose("is", "is not")));
        }
        if let Some(profile) = &self.profile {
            let applies = sense.choose("applies", "does not apply");
            parts.push(format!("the profile {} {applies}", quoted(profile)));
        }
        if !self.any_of.is_empty() {
            let one: Vec<String> = self.any_of.iter().map(ToString::to_string).collect();
            let neither = sense.choose("", "it is not so that ");
            parts.push(format!("{neither}{}", or(&one)));
        }
        if let Some(inner) = &self.not {
            parts.push(inner.words(sense.reversed()));
        }
        parts
    }

    fn words(&self, sense: Sense) -> String {
        // Of several parts that must all hold, one that doesn't is enough: no word of a part can say that.
        match self.parts(sense).as_slice() {
            [part] => part.clone(),
            _ => format!("{}{self}", sense.choose("", "it is not so that ")),
        }
    }
}

impl BitTest {
    fn words(&self, key: &str, sense: Sense) -> String {
        let is = sense.choose("is", "is not");
        let none = sense.choose("", "not ");
        let listed = |bits: &[u32]| -> Vec<String> { bits.iter().map(u32::to_string).collect() };
        match self {
            Self::AnySet(bits) | Self::OneSet(bits) if bits.len() == 1 => {
                format!("bit {} of {key} {is} set", or(&listed(bits)))
            }
            Self::AnySet(bits) => {
                let one = sense.choose("at least one", "none");
                format!("{one} of the bits {} of {key} is set", and(&listed(bits)))
            }
            Self::OneSet(bits) => {
                let bits = and(&listed(bits));
                format!("{none}exactly one of the bits {bits} of {key} is set")
            }
            Self::Value { low, high, values } => {
                let values: Vec<String> = values.iter().map(u64::to_string).collect();
                let values = or(&values);
                if low == high {
                    return format!("bit {low} of {key} {is} {values}");
                }
                let are = sense.choose("are", "are not");
                format!("the bits {low} to {high} of {key} {are} {values}")
            }
        }
    }
}

fn quoted(text: &str) -> String {
    format!("`{}`", presentation::text(text.as_bytes()))
}

/// `a, b or c`.
fn or(words: &[String]) -> String {
    joined(words, " or ")
}

/// `a, b and c`.
fn and(words: &[String]) -> String {
    joined(words, " and ")
}

fn joined(words: &[String], last: &str) -> String {
    match words.split_last() {
        Some((end, [])) => end.clone(),
        Some((end, start)) => format!("{}{last}{end}", start.join(", ")),
        None => String::new(),
    }
}

/// A test of the bits of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BitTest {
    /// At least one of these bits is set.
    AnySet(Vec<u32>),
    /// Exactly one of these bits is set.
    OneSet(Vec<u32>),
    /// The bits from `low` to `high`, taken as a number, have one of these values.
    Value {
        /// The lowest bit.
        low: u32,
        /// The highest bit.
        high: u32,
        /// The values.
        values: Vec<u64>,
    },
}

impl BitTest {
    /// Whether the number passes.
    pub fn holds(&self, number: u64) -> bool {
        let is_set = |bit: &&u32| number.checked_shr(**bit).is_some_and(|rest| rest & 1 == 1);
        match self {
            Self::AnySet(bits) => bits.iter().any(|bit| is_set(&bit)),
            Self::OneSet(bits) => bits.iter().filter(is_set).count() == 1,
            Self::Value { low, high, values } => {
                let count = high.saturating_sub(*low) + 1;
                let mask = if count >= 64 {
                    u64::MAX
                } else {
                    (1 << count) - 1
                };
                values.contains(&(number.checked_shr(*low).unwrap_or(0) & mask))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_tested() {
        assert!(BitTest::AnySet(vec![0, 7]).holds(0x80));
        assert!(!BitTest::AnySet(vec![0, 70]).holds(0x40));
        assert!(BitTest::OneSet(vec![0, 1]).holds(0b10));
        assert!(!BitTest::OneSet(vec![0, 1]).holds(0b11));
        let state = BitTest::Value {
            low: 3,
            high: 4,
            values: vec![2],
        };
        assert!(state.holds(0b1_0000) && !state.holds(0b1_1000));
    }

    #[test]
    fn conditions_are_told_in_words() {
        let key = |key: &str| Condition {
            key: Some(key.to_owned()),
            ..Condition::default()
        };
        let not = |inner: Condition| Condition {
            not: Some(Box::new(inner)),
            ..Condition::default()
        };
        assert_eq!(key("PH").to_string(), "`PH` is there");
        assert_eq!(not(key("PH")).to_string(), "`PH` is absent");
        let is_one = Condition {
            values: vec!["1".to_owned(), "2".to_owned()],
            ..key("CM")
        };
        assert_eq!(is_one.to_string(), "`CM` is `1` or `2`");
        assert_eq!(not(is_one.clone()).to_string(), "`CM` is not `1` or `2`");
        let bits = |test| Condition {
            bits: Some(test),
            ..key("PH")
        };
        let hints = BitTest::OneSet(vec![4, 8, 9]);
        assert_eq!(
            not(bits(hints)).to_string(),
            "not exactly one of the bits 4, 8 and 9 of `PH` is set"
        );
        let one = BitTest::AnySet(vec![4]);
        assert_eq!(bits(one).to_string(), "bit 4 of `PH` is set");
        let values = BitTest::Value {
            low: 3,
            high: 4,
            values: vec![1, 2],
        };
        assert_eq!(
            bits(values).to_string(),
            "the bits 3 to 4 of `PH` are 1 or 2"
        );
        let both = Condition {
            port_is_zero: Some(false),
            profile: Some("hap".to_owned()),
            ..is_one
        };
        assert_eq!(
            not(both).to_string(),
            "it is not so that `CM` is `1` or `2` and the port is not 0 and the profile `hap` applies"
        );
        let either = Condition {
            any_of: vec![key("a"), key("b\u{1b}")],
            ..Condition::default()
        };
        assert_eq!(either.to_string(), r"`a` is there or `b\x1b` is there");
    }
}
