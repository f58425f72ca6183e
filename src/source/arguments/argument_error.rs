use std::fmt;

use crate::name::presentation;
use crate::name::{DomainName, DomainNameError};
use crate::registry::Protocol;
use crate::wire::TxtRecord;

/// Why arguments describe no service that could be judged. Each says the value, its place and the limit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ArgumentError {
    /// A service name alone stands for several types.
    AmbiguousServiceName {
        /// The name.
        name: String,
    },
    /// A string has no octets, which no TXT record needs: "empty strings" carry nothing
    /// ([RFC 6763 §6.1](https://www.rfc-editor.org/rfc/rfc6763#section-6.1)).
    EmptyString {
        /// Which string, counted from 1.
        number: usize,
    },
    /// The text is not of the hexadecimal digits of whole octets.
    Hexadecimal {
        /// The first character that is none, and where it stands, counted from 1; `None` if half an octet is left.
        wrong: Option<(char, usize)>,
    },
    /// The text can't be one label, which has 1 to 63 octets.
    Label {
        /// What it names.
        what: &'static str,
        /// The octets.
        octets: Vec<u8>,
    },
    /// The text is no domain name.
    Name {
        /// What it names.
        what: &'static str,
        /// The text.
        text: Vec<u8>,
        /// Why not.
        error: DomainNameError,
    },
    /// A service name alone is given that nobody registered.
    NotRegistered {
        /// The name.
        name: String,
        /// Registered names that are written almost like it.
        near: Vec<String>,
    },
    /// The text has not the form of a service type.
    NotAType {
        /// The text.
        text: String,
    },
    /// All strings together are too long for a record.
    RecordTooLong {
        /// Their octets, length octets counted.
        len: usize,
    },
    /// A string is too long.
    StringTooLong {
        /// Which string, counted from 1.
        number: usize,
        /// How many strings there are.
        count: usize,
        /// The string.
        string: Vec<u8>,
    },
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AmbiguousServiceName { name } => {
                let name = presentation::text(name.as_bytes());
                let [tcp, udp] = [Protocol::Tcp, Protocol::Udp];
                write!(
                    f,
                    "service name `{name}` is not registered for one protocol alone: write \
                     `_{name}.{tcp}` or `_{name}.{udp}`"
                )
            }
            Self::EmptyString { number } => write!(
                f,
                "TXT string {number} is empty: KEY, KEY= or KEY=VALUE of 1 to {} octets is expected",
                TxtRecord::MAX_STRING_LEN
            ),
            Self::Hexadecimal {
                wrong: Some((wrong, position)),
            } => {
                let mut octets = [0; 4];
                let wrong = presentation::text(wrong.encode_utf8(&mut octets).as_bytes());
                write!(
                    f,
                    "character {position} of the TXT record, `{wrong}`, is no hexadecimal digit"
                )
            }
            Self::Hexadecimal { wrong: None } => {
                f.write_str("the TXT record ends in half an octet: two hexadecimal digits make one")
            }
            Self::Label { what, octets } if octets.is_empty() => {
                write!(
                    f,
                    "{what} is empty, 1 to {} octets are expected",
                    DomainName::MAX_LABEL_LEN
                )
            }
            Self::Label { what, octets } => write!(
                f,
                "{what} `{}` is {} octets long, at most {} are allowed",
                Beginning(octets),
                octets.len(),
                DomainName::MAX_LABEL_LEN
            ),
            Self::Name { what, text, error } => match error {
                DomainNameError::LabelTooLong { label } => {
                    write!(f, "{what} can't be used: ")?;
                    Self::Label {
                        what: "label",
                        octets: label.clone(),
                    }
                    .fmt(f)
                }
                _ => write!(f, "{what} `{}` can't be used: {error}", Beginning(text)),
            },
            Self::NotAType { text } => write!(
                f,
                "`{}` is no service type: `_caldav._tcp`, `_printer._sub._http._tcp` or a registered name such as \
                 `caldav` is expected",
                presentation::text(text.as_bytes())
            ),
            Self::NotRegistered { name, near } => {
                let name = presentation::text(name.as_bytes());
                write!(f, "no service is registered by the name `{name}`")?;
                write_choices(f, near)?;
                write!(
                    f,
                    "; write `_{name}._tcp` or `_{name}._udp` for a type of your own"
                )
            }
            Self::RecordTooLong { len } => write!(
                f,
                "the TXT record is {len} octets long, at most {} are allowed",
                TxtRecord::MAX_LEN
            ),
            Self::StringTooLong {
                number,
                count,
                string,
            } => write!(
                f,
                "TXT string {number} of {count}, `{}`, is {} octets long, at most {} are allowed",
                Beginning(string),
                string.len(),
                TxtRecord::MAX_STRING_LEN
            ),
        }
    }
}

impl std::error::Error for ArgumentError {}

/// `; did you mean `a`, `b` or `c`?` without the mark, since the sentence goes on.
fn write_choices(f: &mut fmt::Formatter<'_>, names: &[String]) -> fmt::Result {
    let Some((last, others)) = names.split_last() else {
        return Ok(());
    };
    f.write_str("; near to it are ")?;
    for (index, name) in others.iter().enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        write!(f, "{comma}`{}`", presentation::text(name.as_bytes()))?;
    }
    let and = if others.is_empty() { "" } else { " and " };
    write!(f, "{and}`{}`", presentation::text(last.as_bytes()))
}

/// The beginning of a value that may be too long to be shown whole.
struct Beginning<'a>(&'a [u8]);

impl Beginning<'_> {
    /// Octets shown.
    const LEN: usize = 24;
}

impl fmt::Display for Beginning<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.split_at_checked(Self::LEN) {
            Some((beginning, [_, ..])) => write!(f, "{}…", presentation::text(beginning)),
            _ => presentation::text(self.0).fmt(f),
        }
    }
}
