//! The ports of a row.

use std::cmp::Ordering;
use std::fmt;

use super::registration::RegistrationError;

/// The port or ports that a row assigns.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum PortAssignment {
    /// No port: the service is found by name only.
    None,
    /// One port, 0 to 65535.
    One(u16),
    /// All ports from `low` to `high`, both included; `low` is below `high`.
    Range {
        /// The first port.
        low: u16,
        /// The last port.
        high: u16,
    },
}

impl PortAssignment {
    pub(crate) fn parse(text: &str) -> Result<Self, RegistrationError> {
        if text.is_empty() {
            return Ok(Self::None);
        }
        let fault = || RegistrationError {
            column: 1,
            value: text.to_owned(),
        };
        let number = |digits: &str| {
            let decimal = !digits.is_empty() && digits.bytes().all(|octet| octet.is_ascii_digit());
            decimal
                .then(|| digits.parse::<u16>().ok())
                .flatten()
                .ok_or_else(fault)
        };
        let Some((low, high)) = text.split_once('-') else {
            return Ok(Self::One(number(text)?));
        };
        let (low, high) = (number(low)?, number(high)?);
        match low.cmp(&high) {
            Ordering::Less => Ok(Self::Range { low, high }),
            // IANA has written single ports as ranges.
            Ordering::Equal => Ok(Self::One(low)),
            Ordering::Greater => Err(fault()),
        }
    }

    /// The first and the last port; `None` where there is none.
    pub fn bounds(self) -> Option<(u16, u16)> {
        match self {
            Self::None => None,
            Self::One(port) => Some((port, port)),
            Self::Range { low, high } => Some((low, high)),
        }
    }

    /// Whether `port` is among the ports.
    pub fn contains(self, port: u16) -> bool {
        self.bounds()
            .is_some_and(|(low, high)| (low..=high).contains(&port))
    }
}

impl fmt::Display for PortAssignment {
    /// As IANA writes it: empty, `631`, or `6000-6063`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::One(port) => write!(f, "{port}"),
            Self::Range { low, high } => write!(f, "{low}-{high}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_read_as_iana_writes_them() {
        assert_eq!(PortAssignment::parse(""), Ok(PortAssignment::None));
        assert_eq!(PortAssignment::parse("0"), Ok(PortAssignment::One(0)));
        assert_eq!(
            PortAssignment::parse("65535"),
            Ok(PortAssignment::One(65535))
        );
        assert_eq!(
            PortAssignment::parse("6000-6063"),
            Ok(PortAssignment::Range {
                low: 6000,
                high: 6063
            })
        );
        assert_eq!(PortAssignment::parse("80-80"), Ok(PortAssignment::One(80)));
        for wrong in [
            "65536", "+80", " 80", "80-", "-80", "81-80", "1-2-3", "http",
        ] {
            assert!(PortAssignment::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_range_contains_both_its_ends() {
        let range = PortAssignment::Range {
            low: 6000,
            high: 6063,
        };
        assert!(range.contains(6000) && range.contains(6063));
        assert!(!range.contains(5999) && !range.contains(6064));
        assert!(!PortAssignment::None.contains(0));
    }
}
