//! Resource records.

use std::fmt::{self, Display, Formatter};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use crate::name::DomainName;

use super::{Nsec, TxtRecord};

/// The class of the Internet, the only one that Multicast DNS uses
/// ([RFC 1035 §3.2.4](https://www.rfc-editor.org/rfc/rfc1035#section-3.2.4)).
pub const CLASS_IN: u16 = 1;

/// The bit of a record's class field that marks a record set sent as a whole
/// ([RFC 6762 §10.2](https://www.rfc-editor.org/rfc/rfc6762#section-10.2)).
pub const CACHE_FLUSH: u16 = 0x8000;

/// A resource record
/// ([RFC 1035 §4.1.3](https://www.rfc-editor.org/rfc/rfc1035#section-4.1.3)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The owner.
    pub name: DomainName,
    /// What the data is.
    pub record_type: RecordType,
    /// The class and the cache-flush bit, as received.
    pub class_field: u16,
    /// How long the record may be kept, in seconds; 0 says goodbye
    /// ([RFC 6762 §10.1](https://www.rfc-editor.org/rfc/rfc6762#section-10.1)).
    pub ttl_seconds: u32,
    /// The data as this crate understands it.
    pub data: RecordData,
    /// The data as received; names in it may be compressed.
    pub rdata: Vec<u8>,
    /// The section in which the record stands.
    pub section: Section,
    /// Where the record stands in the message, in octets.
    pub offset: usize,
    /// Where its data stands in the message, in octets.
    pub rdata_offset: usize,
    /// Whether a name in the data is compressed; said of the types that [`RecordData`] understands.
    pub name_compressed_in_rdata: bool,
}

impl Record {
    /// The class, without the top bit; 1 is the Internet's.
    pub fn class(&self) -> u16 {
        self.class_field & !CACHE_FLUSH
    }

    /// Tells whether the cache-flush bit is set
    /// ([RFC 6762 §10.2](https://www.rfc-editor.org/rfc/rfc6762#section-10.2)).
    pub fn cache_flush(&self) -> bool {
        self.class_field & CACHE_FLUSH != 0
    }
}

/// The data of a record.
///
/// Types are read alike in every class: a responder that states a wrong class still means the Internet's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordData {
    /// An IPv4 address.
    A(Ipv4Addr),
    /// An IPv6 address.
    Aaaa(Ipv6Addr),
    /// The name of which the owner is an alias.
    Cname(DomainName),
    /// Data that is not what its type demands; an anomaly says why.
    Malformed,
    /// The types of record that exist at a name.
    Nsec(Nsec),
    /// EDNS options; their octets are in [`Record::rdata`].
    Opt,
    /// Data of a type that is not read; its octets are in [`Record::rdata`].
    Other,
    /// The name pointed to: an instance, a type, a host.
    Ptr(DomainName),
    /// Host and port of a service.
    Srv(Srv),
    /// What else a service says of itself.
    Txt(TxtRecord),
}

/// Where a service instance is reached
/// ([RFC 2782](https://www.rfc-editor.org/rfc/rfc2782)).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Srv {
    /// Which of several targets is tried first: the lowest.
    pub priority: u16,
    /// The share of a target among those of one priority.
    pub weight: u16,
    /// The port of the service.
    pub port: u16,
    /// The host.
    pub target: DomainName,
}

/// The section of a message in which a record stands: one of three, and never another
/// ([RFC 1035 §4.1](https://www.rfc-editor.org/rfc/rfc1035#section-4.1)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    /// Answers; in a query, the answers known already.
    Answer,
    /// In a probe, the records that the sender is about to claim.
    Authority,
    /// What the receiver will ask for next.
    Additional,
}

impl Section {
    /// The three sections in wire order.
    pub const ALL: [Self; 3] = [Self::Answer, Self::Authority, Self::Additional];
}

impl Display for Section {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Answer => "answer",
            Self::Authority => "authority",
            Self::Additional => "additional",
        })
    }
}

/// The type of a record, by its number; it displays as its mnemonic or, without one, as `TYPE1234`
/// ([RFC 3597 §5](https://www.rfc-editor.org/rfc/rfc3597#section-5)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordType(pub u16);

impl RecordType {
    /// An IPv4 address.
    pub const A: Self = Self(1);
    /// A name server.
    pub const NS: Self = Self(2);
    /// An alias.
    pub const CNAME: Self = Self(5);
    /// The start of a zone.
    pub const SOA: Self = Self(6);
    /// A pointer to another name.
    pub const PTR: Self = Self(12);
    /// Machine and operating system.
    pub const HINFO: Self = Self(13);
    /// A mail exchange.
    pub const MX: Self = Self(15);
    /// Strings.
    pub const TXT: Self = Self(16);
    /// A public key, as a service registration carries it.
    pub const KEY: Self = Self(25);
    /// An IPv6 address.
    pub const AAAA: Self = Self(28);
    /// Host and port of a service.
    pub const SRV: Self = Self(33);
    /// An alias for everything under a name.
    pub const DNAME: Self = Self(39);
    /// EDNS options.
    pub const OPT: Self = Self(41);
    /// A signature.
    pub const RRSIG: Self = Self(46);
    /// The types that exist at a name.
    pub const NSEC: Self = Self(47);
    /// In a question: all types.
    pub const ANY: Self = Self(255);

    /// The types with a mnemonic.
    const MNEMONICS: [(Self, &'static str); 16] = [
        (Self::A, "A"),
        (Self::NS, "NS"),
        (Self::CNAME, "CNAME"),
        (Self::SOA, "SOA"),
        (Self::PTR, "PTR"),
        (Self::HINFO, "HINFO"),
        (Self::MX, "MX"),
        (Self::TXT, "TXT"),
        (Self::KEY, "KEY"),
        (Self::AAAA, "AAAA"),
        (Self::SRV, "SRV"),
        (Self::DNAME, "DNAME"),
        (Self::OPT, "OPT"),
        (Self::RRSIG, "RRSIG"),
        (Self::NSEC, "NSEC"),
        (Self::ANY, "ANY"),
    ];
}

impl FromStr for RecordType {
    type Err = RecordTypeError;

    /// Reads a mnemonic or `TYPE1234`, in any case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let upper_case = text.to_ascii_uppercase();
        let mnemonic = Self::MNEMONICS
            .iter()
            .find(|(_, mnemonic)| *mnemonic == upper_case)
            .map(|(record_type, _)| *record_type);
        let number = || Some(Self(upper_case.strip_prefix("TYPE")?.parse().ok()?));
        mnemonic.or_else(number).ok_or_else(|| RecordTypeError {
            text: text.to_owned(),
        })
    }
}

impl Display for RecordType {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match Self::MNEMONICS
            .iter()
            .find(|(record_type, _)| record_type == self)
        {
            Some((_, mnemonic)) => f.write_str(mnemonic),
            None => write!(f, "TYPE{}", self.0),
        }
    }
}

/// Why text is no type of record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RecordTypeError {
    text: String,
}

impl Display for RecordTypeError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let text = crate::name::text(self.text.as_bytes());
        write!(
            f,
            "`{text}` is no type of record, as `TXT` and `TYPE16` are"
        )
    }
}

impl std::error::Error for RecordTypeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_written_and_read() {
        for number in 0..=u16::MAX {
            let record_type = RecordType(number);
            assert_eq!(record_type.to_string().parse(), Ok(record_type));
        }
        assert_eq!(RecordType::TXT.to_string(), "TXT");
        assert_eq!(RecordType(1234).to_string(), "TYPE1234");
        assert_eq!("aaaa".parse(), Ok(RecordType::AAAA));
        assert_eq!("type16".parse(), Ok(RecordType::TXT));
        assert_eq!(
            "TYPE65536".parse::<RecordType>().unwrap_err().to_string(),
            "`TYPE65536` is no type of record, as `TXT` and `TYPE16` are"
        );
    }
}
