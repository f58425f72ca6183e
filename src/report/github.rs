use std::fmt::Write as _;
use std::io::{self, Write};

use crate::diagnostic::Diagnostic;
use crate::name::presentation;
use crate::report::closing::closing;
use crate::report::place::{Place, elsewhere, name_of};
use crate::report::{Report, Reporter};
use crate::rule::Severity;

/// The report as workflow commands of GitHub Actions, which shows each finding beside the line of a changed file, or at
/// the step.
///
/// All is written in the end: errors, then warnings, then notes, since GitHub shows only the first few of each.
#[derive(Debug)]
pub struct GithubReport<W> {
    out: W,
}

impl<W: Write> GithubReport<W> {
    /// Annotations of one kind that GitHub shows of a step.
    pub const MAX_SHOWN: usize = 10;

    /// A report that is written to `out`.
    pub const fn new(out: W) -> Self {
        Self { out }
    }

    /// Says how many GitHub does not show, where it does not show all.
    ///
    /// This stands before the notes: behind ten of them it would not be shown either.
    fn say_what_is_not_shown(&mut self, report: &Report) -> io::Result<()> {
        let summary = report.summary();
        let counts = [summary.errors, summary.warnings, summary.notes];
        if counts.iter().all(|count| *count <= Self::MAX_SHOWN) {
            return Ok(());
        }
        let limit = Self::MAX_SHOWN;
        writeln!(
            self.out,
            "::notice title=dnssd-check::{}. GitHub shows at most {limit} annotations of each kind; the log of this step has all",
            data(&closing(report))
        )
    }

    fn command(&mut self, diagnostic: &Diagnostic) -> io::Result<()> {
        let place = Place::of(&diagnostic.origin);
        write!(self.out, "::{} ", word(diagnostic.severity))?;
        if let Some(path) = place.path {
            write!(self.out, "file={},", property(path))?;
        }
        if let Some(line) = place.line {
            write!(self.out, "line={line},")?;
        }
        if let Some(column) = place.column {
            write!(self.out, "col={column},")?;
        }
        let (code, name) = (diagnostic.rule.code, diagnostic.rule.name);
        writeln!(
            self.out,
            "title={}::{}",
            property(&format!("{code} {name}")),
            data(&sentence(diagnostic))
        )
    }
}

impl<W: Write> Reporter for GithubReport<W> {
    fn finish(&mut self, report: &Report) -> io::Result<()> {
        for severity in [Severity::Error, Severity::Warning, Severity::Note] {
            if severity == Severity::Note {
                self.say_what_is_not_shown(report)?;
            }
            let found = report.diagnostics.iter();
            for diagnostic in found.filter(|diagnostic| diagnostic.severity == severity) {
                self.command(diagnostic)?;
            }
        }
        // No command, and nothing in it that the runner could take for one.
        writeln!(self.out, "dnssd-check: {}", closing(report))?;
        self.out.flush()
    }
}

/// The command for a weight.
const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    }
}

/// What is wrong with what, the section that decides, and what to do.
fn sentence(diagnostic: &Diagnostic) -> String {
    let mut sentence = String::new();
    if let Some(name) = name_of(diagnostic) {
        sentence.push_str(&name);
        if let Some(elsewhere) = elsewhere(&diagnostic.origin) {
            sentence.push(' ');
            sentence.push_str(&elsewhere);
        }
        sentence.push_str(": ");
    }
    sentence.push_str(&diagnostic.message);
    if let Some(citation) = diagnostic.citations.first() {
        let _ = write!(sentence, " [{citation}]");
    }
    let mut lines = vec![presentation::source_text(&sentence).to_string()];
    if let Some(help) = &diagnostic.help {
        lines.push(format!("help: {}", presentation::source_text(help)));
    }
    lines.join("\n")
}

/// Text behind the second `::`, as the runner reads it.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property, as the runner reads it.
fn property(text: &str) -> String {
    data(&presentation::source_text(text).to_string())
        .replace(':', "%3A")
        .replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_runner_obeys_is_escaped() {
        assert_eq!(data("100%\r\n::error::x"), "100%25%0D%0A::error::x");
        assert_eq!(
            property("C:\\a,b%0A\n\u{1b}"),
            r"C%3A\a%2Cb%250A\u{000a}\u{001b}"
        );
    }
}
