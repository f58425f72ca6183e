//! KEY: names, subtypes, ports and neighbors of an instance against the vocabulary of its service.

use super::condition::{Facts, has_sibling};
use super::{safe, type_text, weight};
use crate::model::Evidence;
use crate::name::presentation;
use crate::rule::txt::shown;
use crate::rule::vocabulary::Vocabulary;
use crate::rule::{Findings, InstanceContext, Severity, rules};
use crate::schema::{
    Demand, NameGrammar, Presence, Reference, Relation, ServiceKind, ServiceSchema, SiblingMatch,
    SubtypeDefinition, SubtypeLabel, ValueType,
};

rules! {
    /// The instance name has not the form that the specification of the service gives it.
    ///
    /// Where a name is made of identifiers, clients take it apart: one of another form is ignored.
    ///
    /// Example:
    ///
    /// ```zone
    /// Kitchen\032Lamp._matter._tcp.local. 4500 IN TXT "SII=5000"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// 0F1E2D3C4B5A6978-0123456789ABCDEF._matter._tcp.local. 4500 IN TXT "SII=5000"
    /// ```
    KEY011 "unexpected-instance-name" {
        // Specifications give the form as a grammar, mostly without key words.
        severity: Error,
        needs: [INSTANCE_NAME],
        concerns: names_have_a_form,
        check: Instance(unexpected_instance_name),
    }

    /// The host name has not the form that the specification of the service gives it.
    ///
    /// Example:
    ///
    /// ```zone
    /// 0F1E2D3C4B5A6978-0123456789ABCDEF._matter._tcp.local. 120 IN SRV 0 0 5540 lamp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// 0F1E2D3C4B5A6978-0123456789ABCDEF._matter._tcp.local. 120 IN SRV 0 0 5540 3C331B21B300.local.
    /// ```
    KEY012 "unexpected-host-name" {
        // As with instance names.
        severity: Error,
        needs: [SRV],
        concerns: hosts_have_a_form,
        check: Instance(unexpected_host_name),
    }

    /// The instance is not announced under a subtype that its specification, or a profile, requires.
    ///
    /// Clients that browse for the subtype don't see it: an iPhone finds printers by `_universal` alone.
    ///
    /// Example:
    ///
    /// ```zone absent
    /// _matter._tcp.local. 4500 IN PTR 0F1E2D3C4B5A6978-0123456789ABCDEF._matter._tcp.local.
    /// 0F1E2D3C4B5A6978-0123456789ABCDEF._matter._tcp.local. 120 IN SRV 0 0 5540 3C331B21B300.local.
    /// 0F1E2D3C4B5A6978-0123456789ABCDEF._matter._tcp.local. 4500 IN TXT "SII=5000"
    /// 3C331B21B300.local. 120 IN AAAA 2001:db8::7
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone absent
    /// _matter._tcp.local. 4500 IN PTR 0F1E2D3C4B5A6978-0123456789ABCDEF._matter._tcp.local.
    /// _I0F1E2D3C4B5A6978._sub._matter._tcp.local. 4500 IN PTR 0F1E2D3C4B5A6978-0123456789ABCDEF._matter._tcp.local.
    /// 0F1E2D3C4B5A6978-0123456789ABCDEF._matter._tcp.local. 120 IN SRV 0 0 5540 3C331B21B300.local.
    /// 0F1E2D3C4B5A6978-0123456789ABCDEF._matter._tcp.local. 4500 IN TXT "SII=5000"
    /// 3C331B21B300.local. 120 IN AAAA 2001:db8::7
    /// ```
    KEY013 "missing-subtype" {
        // As with required keys.
        severity: Error,
        needs: [NAMED_SUBTYPES],
        concerns: there_are_subtypes,
        check: Instance(missing_subtype),
    }

    /// A subtype has another form than specified, contradicts the TXT keys or the instance name, or must not be there.
    ///
    /// Clients filter by subtypes before they read anything else: who looks for the discriminator of the TXT record does not
    /// find the device.
    ///
    /// Example:
    ///
    /// ```zone
    /// _L841._sub._matterc._udp.local. 4500 IN PTR 0F1E2D3C4B5A6978._matterc._udp.local.
    /// 0F1E2D3C4B5A6978._matterc._udp.local. 4500 IN TXT "D=840" "CM=1"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _L840._sub._matterc._udp.local. 4500 IN PTR 0F1E2D3C4B5A6978._matterc._udp.local.
    /// 0F1E2D3C4B5A6978._matterc._udp.local. 4500 IN TXT "D=840" "CM=1"
    /// ```
    KEY014 "wrong-subtype" {
        // As with required keys.
        severity: Error,
        needs: [POINTERS],
        concerns: there_are_subtypes,
        check: Instance(wrong_subtype),
    }

    /// The device does not offer a service that belongs to this one.
    ///
    /// Example:
    ///
    /// ```zone absent
    /// _ipp._tcp.local. 4500 IN PTR Lab._ipp._tcp.local.
    /// Lab._ipp._tcp.local. 120 IN SRV 0 0 631 lab.local.
    /// Lab._ipp._tcp.local. 4500 IN TXT "txtvers=1" "qtotal=1" "rp=ipp/print" "ty=X" "pdl=application/pdf" "product=(X)" "note=" "priority=0" "usb_MFG=X" "usb_MDL=Y" "Color=T" "Duplex=F" "PaperMax=legal-A4"
    /// lab.local. 120 IN A 192.0.2.7
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone absent
    /// _ipp._tcp.local. 4500 IN PTR Lab._ipp._tcp.local.
    /// Lab._ipp._tcp.local. 120 IN SRV 0 0 631 lab.local.
    /// Lab._ipp._tcp.local. 4500 IN TXT "txtvers=1" "qtotal=1" "rp=ipp/print" "ty=X" "pdl=application/pdf" "product=(X)" "note=" "priority=0" "usb_MFG=X" "usb_MDL=Y" "Color=T" "Duplex=F" "PaperMax=legal-A4"
    /// _printer._tcp.local. 4500 IN PTR Lab._printer._tcp.local.
    /// Lab._printer._tcp.local. 120 IN SRV 0 0 515 lab.local.
    /// Lab._printer._tcp.local. 4500 IN TXT "txtvers=1" "qtotal=1" "rp=auto" "ty=X" "adminurl=http://a/" "UUID=f81d4fae-7dec-11d0-a765-00a0c91e6bf6" "pdl=application/pdf" "product=(X)" "note=" "priority=50" "usb_MFG=X" "usb_MDL=Y" "Color=T" "Duplex=F" "PaperMax=legal-A4"
    /// lab.local. 120 IN A 192.0.2.7
    /// ```
    KEY015 "missing-sibling-service" {
        // The level of each is stated in the schema: this is the most that one can weigh.
        severity: Error,
        needs: [SRV, SIBLINGS],
        concerns: there_are_siblings,
        check: Instance(missing_sibling_service),
    }

    /// The TXT record is longer than the specification of the service allows.
    ///
    /// In the examples, `{x*3}` stands for `xxx`.
    ///
    /// Example (and TXT008):
    ///
    /// ```zone
    /// eWeLink_1000000001._ewelink._tcp.local. 4500 IN TXT "txtvers=1" "id=1000000001" "type={x*240}" "apivers=1" "seq=1" "data1={x*249}" "data2={x*249}" "data3={x*249}" "data4={x*249}"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// eWeLink_1000000001._ewelink._tcp.local. 4500 IN TXT "txtvers=1" "id=1000000001" "type=diy_plug" "apivers=1" "seq=1" "data1={x*9}"
    /// ```
    KEY016 "txt-record-beyond-service-limit" {
        // As with values.
        severity: Error,
        needs: [TXT_OCTETS],
        concerns: there_is_a_limit,
        check: Instance(txt_record_beyond_service_limit),
    }

    /// The service type has been replaced by another, or its service is not announced by DNS-SD.
    ///
    /// Clients look for the new type, or find each other by other means.
    ///
    /// Example (and NAME002):
    ///
    /// ```zone
    /// Registry._nmos-registration._tcp.local. 4500 IN TXT "api_proto=http" "api_ver=v1.2" "pri=10"
    /// ```
    ///
    /// Instead (and REG001):
    ///
    /// ```zone
    /// Registry._nmos-register._tcp.local. 4500 IN TXT "api_proto=http" "api_ver=v1.2" "pri=10"
    /// ```
    KEY017 "superseded-service-type" {
        // Whoever publishes the old type should publish the new one.
        severity: Warning,
        needs: [],
        check: Instance(superseded_service_type),
    }
}

/// Whether the schema of the instance has something.
fn schema_has(context: &InstanceContext<'_>, has: impl Fn(&ServiceSchema) -> bool) -> bool {
    context
        .vocabulary()
        .is_some_and(|vocabulary| has(vocabulary.schema()))
}

fn names_have_a_form(context: &InstanceContext<'_>) -> bool {
    schema_has(context, |schema| schema.instance_name.is_some())
}

fn hosts_have_a_form(context: &InstanceContext<'_>) -> bool {
    schema_has(context, |schema| schema.host_name.is_some())
}

fn there_are_subtypes(context: &InstanceContext<'_>) -> bool {
    schema_has(context, |schema| !schema.subtypes.is_empty())
}

fn there_are_siblings(context: &InstanceContext<'_>) -> bool {
    schema_has(context, |schema| !schema.siblings.is_empty())
}

fn there_is_a_limit(context: &InstanceContext<'_>) -> bool {
    schema_has(context, |schema| schema.txt.max_length.is_some())
}

fn unexpected_instance_name(context: &InstanceContext<'_>, findings: &mut Findings) {
    let Some(vocabulary) = context.vocabulary() else {
        return;
    };
    let Some(grammar) = &vocabulary.schema().instance_name else {
        return;
    };
    let name = context.instance.instance_octets();
    if !name.is_empty() {
        judge_name("instance name", &name, grammar, vocabulary, findings);
    }
}

fn unexpected_host_name(context: &InstanceContext<'_>, findings: &mut Findings) {
    let Some(vocabulary) = context.vocabulary() else {
        return;
    };
    let Some(grammar) = &vocabulary.schema().host_name else {
        return;
    };
    if let Some(label) = context
        .instance
        .first_srv()
        .and_then(|srv| srv.target.labels().next())
    {
        judge_name("host name", label, grammar, vocabulary, findings);
    }
}

fn judge_name(
    what: &str,
    name: &[u8],
    grammar: &NameGrammar,
    vocabulary: &Vocabulary<'_>,
    findings: &mut Findings,
) {
    let Some(pattern) = &grammar.pattern else {
        return;
    };
    if str::from_utf8(name).is_ok_and(|name| pattern.matches(name)) {
        return;
    }
    let schema = vocabulary.schema();
    let finding = findings.report(format!(
        "{what} `{}` does not match `{}`, the form of those of `{}`",
        presentation::unescaped_label(name),
        safe(pattern.as_str()),
        type_text(schema)
    ));
    finding
        .help(safe(grammar.summary.trim_end_matches('.')))
        .at_most(weight::at_most(grammar.confidence));
    finding.citation = weight::citation(&grammar.sources, schema);
}

fn missing_subtype(context: &InstanceContext<'_>, findings: &mut Findings) {
    let Some(vocabulary) = context.vocabulary() else {
        return;
    };
    let schema = vocabulary.schema();
    let facts = facts(context, vocabulary);
    let subtypes = vocabulary.subtypes(context.instance);
    let mut report = |label: &str, why: &str, most: Severity, sources: &[Reference]| {
        let finding = findings.report(format!(
            "the instance is not announced under a subtype `{}`, it is required {why}",
            safe(label)
        ));
        finding.at_most(most);
        finding.citation = weight::citation(sources, schema);
    };
    for subtype in &schema.subtypes {
        let is_required = subtype.presence == Presence::Required
            || subtype
                .required_when
                .as_ref()
                .is_some_and(|condition| facts.holds(condition) == Some(true));
        // A family is known to be absent only where all subtypes were seen.
        let is_named = matches!(subtype.label, SubtypeLabel::Exact(_));
        let is_visible = is_named || context.instance.evidence.covers(Evidence::SUBTYPES);
        if is_required && is_visible && !subtypes.iter().any(|label| subtype.label.is(label)) {
            let why = format!("of `{}`", type_text(schema));
            report(
                &subtype.label.to_string(),
                &why,
                weight::at_most(subtype.confidence),
                &subtype.sources,
            );
        }
    }
    for profile in schema
        .profiles
        .iter()
        .filter(|profile| !profile.subtypes.is_empty())
    {
        let absent = |label: &&String| {
            !subtypes
                .iter()
                .any(|own| own.eq_ignore_ascii_case(label.as_bytes()))
        };
        if profile.subtypes.iter().any(|label| absent(&label)) && facts.is_in_force(profile) {
            for label in profile.subtypes.iter().filter(absent) {
                let why = format!("of {} (profile `{}`)", safe(&profile.title), profile.name);
                report(
                    label,
                    &why,
                    weight::at_most(profile.confidence),
                    &profile.sources,
                );
            }
        }
    }
}

/// What conditions are asked of, with the TXT record that clients read.
fn facts<'f, 'a>(
    context: &'f InstanceContext<'a>,
    vocabulary: &'f Vocabulary<'a>,
) -> Facts<'f, 'a> {
    Facts {
        context,
        vocabulary,
        record: vocabulary.records.first(),
    }
}

fn wrong_subtype(context: &InstanceContext<'_>, findings: &mut Findings) {
    let Some(vocabulary) = context.vocabulary() else {
        return;
    };
    let schema = vocabulary.schema();
    if schema.subtypes.is_empty() && schema.relations.is_empty() {
        return;
    }
    for label in vocabulary.subtypes(context.instance) {
        for subtype in &schema.subtypes {
            judge_subtype(context, vocabulary, label, subtype, findings);
        }
        for relation in &schema.relations {
            judge_subtype_relation(context, vocabulary, label, relation, findings);
        }
    }
}

fn judge_subtype<'a>(
    context: &InstanceContext<'a>,
    vocabulary: &Vocabulary<'a>,
    label: &[u8],
    subtype: &SubtypeDefinition,
    findings: &mut Findings,
) {
    let message = if subtype.label.is_wrong(label) {
        let SubtypeLabel::Family { pattern, .. } = &subtype.label else {
            return;
        };
        format!(
            "subtype `{}` does not match `{}`",
            shown(label),
            safe(pattern.as_str())
        )
    } else if subtype.label.is(label) {
        let condition = match &subtype.forbidden_when {
            _ if subtype.presence == Presence::Forbidden => String::new(),
            Some(condition) if facts(context, vocabulary).holds(condition) == Some(true) => {
                format!(" where {}", safe(&condition.to_string()))
            }
            _ => return,
        };
        format!("subtype `{}` must not be there{condition}", shown(label))
    } else {
        return;
    };
    let finding = findings.report(message);
    finding.at_most(weight::at_most(subtype.confidence));
    if let Some(summary) = &subtype.summary {
        finding.help(safe(summary.trim_end_matches('.')));
    }
    finding.citation = weight::citation(&subtype.sources, vocabulary.schema());
}

fn judge_subtype_relation<'a>(
    context: &InstanceContext<'a>,
    vocabulary: &Vocabulary<'a>,
    label: &[u8],
    relation: &Relation,
    findings: &mut Findings,
) {
    let expected = match &relation.demand {
        Demand::InstanceInSubtype { prefix, length } => {
            let name = context.instance.instance_octets();
            name.get(..*length)
                .map(|start| (prefix, shown(start), "the instance name"))
        }
        Demand::KeyInSubtype {
            prefix,
            key,
            part,
            shift,
        } => number_of(vocabulary, key, part.as_deref()).map(|number| {
            (
                prefix,
                (number >> (*shift).min(127)).to_string(),
                key.as_str(),
            )
        }),
        _ => None,
    };
    let Some((prefix, expected, source)) = expected else {
        return;
    };
    let Some(rest) = label.strip_prefix(prefix.as_bytes()) else {
        return;
    };
    if rest.eq_ignore_ascii_case(expected.as_bytes())
        || !facts(context, vocabulary).surely(relation.when.as_ref())
    {
        return;
    }
    let schema = vocabulary.schema();
    let finding = findings.report(format!(
        "subtype `{}` contradicts {}, `{}{expected}` is expected",
        shown(label),
        if source == "the instance name" {
            source.to_owned()
        } else {
            format!("TXT key `{}`", safe(source))
        },
        safe(prefix)
    ));
    finding
        .help(safe(&relation.summary))
        .at_most(weight::of_demand(relation.level, relation.confidence));
    finding.citation = weight::citation(&relation.sources, schema);
}

/// The number in the value of a key, or in a part of it; `None` where the key is absent or its value is wrong.
fn number_of(vocabulary: &Vocabulary<'_>, key: &str, part: Option<&str>) -> Option<i128> {
    let record = vocabulary.records.first()?;
    let entry = record.named(vocabulary.schema(), key)?;
    let value = entry.entry.value?;
    let value_type = &vocabulary.definition(entry)?.value_type;
    if value_type.violation(value).is_some() {
        return None;
    }
    let text = match part {
        Some(part) => value_type.part(value, part)?,
        None => str::from_utf8(value).ok()?,
    };
    match value_type {
        ValueType::Integer(integer) => integer.read(value),
        _ => text.parse().ok(),
    }
}

fn missing_sibling_service(context: &InstanceContext<'_>, findings: &mut Findings) {
    let Some(vocabulary) = context.vocabulary() else {
        return;
    };
    let schema = vocabulary.schema();
    for sibling in &schema.siblings {
        // The name may be held by an SRV record alone (RFC 6763 §8), which nobody who browses a link sees.
        let may_be_held = sibling.by == SiblingMatch::InstanceName
            && context.instance.evidence.covers(Evidence::MULTICAST);
        if may_be_held {
            continue;
        }
        if has_sibling(context, &sibling.service, sibling.by)
            || !facts(context, vocabulary).surely(sibling.when.as_ref())
        {
            continue;
        }
        let by = match sibling.by {
            SiblingMatch::Host => "host",
            SiblingMatch::InstanceName => "instance name",
        };
        let finding = findings.report(format!(
            "there is no `{}` of the same {by}, which belongs to `{}`",
            safe(&sibling.service),
            type_text(schema)
        ));
        finding
            .help(safe(&sibling.summary))
            .at_most(weight::of_demand(sibling.level, sibling.confidence));
        finding.citation = weight::citation(&sibling.sources, schema);
    }
}

fn txt_record_beyond_service_limit(context: &InstanceContext<'_>, findings: &mut Findings) {
    let Some(vocabulary) = context.vocabulary() else {
        return;
    };
    let schema = vocabulary.schema();
    let Some(longest) = schema.txt.max_length else {
        return;
    };
    for record in &vocabulary.records {
        let length = record.seen.data.len();
        if length <= longest {
            continue;
        }
        let finding = findings.report(format!(
            "the TXT record is {length} octets long, at most {longest} are allowed of `{}`",
            type_text(schema)
        ));
        finding
            .origin(record.seen.origin.clone())
            .at_most(weight::at_most(schema.confidence));
        finding.citation = weight::citation(&schema.txt.sources, schema);
    }
}

fn superseded_service_type(context: &InstanceContext<'_>, findings: &mut Findings) {
    let Some(vocabulary) = context.vocabulary() else {
        return;
    };
    let schema = vocabulary.schema();
    let (message, most) = match schema.kind {
        ServiceKind::Deprecated => (
            format!("service type `{}` is deprecated", context.type_text()),
            weight::at_most(schema.confidence),
        ),
        ServiceKind::NotDnsSd => (
            format!("`{}` is not a service type of DNS-SD", context.type_text()),
            Severity::Note,
        ),
        ServiceKind::Service | ServiceKind::PseudoService => return,
    };
    let finding = findings.report(message);
    finding.at_most(most);
    match (&schema.superseded_by, &schema.notes) {
        (Some(other), _) => finding.help(format!("`{}` took its place", safe(other))),
        (None, Some(notes)) => finding.help(safe(notes.trim_end_matches('.'))),
        (None, None) => finding,
    };
    finding.citation = weight::schema_citation(schema);
}
