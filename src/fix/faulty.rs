use super::Edit;
use super::index::Index;
use super::text::removals;
use crate::diagnostic::Diagnostic;
use crate::model::{FileFormat, ServiceInstance};
use crate::name::ServiceTypeLabels;
use crate::schema::{Schemas, ServiceSchema, TxtKeyDefinition};
use crate::source::written::{NameRole, WrittenName, WrittenString, WrittenTxt, WrittenValue};

/// A finding before a fix, with the file that it was found in.
pub(super) struct Faulty<'a> {
    pub(super) text: &'a str,
    pub(super) format: FileFormat,
    pub(super) index: &'a Index<'a>,
    pub(super) schemas: &'a Schemas,
    pub(super) diagnostic: &'a Diagnostic,
}

impl<'a> Faulty<'a> {
    /// The TXT record that it is about, or that has the string that it is about.
    pub(super) fn record(&self) -> Option<&'a WrittenTxt> {
        self.index.record(&self.diagnostic.origin)
    }

    /// The first string of the record whose key is written so; the one at its place, if that is one.
    pub(super) fn string(&self) -> Option<&'a WrittenString> {
        let key = self.diagnostic.key.as_deref()?.as_bytes();
        let is_meant = |string: &&WrittenString| string.key() == key;
        let at = self.string_at().filter(|string| is_meant(string));
        // In a zone all strings have the place of their record.
        at.or_else(|| self.record()?.strings.iter().find(is_meant))
    }

    /// The string that stands at its place.
    pub(super) fn string_at(&self) -> Option<&'a WrittenString> {
        self.index.string(&self.diagnostic.origin)
    }

    /// The value of this key that it is about.
    pub(super) fn value(&self, key: &str) -> Option<&'a WrittenValue> {
        let values = self.index.values(&self.diagnostic.origin);
        values.iter().find(|value| value.key == key).copied()
    }

    /// The name that it is about.
    pub(super) fn name(&self, role: NameRole) -> Option<&'a WrittenName> {
        let names = self.index.names_at(&self.diagnostic.origin);
        names.iter().find(|name| name.role == role).copied()
    }

    /// The instance that it is about.
    pub(super) fn instance(&self) -> Option<&'a ServiceInstance> {
        let service_type = self.diagnostic.service_type.as_deref()?;
        let octets = self.diagnostic.instance.as_deref().unwrap_or_default();
        self.index.instance(service_type, octets)
    }

    /// Calls `say` with what the vocabulary of the service says of the key.
    pub(super) fn definition<T>(
        &self,
        key: &[u8],
        say: impl FnOnce(&TxtKeyDefinition) -> Option<T>,
    ) -> Option<T> {
        let service_type = self.diagnostic.service_type.as_deref()?;
        if let Some(schema) = self.schemas.find(service_type) {
            return say(schema.key(key)?);
        }
        let labels: ServiceTypeLabels = service_type.parse().ok()?;
        say(ServiceSchema::from_registration(&labels)?.key(key)?)
    }

    /// Takes strings out of a record; where none is left, there is a record without strings.
    pub(super) fn without_strings(
        &self,
        record: &WrittenTxt,
        is_removed: impl Fn(usize, &WrittenString) -> bool,
    ) -> Option<Vec<Edit>> {
        let removed: Vec<_> = record
            .strings
            .iter()
            .enumerate()
            .filter(|(index, string)| is_removed(*index, string))
            .map(|(_, string)| string.span.clone())
            .collect();
        let (first, others) = removed.split_first()?;
        if removed.len() < record.strings.len() || self.format == FileFormat::Avahi {
            return Some(removals(self.text, self.format, &removed));
        }
        if self.format == FileFormat::Systemd {
            return Some(vec![Edit::removal(record.lines.clone()?)]);
        }
        let mut edits = removals(self.text, self.format, others);
        edits.push(Edit::new(first.clone(), "\"\""));
        Some(edits)
    }
}
