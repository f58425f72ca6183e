//! Full names of service instances.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use super::presentation::name_label;
use super::{
    DomainName, DomainNameError, InstanceName, InstanceNameError, NameParts, ServiceType,
    ServiceTypeError,
};

/// A valid Service Instance Name: instance, service type and domain
/// ([RFC 6763 §4.1](https://www.rfc-editor.org/rfc/rfc6763#section-4.1)).
///
/// ```
/// use dnssd_check::name::ServiceInstanceName;
///
/// let name: ServiceInstanceName = r"Dr\. Who._http._tcp.local.".parse()?;
/// assert_eq!(name.instance.as_str(), "Dr. Who");
/// assert_eq!(name.to_string(), r"Dr\. Who._http._tcp.local.");
/// # Ok::<(), dnssd_check::name::ServiceInstanceNameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ServiceInstanceName {
    /// What people see.
    pub instance: InstanceName,
    /// What the service is.
    pub service_type: ServiceType,
    /// Where it is: usually `local.`.
    pub domain: DomainName,
}

impl ServiceInstanceName {
    /// The name as the DNS has it.
    ///
    /// # Errors
    ///
    /// [`DomainNameError::NameTooLong`] when the parts together have more than 255 octets; never under `local.`.
    pub fn to_domain_name(&self) -> Result<DomainName, DomainNameError> {
        self.service_type
            .to_domain_name(&self.domain)?
            .prepend(self.instance.as_str().as_bytes())
    }
}

impl TryFrom<&DomainName> for ServiceInstanceName {
    type Error = ServiceInstanceNameError;

    fn try_from(name: &DomainName) -> Result<Self, Self::Error> {
        let no_instance = || ServiceInstanceNameError::Form { name: name.clone() };
        let parts = NameParts::split(name).ok_or_else(no_instance)?;
        match (parts.instance.as_slice(), &parts.subtype) {
            ([instance], None) => Ok(Self {
                instance: InstanceName::from_octets(instance)
                    .map_err(ServiceInstanceNameError::InstanceName)?,
                service_type: parts
                    .service_type
                    .to_service_type()
                    .map_err(ServiceInstanceNameError::ServiceType)?,
                domain: parts.domain,
            }),
            _ => Err(no_instance()),
        }
    }
}

impl FromStr for ServiceInstanceName {
    type Err = ServiceInstanceNameError;

    /// Reads a full name with its dots and backslashes escaped, with or without the final dot
    /// ([RFC 6763 §4.3](https://www.rfc-editor.org/rfc/rfc6763#section-4.3)).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name: DomainName = text.parse().map_err(ServiceInstanceNameError::DomainName)?;
        Self::try_from(&name)
    }
}

impl Display for ServiceInstanceName {
    /// Writes the full name with its dots and backslashes escaped; [`FromStr`] reads it back.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let instance = name_label(self.instance.as_str().as_bytes());
        write!(f, "{instance}.{}.{}", self.service_type, self.domain)
    }
}

/// Why a name is no Service Instance Name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServiceInstanceNameError {
    /// The text is no domain name.
    DomainName(DomainNameError),
    /// The name is not one label, a service type and a domain: a dot in the instance name may not be escaped.
    Form {
        /// The name.
        name: DomainName,
    },
    /// The first label is no instance name.
    InstanceName(InstanceNameError),
    /// What follows is no service type.
    ServiceType(ServiceTypeError),
}

impl Display for ServiceInstanceNameError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::DomainName(error) => error.fmt(f),
            Self::Form { name } => write!(
                f,
                "`{name}` is not an instance name, a service type and a domain as in `My Page._http._tcp.local.`"
            ),
            Self::InstanceName(error) => error.fmt(f),
            Self::ServiceType(error) => error.fmt(f),
        }
    }
}

impl Error for ServiceInstanceNameError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dots_and_backslashes_are_escaped() {
        let name: ServiceInstanceName = r"a\.b\\c._http._tcp.example.com".parse().unwrap();
        assert_eq!(name.instance.as_str(), r"a.b\c");
        assert_eq!(name.to_string(), r"a\.b\\c._http._tcp.example.com.");
        assert_eq!(
            name.to_domain_name().unwrap().labels().next(),
            Some(&br"a.b\c"[..])
        );
    }

    #[test]
    fn what_is_no_instance_is_refused() {
        for text in [
            "_http._tcp.local",
            "a.b._http._tcp.local",
            "host.local",
            "x._sub._http._tcp.local",
            ".",
        ] {
            assert!(
                matches!(
                    text.parse::<ServiceInstanceName>(),
                    Err(ServiceInstanceNameError::Form { .. })
                ),
                "{text}"
            );
        }
        assert!(matches!(
            r"a\010._http._tcp.local".parse::<ServiceInstanceName>(),
            Err(ServiceInstanceNameError::InstanceName(_))
        ));
        assert!(matches!(
            "a._h_p._tcp.local".parse::<ServiceInstanceName>(),
            Err(ServiceInstanceNameError::ServiceType(_))
        ));
        assert!(matches!(
            "a..local".parse::<ServiceInstanceName>(),
            Err(ServiceInstanceNameError::DomainName(_))
        ));
    }

    proptest! {
        #[test]
        fn display_round_trips(instance in r"[ -~éü東]{1,20}") {
            let name = ServiceInstanceName {
                instance: instance.parse().unwrap(),
                service_type: "_ipp._tcp".parse().unwrap(),
                domain: DomainName::local(),
            };
            let again: ServiceInstanceName = name.to_string().parse().unwrap();
            prop_assert_eq!(again.instance.as_str(), instance);
            prop_assert_eq!(again.domain, name.domain);
        }

        #[test]
        fn parsing_never_panics(text in any::<String>()) {
            let _ = text.parse::<ServiceInstanceName>();
        }
    }
}
