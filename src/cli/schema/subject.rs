use std::borrow::Cow;

use crate::name::{ServiceTypeLabels, presentation};
use crate::registry::{self, Protocol};
use crate::schema::{Schemas, ServiceSchema};
use crate::source::{ArgumentError, TypeArgument};

/// What is known of the TXT keys of a service type that an argument names.
#[derive(Debug)]
pub(in crate::cli) struct Subject<'s> {
    /// The service type.
    pub(in crate::cli) labels: ServiceTypeLabels,
    /// The vocabulary: a schema, or what the registration says; `None` where nothing is known.
    pub(in crate::cli) schema: Option<Cow<'s, ServiceSchema>>,
}

impl<'s> Subject<'s> {
    /// What the argument names: a service type in any form; or a service name alone, which stands for the type that has a
    /// schema, then for the one that is registered, then for that of TCP.
    ///
    /// # Errors
    ///
    /// The argument has not the form of a type, or is a name that neither a schema nor a registration has.
    pub(in crate::cli) fn find(text: &str, schemas: &'s Schemas) -> Result<Self, ArgumentError> {
        let labels = service_type(text, schemas)?;
        let schema = schemas.find(&labels.to_string()).map(Cow::Borrowed);
        let schema = schema.or_else(|| ServiceSchema::from_registration(&labels).map(Cow::Owned));
        Ok(Self { labels, schema })
    }
}

fn service_type(text: &str, schemas: &Schemas) -> Result<ServiceTypeLabels, ArgumentError> {
    let of = |protocol: Protocol| format!("_{text}.{protocol}");
    let protocols = [Protocol::Tcp, Protocol::Udp];
    if !text.contains(['.', '_'])
        && let Some(protocol) = protocols
            .into_iter()
            .find(|protocol| schemas.find(&of(*protocol)).is_some())
    {
        let argument: TypeArgument = of(protocol).parse()?;
        return Ok(argument.service_type);
    }
    let argument: TypeArgument = match text.parse() {
        Err(ArgumentError::AmbiguousServiceName { .. }) => of(Protocol::Tcp).parse()?,
        parsed => parsed?,
    };
    Ok(argument.service_type)
}

/// `; near to it: …`, to follow a sentence about a service name of which nothing is known; nothing if no name is near.
pub(super) fn near_text(name: &str, schemas: &Schemas) -> String {
    let types = schemas.iter().flat_map(|schema| &schema.services);
    let names = types.filter_map(|service| service.strip_prefix('_')?.split('.').next());
    let mut near = registry::near_among(name, names.map(Cow::Borrowed));
    near.extend(registry::near_names(name));
    let mut quoted: Vec<String> = Vec::new();
    for name in near {
        let name = format!("`{}`", presentation::text(name.as_bytes()));
        if !quoted.contains(&name) {
            quoted.push(name);
        }
    }
    if quoted.is_empty() {
        return String::new();
    }
    format!("; near to it: {}", quoted.join(", "))
}
