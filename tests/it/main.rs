//! Behavior of the crate and of its command line, seen from outside, in one binary.

// Clippy knows tests by their attribute only, not the functions that they share.
#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

mod capture_files;
mod captures;
#[cfg(all(unix, feature = "cli"))]
mod ci_definitions;
#[cfg(feature = "cli")]
mod cli;
mod convert;
#[cfg(feature = "cli")]
mod corpus;
mod definition_corpus;
#[cfg(all(unix, feature = "cli"))]
mod docs;
#[cfg(feature = "cli")]
mod fixes;
#[cfg(feature = "cli")]
mod formats;
mod fuzz;
mod fuzz_files;
mod fuzz_inputs;
mod fuzz_registry;
mod fuzz_schema;
mod generated;
#[cfg(all(target_os = "linux", feature = "cli", feature = "mdns"))]
mod live;
mod packet_index;
mod packets;
mod registry;
mod registry_formats;
#[cfg(feature = "cli")]
mod registry_update;
#[cfg(feature = "cli")]
mod report;
mod rules;
mod schema_files;
mod schemas;
mod tidy;
