use std::collections::BTreeMap;

use crate::model::{Origin, ServiceInstance};
use crate::name::DomainName;
use crate::source::written::{
    NameRole, Position, Written, WrittenName, WrittenString, WrittenTxt, WrittenValue,
};
use crate::wire::RecordType;

/// The parts of a file by their places and names, so that many findings take little time.
pub(super) struct Index<'a> {
    pub(super) written: &'a Written,
    records: BTreeMap<Position, &'a WrittenTxt>,
    strings: BTreeMap<Position, &'a WrittenString>,
    values: BTreeMap<Position, Vec<&'a WrittenValue>>,
    names_at: BTreeMap<Position, Vec<&'a WrittenName>>,
    names: BTreeMap<&'a DomainName, Vec<&'a WrittenName>>,
    records_of: BTreeMap<&'a DomainName, Vec<&'a WrittenTxt>>,
    /// To which host an alias leads.
    aliases: BTreeMap<&'a DomainName, &'a DomainName>,
    instances: BTreeMap<(String, Vec<u8>), &'a ServiceInstance>,
}

impl<'a> Index<'a> {
    pub(super) fn new(written: &'a Written, instances: &'a [ServiceInstance]) -> Self {
        let mut index = Self {
            written,
            records: BTreeMap::new(),
            strings: BTreeMap::new(),
            values: BTreeMap::new(),
            names_at: BTreeMap::new(),
            names: BTreeMap::new(),
            records_of: BTreeMap::new(),
            aliases: BTreeMap::new(),
            instances: BTreeMap::new(),
        };
        for record in &written.records {
            index.records.entry(record.place).or_insert(record);
            for string in &record.strings {
                index.records.entry(string.place).or_insert(record);
                index.strings.entry(string.place).or_insert(string);
            }
            if let Some(owner) = &record.owner {
                index.records_of.entry(owner).or_default().push(record);
            }
        }
        for value in &written.values {
            index.values.entry(value.place).or_default().push(value);
        }
        let mut alias = None;
        for name in &written.names {
            index.names_at.entry(name.place).or_default().push(name);
            let Some(own) = &name.name else { continue };
            index.names.entry(own).or_default().push(name);
            match (name.role, alias.take()) {
                (NameRole::Owner(RecordType::CNAME), _) => alias = Some(own),
                (NameRole::Target(RecordType::CNAME), Some(alias)) => {
                    index.aliases.entry(alias).or_insert(own);
                }
                _ => {}
            }
        }
        for instance in instances {
            let key = (
                instance.service_type().to_string(),
                instance.instance_octets(),
            );
            index.instances.entry(key).or_insert(instance);
        }
        index
    }

    /// The TXT record at a place, or with a string there.
    pub(super) fn record(&self, origin: &Origin) -> Option<&'a WrittenTxt> {
        self.records.get(&Position::from_origin(origin)?).copied()
    }

    /// The TXT string at a place.
    pub(super) fn string(&self, origin: &Origin) -> Option<&'a WrittenString> {
        self.strings.get(&Position::from_origin(origin)?).copied()
    }

    /// The values at a place.
    pub(super) fn values(&self, origin: &Origin) -> &[&'a WrittenValue] {
        let place = Position::from_origin(origin);
        let values = place.and_then(|place| self.values.get(&place));
        values.map_or(&[], Vec::as_slice)
    }

    /// The names at a place.
    pub(super) fn names_at(&self, origin: &Origin) -> &[&'a WrittenName] {
        let place = Position::from_origin(origin);
        let names = place.and_then(|place| self.names_at.get(&place));
        names.map_or(&[], Vec::as_slice)
    }

    /// Where this name stands in a zone, in any letter case.
    pub(super) fn names(&self, name: &DomainName) -> &[&'a WrittenName] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }

    /// The TXT records of this name in a zone.
    pub(super) fn records_of(&self, name: &DomainName) -> &[&'a WrittenTxt] {
        self.records_of.get(name).map_or(&[], Vec::as_slice)
    }

    /// The name that an alias leads to.
    pub(super) fn alias(&self, name: &DomainName) -> Option<&'a DomainName> {
        self.aliases.get(name).copied()
    }

    /// The instance of this type and name.
    pub(super) fn instance(
        &self,
        service_type: &str,
        octets: &[u8],
    ) -> Option<&'a ServiceInstance> {
        let key = (service_type.to_owned(), octets.to_vec());
        self.instances.get(&key).copied()
    }
}
