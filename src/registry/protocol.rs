//! The protocol label of a service type.

use std::fmt;

use super::transport_protocol::TransportProtocol;

/// The protocol label of a service type: `_tcp`, or `_udp` for everything else
/// ([RFC 6763 §7](https://www.rfc-editor.org/rfc/rfc6763#section-7)).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Protocol {
    /// `_tcp`.
    Tcp,
    /// `_udp`: any transport protocol other than TCP.
    Udp,
}

impl Protocol {
    /// Whether a row registered for `transport` answers for a type with this label.
    pub fn is_answered_by(self, transport: Option<TransportProtocol>) -> bool {
        match transport {
            None => true,
            Some(TransportProtocol::Tcp) => self == Self::Tcp,
            Some(TransportProtocol::Udp | TransportProtocol::Sctp | TransportProtocol::Dccp) => {
                self == Self::Udp
            }
        }
    }

    /// The other label.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Tcp => Self::Udp,
            Self::Udp => Self::Tcp,
        }
    }

    /// The label with its underscore.
    pub fn label(self) -> &'static str {
        match self {
            Self::Tcp => "_tcp",
            Self::Udp => "_udp",
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}
