//! Instance names: what people see and choose.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use unicode_normalization::is_nfc;

use super::DomainName;
use super::presentation::unescaped_label;

/// A name of one service instance that no standard forbids: `Team Calendar`
/// ([RFC 6763 §4.1.1](https://www.rfc-editor.org/rfc/rfc6763#section-4.1.1)).
///
/// It is a single label of 1 to 63 octets of UTF-8 and may have dots, spaces and anything else that people write. The
/// text is the name itself, without escapes. Names are compared without regard to the case of ASCII letters.
#[derive(Debug, Clone)]
pub struct InstanceName(String);

impl InstanceName {
    /// Greatest length in octets, which are not characters: a Kanji takes three.
    pub const MAX_LEN: usize = DomainName::MAX_LABEL_LEN;

    /// Says what is wrong with an instance name: each fault once, at its first place; nothing when all is well.
    ///
    /// What [is forbidden](InstanceNameViolation::is_forbidden) keeps the octets from being an [`InstanceName`].
    pub fn violations(octets: &[u8]) -> Vec<InstanceNameViolation> {
        if octets.is_empty() {
            return vec![InstanceNameViolation::Empty];
        }
        let mut violations = Vec::new();
        if octets.len() > Self::MAX_LEN {
            violations.push(InstanceNameViolation::TooLong { len: octets.len() });
        }
        if let Some((position, &octet)) = octets
            .iter()
            .enumerate()
            .find(|&(_, octet)| octet.is_ascii_control())
        {
            violations.push(InstanceNameViolation::ControlCharacter { octet, position });
        }
        let name = match str::from_utf8(octets) {
            Ok(name) => name,
            Err(error) => {
                violations.push(InstanceNameViolation::InvalidUtf8 {
                    position: error.valid_up_to(),
                });
                return violations;
            }
        };
        if let Some(position) = name.find(|c| matches!(c, '\u{80}'..='\u{9f}')) {
            violations.push(InstanceNameViolation::C1Control { position });
        }
        if let Some(position) = name.find('\u{feff}') {
            violations.push(InstanceNameViolation::ByteOrderMark { position });
        }
        if !is_nfc(name) {
            violations.push(InstanceNameViolation::NotNormalized);
        }
        violations
    }

    /// Reads an instance name from the octets of its label.
    ///
    /// # Errors
    ///
    /// When [`InstanceName::violations`] finds anything that [is forbidden](InstanceNameViolation::is_forbidden).
    pub fn from_octets(octets: &[u8]) -> Result<Self, InstanceNameError> {
        let violations = Self::violations(octets);
        let forbidden = violations.iter().any(InstanceNameViolation::is_forbidden);
        match str::from_utf8(octets) {
            Ok(name) if !forbidden => Ok(Self(name.to_owned())),
            _ => Err(InstanceNameError {
                octets: octets.to_vec(),
                violations,
            }),
        }
    }

    /// The name as it was written, without escapes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for InstanceName {
    type Err = InstanceNameError;

    /// Takes the text as the name: a backslash is a backslash.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::from_octets(name.as_bytes())
    }
}

impl Display for InstanceName {
    /// Writes the name for people, with backslashes and what can't be seen escaped ([`unescaped_label`]).
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        unescaped_label(self.0.as_bytes()).fmt(f)
    }
}

impl PartialEq for InstanceName {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for InstanceName {}

impl Hash for InstanceName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_ascii_lowercase().hash(state);
    }
}

/// A sentence about instance names that a name breaks.
///
/// It displays as the rest of a sentence that begins with the name: `is 70 octets long, at most 63 are allowed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InstanceNameViolation {
    /// U+FEFF: "Multicast DNS names MUST NOT contain a 'Byte Order Mark'"
    /// ([RFC 6762 §16](https://www.rfc-editor.org/rfc/rfc6762#section-16)).
    ByteOrderMark {
        /// Where it stands, in octets from the start.
        position: usize,
    },
    /// A character of U+0080 to U+009F, which "MUST NOT appear"
    /// ([RFC 5198 §2](https://www.rfc-editor.org/rfc/rfc5198#section-2), item 3).
    C1Control {
        /// Where it stands, in octets from the start.
        position: usize,
    },
    /// An octet of 0x00 to 0x1F, or 0x7F, which the name "MUST NOT contain"
    /// ([RFC 6763 §4.1.1](https://www.rfc-editor.org/rfc/rfc6763#section-4.1.1)).
    ControlCharacter {
        /// The octet.
        octet: u8,
        /// Where it stands, counted from 0.
        position: usize,
    },
    /// No octets: the label would be the root's.
    Empty,
    /// Octets that are not UTF-8: names "MUST be encoded as precomposed UTF-8"
    /// ([RFC 6762 §16](https://www.rfc-editor.org/rfc/rfc6762#section-16)).
    InvalidUtf8 {
        /// Where the first of them stands, counted from 0.
        position: usize,
    },
    /// Not in Normalization Form C, to which text "SHOULD be normalized"
    /// ([RFC 5198 §2](https://www.rfc-editor.org/rfc/rfc5198#section-2), item 4).
    NotNormalized,
    /// More than [`InstanceName::MAX_LEN`] octets, which no label holds
    /// ([RFC 6763 §4.1.1](https://www.rfc-editor.org/rfc/rfc6763#section-4.1.1)).
    TooLong {
        /// The length in octets.
        len: usize,
    },
}

impl InstanceNameViolation {
    /// Tells whether a name with this fault can't be an [`InstanceName`]: a MUST forbids it, or no label could hold it.
    ///
    /// All are but [`NotNormalized`](Self::NotNormalized): the precomposed Net-Unicode of RFC 6762 §16 is defined by
    /// RFC 5198, which asks for normalization with a SHOULD, and file systems hand out decomposed names.
    pub fn is_forbidden(&self) -> bool {
        !matches!(self, Self::NotNormalized)
    }
}

impl Display for InstanceNameViolation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::ByteOrderMark { position } => write!(
                f,
                "has a byte order mark (U+FEFF) at octet {}, none is allowed",
                position + 1
            ),
            Self::C1Control { position } => write!(
                f,
                "has a control character of U+0080 to U+009F at octet {}, none is allowed",
                position + 1
            ),
            Self::ControlCharacter { octet, position } => write!(
                f,
                "has the control character 0x{octet:02x} at octet {}, none is allowed",
                position + 1
            ),
            Self::Empty => write!(
                f,
                "is empty, 1 to {} octets are expected",
                InstanceName::MAX_LEN
            ),
            Self::InvalidUtf8 { position } => {
                write!(f, "is not UTF-8 from octet {} on", position + 1)
            }
            Self::NotNormalized => f.write_str("is not in Unicode Normalization Form C"),
            Self::TooLong { len } => write!(
                f,
                "is {len} octets long, at most {} are allowed",
                InstanceName::MAX_LEN
            ),
        }
    }
}

/// Why octets are no instance name: the octets and every [`InstanceNameViolation`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InstanceNameError {
    octets: Vec<u8>,
    violations: Vec<InstanceNameViolation>,
}

impl InstanceNameError {
    /// What is wrong with the name; at least one of it is forbidden.
    pub fn violations(&self) -> &[InstanceNameViolation] {
        &self.violations
    }
}

impl Display for InstanceNameError {
    /// Writes the first forbidden violation as a sentence about the name.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "instance name `{}`", unescaped_label(&self.octets))?;
        self.violations
            .iter()
            .find(|violation| violation.is_forbidden())
            .map_or(Ok(()), |violation| write!(f, " {violation}"))
    }
}

impl Error for InstanceNameError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{InstanceNameViolation::*, *};

    #[test]
    fn what_people_write_is_a_name() {
        for name in [
            "Team Calendar",
            "Dr. Who's \\ printer",
            "Büro 3. OG",
            "プリンター",
            "🖨\u{fe0f}",
            &"x".repeat(63),
        ] {
            assert_eq!(InstanceName::violations(name.as_bytes()), [], "{name}");
        }
    }

    #[test]
    fn each_sentence_has_a_violation() {
        let cases: [(&[u8], &[InstanceNameViolation]); 9] = [
            (b"", &[Empty]),
            (&[b'x'; 64], &[TooLong { len: 64 }]),
            (
                b"a\0b\n",
                &[ControlCharacter {
                    octet: 0,
                    position: 1,
                }],
            ),
            (
                b"\x7f",
                &[ControlCharacter {
                    octet: 0x7f,
                    position: 0,
                }],
            ),
            (b"a\xffb", &[InvalidUtf8 { position: 1 }]),
            (
                b"\x1b\xff",
                &[
                    ControlCharacter {
                        octet: 0x1b,
                        position: 0,
                    },
                    InvalidUtf8 { position: 1 },
                ],
            ),
            ("é\u{85}".as_bytes(), &[C1Control { position: 2 }]),
            ("\u{feff}a".as_bytes(), &[ByteOrderMark { position: 0 }]),
            ("Bu\u{308}ro".as_bytes(), &[NotNormalized]),
        ];
        for (name, violations) in cases {
            assert_eq!(InstanceName::violations(name), violations);
        }
    }

    #[test]
    fn a_decomposed_name_is_a_name() {
        assert!("Bu\u{308}ro".parse::<InstanceName>().is_ok());
    }

    #[test]
    fn an_error_names_the_value() {
        assert_eq!(
            InstanceName::from_octets(b"a\x1b[2J")
                .unwrap_err()
                .to_string(),
            r"instance name `a\027[2J` has the control character 0x1b at octet 2, none is allowed"
        );
    }

    proptest! {
        #[test]
        fn strict_parser_and_forbidden_violations_agree(octets in prop::collection::vec(any::<u8>(), 0..70), also in ".{0,30}") {
            for octets in [&octets[..], also.as_bytes()] {
                let forbidden = InstanceName::violations(octets).iter().any(InstanceNameViolation::is_forbidden);
                prop_assert_eq!(InstanceName::from_octets(octets).is_ok(), !forbidden);
            }
        }
    }
}
