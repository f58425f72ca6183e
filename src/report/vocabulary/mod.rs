//! A TXT vocabulary, told to people and to programs.
//!
//! [`Vocabulary`] adds to a schema what it takes to be read alone: from which service each inherited part comes, the
//! sources of those, and where IANA's registry says something else. The text and the page of Markdown are the same
//! statements in two layouts; the JSON has all facts.

mod json;
mod list;
mod markdown;
mod page;
mod value_words;
mod words;

#[cfg(feature = "cli")]
mod brief;
#[cfg(feature = "cli")]
mod text;
#[cfg(feature = "cli")]
mod wrap;

#[cfg(test)]
mod tests;

pub use list::{ProfileList, VocabularyList, VocabularyListEntry};

use std::io::{self, Write};

use crate::name::ServiceTypeLabels;
#[cfg(feature = "cli")]
use crate::report::text::Paint;
use crate::schema::{
    BuiltinSchema, Reference, RegistrationDifference, Schemas, ServiceSchema, SourceDocument,
};

/// Services above each other at most, as schemas allow.
const MAX_DEPTH: usize = 8;

/// A schema with what it takes to tell all of it.
#[derive(Debug)]
pub struct Vocabulary<'s> {
    schema: &'s ServiceSchema,
    /// What it inherits from, the nearest first.
    bases: Vec<Base<'s>>,
    /// What the registrations say otherwise.
    differences: Vec<Difference<'s>>,
}

/// A service whose keys a vocabulary inherits.
#[derive(Debug)]
struct Base<'s> {
    service: &'s str,
    schema: &'s ServiceSchema,
}

/// What the registration says otherwise, and of which service types.
#[derive(Debug)]
struct Difference<'s> {
    services: Vec<&'s str>,
    difference: RegistrationDifference,
}

impl<'s> Vocabulary<'s> {
    /// The vocabulary of a schema, which is one of `schemas` or was made from a registration.
    ///
    /// The registry in force is asked for what it says of the same service types.
    pub fn new(schema: &'s ServiceSchema, schemas: &'s Schemas) -> Self {
        let mut bases = Vec::new();
        collect_bases(schema, schemas, 0, &mut bases);
        Self {
            schema,
            bases,
            differences: differences(schema),
        }
    }

    /// The schema.
    pub const fn schema(&self) -> &'s ServiceSchema {
        self.schema
    }

    /// A page of Markdown.
    pub fn to_markdown(&self) -> String {
        markdown::write(&page::Page::of(self))
    }

    /// The text for people, wrapped at 100 columns.
    #[cfg(feature = "cli")]
    pub fn to_text(&self, paint: Paint) -> String {
        text::write(&page::Page::of(self), paint)
    }

    /// The keys alone, each in a line or two.
    #[cfg(feature = "cli")]
    pub fn to_brief_text(&self, paint: Paint) -> String {
        brief::keys(self, paint)
    }

    /// What TXT strings say by the vocabulary: what each key is about, what its value means, whether it is allowed.
    #[cfg(feature = "cli")]
    pub fn explain_strings<S: AsRef<[u8]>>(&self, strings: &[S], paint: Paint) -> String {
        brief::strings(self, strings, paint)
    }

    /// Writes all facts as one JSON object.
    ///
    /// # Errors
    ///
    /// What writing met.
    pub fn write_json<W: Write>(&self, out: W) -> io::Result<()> {
        json::write(out, self)
    }

    /// The service from which a part comes that the schema has not by itself: the furthest that has it.
    fn origin(&self, has: impl Fn(&ServiceSchema) -> bool) -> Option<&'s str> {
        let base = self.bases.iter().rev().find(|base| has(base.schema))?;
        Some(base.service)
    }

    /// From which service the key at this position is inherited; `None` where it is the vocabulary's own.
    fn key_origin(&self, position: usize) -> Option<&'s str> {
        let key = self.schema.keys.get(position)?;
        if position < self.schema.own_keys {
            return None;
        }
        let first = self.schema.extends.first().map(String::as_str);
        let is_own =
            |base: &ServiceSchema| base.keys.iter().take(base.own_keys).any(|own| own == key);
        self.origin(is_own).or(first)
    }

    /// All sources by their ids: those of the schema, and those that what it inherits refers to.
    fn sources(&self) -> Vec<&'s SourceDocument> {
        let mut sources: Vec<&SourceDocument> = self.schema.sources.iter().collect();
        for reference in self.references() {
            if sources.iter().any(|known| known.id == reference.id) {
                continue;
            }
            let mut inherited = self.bases.iter().flat_map(|base| &base.schema.sources);
            sources.extend(inherited.find(|source| source.id == reference.id));
        }
        sources.sort_by(|one, other| one.id.cmp(&other.id));
        sources
    }

    fn references(&self) -> impl Iterator<Item = &'s Reference> {
        let schema = self.schema;
        let keys = schema.keys.iter().flat_map(|key| &key.sources);
        let relations = schema.relations.iter().flat_map(|part| &part.sources);
        let profiles = schema.profiles.iter().flat_map(|part| &part.sources);
        keys.chain(relations).chain(profiles)
    }
}

/// Walks up through what a schema extends.
fn collect_bases<'s>(
    schema: &'s ServiceSchema,
    schemas: &'s Schemas,
    depth: usize,
    bases: &mut Vec<Base<'s>>,
) {
    for service in &schema.extends {
        // A schema that adds to its own service type means the one below it.
        let found = if schema.covers(service) {
            BuiltinSchema::find(service).and_then(BuiltinSchema::schema)
        } else {
            schemas.find(service)
        };
        let is_known =
            |base: &&ServiceSchema| bases.iter().all(|known| !std::ptr::eq(known.schema, *base));
        let Some(base) = found.filter(is_known) else {
            continue;
        };
        bases.push(Base {
            service,
            schema: base,
        });
        if depth < MAX_DEPTH {
            collect_bases(base, schemas, depth + 1, bases);
        }
    }
}

/// What the registration of each service type says otherwise; types of which the same is said stand together.
fn differences(schema: &ServiceSchema) -> Vec<Difference<'_>> {
    let mut differences: Vec<Difference<'_>> = Vec::new();
    if schema.is_registration() {
        return differences;
    }
    for service in &schema.services {
        let registered = service
            .parse::<ServiceTypeLabels>()
            .ok()
            .and_then(|labels| ServiceSchema::from_registration(&labels));
        let Some(registered) = registered else {
            continue;
        };
        let difference = schema.difference_from(&registered);
        if difference.is_empty() {
            continue;
        }
        let same = differences
            .iter_mut()
            .find(|known| known.difference == difference);
        match same {
            Some(known) => known.services.push(service),
            None => differences.push(Difference {
                services: vec![service],
                difference,
            }),
        }
    }
    differences
}
