//! Times to live ([RFC 6762 §10](https://www.rfc-editor.org/rfc/rfc6762#section-10)).

use std::net::IpAddr;

use crate::model::{Seen, ServiceInstance};
use crate::rule::{Findings, InstanceContext, rules};

use super::list;

rules! {
    /// The TTL of an SRV or address record is not 120 seconds.
    ///
    /// A longer one keeps clients on an address that has changed, a shorter one makes them ask all the time. Avahi,
    /// Apple's stack, python-zeroconf and ciao send 120.
    ///
    /// Example:
    ///
    /// ```mdns
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 4500 FLUSH SRV 0 0 80 lab.local.
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
    MDNS022 "unusual-host-ttl" {
        cite: ["RFC 6762" "10" Should "As a general rule, the recommended TTL value for Multicast DNS resource records with a host name as the resource record's name (e.g., A, AAAA, HINFO) or a host name contained within the resource record's rdata (e.g., SRV, reverse mapping PTR record) SHOULD be 120 seconds."],
        needs: [TTL, MULTICAST],
        check: Instance(unusual_host_ttl),
    }

    /// The TTL of a PTR or TXT record is not 75 minutes.
    ///
    /// A shorter one makes every client on the link ask again at 80 % of it; clients that only listen lose the
    /// service.
    ///
    /// Example:
    ///
    /// ```mdns
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 FLUSH SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 120 FLUSH TXT "path=/"
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
    MDNS023 "unusual-service-ttl" {
        cite: ["RFC 6762" "10" _ "The recommended TTL value for other Multicast DNS resource records is 75 minutes."],
        needs: [TTL, MULTICAST],
        check: Instance(unusual_service_ttl),
    }

    /// A TTL is larger than 2147483647 seconds.
    ///
    /// Receivers treat it as zero, which in multicast DNS is a goodbye.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 2147483648 IN TXT "path=/"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "path=/"
    /// ```
    MDNS024 "ttl-beyond-31-bits" {
        cite: ["RFC 2181" "8" _ "It is hereby specified that a TTL value is an unsigned number, with a minimum value of 0, and a maximum value of 2147483647."],
        needs: [TTL],
        check: Instance(ttl_beyond_31_bits),
    }

    /// Records of one name and type have different TTLs.
    ///
    /// A cache keeps a part of the set when the rest has run out, and takes the part for the whole.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// lab.local. 120 IN A 192.0.2.7
    /// lab.local. 60 IN A 192.0.2.8
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// lab.local. 120 IN A 192.0.2.7
    /// lab.local. 120 IN A 192.0.2.8
    /// ```
    MDNS025 "differing-ttls-in-set" {
        cite: ["RFC 2181" "5.2" _ "Consequently the use of differing TTLs in an RRSet is hereby deprecated, the TTLs of all RRs in an RRSet must be the same."],
        needs: [TTL],
        check: Instance(differing_ttls_in_set),
    }

    /// Every record of an instance came with TTL 0.
    ///
    /// TTL 0 says goodbye: caches drop the record after a second. A device that announces itself with it is never
    /// seen, as was Home Assistant's landing page; one that has just gone says so rightly.
    ///
    /// Example:
    ///
    /// ```mdns
    /// _http._tcp.local. 0 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 0 FLUSH SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 0 FLUSH TXT "path=/"
    /// lab.local. 0 FLUSH A 192.0.2.7
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
    MDNS026 "only-goodbye" {
        cite: ["RFC 6762" "10.1" _ "This has the effect of updating the TTL stored in neighboring hosts' cache entries to zero, causing that cache entry to be promptly deleted."],
        needs: [TTL, MULTICAST],
        check: Instance(only_goodbye),
    }

    /// The TTL of a host's NSEC record is not that of its addresses.
    ///
    /// It says how long an address does not exist; a longer one hides an address that has come, a shorter one makes
    /// clients ask.
    ///
    /// Example:
    ///
    /// ```mdns
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 FLUSH SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 FLUSH TXT "path=/"
    /// lab.local. 120 FLUSH A 192.0.2.7
    /// lab.local. 4500 FLUSH NSEC lab.local. A
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
    MDNS027 "unusual-nsec-ttl" {
        cite: ["RFC 6762" "6.1" Should "In general, the TTL given for an NSEC record SHOULD be the same as the TTL that the record would have had, had it existed."],
        needs: [TTL, MULTICAST],
        check: Instance(unusual_nsec_ttl),
    }
}

/// Seconds for records that have a host name as owner or in their data
/// ([RFC 6762 §10](https://www.rfc-editor.org/rfc/rfc6762#section-10)).
const HOST_TTL_SECONDS: u32 = 120;

/// Seconds for all other records: 75 minutes, ibidem.
const SERVICE_TTL_SECONDS: u32 = 4500;

/// The largest TTL in seconds ([RFC 2181 §8](https://www.rfc-editor.org/rfc/rfc2181#section-8)).
const MAX_TTL_SECONDS: u32 = 0x7fff_ffff;

fn unusual_host_ttl(context: &InstanceContext<'_>, findings: &mut Findings) {
    let instance = context.instance;
    let mut unusual = Vec::new();
    note("SRV", &instance.srv, HOST_TTL_SECONDS, &mut unusual);
    for (kind, addresses) in address_sets(instance) {
        note(kind, addresses, HOST_TTL_SECONDS, &mut unusual);
    }
    report_unusual(&unusual, HOST_TTL_SECONDS, findings);
}

fn unusual_service_ttl(context: &InstanceContext<'_>, findings: &mut Findings) {
    let mut unusual = Vec::new();
    note(
        "PTR",
        &context.instance.pointers,
        SERVICE_TTL_SECONDS,
        &mut unusual,
    );
    note(
        "TXT",
        &context.instance.txt,
        SERVICE_TTL_SECONDS,
        &mut unusual,
    );
    report_unusual(&unusual, SERVICE_TTL_SECONDS, findings);
}

/// Notes the TTLs that differ from `usual`; goodbyes have none, and those too large have a rule of their own.
fn note<'a, T: 'a>(
    kind: &str,
    records: impl IntoIterator<Item = &'a Seen<T>>,
    usual: u32,
    unusual: &mut Vec<String>,
) {
    for ttl in distinct_ttls(records)
        .into_iter()
        .filter(|ttl| *ttl != usual && *ttl <= MAX_TTL_SECONDS)
    {
        let text = format!("{kind} {ttl} s");
        if !unusual.contains(&text) {
            unusual.push(text);
        }
    }
}

fn report_unusual(unusual: &[String], usual: u32, findings: &mut Findings) {
    let noun = if unusual.len() > 1 {
        "TTLs are"
    } else {
        "TTL is"
    };
    if !unusual.is_empty() {
        findings
            .report(format!(
                "the {noun} {}, {usual} s is recommended",
                list(unusual)
            ))
            .help("give SRV, A and AAAA records 120 s, PTR and TXT records 4500 s");
    }
}

/// The TTLs of records that are no goodbye, each once, in the order of the records.
fn distinct_ttls<'a, T: 'a>(records: impl IntoIterator<Item = &'a Seen<T>>) -> Vec<u32> {
    let mut ttls = Vec::new();
    let living = records
        .into_iter()
        .filter_map(|seen| seen.wire)
        .filter(|wire| !wire.is_goodbye());
    for wire in living {
        if !ttls.contains(&wire.ttl_seconds) {
            ttls.push(wire.ttl_seconds);
        }
    }
    ttls
}

/// The sets of A and of AAAA records of each host, with the word for their type.
fn address_sets(
    instance: &ServiceInstance,
) -> impl Iterator<Item = (&'static str, Vec<&Seen<IpAddr>>)> {
    instance.hosts.iter().flat_map(|host| {
        let (ipv4, ipv6) = host.addresses.iter().partition(|seen| seen.data.is_ipv4());
        [("A", ipv4), ("AAAA", ipv6)]
    })
}

fn ttl_beyond_31_bits(context: &InstanceContext<'_>, findings: &mut Findings) {
    let instance = context.instance;
    let mut sets = vec![
        ("PTR", distinct_ttls(&instance.pointers)),
        ("SRV", distinct_ttls(&instance.srv)),
        ("TXT", distinct_ttls(&instance.txt)),
    ];
    sets.extend(address_sets(instance).map(|(kind, addresses)| (kind, distinct_ttls(addresses))));
    for (kind, ttls) in sets {
        for ttl in ttls.into_iter().filter(|ttl| *ttl > MAX_TTL_SECONDS) {
            findings
                .report(format!(
                    "the TTL of the {kind} record is {ttl} s, at most {MAX_TTL_SECONDS} are allowed"
                ))
                .help("give SRV, A and AAAA records 120 s, PTR and TXT records 4500 s");
        }
    }
}

fn differing_ttls_in_set(context: &InstanceContext<'_>, findings: &mut Findings) {
    let instance = context.instance;
    let mut sets = vec![
        ("SRV", distinct_ttls(&instance.srv)),
        ("TXT", distinct_ttls(&instance.txt)),
    ];
    sets.extend(address_sets(instance).map(|(kind, addresses)| (kind, distinct_ttls(addresses))));
    for (kind, ttls) in sets.into_iter().filter(|(_, ttls)| ttls.len() > 1) {
        let ttls: Vec<String> = ttls.into_iter().map(|ttl| format!("{ttl} s")).collect();
        findings
            .report(format!(
                "the {kind} records have the TTLs {}, one for all is expected",
                list(&ttls)
            ))
            .help("send all records of one name and type with the same TTL");
    }
}

fn only_goodbye(context: &InstanceContext<'_>, findings: &mut Findings) {
    let ServiceInstance {
        pointers, srv, txt, ..
    } = context.instance;
    let pointers = pointers.iter().map(|seen| seen.wire);
    let wires = pointers
        .chain(srv.iter().map(|seen| seen.wire))
        .chain(txt.iter().map(|seen| seen.wire));
    let goodbyes: Vec<bool> = wires
        .map(|wire| wire.is_some_and(|wire| wire.is_goodbye()))
        .collect();
    if !goodbyes.is_empty() && goodbyes.iter().all(|is_goodbye| *is_goodbye) {
        findings
            .report("every record of the instance came with TTL 0, which says goodbye")
            .help("announce with the usual TTLs; send TTL 0 only when the service ends");
    }
}

fn unusual_nsec_ttl(context: &InstanceContext<'_>, findings: &mut Findings) {
    for host in &context.instance.hosts {
        for ttl in distinct_ttls(&host.nsec)
            .into_iter()
            .filter(|ttl| *ttl != HOST_TTL_SECONDS)
        {
            findings
                .report(format!("the TTL of the NSEC record of `{}` is {ttl} s, {HOST_TTL_SECONDS} s is expected", host.name))
                .help("give it the TTL of the address records whose absence it tells");
        }
    }
}
