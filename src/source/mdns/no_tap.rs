use std::io;
use std::sync::mpsc::SyncSender;

use crate::source::mdns::{Interface, LinkError, TapEvent};

/// The tap of systems on which there is none yet: it never opens, and the engine's view is what remains.
#[derive(Debug)]
pub struct Tap {
    never: std::convert::Infallible,
}

impl Tap {
    /// Says that there is no tap here.
    ///
    /// # Errors
    ///
    /// Always [`LinkError::Socket`].
    pub fn open<E: Send + 'static>(
        interfaces: &[Interface],
        _events: &SyncSender<E>,
        _wrap: fn(TapEvent) -> E,
    ) -> Result<Self, LinkError> {
        let interface = interfaces
            .first()
            .map(|interface| interface.name.clone())
            .unwrap_or_default();
        let error = io::Error::new(io::ErrorKind::Unsupported, "there is no tap on this system");
        Err(LinkError::Socket { interface, error })
    }

    /// Listens on one more interface.
    ///
    /// # Errors
    ///
    /// None: there is no such tap.
    pub fn add<E: Send + 'static>(
        &mut self,
        _interface: &Interface,
        _events: &SyncSender<E>,
        _wrap: fn(TapEvent) -> E,
    ) -> Result<(), LinkError> {
        match self.never {}
    }

    /// Whether it listens on this interface already.
    pub fn listens_on(&self, _interface: &Interface) -> bool {
        match self.never {}
    }

    /// Sends a query to the group; returns how many sockets could send it.
    pub fn send(&self, _octets: &[u8]) -> usize {
        match self.never {}
    }

    /// Sends octets to the group on one interface, by IPv6 or IPv4; tells whether it could.
    pub fn send_on(&self, _interface: &str, _ipv6: bool, _octets: &[u8]) -> bool {
        match self.never {}
    }

    /// Datagrams that were dropped.
    pub fn drops(&self) -> u64 {
        match self.never {}
    }
}
