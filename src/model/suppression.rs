use crate::model::Origin;

/// A comment by which the author of a file asks not to hear of some findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// What names the rules, as written: each fits at least one.
    pub selectors: Vec<String>,
    /// Why, as written.
    pub reason: Option<String>,
    /// The part of the file for which it counts.
    pub scope: SuppressionScope,
    /// Where the comment stands.
    pub origin: Origin,
}

/// For which part of a file a suppression counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "complete by definition: all, a part, or none"
)]
pub enum SuppressionScope {
    /// For all of it.
    File,
    /// For what stands on these lines, both counted from 1 and both included.
    Lines {
        /// The first line.
        first: usize,
        /// The last line.
        last: usize,
    },
    /// For nothing, because nothing follows.
    Nothing,
}

impl SuppressionScope {
    /// Whether it counts for what stands on this line; 0 is the file as a whole.
    pub const fn covers(self, line: usize) -> bool {
        match self {
            Self::File => true,
            Self::Lines { first, last } => line > 0 && first <= line && line <= last,
            Self::Nothing => false,
        }
    }
}

/// What can be wrong with a comment that begins with `dnssd-check:`.
///
/// Texts of the file are as they stand there, not escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SuppressionFault {
    /// Its first word is no instruction.
    Instruction {
        /// The word; empty where there is none.
        word: String,
    },
    /// It names no rule.
    NoRule,
    /// The mark of a reason stands there, and nothing behind it.
    NoReason,
    /// The file has more suppressions than are read.
    TooMany {
        /// How many are read.
        limit: usize,
    },
    /// It names a rule that there is not.
    UnknownRule {
        /// What was written.
        selector: String,
        /// What was probably meant.
        nearest: Option<&'static str>,
    },
    /// It suppresses nothing.
    Unused {
        /// Those of its selectors that suppress nothing.
        selectors: Vec<String>,
        /// For which part of the file it counts.
        scope: SuppressionScope,
    },
}
