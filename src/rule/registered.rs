//! What the rules ask of the registry.

use std::borrow::Cow;

use crate::name::{ProtocolLabel, ServiceTypeLabels};
use crate::registry::Protocol;
use crate::rule::Citation;

/// The protocol label as the registry asks for it; `None` if it is neither of the two.
pub(crate) fn protocol_of(labels: &ServiceTypeLabels) -> Option<Protocol> {
    Some(match labels.protocol()? {
        ProtocolLabel::Tcp => Protocol::Tcp,
        ProtocolLabel::Udp => Protocol::Udp,
    })
}

/// The row of the registry with this name.
pub(crate) fn citation(name: &str) -> Citation {
    Citation {
        source: Cow::Borrowed("IANA"),
        section: Cow::Owned(name.to_owned()),
        requirement: None,
        sentence: Cow::Borrowed(""),
    }
}
