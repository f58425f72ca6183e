//! CUPS' `ippeveprinter` as an independent peer: a printer that has Avahi publish it.

use std::fs;

use super::avahi::Avahi;
use super::process::Process;

/// Where print jobs would go.
const SPOOL: &str = "/run/printer";

/// A printer without paper: an IPP server, as `_ipp._tcp`, `_ipps._tcp`, `_http._tcp`, and
/// `_printer._tcp` on port 0.
pub(crate) struct Printer {
    _process: Process,
}

impl Printer {
    /// Starts a printer on the host of `avahi`, and waits until its name is established.
    pub(crate) fn start(avahi: &Avahi<'_>, name: &str, port: u16) -> Self {
        fs::create_dir_all(SPOOL).expect("/run is this test's own");
        let watching = avahi.watch("_ipp._tcp");
        let port = port.to_string();
        let process = Process::start(
            avahi
                .command("ippeveprinter")
                .args(["-p", &port, "-d", SPOOL, "-r", "_print", name])
                // It keeps certificates there.
                .env("HOME", SPOOL),
        );
        // It says nothing itself.
        watching.wait_for("established printer", |line| line.starts_with("=;"));
        Self { _process: process }
    }
}
