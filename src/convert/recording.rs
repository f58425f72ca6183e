//! Recordings: each service is announced once, as if somebody had listened.
//!
//! Nobody did, so the recording says that the listening was interrupted: what is not in it may exist all the same. It began with
//! the year 1970, since the same services make the same recording at any time.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use crate::convert::refusal::{Missing, Remarks, Unfit};
use crate::convert::service::Service;
use crate::convert::zone::{HOST_TTL, SERVICE_TTL, browse_pointers};
use crate::convert::{Document, Written};
use crate::model::{Evidence, ReceivedMessage, WireFacts};
use crate::name::DomainName;
use crate::source::{RecordedEnd, RecordingHead, RecordingWriter};
use crate::wire::{CACHE_FLUSH, CLASS_IN, MessageBuilder, RecordType};

/// Octets of a datagram at most, by UDP over IPv4.
const MAX_DATAGRAM_LEN: usize = 65_507;

/// When the listening ended: late enough for what was announced to stand still.
const END: Duration = Duration::from_millis(100);

/// The port of multicast DNS.
const PORT: u16 = 5353;

/// One recording of all announcements.
pub(super) fn documents(services: &[Written<'_, Vec<u8>>]) -> Vec<Document> {
    if services.is_empty() {
        return Vec::new();
    }
    let mut octets = Vec::new();
    let head = RecordingHead::new(Duration::ZERO, Vec::new(), false);
    let end = RecordedEnd {
        at: END,
        is_interrupted: true,
        drops: 0,
    };
    let written = RecordingWriter::new(&mut octets, &head).map(|mut recording| {
        for Written { service, content } in services {
            let mut received = ReceivedMessage::decode(content, 0);
            received.interface = service
                .instance
                .origin
                .interface()
                .unwrap_or_default()
                .into();
            received.sender = sender(service);
            recording.write(&received, content);
        }
        recording.finish(&end)
    });
    debug_assert!(matches!(written, Ok(Ok(()))), "memory can be written to");
    vec![Document {
        file_name: "services.jsonl".to_owned(),
        text: String::from_utf8_lossy(&octets).into_owned(),
    }]
}

/// Who announced it: the sender that was seen, or the first address of the host.
fn sender(service: &Service<'_>) -> Option<SocketAddr> {
    let of_host = || {
        let mut addresses = service.hosts().iter().flat_map(|host| &host.addresses);
        addresses
            .next()
            .map(|seen| SocketAddr::new(seen.data, PORT))
    };
    service.instance.origin.sender().or_else(of_host)
}

/// The announcement of a service: all its records as answers of one message.
pub(super) fn announcement(service: &Service<'_>, remarks: &mut Remarks<'_>) -> Vec<u8> {
    let instance = service.instance;
    service.refuse_other_domain("multicast DNS serves `local.`", remarks);
    let base = service.type_name();
    let mut message = Message {
        builder: MessageBuilder::response().compress(true),
        has_classes: instance.evidence.covers(Evidence::MULTICAST),
    };
    for (owner, target, wire) in browse_pointers(service, &base) {
        // Names of types are shared: to flush them would end what others say.
        message.add(
            owner,
            RecordType::PTR,
            wire,
            (CLASS_IN, SERVICE_TTL),
            target.as_wire(),
        );
    }
    let unique = CLASS_IN | CACHE_FLUSH;
    for seen in service.srv() {
        let srv = &seen.data;
        let Some(host) = service.host(srv) else {
            let limit = "an SRV record names the host";
            remarks.refuse(Unfit::Missing(Missing::Host), limit);
            return Vec::new();
        };
        let numbers = [srv.priority, srv.weight, srv.port];
        let numbers = numbers.into_iter().flat_map(u16::to_be_bytes);
        let rdata: Vec<u8> = numbers.chain(host.as_wire().iter().copied()).collect();
        message.add(
            &seen.owner,
            RecordType::SRV,
            seen.wire,
            (unique, HOST_TTL),
            &rdata,
        );
    }
    for seen in service.txt() {
        let octets = seen.data.octets();
        message.add(
            &seen.owner,
            RecordType::TXT,
            seen.wire,
            (unique, SERVICE_TTL),
            octets,
        );
    }
    for host in service.hosts() {
        for seen in &host.addresses {
            let (record_type, octets) = match seen.data {
                IpAddr::V4(address) => (RecordType::A, address.octets().to_vec()),
                IpAddr::V6(address) => (RecordType::AAAA, address.octets().to_vec()),
            };
            message.add(
                &seen.owner,
                record_type,
                seen.wire,
                (unique, HOST_TTL),
                &octets,
            );
        }
        for seen in &host.aliases {
            let octets = seen.data.as_wire();
            message.add(
                &seen.owner,
                RecordType::CNAME,
                seen.wire,
                (unique, HOST_TTL),
                octets,
            );
        }
    }
    let octets = message.builder.build();
    if octets.len() > MAX_DATAGRAM_LEN {
        let len = service.txt().iter().map(|seen| seen.data.len()).sum();
        let limit = format!(
            "its announcement has {} octets, at most {MAX_DATAGRAM_LEN} fit in a datagram",
            octets.len()
        );
        remarks.refuse(Unfit::TxtRecord { len }, limit);
    }
    octets
}

struct Message {
    builder: MessageBuilder,
    /// Whether the class field was seen as multicast DNS has it.
    has_classes: bool,
}

impl Message {
    /// Adds an answer, with class field and time to live as they were seen, or else with these.
    fn add(
        &mut self,
        owner: &DomainName,
        record_type: RecordType,
        wire: Option<WireFacts>,
        (class_field, ttl_seconds): (u16, u32),
        rdata: &[u8],
    ) {
        let class_field = match wire {
            Some(wire) if self.has_classes => wire.class_field,
            // Of a zone the class is known, and not whether others share the name.
            Some(wire) => wire.class() | class_field & CACHE_FLUSH,
            None => class_field,
        };
        let ttl_seconds = wire.map_or(ttl_seconds, |wire| wire.ttl_seconds);
        let builder = std::mem::replace(&mut self.builder, MessageBuilder::response());
        self.builder = builder.answer(owner, record_type, class_field, ttl_seconds, rdata);
    }
}
