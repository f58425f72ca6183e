//! Values of hexadecimal digits, of base64, and of raw octets.

use data_encoding::{BASE64, BASE64_NOPAD};

use super::LetterCase;

/// Whether all octets are hexadecimal digits in this letter case.
pub(super) fn are_hex_digits(octets: &[u8], case: LetterCase) -> bool {
    octets.iter().all(|octet| match case {
        LetterCase::Lower => matches!(octet, b'0'..=b'9' | b'a'..=b'f'),
        LetterCase::Upper => matches!(octet, b'0'..=b'9' | b'A'..=b'F'),
        LetterCase::Any => octet.is_ascii_hexdigit(),
    })
}

/// Whether the octets are groups of hexadecimal digits of these lengths with hyphens between them
/// ([RFC 9562 §4](https://www.rfc-editor.org/rfc/rfc9562#section-4)).
pub(super) fn is_uuid(octets: &[u8], case: LetterCase) -> bool {
    const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
    let mut groups = octets.split(|&octet| octet == b'-');
    let fits = |length: usize| {
        groups
            .next()
            .is_some_and(|group| group.len() == length && are_hex_digits(group, case))
    };
    GROUPS.into_iter().all(fits) && groups.next().is_none()
}

/// Whether the octets are six pairs of hexadecimal digits with this separator.
pub(super) fn is_mac(octets: &[u8], separator: MacSeparator, case: LetterCase) -> bool {
    let with = |separator: u8| {
        let mut pairs = octets.split(|&octet| octet == separator);
        let are_pairs = pairs
            .by_ref()
            .take(6)
            .filter(|pair| pair.len() == 2 && are_hex_digits(pair, case))
            .count()
            == 6;
        are_pairs && pairs.next().is_none()
    };
    let bare = || octets.len() == 12 && are_hex_digits(octets, case);
    match separator {
        MacSeparator::Any => with(b':') || with(b'-') || bare(),
        MacSeparator::Colon => with(b':'),
        MacSeparator::Hyphen => with(b'-'),
        MacSeparator::None => bare(),
    }
}

/// What stands between the pairs of digits of a hardware address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MacSeparator {
    /// A colon, a hyphen or nothing.
    Any,
    /// A colon.
    Colon,
    /// A hyphen.
    Hyphen,
    /// Nothing.
    None,
}

impl MacSeparator {
    /// An address written so, for a message.
    pub(super) fn example(self, case: LetterCase) -> &'static str {
        match (self, case) {
            (Self::Hyphen, LetterCase::Lower) => "3c-33-1b-21-b3-00",
            (Self::Hyphen, _) => "3C-33-1B-21-B3-00",
            (Self::None, LetterCase::Lower) => "3c331b21b300",
            (Self::None, _) => "3C331B21B300",
            (_, LetterCase::Lower) => "3c:33:1b:21:b3:00",
            _ => "3C:33:1B:21:B3:00",
        }
    }
}

/// How many octets base64 text stands for; `None` if it is none
/// ([RFC 4648 §4](https://www.rfc-editor.org/rfc/rfc4648#section-4)).
pub(super) fn base64_len(octets: &[u8], padding: Padding) -> Option<usize> {
    let padded = || BASE64.decode(octets).ok();
    let bare = || BASE64_NOPAD.decode(octets).ok();
    let decoded = match padding {
        Padding::Optional => padded().or_else(bare),
        Padding::Required => padded(),
    };
    decoded.map(|decoded| decoded.len())
}

/// Whether base64 text must be filled up with `=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Padding {
    /// It may be.
    Optional,
    /// It must be.
    Required,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hardware_addresses_have_their_separator_and_case() {
        let mac = |text: &str, separator| is_mac(text.as_bytes(), separator, LetterCase::Any);
        assert!(mac("3c:33:1B:21:b3:00", MacSeparator::Colon));
        assert!(mac("3c-33-1B-21-b3-00", MacSeparator::Hyphen));
        assert!(mac("3c331B21b300", MacSeparator::None));
        for text in [
            "3c:33:1B:21:b3",
            "3c:33:1B:21:b3:00:",
            "3c:33:1B:21:b3:0",
            "3c-33-1B-21-b3-00",
            "",
            "gc:33:1B:21:b3:00",
        ] {
            assert!(!mac(text, MacSeparator::Colon), "{text}");
        }
        assert!(is_mac(
            b"3C:33:1B:21:B3:00",
            MacSeparator::Colon,
            LetterCase::Upper
        ));
        assert!(!is_mac(
            b"3c:33:1b:21:b3:00",
            MacSeparator::Colon,
            LetterCase::Upper
        ));
    }

    #[test]
    fn base64_has_a_length() {
        assert_eq!(base64_len(b"c8zByA==", Padding::Required), Some(4));
        assert_eq!(base64_len(b"c8zByA", Padding::Required), None);
        assert_eq!(base64_len(b"c8zByA", Padding::Optional), Some(4));
        assert_eq!(base64_len(b"c8zByA=", Padding::Optional), None);
        assert_eq!(base64_len(b"c8 zByA==", Padding::Optional), None);
    }

    #[test]
    fn uuids_have_five_groups() {
        assert!(is_uuid(
            b"f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            LetterCase::Lower
        ));
        assert!(!is_uuid(
            b"F81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            LetterCase::Lower
        ));
        assert!(!is_uuid(
            b"f81d4fae7dec11d0a76500a0c91e6bf6",
            LetterCase::Any
        ));
    }
}
