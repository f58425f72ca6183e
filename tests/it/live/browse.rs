//! `browse` finds what others publish, complete, and judges it.

use std::process::Command;

use dnssd_check::name::DomainName;
use dnssd_check::wire::{MessageBuilder, Srv, TxtRecord};
use serde_json::{Value, json};

use super::lab::{
    Announcement, Avahi, Families, Link, Need, PacketPeer, TestHost, Zeroconf, browse_json,
    diagnostics_of, instance_named, is_root, live, run,
};

const TXT: [&str; 2] = ["path=/dav", "colour=blue"];

#[test]
fn finds_what_avahi_publishes() {
    live(&[Need::Avahi], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let avahi = Avahi::start(&server);
        let _publishing = avahi.publish("Team Calendar", "_caldav._tcp", 8008, &TXT);
        finds_the_team_calendar(&server, &client);
    });
}

#[test]
fn finds_what_zeroconf_publishes() {
    live(&[Need::Zeroconf], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let _publishing =
            Zeroconf::on(&server).publish("Team Calendar", "_caldav._tcp", 8008, &TXT);
        finds_the_team_calendar(&server, &client);
    });
}

#[test]
fn finds_what_the_packet_peer_publishes() {
    live(&[], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let mut peer = PacketPeer::start(&server);
        let mut calendar = Announcement::calendar("Team Calendar", "server", server.ipv4());
        calendar.ipv6 = Some(server.ipv6());
        calendar.txt = TXT.map(|string| string.as_bytes().to_vec()).to_vec();
        peer.serve(&calendar);
        finds_the_team_calendar(&server, &client);
    });
}

/// A responder that adds the TXT record to nothing, and sends it only to who asks for the instance; the engine, which has
/// SRV and address, never does.
#[test]
fn what_does_not_come_by_itself_is_asked_for() {
    live(&[], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let type_name: DomainName = "_caldav._tcp.local.".parse().unwrap();
        let name = type_name.prepend(b"Team Calendar").unwrap();
        let host = DomainName::local().prepend(b"server").unwrap();
        let srv = Srv {
            priority: 0,
            weight: 0,
            port: 8008,
            target: host.clone(),
        };
        let txt = TxtRecord::from_strings(["path=/dav"]).unwrap();
        let lower = |name: &DomainName| name.as_wire().to_ascii_lowercase();
        let without_txt = MessageBuilder::response()
            .ptr(&type_name, 4_500, &name)
            .srv(&name, 120, &srv)
            .a(&host, 120, server.ipv4());
        let mut peer = PacketPeer::start(&server);
        peer.answer(&[lower(&type_name)], &without_txt.build());
        let txt_alone = MessageBuilder::response().txt(&name, 4_500, &txt);
        peer.answer(&[lower(&name)], &txt_alone.build());

        let (_, report) = browse_json(&client, &["_caldav._tcp"]);
        assert_eq!(
            instance_named(&report, "Team Calendar")["txt_base64"],
            "CXBhdGg9L2Rhdg=="
        );
        assert!(
            diagnostics_of(&report, "Team Calendar").is_empty(),
            "{report:#}"
        );
        let asked = peer
            .heard()
            .iter()
            .filter(|heard| heard.asks_for(&lower(&name)))
            .count();
        assert!(asked > 0, "nobody asked for the TXT record");
    });
}

#[test]
fn the_engine_alone_sees_less_and_says_so() {
    live(&[], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let mut peer = PacketPeer::start(&server);
        let mut calendar = Announcement::calendar("Team Calendar", "server", server.ipv4());
        calendar.txt = TXT.map(|string| string.as_bytes().to_vec()).to_vec();
        peer.serve(&calendar);
        let (status, report) = browse_json(&client, &["_caldav._tcp", "--engine-only"]);
        let calendar = instance_named(&report, "Team Calendar");
        assert_eq!(calendar["port"], 8008);
        assert_eq!(calendar["txt"][0]["key"], "path");
        for unseen in ["priority", "weight", "txt_base64"] {
            assert!(
                calendar[unseen].is_null(),
                "{unseen} can't be seen: {calendar:#}"
            );
        }
        let not_applicable = report["summary"]["not_applicable"].as_u64();
        assert!(not_applicable > Some(40), "{report:#}");
        assert_eq!(status, Some(0));
    });
}

fn finds_the_team_calendar(server: &TestHost, client: &TestHost) {
    let (status, report) = browse_json(client, &["_caldav._tcp"]);
    let calendar = instance_named(&report, "Team Calendar");
    assert_eq!(calendar["service_type"], "_caldav._tcp");
    assert_eq!(calendar["domain"], "local");
    assert_eq!(calendar["host"], "server.local.");
    assert_eq!(calendar["port"], 8008);
    assert_eq!(calendar["interface"], "eth0");
    assert_eq!(
        calendar["txt"],
        json!([
            {"key": "path", "value": "/dav", "value_base64": null},
            {"key": "colour", "value": "blue", "value_base64": null},
        ]),
        "in wire order"
    );
    assert_eq!(calendar["txt_base64"], "CXBhdGg9L2Rhdgtjb2xvdXI9Ymx1ZQ==");
    assert!(
        has_address(calendar, &server.ipv4().to_string()),
        "{calendar:#}"
    );
    assert!(
        has_address(calendar, &server.ipv6().to_string()),
        "{calendar:#}"
    );

    let about = diagnostics_of(&report, "Team Calendar");
    assert!(
        about
            .iter()
            .any(|diagnostic| diagnostic["key"] == "colour" && diagnostic["severity"] == "note"),
        "the unknown key is not noted: {report:#}"
    );
    assert!(
        about
            .iter()
            .all(|diagnostic| diagnostic["severity"] != "error"),
        "{report:#}"
    );
    assert_eq!(status, Some(0), "notes are below --fail-on");
}

/// Whether an instance has an address, with or without a zone behind it.
fn has_address(instance: &Value, address: &str) -> bool {
    let addresses = instance["addresses"]
        .as_array()
        .expect("an instance has a list of addresses");
    addresses
        .iter()
        .filter_map(Value::as_str)
        .any(|found| found.split('%').next() == Some(address))
}

#[test]
fn text_shows_instance_and_verdict() {
    live(&[], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let mut peer = PacketPeer::start(&server);
        let mut calendar = Announcement::calendar("Team Calendar", "server", server.ipv4());
        calendar.txt.push(b"colour=blue".to_vec());
        peer.serve(&calendar);
        let finished = run(&mut client.dnssd_check(&["browse", "_caldav._tcp"]));
        for expected in [
            "Team Calendar",
            "8008",
            "10.77.0.1",
            "path",
            "/dav",
            "colour",
        ] {
            assert!(
                finished.stdout.contains(expected),
                "no `{expected}`: {finished}"
            );
        }
        assert_eq!(finished.status, Some(0), "{finished}");
    });
}

#[test]
fn all_types_are_found_by_the_meta_query() {
    live(&[Need::Avahi], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let avahi = Avahi::start(&server);
        let _calendar = avahi.publish("Team Calendar", "_caldav._tcp", 8008, &TXT);
        let _page = avahi.publish("Front Page", "_http._tcp", 8080, &["path=/"]);
        let (_status, report) = browse_json(&client, &[]);
        assert_eq!(instance_named(&report, "Team Calendar")["port"], 8008);
        assert_eq!(
            instance_named(&report, "Front Page")["service_type"],
            "_http._tcp"
        );
    });
}

#[test]
fn an_error_on_the_link_is_status_1() {
    live(&[], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let mut peer = PacketPeer::start(&server);
        peer.serve(&moody("server", &server));
        let (status, report) = browse_json(&client, &["_moodring._tcp"]);
        let about = diagnostics_of(&report, "Moody");
        assert!(
            about
                .iter()
                .any(|diagnostic| diagnostic["key"] == "mood" && diagnostic["severity"] == "error"),
            "mood=9 passes: {report:#}"
        );
        assert_eq!(status, Some(1));
    });
}

/// An instance whose `mood` is not one that the registration allows.
pub(super) fn moody(name: &str, host: &TestHost) -> Announcement {
    Announcement {
        service_type: "_moodring._tcp".to_owned(),
        txt: vec![b"txtvers=1".to_vec(), b"mood=9".to_vec()],
        ..Announcement::calendar("Moody", name, host.ipv4())
    }
}

#[test]
fn types_are_matched_without_regard_to_case() {
    live(&[], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let mut peer = PacketPeer::start(&server);
        let mut shouting = Announcement::calendar("Shouting", "server", server.ipv4());
        shouting.service_type = "_CALDAV._TCP".to_owned();
        peer.serve(&shouting);
        for asked in ["_caldav._tcp", "_CalDAV._tcp", "caldav"] {
            let (_status, report) = browse_json(&client, &[asked]);
            let found = instance_named(&report, "Shouting");
            assert_eq!(found["port"], 8008, "asked for as {asked}");
            assert_eq!(found["txt"][0]["key"], "path", "asked for as {asked}");
        }
    });
}

#[test]
fn an_empty_link_is_said_to_be_empty() {
    live(&[], || {
        let link = Link::new(0);
        let client = link.host("client");
        let finished = run(&mut client.dnssd_check(&["browse", "_caldav._tcp"]));
        assert_eq!(finished.status, Some(0), "{finished}");
        let said = format!("{}{}", finished.stdout, finished.stderr);
        let seconds = names_a_duration(&said);
        assert!(seconds, "it does not say how long it listened: {finished}");

        let finished = run(&mut client.dnssd_check(&["browse", "_caldav._tcp", "--expect", "1"]));
        assert_eq!(finished.status, Some(3), "{finished}");
        assert!(finished.stderr.contains('1'), "{finished}");
    });
}

/// Whether a text has a number with a unit of time, such as `1.5 s`, `500ms` or `2 seconds`.
fn names_a_duration(text: &str) -> bool {
    let words: Vec<&str> = text
        .split_whitespace()
        .map(|word| word.trim_matches(|at: char| !at.is_ascii_alphanumeric()))
        .collect();
    words.iter().enumerate().any(|(position, word)| {
        let unit = word.trim_start_matches(|digit: char| digit.is_ascii_digit() || digit == '.');
        let unit = match unit {
            "" => words.get(position + 1).copied().unwrap_or_default(),
            unit => unit,
        };
        word.starts_with(|first: char| first.is_ascii_digit())
            && matches!(unit, "s" | "ms" | "second" | "seconds")
    })
}

#[test]
fn expected_instances_make_status_0() {
    live(&[], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let mut peer = PacketPeer::start(&server);
        peer.serve(&Announcement::calendar(
            "Team Calendar",
            "server",
            server.ipv4(),
        ));
        for (expected, status) in [("1", Some(0)), ("2", Some(3))] {
            let finished =
                run(&mut client.dnssd_check(&["browse", "_caldav._tcp", "--expect", expected]));
            assert_eq!(finished.status, status, "--expect {expected}: {finished}");
        }
    });
}

#[test]
fn rounds_of_questions_are_a_second_apart() {
    live(&[], || {
        for (option, rounds) in [(Some("--quick"), 1), (None, 2)] {
            let link = Link::new(u8::from(option.is_some()));
            let (listener, client) = match option {
                Some(_) => (link.host("listener-1"), link.host("client-1")),
                None => (link.host("listener-2"), link.host("client-2")),
            };
            let mut peer = PacketPeer::start(&listener);
            let calendar = Announcement::calendar("Team Calendar", "listener", listener.ipv4());
            peer.serve(&calendar);
            let arguments: Vec<&str> = ["browse", "_caldav._tcp", "-4"]
                .into_iter()
                .chain(option)
                .collect();
            let finished = run(&mut client.dnssd_check(&arguments));
            assert_eq!(finished.status, Some(0), "{finished}");

            let name = calendar.service_name();
            let times: Vec<u64> = peer
                .heard()
                .iter()
                .filter(|heard| heard.sender.is_ipv4() && heard.asks_for(&name))
                .map(|heard| heard.milliseconds)
                .collect();
            assert_eq!(
                times.len(),
                rounds,
                "questions with {option:?} came at {times:?}"
            );
            // The receiver's clock, on a busy machine: a little less than the second is no fault.
            for pair in times.windows(2) {
                assert!(
                    pair[1] - pair[0] >= 900,
                    "RFC 6762 §5.2: questions came at {times:?}"
                );
            }
        }
    });
}

#[test]
fn a_thousand_instances_of_one_burst_are_all_found() {
    live(&[], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let mut peer = PacketPeer::start(&server);
        for number in 0..1000 {
            let instance = Announcement::calendar(
                format!("Calendar {number:04}"),
                &format!("host-{number}"),
                server.ipv4(),
            );
            let [service, own @ ..] = instance.answered_names();
            // With a receive buffer as large as root may have it, nothing of one burst need get
            // lost; others have the second round of questions, which any responder answers too.
            if is_root() {
                peer.answer_once(&[service], &instance.response());
            } else {
                peer.answer(&[service], &instance.response());
            }
            peer.answer(&own, &instance.response());
        }
        let (status, report) = browse_json(&client, &["_caldav._tcp", "--expect", "1000"]);
        let instances = report["instances"]
            .as_array()
            .expect("a report has instances");
        let complete = instances
            .iter()
            .filter(|instance| instance["port"] == 8008 && instance["txt"][0]["value"] == "/dav")
            .count();
        assert_eq!((instances.len(), complete), (1000, 1000));
        assert_eq!(report["summary"]["instances"], 1000);
        assert_eq!(
            status,
            Some(0),
            "nothing is wrong with them: {}",
            report["summary"]
        );
    });
}

#[test]
fn a_host_with_ipv6_only_is_found_and_finds() {
    live(&[], || {
        let link = Link::new(0);
        let server = link.host_with("server", Families::Ipv6Only);
        let client = link.host_with("client", Families::Ipv6Only);
        let mut peer = PacketPeer::start(&server);
        let calendar = Announcement {
            ipv4: None,
            ipv6: Some(server.ipv6()),
            ..Announcement::calendar("Team Calendar", "server", [0, 0, 0, 0].into())
        };
        peer.serve(&calendar);
        let (status, report) = browse_json(&client, &["_caldav._tcp"]);
        let found = instance_named(&report, "Team Calendar");
        assert!(has_address(found, &server.ipv6().to_string()), "{found:#}");
        assert_eq!(
            found["addresses"].as_array().map(Vec::len),
            Some(1),
            "{found:#}"
        );
        assert_eq!(status, Some(0), "{report:#}");
    });
}

#[test]
fn demo_needs_neither_root_nor_a_link() {
    live(&[], || {
        let host = TestHost::without_link("alone");
        run(Command::new("ip").args(["-n", "alone", "link", "set", "lo", "up"]));
        // A copy that everybody may execute, wherever the target folder is.
        std::fs::copy(env!("CARGO_BIN_EXE_dnssd-check"), "/run/dnssd-check")
            .expect("/run is this test's own");
        let mut command = host.command("setpriv");
        if is_root() {
            command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]);
        }
        command.args([
            "--inh-caps=-all",
            "--bounding-set=-all",
            "--no-new-privs",
            "/run/dnssd-check",
            "demo",
        ]);
        let finished = run(command.env("HOME", "/run"));
        assert!(matches!(finished.status, Some(0 | 1)), "{finished}");
        assert!(
            finished.stdout.contains("error") || finished.stdout.contains("warning"),
            "no verdict: {finished}"
        );
    });
}
