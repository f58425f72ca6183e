//! A live link: mdns-sd asks, a passive tap listens.
//!
//! The engine (mdns-sd) sends the questions of a browse at the pace of
//! [RFC 6762 §5.2](https://www.rfc-editor.org/rfc/rfc6762#section-5.2). What comes back is read a second time by the
//! [tap](Tap), a socket of our own on the multicast group, and decoded by the crate's own codec, because the engine
//! throws away what a linter must see. What neither brings, an SRV, TXT or address record that got lost, the browser
//! asks for itself: the engine never asks again.
//!
//! Where there is no tap (another system than Linux, no permission) the engine's view is what remains, and the evidence
//! of each instance says so.

mod asked;
mod browser;
mod datagram;
pub(crate) mod engine;
mod interfaces;
mod missing;
mod options;
mod run;
#[cfg(target_os = "linux")]
mod tap;
#[cfg(not(target_os = "linux"))]
#[path = "no_tap.rs"]
mod tap;

pub use browser::{BrowseSummary, Browser, Control, Stop};
pub use datagram::{Datagram, TapEvent};
pub use interfaces::{Interface, InterfaceSelection, usable_interfaces};
pub use options::{BrowseOptions, Engine, Rounds, View};
pub use tap::Tap;

use std::fmt;
use std::io;

/// The group of multicast DNS on IPv4 ([RFC 6762 §3](https://www.rfc-editor.org/rfc/rfc6762#section-3)).
pub const GROUP_V4: std::net::Ipv4Addr = std::net::Ipv4Addr::new(224, 0, 0, 251);

/// The group of multicast DNS on IPv6 ([RFC 6762 §3](https://www.rfc-editor.org/rfc/rfc6762#section-3)).
pub const GROUP_V6: std::net::Ipv6Addr = std::net::Ipv6Addr::new(0xff02, 0, 0, 0, 0, 0, 0, 0xfb);

/// The port of multicast DNS ([RFC 6762 §3](https://www.rfc-editor.org/rfc/rfc6762#section-3)).
pub const PORT: u16 = 5353;

/// Why the link can't be observed.
#[derive(Debug)]
#[non_exhaustive]
pub enum LinkError {
    /// The interfaces of this machine could not be listed.
    Interfaces(io::Error),
    /// No interface is up, has an address and is no loopback.
    NoUsableInterface,
    /// The interface that was asked for does not exist or is not usable.
    UnusableInterface {
        /// Its name as given.
        name: String,
        /// The names that can be given.
        usable: Vec<String>,
    },
    /// Another program holds the port and does not share it.
    PortTaken,
    /// A socket of the tap could not be made.
    Socket {
        /// On which interface.
        interface: String,
        /// What the system said.
        error: io::Error,
    },
    /// A recording was asked for where the link itself is not heard.
    NothingToRecord,
    /// The engine could not be started or has ended.
    Engine(String),
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |name: &str| crate::name::presentation::text(name.as_bytes()).to_string();
        match self {
            Self::Interfaces(error) => write!(f, "can't list the network interfaces: {error}"),
            Self::NoUsableInterface => f.write_str(
                "no usable network interface: none is up with an address, loopback aside",
            ),
            Self::UnusableInterface { name, usable } if usable.is_empty() => {
                write!(
                    f,
                    "interface `{}` is not usable, and no other is",
                    shown(name)
                )
            }
            Self::UnusableInterface { name, usable } => {
                let usable: Vec<String> = usable
                    .iter()
                    .map(|name| format!("`{}`", shown(name)))
                    .collect();
                write!(
                    f,
                    "interface `{}` is not usable; usable are {}",
                    shown(name),
                    usable.join(", ")
                )
            }
            Self::PortTaken => write!(
                f,
                "UDP port {PORT} is taken by a program that does not share it (no SO_REUSEADDR and SO_REUSEPORT)"
            ),
            Self::Socket { interface, error } => {
                write!(
                    f,
                    "can't listen for multicast DNS on `{}`: {error}",
                    shown(interface)
                )
            }
            Self::NothingToRecord => f.write_str(
                "nothing can be recorded: the link itself is not heard, only what the engine tells",
            ),
            Self::Engine(error) => {
                write!(
                    f,
                    "the mDNS engine failed: {}",
                    crate::name::presentation::text(error.as_bytes())
                )
            }
        }
    }
}

impl std::error::Error for LinkError {}
