//! The header of a message ([RFC 6762 §18](https://www.rfc-editor.org/rfc/rfc6762#section-18)).

use crate::model::ReceivedMessage;
use crate::rule::{Findings, rules};

rules! {
    /// A response has an identifier other than zero.
    ///
    /// Queriers don't look at it, so nothing breaks but the memory of whoever compares packets: it most often means
    /// that a unicast DNS stack was put to use.
    ///
    /// Example:
    ///
    /// ```mdns
    /// ; id=48879
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
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
    MDNS001 "nonzero-message-id" {
        cite: ["RFC 6762" "18.1" Must "In multicast responses, including unsolicited multicast responses, the Query Identifier MUST be set to zero on transmission, and MUST be ignored on reception."],
        needs: [MESSAGES],
        check: Message(nonzero_message_id),
    }

    /// A response has an operation code other than zero.
    ///
    /// Receivers must drop the message without a word: the service is invisible.
    ///
    /// Example:
    ///
    /// ```mdns
    /// ; flags=0x8c00
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
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
    MDNS002 "nonzero-opcode" {
        cite: ["RFC 6762" "18.3" Must "In both multicast query and multicast response messages, the OPCODE MUST be zero on transmission (only standard queries are currently supported over multicast)."],
        needs: [MESSAGES],
        check: Message(nonzero_opcode),
    }

    /// A response does not have the AA bit set.
    ///
    /// Most receivers ignore it; some older ones drop the message.
    ///
    /// Example:
    ///
    /// ```mdns
    /// ; flags=0x8000
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
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
    MDNS003 "clear-authoritative-bit" {
        cite: ["RFC 6762" "18.4" Must "In response messages for Multicast domains, the Authoritative Answer bit MUST be set to one (not setting this bit would imply there's some other place where \"better\" information may be found) and MUST be ignored on reception."],
        needs: [MESSAGES],
        check: Message(clear_authoritative_bit),
    }

    /// A response has the TC bit set.
    ///
    /// In multicast DNS no response is truncated: what does not fit goes in the next packet.
    ///
    /// Example:
    ///
    /// ```mdns
    /// ; flags=0x8600
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
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
    MDNS004 "truncated-response" {
        cite: ["RFC 6762" "18.5" Must "In multicast response messages, the TC bit MUST be zero on transmission, and MUST be ignored on reception."],
        needs: [MESSAGES],
        check: Message(truncated_response),
    }

    /// A response has the RD bit set.
    ///
    /// It was copied from the query of a unicast resolver; Home Assistant has met devices that do.
    ///
    /// Example:
    ///
    /// ```mdns
    /// ; flags=0x8500
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
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
    MDNS005 "recursion-desired-in-response" {
        cite: ["RFC 6762" "18.6" Should "In both multicast query and multicast response messages, the Recursion Desired bit SHOULD be zero on transmission, and MUST be ignored on reception."],
        needs: [MESSAGES],
        check: Message(recursion_desired_in_response),
    }

    /// A response has the RA bit set.
    ///
    /// There is no recursion on a link; a unicast DNS server answers here.
    ///
    /// Example:
    ///
    /// ```mdns
    /// ; flags=0x8480
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
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
    MDNS006 "recursion-available-bit" {
        cite: ["RFC 6762" "18.7" Must "In both multicast query and multicast response messages, the Recursion Available bit MUST be zero on transmission, and MUST be ignored on reception."],
        needs: [MESSAGES],
        check: Message(recursion_available_bit),
    }

    /// A response has the Z bit set.
    ///
    /// The bit is reserved; a later standard may give it a meaning that the sender does not intend.
    ///
    /// Example:
    ///
    /// ```mdns
    /// ; flags=0x8440
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
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
    MDNS007 "zero-bit-set" {
        cite: ["RFC 6762" "18.8" Must "In both query and response messages, the Zero bit MUST be zero on transmission, and MUST be ignored on reception."],
        needs: [MESSAGES],
        check: Message(zero_bit_set),
    }

    /// A response has the AD bit set.
    ///
    /// Nothing on a link was validated by DNSSEC.
    ///
    /// Example:
    ///
    /// ```mdns
    /// ; flags=0x8420
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
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
    MDNS008 "authentic-data-bit" {
        cite: ["RFC 6762" "18.9" Must "In both multicast query and multicast response messages, the Authentic Data bit [RFC2535] MUST be zero on transmission, and MUST be ignored on reception."],
        needs: [MESSAGES],
        check: Message(authentic_data_bit),
    }

    /// A response has the CD bit set.
    ///
    /// The bit belongs to resolvers that validate by DNSSEC; it was copied from a query.
    ///
    /// Example:
    ///
    /// ```mdns
    /// ; flags=0x8410
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
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
    MDNS009 "checking-disabled-bit" {
        cite: ["RFC 6762" "18.10" Must "In both multicast query and multicast response messages, the Checking Disabled bit [RFC2535] MUST be zero on transmission, and MUST be ignored on reception."],
        needs: [MESSAGES],
        check: Message(checking_disabled_bit),
    }

    /// A response has a response code other than zero.
    ///
    /// Receivers must drop the message without a word, and all its records with it.
    ///
    /// Example:
    ///
    /// ```mdns
    /// ; flags=0x8403
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
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
    MDNS010 "nonzero-response-code" {
        cite: ["RFC 6762" "18.11" Must "In both multicast query and multicast response messages, the Response Code MUST be zero on transmission."],
        needs: [MESSAGES],
        check: Message(nonzero_response_code),
    }

    /// A response repeats the question.
    ///
    /// The question is ignored at best; ESP-IDF sends it, and versions of Avahi have dropped such responses whole.
    ///
    /// Example:
    ///
    /// ```mdns
    /// ; question _http._tcp.local. PTR
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
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
    MDNS011 "question-in-response" {
        cite: ["RFC 6762" "6" MustNot "Multicast DNS responses MUST NOT contain any questions in the Question Section."],
        needs: [MESSAGES],
        check: Message(question_in_response),
    }
}

/// Reports a fault of the header of a response; queries are not what an advertiser says.
pub(super) fn report_if(
    is_fault: bool,
    received: &ReceivedMessage,
    findings: &mut Findings,
    message: impl Fn() -> String,
    help: &str,
) {
    if is_fault && received.message.header.is_response() {
        findings.report(message()).help(help);
    }
}

/// Reports a bit that is set and must not be.
fn report_bit(is_set: bool, name: &str, received: &ReceivedMessage, findings: &mut Findings) {
    report_if(
        is_set,
        received,
        findings,
        || format!("the {name} bit is set, 0 is required"),
        "clear the bit in every response",
    );
}

fn nonzero_message_id(received: &ReceivedMessage, findings: &mut Findings) {
    let id = received.message.header.id;
    report_if(
        id != 0,
        received,
        findings,
        || format!("the identifier is 0x{id:04x}, 0 is required"),
        "send responses with identifier 0",
    );
}

fn nonzero_opcode(received: &ReceivedMessage, findings: &mut Findings) {
    let opcode = received.message.header.opcode();
    report_if(
        opcode != 0,
        received,
        findings,
        || format!("the operation code is {opcode}, 0 is required"),
        "send responses with operation code 0: receivers drop all others",
    );
}

fn clear_authoritative_bit(received: &ReceivedMessage, findings: &mut Findings) {
    let is_clear = !received.message.header.authoritative();
    report_if(
        is_clear,
        received,
        findings,
        || "the AA bit is clear, 1 is required".to_owned(),
        "set the bit in every response",
    );
}

fn truncated_response(received: &ReceivedMessage, findings: &mut Findings) {
    report_bit(
        received.message.header.truncated(),
        "TC",
        received,
        findings,
    );
}

fn recursion_desired_in_response(received: &ReceivedMessage, findings: &mut Findings) {
    let is_set = received.message.header.recursion_desired();
    report_if(
        is_set,
        received,
        findings,
        || "the RD bit is set, 0 is expected".to_owned(),
        "clear the bit in every response",
    );
}

fn recursion_available_bit(received: &ReceivedMessage, findings: &mut Findings) {
    report_bit(
        received.message.header.recursion_available(),
        "RA",
        received,
        findings,
    );
}

fn zero_bit_set(received: &ReceivedMessage, findings: &mut Findings) {
    report_bit(received.message.header.zero_bit(), "Z", received, findings);
}

fn authentic_data_bit(received: &ReceivedMessage, findings: &mut Findings) {
    report_bit(
        received.message.header.authentic_data(),
        "AD",
        received,
        findings,
    );
}

fn checking_disabled_bit(received: &ReceivedMessage, findings: &mut Findings) {
    report_bit(
        received.message.header.checking_disabled(),
        "CD",
        received,
        findings,
    );
}

fn nonzero_response_code(received: &ReceivedMessage, findings: &mut Findings) {
    let code = received.message.header.response_code();
    report_if(
        code != 0,
        received,
        findings,
        || format!("the response code is {code}, 0 is required"),
        "send responses with response code 0: receivers drop all others",
    );
}

fn question_in_response(received: &ReceivedMessage, findings: &mut Findings) {
    let questions = &received.message.questions;
    let Some(first) = questions.first() else {
        return;
    };
    report_if(
        true,
        received,
        findings,
        || {
            format!(
                "the response has {} in its question section, none is allowed: `{}`",
                counted(questions.len()),
                first.name
            )
        },
        "send responses without questions",
    );
}

fn counted(questions: usize) -> String {
    if questions == 1 {
        "a question".to_owned()
    } else {
        format!("{questions} questions")
    }
}
