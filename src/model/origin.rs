use std::fmt;
use std::net::SocketAddr;

use crate::name::presentation;

/// Where something was seen, as precisely as the source knows.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[non_exhaustive]
pub enum Origin {
    /// The arguments of a command.
    #[default]
    Arguments,
    /// A file or standard input, with line and column counted from 1 (0: not known).
    File {
        /// The path as the user wrote it; `-` is standard input.
        path: String,
        /// The line.
        line: usize,
        /// The column, in characters.
        column: usize,
    },
    /// A link, heard by multicast DNS.
    Link {
        /// Name of the interface on which the datagram arrived.
        interface: String,
        /// Who sent it, if the source could see that.
        sender: Option<SocketAddr>,
    },
}

impl Origin {
    /// The word for the kind of source, as the JSON reports use it.
    pub const fn source(&self) -> &'static str {
        match self {
            Self::Arguments => "arguments",
            Self::File { .. } => "file",
            Self::Link { .. } => "mdns",
        }
    }

    /// The interface, where there is one.
    pub fn interface(&self) -> Option<&str> {
        match self {
            Self::Link { interface, .. } => Some(interface),
            _ => None,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Arguments => f.write_str("arguments"),
            Self::File { path, line, column } => {
                write!(f, "{}", presentation::text(path.as_bytes()))?;
                match (line, column) {
                    (0, _) => Ok(()),
                    (line, 0) => write!(f, ":{line}"),
                    (line, column) => write!(f, ":{line}:{column}"),
                }
            }
            Self::Link { interface, sender } => {
                write!(f, "{}", presentation::text(interface.as_bytes()))?;
                match sender {
                    Some(sender) => write!(f, " from {}", sender.ip()),
                    None => Ok(()),
                }
            }
        }
    }
}
