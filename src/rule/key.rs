//! KEY: TXT keys and values against what the service's registration says of them.
//!
//! Judged is what a client reads: of a key that appears more than once, the first. Of a type that is not registered for its
//! transport nothing is said here.

use crate::model::Seen;
use crate::registry::TxtStatus;
use crate::rule::registered::{self, Definitions};
use crate::rule::txt::{Places, listed, living, shown};
use crate::rule::{Findings, InstanceContext, Severity, rules};
use crate::wire::{TxtEntry, TxtRecord};

rules! {
    /// A TXT key is not among those that the service's registration lists.
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

    /// A TXT key is written in another letter case than in the registration.
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

    /// A TXT value is none of those that the service's registration allows.
    ///
    /// The registration states in so many words what stands behind the key: a client written to it rejects the value. Where
    /// its wording can be read in two ways ("4 bytes": raw, or in hexadecimal?) the finding is a warning.
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
        // A row of the registry has no key words, but what it lists is all that a client may be sent.
        severity: Error,
        needs: [TXT_KEYS],
        check: Instance(invalid_txt_value),
    }
}

/// How alike a key must be to a registered one to be taken for a misspelling of it.
const LIKENESS: f64 = 0.75;

/// The first entry of each key whose octets are legal; the others are another family's matter.
fn first_entries(txt: &TxtRecord) -> Vec<TxtEntry<'_>> {
    let is_legal = |entry: &TxtEntry<'_>| {
        !entry.key.is_empty() && entry.key.iter().all(|octet| matches!(octet, 0x20..=0x7e))
    };
    let mut known = std::collections::BTreeSet::new();
    txt.entries()
        .filter(is_legal)
        .filter(|entry| known.insert(entry.key.to_ascii_lowercase()))
        .collect()
}

fn unknown_txt_key(context: &InstanceContext<'_>, findings: &mut Findings) {
    let Some(definitions) = registered::definitions(context.instance.service_type()) else {
        return;
    };
    for seen in living(context) {
        let entries = first_entries(&seen.data).into_iter();
        let unknown: Vec<TxtEntry<'_>> = entries
            .filter(|entry| definitions.key(entry.key).is_none())
            .collect();
        if unknown.is_empty() {
            continue;
        }
        match definitions.own.status {
            TxtStatus::Listed if !definitions.own.open => {
                report_unlisted(context, &definitions, seen, unknown, findings);
            }
            TxtStatus::None => {
                let verb = if unknown.len() == 1 { "is" } else { "are" };
                let keys = listed(unknown.iter().map(|entry| entry.key));
                findings
                    .report(format!(
                        "the registration of `{}` says that there are no TXT keys, but there {verb} {keys}",
                        definitions.service
                    ))
                    .cite(definitions.citation())
                    .origin(seen.origin.clone());
            }
            _ => {}
        }
    }
}

/// Reports a key that looks like a registered one by itself, and the others in one finding: a device of a vendor who
/// registered one key and uses thirty has one fault.
fn report_unlisted(
    context: &InstanceContext<'_>,
    definitions: &Definitions,
    seen: &Seen<TxtRecord>,
    unknown: Vec<TxtEntry<'_>>,
    findings: &mut Findings,
) {
    let registered = listed(definitions.key_names().map(str::as_bytes));
    let service = &definitions.service;
    let places = Places::new(context, &seen.data);
    let (misspelled, others): (Vec<_>, Vec<_>) = unknown
        .into_iter()
        .partition(|entry| near_key(definitions, entry.key).is_some());
    let alone = misspelled
        .iter()
        .chain(others.first().filter(|_| others.len() == 1));
    for entry in alone {
        let finding = findings.report(format!(
            "TXT key `{}` is not among those registered for `{service}`: {registered}{}",
            shown(entry.key),
            places.of(entry),
        ));
        finding
            .key(entry.key)
            .cite(definitions.citation())
            .origin(seen.origin.clone());
        if let Some(near) = near_key(definitions, entry.key) {
            finding.help(format!("did you mean `{near}`?"));
        }
    }
    if others.len() > 1 {
        let keys = listed(others.iter().map(|entry| entry.key));
        findings
            .report(format!(
                "TXT keys {keys} are not among those registered for `{service}`: {registered}"
            ))
            .cite(definitions.citation())
            .origin(seen.origin.clone());
    }
}

/// The registered key that is most like this one, if one is like it at all.
fn near_key<'a>(definitions: &'a Definitions, key: &[u8]) -> Option<&'a str> {
    let key = str::from_utf8(key).ok()?.to_ascii_lowercase();
    let likeness =
        |name: &str| strsim::normalized_damerau_levenshtein(&key, &name.to_ascii_lowercase());
    let candidates = definitions.key_names().map(|name| (likeness(name), name));
    let nearest = candidates.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (nearest.0 >= LIKENESS).then_some(nearest.1)
}

fn txt_key_in_other_case(context: &InstanceContext<'_>, findings: &mut Findings) {
    let Some(definitions) = registered::definitions(context.instance.service_type()) else {
        return;
    };
    for seen in living(context) {
        let txt = &seen.data;
        let places = Places::new(context, txt);
        for entry in first_entries(txt) {
            let Some(key) = definitions.key(entry.key) else {
                continue;
            };
            if key.pattern.is_some() || key.name.as_bytes() == entry.key {
                continue;
            }
            findings
                .report(format!(
                    "TXT key `{}` is registered as `{}`{}",
                    shown(entry.key),
                    shown(key.name.as_bytes()),
                    places.of(&entry)
                ))
                .key(entry.key)
                .help("write it as registered: not every client ignores letter case")
                .cite(definitions.citation())
                .origin(seen.origin.clone());
        }
    }
}

fn invalid_txt_value(context: &InstanceContext<'_>, findings: &mut Findings) {
    let Some(definitions) = registered::definitions(context.instance.service_type()) else {
        return;
    };
    for seen in living(context) {
        let txt = &seen.data;
        let places = Places::new(context, txt);
        for entry in first_entries(txt) {
            let Some(constraint) = definitions
                .key(entry.key)
                .and_then(|key| key.constraint.as_ref())
            else {
                continue;
            };
            let Some(violation) = constraint.violation(entry.value) else {
                continue;
            };
            let finding = findings.report(format!(
                "TXT key `{}` has {violation}{}",
                shown(entry.key),
                places.of(&entry)
            ));
            finding
                .key(entry.key)
                .cite(definitions.citation())
                .origin(seen.origin.clone());
            if constraint.wording_is_open() {
                finding.at_most(Severity::Warning);
                finding.help("the registration's wording leaves open whether the octets are meant raw or in hexadecimal");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_key_is_like_a_registered_one() {
        let labels = "_moodring._tcp".parse().unwrap();
        let definitions = registered::definitions(&labels).unwrap();
        for (key, near) in [
            ("mod", Some("mood")),
            ("txtver", Some("txtvers")),
            ("weather", None),
            ("m", None),
        ] {
            assert_eq!(near_key(&definitions, key.as_bytes()), near, "{key}");
        }
    }
}
