use crate::model::Origin;
use crate::rule::{Citation, Severity};
use crate::wire::TxtEntry;

/// What a check says: one fault, not yet attributed to rule and instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The fault, with value, limit and place: lower case, no full stop, octets of the network escaped.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The TXT key that it is about.
    pub key: Option<String>,
    /// The TXT string that it is about, counted from 0 in its record.
    pub string: Option<usize>,
    /// Where it was seen, if more precisely than the instance.
    pub origin: Option<Origin>,
    /// A weaker severity than the rule's, where the source's wording is open.
    pub severity: Option<Severity>,
    /// A source beside the rule's own, such as the row of the registry.
    pub citation: Option<Citation>,
}

impl Finding {
    /// A finding with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
            key: None,
            string: None,
            origin: None,
            severity: None,
            citation: None,
        }
    }

    /// Says what to do about it.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Names the TXT key that it is about; the octets are escaped where they are shown.
    pub fn key(&mut self, key: &[u8]) -> &mut Self {
        self.key = Some(String::from_utf8_lossy(key).into_owned());
        self
    }

    /// Names the TXT string that it is about, by its number counted from 0 in its record.
    pub const fn string(&mut self, index: usize) -> &mut Self {
        self.string = Some(index);
        self
    }

    /// Names the TXT string that it is about, and its key.
    pub fn entry(&mut self, entry: TxtEntry<'_>) -> &mut Self {
        self.string(entry.string_index).key(entry.key)
    }

    /// Says where it was seen.
    pub fn origin(&mut self, origin: Origin) -> &mut Self {
        self.origin = Some(origin);
        self
    }

    /// Makes it weigh less than its rule does. It never weighs more.
    pub const fn at_most(&mut self, severity: Severity) -> &mut Self {
        self.severity = Some(severity);
        self
    }

    /// Names a source beside the rule's own.
    pub fn cite(&mut self, citation: Citation) -> &mut Self {
        self.citation = Some(citation);
        self
    }
}

/// Where a check puts what it finds.
#[derive(Debug, Default)]
pub struct Findings {
    list: Vec<Finding>,
}

impl Findings {
    /// Findings kept of one rule for one subject; a hostile record must not make a report of megabytes.
    pub const MAX: usize = 32;

    /// Adds a finding and hands it back to be completed.
    pub fn report(&mut self, message: impl Into<String>) -> &mut Finding {
        if self.list.len() >= Self::MAX {
            self.list.truncate(Self::MAX - 1);
        }
        self.list.push(Finding::new(message));
        self.list
            .last_mut()
            .expect("a finding was pushed in the line above")
    }

    /// Says where each was seen, where `place` knows it better.
    pub(crate) fn locate(&mut self, place: impl Fn(&Finding) -> Option<Origin>) {
        for finding in &mut self.list {
            finding.origin = place(finding).or_else(|| finding.origin.take());
        }
    }

    /// What was found, in the order of the check.
    pub fn into_vec(self) -> Vec<Finding> {
        self.list
    }
}
