//! What the author of a file does not want to hear of.

use std::collections::BTreeSet;

use super::{Linter, Verdict};
use crate::diagnostic::{Diagnostic, Subject, Suppressed, Suppressor};
use crate::model::{
    FileFault, FileFaultKind, Origin, SourceFile, Suppression, SuppressionFault, SuppressionScope,
};
use crate::rule::{self, Check, FILE050, Rule, Selector, may_be_suppressed};

/// A suppression, and which of its selectors have found something to suppress.
struct Counted<'a> {
    suppression: &'a Suppression,
    selectors: Vec<(Selector, bool)>,
}

impl Verdict {
    /// Takes out what the comments of a file suppress, and reports those that suppress nothing.
    pub(super) fn suppress(&mut self, file: &SourceFile, linter: &Linter) {
        if file.suppressions.is_empty() {
            return;
        }
        let mut counted: Vec<Counted<'_>> = file.suppressions.iter().map(Counted::new).collect();
        counted.sort_by_key(|counted| first_line(counted.suppression));
        self.take_out(file, &mut counted);
        let faults = self.unused(&counted, linter);
        let selection = &linter.judgment.selection;
        let runs = selection
            .rules()
            .iter()
            .any(|rule| rule.code == FILE050.code);
        if let Check::File(check) = FILE050.check
            && runs
        {
            let mut judged = SourceFile::new(file.path.clone(), file.format);
            judged.faults = faults;
            let subject = Subject::from(file);
            self.extend(&FILE050, selection, &subject, |findings| {
                check(&judged, findings);
            });
        }
    }

    /// Goes through the findings and the suppressions line by line, so that many of both take no time.
    fn take_out(&mut self, file: &SourceFile, counted: &mut [Counted<'_>]) {
        let mut found = std::mem::take(&mut self.diagnostics);
        found.sort_by_key(|diagnostic| line_within(diagnostic, file));
        let mut begun = 0;
        let mut in_force: Vec<usize> = Vec::new();
        for diagnostic in found {
            let line = line_within(&diagnostic, file);
            let Some(line) = line.filter(|_| may_be_suppressed(diagnostic.rule.code)) else {
                self.diagnostics.push(diagnostic);
                continue;
            };
            while let Some(next) = counted.get(begun)
                && first_line(next.suppression) <= line
            {
                in_force.push(begun);
                begun += 1;
            }
            let covers = |number: &usize| {
                let counted = counted.get(*number);
                counted.is_some_and(|counted| counted.suppression.scope.covers(line))
            };
            in_force.retain(covers);
            let mut by = None;
            for number in &in_force {
                if let Some(counted) = counted.get_mut(*number)
                    && counted.fits(diagnostic.rule)
                {
                    // The last that began is the most special one.
                    by = Some(counted.suppression);
                }
            }
            match by {
                Some(suppression) => self.suppressed.push(Suppressed {
                    diagnostic,
                    by: Suppressor::Comment {
                        reason: suppression.reason.clone(),
                        origin: suppression.origin.clone(),
                    },
                }),
                None => self.diagnostics.push(diagnostic),
            }
        }
    }

    /// The suppressions that have suppressed nothing, in the order of the file.
    ///
    /// Of a selector whose rules did not run, or were not applicable somewhere, nobody knows whether it is needed.
    fn unused(&self, counted: &[Counted<'_>], linter: &Linter) -> Vec<FileFault> {
        let unseen: BTreeSet<&str> = self.not_applicable.iter().map(|rule| rule.code).collect();
        let told: Vec<&Rule> = rule::all()
            .filter(|rule| linter.runs(rule) && !unseen.contains(rule.code))
            .collect();
        let mut faults = Vec::new();
        for Counted {
            suppression,
            selectors,
        } in counted
        {
            let scope = suppression.scope;
            let can_tell = |selector: &Selector| {
                scope == SuppressionScope::Nothing || told.iter().any(|rule| selector.fits(rule))
            };
            let unused = selectors
                .iter()
                .filter(|(selector, is_used)| !is_used && can_tell(selector))
                .map(|(selector, _)| selector.as_str().to_owned());
            let selectors: Vec<String> = unused.collect();
            if !selectors.is_empty() {
                faults.push(FileFault {
                    kind: FileFaultKind::Suppression(SuppressionFault::Unused { selectors, scope }),
                    origin: suppression.origin.clone(),
                });
            }
        }
        faults.sort_by(|one, other| one.origin.cmp(&other.origin));
        faults
    }
}

impl<'a> Counted<'a> {
    fn new(suppression: &'a Suppression) -> Self {
        let selectors = suppression.selectors.iter();
        Self {
            suppression,
            selectors: selectors
                .filter_map(|text| Some((text.parse().ok()?, false)))
                .collect(),
        }
    }

    /// Whether it names the rule; from then on the selectors that do are in use.
    fn fits(&mut self, rule: &Rule) -> bool {
        let mut fits = false;
        for (selector, is_used) in &mut self.selectors {
            if selector.fits(rule) {
                *is_used = true;
                fits = true;
            }
        }
        fits
    }
}

/// The first line for which a suppression counts; one for the whole file comes before all lines.
const fn first_line(suppression: &Suppression) -> usize {
    match suppression.scope {
        SuppressionScope::File => 0,
        SuppressionScope::Lines { first, .. } => first,
        SuppressionScope::Nothing => usize::MAX,
    }
}

/// The line of the file on which something was found; 0 is the file as a whole, and `None` is somewhere else.
fn line_within(diagnostic: &Diagnostic, file: &SourceFile) -> Option<usize> {
    match &diagnostic.origin {
        Origin::File { path, line, .. } if *path == file.path => Some(*line),
        _ => None,
    }
}
