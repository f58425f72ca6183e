//! Well-behaved responders, recorded: what they deserve is nothing at warning or above.
//!
//! With `DNSSD_CHECK_RECORD=1` the recordings become those of `tests/corpus/recordings`, which are judged without a link.

use std::env;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::lab::{Avahi, Ciao, Link, Need, Printer, Process, TestHost, Zeroconf, live, run};

/// `/run` is the test's own.
const RECORDING: &str = "/run/link.jsonl";

#[test]
fn avahi_scores_clean() {
    live(&[Need::Avahi], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let avahi = Avahi::start(&server);
        let _calendar = avahi.publish("Team Calendar", "_caldav._tcp", 8008, &["path=/dav"]);
        let _web = avahi.publish("Café \u{2014} Lab", "_http._tcp", 80, &["path=/"]);
        scores_clean(&client, "avahi", 2);
    });
}

#[test]
fn a_printer_of_cups_scores_clean() {
    live(&[Need::Avahi, Need::Printer], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let avahi = Avahi::start(&server);
        let _printer = Printer::start(&avahi, "Front Desk", 631);
        scores_clean(&client, "ippeveprinter", 4);
    });
}

#[test]
fn zeroconf_scores_clean() {
    live(&[Need::Zeroconf], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let zeroconf = Zeroconf::on(&server);
        let _web = zeroconf.publish("Lab", "_http._tcp", 8080, &["path=/", "u=guest"]);
        scores_clean(&client, "zeroconf", 1);
    });
}

#[test]
fn ciao_scores_clean() {
    live(&[Need::Ciao], || {
        let link = Link::new(0);
        let (server, client) = (link.host("lamp"), link.host("client"));
        let _lamp = Ciao::on(&server).publish("Desk Lamp 4F2A", "_hap._tcp", 51826, &Ciao::LAMP);
        scores_clean(&client, "ciao", 1);
    });
}

#[test]
fn the_advertiser_scores_clean() {
    live(&[], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let advertise = [
            "advertise",
            "_http._tcp",
            "--name",
            "lab door",
            "--port",
            "80",
            "path=/",
        ];
        let advertising = Process::start(&mut server.dnssd_check(&advertise));
        advertising.wait_for("published name", |line| line.contains("lab door"));
        scores_clean(&client, "dnssd-check", 1);
    });
}

/// Records what is on the link, and holds that so many instances are there and nothing at warning or above.
fn scores_clean(client: &TestHost, name: &str, instances: usize) {
    let browse = ["browse", "--record", RECORDING, "--fail-on", "never"];
    let browsed = run(&mut client.dnssd_check(&browse));
    assert_eq!(browsed.status, Some(0), "{browsed}");
    let lint = [
        "lint",
        RECORDING,
        "--fail-on",
        "warning",
        "--format",
        "json",
    ];
    let judged = run(&mut client.dnssd_check(&lint));
    assert_eq!(judged.status, Some(0), "{judged}");
    let report: Value = serde_json::from_str(&judged.stdout).expect("a JSON report");
    assert_eq!(report["summary"]["instances"], instances, "{judged}");
    if env::var_os("DNSSD_CHECK_RECORD").is_some() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/recordings");
        fs::copy(RECORDING, folder.join(format!("{name}.jsonl"))).expect("the folder is there");
    }
}
