//! What `convert` writes is published by the daemons, octet by octet.

use serde_json::Value;

use super::lab::{Avahi, Link, Need, Resolved, TestHost, browse_json, instance_named, live, run};

/// The TXT record, with what is not plain text in each of its strings: `\xHH` is an octet.
const TXT: [&str; 5] = [
    "path=/a&b=<c>",
    "note=it's \"quoted\" \\ back",
    "name=Büro 3.14 100%",
    "flag",
    "equals=a==b",
];

/// A value with octets that are no text, and one with what a terminal obeys.
const BINARY: [&[u8]; 2] = [b"id=\x00\xff\x01", b"esc=\x1b[2J\n"];

/// The data of a TXT record with all of this.
fn txt() -> Vec<u8> {
    let strings = TXT.iter().map(|string| string.as_bytes()).chain(BINARY);
    let strings = strings.map(|string| [&[u8::try_from(string.len()).unwrap()], string].concat());
    strings.flatten().collect()
}

/// Converts a service of this name and TXT data on a host; returns the text.
fn converted(host: &TestHost, name: &str, txt: &[u8], to: &str, more: &[&str]) -> String {
    let hexadecimal = data_encoding::HEXLOWER.encode(txt);
    let service = [
        "convert",
        "_http._tcp",
        "--instance",
        name,
        "--port",
        "8080",
    ];
    let options = ["--txt-hex", &hexadecimal, "--to", to];
    let arguments = [&service, &options[..], more].concat();
    let finished = run(&mut host.dnssd_check(&arguments));
    assert_eq!(finished.status, Some(0), "{finished}");
    finished.stdout
}

fn assert_published(hearer: &TestHost, name: &str, txt: &[u8]) -> Value {
    let (_, report) = browse_json(hearer, &["_http._tcp"]);
    let instance = instance_named(&report, name);
    assert_eq!(instance["port"], 8080, "{instance:#}");
    let expected = data_encoding::BASE64.encode(txt);
    assert_eq!(instance["txt_base64"], expected.as_str(), "{instance:#}");
    instance.clone()
}

/// The same lines in one order, since records have none.
fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}

#[test]
fn avahi_publishes_what_was_converted() {
    live(&[Need::Avahi], || {
        let link = Link::new(1);
        let (speaker, hearer) = (link.host("a"), link.host("b"));
        let hostile = "Lab %h <3.14> & \"Söhne\"\\'";
        let subtypes = ["--subtype", "_printer", "--subtype", "_a.b"];
        let group = converted(&speaker, hostile, &txt(), "avahi", &subtypes);
        let named = converted(&speaker, "Named", &[0], "avahi", &["--host", "other.local"]);
        let files = [
            ("hostile.service", group.as_bytes()),
            ("named.service", named.as_bytes()),
        ];
        let avahi = Avahi::start_with_services(&speaker, &files);
        avahi.wait_for_log(
            "hostile group",
            "/hostile.service) successfully established",
        );
        let instance = assert_published(&hearer, hostile, &txt());
        assert_eq!(instance["host"], "a.local.", "{instance:#}");
        let instance = assert_published(&hearer, "Named", &[0]);
        assert_eq!(instance["host"], "other.local.", "{instance:#}");
        // What was heard can be written down again, and read back as the same.
        let recording = "/run/heard.jsonl";
        // Whoever asks for a type alone is not told of its subtypes.
        let types = [
            "_http._tcp",
            "_printer._sub._http._tcp",
            r"_a\.b._sub._http._tcp",
        ];
        let browse = [&["browse", "--record", recording], &types[..]].concat();
        let heard = run(&mut hearer.dnssd_check(&browse));
        assert!(heard.status.is_some_and(|status| status < 2), "{heard}");
        let again = [
            "convert",
            recording,
            "--only",
            hostile,
            "--own-host",
            "--to",
            "avahi",
        ];
        let again = run(&mut hearer.dnssd_check(&again));
        assert_eq!(sorted(&again.stdout), sorted(&group), "{again}");
    });
}

#[test]
fn resolved_publishes_what_was_converted() {
    live(&[Need::Resolved], || {
        let link = Link::new(1);
        let (speaker, hearer) = (link.host("a"), link.host("b"));
        let hostile = " 'Lab' %H 100% <3.14> & Söhne\\";
        // Strings that are empty, or begin with `=`.
        let odd = b"\x03a=1\0\x02=x\0";
        let units = [
            (
                "hostile.dnssd",
                converted(&speaker, hostile, &txt(), "systemd", &[]),
            ),
            (
                "odd.dnssd",
                converted(&speaker, "Odd.\u{e9}", odd, "systemd", &[]),
            ),
        ];
        let units = units
            .each_ref()
            .map(|(name, unit)| (*name, unit.as_bytes()));
        let _resolved = Resolved::start(&speaker, &units);
        assert_published(&hearer, hostile, &txt());
        assert_published(&hearer, "Odd.\u{e9}", odd);
    });
}
