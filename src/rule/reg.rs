//! REG: service types and ports against the registry.
//!
//! Names that can't be registered are another family's matter: of them nothing is said here but what IANA calls them now.

use super::srv::is_device_info;
use crate::model::Seen;
use crate::name::{ServiceName, presentation};
use crate::registry::{self, Lookup, PortAssignment, Registration};
use crate::rule::registered::{self, protocol_of};
use crate::rule::vocabulary::Vocabulary;
use crate::rule::{Findings, InstanceContext, rules};
use crate::wire::Srv;

rules! {
    /// The service name is not registered with IANA.
    ///
    /// Nothing breaks today, but nobody knows whose type it is: another vendor may use or register it for another protocol,
    /// and clients of both then find devices that they can't speak to. A registration of a name alone is free of charge and
    /// goes to who asks first. Many devices publish types that were never registered. The registry that is built in lacks some
    /// names that were registered lately, such as `matterc`; `dnssd-check registry update` fetches the newest. Nothing is said
    /// where only an excerpt of the registry is there.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._lab-door._tcp.local. 4500 IN TXT "path=/"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "path=/"
    /// ```
    REG001 "unregistered-service-name" {
        cite: ["RFC 6335" "5.2" Should "The service name SHOULD be registered with IANA and recorded in the Service Name and Transport Protocol Port Number registry [PORTREG]."],
        // The sentence speaks to whoever invents the type; a device that publishes it may be of another vendor, and the table
        // may be older than the registration.
        severity: Note,
        needs: [],
        check: Instance(unregistered_service_name),
    }

    /// The service name is registered for the other protocol label only.
    ///
    /// Clients that follow the registration browse for the other type and don't find it. The label is not always the
    /// transport: Matter's `_matter._tcp` runs over UDP, and KDE Connect announces in `_kdeconnect._udp` what runs over TCP. So
    /// this is no more than a note.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._caldav._udp.local. 4500 IN TXT "path=/"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._caldav._tcp.local. 4500 IN TXT "path=/"
    /// ```
    REG002 "registered-for-other-transport" {
        cite: ["RFC 6763" "4.1.2" _ "The second label is either \"_tcp\" (for application protocols that run over TCP) or \"_udp\" (for all others)."],
        needs: [],
        check: Instance(registered_for_other_transport),
    }

    /// The port is not the one that is registered for the service.
    ///
    /// It need not be: the SRV record is there to tell it, and a host may run a service twice. But clients that take the
    /// address from DNS-SD and the port from their memory connect to nothing, and firewalls know the registered port only.
    /// Nothing is said of services that are registered by name alone.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._ipp._tcp.local. 120 IN SRV 0 0 6310 lab.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._ipp._tcp.local. 120 IN SRV 0 0 631 lab.local.
    /// ```
    REG003 "unregistered-port" {
        cite: ["RFC 6763" "5" _ "Using SRV records allows each host to allocate its available port numbers dynamically to those services actually running on that host that need them, and then advertise the allocated port numbers via SRV records."],
        needs: [PORT],
        check: Instance(unregistered_port),
    }

    /// The service name is one of the old names that IANA has replaced.
    ///
    /// Names were registered with underscores and other characters before there were rules for them. They stay in the
    /// registry as aliases, each with the well-formed name that took its place; clients look for that one. That the old name
    /// is illegal as well is what NAME003 says.
    ///
    /// Example (and NAME003):
    ///
    /// ```zone
    /// Lab._printer_agent._tcp.local. 4500 IN TXT "path=/"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._printer-agent._tcp.local. 4500 IN TXT "path=/"
    /// ```
    REG004 "historic-service-name" {
        // The registry has no key words, but its rows say it plainly: "now historic, not usable for use with many common
        // service discovery mechanisms".
        severity: Warning,
        needs: [],
        check: Instance(historic_service_name),
    }

    /// The name is reserved by IANA and is no service type.
    ///
    /// `services` and `dns-sd` make up the question for all types, `device-info` carries a TXT record about a host: browsers
    /// and the question for all types treat them in ways of their own. A `_device-info._tcp` that only describes, without SRV
    /// record or with port 0, is as it should be.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._device-info._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// Lab._device-info._tcp.local. 4500 IN TXT "model=MacPro7,1"
    /// ```
    REG005 "reserved-name-as-service-type" {
        needs: [],
        check: Instance(reserved_name_as_service_type),
    }

    /// IANA knows of uses of the port that it did not assign.
    ///
    /// What answers on this port may be something else than the registration promises: hosts that run both can't, and
    /// firewalls and scanners take one for the other.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._finger._tcp.local. 120 IN SRV 0 0 79 lab.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// ```
    REG006 "unauthorized-use-of-port" {
        needs: [PORT],
        check: Instance(unauthorized_use_of_port),
    }
}

/// What the registry says of a type.
struct Asked {
    /// The service name as published.
    name: String,
    /// The answer.
    lookup: Lookup,
}

impl Asked {
    /// Asks for the type of an instance; `None` if its name is no text or its protocol label neither of the two.
    fn of(context: &InstanceContext<'_>) -> Option<Self> {
        let labels = context.service_type();
        let name = str::from_utf8(labels.service_name()).ok()?;
        let lookup = registry::lookup_type(name, protocol_of(labels)?);
        Some(Self {
            name: name.to_owned(),
            lookup,
        })
    }

    /// The rows that answer for the type, or for its name with the other label.
    fn rows(&self) -> &[Registration] {
        match &self.lookup {
            Lookup::Registered { registrations, .. }
            | Lookup::OtherTransportOnly { registrations, .. } => registrations,
            Lookup::NotRegistered => &[],
        }
    }

    /// The name as text, escaped.
    fn shown(&self) -> String {
        presentation::text(self.name.as_bytes()).to_string()
    }
}

/// The SRV records that aren't goodbyes and have a port.
fn living<'a>(context: &'a InstanceContext<'_>) -> impl Iterator<Item = &'a Seen<Srv>> {
    let is_living =
        |seen: &&Seen<Srv>| seen.wire.is_none_or(|wire| !wire.is_goodbye()) && seen.data.port > 0;
    context.instance.srv.iter().filter(is_living)
}

fn unregistered_service_name(context: &InstanceContext<'_>, findings: &mut Findings) {
    // RFC 2782 lets a domain choose names of its own.
    if context.is_of_domain() {
        return;
    }
    let Some(asked) = Asked::of(context) else {
        return;
    };
    let is_legal = ServiceName::violations(asked.name.as_bytes()).is_empty();
    if !is_legal || asked.lookup != Lookup::NotRegistered {
        return;
    }
    // The registry that is built in lacks names that were registered lately, and some of them have a schema.
    let schema = context.vocabulary().map(Vocabulary::schema);
    if registry::is_builtin() && schema.is_some_and(|schema| schema.is_registered) {
        return;
    }
    let info = registry::info();
    if !info.is_whole() {
        return;
    }
    let name = asked.shown();
    let near: Vec<String> = registry::near_names(&asked.name)
        .iter()
        .map(|near| format!("`{}`", presentation::text(near.as_bytes())))
        .collect();
    let (registry, free) = if registry::is_builtin() {
        (
            "the registry that is built in".to_owned(),
            "the name is legal, and free unless it was registered lately (`dnssd-check registry update` fetches the newest \
             registry): register it with IANA before someone else does",
        )
    } else {
        (
            format!(
                "the registry of {}",
                presentation::text(info.edition.as_bytes())
            ),
            "the name is legal and free: register it with IANA before someone else does",
        )
    };
    let help = if near.is_empty() {
        free.to_owned()
    } else {
        format!("{free}; registered names near to it: {}", near.join(", "))
    };
    findings
        .report(format!("service name `{name}` is not in {registry}"))
        .help(help);
}

fn registered_for_other_transport(context: &InstanceContext<'_>, findings: &mut Findings) {
    let Some(asked) = Asked::of(context) else {
        return;
    };
    let Lookup::OtherTransportOnly { protocol, .. } = asked.lookup else {
        return;
    };
    let name = asked.shown();
    findings
        .report(format!(
            "service name `{name}` is registered for `{protocol}` only, not for `{}`",
            protocol.other()
        ))
        .help(format!(
            "publish `_{name}.{protocol}`, or have IANA add the other transport protocol"
        ))
        .cite(registered::citation(&asked.name));
}

fn unregistered_port(context: &InstanceContext<'_>, findings: &mut Findings) {
    let Some(asked) = Asked::of(context) else {
        return;
    };
    let Lookup::Registered { registrations, .. } = &asked.lookup else {
        return;
    };
    // The port is that of another service of the same name, as with `hap`.
    let schema = context.vocabulary().map(Vocabulary::schema);
    if schema.is_some_and(|schema| schema.name_clash.is_some()) {
        return;
    }
    let mut ports: Vec<PortAssignment> = registrations.iter().map(|row| row.port).collect();
    ports.sort_unstable();
    ports.dedup();
    if ports.contains(&PortAssignment::None) {
        return;
    }
    let registered: Vec<String> = ports.iter().map(ToString::to_string).collect();
    for seen in living(context) {
        let port = seen.data.port;
        if ports.iter().any(|registered| registered.contains(port)) {
            continue;
        }
        findings
            .report(format!(
                "port is {port}, {} is registered for `{}`",
                registered.join(", "),
                asked.shown()
            ))
            .help("make sure that clients take the port from the SRV record, or use the registered port")
            .cite(registered::citation(&asked.name))
            .origin(seen.origin.clone());
    }
}

fn historic_service_name(context: &InstanceContext<'_>, findings: &mut Findings) {
    let Some(asked) = Asked::of(context) else {
        return;
    };
    let Some(replacement) = asked.rows().iter().find_map(Registration::alias_of) else {
        return;
    };
    let label = presentation::text(context.service_type().protocol_label());
    let replacement = presentation::text(replacement.as_bytes());
    findings
        .report(format!(
            "service name `{}` is historic, an alias of `{replacement}`",
            asked.shown()
        ))
        .help(format!("publish `_{replacement}.{label}`"))
        .cite(registered::citation(&asked.name));
}

fn reserved_name_as_service_type(context: &InstanceContext<'_>, findings: &mut Findings) {
    let Some(asked) = Asked::of(context) else {
        return;
    };
    if !asked.rows().iter().any(Registration::is_no_service_type) {
        return;
    }
    // Apple's hosts describe themselves by a TXT record, and Avahi's can't publish one without an SRV record.
    if is_device_info(context.instance) && living(context).next().is_none() {
        return;
    }
    findings
        .report(format!(
            "`{}` is reserved and is no service type",
            asked.shown()
        ))
        .help("publish the service under a type of its own")
        .cite(registered::citation(&asked.name));
}

fn unauthorized_use_of_port(context: &InstanceContext<'_>, findings: &mut Findings) {
    let Some(protocol) = protocol_of(context.service_type()) else {
        return;
    };
    for seen in living(context) {
        let port = seen.data.port;
        let rows = registry::lookup_port(port);
        let reported = rows
            .iter()
            .filter(|row| protocol.is_answered_by(row.transport))
            .find_map(|row| Some((row, row.unauthorized_use_of(port)?)));
        let Some((row, report)) = reported else {
            continue;
        };
        let report = report.split_whitespace().collect::<Vec<_>>().join(" ");
        let report = presentation::text(report.as_bytes());
        let standing = match &row.name {
            Some(name) => format!("assigned to `{}`", presentation::text(name.as_bytes())),
            None => presentation::text(row.description.to_lowercase().as_bytes()).to_string(),
        };
        findings
            .report(format!(
                "port {port}, which is {standing}, has unauthorized uses that IANA knows of: \"{report}\""
            ))
            .cite(registered::citation(row.name.as_deref().unwrap_or("ports")))
            .origin(seen.origin.clone());
    }
}
