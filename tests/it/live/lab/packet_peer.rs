//! A peer that sends exactly the octets it is told to, and says what it hears.
//!
//! It runs in a process of its own on its host: the test binary executes itself once more. It takes
//! commands from its standard input: `send HEX`, `answer always|once NAME,NAME,… HEX`,
//! whose names are the hexadecimal wire form of what the packet answers questions about, and
//! `forget`.

use std::env;
use std::io::{self, BufRead, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6, UdpSocket};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Instant;

use data_encoding::HEXLOWER;
use nix::net::if_::if_nametoindex;
use socket2::{Domain, Protocol, Socket, Type};

use super::link::TestHost;
use super::octets::{Announcement, questions};
use super::process::Process;

/// Set in the process that is the peer; its value says what it does.
const PEER: &str = "DNSSD_CHECK_PEER";

const IPV4_GROUP: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 251);
const IPV6_GROUP: Ipv6Addr = Ipv6Addr::new(0xff02, 0, 0, 0, 0, 0, 0, 0xfb);
const PORT: u16 = 5353;

/// A packet peer on a host.
pub(crate) struct PacketPeer {
    process: Process,
    told: usize,
}

/// A datagram that the peer heard.
#[derive(Clone, Debug)]
pub(crate) struct HeardDatagram {
    /// Since the start of the peer, in milliseconds.
    pub(crate) milliseconds: u64,
    pub(crate) sender: IpAddr,
    pub(crate) payload: Vec<u8>,
}

/// How often a packet is sent in answer to questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Repeat {
    Always,
    Once,
}

impl PacketPeer {
    /// Starts a peer on the first interface of `host`, and waits until it listens.
    pub(crate) fn start(host: &TestHost) -> Self {
        Self::start_as(host, "talk")
    }

    /// Takes port 5353 of `host` for itself alone, so that nobody else can bind it.
    pub(crate) fn occupy_port(host: &TestHost) -> Self {
        Self::start_as(host, "occupy")
    }

    /// Sends a packet now.
    pub(crate) fn send(&mut self, payload: &[u8]) {
        self.process
            .tell(&format!("send {}", HEXLOWER.encode(payload)));
    }

    /// Sends a packet whenever one of `names` is asked for.
    pub(crate) fn answer(&mut self, names: &[Vec<u8>], payload: &[u8]) {
        self.answer_as("always", names, payload);
    }

    /// Sends a packet the first time that one of `names` is asked for.
    pub(crate) fn answer_once(&mut self, names: &[Vec<u8>], payload: &[u8]) {
        self.answer_as("once", names, payload);
    }

    /// Answers for an instance as a well-behaved responder would.
    pub(crate) fn serve(&mut self, instance: &Announcement) {
        self.answer(&instance.answered_names(), &instance.response());
    }

    /// Forgets all answers.
    pub(crate) fn forget(&mut self) {
        self.tell("forget");
    }

    /// Waits for a datagram that `matches`.
    pub(crate) fn wait_for(
        &self,
        expected: &str,
        matches: impl Fn(&HeardDatagram) -> bool,
    ) -> HeardDatagram {
        let line = self.process.wait_for(expected, |line| {
            HeardDatagram::parse(line).is_some_and(|heard| matches(&heard))
        });
        HeardDatagram::parse(&line).expect("only lines that parse match")
    }

    /// All that it heard so far.
    pub(crate) fn heard(&self) -> Vec<HeardDatagram> {
        self.process
            .stdout_lines()
            .iter()
            .filter_map(|line| HeardDatagram::parse(line))
            .collect()
    }

    fn start_as(host: &TestHost, part: &str) -> Self {
        let program = env::current_exe().expect("a running program has a path");
        let program = program
            .to_str()
            .expect("Cargo's target folder has a UTF-8 name");
        let mut command = host.command(program);
        // The same test again: `live` finds that this process is to be the peer.
        command.args(env::args().skip(1)).env(PEER, part);
        let process = Process::start(&mut command);
        process.wait_for("peer that listens", |line| line.ends_with("peer listens"));
        Self { process, told: 0 }
    }

    /// Gives the peer a command and waits until it has done it.
    fn tell(&mut self, command: &str) {
        self.told += 1;
        let done = format!("done {}", self.told);
        self.process.tell(command);
        self.process
            .wait_for("sign that it is done", |line| line == done);
    }

    fn answer_as(&mut self, repeat: &str, names: &[Vec<u8>], payload: &[u8]) {
        let names: Vec<String> = names.iter().map(|name| HEXLOWER.encode(name)).collect();
        self.tell(&format!(
            "answer {repeat} {} {}",
            names.join(","),
            HEXLOWER.encode(payload)
        ));
    }
}

impl HeardDatagram {
    /// Whether the payload has these octets somewhere.
    pub(crate) fn contains(&self, octets: &[u8]) -> bool {
        self.payload
            .windows(octets.len())
            .any(|window| window.eq_ignore_ascii_case(octets))
    }

    /// Whether it is a query that asks about `name`, which is in wire form and lower case.
    pub(crate) fn asks_for(&self, name: &[u8]) -> bool {
        questions(&self.payload)
            .iter()
            .any(|question| question == name)
    }

    pub(crate) fn is_response(&self) -> bool {
        self.payload.get(2).is_some_and(|flags| flags & 0x80 != 0)
    }

    fn parse(line: &str) -> Option<Self> {
        let mut words = line.strip_prefix("heard ")?.split(' ');
        Some(Self {
            milliseconds: words.next()?.parse().ok()?,
            sender: words.next()?.parse().ok()?,
            payload: HEXLOWER.decode(words.next()?.as_bytes()).ok()?,
        })
    }
}

/// Takes the peer's part if this process was started for it; returns whether it was.
pub(crate) fn serve_if_asked() -> bool {
    match env::var(PEER).as_deref() {
        Ok("occupy") => occupy().expect("the port of a new host is free"),
        Ok(_) => talk().expect("a new host has an interface for multicast"),
        Err(_) => return false,
    }
    true
}

enum Event {
    Command(String),
    Datagram {
        from: SocketAddr,
        to: Family,
        payload: Vec<u8>,
    },
    End,
}

/// Where in the peer's list of sockets a family is.
type Family = usize;

struct Answer {
    repeat: Repeat,
    names: Vec<Vec<u8>>,
    payload: Vec<u8>,
}

fn occupy() -> io::Result<()> {
    // Neither may be shared: no SO_REUSEADDR, no SO_REUSEPORT.
    let _ipv4 = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, PORT))?;
    let ipv6 = Socket::new(Domain::IPV6, Type::DGRAM, Some(Protocol::UDP))?;
    ipv6.set_only_v6(true)?;
    ipv6.bind(&SocketAddr::from((Ipv6Addr::UNSPECIFIED, PORT)).into())?;
    say("peer listens");
    io::copy(&mut io::stdin(), &mut io::sink()).map(|_octets| ())
}

fn talk() -> io::Result<()> {
    let started = Instant::now();
    let groups: Vec<(UdpSocket, SocketAddr)> = [ipv4_group("eth0"), ipv6_group("eth0")]
        .into_iter()
        .flatten()
        .collect();
    if groups.is_empty() {
        return Err(io::Error::other("eth0 has no address"));
    }
    let (sender, events) = channel();
    for (family, (socket, _group)) in groups.iter().enumerate() {
        let (socket, sender) = (socket.try_clone()?, sender.clone());
        thread::spawn(move || receive(&socket, family, &sender));
    }
    thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            let _ = sender.send(Event::Command(line));
        }
        let _ = sender.send(Event::End);
    });
    say("peer listens");

    let mut answers: Vec<Answer> = Vec::new();
    let mut done = 0_usize;
    for event in events {
        match event {
            Event::Command(line) => {
                if line == "forget" {
                    answers.clear();
                } else if let Some(payload) = line.strip_prefix("send ").and_then(hexadecimal) {
                    for (socket, group) in &groups {
                        send(socket, *group, &payload);
                    }
                } else {
                    answers
                        .push(Answer::parse(&line).expect("the test writes what the peer reads"));
                }
                done += 1;
                say(&format!("done {done}"));
            }
            Event::Datagram { from, to, payload } => {
                let milliseconds = started.elapsed().as_millis();
                let asked = questions(&payload);
                for answer in &mut answers {
                    if answer.names.iter().any(|name| asked.contains(name))
                        && let Some((socket, group)) = groups.get(to)
                    {
                        send(socket, *group, &answer.payload);
                        if answer.repeat == Repeat::Once {
                            answer.names.clear();
                        }
                    }
                }
                say(&format!(
                    "heard {milliseconds} {} {}",
                    from.ip(),
                    HEXLOWER.encode(&payload)
                ));
            }
            Event::End => break,
        }
    }
    Ok(())
}

impl Answer {
    fn parse(line: &str) -> Option<Self> {
        let mut words = line.strip_prefix("answer ")?.split(' ');
        let repeat = if words.next()? == "once" {
            Repeat::Once
        } else {
            Repeat::Always
        };
        let names: Option<Vec<_>> = words.next()?.split(',').map(hexadecimal).collect();
        let names = names?
            .iter()
            .map(|name| name.to_ascii_lowercase())
            .collect();
        Some(Self {
            repeat,
            names,
            payload: hexadecimal(words.next()?)?,
        })
    }
}

/// A socket on the IPv4 group of `interface`, and the group's address.
fn ipv4_group(interface: &str) -> Option<(UdpSocket, SocketAddr)> {
    let address = if_addrs::get_if_addrs()
        .ok()?
        .into_iter()
        .find_map(|found| match found.ip() {
            IpAddr::V4(address) if found.name == interface => Some(address),
            _ => None,
        })?;
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP)).ok()?;
    socket
        .bind(&SocketAddr::from((Ipv4Addr::UNSPECIFIED, PORT)).into())
        .ok()?;
    socket.join_multicast_v4(&IPV4_GROUP, &address).ok()?;
    socket.set_multicast_if_v4(&address).ok()?;
    socket.set_multicast_ttl_v4(255).ok()?;
    socket.set_multicast_loop_v4(false).ok()?;
    Some((socket.into(), SocketAddr::from((IPV4_GROUP, PORT))))
}

/// A socket on the IPv6 group of `interface`, and the group's address.
fn ipv6_group(interface: &str) -> Option<(UdpSocket, SocketAddr)> {
    let index = if_nametoindex(interface).ok()?;
    let socket = Socket::new(Domain::IPV6, Type::DGRAM, Some(Protocol::UDP)).ok()?;
    socket.set_only_v6(true).ok()?;
    socket
        .bind(&SocketAddr::from((Ipv6Addr::UNSPECIFIED, PORT)).into())
        .ok()?;
    socket.join_multicast_v6(&IPV6_GROUP, index).ok()?;
    socket.set_multicast_if_v6(index).ok()?;
    socket.set_multicast_hops_v6(255).ok()?;
    socket.set_multicast_loop_v6(false).ok()?;
    Some((
        socket.into(),
        SocketAddrV6::new(IPV6_GROUP, PORT, 0, index).into(),
    ))
}

fn receive(socket: &UdpSocket, to: Family, sender: &Sender<Event>) {
    let mut octets = vec![0; 65_536];
    while let Ok((length, from)) = socket.recv_from(&mut octets) {
        let payload = octets.iter().take(length).copied().collect();
        if sender.send(Event::Datagram { from, to, payload }).is_err() {
            break;
        }
    }
}

fn send(socket: &UdpSocket, group: SocketAddr, payload: &[u8]) {
    // An interface that was taken down is a part of some tests.
    if let Err(error) = socket.send_to(payload, group) {
        say(&format!("not sent to {group}: {error}"));
    }
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    HEXLOWER.decode(text.as_bytes()).ok()
}

/// Prints a line at once; libtest's own capture is off in this process.
fn say(line: &str) {
    let mut stdout = io::stdout().lock();
    let _ = writeln!(stdout, "{line}");
    let _ = stdout.flush();
}
