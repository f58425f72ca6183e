//! The documentation of each rule: its Example triggers it and nothing else, its Instead triggers nothing.

use dnssd_check::linter::Linter;
use dnssd_check::rule::{self, Rule};

use super::fence::fences;
use super::observation::{diagnostics, observation};

/// The line with the heading, and the rules that it names beside the rule itself: `Example (and NAME003):`.
///
/// One fact may break two sentences, so that no input breaks one alone.
fn companions(rule: &Rule, heading: &str) -> (String, Vec<&'static Rule>) {
    let start = format!("{heading} (and ");
    let line = rule
        .documentation
        .lines()
        .map(str::trim)
        .find(|line| line.starts_with(&start) && line.ends_with("):"));
    let Some(line) = line else {
        return (format!("{heading}:"), Vec::new());
    };
    let codes = line.trim_start_matches(&start).trim_end_matches("):");
    let rules = codes.split(", ").map(|code| {
        rule::find(code).unwrap_or_else(|| panic!("{}: `{code}` is no rule", rule.code))
    });
    (line.to_owned(), rules.collect())
}

/// Whether each of the rules finds something, and no other does.
fn is_right(found: &str, rules: &[&Rule]) -> bool {
    let codes: Vec<String> = rules
        .iter()
        .map(|rule| format!("[{}]", rule.code))
        .collect();
    codes.iter().all(|code| found.contains(code.as_str()))
        && found
            .lines()
            .all(|line| codes.iter().any(|code| line.contains(code.as_str())))
}

/// The diagnostics of the fence behind the line `heading`.
fn judge(linter: &Linter, rule: &Rule, heading: &str) -> Result<String, String> {
    // The lines of a doc comment begin with the blank behind its slashes.
    let documentation: String = rule
        .documentation
        .lines()
        .flat_map(|line| [line.strip_prefix(' ').unwrap_or(line), "\n"])
        .collect();
    let (_, rest) = documentation
        .split_once(&format!("\n{heading}\n"))
        .ok_or_else(|| format!("{}: its documentation has no `{heading}`", rule.code))?;
    let fences = fences(rest);
    let fence = fences
        .first()
        .ok_or_else(|| format!("{}: no fence follows `{heading}`", rule.code))?;
    let observation =
        observation(fence.kind, &fence.body).map_err(|error| format!("{}: {error}", rule.code))?;
    Ok(diagnostics(linter, &observation))
}

#[test]
fn examples_trigger_their_own_rule_and_nothing_else() {
    let linter = Linter::default();
    let mut complaints = Vec::new();
    for rule in rule::all() {
        let (example, mut expected) = companions(rule, "Example");
        expected.push(rule);
        // Some services of which something is to be said are not registered: the remedy is no better there.
        let (instead, accepted) = companions(rule, "Instead");
        for (heading, expected) in [(example, expected), (instead, accepted)] {
            match judge(&linter, rule, &heading) {
                Ok(found) if is_right(&found, &expected) => {}
                Ok(found) => complaints.push(format!(
                    "{} ({}) {heading} gives:\n{found}",
                    rule.code, rule.name
                )),
                Err(error) => complaints.push(error),
            }
        }
    }
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn summaries_are_one_line() {
    for rule in rule::all() {
        let summary = rule.summary();
        assert!(
            (10..=120).contains(&summary.chars().count()),
            "{}: `{summary}`",
            rule.code
        );
    }
}
