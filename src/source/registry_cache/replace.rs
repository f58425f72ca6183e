//! A file that is replaced as a whole.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Writes `text` to `path`, whose folder is made if it is not there: all of it, or nothing changes.
///
/// A reader sees the old file or the new one. The text is on the disk before it takes the old one's place, so that a
/// loss of power leaves no file that is cut off.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let new = NewFile::beside(path);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&new.path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    drop(file);
    fs::rename(&new.path, path)?;
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    Ok(())
}

/// A file that is not complete yet; what is left of it is removed in the end.
struct NewFile {
    path: PathBuf,
}

impl NewFile {
    /// A name that no other process or thread takes, in the same folder, since a file can't be renamed across disks.
    fn beside(path: &Path) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{}-{count}.new", std::process::id()));
        let path = PathBuf::from(name);
        // A process that had this number once may have been killed while it wrote.
        let _ = fs::remove_file(&path);
        Self { path }
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        // After the rename there is nothing left.
        let _ = fs::remove_file(&self.path);
    }
}
