//! What the registry says of a service and its TXT keys, as the rules ask it.

use std::borrow::Cow;

use crate::name::{ProtocolLabel, ServiceTypeLabels};
use crate::registry::{self, Lookup, Protocol, TxtDefinition, TxtKey};
use crate::rule::Citation;

/// The definition of a registered service type, with that of the service that it extends.
#[derive(Clone, Debug)]
pub(crate) struct Definitions {
    /// The name as registered.
    pub(crate) service: String,
    /// What its own registration says.
    pub(crate) own: TxtDefinition,
    /// What the registration of the service says that it extends, if that is registered and says anything.
    pub(crate) extended: Option<TxtDefinition>,
}

/// What the registry says of this type; `None` where it isn't registered, or for the other transport only.
pub(crate) fn definitions(labels: &ServiceTypeLabels) -> Option<Definitions> {
    let name = str::from_utf8(labels.service_name()).ok()?;
    let protocol = protocol_of(labels)?;
    let Lookup::Registered {
        registrations,
        definition,
    } = registry::lookup_type(name, protocol)
    else {
        return None;
    };
    let extended = definition
        .extends
        .as_deref()
        .map(|extended| registry::lookup_type(extended, protocol));
    let extended = match extended {
        Some(Lookup::Registered { definition, .. }) => Some(definition),
        _ => None,
    };
    let service = registrations.into_iter().find_map(|row| row.name)?;
    Some(Definitions {
        service,
        own: definition,
        extended,
    })
}

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

impl Definitions {
    /// The definition of a key, in any letter case.
    pub(crate) fn key(&self, key: &[u8]) -> Option<&TxtKey> {
        let key = str::from_utf8(key).ok()?;
        self.own
            .key(key)
            .or_else(|| self.extended.as_ref()?.key(key))
    }

    /// The names of all keys, each once, those of the extended service last.
    pub(crate) fn key_names(&self) -> impl Iterator<Item = &str> {
        let extended = self.extended.iter().flat_map(|definition| &definition.keys);
        let extended = extended.filter(|key| self.own.key(&key.name).is_none());
        self.own
            .keys
            .iter()
            .chain(extended)
            .map(|key| key.pattern.as_deref().unwrap_or(&key.name))
    }

    /// The row of the registry that says it.
    pub(crate) fn citation(&self) -> Citation {
        citation(&self.service)
    }
}
