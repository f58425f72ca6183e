//! Service types: a service name and the label of its protocol.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use super::presentation::{parse_labels, text};
use super::{DomainName, DomainNameError, ServiceName, ServiceNameViolation, ServiceTypeLabels};

/// A valid service type: `_caldav._tcp`
/// ([RFC 6763 §7](https://www.rfc-editor.org/rfc/rfc6763#section-7)).
///
/// ```
/// use dnssd_check::name::{DomainName, ServiceType};
///
/// let service_type: ServiceType = "_caldav._tcp.local.".parse()?;
/// assert_eq!(service_type.name.as_str(), "caldav");
/// assert_eq!(service_type.to_string(), "_caldav._tcp");
/// assert_eq!(service_type.to_domain_name(&DomainName::local())?.to_string(), "_caldav._tcp.local.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceType {
    /// What the service is, without the underscore.
    pub name: ServiceName,
    /// The second label.
    pub protocol: ProtocolLabel,
}

impl ServiceType {
    /// The domain name at which instances of this type are enumerated.
    ///
    /// # Errors
    ///
    /// [`DomainNameError::NameTooLong`] when `domain` leaves no room, of its 255 octets at most 22 are needed; never under
    /// `local.`.
    pub fn to_domain_name(&self, domain: &DomainName) -> Result<DomainName, DomainNameError> {
        ServiceTypeLabels::from(self.clone()).to_domain_name(domain)
    }
}

impl FromStr for ServiceType {
    type Err = ServiceTypeError;

    /// Reads `_caldav._tcp`, `_caldav._tcp.local` and `_caldav._tcp.local.`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<ServiceTypeLabels>()?.to_service_type()
    }
}

impl Display for ServiceType {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "_{}.{}", self.name, self.protocol)
    }
}

/// The second label of a service type: `_tcp` for services over TCP, `_udp` for all others
/// ([RFC 6763 §7](https://www.rfc-editor.org/rfc/rfc6763#section-7)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProtocolLabel {
    /// `_tcp`
    Tcp,
    /// `_udp`: UDP, SCTP, DCCP, QUIC and whatever is not TCP.
    Udp,
}

impl ProtocolLabel {
    /// The label, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "_tcp",
            Self::Udp => "_udp",
        }
    }

    /// Reads a label in any case; `None` when it is neither `_tcp` nor `_udp`.
    pub fn from_octets(label: &[u8]) -> Option<Self> {
        [Self::Tcp, Self::Udp]
            .into_iter()
            .find(|protocol| label.eq_ignore_ascii_case(protocol.as_str().as_bytes()))
    }
}

impl FromStr for ProtocolLabel {
    type Err = ServiceTypeError;

    /// Reads a label in any case.
    fn from_str(label: &str) -> Result<Self, Self::Err> {
        Self::from_octets(label.as_bytes()).ok_or_else(|| ServiceTypeError::ProtocolLabel {
            label: label.as_bytes().to_vec(),
        })
    }
}

impl Display for ProtocolLabel {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What keeps two labels from being a service type.
///
/// It displays as the rest of a sentence that begins with the service type: `does not begin with an underscore`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServiceTypeViolation {
    /// The second label is neither `_tcp` nor `_udp`
    /// ([RFC 6763 §7](https://www.rfc-editor.org/rfc/rfc6763#section-7)).
    InvalidProtocolLabel,
    /// The first label does not begin with an underscore
    /// ([RFC 6763 §4.1.2](https://www.rfc-editor.org/rfc/rfc6763#section-4.1.2)).
    MissingUnderscore,
    /// The service name breaks [RFC 6335 §5.1](https://www.rfc-editor.org/rfc/rfc6335#section-5.1).
    ServiceName(ServiceNameViolation),
}

impl Display for ServiceTypeViolation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidProtocolLabel => {
                f.write_str("has a protocol label that is neither `_tcp` nor `_udp`")
            }
            Self::MissingUnderscore => f.write_str("does not begin with an underscore"),
            Self::ServiceName(violation) => write!(f, "has a service name that {violation}"),
        }
    }
}

/// Why text or labels are no service type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServiceTypeError {
    /// The labels are not valid; all that they break.
    Invalid {
        /// The two labels.
        labels: ServiceTypeLabels,
        /// What they break; at least one.
        violations: Vec<ServiceTypeViolation>,
    },
    /// There are not two labels before `.local.`.
    LabelCount {
        /// The text.
        text: String,
        /// How many there are.
        count: usize,
    },
    /// The text is no name.
    Name(DomainNameError),
    /// A protocol label is neither `_tcp` nor `_udp`.
    ProtocolLabel {
        /// The label.
        label: Vec<u8>,
    },
}

impl Display for ServiceTypeError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid { labels, violations } => {
                write!(f, "service type `{labels}`")?;
                violations
                    .first()
                    .map_or(Ok(()), |violation| write!(f, " {violation}"))
            }
            Self::LabelCount { text: value, count } => write!(
                f,
                "service type `{}` has {count} label{}, two are expected as in `_http._tcp`",
                text(value.as_bytes()),
                if *count == 1 { "" } else { "s" }
            ),
            Self::Name(error) => write!(f, "service type can't be read: {error}"),
            Self::ProtocolLabel { label } => write!(
                f,
                "protocol label `{}` is neither `_tcp` nor `_udp`",
                text(label)
            ),
        }
    }
}

impl Error for ServiceTypeError {}

impl From<DomainNameError> for ServiceTypeError {
    fn from(error: DomainNameError) -> Self {
        Self::Name(error)
    }
}

/// Reads a name's labels without a final `local`, which may be left out wherever a type is written.
pub(super) fn parse_labels_before_local(text: &str) -> Result<Vec<Vec<u8>>, DomainNameError> {
    let mut labels = parse_labels(text)?;
    labels.pop_if(|label| label.eq_ignore_ascii_case(b"local"));
    Ok(labels)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_type_is_written_with_or_without_local() {
        for text in [
            "_caldav._tcp",
            "_caldav._tcp.",
            "_caldav._tcp.local",
            "_CalDAV._TCP.LOCAL.",
        ] {
            let service_type: ServiceType = text.parse().unwrap();
            assert_eq!(service_type, "_caldav._tcp".parse().unwrap(), "{text}");
        }
    }

    #[test]
    fn what_is_no_type_is_refused_with_the_value() {
        let cases = [
            (
                "",
                "service type can't be read: the name is empty; the root is written `.`",
            ),
            (
                "caldav",
                "service type `caldav` has 1 label, two are expected as in `_http._tcp`",
            ),
            (
                "x._http._tcp.local",
                "service type `x._http._tcp.local` has 3 labels, two are expected as in `_http._tcp`",
            ),
            (
                "._tcp",
                "service type can't be read: label 1 of the name is empty",
            ),
            (
                "http._tcp",
                "service type `http._tcp` does not begin with an underscore",
            ),
            (
                "_http._sctp",
                "service type `_http._sctp` has a protocol label that is neither `_tcp` nor `_udp`",
            ),
            (
                "_my-very-long-service._tcp",
                "service type `_my-very-long-service._tcp` has a service name that is 20 octets long, at most 15 are allowed",
            ),
            (
                "_foo\\010bar._tcp",
                r"service type `_foo\010bar._tcp` has a service name that has octet 0x0a at octet 4, only letters, digits and hyphens are allowed",
            ),
        ];
        for (text, message) in cases {
            assert_eq!(
                text.parse::<ServiceType>().unwrap_err().to_string(),
                message
            );
        }
    }

    #[test]
    fn protocol_labels_are_read_in_any_case() {
        assert_eq!("_TCP".parse(), Ok(ProtocolLabel::Tcp));
        assert_eq!(
            ProtocolLabel::from_octets(b"_uDp"),
            Some(ProtocolLabel::Udp)
        );
        assert_eq!(
            "tcp".parse::<ProtocolLabel>().unwrap_err().to_string(),
            "protocol label `tcp` is neither `_tcp` nor `_udp`"
        );
    }

    #[test]
    fn a_domain_can_be_too_long_for_a_type() {
        let label = [b'x'; 63];
        let domain = DomainName::from_labels([&label[..], &label, &label, &label[..49]]).unwrap();
        let longest: ServiceType = "_abcdefghijklmno._tcp".parse().unwrap();
        assert!(matches!(
            longest.to_domain_name(&domain),
            Err(DomainNameError::NameTooLong { .. })
        ));
    }

    proptest! {
        #[test]
        fn strict_parser_and_violations_agree(text in r"_?[a-z0-9_-]{0,18}\._?(tcp|udp|UDP|sctp)") {
            let labels = text.parse::<ServiceTypeLabels>();
            let valid = labels.is_ok_and(|labels| labels.violations().is_empty());
            prop_assert_eq!(text.parse::<ServiceType>().is_ok(), valid);
        }

        #[test]
        fn parsing_never_panics(text in any::<String>()) {
            let _ = text.parse::<ServiceType>();
        }
    }
}
