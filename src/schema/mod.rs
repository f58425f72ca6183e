//! TXT vocabularies: what the specifications say of the TXT keys of a service, typed and with its sources.
//!
//! A [`ServiceSchema`] is one vocabulary: the service types that it covers, their keys with presence and
//! [value type](ValueType), the names, subtypes and ports that go with them, and for each fact the document that says so
//! and how far it can be relied on ([`Confidence`]). Schemas are written in TOML ([`ServiceSchema::parse`]); those of
//! `data/schemas` are part of the program and read one at a time when asked for. [`Schemas`] puts a user's own before them.
//!
//! Nothing is judged here: the rules of the family KEY do that.

mod builtin;
mod builtin_files;
mod compile;
mod condition;
mod confidence;
mod difference;
mod document;
mod error;
mod example;
mod faults;
mod key;
mod parts;
mod registered;
mod relation;
mod resolve;
mod schemas;
mod service_schema;
mod template;
mod texts;
mod toml_fault;
mod value;

pub use builtin::BuiltinSchema;
pub use condition::{BitTest, Condition};
pub use confidence::{Confidence, Verification};
pub use difference::{DifferingValue, RegistrationDifference};
pub use error::{Place, SchemaError};
pub use example::Example;
pub use key::{KeyName, KeyPosition, Presence, TxtKeyDefinition};
pub use parts::{
    Level, NameGrammar, PortZero, Profile, Reference, Remark, Revisions, SiblingMatch,
    SiblingService, SourceDocument, SrvExpectation, SubtypeDefinition, SubtypeLabel,
    TxtExpectation, UnknownKeys,
};
pub use relation::{Demand, Relation};
pub use schemas::Schemas;
pub use service_schema::{SchemaOrigin, ServiceKind, ServiceSchema};
pub use template::template;
pub(crate) use toml_fault::TomlFault;
pub use value::{
    AddressFamily, Allowed, BitEncoding, BitField, BitFlags, CompoundPart, Integer, LetterCase,
    Listing, MacSeparator, Padding, PathForm, Pattern, Prefix, ValueType, ValueViolation,
    ViolatedPart, WordCase,
};
