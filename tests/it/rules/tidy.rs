//! Codes, names, and the sentences that the rules cite.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dnssd_check::rule;

#[test]
fn codes_are_a_family_and_three_digits_and_stand_once() {
    let mut seen = BTreeSet::new();
    for rule in rule::all() {
        let digits = rule
            .code
            .trim_start_matches(|c: char| c.is_ascii_uppercase());
        assert!(
            digits.len() == 3 && digits.bytes().all(|octet| octet.is_ascii_digit()),
            "{}",
            rule.code
        );
        assert!(seen.insert(rule.code), "{} is declared twice", rule.code);
    }
}

#[test]
fn names_are_kebab_case_and_stand_once() {
    let mut seen = BTreeSet::new();
    for rule in rule::all() {
        let is_word = |word: &str| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        };
        assert!(
            rule.name.contains('-') && rule.name.split('-').all(is_word),
            "{}: `{}`",
            rule.code,
            rule.name
        );
        assert!(seen.insert(rule.name), "`{}` is declared twice", rule.name);
    }
}

/// Where the texts of the RFCs are: beside the project, or where `DNSSD_CHECK_REFERENCE` says.
fn rfc_folder() -> PathBuf {
    match std::env::var_os("DNSSD_CHECK_REFERENCE") {
        Some(folder) => PathBuf::from(folder).join("rfc"),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/reference/rfc"),
    }
}

/// The text of an RFC without the breaks of its pages and lines.
fn folded(text: &str) -> String {
    let mut folded = String::new();
    let mut after_page_break = false;
    for line in text.lines() {
        let is_footer = line.trim_end().ends_with(']') && line.contains("[Page ");
        let is_header = std::mem::replace(&mut after_page_break, line.contains('\u{c}'))
            && line.starts_with("RFC ");
        let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{c}');
        if is_footer || is_header || line.is_empty() {
            continue;
        }
        folded.push_str(&line.split_whitespace().collect::<Vec<_>>().join(" "));
        // A line that ends with a hyphen is broken inside a word such as `DNS-SD`.
        if !line.ends_with('-') || line.ends_with("--") {
            folded.push(' ');
        }
    }
    folded
}

#[test]
fn cited_sentences_stand_in_their_source() {
    let folder = rfc_folder();
    if !folder.is_dir() {
        println!(
            "skipped: {} is not there, so no sentence could be looked up",
            folder.display()
        );
        return;
    }
    let mut complaints = Vec::new();
    for rule in rule::all() {
        for citation in rule.citations {
            let Some(number) = citation.source.strip_prefix("RFC ") else {
                continue;
            };
            let path = folder.join(format!("rfc{number}.txt"));
            let Ok(text) = fs::read_to_string(&path) else {
                println!(
                    "skipped: {} cites {citation}, but {} is not there",
                    rule.code,
                    path.display()
                );
                continue;
            };
            let text = folded(&text);
            if citation.sentence.is_empty() || !text.contains(&*citation.sentence) {
                complaints.push(format!(
                    "{}: {citation} does not say `{}`",
                    rule.code, citation.sentence
                ));
            }
            let heading = format!("{}. ", citation.section.trim_start_matches("Appendix "));
            if !text.contains(&heading) {
                complaints.push(format!(
                    "{}: {} has no section {}",
                    rule.code, citation.source, citation.section
                ));
            }
        }
    }
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn key_words_stand_in_the_sentence() {
    for rule in rule::all() {
        for citation in rule.citations {
            let Some(requirement) = citation.requirement else {
                continue;
            };
            let word = requirement.as_str();
            // `MUST` of `MUST NOT` is another key word.
            let stands = citation
                .sentence
                .split(word)
                .skip(1)
                .any(|rest| !rest.starts_with(" NOT"));
            assert!(
                stands,
                "{}: `{}` has no {word}",
                rule.code, citation.sentence
            );
        }
    }
}

#[test]
fn every_requirement_has_a_rule_or_a_reason() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/requirements.toml");
    let text = fs::read_to_string(&path).unwrap();
    let mut seen = BTreeSet::new();
    for entry in text.split("[[requirement]]").skip(1) {
        let field = |name: &str| {
            entry.lines().find_map(|line| {
                let (key, value) = line.split_once(" = ")?;
                (key == name).then(|| value.trim().trim_matches('"'))
            })
        };
        let id = field("id").unwrap_or_else(|| panic!("a requirement has no id:{entry}"));
        assert!(seen.insert(id), "{id} stands twice");
        for name in ["source", "section", "level"] {
            assert!(field(name).is_some(), "{id} has no {name}");
        }
        match (field("rule"), field("why_not")) {
            (Some(rule), None) => assert!(
                rule::find(rule).is_some(),
                "{id}: there is no rule `{rule}`"
            ),
            (None, Some(reason)) => assert!(reason.len() > 10, "{id}: `{reason}` is no reason"),
            _ => panic!("{id} must have either `rule` or `why_not`"),
        }
    }
    assert!(!seen.is_empty(), "{} states no requirement", path.display());
}
