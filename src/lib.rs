//! Linter for DNS-based Service Discovery ([RFC 6763](https://www.rfc-editor.org/rfc/rfc6763)) and
//! Multicast DNS ([RFC 6762](https://www.rfc-editor.org/rfc/rfc6762)).
//!
//! The modules stand in the order in which they depend on each other; each uses only those before it.

pub mod name;
pub mod wire;

pub mod model;

pub mod registry;

pub mod schema;

pub mod rule;

pub mod diagnostic;

pub mod linter;

pub mod source;

pub mod fix;

pub mod convert;

#[cfg(feature = "mdns")]
pub mod advertise;

pub mod report;

#[cfg(feature = "cli")]
pub mod cli;

/// The README's example is compiled and run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
