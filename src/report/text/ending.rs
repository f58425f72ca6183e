//! The last lines of a text report.

use std::io::{self, Write};

use crate::diagnostic::{Suppressed, Suppressor};
use crate::model::{Evidence, Origin};
use crate::report::summary::counted;
use crate::report::text::style::printable;
use crate::report::{Report, Summary, closing, missing_evidence};

/// How much is said of the rules that were not applicable.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// How many there were.
    Counts,
    /// Each of them and what it lacked.
    Rules,
}

/// Kinds of missing evidence that the closing line names.
const MAX_WORDS: usize = 3;

/// Writes the closing line, and before it, in detail, the rules that were not applicable.
pub(super) fn write<W: Write>(out: &mut W, report: &Report, detail: Detail) -> io::Result<()> {
    let summary = report.summary();
    if detail == Detail::Rules && summary.not_applicable > 0 {
        list_not_applicable(out, report)?;
    }
    if detail == Detail::Rules && summary.suppressed > 0 {
        list_suppressed(out, report)?;
    }
    let files = closing::files(report);
    write!(out, "{files}{}", what_was_found(report, summary))?;
    if let Some(suppressed) = summary.suppressed_text() {
        write!(out, "; {suppressed}")?;
    }
    match detail {
        _ if summary.not_applicable == 0 => writeln!(out),
        Detail::Counts => writeln!(out, "; {} (-v lists them)", not_applicable(report)),
        Detail::Rules => writeln!(out, "; {}", not_applicable(report)),
    }
}

fn what_was_found(report: &Report, summary: Summary) -> String {
    if let [only] = report.instances.as_slice()
        && only.origin == Origin::Arguments
    {
        let strings = only.first_txt().map_or(0, |txt| txt.entries().count());
        let findings = match summary.findings() {
            0 => "no findings".to_owned(),
            _ => summary.findings_text(),
        };
        return format!(
            "{}: {} checked, {findings}",
            only.service_type(),
            counted(strings, "TXT string")
        );
    }
    let clean = report.clean_instances();
    let faulty = summary.instances - clean;
    let findings = summary.findings_text();
    match (summary.instances, faulty) {
        (0, _) if findings.is_empty() => "no instances".to_owned(),
        (0, _) => format!("no instances, {findings}"),
        (1, 0) => format!("1 instance, clean{}", others(&findings)),
        (1, _) => format!("1 instance with findings ({findings})"),
        (all, 0) => format!("{all} instances, all clean{}", others(&findings)),
        (all, _) if clean == 0 => format!("{all} instances, all with findings ({findings})"),
        (all, _) => format!("{all} instances: {clean} clean, {faulty} with findings ({findings})"),
    }
}

/// Findings that belong to no instance told of.
fn others(findings: &str) -> String {
    if findings.is_empty() {
        String::new()
    } else {
        format!("; {findings} beside")
    }
}

/// `12 rules not applicable without PTR records, TTLs, …`.
fn not_applicable(report: &Report) -> String {
    let missing = report
        .not_applicable
        .iter()
        .fold(Evidence::NONE, |missing, rule| {
            missing | missing_evidence(rule, &report.instances)
        });
    let words: Vec<&str> = missing.words().collect();
    let rules = counted(report.not_applicable.len(), "rule");
    match words.split_at_checked(MAX_WORDS) {
        _ if words.is_empty() => format!("{rules} not applicable"),
        Some((first, [_, ..])) => format!("{rules} not applicable without {}, …", first.join(", ")),
        _ => format!("{rules} not applicable without {}", words.join(", ")),
    }
}

fn list_suppressed<W: Write>(out: &mut W, report: &Report) -> io::Result<()> {
    writeln!(out, "suppressed:")?;
    for Suppressed { diagnostic, by } in &report.suppressed {
        let origin = printable(&diagnostic.origin.to_string()).to_string();
        let (severity, code) = (diagnostic.severity, diagnostic.rule.code);
        let message = printable(&diagnostic.message);
        write!(out, "  {origin}: {severity}[{code}]: {message}")?;
        match by {
            Suppressor::Baseline { .. } => writeln!(out, " (in the baseline)")?,
            Suppressor::Comment { reason, .. } => match reason {
                Some(reason) => writeln!(out, " ({})", printable(reason))?,
                None => writeln!(out)?,
            },
        }
    }
    Ok(())
}

fn list_not_applicable<W: Write>(out: &mut W, report: &Report) -> io::Result<()> {
    writeln!(out, "not applicable:")?;
    for rule in &report.not_applicable {
        let missing = missing_evidence(rule, &report.instances);
        let words: Vec<&str> = missing.words().collect();
        write!(out, "  {} {}", rule.code, rule.name)?;
        match words.as_slice() {
            [] => writeln!(out)?,
            words => writeln!(out, ": needs {}", words.join(", "))?,
        }
    }
    Ok(())
}
