//! Names in messages, compressed or not.

use crate::name::{DomainName, DomainNameBuilder};

use super::AnomalyKind;
use super::cursor::Cursor;

/// How many pointers are followed in one name. No name has more than 127 labels, so no more serve a purpose; without a
/// limit, a small message of pointers to pointers would cost the square of its length.
pub(super) const MAX_POINTERS: usize = 127;

/// A name that could be read.
#[derive(Debug)]
pub(super) struct ReadName {
    pub(super) name: DomainName,
    pub(super) compressed: bool,
    /// The first pointer that is not backward: its offset and its target.
    pub(super) forward: Option<(usize, usize)>,
}

/// Why a name could not be read.
#[derive(Debug)]
pub(super) struct NameFault {
    pub(super) kind: AnomalyKind,
    pub(super) offset: usize,
    /// Whether the cursor stands after the name nonetheless.
    pub(super) end: NameEnd,
}

/// Whether it is known where an unreadable name ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameEnd {
    Known,
    Unknown,
}

/// Reads a name and leaves the cursor after it, also after an unreadable one whose end is known
/// ([RFC 1035 §4.1.4](https://www.rfc-editor.org/rfc/rfc1035#section-4.1.4)).
///
/// The work is bounded by the octets of the name that stand at the cursor, the 255 octets of a name, and [`MAX_POINTERS`].
pub(super) fn read_name(cursor: &mut Cursor<'_>) -> Result<ReadName, NameFault> {
    let start = cursor.position();
    let mut builder = DomainNameBuilder::default();
    let mut too_long = false;
    let mut pointers = Pointers::default();
    // Where reading goes on after the first pointer; the end of the name is known then.
    let mut elsewhere: Option<Cursor<'_>> = None;
    loop {
        let end = match elsewhere {
            Some(_) => NameEnd::Known,
            None => NameEnd::Unknown,
        };
        let reader = elsewhere.as_mut().unwrap_or(cursor);
        let offset = reader.position();
        let fault = |kind, end| Err(NameFault { kind, offset, end });
        let name_too_long = Err(NameFault {
            kind: AnomalyKind::NameTooLong,
            offset: start,
            end: NameEnd::Known,
        });
        match reader.u8() {
            None => return fault(AnomalyKind::TruncatedName, end),
            Some(0) if too_long => return name_too_long,
            Some(0) => break,
            Some(len @ 1..=63) => {
                let Some(label) = reader.octets(usize::from(len)) else {
                    return fault(AnomalyKind::TruncatedName, end);
                };
                too_long |= builder.push(label).is_err();
                if too_long && end == NameEnd::Known {
                    return name_too_long;
                }
                // A name too long that stands here in full is walked to its end, so that what follows is found.
            }
            Some(high @ 0xc0..) => {
                let Some(low) = reader.u8() else {
                    return fault(AnomalyKind::TruncatedName, end);
                };
                if too_long {
                    return name_too_long;
                }
                let target = usize::from(u16::from_be_bytes([high & 0x3f, low]));
                if let Err(kind) = pointers.follow(offset, target) {
                    return fault(kind, NameEnd::Known);
                }
                let Some(there) = reader.at(target) else {
                    return fault(AnomalyKind::PointerPastEnd { target }, NameEnd::Known);
                };
                elsewhere = Some(there);
            }
            Some(octet) => return fault(AnomalyKind::ReservedLabelType { octet }, end),
        }
    }
    Ok(ReadName {
        name: builder.finish(),
        compressed: pointers.count > 0,
        forward: pointers.forward,
    })
}

/// The pointers of one name so far.
#[derive(Debug, Default)]
struct Pointers {
    count: usize,
    forward: Option<(usize, usize)>,
    /// An earlier pointer, moved up each time the count reaches a power of two: in a loop, a pointer meets it again
    /// before the count has doubled twice.
    milestone: usize,
}

impl Pointers {
    /// Notes a pointer and says when it must not be followed.
    fn follow(&mut self, offset: usize, target: usize) -> Result<(), AnomalyKind> {
        if self.count > 0 && offset == self.milestone || offset == target {
            return Err(AnomalyKind::PointerLoop);
        }
        if self.count == MAX_POINTERS {
            return Err(AnomalyKind::TooManyPointers);
        }
        self.count += 1;
        if self.count.is_power_of_two() {
            self.milestone = offset;
        }
        if target > offset {
            self.forward.get_or_insert((offset, target));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the name at an offset; what is left of the message after it tells where it ended.
    fn read(message: &[u8], offset: usize) -> (Result<ReadName, NameFault>, usize) {
        let mut cursor = Cursor::new(message).at(offset).unwrap();
        let result = read_name(&mut cursor);
        (result, cursor.position())
    }

    fn fault(message: &[u8], offset: usize) -> (AnomalyKind, usize, NameEnd, usize) {
        let (result, end) = read(message, offset);
        let fault = result.unwrap_err();
        (fault.kind, fault.offset, fault.end, end)
    }

    #[test]
    fn the_example_of_rfc_1035_is_read() {
        // §4.1.4: F.ISI.ARPA at 20, FOO.F.ISI.ARPA at 40, ARPA at 64, the root at 92.
        let mut message = vec![0; 93];
        message[20..32].copy_from_slice(b"\x01F\x03ISI\x04ARPA\0");
        message[40..46].copy_from_slice(b"\x03FOO\xc0\x14");
        message[64..66].copy_from_slice(b"\xc0\x1a");
        for (offset, text, compressed, end) in [
            (20, "F.ISI.ARPA.", false, 32),
            (40, "FOO.F.ISI.ARPA.", true, 46),
            (64, "ARPA.", true, 66),
            (92, ".", false, 93),
        ] {
            let (result, position) = read(&message, offset);
            let read = result.unwrap();
            assert_eq!(
                (read.name.to_string(), read.compressed, position),
                (text.to_owned(), compressed, end)
            );
            assert_eq!(read.forward, None);
        }
    }

    #[test]
    fn loops_of_any_length_are_seen() {
        assert_eq!(
            fault(b"\xc0\x00", 0),
            (AnomalyKind::PointerLoop, 0, NameEnd::Known, 2)
        );
        assert_eq!(fault(b"\x01a\xc0\x00", 0).0, AnomalyKind::PointerLoop);
        assert_eq!(fault(b"\xc0\x02\xc0\x00", 0).0, AnomalyKind::PointerLoop);
        // A tail of two pointers into a loop of three.
        assert_eq!(
            fault(b"\xc0\x02\xc0\x04\xc0\x06\xc0\x08\xc0\x04", 0).0,
            AnomalyKind::PointerLoop
        );
    }

    #[test]
    fn a_chain_of_pointers_is_followed_up_to_its_limit() {
        let chain = |pointers: u16| -> Vec<u8> {
            let targets = (1..=pointers).flat_map(|index| (0xc000 | (index * 2)).to_be_bytes());
            targets.chain([0]).collect()
        };
        assert_eq!(read(&chain(127), 0).0.unwrap().forward, Some((0, 2)));
        assert_eq!(fault(&chain(128), 0).0, AnomalyKind::TooManyPointers);
    }

    #[test]
    fn pointers_past_the_end_have_a_known_end() {
        assert_eq!(
            fault(b"\x01a\xff\xff\x07", 0),
            (
                AnomalyKind::PointerPastEnd { target: 0x3fff },
                2,
                NameEnd::Known,
                4
            )
        );
    }

    #[test]
    fn a_cut_name_has_none() {
        for message in [&b"\x03ab"[..], b"\x02ab", b"\x01a\xc0"] {
            let (kind, _, end, _) = fault(message, 0);
            assert_eq!(
                (kind, end),
                (AnomalyKind::TruncatedName, NameEnd::Unknown),
                "{message:?}"
            );
        }
        assert_eq!(
            fault(b"\x05ab\xc0\x00", 3),
            (AnomalyKind::TruncatedName, 0, NameEnd::Known, 5)
        );
    }

    #[test]
    fn reserved_label_types_are_seen() {
        for octet in [0x40, 0x41, 0x80, 0xbf] {
            assert_eq!(
                fault(&[1, b'a', octet, 0], 0),
                (
                    AnomalyKind::ReservedLabelType { octet },
                    2,
                    NameEnd::Unknown,
                    3
                )
            );
        }
    }

    #[test]
    fn a_name_is_255_octets_at_most() {
        let mut message = b"\x3f".to_vec();
        message.extend([b'x'; 63]);
        message = message.repeat(3);
        message.extend(b"\x3e");
        message.extend([b'x'; 62]);
        message.push(0);
        assert_eq!(read(&message, 0).0.unwrap().name.as_wire().len(), 256);

        // One label more, by a pointer: the end is known.
        message.extend(b"\x01a\xc0\x00rest");
        assert_eq!(
            fault(&message, 256),
            (AnomalyKind::NameTooLong, 256, NameEnd::Known, 260)
        );

        // In full: walked to its end.
        let mut long = b"\x01a".repeat(200);
        long.extend(b"\0rest");
        assert_eq!(
            fault(&long, 0),
            (AnomalyKind::NameTooLong, 0, NameEnd::Known, 401)
        );
    }
}
