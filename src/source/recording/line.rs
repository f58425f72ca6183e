//! The lines as serde has them.

use serde::{Deserialize, Serialize};

/// The first line.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct HeadLine {
    pub(super) recording: u32,
    #[serde(default)]
    pub(super) program: String,
    #[serde(default)]
    pub(super) started: String,
    pub(super) asked: Vec<String>,
    #[serde(default)]
    pub(super) watch: bool,
}

/// Any other line, before it is known whether it is a datagram or the end.
#[derive(Debug, Deserialize)]
pub(super) struct Line {
    pub(super) at_ns: u64,
    pub(super) interface: Option<String>,
    pub(super) sender: Option<String>,
    pub(super) ip_ttl: Option<u8>,
    pub(super) octets_base64: Option<String>,
    pub(super) end: Option<EndWord>,
    pub(super) drops: Option<u64>,
}

/// A datagram.
#[derive(Debug, Serialize)]
pub(super) struct DatagramLine {
    pub(super) at_ns: u64,
    pub(super) interface: String,
    pub(super) sender: Option<String>,
    pub(super) ip_ttl: Option<u8>,
    pub(super) octets_base64: String,
}

/// The last line.
#[derive(Debug, Serialize)]
pub(super) struct EndLine {
    pub(super) end: EndWord,
    pub(super) at_ns: u64,
    pub(super) drops: u64,
}

/// Why the listening ended.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum EndWord {
    Done,
    Interrupted,
}
