//! KEY: how keys stand to each other, to the SRV record and to the revision that is followed.

use super::{each_record, is_of_revision, safe, weight};
use crate::model::Evidence;
use crate::rule::txt::{Places, listed, shown};
use crate::rule::vocabulary::{RecordMatch, Vocabulary};
use crate::rule::{Findings, InstanceContext, rules};
use crate::schema::{Demand, KeyPosition, Presence, Relation};

rules! {
    /// TXT keys contradict each other or the SRV record.
    ///
    /// Some of a set are there and some are not, two exclude each other, or a key that repeats the port says another one.
    ///
    /// Example (and KEY006):
    ///
    /// ```zone
    /// Romeo@lab._presence._tcp.local. 120 IN SRV 0 0 5298 lab.local.
    /// Romeo@lab._presence._tcp.local. 4500 IN TXT "nick=Romeo" "status=avail" "jid=romeo@example.com" "hash=sha-1" "node=https://example.com/" "ver=QgayPKawpkPSDYmwT/WM94uAlu0=" "vc=!" "port.p2pj=5562"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Romeo@lab._presence._tcp.local. 120 IN SRV 0 0 5298 lab.local.
    /// Romeo@lab._presence._tcp.local. 4500 IN TXT "nick=Romeo" "status=avail" "jid=romeo@example.com" "hash=sha-1" "node=https://example.com/" "ver=QgayPKawpkPSDYmwT/WM94uAlu0=" "vc=!"
    /// ```
    KEY007 "conflicting-txt-keys" {
        // The level of each demand is stated in the schema: this is the most that one can weigh.
        severity: Error,
        needs: [TXT_KEYS],
        check: Instance(conflicting_txt_keys),
    }

    /// A TXT key is there that the vocabulary forbids, at all or under the condition that holds.
    ///
    /// Example:
    ///
    /// ```zone
    /// 0F1E2D3C4B5A6978._matterc._udp.local. 4500 IN TXT "D=3840" "CM=1" "PH=33" "PI=10"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// 0F1E2D3C4B5A6978._matterc._udp.local. 4500 IN TXT "D=3840" "CM=1" "PH=33"
    /// ```
    KEY008 "forbidden-txt-key" {
        // As with required keys.
        severity: Error,
        needs: [TXT_KEYS],
        check: Instance(forbidden_txt_key),
    }

    /// A TXT key stands at another place of the record than the vocabulary demands.
    ///
    /// Clients of the service look at the first string to learn by which version they have to read the rest.
    ///
    /// Example:
    ///
    /// ```zone
    /// Meter._smartenergy._tcp.local. 4500 IN TXT "dcap=/dcap" "txtvers=1"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Meter._smartenergy._tcp.local. 4500 IN TXT "txtvers=1" "dcap=/dcap"
    /// ```
    KEY009 "misplaced-txt-key" {
        // As with required keys.
        severity: Error,
        needs: [TXT_OCTETS],
        check: Instance(misplaced_txt_key),
    }

    /// A TXT key does not belong to the revision of the vocabulary that the record says it follows.
    ///
    /// Example (and REG001):
    ///
    /// ```zone
    /// Registry._nmos-register._tcp.local. 4500 IN TXT "api_proto=http" "api_ver=v1.0,v1.1" "api_auth=false" "pri=10"
    /// ```
    ///
    /// Instead (and REG001):
    ///
    /// ```zone
    /// Registry._nmos-register._tcp.local. 4500 IN TXT "api_proto=http" "api_ver=v1.0,v1.1" "pri=10"
    /// ```
    KEY010 "txt-revision-mismatch" {
        needs: [TXT_KEYS],
        check: Instance(txt_revision_mismatch),
    }
}

fn conflicting_txt_keys(context: &InstanceContext<'_>, findings: &mut Findings) {
    each_record(context, |vocabulary, record, facts| {
        let schema = vocabulary.schema();
        for relation in &schema.relations {
            let conflict = match &relation.demand {
                Demand::AllOrNone(keys) => incomplete(vocabulary, record, keys),
                Demand::AtMostOne(keys) => several(vocabulary, record, keys),
                Demand::EqualsPort(key) => other_port(context, vocabulary, record, key),
                _ => None,
            };
            if let Some(message) = conflict.filter(|_| facts.surely(relation.when.as_ref())) {
                report_relation(findings.report(message), vocabulary, record, relation);
            }
        }
    });
}

fn report_relation(
    finding: &mut crate::rule::Finding,
    vocabulary: &Vocabulary<'_>,
    record: &RecordMatch<'_>,
    relation: &Relation,
) {
    finding
        .help(safe(&relation.summary))
        .origin(record.seen.origin.clone())
        .at_most(weight::of_demand(relation.level, relation.confidence));
    finding.citation = weight::citation(&relation.sources, vocabulary.schema());
}

/// Some keys of a set are there and others are not.
fn incomplete(
    vocabulary: &Vocabulary<'_>,
    record: &RecordMatch<'_>,
    keys: &[String],
) -> Option<String> {
    let (there, absent): (Vec<&String>, Vec<&String>) = keys
        .iter()
        .partition(|key| record.named(vocabulary.schema(), key).is_some());
    let verb = if absent.len() == 1 { "is" } else { "are" };
    (!there.is_empty() && !absent.is_empty()).then(|| {
        format!(
            "TXT keys {} {verb} missing beside {}, all of them or none is expected",
            listed(absent.iter().map(|key| key.as_bytes())),
            listed(there.iter().map(|key| key.as_bytes()))
        )
    })
}

/// Keys are there of which at most one may be.
fn several(
    vocabulary: &Vocabulary<'_>,
    record: &RecordMatch<'_>,
    keys: &[String],
) -> Option<String> {
    let there: Vec<&String> = keys
        .iter()
        .filter(|key| record.named(vocabulary.schema(), key).is_some())
        .collect();
    (there.len() > 1).then(|| {
        format!(
            "TXT keys {} exclude each other, at most one is expected",
            listed(there.iter().map(|key| key.as_bytes()))
        )
    })
}

/// A key that repeats the port says another one than the SRV record.
fn other_port(
    context: &InstanceContext<'_>,
    vocabulary: &Vocabulary<'_>,
    record: &RecordMatch<'_>,
    key: &str,
) -> Option<String> {
    if !context.instance.evidence.covers(Evidence::PORT) {
        return None;
    }
    let port = context.instance.first_srv()?.port;
    let entry = record.named(vocabulary.schema(), key)?;
    let value = entry.entry.value.unwrap_or_default();
    let is_same = str::from_utf8(value)
        .ok()
        .and_then(|text| text.parse().ok())
        == Some(port);
    let places = Places::new(context, &record.seen.data);
    (!is_same).then(|| {
        format!(
            "TXT key `{}` has value `{}`, the port of the SRV record is {port}{}",
            shown(entry.entry.key),
            shown(value),
            places.of(&entry.entry)
        )
    })
}

fn forbidden_txt_key(context: &InstanceContext<'_>, findings: &mut Findings) {
    each_record(context, |vocabulary, record, facts| {
        let schema = vocabulary.schema();
        for entry in record.entries.iter().filter(|entry| entry.is_first) {
            let Some(key) = vocabulary.definition(entry) else {
                continue;
            };
            let why = match &key.forbidden_when {
                _ if key.presence == Presence::Forbidden => String::new(),
                Some(condition) if facts.holds(condition) == Some(true) => {
                    format!(" where {}", safe(&condition.to_string()))
                }
                _ => continue,
            };
            let places = Places::new(context, &record.seen.data);
            let finding = findings.report(format!(
                "TXT key `{}` must not be there{why}{}",
                shown(entry.entry.key),
                places.of(&entry.entry)
            ));
            finding
                .entry(entry.entry)
                .origin(record.seen.origin.clone())
                .at_most(weight::of_key(key));
            if let Some(summary) = &key.summary {
                finding.help(safe(summary.trim_end_matches('.')));
            }
            finding.citation = weight::citation(&key.sources, schema);
        }
        for relation in &schema.relations {
            let Demand::Forbidden(keys) = &relation.demand else {
                continue;
            };
            let there = keys.iter().filter_map(|key| record.named(schema, key));
            for entry in there.filter(|_| facts.surely(relation.when.as_ref())) {
                let places = Places::new(context, &record.seen.data);
                let message = format!(
                    "TXT key `{}` must not be there{}",
                    shown(entry.entry.key),
                    places.of(&entry.entry)
                );
                let finding = findings.report(message);
                finding.entry(entry.entry);
                report_relation(finding, vocabulary, record, relation);
            }
        }
    });
}

fn misplaced_txt_key(context: &InstanceContext<'_>, findings: &mut Findings) {
    each_record(context, |vocabulary, record, _| {
        let schema = vocabulary.schema();
        let first = record
            .seen
            .data
            .entries()
            .next()
            .map(|entry| entry.string_index);
        for entry in record.entries.iter().filter(|entry| entry.is_first) {
            let Some(key) = vocabulary.definition(entry) else {
                continue;
            };
            if key.position != KeyPosition::First || Some(entry.entry.string_index) == first {
                continue;
            }
            let places = Places::new(context, &record.seen.data);
            let finding = findings.report(format!(
                "TXT key `{}` is not the first{}",
                shown(entry.entry.key),
                places.of(&entry.entry)
            ));
            finding
                .entry(entry.entry)
                .help(format!(
                    "put `{}` before all other keys",
                    shown(entry.entry.key)
                ))
                .origin(record.seen.origin.clone())
                .at_most(weight::of_key(key));
            finding.citation = weight::citation(&key.sources, schema);
        }
    });
}

fn txt_revision_mismatch(context: &InstanceContext<'_>, findings: &mut Findings) {
    each_record(context, |vocabulary, record, _| {
        let schema = vocabulary.schema();
        let Some(revisions) = &schema.revisions else {
            return;
        };
        for entry in record.entries.iter().filter(|entry| entry.is_first) {
            let Some(key) = vocabulary.definition(entry) else {
                continue;
            };
            if is_of_revision(vocabulary, record, key) {
                continue;
            }
            let range = match (&key.since, &key.until) {
                (Some(since), Some(until)) => format!("of {} to {}", safe(since), safe(until)),
                (Some(since), None) => format!("of {} and newer", safe(since)),
                (None, Some(until)) => format!("of {} and older", safe(until)),
                (None, None) => continue,
            };
            let stated = record
                .named(schema, &revisions.key)
                .and_then(|entry| entry.entry.value)
                .unwrap_or_default();
            let places = Places::new(context, &record.seen.data);
            let finding = findings.report(format!(
                "TXT key `{}` is {range}, but `{}` is `{}`{}",
                shown(entry.entry.key),
                shown(revisions.key.as_bytes()),
                shown(stated),
                places.of(&entry.entry)
            ));
            finding
                .entry(entry.entry)
                .origin(record.seen.origin.clone());
            finding.citation = weight::citation(&key.sources, schema);
        }
    });
}
