//! Service names, as registered with IANA: `ipp`, `caldav`.

use std::cmp::Ordering;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use super::presentation::unescaped_label;

/// A valid service name, without an underscore: `caldav`
/// ([RFC 6335 §5.1](https://www.rfc-editor.org/rfc/rfc6335#section-5.1)).
///
/// 1 to 15 letters, digits and hyphens, with at least one letter, no hyphen at either end and no two in a row. Case is
/// kept and ignored in comparisons.
///
/// ```
/// use dnssd_check::name::{ServiceName, ServiceNameViolation};
///
/// assert_eq!("IPP".parse::<ServiceName>()?, "ipp".parse()?);
/// assert_eq!(ServiceName::violations(b"80"), [ServiceNameViolation::NoLetter]);
/// # Ok::<(), dnssd_check::name::ServiceNameError>(())
/// ```
#[derive(Debug, Clone)]
pub struct ServiceName(String);

impl ServiceName {
    /// Greatest length in octets, the underscore of the service type not counted
    /// ([RFC 6335 §5.1](https://www.rfc-editor.org/rfc/rfc6335#section-5.1)).
    pub const MAX_LEN: usize = 15;

    /// Says what keeps octets from being a service name: each fault once, at its first place; nothing when they are one.
    pub fn violations(octets: &[u8]) -> Vec<ServiceNameViolation> {
        if octets.is_empty() {
            return vec![ServiceNameViolation::Empty];
        }
        let allowed = |octet: u8| octet.is_ascii_alphanumeric() || octet == b'-';
        let mut violations = Vec::new();
        if octets.len() > Self::MAX_LEN {
            violations.push(ServiceNameViolation::TooLong { len: octets.len() });
        }
        if let Some((position, &octet)) = octets
            .iter()
            .enumerate()
            .find(|&(_, &octet)| !allowed(octet))
        {
            violations.push(ServiceNameViolation::InvalidCharacter { octet, position });
        }
        if !octets.iter().any(u8::is_ascii_alphabetic) {
            violations.push(ServiceNameViolation::NoLetter);
        }
        if octets.first() == Some(&b'-') {
            violations.push(ServiceNameViolation::LeadingHyphen);
        }
        if octets.last() == Some(&b'-') {
            violations.push(ServiceNameViolation::TrailingHyphen);
        }
        if let Some(position) = octets.windows(2).position(|pair| pair == b"--") {
            violations.push(ServiceNameViolation::AdjacentHyphens { position });
        }
        violations
    }

    /// Reads a service name from octets.
    ///
    /// # Errors
    ///
    /// When [`ServiceName::violations`] finds anything.
    pub fn from_octets(octets: &[u8]) -> Result<Self, ServiceNameError> {
        let violations = Self::violations(octets);
        match str::from_utf8(octets) {
            Ok(name) if violations.is_empty() => Ok(Self(name.to_owned())),
            _ => Err(ServiceNameError {
                octets: octets.to_vec(),
                violations,
            }),
        }
    }

    /// The name as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ServiceName {
    type Err = ServiceNameError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::from_octets(name.as_bytes())
    }
}

impl Display for ServiceName {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq for ServiceName {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for ServiceName {}

impl Hash for ServiceName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_ascii_lowercase().hash(state);
    }
}

impl Ord for ServiceName {
    fn cmp(&self, other: &Self) -> Ordering {
        let lower_case = |octet: u8| octet.to_ascii_lowercase();
        let left = self.0.bytes().map(lower_case);
        left.cmp(other.0.bytes().map(lower_case))
    }
}

impl PartialOrd for ServiceName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A sentence of [RFC 6335 §5.1](https://www.rfc-editor.org/rfc/rfc6335#section-5.1) that a service name breaks.
///
/// It displays as the rest of a sentence that begins with the name: `is 20 octets long, at most 15 are allowed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServiceNameViolation {
    /// Two or more hyphens in a row.
    AdjacentHyphens {
        /// Where the first of them stands, counted from 0.
        position: usize,
    },
    /// No octets.
    Empty,
    /// An octet that is no ASCII letter, digit or hyphen.
    InvalidCharacter {
        /// The octet.
        octet: u8,
        /// Where it stands, counted from 0.
        position: usize,
    },
    /// A hyphen at the start.
    LeadingHyphen,
    /// No letter, so that the name could be taken for a port number.
    NoLetter,
    /// More than [`ServiceName::MAX_LEN`] octets.
    TooLong {
        /// The length in octets.
        len: usize,
    },
    /// A hyphen at the end.
    TrailingHyphen,
}

impl Display for ServiceNameViolation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::AdjacentHyphens { position } => write!(
                f,
                "has adjacent hyphens from octet {} on, only single ones are allowed",
                position + 1
            ),
            Self::Empty => write!(
                f,
                "is empty, 1 to {} octets are expected",
                ServiceName::MAX_LEN
            ),
            Self::InvalidCharacter { octet, position } => {
                if octet.is_ascii_graphic() {
                    write!(f, "has `{}`", char::from(*octet))?;
                } else {
                    write!(f, "has octet 0x{octet:02x}")?;
                }
                write!(
                    f,
                    " at octet {}, only letters, digits and hyphens are allowed",
                    position + 1
                )
            }
            Self::LeadingHyphen => {
                f.write_str("begins with a hyphen, a letter or digit is expected")
            }
            Self::NoLetter => f.write_str("has no letter, at least one is expected"),
            Self::TooLong { len } => write!(
                f,
                "is {len} octets long, at most {} are allowed",
                ServiceName::MAX_LEN
            ),
            Self::TrailingHyphen => {
                f.write_str("ends with a hyphen, a letter or digit is expected")
            }
        }
    }
}

/// Why octets are no service name: the octets and every [`ServiceNameViolation`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ServiceNameError {
    octets: Vec<u8>,
    violations: Vec<ServiceNameViolation>,
}

impl ServiceNameError {
    /// What the name breaks; at least one.
    pub fn violations(&self) -> &[ServiceNameViolation] {
        &self.violations
    }
}

impl Display for ServiceNameError {
    /// Writes the first violation as a sentence about the name.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "service name `{}`", unescaped_label(&self.octets))?;
        self.violations
            .first()
            .map_or(Ok(()), |violation| write!(f, " {violation}"))
    }
}

impl Error for ServiceNameError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ServiceNameViolation::*, *};

    #[test]
    fn registered_names_are_valid() {
        for name in ["a", "ipp", "pdl-datastream", "3dm", "x", "0-a-b-c-d-e-f-9"] {
            assert_eq!(ServiceName::violations(name.as_bytes()), [], "{name}");
        }
    }

    #[test]
    fn each_sentence_has_a_violation() {
        let cases: [(&[u8], &[ServiceNameViolation]); 9] = [
            (b"", &[Empty]),
            (b"nmos-registration", &[TooLong { len: 17 }]),
            (
                b"dyson_mqtt",
                &[InvalidCharacter {
                    octet: b'_',
                    position: 5,
                }],
            ),
            (b"6000-6063", &[NoLetter]),
            (b"-a", &[LeadingHyphen]),
            (b"a-", &[TrailingHyphen]),
            (b"a---b--c", &[AdjacentHyphens { position: 1 }]),
            (b"-", &[NoLetter, LeadingHyphen, TrailingHyphen]),
            (
                "é".as_bytes(),
                &[
                    InvalidCharacter {
                        octet: 0xc3,
                        position: 0,
                    },
                    NoLetter,
                ],
            ),
        ];
        for (name, violations) in cases {
            assert_eq!(ServiceName::violations(name), violations);
        }
    }

    #[test]
    fn an_error_names_the_value_and_lists_all() {
        let error = "-my-very-long-service-\n"
            .parse::<ServiceName>()
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            r"service name `-my-very-long-service-\010` is 23 octets long, at most 15 are allowed"
        );
        assert_eq!(error.violations().len(), 3);
    }

    #[test]
    fn case_is_kept_and_ignored() {
        let name: ServiceName = "CalDAV".parse().unwrap();
        assert_eq!(name.as_str(), "CalDAV");
        assert_eq!(name, "caldav".parse().unwrap());
        assert_eq!(name.cmp(&"caldav".parse().unwrap()), Ordering::Equal);
    }

    proptest! {
        #[test]
        fn strict_parser_and_violations_agree(octets in prop::collection::vec(any::<u8>(), 0..20)) {
            prop_assert_eq!(ServiceName::from_octets(&octets).is_ok(), ServiceName::violations(&octets).is_empty());
        }

        #[test]
        fn strict_parser_and_violations_agree_near_the_limits(name in "[a-zA-Z0-9_-]{0,18}") {
            prop_assert_eq!(name.parse::<ServiceName>().is_ok(), ServiceName::violations(name.as_bytes()).is_empty());
        }
    }
}
