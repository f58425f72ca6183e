use serde::Serialize;

use crate::schema::{BitTest, Condition};

/// A condition: what is stated, and the whole in words.
#[derive(Serialize)]
pub(super) struct ConditionObject<'s> {
    /// The whole in words.
    words: String,
    key: Option<&'s str>,
    values: &'s [String],
    bits: Option<BitsObject<'s>>,
    subtype: Option<&'s str>,
    sibling: Option<&'s str>,
    service: Option<&'s str>,
    port_is_zero: Option<bool>,
    profile: Option<&'s str>,
    any_of: Vec<ConditionObject<'s>>,
    not: Option<Box<ConditionObject<'s>>>,
}

impl<'s> From<&'s Condition> for ConditionObject<'s> {
    fn from(condition: &'s Condition) -> Self {
        Self {
            words: condition.to_string(),
            key: condition.key.as_deref(),
            values: &condition.values,
            bits: condition.bits.as_ref().map(BitsObject::from),
            subtype: condition.subtype.as_deref(),
            sibling: condition.sibling.as_deref(),
            service: condition.service.as_deref(),
            port_is_zero: condition.port_is_zero,
            profile: condition.profile.as_deref(),
            any_of: condition.any_of.iter().map(Self::from).collect(),
            not: condition
                .not
                .as_deref()
                .map(|inner| Box::new(Self::from(inner))),
        }
    }
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum BitsObject<'s> {
    AnySet {
        bits: &'s [u32],
    },
    OneSet {
        bits: &'s [u32],
    },
    Value {
        low: u32,
        high: u32,
        values: &'s [u64],
    },
}

impl<'s> From<&'s BitTest> for BitsObject<'s> {
    fn from(test: &'s BitTest) -> Self {
        match test {
            BitTest::AnySet(bits) => Self::AnySet { bits },
            BitTest::OneSet(bits) => Self::OneSet { bits },
            BitTest::Value { low, high, values } => Self::Value {
                low: *low,
                high: *high,
                values,
            },
        }
    }
}
