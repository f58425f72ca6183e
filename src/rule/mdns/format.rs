//! The wire form of a message ([RFC 1035 §4](https://www.rfc-editor.org/rfc/rfc1035#section-4)).
//!
//! RFC 1035 is older than the key words of the standards. What its format demands is an error all the same where a receiver
//! can't read what is meant.

use crate::model::ReceivedMessage;
use crate::name::DomainName;
use crate::rule::{Findings, rules};
use crate::wire::{Anomaly, AnomalyKind, RecordType};

use super::is_instance;

rules! {
    /// A name in a message can't be read.
    ///
    /// It leads back to itself, points past the end of the message, is longer than 255 octets, or has a label of an
    /// unknown kind. Most stacks drop the whole message, healthy records included; reflectors on routers have
    /// produced such names.
    ///
    /// Example:
    ///
    /// ```hex
    /// 0000 8400 0000 0001 0000 0000    ; header: a response with one answer
    /// c00c                             ; a name that points to itself
    /// 0001 8001 00000078 0004 c0000207 ; A 192.0.2.7
    /// ```
    ///
    /// Instead:
    ///
    /// ```hex
    /// 0000 8400 0000 0001 0000 0000    ; header: a response with one answer
    /// 036c6162056c6f63616c00           ; lab.local.
    /// 0001 8001 00000078 0004 c0000207 ; A 192.0.2.7
    /// ```
    MDNS028 "unreadable-name" {
        cite: ["RFC 1035" "4.1.4" _ "In this scheme, an entire domain name or a list of labels at the end of a domain name is replaced with a pointer to a prior occurance of the same name."],
        severity: Error,
        needs: [MESSAGES],
        check: Message(unreadable_name),
    }

    /// A compressed name points forward.
    ///
    /// Compression refers to a name that came before. Stacks that guard against loops in this way drop the record or
    /// the whole message: the light bridges of Hue and some vacuum cleaners were invisible to programs for it.
    ///
    /// Example:
    ///
    /// ```hex
    /// 0000 8400 0000 0002 0000 0000    ; header: a response with two answers
    /// c01c                             ; the name at offset 0x1c
    /// 0001 8001 00000078 0004 c0000207 ; A 192.0.2.7
    /// 036c6162056c6f63616c00           ; offset 0x1c: lab.local.
    /// 0001 8001 00000078 0004 c0000208 ; A 192.0.2.8
    /// ```
    ///
    /// Instead:
    ///
    /// ```hex
    /// 0000 8400 0000 0002 0000 0000    ; header: a response with two answers
    /// 036c6162056c6f63616c00           ; offset 0x0c: lab.local.
    /// 0001 8001 00000078 0004 c0000207 ; A 192.0.2.7
    /// c00c                             ; the name at offset 0x0c
    /// 0001 8001 00000078 0004 c0000208 ; A 192.0.2.8
    /// ```
    MDNS029 "forward-name-pointer" {
        cite: ["RFC 1035" "4.1.4" _ "In this scheme, an entire domain name or a list of labels at the end of a domain name is replaced with a pointer to a prior occurance of the same name."],
        severity: Error,
        needs: [MESSAGES],
        check: Message(forward_name_pointer),
    }

    /// A message ends within its header, a question or a record.
    ///
    /// What comes after the cut is lost, and most stacks drop what came before as well.
    ///
    /// Example:
    ///
    /// ```hex
    /// 0000 8400 0000 0001 0000 0000    ; header: a response with one answer
    /// 036c6162056c6f63616c00           ; lab.local.
    /// 0001 8001 00000078 0004 c000     ; A, 4 octets stated, 2 there
    /// ```
    ///
    /// Instead:
    ///
    /// ```hex
    /// 0000 8400 0000 0001 0000 0000    ; header: a response with one answer
    /// 036c6162056c6f63616c00           ; lab.local.
    /// 0001 8001 00000078 0004 c0000207 ; A 192.0.2.7
    /// ```
    MDNS030 "cut-message" {
        cite: ["RFC 1035" "3.2.1" _ "an unsigned 16 bit integer that specifies the length in octets of the RDATA field."],
        severity: Error,
        needs: [MESSAGES],
        check: Message(cut_message),
    }

    /// The header counts more records than the message has.
    ///
    /// A receiver looks for records behind the end of the message; many drop the whole message for it.
    ///
    /// Example:
    ///
    /// ```hex
    /// 0000 8400 0000 0002 0000 0000    ; header: a response with two answers
    /// 036c6162056c6f63616c00           ; lab.local.
    /// 0001 8001 00000078 0004 c0000207 ; A 192.0.2.7
    /// ```
    ///
    /// Instead:
    ///
    /// ```hex
    /// 0000 8400 0000 0001 0000 0000    ; header: a response with one answer
    /// 036c6162056c6f63616c00           ; lab.local.
    /// 0001 8001 00000078 0004 c0000207 ; A 192.0.2.7
    /// ```
    MDNS031 "wrong-record-count" {
        cite: ["RFC 1035" "4.1.1" _ "an unsigned 16 bit integer specifying the number of resource records in the answer section."],
        severity: Error,
        needs: [MESSAGES],
        check: Message(wrong_record_count),
    }

    /// Octets follow the last record of a message.
    ///
    /// Nobody reads them; they are what a buffer held before, or records that the header does not count.
    ///
    /// Example:
    ///
    /// ```hex
    /// 0000 8400 0000 0001 0000 0000    ; header: a response with one answer
    /// 036c6162056c6f63616c00           ; lab.local.
    /// 0001 8001 00000078 0004 c0000207 ; A 192.0.2.7
    /// ffff                             ; no record
    /// ```
    ///
    /// Instead:
    ///
    /// ```hex
    /// 0000 8400 0000 0001 0000 0000    ; header: a response with one answer
    /// 036c6162056c6f63616c00           ; lab.local.
    /// 0001 8001 00000078 0004 c0000207 ; A 192.0.2.7
    /// ```
    MDNS032 "trailing-octets" {
        cite: ["RFC 1035" "4.1" _ "The top level format of message is divided into 5 sections (some of which are empty in certain cases) shown below:"],
        needs: [MESSAGES],
        check: Message(trailing_octets),
    }

    /// The data of a record has not the length that its type demands.
    ///
    /// Stacks drop the record or the whole message; systemd-resolved 248 has sent probes with such a length, and Home
    /// Assistant stumbled over them.
    ///
    /// Example:
    ///
    /// ```hex
    /// 0000 8400 0000 0001 0000 0000    ; header: a response with one answer
    /// 036c6162056c6f63616c00           ; lab.local.
    /// 0001 8001 00000078 0005 c000020700 ; A with 5 octets
    /// ```
    ///
    /// Instead:
    ///
    /// ```hex
    /// 0000 8400 0000 0001 0000 0000    ; header: a response with one answer
    /// 036c6162056c6f63616c00           ; lab.local.
    /// 0001 8001 00000078 0004 c0000207 ; A 192.0.2.7
    /// ```
    MDNS033 "wrong-data-length" {
        cite: ["RFC 1035" "3.2.1" _ "an unsigned 16 bit integer that specifies the length in octets of the RDATA field."],
        severity: Error,
        needs: [MESSAGES],
        check: Message(wrong_data_length),
    }

    /// A string is cut in a TXT record of a name that is no service instance.
    ///
    /// The record is of no service, but a stack that reads all of the message may drop all of it.
    ///
    /// Example:
    ///
    /// ```hex
    /// 0000 8400 0000 0001 0000 0000 ; header: a response with one answer
    /// 036c6162056c6f63616c00        ; lab.local.
    /// 0010 8001 00001194 0005 056f6b3d31 ; TXT: 5 octets stated, 4 there
    /// ```
    ///
    /// Instead:
    ///
    /// ```hex
    /// 0000 8400 0000 0001 0000 0000 ; header: a response with one answer
    /// 036c6162056c6f63616c00        ; lab.local.
    /// 0010 8001 00001194 0005 046f6b3d31 ; TXT "ok=1"
    /// ```
    MDNS034 "cut-string-outside-services" {
        cite: ["RFC 1035" "3.3" _ "<character-string> is a single length octet followed by that number of characters."],
        severity: Error,
        needs: [MESSAGES],
        check: Message(cut_string_outside_services),
    }

    /// The bit maps of an NSEC record can't be read.
    ///
    /// The record may be ignored, and what it denies is asked for again and again.
    ///
    /// Example:
    ///
    /// ```hex
    /// 0000 8400 0000 0001 0000 0000      ; header: a response with one answer
    /// 036c6162056c6f63616c00             ; lab.local.
    /// 002f 8001 00000078 0004 c00c 0000     ; NSEC: a bit map of 0 octets
    /// ```
    ///
    /// Instead:
    ///
    /// ```hex
    /// 0000 8400 0000 0001 0000 0000      ; header: a response with one answer
    /// 036c6162056c6f63616c00             ; lab.local.
    /// 002f 8001 00000078 0005 c00c 0001 40  ; NSEC: A exists
    /// ```
    MDNS035 "malformed-nsec" {
        cite: ["RFC 6762" "6.1" Must "All compliant Multicast DNS implementations MUST at least correctly generate and parse the restricted DNS NSEC record format described below:"],
        needs: [MESSAGES],
        check: Message(malformed_nsec),
    }

    /// The owner of a record is not UTF-8.
    ///
    /// Readers differ: some show mangled text, some end. Instance names have a rule of their own.
    ///
    /// Example:
    ///
    /// ```mdns
    /// l\233b.local. 120 FLUSH A 192.0.2.7
    /// ```
    ///
    /// Instead:
    ///
    /// ```mdns
    /// léb.local. 120 FLUSH A 192.0.2.7
    /// ```
    MDNS036 "name-not-utf-8" {
        cite: ["RFC 6762" "16" Must "all names in Multicast DNS MUST be encoded as precomposed UTF-8 [RFC3629] \"Net-Unicode\" [RFC5198] text."],
        needs: [MESSAGES],
        check: Message(name_not_utf_8),
    }
}

/// What is wrong with the wire form, by the rule that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Count,
    CutMessage,
    CutString,
    DataLength,
    ForwardPointer,
    Nsec,
    Trailing,
    UnreadableName,
}

impl Fault {
    const fn of(kind: &AnomalyKind) -> Self {
        match kind {
            AnomalyKind::CountExceedsContent { .. }
            | AnomalyKind::QuestionCountExceedsContent { .. } => Self::Count,
            AnomalyKind::RdataOverrun { .. }
            | AnomalyKind::TruncatedHeader
            | AnomalyKind::TruncatedQuestion
            | AnomalyKind::TruncatedRecord => Self::CutMessage,
            AnomalyKind::TxtStringOverrun { .. } => Self::CutString,
            AnomalyKind::RdataLength { .. } | AnomalyKind::TrailingRdata { .. } => Self::DataLength,
            AnomalyKind::ForwardPointer { .. } => Self::ForwardPointer,
            AnomalyKind::MalformedNsec => Self::Nsec,
            AnomalyKind::TrailingOctets { .. } => Self::Trailing,
            AnomalyKind::NameTooLong
            | AnomalyKind::PointerLoop
            | AnomalyKind::PointerPastEnd { .. }
            | AnomalyKind::ReservedLabelType { .. }
            | AnomalyKind::TooManyPointers
            | AnomalyKind::TruncatedName => Self::UnreadableName,
        }
    }
}

/// Reports each anomaly of one kind: what, where, and in which record.
fn report(fault: Fault, help: &str, received: &ReceivedMessage, findings: &mut Findings) {
    for anomaly in received
        .anomalies
        .iter()
        .filter(|anomaly| Fault::of(&anomaly.kind) == fault)
    {
        findings.report(described(received, anomaly)).help(help);
    }
}

/// An anomaly with its place: ``A data is 5 octets long, 4 are expected (offset 0x4a, the A record of `lab.local.`)``.
fn described(received: &ReceivedMessage, anomaly: &Anomaly) -> String {
    let Anomaly {
        kind, offset, name, ..
    } = anomaly;
    let record = anomaly
        .record
        .and_then(|index| received.message.records.get(index));
    let owner = match (record, name) {
        (Some(record), _) => format!(", the {} record of `{}`", record.record_type, record.name),
        (None, Some(name)) => format!(", `{name}`"),
        (None, None) => String::new(),
    };
    format!("{kind} (offset 0x{offset:02x}{owner})")
}

fn unreadable_name(received: &ReceivedMessage, findings: &mut Findings) {
    let help =
        "write each name as labels, or as labels and a pointer to where its rest stands before";
    report(Fault::UnreadableName, help, received, findings);
}

fn forward_name_pointer(received: &ReceivedMessage, findings: &mut Findings) {
    let help = "let pointers lead to a name that stands before, or write the name in full";
    report(Fault::ForwardPointer, help, received, findings);
}

fn cut_message(received: &ReceivedMessage, findings: &mut Findings) {
    let help = "state the length of the data that is there, and send the whole message";
    report(Fault::CutMessage, help, received, findings);
}

fn wrong_record_count(received: &ReceivedMessage, findings: &mut Findings) {
    // Once a section has too few records, so have all that follow: the first tells it.
    let is_count = |anomaly: &&Anomaly| Fault::of(&anomaly.kind) == Fault::Count;
    if let Some(first) = received.anomalies.iter().find(is_count) {
        findings
            .report(described(received, first))
            .help("count the records after they are written");
    }
}

fn trailing_octets(received: &ReceivedMessage, findings: &mut Findings) {
    report(
        Fault::Trailing,
        "send only the octets that were written",
        received,
        findings,
    );
}

fn wrong_data_length(received: &ReceivedMessage, findings: &mut Findings) {
    report(
        Fault::DataLength,
        "state the length of the data proper",
        received,
        findings,
    );
}

fn cut_string_outside_services(received: &ReceivedMessage, findings: &mut Findings) {
    let cut = received
        .anomalies
        .iter()
        .filter(|anomaly| Fault::of(&anomaly.kind) == Fault::CutString);
    // The TXT record of an instance is judged with the instance.
    for anomaly in cut.filter(|anomaly| !anomaly.name.as_ref().is_some_and(is_instance)) {
        findings
            .report(described(received, anomaly))
            .help("let each length octet count exactly the octets of its string");
    }
}

fn malformed_nsec(received: &ReceivedMessage, findings: &mut Findings) {
    let help =
        "write the owner as next name, block number 0, a length from 1 to 32, and the bit map";
    report(Fault::Nsec, help, received, findings);
}

fn name_not_utf_8(received: &ReceivedMessage, findings: &mut Findings) {
    let mut known: Vec<&DomainName> = Vec::new();
    for record in &received.message.records {
        let name = &record.name;
        let is_text = name.labels().all(|label| str::from_utf8(label).is_ok());
        if is_text
            || record.record_type == RecordType::OPT
            || is_instance(name)
            || known.contains(&name)
        {
            continue;
        }
        known.push(name);
        findings
            .report(format!(
                "the owner `{name}` of the {} record is not UTF-8",
                record.record_type
            ))
            .help("encode names as UTF-8");
    }
}
