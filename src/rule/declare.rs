use std::fmt;

use crate::model::{Evidence, Pointer, ReceivedMessage, Seen, SourceFile};
use crate::rule::{Citation, Findings, InstanceContext, Severity};

/// One thing that is checked.
#[derive(Debug)]
pub struct Rule {
    /// Family and three digits, such as `TXT004`; never reused.
    pub code: &'static str,
    /// The fault in kebab-case, such as `empty-txt-key`.
    pub name: &'static str,
    /// The doc comment of the declaration, in Markdown: the fault in one line, the reason, an Example and an Instead.
    pub documentation: &'static str,
    /// The sentences that decide; the first gives the severity.
    pub citations: &'static [Citation],
    /// What must have been seen for the check to be able to tell.
    pub needs: Evidence,
    /// Whether there is anything to check in an instance; where there isn't, nobody is told that the rule could not see.
    pub concerns: Option<fn(&InstanceContext<'_>) -> bool>,
    /// The check.
    pub check: Check,
    /// A severity that the citation does not give, for the sources that have no key words.
    pub own_severity: Option<Severity>,
}

/// What a rule looks at.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Check {
    /// One service instance with all its records.
    Instance(fn(&InstanceContext<'_>, &mut Findings)),
    /// One message as received.
    Message(fn(&ReceivedMessage, &mut Findings)),
    /// A PTR record that leads to no instance.
    Pointer(fn(&Seen<Pointer>, &mut Findings)),
    /// A file as a whole.
    File(fn(&SourceFile, &mut Findings)),
    /// Nothing: the rule is reported by the program itself.
    Program,
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Instance(_) => "Instance",
            Self::Message(_) => "Message",
            Self::Pointer(_) => "Pointer",
            Self::File(_) => "File",
            Self::Program => "Program",
        })
    }
}

impl Rule {
    /// What a finding of this rule weighs, if nothing lowers it.
    pub fn severity(&self) -> Severity {
        let cited = || {
            self.citations
                .first()
                .map_or(Severity::Note, Citation::severity)
        };
        self.own_severity.unwrap_or_else(cited)
    }

    /// The family, from the letters of the code.
    pub fn family(&self) -> Family {
        Family(self.code.trim_end_matches(|c: char| c.is_ascii_digit()))
    }

    /// The fault in one line, from the first line of the documentation.
    pub fn summary(&self) -> &'static str {
        self.documentation
            .trim()
            .lines()
            .next()
            .unwrap_or_default()
            .trim()
            .trim_end_matches('.')
    }
}

/// A family of rules: the letters of their codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Family(&'static str);

impl Family {
    /// The letters, such as `TXT`.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

/// A check panicked: a fault of this program, not of what it looked at.
///
/// The run goes on; all other rules were judged.
pub static BUG001: Rule = Rule {
    code: "BUG001",
    name: "check-panicked",
    documentation: "A check panicked: a fault of this program, not of what it looked at.\n\nThe run goes on; all other rules were judged.",
    citations: &[],
    needs: Evidence::NONE,
    concerns: None,
    check: Check::Program,
    own_severity: Some(Severity::Error),
};

/// Declares the rules of one family: statics of type [`Rule`] and the list `RULES` of all of them.
///
/// ```text
/// rules! {
///     /// A TXT string has no key before its `=`.
///     ///
///     /// Why it matters, in a sentence or two.
///     ///
///     /// Example:
///     /// …
///     TXT012 "empty-txt-key" {
///         cite: ["RFC 6763" "6.4" Must "The key MUST be at least one character."],
///         needs: [TXT_OCTETS],
///         check: Instance(empty_txt_key),
///     }
/// }
/// ```
///
/// `cite` may be repeated; a citation without key word has `_` in its place. `severity: Error,` after the citations
/// states a severity for sources without key words. `concerns: function,` after the needs names a test of an instance that
/// says whether there is anything to check in it.
macro_rules! rules {
    ($(
        $(#[doc = $doc:literal])+
        $code:ident $name:literal {
            $(cite: [$source:literal $section:literal $requirement:tt $sentence:literal],)*
            $(severity: $severity:ident,)?
            needs: [$($need:ident),* $(,)?],
            $(concerns: $concerns:path,)?
            check: $kind:ident($check:path) $(,)?
        }
    )+) => {
        $(
            $(#[doc = $doc])+
            pub(crate) static $code: $crate::rule::Rule = $crate::rule::Rule {
                code: stringify!($code),
                name: $name,
                documentation: concat!($($doc, "\n"),+),
                citations: &[$(
                    $crate::rule::Citation::new(
                        $source,
                        $section,
                        $crate::rule::declare::requirement!($requirement),
                        $sentence,
                    ),
                )*],
                needs: $crate::model::Evidence::NONE$(.with($crate::model::Evidence::$need))*,
                concerns: $crate::rule::declare::concerns!($($concerns)?),
                check: $crate::rule::Check::$kind($check),
                own_severity: $crate::rule::declare::own_severity!($($severity)?),
            };
        )+

        /// The rules of this family, in the order of their codes.
        pub(crate) const RULES: &[&$crate::rule::Rule] = &[$(&$code),+];
    };
}

/// The key word of a citation, `_` for none.
macro_rules! requirement {
    (_) => {
        None
    };
    ($requirement:ident) => {
        Some($crate::rule::Requirement::$requirement)
    };
}

/// A severity stated by a rule, or none.
macro_rules! own_severity {
    () => {
        None
    };
    ($severity:ident) => {
        Some($crate::rule::Severity::$severity)
    };
}

/// What a rule is about, or everything.
macro_rules! concerns {
    () => {
        None
    };
    ($concerns:path) => {
        Some($concerns)
    };
}

pub(crate) use {concerns, own_severity, requirement, rules};
