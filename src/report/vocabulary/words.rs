//! The parts of a vocabulary in words that every layout shares. Nothing is escaped here: the layouts do that.

use super::value_words::ValueWords;
use crate::schema::{
    Confidence, Demand, KeyName, KeyPosition, Level, PortZero, Presence, Reference, ServiceKind,
    SiblingMatch, SiblingService, SourceDocument, SubtypeDefinition, SubtypeLabel,
    TxtKeyDefinition, UnknownKeys, Verification,
};

/// Text in backticks; one within it is written as the escape of its octet.
pub(super) fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', r"\x60"))
}

/// Texts in backticks: `a`, `b` and `c`.
pub(super) fn codes<S: AsRef<str>>(texts: &[S], last: &str) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| code(text.as_ref())).collect();
    match quoted.split_last() {
        Some((end, [])) => end.clone(),
        Some((end, start)) => format!("{} {last} {end}", start.join(", ")),
        None => String::new(),
    }
}

/// A sentence with a full stop, whether it had one or not. It may begin with a key, so its first letter stays as it is.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    let stop = if text.is_empty() || text.ends_with(['.', '!', '?', ':']) {
        ""
    } else {
        "."
    };
    format!("{text}{stop}")
}

/// A sentence of our own words, which begins with a capital unless with a key.
pub(super) fn capitalized(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    sentence(&first.chain(rest).collect::<String>())
}

/// What kind of service it is, where it is not simply one.
pub(super) fn kind(kind: ServiceKind) -> Option<&'static str> {
    match kind {
        ServiceKind::Service => None,
        ServiceKind::PseudoService => {
            Some("records that describe a device; there is nothing to connect to")
        }
        ServiceKind::Deprecated => Some("deprecated"),
        ServiceKind::NotDnsSd => {
            Some("not announced by DNS-SD: its clients find each other by other means")
        }
    }
}

/// What is said of keys that are not defined.
pub(super) const fn unknown_keys(unknown: UnknownKeys) -> &'static str {
    match unknown {
        UnknownKeys::Ignore => "not judged",
        UnknownKeys::Note => "noted as unknown",
    }
}

/// The port that is expected; `None` where nothing is.
pub(super) fn port(default: Option<u16>, zero: PortZero) -> Option<String> {
    let usual = default.map(|port| format!("{port} unless told otherwise"));
    let zero = match zero {
        PortZero::Unspecified => None,
        PortZero::Never => Some("0 is wrong"),
        PortZero::Placeholder => {
            Some("0 holds the name for a device that doesn't offer the service")
        }
        PortZero::Always => Some("always 0: there is nothing to connect to"),
    };
    let words: Vec<String> = usual.into_iter().chain(zero.map(str::to_owned)).collect();
    (!words.is_empty()).then(|| words.join("; "))
}

/// What there is to say of a key besides its value, its presence and its summary: a sentence each.
pub(super) fn key_remarks(key: &TxtKeyDefinition) -> Vec<String> {
    let mut remarks = Vec::new();
    if let KeyName::Family { pattern, .. } = &key.name {
        remarks.push(format!(
            "A family of keys: those that match {}.",
            code(pattern.as_str())
        ));
    }
    if !key.aliases.is_empty() {
        remarks.push(format!("Also spelled {}.", codes(&key.aliases, "or")));
    }
    let conditions = [
        ("Required", &key.required_when),
        ("Recommended", &key.recommended_when),
        ("Not allowed", &key.forbidden_when),
    ];
    let is_forbidden_elsewhere = key.required_when.is_some()
        && key
            .forbidden_when
            .as_ref()
            .and_then(|when| when.not.as_deref())
            == key.required_when.as_ref();
    for (word, condition) in conditions {
        match condition {
            Some(_) if is_forbidden_elsewhere && word == "Not allowed" => {
                remarks.push("Not allowed elsewhere.".to_owned());
            }
            Some(when) => remarks.push(format!("{word} where {when}.")),
            None => {}
        }
    }
    if key.value_is_inferred {
        remarks.push(
            "The source names the key; the form is inferred from examples and devices.".to_owned(),
        );
    }
    if key.repeatable {
        remarks.push("May stand more than once, each time with a value of its own.".to_owned());
    }
    if key.position == KeyPosition::First {
        remarks.push("Must stand before all other keys.".to_owned());
    }
    let revision = match (&key.since, &key.until) {
        (Some(since), Some(until)) => Some(format!("Since {since}, until {until}.")),
        (Some(since), None) => Some(format!("Since {since}.")),
        (None, Some(until)) => Some(format!("Until {until}.")),
        (None, None) => None,
    };
    remarks.extend(revision);
    let successor = key.superseded_by.as_ref();
    remarks.extend(successor.map(|key| format!("Superseded by {}.", code(key))));
    remarks
}

/// Whether a key has to be there, in one word; a family has none that must.
pub(super) fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::Unspecified => "–",
        other => other.as_str(),
    }
}

/// `specification, second hand: rfc6763 §6.4; go-mfp`.
pub(super) fn provenance(
    confidence: Confidence,
    verification: Verification,
    sources: &[Reference],
) -> String {
    let verification = match verification {
        Verification::Memory => ", from memory",
        Verification::Secondary => ", second hand",
        Verification::Text => "",
    };
    let sources = references(sources);
    let colon = if sources.is_empty() { "" } else { ": " };
    format!("{confidence}{verification}{colon}{sources}")
}

/// `rfc6763 §6.4; go-mfp`: the sources by their ids.
pub(super) fn references(sources: &[Reference]) -> String {
    let words: Vec<String> = sources.iter().map(reference).collect();
    words.join("; ")
}

fn reference(reference: &Reference) -> String {
    match reference.section.as_str() {
        "" => reference.id.clone(),
        section => format!("{} {section}", reference.id),
    }
}

/// How binding a demand is, in the words of RFC 2119.
pub(super) const fn level(level: Level) -> &'static str {
    match level {
        Level::Advice => "advice",
        Level::Should => "should",
        Level::Must => "must",
    }
}

/// What a relation demands.
pub(super) fn demand(demand: &Demand) -> String {
    match demand {
        Demand::AllOrNone(keys) => format!("{} are all there, or none of them", codes(keys, "and")),
        Demand::AtMostOne(keys) => format!("at most one of {} is there", codes(keys, "and")),
        Demand::EqualsPort(key) => {
            format!("the value of {} is the port of the SRV record", code(key))
        }
        Demand::Forbidden(keys) => match keys.as_slice() {
            [key] => format!("{} is absent", code(key)),
            keys => format!("{} are absent", codes(keys, "and")),
        },
        Demand::InstanceInSubtype { prefix, length } => format!(
            "behind {} in a subtype stand the first {length} octets of the instance name",
            code(prefix)
        ),
        Demand::KeyInSubtype {
            prefix,
            key,
            part,
            shift,
        } => {
            let part = match part {
                Some(part) => format!("the part {} of {}", code(part), code(key)),
                None => format!("the number in {}", code(key)),
            };
            let shift = match shift {
                0 => String::new(),
                bits => format!(", shifted right by {bits} bits"),
            };
            format!("behind {} in a subtype stands {part}{shift}", code(prefix))
        }
        Demand::Required(keys) => match keys.as_slice() {
            [key] => format!("{} is there", code(key)),
            keys => format!("{} are there", codes(keys, "and")),
        },
        Demand::Value {
            key,
            value_type,
            may_be_empty,
        } => {
            let empty = if *may_be_empty {
                "; it may be empty"
            } else {
                ""
            };
            format!(
                "{} is {}{empty}",
                code(key),
                ValueWords::of(value_type).allowed
            )
        }
    }
}

/// The label of a subtype, or the form of its family.
pub(super) fn subtype_label(label: &SubtypeLabel) -> String {
    match label {
        SubtypeLabel::Exact(label) => label.clone(),
        SubtypeLabel::Family { prefix, .. } if !prefix.is_empty() => format!("{prefix}…"),
        SubtypeLabel::Family { pattern, .. } => pattern.as_str().to_owned(),
    }
}

/// What there is to say of a subtype besides its presence and summary.
pub(super) fn subtype_remarks(subtype: &SubtypeDefinition) -> Vec<String> {
    let mut remarks = Vec::new();
    if let SubtypeLabel::Family { pattern, .. } = &subtype.label {
        remarks.push(format!(
            "A family of subtypes: those that match {}.",
            code(pattern.as_str())
        ));
    }
    let conditions = [
        ("Required", &subtype.required_when),
        ("Not allowed", &subtype.forbidden_when),
    ];
    for (word, condition) in conditions {
        remarks.extend(
            condition
                .as_ref()
                .map(|when| format!("{word} where {when}.")),
        );
    }
    remarks
}

/// By what a sibling belongs to the service, and where it is expected.
pub(super) fn sibling_remark(sibling: &SiblingService) -> String {
    let by = match sibling.by {
        SiblingMatch::Host => "On the same host",
        SiblingMatch::InstanceName => "Under the same instance name",
    };
    match &sibling.when {
        Some(when) => format!("{by}, where {when}."),
        None => format!("{by}."),
    }
}

/// What must be known of a source: a sentence each.
pub(super) fn source_remarks(source: &SourceDocument) -> Vec<String> {
    let verification = match source.verification {
        Some(Verification::Memory) => Some("From memory, not compared with the source.".to_owned()),
        Some(Verification::Secondary) => {
            Some("Second hand: read in other sources that cite it.".to_owned())
        }
        Some(Verification::Text) | None => None,
    };
    let note = source.note.as_deref().map(capitalized);
    verification.into_iter().chain(note).collect()
}
