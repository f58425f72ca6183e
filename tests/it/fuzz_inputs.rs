//! The fuzz targets over captures, recordings and zones: seeds, their mutations, and inputs that would take forever.

use std::io::{BufReader, Read, repeat};
use std::path::Path;

use data_encoding::BASE64;
use dnssd_check::source::RecordingReader;
use proptest::prelude::*;
use proptest::sample::Index;

use super::capture_files::{Ip, Link, Pcap, Pcapng, ethernet, ipv4, udp};
use super::captures::announcement;
use super::fuzz::{mutated, targets};

/// A zone with all that there is.
const ZONE: &str = "$ORIGIN example.org.\n$TTL 1h\n@ IN SOA ns hostmaster (1 2 3 ; a comment\n 4 5)\n\
                    b._dns-sd._udp PTR @\n_http._tcp PTR Lab\\.1._http._tcp\n_x._sub._http._tcp PTR Lab\\.1._http._tcp\n\
                    Lab\\.1._http._tcp SRV 0 0 80 www\n TXT \"path=/\" \"a b\"\nwww A 192.0.2.1\n AAAA 2001:db8::1\n\
                    _caldavs._tcp SRV 0 1 443 www\n_caldavs._tcp TXT path=/dav\nx TYPE16 \\# 3 026162\n";

/// A capture of each kind: several forms, links, and fragments.
fn captures() -> Vec<Vec<u8>> {
    let datagram = udp(5353, 5353, &announcement(0));
    let mut captures = Vec::new();
    for link in Link::ALL {
        for ip in [Ip::V4, Ip::V6WithExtensions] {
            let frame = link.frame(&ip.packet(255, &datagram), ip);
            captures.push(Pcap::FORMS[1].file(link.number(), &[&frame]));
        }
    }
    let frame = ethernet(&[0x8100_0005], &ipv4(255, &datagram));
    for pcapng in Pcapng::FORMS {
        captures.push(pcapng.file(&[("eth0", 1), ("", 101)], &[(0, &frame), (1, &frame)]));
    }
    let long = udp(5353, 5353, &announcement(3_000));
    let fragments = Ip::V6.fragments(255, &long, 1_200);
    let frames: Vec<Vec<u8>> = fragments
        .iter()
        .map(|packet| Link::Ethernet.frame(packet, Ip::V6))
        .collect();
    let frames: Vec<&[u8]> = frames.iter().map(Vec::as_slice).collect();
    captures.push(Pcap::FORMS[0].file(1, &frames));
    captures
}

fn recording() -> String {
    let octets = BASE64.encode(&announcement(0));
    format!(
        "{{\"recording\":1,\"asked\":[\"_http._tcp.local.\"],\"watch\":true}}\n\
         {{\"at_ns\":1000,\"interface\":\"eth0\",\"sender\":\"[fe80::1%2]:5353\",\"ip_ttl\":255,\"octets_base64\":\"{octets}\"}}\n\
         {{\"end\":\"done\",\"at_ns\":5000000000,\"drops\":0}}\n"
    )
}

/// Changes at random places: what is taken away there, and what is put in.
fn changes() -> impl Strategy<Value = Vec<(Index, usize, Vec<u8>)>> {
    let number = prop::sample::select(vec![
        vec![0xff; 4],
        vec![0; 4],
        vec![0x80],
        b"\n".to_vec(),
        b"99999999999999999999".to_vec(),
        b"(\"\\".to_vec(),
    ]);
    let inserted = prop_oneof![number, prop::collection::vec(any::<u8>(), 0..6)];
    prop::collection::vec((any::<Index>(), 0..12_usize, inserted), 1..6)
}

#[test]
fn seeds_hold() {
    for capture in captures() {
        targets::read_capture(&capture);
    }
    targets::read_recording(recording().as_bytes());
    targets::read_zone(ZONE.as_bytes());
}

#[test]
fn every_octet_of_a_seed_may_be_the_last() {
    let text = recording();
    for len in 0..text.len() {
        targets::read_recording(&text.as_bytes()[..len]);
    }
    for len in 0..ZONE.len() {
        targets::read_zone(&ZONE.as_bytes()[..len]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(192) })]

    #[test]
    fn mutated_captures_hold(seed in any::<Index>(), changes in changes()) {
        let captures: Vec<Vec<u8>> = captures();
        let seed: &Vec<u8> = seed.get(captures.as_slice());
        targets::read_capture(&mutated(seed, changes));
    }

    #[test]
    fn mutated_recordings_hold(changes in changes()) {
        targets::read_recording(&mutated(recording().as_bytes(), changes));
    }

    #[test]
    fn mutated_zones_hold(changes in changes()) {
        targets::read_zone(&mutated(ZONE.as_bytes(), changes));
    }

    #[test]
    fn any_octets_hold(octets: Vec<u8>) {
        targets::read_capture(&octets);
        targets::read_capture(&[&[0xd4, 0xc3, 0xb2, 0xa1][..], &octets].concat());
        targets::read_capture(&[&[0x0a, 0x0d, 0x0d, 0x0a][..], &octets].concat());
        targets::read_recording(&octets);
        targets::read_zone(&octets);
    }
}

/// Were a reader quadratic, or did it take in what it is told, each of these would take minutes or the memory of the machine.
#[test]
fn hostile_inputs_are_read_or_refused_at_once() {
    const MANY: usize = 100_000;
    let times =
        |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let many = |line: &dyn Fn(usize) -> String| times(MANY, line);
    for zone in [
        "(".repeat(10 * MANY),
        format!("a. 60 TXT {}", "\"x\" ".repeat(MANY)),
        format!("a. 60 TXT \"{}\"", "x".repeat(10 * MANY)),
        // Each of these is an instance, which is judged by all rules.
        times(MANY / 20, &|number| {
            format!("_http._tcp.local. 60 PTR a{number}._http._tcp.local.\n")
        }),
        many(&|number| format!("a._http._tcp.local. 60 TXT \"a={number}\"\n")),
        many(&|number| {
            format!(
                "a._http._tcp.local. 60 SRV 0 0 {} h{number}.\n",
                number % 65_536
            )
        }),
        "$INCLUDE a.zone\n".repeat(MANY),
        "$ORIGIN a.\n".repeat(MANY),
        ";".repeat(10 * MANY),
    ] {
        targets::read_zone(zone.as_bytes());
    }
    let head = recording().lines().next().unwrap().to_owned();
    for rest in [
        "[".repeat(10 * MANY),
        "{\"a\":".repeat(MANY / 10),
        many(&|number| format!("{{\"at_ns\":{number},\"octets_base64\":\"\"}}\n")),
        // A quarter of an hour for each line.
        times(24, &|hour| {
            format!("{{\"at_ns\":{hour}000000000000,\"octets_base64\":\"\"}}\n")
        }),
    ] {
        targets::read_recording(format!("{head}\n{rest}").as_bytes());
    }
    let pause = format!("{head}\n{{\"at_ns\":18446744073709551615,\"octets_base64\":\"\"}}\n");
    targets::read_recording(pause.as_bytes());
}

/// A line of 100 MB is refused before it is read as a whole.
#[test]
fn a_line_without_end_is_refused() {
    let line = repeat(b'x').take(100_000_000);
    let Err(error) = RecordingReader::open(BufReader::new(line), Path::new("a.jsonl")) else {
        panic!("a line of 100 MB is no head")
    };
    assert_eq!(
        error.to_string(),
        "a.jsonl:1:1: the line is longer than 131072 octets, the limit"
    );
    let head = recording().lines().next().unwrap().to_owned() + "\n";
    let endless = head.as_bytes().chain(repeat(b'x').take(100_000_000));
    let reader = RecordingReader::open(BufReader::new(endless), Path::new("a.jsonl")).unwrap();
    let replayed = reader.replay(&dnssd_check::schema::Schemas::BUILTIN, &mut |_| {});
    let error = replayed.map(|_| ()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a.jsonl:2:1: the line is longer than 131072 octets, the limit"
    );
}

/// `$INCLUDE` is refused, whether or not it would lead back to the file itself.
#[test]
fn an_include_is_refused_in_a_sentence() {
    let error = dnssd_check::source::read_definitions(
        b"$TTL 60\n$INCLUDE a.zone\n",
        Path::new("a.zone"),
        dnssd_check::model::FileFormat::Zone,
    )
    .unwrap_err();
    assert!(error.to_string().starts_with("a.zone:2:1: "), "{error}");
    assert!(error.to_string().contains("$INCLUDE"), "{error}");
}
