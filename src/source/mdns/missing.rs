//! What an instance still lacks, and when to ask for it.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::ServiceInstance;
use crate::name::DomainName;
use crate::wire::{MessageBuilder, RecordType};

/// How long a responder may take to bring the other records of an instance by itself, as additional records
/// ([RFC 6763 §12](https://www.rfc-editor.org/rfc/rfc6763#section-12)) or in answer to the engine.
const PATIENCE: Duration = Duration::from_millis(150);

/// The pauses between questions for the same record: at least a second, then growing
/// ([RFC 6762 §5.2](https://www.rfc-editor.org/rfc/rfc6762#section-5.2)).
const PAUSES: [Duration; 3] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

/// Octets of a query, kept below what fits one Ethernet packet with IP and UDP headers.
const MAX_QUERY: usize = 1_400;

/// The class field of a question: Internet, answer by multicast.
const CLASS_IN: u16 = 1;

/// Records that were asked for or are about to be.
#[derive(Debug, Default)]
pub(super) struct Missing {
    questions: BTreeMap<(DomainName, u16), Asked>,
}

#[derive(Debug)]
struct Asked {
    times: usize,
    next_at: Duration,
}

impl Missing {
    /// Notes what `instance` lacks, to be asked for after a while if it does not come by itself.
    pub(super) fn note(&mut self, instance: &ServiceInstance, now: Duration) {
        let unreadable = |record_type| {
            instance
                .unreadable
                .iter()
                .any(|seen| seen.data == record_type)
        };
        self.set(
            &instance.name,
            RecordType::SRV,
            instance.srv.is_empty() && !unreadable(RecordType::SRV),
            now,
        );
        self.set(
            &instance.name,
            RecordType::TXT,
            instance.txt.is_empty() && !unreadable(RecordType::TXT),
            now,
        );
        for host in &instance.hosts {
            let lacks = host.addresses.is_empty() && !host.name.is_root();
            self.set(&host.name, RecordType::A, lacks, now);
            self.set(&host.name, RecordType::AAAA, lacks, now);
        }
    }

    /// Asks for the SRV and TXT records of an instance that somebody else has heard of.
    pub(super) fn want(&mut self, name: &DomainName, now: Duration) {
        self.set(name, RecordType::SRV, true, now);
        self.set(name, RecordType::TXT, true, now);
    }

    /// Forgets what was asked for `name`.
    pub(super) fn forget(&mut self, name: &DomainName) {
        for record_type in [RecordType::SRV, RecordType::TXT] {
            self.questions.remove(&(name.clone(), record_type.0));
        }
    }

    /// The queries that are due, and the time up to which their answers are worth waiting for.
    pub(super) fn due(&mut self, now: Duration, most_times: usize) -> Vec<Vec<u8>> {
        let mut queries = Vec::new();
        let mut builder = MessageBuilder::query();
        let mut len = 12;
        for ((name, record_type), asked) in &mut self.questions {
            if asked.next_at > now || asked.times >= most_times {
                continue;
            }
            let pause = PAUSES
                .get(asked.times)
                .or(PAUSES.last())
                .copied()
                .unwrap_or(PATIENCE);
            asked.times += 1;
            asked.next_at = now.saturating_add(pause);
            let question_len = name.as_wire().len() + 4;
            if len + question_len > MAX_QUERY {
                queries.push(std::mem::replace(&mut builder, MessageBuilder::query()).build());
                len = 12;
            }
            builder = builder.question(name, RecordType(*record_type), CLASS_IN);
            len += question_len;
        }
        if len > 12 {
            queries.push(builder.build());
        }
        queries
    }

    /// Whether something is missing that has not been asked for as often as it will be.
    pub(super) fn is_waiting(&self, most_times: usize) -> bool {
        self.questions
            .values()
            .any(|asked| asked.times < most_times)
    }

    /// When the next question is due.
    pub(super) fn next_at(&self, most_times: usize) -> Option<Duration> {
        self.questions
            .values()
            .filter(|asked| asked.times < most_times)
            .map(|asked| asked.next_at)
            .min()
    }

    fn set(&mut self, name: &DomainName, record_type: RecordType, is_missing: bool, now: Duration) {
        let key = (name.clone(), record_type.0);
        if is_missing {
            self.questions.entry(key).or_insert(Asked {
                times: 0,
                next_at: now.saturating_add(PATIENCE),
            });
        } else {
            self.questions.remove(&key);
        }
    }
}

/// A query for the PTR records of `name`.
pub(super) fn pointer_query(name: &DomainName) -> Vec<u8> {
    MessageBuilder::query()
        .question(name, RecordType::PTR, CLASS_IN)
        .build()
}
