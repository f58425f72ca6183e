//! Packet captures: pcap and pcapng, of any size, in constant memory.
//!
//! [`CaptureReader`] finds the datagrams of a port in a stream of blocks: links of several kinds, VLAN tags, both versions of
//! IP with their extension headers, and fragments put together. [`judge_capture`] decodes and judges them on several threads and
//! lets an [`Observer`](crate::source::Observer) follow what they say of services.

mod blocks;
mod datagram;
mod fragments;
mod known;
mod link;
mod pipeline;
mod reader;

pub use datagram::CapturedDatagram;
pub use pipeline::{CaptureEvent, CaptureOptions, CaptureSummary, judge_capture};
pub use reader::{CaptureEnd, CaptureReader};
