use std::fs;
use std::path::Path;
use std::process::Command;

use dnssd_check::diagnostic::{Diagnostic, Suppressed, Suppressor};
use dnssd_check::name::presentation::is_safe_char;
use dnssd_check::report::{Report, SarifReport};
use dnssd_check::rule;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{HOSTILE, hostile, instance, link, mixed, of_files, report, tell, written};

/// Names the folder that npm installed the schema and its validator in.
const FOLDER: &str = "DNSSD_CHECK_SARIF";

const VALIDATOR: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/peers/sarif_validator.js"
);

fn text_of(report: &Report) -> String {
    written(report, |out, report| {
        tell(report, &mut SarifReport::new(out));
    })
}

fn run_of(report: &Report) -> Value {
    let mut log: Value = serde_json::from_str(&text_of(report)).unwrap();
    assert_eq!(log["version"], "2.1.0");
    log["runs"][0].take()
}

#[test]
fn results_say_where_and_by_which_rule() {
    let run = run_of(&mixed());
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<&str> = rules
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["KEY001", "NAME002", "TXT010", "TXT013"]);
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 4);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(result["ruleId"], ids[index]);
    }
    let first = &results[0];
    assert_eq!(first["level"], "error");
    assert_eq!(
        first["message"]["text"],
        "TXT string `=x` has no key\nhelp: give it a key"
    );
    let location = &first["locations"][0];
    assert_eq!(
        location["physicalLocation"],
        json!({"artifactLocation": {"uri": "zones/lab.zone"}, "region": {"startLine": 4, "startColumn": 7}})
    );
    let logical = &location["logicalLocations"][0];
    assert_eq!(logical["name"], "x");
    assert_eq!(logical["fullyQualifiedName"], "Büro._http._tcp/x");
    let parent = usize::try_from(logical["parentIndex"].as_u64().unwrap()).unwrap();
    let parent = &run["logicalLocations"][parent];
    assert_eq!(parent["fullyQualifiedName"], "Büro._http._tcp");
    assert_eq!(first["properties"]["citations"][0]["source"], "RFC 6763");
    assert_eq!(run["columnKind"], "unicodeCodePoints");
}

#[test]
fn what_is_in_no_file_has_a_place_that_github_takes() {
    let run = run_of(&mixed());
    let seen = &run["results"][2];
    assert_eq!(seen["level"], "note");
    let physical = &seen["locations"][0]["physicalLocation"];
    assert_eq!(physical["artifactLocation"]["uri"], "mdns/Seen._http._tcp");
    assert_eq!(physical["region"], json!({"startLine": 1}));
    assert_eq!(seen["properties"]["seen"], "on eth0 from 10.77.0.1");
    let fingerprints = &seen["partialFingerprints"];
    let own = fingerprints["dnssdCheck/v1"].as_str().unwrap();
    assert_eq!(fingerprints["primaryLocationLineHash"], format!("{own}:1"));
}

#[test]
fn rules_are_documented() {
    let run = run_of(&mixed());
    let rule = &run["tool"]["driver"]["rules"][2];
    assert_eq!(rule["name"], "EmptyTxtKey");
    assert_eq!(rule["defaultConfiguration"]["level"], "error");
    assert_eq!(rule["properties"]["tags"], json!(["TXT"]));
    for (member, text) in [
        ("text", "    Lab._http"),
        ("markdown", "```zone\nLab._http"),
    ] {
        let help = rule["help"][member].as_str().unwrap();
        assert!(help.contains("Instead:"), "{help}");
        assert!(help.contains(text), "{help}");
    }
}

#[test]
fn what_was_not_applicable_is_notified_and_a_panic_is_no_success() {
    let run = run_of(&mixed());
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], true);
    let notification = &invocation["toolExecutionNotifications"][0];
    assert_eq!(notification["associatedRule"]["id"], "SRV001");
    assert_eq!(
        notification["message"]["text"],
        "SRV001 missing-srv was not applicable: needs SRV record, what is absent"
    );
    let seen = instance(b"x", link());
    let mut panicked = super::found("TXT010", "the check of TXT010 panicked", &seen);
    panicked.rule = &rule::BUG001;
    let run = run_of(&report(vec![seen], vec![panicked]));
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn a_file_that_was_not_judged_is_notified_and_no_success() {
    let run = run_of(&of_files());
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(
        invocation["toolExecutionNotifications"][0],
        json!({
            "descriptor": {"id": "not-judged"},
            "level": "error",
            "message": {"text": "zones/torn.zone:1:1: `<a>` has no final dot"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": "zones/torn.zone"}}}],
        })
    );
}

#[test]
fn what_is_suppressed_is_a_result_and_all_others_say_that_they_are_not() {
    let run = run_of(&mixed());
    assert!(run["results"][0].get("suppressions").is_none());
    let run = run_of(&suppressed());
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 5);
    for result in &results[..4] {
        assert_eq!(result["suppressions"], json!([]));
    }
    let last = &results[4];
    assert_eq!(last["ruleId"], "TXT011");
    assert_eq!(
        last["suppressions"],
        json!([{
            "kind": "inSource",
            "justification": "it is so",
            "location": {"physicalLocation": {
                "artifactLocation": {"uri": "zones/lab.zone"},
                "region": {"startLine": 8, "startColumn": 3},
            }},
        }])
    );
    let index = usize::try_from(last["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "TXT011");
}

/// The report with one finding more, which a comment suppresses.
fn suppressed() -> Report {
    let mut report = mixed();
    let diagnostic = super::found("TXT011", "TXT key `a b` has a blank", &report.instances[0]);
    report.suppressed.push(Suppressed {
        diagnostic,
        by: Suppressor::Comment {
            reason: Some("it is so".to_owned()),
            origin: super::file("zones/lab.zone", 8, 3),
        },
    });
    report
}

#[test]
fn a_fingerprint_outlives_lines_and_nothing_else() {
    let fingerprint = |change: &dyn Fn(&mut Diagnostic)| {
        let mut report = mixed();
        change(&mut report.diagnostics[0]);
        run_of(&report)["results"][0]["partialFingerprints"]["dnssdCheck/v1"].to_string()
    };
    let own = fingerprint(&|_| {});
    // It is kept by others between runs, so that it may not change from version to version.
    assert_eq!(own, "\"33b6d135bcba312b\"");
    assert_eq!(
        own,
        fingerprint(&|found| found.origin = super::file("zones/lab.zone", 9, 9))
    );
    for change in [
        (|found| found.message.push('x')) as fn(&mut Diagnostic),
        |found| found.key = None,
        |found| found.key = Some("y".to_owned()),
        |found| found.service_type = None,
        |found| found.instance = Some(b"Other".to_vec()),
        |found| found.rule = rule::find("TXT011").unwrap(),
    ] {
        assert_ne!(own, fingerprint(&change));
    }
}

#[test]
fn no_text_becomes_a_link_or_leads_elsewhere() {
    let run = run_of(&hostile(HOSTILE, b".."));
    for result in run["results"].as_array().unwrap() {
        let message = result["message"]["text"].as_str().unwrap();
        assert!(
            message.contains("evil.example") && !message.contains("]("),
            "{message}"
        );
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        let uri = uri.as_str().unwrap();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~%/".contains(c);
        assert!(uri.chars().all(is_plain), "{uri}");
        assert!(uri.split('/').all(|part| part != ".."), "{uri}");
    }
}

/// Whether the packages are there.
fn is_installed() -> bool {
    let schemas = Path::new("node_modules/@microsoft/jest-sarif/lib/schemas");
    std::env::var_os(FOLDER).is_some_and(|folder| Path::new(&folder).join(schemas).is_dir())
}

/// What the validator says of documents.
fn faults(documents: &[String]) -> String {
    let name = format!("dnssd-check-sarif-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    fs::create_dir_all(&folder).unwrap();
    let mut command = Command::new("node");
    command.arg(VALIDATOR);
    for (number, document) in documents.iter().enumerate() {
        let file = folder.join(format!("{number}.sarif"));
        fs::write(&file, document).unwrap();
        command.arg(file);
    }
    let output = command.output().expect("node runs");
    fs::remove_dir_all(&folder).unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let failed = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(failed, "");
    assert_eq!(output.status.success(), said.is_empty(), "{said}");
    said
}

#[test]
fn documents_are_valid_by_the_published_schema() {
    if !is_installed() {
        let reason = format!("{FOLDER} names no folder with the schema of SARIF");
        let is_demanded = std::env::var("DNSSD_CHECK_LIVE").is_ok_and(|value| value == "1");
        assert!(!is_demanded, "{reason}");
        println!("skipped: {reason}");
        return;
    }
    let every_rule = {
        let seen = instance(b"x", link());
        let found = rule::all().map(|rule| super::found(rule.code, "m", &seen));
        let found = found.collect();
        let mut report = report(vec![seen], found);
        report.not_applicable = rule::all().collect();
        report
    };
    let reports = [
        mixed(),
        suppressed(),
        of_files(),
        Report::default(),
        hostile(HOSTILE, b"\xff.\x1b"),
        every_rule,
    ];
    let documents: Vec<String> = reports.iter().map(text_of).collect();
    assert_eq!(faults(&documents), "");
    let wrong = documents[0].replace("\"startLine\": 4", "\"startLine\": 0");
    assert_ne!(faults(&[wrong]), "", "a fault is seen");
}

proptest! {
    #[test]
    fn any_text_is_escaped_and_read_back(text in any::<String>(), label in prop::collection::vec(any::<u8>(), 1..64)) {
        let report = hostile(&text, &label);
        let document = text_of(&report);
        prop_assert!(document.chars().all(|c| c == '\n' || is_safe_char(c)), "{document:?}");
        let run = run_of(&report);
        let message = run["results"][2]["message"]["text"].as_str().unwrap();
        prop_assert_eq!(message.replace(r"]\(", "]("), text.replace(r"]\(", "]("));
    }
}
