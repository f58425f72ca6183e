use crate::advertise::Difference;
use crate::model::{Assembler, Evidence, ReceivedMessage};
use crate::name::{DomainName, presentation};
use crate::source::ServiceDefinition;
use crate::wire::{MessageBuilder, Record, RecordData, RecordType, Section};

/// The class field of a question: Internet, answer by multicast.
const CLASS_IN: u16 = 1;

/// What this machine says of the service on the link, put together from its own datagrams.
#[derive(Debug)]
pub(super) struct ReadBack {
    assembler: Assembler,
    /// Types of the records that came in answer sections since the questions were asked, with their owners.
    answered: Vec<(RecordType, DomainName)>,
    asked: bool,
}

impl ReadBack {
    pub(super) fn new() -> Self {
        Self {
            assembler: Assembler::new(Evidence::NONE),
            answered: Vec::new(),
            asked: false,
        }
    }

    /// Takes a response that this machine sent.
    pub(super) fn add(&mut self, received: &ReceivedMessage) {
        let _changes = self.assembler.add_message(received);
        if self.asked {
            let answers = received
                .message
                .records
                .iter()
                .filter(|record| record.section == Section::Answer);
            self.answered
                .extend(answers.map(|record| (record.record_type, record.name.clone())));
        }
    }

    /// The questions by which it is asked back, one for each packet, so that an answer can't be taken for an
    /// announcement.
    pub(super) fn questions(&mut self, names: &Names) -> Vec<Vec<u8>> {
        self.asked = true;
        let ask = |name: &DomainName, record_type| {
            MessageBuilder::query()
                .question(name, record_type, CLASS_IN)
                .build()
        };
        vec![
            ask(&names.type_name, RecordType::PTR),
            ask(&names.full_name, RecordType::SRV),
            ask(&names.full_name, RecordType::TXT),
        ]
    }

    /// What is not as `definition` asks.
    pub(super) fn differences(
        &self,
        definition: &ServiceDefinition,
        names: &Names,
    ) -> Vec<Difference> {
        let full_name = &names.full_name;
        let not_seen = |record_type| Difference::NotSeen {
            record_type,
            name: full_name.clone(),
        };
        let Some(instance) = self.assembler.instance(full_name) else {
            return vec![not_seen(RecordType::SRV), not_seen(RecordType::TXT)];
        };
        let mut differences = Vec::new();
        if instance.pointers.is_empty() {
            differences.push(Difference::NotSeen {
                record_type: RecordType::PTR,
                name: names.type_name.clone(),
            });
        }
        match instance.srv.last().map(|seen| &seen.data) {
            None => differences.push(not_seen(RecordType::SRV)),
            Some(srv) => {
                if let Some(asked) = definition.port.filter(|port| *port != srv.port) {
                    differences.push(Difference::Port {
                        asked,
                        seen: srv.port,
                    });
                }
                if srv.target != names.host {
                    differences.push(Difference::Target {
                        host: names.host.clone(),
                        seen: srv.target.clone(),
                    });
                }
                if !instance.hosts.iter().any(|host| !host.addresses.is_empty()) {
                    differences.push(Difference::NotSeen {
                        record_type: RecordType::A,
                        name: srv.target.clone(),
                    });
                }
            }
        }
        match instance.txt.last().map(|seen| seen.data.octets()) {
            None => differences.push(not_seen(RecordType::TXT)),
            Some(seen) => differences.extend(txt_difference(definition.txt.octets(), seen)),
        }
        let subtypes = instance.subtypes();
        for asked in &definition.subtypes {
            if !subtypes.iter().any(|seen| seen.eq_ignore_ascii_case(asked)) {
                let subtype = presentation::name_label(asked).to_string();
                differences.push(Difference::Subtype { subtype });
            }
        }
        for (record_type, name) in [
            (RecordType::PTR, &names.type_name),
            (RecordType::SRV, full_name),
            (RecordType::TXT, full_name),
        ] {
            if !self
                .answered
                .iter()
                .any(|(answered, owner)| *answered == record_type && owner == name)
            {
                differences.push(Difference::Unanswered {
                    record_type,
                    name: name.clone(),
                });
            }
        }
        differences
    }
}

/// The names under which the service is on the link now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) full_name: DomainName,
    pub(super) type_name: DomainName,
    pub(super) host: DomainName,
}

impl Names {
    /// Whether the message is an announcement of the service: SRV and TXT both stand in its answer section
    /// ([RFC 6762 §8.3](https://www.rfc-editor.org/rfc/rfc6762#section-8.3)).
    pub(super) fn is_announcement(&self, received: &ReceivedMessage) -> bool {
        let has = |record_type| {
            received
                .message
                .records
                .iter()
                .any(|record| self.announces(record, record_type))
        };
        received.message.header.is_response() && has(RecordType::SRV) && has(RecordType::TXT)
    }

    fn announces(&self, record: &Record, record_type: RecordType) -> bool {
        record.section == Section::Answer
            && record.record_type == record_type
            && record.ttl_seconds > 0
            && record.name == self.full_name
    }

    /// Whether the message says goodbye for the service.
    pub(super) fn is_goodbye(&self, received: &ReceivedMessage) -> bool {
        received.message.records.iter().any(|record| {
            record.ttl_seconds == 0
                && matches!(&record.data, RecordData::Ptr(target) if *target == self.full_name)
        })
    }

    /// The goodbye for the PTR record of the service ([RFC 6762 §10.1](https://www.rfc-editor.org/rfc/rfc6762#section-10.1)).
    pub(super) fn goodbye(&self) -> Vec<u8> {
        MessageBuilder::response()
            .ptr(&self.type_name, 0, &self.full_name)
            .build()
    }
}

fn txt_difference(asked: &[u8], seen: &[u8]) -> Option<Difference> {
    if asked == seen {
        return None;
    }
    let offset = asked
        .iter()
        .zip(seen)
        .take_while(|(asked, seen)| asked == seen)
        .count();
    Some(Difference::Txt {
        asked: asked.len(),
        seen: seen.len(),
        offset,
    })
}
