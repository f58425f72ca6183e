//! `tests/rules/*.md`: prose, an input, and the diagnostics that it deserves.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use dnssd_check::linter::Linter;

use super::diff::diff;
use super::fence::{Fence, fences};
use super::observation::{diagnostics, observation};

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let entries =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    files
}

#[test]
fn every_input_gets_the_diagnostics_that_it_deserves() {
    let update = std::env::var_os("UPDATE").is_some();
    let linter = Linter::default();
    let mut complaints = String::new();
    for path in files() {
        let text = fs::read_to_string(&path).unwrap();
        let found = judge(&linter, &text, &path.display().to_string(), &mut complaints);
        if found == text {
            continue;
        }
        if update {
            fs::write(&path, found).unwrap();
        } else {
            let difference = diff(&text, &found);
            let changed = difference
                .lines()
                .filter(|line| !line.starts_with(' ') || line.starts_with(" ## "));
            writeln!(complaints, "{}:", path.display()).unwrap();
            changed.for_each(|line| writeln!(complaints, "  {line}").unwrap());
        }
    }
    assert!(
        complaints.is_empty(),
        "\n{complaints}\nUPDATE=1 cargo test rewrites what is expected; read it then"
    );
}

/// The same text with the diagnostics that its inputs get now.
fn judge(linter: &Linter, text: &str, path: &str, complaints: &mut String) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut judged = String::new();
    let mut copied = 0;
    let mut input: Option<Fence> = None;
    for fence in fences(text) {
        match input.take() {
            None if fence.kind == "diagnostics" => {
                writeln!(
                    complaints,
                    "{path}:{}: no input stands before these diagnostics",
                    fence.line
                )
                .unwrap();
            }
            None => {
                if !fence.has_prose {
                    writeln!(
                        complaints,
                        "{path}:{}: no sentence says what this shows",
                        fence.line
                    )
                    .unwrap();
                }
                input = Some(fence);
            }
            Some(input) if fence.kind == "diagnostics" => {
                let observation = observation(input.kind, &input.body)
                    .unwrap_or_else(|error| panic!("{path}:{}: {error}", input.line));
                lines[copied..fence.lines.start]
                    .iter()
                    .for_each(|line| writeln!(judged, "{line}").unwrap());
                copied = fence.lines.end;
                judged.push_str(&diagnostics(linter, &observation));
            }
            Some(input) => {
                writeln!(
                    complaints,
                    "{path}:{}: no diagnostics stand behind this input",
                    input.line
                )
                .unwrap();
            }
        }
    }
    if let Some(input) = input {
        writeln!(
            complaints,
            "{path}:{}: no diagnostics stand behind this input",
            input.line
        )
        .unwrap();
    }
    lines[copied..]
        .iter()
        .for_each(|line| writeln!(judged, "{line}").unwrap());
    judged
}
#[test]
fn every_packet_is_judged() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let judged = fs::read_to_string(folder.join("rules/PACKETS.md")).unwrap();
    let judged: Vec<String> = fences(&judged)
        .into_iter()
        .filter(|fence| fence.kind == "packet")
        .map(|fence| fence.body)
        .collect();
    for entry in fs::read_dir(folder.join("packets")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let is_packet = path.extension().is_some_and(|extension| extension == "bin");
        let is_judged = judged.iter().any(|body| body.trim() == name);
        assert!(
            !is_packet || is_judged,
            "{} is not in tests/rules/PACKETS.md",
            path.display()
        );
    }
}
