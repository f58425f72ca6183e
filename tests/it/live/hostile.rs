//! One peer that breaks the rules harms neither its neighbors nor the reader's terminal.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::lab::{
    Announcement, CacheFlush, Families, Link, PacketPeer, TestHost, browse_json, diagnostics_of,
    instance_named, live, run,
};
use super::watch::{is_event, watch};

/// Names that do harm where they are printed as they are; each starts with a word to find it by.
const HOSTILE_NAMES: [&[u8]; 8] = [
    b"escape\x1b[31mRED",
    b"newline\n+ fake",
    b"return\rfake",
    b"null\0null",
    b"delete\x7f",
    b"broken\xff\xfe",
    "override\u{202e}gnp".as_bytes(),
    "control\u{9b}31m".as_bytes(),
];

/// The rules that each packet breaks, beside [`BY_THE_WAY`].
const EXPECTED: [(&str, &[&str]); 39] = [
    ("c01", &["TXT013"]),
    ("c02", &[]),
    ("c03", &["TXT010"]),
    ("c05", &["TXT011"]),
    ("c06", &["TXT011", "TXT014"]),
    ("c07", &["TXT006"]),
    ("c09", &["TXT002"]),
    ("c10", &[]),
    ("c11", &["TXT007"]),
    ("c13", &["TXT008"]),
    ("c14", &["TXT009"]),
    ("c15", &["TXT004"]),
    ("c17", &["SRV008"]),
    ("c18", &["SRV005"]),
    ("c19", &["SRV003", "SRV004"]),
    ("c21", &[]),
    ("c22", &[]),
    ("c23", &["NAME013"]),
    ("c25", &[]),
    ("c26", &["NAME009"]),
    ("c27", &["PTR007"]),
    ("c29", &["MDNS017"]),
    ("c30", &["MDNS019"]),
    ("c31", &["MDNS026"]),
    ("c33", &["MDNS003", "MDNS010"]),
    ("c34", &["MDNS001"]),
    ("c35", &["MDNS032"]),
    ("c37", &["MDNS028"]),
    ("c38", &["MDNS028"]),
    ("c39", &["MDNS036"]),
    ("c41", &["MDNS031"]),
    ("c42", &["MDNS033"]),
    ("c43", &["SRV002"]),
    ("c45", &["PTR001"]),
    ("c46", &["HOST007"]),
    ("c47", &["SRV007"]),
    ("c49", &["TXT013"]),
    ("c50", &[]),
    ("c51", &["PTR005"]),
];

/// What nearly all packets of the set do: keys that are not registered for the type, and a TTL of 120 s for PTR and TXT.
const BY_THE_WAY: [&str; 2] = ["KEY001", "MDNS023"];

/// The packets of the set, by name: payloads of answers for `_caldav._tcp.local`.
pub(super) fn packets() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packets");
    let entries =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut packets: Vec<_> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "bin"))
        .map(|path| {
            let name = path
                .file_stem()
                .expect("it has an extension")
                .to_string_lossy()
                .into_owned();
            (name, fs::read(&path).expect("the file can be read"))
        })
        .collect();
    packets.sort();
    assert!(packets.len() >= 39, "only {} packets", packets.len());
    packets
}

fn healthy(host: &TestHost) -> Announcement {
    Announcement {
        ipv6: Some(host.ipv6()),
        ..Announcement::calendar("Healthy", "healthy", host.ipv4())
    }
}

/// The names that a hostile packet is sent for: whatever is asked about the type.
fn the_type(host: &TestHost) -> Vec<Vec<u8>> {
    vec![healthy(host).service_name()]
}

/// The codes of all findings but those [`BY_THE_WAY`], each once, in order.
fn codes_of(report: &Value) -> Vec<&str> {
    let diagnostics = report["diagnostics"].as_array().into_iter().flatten();
    let codes = diagnostics.filter_map(|diagnostic| diagnostic["code"].as_str());
    let mut codes: Vec<&str> = codes.filter(|code| !BY_THE_WAY.contains(code)).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[test]
fn each_packet_gives_its_findings_and_leaves_the_healthy_instance_as_it_is() {
    live(&[], || {
        let link = Link::new(0);
        let (good, client) = (link.host("good"), link.host("client"));
        // Its IPv4 address is what the address of c46 is compared with.
        let bad = link.host_with("bad", Families::Ipv4Only);
        let mut good_peer = PacketPeer::start(&good);
        let mut bad_peer = PacketPeer::start(&bad);
        good_peer.serve(&healthy(&good));

        let mut faults = Vec::new();
        for (name, packet) in packets() {
            bad_peer.forget();
            bad_peer.answer(&the_type(&good), &packet);
            let (status, report) = browse_json(&client, &["_caldav._tcp", "--quick"]);
            let instances = report["instances"]
                .as_array()
                .expect("a report has instances");
            let found: Vec<&Value> = instances
                .iter()
                .filter(|instance| instance["instance"] == "Healthy")
                .collect();
            match found.as_slice() {
                [one] if one["port"] == 8008 && one["txt"][0]["value"] == "/dav" => {}
                other => faults.push(format!("{name}: the healthy instance is {other:?}")),
            }
            let about = diagnostics_of(&report, "Healthy");
            if !about.is_empty() {
                faults.push(format!(
                    "{name}: the healthy instance is accused: {about:?}"
                ));
            }
            let expected = EXPECTED.iter().find(|(packet, _)| *packet == name);
            let expected = expected.map(|(_, codes)| codes.to_vec());
            let codes = codes_of(&report);
            if expected.as_ref() != Some(&codes) {
                faults.push(format!("{name}: expected {expected:?}, found {codes:?}"));
            }
            if !matches!(status, Some(0 | 1)) {
                faults.push(format!("{name}: status {status:?}"));
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    });
}

#[test]
fn a_watch_goes_on_through_all_packets() {
    live(&[], || {
        let link = Link::new(0);
        let (good, bad, client) = (link.host("good"), link.host("bad"), link.host("client"));
        let mut good_peer = PacketPeer::start(&good);
        let mut bad_peer = PacketPeer::start(&bad);
        good_peer.serve(&healthy(&good));
        let watching = watch(&client, "_caldav._tcp");
        watching.wait_for("instance", |line| is_event(line, "instance", "Healthy"));

        for (name, packet) in packets() {
            bad_peer.send(&packet);
            // The watch has dealt with the packet when it shows what was sent after it.
            let marker = format!("after {name}");
            let after = Announcement::calendar(&marker, &format!("after-{name}"), bad.ipv4());
            bad_peer.send(&after.response());
            watching.wait_for(&marker, |line| is_event(line, "instance", &marker));
        }
        watching.signal("INT");
        let finished = watching.finish();
        let harm: Vec<&str> = finished
            .stdout
            .lines()
            .filter(|line| {
                is_event(line, "removed", "Healthy") || is_event(line, "diagnostic", "Healthy")
            })
            .collect();
        assert!(harm.is_empty(), "{harm:?}");
        assert!(matches!(finished.status, Some(0 | 1)), "{finished}");
    });
}

#[test]
fn a_cache_flush_on_the_shared_ptr_removes_nobody() {
    live(&[], || {
        let link = Link::new(0);
        let (good, bad, client) = (link.host("good"), link.host("bad"), link.host("client"));
        let mut good_peer = PacketPeer::start(&good);
        let mut bad_peer = PacketPeer::start(&bad);
        good_peer.serve(&healthy(&good));
        let watching = watch(&client, "_caldav._tcp");
        watching.wait_for("instance", |line| is_event(line, "instance", "Healthy"));
        // The engine's hazard is with records older than a second: its second round of questions
        // is the sign that they are.
        good_peer.wait_for("question at least a second after the first", {
            let type_name = healthy(&good).service_name();
            let first = good_peer
                .wait_for("question", |heard| heard.asks_for(&type_name))
                .milliseconds;
            move |heard| heard.asks_for(&type_name) && heard.milliseconds >= first + 2500
        });

        let flushing = Announcement {
            ptr_cache_flush: CacheFlush::Set,
            ..Announcement::calendar("Flushing", "flushing", bad.ipv4())
        };
        bad_peer.send(&flushing.response());
        watching.wait_for("finding", |line| is_event(line, "instance", "Flushing"));
        // A removal by mistake would come a second after the flush: wait for what is sent later.
        let question = healthy(&good).service_name();
        let heard = good_peer
            .heard()
            .last()
            .map_or(0, |heard| heard.milliseconds);
        good_peer.wait_for("next round of questions", |datagram| {
            datagram.asks_for(&question) && datagram.milliseconds >= heard + 1500
        });
        watching.signal("INT");
        let finished = watching.finish();
        assert!(
            !finished
                .stdout
                .lines()
                .any(|line| is_event(line, "removed", "Healthy")),
            "{finished}"
        );

        // The fault itself is found, in a run that sees the flush.
        let (_status, report) = {
            bad_peer.serve(&flushing);
            browse_json(&client, &["_caldav._tcp"])
        };
        assert!(diagnostics_of(&report, "Healthy").is_empty(), "{report:#}");
        instance_named(&report, "Healthy");
        instance_named(&report, "Flushing");
    });
}

#[test]
fn hostile_names_are_escaped_and_stay_on_their_lines() {
    live(&[], || {
        let link = Link::new(0);
        let (good, bad, client) = (link.host("good"), link.host("bad"), link.host("client"));
        let mut good_peer = PacketPeer::start(&good);
        let mut bad_peer = PacketPeer::start(&bad);
        good_peer.serve(&healthy(&good));
        for (number, name) in HOSTILE_NAMES.into_iter().enumerate() {
            let mut hostile =
                Announcement::calendar(name, &format!("hostile-{number}"), bad.ipv4());
            hostile.txt.push([b"note=", name].concat());
            bad_peer.serve(&hostile);
        }
        let finished = run(&mut client.dnssd_check(&["browse", "_caldav._tcp"]));
        for output in [&finished.stdout, &finished.stderr] {
            let raw: Vec<char> = output
                .chars()
                .filter(|character| is_dangerous(*character))
                .collect();
            assert!(raw.is_empty(), "raw {raw:?} in {finished}");
            assert!(
                !output
                    .lines()
                    .any(|line| line.trim_start().starts_with("+ fake")),
                "a name forged a line: {finished}"
            );
        }
        for name in HOSTILE_NAMES {
            let word: String = name
                .iter()
                .take_while(|octet| octet.is_ascii_lowercase())
                .copied()
                .map(char::from)
                .collect();
            assert!(
                finished.stdout.contains(&word),
                "`{word}` is hidden: {finished}"
            );
        }
        assert!(finished.stdout.contains("Healthy"), "{finished}");
        assert_eq!(
            finished.status,
            Some(1),
            "control characters in names are errors: {finished}"
        );
    });
}

/// What may not reach a terminal from the network: C0 but the line feed, DEL, C1, bidirectional
/// controls, zero width.
fn is_dangerous(character: char) -> bool {
    matches!(character,
        '\0'..='\x09' | '\x0b'..='\x1f' | '\x7f'..='\u{9f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
