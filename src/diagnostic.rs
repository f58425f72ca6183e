//! A finding with everything that a reader needs: the rule, its weight, the instance, the place and the sentence.

use std::cmp::Ordering;
use std::fmt;

use crate::model::{Origin, Pointer, ReceivedMessage, Seen, ServiceInstance, SourceFile};
use crate::name::{NameParts, presentation};
use crate::rule::{Citation, Finding, Rule, Severity};

/// A finding that the linter attributed to its rule and to what it was found in.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The rule.
    pub rule: &'static Rule,
    /// What it weighs, after the configuration was asked.
    pub severity: Severity,
    /// The service type, as text; `None` if what was found has none.
    pub service_type: Option<String>,
    /// The octets of the instance name, which need not be UTF-8; `None` if no single instance is meant.
    pub instance: Option<Vec<u8>>,
    /// The TXT key, if it is about one.
    pub key: Option<String>,
    /// The fault: one line, with value and limit, escaped.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where it was seen.
    pub origin: Origin,
    /// The sentences that decide, the rule's own first unless a more precise source was found.
    pub citations: Vec<Citation>,
}

/// A diagnostic that is not reported as one, because somebody decided so.
#[derive(Clone, Debug)]
pub struct Suppressed {
    /// What was found.
    pub diagnostic: Diagnostic,
    /// Where that was decided.
    pub by: Suppressor,
}

/// Where it was decided that something is not reported.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Suppressor {
    /// In a baseline, which has it among what was found before.
    Baseline {
        /// The path of the baseline.
        path: String,
    },
    /// In a comment of the file.
    Comment {
        /// Why, as written.
        reason: Option<String>,
        /// Where the comment stands.
        origin: Origin,
    },
}

/// What a diagnostic is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The service type, as text.
    pub service_type: Option<String>,
    /// The octets of the instance name.
    pub instance: Option<Vec<u8>>,
    /// Where it was seen.
    pub origin: Origin,
}

impl From<&ServiceInstance> for Subject {
    fn from(instance: &ServiceInstance) -> Self {
        let octets = instance.instance_octets();
        Self {
            service_type: Some(instance.service_type().to_string()),
            instance: (!octets.is_empty()).then_some(octets),
            origin: instance.origin.clone(),
        }
    }
}

impl From<&Seen<Pointer>> for Subject {
    fn from(seen: &Seen<Pointer>) -> Self {
        let parts = NameParts::split(&seen.data.owner);
        Self {
            service_type: parts.map(|parts| parts.service_type.to_string()),
            instance: None,
            origin: seen.origin.clone(),
        }
    }
}

impl From<&SourceFile> for Subject {
    fn from(file: &SourceFile) -> Self {
        Self {
            service_type: None,
            instance: None,
            origin: file.origin(),
        }
    }
}

impl From<&ReceivedMessage> for Subject {
    /// The one instance of which the message speaks; if there are several, none.
    fn from(received: &ReceivedMessage) -> Self {
        let instances = received.instances();
        let parts = match instances.as_slice() {
            [only] => NameParts::split(only),
            _ => None,
        };
        Self {
            service_type: parts.as_ref().map(|parts| parts.service_type.to_string()),
            instance: parts.map(|parts| parts.instance.join(&b'.')),
            origin: received.origin(),
        }
    }
}

impl Diagnostic {
    /// Attributes `finding` to `rule` and to `subject`.
    pub fn new(rule: &'static Rule, finding: Finding, subject: &Subject) -> Self {
        Self::weighed(rule, rule.severity(), finding, subject)
    }

    /// The same where the user has decided what `rule` weighs.
    ///
    /// What a finding weighs less than its rule, since its source is not certain, stays: a rule that was made an error
    /// does not make an error of what only one implementation shows.
    pub fn weighed(
        rule: &'static Rule,
        severity: Severity,
        finding: Finding,
        subject: &Subject,
    ) -> Self {
        Self {
            rule,
            severity: finding
                .severity
                .map_or(severity, |lowered| lowered.min(severity)),
            service_type: subject.service_type.clone(),
            instance: subject.instance.clone(),
            key: finding.key,
            message: finding.message,
            help: finding.help,
            origin: finding.origin.unwrap_or_else(|| subject.origin.clone()),
            citations: finding
                .citation
                .into_iter()
                .chain(rule.citations.iter().cloned())
                .collect(),
        }
    }

    /// The instance name as text, escaped; `None` if no single instance is meant.
    pub fn instance_text(&self) -> Option<String> {
        self.instance
            .as_deref()
            .map(|octets| presentation::unescaped_label(octets).to_string())
    }

    /// What stays the same of it when lines move, and from version to version: 16 hexadecimal digits for rule, type,
    /// instance, key and message.
    pub fn fingerprint(&self) -> String {
        fingerprint(&[
            Some(self.rule.code.as_bytes()),
            self.service_type.as_deref().map(str::as_bytes),
            self.instance.as_deref(),
            self.key.as_deref().map(str::as_bytes),
            Some(self.message.as_bytes()),
        ])
    }

    /// What stays the same of the message when other strings come into the TXT record: 16 hexadecimal digits.
    pub fn message_fingerprint(&self) -> String {
        fingerprint(&[Some(without_place(&self.message).as_bytes())])
    }

    /// The order in which diagnostics are shown: by type, instance, then the heaviest first, then by code and message.
    pub fn cmp_for_report(&self, other: &Self) -> Ordering {
        let by_subject = self
            .service_type
            .cmp(&other.service_type)
            .then_with(|| self.instance.cmp(&other.instance));
        by_subject
            .then_with(|| other.severity.cmp(&self.severity))
            .then_with(|| self.rule.code.cmp(other.rule.code))
            .then_with(|| self.key.cmp(&other.key))
            .then_with(|| self.message.cmp(&other.message))
            .then_with(|| self.origin.cmp(&other.origin))
    }

    /// Whether a report that has the other is no worse without this one.
    ///
    /// What is wrong with a file as such is wrong at each place where it stands, and has to be corrected there; what was seen of an
    /// instance may only have been seen again.
    pub fn is_repeated(&self, other: &Self) -> bool {
        let is_of_file = self.service_type.is_none() && matches!(self.origin, Origin::File { .. });
        self.says_the_same(other) && (!is_of_file || self.origin == other.origin)
    }

    /// Whether the other says the same fault of the same thing, wherever it was seen.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.rule.code == other.rule.code
            && self.service_type == other.service_type
            && self.instance == other.instance
            && self.key == other.key
            && self.message == other.message
    }
}

impl fmt::Display for Diagnostic {
    /// One line: severity, code, fault and the section that decides.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity, self.rule.code, self.message)?;
        match self.citations.first() {
            Some(citation) => write!(f, " ({citation})"),
            None => Ok(()),
        }
    }
}

/// FNV-1a with 64 bits: it must be the same everywhere and forever, and nothing hangs on it that an attacker could want.
fn fingerprint(parts: &[Option<&[u8]>]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut take = |octets: &[u8]| {
        for octet in octets {
            hash = (hash ^ u64::from(*octet)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for part in parts {
        // A length before each part: what moves from one part to the next is another finding.
        let len = part.map_or(u64::MAX, |part| part.len() as u64);
        take(&len.to_be_bytes());
        take(part.unwrap_or_default());
    }
    format!("{hash:016x}")
}

/// A message without the place in the TXT record with which many end: ` (string 3 of 7, octet 41)`, ` (strings 1, 2 of 4)`.
fn without_place(message: &str) -> &str {
    let is_place = |text: &str| {
        let numbers = text.strip_prefix("s ").or_else(|| text.strip_prefix(' '));
        numbers.is_some_and(|numbers| numbers.starts_with(|c: char| c.is_ascii_digit()))
    };
    let split = message
        .strip_suffix(')')
        .and_then(|inner| inner.rsplit_once(" (string"));
    match split {
        Some((fault, place)) if is_place(place) => fault,
        _ => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule;

    #[test]
    fn the_place_in_a_record_is_told_from_the_fault() {
        for (message, fault) in [
            ("key `a` (string 3 of 7, octet 41)", "key `a`"),
            ("key `a` (strings 1, 2 of 4)", "key `a`"),
            ("key `a (string 1)` is odd", "key `a (string 1)` is odd"),
            ("a value (string or not)", "a value (string or not)"),
            ("host (a.local)", "host (a.local)"),
        ] {
            assert_eq!(without_place(message), fault);
        }
    }

    #[test]
    fn a_user_decides_what_a_rule_weighs_and_a_source_what_at_most() {
        use Severity::{Error, Note, Warning};

        let rule = rule::find("TXT010").expect("a rule of this code");
        let subject = Subject {
            service_type: None,
            instance: None,
            origin: Origin::Arguments,
        };
        for (of_user, of_source, effective) in [
            (Error, None, Error),
            (Note, None, Note),
            (Error, Some(Note), Note),
            (Note, Some(Warning), Note),
            (Warning, Some(Warning), Warning),
        ] {
            let mut finding = Finding::new("m");
            finding.severity = of_source;
            let diagnostic = Diagnostic::weighed(rule, of_user, finding, &subject);
            assert_eq!(diagnostic.severity, effective, "{of_user} {of_source:?}");
        }
        let diagnostic = Diagnostic::new(rule, Finding::new("m"), &subject);
        assert_eq!(diagnostic.severity, rule.severity());
    }
}
