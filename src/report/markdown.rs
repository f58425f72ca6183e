//! The report as Markdown, for a job's summary or a comment on a change.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::diagnostic::Diagnostic;
use crate::name::presentation;
use crate::report::closing::closing;
use crate::report::place::{Place, Subject, elsewhere};
use crate::report::{Report, Reporter};
use crate::rule::{Citation, Rule, Severity};

/// The report as Markdown, in the dialect that GitHub, GitLab and Gitea share, written when all is known: the numbers, a table
/// of findings for each file or instance, and the rules that found something.
///
/// Text of others can't make anything of the page: no link, no HTML, no image, no mention, no reference to an issue.
#[derive(Debug)]
pub struct MarkdownReport<W> {
    out: W,
}

impl<W: Write> MarkdownReport<W> {
    /// Findings that are listed; the rest is counted. GitHub takes no comment of more than 65,536 characters.
    pub const MAX_FINDINGS: usize = 60;

    /// Characters that are shown of one text.
    pub const MAX_TEXT: usize = 400;

    /// A report that is written to `out`.
    pub const fn new(out: W) -> Self {
        Self { out }
    }

    fn subject(&mut self, subject: &Subject<'_>, findings: &[&Diagnostic]) -> io::Result<()> {
        let name = subject.name();
        let title = match (subject.path, &name) {
            (Some(path), Some(name)) => format!("{}: {}", code(path), code(name)),
            (Some(path), None) => code(path),
            (None, Some(name)) => code(name),
            (None, None) => subject.origin.source().to_owned(),
        };
        write!(self.out, "\n### {title}")?;
        if let Some(elsewhere) = elsewhere(subject.origin).filter(|_| subject.path.is_none()) {
            write!(self.out, " {}", code(&elsewhere))?;
        }
        let has_places = findings
            .iter()
            .any(|found| Place::of(&found.origin).within().is_some());
        let (head, rule) = if has_places {
            (" place |", "---|")
        } else {
            ("", "")
        };
        writeln!(self.out, "\n\n| severity |{head} finding | rule |")?;
        writeln!(self.out, "|---|{rule}---|---|")?;
        for found in findings {
            write!(self.out, "| {} |", weight(found.severity))?;
            if has_places {
                let within = Place::of(&found.origin).within();
                write!(self.out, " {} |", within.unwrap_or_default())?;
            }
            write!(self.out, " {}", cell(&prose(&found.message)))?;
            if let Some(help) = &found.help {
                write!(self.out, "<br>help: {}", cell(&prose(help)))?;
            }
            write!(self.out, " | {}", found.rule.code)?;
            if let Some(citation) = found.citations.first() {
                write!(self.out, "<br>{}", cell(&link(citation)))?;
            }
            writeln!(self.out, " |")?;
        }
        Ok(())
    }

    /// The files that could not be judged.
    fn refusals(&mut self, report: &Report) -> io::Result<()> {
        let count = report.refusals().count();
        if count == 0 {
            return Ok(());
        }
        write!(self.out, "\n### Not judged\n\n")?;
        for (_, reason) in report.refusals().take(Self::MAX_FINDINGS) {
            writeln!(self.out, "* {}", code(reason))?;
        }
        match count.saturating_sub(Self::MAX_FINDINGS) {
            0 => Ok(()),
            more => writeln!(self.out, "* … and {more} more"),
        }
    }

    fn rules(&mut self, report: &Report) -> io::Result<()> {
        let rules: BTreeMap<&str, &Rule> = report
            .diagnostics
            .iter()
            .map(|diagnostic| (diagnostic.rule.code, diagnostic.rule))
            .collect();
        if rules.is_empty() {
            return Ok(());
        }
        write!(
            self.out,
            "\n<details><summary>Rules that found something</summary>\n\n"
        )?;
        for rule in rules.values() {
            writeln!(
                self.out,
                "* {} `{}`: {}",
                rule.code,
                rule.name,
                prose(rule.summary())
            )?;
        }
        writeln!(
            self.out,
            "\n`dnssd-check explain` with a code says why, with an example.\n\n</details>"
        )
    }
}

impl<W: Write> Reporter for MarkdownReport<W> {
    fn finish(&mut self, report: &Report) -> io::Result<()> {
        writeln!(self.out, "## dnssd-check\n\n{}.", closing(report))?;
        let mut subjects = Subject::all(report);
        // Where not all is listed, the heaviest is. The order among equals is that of the report.
        subjects.sort_by_key(|subject| std::cmp::Reverse(worst(&subject.findings)));
        let mut left = Self::MAX_FINDINGS;
        for subject in subjects
            .iter()
            .filter(|subject| !subject.findings.is_empty())
        {
            if left == 0 {
                break;
            }
            let listed = subject.findings.len().min(left);
            left -= listed;
            let findings = subject.findings.get(..listed).unwrap_or_default();
            self.subject(subject, findings)?;
        }
        match report.diagnostics.len().saturating_sub(Self::MAX_FINDINGS) {
            0 => {}
            1 => writeln!(self.out, "\n… and 1 finding more.")?,
            more => writeln!(self.out, "\n… and {more} findings more.")?,
        }
        self.refusals(report)?;
        self.rules(report)?;
        self.out.flush()
    }
}

fn worst(findings: &[&Diagnostic]) -> Option<Severity> {
    findings.iter().map(|found| found.severity).max()
}

/// The word for a weight, the heaviest seen from afar.
const fn weight(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "**error**",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// A citation with its address, which holds nothing but the characters of addresses.
fn link(citation: &Citation) -> String {
    let text = prose(&citation.to_string()).into_owned();
    let is_plain = |url: &String| {
        url.bytes()
            .all(|octet| octet.is_ascii_alphanumeric() || b":/.#-_".contains(&octet))
    };
    match citation.url().filter(is_plain) {
        Some(url) => format!("[{text}]({url})"),
        None => text,
    }
}

/// Text as a code span: nothing in it means anything to a forge.
fn code(text: &str) -> String {
    let text = shortened(&presentation::source_text(text).to_string()).into_owned();
    let longest = text.split(|c| c != '`').map(str::len).max();
    let fence = "`".repeat(longest.unwrap_or_default() + 1);
    // A blank at each end is taken away again, and keeps backticks and blanks of the text from the fence.
    let is_bare = !text.is_empty() && !text.starts_with(['`', ' ']) && !text.ends_with(['`', ' ']);
    let blank = if is_bare { "" } else { " " };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// Markdown in a cell of a table, which a bar ends even in a code span unless it is escaped.
fn cell(markdown: &str) -> String {
    markdown.replace('|', r"\|")
}

/// A sentence of ours in which values stand in backticks; if anything else in it could mean something to a forge, all of
/// it is a code span.
fn prose(text: &str) -> Cow<'_, str> {
    let parts: Vec<&str> = text.split('`').collect();
    // Values are between the words, so there is an odd number of parts.
    let words_are_plain = parts.iter().step_by(2).all(|words| is_plain(words));
    let is_short = text.chars().count() <= MAX_PROSE;
    if parts.len().is_multiple_of(2) || !words_are_plain || !is_short {
        return Cow::Owned(code(text));
    }
    let mut shown = String::new();
    for (number, part) in parts.into_iter().enumerate() {
        if number.is_multiple_of(2) {
            shown.push_str(part);
        } else {
            shown.push_str(&code(part));
        }
    }
    Cow::Owned(shown)
}

/// Characters of a sentence at most.
const MAX_PROSE: usize = MarkdownReport::<Vec<u8>>::MAX_TEXT;

/// Whether words stand for themselves on every forge: no mark-up, no address, no `@name`, no `#1`, no `GH-1`, no hash of a
/// commit.
fn is_plain(words: &str) -> bool {
    let is_plain_char = |c: char| c.is_ascii_alphanumeric() || " ,;.:()'\"+§…“”-".contains(c);
    // Dots and colons end something here; within a word they may be an address or an emoji.
    let ends_something = |(position, c): (usize, char)| {
        let after = words.get(position + c.len_utf8()..).unwrap_or_default();
        let before = words.get(..position).unwrap_or_default();
        match c {
            ':' => after.is_empty() || after.starts_with(' '),
            '.' => {
                let between_digits = before.ends_with(|c: char| c.is_ascii_digit())
                    && after.starts_with(|c: char| c.is_ascii_digit());
                between_digits || after.is_empty() || after.starts_with([' ', ')', ';', ','])
            }
            '-' => !after.starts_with(|c: char| c.is_ascii_digit()),
            _ => true,
        }
    };
    let is_hash =
        |word: &str| word.len() >= 7 && word.bytes().all(|octet| octet.is_ascii_hexdigit());
    let separators = |c: char| !c.is_ascii_alphanumeric();
    words.chars().all(is_plain_char)
        && words.char_indices().all(ends_something)
        && !words.split(separators).any(is_hash)
}

/// The beginning of a text that is too long, with a mark.
fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MAX_PROSE) {
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_span_holds_anything() {
        for (text, span) in [
            ("a", "`a`"),
            ("a`b", "``a`b``"),
            ("``", "``` `` ```"),
            ("", "`  `"),
            (" a ", "`  a  `"),
            ("a|b", "`a|b`"),
            ("a\n\u{202e}", r"`a\u{000a}\u{202e}`"),
        ] {
            assert_eq!(code(text), span, "{text}");
        }
        let long = "é".repeat(MAX_PROSE + 1);
        assert_eq!(code(&long).chars().count(), MAX_PROSE + 3);
    }

    #[test]
    fn a_bar_ends_no_cell() {
        assert_eq!(cell(&code(r"a|b\|c")), r"`a\|b\\|c`");
    }

    #[test]
    fn a_sentence_of_ours_stays_one() {
        for text in [
            "TXT key `a_*b` has value `<b>`, allowed is one digit from 0 to 4 (string 1 of 2, octet 1)",
            "give it a key, or leave it out: clients ignore it",
            "RFC 6763 §6.4",
        ] {
            assert_eq!(prose(text), text);
        }
    }

    #[test]
    fn what_means_something_to_a_forge_is_a_code_span() {
        for text in [
            "@someone",
            "see www.example.com",
            "http://x",
            "#1",
            "GH-1",
            "!1 &2 ~label $3",
            "<img>",
            "[a](b)",
            "*a* _b_ a|b \\ ",
            ":tada:",
            "commit 0123abc",
            "a@example.com",
            "a `b",
            "`x` @someone `y`",
        ] {
            let shown = prose(text);
            assert_eq!(shown, code(text), "{text}");
        }
    }
}
