use std::fmt;

use super::Prefix;

/// A number whose bits have meanings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BitFlags {
    /// How the number is written.
    pub encoding: BitEncoding,
    /// Bits at most, 1 to 64.
    pub width: u32,
    /// Whether zero is excluded.
    pub nonzero: bool,
    /// What the bits mean; bits that no field covers may be anything.
    pub fields: Vec<BitField>,
    /// Bits that must all be set.
    pub all_of: Vec<u32>,
    /// Bits of which at least one must be set; none for no demand.
    pub at_least_one_of: Vec<u32>,
    /// Bits of which at most one may be set.
    pub at_most_one_of: Vec<u32>,
}

/// How the number of [`BitFlags`] is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BitEncoding {
    /// Decimal digits.
    Decimal {
        /// Whether zeros that could be left out may stand first.
        leading_zeros: bool,
    },
    /// Hexadecimal digits of either case.
    Hexadecimal {
        /// Whether `0x` stands before the digits.
        prefix: Prefix,
        /// Words of 32 bits at most, separated by commas, the low one first; 1 for no comma.
        words: u32,
    },
    /// So many octets as they are, the most significant first.
    Octets {
        /// How many, 1 to 8.
        length: usize,
    },
}

/// Neighboring bits with a meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BitField {
    /// The lowest bit, counted from 0, the least significant.
    pub low: u32,
    /// The highest bit.
    pub high: u32,
    /// What it says, in a few words.
    pub name: String,
    /// What each value means, for fields of more than one bit.
    pub meanings: Vec<(u64, String)>,
    /// Whether the bits must be zero.
    pub reserved: bool,
    /// Bits that must be set where any of these is.
    pub requires: Vec<u32>,
    /// Bits that must not be set where any of these is.
    pub excludes: Vec<u32>,
}

impl BitField {
    /// The value of the field in a number.
    pub fn of(&self, bits: u64) -> u64 {
        let count = self.high.saturating_sub(self.low) + 1;
        let mask = if count >= 64 {
            u64::MAX
        } else {
            (1 << count) - 1
        };
        (bits >> self.low) & mask
    }
}

impl BitFlags {
    /// Bits at most.
    pub const MAX_WIDTH: u32 = 64;

    /// The number that the octets stand for; `None` where they are not written as they should be.
    pub fn read(&self, octets: &[u8]) -> Option<u64> {
        let bits = match self.encoding {
            BitEncoding::Decimal { leading_zeros } => {
                let has_zero = octets.len() > 1 && octets.first() == Some(&b'0');
                if octets.is_empty() || (has_zero && !leading_zeros) {
                    return None;
                }
                digits(octets, 10)?
            }
            BitEncoding::Hexadecimal { prefix, words } => {
                let mut bits = 0;
                for (index, word) in octets.split(|&octet| octet == b',').enumerate() {
                    let index = u32::try_from(index).ok().filter(|index| *index < words)?;
                    let word = digits(prefix.strip(word)?, 16)?;
                    if words > 1 && word > u64::from(u32::MAX) {
                        return None;
                    }
                    bits |= word.checked_shl(index * 32)?;
                }
                bits
            }
            BitEncoding::Octets { length } => {
                if octets.len() != length {
                    return None;
                }
                octets
                    .iter()
                    .fold(0, |bits, &octet| bits << 8 | u64::from(octet))
            }
        };
        let fits = self.width >= Self::MAX_WIDTH || bits >> self.width == 0;
        fits.then_some(bits)
    }

    /// What is wrong with a number that is written as it should be.
    pub(super) fn fault(&self, bits: u64) -> Option<String> {
        let is_set = |bit: &&u32| bits.checked_shr(**bit).is_some_and(|rest| rest & 1 == 1);
        if self.nonzero && bits == 0 {
            return Some("at least one bit set".to_owned());
        }
        if let Some(missing) = self.all_of.iter().find(|bit| !is_set(bit)) {
            return Some(format!("bit {missing}{} set", self.named(*missing)));
        }
        if !self.at_least_one_of.is_empty() && !self.at_least_one_of.iter().any(|bit| is_set(&bit))
        {
            let bits: Vec<String> = self.at_least_one_of.iter().map(u32::to_string).collect();
            return Some(format!("at least one of the bits {} set", bits.join(", ")));
        }
        for field in self.fields.iter().filter(|field| field.of(bits) != 0) {
            if field.reserved {
                return Some(format!(
                    "{} zero, which {} reserved",
                    field.place(),
                    field.verb()
                ));
            }
            if let Some(missing) = field.requires.iter().find(|bit| !is_set(bit)) {
                return Some(format!(
                    "bit {missing} set, where {} ({}) is",
                    field.place(),
                    field.name
                ));
            }
            if let Some(excluded) = field.excludes.iter().find(|bit| is_set(bit)) {
                return Some(format!(
                    "bit {excluded} clear, where {} ({}) is set",
                    field.place(),
                    field.name
                ));
            }
        }
        let set: Vec<String> = self
            .at_most_one_of
            .iter()
            .filter(|bit| is_set(bit))
            .map(u32::to_string)
            .collect();
        (set.len() > 1).then(|| format!("at most one of the bits {} set", set.join(", ")))
    }

    /// The name of the field that a bit belongs to, in parentheses.
    fn named(&self, bit: u32) -> String {
        let field = self
            .fields
            .iter()
            .find(|field| (field.low..=field.high).contains(&bit));
        field
            .map(|field| format!(" ({})", field.name))
            .unwrap_or_default()
    }

    /// The names of what is set.
    pub(super) fn meaning(&self, octets: &[u8]) -> Option<String> {
        let bits = self.read(octets)?;
        let mut words = Vec::new();
        for field in &self.fields {
            let value = field.of(bits);
            let means = field.meanings.iter().find(|(own, _)| *own == value);
            match means {
                Some((_, means)) => words.push(format!("{}: {means}", field.name)),
                None if value == 0 => {}
                None if field.low == field.high => words.push(field.name.clone()),
                None => words.push(format!("{}: {value}", field.name)),
            }
        }
        Some(if words.is_empty() {
            "none set".to_owned()
        } else {
            words.join(", ")
        })
    }
}

impl BitField {
    fn place(&self) -> String {
        if self.low == self.high {
            format!("bit {}", self.low)
        } else {
            format!("bits {} to {}", self.low, self.high)
        }
    }

    fn verb(&self) -> &'static str {
        if self.low == self.high { "is" } else { "are" }
    }
}

/// A number of digits alone, at most 64 bits of it.
fn digits(octets: &[u8], base: u32) -> Option<u64> {
    if octets.is_empty() {
        return None;
    }
    octets.iter().try_fold(0_u64, |number, &octet| {
        let digit = char::from(octet).to_digit(base)?;
        number
            .checked_mul(u64::from(base))?
            .checked_add(u64::from(digit))
    })
}

impl fmt::Display for BitFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.width;
        match self.encoding {
            BitEncoding::Decimal { leading_zeros } => {
                write!(f, "{width} bits as a decimal number")?;
                if !leading_zeros {
                    f.write_str(" without leading zeros")?;
                }
                Ok(())
            }
            BitEncoding::Hexadecimal { prefix, words: 1 } => {
                write!(f, "{width} bits in hexadecimal digits {prefix}")
            }
            BitEncoding::Hexadecimal { prefix, words } => {
                write!(
                    f,
                    "{width} bits as 1 to {words} words of 32 bits, the low one first, separated by `,`, each in hexadecimal digits {prefix}"
                )
            }
            BitEncoding::Octets { length: 1 } => f.write_str("1 octet, not its text"),
            BitEncoding::Octets { length } => write!(f, "{length} octets, not their text"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(low: u32, high: u32, name: &str) -> BitField {
        BitField {
            low,
            high,
            name: name.to_owned(),
            meanings: Vec::new(),
            reserved: false,
            requires: Vec::new(),
            excludes: Vec::new(),
        }
    }

    fn flags(encoding: BitEncoding, width: u32) -> BitFlags {
        BitFlags {
            encoding,
            width,
            nonzero: false,
            fields: Vec::new(),
            all_of: Vec::new(),
            at_least_one_of: Vec::new(),
            at_most_one_of: Vec::new(),
        }
    }

    #[test]
    fn two_words_have_the_low_one_first() {
        let encoding = BitEncoding::Hexadecimal {
            prefix: Prefix::Required,
            words: 2,
        };
        let features = flags(encoding, 64);
        assert_eq!(
            features.read(b"0x445F8A00,0x1C340"),
            Some(0x0001_C340_445F_8A00)
        );
        assert_eq!(features.read(b"0x39f7"), Some(0x39f7));
        for text in [
            "39f7",
            "0x",
            "0x1,",
            "0x1,0x2,0x3",
            "0x100000000",
            "0x1 ,0x2",
            "",
        ] {
            assert_eq!(features.read(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn octets_are_taken_as_they_are() {
        let state = flags(BitEncoding::Octets { length: 4 }, 32);
        assert_eq!(state.read(&[0, 0, 1, 0xb1]), Some(0x1b1));
        assert_eq!(state.read(b"0x000021"), None);
    }

    #[test]
    fn widths_are_limits() {
        let status = flags(
            BitEncoding::Decimal {
                leading_zeros: false,
            },
            8,
        );
        assert_eq!(
            (status.read(b"255"), status.read(b"256"), status.read(b"01")),
            (Some(255), None, None)
        );
        let wide = flags(
            BitEncoding::Decimal {
                leading_zeros: true,
            },
            64,
        );
        assert_eq!(wide.read(b"18446744073709551615"), Some(u64::MAX));
        assert_eq!(wide.read(b"18446744073709551616"), None);
    }

    #[test]
    fn bits_may_need_and_exclude_each_other() {
        let mut joint = flags(
            BitEncoding::Decimal {
                leading_zeros: false,
            },
            16,
        );
        joint.fields = vec![
            field(0, 0, "capable"),
            field(1, 1, "administrator"),
            field(2, 2, "anchor"),
            field(4, 15, "reserved"),
        ];
        joint.fields[0].excludes = vec![1, 2];
        joint.fields[2].requires = vec![1];
        joint.fields[3].reserved = true;
        assert_eq!(joint.fault(0b110), None);
        assert_eq!(
            joint.fault(0b100).as_deref(),
            Some("bit 1 set, where bit 2 (anchor) is")
        );
        assert_eq!(
            joint.fault(0b011).as_deref(),
            Some("bit 1 clear, where bit 0 (capable) is set")
        );
        assert_eq!(
            joint.fault(16).as_deref(),
            Some("bits 4 to 15 zero, which are reserved")
        );
        joint.at_most_one_of = vec![1, 2];
        assert_eq!(
            joint.fault(0b110).as_deref(),
            Some("at most one of the bits 1, 2 set")
        );
    }

    #[test]
    fn meanings_name_what_is_set() {
        let mut status = flags(
            BitEncoding::Decimal {
                leading_zeros: true,
            },
            8,
        );
        status.fields = vec![field(0, 0, "not paired"), field(1, 2, "mode")];
        status.fields[1].meanings = vec![(0, "off".to_owned()), (2, "on".to_owned())];
        assert_eq!(
            status.meaning(b"1").as_deref(),
            Some("not paired, mode: off")
        );
        assert_eq!(status.meaning(b"4").as_deref(), Some("mode: on"));
        assert_eq!(status.meaning(b"2").as_deref(), Some("mode: 1"));
        assert_eq!(status.meaning(b"x"), None);
    }
}
