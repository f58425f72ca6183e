//! ciao, the responder of Homebridge, as an independent peer.

use std::env;
use std::path::Path;

use super::link::TestHost;
use super::process::Process;

/// Where the peer's few lines of JavaScript are.
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/ciao_peer.js");

/// Names the folder that npm installed the package in.
const FOLDER: &str = "DNSSD_CHECK_CIAO";

/// ciao on a host.
pub(crate) struct Ciao<'host> {
    host: &'host TestHost,
}

impl<'host> Ciao<'host> {
    /// The strings of a lamp that is not paired yet, as HAP-NodeJS puts them together.
    pub(crate) const LAMP: [&'static str; 9] = [
        "c#=1",
        "ff=0",
        "id=3C:33:1B:21:B3:00",
        "md=Desk Lamp",
        "pv=1.1",
        "s#=1",
        "sf=1",
        "ci=5",
        // Of the setup identifier `7OSX` and the `id` above.
        "sh=1OcU7w==",
    ];

    pub(crate) fn on(host: &'host TestHost) -> Self {
        Self { host }
    }

    /// Publishes an instance, whose host is `NAME.local.`, for as long as the process is kept, and
    /// waits until it is announced. Each string of `txt` needs a `=`.
    pub(crate) fn publish(
        &self,
        name: &str,
        service_type: &str,
        port: u16,
        txt: &[&str],
    ) -> Process {
        let mut command = self.host.command("node");
        command.args([
            SCRIPT,
            self.host.name(),
            name,
            service_type,
            &port.to_string(),
        ]);
        let publishing = Process::start(command.args(txt));
        publishing.wait_for("registered name", |line| {
            line.contains(r#""event":"registered""#)
        });
        publishing
    }
}

/// Whether the folder has the package.
pub(super) fn is_installed() -> bool {
    env::var_os(FOLDER).is_some_and(|folder| {
        Path::new(&folder)
            .join("node_modules/@homebridge/ciao")
            .is_dir()
    })
}
