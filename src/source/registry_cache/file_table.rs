use std::fs::File;
use std::io;
use std::sync::{Mutex, PoisonError};

use crate::registry::TableSource;

/// Octets of a page.
const PAGE: u64 = 4096;

/// A table in a file, of which only those parts are read that a look-up asks for.
///
/// A search asks for some forty short pieces, many of them near each other: what was read last is kept, which leaves a
/// dozen reads.
#[derive(Debug)]
pub(super) struct FileTable {
    file: File,
    len: u64,
    kept: Mutex<Window>,
}

/// Two pages of the file, or what the file has of them.
#[derive(Debug, Default)]
struct Window {
    offset: u64,
    octets: Vec<u8>,
}

impl FileTable {
    /// The table that is all of this file.
    pub(super) fn new(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self {
            file,
            len,
            kept: Mutex::default(),
        })
    }
}

impl TableSource for FileTable {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        // Locked also where nothing is kept: elsewhere than on Unix, seeking and reading are two calls.
        let mut window = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if buffer.len() as u64 > PAGE {
            return read_exact_at(&self.file, offset, buffer);
        }
        if window.copy_to(offset, buffer).is_none() {
            window.read(&self.file, self.len, offset)?;
        }
        window
            .copy_to(offset, buffer)
            .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

impl Window {
    /// Reads the page that has `offset` and the one behind it: together they have every piece that begins there.
    fn read(&mut self, file: &File, len: u64, offset: u64) -> io::Result<()> {
        let start = offset - offset % PAGE;
        let length = len.saturating_sub(start).min(2 * PAGE);
        // What is kept is nothing until all of it is read.
        let mut octets = std::mem::take(&mut self.octets);
        octets.resize(usize::try_from(length).unwrap_or_default(), 0);
        read_exact_at(file, start, &mut octets)?;
        *self = Self {
            offset: start,
            octets,
        };
        Ok(())
    }

    /// Fills `buffer` with what is at `offset`; `None` where that isn't all here.
    fn copy_to(&self, offset: u64, buffer: &mut [u8]) -> Option<()> {
        let start = usize::try_from(offset.checked_sub(self.offset)?).ok()?;
        let end = start.checked_add(buffer.len())?;
        buffer.copy_from_slice(self.octets.get(start..end)?);
        Some(())
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

#[cfg(not(unix))]
fn read_exact_at(mut file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
    use std::io::{Read, Seek, SeekFrom};

    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(buffer)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn any_piece_is_read_as_it_is_in_the_file() {
        let octets: Vec<u8> = (0..20_000_u32).map(|number| (number % 251) as u8).collect();
        let path = std::env::temp_dir().join(format!("dnssd-check-table-{}", std::process::id()));
        fs::write(&path, &octets).unwrap();
        let table = FileTable::new(File::open(&path).unwrap()).unwrap();
        fs::remove_file(&path).unwrap();
        assert_eq!(table.len(), 20_000);
        for offset in [0, 1, 4095, 4096, 8191, 12_287, 5, 19_999, 20_000, 300] {
            for length in [0, 1, 512, 4096, 4097, 9000] {
                let mut buffer = vec![0; length];
                let read = table.read_at(offset as u64, &mut buffer);
                match octets.get(offset..offset + length) {
                    Some(expected) => {
                        read.unwrap();
                        assert!(buffer == expected, "{length} octets at {offset}");
                    }
                    None => assert!(read.is_err(), "{length} octets at {offset}"),
                }
            }
        }
        assert!(table.read_at(u64::MAX, &mut [0]).is_err());
    }
}
