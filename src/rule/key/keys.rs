//! KEY: which keys there are, how they are written, and what stands behind them.

use super::condition::Facts;
use super::{safe, standing, type_text, weight};
use crate::rule::txt::values::{is_nul_terminated, is_quoted};
use crate::rule::txt::{Places, listed, shown};
use crate::rule::vocabulary::{EntryMatch, RecordMatch, Vocabulary};
use crate::rule::{Findings, InstanceContext, Severity, rules};
use crate::schema::{Confidence, Demand, ServiceSchema, TxtKeyDefinition, UnknownKeys, ValueType};

rules! {
    /// A TXT key is not among those that the vocabulary of the service has.
    ///
    /// Clients must ignore keys that they don't know, so nothing breaks; but a key that is only misspelled is lost as well.
    /// Many vendors use more keys than they registered, and some registrations say "none" and mean "not told".
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._moodring._tcp.local. 4500 IN TXT "txtvers=1" "mood=4" "colour=blue"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._moodring._tcp.local. 4500 IN TXT "txtvers=1" "mood=4"
    /// ```
    KEY001 "unknown-txt-key" {
        cite: ["RFC 6763" "6.3" _ "Each author defining a DNS-SD profile for discovering instances of a particular type of service should define the base set of key/value attributes that are valid for that type of service."],
        needs: [TXT_KEYS],
        check: Instance(unknown_txt_key),
    }

    /// A TXT key is written in another letter case than in the vocabulary.
    ///
    /// To the standard it is the same key, but python-zeroconf, bonjour-service and dnssd.js look keys up letter by letter
    /// and don't find it.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._moodring._tcp.local. 4500 IN TXT "txtvers=1" "Mood=4"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._moodring._tcp.local. 4500 IN TXT "txtvers=1" "mood=4"
    /// ```
    KEY002 "txt-key-in-other-case" {
        cite: ["RFC 6763" "6.4" _ "Case is ignored when interpreting a key, so \"papersize=A4\", \"PAPERSIZE=A4\", and \"Papersize=A4\" are all identical."],
        needs: [TXT_KEYS],
        check: Instance(txt_key_in_other_case),
    }

    /// A TXT value is none of those that the vocabulary allows.
    ///
    /// A client written to the specification rejects the value, or the whole service. Where the wording of a registration
    /// can be read in two ways ("4 bytes": raw, or in hexadecimal?) the finding is a warning, and so it is where no
    /// document says it but only an implementation. A value of a list that is open is noted.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._moodring._tcp.local. 4500 IN TXT "txtvers=1" "mood=5"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._moodring._tcp.local. 4500 IN TXT "txtvers=1" "mood=4"
    /// ```
    KEY003 "invalid-txt-value" {
        // Specifications of vocabularies say what a value is, mostly without key words: it is all that a client may be sent.
        severity: Error,
        needs: [TXT_KEYS],
        check: Instance(invalid_txt_value),
    }
}

/// How alike a key must be to a known one to be taken for a misspelling of it.
const LIKENESS: f64 = 0.75;

fn unknown_txt_key(context: &InstanceContext<'_>, findings: &mut Findings) {
    let Some(vocabulary) = context.vocabulary() else {
        return;
    };
    let schema = vocabulary.schema();
    if schema.unknown_keys == UnknownKeys::Ignore {
        return;
    }
    for record in &vocabulary.records {
        let unknown: Vec<&EntryMatch<'_>> = record
            .entries
            .iter()
            .filter(|entry| entry.key.is_none() && entry.is_first)
            .collect();
        if unknown.is_empty() {
            continue;
        }
        if !schema.keys.is_empty() {
            report_unlisted(context, schema, record, unknown, findings);
            continue;
        }
        let verb = if unknown.len() == 1 { "is" } else { "are" };
        let keys = listed(unknown.iter().map(|entry| entry.entry.key));
        let who = if schema.is_registration() {
            format!(
                "the registration of `{}` says that there are no TXT keys",
                shown(schema.title.as_bytes())
            )
        } else {
            format!("no TXT keys are defined for `{}`", type_text(schema))
        };
        let finding = findings.report(format!("{who}, but there {verb} {keys}"));
        finding.origin(record.seen.origin.clone());
        finding.citation = weight::schema_citation(schema);
    }
}

/// Reports a key that looks like a known one by itself, and the others in one finding: a device of a vendor who registered
/// one key and uses thirty has one fault.
fn report_unlisted(
    context: &InstanceContext<'_>,
    schema: &ServiceSchema,
    record: &RecordMatch<'_>,
    unknown: Vec<&EntryMatch<'_>>,
    findings: &mut Findings,
) {
    let known = listed(schema.keys.iter().map(|key| key.label().as_bytes()));
    let standing = standing(schema);
    let places = Places::new(context, &record.seen.data);
    let (misspelled, others): (Vec<&EntryMatch<'_>>, Vec<&EntryMatch<'_>>) = unknown
        .into_iter()
        .partition(|entry| near_key(schema, entry.entry.key).is_some());
    let alone = misspelled
        .iter()
        .chain(others.first().filter(|_| others.len() == 1));
    for entry in alone {
        let entry = &entry.entry;
        let finding = findings.report(format!(
            "TXT key `{}` is not among those {standing}: {known}{}",
            shown(entry.key),
            places.of(entry),
        ));
        finding.entry(*entry).origin(record.seen.origin.clone());
        finding.citation = weight::schema_citation(schema);
        if let Some(near) = near_key(schema, entry.key) {
            finding.help(format!("did you mean `{}`?", shown(near.as_bytes())));
        }
    }
    if others.len() > 1 {
        let keys = listed(others.iter().map(|entry| entry.entry.key));
        let finding = findings.report(format!(
            "TXT keys {keys} are not among those {standing}: {known}"
        ));
        finding.origin(record.seen.origin.clone());
        finding.citation = weight::schema_citation(schema);
    }
}

/// The known key that is most like this one, if one is like it at all.
fn near_key<'s>(schema: &'s ServiceSchema, key: &[u8]) -> Option<&'s str> {
    let key = str::from_utf8(key).ok()?.to_ascii_lowercase();
    let likeness =
        |name: &str| strsim::normalized_damerau_levenshtein(&key, &name.to_ascii_lowercase());
    let candidates = schema
        .keys
        .iter()
        .map(|key| (likeness(key.label()), key.label()));
    let nearest = candidates.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (nearest.0 >= LIKENESS).then_some(nearest.1)
}

fn txt_key_in_other_case(context: &InstanceContext<'_>, findings: &mut Findings) {
    let Some(vocabulary) = context.vocabulary() else {
        return;
    };
    let schema = vocabulary.schema();
    for record in &vocabulary.records {
        for entry in record.entries.iter().filter(|entry| entry.is_first) {
            let Some(name) = vocabulary
                .definition(entry)
                .and_then(|key| key.spelling_of(entry.entry.key))
            else {
                continue;
            };
            let verb = if schema.is_registration() {
                "registered"
            } else {
                "defined"
            };
            let places = Places::new(context, &record.seen.data);
            let finding = findings.report(format!(
                "TXT key `{}` is {verb} as `{}`{}",
                shown(entry.entry.key),
                shown(name.as_bytes()),
                places.of(&entry.entry)
            ));
            finding
                .entry(entry.entry)
                .help(format!(
                    "write it as {verb}: not every client ignores letter case"
                ))
                .origin(record.seen.origin.clone());
            finding.citation = vocabulary
                .definition(entry)
                .and_then(|key| weight::citation(&key.sources, schema));
        }
    }
}

fn invalid_txt_value(context: &InstanceContext<'_>, findings: &mut Findings) {
    let Some(vocabulary) = context.vocabulary() else {
        return;
    };
    for record in &vocabulary.records {
        for entry in &record.entries {
            let Some(definition) = vocabulary.definition(entry) else {
                continue;
            };
            if entry.is_first || definition.repeatable {
                judge_value(context, vocabulary, record, entry, definition, findings);
            }
        }
        judge_relations(context, vocabulary, record, findings);
    }
}

fn judge_value(
    context: &InstanceContext<'_>,
    vocabulary: &Vocabulary<'_>,
    record: &RecordMatch<'_>,
    entry: &EntryMatch<'_>,
    definition: &TxtKeyDefinition,
    findings: &mut Findings,
) {
    let value_type = &definition.value_type;
    let has = match entry.entry.value {
        None if definition.may_be_valueless || *value_type == ValueType::Flag => return,
        None => format!("no value, allowed is {}", value_type.allowed()),
        Some([]) if definition.may_be_empty => return,
        // No empty text fits unless the vocabulary says so: `key=` is a value like any other.
        Some([]) if !matches!(value_type, ValueType::Flag) => {
            format!("an empty value, allowed is {}", value_type.allowed())
        }
        // Quotation marks and a NUL at the end are faults of their own.
        Some(value) if is_quoted(value) || is_nul_terminated(value) => return,
        Some(value) => match value_type.violation(value) {
            Some(violation) => violation.to_string(),
            None if value_type.is_unlisted(value) => {
                report_unlisted_value(context, vocabulary, record, entry, definition, findings);
                return;
            }
            None => return,
        },
    };
    let places = Places::new(context, &record.seen.data);
    let finding = findings.report(format!(
        "TXT key `{}` has {has}{}",
        shown(entry.entry.key),
        places.of(&entry.entry)
    ));
    finding
        .entry(entry.entry)
        .origin(record.seen.origin.clone())
        .at_most(weight_of_value(definition));
    finding.citation = weight::citation(&definition.sources, vocabulary.schema());
    if definition.confidence == Confidence::Registration
        && matches!(value_type, ValueType::Octets { .. })
    {
        finding.help("the registration's wording leaves open whether the octets are meant raw or in hexadecimal");
    }
}

/// A registration names many keys without a word on their values, and where it speaks of octets its words are open.
fn weight_of_value(definition: &TxtKeyDefinition) -> Severity {
    let most = match definition.value_type {
        _ if definition.value_is_inferred => Severity::Note,
        ValueType::Octets { .. } if definition.confidence == Confidence::Registration => {
            Severity::Warning
        }
        _ => Severity::Error,
    };
    most.min(weight::of_key(definition))
}

fn report_unlisted_value(
    context: &InstanceContext<'_>,
    vocabulary: &Vocabulary<'_>,
    record: &RecordMatch<'_>,
    entry: &EntryMatch<'_>,
    definition: &TxtKeyDefinition,
    findings: &mut Findings,
) {
    // What was gathered from devices is never complete.
    if definition.confidence < Confidence::Implementation {
        return;
    }
    let places = Places::new(context, &record.seen.data);
    let finding = findings.report(format!(
        "TXT key `{}` has value `{}`, known is {}{}",
        shown(entry.entry.key),
        shown(entry.entry.value.unwrap_or_default()),
        definition.value_type.allowed(),
        places.of(&entry.entry)
    ));
    finding
        .entry(entry.entry)
        .origin(record.seen.origin.clone())
        .at_most(Severity::Note);
    finding.citation = weight::citation(&definition.sources, vocabulary.schema());
}

/// Demands on a value that hold under a condition.
fn judge_relations<'a>(
    context: &InstanceContext<'a>,
    vocabulary: &Vocabulary<'a>,
    record: &RecordMatch<'a>,
    findings: &mut Findings,
) {
    let schema = vocabulary.schema();
    for relation in &schema.relations {
        let Demand::Value {
            key,
            value_type,
            may_be_empty,
        } = &relation.demand
        else {
            continue;
        };
        let Some(entry) = record.named(schema, key) else {
            continue;
        };
        let value = entry.entry.value.unwrap_or_default();
        let facts = Facts {
            context,
            vocabulary,
            record: Some(record),
        };
        if (value.is_empty() && *may_be_empty) || !facts.surely(relation.when.as_ref()) {
            continue;
        }
        let Some(violation) = value_type.violation(value) else {
            continue;
        };
        // A value that its own type refuses was reported already.
        let is_reported = vocabulary.definition(entry).is_some_and(|own| {
            if value.is_empty() {
                !own.may_be_empty
            } else {
                own.value_type.violation(value).is_some()
            }
        });
        if is_reported || is_quoted(value) || is_nul_terminated(value) {
            continue;
        }
        let places = Places::new(context, &record.seen.data);
        let finding = findings.report(format!(
            "TXT key `{}` has {violation}{}",
            shown(entry.entry.key),
            places.of(&entry.entry)
        ));
        finding
            .entry(entry.entry)
            .help(safe(&relation.summary))
            .origin(record.seen.origin.clone())
            .at_most(weight::of_demand(relation.level, relation.confidence));
        finding.citation = weight::citation(&relation.sources, schema);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_key_is_like_a_known_one() {
        let labels = "_moodring._tcp".parse().unwrap();
        let schema = ServiceSchema::from_registration(&labels).unwrap();
        for (key, near) in [
            ("mod", Some("mood")),
            ("txtver", Some("txtvers")),
            ("weather", None),
            ("m", None),
        ] {
            assert_eq!(near_key(&schema, key.as_bytes()), near, "{key}");
        }
    }
}
