use std::fmt;

use serde::Deserialize;

/// How far a fact can be relied on: what kind of source says it.
///
/// The rules weigh their findings by it: what only an implementation shows is never an error, what was only observed
/// never more than a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Seen on devices; no document and no source code says it.
    Observed,
    /// Found out by taking apart what a closed implementation does.
    ReverseEngineered,
    /// The source code of an implementation does it.
    Implementation,
    /// A document of the vendor says it.
    VendorDocument,
    /// IANA's registry says it, in the words of whoever registered the name.
    Registration,
    /// The specification says it.
    Specification,
}

impl Confidence {
    /// The word as it stands in schema files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Observed => "observed",
            Self::ReverseEngineered => "reverse-engineered",
            Self::Implementation => "implementation",
            Self::VendorDocument => "vendor-document",
            Self::Registration => "registration",
            Self::Specification => "specification",
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How a fact was compared with its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verification {
    /// Not compared: written from memory. Such a fact gives no more than notes.
    Memory,
    /// Read in another document or implementation that cites the source.
    Secondary,
    /// Read in the source itself.
    Text,
}

impl Verification {
    /// The word as it stands in schema files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Secondary => "secondary",
            Self::Text => "text",
        }
    }
}

impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
