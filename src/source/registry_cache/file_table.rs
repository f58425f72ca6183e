use std::fs::File;
use std::io;

use crate::registry::TableSource;

/// A table in a file, of which only those parts are read that a look-up asks for.
#[derive(Debug)]
pub(super) struct FileTable {
    file: File,
    len: u64,
    /// Held from seeking to reading, where both are not one call.
    #[cfg(not(unix))]
    turn: std::sync::Mutex<()>,
}

impl FileTable {
    /// The table that is all of this file.
    pub(super) fn new(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self {
            file,
            len,
            #[cfg(not(unix))]
            turn: std::sync::Mutex::default(),
        })
    }
}

impl TableSource for FileTable {
    fn len(&self) -> u64 {
        self.len
    }

    #[cfg(unix)]
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, buffer, offset)
    }

    #[cfg(not(unix))]
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        use std::io::{Read, Seek, SeekFrom};
        use std::sync::PoisonError;

        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        (&self.file).seek(SeekFrom::Start(offset))?;
        (&self.file).read_exact(buffer)
    }
}
