//! Where observations come from.
//!
//! Each source turns what it reads into a [`crate::model::Observation`] and states in its evidence what it was able to
//! see; the rules never ask which source it was.

pub mod capture;
pub mod zone;

mod arguments;
mod avahi;
mod base64;
mod baseline;
mod configuration;
mod examples;
mod input;
mod line_index;
mod observer;
mod recording;
mod registry_cache;
#[cfg(feature = "update")]
mod registry_download;
mod registry_file;
mod relative_path;
mod replace;
mod schema_check;
mod schema_files;
mod suppression;
mod systemd;
mod text_file;
pub(crate) mod written;

#[cfg(feature = "mdns")]
pub mod mdns;

pub use arguments::{ArgumentError, ServiceDefinition, TypeArgument, host_name};
pub use baseline::{Baseline, KnownFinding, KnownFindings};
#[cfg(feature = "cli")]
pub use configuration::user_schema_folder;
pub use configuration::{Configuration, TypeSettings};
pub use examples::{ExampleMismatch, judge_examples};
pub use input::{
    FORMAT_HEAD_LEN, MAX_INPUT_LEN, UnknownFormat, file_format, read_definitions, read_input,
};
pub use observer::{Absence, BrowseTarget, LINK_EVIDENCE, LinkEvent, Observer, Scope};
pub use recording::{RecordedEnd, RecordingHead, RecordingReader, RecordingWriter, Replayed};
pub use registry_cache::{Date, Provenance, RegistryCache, RegistryCacheError};
#[cfg(feature = "update")]
pub use registry_download::{
    DownloadedRegistry, IANA_REGISTRY_URL, RegistryDownload, RegistryDownloadError,
};
pub use registry_file::{
    MAX_REGISTRY_FILE_LEN, RegistryFileError, parse_registry_file, read_registry_file,
};
#[cfg(feature = "cli")]
pub(crate) use replace::NewFile;
pub use schema_check::{CheckedSchemaFile, check_schema_files};
pub use schema_files::{
    MAX_SCHEMA_FILES, SchemaFile, layered_schemas, parse_schema_file, read_schema_file,
    read_schema_folder, read_schema_layer, schema_paths,
};
pub use text_file::{MAX_TEXT_FILE_LEN, TextFileError};
