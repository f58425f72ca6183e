//! mdns-sd behind a seam: none of its types leaves this file and `advertise`.

use std::net::IpAddr;
use std::sync::mpsc::SyncSender;
use std::thread;
use std::time::{Duration, Instant};

use mdns_sd::{
    Error, IfKind, Receiver, ResolvedService, ScopedIp, ServiceDaemon, ServiceEvent,
    UnregisterStatus,
};

use crate::model::{Evidence, Host, Origin, Seen, ServiceInstance};
use crate::name::{DomainName, NameParts};
use crate::source::mdns::{Interface, LinkError};
use crate::wire::{Srv, TxtRecord};

/// Attempts to hand the engine a command while its queue of 100 is full.
const ATTEMPTS: u32 = 200;

/// The engine, restricted to some interfaces.
#[derive(Clone)]
pub(crate) struct EngineHandle {
    daemon: ServiceDaemon,
}

/// What the engine tells of a browse.
#[derive(Debug)]
pub(crate) enum EngineEvent {
    /// It heard of an instance.
    Found(DomainName),
    /// It resolved an instance.
    Resolved(Box<ServiceInstance>),
    /// Its event channel is closed: it dropped a consumer that was too slow, or has ended.
    Ended,
}

impl EngineHandle {
    /// Starts the engine on `interfaces`. It joins the group on all interfaces first; that is how it works.
    pub(crate) fn start(interfaces: &[Interface]) -> Result<Self, LinkError> {
        let daemon = ServiceDaemon::new().map_err(|error| LinkError::Engine(error.to_string()))?;
        let handle = Self { daemon };
        handle.retry(|daemon| daemon.disable_interface(IfKind::All))?;
        let mut kinds = Vec::new();
        for interface in interfaces {
            if !interface.ipv4.is_empty() {
                kinds.push(IfKind::IndexV4(interface.index));
            }
            if !interface.ipv6.is_empty() {
                kinds.push(IfKind::IndexV6(interface.index));
            }
        }
        handle.retry(|daemon| daemon.enable_interface(kinds.clone()))?;
        Ok(handle)
    }

    /// Runs a command, again and again for a while if the engine's queue is full.
    pub(crate) fn retry<T>(
        &self,
        command: impl Fn(&ServiceDaemon) -> Result<T, Error>,
    ) -> Result<T, LinkError> {
        for _ in 0..ATTEMPTS {
            match command(&self.daemon) {
                Err(Error::Again) => thread::sleep(Duration::from_millis(1)),
                outcome => return outcome.map_err(|error| LinkError::Engine(error.to_string())),
            }
        }
        Err(LinkError::Engine("its command queue stays full".to_owned()))
    }

    /// Asks for `name`, a type or subtype under `local.`; events come in a thread of their own, which drains the engine's
    /// channel without pause, because the engine drops consumers that are slow.
    pub(crate) fn browse<E: Send + 'static>(
        &self,
        name: &str,
        events: &SyncSender<E>,
        wrap: fn(EngineEvent) -> E,
    ) -> Result<(), LinkError> {
        let receiver = self.retry(|daemon| daemon.browse(name))?;
        let events = events.clone();
        thread::Builder::new()
            .name("engine".to_owned())
            .spawn(move || drain(&receiver, &events, wrap))
            .map_err(|error| LinkError::Engine(error.to_string()))?;
        Ok(())
    }

    /// Takes a service off the link; tells whether the engine knew it, `false` also if it does not answer within `limit`.
    pub(crate) fn unregister(&self, full_name: &str, limit: Duration) -> Result<bool, LinkError> {
        let status = self.retry(|daemon| daemon.unregister(full_name))?;
        Ok(matches!(
            status.recv_timeout(limit),
            Ok(UnregisterStatus::OK)
        ))
    }

    /// Ends the engine; waits at most `limit` for it.
    pub(crate) fn shut_down(&self, limit: Duration) {
        let until = Instant::now() + limit;
        if let Ok(status) = self.retry(ServiceDaemon::shutdown) {
            // A closed channel means that it has ended already.
            let _ended = status.recv_timeout(until.saturating_duration_since(Instant::now()));
        }
    }
}

fn drain<E>(receiver: &Receiver<ServiceEvent>, events: &SyncSender<E>, wrap: fn(EngineEvent) -> E) {
    while let Ok(event) = receiver.recv() {
        let event = match event {
            ServiceEvent::ServiceFound(service_type, full_name) => {
                full_domain_name(&full_name, &service_type).map(EngineEvent::Found)
            }
            ServiceEvent::ServiceResolved(resolved) => {
                instance_of(&resolved).map(|instance| EngineEvent::Resolved(Box::new(instance)))
            }
            _ => None,
        };
        let Some(event) = event else { continue };
        if events.send(wrap(event)).is_err() {
            return;
        }
    }
    // Nobody may be listening any more; then there is nobody to tell.
    let _nobody_listens = events.send(wrap(EngineEvent::Ended));
}

/// The engine joins labels with unescaped dots: what stands before the type is taken as one label.
fn full_domain_name(full_name: &str, service_type: &str) -> Option<DomainName> {
    let base = match service_type.split_once("._sub.") {
        Some((_, base)) => base,
        None => service_type,
    };
    let base_start = full_name.len().checked_sub(base.len())?;
    let (front, end) = full_name.split_at_checked(base_start)?;
    if !end.eq_ignore_ascii_case(base) {
        return None;
    }
    let instance = front.strip_suffix('.')?;
    let base: DomainName = base.parse().ok()?;
    base.prepend(instance.as_bytes()).ok()
}

/// What the engine knows of an instance: much less than the wire had.
fn instance_of(resolved: &ResolvedService) -> Option<ServiceInstance> {
    let name = full_domain_name(&resolved.fullname, &resolved.ty_domain)?;
    let parts = NameParts::split(&name)?;
    let interface = resolved
        .addresses
        .iter()
        .find_map(interface_name)
        .unwrap_or_default();
    let origin = Origin::Link {
        interface: interface.into(),
        sender: None,
    };
    let mut instance = ServiceInstance::new(name.clone(), parts, origin.clone());
    instance.evidence =
        Evidence::INSTANCE_NAME | Evidence::TXT_KEYS | Evidence::PORT | Evidence::ADDRESSES;
    let target = DomainName::from_labels(resolved.host.trim_end_matches('.').split('.')).ok()?;
    let srv = Srv {
        priority: 0,
        weight: 0,
        port: resolved.port,
        target: target.clone(),
    };
    instance
        .srv
        .push(Seen::defined(srv, name.clone(), origin.clone()));
    let strings = resolved
        .txt_properties
        .iter()
        .map(|property| match property.val() {
            Some(value) => [property.key().as_bytes(), b"=", value].concat(),
            None => property.key().as_bytes().to_vec(),
        });
    if let Ok(txt) = TxtRecord::from_strings(strings.collect::<Vec<_>>()) {
        instance.txt.push(Seen::defined(txt, name, origin.clone()));
    }
    let mut addresses: Vec<IpAddr> = resolved
        .addresses
        .iter()
        .map(ScopedIp::to_ip_addr)
        .collect();
    addresses.sort();
    let mut host = Host::new(target.clone());
    host.addresses = addresses
        .into_iter()
        .map(|address| Seen::defined(address, target.clone(), origin.clone()))
        .collect();
    instance.hosts.push(host);
    Some(instance)
}

fn interface_name(address: &ScopedIp) -> Option<String> {
    match address {
        ScopedIp::V4(address) => address
            .interface_ids()
            .iter()
            .next()
            .map(|id| id.name.clone()),
        ScopedIp::V6(address) => Some(address.scope_id().name.clone()),
        _ => None,
    }
}
