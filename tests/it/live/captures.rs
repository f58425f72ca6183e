//! What is captured of a link gives what was seen on it, and what tshark sees.

use std::collections::BTreeSet;
use std::fs::File;
use std::net::IpAddr;
use std::path::Path;
use std::process::Command;

use data_encoding::HEXLOWER;
use dnssd_check::source::capture::CaptureReader;
use dnssd_check::wire::{Record, RecordData, decode};
use serde_json::{Map, Value};

use super::lab::{Avahi, Link, Need, Printer, Process, TestHost, Zeroconf, browse_json, live, run};

/// `/run` is the test's own.
const CAPTURE: &str = "/run/link.pcap";

/// What is in the capture: messages in one datagram, and the fragments of longer ones.
const FILTER: &str = "udp port 5353 or (ip[6:2] & 0x1fff != 0) or (ip6[6] == 44)";

#[test]
fn a_capture_gives_what_the_browse_saw_and_what_tshark_sees() {
    live(
        &[
            Need::Avahi,
            Need::Printer,
            Need::Zeroconf,
            Need::Tcpdump,
            Need::Tshark,
        ],
        || {
            let link = Link::new(0);
            let (server, other) = (link.host("server"), link.host("other"));
            let client = link.host("client");
            let capturing = capture(&client);
            let avahi = Avahi::start(&server);
            let _printer = Printer::start(&avahi, "Front Desk", 631);
            let _calendar = avahi.publish(
                "Team Calendar",
                "_caldav._tcp",
                8008,
                &["path=/dav", "colour=blue"],
            );
            let long: Vec<String> = (0..40)
                .map(|n| format!("key{n}={}", "x".repeat(80)))
                .collect();
            let long: Vec<&str> = long.iter().map(String::as_str).collect();
            let _long = avahi.publish("Long Record", "_http._tcp", 80, &long);
            let _lab = Zeroconf::on(&other).publish("Lab", "_http._tcp", 8080, &["path=/", "flag"]);
            let (_, live) = browse_json(&client, &["--timeout", "20s"]);
            capturing.signal("INT");
            let captured = capturing.finish();
            assert!(captured.stderr.contains("packets captured"), "{captured}");

            let judged = run(&mut client.dnssd_check(&["lint", CAPTURE, "--format", "json"]));
            let report: Value = serde_json::from_str(&judged.stdout).expect("a JSON report");
            let seen = instances(&live);
            assert!(seen.len() >= 5, "{live:#}");
            assert_eq!(seen, instances(&report), "{live:#}\n{report:#}");
            agrees_with_tshark();
        },
    );
}

/// Starts `tcpdump` on a host, and waits until it listens.
fn capture(host: &TestHost) -> Process {
    let mut command = host.command("tcpdump");
    // As root it would become a user who may not write there.
    command.args(["-i", "eth0", "-U", "-Z", "root", "-w", CAPTURE, FILTER]);
    let capturing = Process::start(&mut command);
    capturing.wait_for_stderr("listening", |line| line.contains("listening on"));
    capturing
}

/// What a report says of each instance, apart from the place.
fn instances(report: &Value) -> BTreeSet<String> {
    let instances = report["instances"]
        .as_array()
        .expect("a report has instances");
    let told = instances.iter().map(|instance| {
        let mut addresses: Vec<&str> = instance["addresses"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        addresses.sort_unstable();
        let members = [
            "instance",
            "service_type",
            "domain",
            "host",
            "port",
            "priority",
            "weight",
            "txt_base64",
        ];
        let members = members.map(|member| instance[member].to_string());
        format!("{} {}", members.join(" "), addresses.join(" "))
    });
    told.collect()
}

/// Holds every record of the capture to what tshark has of it.
fn agrees_with_tshark() {
    let mut own: Vec<(u64, Vec<Fields>)> = Vec::new();
    let file = File::open(CAPTURE).expect("the capture was written");
    let end = CaptureReader::new(vec![5353]).read(file, |datagram, _| {
        let (message, anomalies) = decode(datagram.payload);
        assert!(anomalies.is_empty(), "{anomalies:?}");
        own.push((
            datagram.frame,
            message.records.iter().map(Fields::of).collect(),
        ));
    });
    assert!(end.faults.is_empty(), "{end:?}");
    let others = by_tshark(Path::new(CAPTURE));
    assert!(own.len() > 20, "{} messages", own.len());
    assert!(
        own.iter()
            .any(|(_, records)| records.iter().any(|record| record.txt.len() >= 40))
    );
    assert_eq!(own.len(), others.len());
    for (own, other) in own.iter().zip(&others) {
        assert_eq!(own, other, "in frame {}", own.0);
    }
}

/// The fields of a record, as far as both programs have them.
#[derive(Debug, PartialEq, Eq)]
struct Fields {
    record_type: u16,
    class: u16,
    cache_flush: bool,
    ttl: u32,
    len: usize,
    /// Of SRV and PTR records; the owner of all others.
    name: String,
    srv: Option<(u16, u16, u16)>,
    address: Option<IpAddr>,
    /// The length octets of the TXT strings, and those strings that have octets; tshark has no field for one without.
    txt_lengths: Vec<usize>,
    txt: Vec<String>,
}

impl Fields {
    fn of(record: &Record) -> Self {
        let mut fields = Self {
            record_type: record.record_type.0,
            class: record.class_field & 0x7fff,
            cache_flush: record.class_field & 0x8000 != 0,
            ttl: record.ttl_seconds,
            len: record.rdata.len(),
            name: plain(record.name.labels()),
            srv: None,
            address: None,
            txt_lengths: Vec::new(),
            txt: Vec::new(),
        };
        match &record.data {
            RecordData::A(address) => fields.address = Some((*address).into()),
            RecordData::Aaaa(address) => fields.address = Some((*address).into()),
            RecordData::Ptr(target) => fields.name = plain(target.labels()),
            RecordData::Srv(srv) => {
                fields.srv = Some((srv.priority, srv.weight, srv.port));
                fields.name = plain(srv.target.labels());
            }
            RecordData::Txt(txt) => {
                fields.txt_lengths = txt.strings().map(|string| string.stated_len).collect();
                let strings = txt.strings().filter(|string| !string.octets.is_empty());
                fields.txt = strings
                    .map(|string| HEXLOWER.encode(string.octets))
                    .collect();
            }
            _ => {}
        }
        fields
    }

    fn of_tshark(record: &Map<String, Value>) -> Self {
        let text = |name: &str| record.get(name).and_then(Value::as_str);
        let number = |name: &str| -> Option<u32> {
            let text = text(name)?;
            match text.strip_prefix("0x") {
                Some(digits) => u32::from_str_radix(digits, 16).ok(),
                None => text.parse().ok(),
            }
        };
        let small = |name: &str| number(name).and_then(|number| u16::try_from(number).ok());
        let record_type = small("dns.resp.type").expect("a record has a type");
        let name = match record_type {
            12 => text("dns.ptr.domain_name"),
            33 => text("dns.srv.target"),
            _ => text("dns.resp.name"),
        };
        let address = text("dns.a").or_else(|| text("dns.aaaa"));
        let raw = record.get("dns.txt_raw").and_then(Value::as_array);
        // One string is a field, several are a list of such.
        let raw: Vec<&Value> = match raw.map(Vec::as_slice) {
            Some([first @ Value::String(_), ..]) => vec![first],
            Some(several) => several.iter().filter_map(|field| field.get(0)).collect(),
            None => Vec::new(),
        };
        let lengths = match record.get("dns.txt.length") {
            Some(Value::Array(several)) => several.iter().collect(),
            one => Vec::from_iter(one),
        };
        let lengths = lengths.into_iter().filter_map(Value::as_str);
        Self {
            record_type,
            class: small("dns.resp.class").expect("a record has a class"),
            cache_flush: text("dns.resp.cache_flush") == Some("1"),
            ttl: number("dns.resp.ttl").expect("a record has a TTL"),
            len: small("dns.resp.len").expect("a record has a length").into(),
            name: name.expect("a record has a name").to_owned(),
            srv: (record_type == 33).then(|| {
                let field = |name| small(name).expect("an SRV record has all fields");
                (
                    field("dns.srv.priority"),
                    field("dns.srv.weight"),
                    field("dns.srv.port"),
                )
            }),
            address: address.map(|text| text.parse().expect("an address")),
            txt_lengths: lengths
                .map(|text| text.parse().expect("a length"))
                .collect(),
            txt: raw
                .into_iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        }
    }
}

/// A name as tshark prints it: labels as they are, with dots between.
fn plain<'l>(labels: impl Iterator<Item = &'l [u8]>) -> String {
    let labels: Vec<_> = labels.map(String::from_utf8_lossy).collect();
    labels.join(".")
}

/// The records of each message by `tshark -T json`, in the order of the message.
fn by_tshark(path: &Path) -> Vec<(u64, Vec<Fields>)> {
    let arguments = [
        "-Y",
        "mdns",
        "-T",
        "json",
        "-x",
        "--no-duplicate-keys",
        "-J",
        "frame mdns",
    ];
    let read = run(Command::new("tshark").arg("-r").arg(path).args(arguments));
    let packets: Vec<Value> = serde_json::from_str(&read.stdout)
        .unwrap_or_else(|error| panic!("no JSON ({error}): {read}"));
    packets
        .iter()
        .map(|packet| {
            let layers = &packet["_source"]["layers"];
            let frame = layers["frame"]["frame.number"]
                .as_str()
                .expect("a frame has a number");
            let mut records = Vec::new();
            collect_records(&layers["mdns"], &mut records);
            records.sort_by_key(|record| position(record));
            let fields = records.into_iter().map(Fields::of_tshark).collect();
            (frame.parse().expect("a number"), fields)
        })
        .collect()
}

/// Finds the records, wherever in the tree they stand: several with one heading are in a list.
fn collect_records<'v>(value: &'v Value, records: &mut Vec<&'v Map<String, Value>>) {
    match value {
        Value::Object(members) if members.contains_key("dns.resp.ttl") => records.push(members),
        Value::Object(members) => members
            .values()
            .for_each(|value| collect_records(value, records)),
        Value::Array(values) => values
            .iter()
            .for_each(|value| collect_records(value, records)),
        _ => {}
    }
}

/// Where in the frame the type of a record stands.
fn position(record: &Map<String, Value>) -> u64 {
    record["dns.resp.type_raw"][1]
        .as_u64()
        .expect("a field has a position")
}
