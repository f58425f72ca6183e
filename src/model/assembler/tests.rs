use std::net::{IpAddr, SocketAddr};

use super::*;
use crate::wire::{CACHE_FLUSH, CLASS_IN, MessageBuilder, Srv, TxtRecord};

const TYPE: &str = "_http._tcp.local.";

fn name(text: &str) -> DomainName {
    text.parse().expect("a name")
}

/// A link on which messages arrive one after the other.
struct Link {
    assembler: Assembler,
    messages: u64,
}

impl Link {
    fn new() -> Self {
        Self {
            assembler: Assembler::new(Evidence::NONE),
            messages: 0,
        }
    }

    fn hear(&mut self, milliseconds: u64, sender: &str, message: &MessageBuilder) -> Vec<Change> {
        self.messages += 1;
        let mut received = ReceivedMessage::decode(&message.build(), self.messages);
        received.at = Duration::from_millis(milliseconds);
        received.interface = "eth0".into();
        received.sender = Some(SocketAddr::new(sender.parse().expect("an address"), 5353));
        self.assembler.add_message(&received)
    }

    fn lab(&self) -> ServiceInstance {
        self.assembler
            .instance(&name("Lab._http._tcp.local."))
            .expect("it was seen")
    }

    fn expire(&mut self, milliseconds: u64) -> usize {
        self.assembler
            .expire(Duration::from_millis(milliseconds))
            .len()
    }
}

fn srv(port: u16) -> Srv {
    Srv {
        priority: 0,
        weight: 0,
        port,
        target: name("lab.local."),
    }
}

fn pointer(ttl_seconds: u32) -> MessageBuilder {
    MessageBuilder::response().ptr(&name(TYPE), ttl_seconds, &name("Lab._http._tcp.local."))
}

fn whole(port: u16) -> MessageBuilder {
    let own = name("Lab._http._tcp.local.");
    let txt = TxtRecord::from_strings(["path=/"]).expect("a short string");
    pointer(4_500)
        .srv(&own, 120, &srv(port))
        .txt(&own, 4_500, &txt)
        .a(&name("lab.local."), 120, [192, 0, 2, 7].into())
}

#[test]
fn one_message_makes_an_instance() {
    let mut link = Link::new();
    let changes = link.hear(0, "192.0.2.7", &whole(80));
    assert_eq!(changes, [Change::Instance(name("Lab._http._tcp.local."))]);
    let lab = link.lab();
    assert!(lab.is_complete());
    assert_eq!(
        lab.addresses(),
        ["192.0.2.7".parse::<IpAddr>().expect("an address")]
    );
    assert!(
        link.hear(10, "192.0.2.7", &whole(80)).is_empty(),
        "the same again is no news"
    );
}

#[test]
fn records_may_come_in_any_order_and_case() {
    let mut link = Link::new();
    link.hear(
        0,
        "192.0.2.7",
        &MessageBuilder::response().a(&name("LAB.local."), 120, [192, 0, 2, 7].into()),
    );
    link.hear(
        1,
        "192.0.2.7",
        &MessageBuilder::response().srv(&name("LAB._HTTP._tcp.local."), 120, &srv(80)),
    );
    let changes = link.hear(2, "192.0.2.7", &pointer(4_500));
    assert_eq!(changes.len(), 1);
    assert_eq!(link.lab().addresses().len(), 1);
    assert_eq!(link.assembler.names().len(), 1);
}

#[test]
fn an_address_that_comes_late_is_a_change_of_its_instance() {
    let mut link = Link::new();
    link.hear(
        0,
        "192.0.2.7",
        &pointer(4_500).srv(&name("Lab._http._tcp.local."), 120, &srv(80)),
    );
    let late = MessageBuilder::response().aaaa(
        &name("lab.local."),
        120,
        "fe80::7".parse().expect("an address"),
    );
    assert_eq!(
        link.hear(30, "fe80::7", &late),
        [Change::Instance(name("Lab._http._tcp.local."))]
    );
}

#[test]
fn two_records_that_differ_are_both_kept() {
    let mut link = Link::new();
    link.hear(
        0,
        "192.0.2.7",
        &whole(80).srv(&name("Lab._http._tcp.local."), 120, &srv(81)),
    );
    assert_eq!(link.lab().srv.len(), 2);
    let mut link = Link::new();
    link.hear(0, "192.0.2.7", &whole(80));
    link.hear(5_000, "192.0.2.8", &whole(81));
    assert_eq!(link.lab().srv.len(), 2, "another sender replaces nothing");
}

#[test]
fn the_cache_flush_bit_replaces_what_the_same_sender_said_before() {
    let mut link = Link::new();
    link.hear(0, "192.0.2.7", &whole(80));
    link.hear(500, "192.0.2.7", &whole(81));
    assert_eq!(
        link.lab().srv.len(),
        2,
        "within a second both may be of one set"
    );
    link.hear(5_000, "192.0.2.7", &whole(81));
    let ports: Vec<u16> = link.lab().srv.iter().map(|seen| seen.data.port).collect();
    assert_eq!(ports, [81]);
}

#[test]
fn an_a_record_does_not_flush_the_aaaa_record() {
    let mut link = Link::new();
    let aaaa = MessageBuilder::response().aaaa(
        &name("lab.local."),
        120,
        "fe80::7".parse().expect("an address"),
    );
    link.hear(0, "192.0.2.7", &aaaa);
    link.hear(5_000, "192.0.2.7", &whole(80));
    assert_eq!(link.lab().addresses().len(), 2);
}

#[test]
fn a_cache_flush_bit_on_the_shared_pointer_ends_nobody() {
    let mut link = Link::new();
    link.hear(0, "192.0.2.7", &whole(80));
    let other = name("Other._http._tcp.local.");
    let flushing = MessageBuilder::response().answer(
        &name(TYPE),
        RecordType::PTR,
        CLASS_IN | CACHE_FLUSH,
        4_500,
        other.as_wire(),
    );
    link.hear(5_000, "192.0.2.7", &flushing);
    assert_eq!(link.assembler.names().len(), 2);
    assert_eq!(link.expire(10_000), 0);
    assert_eq!(link.lab().pointers.len(), 1);
}

#[test]
fn a_goodbye_ends_an_instance_a_second_later() {
    let mut link = Link::new();
    link.hear(0, "192.0.2.7", &whole(80));
    let changes = link.hear(2_000, "192.0.2.7", &pointer(0));
    assert_eq!(changes, [Change::Goodbye(name("Lab._http._tcp.local."))]);
    assert_eq!(link.expire(2_900), 0);
    assert_eq!(link.expire(3_000), 1);
    assert!(link.assembler.names().is_empty());
}

#[test]
fn an_announcement_within_the_second_takes_the_goodbye_back() {
    let mut link = Link::new();
    link.hear(0, "192.0.2.7", &whole(80));
    link.hear(2_000, "192.0.2.7", &pointer(0));
    link.hear(2_500, "192.0.2.7", &pointer(4_500));
    assert_eq!(link.expire(10_000), 0);
}

#[test]
fn what_is_not_refreshed_ends_with_its_time_to_live() {
    let mut link = Link::new();
    link.hear(0, "192.0.2.7", &pointer(10));
    assert_eq!(link.expire(9_999), 0);
    assert_eq!(link.expire(10_000), 1);
}

#[test]
fn a_goodbye_of_what_was_never_there_is_kept_for_the_rules() {
    let mut link = Link::new();
    link.hear(0, "192.0.2.7", &pointer(0));
    assert!(!link.lab().is_alive());
    assert_eq!(link.expire(1_000), 1);
}

#[test]
fn pointers_to_no_instance_and_to_no_type_are_kept_apart() {
    let mut link = Link::new();
    let meta = name("_services._dns-sd._udp.local.");
    let message = MessageBuilder::response()
        .ptr(&name(TYPE), 4_500, &name(TYPE))
        .ptr(&meta, 4_500, &name("_ipp._tcp.local."))
        .ptr(&meta, 4_500, &name("esp32.http.tcp.local."))
        .ptr(&meta, 4_500, &name("_bad_name._tcp.local."));
    let changes = link.hear(0, "192.0.2.7", &message);
    let types = changes
        .iter()
        .filter(|change| matches!(change, Change::ServiceType(..)))
        .count();
    let lost = changes
        .iter()
        .filter(|change| matches!(change, Change::Pointer(_)))
        .count();
    assert_eq!((types, lost), (2, 3));
    assert_eq!(link.assembler.pointers().len(), 3);
    assert!(link.assembler.names().is_empty());
}

#[test]
fn queries_and_lone_negative_answers_make_nothing() {
    let mut link = Link::new();
    let own = name("Lab._http._tcp.local.");
    let probe = MessageBuilder::query()
        .question(&own, RecordType::ANY, CLASS_IN)
        .srv(&own, 120, &srv(80));
    assert!(link.hear(0, "192.0.2.7", &probe).is_empty());
    assert!(
        link.hear(
            1,
            "192.0.2.7",
            &MessageBuilder::response().nsec(&own, 120, [RecordType::SRV])
        )
        .is_empty()
    );
    assert!(link.assembler.names().is_empty());
}
