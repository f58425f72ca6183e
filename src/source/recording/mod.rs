//! Recordings of a link: JSON lines, written by `browse --record` and judged again by `lint`.
//!
//! The first line says what was looked for, each further one is a datagram as it was heard, and the last one says how the
//! listening ended. A reader judges what the listener judged, in the same order and with the same idea of the time.
//!
//! ```json
//! {"recording":1,"program":"dnssd-check 0.1.0","started":"2026-11-28T09:04:12.000000Z","asked":["_http._tcp.local."],"watch":false}
//! {"at_ns":52000000,"interface":"eth0","sender":"10.77.0.1:5353","ip_ttl":255,"octets_base64":"AACEAAAAAAEAAAAA…"}
//! {"end":"done","at_ns":1653000000,"drops":0}
//! ```

mod line;
mod reader;
mod writer;

use std::time::Duration;

use crate::source::observer::{Absence, BrowseTarget};

pub use reader::{RecordingReader, Replayed};
pub use writer::RecordingWriter;

/// Version of the form of the lines.
const VERSION: u32 = 1;

/// What the first line says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordingHead {
    /// When the listening began, since the beginning of 1970.
    pub started: Duration,
    /// What was looked for; empty for all types.
    pub targets: Vec<BrowseTarget>,
    /// Whether changes and removals were told.
    pub watch: bool,
}

impl RecordingHead {
    /// The head of a recording of these targets.
    pub const fn new(started: Duration, targets: Vec<BrowseTarget>, watch: bool) -> Self {
        Self {
            started,
            targets,
            watch,
        }
    }
}

/// What the last line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "complete by definition: the members of the last line"
)]
pub struct RecordedEnd {
    /// When the listening ended, since it began.
    pub at: Duration,
    /// Whether somebody ended it before it was done.
    pub is_interrupted: bool,
    /// Datagrams that the system dropped before they could be heard.
    pub drops: u64,
}

impl RecordedEnd {
    /// Whether what was not seen is not there.
    pub const fn absence(&self) -> Absence {
        if self.is_interrupted || self.drops > 0 {
            Absence::Unknown
        } else {
            Absence::Known
        }
    }
}
