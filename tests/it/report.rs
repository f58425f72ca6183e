//! Reports: the shapes that scripts rely on, and the text for people.

use std::net::{Ipv4Addr, SocketAddr};

use dnssd_check::diagnostic::{Diagnostic, Subject};
use dnssd_check::model::{Evidence, Host, Origin, Pointer, Seen, ServiceInstance};
use dnssd_check::name::presentation::is_safe_char;
use dnssd_check::name::{DomainName, NameParts};
use dnssd_check::report::{
    JsonLinesReport, JsonReport, Paint, Report, Reporter, TextReport, Verbosity,
};
use dnssd_check::rule::{Check, Citation, Finding, Requirement, Rule};
use dnssd_check::wire::{Srv, TxtRecord};
use proptest::prelude::*;
use serde_json::{Value, json};

static INVALID_VALUE: Rule = Rule {
    code: "KEY003",
    name: "invalid-txt-value",
    documentation: "The value of a TXT key is outside of what is registered.",
    citations: &[Citation::new("IANA", "moodring", None, "")],
    needs: Evidence::TXT_KEYS,
    check: Check::Program,
    concerns: None,
    own_severity: Some(dnssd_check::rule::Severity::Error),
};

static EMPTY_KEY: Rule = Rule {
    code: "TXT010",
    name: "empty-txt-key",
    documentation: "A TXT string has no key before its `=`.",
    citations: &[Citation::new(
        "RFC 6763",
        "6.4",
        Some(Requirement::Should),
        "It SHOULD NOT.",
    )],
    needs: Evidence::TXT_OCTETS,
    check: Check::Program,
    concerns: None,
    own_severity: None,
};

static WRONG_TTL: Rule = Rule {
    code: "MDNS001",
    name: "wrong-ttl",
    documentation: "A TTL is not the recommended one.",
    citations: &[],
    needs: Evidence::TTL,
    check: Check::Program,
    concerns: None,
    own_severity: None,
};

fn link() -> Origin {
    let sender = SocketAddr::from((Ipv4Addr::new(10, 77, 0, 1), 5353));
    Origin::Link {
        interface: "eth0".into(),
        sender: Some(sender),
    }
}

/// An instance of this name, on eth0, complete.
fn instance(label: &[u8], txt: &[u8]) -> ServiceInstance {
    let service_type: DomainName = "_caldav._tcp.local.".parse().unwrap();
    let name = service_type.prepend(label).unwrap();
    let parts = NameParts::split(&name).unwrap();
    let mut instance = ServiceInstance::new(name.clone(), parts, link());
    instance.evidence =
        Evidence::INSTANCE_NAME | Evidence::TXT_OCTETS | Evidence::SRV | Evidence::PORT;
    let target: DomainName = "host-a.local.".parse().unwrap();
    let srv = Srv {
        priority: 0,
        weight: 0,
        port: 8008,
        target: target.clone(),
    };
    instance.srv.push(Seen::defined(srv, name.clone(), link()));
    instance.txt.push(Seen::defined(
        TxtRecord::new(txt.to_vec()),
        name.clone(),
        link(),
    ));
    let mut host = Host::new(target.clone());
    host.addresses.push(Seen::defined(
        Ipv4Addr::new(10, 77, 0, 1).into(),
        target,
        link(),
    ));
    instance.hosts.push(host);
    instance
}

fn team_calendar() -> ServiceInstance {
    instance(b"Team Calendar", b"\tpath=/dav")
}

fn moodring() -> Diagnostic {
    let mut finding =
        Finding::new("key `mood` has value `5`, allowed is one digit from `0` to `4`");
    finding.key(b"mood").help("publish one of the digits");
    let subject = Subject {
        service_type: Some("_moodring._tcp".to_owned()),
        instance: None,
        origin: Origin::Arguments,
    };
    Diagnostic::new(&INVALID_VALUE, finding, &subject)
}

fn of_instance(rule: &'static Rule, message: &str, instance: &ServiceInstance) -> Diagnostic {
    Diagnostic::new(rule, Finding::new(message), &Subject::from(instance))
}

fn report(instances: Vec<ServiceInstance>, diagnostics: Vec<Diagnostic>) -> Report {
    Report {
        diagnostics,
        instances,
        not_applicable: Vec::new(),
        ..Report::default()
    }
}

fn json_of(report: &Report) -> Value {
    let mut out = Vec::new();
    report.tell(&mut JsonReport::new(&mut out)).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn text_of(report: &Report, verbosity: Verbosity) -> String {
    let mut out = Vec::new();
    report
        .tell(&mut TextReport::new(&mut out, Paint::Plain, verbosity))
        .unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn json_is_what_the_design_shows() {
    let report = report(vec![team_calendar()], vec![moodring()]);
    let expected = json!({
        "version": 1,
        "diagnostics": [{
            "code": "KEY003", "name": "invalid-txt-value", "severity": "error",
            "service_type": "_moodring._tcp", "instance": null, "key": "mood",
            "message": "key `mood` has value `5`, allowed is one digit from `0` to `4`",
            "help": "publish one of the digits",
            "origin": {"source": "arguments"},
            "citations": [{"source": "IANA", "section": "moodring", "requirement": null}],
        }],
        "instances": [{
            "instance": "Team Calendar", "service_type": "_caldav._tcp", "domain": "local", "subtypes": [],
            "host": "host-a.local.", "port": 8008, "priority": 0, "weight": 0,
            "addresses": ["10.77.0.1"], "interface": "eth0",
            "txt": [{"key": "path", "value": "/dav", "value_base64": null}],
            "txt_base64": "CXBhdGg9L2Rhdg==",
        }],
        "summary": {"instances": 1, "errors": 1, "warnings": 0, "notes": 0, "not_applicable": 0},
    });
    assert_eq!(json_of(&report), expected);
}

#[test]
fn json_members_stand_in_the_order_of_the_design() {
    let mut out = Vec::new();
    report(vec![team_calendar()], vec![moodring()])
        .tell(&mut JsonReport::new(&mut out))
        .unwrap();
    let text = String::from_utf8(out).unwrap();
    let positions: Vec<usize> = [
        "\"version\"",
        "\"diagnostics\"",
        "\"code\"",
        "\"severity\"",
        "\"origin\"",
        "\"citations\"",
        "\"instances\"",
        "\"domain\"",
        "\"host\"",
        "\"addresses\"",
        "\"txt_base64\"",
        "\"summary\"",
    ]
    .iter()
    .map(|member| text.find(member).unwrap())
    .collect();
    assert!(positions.is_sorted(), "{text}");
}

#[test]
fn json_tells_apart_no_value_and_an_empty_one_and_keeps_order_and_repetition() {
    let txt = b"\x04flag\x02a=\x00\x03a=1\x03\xff=\xfe\x03A=2";
    let value = json_of(&report(vec![instance(b"x", txt)], Vec::new()));
    assert_eq!(
        value["instances"][0]["txt"],
        json!([
            {"key": "flag", "value": null},
            {"key": "a", "value": "", "value_base64": null},
            {"key": "a", "value": "1", "value_base64": null},
            {"key": null, "key_base64": "/w==", "value": null, "value_base64": "/g=="},
            {"key": "A", "value": "2", "value_base64": null},
        ])
    );
}

#[test]
fn json_gives_octets_that_are_no_text_in_base64() {
    let mut hostile = instance(b"\xff\x1b", b"\x00");
    let owner: DomainName = r"\254._sub._caldav._tcp.local.".parse().unwrap();
    let pointer = Pointer {
        owner: owner.clone(),
        target: hostile.name.clone(),
    };
    hostile.pointers.push(Seen::defined(pointer, owner, link()));
    let diagnostic = of_instance(&EMPTY_KEY, "m", &hostile);
    let value = json_of(&report(vec![hostile], vec![diagnostic]));
    let instance = &value["instances"][0];
    assert_eq!(instance["instance"], Value::Null);
    assert_eq!(instance["instance_base64"], "/xs=");
    assert_eq!(instance["subtypes"], json!([null]));
    assert_eq!(instance["subtypes_base64"], json!(["/g=="]));
    assert_eq!(value["diagnostics"][0]["instance_base64"], "/xs=");
    assert_eq!(
        value["diagnostics"][0]["origin"],
        json!({"source": "mdns", "interface": "eth0", "sender": "10.77.0.1:5353"})
    );
    assert_eq!(
        value["diagnostics"][0]["citations"],
        json!([{"source": "RFC 6763", "section": "6.4", "requirement": "SHOULD"}])
    );
}

#[test]
fn json_of_an_instance_without_records_has_nulls() {
    let mut bare = team_calendar();
    bare.srv.clear();
    bare.txt.clear();
    bare.hosts.clear();
    let value = json_of(&report(vec![bare], Vec::new()));
    let instance = &value["instances"][0];
    for member in ["host", "port", "priority", "weight", "txt_base64"] {
        assert_eq!(instance[member], Value::Null, "{member}");
    }
    assert_eq!(instance["txt"], json!([]));
    assert_eq!(instance["addresses"], json!([]));
}

#[test]
fn json_of_a_port_alone_names_no_host() {
    let mut port_only = team_calendar();
    port_only.evidence = Evidence::PORT;
    port_only.srv[0].data.target = DomainName::root();
    let value = json_of(&report(vec![port_only.clone()], Vec::new()));
    let instance = &value["instances"][0];
    assert_eq!(
        (&instance["host"], &instance["port"]),
        (&Value::Null, &json!(8008))
    );
    assert_eq!(instance["priority"], Value::Null);
    port_only.evidence = Evidence::SRV;
    let value = json_of(&report(vec![port_only], Vec::new()));
    assert_eq!(value["instances"][0]["host"], ".");
}

#[test]
fn json_lines_come_one_by_one() {
    let calendar = team_calendar();
    let found = of_instance(&EMPTY_KEY, "string 1 of 1 has no key", &calendar);
    let report = report(vec![calendar.clone()], vec![found, moodring()]);
    let mut out = Vec::new();
    let mut reporter = JsonLinesReport::new(&mut out);
    reporter.removed(&calendar).unwrap();
    report.tell(&mut reporter).unwrap();
    let text = String::from_utf8(out).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let events: Vec<&str> = lines
        .iter()
        .map(|line| line["event"].as_str().unwrap())
        .collect();
    assert_eq!(
        events,
        ["removed", "instance", "diagnostic", "diagnostic", "summary"]
    );
    assert!(
        text.lines().all(|line| line.starts_with("{\"event\":")),
        "{text}"
    );
    assert_eq!(lines[1]["txt_base64"], "CXBhdGg9L2Rhdg==");
    assert_eq!(lines[2]["code"], "TXT010");
    assert_eq!(
        lines[4],
        json!({"event": "summary", "instances": 1, "errors": 1, "warnings": 1, "notes": 0, "not_applicable": 0})
    );
}

#[test]
fn text_shows_instances_with_their_findings() {
    let clean = team_calendar();
    let faulty = instance("Büro".as_bytes(), b"\x04flag\x04=x\\\n\x02e=");
    let mut report = report(
        vec![clean, faulty.clone()],
        vec![of_instance(&EMPTY_KEY, "string 2 of 3 has no key", &faulty)],
    );
    report.not_applicable = vec![&WRONG_TTL];
    assert_eq!(
        text_of(&report, Verbosity::Normal),
        "\
ok       Team Calendar     _caldav._tcp  host-a.local:8008     10.77.0.1     eth0
         path=/dav
warning  Büro              _caldav._tcp  host-a.local:8008     10.77.0.1     eth0
         flag
         =x\\\\\\n
         e=
  warning[TXT010]: string 2 of 3 has no key [RFC 6763 §6.4]
2 instances: 1 clean, 1 with findings (1 warning); 1 rule not applicable without TTLs (-v lists them)
"
    );
}

#[test]
fn text_is_longer_or_shorter_when_asked() {
    let faulty = team_calendar();
    let mut report = report(
        vec![faulty.clone()],
        vec![of_instance(&EMPTY_KEY, "no key", &faulty)],
    );
    report.not_applicable = vec![&WRONG_TTL];
    assert_eq!(
        text_of(&report, Verbosity::Quiet),
        "Team Calendar._caldav._tcp on eth0 from 10.77.0.1: warning[TXT010]: no key [RFC 6763 §6.4]\n"
    );
    let verbose = text_of(&report, Verbosity::Verbose);
    for line in [
        "    RFC 6763 §6.4 (SHOULD): \"It SHOULD NOT.\"",
        "      https://www.rfc-editor.org/rfc/rfc6763#section-6.4",
        "  MDNS001 wrong-ttl: needs TTLs",
        "1 instance with findings (1 warning); 1 rule not applicable without TTLs",
    ] {
        assert!(
            verbose.lines().any(|found| found == line),
            "{line}\n{verbose}"
        );
    }
}

#[test]
fn text_tells_what_changed_and_what_is_gone() {
    let mut out = Vec::new();
    let mut reporter = TextReport::new(&mut out, Paint::Plain, Verbosity::Normal);
    reporter.changed(&team_calendar(), &[]).unwrap();
    reporter.removed(&team_calendar()).unwrap();
    let text = String::from_utf8(out).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].starts_with("ok       Team Calendar ") && lines[0].ends_with("eth0  (changed)")
    );
    assert!(lines[2].starts_with("gone     Team Calendar "), "{text}");
}

#[test]
fn text_limits_what_a_record_may_fill() {
    let strings = b"\x01a".repeat(1000);
    let report = report(vec![instance(b"x", &strings)], Vec::new());
    let text = text_of(&report, Verbosity::Normal);
    assert_eq!(
        text.lines().count(),
        TextReport::<Vec<u8>>::MAX_TXT_STRINGS + 3
    );
    assert!(text.contains("and 936 more (-v shows all)"));
    assert_eq!(text_of(&report, Verbosity::Verbose).lines().count(), 1002);
}

proptest! {
    #[test]
    fn nothing_of_the_network_reaches_the_terminal(
        label in prop::collection::vec(any::<u8>(), 1..64),
        key in prop::collection::vec(any::<u8>(), 1..40),
        message in any::<String>(),
    ) {
        let txt = TxtRecord::from_strings([&key]).unwrap();
        let instance = instance(&label, txt.octets());
        let mut diagnostic = of_instance(&EMPTY_KEY, &message, &instance);
        diagnostic.help = Some(message.clone());
        let report = report(vec![instance], vec![diagnostic]);
        for (verbosity, lines) in [(Verbosity::Quiet, 1), (Verbosity::Normal, 5)] {
            let text = text_of(&report, verbosity);
            prop_assert!(text.chars().all(|c| c == '\n' || is_safe_char(c)), "{text:?}");
            prop_assert_eq!(text.lines().count(), lines);
        }
        let mut out = Vec::new();
        report.tell(&mut JsonLinesReport::new(&mut out)).unwrap();
        let text = String::from_utf8(out).unwrap();
        prop_assert!(text.chars().all(|c| c == '\n' || is_safe_char(c)), "{text:?}");
        let line: Value = serde_json::from_str(text.lines().nth(1).unwrap()).unwrap();
        prop_assert_eq!(line["message"].as_str().unwrap(), message);
    }
}
