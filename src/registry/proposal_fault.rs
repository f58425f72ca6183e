//! Why a proposed service name would be refused, and what should be thought of before it is sent.

use std::fmt;

use super::proposal::Proposal;
use super::registration::Registration;
use crate::name::{ServiceNameViolation, presentation};

/// Why a proposal would be refused; displays as a sentence.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ProposalFault {
    /// The name breaks the syntax of [RFC 6335 §5.1](https://www.rfc-editor.org/rfc/rfc6335#section-5.1).
    IllegalName {
        /// The name.
        name: String,
        /// How.
        violation: ServiceNameViolation,
    },
    /// The name is registered already; letter case does not make it another.
    NameTaken {
        /// The first row of the name.
        registration: Registration,
    },
    /// The port is assigned, or kept back, for a transport protocol that is wanted.
    PortTaken {
        /// The port.
        port: u16,
        /// The row that says so.
        registration: Registration,
    },
    /// The port is 0 or in the dynamic range, of which IANA assigns none
    /// ([RFC 6335 §8.1.2](https://www.rfc-editor.org/rfc/rfc6335#section-8.1.2)).
    UnassignablePort {
        /// The port.
        port: u16,
    },
    /// The TXT key is empty, has `=` or has an octet beyond printable US-ASCII
    /// ([RFC 6763 §6.4](https://www.rfc-editor.org/rfc/rfc6763#section-6.4)).
    IllegalKey {
        /// The key.
        key: String,
    },
    /// The TXT key appears twice; letter case does not make it another.
    RepeatedKey {
        /// The key as it appears the second time.
        key: String,
    },
}

/// What should be thought of before a proposal is sent; displays as a sentence.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ProposalRemark {
    /// The TXT key is longer than the nine characters that
    /// [RFC 6763 §6.4](https://www.rfc-editor.org/rfc/rfc6763#section-6.4) recommends as the limit.
    LongKey {
        /// The key.
        key: String,
    },
    /// Registered names are written almost like this one.
    NearNames {
        /// The names, nearest first.
        names: Vec<String>,
    },
    /// The port is under 1024, of which few are left.
    SystemPort {
        /// The port.
        port: u16,
    },
    /// A port above 1023 is wanted.
    UserPort {
        /// The port.
        port: u16,
    },
}

impl fmt::Display for ProposalFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &str| presentation::text(text.as_bytes()).to_string();
        match self {
            Self::IllegalName { name, violation } => {
                write!(f, "service name `{}` {violation}", shown(name))
            }
            Self::NameTaken { registration } => {
                write!(f, "the name is registered: {}", described(registration))
            }
            Self::PortTaken { port, registration } if registration.name.is_none() => {
                write!(f, "port {port} is {}", shown(&registration.to_string()))
            }
            Self::PortTaken { port, registration } => {
                write!(f, "port {port} is assigned: {}", described(registration))
            }
            Self::UnassignablePort { port } => write!(
                f,
                "port {port} can't be assigned, 1 to {} are assigned by IANA",
                Proposal::FIRST_DYNAMIC_PORT - 1
            ),
            Self::IllegalKey { key } if key.is_empty() => {
                f.write_str("a TXT key is empty, at least one character is required")
            }
            Self::IllegalKey { key } => write!(
                f,
                "TXT key `{}` has other characters than printable US-ASCII without `=`",
                shown(key)
            ),
            Self::RepeatedKey { key } => {
                write!(f, "TXT key `{}` appears twice", shown(key))
            }
        }
    }
}

impl fmt::Display for ProposalRemark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &str| presentation::text(text.as_bytes()).to_string();
        match self {
            Self::LongKey { key } => write!(
                f,
                "TXT key `{}` is {} characters long, at most {} are recommended",
                shown(key),
                key.len(),
                Proposal::RECOMMENDED_KEY_LEN
            ),
            Self::NearNames { names } => {
                let names: Vec<String> = names
                    .iter()
                    .map(|name| format!("`{}`", shown(name)))
                    .collect();
                write!(f, "registered names near to it: {}", names.join(", "))
            }
            Self::SystemPort { port } => write!(
                f,
                "port {port} is a system port: a standards document must say why no port above 1023 will do"
            ),
            Self::UserPort { port } => write!(
                f,
                "port {port} needs expert review and the reason why a port chosen at run time will not do; a name alone \
                 is assigned to who comes first"
            ),
        }
    }
}

/// A row and its description in one line.
fn described(registration: &Registration) -> String {
    let row = registration.to_string();
    let description = registration.description.lines().next().unwrap_or_default();
    let text = if description.is_empty() {
        row
    } else {
        format!("{row}, {description}")
    };
    presentation::text(text.as_bytes()).to_string()
}
