//! NSEC records, which say in Multicast DNS what does not exist.

use crate::name::DomainName;

use super::RecordType;

/// The types of record that exist at a name, and by that those that don't
/// ([RFC 6762 §6.1](https://www.rfc-editor.org/rfc/rfc6762#section-6.1),
/// [RFC 4034 §4.1](https://www.rfc-editor.org/rfc/rfc4034#section-4.1)).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Nsec {
    /// The next name of the zone; in Multicast DNS the owner itself.
    pub next: DomainName,
    /// The types that exist, as the blocks list them.
    pub types: Vec<RecordType>,
    /// The bit maps as received: what is written again.
    pub blocks: Vec<NsecBlock>,
}

impl Nsec {
    /// Says that exactly these types exist, in as few blocks as they need.
    pub fn new(next: DomainName, types: impl IntoIterator<Item = RecordType>) -> Self {
        let mut types: Vec<RecordType> = types.into_iter().collect();
        types.sort_unstable();
        types.dedup();
        let mut blocks: Vec<NsecBlock> = Vec::new();
        for record_type in &types {
            let [number, low] = record_type.0.to_be_bytes();
            match blocks.last_mut() {
                Some(block) if block.number == number => block.set(low),
                _ => {
                    let mut block = NsecBlock {
                        number,
                        bitmap: Vec::new(),
                    };
                    block.set(low);
                    blocks.push(block);
                }
            }
        }
        Self {
            next,
            types,
            blocks,
        }
    }

    /// Holds blocks as received.
    pub(super) fn from_blocks(next: DomainName, blocks: Vec<NsecBlock>) -> Self {
        Self {
            next,
            types: blocks.iter().flat_map(NsecBlock::types).collect(),
            blocks,
        }
    }
}

/// A bit map of up to 256 types: those whose number has this block's number as its upper octet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NsecBlock {
    /// The upper octet of the types' numbers; in Multicast DNS 0.
    pub number: u8,
    /// A bit for each type, the most significant one first; 1 to 32 octets.
    pub bitmap: Vec<u8>,
}

impl NsecBlock {
    /// The greatest length of a bit map in octets.
    pub const MAX_LEN: usize = 32;

    /// The types whose bits are set.
    pub fn types(&self) -> impl Iterator<Item = RecordType> {
        let bits = self
            .bitmap
            .iter()
            .flat_map(|octet| (0..8).rev().map(move |bit| octet >> bit & 1 == 1));
        (0..=u8::MAX)
            .zip(bits)
            .filter(|(_, exists)| *exists)
            .map(|(low, _)| RecordType(u16::from_be_bytes([self.number, low])))
    }

    /// Sets the bit of one type, lengthening the bit map as needed.
    fn set(&mut self, low: u8) {
        let index = usize::from(low / 8);
        if self.bitmap.len() <= index {
            self.bitmap.resize(index + 1, 0);
        }
        if let Some(octet) = self.bitmap.get_mut(index) {
            *octet |= 0x80 >> (low % 8);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_and_aaaa_take_four_octets() {
        let nsec = Nsec::new(
            DomainName::local(),
            [RecordType::AAAA, RecordType::A, RecordType::A],
        );
        assert_eq!(nsec.types, [RecordType::A, RecordType::AAAA]);
        assert_eq!(
            nsec.blocks,
            [NsecBlock {
                number: 0,
                bitmap: vec![0x40, 0, 0, 0x08]
            }]
        );
    }

    #[test]
    fn the_example_of_rfc_4034_is_read() {
        // A MX RRSIG NSEC TYPE1234, §4.3.
        let mut bitmap = vec![0; 27];
        bitmap[26] = 0x20;
        let blocks = vec![
            NsecBlock {
                number: 0,
                bitmap: vec![0x40, 0x01, 0, 0, 0, 0x03],
            },
            NsecBlock { number: 4, bitmap },
        ];
        let nsec = Nsec::from_blocks("host.example.com".parse().unwrap(), blocks);
        let types = [
            RecordType::A,
            RecordType::MX,
            RecordType::RRSIG,
            RecordType::NSEC,
            RecordType(1234),
        ];
        assert_eq!(nsec.types, types);
        assert_eq!(Nsec::new(nsec.next.clone(), types), nsec);
    }

    proptest! {
        #[test]
        fn what_is_built_is_read(types in prop::collection::btree_set(any::<u16>(), 0..50)) {
            let nsec = Nsec::new(DomainName::local(), types.iter().copied().map(RecordType));
            let read = Nsec::from_blocks(DomainName::local(), nsec.blocks.clone());
            prop_assert_eq!(&read.types, &types.into_iter().map(RecordType).collect::<Vec<_>>());
            prop_assert_eq!(read, nsec);
        }
    }
}
