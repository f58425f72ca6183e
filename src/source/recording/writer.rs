use std::fmt;
use std::io::{self, Write};
use std::time::Duration;

use data_encoding::BASE64;
use serde::Serialize;

use super::line::{DatagramLine, EndLine, EndWord, HeadLine};
use super::{RecordedEnd, RecordingHead, VERSION};
use crate::model::{ReceivedMessage, Timestamp};

/// Writes a recording, line by line.
///
/// The first fault of the output ends the recording; it is told at the end, since what is looked at should not stop for it.
pub struct RecordingWriter<W = Box<dyn Write + Send>> {
    out: W,
    failed: Option<io::Error>,
}

impl<W: Write> RecordingWriter<W> {
    /// A recording that is written to `out`; its first line is written at once.
    ///
    /// # Errors
    ///
    /// What writing met.
    pub fn new(out: W, head: &RecordingHead) -> io::Result<Self> {
        let mut writer = Self { out, failed: None };
        let asked = head
            .targets
            .iter()
            .filter_map(|target| target.to_domain_name().ok())
            .map(|name| name.to_string())
            .collect();
        writer.line(&HeadLine {
            recording: VERSION,
            program: concat!("dnssd-check ", env!("CARGO_PKG_VERSION")).to_owned(),
            started: Timestamp(head.started).to_string(),
            asked,
            watch: head.watch,
        });
        writer.flush();
        writer.failed.take().map_or(Ok(writer), Err)
    }

    /// Writes a datagram.
    pub fn write(&mut self, received: &ReceivedMessage, octets: &[u8]) {
        self.line(&DatagramLine {
            at_ns: nanoseconds(received.at),
            interface: received.interface.to_string(),
            sender: received.sender.map(|sender| sender.to_string()),
            ip_ttl: received.ip_ttl,
            octets_base64: BASE64.encode(octets),
        });
        // Who stops the program by force shall have what was heard.
        self.flush();
    }

    /// Writes the last line.
    ///
    /// # Errors
    ///
    /// The first thing that writing met, in words.
    pub fn finish(mut self, end: &RecordedEnd) -> Result<(), String> {
        let word = if end.is_interrupted {
            EndWord::Interrupted
        } else {
            EndWord::Done
        };
        self.line(&EndLine {
            end: word,
            at_ns: nanoseconds(end.at),
            drops: end.drops,
        });
        self.flush();
        self.failed.map_or(Ok(()), |error| Err(error.to_string()))
    }

    fn line(&mut self, line: &impl Serialize) {
        if self.failed.is_some() {
            return;
        }
        let written = serde_json::to_writer(&mut self.out, line)
            .map_err(io::Error::from)
            .and_then(|()| self.out.write_all(b"\n"));
        self.failed = written.err();
    }

    fn flush(&mut self) {
        if self.failed.is_none() {
            self.failed = self.out.flush().err();
        }
    }
}

impl<W> fmt::Debug for RecordingWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordingWriter")
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
