//! `tests/corpus/avahi` and `systemd`: files for daemons, what is found in each, and what the daemon makes of it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use dnssd_check::linter::Linter;
use dnssd_check::model::{FileFormat, Observation};
use dnssd_check::rule::Severity;
use dnssd_check::source::read_definitions;

use super::rules::diff::diff;

/// The folders, and what stands in them.
pub(crate) const AVAHI: (&str, FileFormat) = ("avahi", FileFormat::Avahi);
pub(crate) const SYSTEMD: (&str, FileFormat) = ("systemd", FileFormat::Systemd);

/// What a daemon makes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DaemonVerdict {
    Published,
    PublishedOtherwise,
    Skipped,
}

/// A file of the corpus.
pub(crate) struct CorpusFile {
    /// Its name, without the folder.
    pub(crate) name: String,
    pub(crate) octets: Vec<u8>,
    /// What the index says that the daemon makes of it.
    pub(crate) verdict: DaemonVerdict,
    /// What this program says that the daemon publishes.
    pub(crate) observation: Observation,
}

impl DaemonVerdict {
    const ALL: [(&str, Self); 3] = [
        ("published", Self::Published),
        ("published otherwise", Self::PublishedOtherwise),
        ("skipped", Self::Skipped),
    ];

    /// What this program expects of the daemon, by what it finds.
    fn expected(observation: &Observation) -> Self {
        let faults = || observation.files.iter().flat_map(|file| &file.faults);
        if faults().any(|fault| fault.kind.drops_file()) {
            return Self::Skipped;
        }
        let verdict = Linter::default().check(observation);
        let mut found = verdict.at_least(Severity::Warning);
        // The ID of a machine is published as it is written, which is what is wrong with it.
        if found.any(|found| found.rule.family().as_str() == "FILE" && found.rule.code != "FILE031")
        {
            Self::PublishedOtherwise
        } else {
            Self::Published
        }
    }
}

pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
        .join(name)
}

/// The files of a folder, in the order of its index.
pub(crate) fn corpus((name, format): (&str, FileFormat)) -> Vec<CorpusFile> {
    let folder = folder(name);
    let index = fs::read_to_string(folder.join("INDEX.md")).unwrap();
    let headings = index.lines().filter_map(|line| line.strip_prefix("## "));
    headings
        .map(|heading| {
            let (name, verdict) = heading.split_once(": ").unwrap();
            let octets =
                fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
            let observation = read_definitions(&octets, Path::new(name), format)
                .unwrap_or_else(|error| panic!("{error}"));
            let verdict = DaemonVerdict::ALL
                .into_iter()
                .find(|(words, _)| *words == verdict)
                .unwrap_or_else(|| panic!("{name}: `{verdict}` is no verdict"))
                .1;
            CorpusFile {
                name: name.to_owned(),
                octets,
                verdict,
                observation,
            }
        })
        .collect()
}

/// What is found in a file, a line each, with its place.
fn findings(observation: &Observation) -> String {
    let mut text = String::new();
    for diagnostic in Linter::default().check(observation).diagnostics {
        let (severity, code) = (diagnostic.severity, diagnostic.rule.code);
        let place = diagnostic.origin.to_string();
        let place = place.split_once(':').map_or("", |(_, place)| place);
        let place = if place.is_empty() {
            String::new()
        } else {
            format!(" {place}")
        };
        writeln!(text, "{severity}[{code}]{place}: {}", diagnostic.message).unwrap();
    }
    text
}

fn is_as_its_index_says(kind: (&str, FileFormat)) {
    let folder = folder(kind.0);
    let path = folder.join("INDEX.md");
    let index = fs::read_to_string(&path).unwrap();
    let files = corpus(kind);
    assert!(files.len() >= 24, "{} files", files.len());
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let is_listed = name == "INDEX.md" || files.iter().any(|file| file.name == name);
        assert!(is_listed, "{name} is not in {}", path.display());
    }
    let mut complaints = String::new();
    let (mut sections, mut judged) = (index.split("\n## "), String::new());
    judged.push_str(sections.next().unwrap());
    for (section, file) in sections.zip(&files) {
        let (prose, _) = section.split_once("```text\n").unwrap();
        let findings = findings(&file.observation);
        write!(judged, "\n## {prose}```text\n{findings}```\n").unwrap();
        let expected = DaemonVerdict::expected(&file.observation);
        if expected != file.verdict {
            let (name, verdict) = (&file.name, file.verdict);
            writeln!(
                complaints,
                "{name} is {verdict:?} and was expected to be {expected:?}"
            )
            .unwrap();
        }
        if file.verdict == DaemonVerdict::Skipped && !findings.contains("error[FILE") {
            writeln!(complaints, "{} is skipped without an error", file.name).unwrap();
        }
    }
    assert!(complaints.is_empty(), "\n{complaints}");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, judged).unwrap();
    } else {
        assert!(
            judged == index,
            "{}:\n{}\nUPDATE=1 cargo test rewrites what is found; read it then",
            path.display(),
            diff(&index, &judged)
        );
    }
}

#[test]
fn service_groups_are_as_their_index_says() {
    is_as_its_index_says(AVAHI);
}

#[test]
fn units_are_as_their_index_says() {
    is_as_its_index_says(SYSTEMD);
}
