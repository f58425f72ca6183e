//! `browse --watch` goes on: what comes, what goes, and how it ends.

use serde_json::Value;

use super::browse::moody;
use super::lab::{Announcement, Avahi, Link, Need, PacketPeer, Process, TestHost, live};

/// Starts a watch that prints an event a line.
pub(super) fn watch(host: &TestHost, service_type: &str) -> Process {
    Process::start(&mut host.dnssd_check(&["browse", "--watch", "--format", "jsonl", service_type]))
}

/// Whether a line is an event of that kind about that instance.
pub(super) fn is_event(line: &str, kind: &str, instance: &str) -> bool {
    serde_json::from_str::<Value>(line).is_ok_and(|event| {
        event.get("event").is_some_and(|found| found == kind)
            && event.get("instance").is_some_and(|found| found == instance)
    })
}

#[test]
fn reports_what_comes_and_goes() {
    live(&[Need::Avahi], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let avahi = Avahi::start(&server);
        let watching = watch(&client, "_caldav._tcp");
        let publishing = avahi.publish("Team Calendar", "_caldav._tcp", 8008, &["path=/dav"]);
        watching.wait_for("instance", |line| {
            is_event(line, "instance", "Team Calendar")
        });
        publishing.signal("TERM");
        watching.wait_for("removal", |line| is_event(line, "removed", "Team Calendar"));
        watching.signal("INT");
        let finished = watching.finish();
        assert_eq!(finished.status, Some(0), "{finished}");
    });
}

#[test]
fn an_interrupt_ends_it_with_the_status_of_what_was_seen() {
    live(&[], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let mut peer = PacketPeer::start(&server);
        peer.serve(&Announcement::calendar(
            "Team Calendar",
            "server",
            server.ipv4(),
        ));
        peer.serve(&moody("server", &server));
        for (service_type, name, signal, status) in [
            ("_caldav._tcp", "Team Calendar", "INT", Some(0)),
            ("_moodring._tcp", "Moody", "INT", Some(1)),
            ("_moodring._tcp", "Moody", "TERM", Some(1)),
        ] {
            let watching = watch(&client, service_type);
            watching.wait_for("instance", |line| is_event(line, "instance", name));
            if status == Some(1) {
                watching.wait_for("finding", |line| is_event(line, "diagnostic", name));
            }
            watching.signal(signal);
            let finished = watching.finish();
            assert_eq!(
                finished.status, status,
                "{service_type} {signal}: {finished}"
            );
            let last = finished.stdout.lines().last().unwrap_or_default();
            assert!(
                last.contains(r#""summary""#),
                "the last line is no summary: {finished}"
            );
        }
    });
}

#[test]
fn every_line_is_one_json_object() {
    live(&[], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let mut peer = PacketPeer::start(&server);
        peer.serve(&Announcement::calendar(
            "line\nbreak",
            "server",
            server.ipv4(),
        ));
        peer.serve(&Announcement::calendar(
            [0xff, 0xfe],
            "other",
            server.ipv4(),
        ));
        peer.serve(&Announcement::calendar(
            "Team Calendar",
            "third",
            server.ipv4(),
        ));
        let watching = watch(&client, "_caldav._tcp");
        watching.wait_for("instance", |line| {
            is_event(line, "instance", "Team Calendar")
        });
        watching.wait_for("instance", |line| is_event(line, "instance", "line\nbreak"));
        watching.signal("INT");
        let finished = watching.finish();
        for line in finished.stdout.lines() {
            let event: Value = serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("{error} in {line}: {finished}"));
            assert!(
                matches!(
                    event["event"].as_str(),
                    Some("instance" | "diagnostic" | "removed" | "summary")
                ),
                "{line}"
            );
        }
    });
}
