use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

/// One datagram as it arrived at the group.
#[derive(Clone, Debug)]
pub struct Datagram {
    /// The payload.
    pub octets: Vec<u8>,
    /// When it was taken from the kernel.
    pub at: Instant,
    /// Name of the interface on which it arrived.
    pub interface: Arc<str>,
    /// Who sent it.
    pub sender: Option<SocketAddr>,
    /// IP time to live, or hop limit, with which it arrived.
    pub ip_ttl: Option<u8>,
}

/// What a tap tells.
#[derive(Debug)]
#[non_exhaustive]
pub enum TapEvent {
    /// A datagram arrived.
    Datagram(Datagram),
}
