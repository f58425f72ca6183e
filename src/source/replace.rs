//! A file that is replaced as a whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Writes `text` to `path`, whose folder is made if it is not there: all of it, or nothing changes.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(folder_of(path))?;
    let mut new = NewFile::create(path)?;
    new.write_all(text.as_bytes())?;
    new.take_place()
}

/// A file that is not complete yet, beside the one whose place it will take.
///
/// A reader sees the old file or the new one. If it never takes its place, nothing changes, and what is left of it is removed
/// when it is dropped.
#[derive(Debug)]
pub(crate) struct NewFile {
    file: File,
    path: PathBuf,
    target: PathBuf,
}

impl NewFile {
    /// A new file with a name that no other process or thread takes, in the folder of `target`, since a file can't be renamed
    /// across disks.
    pub(crate) fn create(target: &Path) -> io::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let mut name = target.as_os_str().to_owned();
        name.push(format!(".{}-{count}.new", std::process::id()));
        let path = PathBuf::from(name);
        // A process that had this number once may have been killed while it wrote.
        let _ = fs::remove_file(&path);
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)?;
        Ok(Self {
            file,
            path,
            target: target.to_owned(),
        })
    }

    /// Puts the file in its place. It is on the disk before, so that a loss of power leaves no file that is cut off.
    pub(crate) fn take_place(self) -> io::Result<()> {
        self.file.sync_all()?;
        if let Ok(old) = fs::metadata(&self.target) {
            #[cfg(unix)]
            keep_owner(&self.file, &old);
            self.file.set_permissions(old.permissions())?;
        }
        fs::rename(&self.path, &self.target)?;
        #[cfg(unix)]
        File::open(folder_of(&self.target))?.sync_all()?;
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.file.write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        // After the rename there is nothing left.
        let _ = fs::remove_file(&self.path);
    }
}

/// Gives the file to the owner and the group of the old one, as far as this user may.
#[cfg(unix)]
fn keep_owner(file: &File, old: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let is_other = file
        .metadata()
        .is_ok_and(|new| (new.uid(), new.gid()) != (old.uid(), old.gid()));
    if is_other && fchown(file, Some(old.uid()), Some(old.gid())).is_err() {
        // The group alone may be one of the user's own.
        let _ = fchown(file, None, Some(old.gid()));
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
