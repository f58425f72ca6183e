//! The command line, by transcripts in `tests/cmd`.
//!
//! A transcript is Markdown: prose, and fences of tildes with the language `console`. In a fence, a line that begins with `$ ` is a
//! shell command; the lines below it are what it prints: standard output as it is, then each line of standard error
//! after `! `, then `? ` with the status if it is not 0. `UPDATE=1 cargo test` rewrites what is printed; read it then.

use std::ffi::OsString;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs a line by the shell in an empty folder, with the program first in the search path.
fn run(line: &str, folder: &Path) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_dnssd-check"));
    let mut path: OsString = program.parent().unwrap().into();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env_clear()
        .env("PATH", path)
        .env("LC_ALL", "C.UTF-8")
        .env("DNSSD_CHECK_CACHE", "cache")
        .env("DNSSD_CHECK_CONFIG", "config")
        .output()
        .unwrap();
    let mut printed = String::from_utf8(output.stdout).unwrap();
    if !printed.is_empty() && !printed.ends_with('\n') {
        printed.push_str("\n(no line break at the end)\n");
    }
    for line in String::from_utf8(output.stderr).unwrap().lines() {
        writeln!(printed, "{}", format!("! {line}").trim_end()).unwrap();
    }
    match output.status.code() {
        Some(0) => {}
        Some(code) => writeln!(printed, "? {code}").unwrap(),
        None => writeln!(printed, "? {}", output.status).unwrap(),
    }
    printed
}

/// The transcript with what its commands print now.
fn replay(transcript: &str, folder: &Path) -> String {
    let mut replayed = String::new();
    let mut in_console = false;
    for line in transcript.lines() {
        if line.starts_with("~~~") {
            in_console = line == "~~~console";
        } else if in_console && !line.starts_with("$ ") {
            continue;
        }
        writeln!(replayed, "{line}").unwrap();
        if let Some(command) = line.strip_prefix("$ ").filter(|_| in_console) {
            replayed.push_str(&run(command, folder));
        }
    }
    replayed
}

fn transcripts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd");
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = entries
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .collect();
    paths.sort();
    paths
}

#[test]
#[cfg(unix)]
fn transcripts_are_true() {
    let update = std::env::var_os("UPDATE").is_some();
    let folder = std::env::temp_dir().join(format!("dnssd-check-cmd-{}", std::process::id()));
    let mut wrong = String::new();
    let paths = transcripts();
    assert!(!paths.is_empty());
    for path in paths {
        fs::create_dir_all(&folder).unwrap();
        let transcript = fs::read_to_string(&path).unwrap();
        let replayed = replay(&transcript, &folder);
        fs::remove_dir_all(&folder).unwrap();
        if replayed == transcript {
            continue;
        }
        if update {
            fs::write(&path, replayed).unwrap();
        } else {
            let name = path.file_name().unwrap().display();
            writeln!(
                wrong,
                "{name} prints something else now:\n{}",
                first_difference(&transcript, &replayed)
            )
            .unwrap();
        }
    }
    assert!(
        wrong.is_empty(),
        "{wrong}UPDATE=1 cargo test rewrites them; read them then"
    );
}

/// Findings would give status 1, if there were somebody to read them.
#[test]
fn a_reader_that_is_gone_is_no_failure() {
    for arguments in [
        &["check", "_moodring._tcp", "mood=5"][..],
        &["check", "_moodring._tcp", "mood=5", "--format", "json"],
        &["rules"],
        &["man"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let finished = Command::new(env!("CARGO_BIN_EXE_dnssd-check"))
            .args(arguments)
            .stdout(writer)
            .output()
            .unwrap();
        assert_eq!(finished.status.code(), Some(0), "{arguments:?}");
        let said = String::from_utf8_lossy(&finished.stderr);
        assert_eq!(said, "", "{arguments:?}");
    }
}

/// The first line that differs, with the command before it.
fn first_difference(old: &str, new: &str) -> String {
    let mut command = "";
    let (mut old, mut new) = (old.lines(), new.lines());
    loop {
        let (was, is) = (old.next(), new.next());
        if was != is || was.is_none() {
            let shown = |line: Option<&str>| line.unwrap_or("(end)").to_owned();
            return format!("  {command}\n- {}\n+ {}\n", shown(was), shown(is));
        }
        command = was.filter(|line| line.starts_with("$ ")).unwrap_or(command);
    }
}

#[test]
#[cfg(unix)]
fn a_difference_is_seen() {
    let folder = std::env::temp_dir();
    let transcript = "Prose.\n\n~~~console\n$ echo a; echo b >&2; exit 3\na\n! b\n? 3\n~~~\n";
    assert_eq!(replay(transcript, &folder), transcript);
    assert_ne!(
        replay(&transcript.replace("? 3", "? 2"), &folder),
        transcript.replace("? 3", "? 2")
    );
}
