//! What is said about what was found: one report, told in several formats.
//!
//! A source that finds things one by one hands each to a [`Reporter`] as soon as it was judged; a source that has all at
//! once collects a [`Report`] and lets it [tell](Report::tell) itself. Both end with [`Reporter::finish`]. Text from the
//! network is escaped by every reporter, whatever the check that quoted it did.

mod closing;
mod missing_evidence;
mod object;
mod place;
mod safe_json;
mod summary;

mod baseline;
mod github;
mod json;
mod jsonl;
mod junit;
mod markdown;
mod registrations;
mod registrations_csv;
mod sarif;
#[cfg(feature = "cli")]
mod text;
mod vocabulary;

pub use baseline::write_baseline;
pub use github::GithubReport;
pub use json::JsonReport;
pub use jsonl::JsonLinesReport;
pub use junit::JunitReport;
pub use markdown::MarkdownReport;
pub use missing_evidence::missing_evidence;
pub use registrations::{write_registrations, write_registrations_with};
pub use registrations_csv::write_registrations_csv;
pub use sarif::SarifReport;
pub use summary::Summary;
#[cfg(feature = "cli")]
pub use text::{Paint, TextReport, Verbosity};
pub use vocabulary::{ProfileList, Vocabulary, VocabularyList, VocabularyListEntry};

pub(crate) use safe_json::write_document;

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use crate::diagnostic::{Diagnostic, Suppressed};
use crate::linter::Verdict;
use crate::model::{Observation, ServiceInstance};
use crate::rule::{Rule, Severity};

pub use crate::rule::{FailOn, FailOnError};

/// Everything that a run found, saw and could not tell.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
    /// What was found and is not reported, because somebody decided so.
    pub suppressed: Vec<Suppressed>,
    /// The files that were to be judged, in their order; none where nothing was asked of files.
    pub files: Vec<JudgedFile>,
    /// The service instances that were seen.
    pub instances: Vec<ServiceInstance>,
    /// Rules that were not applicable to something: the source could not see what they need.
    pub not_applicable: Vec<&'static Rule>,
}

/// A file that was to be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgedFile {
    /// The path as the user wrote it; `-` is standard input.
    pub path: String,
    /// Why it could not be judged, in a sentence; `None` if it was.
    pub refusal: Option<String>,
}

/// Tells what was found, piece by piece and in the end.
///
/// Each method writes the piece at once and flushes it, so that a reader at the other end of a pipe sees it. A report that is
/// one document is written in [`finish`](Self::finish), which has all pieces: it leaves the other methods as they are.
pub trait Reporter {
    /// Tells of a new service instance and what was found in it.
    ///
    /// # Errors
    ///
    /// What writing met.
    fn instance(
        &mut self,
        instance: &ServiceInstance,
        diagnostics: &[Diagnostic],
    ) -> io::Result<()> {
        let _ = (instance, diagnostics);
        Ok(())
    }

    /// Tells of an instance that was told of before and has changed.
    ///
    /// # Errors
    ///
    /// What writing met.
    fn changed(
        &mut self,
        instance: &ServiceInstance,
        diagnostics: &[Diagnostic],
    ) -> io::Result<()> {
        self.instance(instance, diagnostics)
    }

    /// Tells of a finding that belongs to no instance told of.
    ///
    /// # Errors
    ///
    /// What writing met.
    fn diagnostic(&mut self, diagnostic: &Diagnostic) -> io::Result<()> {
        let _ = diagnostic;
        Ok(())
    }

    /// Tells that an instance is gone.
    ///
    /// # Errors
    ///
    /// What writing met.
    fn removed(&mut self, instance: &ServiceInstance) -> io::Result<()> {
        let _ = instance;
        Ok(())
    }

    /// Ends the report with what it sums up to; every piece of `report` was told before.
    ///
    /// # Errors
    ///
    /// What writing met.
    fn finish(&mut self, report: &Report) -> io::Result<()>;
}

impl Report {
    /// The report on an observation that was judged as a whole.
    pub fn new(observation: Observation, verdict: Verdict) -> Self {
        Self {
            diagnostics: verdict.diagnostics,
            suppressed: verdict.suppressed,
            instances: observation.instances,
            not_applicable: verdict.not_applicable,
            files: Vec::new(),
        }
    }

    /// Tells everything: the instances with their findings, the findings that belong to none, and the end.
    ///
    /// # Errors
    ///
    /// What writing met.
    pub fn tell(&self, reporter: &mut dyn Reporter) -> io::Result<()> {
        self.tell_pieces(reporter)?;
        reporter.finish(self)
    }

    /// Tells everything but the end, for a report that is a part of a larger one.
    ///
    /// # Errors
    ///
    /// What writing met.
    pub fn tell_pieces(&self, reporter: &mut dyn Reporter) -> io::Result<()> {
        let mut by_subject: BTreeMap<SubjectKey, Vec<Diagnostic>> = BTreeMap::new();
        for diagnostic in &self.diagnostics {
            let found = by_subject
                .entry(SubjectKey::of_diagnostic(diagnostic))
                .or_default();
            found.push(diagnostic.clone());
        }
        for instance in &self.instances {
            let found = by_subject
                .remove(&SubjectKey::of_instance(instance))
                .unwrap_or_default();
            reporter.instance(instance, &found)?;
        }
        for diagnostic in by_subject.values().flatten() {
            reporter.diagnostic(diagnostic)?;
        }
        Ok(())
    }

    /// Takes in another report; what both say is said of both.
    pub fn merge(&mut self, other: Self) {
        self.diagnostics.extend(other.diagnostics);
        self.suppressed.extend(other.suppressed);
        self.files.extend(other.files);
        self.instances.extend(other.instances);
        self.not_applicable.extend(other.not_applicable);
        self.not_applicable.sort_by_key(|rule| rule.code);
        self.not_applicable.dedup_by_key(|rule| rule.code);
    }

    /// The heaviest finding; `None` when there is none.
    pub fn worst(&self) -> Option<Severity> {
        self.diagnostics
            .iter()
            .map(|diagnostic| diagnostic.severity)
            .max()
    }

    /// Whether there is a finding that weighs enough for `fail_on`.
    pub fn fails(&self, fail_on: FailOn) -> bool {
        self.worst()
            .is_some_and(|worst| fail_on.is_reached_by(worst))
    }

    /// The files that could not be judged, each with the reason.
    pub fn refusals(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter_map(|file| Some((&*file.path, file.refusal.as_deref()?)))
    }

    /// Counts what is in the report.
    pub fn summary(&self) -> Summary {
        Summary::of(self)
    }

    /// Instances in which nothing was found.
    pub fn clean_instances(&self) -> usize {
        let subjects: BTreeSet<SubjectKey> = self
            .diagnostics
            .iter()
            .map(SubjectKey::of_diagnostic)
            .collect();
        let is_clean =
            |instance: &&ServiceInstance| !subjects.contains(&SubjectKey::of_instance(instance));
        self.instances.iter().filter(is_clean).count()
    }
}

/// By what a diagnostic finds its instance: the type as text and the octets of the name.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct SubjectKey {
    service_type: Option<String>,
    instance: Option<Vec<u8>>,
}

impl SubjectKey {
    fn of_diagnostic(diagnostic: &Diagnostic) -> Self {
        Self {
            service_type: diagnostic.service_type.clone(),
            instance: diagnostic.instance.clone(),
        }
    }

    fn of_instance(instance: &ServiceInstance) -> Self {
        let octets = instance.instance_octets();
        Self {
            service_type: Some(instance.service_type().to_string()),
            instance: (!octets.is_empty()).then_some(octets),
        }
    }
}
