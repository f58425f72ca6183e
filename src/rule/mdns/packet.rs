//! The packet that carries a message: port, IP TTL and size.

use std::net::SocketAddr;

use crate::model::ReceivedMessage;
use crate::name::DomainName;
use crate::rule::txt::container::{RECOMMENDED_LEN, is_beyond_packet};
use crate::rule::{Findings, rules};
use crate::wire::RecordType;

use super::header::report_if;
use super::is_instance;

rules! {
    /// A response was not sent from port 5353.
    ///
    /// Receivers must drop it without a word, as a guard against packets from programs that own no part of the link.
    ///
    /// Example:
    ///
    /// ```mdns
    /// ; from=192.0.2.7:49152
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
    MDNS012 "response-from-other-port" {
        cite: ["RFC 6762" "6" Must "The source UDP port in all Multicast DNS responses MUST be 5353 (the well-known port assigned to mDNS)."],
        needs: [MESSAGES, SENDER],
        check: Message(response_from_other_port),
    }

    /// A response was not sent with an IP TTL of 255.
    ///
    /// Older queriers drop such a packet, because they take it for one that came through a router.
    ///
    /// Example:
    ///
    /// ```mdns
    /// ; ip-ttl=1
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
    MDNS013 "low-ip-ttl" {
        cite: ["RFC 6762" "11" Should "All Multicast DNS responses (including responses sent via unicast) SHOULD be sent with IP TTL set to 255."],
        needs: [MESSAGES, IP_TTL],
        check: Message(low_ip_ttl),
    }

    /// A packet is larger than 9000 octets, with its IP and UDP headers.
    ///
    /// No stack has to receive it, and most can't. In the example, `{x*3}` stands for `xxx`, and `#` in it for 1, 2,
    /// 3.
    ///
    /// Example:
    ///
    /// ```mdns
    /// {_http._tcp.local. 4500 IN PTR Laboratory\ Number\ #._http._tcp.local.
    /// *160}
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
    MDNS014 "packet-over-9000-octets" {
        cite: ["RFC 6762" "17" MustNot "Even when fragmentation is used, a Multicast DNS packet, including IP and UDP headers, MUST NOT exceed 9000 bytes."],
        needs: [MESSAGES],
        check: Message(packet_over_9000_octets),
    }

    /// A packet is larger than 1500 octets, with its IP and UDP headers.
    ///
    /// On Ethernet it travels in fragments, which many simple devices and access points lose; Chromecast Audio has
    /// been stopped by such packets. In the example, `{x*3}` stands for `xxx`, and `#` in it for 1, 2, 3.
    ///
    /// Example:
    ///
    /// ```mdns
    /// {_http._tcp.local. 4500 IN PTR Laboratory\ Number\ #._http._tcp.local.
    /// *27}
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
    MDNS015 "packet-over-1500-octets" {
        cite: ["RFC 6762" "17" _ "However, in practice Ethernet \"Jumbo\" packets are not widely used, so it is advantageous to keep packets under 1500 bytes whenever possible."],
        needs: [MESSAGES],
        check: Message(packet_over_1500_octets),
    }
}

/// The port of multicast DNS ([RFC 6762 §3](https://www.rfc-editor.org/rfc/rfc6762#section-3)).
const PORT: u16 = 5353;

/// The IP TTL of every packet ([RFC 6762 §11](https://www.rfc-editor.org/rfc/rfc6762#section-11)).
const IP_TTL: u8 = 255;

/// Octets of a packet at most ([RFC 6762 §17](https://www.rfc-editor.org/rfc/rfc6762#section-17)).
pub(crate) const MAX_PACKET_LEN: usize = 9000;

/// Octets of a packet that Ethernet carries without fragments, ibidem.
const ETHERNET_LEN: usize = 1500;

/// Octets of the headers before the message: UDP's 8, and IPv4's 20 or IPv6's 40.
pub(crate) const IPV4_HEADERS_LEN: usize = 28;
const IPV6_HEADERS_LEN: usize = 48;

fn response_from_other_port(received: &ReceivedMessage, findings: &mut Findings) {
    let Some(port) = received.sender.map(|sender| sender.port()) else {
        return;
    };
    report_if(
        port != PORT,
        received,
        findings,
        || format!("the response was sent from port {port}, {PORT} is required"),
        "send responses from a socket bound to port 5353: receivers drop all others",
    );
}

fn low_ip_ttl(received: &ReceivedMessage, findings: &mut Findings) {
    let Some(ip_ttl) = received.ip_ttl else {
        return;
    };
    report_if(
        ip_ttl != IP_TTL,
        received,
        findings,
        || format!("the response came with an IP TTL of {ip_ttl}, {IP_TTL} is expected"),
        "set the multicast TTL of the sending socket (for IPv6 its hop limit) to 255",
    );
}

fn packet_over_9000_octets(received: &ReceivedMessage, findings: &mut Findings) {
    let len = packet_len(received);
    report_if(
        len > MAX_PACKET_LEN && !has_txt(received, is_beyond_packet),
        received,
        findings,
        || {
            format!(
                "the packet has {len} octets with its IP and UDP headers, at most {MAX_PACKET_LEN} are allowed"
            )
        },
        "send the records in several packets",
    );
}

fn packet_over_1500_octets(received: &ReceivedMessage, findings: &mut Findings) {
    let len = packet_len(received);
    report_if(
        (ETHERNET_LEN + 1..=MAX_PACKET_LEN).contains(&len)
            && !has_txt(received, |_, len| len > RECOMMENDED_LEN),
        received,
        findings,
        || {
            format!(
                "the packet has {len} octets with its IP and UDP headers, up to {ETHERNET_LEN} fit in one Ethernet packet"
            )
        },
        "send the records in several packets, and keep TXT records small",
    );
}

/// Octets of the IP packet; where the sender is not known, of the smaller one.
fn packet_len(received: &ReceivedMessage) -> usize {
    let headers = match received.sender {
        Some(SocketAddr::V6(_)) => IPV6_HEADERS_LEN,
        _ => IPV4_HEADERS_LEN,
    };
    received.len + headers
}

/// Whether the message has a TXT record of an instance that is large in this way: then that record is the fault, and is
/// judged with its instance.
fn has_txt(received: &ReceivedMessage, is_large: impl Fn(&DomainName, usize) -> bool) -> bool {
    let mut records = received.message.records.iter();
    records.any(|record| {
        record.record_type == RecordType::TXT
            && is_instance(&record.name)
            && is_large(&record.name, record.rdata.len())
    })
}
