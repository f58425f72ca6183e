use super::condition::Condition;
use super::confidence::Confidence;
use super::parts::{Level, Reference};
use super::value::ValueType;

/// A demand on several keys together, or on keys and names: what no key alone can state.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Relation {
    /// The name of the relation within its schema.
    pub id: String,
    /// Where it applies; everywhere if nothing is stated.
    pub when: Option<Condition>,
    /// What must hold there.
    pub demand: Demand,
    /// What it is about, in a sentence.
    pub summary: String,
    /// How binding it is.
    pub level: Level,
    /// How far it can be relied on.
    pub confidence: Confidence,
    /// Where it is stated.
    pub sources: Vec<Reference>,
}

/// What a [`Relation`] demands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Demand {
    /// All of these keys are there, or none.
    AllOrNone(Vec<String>),
    /// At most one of these keys is there.
    AtMostOne(Vec<String>),
    /// The value of the key, in decimal digits, is the port of the SRV record.
    EqualsPort(String),
    /// None of these keys is there.
    Forbidden(Vec<String>),
    /// The rest of each subtype that begins with `prefix` is the beginning of the instance name, so many octets of it.
    InstanceInSubtype {
        /// How the subtype begins: `_I`.
        prefix: String,
        /// Octets of the instance name.
        length: usize,
    },
    /// The rest of each subtype that begins with `prefix` is the number in the key's value, in decimal digits.
    KeyInSubtype {
        /// How the subtype begins: `_S`.
        prefix: String,
        /// The key.
        key: String,
        /// The part of a compound value that is meant.
        part: Option<String>,
        /// By how many bits the number is shifted to the right before it is compared.
        shift: u32,
    },
    /// These keys are there.
    Required(Vec<String>),
    /// The key, where it is there, has a value of this type.
    Value {
        /// The key.
        key: String,
        /// The type.
        value_type: ValueType,
        /// Whether `key=`, with nothing behind, is allowed whatever the type says.
        may_be_empty: bool,
    },
}
