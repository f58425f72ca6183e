use std::fmt;

use super::Prefix;

/// Whole numbers as text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Integer {
    /// 10, or 16 for hexadecimal digits of either case.
    pub base: u32,
    /// The least value.
    pub min: i128,
    /// The greatest value.
    pub max: i128,
    /// Whether the number may begin with zeros that could be left out.
    pub leading_zeros: bool,
    /// Whether `0x` stands before hexadecimal digits.
    pub prefix: Prefix,
    /// What is counted or measured, such as `ms`.
    pub unit: Option<String>,
    /// What values from the first to the second number mean.
    pub meanings: Vec<(i128, i128, String)>,
}

impl Integer {
    /// The least and the greatest number that a schema may state: that of 64 bits with sign and without.
    pub const LIMITS: (i128, i128) = (i64::MIN as i128, u64::MAX as i128);

    /// The number that the octets stand for, within the limits.
    pub fn read(&self, octets: &[u8]) -> Option<i128> {
        let number = self.read_unlimited(octets)?;
        (self.min..=self.max).contains(&number).then_some(number)
    }

    fn read_unlimited(&self, octets: &[u8]) -> Option<i128> {
        let (is_negative, digits) = match octets.strip_prefix(b"-") {
            Some(digits) if self.min < 0 => (true, digits),
            _ => (false, octets),
        };
        let digits = if self.base == 16 {
            self.prefix.strip(digits)?
        } else {
            digits
        };
        let has_leading_zero = digits.len() > 1 && digits.first() == Some(&b'0');
        if digits.is_empty() || (has_leading_zero && !self.leading_zeros) {
            return None;
        }
        let mut number: i128 = 0;
        for &octet in digits {
            let digit = char::from(octet).to_digit(self.base)?;
            number = number.checked_mul(i128::from(self.base))?;
            number = number.checked_add(i128::from(digit))?;
        }
        Some(if is_negative { -number } else { number })
    }

    /// What the number means, with its unit.
    pub(super) fn meaning(&self, octets: &[u8]) -> Option<String> {
        let number = self.read(octets)?;
        let means = self
            .meanings
            .iter()
            .find(|(low, high, _)| (*low..=*high).contains(&number));
        match (means, &self.unit) {
            (Some((_, _, means)), _) => Some(means.clone()),
            (None, Some(unit)) => Some(format!("{number} {unit}")),
            (None, None) if self.base == 16 && number > 9 => Some(number.to_string()),
            (None, None) => None,
        }
    }
}

impl fmt::Display for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.base == 16 {
            write!(f, "a hexadecimal number {}", self.prefix)?;
            write!(f, " from {:x} to {:x}", self.min, self.max)?;
        } else {
            if !self.leading_zeros && 0 <= self.min && self.max <= 9 {
                return write!(f, "one digit from `{}` to `{}`", self.min, self.max);
            }
            f.write_str("a decimal number")?;
            match (self.min, self.max) {
                (0 | i128::MIN..=-1, max) if max == Self::LIMITS.1 => {}
                (min, max) if max == Self::LIMITS.1 => write!(f, " from {min} on")?,
                (min, max) => write!(f, " from {min} to {max}")?,
            }
        }
        if !self.leading_zeros {
            f.write_str(" without leading zeros")?;
        }
        match &self.unit {
            Some(unit) => write!(f, " ({unit})"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(min: i128, max: i128) -> Integer {
        Integer {
            base: 10,
            min,
            max,
            leading_zeros: true,
            prefix: Prefix::None,
            unit: None,
            meanings: Vec::new(),
        }
    }

    #[test]
    fn decimal_numbers_have_limits() {
        let number = decimal(0, 99);
        for (text, read) in [
            ("0", Some(0)),
            ("99", Some(99)),
            ("007", Some(7)),
            ("100", None),
        ] {
            assert_eq!(number.read(text.as_bytes()), read, "{text}");
        }
        for text in [
            "",
            "-1",
            "+1",
            " 1",
            "1 ",
            "1.0",
            "0x1",
            "a",
            &"9".repeat(400),
        ] {
            assert_eq!(number.read(text.as_bytes()), None, "{text:.20}");
        }
        assert_eq!(decimal(-5, 5).read(b"-5"), Some(-5));
        assert_eq!(decimal(-5, 5).read(b"-"), None);
        let strict = Integer {
            leading_zeros: false,
            ..decimal(0, 99)
        };
        assert_eq!((strict.read(b"0"), strict.read(b"07")), (Some(0), None));
    }

    #[test]
    fn hexadecimal_numbers_have_a_prefix_or_none() {
        let number = |prefix| Integer {
            base: 16,
            prefix,
            ..decimal(0, 0xffff)
        };
        assert_eq!(number(Prefix::Required).read(b"0xFf"), Some(255));
        assert_eq!(number(Prefix::Required).read(b"ff"), None);
        assert_eq!(number(Prefix::None).read(b"0xff"), None);
        assert_eq!(number(Prefix::Optional).read(b"ff"), Some(255));
        assert_eq!(number(Prefix::Optional).read(b"0x10000"), None);
        assert_eq!(number(Prefix::Optional).read(b"0x"), None);
        assert_eq!(
            number(Prefix::Required).to_string(),
            "a hexadecimal number with `0x` from 0 to ffff"
        );
    }
}
