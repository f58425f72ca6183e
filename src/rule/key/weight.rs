//! What a finding of a schema weighs, and where it is written down.

use std::borrow::Cow;

use crate::rule::{Citation, Severity};
use crate::schema::{Confidence, Level, Reference, ServiceSchema, TxtKeyDefinition, Verification};

/// The most that a fact of this confidence can weigh: what a specification or a registration says may be an error, what
/// a vendor or an implementation does a warning, and what was only observed a note.
pub(super) const fn at_most(confidence: Confidence) -> Severity {
    match confidence {
        Confidence::Specification | Confidence::Registration => Severity::Error,
        Confidence::VendorDocument | Confidence::Implementation => Severity::Warning,
        Confidence::ReverseEngineered | Confidence::Observed => Severity::Note,
    }
}

/// The most that what a schema says of a key can weigh.
pub(super) fn of_key(key: &TxtKeyDefinition) -> Severity {
    match key.verification {
        Verification::Memory => Severity::Note,
        Verification::Secondary | Verification::Text => at_most(key.confidence),
    }
}

/// What a demand weighs.
pub(super) fn of_demand(level: Level, confidence: Confidence) -> Severity {
    let own = match level {
        Level::Advice => Severity::Note,
        Level::Should => Severity::Warning,
        Level::Must => Severity::Error,
    };
    own.min(at_most(confidence))
}

/// The first of the places where a fact is written down.
pub(super) fn citation(sources: &[Reference], schema: &ServiceSchema) -> Option<Citation> {
    let reference = sources.first().or(schema.reference.as_ref())?;
    // Of an RFC the section alone is kept: the link to it is made of the number.
    let section = match reference.section.strip_prefix('§') {
        Some(number) if reference.title.starts_with("RFC ") => number,
        _ => &reference.section,
    };
    Some(Citation {
        source: Cow::Owned(reference.title.clone()),
        section: Cow::Owned(section.to_owned()),
        requirement: None,
        sentence: Cow::Borrowed(""),
    })
}

/// The place where a schema as a whole comes from.
pub(super) fn schema_citation(schema: &ServiceSchema) -> Option<Citation> {
    citation(&[], schema)
}
