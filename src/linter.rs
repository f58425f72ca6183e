//! Runs the rules over what was observed.
//!
//! The linter reads no clock, no file and no socket: what it judges is handed to it, so that a recording gives the same
//! findings as the link that was recorded.

mod suppression;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::diagnostic::{Diagnostic, Subject, Suppressed};
use crate::model::{
    Evidence, Observation, Pointer, ReceivedMessage, Seen, ServiceInstance, SourceFile,
};
use crate::rule::{BUG001, Check, Finding, Findings, InstanceContext, Rule, Selection, Severity};
use crate::schema::Schemas;

/// Judges observations by a selection of rules.
#[derive(Clone, Debug, Default)]
pub struct Linter {
    judgment: Judgment,
    /// By service types, in lower case.
    by_type: BTreeMap<String, Judgment>,
    schemas: Schemas,
}

/// By what something is judged.
#[derive(Clone, Debug, Default)]
struct Judgment {
    selection: Selection,
    profiles: Vec<String>,
}

/// What the linter found in something, and which rules could not tell.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Verdict {
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
    /// What was found and is not to be heard of.
    pub suppressed: Vec<Suppressed>,
    /// Rules that were not applicable: the source could not see what they need.
    pub not_applicable: Vec<&'static Rule>,
}

impl Linter {
    /// A linter that runs these rules.
    pub fn new(selection: Selection) -> Self {
        Self {
            judgment: Judgment {
                selection,
                profiles: Vec::new(),
            },
            ..Self::default()
        }
    }

    /// The same linter, judging TXT keys by these schemas instead of those that are built in.
    #[must_use]
    pub fn with_schemas(mut self, schemas: Schemas) -> Self {
        self.schemas = schemas;
        self
    }

    /// The same linter, asking also for what the profiles of these names ask for; a name that no schema knows asks for
    /// nothing.
    #[must_use]
    pub fn with_profiles(mut self, profiles: Vec<String>) -> Self {
        self.judgment.profiles = profiles;
        self
    }

    /// The same linter, judging what is of this service type, such as `_ipp._tcp`, by other rules and profiles.
    #[must_use]
    pub fn with_type(
        mut self,
        service_type: &str,
        selection: Selection,
        profiles: Vec<String>,
    ) -> Self {
        let judgment = Judgment {
            selection,
            profiles,
        };
        self.by_type
            .insert(service_type.to_ascii_lowercase(), judgment);
        self
    }

    /// The schemas by which TXT keys are judged.
    pub const fn schemas(&self) -> &Schemas {
        &self.schemas
    }

    /// Judges everything in an observation.
    pub fn check(&self, observation: &Observation) -> Verdict {
        let mut verdict = Verdict::default();
        for instance in &observation.instances {
            verdict.merge(self.check_instance_among(instance, &observation.instances));
        }
        for pointer in &observation.pointers {
            verdict.merge(self.check_pointer(pointer));
        }
        for message in &observation.messages {
            verdict.merge(self.check_message(message));
        }
        for file in &observation.files {
            verdict.merge(self.check_file(file));
        }
        if observation.messages.is_empty() {
            verdict.not_applicable.extend(self.message_rules());
        }
        for file in &observation.files {
            verdict.suppress(file, self);
        }
        verdict.settle();
        verdict
    }

    /// Judges one service instance by itself.
    pub fn check_instance(&self, instance: &ServiceInstance) -> Verdict {
        self.check_instance_among(instance, &[])
    }

    /// Judges one service instance among all that were seen, of which it may be one.
    pub fn check_instance_among(
        &self,
        instance: &ServiceInstance,
        others: &[ServiceInstance],
    ) -> Verdict {
        let subject = Subject::from(instance);
        let Judgment {
            selection,
            profiles,
        } = self.judgment_of(&subject);
        let context = InstanceContext::new(instance, &self.schemas, profiles).among(others);
        let mut verdict = Verdict::default();
        for rule in rules(selection, |rule| matches!(rule.check, Check::Instance(_))) {
            if rule.concerns.is_some_and(|concerns| !concerns(&context)) {
                continue;
            }
            if !instance.evidence.covers(rule.needs) {
                verdict.not_applicable.push(rule);
                continue;
            }
            if let Check::Instance(check) = rule.check {
                verdict.extend(rule, selection, &subject, |findings| {
                    check(&context, findings);
                    findings.locate(|finding| rule.place(finding, instance));
                });
            }
        }
        verdict
    }

    /// Judges one message.
    pub fn check_message(&self, received: &ReceivedMessage) -> Verdict {
        let mut verdict = Verdict::default();
        let subject = Subject::from(received);
        let evidence = received_evidence(received);
        let selection = &self.judgment_of(&subject).selection;
        for rule in rules(selection, is_message_check) {
            if !evidence.covers(rule.needs) {
                verdict.not_applicable.push(rule);
                continue;
            }
            if let Check::Message(check) = rule.check {
                verdict.extend(rule, selection, &subject, |findings| {
                    check(received, findings);
                });
            }
        }
        verdict
    }

    /// Judges a PTR record that leads to no instance.
    pub fn check_pointer(&self, pointer: &Seen<Pointer>) -> Verdict {
        let mut verdict = Verdict::default();
        let subject = Subject::from(pointer);
        let selection = &self.judgment_of(&subject).selection;
        for rule in rules(selection, |rule| matches!(rule.check, Check::Pointer(_))) {
            if let Check::Pointer(check) = rule.check {
                verdict.extend(rule, selection, &subject, |findings| {
                    check(pointer, findings);
                });
            }
        }
        verdict
    }

    /// Judges a file as a whole.
    pub fn check_file(&self, file: &SourceFile) -> Verdict {
        let mut verdict = Verdict::default();
        let subject = Subject::from(file);
        let selection = &self.judgment_of(&subject).selection;
        for rule in rules(selection, |rule| matches!(rule.check, Check::File(_))) {
            if let Check::File(check) = rule.check {
                verdict.extend(rule, selection, &subject, |findings| check(file, findings));
            }
        }
        verdict
    }

    /// The rules of the selection that need whole messages.
    pub fn message_rules(&self) -> impl Iterator<Item = &'static Rule> {
        rules(&self.judgment.selection, is_message_check)
    }

    /// Whether the rule runs, if for some service types only.
    pub fn runs(&self, rule: &Rule) -> bool {
        let judgments = std::iter::once(&self.judgment).chain(self.by_type.values());
        judgments
            .flat_map(|judgment| judgment.selection.rules())
            .any(|own| own.code == rule.code)
    }

    /// By what the subject is judged: as its service type is, if there is something special about that.
    fn judgment_of(&self, subject: &Subject) -> &Judgment {
        if self.by_type.is_empty() {
            return &self.judgment;
        }
        let special = subject
            .service_type
            .as_deref()
            .and_then(|service_type| self.by_type.get(&service_type.to_ascii_lowercase()));
        special.unwrap_or(&self.judgment)
    }
}

/// The rules of the selection that are wanted.
fn rules(
    selection: &Selection,
    wanted: impl Fn(&Rule) -> bool,
) -> impl Iterator<Item = &'static Rule> {
    let rules = selection.rules().iter().copied();
    rules.filter(move |rule| wanted(rule))
}

impl Verdict {
    /// The diagnostics that weigh at least `severity`.
    pub fn at_least(&self, severity: Severity) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics
            .iter()
            .filter(move |diagnostic| diagnostic.severity >= severity)
    }

    /// Takes in what another verdict says.
    pub fn merge(&mut self, other: Self) {
        self.diagnostics.extend(other.diagnostics);
        self.suppressed.extend(other.suppressed);
        self.not_applicable.extend(other.not_applicable);
    }

    /// Puts the diagnostics in the order of a report, each fault once, and each rule that was not applicable once.
    pub fn settle(&mut self) {
        self.diagnostics.sort_by(Diagnostic::cmp_for_report);
        self.diagnostics
            .dedup_by(|later, earlier| later.is_repeated(earlier));
        self.suppressed
            .sort_by(|one, other| one.diagnostic.cmp_for_report(&other.diagnostic));
        self.suppressed
            .dedup_by(|later, earlier| later.diagnostic.is_repeated(&earlier.diagnostic));
        self.not_applicable.sort_by_key(|rule| rule.code);
        self.not_applicable.dedup_by_key(|rule| rule.code);
    }

    /// Runs one check; a panic in it becomes a finding of its own instead of the end of the run.
    fn extend(
        &mut self,
        rule: &'static Rule,
        selection: &Selection,
        subject: &Subject,
        check: impl FnOnce(&mut Findings),
    ) {
        let mut findings = Findings::default();
        if catch_unwind(AssertUnwindSafe(|| check(&mut findings))).is_err() {
            let mut finding = Finding::new(format!(
                "the check of {} (`{}`) panicked",
                rule.code, rule.name
            ));
            finding.help("please report it with what was looked at; all other rules were judged");
            self.diagnostics
                .push(Diagnostic::new(&BUG001, finding, subject));
        }
        let attributed = findings
            .into_vec()
            .into_iter()
            .map(|finding| Diagnostic::weighed(rule, selection.severity(rule), finding, subject));
        self.diagnostics.extend(attributed);
    }
}

const fn is_message_check(rule: &Rule) -> bool {
    matches!(rule.check, Check::Message(_))
}

fn received_evidence(received: &ReceivedMessage) -> Evidence {
    let mut evidence = Evidence::MESSAGES | Evidence::MULTICAST | Evidence::TTL | Evidence::TIMING;
    if received.sender.is_some() {
        evidence = evidence | Evidence::SENDER;
    }
    if received.ip_ttl.is_some() {
        evidence = evidence | Evidence::IP_TTL;
    }
    evidence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::NameParts;

    static PANICS: Rule = Rule {
        code: "TXT999",
        name: "panics",
        documentation: "Panics.",
        citations: &[],
        needs: Evidence::NONE,
        concerns: None,
        check: Check::Instance(|_, _| panic!("on purpose")),
        own_severity: None,
    };

    #[test]
    fn a_panicking_check_is_reported_and_the_run_goes_on() {
        let name = "Lab._http._tcp.local.".parse().expect("a legal name");
        let parts = NameParts::split(&name).expect("the name has a type");
        let instance = ServiceInstance::new(name, parts, crate::model::Origin::Arguments);
        let mut verdict = Verdict::default();
        let schemas = Schemas::BUILTIN;
        let context = InstanceContext::new(&instance, &schemas, &[]);
        if let Check::Instance(check) = PANICS.check {
            let selection = Selection::default();
            verdict.extend(&PANICS, &selection, &Subject::from(&instance), |findings| {
                check(&context, findings);
            });
        }
        let [diagnostic] = verdict.diagnostics.as_slice() else {
            panic!("one diagnostic was expected")
        };
        assert_eq!(diagnostic.rule.code, "BUG001");
        assert!(diagnostic.message.contains("TXT999"));
    }

    #[test]
    fn a_type_has_rules_of_its_own() {
        let txt = |service_type: &str| format!("Lab.{service_type}.local. 4500 IN TXT \"=x\"\n");
        let pointer = "_IPP._tcp.local. 4500 IN PTR nobody.local.\n";
        let zone = [txt("_http._tcp"), txt("_IPP._tcp"), pointer.to_owned()].concat();
        let observation = Observation::from_zone(&zone).expect("a zone");
        let selection = Selection::new(&["TXT010"], &[]).expect("a rule");
        let settings = crate::rule::RuleSettings {
            select: vec!["PTR001".parse().expect("a rule")],
            severity: vec![(
                "TXT".parse().expect("a family"),
                crate::rule::Weight::Severity(Severity::Note),
            )],
            ..Default::default()
        };
        let of_type = selection.adjusted(&settings);
        let linter = Linter::new(selection).with_type("_ipp._TCP", of_type, Vec::new());
        let found: Vec<(Option<String>, &str, Severity)> = linter
            .check(&observation)
            .diagnostics
            .into_iter()
            .map(|found| (found.service_type, found.rule.code, found.severity))
            .collect();
        let ipp = || Some("_IPP._tcp".to_owned());
        assert_eq!(
            found,
            [
                (ipp(), "PTR001", Severity::Note),
                (ipp(), "TXT010", Severity::Note),
                (Some("_http._tcp".to_owned()), "TXT010", Severity::Error),
            ]
        );
    }
}
