//! Links and hosts: bridges and network namespaces joined by veth pairs.

use std::cell::{Cell, RefCell};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use super::process::{PATIENCE, run};

/// One link: an Ethernet switch in a namespace of its own.
pub(crate) struct Link {
    number: u8,
    hosts: Cell<u8>,
}

/// A host: a network namespace with a loopback interface and one interface per joined link.
pub(crate) struct TestHost {
    name: String,
    interfaces: RefCell<Vec<Interface>>,
}

/// Which address families an interface gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Families {
    /// 10.77.x.y/24 and an IPv6 link-local address.
    Both,
    /// 10.77.x.y/24.
    Ipv4Only,
    /// An IPv6 link-local address.
    Ipv6Only,
}

#[derive(Clone, Debug)]
struct Interface {
    ipv4: Option<Ipv4Addr>,
    ipv6: Option<Ipv6Addr>,
}

impl Link {
    /// Makes link `number`; its IPv4 network is 10.77.`number`.0/24.
    pub(crate) fn new(number: u8) -> Self {
        let link = Self {
            number,
            hosts: Cell::new(0),
        };
        let switch = link.switch();
        ip(&format!("netns add {switch}"));
        // Without a querier, snooping would soon stop multicast from being forwarded.
        ip(&format!(
            "-n {switch} link add br0 type bridge mcast_snooping 0"
        ));
        ip(&format!("-n {switch} link set br0 up"));
        link
    }

    /// Makes a host with one interface, `eth0`, on this link.
    pub(crate) fn host(&self, name: &str) -> TestHost {
        self.host_with(name, Families::Both)
    }

    /// As [`host`](Self::host), with the families given.
    pub(crate) fn host_with(&self, name: &str, families: Families) -> TestHost {
        let host = TestHost::without_link(name);
        ip(&format!("-n {name} link set lo up"));
        self.join(&host, families);
        host
    }

    /// Gives `host` its next interface, `eth0`, `eth1`, …, on this link.
    pub(crate) fn join(&self, host: &TestHost, families: Families) {
        let (switch, name) = (self.switch(), &host.name);
        let position = self.hosts.get() + 1;
        self.hosts.set(position);
        let interface = format!("eth{}", host.interfaces.borrow().len());
        let port = format!("p{position}");
        ip(&format!(
            "-n {name} link add {interface} type veth peer name {port} netns {switch}"
        ));
        ip(&format!("-n {switch} link set {port} master br0 up"));
        // Duplicate address detection would cost two seconds and can find nothing here.
        let setting = match families {
            Families::Both | Families::Ipv6Only => "echo 0 > accept_dad",
            Families::Ipv4Only => "echo 1 > disable_ipv6",
        };
        let set = format!("cd /proc/sys/net/ipv6/conf/{interface} && {setting}");
        run(host.command("sh").args(["-c", &set]));
        ip(&format!("-n {name} link set {interface} up"));
        let ipv4 =
            (families != Families::Ipv6Only).then(|| Ipv4Addr::new(10, 77, self.number, position));
        if let Some(address) = ipv4 {
            ip(&format!("-n {name} addr add {address}/24 dev {interface}"));
        }
        let ipv6 = (families != Families::Ipv4Only).then(|| host.link_local(&interface));
        host.interfaces.borrow_mut().push(Interface { ipv4, ipv6 });
    }

    fn switch(&self) -> String {
        format!("switch{}", self.number)
    }
}

impl TestHost {
    /// Makes a host without any link, whose loopback interface is down.
    pub(crate) fn without_link(name: &str) -> Self {
        ip(&format!("netns add {name}"));
        Self {
            name: name.to_owned(),
            interfaces: RefCell::default(),
        }
    }

    /// A command that will run on this host.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name, program]);
        command
    }

    /// Runs `dnssd-check` on this host.
    pub(crate) fn dnssd_check(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_dnssd-check"));
        // Nobody's own configuration or registry takes part.
        command
            .args(arguments)
            .env("HOME", "/run")
            .env("DNSSD_CHECK_CACHE", "/nonexistent")
            .env("DNSSD_CHECK_CONFIG", "/nonexistent")
            .env_remove("XDG_CONFIG_HOME");
        command
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The IPv4 address of the first interface.
    pub(crate) fn ipv4(&self) -> Ipv4Addr {
        self.first().ipv4.expect("the host was made with IPv4")
    }

    /// The link-local IPv6 address of the first interface.
    pub(crate) fn ipv6(&self) -> Ipv6Addr {
        self.first().ipv6.expect("the host was made with IPv6")
    }

    /// Takes an interface down, or brings it up again and waits until it has its addresses.
    pub(crate) fn set_interface(&self, interface: &str, state: InterfaceState) {
        match state {
            InterfaceState::Down => ip(&format!("-n {} link set {interface} down", self.name)),
            InterfaceState::Up => {
                ip(&format!("-n {} link set {interface} up", self.name));
                self.link_local(interface);
            }
        }
    }

    fn first(&self) -> Interface {
        self.interfaces
            .borrow()
            .first()
            .expect("the host was made on a link")
            .clone()
    }

    /// Waits until `interface` has a link-local address that can be used.
    fn link_local(&self, interface: &str) -> Ipv6Addr {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let shown = run(Command::new("ip").args([
                "-n", &self.name, "-6", "-o", "addr", "show", "dev", interface,
            ]));
            let address = shown
                .stdout
                .lines()
                .filter(|line| !line.contains("tentative"))
                .filter_map(|line| {
                    line.split_whitespace()
                        .skip_while(|word| *word != "inet6")
                        .nth(1)
                })
                .find_map(|address| address.strip_suffix("/64")?.parse().ok());
            if let Some(address) = address {
                return address;
            }
            assert!(
                Instant::now() < deadline,
                "{interface} of {} got no IPv6 address: {shown}",
                self.name
            );
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Whether an interface takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InterfaceState {
    Down,
    Up,
}

fn ip(arguments: &str) {
    let done = run(Command::new("ip").args(arguments.split(' ')));
    assert!(done.status == Some(0), "ip {arguments}: {done}");
}
