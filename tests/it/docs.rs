//! The documents: what they show is what the program does, and their lists are whole.

mod lists;
mod transcript;

pub(crate) use transcript::{Place, replay, script};

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dnssd_check::linter::Linter;
use dnssd_check::source::{Configuration, check_schema_files};

use crate::rules::fence::fences;

/// The documents at the top.
const DOCUMENTS: [&str; 4] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
];

/// What stands behind an opening fence.
const KINDS: [&str; 10] = [
    "console",
    "console avahi",
    "console link",
    "json",
    "rust",
    "sh",
    "text",
    "toml",
    "yaml",
    "zone",
];

fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(in_repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn transcripts_are_what_the_program_prints() {
    let run = |command: &str, status: i32| {
        let words: Vec<&str> = command.split_whitespace().collect();
        let uses_a_link = ["advertise", "browse", "demo"]
            .iter()
            .any(|verb| words.get(1) == Some(verb));
        assert!(
            !uses_a_link,
            "`{command}` needs a link: write ```console link or ```console avahi, so that it runs in a namespace"
        );
        let mut shell = Command::new("sh");
        script(&mut shell, command, status);
        let output = shell.output().expect("there is a shell");
        (
            String::from_utf8_lossy(&output.stdout).into_owned(),
            output.status.code().unwrap_or(-1),
        )
    };
    let commands: usize = DOCUMENTS
        .iter()
        .map(|path| replay(path, Place::Here, run, str::to_owned))
        .sum();
    assert!(commands >= 5, "{commands} commands were run");
}

#[test]
fn every_fence_says_what_it_holds() {
    for path in DOCUMENTS {
        for fence in fences(&read(path)) {
            assert!(
                KINDS.contains(&fence.kind),
                "{path}:{}: `{}` is none of {KINDS:?}",
                fence.line,
                fence.kind
            );
        }
    }
}

/// A fence of TOML is a schema, whose examples are judged as they say, or a configuration.
#[test]
fn schemas_and_configurations_can_be_read() {
    let folder = std::env::temp_dir().join(format!("dnssd-check-docs-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let mut count = 0;
    for path in DOCUMENTS {
        let text = read(path);
        for fence in fences(&text)
            .into_iter()
            .filter(|fence| fence.kind == "toml")
        {
            count += 1;
            let place = format!("{path}:{}", fence.line);
            if !fence.body.starts_with("title = ") {
                let read = Configuration::parse(fence.body.as_bytes(), Path::new(&place));
                read.unwrap_or_else(|error| panic!("{error}"));
                continue;
            }
            let file = folder.join("schema.toml");
            fs::write(&file, &fence.body).unwrap();
            for checked in check_schema_files(&[file], &Linter::default()) {
                let faults = checked.faults.iter().chain(&checked.mismatches);
                let faults: Vec<String> = faults.map(ToString::to_string).collect();
                assert!(faults.is_empty(), "{place}: {}", faults.join("\n"));
            }
        }
    }
    fs::remove_dir_all(&folder).unwrap();
    assert!(count >= 2, "{count} fences of TOML were seen");
}

#[test]
fn links_within_the_repository_lead_somewhere() {
    let mut count = 0;
    for path in DOCUMENTS {
        let text = read(path);
        for (position, _) in text.match_indices("](") {
            let address = text[position + 2..].split(')').next().unwrap_or_default();
            let file = address.split('#').next().unwrap_or_default();
            if file.is_empty() || file.contains("://") {
                continue;
            }
            count += 1;
            assert!(in_repository(file).exists(), "{path}: there is no `{file}`");
        }
    }
    assert!(count > 3, "{count} links were seen");
}
