use std::path::{Path, PathBuf};
use std::{fmt, io};

use crate::name::presentation;
use crate::registry::RegistryError;

/// Why a cached table can't be read or written.
#[derive(Debug)]
pub struct RegistryCacheError {
    pub(super) path: PathBuf,
    pub(super) fault: Fault,
}

#[derive(Debug)]
pub(super) enum Fault {
    Provenance,
    Read(io::Error),
    Table(RegistryError),
    Write(io::Error),
}

impl RegistryCacheError {
    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl fmt::Display for RegistryCacheError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = presentation::text(self.path.as_os_str().as_encoded_bytes());
        match &self.fault {
            Fault::Provenance => {
                write!(
                    f,
                    "`{path}`: the header doesn't say where the table is from"
                )
            }
            Fault::Read(error) => write!(f, "`{path}` can't be read: {error}"),
            Fault::Table(error) => write!(f, "`{path}`: {error}"),
            Fault::Write(error) => write!(f, "`{path}` can't be written: {error}"),
        }
    }
}

impl std::error::Error for RegistryCacheError {}
