//! What is wrong with a service type: its two labels, and how they are written.

use crate::name::{
    NameParts, ServiceName, ServiceNameViolation, ServiceTypeLabels, ServiceTypeViolation,
    presentation,
};
use crate::registry;
use crate::rule::{Finding, Findings, InstanceContext, Severity, rules};

rules! {
    /// The service type has an underscore and no service name behind it.
    ///
    /// No client can browse for it. It comes from software that puts the underscore in front of a name that was never set.
    ///
    /// Example:
    ///
    /// ```zone
    /// _._tcp.local. 4500 IN PTR Lab._._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// ```
    NAME001 "empty-service-name" {
        cite: ["RFC 6335" "5.1" Must "MUST be at least 1 character and no more than 15 characters long"],
        needs: [],
        check: Instance(empty_service_name)
    }

    /// The service name is longer than 15 octets.
    ///
    /// Avahi, Apple's mDNSResponder (under `local.` only) and systemd-resolved publish such a type, python-zeroconf, ciao,
    /// dnssd.js and mdns-sd refuse it: the service is there for some clients and does not exist for others, which is found
    /// out years later, when the name can't be changed any more.
    ///
    /// Example:
    ///
    /// ```zone
    /// _androidtvremote2._tcp.local. 4500 IN PTR TV._androidtvremote2._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _gopher._tcp.local. 4500 IN PTR TV._gopher._tcp.local.
    /// ```
    NAME002 "service-name-too-long" {
        cite: ["RFC 6335" "5.1" Must "MUST be at least 1 character and no more than 15 characters long"],
        cite: ["RFC 6763" "7.2" _ "Because of this constraint, we choose to limit Service Names to 15 characters or less."],
        needs: [],
        check: Instance(service_name_too_long)
    }

    /// The service name has a character that is no letter, digit or hyphen.
    ///
    /// Mostly it is a second underscore, as in `_dyson_mqtt`. Avahi and Apple's mDNSResponder publish such a type,
    /// systemd-resolved, python-zeroconf and dnssd.js refuse it, and clients written with those never find the device.
    ///
    /// Example:
    ///
    /// ```zone
    /// _dyson_mqtt._tcp.local. 4500 IN PTR Fan._dyson_mqtt._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _mqtt._tcp.local. 4500 IN PTR Fan._mqtt._tcp.local.
    /// ```
    NAME003 "invalid-service-name-character" {
        cite: ["RFC 6335" "5.1" Must "MUST contain only US-ASCII [ANSI.X3.4-1986] letters 'A' - 'Z' and 'a' - 'z', digits '0' - '9', and hyphens ('-', ASCII 0x2D or decimal 45)"],
        needs: [],
        check: Instance(invalid_service_name_character)
    }

    /// The service name has no letter.
    ///
    /// It could be taken for a port number. systemd-resolved, python-zeroconf, dnssd.js and mdns-sd refuse it.
    ///
    /// Example:
    ///
    /// ```zone
    /// _3950._tcp.local. 4500 IN PTR Lab._3950._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _z39-50._tcp.local. 4500 IN PTR Lab._z39-50._tcp.local.
    /// ```
    NAME004 "service-name-without-letter" {
        cite: ["RFC 6335" "5.1" Must "MUST contain at least one letter ('A' - 'Z' or 'a' - 'z')"],
        needs: [],
        check: Instance(service_name_without_letter)
    }

    /// The service name begins or ends with a hyphen.
    ///
    /// Avahi publishes it, Apple's mDNSResponder, python-zeroconf and mdns-sd refuse it.
    ///
    /// Example:
    ///
    /// ```zone
    /// _ipp-._tcp.local. 4500 IN PTR Lab._ipp-._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _ipp._tcp.local. 4500 IN PTR Lab._ipp._tcp.local.
    /// ```
    NAME005 "hyphen-at-service-name-end" {
        cite: ["RFC 6335" "5.1" MustNot "MUST NOT begin or end with a hyphen"],
        needs: [],
        check: Instance(hyphen_at_service_name_end)
    }

    /// The service name has two hyphens in a row.
    ///
    /// Avahi, Apple's mDNSResponder and systemd-resolved publish it, python-zeroconf, dnssd.js and mdns-sd refuse it.
    ///
    /// Example:
    ///
    /// ```zone
    /// _scpi--raw._tcp.local. 4500 IN PTR Lab._scpi--raw._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _scpi-raw._tcp.local. 4500 IN PTR Lab._scpi-raw._tcp.local.
    /// ```
    NAME006 "adjacent-hyphens-in-service-name" {
        cite: ["RFC 6335" "5.1" MustNot "hyphens MUST NOT be adjacent to other hyphens"],
        needs: [],
        check: Instance(adjacent_hyphens_in_service_name)
    }

    /// The first label of the service type does not begin with an underscore.
    ///
    /// Nobody browses for such a type. ESP sketches that pass `"http"` where the library wanted `"_http"` were seen to
    /// publish it.
    ///
    /// Example:
    ///
    /// ```zone
    /// http._tcp.local. 4500 IN PTR Lab.http._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// ```
    NAME007 "service-type-without-underscore" {
        cite: ["RFC 6335" "5.2" Must "the Service Label MUST be a service name as defined herein with an underscore prepended."],
        needs: [],
        check: Instance(service_type_without_underscore)
    }

    /// The second label of the service type is neither `_tcp` nor `_udp`.
    ///
    /// SCTP, DCCP and QUIC have no label of their own in DNS-SD: all that is not TCP is `_udp`. Every publisher that was
    /// tried refuses another label and clients do not browse for it. The RFC says so without a key word.
    ///
    /// Example:
    ///
    /// ```zone
    /// _http._sctp.local. 4500 IN PTR Lab._http._sctp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _http._udp.local. 4500 IN PTR Lab._http._udp.local.
    /// ```
    NAME008 "unknown-protocol-label" {
        cite: ["RFC 6763" "7" _ "For applications using any transport protocol other than TCP, the second label is \"_udp\"."],
        needs: [],
        check: Instance(unknown_protocol_label)
    }

    /// The service type is written in another letter case than it is registered in.
    ///
    /// It is the same type, and most clients see that. Those that compare octets do not: mdns-sd never resolves an instance
    /// of `_HTTP._TCP`.
    ///
    /// Example:
    ///
    /// ```zone
    /// _CALDAV._TCP.local. 4500 IN PTR Lab._CALDAV._TCP.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _caldav._tcp.local. 4500 IN PTR Lab._caldav._tcp.local.
    /// ```
    NAME009 "service-type-in-other-case" {
        cite: ["RFC 6335" "5.1" _ "Although service names may contain both upper-case and lower-case letters, case is ignored for comparison purposes, so both \"http\" and \"HTTP\" denote the same service."],
        needs: [],
        check: Instance(service_type_in_other_case)
    }

    /// The service name has a single letter, which Avahi does not publish.
    ///
    /// It is legal. Avahi 0.8 refuses to publish `_x._tcp` all the same, so that the type can't be offered from most hosts
    /// with Linux.
    ///
    /// Example (and REG001):
    ///
    /// ```zone
    /// _x._tcp.local. 4500 IN PTR Lab._x._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _x11._tcp.local. 4500 IN PTR Lab._x11._tcp.local.
    /// ```
    NAME010 "one-letter-service-name" {
        needs: [],
        check: Instance(one_letter_service_name)
    }

    /// The service name begins with a digit, which systemd-resolved does not publish.
    ///
    /// It is legal, and `9pfs` is registered. systemd-resolved 252 ignores a `.dnssd` file with such a type all the same.
    ///
    /// Example:
    ///
    /// ```zone
    /// _9pfs._tcp.local. 4500 IN PTR Lab._9pfs._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _nfs._tcp.local. 4500 IN PTR Lab._nfs._tcp.local.
    /// ```
    NAME011 "service-name-begins-with-digit" {
        needs: [],
        check: Instance(service_name_begins_with_digit)
    }

    /// The service type has three labels: a protocol is nested in another.
    ///
    /// A type names what the service does, not the layers that it is made of. Clients take the last two labels for the type
    /// and the first for a piece of the instance name, or find nothing at all.
    ///
    /// Example:
    ///
    /// ```zone
    /// _daap._http._tcp.local. 4500 IN PTR Music._daap._http._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _daap._tcp.local. 4500 IN PTR Music._daap._tcp.local.
    /// ```
    NAME012 "nested-service-type" {
        cite: ["RFC 6763" "7" _ "Another common question is whether the service type advertised by iTunes should be \"_daap._http._tcp.\" This would also be incorrect."],
        needs: [],
        check: Instance(nested_service_type)
    }
}

/// The one over-long name that a specification keeps alive: AMWA IS-04 v1.3 has it advertised beside
/// `_nmos-register._tcp` for the nodes that know no other.
const TOLERATED_LONG_NAME: &[u8] = b"nmos-registration";

fn empty_service_name(instance: &InstanceContext<'_>, findings: &mut Findings) {
    for violation in service_name_violations(instance) {
        if matches!(violation, ServiceNameViolation::Empty) {
            report_violation(instance, violation, findings);
        }
    }
}

fn service_name_too_long(instance: &InstanceContext<'_>, findings: &mut Findings) {
    let is_tolerated = instance
        .service_type()
        .service_name()
        .eq_ignore_ascii_case(TOLERATED_LONG_NAME);
    for violation in service_name_violations(instance) {
        if !matches!(violation, ServiceNameViolation::TooLong { .. }) {
            continue;
        }
        let finding = report_violation(instance, violation, findings);
        if is_tolerated {
            finding
                .at_most(Severity::Note)
                .help("AMWA IS-04 keeps this one name for older nodes; advertise `_nmos-register._tcp` beside it");
        }
    }
}

fn invalid_service_name_character(instance: &InstanceContext<'_>, findings: &mut Findings) {
    for violation in service_name_violations(instance) {
        if matches!(violation, ServiceNameViolation::InvalidCharacter { .. }) {
            report_violation(instance, violation, findings);
        }
    }
}

fn service_name_without_letter(instance: &InstanceContext<'_>, findings: &mut Findings) {
    for violation in service_name_violations(instance) {
        if matches!(violation, ServiceNameViolation::NoLetter) {
            report_violation(instance, violation, findings);
        }
    }
}

fn hyphen_at_service_name_end(instance: &InstanceContext<'_>, findings: &mut Findings) {
    for violation in service_name_violations(instance) {
        if matches!(
            violation,
            ServiceNameViolation::LeadingHyphen | ServiceNameViolation::TrailingHyphen
        ) {
            report_violation(instance, violation, findings);
        }
    }
}

fn adjacent_hyphens_in_service_name(instance: &InstanceContext<'_>, findings: &mut Findings) {
    for violation in service_name_violations(instance) {
        if matches!(violation, ServiceNameViolation::AdjacentHyphens { .. }) {
            report_violation(instance, violation, findings);
        }
    }
}

/// What is wrong with the service name. A label without underscore holds none: that has its own rule, and nothing else is
/// said of it.
fn service_name_violations(instance: &InstanceContext<'_>) -> Vec<ServiceNameViolation> {
    let labels = instance.service_type();
    if labels.has_underscore() {
        ServiceName::violations(labels.service_name())
    } else {
        Vec::new()
    }
}

fn report_violation<'a>(
    instance: &InstanceContext<'_>,
    violation: ServiceNameViolation,
    findings: &'a mut Findings,
) -> &'a mut Finding {
    let name = presentation::unescaped_label(instance.service_type().service_name());
    findings
        .report(format!("service name `{name}` {violation}"))
        .help("choose another name and register it with IANA; browse for the old one as long as devices use it")
}

fn service_type_without_underscore(instance: &InstanceContext<'_>, findings: &mut Findings) {
    let labels = instance.service_type();
    if labels
        .violations()
        .contains(&ServiceTypeViolation::MissingUnderscore)
    {
        findings
            .report(format!(
                "service type `{labels}` {}",
                ServiceTypeViolation::MissingUnderscore
            ))
            .help("write the service name with an underscore before it, as in `_http._tcp`");
    }
}

fn unknown_protocol_label(instance: &InstanceContext<'_>, findings: &mut Findings) {
    let labels = instance.service_type();
    let is_unknown = labels
        .violations()
        .contains(&ServiceTypeViolation::InvalidProtocolLabel);
    if !is_unknown || is_nested(&instance.parts) {
        return;
    }
    findings
        .report(format!(
            "protocol label `{}` is neither `_tcp` nor `_udp`",
            presentation::name_label(labels.protocol_label())
        ))
        .help("use `_tcp` for what runs over TCP and `_udp` for everything else");
}

fn service_type_in_other_case(instance: &InstanceContext<'_>, findings: &mut Findings) {
    let labels = instance.service_type();
    let Some(expected) = expected_spelling(labels) else {
        return;
    };
    if labels.to_string() != expected {
        findings
            .report(format!(
                "service type `{labels}` is spelled in another case than `{expected}`"
            ))
            .help(format!("write `{expected}`; some clients compare octets"));
    }
}

/// A service type in the letter case in which it is registered, or as it stands there, over a protocol in lower case; `None`
/// where it is no service type.
pub(crate) fn expected_spelling(labels: &ServiceTypeLabels) -> Option<String> {
    let service_type = labels.to_service_type().ok()?;
    let registrations = registry::lookup_name(service_type.name.as_str());
    let registered: Vec<&str> = registrations
        .rows()
        .iter()
        .filter_map(|row| row.name.as_deref())
        .collect();
    let own = service_type.name.as_str();
    let name = match registered.first() {
        Some(first) if !registered.contains(&own) => first,
        _ => own,
    };
    Some(format!("_{name}.{}", service_type.protocol))
}

fn one_letter_service_name(instance: &InstanceContext<'_>, findings: &mut Findings) {
    if let Some(name) = legal_service_name(instance)
        && name.len() == 1
    {
        findings
            .report(format!(
                "service name `{name}` has one letter, Avahi publishes names of 2 and more"
            ))
            .help("choose a longer name if the service is to be offered from hosts with Avahi");
    }
}

fn service_name_begins_with_digit(instance: &InstanceContext<'_>, findings: &mut Findings) {
    if let Some(name) = legal_service_name(instance)
        && name.starts_with(|first: char| first.is_ascii_digit())
    {
        findings
            .report(format!("service name `{name}` begins with a digit, systemd-resolved ignores such a type"))
            .help("publish it by another program than systemd-resolved, or choose a name that begins with a letter");
    }
}

/// The service name, if nothing is wrong with the type: portability is a question only then.
fn legal_service_name(instance: &InstanceContext<'_>) -> Option<String> {
    instance
        .service_type()
        .to_service_type()
        .ok()
        .map(|service_type| service_type.name.as_str().to_owned())
}

fn nested_service_type(instance: &InstanceContext<'_>, findings: &mut Findings) {
    if !is_nested(&instance.parts) {
        return;
    }
    findings
        .report(format!(
            "`{}` has a service type of more than two labels",
            instance.name
        ))
        .help("let the service name alone say what the service is, as `_daap._tcp` does");
}

/// Whether a third label stands where a service type has two.
///
/// How such a name is split depends on what led to it: from the protocol label, the first label of the type is left over
/// in front of it; from the owner of a PTR record, the protocol label is left over behind it.
pub(in crate::rule) fn is_nested(parts: &NameParts) -> bool {
    let before = parts.instance.len() > 1
        && parts
            .instance
            .last()
            .is_some_and(|label| label.starts_with(b"_"));
    let behind = parts
        .domain
        .labels()
        .next()
        .is_some_and(|label| crate::name::ProtocolLabel::from_octets(label).is_some());
    before || (behind && parts.service_type.protocol().is_none())
}
