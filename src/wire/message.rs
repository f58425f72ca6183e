//! A message as a whole, its header and its questions.

use crate::name::DomainName;

use super::{Record, RecordType, Section};

/// The bit of a question's class field that asks for a unicast response
/// ([RFC 6762 §5.4](https://www.rfc-editor.org/rfc/rfc6762#section-5.4)).
pub const UNICAST_RESPONSE: u16 = 0x8000;

/// A DNS message: what one datagram holds
/// ([RFC 1035 §4.1](https://www.rfc-editor.org/rfc/rfc1035#section-4.1)).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// The first 12 octets, as received.
    pub header: Header,
    /// The questions whose names could be read, in wire order.
    pub questions: Vec<Question>,
    /// The records of all three sections whose owner names could be read, in wire order.
    pub records: Vec<Record>,
    /// The length of the whole message in octets.
    pub octets_len: usize,
}

impl Message {
    /// The records of one section, in wire order.
    pub fn section(&self, section: Section) -> impl Iterator<Item = &Record> {
        self.records
            .iter()
            .filter(move |record| record.section == section)
    }
}

/// The header of a message
/// ([RFC 1035 §4.1.1](https://www.rfc-editor.org/rfc/rfc1035#section-4.1.1)).
///
/// The counts are those that the message states; how many entries there really are, the message's lists say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Header {
    /// The identifier that a response repeats; 0 in Multicast DNS
    /// ([RFC 6762 §18.1](https://www.rfc-editor.org/rfc/rfc6762#section-18.1)).
    pub id: u16,
    /// The 16 bits from QR to RCODE.
    pub flags: u16,
    /// QDCOUNT, the stated number of questions.
    pub question_count: u16,
    /// ANCOUNT, the stated number of records in the answer section.
    pub answer_count: u16,
    /// NSCOUNT, the stated number of records in the authority section.
    pub authority_count: u16,
    /// ARCOUNT, the stated number of records in the additional section.
    pub additional_count: u16,
}

impl Header {
    /// The length of a header in octets.
    pub const LEN: usize = 12;

    /// QR: a response, not a query.
    pub fn is_response(&self) -> bool {
        self.flag(15)
    }

    /// OPCODE, 0 to 15; 0 is a standard query and all that Multicast DNS knows
    /// ([RFC 6762 §18.3](https://www.rfc-editor.org/rfc/rfc6762#section-18.3)).
    pub fn opcode(&self) -> u8 {
        self.four_bits(11)
    }

    /// AA: the sender is authoritative; set in every Multicast DNS response
    /// ([RFC 6762 §18.4](https://www.rfc-editor.org/rfc/rfc6762#section-18.4)).
    pub fn authoritative(&self) -> bool {
        self.flag(10)
    }

    /// TC: in a Multicast DNS query, more known answers follow
    /// ([RFC 6762 §18.5](https://www.rfc-editor.org/rfc/rfc6762#section-18.5)).
    pub fn truncated(&self) -> bool {
        self.flag(9)
    }

    /// RD ([RFC 6762 §18.6](https://www.rfc-editor.org/rfc/rfc6762#section-18.6)).
    pub fn recursion_desired(&self) -> bool {
        self.flag(8)
    }

    /// RA ([RFC 6762 §18.7](https://www.rfc-editor.org/rfc/rfc6762#section-18.7)).
    pub fn recursion_available(&self) -> bool {
        self.flag(7)
    }

    /// Z, which no standard uses ([RFC 6762 §18.8](https://www.rfc-editor.org/rfc/rfc6762#section-18.8)).
    pub fn zero_bit(&self) -> bool {
        self.flag(6)
    }

    /// AD ([RFC 6762 §18.9](https://www.rfc-editor.org/rfc/rfc6762#section-18.9)).
    pub fn authentic_data(&self) -> bool {
        self.flag(5)
    }

    /// CD ([RFC 6762 §18.10](https://www.rfc-editor.org/rfc/rfc6762#section-18.10)).
    pub fn checking_disabled(&self) -> bool {
        self.flag(4)
    }

    /// RCODE, 0 to 15; 0 in Multicast DNS
    /// ([RFC 6762 §18.11](https://www.rfc-editor.org/rfc/rfc6762#section-18.11)).
    pub fn response_code(&self) -> u8 {
        self.four_bits(0)
    }

    /// The stated number of records in a section.
    pub fn record_count(&self, section: Section) -> u16 {
        match section {
            Section::Answer => self.answer_count,
            Section::Authority => self.authority_count,
            Section::Additional => self.additional_count,
        }
    }

    /// The bit with this number, counted from the least significant one.
    fn flag(self, bit: u32) -> bool {
        self.flags >> bit & 1 == 1
    }

    /// The four bits from this number on.
    fn four_bits(self, bit: u32) -> u8 {
        let [_, low] = (self.flags >> bit & 0xf).to_be_bytes();
        low
    }
}

/// A question
/// ([RFC 1035 §4.1.2](https://www.rfc-editor.org/rfc/rfc1035#section-4.1.2)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The name asked for.
    pub name: DomainName,
    /// The type of record asked for.
    pub record_type: RecordType,
    /// The class and the bit that asks for a unicast response, as received.
    pub class_field: u16,
    /// Where the question stands in the message, in octets.
    pub offset: usize,
}

impl Question {
    /// The class, without the top bit; 1 is the Internet's.
    pub fn class(&self) -> u16 {
        self.class_field & !UNICAST_RESPONSE
    }

    /// Tells whether a unicast response is preferred ("QU",
    /// [RFC 6762 §5.4](https://www.rfc-editor.org/rfc/rfc6762#section-5.4)).
    pub fn unicast_response(&self) -> bool {
        self.class_field & UNICAST_RESPONSE != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(flags: u16) -> Header {
        Header {
            flags,
            ..Header::default()
        }
    }

    #[test]
    fn each_flag_is_one_bit() {
        let readers = [
            Header::is_response,
            Header::authoritative,
            Header::truncated,
            Header::recursion_desired,
            Header::recursion_available,
            Header::zero_bit,
            Header::authentic_data,
            Header::checking_disabled,
        ];
        let bits = [
            0x8000, 0x0400, 0x0200, 0x0100, 0x0080, 0x0040, 0x0020, 0x0010,
        ];
        for (number, reader) in readers.iter().enumerate() {
            for (other, bit) in bits.into_iter().enumerate() {
                assert_eq!(reader(&flags(bit)), number == other, "{bit:#x}");
            }
            assert!(!reader(&flags(0x780f)));
        }
    }

    #[test]
    fn codes_are_four_bits() {
        assert_eq!((flags(0x7800).opcode(), flags(0x87ff).opcode()), (15, 0));
        assert_eq!(
            (flags(0x000f).response_code(), flags(0xfff3).response_code()),
            (15, 3)
        );
    }

    #[test]
    fn the_top_bit_of_a_question_is_no_class() {
        let question = Question {
            name: DomainName::local(),
            record_type: RecordType::PTR,
            class_field: 0x8001,
            offset: 12,
        };
        assert_eq!(question.class(), 1);
        assert!(question.unicast_response());
    }
}
