//! The TXT records of an instance, looked up key by key in the schema of its service type.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::model::{Seen, ServiceInstance};
use crate::schema::{KeyName, Schemas, ServiceSchema, TxtKeyDefinition};
use crate::wire::{TxtEntry, TxtRecord};

/// What is said of a service type, and which of it the TXT records of an instance have.
#[derive(Clone, Debug)]
pub(crate) struct Vocabulary<'a> {
    schema: Cow<'a, ServiceSchema>,
    /// The TXT records that say that they are there.
    pub(crate) records: Vec<RecordMatch<'a>>,
    subtypes: OnceCell<Vec<Vec<u8>>>,
}

/// One TXT record.
#[derive(Clone, Debug)]
pub(crate) struct RecordMatch<'a> {
    pub(crate) seen: &'a Seen<TxtRecord>,
    /// The entries whose keys are legal, in wire order; the others are the family TXT's matter.
    pub(crate) entries: Vec<EntryMatch<'a>>,
    /// For each key of the schema, where in `entries` it stands first.
    first: Vec<Option<usize>>,
}

/// One string of a TXT record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EntryMatch<'a> {
    pub(crate) entry: TxtEntry<'a>,
    /// Which key of the schema it is.
    pub(crate) key: Option<usize>,
    /// Whether it is the first of its key, the one that clients read
    /// ([RFC 6763 §6.4](https://www.rfc-editor.org/rfc/rfc6763#section-6.4)).
    pub(crate) is_first: bool,
}

impl<'a> Vocabulary<'a> {
    /// Finds the schema, or what the registration says, and looks up the records.
    pub(super) fn of(instance: &'a ServiceInstance, schemas: &'a Schemas) -> Option<Self> {
        let labels = instance.service_type();
        let schema = match schemas.find(&labels.to_string()) {
            Some(schema) => Cow::Borrowed(schema),
            None => Cow::Owned(ServiceSchema::from_registration(labels)?),
        };
        let living = instance
            .txt
            .iter()
            .filter(|seen| seen.wire.is_none_or(|wire| !wire.is_goodbye()));
        let records = living.map(|seen| RecordMatch::new(&schema, seen)).collect();
        Some(Self {
            schema,
            records,
            subtypes: OnceCell::new(),
        })
    }

    pub(crate) fn schema(&self) -> &ServiceSchema {
        &self.schema
    }

    /// The definition that an entry was looked up in.
    pub(crate) fn definition(&self, entry: &EntryMatch<'_>) -> Option<&TxtKeyDefinition> {
        self.schema.keys.get(entry.key?)
    }

    /// The subtypes under which the instance was seen.
    pub(crate) fn subtypes(&self, instance: &ServiceInstance) -> &[Vec<u8>] {
        self.subtypes.get_or_init(|| instance.subtypes())
    }
}

impl<'a> RecordMatch<'a> {
    fn new(schema: &ServiceSchema, seen: &'a Seen<TxtRecord>) -> Self {
        let mut first = vec![None; schema.keys.len()];
        let mut entries: Vec<EntryMatch<'a>> = Vec::new();
        let mut others = BTreeSet::new();
        for entry in seen.data.entries() {
            let is_legal =
                !entry.key.is_empty() && entry.key.iter().all(|octet| matches!(octet, 0x20..=0x7e));
            if !is_legal {
                continue;
            }
            let key = schema.key_position(entry.key);
            let slot = key.and_then(|key| first.get_mut(key));
            // A family and an alias stand for several keys: there the octets of the key itself count.
            let is_single = key
                .and_then(|key| schema.keys.get(key))
                .is_some_and(|definition| {
                    matches!(definition.name, KeyName::Exact(_)) && definition.aliases.is_empty()
                });
            let is_first = if is_single {
                slot.as_deref().is_some_and(Option::is_none)
            } else {
                others.insert(entry.key.to_ascii_lowercase())
            };
            if let Some(slot @ None) = slot {
                *slot = Some(entries.len());
            }
            entries.push(EntryMatch {
                entry,
                key,
                is_first,
            });
        }
        Self {
            seen,
            entries,
            first,
        }
    }

    /// The first entry of the key at this position of the schema.
    pub(crate) fn first_of(&self, position: usize) -> Option<&EntryMatch<'a>> {
        let index = self.first.get(position).copied().flatten()?;
        self.entries.get(index)
    }

    /// The first entry of the key of this name, as the schema knows it or as it stands.
    pub(crate) fn named(&self, schema: &ServiceSchema, name: &str) -> Option<&EntryMatch<'a>> {
        match schema.key_position(name.as_bytes()) {
            Some(position) => self.first_of(position),
            None => self
                .entries
                .iter()
                .find(|entry| entry.entry.key.eq_ignore_ascii_case(name.as_bytes())),
        }
    }
}
