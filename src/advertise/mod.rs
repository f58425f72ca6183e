//! Publishing a service, watched from outside.
//!
//! What is published was judged by the same rules as what is discovered; that is the caller's part and comes first. Here
//! the engine probes, announces and answers, and the tap reads back from the wire whether it does what it was asked for:
//! the same TXT octets, the same port, under the name that was asked for. What the engine is known to get wrong is mended
//! where a second sender can mend it (a missing second announcement, a missing goodbye) and said plainly where not.

mod advertiser;
mod difference;
mod engine_service;
mod read_back;
mod run;

pub use advertiser::{AdvertiseEvent, AdvertiseOptions, Advertiser, Control, Renaming};
pub use difference::Difference;

use std::fmt;

use crate::name::DomainName;
use crate::source::mdns::LinkError;

/// Why a service is not, or no longer, published.
#[derive(Debug)]
#[non_exhaustive]
pub enum AdvertiseError {
    /// The link can't be used.
    Link(LinkError),
    /// The engine can't carry what was asked for.
    NotPublishable(NotPublishable),
    /// The engine did not announce anything within the time.
    NothingAnnounced {
        /// Seconds that were waited.
        seconds: u64,
    },
    /// Somebody else has the name, and renaming was not wanted.
    NameTaken {
        /// The full name that was asked for.
        asked: DomainName,
        /// The name that the engine chose instead.
        instead: String,
    },
}

impl From<LinkError> for AdvertiseError {
    fn from(error: LinkError) -> Self {
        Self::Link(error)
    }
}

impl From<NotPublishable> for AdvertiseError {
    fn from(reason: NotPublishable) -> Self {
        Self::NotPublishable(reason)
    }
}

impl fmt::Display for AdvertiseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Link(error) => error.fmt(f),
            Self::NotPublishable(reason) => reason.fmt(f),
            Self::NothingAnnounced { seconds } => {
                write!(
                    f,
                    "the mDNS engine announced nothing within {seconds} seconds"
                )
            }
            Self::NameTaken { asked, instead } => {
                let instead = crate::name::presentation::text(instead.as_bytes());
                write!(
                    f,
                    "`{asked}` is taken by another host; it would have been renamed to `{instead}`"
                )
            }
        }
    }
}

impl std::error::Error for AdvertiseError {}

/// What the engine can't publish, found out before it sees it: it would panic, or publish something else.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotPublishable {
    /// No instance name was stated.
    NoInstance,
    /// No port was stated.
    NoPort,
    /// The instance name is not UTF-8.
    InstanceNotUtf8 {
        /// The name, escaped.
        instance: String,
    },
    /// The service type is not one that the engine takes.
    ServiceType {
        /// The type, escaped.
        service_type: String,
        /// What the engine asks for.
        expected: &'static str,
    },
    /// The engine carries one subtype for each service.
    Subtypes {
        /// How many were asked for.
        count: usize,
    },
    /// A name has a label that the engine's text form can't carry.
    Label {
        /// What the label is for.
        what: &'static str,
        /// The label, escaped.
        label: String,
    },
    /// A host name that is not under `local.`
    HostNotLocal {
        /// The name.
        host: DomainName,
    },
    /// A TXT string that the engine can't carry.
    TxtString {
        /// Which, counted from 1.
        number: usize,
        /// What about it.
        reason: &'static str,
    },
}

impl fmt::Display for NotPublishable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoInstance => f.write_str("no instance name was stated"),
            Self::NoPort => f.write_str("no port was stated"),
            Self::InstanceNotUtf8 { instance } => {
                write!(
                    f,
                    "instance name `{instance}` is not UTF-8; the mDNS engine publishes UTF-8 only"
                )
            }
            Self::ServiceType {
                service_type,
                expected,
            } => {
                write!(
                    f,
                    "service type `{service_type}` can't be published: the mDNS engine takes {expected}"
                )
            }
            Self::Subtypes { count } => {
                write!(
                    f,
                    "{count} subtypes were asked for, the mDNS engine publishes at most 1 for each service"
                )
            }
            Self::Label { what, label } => {
                write!(
                    f,
                    "{what} `{label}` can't be published: the mDNS engine takes UTF-8 without dots and backslashes"
                )
            }
            Self::HostNotLocal { host } => {
                write!(
                    f,
                    "host name `{host}` can't be published: multicast DNS is for names under `local.`"
                )
            }
            Self::TxtString { number, reason } => {
                write!(f, "TXT string {number} can't be published: {reason}")
            }
        }
    }
}

impl std::error::Error for NotPublishable {}
