//! Transcripts: a line `$ command`, then what it printed.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use super::{in_repository, read};
use crate::rules::diff::diff;
use crate::rules::fence::fences;

/// Where the commands of a transcript run.
#[allow(
    dead_code,
    reason = "the live tests, which run the others, are not built everywhere"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// On this machine: they use no network.
    Here,
    /// On a host whose link has nobody else on it.
    Link,
    /// On a host whose link has Avahi on it.
    Avahi,
}

impl Place {
    const fn fence(self) -> &'static str {
        match self {
            Self::Here => "console",
            Self::Link => "console link",
            Self::Avahi => "console avahi",
        }
    }
}

/// Runs the commands of a document's transcripts of one place and compares what they print; with `UPDATE=1`, writes it
/// down instead. Returns the number of commands.
///
/// `run` is handed a command and the status of the one before, and returns what was printed and the status. `masked`
/// takes out what differs from run to run.
pub(crate) fn replay(
    path: &str,
    place: Place,
    run: impl Fn(&str, i32) -> (String, i32),
    masked: impl Fn(&str) -> String,
) -> usize {
    let mut commands = 0;
    let mut transcripts = Vec::new();
    let mut differences = String::new();
    let text = read(path);
    for fence in fences(&text) {
        if fence.kind != place.fence() {
            continue;
        }
        let mut found = String::new();
        let mut status = 0;
        for command in commands_of(&fence.body) {
            commands += 1;
            let (output, ended) = run(&joined(command), status);
            status = ended;
            writeln!(found, "$ {command}").unwrap();
            found.push_str(&output);
        }
        let place = format!("{path}:{}", fence.line);
        assert!(!found.is_empty(), "{place}: a transcript without `$ `");
        assert!(
            !found.contains("\n```"),
            "{place}: the output has a fence in it, which would end the transcript"
        );
        if masked(&found) == masked(&fence.body) {
            found = fence.body;
        } else {
            writeln!(differences, "{place}:\n{}", diff(&fence.body, &found)).unwrap();
        }
        transcripts.push(found);
    }
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        // Read again: the transcripts of another place may have been written meanwhile.
        let text = read(path);
        let replayed = with_transcripts(&text, place, &transcripts);
        if replayed != text {
            std::fs::write(in_repository(path), replayed)
                .unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    } else {
        assert!(
            differences.is_empty(),
            "\n{differences}\nUPDATE=1 cargo test writes it down; read it then"
        );
    }
    commands
}

/// The same document with other transcripts of one place, in their order.
fn with_transcripts(text: &str, place: Place, transcripts: &[String]) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut replayed = String::new();
    let mut copied = 0;
    let of_place = fences(text)
        .into_iter()
        .filter(|fence| fence.kind == place.fence());
    for (fence, transcript) in of_place.zip(transcripts) {
        for line in &lines[copied..fence.lines.start] {
            writeln!(replayed, "{line}").unwrap();
        }
        replayed.push_str(transcript);
        copied = fence.lines.end;
    }
    for line in &lines[copied..] {
        writeln!(replayed, "{line}").unwrap();
    }
    replayed
}

/// Gives a shell one command, whose messages come in between its output as on a terminal.
pub(crate) fn script(shell: &mut Command, command: &str, status_before: i32) {
    let program = Path::new(env!("CARGO_BIN_EXE_dnssd-check"));
    let folder = program
        .parent()
        .expect("a program stands in a folder")
        .display();
    let path = std::env::var("PATH").unwrap_or_default();
    let script = format!("exec 2>&1\n(exit {status_before})\n{command}");
    shell
        .args(["-c", &script])
        .env("PATH", format!("{folder}:{path}"))
        .env("DNSSD_CHECK_CACHE", "/nonexistent")
        .env("DNSSD_CHECK_CONFIG", "/nonexistent")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("RUST_BACKTRACE");
}

/// The commands of a transcript, each with the lines that it goes on for.
fn commands_of(body: &str) -> Vec<&str> {
    let mut commands = Vec::new();
    for (start, _) in body.match_indices("$ ") {
        if start > 0 && !body[..start].ends_with('\n') {
            continue;
        }
        let command = &body[start + 2..];
        let end = command
            .match_indices('\n')
            .map(|(position, _)| position)
            .find(|position| !command[..*position].ends_with('\\'));
        commands.push(&command[..end.unwrap_or(command.len())]);
    }
    for command in &commands {
        let program = command.split_whitespace().next();
        assert!(
            matches!(program, Some("dnssd-check" | "echo")),
            "`{command}`: a transcript shows `dnssd-check` and `echo $?` only"
        );
    }
    commands
}

/// A command on one line.
fn joined(command: &str) -> String {
    command.replace("\\\n", " ")
}

#[test]
fn commands_are_told_from_output() {
    let body = "$ dnssd-check check a \\\n    b=1\ncosts 3 $ a piece\n$ echo $?\n0\n";
    assert_eq!(
        commands_of(body),
        ["dnssd-check check a \\\n    b=1", "echo $?"]
    );
    assert_eq!(joined("a \\\n    b"), "a      b");
}

#[test]
fn statuses_go_from_command_to_command() {
    let mut shell = Command::new("sh");
    script(&mut shell, "echo $? >&2", 3);
    assert_eq!(shell.output().expect("there is a shell").stdout, b"3\n");
}

#[test]
fn transcripts_are_put_where_they_belong() {
    let text = "a\n```console\nold\n```\n```console link\nold\n```\nb\n";
    assert_eq!(
        with_transcripts(text, Place::Here, &["new\nnew\n".to_owned()]),
        "a\n```console\nnew\nnew\n```\n```console link\nold\n```\nb\n"
    );
}
