//! Lists of the documents, against what they list.

use std::collections::BTreeSet;
use std::process::Command;

use dnssd_check::rule::{self, BUG001, Rule};

use super::read;

/// The lines below a heading, up to the next of any level.
fn section<'a>(text: &'a str, heading: &str) -> Vec<&'a str> {
    let section: Vec<&str> = text
        .lines()
        .skip_while(|line| *line != heading)
        .skip(1)
        .take_while(|line| !line.starts_with('#'))
        .collect();
    assert!(!section.is_empty(), "there is no `{heading}`");
    section
}

/// What stands in backticks at the beginning of each row of a table.
fn first_cells<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    lines
        .iter()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect()
}

/// The commands that the program's own help lists below these words.
fn commands(words: &[&str]) -> BTreeSet<String> {
    let help = Command::new(env!("CARGO_BIN_EXE_dnssd-check"))
        .args(words)
        .arg("--help")
        .output()
        .expect("cargo built the program");
    let help = String::from_utf8(help.stdout).expect("help is UTF-8");
    let listed = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty());
    listed
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|word| !word.is_empty())
        .map(|word| [words, &[word]].concat().join(" "))
        .collect()
}

#[test]
fn the_readme_lists_the_commands_of_the_program() {
    let readme = read("README.md");
    let rows = first_cells(&section(&readme, "## Commands"));
    let is_word = |word: &&str| word.bytes().all(|octet| octet.is_ascii_lowercase());
    let listed: Vec<String> = rows
        .iter()
        .map(|row| {
            row.split(' ')
                .take_while(is_word)
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    let mut expected = commands(&[]);
    for nested in ["registry", "schema"] {
        assert!(expected.remove(nested), "{expected:?}");
        expected.extend(commands(&[nested]));
    }
    assert_eq!(listed.iter().cloned().collect::<BTreeSet<_>>(), expected);
    assert_eq!(listed.len(), expected.len(), "a command is listed twice");
}

#[test]
fn the_readme_lists_the_families() {
    let readme = read("README.md");
    let rows = first_cells(&section(&readme, "## What is checked"));
    let mut families: Vec<&str> = rule::all().map(|rule| rule.family().as_str()).collect();
    families.dedup();
    assert_eq!(rows, families);
}

#[test]
fn the_readme_states_each_exit_status() {
    let readme = read("README.md");
    let rows = first_cells(&section(&readme, "## Exit status"));
    assert_eq!(rows, ["0", "1", "2", "3"]);
}

#[test]
fn the_readme_states_the_oldest_toolchain() {
    let manifest = read("Cargo.toml");
    let oldest = manifest
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = \"")?.strip_suffix('"'))
        .expect("Cargo.toml states a rust-version");
    assert!(
        read("README.md").contains(&format!("Rust {oldest}")),
        "Rust {oldest}"
    );
}

#[test]
fn the_changelog_lists_each_rule_once() {
    let changelog = read("CHANGELOG.md");
    let rules: Vec<&Rule> = rule::all().chain([&BUG001]).collect();
    let mut missing = String::new();
    for rule in &rules {
        let line = format!("* {} `{}`", rule.code, rule.name);
        if changelog.lines().filter(|found| *found == line).count() != 1 {
            missing.push_str(&line);
            missing.push('\n');
        }
    }
    assert!(
        missing.is_empty(),
        "CHANGELOG.md must have each of these lines once:\n{missing}"
    );
    let is_code = |word: &&str| {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        letters.len() + 3 == word.len()
            && letters.len() >= 3
            && letters.bytes().all(|octet| octet.is_ascii_uppercase())
    };
    let codes: Vec<&str> = changelog
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(is_code)
        .collect();
    for code in &codes {
        assert!(
            rules.iter().any(|rule| rule.code == *code),
            "CHANGELOG.md names {code}, which is no rule"
        );
    }
    assert_eq!(codes.len(), rules.len(), "CHANGELOG.md names a rule twice");
}
