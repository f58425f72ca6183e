use std::fmt;
use std::str::FromStr;

use crate::name::{DomainName, ServiceTypeLabels, Subtype, parse_labels, presentation};
use crate::registry;
use crate::source::ArgumentError;

/// A service type as people write it, perhaps with a subtype, under `local.`
///
/// It may break the rules for types, which judge it later, as long as it has their form: `_caldav._tcp`,
/// `_caldav._tcp.local`, `_caldav._tcp.local.`, `_printer._sub._http._tcp`, or the bare name `caldav` where the
/// registration is for one protocol label only.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TypeArgument {
    /// The two labels of the type.
    pub service_type: ServiceTypeLabels,
    /// The label of the subtype ([RFC 6763 §7.1](https://www.rfc-editor.org/rfc/rfc6763#section-7.1)).
    pub subtype: Option<Vec<u8>>,
}

impl TypeArgument {
    /// The type that a registered service name stands for.
    fn from_service_name(name: &str) -> Result<Self, ArgumentError> {
        let registrations = registry::lookup_name(name);
        if registrations.is_empty() {
            let near = registry::near_names(name);
            return Err(ArgumentError::NotRegistered {
                name: name.to_owned(),
                near,
            });
        }
        let Some(protocol) = registrations.sole_protocol() else {
            return Err(ArgumentError::AmbiguousServiceName {
                name: name.to_owned(),
            });
        };
        let service = format!("_{name}");
        let service_type = ServiceTypeLabels::new(service.as_bytes(), protocol.label().as_bytes());
        Ok(Self {
            service_type,
            subtype: None,
        })
    }
}

impl FromStr for TypeArgument {
    type Err = ArgumentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let not_a_type = || ArgumentError::NotAType {
            text: text.to_owned(),
        };
        let unusable = |error| ArgumentError::Name {
            what: "service type",
            text: text.as_bytes().to_vec(),
            error,
        };
        if text.is_empty() {
            return Err(not_a_type());
        }
        let mut labels = parse_labels(text).map_err(unusable)?;
        labels.pop_if(|label| label.eq_ignore_ascii_case(b"local"));
        let argument = match labels.as_slice() {
            [name] if !name.starts_with(b"_") => return Self::from_service_name(text),
            [service, protocol] => Self {
                service_type: ServiceTypeLabels::new(service, protocol),
                subtype: None,
            },
            [subtype, separator, service, protocol]
                if separator.eq_ignore_ascii_case(Subtype::SEPARATOR.as_bytes()) =>
            {
                let service_type = ServiceTypeLabels::new(service, protocol);
                Self {
                    service_type,
                    subtype: Some(subtype.clone()),
                }
            }
            _ => return Err(not_a_type()),
        };
        let labels = &argument.service_type;
        let has_the_form = labels.protocol().is_some()
            || (labels.has_underscore() && labels.protocol_label().starts_with(b"_"));
        if !has_the_form {
            return Err(not_a_type());
        }
        let name = labels
            .to_domain_name(&DomainName::local())
            .map_err(unusable)?;
        if let Some(subtype) = &argument.subtype {
            let under = name
                .prepend(Subtype::SEPARATOR.as_bytes())
                .map_err(unusable)?;
            under.prepend(subtype).map_err(unusable)?;
        }
        Ok(argument)
    }
}

impl fmt::Display for TypeArgument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(subtype) = &self.subtype {
            write!(
                f,
                "{}.{}.",
                presentation::name_label(subtype),
                Subtype::SEPARATOR
            )?;
        }
        write!(f, "{}", self.service_type)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> String {
        text.parse::<TypeArgument>()
            .map_or_else(|error| error.to_string(), |found| found.to_string())
    }

    #[test]
    fn types_are_read_in_every_form() {
        for text in [
            "_caldav._tcp",
            "_caldav._tcp.local",
            "_caldav._tcp.local.",
            "_caldav._tcp.",
        ] {
            assert_eq!(parsed(text), "_caldav._tcp", "{text}");
        }
        assert_eq!(
            parsed("_printer._sub._http._tcp.local"),
            "_printer._sub._http._tcp"
        );
        assert_eq!(parsed("caldav"), "_caldav._tcp");
    }

    #[test]
    fn what_rules_judge_is_accepted() {
        for text in [
            "_my-very-long-service._tcp",
            "_http._sctp",
            "http._tcp",
            "_a_b._udp",
            "_80._tcp",
        ] {
            assert_eq!(parsed(text), text);
        }
    }

    #[test]
    fn what_has_not_the_form_is_refused() {
        assert_eq!(
            parsed("Lab._http._tcp"),
            "`Lab._http._tcp` is no service type: `_caldav._tcp`, `_printer._sub._http._tcp` or a registered name such \
             as `caldav` is expected"
        );
        for text in ["a.b", "_tcp", "_a._b._c", "_a.b"] {
            assert!(
                parsed(text).contains("is no service type"),
                "{text}: {}",
                parsed(text)
            );
        }
        assert!(parsed("").starts_with("`` is no service type: "));
        let long = format!("_{}._tcp", "a".repeat(63));
        assert!(parsed(&long).contains("at most 63"), "{}", parsed(&long));
    }

    #[test]
    fn a_bare_name_must_be_registered_for_one_label() {
        assert_eq!(
            parsed("caldaw"),
            "no service is registered by the name `caldaw`; near to it are `caldav` and `caldavs`; write `_caldaw._tcp` \
             or `_caldaw._udp` for a type of your own"
        );
        let both = registry::names().find(|name| {
            let rows = registry::lookup_name(name);
            !rows.is_empty() && rows.sole_protocol().is_none()
        });
        let both = both.expect("a registered name answers for both labels");
        assert!(parsed(&both).contains(&format!("write `_{both}._tcp` or `_{both}._udp`")));
    }
}
