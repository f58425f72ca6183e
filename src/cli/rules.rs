use std::fmt::Write;

use clap::Args;
use serde::Serialize;

use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::options::{AnswerFormat, AnswerFormatOption};
use crate::cli::terminal::Terminal;
use crate::fix::{Safety, fix_of};
use crate::report::write_document;
use crate::rule::{Rule, Selection};

/// List what is checked: code, severity, fix and fault of each rule.
///
/// The severity follows the standard: breaking a MUST is an error, breaking a SHOULD a warning, and what no standard has a
/// word for is a note. `safe` and `unsafe` are the fixes that `dnssd-check fix` knows; `-` is none.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check rules
  dnssd-check rules TXT KEY
  dnssd-check rules --format json")]
pub(crate) struct RulesArguments {
    /// Codes, beginnings of codes or names of the rules to list; all, if none is given.
    #[arg(value_name = "RULE")]
    rules: Vec<String>,
    #[command(flatten)]
    output: AnswerFormatOption,
}

#[derive(Serialize)]
struct Document {
    version: u32,
    rules: Vec<RuleObject>,
}

#[derive(Serialize)]
struct RuleObject {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    fix: Option<&'static str>,
    summary: &'static str,
}

/// Lists the rules.
pub(super) fn run(arguments: &RulesArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let selection = Selection::new(&arguments.rules, &[])?;
    match arguments.output.format {
        AnswerFormat::Text => super::print(terminal, &table(selection.rules()))?,
        AnswerFormat::Json => {
            let rules = selection
                .rules()
                .iter()
                .map(|rule| RuleObject::from(*rule))
                .collect();
            write_document(&mut terminal.stdout(), &Document { version: 1, rules })?;
        }
    }
    Ok(ExitStatus::Success)
}

impl From<&'static Rule> for RuleObject {
    fn from(rule: &'static Rule) -> Self {
        Self {
            code: rule.code,
            name: rule.name,
            severity: rule.severity().as_str(),
            fix: safety(rule).map(Safety::as_str),
            summary: rule.summary(),
        }
    }
}

/// Whether `fix` can do something about the findings of a rule, and what that means.
fn safety(rule: &Rule) -> Option<Safety> {
    fix_of(rule).map(|fix| fix.safety)
}

fn table(rules: &[&'static Rule]) -> String {
    let code_width = rules
        .iter()
        .map(|rule| rule.code.len())
        .max()
        .unwrap_or_default();
    let name_width = rules
        .iter()
        .map(|rule| rule.name.len())
        .max()
        .unwrap_or_default();
    let mut table = String::new();
    for rule in rules {
        let (code, name, severity) = (rule.code, rule.name, rule.severity());
        let summary = rule.summary();
        let fix = safety(rule).map_or("-", Safety::as_str);
        writeln!(
            table,
            "{code:<code_width$}  {severity:<7}  {fix:<6}  {name:<name_width$}  {summary}"
        )
        .expect("writing to a string succeeds");
    }
    table
}
