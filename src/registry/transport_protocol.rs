//! The transport protocol of a row.

use std::fmt;

use super::registration::RegistrationError;

/// A transport protocol of the registry ([RFC 6335 §5](https://www.rfc-editor.org/rfc/rfc6335#section-5)).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum TransportProtocol {
    /// Transmission Control Protocol.
    Tcp,
    /// User Datagram Protocol.
    Udp,
    /// Stream Control Transmission Protocol.
    Sctp,
    /// Datagram Congestion Control Protocol.
    Dccp,
}

impl TransportProtocol {
    pub(crate) fn parse(text: &str) -> Result<Option<Self>, RegistrationError> {
        match text {
            "" => Ok(None),
            "tcp" => Ok(Some(Self::Tcp)),
            "udp" => Ok(Some(Self::Udp)),
            "sctp" => Ok(Some(Self::Sctp)),
            "dccp" => Ok(Some(Self::Dccp)),
            _ => Err(RegistrationError {
                column: 2,
                value: text.to_owned(),
            }),
        }
    }

    /// The name as IANA writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
            Self::Dccp => "dccp",
        }
    }
}

impl fmt::Display for TransportProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
