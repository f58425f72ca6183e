//! The laboratory: links, hosts, processes and the peers on them.

mod avahi;
mod ciao;
mod link;
mod octets;
mod packet_peer;
mod printer;
mod process;
mod program;
mod resolved;
mod sandbox;
mod zeroconf;

pub(crate) use avahi::Avahi;
pub(crate) use ciao::Ciao;
pub(crate) use link::{Families, InterfaceState, Link, TestHost};
pub(crate) use octets::{Announcement, CacheFlush};
pub(crate) use packet_peer::PacketPeer;
pub(crate) use printer::Printer;
pub(crate) use process::{Process, run};
pub(crate) use program::{browse_json, diagnostics_of, instance_named};
pub(crate) use resolved::{MACHINE_ID, Resolved};
pub(crate) use sandbox::{Need, is_root, live};
pub(crate) use zeroconf::Zeroconf;

#[allow(
    unused_imports,
    reason = "only `benches/link.rs` is no test of libtest's"
)]
pub(crate) use {packet_peer::serve_if_asked, sandbox::inside};
