//! What is wrong with the octets of a message.

use std::fmt::{self, Display, Formatter};

use crate::name::DomainName;

use super::{Header, RecordType, Section};

/// A place in a message that breaks the format, found by [`decode`](super::decode).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anomaly {
    /// What is wrong.
    pub kind: AnomalyKind,
    /// Where, in octets from the start of the message.
    pub offset: usize,
    /// The record it belongs to, as an index into [`Message::records`](super::Message::records); `None` when it belongs to
    /// none, or to one whose owner can't be read and which is therefore not among them.
    pub record: Option<usize>,
    /// The owner of the record or the name of the question it belongs to, when that could be read.
    pub name: Option<DomainName>,
}

impl Display for Anomaly {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}, offset 0x{:x}", self.kind, self.offset)?;
        self.name
            .as_ref()
            .map_or(Ok(()), |name| write!(f, ", in `{name}`"))
    }
}

/// In which way a message breaks the format.
///
/// Unusual content is none of them: names that are not UTF-8, unknown types, an empty TXT record can be read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AnomalyKind {
    /// The header counts more records than the message has; counted are also those whose owner can't be read.
    CountExceedsContent {
        /// The section.
        section: Section,
        /// What the header states.
        stated: u16,
        /// How many there are.
        present: u16,
    },
    /// A compressed name points forward, not to "a prior occurrence of the same name"
    /// ([RFC 1035 §4.1.4](https://www.rfc-editor.org/rfc/rfc1035#section-4.1.4)). It could be followed nonetheless.
    ForwardPointer {
        /// The offset pointed to.
        target: usize,
    },
    /// The bit maps of an NSEC record are cut, out of order, or not 1 to 32 octets long
    /// ([RFC 4034 §4.1.2](https://www.rfc-editor.org/rfc/rfc4034#section-4.1.2)).
    MalformedNsec,
    /// A name has more than 255 octets
    /// ([RFC 6762 Appendix C](https://www.rfc-editor.org/rfc/rfc6762#appendix-C)).
    NameTooLong,
    /// A compressed name leads back to itself.
    PointerLoop,
    /// A compressed name points past the end of the message.
    PointerPastEnd {
        /// The offset pointed to.
        target: usize,
    },
    /// The header counts more questions than the message has.
    QuestionCountExceedsContent {
        /// What the header states.
        stated: u16,
        /// How many there are.
        present: u16,
    },
    /// The data of a record has not the length that its type demands.
    RdataLength {
        /// The type.
        record_type: RecordType,
        /// The length it demands in octets; for SRV, the least.
        expected: usize,
        /// The length stated.
        found: usize,
    },
    /// The data of a record is stated to be longer than the rest of the message.
    RdataOverrun {
        /// The length stated.
        stated: usize,
        /// How many octets are left.
        left: usize,
    },
    /// A label begins with 01 or 10, which are "reserved for future use"
    /// ([RFC 1035 §4.1.4](https://www.rfc-editor.org/rfc/rfc1035#section-4.1.4)): nobody can tell its length.
    ReservedLabelType {
        /// The octet that should be a length.
        octet: u8,
    },
    /// A compressed name takes more than 127 pointers, although no name has more labels.
    TooManyPointers,
    /// Octets follow the last record that the header counts.
    TrailingOctets {
        /// How many.
        len: usize,
    },
    /// Octets follow what the type of a record demands.
    TrailingRdata {
        /// How many.
        len: usize,
    },
    /// The message ends within its header.
    TruncatedHeader,
    /// A name ends before its root: the data of its record ends first, or it points to where the message ends first.
    TruncatedName,
    /// The message ends within a question.
    TruncatedQuestion,
    /// The message ends within a record, before its data.
    TruncatedRecord,
    /// The length octet of a TXT string states more than is left of the data
    /// ([RFC 6763 §6.1](https://www.rfc-editor.org/rfc/rfc6763#section-6.1)).
    TxtStringOverrun {
        /// Which string, counted from 0.
        string_index: usize,
        /// The length stated.
        stated: usize,
        /// How many octets are left.
        left: usize,
    },
}

impl Display for AnomalyKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::CountExceedsContent {
                section,
                stated,
                present,
            } => {
                write!(
                    f,
                    "the header counts {stated} records in the {section} section, {present} are there"
                )
            }
            Self::ForwardPointer { target } => {
                write!(
                    f,
                    "name points forward to 0x{target:x}, only backward is allowed"
                )
            }
            Self::MalformedNsec => f.write_str(
                "NSEC bit maps can't be read, ascending blocks of 1 to 32 octets are expected",
            ),
            Self::NameTooLong => {
                write!(
                    f,
                    "name is longer than the {} octets that are allowed",
                    DomainName::MAX_LEN
                )
            }
            Self::PointerLoop => f.write_str("name leads back to itself"),
            Self::PointerPastEnd { target } => {
                write!(
                    f,
                    "name points to 0x{target:x}, past the end of the message"
                )
            }
            Self::QuestionCountExceedsContent { stated, present } => {
                write!(
                    f,
                    "the header counts {stated} questions, {present} are there"
                )
            }
            Self::RdataLength {
                record_type,
                expected,
                found,
            } => {
                let least = if *record_type == RecordType::SRV {
                    "at least "
                } else {
                    ""
                };
                write!(
                    f,
                    "{record_type} data is {} long, {least}{expected} are expected",
                    Octets(*found)
                )
            }
            Self::RdataOverrun { stated, left } => {
                write!(
                    f,
                    "record data is stated to be {} long, {left} left in the message",
                    Octets(*stated)
                )
            }
            Self::ReservedLabelType { octet } => {
                write!(
                    f,
                    "label begins with 0x{octet:02x}, neither a length up to {} nor a pointer",
                    DomainName::MAX_LABEL_LEN
                )
            }
            Self::TooManyPointers => {
                write!(
                    f,
                    "name takes more than {} pointers",
                    super::name::MAX_POINTERS
                )
            }
            Self::TrailingOctets { len } => write!(f, "{} after the last record", Octets(*len)),
            Self::TrailingRdata { len } => {
                write!(f, "{} after what the record's type demands", Octets(*len))
            }
            Self::TruncatedHeader => write!(
                f,
                "message ends within its header of {} octets",
                Header::LEN
            ),
            Self::TruncatedName => f.write_str("name ends before its root"),
            Self::TruncatedQuestion => f.write_str("message ends within a question"),
            Self::TruncatedRecord => f.write_str("message ends within a record"),
            Self::TxtStringOverrun {
                string_index,
                stated,
                left,
            } => write!(
                f,
                "TXT string {} is stated to be {} long, {left} left in the record",
                string_index + 1,
                Octets(*stated)
            ),
        }
    }
}

/// A number of octets that displays with its unit.
struct Octets(usize);

impl Display for Octets {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.write_str("1 octet"),
            len => write!(f, "{len} octets"),
        }
    }
}
