use serde::Serialize;

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
    /// Findings that are not reported, because somebody decided so.
    #[serde(skip_serializing_if = "is_zero")]
    pub suppressed: usize,
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
        Self {
            instances: report.instances.len(),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
            not_applicable: report.not_applicable.len(),
            suppressed: report.suppressed.len(),
        }
    }

    /// All findings.
    pub const fn findings(&self) -> usize {
        self.errors + self.warnings + self.notes
    }

    /// How many findings are not reported: `2 findings suppressed`; `None` when there are none.
    pub(super) fn suppressed_text(&self) -> Option<String> {
        (self.suppressed > 0).then(|| format!("{} suppressed", counted(self.suppressed, "finding")))
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
