//! TXT records: strings, and the keys and values in them.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::iter::FusedIterator;

/// The data of a TXT record as received
/// ([RFC 6763 §6](https://www.rfc-editor.org/rfc/rfc6763#section-6)).
///
/// A list of strings, never a map: order, repeated keys, empty strings and a last string that is cut are all seen.
///
/// ```
/// use dnssd_check::wire::TxtRecord;
///
/// let txt = TxtRecord::new(b"\x03a=1\x00\x04flag\x02A=".to_vec());
/// let entries: Vec<_> = txt.entries().map(|entry| (entry.key, entry.value)).collect();
/// assert_eq!(entries, [(&b"a"[..], Some(&b"1"[..])), (b"flag", None), (b"A", Some(b""))]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TxtRecord {
    octets: Vec<u8>,
}

impl TxtRecord {
    /// Greatest length in octets, which RDLENGTH can state
    /// ([RFC 6763 §6.1](https://www.rfc-editor.org/rfc/rfc6763#section-6.1)).
    pub const MAX_LEN: usize = 65_535;

    /// Greatest length of one string in octets, without its length octet
    /// ([RFC 6763 §6.1](https://www.rfc-editor.org/rfc/rfc6763#section-6.1)).
    pub const MAX_STRING_LEN: usize = 255;

    /// Holds data as received, right or wrong.
    pub fn new(octets: Vec<u8>) -> Self {
        Self { octets }
    }

    /// Makes the data of strings; of none, a single empty string, since a TXT record without any is not allowed
    /// ([RFC 6763 §6.1](https://www.rfc-editor.org/rfc/rfc6763#section-6.1)).
    ///
    /// # Errors
    ///
    /// [`TxtError::StringTooLong`] and [`TxtError::RecordTooLong`].
    pub fn from_strings<S: AsRef<[u8]>>(
        strings: impl IntoIterator<Item = S>,
    ) -> Result<Self, TxtError> {
        let mut octets = Vec::new();
        for (index, string) in strings.into_iter().enumerate() {
            let string = string.as_ref();
            let len = string.len();
            octets.push(u8::try_from(len).map_err(|_| TxtError::StringTooLong { index, len })?);
            octets.extend_from_slice(string);
        }
        if octets.len() > Self::MAX_LEN {
            return Err(TxtError::RecordTooLong { len: octets.len() });
        }
        if octets.is_empty() {
            octets.push(0);
        }
        Ok(Self { octets })
    }

    /// Makes the data of keys and values: `key` without a value, `key=` and `key=value` are three different things
    /// ([RFC 6763 §6.4](https://www.rfc-editor.org/rfc/rfc6763#section-6.4)).
    ///
    /// # Errors
    ///
    /// [`TxtError::StringTooLong`], key, `=` and value counted, and [`TxtError::RecordTooLong`].
    pub fn from_entries<K: AsRef<[u8]>, V: AsRef<[u8]>>(
        entries: impl IntoIterator<Item = (K, Option<V>)>,
    ) -> Result<Self, TxtError> {
        Self::from_strings(entries.into_iter().map(|(key, value)| {
            let mut string = key.as_ref().to_vec();
            if let Some(value) = value {
                string.push(b'=');
                string.extend_from_slice(value.as_ref());
            }
            string
        }))
    }

    /// The data as received.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// The length of the data in octets.
    pub fn len(&self) -> usize {
        self.octets.len()
    }

    /// Tells whether there is no octet at all, not even that of an empty string.
    pub fn is_empty(&self) -> bool {
        self.octets.is_empty()
    }

    /// The strings in wire order, empty ones and a cut one included.
    pub fn strings(&self) -> TxtStrings<'_> {
        TxtStrings {
            rest: &self.octets,
            offset: 0,
        }
    }

    /// The keys and values in wire order, repeated ones included; one for each string that is not empty.
    pub fn entries(&self) -> impl Iterator<Item = TxtEntry<'_>> {
        self.strings()
            .enumerate()
            .filter(|(_, string)| !string.octets.is_empty())
            .map(|(string_index, string)| TxtEntry::new(&string, string_index))
    }

    /// The last string, if it is cut: its length octet states more than is there.
    pub fn truncation(&self) -> Option<TruncatedString> {
        let (string_index, last) = self.strings().enumerate().last()?;
        last.truncated.then_some(TruncatedString {
            string_index,
            offset: last.offset,
            stated_len: last.stated_len,
            present_len: last.octets.len(),
        })
    }
}

/// One string of a [`TxtRecord`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TxtString<'a> {
    /// The octets of the string that are there.
    pub octets: &'a [u8],
    /// Where its length octet stands in the data.
    pub offset: usize,
    /// What its length octet states.
    pub stated_len: usize,
    /// Whether fewer octets are there than stated.
    pub truncated: bool,
}

/// The strings of a [`TxtRecord`] in wire order.
#[derive(Debug, Clone)]
pub struct TxtStrings<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Iterator for TxtStrings<'a> {
    type Item = TxtString<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let (&stated_len, rest) = self.rest.split_first()?;
        let stated_len = usize::from(stated_len);
        let (octets, rest) = rest.split_at_checked(stated_len).unwrap_or((rest, &[]));
        let string = TxtString {
            octets,
            offset: self.offset,
            stated_len,
            truncated: octets.len() < stated_len,
        };
        self.rest = rest;
        self.offset += 1 + octets.len();
        Some(string)
    }
}

impl FusedIterator for TxtStrings<'_> {}

/// A key and its value, if it has one
/// ([RFC 6763 §6.3](https://www.rfc-editor.org/rfc/rfc6763#section-6.3)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TxtEntry<'a> {
    /// What stands before the first `=`; empty when the string begins with it.
    pub key: &'a [u8],
    /// What stands after the first `=`; `None` when there is no `=`.
    pub value: Option<&'a [u8]>,
    /// Which string this is, counted from 0 with the empty ones.
    pub string_index: usize,
    /// Where the string's length octet stands in the data.
    pub offset: usize,
}

impl<'a> TxtEntry<'a> {
    /// Splits a string at its first `=`.
    fn new(string: &TxtString<'a>, string_index: usize) -> Self {
        let mut parts = string.octets.splitn(2, |&octet| octet == b'=');
        Self {
            key: parts.next().unwrap_or_default(),
            value: parts.next(),
            string_index,
            offset: string.offset,
        }
    }
}

/// A string whose length octet states more octets than are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TruncatedString {
    /// Which string this is, counted from 0 with the empty ones.
    pub string_index: usize,
    /// Where its length octet stands in the data.
    pub offset: usize,
    /// What its length octet states.
    pub stated_len: usize,
    /// How many octets are there.
    pub present_len: usize,
}

/// Why strings don't fit in a TXT record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TxtError {
    /// The whole has more than [`TxtRecord::MAX_LEN`] octets.
    RecordTooLong {
        /// The length in octets, length octets counted.
        len: usize,
    },
    /// A string has more than [`TxtRecord::MAX_STRING_LEN`] octets.
    StringTooLong {
        /// Which string, counted from 0.
        index: usize,
        /// Its length in octets.
        len: usize,
    },
}

impl Display for TxtError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::RecordTooLong { len } => write!(
                f,
                "TXT record is {len} octets long, at most {} are allowed",
                TxtRecord::MAX_LEN
            ),
            Self::StringTooLong { index, len } => write!(
                f,
                "TXT string {} is {len} octets long, at most {} are allowed",
                index + 1,
                TxtRecord::MAX_STRING_LEN
            ),
        }
    }
}

impl Error for TxtError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entries(octets: &[u8]) -> Vec<(Vec<u8>, Option<Vec<u8>>)> {
        let txt = TxtRecord::new(octets.to_vec());
        txt.entries()
            .map(|entry| (entry.key.to_vec(), entry.value.map(<[u8]>::to_vec)))
            .collect()
    }

    #[test]
    fn the_four_states_of_a_key_differ() {
        assert_eq!(
            entries(b"\x08PlugIns="),
            [(b"PlugIns".to_vec(), Some(b"".to_vec()))]
        );
        assert_eq!(entries(b"\x07PlugIns"), [(b"PlugIns".to_vec(), None)]);
        assert_eq!(
            entries(b"\x0bPlugIns=JPG"),
            [(b"PlugIns".to_vec(), Some(b"JPG".to_vec()))]
        );
        assert_eq!(entries(b"\x00"), []);
    }

    #[test]
    fn only_the_first_equals_sign_splits() {
        assert_eq!(
            entries(b"\x05a=b=c"),
            [(b"a".to_vec(), Some(b"b=c".to_vec()))]
        );
        assert_eq!(entries(b"\x02=v"), [(b"".to_vec(), Some(b"v".to_vec()))]);
    }

    #[test]
    fn empty_strings_are_counted_and_have_no_key() {
        let txt = TxtRecord::new(b"\x03a=1\x00\x03b=2".to_vec());
        assert_eq!(txt.strings().count(), 3);
        let last = txt.entries().last().unwrap();
        assert_eq!(
            (last.key, last.string_index, last.offset),
            (&b"b"[..], 2, 5)
        );
    }

    #[test]
    fn a_cut_string_shows_what_is_there() {
        let txt = TxtRecord::new(b"\x03a=1\x05ok=1".to_vec());
        assert_eq!(
            txt.truncation(),
            Some(TruncatedString {
                string_index: 1,
                offset: 4,
                stated_len: 5,
                present_len: 4
            })
        );
        assert_eq!(txt.entries().last().unwrap().value, Some(&b"1"[..]));
        assert_eq!(
            TxtRecord::new(vec![255]).truncation().unwrap().present_len,
            0
        );
        assert_eq!(TxtRecord::new(b"\x03a=1".to_vec()).truncation(), None);
        assert_eq!(TxtRecord::new(Vec::new()).truncation(), None);
    }

    #[test]
    fn no_strings_are_one_empty_string() {
        assert_eq!(TxtRecord::from_strings([b""; 0]).unwrap().octets(), b"\0");
    }

    #[test]
    fn limits_are_255_and_65535_octets() {
        let string = [b'x'; 255];
        assert!(TxtRecord::from_strings(vec![string; 255]).is_ok());
        let fits = std::iter::repeat_n(&string[..], 255).chain([&string[..254]]);
        assert_eq!(TxtRecord::from_strings(fits).unwrap().len(), 65_535);
        assert_eq!(
            TxtRecord::from_strings(vec![string; 256])
                .unwrap_err()
                .to_string(),
            "TXT record is 65536 octets long, at most 65535 are allowed"
        );
        assert_eq!(
            TxtRecord::from_entries([("k", Some("v".repeat(254)))])
                .unwrap_err()
                .to_string(),
            "TXT string 1 is 256 octets long, at most 255 are allowed"
        );
    }

    proptest! {
        #[test]
        fn strings_and_their_lengths_are_the_octets(octets in prop::collection::vec(any::<u8>(), 0..600)) {
            let txt = TxtRecord::new(octets.clone());
            let mut again = Vec::new();
            for string in txt.strings() {
                prop_assert_eq!(string.offset, again.len());
                again.push(u8::try_from(string.stated_len).unwrap());
                again.extend_from_slice(string.octets);
            }
            prop_assert_eq!(again, octets);
        }

        #[test]
        fn what_is_built_is_read(strings in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..256), 1..20)) {
            let txt = TxtRecord::from_strings(&strings).unwrap();
            prop_assert_eq!(txt.strings().map(|string| string.octets.to_vec()).collect::<Vec<_>>(), strings);
            prop_assert_eq!(txt.truncation(), None);
        }
    }
}
