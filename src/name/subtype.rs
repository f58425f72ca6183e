//! Subtypes: a narrower set of the instances of a service type.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use super::presentation::{name_label, text};
use super::service_type::parse_labels_before_local;
use super::{DomainName, DomainNameError, ServiceType, ServiceTypeError, ServiceTypeLabels};

/// A subtype of a service type: `_printer._sub._http._tcp`
/// ([RFC 6763 §7.1](https://www.rfc-editor.org/rfc/rfc6763#section-7.1)).
///
/// The subtype's own label is 1 to 63 octets of any value; it need not begin with an underscore. It is compared without
/// regard to the case of ASCII letters.
#[derive(Debug, Clone)]
pub struct Subtype {
    label: Vec<u8>,
    service_type: ServiceType,
}

impl Subtype {
    /// The label between a subtype and its service type.
    pub const SEPARATOR: &'static str = "_sub";

    /// Makes a subtype of its label and its service type.
    ///
    /// # Errors
    ///
    /// [`SubtypeError::Label`] when the label is empty or has more than 63 octets
    /// ([RFC 6763 §7.2](https://www.rfc-editor.org/rfc/rfc6763#section-7.2)).
    pub fn new(label: &[u8], service_type: ServiceType) -> Result<Self, SubtypeError> {
        DomainName::from_labels([label]).map_err(SubtypeError::Label)?;
        Ok(Self {
            label: label.to_vec(),
            service_type,
        })
    }

    /// The subtype's own label: `_printer`.
    pub fn label(&self) -> &[u8] {
        &self.label
    }

    /// The type that this is a subtype of.
    pub fn service_type(&self) -> &ServiceType {
        &self.service_type
    }

    /// The domain name at which instances of this subtype are enumerated.
    ///
    /// # Errors
    ///
    /// [`DomainNameError::NameTooLong`] when `domain` leaves no room; never under `local.`.
    pub fn to_domain_name(&self, domain: &DomainName) -> Result<DomainName, DomainNameError> {
        self.service_type
            .to_domain_name(domain)?
            .prepend(Self::SEPARATOR.as_bytes())?
            .prepend(&self.label)
    }
}

impl FromStr for Subtype {
    type Err = SubtypeError;

    /// Reads `_printer._sub._http._tcp`, with or without `.local` or `.local.`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match parse_labels_before_local(text)
            .map_err(SubtypeError::Label)?
            .as_slice()
        {
            [label, separator, service, protocol] if is_separator(separator) => {
                let service_type = ServiceTypeLabels::new(service, protocol)
                    .to_service_type()
                    .map_err(SubtypeError::ServiceType)?;
                Self::new(label, service_type)
            }
            _ => Err(SubtypeError::Form {
                text: text.to_owned(),
            }),
        }
    }
}

/// Tells whether a label is `_sub`, in any case.
pub(super) fn is_separator(label: &[u8]) -> bool {
    label.eq_ignore_ascii_case(Subtype::SEPARATOR.as_bytes())
}

impl Display for Subtype {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}.{}.{}",
            name_label(&self.label),
            Self::SEPARATOR,
            self.service_type
        )
    }
}

impl PartialEq for Subtype {
    fn eq(&self, other: &Self) -> bool {
        self.label.eq_ignore_ascii_case(&other.label) && self.service_type == other.service_type
    }
}

impl Eq for Subtype {}

impl Hash for Subtype {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.label.to_ascii_lowercase().hash(state);
        self.service_type.hash(state);
    }
}

/// Why text is no subtype.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SubtypeError {
    /// The text is not of the form `_printer._sub._http._tcp`.
    Form {
        /// The text.
        text: String,
    },
    /// A label can't be read, or the subtype's own is empty or too long.
    Label(DomainNameError),
    /// What follows `_sub` is no service type.
    ServiceType(ServiceTypeError),
}

impl Display for SubtypeError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form { text: value } => write!(
                f,
                "`{}` is no subtype, `_printer._sub._http._tcp` would be one",
                text(value.as_bytes())
            ),
            Self::Label(error) => write!(f, "subtype can't be used: {error}"),
            Self::ServiceType(error) => error.fmt(f),
        }
    }
}

impl Error for SubtypeError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_example_of_the_rfc_is_read() {
        let subtype: Subtype = "_printer._sub._http._tcp.local.".parse().unwrap();
        assert_eq!(subtype.label(), b"_printer");
        assert_eq!(subtype.service_type(), &"_http._tcp".parse().unwrap());
        assert_eq!(subtype.to_string(), "_printer._sub._http._tcp");
        assert_eq!(
            subtype.to_domain_name(&DomainName::local()).unwrap(),
            "_printer._sub._http._tcp.local".parse().unwrap()
        );
        assert_eq!(subtype, "_PRINTER._SUB._HTTP._TCP".parse().unwrap());
    }

    #[test]
    fn what_is_no_subtype_is_refused() {
        for text in [
            "_http._tcp",
            "_printer._http._tcp",
            "_sub._http._tcp",
            "a._printer._sub._http._tcp",
        ] {
            assert!(
                matches!(text.parse::<Subtype>(), Err(SubtypeError::Form { .. })),
                "{text}"
            );
        }
        let long = format!("{}._sub._http._tcp", "x".repeat(64));
        assert!(matches!(
            long.parse::<Subtype>(),
            Err(SubtypeError::Label(DomainNameError::LabelTooLong { .. }))
        ));
        assert!(matches!(
            "_a._sub.http._tcp".parse::<Subtype>(),
            Err(SubtypeError::ServiceType(_))
        ));
    }

    proptest! {
        #[test]
        fn any_label_of_1_to_63_octets_round_trips(label in prop::collection::vec(any::<u8>(), 0..70)) {
            let subtype = Subtype::new(&label, "_http._tcp".parse().unwrap());
            prop_assert_eq!(subtype.is_ok(), (1..=63).contains(&label.len()));
            if let Ok(subtype) = subtype {
                let again: Subtype = subtype.to_string().parse().unwrap();
                prop_assert_eq!(again.label(), label);
            }
        }
    }
}
