//! PTR: the pointers from types and subtypes to instances, and from the meta-query to types.

use super::name::service::is_nested;
use super::srv::{is_device_info, is_placeholder};
use crate::model::{Pointer, Seen, is_domain_enumeration, is_meta_query};
use crate::name::{DomainName, NameParts, ServiceTypeLabels, Subtype, presentation};
use crate::rule::{Findings, InstanceContext, rules};

rules! {
    /// A browse pointer leads to a name that is no service instance.
    ///
    /// A client that browses for the type gets a name that it can't resolve: the label in front of the type, which is the
    /// instance name, is missing, or the type is. Responders that publish the type itself were seen, and devices that lead to
    /// their host name.
    ///
    /// Example:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR _http._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// ```
    PTR001 "pointer-to-no-instance" {
        cite: ["RFC 6763" "4.1" _ "The result of this PTR lookup for the name \"<Service>.<Domain>\" is a set of zero or more PTR records giving Service Instance Names of the form: Service Instance Name = <Instance> . <Service> . <Domain>"],
        needs: [POINTERS],
        check: Pointer(pointer_to_no_instance)
    }

    /// The enumeration of service types leads to a name that is no service type.
    ///
    /// Browsers of everything list it as a type and ask for its instances in vain; some list `_services._dns-sd._udp` itself.
    ///
    /// Example:
    ///
    /// ```zone
    /// _services._dns-sd._udp.local. 4500 IN PTR Lab._http._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _services._dns-sd._udp.local. 4500 IN PTR _http._tcp.local.
    /// ```
    PTR002 "enumeration-of-no-type" {
        cite: ["RFC 6763" "9" _ "These two-label service types can then be used to construct subsequent Service Instance Enumeration PTR queries, in this <Domain> or others, to discover instances of that service type."],
        needs: [POINTERS],
        check: Pointer(enumeration_of_no_type)
    }

    /// A browse pointer leads to an instance of another type.
    ///
    /// Clients that browse for the type list a service that does not speak its protocol; careful ones drop it. Only a subtype
    /// may lead to a type that was not asked for.
    ///
    /// Example:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Lab._gopher._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _gopher._tcp.local. 4500 IN PTR Lab._gopher._tcp.local.
    /// ```
    PTR003 "pointer-to-other-type" {
        cite: ["RFC 6763" "4.1" _ "The result of this PTR lookup for the name \"<Service>.<Domain>\" is a set of zero or more PTR records giving Service Instance Names of the form: Service Instance Name = <Instance> . <Service> . <Domain>"],
        needs: [POINTERS],
        check: Instance(pointer_to_other_type)
    }

    /// The name of the instance has a subtype in it.
    ///
    /// A subtype is one more PTR record to the same instance, whose name stays as it is. SRV and TXT records under the name
    /// of the subtype are found by no client that came from the type.
    ///
    /// Example:
    ///
    /// ```zone
    /// _printer._sub._http._tcp.local. 4500 IN PTR Lab._printer._sub._http._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// _printer._sub._http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// ```
    PTR004 "subtype-in-instance-name" {
        cite: ["RFC 6763" "7.1" _ "Note that the advertised web page's Service Instance Name is unchanged by the use of subtypes"],
        needs: [INSTANCE_NAME],
        check: Instance(subtype_in_instance_name)
    }

    /// The instance has PTR records from subtypes and none from its type.
    ///
    /// Whoever browses for the type does not see it; all general clients do just that.
    ///
    /// Example:
    ///
    /// ```zone absent
    /// _printer._sub._http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 IN TXT "path=/"
    /// lab.local. 120 IN A 192.0.2.7
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone absent
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// _printer._sub._http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 IN TXT "path=/"
    /// lab.local. 120 IN A 192.0.2.7
    /// ```
    PTR005 "subtype-without-base-pointer" {
        cite: ["RFC 6763" "7.1" _ "the advertised web page is still discoverable using a standard browsing query for services of type \"_http._tcp\"."],
        needs: [POINTERS, ABSENCE],
        check: Instance(subtype_without_base_pointer)
    }

    /// No PTR record leads to the instance.
    ///
    /// It can be resolved by its name and not be found: no client that browses sees it.
    ///
    /// Example:
    ///
    /// ```zone absent
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 IN TXT "path=/"
    /// lab.local. 120 IN A 192.0.2.7
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone absent
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 IN TXT "path=/"
    /// lab.local. 120 IN A 192.0.2.7
    /// ```
    PTR006 "missing-pointer" {
        cite: ["RFC 6763" "6" _ "services advertised using the PTR+SRV+TXT convention specified in this document"],
        needs: [POINTERS, ABSENCE],
        check: Instance(missing_pointer)
    }

    /// The PTR record leads to the instance in another letter case than its SRV or TXT record is in.
    ///
    /// It is the same name, and most clients see that. Those that compare octets do not: mdns-sd never resolves the instance.
    ///
    /// Example:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// ```
    PTR007 "pointer-differs-in-case" {
        cite: ["RFC 6762" "16" _ "The simple rules for case-insensitivity in Unicast DNS [RFC1034] [RFC1035] also apply in Multicast DNS; that is to say, in name comparisons, the lowercase letters \"a\" to \"z\" (0x61 to 0x7A) match their uppercase equivalents \"A\" to \"Z\" (0x41 to 0x5A)."],
        needs: [POINTERS, SRV],
        check: Instance(pointer_differs_in_case)
    }

    /// The enumeration of service types leads to a type with an illegal service name.
    ///
    /// Browsers of everything ask for it; `avahi-browse -at` lists it without a word, python-zeroconf and Android refuse it.
    ///
    /// Example:
    ///
    /// ```zone
    /// _services._dns-sd._udp.local. 4500 IN PTR _lab_door._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _services._dns-sd._udp.local. 4500 IN PTR _lab-door._tcp.local.
    /// ```
    PTR008 "enumeration-of-illegal-type" {
        cite: ["RFC 6335" "5.1" Must "Valid service names are hereby normatively defined as follows: o MUST be at least 1 character and no more than 15 characters long"],
        needs: [POINTERS],
        check: Pointer(enumeration_of_illegal_type)
    }

    /// The enumeration of domains leads to a service.
    ///
    /// Clients ask the five names `b`, `db`, `r`, `dr` and `lb` under `_dns-sd._udp` in which domains to browse and to register.
    /// Where a service type or an instance is named, they browse below it and find nothing.
    ///
    /// Example:
    ///
    /// ```zone
    /// b._dns-sd._udp.example.org. 3600 IN PTR _http._tcp.example.org.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// b._dns-sd._udp.example.org. 3600 IN PTR example.org.
    /// ```
    PTR009 "enumerated-domain-is-a-service" {
        cite: ["RFC 6763" "11" _ "By performing PTR queries for these names, a client can learn, respectively: o A list of domains recommended for browsing."],
        needs: [POINTERS],
        check: Pointer(enumerated_domain_is_a_service)
    }
}

fn enumerated_domain_is_a_service(pointer: &Seen<Pointer>, findings: &mut Findings) {
    let Pointer { owner, target } = &pointer.data;
    let Some(parts) = NameParts::split(target).filter(|_| is_domain_enumeration(owner)) else {
        return;
    };
    findings
        .report(format!(
            "the PTR record of `{owner}` leads to `{target}`, a domain is expected"
        ))
        .help(format!(
            "let it lead to the domain, as in `{}`",
            parts.domain
        ));
}

fn pointer_to_no_instance(pointer: &Seen<Pointer>, findings: &mut Findings) {
    let Pointer { owner, target } = &pointer.data;
    if !is_meta_query(owner) && !is_domain_enumeration(owner) {
        findings
            .report(format!(
                "the PTR record of `{owner}` leads to `{target}`, which is no instance of that type"
            ))
            .help("let it lead to `<instance name>.<service type>.<domain>`");
    }
}

fn enumeration_of_no_type(pointer: &Seen<Pointer>, findings: &mut Findings) {
    let Pointer { owner, target } = &pointer.data;
    if is_meta_query(owner) && enumerated_type(target).is_none() {
        findings
            .report(format!(
                "the PTR record of `{owner}` leads to `{target}`, which is no service type"
            ))
            .help("let it lead to a service type and its domain, as in `_http._tcp.local.`");
    }
}

fn enumeration_of_illegal_type(pointer: &Seen<Pointer>, findings: &mut Findings) {
    let Pointer { owner, target } = &pointer.data;
    let Some(service_type) = enumerated_type(target).filter(|_| is_meta_query(owner)) else {
        return;
    };
    for violation in service_type.violations() {
        findings
            .report(format!(
                "the PTR record of `{owner}` leads to `{service_type}`, whose service name {violation}"
            ))
            .help("the rules NAME001 to NAME008 say what a service name may be");
    }
}

/// The service type, legal or not, if the name is that of one and no more.
fn enumerated_type(target: &DomainName) -> Option<ServiceTypeLabels> {
    let parts = NameParts::split(target)?;
    let is_type = parts.instance.is_empty() && parts.subtype.is_none();
    is_type.then_some(parts.service_type)
}

fn pointer_to_other_type(instance: &InstanceContext<'_>, findings: &mut Findings) {
    if is_nested(&instance.parts) {
        return;
    }
    for pointer in &instance.pointers {
        let owner = &pointer.data.owner;
        if is_of_subtype(owner) || is_of_type(owner, instance) {
            continue;
        }
        findings
            .report(format!(
                "the PTR record of `{owner}` leads to an instance of `{}`, one of its own type is expected",
                instance.service_type()
            ))
            .help(format!("publish the PTR record as `{}.{}`", instance.service_type(), instance.parts.domain))
            .origin(pointer.origin.clone());
    }
}

/// Whether `owner` is the name of a subtype, in whose place another type may stand
/// ([RFC 6763 §4.2](https://www.rfc-editor.org/rfc/rfc6763#section-4.2)).
fn is_of_subtype(owner: &DomainName) -> bool {
    owner
        .labels()
        .nth(1)
        .is_some_and(|label| label.eq_ignore_ascii_case(Subtype::SEPARATOR.as_bytes()))
}

/// Whether `owner` begins with the labels of the instance's type, in whatever domain.
fn is_of_type(owner: &DomainName, instance: &InstanceContext<'_>) -> bool {
    let mut labels = owner.labels();
    match (labels.next(), labels.next()) {
        (Some(service), Some(protocol)) => {
            *instance.service_type() == ServiceTypeLabels::new(service, protocol)
        }
        _ => false,
    }
}

fn subtype_in_instance_name(instance: &InstanceContext<'_>, findings: &mut Findings) {
    if let Some(subtype) = &instance.parts.subtype {
        findings
            .report(format!(
                "the name of the instance has the subtype `{}` in it",
                presentation::name_label(subtype)
            ))
            .help(format!(
                "name it `<instance name>.{}.{}`",
                instance.service_type(),
                instance.parts.domain
            ));
    }
}

fn subtype_without_base_pointer(instance: &InstanceContext<'_>, findings: &mut Findings) {
    let is_found_by_subtype_only = instance
        .pointers
        .iter()
        .all(|seen| is_of_subtype(&seen.data.owner));
    if !instance.pointers.is_empty() && is_found_by_subtype_only {
        findings
            .report(format!(
                "PTR records of subtypes lead to the instance, and none of `{}`",
                instance.service_type()
            ))
            .help(format!(
                "publish a PTR record of `{}.{}` as well",
                instance.service_type(),
                instance.parts.domain
            ));
    }
}

fn missing_pointer(instance: &InstanceContext<'_>, findings: &mut Findings) {
    // A flagship placeholder must not be found, and `_device-info` is asked for by name.
    if instance.pointers.is_empty() && !is_placeholder(instance) && !is_device_info(instance) {
        findings
            .report(format!(
                "no PTR record of `{}` leads to the instance",
                instance.service_type()
            ))
            .help(format!(
                "publish a PTR record of `{}.{}`",
                instance.service_type(),
                instance.parts.domain
            ));
    }
}

fn pointer_differs_in_case(instance: &InstanceContext<'_>, findings: &mut Findings) {
    let srv = instance.srv.first().map(|seen| &seen.owner);
    let Some(owner) = srv.or(instance.txt.first().map(|seen| &seen.owner)) else {
        return;
    };
    let differing = instance
        .pointers
        .iter()
        .find(|seen| !seen.data.target.eq_exact(owner));
    if let Some(pointer) = differing {
        findings
            .report(format!(
                "the PTR record leads to `{}`, the records are of `{owner}`",
                pointer.data.target
            ))
            .help("write the name alike in all records")
            .origin(pointer.origin.clone());
    }
}
