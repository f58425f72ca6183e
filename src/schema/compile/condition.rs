use super::Compiled;
use crate::schema::condition::{BitTest, Condition};
use crate::schema::document::ConditionDocument;
use crate::schema::error::SchemaFault;

/// Compiles a condition that is so deep within others.
pub(super) fn condition(document: &ConditionDocument, depth: usize) -> Compiled<Condition> {
    if depth >= Condition::MAX_DEPTH {
        return Err(SchemaFault::new(format!(
            "conditions are nested more than {} deep",
            Condition::MAX_DEPTH
        )));
    }
    let bits = bits(document)?;
    let needs_key = document.values.is_some() || bits.is_some();
    if needs_key && document.key.is_none() {
        return Err(SchemaFault::new(
            "a condition on a value or on bits names no `key`",
        ));
    }
    let any_of = document.any_of.as_deref().unwrap_or_default();
    let any_of = super::each(any_of, "any-of", |inner| condition(inner, depth + 1))?;
    let not = document
        .not
        .as_ref()
        .map(|inner| condition(inner, depth + 1));
    let not = not.transpose().map_err(|fault| fault.within("not"))?;
    let compiled = Condition {
        key: document.key.clone(),
        values: document.values.clone().unwrap_or_default(),
        bits,
        subtype: document.subtype.clone(),
        sibling: document.sibling.clone(),
        service: document.service.clone(),
        port_is_zero: document.port_is_zero,
        profile: document.profile.clone(),
        any_of,
        not: not.map(Box::new),
    };
    if compiled == Condition::default() {
        return Err(SchemaFault::new("a condition that states nothing"));
    }
    Ok(compiled)
}

fn bits(document: &ConditionDocument) -> Compiled<Option<BitTest>> {
    let test = match (
        &document.any_bit,
        &document.one_bit,
        document.bits,
        &document.bits_are,
    ) {
        (None, None, None, None) => return Ok(None),
        (Some(bits), None, None, None) => BitTest::AnySet(bits.clone()),
        (None, Some(bits), None, None) => BitTest::OneSet(bits.clone()),
        (None, None, Some([low, high]), Some(values)) if low <= high && high < 64 => {
            BitTest::Value {
                low,
                high,
                values: values.clone(),
            }
        }
        _ => {
            return Err(SchemaFault::new(
                "a condition has one of `any-bit`, `one-bit`, or `bits` of at most 64 with `bits-are`",
            ));
        }
    };
    Ok(Some(test))
}
