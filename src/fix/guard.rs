//! What must hold of a file after a fix.

use std::collections::BTreeMap;

use crate::linter::Verdict;
use crate::model::{Observation, ServiceInstance};
use crate::source::zone::{self, ZoneRecord};
use crate::wire::{Record, TxtRecord};

/// Whether a verdict has more findings of some rule than the one before.
pub(super) fn has_new_findings(before: &Verdict, after: &Verdict) -> bool {
    let count = |verdict: &Verdict| {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for diagnostic in &verdict.diagnostics {
            *counts.entry(diagnostic.rule.code).or_default() += 1;
        }
        counts
    };
    let known = count(before);
    let is_more = |(code, count): (&str, usize)| count > known.get(code).copied().unwrap_or(0);
    count(after).into_iter().any(is_more)
}

/// Whether the records of a zone that are still there are in the order and have the names, classes and times to live that they
/// had: one that goes may have stated what the next one leaves out.
pub(super) fn keeps_records(before: &str, after: &str) -> bool {
    let (Ok(before), Ok(after)) = (zone::records(before, ""), zone::records(after, "")) else {
        return false;
    };
    let facts = |ZoneRecord { record, .. }: &ZoneRecord| {
        let Record {
            name,
            record_type,
            class_field,
            ttl_seconds,
            ..
        } = record;
        (name.clone(), *record_type, *class_field, *ttl_seconds)
    };
    let mut known = before.iter().map(facts);
    after
        .iter()
        .map(facts)
        .all(|own| known.any(|other| other == own))
}

/// What clients that follow the standard make of what is published: names and keys in lower case, of each key its first value,
/// and nothing that they must ignore.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Meaning(Vec<InstanceMeaning>);

#[derive(Debug, PartialEq, Eq)]
struct InstanceMeaning {
    name: Vec<u8>,
    srv: Vec<(u16, u16, u16, Vec<u8>)>,
    txt: Vec<Keys>,
    pointers: Vec<Vec<u8>>,
    addresses: usize,
}

type Keys = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

impl Meaning {
    pub(super) fn of(observation: &Observation) -> Self {
        Self(
            observation
                .instances
                .iter()
                .map(InstanceMeaning::of)
                .collect(),
        )
    }
}

impl InstanceMeaning {
    fn of(instance: &ServiceInstance) -> Self {
        let folded = |octets: &[u8]| octets.to_ascii_lowercase();
        let mut txt: Vec<Keys> = Vec::new();
        for seen in &instance.txt {
            let keys = keys(&seen.data);
            // Two that say the same are one.
            if !txt.contains(&keys) {
                txt.push(keys);
            }
        }
        Self {
            name: folded(instance.name.as_wire()),
            srv: instance
                .srv
                .iter()
                .map(|seen| {
                    let srv = &seen.data;
                    let target = folded(srv.target.as_wire());
                    (srv.priority, srv.weight, srv.port, target)
                })
                .collect(),
            txt,
            pointers: instance
                .pointers
                .iter()
                .map(|seen| folded(seen.data.owner.as_wire()))
                .collect(),
            addresses: instance.addresses().len(),
        }
    }
}

/// The first value of each key ([RFC 6763 §6.4](https://www.rfc-editor.org/rfc/rfc6763#section-6.4)).
fn keys(txt: &TxtRecord) -> Keys {
    let mut keys = Keys::new();
    for entry in txt.entries().filter(|entry| !entry.key.is_empty()) {
        keys.entry(entry.key.to_ascii_lowercase())
            .or_insert_with(|| entry.value.map(<[u8]>::to_vec));
    }
    keys
}
