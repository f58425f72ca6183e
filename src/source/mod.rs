//! Where observations come from.
//!
//! Each source turns what it reads into a [`crate::model::Observation`] and states in its evidence what it was able to
//! see; the rules never ask which source it was.

pub mod zone;

mod arguments;

#[cfg(feature = "mdns")]
pub mod mdns;

pub use arguments::{ArgumentError, ServiceDefinition, TypeArgument};
