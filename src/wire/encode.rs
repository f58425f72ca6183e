//! Encoding of messages, right or wrong.

use std::collections::HashMap;

use crate::name::DomainName;

use super::{Header, Message, Nsec, Record, RecordData, Srv};

/// Encodes a message as it is, without compressing names.
///
/// The counts are those of the header, whatever the message holds; the records stand in the order of their list. Data that is
/// understood is written from [`Record::data`], any other from [`Record::rdata`]. Decoding a message without anomalies
/// and encoding it yields the same content; offsets differ where names had been compressed.
///
/// Data longer than the 65,535 octets that RDLENGTH can state is written in full after a length of 65,535.
pub fn encode(message: &Message) -> Vec<u8> {
    let mut encoder = Encoder::new(Compression::Off);
    encoder.header(&message.header);
    for question in &message.questions {
        encoder.question(&question.name, question.record_type.0, question.class_field);
    }
    for record in &message.records {
        encoder.record(record);
    }
    encoder.finish()
}

/// Whether names are written as pointers to where they stand already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    Off,
    On,
}

/// A message being written.
#[derive(Debug)]
pub(super) struct Encoder {
    octets: Vec<u8>,
    compression: Compression,
    /// Where the ends of names stand that can be pointed to: by their exact octets, so that no letter changes its case.
    names: HashMap<Vec<u8>, u16>,
}

impl Encoder {
    /// The two bits that make a pointer of an offset
    /// ([RFC 1035 §4.1.4](https://www.rfc-editor.org/rfc/rfc1035#section-4.1.4)).
    const POINTER: u16 = 0xc000;

    /// The first offset that doesn't fit in the 14 bits of a pointer.
    const POINTER_LIMIT: u16 = 0x4000;

    pub(super) fn new(compression: Compression) -> Self {
        Self {
            octets: Vec::new(),
            compression,
            names: HashMap::new(),
        }
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.octets
    }

    pub(super) fn header(&mut self, header: &Header) {
        for field in [
            header.id,
            header.flags,
            header.question_count,
            header.answer_count,
            header.authority_count,
            header.additional_count,
        ] {
            self.u16(field);
        }
    }

    pub(super) fn question(&mut self, name: &DomainName, record_type: u16, class_field: u16) {
        self.name(name);
        self.u16(record_type);
        self.u16(class_field);
    }

    pub(super) fn record(&mut self, record: &Record) {
        self.name(&record.name);
        self.u16(record.record_type.0);
        self.u16(record.class_field);
        self.octets(&record.ttl_seconds.to_be_bytes());
        let len_offset = self.octets.len();
        self.u16(0);
        self.data(&record.data, &record.rdata);
        let len = self.octets.len() - len_offset - size_of::<u16>();
        let len = u16::try_from(len).unwrap_or(u16::MAX);
        for (octet, stated) in self
            .octets
            .iter_mut()
            .skip(len_offset)
            .zip(len.to_be_bytes())
        {
            *octet = stated;
        }
    }

    pub(super) fn octets(&mut self, octets: &[u8]) {
        self.octets.extend_from_slice(octets);
    }

    fn u16(&mut self, value: u16) {
        self.octets(&value.to_be_bytes());
    }

    fn data(&mut self, data: &RecordData, rdata: &[u8]) {
        match data {
            RecordData::A(address) => self.octets(&address.octets()),
            RecordData::Aaaa(address) => self.octets(&address.octets()),
            RecordData::Cname(name) | RecordData::Ptr(name) => self.name(name),
            RecordData::Nsec(nsec) => self.nsec(nsec),
            RecordData::Srv(srv) => self.srv(srv),
            RecordData::Txt(txt) => self.octets(txt.octets()),
            RecordData::Malformed | RecordData::Opt | RecordData::Other => self.octets(rdata),
        }
    }

    fn srv(&mut self, srv: &Srv) {
        self.u16(srv.priority);
        self.u16(srv.weight);
        self.u16(srv.port);
        self.name(&srv.target);
    }

    fn nsec(&mut self, nsec: &Nsec) {
        self.name(&nsec.next);
        for block in &nsec.blocks {
            let len = u8::try_from(block.bitmap.len()).unwrap_or(u8::MAX);
            self.octets(&[block.number, len]);
            self.octets(&block.bitmap);
        }
    }

    fn name(&mut self, name: &DomainName) {
        match self.compression {
            Compression::Off => self.octets(name.as_wire()),
            Compression::On => self.compressed_name(name),
        }
    }

    fn compressed_name(&mut self, name: &DomainName) {
        let mut rest = name.as_wire();
        // The root is shorter than a pointer to it.
        while let Some((&len, after_len)) = rest.split_first().filter(|(len, _)| **len != 0) {
            if let Some(offset) = self.names.get(rest) {
                return self.u16(Self::POINTER | offset);
            }
            if let Ok(offset) = u16::try_from(self.octets.len())
                && offset < Self::POINTER_LIMIT
            {
                self.names.insert(rest.to_vec(), offset);
            }
            let Some((label, after)) = after_len.split_at_checked(usize::from(len)) else {
                break;
            };
            self.octets(&[len]);
            self.octets(label);
            rest = after;
        }
        self.octets(&[0]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{MessageBuilder, RecordType, TxtRecord, decode};
    use super::*;

    fn name(text: &str) -> DomainName {
        text.parse().unwrap()
    }

    /// One record of each type that is understood, and one that is not.
    fn every_type() -> MessageBuilder {
        let instance = name("Lab._http._tcp.local");
        let host = name("lab.local");
        let srv = Srv {
            priority: 1,
            weight: 2,
            port: 80,
            target: host.clone(),
        };
        MessageBuilder::response()
            .ptr(&name("_http._tcp.local"), 4500, &instance)
            .srv(&instance, 120, &srv)
            .txt(&instance, 4500, &TxtRecord::new(b"\x03a=1\0".to_vec()))
            .a(&host, 120, [192, 0, 2, 1].into())
            .aaaa(&host, 120, [0xfe80, 0, 0, 0, 0, 0, 0, 1].into())
            .nsec(&host, 120, [RecordType::A, RecordType::AAAA])
            .answer(&host, RecordType::CNAME, 1, 120, host.as_wire())
            .answer(&host, RecordType::HINFO, 1, 120, b"\x01a\x01b")
            .additional(&DomainName::root(), RecordType::OPT, 1440, 0, b"")
    }

    #[test]
    fn what_is_decoded_is_encoded() {
        let octets = every_type().build();
        let (message, anomalies) = decode(&octets);
        assert_eq!((anomalies, message.records.len()), (vec![], 9));
        assert!(
            message.records[..7]
                .iter()
                .all(|record| record.data != RecordData::Other)
        );
        assert_eq!(encode(&message), octets);
    }

    #[test]
    fn compression_changes_no_content() {
        let plain = decode(&every_type().build()).0;
        let octets = every_type().compress(true).build();
        let (compressed, anomalies) = decode(&octets);
        assert_eq!(anomalies, []);
        assert!(compressed.octets_len < plain.octets_len);
        for (record, other) in compressed.records.iter().zip(&plain.records) {
            assert!(record.name.eq_exact(&other.name));
            assert_eq!(record.data, other.data);
        }
        let in_rdata: Vec<bool> = compressed
            .records
            .iter()
            .map(|record| record.name_compressed_in_rdata)
            .collect();
        assert_eq!(
            in_rdata,
            [true, true, false, false, false, true, false, false, false]
        );
        assert_eq!(encode(&compressed), encode(&plain));
    }

    #[test]
    fn compression_keeps_the_case_of_letters() {
        let octets = MessageBuilder::query()
            .question(&name("a.LOCAL"), RecordType::A, 1)
            .question(&name("b.local"), RecordType::A, 1)
            .question(&name("c.LOCAL"), RecordType::A, 1)
            .compress(true)
            .build();
        let names: Vec<String> = decode(&octets)
            .0
            .questions
            .iter()
            .map(|question| question.name.to_string())
            .collect();
        assert_eq!(names, ["a.LOCAL.", "b.local.", "c.LOCAL."]);
        // Only the third has something to point to.
        assert_eq!(octets.len(), 12 + 13 + 13 + 8);
    }

    #[test]
    fn names_past_the_reach_of_pointers_are_not_pointed_to() {
        let txt = TxtRecord::from_strings(vec![[b'x'; 255]; 70]).unwrap();
        let octets = MessageBuilder::response()
            .txt(&name("first.local"), 120, &txt)
            .a(&name("second.example"), 120, [192, 0, 2, 1].into())
            .a(&name("third.example"), 120, [192, 0, 2, 1].into())
            .compress(true)
            .build();
        let (message, anomalies) = decode(&octets);
        assert_eq!(anomalies, []);
        assert_eq!(message.records[2].name, name("third.example"));
    }

    #[test]
    fn counts_are_those_of_the_header() {
        let mut message = decode(&every_type().build()).0;
        message.header.answer_count = 77;
        assert_eq!(decode(&encode(&message)).0.header.answer_count, 77);
    }
}
