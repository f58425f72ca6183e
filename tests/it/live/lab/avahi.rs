//! Avahi as an independent peer: a daemon of a host's own, on a bus of its own.

use std::fs;
use std::process::Command;

use super::link::TestHost;
use super::process::{Finished, Process, run};

/// An Avahi daemon on a host, with the tools that speak to it.
///
/// `avahi-browse` prints the strings of a TXT record in reverse order of the wire.
pub(crate) struct Avahi<'host> {
    host: &'host TestHost,
    bus_address: String,
    _bus: Process,
    daemon: Process,
}

impl<'host> Avahi<'host> {
    /// Starts a daemon that calls its host `NAME.local`, and waits until it serves.
    pub(crate) fn start(host: &'host TestHost) -> Self {
        Self::start_with_services(host, &[])
    }

    /// As [`start`](Self::start), with these files in its folder of service groups.
    pub(crate) fn start_with_services(host: &'host TestHost, files: &[(&str, &[u8])]) -> Self {
        let folder = format!("/run/avahi-{}", host.name());
        let bus_address = format!("unix:path={folder}/bus");
        let (bus_file, daemon_file) = (
            format!("{folder}/bus.conf"),
            format!("{folder}/daemon.conf"),
        );
        fs::create_dir_all(&folder).expect("/run is this test's own");
        fs::write(&bus_file, bus_configuration(&bus_address)).expect("/run is this test's own");
        fs::write(&daemon_file, daemon_configuration(host.name()))
            .expect("/run is this test's own");

        fs::create_dir_all(format!("{folder}/services")).expect("/run is this test's own");
        for (name, octets) in files {
            fs::write(format!("{folder}/services/{name}"), octets)
                .expect("/run is this test's own");
        }

        let bus = Process::start(host.command("dbus-daemon").args([
            "--nofork",
            "--print-address",
            &format!("--config-file={bus_file}"),
        ]));
        bus.wait_for("address of the bus", |line| line.contains("guid="));

        // `ip netns exec` gives each command its own mounts: the directories of the daemon can be
        // laid over the machine's without the other hosts seeing it.
        let start = format!(
            "mkdir -p /run/avahi-daemon {folder}/run {folder}/services \
             && mount --bind {folder}/run /run/avahi-daemon \
             && if [ -d /etc/avahi/services ]; then mount --bind {folder}/services /etc/avahi/services; fi \
             && exec avahi-daemon --no-drop-root --no-rlimits -f {daemon_file}"
        );
        let daemon = Process::start(
            host.command("sh")
                .args(["-c", &start])
                .env("DBUS_SYSTEM_BUS_ADDRESS", &bus_address),
        );
        daemon.wait_for("complete start", |line| {
            line.contains("Server startup complete")
        });
        Self {
            host,
            bus_address,
            _bus: bus,
            daemon,
        }
    }

    /// What the daemon has said so far.
    pub(crate) fn log(&self) -> Vec<String> {
        self.daemon.lines()
    }

    /// Waits until the daemon says something.
    pub(crate) fn wait_for_log(&self, expected: &str, text: &str) {
        self.daemon.wait_for(expected, |line| line.contains(text));
    }

    /// Publishes an instance for as long as the process is kept, and waits until it is established.
    pub(crate) fn publish(
        &self,
        name: &str,
        service_type: &str,
        port: u16,
        txt: &[&str],
    ) -> Process {
        let port = port.to_string();
        let publishing = Process::start(
            self.command("avahi-publish")
                .args(["-s", name, service_type, &port])
                .args(txt),
        );
        publishing.wait_for("established name", |line| {
            line.contains("Established under name")
        });
        publishing
    }

    /// What is there now, resolved (`avahi-browse -t -r -p`).
    pub(crate) fn browse(&self, service_type: &str) -> Finished {
        run(self
            .command("avahi-browse")
            .args(["-t", "-r", "-p", service_type]))
    }

    /// What comes and goes, resolved (`avahi-browse -r -p`).
    pub(crate) fn watch(&self, service_type: &str) -> Process {
        Process::start(
            self.command("avahi-browse")
                .args(["-r", "-p", service_type]),
        )
    }

    /// A command on the daemon's host that finds the daemon's bus.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = self.host.command(program);
        command.env("DBUS_SYSTEM_BUS_ADDRESS", &self.bus_address);
        command
    }
}

fn bus_configuration(address: &str) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>{address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
    <allow user="*"/>
  </policy>
</busconfig>
"#
    )
}

fn daemon_configuration(host: &str) -> String {
    format!(
        "[server]\nhost-name={host}\nuse-ipv4=yes\nuse-ipv6=yes\nallow-interfaces=eth0,eth1\n\
         cache-entries-max=65536\nobjects-per-client-max=16384\n\
         [wide-area]\nenable-wide-area=no\n\
         [publish]\npublish-workstation=no\npublish-hinfo=no\n"
    )
}
