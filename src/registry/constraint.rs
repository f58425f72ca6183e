//! What a registration demands of the value of a TXT key.

use std::fmt;

use super::shown::shown;

/// A demand on the value of a TXT key that a registration states.
///
/// Values are compared octet by octet: a TXT value is opaque data, and its case matters
/// ([RFC 6763 §6.5](https://www.rfc-editor.org/rfc/rfc6763#section-6.5)).
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Constraint {
    /// `true` or `false`.
    Boolean,
    /// Exactly one ASCII digit from `low` to `high`, each 0 to 9.
    DigitRange {
        /// The lowest digit.
        low: u8,
        /// The highest digit.
        high: u8,
    },
    /// One of these values.
    Enumeration(Vec<String>),
    /// This value.
    Fixed(String),
    /// Exactly so many hexadecimal digits of either case.
    HexLength(usize),
    /// A decimal number, with a minus sign if it is negative.
    Integer,
    /// One or more of `values`, separated by `separator`.
    ListOfEnumeration {
        /// What stands between two values.
        separator: char,
        /// The values that the list may hold.
        values: Vec<String>,
    },
    /// Exactly so many octets.
    OctetLength(usize),
    /// A port number in decimal digits, 1 to 65535.
    Port,
    /// A UUID in its text form, 8-4-4-4-12 hexadecimal digits
    /// ([RFC 9562 §4](https://www.rfc-editor.org/rfc/rfc9562#section-4)).
    Uuid,
}

impl Constraint {
    /// Judges a value; `None` stands for a key without `=`, which can satisfy no constraint.
    pub fn violation(&self, value: Option<&[u8]>) -> Option<ConstraintViolation> {
        if value.is_some_and(|octets| self.allows(octets)) {
            return None;
        }
        Some(ConstraintViolation {
            value: value.map(<[u8]>::to_vec),
            constraint: self.clone(),
        })
    }

    /// Whether the registration's wording allows another reading of the constraint, so that a violation may be none.
    ///
    /// "4 bytes" is read as four raw octets, but may have meant their hexadecimal digits.
    pub fn wording_is_open(&self) -> bool {
        matches!(self, Self::OctetLength(_))
    }

    fn allows(&self, value: &[u8]) -> bool {
        match self {
            Self::Boolean => value == b"true" || value == b"false",
            Self::DigitRange { low, high } => {
                let [digit] = value else { return false };
                digit
                    .checked_sub(b'0')
                    .is_some_and(|digit| (*low..=*high).contains(&digit))
            }
            Self::Enumeration(values) => is_among(values, value),
            Self::Fixed(fixed) => value == fixed.as_bytes(),
            Self::HexLength(length) => {
                value.len() == *length && value.iter().all(u8::is_ascii_hexdigit)
            }
            Self::Integer => is_decimal(value.strip_prefix(b"-").unwrap_or(value)),
            Self::ListOfEnumeration { separator, values } => {
                let Ok(text) = str::from_utf8(value) else {
                    return false;
                };
                text.split(*separator)
                    .all(|item| is_among(values, item.as_bytes()))
            }
            Self::OctetLength(length) => value.len() == *length,
            Self::Port => is_decimal(value) && decimal_value(value).is_some_and(|port| port > 0),
            Self::Uuid => is_uuid(value),
        }
    }
}

impl fmt::Display for Constraint {
    /// What is allowed, to follow "allowed is": ``one digit from `0` to `4` ``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean => f.write_str("`true` or `false`"),
            Self::DigitRange { low, high } => write!(f, "one digit from `{low}` to `{high}`"),
            Self::Enumeration(values) => write_alternatives(f, values),
            Self::Fixed(value) => write!(f, "`{}`", shown(value.as_bytes())),
            Self::HexLength(length) => write!(f, "exactly {length} hexadecimal digits"),
            Self::Integer => f.write_str("a decimal number"),
            Self::ListOfEnumeration { separator, values } => {
                write!(
                    f,
                    "one or more, separated by `{}`, of ",
                    shown(separator.to_string().as_bytes())
                )?;
                write_alternatives(f, values)
            }
            Self::OctetLength(length) => write!(f, "exactly {length} octets"),
            Self::Port => f.write_str("a port number from 1 to 65535"),
            Self::Uuid => f.write_str("a UUID such as `f81d4fae-7dec-11d0-a765-00a0c91e6bf6`"),
        }
    }
}

/// A value that a constraint doesn't allow.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ConstraintViolation {
    /// The value; `None` for a key without `=`.
    pub value: Option<Vec<u8>>,
    /// The constraint that it violates.
    pub constraint: Constraint,
}

impl fmt::Display for ConstraintViolation {
    /// The value and what is allowed, to follow "key … has": ``value `5`, allowed is one digit from `0` to `4` ``.
    ///
    /// Octets that aren't printable ASCII are escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(value) = &self.value else {
            return write!(f, "no value, allowed is {}", self.constraint);
        };
        write!(f, "value `{}`", shown(value))?;
        if matches!(
            self.constraint,
            Constraint::HexLength(_) | Constraint::OctetLength(_)
        ) {
            write!(f, " of {} octets", value.len())?;
        }
        write!(f, ", allowed is {}", self.constraint)
    }
}

fn is_among(values: &[String], value: &[u8]) -> bool {
    values.iter().any(|allowed| allowed.as_bytes() == value)
}

fn is_decimal(value: &[u8]) -> bool {
    !value.is_empty() && value.iter().all(u8::is_ascii_digit)
}

fn decimal_value(digits: &[u8]) -> Option<u16> {
    str::from_utf8(digits).ok()?.parse().ok()
}

fn is_uuid(value: &[u8]) -> bool {
    const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
    let mut groups = value.split(|&octet| octet == b'-');
    let fits = |length: usize| {
        groups
            .next()
            .is_some_and(|group| group.len() == length && group.iter().all(u8::is_ascii_hexdigit))
    };
    GROUPS.into_iter().all(fits) && groups.next().is_none()
}

fn write_alternatives(f: &mut fmt::Formatter<'_>, values: &[String]) -> fmt::Result {
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            f.write_str(if index + 1 == values.len() {
                " or "
            } else {
                ", "
            })?;
        }
        write!(f, "`{}`", shown(value.as_bytes()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(list: &[&str]) -> Vec<String> {
        list.iter().map(|&value| value.to_owned()).collect()
    }

    #[track_caller]
    fn judge(constraint: &Constraint, allowed: &[&str], violating: &[&str]) {
        for value in allowed {
            assert_eq!(
                constraint.violation(Some(value.as_bytes())),
                None,
                "{value:?}"
            );
        }
        for value in violating {
            assert!(
                constraint.violation(Some(value.as_bytes())).is_some(),
                "{value:?}"
            );
        }
        assert!(
            constraint.violation(None).is_some(),
            "a key without `=` violates {constraint:?}"
        );
    }

    #[test]
    fn digit_range_is_exactly_one_digit() {
        let range = Constraint::DigitRange { low: 0, high: 4 };
        judge(
            &range,
            &["0", "1", "4"],
            &["", "5", "/", "00", "10", "a", "-1", " 1", "1 "],
        );
    }

    #[test]
    fn fixed_and_enumerations_compare_octet_by_octet() {
        judge(
            &Constraint::Fixed("1".into()),
            &["1"],
            &["", "2", "01", "1 "],
        );
        let modes = Constraint::Enumeration(values(&["normal", "safe"]));
        judge(&modes, &["normal", "safe"], &["", "Normal", "normal,safe"]);
    }

    #[test]
    fn a_list_has_no_empty_and_no_unknown_item() {
        let list = Constraint::ListOfEnumeration {
            separator: ',',
            values: values(&["4.0", "4.1"]),
        };
        judge(
            &list,
            &["4.0", "4.1,4.0"],
            &["", ",", "4.0,", ",4.0", "4.0,,4.1", "4.0, 4.1", "4.0,9.9"],
        );
        assert!(list.violation(Some(b"4.0,\xff")).is_some());
    }

    #[test]
    fn lengths_are_exact() {
        judge(
            &Constraint::HexLength(4),
            &["00ff", "ABcd"],
            &["", "0ff", "000ff", "000g", "éé"],
        );
        judge(
            &Constraint::OctetLength(4),
            &["abcd", "éé"],
            &["", "abc", "abcde"],
        );
        assert_eq!(
            Constraint::OctetLength(4).violation(Some(&[0, 255, 61, 10])),
            None
        );
    }

    #[test]
    fn numbers_are_plain_decimal() {
        judge(
            &Constraint::Port,
            &["1", "80", "65535"],
            &["", "0", "65536", "+80", "-1", "http", "8 0", "99999999999"],
        );
        judge(
            &Constraint::Integer,
            &["0", "-12", "99999999999999999999999"],
            &["", "-", "+1", "1.5", "--1"],
        );
        judge(
            &Constraint::Boolean,
            &["true", "false"],
            &["", "1", "True", "yes"],
        );
    }

    #[test]
    fn uuid_is_five_groups() {
        let good = "F81d4fae-7dec-11d0-a765-00a0c91e6bf6";
        judge(
            &Constraint::Uuid,
            &[good],
            &[
                "",
                "----",
                "f81d4fae7dec11d0a76500a0c91e6bf6",
                "g81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                &format!("{good}-"),
            ],
        );
    }

    #[test]
    fn violations_say_what_is_and_what_is_allowed() {
        let text = |constraint: Constraint, value: Option<&[u8]>| {
            constraint.violation(value).unwrap().to_string()
        };
        let range = Constraint::DigitRange { low: 0, high: 4 };
        assert_eq!(
            text(range.clone(), Some(b"5")),
            "value `5`, allowed is one digit from `0` to `4`"
        );
        assert_eq!(
            text(range, None),
            "no value, allowed is one digit from `0` to `4`"
        );
        assert_eq!(
            text(Constraint::HexLength(40), Some(b"\x1b[2J")),
            r"value `\027[2J` of 4 octets, allowed is exactly 40 hexadecimal digits"
        );
        assert_eq!(
            text(Constraint::Enumeration(values(&["a", "b", "c"])), Some(b"")),
            "value ``, allowed is `a`, `b` or `c`"
        );
    }
}
