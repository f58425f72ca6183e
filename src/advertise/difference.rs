use std::fmt;

use crate::name::DomainName;
use crate::wire::RecordType;

/// Something on the wire that is not as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// A record was not seen at all.
    NotSeen {
        /// Its type.
        record_type: RecordType,
        /// Its owner.
        name: DomainName,
    },
    /// The TXT record has other octets.
    Txt {
        /// Octets that were asked for.
        asked: usize,
        /// Octets that were seen.
        seen: usize,
        /// Offset of the first octet that differs.
        offset: usize,
    },
    /// The SRV record has another port.
    Port {
        /// What was asked for.
        asked: u16,
        /// What was seen.
        seen: u16,
    },
    /// The SRV record names another host than the one that has the addresses.
    Target {
        /// The host that is published.
        host: DomainName,
        /// The target that was seen.
        seen: DomainName,
    },
    /// The instance does not stand under a subtype that was asked for.
    Subtype {
        /// The label, escaped.
        subtype: String,
    },
    /// A question for a record that was announced gets no answer.
    Unanswered {
        /// The type that was asked for.
        record_type: RecordType,
        /// The name that was asked for.
        name: DomainName,
    },
    /// The second announcement did not come ([RFC 6762 §8.3](https://www.rfc-editor.org/rfc/rfc6762#section-8.3)).
    OneAnnouncement,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSeen { record_type, name } => write!(f, "the {record_type} record of `{name}` is not on the link"),
            Self::Txt { asked, seen, offset } => write!(
                f,
                "the TXT record on the link differs from octet {offset} on: {asked} octets were asked for, {seen} are there"
            ),
            Self::Port { asked, seen } => write!(f, "the SRV record on the link has port {seen}, asked for was {asked}"),
            Self::Target { host, seen } => {
                write!(f, "the SRV record on the link leads to `{seen}`, the addresses are those of `{host}`")
            }
            Self::Subtype { subtype } => write!(f, "no PTR record of subtype `{subtype}` is on the link"),
            Self::Unanswered { record_type, name } => {
                write!(f, "the mDNS engine leaves a question for the {record_type} record of `{name}` unanswered")
            }
            Self::OneAnnouncement => f.write_str(
                "the mDNS engine announced once where RFC 6762 §8.3 asks for two; the second was sent for it",
            ),
        }
    }
}
