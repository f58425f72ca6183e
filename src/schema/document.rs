//! A schema as it stands in its file: the fields of TOML, before they are looked at together.
//!
//! The doc comments here are what editors show, by way of the JSON Schema that a test derives from these types.

mod value;

#[cfg(test)]
mod tests;

use serde::Deserialize;

use super::confidence::{Confidence, Verification};
use super::key::{KeyPosition, Presence};
use super::parts::{Level, PortZero, SiblingMatch, UnknownKeys};
use super::service_schema::ServiceKind;

pub(super) use self::value::{
    AbsoluteDocument, CaseDocument, EncodingDocument, FamilyDocument, FieldDocument,
    PaddingDocument, PrefixDocument, ValueDocument, ValueKind, WordDocument,
};

/// One TXT vocabulary of DNS-SD: what a specification says of the TXT keys of one or more service types.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct SchemaDocument {
    /// What the service is called.
    pub(super) title: String,
    /// The service types that the vocabulary covers, such as `_ipp._tcp`; the first is the main one.
    pub(super) services: Vec<String>,
    /// What kind of service it is, in one word.
    pub(super) category: Option<String>,
    /// Whether the type is announced by DNS-SD; `service` if not stated.
    #[serde(default)]
    pub(super) kind: ServiceKind,
    /// The service type that took the place of a deprecated one.
    pub(super) superseded_by: Option<String>,
    /// Whether the name is registered with IANA, which the registry that is built in may not know yet.
    #[serde(default)]
    pub(super) registered: bool,
    /// For which other service the name is registered with IANA: its port is not expected then.
    pub(super) name_clash: Option<String>,
    /// The revision of the specification that is described.
    pub(super) revision: Option<String>,
    /// The main source: the id of one of `sources`, and perhaps a section behind it.
    pub(super) reference: Option<String>,
    /// How far the facts can be relied on, where they don't say it themselves; it limits what a finding weighs.
    pub(super) confidence: Confidence,
    /// How the facts were compared with their sources, where they don't say it themselves; `text` if not stated.
    pub(super) verified: Option<Verification>,
    /// What is said of keys that are not defined; `note`, or `ignore` where the confidence is less than `implementation`.
    pub(super) unknown_keys: Option<UnknownKeys>,
    /// Service types whose keys apply too. One that the file covers itself means the schema that is built in.
    #[serde(default)]
    pub(super) extends: Vec<String>,
    /// What must be known, in prose.
    pub(super) notes: Option<String>,
    /// What is not known.
    #[serde(default)]
    pub(super) gaps: Vec<String>,
    /// Revisions by which keys come and go.
    pub(super) revisions: Option<RevisionsDocument>,
    /// The form of instance names.
    pub(super) instance_name: Option<NameDocument>,
    /// The form of host names, without the domain.
    pub(super) host_name: Option<NameDocument>,
    /// What is expected of the SRV record.
    pub(super) srv: Option<SrvDocument>,
    /// What is expected of the TXT record as a whole.
    pub(super) txt: Option<TxtDocument>,
    /// The keys.
    #[serde(default)]
    pub(super) keys: Vec<KeyDocument>,
    /// The subtypes under which instances are announced.
    #[serde(default)]
    pub(super) subtypes: Vec<SubtypeDocument>,
    /// Services that the same device offers too.
    #[serde(default)]
    pub(super) siblings: Vec<SiblingDocument>,
    /// Demands on several keys together, or on keys and names.
    #[serde(default)]
    pub(super) relations: Vec<RelationDocument>,
    /// Named sets of demands that go beyond the vocabulary.
    #[serde(default)]
    pub(super) profiles: Vec<ProfileDocument>,
    /// Statements that can't be checked from what is on the wire.
    #[serde(default)]
    pub(super) remarks: Vec<RemarkDocument>,
    /// Records, right and wrong, each judged by a test.
    #[serde(default)]
    pub(super) examples: Vec<ExampleDocument>,
    /// The documents and implementations that the facts come from; at least one.
    #[serde(default)]
    pub(super) sources: Vec<SourceDocumentDocument>,
}

/// Revisions of the vocabulary.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RevisionsDocument {
    /// The key whose value says which revision a record follows; of a list with commas the newest counts.
    pub(super) key: String,
    /// All revisions, the oldest first, as the key's value writes them.
    pub(super) order: Vec<String>,
}

/// The form of a name.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct NameDocument {
    /// A regular expression that all of the name matches.
    pub(super) pattern: Option<String>,
    /// The form in words.
    pub(super) summary: String,
    /// How far it can be relied on.
    pub(super) confidence: Option<Confidence>,
    /// Where it is defined: ids of `sources`, each perhaps with a section behind it.
    pub(super) sources: Vec<String>,
}

/// What is expected of the SRV record.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct SrvDocument {
    /// The port that the service has unless told otherwise.
    pub(super) default_port: Option<u16>,
    /// What port 0 means.
    #[serde(default)]
    pub(super) port_zero: PortZero,
    /// What else is known.
    pub(super) summary: Option<String>,
}

/// What is expected of the TXT record as a whole.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct TxtDocument {
    /// Octets at most, length octets counted.
    pub(super) max_length: Option<usize>,
    /// Whether there may be several TXT records of one name.
    #[serde(default)]
    pub(super) several_records: bool,
    /// Where the limit is stated.
    #[serde(default)]
    pub(super) sources: Vec<String>,
}

/// A TXT key, or a family of keys.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct KeyDocument {
    /// The key in the letter case of the specification; of a family, what it is called.
    pub(super) name: String,
    /// For a family of keys, a regular expression that all of each key matches.
    pub(super) pattern: Option<String>,
    /// Other spellings that readers take for the same key.
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    /// Whether it has to be there.
    pub(super) presence: Presence,
    /// Where it has to be there although `presence` says less.
    pub(super) required_when: Option<ConditionDocument>,
    /// Where it should be there although `presence` says less.
    pub(super) recommended_when: Option<ConditionDocument>,
    /// Where it must not be there.
    pub(super) forbidden_when: Option<ConditionDocument>,
    /// What stands behind the `=`.
    pub(super) value: ValueDocument,
    /// What a reader assumes where the key is absent.
    pub(super) default: Option<String>,
    /// Whether the key may stand more than once.
    #[serde(default)]
    pub(super) repeatable: bool,
    /// Where in the record it must stand.
    #[serde(default)]
    pub(super) position: KeyPosition,
    /// The first revision that has it.
    pub(super) since: Option<String>,
    /// The last revision that has it.
    pub(super) until: Option<String>,
    /// The key that took its place.
    pub(super) superseded_by: Option<String>,
    /// What it says, in a sentence or two.
    pub(super) summary: Option<String>,
    /// How far it can be relied on.
    pub(super) confidence: Option<Confidence>,
    /// How it was compared with its source.
    pub(super) verified: Option<Verification>,
    /// Where it is defined: ids of `sources`, each perhaps with a section behind it; at least one.
    pub(super) sources: Vec<String>,
}

/// Something on which other parts depend: all that is stated must hold.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ConditionDocument {
    /// The record has this key.
    pub(super) key: Option<String>,
    /// The key's value is one of these.
    pub(super) values: Option<Vec<String>>,
    /// At least one of these bits of the key's value is set.
    pub(super) any_bit: Option<Vec<u32>>,
    /// Exactly one of these bits of the key's value is set.
    pub(super) one_bit: Option<Vec<u32>>,
    /// Bits of the key's value, the lowest and the highest, that have one of the values of `bits-are`.
    pub(super) bits: Option<[u32; 2]>,
    /// The values of `bits`.
    pub(super) bits_are: Option<Vec<u64>>,
    /// The instance is announced under this subtype.
    pub(super) subtype: Option<String>,
    /// The same host offers this service type too.
    pub(super) sibling: Option<String>,
    /// The instance is of this service type.
    pub(super) service: Option<String>,
    /// The port is 0, or is not.
    pub(super) port_is_zero: Option<bool>,
    /// This profile of the schema applies.
    pub(super) profile: Option<String>,
    /// One of these conditions holds.
    pub(super) any_of: Option<Vec<ConditionDocument>>,
    /// This condition does not hold.
    pub(super) not: Option<Box<ConditionDocument>>,
}

/// A subtype.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct SubtypeDocument {
    /// The label, such as `_print`.
    pub(super) name: Option<String>,
    /// For a family of labels, a regular expression that all of each label matches.
    pub(super) pattern: Option<String>,
    /// How the labels of the family begin; one that begins so and doesn't match is wrong.
    pub(super) prefix: Option<String>,
    /// Whether each instance must be announced under it.
    pub(super) presence: Presence,
    /// Where it must be although `presence` says less.
    pub(super) required_when: Option<ConditionDocument>,
    /// Where it must not be.
    pub(super) forbidden_when: Option<ConditionDocument>,
    /// What it says.
    pub(super) summary: Option<String>,
    /// How far it can be relied on.
    pub(super) confidence: Option<Confidence>,
    /// Where it is defined.
    pub(super) sources: Vec<String>,
}

/// A service that the same device offers too.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct SiblingDocument {
    /// Its service type.
    pub(super) service: String,
    /// By what the two belong together; `host` if not stated.
    #[serde(default)]
    pub(super) by: SiblingMatch,
    /// Where it is expected.
    pub(super) when: Option<ConditionDocument>,
    /// How binding it is.
    pub(super) level: Level,
    /// Why it is there.
    pub(super) summary: String,
    /// How far it can be relied on.
    pub(super) confidence: Option<Confidence>,
    /// Where it is stated.
    pub(super) sources: Vec<String>,
}

/// A demand on several keys together, or on keys and names. Exactly one demand is stated.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RelationDocument {
    /// A name for it within the file.
    pub(super) id: String,
    /// Where it applies.
    pub(super) when: Option<ConditionDocument>,
    /// Keys that must be there.
    pub(super) required: Option<Vec<String>>,
    /// Keys that must not be there.
    pub(super) forbidden: Option<Vec<String>>,
    /// Keys of which all or none are there.
    pub(super) all_or_none: Option<Vec<String>>,
    /// Keys of which at most one is there.
    pub(super) at_most_one: Option<Vec<String>>,
    /// The key whose value is the port of the SRV record.
    pub(super) equals_port: Option<String>,
    /// The key and the type of its value.
    pub(super) value: Option<KeyValueDocument>,
    /// A subtype that holds the number of a key.
    pub(super) key_in_subtype: Option<KeyInSubtypeDocument>,
    /// A subtype that holds the beginning of the instance name.
    pub(super) instance_in_subtype: Option<InstanceInSubtypeDocument>,
    /// What it is about.
    pub(super) summary: String,
    /// How binding it is.
    pub(super) level: Level,
    /// How far it can be relied on.
    pub(super) confidence: Option<Confidence>,
    /// Where it is stated.
    pub(super) sources: Vec<String>,
}

/// A key and the type of its value.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct KeyValueDocument {
    /// The key.
    pub(super) key: String,
    /// The type.
    pub(super) is: ValueDocument,
}

/// A subtype that holds the number of a key.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct KeyInSubtypeDocument {
    /// How the subtype begins.
    pub(super) prefix: String,
    /// The key.
    pub(super) key: String,
    /// The group of a compound value that is meant.
    pub(super) part: Option<String>,
    /// Bits by which the number is shifted to the right.
    #[serde(default)]
    pub(super) shift: u32,
}

/// A subtype that holds the beginning of the instance name.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct InstanceInSubtypeDocument {
    /// How the subtype begins.
    pub(super) prefix: String,
    /// Octets of the instance name.
    pub(super) length: usize,
}

/// A named set of demands.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ProfileDocument {
    /// Its name: lower case, digits, hyphens and dots.
    pub(super) name: String,
    /// What it is called.
    pub(super) title: String,
    /// Where it applies without being asked for.
    pub(super) when: Option<ConditionDocument>,
    /// Keys that must be there.
    #[serde(default)]
    pub(super) required: Vec<String>,
    /// Keys that should be there.
    #[serde(default)]
    pub(super) recommended: Vec<String>,
    /// Subtypes under which the instance must be announced.
    #[serde(default)]
    pub(super) subtypes: Vec<String>,
    /// How far it can be relied on.
    pub(super) confidence: Option<Confidence>,
    /// Where it is stated.
    pub(super) sources: Vec<String>,
}

/// A statement that can't be checked.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct RemarkDocument {
    /// The statement.
    pub(super) text: String,
    /// Where it is made.
    pub(super) sources: Vec<String>,
}

/// A record, right or wrong.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ExampleDocument {
    /// The strings; `\xHH` stands for an octet and `\\` for a backslash, so write them in single quotes.
    pub(super) txt: Vec<String>,
    /// The service type, where the first is not meant.
    pub(super) service: Option<String>,
    /// The instance name.
    pub(super) instance: Option<String>,
    /// The subtypes.
    #[serde(default)]
    pub(super) subtypes: Vec<String>,
    /// The port.
    pub(super) port: Option<u16>,
    /// The profiles that are asked for.
    #[serde(default)]
    pub(super) profiles: Vec<String>,
    /// For a wrong record, the rule that finds it, by code or name.
    pub(super) finding: Option<String>,
    /// The key that the finding is about.
    pub(super) key: Option<String>,
    /// What is wrong with it, or where it was seen.
    pub(super) note: Option<String>,
}

/// A source of facts.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct SourceDocumentDocument {
    /// The name by which the file refers to it, without blanks.
    pub(super) id: String,
    /// What it is called.
    pub(super) title: String,
    /// Which version was used.
    pub(super) version: Option<String>,
    /// Where it can be read.
    pub(super) url: Option<String>,
    /// Owner and name of a repository, path and commit.
    pub(super) repository: Option<String>,
    /// How it was read.
    pub(super) verified: Option<Verification>,
    /// What else must be known of it.
    pub(super) note: Option<String>,
}
