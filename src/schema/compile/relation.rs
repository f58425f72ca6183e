use super::condition::condition;
use super::value::value;
use super::{Compiled, Scope};
use crate::schema::document::RelationDocument;
use crate::schema::error::SchemaFault;
use crate::schema::relation::{Demand, Relation};

/// Compiles a relation.
pub(super) fn relation(document: &RelationDocument, scope: &Scope<'_>) -> Compiled<Relation> {
    Ok(Relation {
        id: document.id.clone(),
        when: super::optional(document.when.as_ref(), "when", |when| condition(when, 0))?,
        demand: demand(document, scope)?,
        summary: document.summary.clone(),
        level: document.level,
        confidence: document.confidence.unwrap_or(scope.confidence),
        sources: scope.references.some(&document.sources)?,
    })
}

/// The one demand that is stated.
fn demand(document: &RelationDocument, scope: &Scope<'_>) -> Compiled<Demand> {
    let lists = [
        document.required.clone().map(Demand::Required),
        document.forbidden.clone().map(Demand::Forbidden),
        document.all_or_none.clone().map(Demand::AllOrNone),
        document.at_most_one.clone().map(Demand::AtMostOne),
        document.equals_port.clone().map(Demand::EqualsPort),
    ];
    let mut demands: Vec<Demand> = lists.into_iter().flatten().collect();
    if let Some(wanted) = &document.value {
        demands.push(Demand::Value {
            key: wanted.key.clone(),
            may_be_empty: wanted.is.empty.unwrap_or(false),
            value_type: value(&wanted.is, scope, 0)
                .map_err(|fault| fault.within("is").within("value"))?,
        });
    }
    if let Some(wanted) = &document.key_in_subtype {
        demands.push(Demand::KeyInSubtype {
            prefix: wanted.prefix.clone(),
            key: wanted.key.clone(),
            part: wanted.part.clone(),
            shift: wanted.shift,
        });
    }
    if let Some(wanted) = &document.instance_in_subtype {
        demands.push(Demand::InstanceInSubtype {
            prefix: wanted.prefix.clone(),
            length: wanted.length,
        });
    }
    let stated = demands.len();
    match demands.pop() {
        Some(demand) if stated == 1 => Ok(demand),
        _ => Err(SchemaFault::new(format!("a relation makes exactly one demand, this one makes {stated}"))
            .help("`required`, `forbidden`, `all-or-none`, `at-most-one`, `equals-port`, `value`, `key-in-subtype` or `instance-in-subtype`")
            .within("id")),
    }
}
