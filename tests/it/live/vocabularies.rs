//! Services of known TXT vocabularies, as the software that they are made for publishes them.

use serde_json::{Value, json};

use super::lab::{Avahi, Ciao, Link, Need, Printer, browse_json, instance_named, live, run};

#[test]
fn a_printer_is_judged_as_cups_publishes_it() {
    // Its TXT record lacks keys that the specification recommends, is longer than 200 octets, and begins with `rp`.
    let expected = ["KEY005", "TXT007", "TXT016"];

    live(&[Need::Avahi, Need::Printer], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let avahi = Avahi::start(&server);
        let _printer = Printer::start(&avahi, "Front Desk", 631);

        let (status, report) = browse_json(&client, &["_ipp._tcp"]);
        let printer = instance_named(&report, "Front Desk");
        assert_eq!(printer["host"], "server.local.");
        assert_eq!(printer["port"], 631);
        let txt = strings(printer);
        assert_eq!(txt.first().map(String::as_str), Some("rp=ipp/print"));
        for string in [
            "ty=Example Printer",
            "note=",
            "pdl=image/pwg-raster,image/urf",
            "Color=F",
            "txtvers=1",
        ] {
            assert!(txt.iter().any(|found| found == string), "{printer:#}");
        }
        // Avahi's own reading of the rest, which differs from one release of CUPS to the next.
        let quoted: Vec<String> = txt.iter().rev().map(|found| format!("{found:?}")).collect();
        let seen = avahi.browse("_ipp._tcp");
        let by_avahi = format!(";631;{}", quoted.join(" "));
        assert!(
            seen.stdout.lines().any(|line| line.ends_with(&by_avahi)),
            "{by_avahi} is not what Avahi has: {seen}"
        );
        assert_eq!(codes(&report), expected, "{report:#}");
        assert_eq!(report["summary"]["errors"], 0, "{report:#}");
        assert_eq!(status, Some(0), "{report:#}");

        // The subtypes that the vocabulary names are asked for, and of a subtype the type.
        assert_eq!(printer["subtypes"], json!(["_print"]), "{printer:#}");
        let (_status, report) = browse_json(&client, &["_ipp._tcp", "--subtype", "_print"]);
        let printer = instance_named(&report, "Front Desk");
        assert_eq!(printer["subtypes"][0], "_print", "{printer:#}");
        assert_eq!(codes(&report), expected, "{report:#}");

        // It has no `_universal`, which AirPrint asks for.
        let (_status, report) = browse_json(&client, &["_ipp._tcp", "--profile", "airprint"]);
        assert!(codes(&report).contains(&"KEY013"), "{report:#}");

        let told = run(&mut client.dnssd_check(&["browse", "_ipp._tcp", "-v"]));
        for decoded in ["Color=F  (not supported)", "Duplex=F  (not supported)"] {
            assert!(told.stdout.contains(decoded), "{told}");
        }
    });
}

#[test]
fn an_accessory_is_judged_as_ciao_publishes_it() {
    let expected: [&str; 0] = [];

    live(&[Need::Ciao], || {
        let link = Link::new(0);
        let (server, client) = (link.host("lamp"), link.host("client"));
        let _publishing =
            Ciao::on(&server).publish("Desk Lamp 4F2A", "_hap._tcp", 51826, &Ciao::LAMP);

        let (status, report) = browse_json(&client, &["_hap._tcp"]);
        let accessory = instance_named(&report, "Desk Lamp 4F2A");
        assert_eq!(accessory["host"], "lamp.local.");
        assert_eq!(accessory["port"], 51826);
        assert_eq!(strings(accessory), Ciao::LAMP);
        assert_eq!(codes(&report), expected, "{report:#}");
        assert_eq!(report["summary"]["errors"], 0, "{report:#}");
        assert_eq!(report["summary"]["warnings"], 0, "{report:#}");
        assert_eq!(status, Some(0), "{report:#}");
    });
}

/// The strings of an instance's TXT record, in the order of the wire.
fn strings(instance: &Value) -> Vec<String> {
    let txt = instance["txt"]
        .as_array()
        .expect("an instance has a list of TXT entries");
    txt.iter()
        .filter_map(|entry| Some((entry["key"].as_str()?, entry["value"].as_str()?)))
        .map(|(key, value)| format!("{key}={value}"))
        .collect()
}

/// The codes of all that a report says, sorted.
fn codes(report: &Value) -> Vec<&str> {
    let diagnostics = report["diagnostics"]
        .as_array()
        .expect("a report has diagnostics");
    let mut codes: Vec<&str> = diagnostics
        .iter()
        .filter_map(|diagnostic| diagnostic["code"].as_str())
        .collect();
    codes.sort_unstable();
    codes
}
