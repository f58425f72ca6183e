use std::net::IpAddr;

use crate::model::Seen;
use crate::name::DomainName;
use crate::wire::{Nsec, RecordType};

/// A host that an SRV record names, with all that was seen of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// The host name, in the letter case of the SRV record.
    pub name: DomainName,
    /// Addresses from A and AAAA records, in the order seen.
    pub addresses: Vec<Seen<IpAddr>>,
    /// Names to which CNAME records of this name lead; an SRV target must not have any
    /// ([RFC 2782](https://www.rfc-editor.org/rfc/rfc2782)).
    pub aliases: Vec<Seen<DomainName>>,
    /// NSEC records, the negative answers of multicast DNS
    /// ([RFC 6762 §6.1](https://www.rfc-editor.org/rfc/rfc6762#section-6.1)).
    pub nsec: Vec<Seen<Nsec>>,
    /// A and AAAA records whose data could not be read.
    pub unreadable: Vec<Seen<RecordType>>,
}

impl Host {
    /// A host of which only the name is known.
    pub const fn new(name: DomainName) -> Self {
        Self {
            name,
            addresses: Vec::new(),
            aliases: Vec::new(),
            nsec: Vec::new(),
            unreadable: Vec::new(),
        }
    }
}
