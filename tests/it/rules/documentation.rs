//! The documentation of each rule: its Example triggers it and nothing else, its Instead triggers nothing.

use dnssd_check::linter::Linter;
use dnssd_check::rule::{self, Rule};

use super::fence::fences;
use super::observation::{diagnostics, observation};

/// The rules that the heading of the Example names beside the rule itself: `Example (and NAME003):`.
///
/// One fact may break two sentences, so that no input breaks one alone.
fn companions(rule: &Rule) -> Option<(String, Vec<&'static Rule>)> {
    let heading = rule
        .documentation
        .lines()
        .map(str::trim)
        .find(|line| line.starts_with("Example (and ") && line.ends_with("):"))?;
    let codes = heading
        .trim_start_matches("Example (and ")
        .trim_end_matches("):");
    let rules = codes.split(", ").map(|code| {
        rule::find(code).unwrap_or_else(|| panic!("{}: `{code}` is no rule", rule.code))
    });
    Some((heading.to_owned(), rules.collect()))
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
        let (heading, companions) =
            companions(rule).unwrap_or_else(|| ("Example:".to_owned(), Vec::new()));
        match judge(&linter, rule, &heading) {
            Ok(found) => {
                // Each of the rules finds something, and no other does.
                let expected = companions.iter().chain([&rule]);
                let codes: Vec<String> = expected.map(|rule| format!("[{}]", rule.code)).collect();
                let is_of = |line: &str, code: &String| line.contains(code.as_str());
                let is_right = codes
                    .iter()
                    .all(|code| found.lines().any(|line| is_of(line, code)))
                    && found
                        .lines()
                        .all(|line| codes.iter().any(|code| is_of(line, code)));
                if !is_right {
                    complaints.push(format!(
                        "{} ({}) Example gives:\n{found}",
                        rule.code, rule.name
                    ));
                }
            }
            Err(error) => complaints.push(error),
        }
        match judge(&linter, rule, "Instead:") {
            Ok(found) if found.is_empty() => {}
            Ok(found) => complaints.push(format!(
                "{} ({}) Instead gives:\n{found}",
                rule.code, rule.name
            )),
            Err(error) => complaints.push(error),
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
