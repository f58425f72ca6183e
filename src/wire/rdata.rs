//! The data of records, type by type.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::name::DomainName;

use super::cursor::Cursor;
use super::name::read_name;
use super::{AnomalyKind, Nsec, NsecBlock, RecordData, RecordType, Srv, TxtRecord};

/// The data of a record as far as it could be read.
#[derive(Debug)]
pub(super) struct ReadRdata {
    pub(super) data: RecordData,
    pub(super) name_compressed: bool,
    pub(super) anomalies: Vec<(usize, AnomalyKind)>,
}

/// Reads data of a type; the cursor spans exactly the data.
pub(super) fn read_rdata(record_type: RecordType, cursor: Cursor<'_>) -> ReadRdata {
    let mut reader = RdataReader {
        cursor,
        name_compressed: false,
        anomalies: Vec::new(),
    };
    let data = match record_type {
        RecordType::A => reader.fixed(record_type, |octets| RecordData::A(Ipv4Addr::from(octets))),
        RecordType::AAAA => reader.fixed(record_type, |octets| {
            RecordData::Aaaa(Ipv6Addr::from(octets))
        }),
        RecordType::CNAME => reader.name().map(RecordData::Cname),
        RecordType::NSEC => reader.nsec().map(RecordData::Nsec),
        RecordType::OPT => Some(reader.uninterpreted(RecordData::Opt)),
        RecordType::PTR => reader.name().map(RecordData::Ptr),
        RecordType::SRV => reader.srv().map(RecordData::Srv),
        RecordType::TXT => Some(RecordData::Txt(reader.txt())),
        _ => Some(reader.uninterpreted(RecordData::Other)),
    };
    if data.is_some() && !reader.cursor.is_empty() {
        let len = reader.cursor.remaining();
        reader.report(AnomalyKind::TrailingRdata { len });
    }
    ReadRdata {
        data: data.unwrap_or(RecordData::Malformed),
        name_compressed: reader.name_compressed,
        anomalies: reader.anomalies,
    }
}

/// Reads the parts of one record's data. What yields `None` has reported why.
struct RdataReader<'a> {
    cursor: Cursor<'a>,
    name_compressed: bool,
    anomalies: Vec<(usize, AnomalyKind)>,
}

impl RdataReader<'_> {
    fn report(&mut self, kind: AnomalyKind) {
        self.anomalies.push((self.cursor.position(), kind));
    }

    /// Data of one length.
    fn fixed<const N: usize>(
        &mut self,
        record_type: RecordType,
        data: impl Fn([u8; N]) -> RecordData,
    ) -> Option<RecordData> {
        let found = self.cursor.remaining();
        if found != N {
            self.report(AnomalyKind::RdataLength {
                record_type,
                expected: N,
                found,
            });
            return None;
        }
        self.cursor.array().map(data)
    }

    /// Data that is left as it is.
    fn uninterpreted(&mut self, data: RecordData) -> RecordData {
        self.rest();
        data
    }

    fn rest(&mut self) -> &[u8] {
        let len = self.cursor.remaining();
        self.cursor.octets(len).unwrap_or_default()
    }

    fn name(&mut self) -> Option<DomainName> {
        match read_name(&mut self.cursor) {
            Ok(read) => {
                self.name_compressed |= read.compressed;
                if let Some((offset, target)) = read.forward {
                    self.anomalies
                        .push((offset, AnomalyKind::ForwardPointer { target }));
                }
                Some(read.name)
            }
            Err(fault) => {
                self.anomalies.push((fault.offset, fault.kind));
                None
            }
        }
    }

    fn srv(&mut self) -> Option<Srv> {
        /// Three numbers and the root.
        const MIN_LEN: usize = 7;
        let found = self.cursor.remaining();
        if found < MIN_LEN {
            self.report(AnomalyKind::RdataLength {
                record_type: RecordType::SRV,
                expected: MIN_LEN,
                found,
            });
            return None;
        }
        Some(Srv {
            priority: self.cursor.u16()?,
            weight: self.cursor.u16()?,
            port: self.cursor.u16()?,
            target: self.name()?,
        })
    }

    fn txt(&mut self) -> TxtRecord {
        let start = self.cursor.position();
        let txt = TxtRecord::new(self.rest().to_vec());
        if let Some(cut) = txt.truncation() {
            let kind = AnomalyKind::TxtStringOverrun {
                string_index: cut.string_index,
                stated: cut.stated_len,
                left: cut.present_len,
            };
            self.anomalies.push((start + cut.offset, kind));
        }
        txt
    }

    fn nsec(&mut self) -> Option<Nsec> {
        let next = self.name()?;
        let mut blocks: Vec<NsecBlock> = Vec::new();
        while !self.cursor.is_empty() {
            let before = self.cursor;
            let block = self.nsec_block();
            let ascending =
                |block: &NsecBlock| blocks.last().is_none_or(|last| last.number < block.number);
            let Some(block) = block.filter(ascending) else {
                self.cursor = before;
                self.report(AnomalyKind::MalformedNsec);
                return None;
            };
            blocks.push(block);
        }
        Some(Nsec::from_blocks(next, blocks))
    }

    fn nsec_block(&mut self) -> Option<NsecBlock> {
        let number = self.cursor.u8()?;
        let len = usize::from(self.cursor.u8()?);
        let bitmap = self.cursor.octets(len)?.to_vec();
        (1..=NsecBlock::MAX_LEN)
            .contains(&len)
            .then_some(NsecBlock { number, bitmap })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads data that stands alone: its offsets are those in the data.
    fn read(record_type: RecordType, octets: &[u8]) -> ReadRdata {
        read_rdata(record_type, Cursor::new(octets))
    }

    fn malformed(record_type: RecordType, octets: &[u8]) -> (usize, AnomalyKind) {
        let mut read = read(record_type, octets);
        assert_eq!(read.data, RecordData::Malformed);
        assert_eq!(read.anomalies.len(), 1);
        read.anomalies.remove(0)
    }

    fn well_formed(record_type: RecordType, octets: &[u8]) -> RecordData {
        let read = read(record_type, octets);
        assert_eq!(read.anomalies, []);
        read.data
    }

    #[test]
    fn a_is_four_octets() {
        assert_eq!(
            well_formed(RecordType::A, &[192, 0, 2, 7]),
            RecordData::A([192, 0, 2, 7].into())
        );
        for found in [0, 3, 5, 16] {
            let kind = AnomalyKind::RdataLength {
                record_type: RecordType::A,
                expected: 4,
                found,
            };
            assert_eq!(malformed(RecordType::A, &vec![1; found]), (0, kind));
        }
    }

    #[test]
    fn aaaa_is_sixteen_octets() {
        let address = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1);
        assert_eq!(
            well_formed(RecordType::AAAA, &address.octets()),
            RecordData::Aaaa(address)
        );
        for found in [0, 4, 15, 17] {
            let kind = AnomalyKind::RdataLength {
                record_type: RecordType::AAAA,
                expected: 16,
                found,
            };
            assert_eq!(malformed(RecordType::AAAA, &vec![1; found]), (0, kind));
        }
    }

    #[test]
    fn ptr_and_cname_are_one_name() {
        let target: DomainName = "a.local".parse().unwrap();
        assert_eq!(
            well_formed(RecordType::PTR, b"\x01a\x05local\0"),
            RecordData::Ptr(target.clone())
        );
        assert_eq!(
            well_formed(RecordType::CNAME, b"\x01a\x05local\0"),
            RecordData::Cname(target.clone())
        );
        assert_eq!(
            malformed(RecordType::PTR, b""),
            (0, AnomalyKind::TruncatedName)
        );
        assert_eq!(
            malformed(RecordType::PTR, b"\x01a\x05loc"),
            (2, AnomalyKind::TruncatedName)
        );
        let long = read(RecordType::PTR, b"\x01a\x05local\0xyz");
        assert_eq!(long.data, RecordData::Ptr(target));
        assert_eq!(long.anomalies, [(9, AnomalyKind::TrailingRdata { len: 3 })]);
    }

    #[test]
    fn a_name_ends_within_its_data() {
        // The name would go on in the octets after the data.
        let mut cursor = Cursor::new(b"\x01a\x05local\0");
        let data = cursor.split_off(4).unwrap();
        let read = read_rdata(RecordType::PTR, data);
        assert_eq!(read.data, RecordData::Malformed);
        assert_eq!(read.anomalies, [(2, AnomalyKind::TruncatedName)]);
    }

    #[test]
    fn names_in_data_may_be_compressed() {
        let mut cursor = Cursor::new(b"\x05local\0\x01a\xc0\x00");
        cursor.octets(7);
        let read = read_rdata(RecordType::PTR, cursor);
        assert_eq!(read.data, RecordData::Ptr("a.local".parse().unwrap()));
        assert!(read.name_compressed && read.anomalies.is_empty());
    }

    #[test]
    fn srv_is_three_numbers_and_a_name() {
        let srv = Srv {
            priority: 1,
            weight: 2,
            port: 631,
            target: "h.local".parse().unwrap(),
        };
        assert_eq!(
            well_formed(RecordType::SRV, b"\0\x01\0\x02\x02\x77\x01h\x05local\0"),
            RecordData::Srv(srv)
        );
        let root = Srv {
            priority: 0,
            weight: 0,
            port: 0,
            target: DomainName::root(),
        };
        assert_eq!(
            well_formed(RecordType::SRV, &[0; 7]),
            RecordData::Srv(root.clone())
        );
        for found in [0, 5, 6] {
            let kind = AnomalyKind::RdataLength {
                record_type: RecordType::SRV,
                expected: 7,
                found,
            };
            assert_eq!(malformed(RecordType::SRV, &vec![0; found]), (0, kind));
        }
        assert_eq!(
            malformed(RecordType::SRV, b"\0\0\0\0\0\0\x05ab"),
            (6, AnomalyKind::TruncatedName)
        );
        let long = read(RecordType::SRV, &[0; 9]);
        assert_eq!(
            (long.data, long.anomalies),
            (
                RecordData::Srv(root),
                vec![(7, AnomalyKind::TrailingRdata { len: 2 })]
            )
        );
    }

    #[test]
    fn txt_is_kept_as_it_is() {
        for octets in [&b""[..], b"\0", b"\x03a=1\0\x01\xff"] {
            assert_eq!(
                well_formed(RecordType::TXT, octets),
                RecordData::Txt(TxtRecord::new(octets.to_vec()))
            );
        }
        let cut = read(RecordType::TXT, b"\x04ok=1\x40short");
        assert_eq!(
            cut.data,
            RecordData::Txt(TxtRecord::new(b"\x04ok=1\x40short".to_vec()))
        );
        assert_eq!(
            cut.anomalies,
            [(
                5,
                AnomalyKind::TxtStringOverrun {
                    string_index: 1,
                    stated: 64,
                    left: 5
                }
            )]
        );
    }

    #[test]
    fn nsec_is_a_name_and_bit_maps() {
        let nsec = Nsec::new(DomainName::root(), [RecordType::A, RecordType::AAAA]);
        assert_eq!(
            well_formed(RecordType::NSEC, b"\0\0\x04\x40\0\0\x08"),
            RecordData::Nsec(nsec)
        );
        assert_eq!(
            well_formed(RecordType::NSEC, b"\0"),
            RecordData::Nsec(Nsec::new(DomainName::root(), []))
        );
        assert_eq!(
            malformed(RecordType::NSEC, b""),
            (0, AnomalyKind::TruncatedName)
        );
        let long = [&b"\0\0\x21"[..], &[0xff; 33]].concat();
        for octets in [&b"\0\0"[..], b"\0\0\0", b"\0\0\x04\x40", &long] {
            assert_eq!(
                malformed(RecordType::NSEC, octets),
                (1, AnomalyKind::MalformedNsec)
            );
        }
        for number in [0, 1] {
            let octets = [0, 1, 1, 0x40, number, 1, 0x40];
            assert_eq!(
                malformed(RecordType::NSEC, &octets),
                (4, AnomalyKind::MalformedNsec)
            );
        }
    }

    #[test]
    fn other_types_are_octets() {
        for octets in [&b""[..], b"\xc0\xff", b"anything"] {
            assert_eq!(well_formed(RecordType::HINFO, octets), RecordData::Other);
            assert_eq!(well_formed(RecordType::OPT, octets), RecordData::Opt);
            assert_eq!(well_formed(RecordType(65_535), octets), RecordData::Other);
        }
    }
}
