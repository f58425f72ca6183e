//! Captures of every kind hold the same message, and are read alike.

use std::fmt::Debug;

use dnssd_check::linter::Linter;
use dnssd_check::model::{CaptureFault, FileFaultKind, Origin};
use dnssd_check::name::DomainName;
use dnssd_check::source::LinkEvent;
use dnssd_check::source::capture::{CaptureEvent, CaptureOptions, CaptureSummary, judge_capture};
use dnssd_check::wire::{MessageBuilder, Srv, TxtRecord};

use super::capture_files::{Ip, Link, Pcap, Pcapng, ethernet, ipv4, ipv4_fragments, udp};

/// An announcement with a TXT record of so many octets at least.
pub(super) fn announcement(txt_len: usize) -> Vec<u8> {
    let name = |text: &str| -> DomainName { text.parse().unwrap() };
    let (service_type, instance) = (name("_http._tcp.local."), name("Lab._http._tcp.local."));
    let host = name("lab.local.");
    let mut strings = vec!["path=/".to_owned()];
    while strings.iter().map(|string| string.len() + 1).sum::<usize>() < txt_len {
        strings.push(format!("k{}={}", strings.len(), "x".repeat(200)));
    }
    let srv = Srv {
        priority: 0,
        weight: 0,
        port: 80,
        target: host.clone(),
    };
    MessageBuilder::response()
        .ptr(&service_type, 4_500, &instance)
        .srv(&instance, 120, &srv)
        .txt(&instance, 4_500, &TxtRecord::from_strings(strings).unwrap())
        .a(&host, 120, [192, 0, 2, 7].into())
        .build()
}

/// What the program says of a capture.
struct Read {
    summary: CaptureSummary,
    codes: Vec<&'static str>,
}

fn read(octets: &[u8]) -> Read {
    read_ports(octets, &[])
}

fn read_ports(octets: &[u8], ports: &[u16]) -> Read {
    let linter = Linter::default();
    let mut options = CaptureOptions::new("link.pcap");
    options.ports.extend(ports);
    let mut codes = Vec::new();
    let summary = judge_capture(octets, &options, &linter, &mut |event| match event {
        CaptureEvent::Message(_, verdict) => {
            codes.extend(verdict.diagnostics.iter().map(|found| found.rule.code));
        }
        CaptureEvent::Link(LinkEvent::Found(instance)) => {
            assert!(instance.is_complete());
        }
        _ => {}
    });
    codes.extend(
        linter
            .check_file(&summary.file)
            .diagnostics
            .iter()
            .map(|found| found.rule.code),
    );
    Read { summary, codes }
}

/// Holds that the one instance is there, whole, and that nothing is wrong.
fn is_whole(kind: impl Debug, octets: &[u8]) -> CaptureSummary {
    let Read { summary, codes } = read(octets);
    let [instance] = summary.instances.as_slice() else {
        panic!(
            "{kind:?}: {} instances: {:?}",
            summary.instances.len(),
            summary.file
        )
    };
    assert!(instance.is_complete(), "{kind:?}");
    assert_eq!(instance.first_srv().unwrap().port, 80, "{kind:?}");
    assert!(codes.is_empty(), "{kind:?}: {codes:?}");
    summary
}

#[test]
fn every_form_of_pcap_is_read() {
    let frame = ethernet(&[], &ipv4(255, &udp(5353, 5353, &announcement(0))));
    for pcap in Pcap::FORMS {
        let summary = is_whole(pcap, &pcap.file(1, &[&frame]));
        let Origin::Capture {
            frame,
            sender,
            interface,
            ..
        } = &summary.instances[0].origin
        else {
            panic!("the instance comes from a capture")
        };
        assert_eq!(frame.number, 1);
        assert_eq!(
            (frame.time.as_secs(), frame.time.subsec_micros()),
            (1_796_000_000, 250_000)
        );
        assert_eq!(sender.unwrap().to_string(), "192.0.2.7:5353");
        assert!(interface.is_empty());
    }
}

#[test]
fn every_form_of_pcapng_is_read() {
    let frame = ethernet(&[], &ipv4(255, &udp(5353, 5353, &announcement(0))));
    for pcapng in Pcapng::FORMS {
        let file = pcapng.file(&[("", 1), ("eth1", 1)], &[(1, &frame)]);
        let summary = is_whole(pcapng, &file);
        let origin = &summary.instances[0].origin;
        assert_eq!(origin.interface(), Some("eth1"));
        let Origin::Capture { frame, .. } = origin else {
            panic!("the instance comes from a capture")
        };
        assert_eq!(
            (frame.time.as_secs(), frame.time.subsec_micros()),
            (1_796_000_000, 250_000)
        );
    }
    let simple = Pcapng::FORMS[0].simple_file(&frame);
    is_whole("simple packet blocks", &simple);
}

#[test]
fn every_link_and_both_versions_of_ip_are_read() {
    let datagram = udp(5353, 5353, &announcement(0));
    for link in Link::ALL {
        for ip in [Ip::V4, Ip::V6, Ip::V6WithExtensions] {
            let frame = link.frame(&ip.packet(255, &datagram), ip);
            is_whole((link, ip), &Pcap::FORMS[0].file(link.number(), &[&frame]));
        }
    }
    // One tag, and two as providers have them.
    for tags in [&[0x8100_0005_u32][..], &[0x88a8_0005, 0x8100_0007]] {
        let frame = ethernet(tags, &ipv4(255, &datagram));
        is_whole(tags, &Pcap::FORMS[0].file(1, &[&frame]));
    }
}

#[test]
fn nine_thousand_octets_come_in_fragments_in_any_order() {
    let datagram = udp(5353, 5353, &announcement(8_400));
    for ip in [Ip::V4, Ip::V6] {
        let mut fragments = ip.fragments(255, &datagram, 1_448);
        assert!(fragments.len() > 5);
        for _ in 0..2 {
            fragments.reverse();
            let frames: Vec<Vec<u8>> = fragments
                .iter()
                .map(|packet| Link::Ethernet.frame(packet, ip))
                .collect();
            let frames: Vec<&[u8]> = frames.iter().map(Vec::as_slice).collect();
            let Read { summary, codes } = read(&Pcap::FORMS[0].file(1, &frames));
            assert_eq!(summary.instances.len(), 1, "{ip:?}");
            assert!(summary.instances[0].is_complete());
            assert_eq!(codes, [] as [&str; 0], "{ip:?}");
            let frame = summary.instances[0].origin.to_string();
            assert!(
                frame.contains(&format!("frame {}", frames.len())),
                "{frame}"
            );
        }
        // Without its last part it says nothing, and that is said.
        fragments.truncate(3);
        let frames: Vec<Vec<u8>> = fragments
            .iter()
            .map(|packet| Link::Ethernet.frame(packet, ip))
            .collect();
        let frames: Vec<&[u8]> = frames.iter().map(Vec::as_slice).collect();
        let Read { summary, codes } = read(&Pcap::FORMS[0].file(1, &frames));
        assert!(summary.instances.is_empty());
        assert_eq!(codes, ["FILE043"], "{ip:?}");
    }
}

#[test]
fn fragments_of_other_services_are_nobodys_matter() {
    let other = ipv4_fragments(64, &udp(2049, 700, &[0; 4_000]), 1_448);
    let mut frames: Vec<Vec<u8>> = other.iter().map(|packet| ethernet(&[], packet)).collect();
    frames.pop();
    for _ in 0..2 {
        frames.reverse();
        let borrowed: Vec<&[u8]> = frames.iter().map(Vec::as_slice).collect();
        let Read { summary, codes } = read(&Pcap::FORMS[0].file(1, &borrowed));
        assert_eq!(codes, [] as [&str; 0]);
        assert_eq!(summary.responses, 0);
    }
}

#[test]
fn what_was_cut_short_is_read_as_far_as_it_goes() {
    let frame = ethernet(&[], &ipv4(255, &udp(5353, 5353, &announcement(600))));
    // The SRV record is whole, the TXT record is not.
    let file = Pcap::FORMS[0].file_cut_to(180, &[&frame]);
    let Read { summary, codes } = read(&file);
    assert_eq!(
        codes,
        ["FILE042"],
        "the message is not judged by what was not captured"
    );
    let [instance] = summary.instances.as_slice() else {
        panic!("the whole records say that there is an instance")
    };
    assert_eq!(instance.first_srv().unwrap().port, 80);
    assert!(instance.txt.is_empty() && instance.unreadable.is_empty());
}

#[test]
fn a_capture_that_ends_early_is_read_up_to_there() {
    let frame = ethernet(&[], &ipv4(255, &udp(5353, 5353, &announcement(0))));
    for whole in [
        Pcap::FORMS[0].file(1, &[&frame, &frame]),
        Pcapng::FORMS[0].file(&[("eth0", 1)], &[(0, &frame), (0, &frame)]),
    ] {
        for missing in 1..frame.len() {
            let Read { summary, codes } = read(&whole[..whole.len() - missing]);
            assert_eq!(summary.instances.len(), 1, "{missing} octets are missing");
            assert_eq!(codes, ["FILE040"], "{missing} octets are missing");
        }
    }
}

#[test]
fn a_length_of_four_gigabytes_is_not_believed() {
    let frame = ethernet(&[], &ipv4(255, &udp(5353, 5353, &announcement(0))));
    let mut pcapng = Pcapng::FORMS[0].file(&[("eth0", 1)], &[(0, &frame)]);
    // An enhanced packet block whose length is nearly 4 GiB.
    pcapng.extend(6_u32.to_le_bytes());
    pcapng.extend(0xffff_fff0_u32.to_le_bytes());
    pcapng.extend([0; 64]);
    let mut pcap = Pcap::FORMS[0].file(1, &[&frame]);
    pcap.extend([0; 8]);
    pcap.extend(0xffff_fff0_u32.to_le_bytes());
    pcap.extend([0; 64]);
    for file in [pcapng, pcap] {
        let Read { summary, codes } = read(&file);
        assert_eq!(summary.instances.len(), 1);
        assert_eq!(codes, ["FILE041"], "{:?}", summary.file);
    }
}

#[test]
fn a_link_that_is_not_read_is_an_error() {
    let Read { summary, codes } = read(&Pcap::FORMS[0].file(189, &[&[0; 40], &[0; 40]]));
    assert_eq!(codes, ["FILE044"]);
    let faults: Vec<&FileFaultKind> = summary
        .file
        .faults
        .iter()
        .map(|fault| &fault.kind)
        .collect();
    let expected = FileFaultKind::Capture(CaptureFault::LinkType {
        link_type: 189,
        packets: 2,
    });
    assert_eq!(faults, [&expected]);
}

#[test]
fn unicast_dns_is_judged_where_its_port_is_asked_for() {
    let message = {
        let name = |text: &str| -> DomainName { text.parse().unwrap() };
        let instance = name("Lab._http._tcp.example.org.");
        MessageBuilder::response()
            .ptr(&name("_http._tcp.example.org."), 3_600, &instance)
            .txt(
                &instance,
                3_600,
                &TxtRecord::from_strings(["path=/a", "Path=/b"]).unwrap(),
            )
            .build()
    };
    let frame = ethernet(&[], &ipv4(64, &udp(53, 40_000, &message)));
    let file = Pcap::FORMS[0].file(1, &[&frame]);
    assert!(read(&file).summary.instances.is_empty());
    let Read { summary, codes } = read_ports(&file, &[53]);
    assert_eq!(
        codes,
        [] as [&str; 0],
        "rules of multicast DNS are not for unicast"
    );
    let found = Linter::default().check_instance(&summary.instances[0]);
    let codes: Vec<&str> = found
        .diagnostics
        .iter()
        .map(|found| found.rule.code)
        .collect();
    assert_eq!(codes, ["TXT013"]);
}

#[test]
fn a_legacy_response_is_not_judged_as_multicast() {
    let frame = ethernet(&[], &ipv4(255, &udp(5353, 40_000, &announcement(0))));
    let Read { summary, codes } = read(&Pcap::FORMS[0].file(1, &[&frame]));
    assert_eq!((summary.responses, summary.legacy_responses), (0, 1));
    assert_eq!(codes, [] as [&str; 0]);
}

/// What is put off must not be forgotten: a record that is repeated lives, and one that is not ends.
#[test]
fn what_is_seen_again_and_again_lives_on() {
    let frame = ethernet(&[], &ipv4(255, &udp(5353, 5353, &announcement(0))));
    let mut other = announcement(0);
    // Another host's message in between, at times at which records of the first would end.
    let at = other
        .windows(3)
        .position(|window| window == b"Lab")
        .unwrap();
    other[at] = b'B';
    let other = ethernet(&[], &ipv4(255, &udp(5353, 5353, &other)));
    let seconds = |seconds: u64| seconds * 1_000_000;
    let frames: Vec<(u64, &[u8])> = (0..300)
        .map(|minute| {
            (
                seconds(minute * 60),
                if minute % 90 == 89 {
                    &other[..]
                } else {
                    &frame[..]
                },
            )
        })
        .collect();
    let Read { summary, .. } = read(&Pcap::FORMS[0].timed_file(&frames));
    let names: Vec<String> = summary
        .instances
        .iter()
        .map(|instance| instance.name.to_string())
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(
        names.iter().any(|name| name == "Lab._http._tcp.local."),
        "{names:?}"
    );
}
