//! What a browse records is judged again as that browse judged it.

use std::fs;

use super::hostile::packets;
use super::lab::{Announcement, Avahi, Link, Need, PacketPeer, TestHost, live, run};

/// Where recordings are written; `/run` is the test's own.
const RECORDING: &str = "/run/link.jsonl";

/// The formats whose reports are compared, octet by octet.
const FORMATS: [&str; 3] = ["json", "jsonl", "text"];

#[test]
fn a_replay_of_avahi_says_the_same() {
    live(&[Need::Avahi], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let avahi = Avahi::start(&server);
        let txt = ["path=/dav", "colour=blue", "Path=/other"];
        let _calendar = avahi.publish("Team Calendar", "_caldav._tcp", 8008, &txt);
        let _web = avahi.publish("Lab", "_http._tcp", 80, &["path=/"]);
        for format in FORMATS {
            let live = says_the_same(&client, &["_caldav._tcp"], format);
            assert!(live.contains("TXT013"), "{live}");
            says_the_same(&client, &[], format);
        }
    });
}

#[test]
fn a_replay_of_hostile_packets_says_the_same() {
    live(&[], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let mut peer = PacketPeer::start(&server);
        peer.serve(&Announcement::calendar("Healthy", "server", server.ipv4()));
        let type_name = b"\x07_caldav\x04_tcp\x05local\0".to_vec();
        for (_, packet) in packets() {
            peer.answer(std::slice::from_ref(&type_name), &packet);
        }
        for format in FORMATS {
            let live = says_the_same(&client, &["_caldav._tcp", "--quick"], format);
            assert!(live.contains("MDNS028"), "{live}");
        }
    });
}

#[test]
fn a_recording_that_was_ended_by_force_is_read_as_far_as_it_goes() {
    live(&[], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let mut peer = PacketPeer::start(&server);
        peer.serve(&Announcement::calendar("Healthy", "server", server.ipv4()));
        says_the_same(&client, &["_caldav._tcp", "--quick"], "json");
        let whole = fs::read_to_string(RECORDING).expect("the recording was written");
        let lines: Vec<&str> = whole.lines().collect();
        let (_end, without_end) = lines.split_last().expect("a recording has lines");
        fs::write(RECORDING, without_end.join("\n")).expect("/run is the test's own");
        let told = run(&mut client.dnssd_check(&["lint", RECORDING]));
        assert!(told.stdout.contains("Healthy"), "{told}");
        assert!(told.stdout.contains("[FILE045]"), "{told}");

        let again = run(&mut client.dnssd_check(&["browse", "--record", RECORDING]));
        assert_eq!(
            again.status,
            Some(2),
            "what is there is not written over: {again}"
        );
    });
}

/// Browses, judges the recording, and holds the two reports together; returns the report.
fn says_the_same(client: &TestHost, arguments: &[&str], format: &str) -> String {
    // What is not there need not be removed.
    let _ = fs::remove_file(RECORDING);
    let browse = ["browse", "--format", format, "--record", RECORDING];
    let live = run(&mut client.dnssd_check(&[&browse, arguments].concat()));
    let replayed = run(&mut client.dnssd_check(&["lint", RECORDING, "--format", format]));
    assert_eq!(
        live.stdout, replayed.stdout,
        "of {arguments:?}\n{live}\n{replayed}"
    );
    assert_eq!(live.status, replayed.status);
    assert!(!live.stdout.is_empty(), "{live}");
    live.stdout
}
