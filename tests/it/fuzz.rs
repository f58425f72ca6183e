//! The fuzz targets over the packets, their mutations, and messages made at random.

#[path = "../fuzz/targets.rs"]
pub(crate) mod targets;

use std::sync::LazyLock;

use dnssd_check::name::DomainName;
use dnssd_check::wire::{
    AnomalyKind, CLASS_IN, MessageBuilder, Nsec, Record, RecordData, RecordType, Section, Srv,
    TxtRecord, decode,
};
use proptest::prelude::*;
use proptest::sample::Index;

use super::packets::all_packets;

static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    all_packets()
        .into_iter()
        .map(|(_, octets)| octets)
        .collect()
});

/// A seed with changes: where, how many octets are taken away there, and what is put in.
pub(crate) fn mutated<I: Into<Vec<u8>>>(seed: &[u8], changes: Vec<(Index, usize, I)>) -> Vec<u8> {
    let mut octets = seed.to_vec();
    for (at, removed, inserted) in changes {
        let start = at.index(octets.len() + 1);
        let end = octets.len().min(start + removed);
        octets.splice(start..end, inserted.into());
    }
    octets
}

#[test]
fn seeds_hold() {
    assert_eq!(SEEDS.len(), 39);
    for seed in SEEDS.iter() {
        targets::decode_message(seed);
        targets::parse_name(seed);
        targets::read_txt(seed);
    }
}

#[test]
fn every_prefix_of_a_seed_holds() {
    for seed in SEEDS.iter().filter(|seed| seed.len() < 512) {
        for len in 0..seed.len() {
            targets::decode_message(&seed[..len]);
        }
    }
}

/// What a bad sender, link or fuzzer does to a packet.
#[derive(Debug, Clone)]
enum Mutation {
    Cut(Index),
    Insert(Index, Vec<u8>),
    Point(Index, u16),
    Remove(Index, usize),
    Set(Index, u8),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        1 => any::<Index>().prop_map(Mutation::Cut),
        2 => (any::<Index>(), prop::collection::vec(any::<u8>(), 1..16)).prop_map(|(at, octets)| Mutation::Insert(at, octets)),
        4 => (any::<Index>(), 0..300_u16).prop_map(|(at, target)| Mutation::Point(at, target)),
        2 => (any::<Index>(), 1..16_usize).prop_map(|(at, len)| Mutation::Remove(at, len)),
        6 => (any::<Index>(), prop_oneof![any::<u8>(), prop::sample::select(vec![0, 1, 63, 64, 128, 192, 255])])
            .prop_map(|(at, octet)| Mutation::Set(at, octet)),
    ]
}

fn mutate(octets: &mut Vec<u8>, mutation: Mutation) {
    if octets.is_empty() {
        return;
    }
    let place = |at: Index| at.index(octets.len());
    match mutation {
        Mutation::Cut(at) => octets.truncate(at.index(octets.len())),
        Mutation::Insert(at, inserted) => {
            let place = place(at);
            octets.splice(place..place, inserted);
        }
        Mutation::Point(at, target) => {
            let place = place(at);
            let end = octets.len().min(place + 2);
            octets.splice(place..end, (0xc000 | target).to_be_bytes());
        }
        Mutation::Remove(at, len) => {
            let place = place(at);
            let end = octets.len().min(place + len);
            octets.drain(place..end);
        }
        Mutation::Set(at, octet) => {
            let place = place(at);
            octets[place] = octet;
        }
    }
}

fn domain_name() -> impl Strategy<Value = DomainName> {
    let label = prop_oneof![
        prop::sample::select(vec![&b"local"[..], b"LOCAL", b"_http", b"_tcp", b"a", b"A"])
            .prop_map(<[u8]>::to_vec),
        prop::collection::vec(any::<u8>(), 1..64),
    ];
    prop::collection::vec(label, 0..6).prop_filter_map("at most 255 octets", |labels| {
        DomainName::from_labels(labels).ok()
    })
}

/// The type of a record and its data, understood or not.
fn data() -> impl Strategy<Value = (RecordType, RecordData, Vec<u8>)> {
    let understood = |record_type, data| (record_type, data, Vec::new());
    let strings = prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 0..5);
    let types = prop::collection::vec(any::<u16>().prop_map(RecordType), 0..9);
    prop_oneof![
        any::<[u8; 4]>().prop_map(move |ip| understood(RecordType::A, RecordData::A(ip.into()))),
        any::<[u8; 16]>()
            .prop_map(move |ip| understood(RecordType::AAAA, RecordData::Aaaa(ip.into()))),
        domain_name().prop_map(move |name| understood(RecordType::PTR, RecordData::Ptr(name))),
        domain_name().prop_map(move |name| understood(RecordType::CNAME, RecordData::Cname(name))),
        (domain_name(), any::<[u16; 3]>()).prop_map(move |(target, [priority, weight, port])| {
            let srv = Srv {
                priority,
                weight,
                port,
                target,
            };
            understood(RecordType::SRV, RecordData::Srv(srv))
        }),
        strings.prop_map(move |strings| {
            let txt = TxtRecord::from_strings(strings).expect("five short strings fit");
            understood(RecordType::TXT, RecordData::Txt(txt))
        }),
        (domain_name(), types).prop_map(move |(next, types)| {
            understood(RecordType::NSEC, RecordData::Nsec(Nsec::new(next, types)))
        }),
        (256..u16::MAX, prop::collection::vec(any::<u8>(), 0..60)).prop_map(|(number, rdata)| (
            RecordType(number),
            RecordData::Other,
            rdata
        )),
        prop::collection::vec(any::<u8>(), 0..20).prop_map(|rdata| (
            RecordType::OPT,
            RecordData::Opt,
            rdata
        )),
    ]
}

fn record() -> impl Strategy<Value = Record> {
    let section = prop::sample::select(Section::ALL.to_vec());
    let record = (domain_name(), any::<u16>(), any::<u32>(), data(), section);
    record.prop_map(
        |(name, class_field, ttl_seconds, (record_type, data, rdata), section)| Record {
            name,
            record_type,
            class_field,
            ttl_seconds,
            data,
            rdata,
            section,
            offset: 0,
            rdata_offset: 0,
            name_compressed_in_rdata: false,
        },
    )
}

/// A well-formed message: any names, types and data.
fn message() -> impl Strategy<Value = Vec<u8>> {
    let question = (domain_name(), any::<u16>(), any::<u16>());
    let questions = prop::collection::vec(question, 0..4);
    let records = prop::collection::vec(record(), 0..12);
    let header = (any::<u16>(), any::<u16>(), any::<bool>());
    (header, questions, records).prop_map(|((id, flags, compress), questions, records)| {
        let mut builder = MessageBuilder::query()
            .id(id)
            .flags(flags)
            .compress(compress);
        for (name, record_type, class_field) in questions {
            builder = builder.question(&name, RecordType(record_type), class_field);
        }
        records
            .into_iter()
            .fold(builder, MessageBuilder::record)
            .build()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn random_octets_hold(octets in prop::collection::vec(any::<u8>(), 0..600)) {
        targets::decode_message(&octets);
        targets::parse_name(&octets);
        targets::read_txt(&octets);
    }

    #[test]
    fn mutated_seeds_hold(seed in any::<Index>(), mutations in prop::collection::vec(mutation(), 1..6)) {
        let mut octets = seed.get(&SEEDS).clone();
        for mutation in mutations {
            mutate(&mut octets, mutation);
        }
        targets::decode_message(&octets);
    }

    #[test]
    fn well_formed_messages_have_no_anomalies(octets in message()) {
        prop_assert_eq!(decode(&octets).1, []);
        targets::decode_message(&octets);
    }

    #[test]
    fn mutated_messages_hold(octets in message(), mutations in prop::collection::vec(mutation(), 1..6)) {
        let mut octets = octets;
        for mutation in mutations {
            mutate(&mut octets, mutation);
        }
        targets::decode_message(&octets);
    }

    #[test]
    fn names_hold(text in r"[\\.0-9a-zA-Z_é-]{0,40}") {
        targets::parse_name(text.as_bytes());
    }
}

/// A small message can't cost much: of a long chain of pointers, only so many are followed for each name.
#[test]
fn pointers_to_pointers_are_bounded() {
    // A record of 15,000 octets of pointers, each to the one before it, then 4,000 records whose owner is the last of them.
    let mut chain = vec![0, 0];
    let start = 12 + 1 + 10;
    for offset in (start..start + 15_000).step_by(2) {
        chain.extend((0xc000_u16 | offset).to_be_bytes());
    }
    let mut builder = MessageBuilder::response().answer(
        &DomainName::root(),
        RecordType(65_280),
        CLASS_IN,
        120,
        &chain,
    );
    let owner = &chain[chain.len() - 2..];
    for _ in 0..4_000 {
        builder = builder.raw_record(&[owner, &[0, 1, 0, 1, 0, 0, 0, 120, 0, 0]].concat());
    }
    let octets = builder.build();
    targets::decode_message(&octets);
    let (message, anomalies) = decode(&octets);
    assert_eq!((message.records.len(), anomalies.len()), (1, 4_000));
    assert!(
        anomalies
            .iter()
            .all(|anomaly| anomaly.kind == AnomalyKind::TooManyPointers)
    );
}
