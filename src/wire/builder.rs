//! Making messages, right or wrong on purpose.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::name::DomainName;

use super::encode::{Compression, Encoder};
use super::{
    CACHE_FLUSH, CLASS_IN, Header, Nsec, Record, RecordData, RecordType, Section, Srv, TxtRecord,
};

/// Makes a message piece by piece.
///
/// Records go to the sections in wire order, whatever the order of the calls. Whatever a peer could send can be made: other
/// classes, wrong counts, octets that are no record. Data longer than the 65,535 octets that RDLENGTH can state is written in
/// full after a length of 65,535.
///
/// ```
/// use dnssd_check::name::DomainName;
/// use dnssd_check::wire::{MessageBuilder, RecordType, CLASS_IN, UNICAST_RESPONSE};
///
/// let browse: DomainName = "_ipp._tcp.local".parse()?;
/// let octets = MessageBuilder::query()
///     .question(&browse, RecordType::PTR, CLASS_IN | UNICAST_RESPONSE)
///     .build();
/// assert_eq!(octets.len(), 33);
/// # Ok::<(), dnssd_check::name::DomainNameError>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct MessageBuilder {
    id: u16,
    flags: u16,
    counts: Option<[u16; 4]>,
    compression: Compression,
    section: Section,
    questions: Vec<(DomainName, RecordType, u16)>,
    parts: Vec<Part>,
}

/// What stands in one of the three sections of records.
#[derive(Debug, Clone)]
enum Part {
    /// Octets that the header doesn't count.
    Octets(Section, Vec<u8>),
    Record(Record),
    /// Octets that the header counts as a record.
    RecordOctets(Section, Vec<u8>),
}

impl MessageBuilder {
    /// Begins a query of Multicast DNS: all flags clear.
    pub fn query() -> Self {
        Self::new(0)
    }

    /// Begins a response of Multicast DNS: QR and AA set
    /// ([RFC 6762 §18](https://www.rfc-editor.org/rfc/rfc6762#section-18)).
    pub fn response() -> Self {
        Self::new(0x8400)
    }

    fn new(flags: u16) -> Self {
        Self {
            id: 0,
            flags,
            counts: None,
            compression: Compression::Off,
            section: Section::Answer,
            questions: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// Sets the identifier, otherwise 0.
    pub fn id(mut self, id: u16) -> Self {
        self.id = id;
        self
    }

    /// Sets the 16 bits from QR to RCODE.
    pub fn flags(mut self, flags: u16) -> Self {
        self.flags = flags;
        self
    }

    /// States these counts of questions, answers, authorities and additionals instead of the true ones.
    pub fn counts(
        mut self,
        questions: u16,
        answers: u16,
        authorities: u16,
        additionals: u16,
    ) -> Self {
        self.counts = Some([questions, answers, authorities, additionals]);
        self
    }

    /// Compresses names, in the data of records too
    /// ([RFC 6762 §18.14](https://www.rfc-editor.org/rfc/rfc6762#section-18.14)), or doesn't, as at first.
    pub fn compress(mut self, compress: bool) -> Self {
        self.compression = if compress {
            Compression::On
        } else {
            Compression::Off
        };
        self
    }

    /// Chooses the section to which [`ptr`](Self::ptr), [`srv`](Self::srv), [`txt`](Self::txt), [`a`](Self::a),
    /// [`aaaa`](Self::aaaa), [`nsec`](Self::nsec), [`raw_record`](Self::raw_record) and [`raw`](Self::raw) add, at first
    /// the answers.
    pub fn section(mut self, section: Section) -> Self {
        self.section = section;
        self
    }

    /// Adds a question.
    pub fn question(
        mut self,
        name: &DomainName,
        record_type: RecordType,
        class_field: u16,
    ) -> Self {
        self.questions
            .push((name.clone(), record_type, class_field));
        self
    }

    /// Adds a record of any data to the answers.
    pub fn answer(
        self,
        owner: &DomainName,
        record_type: RecordType,
        class_field: u16,
        ttl_seconds: u32,
        rdata: &[u8],
    ) -> Self {
        self.octets(
            Section::Answer,
            owner,
            record_type,
            class_field,
            ttl_seconds,
            rdata,
        )
    }

    /// Adds a record of any data to the authorities.
    pub fn authority(
        self,
        owner: &DomainName,
        record_type: RecordType,
        class_field: u16,
        ttl_seconds: u32,
        rdata: &[u8],
    ) -> Self {
        self.octets(
            Section::Authority,
            owner,
            record_type,
            class_field,
            ttl_seconds,
            rdata,
        )
    }

    /// Adds a record of any data to the additionals.
    pub fn additional(
        self,
        owner: &DomainName,
        record_type: RecordType,
        class_field: u16,
        ttl_seconds: u32,
        rdata: &[u8],
    ) -> Self {
        self.octets(
            Section::Additional,
            owner,
            record_type,
            class_field,
            ttl_seconds,
            rdata,
        )
    }

    /// Adds a record to the section that it names.
    pub fn record(mut self, record: Record) -> Self {
        self.parts.push(Part::Record(record));
        self
    }

    /// Adds a PTR record, shared: without the cache-flush bit.
    pub fn ptr(self, owner: &DomainName, ttl_seconds: u32, target: &DomainName) -> Self {
        self.data(
            owner,
            RecordType::PTR,
            CLASS_IN,
            ttl_seconds,
            RecordData::Ptr(target.clone()),
        )
    }

    /// Adds an SRV record, unique: with the cache-flush bit, as all below.
    pub fn srv(self, owner: &DomainName, ttl_seconds: u32, srv: &Srv) -> Self {
        self.unique(
            owner,
            RecordType::SRV,
            ttl_seconds,
            RecordData::Srv(srv.clone()),
        )
    }

    /// Adds a TXT record.
    pub fn txt(self, owner: &DomainName, ttl_seconds: u32, txt: &TxtRecord) -> Self {
        self.unique(
            owner,
            RecordType::TXT,
            ttl_seconds,
            RecordData::Txt(txt.clone()),
        )
    }

    /// Adds an IPv4 address.
    pub fn a(self, owner: &DomainName, ttl_seconds: u32, address: Ipv4Addr) -> Self {
        self.unique(owner, RecordType::A, ttl_seconds, RecordData::A(address))
    }

    /// Adds an IPv6 address.
    pub fn aaaa(self, owner: &DomainName, ttl_seconds: u32, address: Ipv6Addr) -> Self {
        self.unique(
            owner,
            RecordType::AAAA,
            ttl_seconds,
            RecordData::Aaaa(address),
        )
    }

    /// Adds an NSEC record that lists the types which exist at its owner
    /// ([RFC 6762 §6.1](https://www.rfc-editor.org/rfc/rfc6762#section-6.1)).
    pub fn nsec(
        self,
        owner: &DomainName,
        ttl_seconds: u32,
        types: impl IntoIterator<Item = RecordType>,
    ) -> Self {
        let nsec = Nsec::new(owner.clone(), types);
        self.unique(owner, RecordType::NSEC, ttl_seconds, RecordData::Nsec(nsec))
    }

    /// Adds octets as they are, which the header counts as one record.
    pub fn raw_record(mut self, octets: &[u8]) -> Self {
        self.parts
            .push(Part::RecordOctets(self.section, octets.to_vec()));
        self
    }

    /// Adds octets as they are, which the header doesn't count.
    pub fn raw(mut self, octets: &[u8]) -> Self {
        self.parts.push(Part::Octets(self.section, octets.to_vec()));
        self
    }

    /// Writes the message.
    pub fn build(&self) -> Vec<u8> {
        let mut encoder = Encoder::new(self.compression);
        encoder.header(&self.header());
        for (name, record_type, class_field) in &self.questions {
            encoder.question(name, record_type.0, *class_field);
        }
        for section in Section::ALL {
            for part in self.parts.iter().filter(|part| part.section() == section) {
                match part {
                    Part::Record(record) => encoder.record(record),
                    Part::Octets(_, octets) | Part::RecordOctets(_, octets) => {
                        encoder.octets(octets);
                    }
                }
            }
        }
        encoder.finish()
    }

    /// The header with the counts set, or the true ones; more than 65,535 can't be stated.
    fn header(&self) -> Header {
        let stated = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
        let counted = |section| {
            let parts = self.parts.iter().filter(|part| part.section() == section);
            stated(
                parts
                    .filter(|part| !matches!(part, Part::Octets(..)))
                    .count(),
            )
        };
        let [
            question_count,
            answer_count,
            authority_count,
            additional_count,
        ] = self.counts.unwrap_or_else(|| {
            let [answers, authorities, additionals] = Section::ALL.map(counted);
            [
                stated(self.questions.len()),
                answers,
                authorities,
                additionals,
            ]
        });
        Header {
            id: self.id,
            flags: self.flags,
            question_count,
            answer_count,
            authority_count,
            additional_count,
        }
    }

    fn octets(
        self,
        section: Section,
        owner: &DomainName,
        record_type: RecordType,
        class_field: u16,
        ttl_seconds: u32,
        rdata: &[u8],
    ) -> Self {
        self.record(Record {
            rdata: rdata.to_vec(),
            section,
            ..record(
                owner,
                record_type,
                class_field,
                ttl_seconds,
                RecordData::Other,
            )
        })
    }

    fn unique(
        self,
        owner: &DomainName,
        record_type: RecordType,
        ttl_seconds: u32,
        data: RecordData,
    ) -> Self {
        self.data(
            owner,
            record_type,
            CLASS_IN | CACHE_FLUSH,
            ttl_seconds,
            data,
        )
    }

    fn data(
        self,
        owner: &DomainName,
        record_type: RecordType,
        class_field: u16,
        ttl_seconds: u32,
        data: RecordData,
    ) -> Self {
        let section = self.section;
        self.record(Record {
            section,
            ..record(owner, record_type, class_field, ttl_seconds, data)
        })
    }
}

impl Part {
    fn section(&self) -> Section {
        match self {
            Self::Octets(section, _) | Self::RecordOctets(section, _) => *section,
            Self::Record(record) => record.section,
        }
    }
}

/// A record of the answers that stands nowhere yet.
fn record(
    owner: &DomainName,
    record_type: RecordType,
    class_field: u16,
    ttl_seconds: u32,
    data: RecordData,
) -> Record {
    Record {
        name: owner.clone(),
        record_type,
        class_field,
        ttl_seconds,
        data,
        rdata: Vec::new(),
        section: Section::Answer,
        offset: 0,
        rdata_offset: 0,
        name_compressed_in_rdata: false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::decode;
    use super::*;

    fn name(text: &str) -> DomainName {
        text.parse().unwrap()
    }

    #[test]
    fn records_stand_in_wire_order_and_are_counted() {
        let owner = name("h.local");
        let octets = MessageBuilder::response()
            .section(Section::Additional)
            .a(&owner, 120, [192, 0, 2, 1].into())
            .authority(&owner, RecordType::TXT, 1, 120, b"\0")
            .section(Section::Answer)
            .ptr(&name("_http._tcp.local"), 4500, &owner)
            .build();
        let (message, anomalies) = decode(&octets);
        assert_eq!(anomalies, []);
        let sections: Vec<Section> = message
            .records
            .iter()
            .map(|record| record.section)
            .collect();
        assert_eq!(sections, Section::ALL);
        let flush: Vec<bool> = message.records.iter().map(Record::cache_flush).collect();
        assert_eq!(flush, [false, false, true]);
    }

    #[test]
    fn a_header_can_lie() {
        let octets = MessageBuilder::query()
            .id(0xbeef)
            .flags(0x8003)
            .counts(1, 2, 3, 4)
            .raw(b"\xff")
            .build();
        assert_eq!(
            octets,
            [0xbe, 0xef, 0x80, 0x03, 0, 1, 0, 2, 0, 3, 0, 4, 0xff]
        );
    }
}
