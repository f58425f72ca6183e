//! Decoding of messages.

use crate::name::DomainName;

use super::cursor::Cursor;
use super::name::{NameEnd, ReadName, read_name};
use super::rdata::{ReadRdata, read_rdata};
use super::{
    Anomaly, AnomalyKind, Header, Message, Question, Record, RecordData, RecordType, Section,
};

/// Decodes a message: everything that can be read, in wire order, and an [`Anomaly`] for each place that breaks the format.
///
/// Any octets can be decoded. A bad record doesn't hide those after it as long as its stated length says where they begin. A
/// record (or question) whose name can't be read is not among [`Message::records`]; its anomaly has no `record` index. Where
/// the end of a name or a record is lost, decoding ends with the anomaly that says so. The work is proportional to
/// the length of the message, times the at most 255 octets that a compressed name can stand for.
pub fn decode(octets: &[u8]) -> (Message, Vec<Anomaly>) {
    let mut decoder = Decoder {
        cursor: Cursor::new(octets),
        message: Message {
            octets_len: octets.len(),
            ..Message::default()
        },
        anomalies: Vec::new(),
    };
    // `None` says that the rest can't be located: the anomalies tell why.
    let _ = decoder.message();
    (decoder.message, decoder.anomalies)
}

struct Decoder<'a> {
    cursor: Cursor<'a>,
    message: Message,
    anomalies: Vec<Anomaly>,
}

/// What stands in a record between its owner and its data.
struct RecordFields {
    record_type: RecordType,
    class_field: u16,
    ttl_seconds: u32,
    rdata_len: usize,
}

/// The name of a question or the owner of a record; unreadable ones have been reported.
enum Owner {
    Readable(ReadName),
    Unreadable,
}

impl Decoder<'_> {
    fn message(&mut self) -> Option<()> {
        self.header()?;
        self.questions()?;
        for section in Section::ALL {
            self.section(section)?;
        }
        if !self.cursor.is_empty() {
            let len = self.cursor.remaining();
            self.report(AnomalyKind::TrailingOctets { len }, self.cursor.position());
        }
        Some(())
    }

    fn header(&mut self) -> Option<()> {
        if self.cursor.remaining() < Header::LEN {
            self.report(AnomalyKind::TruncatedHeader, self.message.octets_len);
        }
        let header = &mut self.message.header;
        // One after another, so that of a cut header each whole number is kept.
        for field in [
            &mut header.id,
            &mut header.flags,
            &mut header.question_count,
            &mut header.answer_count,
            &mut header.authority_count,
            &mut header.additional_count,
        ] {
            *field = self.cursor.u16()?;
        }
        Some(())
    }

    fn questions(&mut self) -> Option<()> {
        let stated = self.message.header.question_count;
        for present in 0..stated {
            if self.cursor.is_empty() {
                let kind = AnomalyKind::QuestionCountExceedsContent { stated, present };
                self.report(kind, self.cursor.position());
                break;
            }
            self.question()?;
        }
        Some(())
    }

    fn question(&mut self) -> Option<()> {
        let offset = self.cursor.position();
        let owner = self.owner(offset, &AnomalyKind::TruncatedQuestion)?;
        let fields = (|| Some((self.cursor.u16()?, self.cursor.u16()?)))();
        let Some((record_type, class_field)) = fields else {
            self.report(AnomalyKind::TruncatedQuestion, offset);
            self.attribute(None, owner.name());
            return None;
        };
        if let Owner::Readable(read) = owner {
            self.report_forward(&read, None);
            self.message.questions.push(Question {
                name: read.name,
                record_type: RecordType(record_type),
                class_field,
                offset,
            });
        }
        Some(())
    }

    fn section(&mut self, section: Section) -> Option<()> {
        let stated = self.message.header.record_count(section);
        for present in 0..stated {
            if self.cursor.is_empty() {
                let kind = AnomalyKind::CountExceedsContent {
                    section,
                    stated,
                    present,
                };
                self.report(kind, self.cursor.position());
                break;
            }
            self.record(section)?;
        }
        Some(())
    }

    fn record(&mut self, section: Section) -> Option<()> {
        let offset = self.cursor.position();
        let owner = self.owner(offset, &AnomalyKind::TruncatedRecord)?;
        let Some(fields) = self.record_fields() else {
            self.report(AnomalyKind::TruncatedRecord, offset);
            self.attribute(None, owner.name());
            return None;
        };
        let index = self.message.records.len();
        let rdata_offset = self.cursor.position();
        let rdata = self.cursor.split_off(fields.rdata_len);
        if rdata.is_none() {
            let kind = AnomalyKind::RdataOverrun {
                stated: fields.rdata_len,
                left: self.cursor.remaining(),
            };
            self.report(kind, rdata_offset);
            self.attribute(owner.name().map(|_| index), owner.name());
        }
        if let Owner::Readable(read) = owner {
            self.report_forward(&read, Some(index));
            let octets = rdata.unwrap_or(self.cursor).rest().to_vec();
            let read_rdata = rdata.map_or_else(ReadRdata::malformed, |rdata| {
                read_rdata(fields.record_type, rdata)
            });
            for (offset, kind) in read_rdata.anomalies {
                self.report(kind, offset);
                self.attribute(Some(index), Some(&read.name));
            }
            self.message.records.push(Record {
                name: read.name,
                record_type: fields.record_type,
                class_field: fields.class_field,
                ttl_seconds: fields.ttl_seconds,
                data: read_rdata.data,
                rdata: octets,
                section,
                offset,
                rdata_offset,
                name_compressed_in_rdata: read_rdata.name_compressed,
            });
        }
        rdata.map(|_| ())
    }

    fn record_fields(&mut self) -> Option<RecordFields> {
        Some(RecordFields {
            record_type: RecordType(self.cursor.u16()?),
            class_field: self.cursor.u16()?,
            ttl_seconds: self.cursor.u32()?,
            rdata_len: usize::from(self.cursor.u16()?),
        })
    }

    /// Reads the name at which a question or record begins; `None` when its end is lost, and with it all that follows.
    fn owner(&mut self, start: usize, truncated: &AnomalyKind) -> Option<Owner> {
        match read_name(&mut self.cursor) {
            Ok(read) => Some(Owner::Readable(read)),
            Err(fault) if fault.end == NameEnd::Known => {
                self.report(fault.kind, fault.offset);
                Some(Owner::Unreadable)
            }
            Err(fault) if fault.kind == AnomalyKind::TruncatedName => {
                self.report(truncated.clone(), start);
                None
            }
            Err(fault) => {
                self.report(fault.kind, fault.offset);
                None
            }
        }
    }

    fn report(&mut self, kind: AnomalyKind, offset: usize) {
        self.anomalies.push(Anomaly {
            kind,
            offset,
            record: None,
            name: None,
        });
    }

    /// Says to which record the last anomaly belongs.
    fn attribute(&mut self, record: Option<usize>, name: Option<&DomainName>) {
        if let Some(anomaly) = self.anomalies.last_mut() {
            anomaly.record = record;
            anomaly.name = name.cloned();
        }
    }

    fn report_forward(&mut self, read: &ReadName, record: Option<usize>) {
        if let Some((offset, target)) = read.forward {
            self.report(AnomalyKind::ForwardPointer { target }, offset);
            self.attribute(record, Some(&read.name));
        }
    }
}

impl Owner {
    fn name(&self) -> Option<&DomainName> {
        match self {
            Self::Readable(read) => Some(&read.name),
            Self::Unreadable => None,
        }
    }
}

impl ReadRdata {
    /// Data that is cut: nothing of it is interpreted.
    fn malformed() -> Self {
        Self {
            data: RecordData::Malformed,
            name_compressed: false,
            anomalies: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{CLASS_IN, MessageBuilder, UNICAST_RESPONSE};
    use super::*;

    fn name(text: &str) -> DomainName {
        text.parse().unwrap()
    }

    /// A record of type A for the given octets of an owner.
    fn address(owner: &[u8]) -> Vec<u8> {
        [owner, &[0, 1, 0, 1, 0, 0, 0, 120, 0, 4, 192, 0, 2, 1]].concat()
    }

    fn kinds(anomalies: &[Anomaly]) -> Vec<AnomalyKind> {
        anomalies
            .iter()
            .map(|anomaly| anomaly.kind.clone())
            .collect()
    }

    #[test]
    fn a_header_is_twelve_octets() {
        let octets = MessageBuilder::response().id(7).build();
        let (message, anomalies) = decode(&octets);
        assert_eq!(
            (message.header.id, message.header.flags, anomalies.len()),
            (7, 0x8400, 0)
        );
        for len in 0..12 {
            let (message, anomalies) = decode(&octets[..len]);
            assert_eq!(kinds(&anomalies), [AnomalyKind::TruncatedHeader], "{len}");
            assert_eq!(message.header.is_response(), len >= 4);
            assert_eq!(message.octets_len, len);
        }
    }

    #[test]
    fn a_question_has_a_class_and_a_bit() {
        let octets = MessageBuilder::query()
            .question(
                &name("_ipp._tcp.local"),
                RecordType::PTR,
                CLASS_IN | UNICAST_RESPONSE,
            )
            .build();
        let (message, anomalies) = decode(&octets);
        assert_eq!(anomalies, []);
        let question = &message.questions[0];
        assert_eq!(
            (&question.name, question.record_type, question.offset),
            (&name("_ipp._tcp.local"), RecordType::PTR, 12)
        );
        assert!(question.unicast_response());
        for len in 13..octets.len() {
            assert_eq!(
                kinds(&decode(&octets[..len]).1),
                [AnomalyKind::TruncatedQuestion],
                "{len}"
            );
        }
    }

    #[test]
    fn a_cut_record_is_told_from_a_missing_one() {
        let octets = MessageBuilder::response()
            .raw_record(&address(b"\x01h\x05local\0"))
            .build();
        assert_eq!(decode(&octets).1, []);
        let missing = AnomalyKind::CountExceedsContent {
            section: Section::Answer,
            stated: 1,
            present: 0,
        };
        assert_eq!(kinds(&decode(&octets[..12]).1), [missing]);
        let fields_end = octets.len() - 4;
        for len in 13..fields_end {
            assert_eq!(
                kinds(&decode(&octets[..len]).1),
                [AnomalyKind::TruncatedRecord],
                "{len}"
            );
        }
        for len in fields_end..octets.len() {
            let (message, anomalies) = decode(&octets[..len]);
            assert_eq!(
                kinds(&anomalies),
                [AnomalyKind::RdataOverrun {
                    stated: 4,
                    left: len - fields_end
                }]
            );
            assert_eq!(
                (anomalies[0].record, &anomalies[0].name),
                (Some(0), &Some(name("h.local")))
            );
            assert_eq!(message.records[0].data, RecordData::Malformed);
            assert_eq!(message.records[0].rdata, octets[fields_end..len]);
        }
    }

    #[test]
    fn each_section_is_counted_for_itself() {
        let octets = MessageBuilder::response()
            .counts(1, 2, 3, 0)
            .question(&name("a.local"), RecordType::ANY, CLASS_IN)
            .raw_record(&address(b"\x01h\0"))
            .build();
        let (message, anomalies) = decode(&octets);
        assert_eq!((message.questions.len(), message.records.len()), (1, 1));
        assert_eq!(
            kinds(&anomalies),
            [
                AnomalyKind::CountExceedsContent {
                    section: Section::Answer,
                    stated: 2,
                    present: 1
                },
                AnomalyKind::CountExceedsContent {
                    section: Section::Authority,
                    stated: 3,
                    present: 0
                },
            ]
        );
        let questions = MessageBuilder::query()
            .counts(2, 0, 0, 0)
            .question(&name("a"), RecordType::A, CLASS_IN)
            .build();
        assert_eq!(
            kinds(&decode(&questions).1),
            [AnomalyKind::QuestionCountExceedsContent {
                stated: 2,
                present: 1
            }]
        );
    }

    #[test]
    fn an_unreadable_owner_hides_no_other_record() {
        for (owner, kind) in [
            (&b"\xc0\x0c"[..], AnomalyKind::PointerLoop),
            (b"\xff\xff", AnomalyKind::PointerPastEnd { target: 0x3fff }),
        ] {
            let octets = MessageBuilder::response()
                .raw_record(&address(owner))
                .raw_record(&address(b"\x04good\0"))
                .build();
            let (message, anomalies) = decode(&octets);
            assert_eq!(kinds(&anomalies), [kind]);
            assert_eq!(
                (anomalies[0].offset, anomalies[0].record, &anomalies[0].name),
                (12, None, &None)
            );
            assert_eq!(message.records.len(), 1);
            assert_eq!(message.records[0].name, name("good"));
        }
    }

    #[test]
    fn an_unreadable_question_hides_no_record() {
        let mut octets = MessageBuilder::response().counts(1, 1, 0, 0).build();
        octets.extend(b"\xff\xff\0\x0c\0\x01");
        octets.extend(address(b"\x04good\0"));
        let (message, anomalies) = decode(&octets);
        assert_eq!(
            kinds(&anomalies),
            [AnomalyKind::PointerPastEnd { target: 0x3fff }]
        );
        assert_eq!((message.questions.len(), message.records.len()), (0, 1));
    }

    #[test]
    fn an_owner_without_a_known_end_ends_the_message() {
        let octets = MessageBuilder::response()
            .raw_record(&address(b"\x01h\0"))
            .raw_record(&address(b"\x80\0"))
            .raw_record(&address(b"\x01i\0"))
            .build();
        let (message, anomalies) = decode(&octets);
        assert_eq!(
            kinds(&anomalies),
            [AnomalyKind::ReservedLabelType { octet: 0x80 }]
        );
        assert_eq!(message.records.len(), 1);
    }

    #[test]
    fn a_forward_owner_is_followed_and_reported() {
        // The owner at 12 points to the name at 28, which is the next record's.
        let octets = MessageBuilder::response()
            .raw_record(&address(b"\xc0\x1c"))
            .raw_record(&address(b"\x01h\0"))
            .build();
        let (message, anomalies) = decode(&octets);
        assert_eq!(
            kinds(&anomalies),
            [AnomalyKind::ForwardPointer { target: 28 }]
        );
        assert_eq!(
            (anomalies[0].record, message.records[0].name.to_string()),
            (Some(0), "h.".to_owned())
        );
    }

    #[test]
    fn bad_data_hides_no_other_record() {
        let owner = name("h.local");
        let octets = MessageBuilder::response()
            .answer(&owner, RecordType::A, CLASS_IN, 120, &[1, 2, 3, 4, 5])
            .answer(&owner, RecordType::PTR, CLASS_IN, 120, b"\xff\xff")
            .answer(&owner, RecordType::TXT, CLASS_IN, 120, b"\x09path")
            .a(&owner, 120, [192, 0, 2, 1].into())
            .raw(b"tail")
            .build();
        let (message, anomalies) = decode(&octets);
        assert_eq!(
            kinds(&anomalies),
            [
                AnomalyKind::RdataLength {
                    record_type: RecordType::A,
                    expected: 4,
                    found: 5
                },
                AnomalyKind::PointerPastEnd { target: 0x3fff },
                AnomalyKind::TxtStringOverrun {
                    string_index: 0,
                    stated: 9,
                    left: 4
                },
                AnomalyKind::TrailingOctets { len: 4 },
            ]
        );
        // Header, then three records of 19 octets before their 5, 2 and 5 octets of data, then one of 23.
        let offsets: Vec<_> = anomalies.iter().map(|anomaly| anomaly.offset).collect();
        assert_eq!(offsets, [31, 55, 76, 104]);
        let records: Vec<_> = anomalies.iter().map(|anomaly| anomaly.record).collect();
        assert_eq!(records, [Some(0), Some(1), Some(2), None]);
        assert_eq!(message.records[1].rdata, b"\xff\xff");
        assert_eq!(
            message.records[3].data,
            RecordData::A([192, 0, 2, 1].into())
        );
    }

    #[test]
    fn offsets_lead_to_the_octets() {
        let owner = name("h.local");
        let octets = MessageBuilder::response()
            .a(&owner, 120, [192, 0, 2, 1].into())
            .answer(&owner, RecordType::HINFO, CLASS_IN, 120, b"\x01a\x01b")
            .build();
        let (message, _) = decode(&octets);
        for record in &message.records {
            assert!(octets[record.offset..].starts_with(owner.as_wire()));
            assert!(octets[record.rdata_offset..].starts_with(&record.rdata));
        }
        assert_eq!(message.records[1].data, RecordData::Other);
    }

    #[test]
    fn an_anomaly_names_value_limit_and_place() {
        let owner = name(r"a\027.local");
        let octets = MessageBuilder::response()
            .answer(&owner, RecordType::A, CLASS_IN, 120, &[1])
            .build();
        assert_eq!(
            decode(&octets).1[0].to_string(),
            r"A data is 1 octet long, 4 are expected, offset 0x20, in `a\027.local.`"
        );
    }
}
