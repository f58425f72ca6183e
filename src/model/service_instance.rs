use std::net::IpAddr;

use crate::model::{Evidence, Host, Origin, Places, Pointer, Seen};
use crate::name::{DomainName, NameParts, ServiceTypeLabels};
use crate::wire::{Nsec, RecordType, Srv, TxtRecord};

/// One service instance with every record that was seen for it.
///
/// SRV and TXT records are plural: a correct instance has one of each, and two that differ are a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceInstance {
    /// The full name, such as `Team Calendar._caldav._tcp.local.`, in the letter case first seen.
    pub name: DomainName,
    /// The same in its parts.
    pub parts: NameParts,
    /// PTR records that lead here, from the type itself and from subtypes.
    pub pointers: Vec<Seen<Pointer>>,
    /// SRV records.
    pub srv: Vec<Seen<Srv>>,
    /// TXT records.
    pub txt: Vec<Seen<TxtRecord>>,
    /// NSEC records of the full name.
    pub nsec: Vec<Seen<Nsec>>,
    /// Records of the full name whose data could not be read.
    pub unreadable: Vec<Seen<RecordType>>,
    /// The hosts that the SRV records name, in their order.
    pub hosts: Vec<Host>,
    /// What the source was able to see.
    pub evidence: Evidence,
    /// Where the instance was first seen.
    pub origin: Origin,
    /// Where its parts stand, if the source writes them apart.
    pub places: Places,
}

impl ServiceInstance {
    /// An instance of which only the name is known.
    pub const fn new(name: DomainName, parts: NameParts, origin: Origin) -> Self {
        Self {
            name,
            parts,
            pointers: Vec::new(),
            srv: Vec::new(),
            txt: Vec::new(),
            nsec: Vec::new(),
            unreadable: Vec::new(),
            hosts: Vec::new(),
            evidence: Evidence::NONE,
            origin,
            places: Places {
                name: None,
                service_type: None,
                txt_strings: Vec::new(),
            },
        }
    }

    /// The octets of the instance name: its one label, or several joined by dots if the name was split.
    pub fn instance_octets(&self) -> Vec<u8> {
        self.parts.instance.join(&b'.')
    }

    /// The two labels of the service type, as received.
    pub const fn service_type(&self) -> &ServiceTypeLabels {
        &self.parts.service_type
    }

    /// Labels of the subtypes under which the instance was seen, each once, in the order seen.
    pub fn subtypes(&self) -> Vec<Vec<u8>> {
        let mut labels: Vec<Vec<u8>> = Vec::new();
        for pointer in &self.pointers {
            let subtype = NameParts::split(&pointer.data.owner).and_then(|parts| parts.subtype);
            if let Some(label) = subtype
                && !labels
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(&label))
            {
                labels.push(label);
            }
        }
        labels
    }

    /// Whether it is no instance of DNS-SD but a service of the domain itself, whose SRV records stand at the name of the type
    /// ([RFC 2782](https://www.rfc-editor.org/rfc/rfc2782),
    /// [RFC 6764 §3](https://www.rfc-editor.org/rfc/rfc6764#section-3)): `_caldavs._tcp.example.org.`
    pub fn is_of_domain(&self) -> bool {
        self.parts.instance.is_empty() && self.srv.iter().any(|seen| seen.wire.is_some())
    }

    /// The SRV record that a reader would use: the one seen first.
    pub fn first_srv(&self) -> Option<&Srv> {
        self.srv.first().map(|seen| &seen.data)
    }

    /// The TXT record that a reader would use: the one seen first.
    pub fn first_txt(&self) -> Option<&TxtRecord> {
        self.txt.first().map(|seen| &seen.data)
    }

    /// All addresses of all its hosts, each once: IPv4 before IPv6, each in the order seen.
    pub fn addresses(&self) -> Vec<IpAddr> {
        let mut addresses: Vec<IpAddr> = Vec::new();
        for seen in self.hosts.iter().flat_map(|host| &host.addresses) {
            if !addresses.contains(&seen.data) {
                addresses.push(seen.data);
            }
        }
        addresses.sort_by_key(IpAddr::is_ipv6);
        addresses
    }

    /// Whether any record says that it is there; a goodbye (TTL 0) does not.
    pub fn is_alive(&self) -> bool {
        fn says_so<T>(seen: &Seen<T>) -> bool {
            seen.wire.is_none_or(|wire| !wire.is_goodbye())
        }
        self.pointers.iter().any(says_so)
            || self.srv.iter().any(says_so)
            || self.txt.iter().any(says_so)
            || self.unreadable.iter().any(says_so)
    }

    /// Whether a client could use it: it has an SRV record, a TXT record and an address.
    pub fn is_complete(&self) -> bool {
        !self.srv.is_empty()
            && !self.txt.is_empty()
            && self.hosts.iter().any(|host| !host.addresses.is_empty())
    }
}
