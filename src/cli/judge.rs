use std::collections::BTreeSet;
use std::io;

use crate::cli::baseline::Sieve;
use crate::diagnostic::{Diagnostic, Suppressed};
use crate::linter::{Linter, Verdict};
use crate::model::{ReceivedMessage, ServiceInstance, SourceFile};
use crate::name::DomainName;
use crate::report::{Report, Reporter};
use crate::rule::Rule;
use crate::source::LinkEvent;

/// Findings told at most in one run: a hostile link must not fill a disk.
const MAX_FINDINGS: usize = 20_000;

/// Whether whole messages could be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Messages {
    Seen,
    Unseen,
}

/// Judges what is seen on a link as it happens, and tells each fault once.
pub(super) struct Judge<'a> {
    linter: &'a Linter,
    reporter: &'a mut dyn Reporter,
    watch: bool,
    /// Findings of instances that were not told of yet, and of messages that name none.
    held: Vec<Diagnostic>,
    told: Vec<Diagnostic>,
    /// What was said already, as text: code, type, instance, key, message.
    said: BTreeSet<String>,
    instances: BTreeSet<DomainName>,
    /// Through which findings come before they are told.
    sieve: Option<&'a mut Sieve>,
    hidden: Vec<Suppressed>,
    not_applicable: Vec<&'static Rule>,
    /// Findings beyond the limit.
    untold: u64,
}

/// What a judge says in the end.
pub(super) struct Judged {
    pub(super) report: Report,
    /// Something that the user should know of the report itself.
    pub(super) notice: Option<String>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(linter: &'a Linter, reporter: &'a mut dyn Reporter, watch: bool) -> Self {
        Self {
            linter,
            reporter,
            watch,
            held: Vec::new(),
            told: Vec::new(),
            said: BTreeSet::new(),
            instances: BTreeSet::new(),
            sieve: None,
            hidden: Vec::new(),
            not_applicable: Vec::new(),
            untold: 0,
        }
    }

    /// The same, leaving out what is known.
    pub(super) fn sifting(mut self, sieve: &'a mut Sieve) -> Self {
        self.sieve = Some(sieve);
        self
    }

    /// Takes what happened; a notice is handed back.
    pub(super) fn take(&mut self, event: LinkEvent) -> io::Result<Option<String>> {
        match event {
            LinkEvent::Found(instance) => self.found(&instance)?,
            LinkEvent::Changed(instance) if self.watch => {
                let verdict = self.linter.check_instance(&instance);
                let new = self.new_findings(verdict, &instance);
                self.reporter.changed(&instance, &new)?;
            }
            LinkEvent::Removed(instance) => {
                self.instances.remove(&instance.name);
                self.reporter.removed(&instance)?;
            }
            LinkEvent::OnlyGoodbye(instance) => {
                let verdict = self.linter.check_instance(&instance);
                let new = self.new_findings(verdict, &instance);
                new.iter()
                    .try_for_each(|diagnostic| self.reporter.diagnostic(diagnostic))?;
            }
            LinkEvent::Message(received) => {
                let verdict = self.linter.check_message(&received);
                self.message(&received, verdict)?;
            }
            LinkEvent::Pointer(pointer) => {
                let verdict = self.linter.check_pointer(&pointer);
                self.tell_or_hold(verdict, None)?;
            }
            LinkEvent::Notice(notice) => return Ok(Some(notice)),
            LinkEvent::Changed(_) => {}
        }
        Ok(None)
    }

    /// Judges once more what is there in the end, now that what is absent is known.
    ///
    /// Where no `messages` could be seen, the rules about them were not applicable. The caller ends the report.
    pub(super) fn finish(
        mut self,
        instances: Vec<ServiceInstance>,
        messages: Messages,
    ) -> io::Result<Judged> {
        for instance in &instances {
            let verdict = self.linter.check_instance_among(instance, &instances);
            self.not_applicable.extend(&verdict.not_applicable);
            let new = self.new_findings(verdict, instance);
            if self.instances.insert(instance.name.clone()) {
                self.reporter.instance(instance, &new)?;
            } else {
                new.iter()
                    .try_for_each(|diagnostic| self.reporter.diagnostic(diagnostic))?;
            }
        }
        if messages == Messages::Unseen {
            self.not_applicable.extend(self.linter.message_rules());
        }
        for diagnostic in std::mem::take(&mut self.held) {
            self.reporter.diagnostic(&diagnostic)?;
            self.told.push(diagnostic);
        }
        let mut verdict = Verdict {
            diagnostics: self.told,
            suppressed: self.hidden,
            not_applicable: self.not_applicable,
        };
        verdict.settle();
        let report = Report {
            diagnostics: verdict.diagnostics,
            suppressed: verdict.suppressed,
            instances,
            not_applicable: verdict.not_applicable,
            ..Report::default()
        };
        let notice = (self.untold > 0).then(|| {
            format!(
                "{} findings more are not told: {MAX_FINDINGS} are the limit of a run",
                self.untold
            )
        });
        Ok(Judged { report, notice })
    }

    /// Takes a message that was judged already.
    pub(super) fn message(
        &mut self,
        received: &ReceivedMessage,
        verdict: Verdict,
    ) -> io::Result<()> {
        let named = received.instances().into_iter().next().cloned();
        self.tell_or_hold(verdict, named.as_ref())
    }

    /// Judges the file itself from which all else came.
    pub(super) fn file(&mut self, file: &SourceFile) -> io::Result<()> {
        let verdict = self.linter.check_file(file);
        self.tell_or_hold(verdict, None)
    }

    fn found(&mut self, instance: &ServiceInstance) -> io::Result<()> {
        self.instances.insert(instance.name.clone());
        let verdict = self.linter.check_instance(instance);
        let new = self.new_findings(verdict, instance);
        self.reporter.instance(instance, &new)
    }

    /// The findings of the verdict that were not told yet, with those that were held for the instance.
    fn new_findings(&mut self, verdict: Verdict, instance: &ServiceInstance) -> Vec<Diagnostic> {
        let octets = instance.instance_octets();
        let service_type = instance.service_type().to_string();
        let is_of = |held: &mut Diagnostic| {
            let type_is_same = held
                .service_type
                .as_ref()
                .is_some_and(|own| own.eq_ignore_ascii_case(&service_type));
            type_is_same && held.instance.as_deref() == Some(octets.as_slice())
        };
        let mut new: Vec<Diagnostic> = self.held.extract_if(.., is_of).collect();
        new.extend(
            verdict
                .diagnostics
                .into_iter()
                .filter(|diagnostic| self.is_new(diagnostic)),
        );
        new.sort_by(Diagnostic::cmp_for_report);
        self.told.extend(new.iter().cloned());
        new
    }

    fn tell_or_hold(&mut self, verdict: Verdict, instance: Option<&DomainName>) -> io::Result<()> {
        let is_told = instance.is_some_and(|name| self.instances.contains(name));
        for diagnostic in verdict.diagnostics {
            if !self.is_new(&diagnostic) {
                continue;
            }
            if is_told || (self.watch && diagnostic.instance.is_none()) {
                self.reporter.diagnostic(&diagnostic)?;
                self.told.push(diagnostic);
            } else {
                self.held.push(diagnostic);
            }
        }
        Ok(())
    }

    fn is_new(&mut self, diagnostic: &Diagnostic) -> bool {
        let identity = format!(
            "{}\0{:?}\0{:?}\0{:?}\0{}",
            diagnostic.rule.code,
            diagnostic.service_type,
            diagnostic.instance,
            diagnostic.key,
            diagnostic.message
        );
        if self.said.len() >= MAX_FINDINGS {
            self.untold += u64::from(!self.said.contains(&identity));
            return false;
        }
        if !self.said.insert(identity) {
            return false;
        }
        let sieve = self.sieve.as_mut();
        match sieve.and_then(|sieve| sieve.takes(diagnostic)) {
            Some(by) => {
                let diagnostic = diagnostic.clone();
                self.hidden.push(Suppressed { diagnostic, by });
                false
            }
            None => true,
        }
    }
}
