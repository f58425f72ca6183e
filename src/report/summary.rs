use serde::Serialize;

use crate::diagnostic::Suppressor;
use crate::report::Report;
use crate::rule::Severity;

/// The numbers of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// Service instances seen.
    pub instances: usize,
    /// Findings against a MUST.
    pub errors: usize,
    /// Findings against a SHOULD.
    pub warnings: usize,
    /// Findings that no key word decides.
    pub notes: usize,
    /// Rules that were not applicable.
    pub not_applicable: usize,
    /// Findings that comments of files suppress.
    #[serde(skip_serializing_if = "is_zero")]
    pub suppressed: usize,
    /// Findings that are in the baseline.
    #[serde(skip_serializing_if = "is_zero")]
    pub baseline: usize,
}

/// Where nothing is suppressed, the JSON is what it was before anything could be.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde calls")]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Summary {
    pub(super) fn of(report: &Report) -> Self {
        let count = |severity| {
            report
                .diagnostics
                .iter()
                .filter(|diagnostic| diagnostic.severity == severity)
                .count()
        };
        let baseline = report
            .suppressed
            .iter()
            .filter(|suppressed| matches!(suppressed.by, Suppressor::Baseline { .. }))
            .count();
        Self {
            instances: report.instances.len(),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
            not_applicable: report.not_applicable.len(),
            suppressed: report.suppressed.len() - baseline,
            baseline,
        }
    }

    /// All findings.
    pub const fn findings(&self) -> usize {
        self.errors + self.warnings + self.notes
    }

    /// How many findings are not reported, such as `2 findings suppressed, 1 in the baseline`; `None` when there are none.
    pub(super) fn suppressed_text(&self) -> Option<String> {
        match (self.suppressed, self.baseline) {
            (0, 0) => None,
            (0, known) => Some(format!("{} in the baseline", counted(known, "finding"))),
            (all, 0) => Some(format!("{} suppressed", counted(all, "finding"))),
            (all, known) => {
                let all = counted(all, "finding");
                Some(format!("{all} suppressed, {known} in the baseline"))
            }
        }
    }

    /// The findings in words, such as `1 error, 2 notes`; empty when there are none.
    pub fn findings_text(&self) -> String {
        let counts = [
            (self.errors, "error"),
            (self.warnings, "warning"),
            (self.notes, "note"),
        ];
        let words = counts.into_iter().filter(|(count, _)| *count > 0);
        words
            .map(|(count, word)| counted(count, word))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// `1 note`, `2 notes`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_counted_in_words() {
        let summary = Summary {
            errors: 1,
            notes: 2,
            ..Summary::default()
        };
        assert_eq!(summary.findings_text(), "1 error, 2 notes");
        assert_eq!(Summary::default().findings_text(), "");
    }
}
