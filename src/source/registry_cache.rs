//! A newer table of the registry, kept between runs.
//!
//! The cache is one file, in the form of the table that is built in, with lines in its header that say where it came from.
//! It is replaced as a whole: whoever reads sees the old table or the new one, and of two that write at once the last one
//! wins. At start-up only the header and the length are checked; the checksum is before a table is written.

mod date;
mod error;
mod file_table;
mod provenance;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::error::Fault;
use self::file_table::FileTable;
use super::replace::replace;
use crate::registry::Registry;

pub use self::date::Date;
pub use self::error::RegistryCacheError;
pub use self::provenance::Provenance;

/// The name of the file in its folder.
const FILE: &str = "services.tsv";

/// A folder with a table of the registry that [`RegistryCache::store`] has put there.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RegistryCache {
    path: PathBuf,
}

impl RegistryCache {
    /// The cache in this folder, which need not be there yet.
    pub fn new(folder: &Path) -> Self {
        Self {
            path: folder.join(FILE),
        }
    }

    /// The cache of this user: in the folder that `DNSSD_CHECK_CACHE` names, else in `dnssd-check` below the folder for
    /// caches of the system; `None` where there is no such folder.
    #[cfg(feature = "cli")]
    pub fn of_user() -> Option<Self> {
        use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

        let named = std::env::var_os("DNSSD_CHECK_CACHE").filter(|folder| !folder.is_empty());
        if let Some(folder) = named {
            return Some(Self::new(Path::new(&folder)));
        }
        let caches = choose_native_strategy().ok()?.cache_dir();
        // Without a home, the folder would be one below wherever the program was started.
        caches
            .is_absolute()
            .then(|| Self::new(&caches.join("dnssd-check")))
    }

    /// The file that is the cache.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the table, of which the header and the length are checked; `None` where there is no file.
    ///
    /// The table stays in the file, which is read where a look-up needs it.
    ///
    /// # Errors
    ///
    /// A file that can't be read, is cut off or is of another version.
    pub fn open(&self) -> Result<Option<Registry>, RegistryCacheError> {
        let Some(file) = self.file()? else {
            return Ok(None);
        };
        let table = FileTable::new(file).map_err(|error| self.error(Fault::Read(error)))?;
        match Registry::open(Arc::new(table)) {
            Ok(registry) => Ok(Some(registry)),
            Err(error) => Err(self.error(Fault::Table(error))),
        }
    }

    /// Where the table came from; `None` where there is no file.
    ///
    /// # Errors
    ///
    /// A file that can't be read, or whose header doesn't say it.
    pub fn provenance(&self) -> Result<Option<Provenance>, RegistryCacheError> {
        let Some(file) = self.file()? else {
            return Ok(None);
        };
        let provenance = Provenance::read(file).map_err(|error| self.error(Fault::Read(error)))?;
        match provenance {
            Some(provenance) => Ok(Some(provenance)),
            None => Err(self.error(Fault::Provenance)),
        }
    }

    /// Replaces the table, whose text is what [`write_table`](crate::registry::write_table) writes.
    ///
    /// # Errors
    ///
    /// A text that is no whole table, or a folder that can't be written to. The old table is still there then.
    pub fn store(&self, table: &str, provenance: &Provenance) -> Result<(), RegistryCacheError> {
        let text = provenance.insert_into(table);
        Registry::parse(text.clone())
            .and_then(|registry| registry.verify())
            .map_err(|error| self.error(Fault::Table(error)))?;
        replace(&self.path, &text).map_err(|error| self.error(Fault::Write(error)))
    }

    /// Replaces what the header says of the table's origin, the table being the same.
    ///
    /// # Errors
    ///
    /// As of [`RegistryCache::open`] and [`RegistryCache::store`].
    pub fn restamp(&self, provenance: &Provenance) -> Result<(), RegistryCacheError> {
        let text =
            fs::read_to_string(&self.path).map_err(|error| self.error(Fault::Read(error)))?;
        self.store(&text, provenance)
    }

    fn file(&self) -> Result<Option<File>, RegistryCacheError> {
        match File::open(&self.path) {
            Ok(file) => Ok(Some(file)),
            Err(error) if is_absence(&error) => Ok(None),
            Err(error) => Err(self.error(Fault::Read(error))),
        }
    }

    fn error(&self, fault: Fault) -> RegistryCacheError {
        RegistryCacheError {
            path: self.path.clone(),
            fault,
        }
    }
}

/// Whether a file isn't there, which no one need be told.
fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}
