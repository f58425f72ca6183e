//! systemd-resolved as an independent peer, unmanaged: no systemd, no networkd, no bus.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::link::TestHost;
use super::process::Process;

/// Names the folder in which the packages `systemd-resolved` and `libsystemd-shared` are unpacked. Installed, the former
/// would take over the machine's `resolv.conf`.
const FOLDER: &str = "DNSSD_CHECK_RESOLVED";

/// The version whose verdicts the corpus records.
const VERSION: &str = "systemd 252 ";

/// The ID that the machine has for it.
pub(crate) const MACHINE_ID: &str = "0123456789abcdef0123456789abcdef";

/// systemd-resolved on a host.
pub(crate) struct Resolved {
    daemon: Process,
}

impl Resolved {
    /// Starts a daemon that calls its host `NAME.local` and has these units.
    ///
    /// It leaves root for the user `systemd-resolve`, which need not exist here, and speaks multicast DNS on a link only where
    /// networkd has written so: both are put before its eyes. Without a bus it goes on by itself.
    pub(crate) fn start(host: &TestHost, units: &[(&str, &[u8])]) -> Self {
        let folder = format!("/run/resolved-{}", host.name());
        let etc = format!("{folder}/etc");
        for part in ["systemd/dnssd", "systemd/resolved.conf.d"] {
            fs::create_dir_all(format!("{etc}/{part}")).expect("/run is this test's own");
        }
        let write = |name: &str, octets: &[u8]| {
            fs::write(format!("{etc}/{name}"), octets).expect("/run is this test's own");
        };
        let machine = fs::read_to_string("/etc/os-release").unwrap_or_default();
        write("os-release", machine.as_bytes());
        write("machine-id", format!("{MACHINE_ID}\n").as_bytes());
        write(
            "passwd",
            b"root:x:0:0::/:/bin/sh\nsystemd-resolve:x:997:997::/:/bin/false\n",
        );
        write("group", b"root:x:0:\nsystemd-resolve:x:997:\n");
        write(
            "systemd/resolved.conf",
            b"[Resolve]\nMulticastDNS=yes\nLLMNR=no\nDNSStubListener=no\nDNS=\nFallbackDNS=\n",
        );
        for (name, octets) in units {
            write(&format!("systemd/dnssd/{name}"), octets);
        }
        let root = root()
            .expect("it was found before the test began")
            .display()
            .to_string();
        let start = format!(
            "mkdir -p /run/systemd/resolve /run/systemd/netif/links \
             && chown 997:997 /run/systemd/resolve \
             && link=$(ip -o link show eth0) \
             && printf 'ADMIN_STATE=configured\\nOPER_STATE=routable\\nMDNS=yes\\nLLMNR=no\\n' \
                > \"/run/systemd/netif/links/${{link%%:*}}\" \
             && LD_LIBRARY_PATH=$(echo {root}/usr/lib/*/systemd) && export LD_LIBRARY_PATH \
             && hostname {name} && mount --bind {etc} /etc \
             && exec {root}/lib/systemd/systemd-resolved",
            name = host.name(),
        );
        let mut command = host.command("unshare");
        command
            .args(["--uts", "sh", "-c", &start])
            .env("SYSTEMD_LOG_LEVEL", "debug")
            .env("SYSTEMD_LOG_TARGET", "console");
        let daemon = Process::start(&mut command);
        // Units are loaded before the first link is looked at.
        daemon.wait_for("start", |line| line.contains("Found new link"));
        Self { daemon }
    }

    /// Waits until it says something.
    pub(crate) fn wait_for_log(&self, expected: &str, text: &str) {
        self.daemon.wait_for(expected, |line| line.contains(text));
    }

    /// What it has said so far.
    pub(crate) fn log(&self) -> Vec<String> {
        self.daemon.lines()
    }
}

fn root() -> Option<PathBuf> {
    env::var_os(FOLDER).map(PathBuf::from)
}

/// Why there is no systemd-resolved of the right version.
pub(super) fn missing() -> Option<String> {
    let Some(root) = root() else {
        return Some(format!(
            "`{FOLDER}` names no folder with the unpacked package `systemd-resolved`"
        ));
    };
    let script = format!(
        "LD_LIBRARY_PATH=$(echo {root}/usr/lib/*/systemd) exec {root}/lib/systemd/systemd-resolved --version",
        root = root.display()
    );
    let said = Command::new("sh")
        .args(["-c", &script])
        .stdin(Stdio::null())
        .output();
    let version = said.map(|said| String::from_utf8_lossy(&said.stdout).into_owned());
    match version {
        Ok(version) if version.starts_with(VERSION) => None,
        Ok(version) => Some(format!(
            "`{version}` is not `{VERSION}`, whose verdicts are recorded"
        )),
        Err(error) => Some(format!("systemd-resolved can't be run: {error}")),
    }
}
