use std::io::{self, IoSliceMut};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError};
use std::thread;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::socket::{
    ControlMessageOwned, MsgFlags, MultiHeaders, SockaddrStorage, recvmmsg, setsockopt, sockopt,
};
use socket2::{Domain, InterfaceIndexOrAddress, Protocol, Socket, Type};

use crate::source::mdns::{Datagram, GROUP_V4, GROUP_V6, Interface, LinkError, PORT, TapEvent};

/// Receive buffer that is asked for; the system may give less.
const RECEIVE_BUFFER: usize = 32 << 20;

/// Datagrams taken from the kernel in one call.
const BATCH: usize = 32;

/// Longest UDP payload.
const MAX_DATAGRAM: usize = 65_535;

/// How long a reader waits before it looks whether it should end.
const WAKE_UP: Duration = Duration::from_millis(200);

/// A passive listener on the multicast group, one socket for each interface and address family.
///
/// Its sockets are bound to the group address, not to the wildcard, so that they take no unicast datagram away from the
/// engine or from a responder of this machine. Each has a thread that receives and stamps and does nothing else: it never
/// waits for who judges. What the kernel or the queue had to drop is counted.
#[derive(Debug)]
pub struct Tap {
    sockets: Vec<TapSocket>,
    stop: Arc<AtomicBool>,
    drops: Arc<AtomicU64>,
}

#[derive(Debug)]
struct TapSocket {
    socket: Socket,
    interface: Interface,
    group: SocketAddr,
}

impl Tap {
    /// Listens on all `interfaces`, with IPv4 and IPv6 where they have such addresses, and sends what arrives to
    /// `events`, turned into the receiver's own kind by `wrap`.
    ///
    /// # Errors
    ///
    /// [`LinkError::PortTaken`], or [`LinkError::Socket`] if no socket at all could be made.
    pub fn open<E: Send + 'static>(
        interfaces: &[Interface],
        events: &SyncSender<E>,
        wrap: fn(TapEvent) -> E,
    ) -> Result<Self, LinkError> {
        let mut tap = Self {
            sockets: Vec::new(),
            stop: Arc::new(AtomicBool::new(false)),
            drops: Arc::new(AtomicU64::new(0)),
        };
        let mut first_error = None;
        for interface in interfaces {
            if let Err(error) = tap.add(interface, events, wrap) {
                first_error.get_or_insert(error);
            }
        }
        match first_error {
            Some(error) if tap.sockets.is_empty() => Err(error),
            _ => Ok(tap),
        }
    }

    /// Listens on one more interface.
    ///
    /// # Errors
    ///
    /// As [`Tap::open`]; an address family that works is kept when the other does not.
    pub fn add<E: Send + 'static>(
        &mut self,
        interface: &Interface,
        events: &SyncSender<E>,
        wrap: fn(TapEvent) -> E,
    ) -> Result<(), LinkError> {
        let ipv4 = interface
            .ipv4
            .first()
            .map(|address| open_v4(interface, *address));
        let ipv6 = (!interface.ipv6.is_empty()).then(|| open_v6(interface));
        let mut outcome = Ok(());
        for opened in ipv4.into_iter().chain(ipv6) {
            let started = opened
                .and_then(|(socket, group)| self.start(socket, group, interface, events, wrap));
            if let Err(error) = started {
                outcome = Err(match error.kind() {
                    io::ErrorKind::AddrInUse => LinkError::PortTaken,
                    _ => LinkError::Socket {
                        interface: interface.name.clone(),
                        error,
                    },
                });
            }
        }
        outcome
    }

    /// Whether it listens on this interface already.
    pub fn listens_on(&self, interface: &Interface) -> bool {
        self.sockets
            .iter()
            .any(|socket| socket.interface.index == interface.index)
    }

    /// Sends a query to the group on every socket; returns how many could send it.
    pub fn send(&self, octets: &[u8]) -> usize {
        self.sockets
            .iter()
            .filter(|tap| tap.socket.send_to(octets, &tap.group.into()).is_ok())
            .count()
    }

    /// Sends octets to the group on one interface, by IPv6 or IPv4; tells whether it could.
    pub fn send_on(&self, interface: &str, ipv6: bool, octets: &[u8]) -> bool {
        let mut sockets = self.sockets.iter();
        let socket =
            sockets.find(|tap| tap.interface.name == interface && tap.group.is_ipv6() == ipv6);
        socket.is_some_and(|tap| tap.socket.send_to(octets, &tap.group.into()).is_ok())
    }

    /// Datagrams that were dropped, by the kernel or because the queue was full.
    pub fn drops(&self) -> u64 {
        self.drops.load(Ordering::Relaxed)
    }

    fn start<E: Send + 'static>(
        &mut self,
        socket: Socket,
        group: SocketAddr,
        interface: &Interface,
        events: &SyncSender<E>,
        wrap: fn(TapEvent) -> E,
    ) -> io::Result<()> {
        let reader = Reader {
            socket: socket.try_clone()?,
            interface: Arc::from(interface.name.as_str()),
            stop: Arc::clone(&self.stop),
            drops: Arc::clone(&self.drops),
        };
        let events = events.clone();
        thread::Builder::new()
            .name(format!("tap {}", interface.name))
            .spawn(move || {
                reader.run(|datagram| send(&events, wrap(TapEvent::Datagram(datagram))));
            })?;
        self.sockets.push(TapSocket {
            socket,
            interface: interface.clone(),
            group,
        });
        Ok(())
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// What became of a datagram that was handed on.
enum Handed {
    /// It was taken.
    Over,
    /// There was no place for it.
    Dropped,
    /// Nobody listens any more.
    ToNobody,
}

fn send<E>(events: &SyncSender<E>, event: E) -> Handed {
    match events.try_send(event) {
        Ok(()) => Handed::Over,
        Err(TrySendError::Full(_)) => Handed::Dropped,
        Err(TrySendError::Disconnected(_)) => Handed::ToNobody,
    }
}

fn open_v4(interface: &Interface, address: Ipv4Addr) -> io::Result<(Socket, SocketAddr)> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
    prepare(&socket)?;
    let group = SocketAddr::V4(SocketAddrV4::new(GROUP_V4, PORT));
    socket.bind(&group.into())?;
    socket.set_multicast_all_v4(false)?;
    socket.join_multicast_v4_n(&GROUP_V4, &InterfaceIndexOrAddress::Index(interface.index))?;
    socket.set_multicast_if_v4(&address)?;
    socket.set_multicast_ttl_v4(255)?;
    setsockopt(&socket, sockopt::Ipv4RecvTtl, &true)?;
    Ok((socket, group))
}

fn open_v6(interface: &Interface) -> io::Result<(Socket, SocketAddr)> {
    let socket = Socket::new(Domain::IPV6, Type::DGRAM, Some(Protocol::UDP))?;
    prepare(&socket)?;
    socket.set_only_v6(true)?;
    let group = SocketAddr::V6(SocketAddrV6::new(GROUP_V6, PORT, 0, interface.index));
    socket.bind(&group.into())?;
    socket.join_multicast_v6(&GROUP_V6, interface.index)?;
    socket.set_multicast_if_v6(interface.index)?;
    socket.set_multicast_hops_v6(255)?;
    setsockopt(&socket, sockopt::Ipv6RecvHopLimit, &true)?;
    Ok((socket, group))
}

fn prepare(socket: &Socket) -> io::Result<()> {
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(true)?;
    socket.set_read_timeout(Some(WAKE_UP))?;
    // Beyond net.core.rmem_max with the right to do so, up to it without.
    if setsockopt(socket, sockopt::RcvBufForce, &RECEIVE_BUFFER).is_err() {
        socket.set_recv_buffer_size(RECEIVE_BUFFER)?;
    }
    setsockopt(socket, sockopt::RxqOvfl, &1)?;
    Ok(())
}

/// The thread behind one socket.
struct Reader {
    socket: Socket,
    interface: Arc<str>,
    stop: Arc<AtomicBool>,
    drops: Arc<AtomicU64>,
}

impl Reader {
    fn run(self, mut hand_over: impl FnMut(Datagram) -> Handed) {
        let mut buffers: Vec<Vec<u8>> = (0..BATCH).map(|_| vec![0; MAX_DATAGRAM]).collect();
        let space = nix::cmsg_space!(libc_int, libc_int, u32);
        let mut kernel_drops_before = 0;
        while !self.stop.load(Ordering::Relaxed) {
            let received = match self.receive(&mut buffers, &space) {
                Ok(received) => received,
                Err(Errno::EAGAIN | Errno::EINTR | Errno::ENETDOWN) => continue,
                Err(_) => return,
            };
            for (datagram, kernel_drops) in received {
                if let Some(count) = kernel_drops {
                    let new = count.wrapping_sub(kernel_drops_before);
                    self.drops.fetch_add(u64::from(new), Ordering::Relaxed);
                    kernel_drops_before = count;
                }
                match hand_over(datagram) {
                    Handed::Over => {}
                    Handed::Dropped => drop(self.drops.fetch_add(1, Ordering::Relaxed)),
                    Handed::ToNobody => return,
                }
            }
        }
    }

    /// Waits for datagrams and takes all that are there, at most a batch; each with the kernel's count of drops.
    fn receive(
        &self,
        buffers: &mut [Vec<u8>],
        space: &[u8],
    ) -> Result<Vec<(Datagram, Option<u32>)>, Errno> {
        let mut headers = MultiHeaders::<SockaddrStorage>::preallocate(
            BATCH,
            Some(Vec::with_capacity(space.len())),
        );
        let mut slices: Vec<[IoSliceMut<'_>; 1]> = buffers
            .iter_mut()
            .map(|buffer| [IoSliceMut::new(buffer)])
            .collect();
        let fd = self.socket.as_raw_fd();
        let messages = recvmmsg(
            fd,
            &mut headers,
            slices.iter_mut(),
            MsgFlags::MSG_WAITFORONE,
            None,
        )?;
        let at = Instant::now();
        let mut received = Vec::new();
        for message in messages {
            let octets = message.iovs().flatten().copied().collect();
            let mut ip_ttl = None;
            let mut kernel_drops = None;
            for control in message.cmsgs().into_iter().flatten() {
                match control {
                    ControlMessageOwned::Ipv4Ttl(ttl) | ControlMessageOwned::Ipv6HopLimit(ttl) => {
                        ip_ttl = u8::try_from(ttl).ok();
                    }
                    ControlMessageOwned::RxqOvfl(count) => kernel_drops = Some(count),
                    _ => {}
                }
            }
            let sender = message.address.as_ref().and_then(sender_address);
            received.push((
                Datagram {
                    octets,
                    at,
                    interface: Arc::clone(&self.interface),
                    sender,
                    ip_ttl,
                },
                kernel_drops,
            ));
        }
        Ok(received)
    }
}

/// The size of a control message that carries an `int`.
#[expect(non_camel_case_types, reason = "the name that C gives it")]
type libc_int = i32;

fn sender_address(address: &SockaddrStorage) -> Option<SocketAddr> {
    if let Some(v4) = address.as_sockaddr_in() {
        return Some(SocketAddr::new(IpAddr::V4(v4.ip()), v4.port()));
    }
    let v6 = address.as_sockaddr_in6()?;
    let ip: Ipv6Addr = v6.ip();
    Some(SocketAddr::V6(SocketAddrV6::new(
        ip,
        v6.port(),
        0,
        v6.scope_id(),
    )))
}
