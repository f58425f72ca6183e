//! Zones, captures and recordings with what is said of them; well-behaved responders score clean.
//!
//! Beside each file stands `FILE.expected`: what `dnssd-check lint FILE` prints, and its status if that is not 0.
//! `UPDATE=1 cargo test` writes it; read it then.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::capture_files::{Pcap, ethernet, ipv4, udp};
use super::rules::fence::fences;
use super::rules::observation::message_octets;

/// The folders, and how the names of their files end.
const FOLDERS: [(&str, &str); 3] = [
    ("captures", "pcap"),
    ("recordings", "jsonl"),
    ("zones", "zone"),
];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
        .join(name)
}

fn files(name: &str, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder(name))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries
        .filter(|path| path.extension().is_some_and(|own| own == ending))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{name} is empty");
    files
}

/// What the program says of a file, named as one who stands beside it would.
fn lint(path: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_dnssd-check"))
        .arg("lint")
        .arg(path.file_name().unwrap())
        .args(arguments)
        .arg("--no-config")
        .current_dir(path.parent().unwrap())
        .env("DNSSD_CHECK_CACHE", "/nonexistent")
        .env("DNSSD_CHECK_CONFIG", "/nonexistent")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap();
    let mut printed = String::from_utf8(output.stdout).unwrap();
    for line in String::from_utf8(output.stderr).unwrap().lines() {
        writeln!(printed, "! {line}").unwrap();
    }
    (printed, output.status.code())
}

#[test]
fn every_file_is_judged_as_it_says() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = String::new();
    for (name, ending) in FOLDERS {
        for path in files(name, ending) {
            let (mut said, status) = lint(&path, &[]);
            if status != Some(0) {
                writeln!(said, "? {}", status.unwrap()).unwrap();
            }
            let beside = path.with_extension(format!("{ending}.expected"));
            let expected = fs::read_to_string(&beside).unwrap_or_default();
            if said == expected {
                continue;
            }
            if update {
                fs::write(beside, said).unwrap();
            } else {
                writeln!(wrong, "{}:\n{said}", path.display()).unwrap();
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{wrong}UPDATE=1 cargo test writes it down; read it then"
    );
}

#[test]
fn well_behaved_responders_score_clean() {
    let clean = files("recordings", "jsonl")
        .into_iter()
        .chain([folder("zones").join("clean.zone")]);
    let mut count = 0;
    for path in clean {
        let (said, status) = lint(&path, &["--fail-on", "warning"]);
        assert_eq!(status, Some(0), "{}:\n{said}", path.display());
        assert!(
            !said.contains("no instances"),
            "{}:\n{said}",
            path.display()
        );
        count += 1;
    }
    assert!(count > 5, "{count} files");
}

/// The packets of `tests/packets`, whose headers are written down there, in one capture, a second apart.
#[test]
fn the_capture_of_hostile_packets_is_made_of_them() {
    let packets = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packets");
    let mut paths: Vec<PathBuf> = fs::read_dir(packets)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "bin"))
        .collect();
    paths.sort();
    let payloads = paths.iter().map(|path| fs::read(path).unwrap());
    is_capture_of("hostile.pcap", payloads);
}

/// The messages of `field.md` in one capture, a second apart.
#[test]
fn the_capture_of_the_field_is_made_of_its_messages() {
    let text = fs::read_to_string(folder("captures").join("field.md")).unwrap();
    let fences = fences(&text);
    assert!(fences.len() >= 20, "{} messages", fences.len());
    is_capture_of(
        "field.pcap",
        fences
            .iter()
            .map(|fence| message_octets(fence.kind, &fence.body).unwrap()),
    );
}

fn is_capture_of(name: &str, payloads: impl Iterator<Item = Vec<u8>>) {
    let frames: Vec<Vec<u8>> = payloads
        .map(|payload| ethernet(&[], &ipv4(255, &udp(5353, 5353, &payload))))
        .collect();
    let timed: Vec<(u64, &[u8])> = (0..)
        .step_by(1_000_000)
        .zip(frames.iter().map(Vec::as_slice))
        .collect();
    let capture = Pcap::FORMS[0].timed_file(&timed);
    let path = folder("captures").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &capture).unwrap();
    }
    assert!(
        fs::read(path).unwrap() == capture,
        "{name}: UPDATE=1 cargo test writes it"
    );
}
