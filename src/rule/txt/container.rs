//! The TXT record as a whole: its presence, its form and its size.

use crate::model::ServiceInstance;
use crate::name::DomainName;
use crate::rule::mdns::packet::{IPV4_HEADERS_LEN, MAX_PACKET_LEN};
use crate::rule::{Findings, InstanceContext, rules};
use crate::wire::{Header, RecordType};

use super::{Places, living};

rules! {
    /// A service instance has no TXT record.
    ///
    /// Many clients wait for SRV, TXT and address before they show an instance; without a TXT record they ask again and
    /// again and show nothing. Android does not find Thread border routers whose TXT record is missing from answers.
    ///
    /// Example:
    ///
    /// ```zone absent
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// lab.local. 120 IN A 192.0.2.7
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone absent
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 IN TXT ""
    /// lab.local. 120 IN A 192.0.2.7
    /// ```
    TXT001 "missing-txt-record" {
        cite: ["RFC 6763" "6" Must "Every DNS-SD service MUST have a TXT record in addition to its SRV record, with the same name, even if the service has no additional data to store and the TXT record contains no more than a single zero byte."],
        needs: [TXT_OCTETS, ABSENCE],
        check: Instance(missing_txt_record),
    }

    /// A TXT record has no data at all.
    ///
    /// A record that says nothing has one empty string, which is one zero octet. iPhones refuse to commission a Matter
    /// device whose TXT record has no octets.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT \# 0
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT ""
    /// ```
    TXT002 "empty-txt-data" {
        cite: ["RFC 6763" "6.1" MustNot "DNS-SD implementations MUST NOT emit empty TXT records."],
        needs: [TXT_OCTETS],
        check: Instance(empty_txt_data),
    }

    /// A TXT string is stated to be longer than the rest of its record.
    ///
    /// One wrong length octet makes the whole service invisible: Avahi drops the packet, bonjour-service and dnssd.js show
    /// nothing, and `dns-sd` prints memory that does not belong to the record.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT \# 5 05753d2f61
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT \# 5 04753d2f61
    /// ```
    TXT003 "cut-txt-string" {
        cite: ["RFC 1035" "3.3" _ "<character-string> is a single length octet followed by that number of characters."],
        severity: Error,
        needs: [TXT_OCTETS],
        check: Instance(cut_txt_string),
    }

    /// A service instance has several TXT records that differ.
    ///
    /// A client keeps one of them, which one is chance. Only LPR printing (`_printer._tcp`) and libp2p (`_p2p._udp`) define
    /// what several records of one instance mean.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "path=/a"
    /// Lab._http._tcp.local. 4500 IN TXT "path=/b"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "path=/a"
    /// ```
    TXT004 "several-txt-records" {
        cite: ["RFC 6763" "6.8" _ "Generally speaking, every DNS-SD service instance has exactly one TXT record."],
        needs: [TXT_OCTETS],
        check: Instance(several_txt_records),
    }

    /// The same TXT record is there twice.
    ///
    /// Caches keep one; a program that takes every record for an instance of its own shows two.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "path=/"
    /// Lab._http._tcp.local. 4500 IN TXT "path=/"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "path=/"
    /// ```
    TXT005 "repeated-txt-record" {
        cite: ["RFC 2181" "5" _ "It is meaningless for two records to ever have label, class, type and data all equal - servers should suppress such duplicates if encountered."],
        needs: [TXT_OCTETS],
        check: Instance(repeated_txt_record),
    }

    /// An empty string stands between the strings of a TXT record.
    ///
    /// It carries nothing, and readers differ: dnssd.js stops at it and loses all keys behind it, python-zeroconf makes an
    /// empty key of it, `dns-sd` shows it.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "u=guest" "" "path=/"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "u=guest" "path=/"
    /// ```
    TXT006 "empty-txt-string" {
        needs: [TXT_OCTETS],
        check: Instance(empty_txt_string),
    }

    /// A TXT record is larger than a typical one is meant to be.
    ///
    /// Above 200 octets every response costs more air time than intended, above 256 early sleep proxies in network hardware
    /// lose it, and from 400 on it may not fit in a DNS message of 512 octets. In the examples, `{x*3}` stands for `xxx`.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "path=/{0123456789*20}"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "path=/{0123456789*19}"
    /// ```
    TXT007 "large-txt-record" {
        cite: ["RFC 6763" "6.2" _ "The total size of a typical DNS-SD TXT record is intended to be small -- 200 bytes or less."],
        needs: [TXT_OCTETS],
        check: Instance(large_txt_record),
    }

    /// A TXT record is larger than 1300 octets.
    ///
    /// With it the response no longer fits in one Ethernet packet; many simple devices do not put fragments together, and
    /// see nothing of the service then. In the examples, `{x*3}` stands for `xxx`, and `#` in it for 1, 2, 3.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._gopher._tcp.local. 4500 IN TXT {"key#={0123456789*20}" *7}
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._gopher._tcp.local. 4500 IN TXT "key1=0123456789"
    /// ```
    TXT008 "oversized-txt-record" {
        cite: ["RFC 6763" "6.2" NotRecommended "Using TXT records larger than 1300 bytes is NOT RECOMMENDED at this time."],
        needs: [TXT_OCTETS],
        check: Instance(oversized_txt_record),
    }

    /// A TXT record is too large for any multicast DNS packet.
    ///
    /// The packet that carries it has more than 9000 octets, with which it is no legal multicast DNS packet; most stacks can
    /// neither send nor receive it. In the examples, `{x*3}` stands for `xxx`, and `#` in it for 1, 2, 3.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._gopher._tcp.local. 4500 IN TXT {"key#={0123456789*20}" *45}
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._gopher._tcp.local. 4500 IN TXT "key1=0123456789"
    /// ```
    TXT009 "txt-record-beyond-multicast-dns" {
        cite: ["RFC 6762" "17" MustNot "Even when fragmentation is used, a Multicast DNS packet, including IP and UDP headers, MUST NOT exceed 9000 bytes."],
        needs: [TXT_OCTETS],
        check: Instance(txt_record_beyond_multicast_dns),
    }
}

/// Up to here a TXT record is a typical one ([RFC 6763 §6.2](https://www.rfc-editor.org/rfc/rfc6763#section-6.2)).
const TYPICAL_LEN: usize = 200;

/// The most that early sleep proxies in network hardware could hold, ibidem.
const SLEEP_PROXY_LEN: usize = 256;

/// From here on a TXT record may not fit in a DNS message of 512 octets, ibidem: "under 400 bytes should".
const SINGLE_MESSAGE_LEN: usize = 400;

/// Larger TXT records are NOT RECOMMENDED, ibidem.
pub(crate) const RECOMMENDED_LEN: usize = 1300;

/// Octets around the owner name and the data of a record alone in its packet: the headers, and 10 for the record's type,
/// class, TTL and length.
const PACKET_OVERHEAD: usize = IPV4_HEADERS_LEN + Header::LEN + 10;

fn missing_txt_record(context: &InstanceContext<'_>, findings: &mut Findings) {
    let ServiceInstance {
        srv,
        txt,
        unreadable,
        ..
    } = context.instance;
    let is_unreadable = unreadable.iter().any(|seen| seen.data == RecordType::TXT);
    // Without an SRV record it is no service, which is another rule's matter, and a service of a domain need not have a TXT
    // record (RFC 6764 §4).
    let is_none = srv.is_empty() || context.is_of_domain();
    if !txt.is_empty() || is_unreadable || is_none || is_placeholder(context.instance) {
        return;
    }
    findings
        .report("the instance has no TXT record, exactly one is expected")
        .help("publish a TXT record with one empty string if there is nothing to say");
}

/// Whether the SRV record only keeps the name from being taken
/// ([RFC 6763 §8](https://www.rfc-editor.org/rfc/rfc6763#section-8)).
fn is_placeholder(instance: &ServiceInstance) -> bool {
    instance.pointers.is_empty() && instance.srv.iter().all(|seen| seen.data.port == 0)
}

fn empty_txt_data(context: &InstanceContext<'_>, findings: &mut Findings) {
    for seen in living(context).filter(|seen| seen.data.octets().is_empty()) {
        findings
            .report("the TXT record has 0 octets of data, at least one is required")
            .help("send a single zero octet: one empty string")
            .origin(seen.origin.clone());
    }
}

fn cut_txt_string(context: &InstanceContext<'_>, findings: &mut Findings) {
    for seen in living(context) {
        let Some(cut) = seen.data.truncation() else {
            continue;
        };
        let place = Places::new(context, &seen.data).at(cut.string_index, cut.offset);
        findings
            .report(format!(
                "the last TXT string is stated to be {} octets long, {} are left in the record{place}",
                cut.stated_len, cut.present_len
            ))
            .help("let each length octet count exactly the octets of its string")
            .origin(seen.origin.clone());
    }
}

fn several_txt_records(context: &InstanceContext<'_>, findings: &mut Findings) {
    let mut records: Vec<&[u8]> = Vec::new();
    let mut origin = None;
    for seen in living(context) {
        if !records.contains(&seen.data.octets()) {
            records.push(seen.data.octets());
            origin = Some(&seen.origin);
        }
    }
    let allows_several = context
        .vocabulary()
        .is_some_and(|vocabulary| vocabulary.schema().txt.several_records);
    if records.len() > 1 && !allows_several {
        let finding = findings.report(format!(
            "the instance has {} TXT records that differ, one is expected",
            records.len()
        ));
        finding.help("put all keys in one record; when they change, send the new record with the cache-flush bit");
        // Where each stands apart, the last is the one too many.
        if context.instance.places.service_type.is_some() {
            finding.origin = origin.cloned();
        }
    }
}

fn repeated_txt_record(context: &InstanceContext<'_>, findings: &mut Findings) {
    let mut known: Vec<&[u8]> = Vec::new();
    let mut reported: Vec<&[u8]> = Vec::new();
    for seen in living(context) {
        let octets = seen.data.octets();
        if !known.contains(&octets) {
            known.push(octets);
        } else if !reported.contains(&octets) {
            reported.push(octets);
            let times = living(context)
                .filter(|other| other.data.octets() == octets)
                .count();
            findings
                .report(format!("the same TXT record is there {times} times"))
                .help("send it once")
                .origin(seen.origin.clone());
        }
    }
}

fn empty_txt_string(context: &InstanceContext<'_>, findings: &mut Findings) {
    for seen in living(context) {
        let txt = &seen.data;
        let mut empty = txt
            .strings()
            .enumerate()
            .filter(|(_, string)| string.stated_len == 0);
        // A single empty string is how a record says nothing.
        let is_alone = txt.octets().len() == 1;
        let Some((index, string)) = empty.next().filter(|_| !is_alone) else {
            continue;
        };
        let place = Places::new(context, txt).at(index, string.offset);
        let message = match empty.count() {
            0 => format!("a TXT string is empty{place}"),
            more => format!("{} TXT strings are empty, the first{place}", more + 1),
        };
        findings
            .report(message)
            .help("leave empty strings out")
            .string(index)
            .origin(seen.origin.clone());
    }
}

fn large_txt_record(context: &InstanceContext<'_>, findings: &mut Findings) {
    for seen in living(context) {
        let len = seen.data.len();
        if len <= TYPICAL_LEN || len > RECOMMENDED_LEN {
            continue;
        }
        let consequence = if len >= SINGLE_MESSAGE_LEN {
            "; from 400 on it may not fit in a DNS message of 512 octets"
        } else if len > SLEEP_PROXY_LEN {
            "; early sleep proxies hold no more than 256"
        } else {
            ""
        };
        findings
            .report(format!("the TXT record is {len} octets long, up to {TYPICAL_LEN} are typical{consequence}"))
            .help("keep in TXT what a client needs before it connects, and give the rest by the protocol itself")
            .origin(seen.origin.clone());
    }
}

fn oversized_txt_record(context: &InstanceContext<'_>, findings: &mut Findings) {
    for seen in living(context) {
        let len = seen.data.len();
        if len <= RECOMMENDED_LEN || is_beyond_multicast(context, &seen.owner, len) {
            continue;
        }
        findings
            .report(format!("the TXT record is {len} octets long, more than {RECOMMENDED_LEN} are not recommended"))
            .help("keep in TXT what a client needs before it connects, and give the rest by the protocol itself")
            .origin(seen.origin.clone());
    }
}

fn txt_record_beyond_multicast_dns(context: &InstanceContext<'_>, findings: &mut Findings) {
    for seen in living(context) {
        let len = seen.data.len();
        if !is_beyond_multicast(context, &seen.owner, len) {
            continue;
        }
        let max = MAX_PACKET_LEN - PACKET_OVERHEAD - seen.owner.as_wire().len();
        findings
            .report(format!("the TXT record is {len} octets long, at most {max} fit in a multicast DNS packet"))
            .help("keep in TXT what a client needs before it connects, and give the rest by the protocol itself")
            .origin(seen.origin.clone());
    }
}

/// Whether the record is too large for a packet of multicast DNS, and is meant for it.
fn is_beyond_multicast(context: &InstanceContext<'_>, owner: &DomainName, len: usize) -> bool {
    context.instance.name.is_local() && is_beyond_packet(owner, len)
}

/// Whether a record with this owner and so many octets of data is too large for a packet of multicast DNS.
pub(crate) fn is_beyond_packet(owner: &DomainName, len: usize) -> bool {
    PACKET_OVERHEAD + owner.as_wire().len() + len > MAX_PACKET_LEN
}
