//! HOST: names and addresses of the hosts that SRV records name.

use std::net::{IpAddr, Ipv4Addr};

use crate::model::{Host, Origin, Seen};
use crate::name::{InstanceName, InstanceNameViolation, presentation};
use crate::rule::{Findings, InstanceContext, Severity, rules};
use crate::wire::RecordType;

rules! {
    /// The host name under `local.` has more than one label, or none.
    ///
    /// The RFC recommends a flat namespace, and resolvers follow it: nss-mdns in its usual configuration asks for names of
    /// two labels only, so that a browser finds the service and can't open it.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.building2.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab-building2.local.
    /// ```
    HOST001 "host-name-not-flat" {
        cite: ["RFC 6762" "3" _ "This document recommends a single flat namespace for dot-local host names, (i.e., the names of DNS \"A\" and \"AAAA\" records, which map names to IPv4 and IPv6 addresses)"],
        needs: [SRV],
        check: Instance(host_name_not_flat)
    }

    /// The host name has an ASCII character that is no letter, digit or hyphen.
    ///
    /// Multicast DNS carries it. What comes after does not: URLs, certificates, HTTP libraries and unicast resolvers refuse
    /// host names with underscores or blanks. ESP firmware that makes the host name of a device name with an underscore is
    /// known for it.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab_door.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab-door.local.
    /// ```
    HOST002 "unusual-host-name-character" {
        cite: ["RFC 1035" "2.3.1" _ "When creating a new host name, the old rules for HOSTS.TXT should be followed."],
        needs: [SRV],
        check: Instance(unusual_host_name_character)
    }

    /// The host name has an ASCII control character.
    ///
    /// It raised exceptions in the listeners of python-zeroconf and rewrites the terminal of tools that print it raw.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab\007.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// ```
    HOST003 "control-character-in-host-name" {
        cite: ["RFC 5198" "2" Should "The control characters in the ASCII range (U+0000 to U+001F and U+007F to U+009F) SHOULD generally be avoided."],
        needs: [SRV],
        check: Instance(control_character_in_host_name)
    }

    /// The host says by an NSEC record that it has an address of a family, and none is there.
    ///
    /// Clients that prefer the family may wait for the address that was promised before they take the other.
    ///
    /// Example:
    ///
    /// ```zone absent
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 IN TXT "path=/"
    /// lab.local. 120 IN A 192.0.2.7
    /// lab.local. 120 IN NSEC lab.local. A AAAA
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone absent
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 IN TXT "path=/"
    /// lab.local. 120 IN A 192.0.2.7
    /// lab.local. 120 IN NSEC lab.local. A
    /// ```
    HOST004 "promised-address-missing" {
        cite: ["RFC 6762" "6.2" Should "When a Multicast DNS responder places an IPv4 or IPv6 address record (rrtype \"A\" or \"AAAA\") into a response message, it SHOULD also place any records of the other address type with the same name into the additional section, if there is space in the message."],
        needs: [ADDRESSES, ABSENCE],
        check: Instance(promised_address_missing)
    }

    /// The host has an address that belongs to no link: loopback, unspecified, multicast or broadcast.
    ///
    /// A client that takes it connects to itself or to nobody. Responders that publish all addresses of the machine do
    /// so, and those that ask for their address before the interface has one.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// lab.local. 120 IN A 127.0.0.1
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// lab.local. 120 IN A 192.0.2.7
    /// ```
    HOST005 "address-of-no-link" {
        cite: ["RFC 6762" "6.2" MustNot "it MUST include all addresses that are valid on the interface on which it is sending the message, and MUST NOT include addresses that are not valid on that interface (such as addresses that may be configured on the host's other interfaces)."],
        needs: [ADDRESSES],
        check: Instance(address_of_no_link)
    }

    /// All IPv4 addresses of the host are link-local (169.254/16).
    ///
    /// On a link without DHCP that is how it should be. On others it tells of a device that got no lease: hosts with
    /// configured addresses often can't reach it.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// lab.local. 120 IN A 169.254.7.7
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// lab.local. 120 IN A 192.0.2.7
    /// ```
    HOST006 "link-local-ipv4-only" {
        cite: ["RFC 6762" "3" _ "This is analogous to IPv4 addresses in the 169.254/16 prefix or IPv6 addresses in the FE80::/10 prefix, which are link-local and meaningful only on the link where they originate."],
        needs: [ADDRESSES],
        check: Instance(link_local_ipv4_only)
    }

    /// The IPv4 addresses of the host are public and the answer came from a private one, or the reverse.
    ///
    /// The address is likely not one of the link: that of another interface, of a container, or of the router's far side.
    /// It is a note, since a proxy may answer for others, and only the kind of network is compared, not the network.
    ///
    /// Example:
    ///
    /// ```mdns
    /// ; from=192.168.1.7:5353
    /// Lab._http._tcp.local. 120 FLUSH SRV 0 0 80 lab.local.
    /// lab.local. 120 FLUSH A 8.8.8.8
    /// ```
    ///
    /// Instead:
    ///
    /// ```mdns
    /// ; from=192.168.1.7:5353
    /// Lab._http._tcp.local. 120 FLUSH SRV 0 0 80 lab.local.
    /// lab.local. 120 FLUSH A 192.168.1.7
    /// ```
    HOST007 "address-of-other-network" {
        // The MUST NOT of this sentence is not what is shown here: that the address is wrong is only likely.
        cite: ["RFC 6762" "6.2" MustNot "it MUST include all addresses that are valid on the interface on which it is sending the message, and MUST NOT include addresses that are not valid on that interface (such as addresses that may be configured on the host's other interfaces)."],
        severity: Note,
        needs: [ADDRESSES, SENDER],
        check: Instance(address_of_other_network)
    }
}

fn host_name_not_flat(instance: &InstanceContext<'_>, findings: &mut Findings) {
    for host in instance.hosts.iter().filter(|host| host.name.is_local()) {
        let count = host.name.label_count() - 1;
        if count != 1 {
            findings
                .report(format!(
                    "host name `{}` has {count} labels before `local.`, 1 is expected",
                    host.name
                ))
                .help("give the host a name of one label");
        }
    }
}

fn unusual_host_name_character(instance: &InstanceContext<'_>, findings: &mut Findings) {
    for host in &instance.hosts {
        let mut octets = host.name.labels().flatten().copied();
        if let Some(octet) = octets.find(|octet| is_unusual(*octet)) {
            findings
                .report(format!(
                    "host name `{}` has `{}`, letters, digits and hyphens are expected",
                    host.name,
                    presentation::unescaped_label(&[octet])
                ))
                .help("use a hyphen instead");
        }
    }
}

/// Whether an octet is a printable ASCII character outside the old rules for host names. What is not ASCII is meant to be
/// there in Multicast DNS.
const fn is_unusual(octet: u8) -> bool {
    matches!(octet, b' '..=b'~') && !octet.is_ascii_alphanumeric() && octet != b'-'
}

fn control_character_in_host_name(instance: &InstanceContext<'_>, findings: &mut Findings) {
    for host in &instance.hosts {
        let violations = host.name.labels().flat_map(InstanceName::violations);
        for violation in violations
            .filter(|violation| matches!(violation, InstanceNameViolation::ControlCharacter { .. }))
        {
            findings
                .report(format!("host name `{}` {violation}", host.name))
                .help("remove the character");
        }
    }
}

fn promised_address_missing(instance: &InstanceContext<'_>, findings: &mut Findings) {
    for host in &instance.hosts {
        let families = [
            (RecordType::A, "IPv4", has_ipv4(host)),
            (RecordType::AAAA, "IPv6", has_ipv6(host)),
        ];
        for (record_type, family, is_there) in families {
            let promise = host
                .nsec
                .iter()
                .find(|seen| seen.data.types.contains(&record_type));
            // Without any address, that is the fault to tell.
            let Some(promise) = promise.filter(|_| !is_there && !host.addresses.is_empty()) else {
                continue;
            };
            findings
                .report(format!(
                    "the NSEC record of `{}` says that there is an {record_type} record, and no {family} address came",
                    host.name
                ))
                .help(format!("publish the {family} addresses with the others, or leave {record_type} out of the NSEC record"))
                .origin(promise.origin.clone());
        }
    }
}

fn has_ipv4(host: &Host) -> bool {
    host.addresses.iter().any(|seen| seen.data.is_ipv4())
}

fn has_ipv6(host: &Host) -> bool {
    host.addresses.iter().any(|seen| seen.data.is_ipv6())
}

fn address_of_no_link(instance: &InstanceContext<'_>, findings: &mut Findings) {
    for host in &instance.hosts {
        for seen in &host.addresses {
            let Some(kind) = linkless_kind(seen) else {
                continue;
            };
            let finding = findings.report(format!(
                "host `{}` has the address {}, which is {kind}; one of the link is expected",
                host.name, seen.data
            ));
            finding
                .help("publish the addresses of the interface alone")
                .origin(seen.origin.clone());
            if !host.name.is_local() {
                // The sentence is about Multicast DNS; a zone of unicast DNS may serve one host to itself.
                finding.at_most(Severity::Note);
            }
        }
    }
}

/// The words for an address that no link has; `None` for an address that may be right.
fn linkless_kind(seen: &Seen<IpAddr>) -> Option<&'static str> {
    match seen.data {
        address if address.is_unspecified() => Some("the unspecified address"),
        address if address.is_multicast() => Some("a multicast address"),
        address if address.is_loopback() => {
            (!is_from_loopback(&seen.origin)).then_some("a loopback address")
        }
        IpAddr::V4(address) => address.is_broadcast().then_some("the broadcast address"),
        IpAddr::V6(address) => address.to_ipv4_mapped().map(|_| "an IPv4-mapped address"),
    }
}

/// Whether the record came over the loopback interface, on which its addresses are valid.
fn is_from_loopback(origin: &Origin) -> bool {
    matches!(origin.interface(), Some("lo" | "lo0"))
        || origin
            .sender()
            .is_some_and(|sender| sender.ip().is_loopback())
}

fn link_local_ipv4_only(instance: &InstanceContext<'_>, findings: &mut Findings) {
    for host in &instance.hosts {
        let addresses: Vec<Ipv4Addr> = ipv4_addresses(host).map(|(_, address)| address).collect();
        if let Some(first) = addresses.first()
            && addresses.iter().all(Ipv4Addr::is_link_local)
        {
            findings
                .report(format!(
                    "host `{}` has no IPv4 address but {first}, which is link-local",
                    host.name
                ))
                .help("find out why the host got no address by DHCP, unless the link has none");
        }
    }
}

fn address_of_other_network(instance: &InstanceContext<'_>, findings: &mut Findings) {
    for host in &instance.hosts {
        for (seen, address) in ipv4_addresses(host) {
            let Some(sender) = ipv4_sender(&seen.origin) else {
                continue;
            };
            let is_own = ipv4_addresses(host).any(|(_, own)| own == sender);
            let (Some(network), Some(other)) = (Network::of(address), Network::of(sender)) else {
                continue;
            };
            if is_own || network == other {
                continue;
            }
            findings
                .report(format!(
                    "host `{}` has the {} address {address}, the answer came from the {} address {sender}",
                    host.name,
                    network.as_str(),
                    other.as_str()
                ))
                .help("publish the addresses of the interface on which the answer is sent")
                .origin(seen.origin.clone());
        }
    }
}

fn ipv4_addresses(host: &Host) -> impl Iterator<Item = (&Seen<IpAddr>, Ipv4Addr)> {
    host.addresses.iter().filter_map(|seen| match seen.data {
        IpAddr::V4(address) => Some((seen, address)),
        IpAddr::V6(_) => None,
    })
}

fn ipv4_sender(origin: &Origin) -> Option<Ipv4Addr> {
    match origin.sender()?.ip() {
        IpAddr::V4(address) => Some(address),
        IpAddr::V6(_) => None,
    }
}

/// What kind of network an IPv4 address is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Network {
    Private,
    Public,
}

impl Network {
    /// The network of a host's address; `None` for addresses that tell nothing of it.
    ///
    /// Link-local addresses live beside all others on one link, and those for documentation are of none.
    fn of(address: Ipv4Addr) -> Option<Self> {
        let tells_nothing = address.is_loopback()
            || address.is_unspecified()
            || address.is_multicast()
            || address.is_broadcast()
            || address.is_link_local()
            || address.is_documentation();
        // Carrier-grade NAT, RFC 6598.
        let is_shared = matches!(address.octets(), [100, 64..=127, ..]);
        if tells_nothing {
            return None;
        }
        let is_private = address.is_private() || is_shared;
        Some(if is_private {
            Self::Private
        } else {
            Self::Public
        })
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Public => "public",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_told_apart() {
        let cases = [
            ("10.0.0.1", Some(Network::Private)),
            ("172.31.0.1", Some(Network::Private)),
            ("172.32.0.1", Some(Network::Public)),
            ("192.168.1.1", Some(Network::Private)),
            ("100.64.0.1", Some(Network::Private)),
            ("100.128.0.1", Some(Network::Public)),
            ("8.8.8.8", Some(Network::Public)),
            ("169.254.1.1", None),
            ("192.0.2.7", None),
            ("127.0.0.1", None),
            ("224.0.0.251", None),
        ];
        for (address, network) in cases {
            assert_eq!(
                Network::of(address.parse().expect("an IPv4 address")),
                network,
                "{address}"
            );
        }
    }

    #[test]
    fn loopback_is_right_on_the_loopback_interface() {
        let address = |interface: &str| Seen {
            data: IpAddr::V4(Ipv4Addr::LOCALHOST),
            owner: "lab.local.".parse().expect("a name"),
            wire: None,
            origin: Origin::Link {
                interface: interface.into(),
                sender: None,
            },
        };
        assert_eq!(linkless_kind(&address("lo")), None);
        assert_eq!(linkless_kind(&address("eth0")), Some("a loopback address"));
    }
}
