//! The records of a message: cache-flush bit, class, negative answers.

use crate::model::{ReceivedMessage, Seen, is_meta_query};
use crate::name::NameParts;
use crate::rule::{Findings, InstanceContext, rules};
use crate::wire::{CLASS_IN, Nsec, Record, RecordData, RecordType, Section};

use super::list;

rules! {
    /// The PTR record of a service type has the cache-flush bit.
    ///
    /// Every host on the link has such a record of its own; with the bit set, each announcement deletes those of all
    /// others from every cache, and services blink. Programs on the link have erased each other's entries in this
    /// way.
    ///
    /// Example:
    ///
    /// ```mdns
    /// _http._tcp.local. 4500 FLUSH PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 FLUSH SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 FLUSH TXT "path=/"
    /// lab.local. 120 FLUSH A 192.0.2.7
    /// ```
    ///
    /// Instead:
    ///
    /// ```mdns
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 FLUSH SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 FLUSH TXT "path=/"
    /// lab.local. 120 FLUSH A 192.0.2.7
    /// ```
    MDNS016 "cache-flush-on-shared-record" {
        cite: ["RFC 6762" "10.2" MustNot "The cache-flush bit MUST NOT ever be set in any shared resource record."],
        needs: [MESSAGES],
        check: Message(cache_flush_on_shared_record),
    }

    /// A record that belongs to one host alone lacks the cache-flush bit.
    ///
    /// Caches add the record to what they have instead of replacing it, and clients go on using addresses and ports
    /// that are no longer true until the old TTL has run out.
    ///
    /// Example:
    ///
    /// ```mdns
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 FLUSH TXT "path=/"
    /// lab.local. 120 FLUSH A 192.0.2.7
    /// ```
    ///
    /// Instead:
    ///
    /// ```mdns
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 FLUSH SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 FLUSH TXT "path=/"
    /// lab.local. 120 FLUSH A 192.0.2.7
    /// ```
    MDNS017 "missing-cache-flush" {
        cite: ["RFC 6762" "10.2" Must "The host MUST set the cache-flush bit on all members of the unique RRSet."],
        needs: [MULTICAST],
        check: Instance(missing_cache_flush),
    }

    /// A query lists known answers with the cache-flush bit set.
    ///
    /// A receiver that takes the list for news deletes the records of others.
    ///
    /// Example:
    ///
    /// ```mdns
    /// ; flags=0
    /// ; question _http._tcp.local. PTR
    /// ; answer
    /// _http._tcp.local. 4500 FLUSH PTR Lab._http._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```mdns
    /// ; flags=0
    /// ; question _http._tcp.local. PTR
    /// ; answer
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// ```
    MDNS018 "cache-flush-in-known-answer" {
        cite: ["RFC 6762" "10.2" MustNot "The cache-flush bit MUST NOT be set in any resource records in the Known-Answer list of any query message."],
        needs: [MESSAGES],
        check: Message(cache_flush_in_known_answer),
    }

    /// A record has another class than IN.
    ///
    /// Clients ask for class IN and find nothing else: the record does not exist for them.
    ///
    /// Example:
    ///
    /// ```mdns
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 FLUSH SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 CLASS32771 TXT "path=/"
    /// lab.local. 120 FLUSH A 192.0.2.7
    /// ```
    ///
    /// Instead:
    ///
    /// ```mdns
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 FLUSH SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 FLUSH TXT "path=/"
    /// lab.local. 120 FLUSH A 192.0.2.7
    /// ```
    MDNS019 "record-class-not-in" {
        cite: ["RFC 6762" "6" _ "As with Unicast DNS, generally only DNS class 1 (\"Internet\") is used"],
        needs: [MESSAGES],
        check: Message(record_class_not_in),
    }

    /// An NSEC record lists the type NSEC among those that exist.
    ///
    /// The bit tells a signed zone of unicast DNS from multicast DNS, where NSEC records are made on the fly.
    ///
    /// Example:
    ///
    /// ```mdns
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 FLUSH SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 FLUSH TXT "path=/"
    /// lab.local. 120 FLUSH A 192.0.2.7
    /// lab.local. 120 FLUSH NSEC lab.local. A NSEC
    /// ```
    ///
    /// Instead:
    ///
    /// ```mdns
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 FLUSH SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 FLUSH TXT "path=/"
    /// lab.local. 120 FLUSH A 192.0.2.7
    /// lab.local. 120 FLUSH NSEC lab.local. A
    /// ```
    MDNS020 "nsec-bit-set" {
        cite: ["RFC 6762" "6.1" MustNot "the synthesized Multicast DNS NSEC records MUST NOT have the NSEC bit set in the Type Bit Map, whereas conventional Unicast DNS NSEC records do have the NSEC bit set."],
        needs: [MESSAGES],
        check: Message(nsec_bit_set),
    }

    /// An NSEC record is not in the form that every multicast DNS stack can read.
    ///
    /// Its next name must be its own name, and it must have a bit map of block 0; a stack with little memory reads no
    /// other form, and goes on asking for what the record denies. Sonos players have filled the logs of thousands of
    /// users with such records.
    ///
    /// Example:
    ///
    /// ```mdns
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 FLUSH SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 FLUSH TXT "path=/"
    /// lab.local. 120 FLUSH A 192.0.2.7
    /// lab.local. 120 FLUSH NSEC other.local. A
    /// ```
    ///
    /// Instead:
    ///
    /// ```mdns
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 FLUSH SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 FLUSH TXT "path=/"
    /// lab.local. 120 FLUSH A 192.0.2.7
    /// lab.local. 120 FLUSH NSEC lab.local. A
    /// ```
    MDNS021 "nsec-not-in-restricted-form" {
        cite: ["RFC 6762" "6.1" Must "All compliant Multicast DNS implementations MUST at least correctly generate and parse the restricted DNS NSEC record format described below:"],
        needs: [MESSAGES],
        check: Message(nsec_not_in_restricted_form),
    }
}

fn cache_flush_on_shared_record(received: &ReceivedMessage, findings: &mut Findings) {
    for record in responses(received).filter(|record| record.cache_flush()) {
        let RecordData::Ptr(target) = &record.data else {
            continue;
        };
        let is_shared = is_meta_query(&record.name)
            || NameParts::split(&record.name).is_some_and(|parts| parts.instance.is_empty());
        if is_shared {
            findings
                .report(format!(
                    "the PTR record from `{}` to `{target}` has the cache-flush bit, although other hosts share the name",
                    record.name
                ))
                .help("set the bit on SRV, TXT, A and AAAA records, never on the PTR records of service types");
        }
    }
}

fn missing_cache_flush(context: &InstanceContext<'_>, findings: &mut Findings) {
    let instance = context.instance;
    let mut kinds: Vec<String> = Vec::new();
    if instance.srv.iter().any(lacks_cache_flush) {
        kinds.push("SRV".to_owned());
    }
    if instance.txt.iter().any(lacks_cache_flush) {
        kinds.push("TXT".to_owned());
    }
    let addresses = || {
        instance
            .hosts
            .iter()
            .flat_map(|host| &host.addresses)
            .filter(|seen| lacks_cache_flush(seen))
    };
    if addresses().any(|seen| seen.data.is_ipv4()) {
        kinds.push("A".to_owned());
    }
    if addresses().any(|seen| seen.data.is_ipv6()) {
        kinds.push("AAAA".to_owned());
    }
    let noun = if kinds.len() > 1 {
        "records lack"
    } else {
        "record lacks"
    };
    if !kinds.is_empty() {
        findings
            .report(format!(
                "the {} {noun} the cache-flush bit, although no other host shares the name",
                list(&kinds)
            ))
            .help("set the top bit of the class field (0x8001) in every response");
    }
}

/// Whether a record of class IN came without the bit; in another class nobody looks for it.
fn lacks_cache_flush<T>(seen: &Seen<T>) -> bool {
    seen.wire.is_some_and(|wire| wire.class_field == CLASS_IN)
}

fn cache_flush_in_known_answer(received: &ReceivedMessage, findings: &mut Findings) {
    if received.message.header.is_response() {
        return;
    }
    let answers = received
        .message
        .records
        .iter()
        .filter(|record| record.section == Section::Answer);
    for record in answers.filter(|record| record.cache_flush()) {
        findings
            .report(format!(
                "the known answer {} has the cache-flush bit, 0 is required",
                described(record)
            ))
            .help("clear the top bit of the class field in known answers");
    }
}

fn record_class_not_in(received: &ReceivedMessage, findings: &mut Findings) {
    let mut others = responses(received).filter(|record| record.class() != CLASS_IN);
    let Some(first) = others.next() else { return };
    let more = match others.count() {
        0 => String::new(),
        1 => "; another record is not of class IN either".to_owned(),
        count => format!("; {count} other records are not of class IN either"),
    };
    findings
        .report(format!(
            "{} has class {}, 1 (IN) is expected{more}",
            described(first),
            first.class()
        ))
        .help("state class 1, or 0x8001 with the cache-flush bit");
}

fn nsec_bit_set(received: &ReceivedMessage, findings: &mut Findings) {
    for (record, nsec) in negative_answers(received) {
        if nsec.types.contains(&RecordType::NSEC) {
            findings
                .report(format!(
                    "{} lists NSEC among the types that exist",
                    described(record)
                ))
                .help("list the types of the other records only");
        }
    }
}

fn nsec_not_in_restricted_form(received: &ReceivedMessage, findings: &mut Findings) {
    for (record, nsec) in negative_answers(received) {
        // Types above 255 take the full form, which is allowed for them.
        let is_full_form = nsec.blocks.iter().any(|block| block.number != 0);
        let fault = if nsec.blocks.is_empty() {
            "has no bit map, one of block 0 is expected".to_owned()
        } else if nsec.next != record.name && !is_full_form {
            format!(
                "has `{}` as its next name, its own name is expected",
                nsec.next
            )
        } else {
            continue;
        };
        findings
            .report(format!("{} {fault}", described(record)))
            .help("write the owner as next name, block number 0, a length from 1 to 32, and the bit map");
    }
}

/// The records of a response; OPT is none, its class field holds a size.
fn responses(received: &ReceivedMessage) -> impl Iterator<Item = &Record> {
    let is_response = received.message.header.is_response();
    let records = received.message.records.iter();
    records.filter(move |record| is_response && record.record_type != RecordType::OPT)
}

fn negative_answers(received: &ReceivedMessage) -> impl Iterator<Item = (&Record, &Nsec)> {
    responses(received).filter_map(|record| match &record.data {
        RecordData::Nsec(nsec) => Some((record, nsec)),
        _ => None,
    })
}

/// A record in a message: ``the TXT record of `Lab._http._tcp.local.` ``.
fn described(record: &Record) -> String {
    format!("the {} record of `{}`", record.record_type, record.name)
}
