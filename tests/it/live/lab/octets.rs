//! DNS messages by hand: the peers must not share the codec that they test.

use std::net::{Ipv4Addr, Ipv6Addr};

const TYPE_A: u16 = 1;
const TYPE_PTR: u16 = 12;
const TYPE_TXT: u16 = 16;
const TYPE_AAAA: u16 = 28;
const TYPE_SRV: u16 = 33;

const CLASS_IN: u16 = 1;
const CACHE_FLUSH: u16 = 0x8000;

/// TTL of records that name a host (RFC 6762 §10).
const HOST_TTL: u32 = 120;
/// TTL of other records (RFC 6762 §10).
const OTHER_TTL: u32 = 4500;

/// Whether a PTR record, which is shared, is sent as if it were unique.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CacheFlush {
    /// As RFC 6762 §10.2 wants it.
    Clear,
    /// The fault that erases other hosts' instances in careless caches.
    Set,
}

/// All that a well-behaved responder says about one instance, in one response.
#[derive(Clone, Debug)]
pub(crate) struct Announcement {
    /// One label, as octets.
    pub(crate) instance: Vec<u8>,
    /// Such as `_caldav._tcp`.
    pub(crate) service_type: String,
    /// One label.
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) txt: Vec<Vec<u8>>,
    pub(crate) ipv4: Option<Ipv4Addr>,
    pub(crate) ipv6: Option<Ipv6Addr>,
    pub(crate) ptr_cache_flush: CacheFlush,
}

impl Announcement {
    /// An instance of `_caldav._tcp` that nothing can be said against but what the caller changes.
    pub(crate) fn calendar(instance: impl AsRef<[u8]>, host: &str, ipv4: Ipv4Addr) -> Self {
        Self {
            instance: instance.as_ref().to_vec(),
            service_type: "_caldav._tcp".to_owned(),
            host: host.to_owned(),
            port: 8008,
            txt: vec![b"path=/dav".to_vec()],
            ipv4: Some(ipv4),
            ipv6: None,
            ptr_cache_flush: CacheFlush::Clear,
        }
    }

    /// The response: PTR as answer; SRV, TXT and addresses as additional records.
    pub(crate) fn response(&self) -> Vec<u8> {
        let (service, instance, host) =
            (self.service_name(), self.instance_name(), self.host_name());
        let unique = CLASS_IN | CACHE_FLUSH;
        let shared = match self.ptr_cache_flush {
            CacheFlush::Clear => CLASS_IN,
            CacheFlush::Set => unique,
        };
        let server = [[0; 4].as_slice(), &self.port.to_be_bytes(), &host].concat();
        let strings: Vec<u8> = self.txt.iter().flat_map(|string| label(string)).collect();
        let strings = if strings.is_empty() { vec![0] } else { strings };

        let answer = record(&service, TYPE_PTR, shared, OTHER_TTL, &instance);
        let mut additional = vec![
            record(&instance, TYPE_SRV, unique, HOST_TTL, &server),
            record(&instance, TYPE_TXT, unique, OTHER_TTL, &strings),
        ];
        additional.extend(
            self.ipv4
                .map(|address| record(&host, TYPE_A, unique, HOST_TTL, &address.octets())),
        );
        additional.extend(
            self.ipv6
                .map(|address| record(&host, TYPE_AAAA, unique, HOST_TTL, &address.octets())),
        );

        let count = u16::try_from(additional.len()).expect("there are at most four");
        [header(1, count), answer, additional.concat()].concat()
    }

    /// The names that this response answers questions about: its type, itself and its host.
    pub(crate) fn answered_names(&self) -> [Vec<u8>; 3] {
        [self.service_name(), self.instance_name(), self.host_name()]
    }

    /// The owner of the PTR record.
    pub(crate) fn service_name(&self) -> Vec<u8> {
        dotted_name(&format!("{}.local", self.service_type))
    }

    fn instance_name(&self) -> Vec<u8> {
        [label(&self.instance), self.service_name()].concat()
    }

    fn host_name(&self) -> Vec<u8> {
        [label(self.host.as_bytes()), dotted_name("local")].concat()
    }
}

/// The wire form of a name whose labels hold no dots.
pub(crate) fn dotted_name(name: &str) -> Vec<u8> {
    let mut octets: Vec<u8> = name
        .split('.')
        .flat_map(|part| label(part.as_bytes()))
        .collect();
    octets.push(0);
    octets
}

/// The names that a query asks about, in lower case; nothing for a response or for octets that are
/// no DNS message.
pub(crate) fn questions(message: &[u8]) -> Vec<Vec<u8>> {
    let is_response = message.get(2).is_none_or(|flags| flags & 0x80 != 0);
    if is_response {
        return Vec::new();
    }
    let count = u16_at(message, 4).unwrap_or(0);
    let mut at = 12;
    let mut names = Vec::new();
    for _ in 0..count {
        let Some((name, end)) = name_at(message, at) else {
            break;
        };
        names.push(name.to_ascii_lowercase());
        at = end + 4;
    }
    names
}

/// The uncompressed name at `start` and where what follows it begins.
fn name_at(message: &[u8], start: usize) -> Option<(Vec<u8>, usize)> {
    let (mut at, mut end, mut name) = (start, None, Vec::new());
    // A name has at most 128 labels; more jumps than that are a loop.
    for _ in 0..256 {
        let length = usize::from(*message.get(at)?);
        match length {
            0 => {
                name.push(0);
                return Some((name, end.unwrap_or(at + 1)));
            }
            1..=63 => {
                name.extend_from_slice(message.get(at..=at + length)?);
                at += length + 1;
            }
            _ => {
                end = end.or(Some(at + 2));
                at = usize::from(u16_at(message, at)? & 0x3fff);
            }
        }
    }
    None
}

fn u16_at(message: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes([
        *message.get(at)?,
        *message.get(at + 1)?,
    ]))
}

fn header(answers: u16, additional: u16) -> Vec<u8> {
    // No transaction id; a response with authority (RFC 6762 §18).
    [0, 0x8400, 0, answers, 0, additional]
        .into_iter()
        .flat_map(u16::to_be_bytes)
        .collect()
}

fn record(owner: &[u8], kind: u16, class: u16, ttl: u32, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("record data is at most 65,535 octets long");
    [
        owner,
        &kind.to_be_bytes(),
        &class.to_be_bytes(),
        &ttl.to_be_bytes(),
        &length.to_be_bytes(),
        data,
    ]
    .concat()
}

fn label(octets: &[u8]) -> Vec<u8> {
    let length = u8::try_from(octets.len()).expect("a label or string is at most 255 octets long");
    [&[length], octets].concat()
}
