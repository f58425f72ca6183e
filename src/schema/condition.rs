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
}

impl std::fmt::Display for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TODO-MERGE")
    }
}
