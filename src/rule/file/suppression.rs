//! Comments that suppress findings.

use crate::model::{FileFaultKind, Origin, SourceFile, SuppressionFault, SuppressionScope};
use crate::rule::txt::{listed, shown};
use crate::rule::{Findings, rules};

rules! {
    /// A comment suppresses findings that there are not.
    ///
    /// What it was about has been corrected, or it stands at another place. It would hide the next fault of that kind. Rules
    /// that did not run, and those that were not applicable, are not counted against it. A comment can't suppress this rule.
    ///
    /// Example:
    ///
    /// ```zone file
    /// ; dnssd-check: ignore TXT010 -- the device sends it so
    /// Lab._http._tcp.local. 4500 IN TXT "path=/"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone file
    /// Lab._http._tcp.local. 4500 IN TXT "path=/"
    /// ```
    FILE050 "unused-suppression" {
        cite: ["dnssd-check" "suppressions" _ ""],
        needs: [],
        check: File(unused_suppression),
    }

    /// A comment begins with `dnssd-check:` and can't be read, or names a rule that there is not.
    ///
    /// Expected is `dnssd-check: ignore`, or `ignore-file` for the whole file, behind it the rules as `--ignore` takes them,
    /// and, if there is a reason, `--` and the reason; in XML, whose comments may not have two hyphens in a row, `-`. What can be
    /// read of the comment counts. A comment can't suppress this rule.
    ///
    /// Example:
    ///
    /// ```zone file
    /// Lab._http._tcp.local. 4500 IN TXT "path=/" ; dnssd-check: ignore-line TXT010
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone file
    /// Lab._http._tcp.local. 4500 IN TXT "=/" ; dnssd-check: ignore TXT010 -- the device sends it so
    /// ```
    FILE051 "invalid-suppression" {
        cite: ["dnssd-check" "suppressions" _ ""],
        // Nothing is hidden by it: what it was to suppress is reported, with its own weight. As an error it would let files
        // fail that name a rule of another version.
        severity: Warning,
        needs: [],
        check: File(invalid_suppression),
    }
}

/// Whether a comment may suppress findings of a rule: not those about suppressions, which are corrected by taking the comment
/// away, and not faults of the program.
pub(crate) fn may_be_suppressed(code: &str) -> bool {
    code != FILE050.code && code != FILE051.code && code != crate::rule::BUG001.code
}

fn unused_suppression(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in faults(file) {
        let SuppressionFault::Unused { selectors, scope } = fault else {
            continue;
        };
        let selectors = listed(selectors.iter().map(String::as_bytes));
        // No numbers of lines in the message: the same fault stays the same when it moves.
        let (message, help) = match scope {
            SuppressionScope::File => (
                format!("the comment ignores {selectors}, of which nothing is found in the file"),
                "take it away, so that it hides nothing that comes later".to_owned(),
            ),
            SuppressionScope::Lines { first, last } => (
                format!(
                    "the comment ignores {selectors}, of which nothing is found where it counts"
                ),
                format!(
                    "take it away, or put it where it belongs: it counts for {}",
                    lines(*first, *last)
                ),
            ),
            SuppressionScope::Nothing => (
                format!(
                    "the comment ignores {selectors}, and nothing follows for which it could count"
                ),
                "put it above what it is about, or at the end of the line".to_owned(),
            ),
        };
        findings.report(message).help(help).origin(origin.clone());
    }
}

fn invalid_suppression(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in faults(file) {
        let (message, help) = match fault {
            SuppressionFault::Instruction { word } => (
                format!(
                    "`{}` is no instruction, `ignore` or `ignore-file` is expected",
                    shown(word.as_bytes())
                ),
                "write `dnssd-check: ignore CODE` in a comment".to_owned(),
            ),
            SuppressionFault::NoRule => (
                "the comment names no rule, at least one is expected".to_owned(),
                "name codes such as `TXT010`, beginnings of codes, names or `ALL`".to_owned(),
            ),
            SuppressionFault::NoReason => (
                "the comment gives no reason behind its hyphens".to_owned(),
                "say why, or leave the hyphens out".to_owned(),
            ),
            SuppressionFault::TooMany { limit } => (
                format!(
                    "the file has more than {limit} comments that suppress findings, the limit"
                ),
                "this one and those below do not count; use `ignore-file`, or the configuration"
                    .to_owned(),
            ),
            SuppressionFault::UnknownRule { selector, nearest } => (
                format!(
                    "no rule has the code, prefix or name `{}`",
                    shown(selector.as_bytes())
                ),
                match nearest {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => "`dnssd-check rules` lists all; a reason stands behind `--`".to_owned(),
                },
            ),
            SuppressionFault::Unused { .. } => continue,
        };
        findings.report(message).help(help).origin(origin.clone());
    }
}

fn lines(first: usize, last: usize) -> String {
    if first == last {
        format!("line {first}")
    } else {
        format!("lines {first} to {last}")
    }
}

fn faults(file: &SourceFile) -> impl Iterator<Item = (&SuppressionFault, &Origin)> {
    file.faults.iter().filter_map(|fault| match &fault.kind {
        FileFaultKind::Suppression(kind) => Some((kind, &fault.origin)),
        _ => None,
    })
}
