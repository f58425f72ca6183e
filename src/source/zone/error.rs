use std::error::Error;
use std::fmt::{self, Display, Formatter};

use crate::name::{DomainNameError, text};

/// Why a zone file could not be read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneError {
    /// The path that the caller gave.
    pub path: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, in characters, counted from 1.
    pub column: usize,
    /// What is wrong there.
    pub kind: ZoneErrorKind,
}

impl Display for ZoneError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}: {}",
            text(self.path.as_bytes()),
            self.line,
            self.column,
            self.kind
        )
    }
}

impl Error for ZoneError {}

/// What is wrong in a zone file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ZoneErrorKind {
    /// The data of one record has more than 65,535 octets.
    DataTooLong {
        /// Octets in it.
        len: usize,
    },
    /// Something else stands where a thing was expected.
    Expected {
        /// What was expected.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// `$INCLUDE` stands in the file.
    Include,
    /// A backslash is followed neither by three digits up to 255 nor by another character.
    InvalidEscape {
        /// The text that it stands in.
        found: String,
    },
    /// The length that `\#` states is not that of the data behind it.
    LengthMismatch {
        /// The stated length in octets.
        stated: usize,
        /// Octets present.
        present: usize,
    },
    /// The record ends before a thing that was expected.
    Missing {
        /// What was expected.
        expected: &'static str,
    },
    /// A record begins with a blank, and no record before it names an owner.
    MissingOwner,
    /// A record states no TTL, and neither `$TTL` nor a record before it does.
    MissingTtl,
    /// A name can't be a domain name.
    Name {
        /// The name as written.
        found: String,
        /// What is wrong with it.
        error: DomainNameError,
    },
    /// A quotation mark stands inside a word.
    QuotationMarkInWord,
    /// A name without final dot, where no `$ORIGIN` says what it is relative to.
    RelativeName {
        /// The name as written.
        found: String,
    },
    /// A TXT string has more than 255 octets.
    StringTooLong {
        /// Octets in it.
        len: usize,
    },
    /// Something stands behind the end of the record.
    Trailing {
        /// What stands there.
        found: String,
    },
    /// An opening parenthesis that is never closed.
    UnclosedParenthesis,
    /// A quotation mark that is not closed on its line.
    UnclosedString,
    /// A control entry other than `$INCLUDE`, `$ORIGIN` and `$TTL`.
    UnknownControl {
        /// The word.
        found: String,
    },
    /// A closing parenthesis that was never opened.
    UnopenedParenthesis,
}

impl Display for ZoneErrorKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::DataTooLong { len } => {
                write!(
                    f,
                    "the data of the record is {len} octets long, at most 65535 are allowed"
                )
            }
            Self::Expected { expected, found } => {
                write!(f, "`{}` is not {expected}", text(found.as_bytes()))
            }
            Self::Include => {
                f.write_str("`$INCLUDE` is not followed; put the records of that file in its place")
            }
            Self::InvalidEscape { found } => write!(
                f,
                "an escape in `{}` is neither `\\` with three digits up to 255 nor `\\` with another character",
                text(found.as_bytes())
            ),
            Self::LengthMismatch { stated, present } => {
                write!(
                    f,
                    "the length after `\\#` is {stated}, but {present} octets follow"
                )
            }
            Self::Missing { expected } => {
                write!(f, "the record ends where {expected} was expected")
            }
            Self::MissingOwner => {
                f.write_str("the record begins with a blank, but no record before it has a name")
            }
            Self::MissingTtl => f.write_str(
                "the record has no TTL, and neither `$TTL` nor a record before it gives one",
            ),
            Self::Name { found, error } => {
                write!(f, "`{}` is no domain name: {error}", text(found.as_bytes()))
            }
            Self::QuotationMarkInWord => f.write_str(
                "a quotation mark stands inside a word; enclose the whole string, or write `\\\"`",
            ),
            Self::RelativeName { found } => {
                write!(
                    f,
                    "`{}` has no final dot, and no `$ORIGIN` says what it is relative to",
                    text(found.as_bytes())
                )
            }
            Self::StringTooLong { len } => {
                write!(
                    f,
                    "the TXT string is {len} octets long, at most 255 are allowed"
                )
            }
            Self::Trailing { found } => write!(
                f,
                "`{}` stands behind the end of the record",
                text(found.as_bytes())
            ),
            Self::UnclosedParenthesis => f.write_str("the parenthesis is never closed"),
            Self::UnclosedString => f.write_str("the quotation mark is not closed on its line"),
            Self::UnknownControl { found } => {
                write!(
                    f,
                    "`{}` is none of `$ORIGIN`, `$TTL` and `$INCLUDE`",
                    text(found.as_bytes())
                )
            }
            Self::UnopenedParenthesis => f.write_str("the parenthesis was never opened"),
        }
    }
}

/// A place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// What is wrong and where, before the path is known.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) position: Position,
    pub(super) kind: ZoneErrorKind,
}

impl Fault {
    pub(super) fn into_error(self, path: &str) -> ZoneError {
        let Position { line, column } = self.position;
        ZoneError {
            path: path.to_owned(),
            line,
            column,
            kind: self.kind,
        }
    }
}
