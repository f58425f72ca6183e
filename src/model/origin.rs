use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::model::Timestamp;
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
        interface: Arc<str>,
        /// Who sent it, if the source could see that.
        sender: Option<SocketAddr>,
    },
    /// A frame of a packet capture.
    Capture {
        /// The frame.
        frame: Frame,
        /// Name of the interface, or its number (`interface 0`) where the capture has no name; empty where a capture
        /// has one interface only.
        interface: Arc<str>,
        /// Who sent it.
        sender: Option<SocketAddr>,
        /// Octets from the start of the DNS message to the record that is meant; 0 is the message itself.
        offset: usize,
    },
}

/// A frame of a packet capture; of a message that came in fragments, the frame of the last one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Frame {
    /// The capture, as the user wrote it.
    pub path: Arc<str>,
    /// Its number, counted from 1 as other tools do.
    pub number: u64,
    /// When it was captured, since the beginning of 1970.
    pub time: Duration,
}

impl Origin {
    /// The word for the kind of source, as the JSON reports use it.
    pub const fn source(&self) -> &'static str {
        match self {
            Self::Arguments => "arguments",
            Self::File { .. } => "file",
            Self::Link { .. } => "mdns",
            Self::Capture { .. } => "capture",
        }
    }

    /// The interface, where there is one.
    pub fn interface(&self) -> Option<&str> {
        match self {
            Self::Link { interface, .. } => Some(interface),
            Self::Capture { interface, .. } if !interface.is_empty() => Some(interface),
            _ => None,
        }
    }

    /// Who sent it, where that was seen.
    pub const fn sender(&self) -> Option<SocketAddr> {
        match self {
            Self::Link { sender, .. } | Self::Capture { sender, .. } => *sender,
            _ => None,
        }
    }

    /// The file in which it stands, as the user wrote its path.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::File { path, .. } => Some(path),
            Self::Capture { frame, .. } => Some(&frame.path),
            _ => None,
        }
    }

    /// The same place, at an octet of the message.
    #[must_use]
    pub fn at_offset(&self, offset: usize) -> Self {
        let mut origin = self.clone();
        if let Self::Capture { offset: own, .. } = &mut origin {
            *own = offset;
        }
        origin
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
            Self::Capture {
                frame,
                interface,
                sender,
                offset,
            } => {
                let path = presentation::text(frame.path.as_bytes());
                write!(f, "{path}: frame {}", frame.number)?;
                if *offset > 0 {
                    write!(f, ", offset 0x{offset:02x}")?;
                }
                write!(f, ", at {}", Timestamp(frame.time))?;
                if !interface.is_empty() {
                    write!(f, " on {}", presentation::text(interface.as_bytes()))?;
                }
                match sender {
                    Some(sender) => write!(f, " from {}", sender.ip()),
                    None => Ok(()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_told_with_its_time_interface_and_sender() {
        let origin = Origin::Capture {
            frame: Frame {
                path: "a\u{1b}.pcap".into(),
                number: 12,
                time: Duration::new(1_796_000_000, 123_456_789),
            },
            interface: "eth0".into(),
            sender: "192.0.2.7:5353".parse().ok(),
            offset: 0,
        };
        assert_eq!(
            origin.at_offset(74).to_string(),
            r"a\x1b.pcap: frame 12, offset 0x4a, at 2026-11-30T00:53:20.123456Z on eth0 from 192.0.2.7"
        );
        assert_eq!(origin.path(), Some("a\u{1b}.pcap"));
    }
}
