//! Where observations come from.
//!
//! Each source turns what it reads into a [`crate::model::Observation`] and states in its evidence what it was able to
//! see; the rules never ask which source it was.

pub mod zone;

mod arguments;
mod registry_cache;
#[cfg(feature = "update")]
mod registry_download;
mod registry_file;

#[cfg(feature = "mdns")]
pub mod mdns;

pub use arguments::{ArgumentError, ServiceDefinition, TypeArgument};
pub use registry_cache::{Date, Provenance, RegistryCache, RegistryCacheError};
#[cfg(feature = "update")]
pub use registry_download::{
    DownloadedRegistry, IANA_REGISTRY_URL, RegistryDownload, RegistryDownloadError,
};
pub use registry_file::{
    MAX_REGISTRY_FILE_LEN, RegistryFileError, parse_registry_file, read_registry_file,
};
