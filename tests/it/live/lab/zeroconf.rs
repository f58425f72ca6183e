//! python-zeroconf as an independent peer.

use super::link::TestHost;
use super::process::Process;

/// Where the peer's few lines of Python are.
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/zeroconf_peer.py");

/// python-zeroconf on a host.
pub(crate) struct Zeroconf<'host> {
    host: &'host TestHost,
}

impl<'host> Zeroconf<'host> {
    pub(crate) fn on(host: &'host TestHost) -> Self {
        Self { host }
    }

    /// Publishes an instance, whose host is `NAME.local.`, for as long as the process is kept, and
    /// waits until it is registered.
    pub(crate) fn publish(
        &self,
        name: &str,
        service_type: &str,
        port: u16,
        txt: &[&str],
    ) -> Process {
        let mut command = self.host.command("python3");
        command.args([
            SCRIPT,
            "publish",
            self.host.name(),
            name,
            service_type,
            &port.to_string(),
        ]);
        let publishing = Process::start(command.args(txt));
        publishing.wait_for("registered name", |line| {
            line.contains(r#""event": "registered""#)
        });
        publishing
    }

    /// Prints a line of JSON for each instance that comes (`added`) or goes (`removed`).
    pub(crate) fn watch(&self, service_type: &str) -> Process {
        let mut command = self.host.command("python3");
        Process::start(command.args([SCRIPT, "browse", service_type]))
    }
}
