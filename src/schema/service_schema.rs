use serde::Deserialize;

use super::compile::{self, Trust};
use super::confidence::Confidence;
use super::error::{Place, SchemaError};
use super::example::Example;
use super::faults;
use super::key::{KeyName, TxtKeyDefinition};
use super::parts::{
    NameGrammar, Profile, Reference, Remark, Revisions, SiblingService, SourceDocument,
    SrvExpectation, SubtypeDefinition, TxtExpectation, UnknownKeys,
};
use super::relation::Relation;

/// One vocabulary: what a specification says of the TXT record, the names and the ports of one or more service types.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceSchema {
    /// What the service is called.
    pub title: String,
    /// The service types that it covers, such as `_ipp._tcp`: never empty.
    pub services: Vec<String>,
    /// What kind of service it is, in one word.
    pub category: Option<String>,
    /// Whether it is announced by DNS-SD at all.
    pub kind: ServiceKind,
    /// The service type that took its place.
    pub superseded_by: Option<String>,
    /// Whether the name is registered with IANA, as far as the schema says.
    pub is_registered: bool,
    /// For which other service the name is registered with IANA.
    pub name_clash: Option<String>,
    /// The revision of the specification that is described.
    pub revision: Option<String>,
    /// The main source.
    pub reference: Option<Reference>,
    /// How far the whole can be relied on.
    pub confidence: Confidence,
    /// What is said of keys that are not defined.
    pub unknown_keys: UnknownKeys,
    /// The service types whose keys apply too.
    pub extends: Vec<String>,
    /// What must be known, in prose.
    pub notes: Option<String>,
    /// Statements that can't be checked from what is on the wire.
    pub remarks: Vec<Remark>,
    /// What is not known.
    pub gaps: Vec<String>,
    /// The revisions by which keys come and go.
    pub revisions: Option<Revisions>,
    /// The form of instance names.
    pub instance_name: Option<NameGrammar>,
    /// The form of host names, without the domain.
    pub host_name: Option<NameGrammar>,
    /// What is expected of the SRV record.
    pub srv: SrvExpectation,
    /// What is expected of the TXT record as a whole.
    pub txt: TxtExpectation,
    /// The subtypes.
    pub subtypes: Vec<SubtypeDefinition>,
    /// Services that the same device offers too.
    pub siblings: Vec<SiblingService>,
    /// The keys, those of the vocabulary itself first, then those that it inherits.
    pub keys: Vec<TxtKeyDefinition>,
    /// How many of the keys are the vocabulary's own.
    pub own_keys: usize,
    /// Demands on several keys together.
    pub relations: Vec<Relation>,
    /// Named sets of demands.
    pub profiles: Vec<Profile>,
    /// Records, right and wrong.
    pub examples: Vec<Example>,
    /// Where the facts come from.
    pub sources: Vec<SourceDocument>,
    /// Where the schema itself comes from.
    pub origin: SchemaOrigin,
    pub(super) index: KeyIndex,
    pub(super) places: FieldPlaces,
}

/// Where in its file a schema says what other schemas may contradict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct FieldPlaces {
    pub(super) extends: Option<Place>,
    pub(super) services: Option<Place>,
}

/// Where a schema comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaOrigin {
    /// A file of the user, by its path.
    File(String),
    /// The program: a file of `data/schemas`.
    Program,
    /// IANA's registry: what the registration of this service says.
    Registration(String),
}

/// Whether a service type is announced by DNS-SD at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ServiceKind {
    /// It is.
    #[default]
    Service,
    /// Records of this name describe a device; there is nothing to connect to.
    PseudoService,
    /// It was, and has been replaced.
    Deprecated,
    /// It never was: the name is taken for one, but its clients find each other by other means.
    NotDnsSd,
}

impl ServiceKind {
    /// The word as it stands in schema files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::PseudoService => "pseudo-service",
            Self::Deprecated => "deprecated",
            Self::NotDnsSd => "not-dns-sd",
        }
    }
}

impl ServiceSchema {
    /// Reads a schema from TOML; keys that it inherits are not looked up.
    ///
    /// # Errors
    ///
    /// [`SchemaError`] with the place of the first fault: no TOML, an unknown field, a value of the wrong type, a limit
    /// that can't be, a source that is missing.
    pub fn parse(text: &str, origin: SchemaOrigin) -> Result<Self, SchemaError> {
        compile::parse(text, origin, Trust::None)
    }

    /// All that is wrong with a schema, in the order of the file; nothing if [`ServiceSchema::parse`] reads it.
    ///
    /// A faulty key, subtype, sibling, relation, remark or example is left out to look for what is wrong beside it. What
    /// all others depend on ends the search, and so does the tenth fault. Of a file of more
    /// than 128 KiB, the first fault is told.
    pub fn faults(text: &str, origin: &SchemaOrigin) -> Vec<SchemaError> {
        faults::faults(text, origin)
    }

    /// Whether the schema covers this service type, in any letter case.
    pub fn covers(&self, service_type: &str) -> bool {
        self.services
            .iter()
            .any(|own| own.eq_ignore_ascii_case(service_type))
    }

    /// The key of these octets, in any letter case, by its name, an alias or the form of its family
    /// ([RFC 6763 §6.4](https://www.rfc-editor.org/rfc/rfc6763#section-6.4)).
    pub fn key(&self, key: &[u8]) -> Option<&TxtKeyDefinition> {
        self.key_position(key)
            .and_then(|position| self.keys.get(position))
    }

    /// Where in [`ServiceSchema::keys`] the key of these octets stands.
    pub fn key_position(&self, key: &[u8]) -> Option<usize> {
        self.index.find(&self.keys, key)
    }

    /// The profile of this name, in any letter case.
    pub fn profile(&self, name: &str) -> Option<&Profile> {
        self.profiles
            .iter()
            .find(|profile| profile.name.eq_ignore_ascii_case(name))
    }

    /// Where in its file the schema says what it extends.
    pub(crate) const fn extends_place(&self) -> Option<Place> {
        self.places.extends
    }

    /// Whether the keys come from the registration alone, because no schema describes the service.
    pub const fn is_registration(&self) -> bool {
        matches!(self.origin, SchemaOrigin::Registration(_))
    }

    pub(super) fn reindex(&mut self) {
        self.index = KeyIndex::new(&self.keys);
    }
}

/// Finds keys by name without looking at all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct KeyIndex {
    /// Names and aliases in lower case, sorted, each with the position of its key.
    names: Vec<(Box<[u8]>, usize)>,
    /// The positions of families.
    families: Vec<usize>,
}

impl KeyIndex {
    pub(super) fn new(keys: &[TxtKeyDefinition]) -> Self {
        let mut index = Self::default();
        for (position, key) in keys.iter().enumerate() {
            match &key.name {
                KeyName::Exact(name) => index.add(name, position),
                KeyName::Family { .. } => index.families.push(position),
            }
            for alias in &key.aliases {
                index.add(alias, position);
            }
        }
        // Stable: of keys with the same name the first, a vocabulary's own, is found.
        index.names.sort_by(|one, other| one.0.cmp(&other.0));
        index.names.dedup_by(|later, earlier| later.0 == earlier.0);
        index
    }

    fn add(&mut self, name: &str, position: usize) {
        let name = name.to_ascii_lowercase().into_bytes();
        self.names.push((name.into_boxed_slice(), position));
    }

    fn find(&self, keys: &[TxtKeyDefinition], key: &[u8]) -> Option<usize> {
        let lower = |octet: &u8| octet.to_ascii_lowercase();
        let by_name = self
            .names
            .binary_search_by(|(name, _)| name.iter().copied().cmp(key.iter().map(lower)));
        if let Ok(found) = by_name {
            return self.names.get(found).map(|(_, position)| *position);
        }
        let is_about = |position: &&usize| {
            keys.get(**position)
                .is_some_and(|definition| definition.is_about(key))
        };
        self.families.iter().find(is_about).copied()
    }
}
