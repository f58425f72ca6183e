//! All facts of a vocabulary as JSON.

mod condition;
mod relation;
mod value;

use std::io::{self, Write};

use serde::Serialize;

use self::condition::ConditionObject;
use self::relation::RelationObject;
use self::value::ValueObject;
use super::Vocabulary;
use super::list::OriginObject;
use crate::report::object::{VERSION, texts_or_base64};
use crate::report::write_document;
use crate::schema::{
    Condition, Confidence, Example, KeyName, KeyPosition, Level, NameGrammar, Pattern, PortZero,
    Presence, Profile, Reference, Remark, ServiceKind, SiblingMatch, SiblingService,
    SourceDocument, SubtypeDefinition, SubtypeLabel, TxtKeyDefinition, UnknownKeys, Verification,
};

/// Writes a vocabulary.
pub(super) fn write<W: Write>(mut out: W, vocabulary: &Vocabulary<'_>) -> io::Result<()> {
    let document = Document {
        version: VERSION,
        schema: SchemaObject::from(vocabulary),
    };
    write_document(&mut out, &document)
}

#[derive(Serialize)]
struct Document<'s> {
    version: u32,
    schema: SchemaObject<'s>,
}

#[derive(Serialize)]
struct SchemaObject<'s> {
    title: &'s str,
    services: &'s [String],
    category: Option<&'s str>,
    kind: &'static str,
    superseded_by: Option<&'s str>,
    name_clash: Option<&'s str>,
    registered: bool,
    revision: Option<&'s str>,
    reference: Option<ReferenceObject<'s>>,
    confidence: &'static str,
    unknown_keys: &'static str,
    extends: &'s [String],
    notes: Option<&'s str>,
    revisions: Option<RevisionsObject<'s>>,
    instance_name: Option<NameObject<'s>>,
    host_name: Option<NameObject<'s>>,
    srv: SrvObject<'s>,
    txt: TxtObject<'s>,
    keys: Vec<KeyObject<'s>>,
    subtypes: Vec<SubtypeObject<'s>>,
    siblings: Vec<SiblingObject<'s>>,
    relations: Vec<RelationObject<'s>>,
    profiles: Vec<ProfileObject<'s>>,
    remarks: Vec<RemarkObject<'s>>,
    gaps: &'s [String],
    examples: Vec<ExampleObject<'s>>,
    registration_differences: Vec<DifferenceObject<'s>>,
    sources: Vec<SourceObject<'s>>,
    origin: OriginObject,
}

impl<'s> From<&'s Vocabulary<'s>> for SchemaObject<'s> {
    fn from(vocabulary: &'s Vocabulary<'s>) -> Self {
        let schema = vocabulary.schema;
        let key = |(position, key): (usize, &'s TxtKeyDefinition)| {
            KeyObject::new(key, vocabulary.key_origin(position))
        };
        Self {
            title: &schema.title,
            services: &schema.services,
            category: schema.category.as_deref(),
            kind: kind(schema.kind),
            superseded_by: schema.superseded_by.as_deref(),
            name_clash: schema.name_clash.as_deref(),
            registered: schema.is_registered,
            revision: schema.revision.as_deref(),
            reference: schema.reference.as_ref().map(ReferenceObject::from),
            confidence: confidence(schema.confidence),
            unknown_keys: match schema.unknown_keys {
                UnknownKeys::Ignore => "ignore",
                UnknownKeys::Note => "note",
            },
            extends: &schema.extends,
            notes: schema.notes.as_deref(),
            revisions: schema.revisions.as_ref().map(|revisions| RevisionsObject {
                key: &revisions.key,
                order: &revisions.order,
            }),
            instance_name: schema.instance_name.as_ref().map(NameObject::from),
            host_name: schema.host_name.as_ref().map(NameObject::from),
            srv: SrvObject {
                default_port: schema.srv.default_port,
                port_zero: match schema.srv.port_zero {
                    PortZero::Unspecified => "unspecified",
                    PortZero::Never => "never",
                    PortZero::Placeholder => "placeholder",
                    PortZero::Always => "always",
                },
                summary: schema.srv.summary.as_deref(),
            },
            txt: TxtObject {
                max_length: schema.txt.max_length,
                several_records: schema.txt.several_records,
                sources: references(&schema.txt.sources),
            },
            keys: schema.keys.iter().enumerate().map(key).collect(),
            subtypes: schema.subtypes.iter().map(SubtypeObject::from).collect(),
            siblings: schema.siblings.iter().map(SiblingObject::from).collect(),
            relations: schema.relations.iter().map(RelationObject::from).collect(),
            profiles: schema.profiles.iter().map(ProfileObject::from).collect(),
            remarks: schema.remarks.iter().map(RemarkObject::from).collect(),
            gaps: &schema.gaps,
            examples: schema.examples.iter().map(ExampleObject::from).collect(),
            registration_differences: vocabulary
                .differences
                .iter()
                .map(DifferenceObject::from)
                .collect(),
            sources: vocabulary
                .sources()
                .into_iter()
                .map(SourceObject::from)
                .collect(),
            origin: OriginObject::from(&schema.origin),
        }
    }
}

/// The kind of service as JSON writes it.
pub(super) const fn kind(kind: ServiceKind) -> &'static str {
    match kind {
        ServiceKind::Service => "service",
        ServiceKind::PseudoService => "pseudo_service",
        ServiceKind::Deprecated => "deprecated",
        ServiceKind::NotDnsSd => "not_dns_sd",
    }
}

/// A confidence as JSON writes it.
pub(super) const fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Observed => "observed",
        Confidence::ReverseEngineered => "reverse_engineered",
        Confidence::Implementation => "implementation",
        Confidence::VendorDocument => "vendor_document",
        Confidence::Registration => "registration",
        Confidence::Specification => "specification",
    }
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Advice => "advice",
        Level::Should => "should",
        Level::Must => "must",
    }
}

#[derive(Serialize)]
struct ReferenceObject<'s> {
    source: &'s str,
    section: Option<&'s str>,
}

impl<'s> From<&'s Reference> for ReferenceObject<'s> {
    fn from(reference: &'s Reference) -> Self {
        Self {
            source: &reference.id,
            section: Some(reference.section.as_str()).filter(|section| !section.is_empty()),
        }
    }
}

fn references(references: &[Reference]) -> Vec<ReferenceObject<'_>> {
    references.iter().map(ReferenceObject::from).collect()
}

#[derive(Serialize)]
struct RevisionsObject<'s> {
    key: &'s str,
    order: &'s [String],
}

#[derive(Serialize)]
struct NameObject<'s> {
    pattern: Option<&'s str>,
    summary: &'s str,
    confidence: &'static str,
    sources: Vec<ReferenceObject<'s>>,
}

impl<'s> From<&'s NameGrammar> for NameObject<'s> {
    fn from(grammar: &'s NameGrammar) -> Self {
        Self {
            pattern: grammar.pattern.as_ref().map(Pattern::as_str),
            summary: &grammar.summary,
            confidence: confidence(grammar.confidence),
            sources: references(&grammar.sources),
        }
    }
}

#[derive(Serialize)]
struct SrvObject<'s> {
    default_port: Option<u16>,
    port_zero: &'static str,
    summary: Option<&'s str>,
}

#[derive(Serialize)]
struct TxtObject<'s> {
    max_length: Option<usize>,
    several_records: bool,
    sources: Vec<ReferenceObject<'s>>,
}

#[derive(Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the shape of the JSON, where each stands beside its name"
)]
struct KeyObject<'s> {
    name: &'s str,
    pattern: Option<&'s str>,
    aliases: &'s [String],
    inherited_from: Option<&'s str>,
    presence: &'static str,
    required_when: Option<ConditionObject<'s>>,
    recommended_when: Option<ConditionObject<'s>>,
    forbidden_when: Option<ConditionObject<'s>>,
    value: ValueObject<'s>,
    value_is_inferred: bool,
    may_be_empty: bool,
    may_be_valueless: bool,
    default: Option<&'s str>,
    repeatable: bool,
    position: &'static str,
    since: Option<&'s str>,
    until: Option<&'s str>,
    superseded_by: Option<&'s str>,
    summary: Option<&'s str>,
    confidence: &'static str,
    verified: &'static str,
    sources: Vec<ReferenceObject<'s>>,
}

impl<'s> KeyObject<'s> {
    fn new(key: &'s TxtKeyDefinition, origin: Option<&'s str>) -> Self {
        let when = |condition: &'s Option<Condition>| condition.as_ref().map(ConditionObject::from);
        Self {
            name: key.label(),
            pattern: match &key.name {
                KeyName::Exact(_) => None,
                KeyName::Family { pattern, .. } => Some(pattern.as_str()),
            },
            aliases: &key.aliases,
            inherited_from: origin,
            presence: key.presence.as_str(),
            required_when: when(&key.required_when),
            recommended_when: when(&key.recommended_when),
            forbidden_when: when(&key.forbidden_when),
            value: ValueObject::from(&key.value_type),
            value_is_inferred: key.value_is_inferred,
            may_be_empty: key.may_be_empty,
            may_be_valueless: key.may_be_valueless,
            default: key.default.as_deref(),
            repeatable: key.repeatable,
            position: match key.position {
                KeyPosition::Any => "any",
                KeyPosition::First => "first",
            },
            since: key.since.as_deref(),
            until: key.until.as_deref(),
            superseded_by: key.superseded_by.as_deref(),
            summary: key.summary.as_deref(),
            confidence: confidence(key.confidence),
            verified: key.verification.as_str(),
            sources: references(&key.sources),
        }
    }
}

#[derive(Serialize)]
struct SubtypeObject<'s> {
    name: Option<&'s str>,
    pattern: Option<&'s str>,
    prefix: Option<&'s str>,
    presence: &'static str,
    required_when: Option<ConditionObject<'s>>,
    forbidden_when: Option<ConditionObject<'s>>,
    summary: Option<&'s str>,
    confidence: &'static str,
    sources: Vec<ReferenceObject<'s>>,
}

impl<'s> From<&'s SubtypeDefinition> for SubtypeObject<'s> {
    fn from(subtype: &'s SubtypeDefinition) -> Self {
        let (name, pattern, prefix) = match &subtype.label {
            SubtypeLabel::Exact(name) => (Some(name.as_str()), None, None),
            SubtypeLabel::Family { prefix, pattern } => {
                (None, Some(pattern.as_str()), Some(prefix.as_str()))
            }
        };
        Self {
            name,
            pattern,
            prefix: prefix.filter(|prefix| !prefix.is_empty()),
            presence: Presence::as_str(subtype.presence),
            required_when: subtype.required_when.as_ref().map(ConditionObject::from),
            forbidden_when: subtype.forbidden_when.as_ref().map(ConditionObject::from),
            summary: subtype.summary.as_deref(),
            confidence: confidence(subtype.confidence),
            sources: references(&subtype.sources),
        }
    }
}

#[derive(Serialize)]
struct SiblingObject<'s> {
    service: &'s str,
    by: &'static str,
    when: Option<ConditionObject<'s>>,
    level: &'static str,
    summary: &'s str,
    confidence: &'static str,
    sources: Vec<ReferenceObject<'s>>,
}

impl<'s> From<&'s SiblingService> for SiblingObject<'s> {
    fn from(sibling: &'s SiblingService) -> Self {
        Self {
            service: &sibling.service,
            by: match sibling.by {
                SiblingMatch::Host => "host",
                SiblingMatch::InstanceName => "instance_name",
            },
            when: sibling.when.as_ref().map(ConditionObject::from),
            level: level(sibling.level),
            summary: &sibling.summary,
            confidence: confidence(sibling.confidence),
            sources: references(&sibling.sources),
        }
    }
}

#[derive(Serialize)]
struct ProfileObject<'s> {
    name: &'s str,
    title: &'s str,
    when: Option<ConditionObject<'s>>,
    required: &'s [String],
    recommended: &'s [String],
    subtypes: &'s [String],
    confidence: &'static str,
    sources: Vec<ReferenceObject<'s>>,
}

impl<'s> From<&'s Profile> for ProfileObject<'s> {
    fn from(profile: &'s Profile) -> Self {
        Self {
            name: &profile.name,
            title: &profile.title,
            when: profile.when.as_ref().map(ConditionObject::from),
            required: &profile.required,
            recommended: &profile.recommended,
            subtypes: &profile.subtypes,
            confidence: confidence(profile.confidence),
            sources: references(&profile.sources),
        }
    }
}

#[derive(Serialize)]
struct RemarkObject<'s> {
    text: &'s str,
    sources: Vec<ReferenceObject<'s>>,
}

impl<'s> From<&'s Remark> for RemarkObject<'s> {
    fn from(remark: &'s Remark) -> Self {
        Self {
            text: &remark.text,
            sources: references(&remark.sources),
        }
    }
}

#[derive(Serialize)]
struct ExampleObject<'s> {
    txt: Vec<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    txt_base64: Option<Vec<Option<String>>>,
    service: Option<&'s str>,
    instance: Option<&'s str>,
    subtypes: &'s [String],
    port: Option<u16>,
    profiles: &'s [String],
    finding: Option<&'s str>,
    key: Option<&'s str>,
    note: Option<&'s str>,
}

impl<'s> From<&'s Example> for ExampleObject<'s> {
    fn from(example: &'s Example) -> Self {
        let (txt, txt_base64) = texts_or_base64(&example.txt);
        Self {
            txt,
            txt_base64,
            service: example.service.as_deref(),
            instance: example.instance.as_deref(),
            subtypes: &example.subtypes,
            port: example.port,
            profiles: &example.profiles,
            finding: example.finding.as_deref(),
            key: example.key.as_deref(),
            note: example.note.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct DifferenceObject<'s> {
    services: &'s [&'s str],
    only_registered: &'s [String],
    only_in_schema: &'s [String],
    values: Vec<DifferingValueObject<'s>>,
}

#[derive(Serialize)]
struct DifferingValueObject<'s> {
    key: &'s str,
    registered: &'s str,
    in_schema: &'s str,
}

impl<'s> From<&'s super::Difference<'s>> for DifferenceObject<'s> {
    fn from(difference: &'s super::Difference<'s>) -> Self {
        let found = &difference.difference;
        let values = found.values.iter();
        Self {
            services: &difference.services,
            only_registered: &found.only_registered,
            only_in_schema: &found.only_described,
            values: values
                .map(|value| DifferingValueObject {
                    key: &value.key,
                    registered: &value.registered,
                    in_schema: &value.described,
                })
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct SourceObject<'s> {
    id: &'s str,
    title: &'s str,
    version: Option<&'s str>,
    url: Option<&'s str>,
    repository: Option<&'s str>,
    verified: Option<&'static str>,
    note: Option<&'s str>,
}

impl<'s> From<&'s SourceDocument> for SourceObject<'s> {
    fn from(source: &'s SourceDocument) -> Self {
        Self {
            id: &source.id,
            title: &source.title,
            version: source.version.as_deref(),
            url: source.url.as_deref(),
            repository: source.repository.as_deref(),
            verified: source.verification.map(Verification::as_str),
            note: source.note.as_deref(),
        }
    }
}
