//! KEY: TXT keys, values and names against the vocabulary of the service.
//!
//! A [schema](crate::schema) speaks where there is one, what is registered with IANA otherwise. Judged is what a client
//! reads: of a key that appears more than once, the first, unless the vocabulary lets it repeat. What a finding weighs
//! follows its source: what only an implementation shows is no error, what was only observed a note.

pub(crate) mod agreement;
pub(crate) mod keys;
pub(crate) mod presence;
pub(crate) mod service;

mod condition;
mod weight;

use self::condition::Facts;
use crate::rule::InstanceContext;
use crate::rule::vocabulary::{RecordMatch, Vocabulary};
use crate::schema::{SchemaOrigin, ServiceSchema, TxtKeyDefinition};

/// What keys that the schema has are: "registered for `moodring`", "defined for `_hap._tcp`".
fn standing(schema: &ServiceSchema) -> String {
    match &schema.origin {
        SchemaOrigin::Registration(service) => format!("registered for `{service}`"),
        SchemaOrigin::File(_) | SchemaOrigin::Program => {
            format!("defined for `{}`", type_text(schema))
        }
    }
}

/// The main service type of a schema, escaped.
fn type_text(schema: &ServiceSchema) -> String {
    let main = schema
        .services
        .first()
        .map(String::as_bytes)
        .unwrap_or_default();
    crate::name::presentation::text(main).to_string()
}

/// Text of a schema, fit to be shown.
fn safe(text: &str) -> String {
    crate::name::presentation::source_text(text).to_string()
}

/// Calls `judge` with each TXT record of an instance.
fn each_record(
    context: &InstanceContext<'_>,
    mut judge: impl FnMut(&Vocabulary<'_>, &RecordMatch<'_>, Facts<'_, '_>),
) {
    let Some(vocabulary) = context.vocabulary() else {
        return;
    };
    for record in &vocabulary.records {
        let facts = Facts {
            context,
            vocabulary,
            record: Some(record),
        };
        judge(vocabulary, record, facts);
    }
}

/// Whether the revision that the record says it follows has the key; where it says none, all of them.
fn is_of_revision(
    vocabulary: &Vocabulary<'_>,
    record: &RecordMatch<'_>,
    key: &TxtKeyDefinition,
) -> bool {
    let schema = vocabulary.schema();
    let Some(revisions) = &schema.revisions else {
        return true;
    };
    let value = record
        .named(schema, &revisions.key)
        .and_then(|entry| str::from_utf8(entry.entry.value?).ok());
    let Some(followed) = value.and_then(|value| revisions.position(value)) else {
        return true;
    };
    let position = |revision: &Option<String>| {
        revision
            .as_deref()
            .and_then(|text| revisions.position(text))
    };
    position(&key.since).is_none_or(|since| since <= followed)
        && position(&key.until).is_none_or(|until| followed <= until)
}
