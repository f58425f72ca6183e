//! KEY: which keys must be there, and which should not be any more.

use super::condition::Facts;
use super::{each_record, is_of_revision, safe, type_text, weight};
use crate::model::Evidence;
use crate::rule::txt::{Places, listed, shown};
use crate::rule::vocabulary::{RecordMatch, Vocabulary};
use crate::rule::{Citation, Findings, InstanceContext, Severity, rules};
use crate::schema::{Confidence, Demand, PortZero, Presence, TxtKeyDefinition, Verification};

rules! {
    /// A TXT key is missing that the vocabulary of the service requires.
    ///
    /// Clients of the service leave an instance out, or can't use it. What is required may depend on other keys, on
    /// subtypes and on the profiles that are asked for (`--profile`).
    ///
    /// Example:
    ///
    /// ```zone
    /// Lamp._hap._tcp.local. 4500 IN TXT "c#=1" "ff=0" "md=Lamp" "pv=1.1" "s#=1" "sf=1" "ci=5"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lamp._hap._tcp.local. 4500 IN TXT "c#=1" "ff=0" "id=3C:33:1B:21:B3:00" "md=Lamp" "pv=1.1" "s#=1" "sf=1" "ci=5"
    /// ```
    KEY004 "missing-required-txt-key" {
        // Specifications of vocabularies say "required" in a table, mostly without key words.
        severity: Error,
        needs: [TXT_KEYS],
        check: Instance(missing_required_txt_key),
    }

    /// TXT keys are missing that the vocabulary of the service recommends.
    ///
    /// Clients work without them and show less, or have to connect to learn what the record could have told.
    ///
    /// Example:
    ///
    /// ```zone
    /// Romeo@lab._presence._tcp.local. 4500 IN TXT "nick=Romeo" "status=avail" "jid=romeo@example.com"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Romeo@lab._presence._tcp.local. 4500 IN TXT "nick=Romeo" "status=avail" "jid=romeo@example.com" "hash=sha-1" "node=https://example.com/" "ver=QgayPKawpkPSDYmwT/WM94uAlu0=" "vc=!"
    /// ```
    KEY005 "missing-recommended-txt-key" {
        // As with required keys, and what is recommended is a SHOULD.
        severity: Warning,
        needs: [TXT_KEYS],
        check: Instance(missing_recommended_txt_key),
    }

    /// A TXT key is deprecated: another took its place, or nobody reads it any more.
    ///
    /// Example:
    ///
    /// ```zone
    /// 0F1E2D3C4B5A6978-0123456789ABCDEF._matter._tcp.local. 4500 IN TXT "SII=5000" "CRA=300"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// 0F1E2D3C4B5A6978-0123456789ABCDEF._matter._tcp.local. 4500 IN TXT "SII=5000" "SAI=300"
    /// ```
    KEY006 "deprecated-txt-key" {
        needs: [TXT_KEYS],
        check: Instance(deprecated_txt_key),
    }
}

/// Whether the name is only held: then no keys are expected
/// ([RFC 6763 §8](https://www.rfc-editor.org/rfc/rfc6763#section-8)).
fn is_placeholder(context: &InstanceContext<'_>, vocabulary: &Vocabulary<'_>) -> bool {
    let port = context.instance.first_srv().map(|srv| srv.port);
    let may_be = matches!(vocabulary.schema().srv.port_zero, PortZero::Placeholder);
    may_be && port == Some(0) && context.instance.evidence.covers(Evidence::PORT)
}

/// A key that is missing, why that is wrong, and what it weighs.
struct Missing {
    key: String,
    why: String,
    help: Option<String>,
    citation: Option<Citation>,
    weight: Severity,
}

fn missing_required_txt_key(context: &InstanceContext<'_>, findings: &mut Findings) {
    each_record(context, |vocabulary, record, facts| {
        if is_placeholder(context, vocabulary) {
            return;
        }
        for missing in required(vocabulary, record, facts) {
            let finding = findings.report(format!(
                "TXT key `{}` is missing, it is required {}",
                shown(missing.key.as_bytes()),
                missing.why
            ));
            finding
                .key(missing.key.as_bytes())
                .origin(record.seen.origin.clone())
                .at_most(missing.weight);
            finding.help = missing.help;
            finding.citation = missing.citation;
        }
    });
}

/// The required keys that are missing, each once: with the reason that weighs most.
fn required(
    vocabulary: &Vocabulary<'_>,
    record: &RecordMatch<'_>,
    facts: Facts<'_, '_>,
) -> Vec<Missing> {
    let schema = vocabulary.schema();
    let mut list: Vec<Missing> = Vec::new();
    for (position, key) in schema.keys.iter().enumerate() {
        let is_there = record.first_of(position).is_some();
        let is_conditional = key.required_when.is_some();
        if is_there || (key.presence != Presence::Required && !is_conditional) {
            continue;
        }
        let is_required = key.presence == Presence::Required
            || key
                .required_when
                .as_ref()
                .is_some_and(|condition| facts.holds(condition) == Some(true));
        if is_required && is_of_revision(vocabulary, record, key) {
            let why = match &key.required_when {
                Some(condition) if key.presence != Presence::Required => {
                    format!(
                        "of `{}` where {}",
                        type_text(schema),
                        safe(&condition.to_string())
                    )
                }
                _ => format!("of `{}`", type_text(schema)),
            };
            list.push(Missing {
                key: key.label().to_owned(),
                why,
                help: addition(key),
                citation: weight::citation(&key.sources, schema),
                weight: weight::of_key(key),
            });
        }
    }
    for relation in &schema.relations {
        let Demand::Required(keys) = &relation.demand else {
            continue;
        };
        add_missing(&mut list, vocabulary, record, keys, |_| {
            facts.surely(relation.when.as_ref()).then(|| {
                (
                    format!("of `{}`: {}", type_text(schema), safe(&relation.summary)),
                    weight::of_demand(relation.level, relation.confidence),
                    weight::citation(&relation.sources, schema),
                )
            })
        });
    }
    for profile in &schema.profiles {
        add_missing(&mut list, vocabulary, record, &profile.required, |_| {
            facts.is_in_force(profile).then(|| {
                (
                    format!("of {} (profile `{}`)", safe(&profile.title), profile.name),
                    weight::at_most(profile.confidence),
                    weight::citation(&profile.sources, schema),
                )
            })
        });
    }
    list
}

/// Adds those of `keys` that are missing and not in the list with at least the same weight.
fn add_missing(
    list: &mut Vec<Missing>,
    vocabulary: &Vocabulary<'_>,
    record: &RecordMatch<'_>,
    keys: &[String],
    reason: impl Fn(&str) -> Option<(String, Severity, Option<Citation>)>,
) {
    let schema = vocabulary.schema();
    for key in keys
        .iter()
        .filter(|key| record.named(schema, key).is_none())
    {
        let Some((why, weight, citation)) = reason(key) else {
            return;
        };
        let known = list
            .iter()
            .position(|missing| missing.key.eq_ignore_ascii_case(key));
        if known
            .and_then(|known| list.get(known))
            .is_some_and(|known| known.weight >= weight)
        {
            continue;
        }
        if let Some(known) = known {
            list.remove(known);
        }
        list.push(Missing {
            key: key.clone(),
            why,
            help: schema.key(key.as_bytes()).and_then(addition),
            citation,
            weight,
        });
    }
}

/// What to write for a key that is missing.
fn addition(key: &TxtKeyDefinition) -> Option<String> {
    use crate::schema::ValueType;
    match &key.value_type {
        ValueType::Any => None,
        ValueType::Flag => Some(format!("add `{}`, without `=`", safe(key.label()))),
        value_type => Some(format!(
            "add `{}=` with {}",
            safe(key.label()),
            value_type.allowed()
        )),
    }
}

fn missing_recommended_txt_key(context: &InstanceContext<'_>, findings: &mut Findings) {
    each_record(context, |vocabulary, record, facts| {
        if is_placeholder(context, vocabulary) {
            return;
        }
        let schema = vocabulary.schema();
        let mut missing: Vec<(&str, Severity, Option<Citation>)> = Vec::new();
        for (position, key) in schema.keys.iter().enumerate() {
            let may_be = key.presence == Presence::Recommended || key.recommended_when.is_some();
            if !may_be || record.first_of(position).is_some() {
                continue;
            }
            let Some(weight) = weight_of_recommended(key.confidence, key.verification) else {
                continue;
            };
            let is_recommended = key.presence == Presence::Recommended
                || key
                    .recommended_when
                    .as_ref()
                    .is_some_and(|condition| facts.holds(condition) == Some(true));
            if is_recommended && is_of_revision(vocabulary, record, key) {
                let weight = weight.min(weight::of_key(key));
                missing.push((key.label(), weight, weight::citation(&key.sources, schema)));
            }
        }
        for profile in &schema.profiles {
            let absent = |key: &&String| record.named(schema, key).is_none();
            let Some(weight) = weight_of_recommended(profile.confidence, Verification::Text) else {
                continue;
            };
            if profile.recommended.is_empty() || !facts.is_in_force(profile) {
                continue;
            }
            for key in profile.recommended.iter().filter(absent) {
                missing.push((key, weight, weight::citation(&profile.sources, schema)));
            }
        }
        if !missing.is_empty() {
            // What is required is reported as such.
            let required = required(vocabulary, record, facts);
            missing.retain(|(key, ..)| {
                !required
                    .iter()
                    .any(|other| other.key.eq_ignore_ascii_case(key))
            });
        }
        let Some(most) = missing.iter().map(|(_, weight, _)| *weight).max() else {
            return;
        };
        let (subject, verb, pronoun) = match missing.as_slice() {
            [_] => ("TXT key", "is", "it is"),
            _ => ("TXT keys", "are", "they are"),
        };
        let keys = listed(missing.iter().map(|(key, ..)| key.as_bytes()));
        let finding = findings.report(format!(
            "{subject} {keys} {verb} missing, {pronoun} recommended of `{}`",
            type_text(schema)
        ));
        if let [(key, ..)] = missing.as_slice() {
            finding.key(key.as_bytes());
        }
        finding.origin(record.seen.origin.clone()).at_most(most);
        finding.citation = missing
            .into_iter()
            .find(|(_, weight, _)| *weight == most)
            .and_then(|(.., citation)| citation);
    });
}

/// What a missing key weighs that is recommended: a registration recommends none, what devices were seen to send is no
/// recommendation, and who read of one elsewhere than in the specification may have it from an implementation.
const fn weight_of_recommended(
    confidence: Confidence,
    verification: Verification,
) -> Option<Severity> {
    match (confidence, verification) {
        (Confidence::Specification, Verification::Text) => Some(Severity::Warning),
        (
            Confidence::Specification | Confidence::VendorDocument | Confidence::Implementation,
            _,
        ) => Some(Severity::Note),
        (Confidence::Registration | Confidence::ReverseEngineered | Confidence::Observed, _) => {
            None
        }
    }
}

fn deprecated_txt_key(context: &InstanceContext<'_>, findings: &mut Findings) {
    each_record(context, |vocabulary, record, _| {
        let schema = vocabulary.schema();
        for entry in record.entries.iter().filter(|entry| entry.is_first) {
            let Some(key) = vocabulary.definition(entry) else {
                continue;
            };
            if key.presence != Presence::Deprecated && key.superseded_by.is_none() {
                continue;
            }
            let places = Places::new(context, &record.seen.data);
            let finding = findings.report(format!(
                "TXT key `{}` is deprecated{}",
                shown(entry.entry.key),
                places.of(&entry.entry)
            ));
            finding
                .entry(entry.entry)
                .origin(record.seen.origin.clone());
            if let Some(other) = &key.superseded_by {
                finding.help(format!("`{}` took its place", safe(other)));
            }
            finding.citation = weight::citation(&key.sources, schema);
        }
    });
}
