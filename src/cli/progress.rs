//! How far a long job is.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How often it is told.
const PAUSE: Duration = Duration::from_millis(500);

/// Tells on standard error how much of a file has been read, until it is dropped.
#[derive(Debug)]
pub(super) struct Progress {
    octets: Arc<AtomicU64>,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Begins to tell of the file at this path; of one whose length is not known, only what was read.
    pub(super) fn start(path: &Path) -> Self {
        let octets = Arc::new(AtomicU64::new(0));
        let len = fs::metadata(path)
            .ok()
            .filter(fs::Metadata::is_file)
            .map(|metadata| metadata.len());
        let (stop, stopped) = channel();
        let counted = Arc::clone(&octets);
        let thread = thread::spawn(move || {
            let mut told = false;
            while stopped.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
                tell(&sentence(counted.load(Ordering::Relaxed), len));
                told = true;
            }
            if told {
                // The line is taken back.
                tell("");
            }
        });
        Self {
            octets,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// Where the octets are counted.
    pub(super) fn octets(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.octets)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It does nothing but write; there is nothing to be said of it.
            let _ended = thread.join();
        }
    }
}

fn sentence(read: u64, len: Option<u64>) -> String {
    let mib = read / (1024 * 1024);
    match len.filter(|len| *len > 0) {
        Some(len) => {
            let percent = (u128::from(read) * 100 / u128::from(len)).min(100);
            format!("{percent} % of {} MiB read", len / (1024 * 1024))
        }
        None => format!("{mib} MiB read"),
    }
}

/// Writes a line over the one before; standard error may be closed, and then nobody wants to know.
fn tell(sentence: &str) {
    let _ = write!(io::stderr(), "\r{sentence}\x1b[K").and_then(|()| io::stderr().flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_told_in_percent_where_the_length_is_known() {
        let mib = 1024 * 1024;
        assert_eq!(sentence(5 * mib, Some(20 * mib)), "25 % of 20 MiB read");
        assert_eq!(sentence(5 * mib, Some(3 * mib)), "100 % of 3 MiB read");
        assert_eq!(sentence(5 * mib, None), "5 MiB read");
        assert_eq!(sentence(0, Some(0)), "0 MiB read");
    }
}
