use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::model::{Frame, Origin};
use crate::name::DomainName;
use crate::name::NameParts;
use crate::wire::{Anomaly, Message, RecordData, decode};

/// One datagram as it arrived: the message in it and what is known of its way.
#[derive(Clone, Debug)]
pub struct ReceivedMessage {
    /// What could be decoded.
    pub message: Message,
    /// What was wrong with the wire form.
    pub anomalies: Vec<Anomaly>,
    /// Octets of the datagram.
    pub len: usize,
    /// Number of the message, counted by the observer.
    pub number: u64,
    /// When it arrived, since the observation began.
    pub at: Duration,
    /// Interface on which it arrived.
    pub interface: Arc<str>,
    /// Who sent it.
    pub sender: Option<SocketAddr>,
    /// The IP time to live (or hop limit) with which it arrived
    /// ([RFC 6762 §11](https://www.rfc-editor.org/rfc/rfc6762#section-11)).
    pub ip_ttl: Option<u8>,
    /// The frame of the capture in which it was; `None` on a link.
    pub frame: Option<Frame>,
}

impl ReceivedMessage {
    /// Decodes `octets`; sender, interface and time are for the caller to fill in.
    pub fn decode(octets: &[u8], number: u64) -> Self {
        let (message, anomalies) = decode(octets);
        Self {
            message,
            anomalies,
            len: octets.len(),
            number,
            at: Duration::ZERO,
            interface: Arc::default(),
            frame: None,
            sender: None,
            ip_ttl: None,
        }
    }

    /// Where the message was seen.
    pub fn origin(&self) -> Origin {
        let interface = Arc::clone(&self.interface);
        let sender = self.sender;
        match &self.frame {
            Some(frame) => Origin::Capture {
                frame: frame.clone(),
                interface,
                sender,
                offset: 0,
            },
            None => Origin::Link { interface, sender },
        }
    }

    /// The full names of the service instances that the message speaks of, each once, in the order of the records.
    pub fn instances(&self) -> Vec<&DomainName> {
        let mut names: Vec<&DomainName> = Vec::new();
        for record in &self.message.records {
            let name = match &record.data {
                RecordData::Ptr(target) => target,
                _ => &record.name,
            };
            let is_instance =
                NameParts::split(name).is_some_and(|parts| !parts.instance.is_empty());
            if is_instance && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}
