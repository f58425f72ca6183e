//! `advertise` publishes what it judged, says what became of it, and leaves with a goodbye.

use super::lab::{
    Announcement, Avahi, Link, Need, PacketPeer, Process, TestHost, Zeroconf, browse_json,
    instance_named, live, run,
};

const CALENDAR: [&str; 7] = [
    "advertise",
    "_caldav._tcp",
    "--port",
    "8008",
    "--name",
    "Team Calendar",
    "path=/dav",
];

/// How a response names the instance.
const LABEL: &[u8] = b"\x0dTeam Calendar";

fn advertise(host: &TestHost) -> Process {
    Process::start(&mut host.dnssd_check(&CALENDAR))
}

#[test]
fn avahi_resolves_it_and_hears_the_goodbye() {
    live(&[Need::Avahi], || {
        for (number, signal) in ["INT", "TERM"].into_iter().enumerate() {
            let link = Link::new(u8::try_from(number).expect("there are two"));
            let (server, client) = (
                link.host(&format!("server-{signal}")),
                link.host(&format!("client-{signal}")),
            );
            let avahi = Avahi::start(&client);
            let watching = avahi.watch("_caldav._tcp");
            let advertising = advertise(&server);
            watching.wait_for("resolved instance", |line| {
                line.starts_with("=;eth0;IPv4;Team\\032Calendar;")
            });

            let seen = avahi.browse("_caldav._tcp");
            let resolved: Vec<&str> = seen
                .stdout
                .lines()
                .filter(|line| line.starts_with("=;") && line.contains(";Team\\032Calendar;"))
                .collect();
            for family in [";IPv4;", ";IPv6;"] {
                let complete =
                    |line: &&str| line.contains(family) && line.ends_with(r#";8008;"path=/dav""#);
                assert!(
                    resolved.iter().any(complete),
                    "not resolved over {family}: {seen}"
                );
            }
            // Each line has the address that came first; the host has both.
            let host = resolved
                .first()
                .and_then(|line| line.split(';').nth(6))
                .expect("a resolved line names the host");
            for (option, address) in [
                ("-4", server.ipv4().to_string()),
                ("-6", server.ipv6().to_string()),
            ] {
                let found = run(avahi.command("avahi-resolve").args([option, "-n", host]));
                assert!(found.stdout.trim_end().ends_with(&address), "{found}");
            }

            advertising.signal(signal);
            let finished = advertising.finish();
            assert_eq!(finished.status, Some(0), "{finished}");
            watching.wait_for("goodbye", |line| {
                line.starts_with("-;eth0;IPv4;Team\\032Calendar;")
            });
            // Nothing stays in the daemon's cache either.
            let seen = avahi.browse("_caldav._tcp");
            assert!(!seen.stdout.contains("Calendar"), "{seen}");
        }
    });
}

#[test]
fn zeroconf_resolves_it_and_hears_the_goodbye() {
    live(&[Need::Zeroconf], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let watching = Zeroconf::on(&client).watch("_caldav._tcp");
        watching.wait_for("browser", |line| line.contains(r#""event": "browsing""#));
        let advertising = advertise(&server);
        let added = watching.wait_for("instance", |line| line.contains(r#""event": "added""#));
        let added: serde_json::Value = serde_json::from_str(&added).expect("the peer prints JSON");
        assert_eq!(added["instance"], "Team Calendar._caldav._tcp.local.");
        assert_eq!(added["port"], 8008);
        assert_eq!(added["txt_hex"], "09706174683d2f646176");
        advertising.signal("INT");
        watching.wait_for("goodbye", |line| line.contains(r#""event": "removed""#));
    });
}

#[test]
fn browse_finds_it_clean() {
    live(&[], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let listener = PacketPeer::start(&link.host("listener"));
        let _advertising = advertise(&server);
        listener.wait_for("response", |heard| {
            heard.is_response() && heard.contains(LABEL)
        });
        let (status, report) = browse_json(&client, &["_caldav._tcp"]);
        let found = instance_named(&report, "Team Calendar");
        assert_eq!(found["port"], 8008, "{found:#}");
        assert_eq!(found["txt"][0]["value"], "/dav", "{found:#}");
        assert_eq!(status, Some(0), "{report:#}");
    });
}

#[test]
fn the_second_of_one_name_is_renamed_and_says_so() {
    live(&[], || {
        let link = Link::new(0);
        let (first, second, client) =
            (link.host("first"), link.host("second"), link.host("client"));
        let listener = PacketPeer::start(&link.host("listener"));
        let _first = advertise(&first);
        listener.wait_for("response", |heard| {
            heard.is_response() && heard.contains(LABEL)
        });
        let renamed = advertise(&second);
        renamed.wait_for_stderr("new name", |line| line.contains("Team Calendar (2)"));
        // The engine goes on to announce under the new name.
        listener.wait_for("response", |heard| {
            heard.is_response() && heard.contains(b"Team Calendar (2)")
        });
        let (_status, report) = browse_json(&client, &["_caldav._tcp"]);
        instance_named(&report, "Team Calendar");
        instance_named(&report, "Team Calendar (2)");
    });
}

#[test]
fn a_name_that_avahi_holds_is_left_to_it() {
    live(&[Need::Avahi], || {
        let link = Link::new(0);
        let (server, second) = (link.host("server"), link.host("second"));
        let avahi = Avahi::start(&server);
        let _publishing = avahi.publish("Team Calendar", "_caldav._tcp", 8008, &["path=/dav"]);
        let renamed = advertise(&second);
        renamed.wait_for_stderr("new name", |line| line.contains("Team Calendar (2)"));
        let watching = avahi.watch("_caldav._tcp");
        watching.wait_for("second instance", |line| {
            line.starts_with("=;eth0;IPv4;") && line.contains("Team\\032Calendar\\032\\0402\\041")
        });
    });
}

#[test]
fn no_rename_makes_a_taken_name_fatal() {
    live(&[], || {
        let link = Link::new(0);
        let (first, second) = (link.host("first"), link.host("second"));
        let listener = PacketPeer::start(&link.host("listener"));
        let _first = advertise(&first);
        listener.wait_for("response", |heard| {
            heard.is_response() && heard.contains(LABEL)
        });
        let arguments = [&CALENDAR[..], &["--no-rename"]].concat();
        let finished = run(&mut second.dnssd_check(&arguments));
        assert!(matches!(finished.status, Some(1..)), "{finished}");
        assert!(finished.stderr.contains("Team Calendar"), "{finished}");
    });
}

#[test]
fn what_is_wrong_is_not_published() {
    live(&[], || {
        let link = Link::new(0);
        let (server, other) = (link.host("server"), link.host("other"));
        let listener = PacketPeer::start(&link.host("listener"));
        let long = format!("path={}", "x".repeat(251));
        for (status, arguments) in [
            (1, ["_moodring._tcp", "--port", "1", "mood=9"].as_slice()),
            (2, &["_moodring._tcp", "--port", "65536", "mood=4"]),
            (2, &["_moodring._tcp", "--port", "none", "mood=4"]),
            (2, &["_moodring", "--port", "1", "mood=4"]),
            (2, &["_moodring._tcp", "--port", "1", "--no-such-option"]),
        ] {
            let finished = run(&mut server.dnssd_check(&[&["advertise"], arguments].concat()));
            assert_eq!(finished.status, Some(status), "{finished}");
        }
        // A rule's matter or a usage error: either way, not on the wire.
        for arguments in [
            ["_moodring._tcp", "--port", "0", "mood=4"].as_slice(),
            &["_moodring._tcp", "--port", "1", "=4"],
            &["_a-name-too-long-by-one._tcp", "--port", "1"],
            &["_caldav._tcp", "--port", "1", "--name", "bell\u{7}"],
            &["_caldav._tcp", "--port", "1", &long],
        ] {
            let finished = run(&mut server.dnssd_check(&[&["advertise"], arguments].concat()));
            assert!(matches!(finished.status, Some(1 | 2)), "{finished}");
        }

        // The listener would have heard it: it hears this, which is sent last.
        let mut last = PacketPeer::start(&other);
        last.send(&Announcement::calendar("Last", "other", other.ipv4()).response());
        listener.wait_for("last packet", |heard| heard.contains(b"\x04Last"));
        let published: Vec<_> = listener
            .heard()
            .into_iter()
            .filter(|heard| heard.sender == server.ipv4())
            .collect();
        assert!(published.is_empty(), "{published:?}");
    });
}

#[test]
fn force_publishes_what_is_wrong_and_says_so() {
    live(&[], || {
        let link = Link::new(0);
        let server = link.host("server");
        let listener = PacketPeer::start(&link.host("listener"));
        let advertising = Process::start(&mut server.dnssd_check(&[
            "advertise",
            "_moodring._tcp",
            "--port",
            "1",
            "--name",
            "Moody",
            "--force",
            "mood=9",
        ]));
        listener.wait_for("response", |heard| {
            heard.is_response() && heard.contains(b"\x05Moody") && heard.contains(b"mood=9")
        });
        advertising.wait_for("finding", |line| line.contains("mood"));
        advertising.signal("INT");
        let finished = advertising.finish();
        assert!(
            !finished.stderr.is_empty(),
            "it says nothing of --force: {finished}"
        );
    });
}

#[test]
fn it_publishes_while_a_command_runs() {
    live(&[], || {
        let link = Link::new(0);
        let server = link.host("server");
        let listener = PacketPeer::start(&link.host("listener"));
        // The command waits for the test, which waits for the publication.
        let script = "while ! [ -e /run/seen ]; do sleep 0.1; done; exit 7";
        let arguments = [&CALENDAR[..], &["--", "sh", "-c", script]].concat();
        let advertising = Process::start(&mut server.dnssd_check(&arguments));
        listener.wait_for("response", |heard| {
            heard.is_response() && heard.contains(LABEL)
        });
        std::fs::write("/run/seen", "").expect("/run is this test's own");
        let finished = advertising.finish();
        assert_eq!(finished.status, Some(7), "{finished}");

        let arguments = [&CALENDAR[..], &["--", "/no/such/command"]].concat();
        let finished = run(&mut server.dnssd_check(&arguments));
        assert!(matches!(finished.status, Some(1..)), "{finished}");
        assert!(finished.stderr.contains("/no/such/command"), "{finished}");
    });
}
