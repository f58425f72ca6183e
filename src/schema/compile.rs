//! From the fields of a file to a schema: each is looked at alone, then all together.

mod condition;
mod example;
mod references;
mod relation;
mod value;

use std::collections::BTreeSet;

use self::condition::condition;
use self::references::{References, sources};
use self::value::value;
use super::confidence::{Confidence, Verification};
use super::document::{
    KeyDocument, NameDocument, ProfileDocument, SchemaDocument, SiblingDocument, SrvDocument,
    SubtypeDocument, TxtDocument,
};
use super::error::{Place, SchemaError, SchemaFault};
use super::key::{KeyName, TxtKeyDefinition};
use super::parts::{
    NameGrammar, Profile, Remark, Revisions, SiblingService, SrvExpectation, SubtypeDefinition,
    SubtypeLabel, TxtExpectation, UnknownKeys,
};
use super::service_schema::{FieldPlaces, KeyIndex, SchemaOrigin, ServiceSchema};
use super::value::Pattern;
use crate::name::ServiceTypeLabels;
use crate::wire::TxtRecord;

/// Whether the text was looked at before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// It wasn't: patterns are compiled to see whether they can be.
    None,
    /// A test did: patterns are compiled when they are first asked.
    Tested,
}

type Compiled<T> = Result<T, SchemaFault>;

/// Reads a schema.
pub(super) fn parse(
    text: &str,
    origin: SchemaOrigin,
    trust: Trust,
) -> Result<ServiceSchema, SchemaError> {
    let document: SchemaDocument = match toml::from_str(text) {
        Ok(document) => document,
        Err(error) => return Err(SchemaError::from_toml(&error, text, origin)),
    };
    match schema(document, &origin, trust) {
        Ok(mut schema) => {
            if trust == Trust::None {
                schema.places = FieldPlaces {
                    extends: Place::of_field(text, "extends"),
                    services: Place::of_field(text, "services"),
                };
            }
            Ok(schema)
        }
        Err(fault) => Err(SchemaError::at(fault, text, origin)),
    }
}

/// What parts of a file need of the rest of it.
struct Scope<'d> {
    references: References<'d>,
    confidence: Confidence,
    verification: Verification,
    trust: Trust,
}

impl Scope<'_> {
    fn pattern(&self, text: &str) -> Compiled<Pattern> {
        match self.trust {
            Trust::Tested => Ok(Pattern::trusted(text)),
            Trust::None => Pattern::new(text).map_err(SchemaFault::new),
        }
    }
}

fn schema(
    document: SchemaDocument,
    origin: &SchemaOrigin,
    trust: Trust,
) -> Compiled<ServiceSchema> {
    let sources = sources(&document.sources)?;
    let scope = Scope {
        references: References::new(&sources),
        confidence: document.confidence,
        verification: document.verified.unwrap_or(Verification::Text),
        trust,
    };
    services(&document.services).map_err(|fault| fault.within("services"))?;
    each(&document.extends, "extends", |text| service_type(text))?;
    if sources.is_empty() {
        return Err(
            SchemaFault::new("the schema has no `[[sources]]`, at least one is needed")
                .within("title"),
        );
    }
    let keys = each(&document.keys, "keys", |key| self::key(key, &scope))?;
    let is_weak = document.confidence < Confidence::Implementation;
    let reference = document
        .reference
        .as_deref()
        .map(|text| scope.references.one(text));
    let schema = ServiceSchema {
        reference: reference
            .transpose()
            .map_err(|fault| fault.within("reference"))?,
        unknown_keys: document.unknown_keys.unwrap_or(if is_weak {
            UnknownKeys::Ignore
        } else {
            UnknownKeys::Note
        }),
        remarks: each(&document.remarks, "remarks", |remark| {
            Ok(Remark {
                text: remark.text.clone(),
                sources: scope.references.all(&remark.sources)?,
            })
        })?,
        revisions: document.revisions.map(|revisions| Revisions {
            key: revisions.key,
            order: revisions.order,
        }),
        instance_name: optional(document.instance_name.as_ref(), "instance-name", |name| {
            grammar(name, &scope)
        })?,
        host_name: optional(document.host_name.as_ref(), "host-name", |name| {
            grammar(name, &scope)
        })?,
        srv: document.srv.as_ref().map(srv).unwrap_or_default(),
        txt: optional(document.txt.as_ref(), "txt", |expectation| {
            txt(expectation, &scope)
        })?
        .unwrap_or_default(),
        subtypes: each(&document.subtypes, "subtypes", |subtype| {
            self::subtype(subtype, &scope)
        })?,
        siblings: each(&document.siblings, "siblings", |sibling| {
            self::sibling(sibling, &scope)
        })?,
        relations: each(&document.relations, "relations", |relation| {
            relation::relation(relation, &scope)
        })?,
        profiles: each(&document.profiles, "profiles", |profile| {
            self::profile(profile, &scope)
        })?,
        examples: each(&document.examples, "examples", example::example)?,
        index: KeyIndex::new(&keys),
        places: FieldPlaces::default(),
        own_keys: keys.len(),
        keys,
        title: document.title,
        services: document.services,
        category: document.category,
        kind: document.kind,
        superseded_by: document.superseded_by,
        is_registered: document.registered,
        name_clash: document.name_clash,
        revision: document.revision,
        confidence: document.confidence,
        extends: document.extends,
        notes: document.notes,
        gaps: document.gaps,
        origin: origin.clone(),
        sources,
    };
    agree(&schema)?;
    Ok(schema)
}

/// Compiles each item of a list and says in which a fault is.
fn each<D, T>(
    items: &[D],
    name: &'static str,
    compile: impl Fn(&D) -> Compiled<T>,
) -> Compiled<Vec<T>> {
    items
        .iter()
        .enumerate()
        .map(|(index, item)| compile(item).map_err(|fault| fault.within_item(index).within(name)))
        .collect()
}

/// Compiles a part that may be absent.
fn optional<D, T>(
    part: Option<&D>,
    name: &'static str,
    compile: impl Fn(&D) -> Compiled<T>,
) -> Compiled<Option<T>> {
    part.map(compile)
        .transpose()
        .map_err(|fault| fault.within(name))
}

fn services(services: &[String]) -> Compiled<()> {
    if services.is_empty() {
        return Err(SchemaFault::new(
            "the schema covers no service type, at least one such as `_ipp._tcp` is needed",
        ));
    }
    let mut known = BTreeSet::new();
    for (index, text) in services.iter().enumerate() {
        service_type(text).map_err(|fault| fault.within_item(index))?;
        if !known.insert(text.to_ascii_lowercase()) {
            return Err(
                SchemaFault::new(format!("service type `{}` stands twice", shown(text)))
                    .within_item(index),
            );
        }
    }
    Ok(())
}

/// Names over the limit of 15 octets are taken: vocabularies of such names exist, and the rules say so elsewhere.
fn service_type(text: &str) -> Compiled<()> {
    let labels: Option<ServiceTypeLabels> = text.parse().ok();
    let is_type = labels.is_some_and(|labels| {
        labels.protocol().is_some() && !labels.service_name().is_empty() && text.starts_with('_')
    });
    if is_type {
        return Ok(());
    }
    Err(SchemaFault::new(format!(
        "`{}` is no service type such as `_ipp._tcp` or `_matterc._udp`",
        shown(text)
    )))
}

fn key(document: &KeyDocument, scope: &Scope<'_>) -> Compiled<TxtKeyDefinition> {
    let name = if let Some(pattern) = &document.pattern {
        KeyName::Family {
            label: document.name.clone(),
            pattern: scope
                .pattern(pattern)
                .map_err(|fault| fault.within("pattern"))?,
        }
    } else {
        key_name(&document.name).map_err(|fault| fault.within("name"))?;
        KeyName::Exact(document.name.clone())
    };
    each(&document.aliases, "aliases", |alias| key_name(alias))?;
    let references = scope.references.all(&document.sources)?;
    if references.is_empty() {
        return Err(SchemaFault::new(format!(
            "key `{}` has no source, at least one is needed",
            shown(&document.name)
        ))
        .within("sources"));
    }
    let when = |part: Option<&super::document::ConditionDocument>, name| {
        optional(part, name, |document| condition(document, 0))
    };
    let value_document = &document.value;
    let value_type = value(value_document, scope, 0).map_err(|fault| fault.within("value"))?;
    Ok(TxtKeyDefinition {
        name,
        aliases: document.aliases.clone(),
        presence: document.presence,
        required_when: when(document.required_when.as_ref(), "required-when")?,
        recommended_when: when(document.recommended_when.as_ref(), "recommended-when")?,
        forbidden_when: when(document.forbidden_when.as_ref(), "forbidden-when")?,
        value_is_inferred: value_document.inferred.unwrap_or(false),
        may_be_empty: value_document.empty.unwrap_or(false),
        may_be_valueless: value_document.valueless.unwrap_or(false),
        value_type,
        default: document.default.clone(),
        repeatable: document.repeatable,
        position: document.position,
        since: document.since.clone(),
        until: document.until.clone(),
        superseded_by: document.superseded_by.clone(),
        summary: document.summary.clone(),
        confidence: document.confidence.unwrap_or(scope.confidence),
        verification: document.verified.unwrap_or(scope.verification),
        sources: references,
    })
}

/// Keys are printable ASCII without `=` ([RFC 6763 §6.4](https://www.rfc-editor.org/rfc/rfc6763#section-6.4)).
fn key_name(name: &str) -> Compiled<()> {
    let is_legal = name
        .bytes()
        .all(|octet| matches!(octet, 0x20..=0x7e) && octet != b'=');
    let longest = TxtRecord::MAX_STRING_LEN;
    if is_legal && (1..=longest).contains(&name.len()) {
        return Ok(());
    }
    Err(SchemaFault::new(format!(
        "key `{}` can't be: a key is 1 to {longest} characters of printable ASCII without `=` (RFC 6763 §6.4)",
        shown(name)
    )))
}

fn grammar(document: &NameDocument, scope: &Scope<'_>) -> Compiled<NameGrammar> {
    let pattern = document.pattern.as_deref().map(|text| scope.pattern(text));
    Ok(NameGrammar {
        pattern: pattern
            .transpose()
            .map_err(|fault| fault.within("pattern"))?,
        summary: document.summary.clone(),
        confidence: document.confidence.unwrap_or(scope.confidence),
        sources: scope.references.some(&document.sources)?,
    })
}

fn srv(document: &SrvDocument) -> SrvExpectation {
    SrvExpectation {
        default_port: document.default_port,
        port_zero: document.port_zero,
        summary: document.summary.clone(),
    }
}

fn txt(document: &TxtDocument, scope: &Scope<'_>) -> Compiled<TxtExpectation> {
    let sources = match document.max_length {
        Some(_) => scope.references.some(&document.sources)?,
        None => scope.references.all(&document.sources)?,
    };
    Ok(TxtExpectation {
        max_length: document.max_length,
        several_records: document.several_records,
        sources,
    })
}

fn subtype(document: &SubtypeDocument, scope: &Scope<'_>) -> Compiled<SubtypeDefinition> {
    let label = match (&document.name, &document.pattern) {
        (Some(name), None) => SubtypeLabel::Exact(name.clone()),
        (None, Some(pattern)) => SubtypeLabel::Family {
            prefix: document.prefix.clone().unwrap_or_default(),
            pattern: scope
                .pattern(pattern)
                .map_err(|fault| fault.within("pattern"))?,
        },
        _ => {
            return Err(
                SchemaFault::new("a subtype has either `name` or `pattern`").within("presence")
            );
        }
    };
    let when = |part: Option<&super::document::ConditionDocument>, name| {
        optional(part, name, |document| condition(document, 0))
    };
    Ok(SubtypeDefinition {
        label,
        presence: document.presence,
        required_when: when(document.required_when.as_ref(), "required-when")?,
        forbidden_when: when(document.forbidden_when.as_ref(), "forbidden-when")?,
        summary: document.summary.clone(),
        confidence: document.confidence.unwrap_or(scope.confidence),
        sources: scope.references.some(&document.sources)?,
    })
}

fn sibling(document: &SiblingDocument, scope: &Scope<'_>) -> Compiled<SiblingService> {
    service_type(&document.service).map_err(|fault| fault.within("service"))?;
    Ok(SiblingService {
        service: document.service.clone(),
        by: document.by,
        when: optional(document.when.as_ref(), "when", |document| {
            condition(document, 0)
        })?,
        level: document.level,
        summary: document.summary.clone(),
        confidence: document.confidence.unwrap_or(scope.confidence),
        sources: scope.references.some(&document.sources)?,
    })
}

fn profile(document: &ProfileDocument, scope: &Scope<'_>) -> Compiled<Profile> {
    let is_name = !document.name.is_empty()
        && document
            .name
            .bytes()
            .all(|octet| matches!(octet, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.'));
    if !is_name {
        return Err(SchemaFault::new(format!(
            "profile name `{}` has other characters than lower-case letters, digits, hyphens and dots",
            shown(&document.name)
        ))
        .within("name"));
    }
    Ok(Profile {
        name: document.name.clone(),
        title: document.title.clone(),
        when: optional(document.when.as_ref(), "when", |document| {
            condition(document, 0)
        })?,
        required: document.required.clone(),
        recommended: document.recommended.clone(),
        subtypes: document.subtypes.clone(),
        confidence: document.confidence.unwrap_or(scope.confidence),
        sources: scope.references.some(&document.sources)?,
    })
}

/// Whether the parts agree with each other.
fn agree(schema: &ServiceSchema) -> Compiled<()> {
    let mut names = BTreeSet::new();
    for (index, key) in schema.keys.iter().enumerate() {
        let own = std::iter::once(key.label()).chain(key.aliases.iter().map(String::as_str));
        for name in own {
            if !names.insert(name.to_ascii_lowercase()) {
                return Err(SchemaFault::new(format!(
                    "key `{}` is defined twice; letter case makes no difference (RFC 6763 §6.4)",
                    shown(name)
                ))
                .within("name")
                .within_item(index)
                .within("keys"));
            }
        }
    }
    let mut profiles = BTreeSet::new();
    for (index, profile) in schema.profiles.iter().enumerate() {
        if !profiles.insert(&profile.name) {
            return Err(
                SchemaFault::new(format!("profile `{}` is defined twice", profile.name))
                    .within("name")
                    .within_item(index)
                    .within("profiles"),
            );
        }
    }
    for (index, example) in schema.examples.iter().enumerate() {
        let unknown = example
            .profiles
            .iter()
            .find(|name| schema.profile(name).is_none());
        if let Some(name) = unknown {
            return Err(
                SchemaFault::new(format!("the schema has no profile `{}`", shown(name)))
                    .within("profiles")
                    .within_item(index)
                    .within("examples"),
            );
        }
    }
    Ok(())
}

fn shown(text: &str) -> crate::name::presentation::SafeText<'_> {
    crate::name::presentation::text(text.as_bytes())
}
