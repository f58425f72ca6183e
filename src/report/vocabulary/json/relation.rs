use serde::Serialize;

use super::condition::ConditionObject;
use super::value::ValueObject;
use super::{ReferenceObject, confidence, level, references};
use crate::report::vocabulary::words;
use crate::schema::{Demand, Relation};

/// A demand on several parts together.
#[derive(Serialize)]
pub(super) struct RelationObject<'s> {
    id: &'s str,
    when: Option<ConditionObject<'s>>,
    demand: DemandObject<'s>,
    /// The demand in words.
    words: String,
    level: &'static str,
    summary: &'s str,
    confidence: &'static str,
    sources: Vec<ReferenceObject<'s>>,
}

impl<'s> From<&'s Relation> for RelationObject<'s> {
    fn from(relation: &'s Relation) -> Self {
        Self {
            id: &relation.id,
            when: relation.when.as_ref().map(ConditionObject::from),
            demand: DemandObject::from(&relation.demand),
            words: words::demand(&relation.demand),
            level: level(relation.level),
            summary: &relation.summary,
            confidence: confidence(relation.confidence),
            sources: references(&relation.sources),
        }
    }
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum DemandObject<'s> {
    AllOrNone {
        keys: &'s [String],
    },
    AtMostOne {
        keys: &'s [String],
    },
    EqualsPort {
        key: &'s str,
    },
    Forbidden {
        keys: &'s [String],
    },
    InstanceInSubtype {
        prefix: &'s str,
        length: usize,
    },
    KeyInSubtype {
        prefix: &'s str,
        key: &'s str,
        part: Option<&'s str>,
        shift: u32,
    },
    Required {
        keys: &'s [String],
    },
    Value {
        key: &'s str,
        value: Box<ValueObject<'s>>,
        may_be_empty: bool,
    },
}

impl<'s> From<&'s Demand> for DemandObject<'s> {
    fn from(demand: &'s Demand) -> Self {
        match demand {
            Demand::AllOrNone(keys) => Self::AllOrNone { keys },
            Demand::AtMostOne(keys) => Self::AtMostOne { keys },
            Demand::EqualsPort(key) => Self::EqualsPort { key },
            Demand::Forbidden(keys) => Self::Forbidden { keys },
            Demand::InstanceInSubtype { prefix, length } => Self::InstanceInSubtype {
                prefix,
                length: *length,
            },
            Demand::KeyInSubtype {
                prefix,
                key,
                part,
                shift,
            } => Self::KeyInSubtype {
                prefix,
                key,
                part: part.as_deref(),
                shift: *shift,
            },
            Demand::Required(keys) => Self::Required { keys },
            Demand::Value {
                key,
                value_type,
                may_be_empty,
            } => Self::Value {
                key,
                value: Box::new(ValueObject::from(value_type)),
                may_be_empty: *may_be_empty,
            },
        }
    }
}
