//! The labels of a service type as they were received, valid or not.

use std::cmp::Ordering;
use std::fmt::{self, Display, Formatter};
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use super::presentation::name_label;
use super::service_type::parse_labels_before_local;
use super::{
    DomainName, DomainNameError, ProtocolLabel, ServiceName, ServiceType, ServiceTypeError,
    ServiceTypeViolation,
};

/// The two labels that stand where a service type stands, as received, valid or not.
///
/// A device that publishes `_dyson_mqtt._tcp` or `_http._sctp` is to be seen and judged, not dropped.
///
/// ```
/// use dnssd_check::name::{ServiceNameViolation, ServiceTypeLabels, ServiceTypeViolation};
///
/// let labels: ServiceTypeLabels = "_dyson_mqtt._tcp".parse()?;
/// assert_eq!(labels.service_name(), b"dyson_mqtt");
/// assert_eq!(labels.violations(), [ServiceTypeViolation::ServiceName(
///     ServiceNameViolation::InvalidCharacter { octet: b'_', position: 5 },
/// )]);
/// # Ok::<(), dnssd_check::name::ServiceTypeError>(())
/// ```
#[derive(Debug, Clone)]
pub struct ServiceTypeLabels {
    service: Vec<u8>,
    protocol: Vec<u8>,
}

impl ServiceTypeLabels {
    /// Holds two labels as they are.
    pub fn new(service: &[u8], protocol: &[u8]) -> Self {
        Self {
            service: service.to_vec(),
            protocol: protocol.to_vec(),
        }
    }

    /// The first label, with its underscore if it has one.
    pub fn service_label(&self) -> &[u8] {
        &self.service
    }

    /// The second label.
    pub fn protocol_label(&self) -> &[u8] {
        &self.protocol
    }

    /// The first label without one leading underscore; the whole label when it has none.
    pub fn service_name(&self) -> &[u8] {
        self.service.strip_prefix(b"_").unwrap_or(&self.service)
    }

    /// Tells whether the first label begins with an underscore.
    pub fn has_underscore(&self) -> bool {
        self.service.starts_with(b"_")
    }

    /// The second label, when it is one of the two.
    pub fn protocol(&self) -> Option<ProtocolLabel> {
        ProtocolLabel::from_octets(&self.protocol)
    }

    /// Says what keeps the labels from being a [`ServiceType`]; nothing when they are one.
    pub fn violations(&self) -> Vec<ServiceTypeViolation> {
        let mut violations = Vec::new();
        if !self.has_underscore() {
            violations.push(ServiceTypeViolation::MissingUnderscore);
        }
        let service_name = ServiceName::violations(self.service_name());
        violations.extend(
            service_name
                .into_iter()
                .map(ServiceTypeViolation::ServiceName),
        );
        if self.protocol().is_none() {
            violations.push(ServiceTypeViolation::InvalidProtocolLabel);
        }
        violations
    }

    /// The valid service type that the labels are.
    ///
    /// # Errors
    ///
    /// [`ServiceTypeError::Invalid`] when [`ServiceTypeLabels::violations`] finds anything.
    pub fn to_service_type(&self) -> Result<ServiceType, ServiceTypeError> {
        let name = ServiceName::from_octets(self.service_name());
        match (name, self.protocol()) {
            (Ok(name), Some(protocol)) if self.has_underscore() => {
                Ok(ServiceType { name, protocol })
            }
            _ => Err(ServiceTypeError::Invalid {
                labels: self.clone(),
                violations: self.violations(),
            }),
        }
    }

    /// The domain name of the type under `domain`.
    ///
    /// # Errors
    ///
    /// [`DomainNameError`] when a label is empty or too long, or the whole is.
    pub fn to_domain_name(&self, domain: &DomainName) -> Result<DomainName, DomainNameError> {
        let labels = [&self.service[..], &self.protocol];
        DomainName::from_labels(labels.into_iter().chain(domain.labels()))
    }

    /// Both labels in lower case: by these types are compared.
    fn folded(&self) -> (Vec<u8>, Vec<u8>) {
        (
            self.service.to_ascii_lowercase(),
            self.protocol.to_ascii_lowercase(),
        )
    }
}

impl From<ServiceType> for ServiceTypeLabels {
    fn from(service_type: ServiceType) -> Self {
        Self {
            service: format!("_{}", service_type.name).into_bytes(),
            protocol: service_type.protocol.as_str().as_bytes().to_vec(),
        }
    }
}

impl FromStr for ServiceTypeLabels {
    type Err = ServiceTypeError;

    /// Reads two labels of any content, with or without `.local` or `.local.`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match parse_labels_before_local(text)?.as_slice() {
            [service, protocol] => Ok(Self::new(service, protocol)),
            labels => Err(ServiceTypeError::LabelCount {
                text: text.to_owned(),
                count: labels.len(),
            }),
        }
    }
}

impl Display for ServiceTypeLabels {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}.{}",
            name_label(&self.service),
            name_label(&self.protocol)
        )
    }
}

impl PartialEq for ServiceTypeLabels {
    fn eq(&self, other: &Self) -> bool {
        self.service.eq_ignore_ascii_case(&other.service)
            && self.protocol.eq_ignore_ascii_case(&other.protocol)
    }
}

impl Eq for ServiceTypeLabels {}

impl Hash for ServiceTypeLabels {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.folded().hash(state);
    }
}

impl Ord for ServiceTypeLabels {
    fn cmp(&self, other: &Self) -> Ordering {
        self.folded().cmp(&other.folded())
    }
}

impl PartialOrd for ServiceTypeLabels {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::ServiceNameViolation;
    use super::*;

    fn labels(text: &str) -> ServiceTypeLabels {
        text.parse().unwrap()
    }

    #[test]
    fn any_two_labels_are_held() {
        let odd = labels(r"_a\.b\010._SCTP.local.");
        assert_eq!(odd.service_label(), b"_a.b\n");
        assert_eq!(odd.protocol_label(), b"_SCTP");
        assert_eq!(odd.protocol(), None);
        assert_eq!(odd.to_string(), r"_a\.b\010._SCTP");
    }

    #[test]
    fn violations_come_in_the_order_of_the_text() {
        assert_eq!(
            labels("80.tcp").violations(),
            [
                ServiceTypeViolation::MissingUnderscore,
                ServiceTypeViolation::ServiceName(ServiceNameViolation::NoLetter),
                ServiceTypeViolation::InvalidProtocolLabel,
            ]
        );
        assert_eq!(
            labels("__http._tcp").violations(),
            [ServiceTypeViolation::ServiceName(
                ServiceNameViolation::InvalidCharacter {
                    octet: b'_',
                    position: 0
                }
            )]
        );
        assert_eq!(
            labels("_._tcp").violations(),
            [ServiceTypeViolation::ServiceName(
                ServiceNameViolation::Empty
            )]
        );
    }

    #[test]
    fn case_is_kept_and_ignored() {
        assert_eq!(labels("_CalDAV._TCP"), labels("_caldav._tcp"));
        assert_eq!(labels("_CalDAV._TCP").to_string(), "_CalDAV._TCP");
        assert_eq!(
            labels("_CalDAV._TCP").cmp(&labels("_caldav._tcp")),
            Ordering::Equal
        );
    }

    proptest! {
        #[test]
        fn strict_type_and_violations_agree(
            service in prop::collection::vec(any::<u8>(), 0..20),
            protocol in prop::sample::select(vec![&b"_tcp"[..], b"_UDP", b"_sctp", b"", b"\xff"]),
        ) {
            for prefix in [&b""[..], b"_"] {
                let labels = ServiceTypeLabels::new(&[prefix, &service].concat(), protocol);
                prop_assert_eq!(labels.to_service_type().is_ok(), labels.violations().is_empty());
            }
        }

        #[test]
        fn display_round_trips(service in prop::collection::vec(any::<u8>(), 1..20), protocol in prop::collection::vec(any::<u8>(), 1..20)) {
            prop_assume!(!protocol.eq_ignore_ascii_case(b"local"));
            let labels = ServiceTypeLabels::new(&service, &protocol);
            prop_assert_eq!(labels.to_string().parse::<ServiceTypeLabels>().unwrap(), labels);
        }
    }
}
