//! Reading octets one after another, never past their end.

#![allow(clippy::indexing_slicing)] // The only file that indexes: every range below is checked where it is made.

/// A place in a message and the end of the part that may be read from there.
///
/// A cursor over the data of one record knows the whole message, since compressed names point anywhere in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    message: &'a [u8],
    /// Never past `end`.
    position: usize,
    /// Never past the end of the message.
    end: usize,
}

impl<'a> Cursor<'a> {
    /// A cursor at the start of a message.
    pub(super) fn new(message: &'a [u8]) -> Self {
        Self {
            message,
            position: 0,
            end: message.len(),
        }
    }

    /// A cursor at another offset of the same message, which may read to the message's end; `None` past that end.
    pub(super) fn at(&self, offset: usize) -> Option<Self> {
        (offset < self.message.len()).then_some(Self {
            message: self.message,
            position: offset,
            end: self.message.len(),
        })
    }

    /// A cursor over the next `len` octets, which this one skips; `None` when fewer are left.
    pub(super) fn split_off(&mut self, len: usize) -> Option<Self> {
        let position = self.position;
        self.octets(len)?;
        Some(Self {
            message: self.message,
            position,
            end: self.position,
        })
    }

    /// The offset in the message, in octets.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// How many octets are left.
    pub(super) fn remaining(&self) -> usize {
        self.end - self.position
    }

    /// Tells whether nothing is left.
    pub(super) fn is_empty(&self) -> bool {
        self.remaining() == 0
    }

    /// The octets that are left.
    pub(super) fn rest(&self) -> &'a [u8] {
        &self.message[self.position..self.end]
    }

    /// Reads `len` octets; nothing is read when fewer are left.
    pub(super) fn octets(&mut self, len: usize) -> Option<&'a [u8]> {
        if len > self.remaining() {
            return None;
        }
        let octets = &self.message[self.position..self.position + len];
        self.position += len;
        Some(octets)
    }

    /// Reads a fixed number of octets; nothing is read when fewer are left.
    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.octets(N)?.try_into().ok()
    }

    /// Reads one octet.
    pub(super) fn u8(&mut self) -> Option<u8> {
        self.array().map(|[octet]| octet)
    }

    /// Reads a number of two octets, the most significant first.
    pub(super) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    /// Reads a number of four octets, the most significant first.
    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_read_past_the_end() {
        let mut cursor = Cursor::new(&[1, 2, 3]);
        assert_eq!(cursor.u32(), None);
        assert_eq!(cursor.u16(), Some(0x0102));
        assert_eq!(cursor.u16(), None);
        assert_eq!(cursor.octets(usize::MAX), None);
        assert_eq!(cursor.u8(), Some(3));
        assert!(cursor.is_empty());
        assert_eq!(cursor.octets(0), Some(&[][..]));
        assert!(cursor.at(3).is_none());
    }

    #[test]
    fn a_part_ends_where_it_was_cut() {
        let mut cursor = Cursor::new(&[1, 2, 3, 4]);
        cursor.u8();
        assert!(cursor.split_off(4).is_none());
        let mut part = cursor.split_off(2).unwrap();
        assert_eq!((part.position(), part.rest()), (1, &[2, 3][..]));
        assert_eq!(part.u32(), None);
        assert_eq!(part.at(0).unwrap().u32(), Some(0x0102_0304));
        assert_eq!(cursor.rest(), [4]);
    }
}
