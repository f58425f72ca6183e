use std::ffi::OsString;

use clap::Args;

use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::options::{FormatOption, JudgeOptions, ServiceArguments, parse_port};
use crate::cli::terminal::Terminal;
use crate::source::ServiceDefinition;

/// Publish a service on this network until interrupted, after it was judged.
///
/// A service with errors is not published, unless --force is given. Once it is published it is read back from the network
/// and compared with what was asked for. On an interrupt it says goodbye, so that it vanishes at once everywhere.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check advertise _caldav._tcp --port 8008 --name 'Team Calendar' path=/dav
  dnssd-check advertise _http._tcp --port 8000 path=/ -- python3 -m http.server 8000")]
pub(crate) struct AdvertiseArguments {
    #[command(flatten)]
    service: ServiceArguments,
    /// Port of the service, 1 to 65535.
    #[arg(long, value_name = "PORT", value_parser = parse_port)]
    port: u16,
    /// Instance name, as people see it: at most 63 octets of UTF-8, dots and blanks as they are. Without it the
    /// service is named after this machine.
    #[arg(long, value_name = "NAME")]
    name: Option<OsString>,
    /// Host name to publish the addresses under, in the domain local; without it one is made that no other program
    /// on this machine uses.
    #[arg(long, value_name = "HOST")]
    host: Option<String>,
    /// Subtype to publish it under as well, such as _printer; may be repeated.
    #[arg(long, value_name = "LABEL")]
    subtype: Vec<OsString>,
    /// Publish in spite of errors; each is reported all the same.
    #[arg(long)]
    pub(crate) force: bool,
    /// End when the name is taken on this network, instead of choosing another.
    #[arg(long)]
    pub(crate) no_rename: bool,
    /// Publish on this network interface only; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub(crate) interface: Vec<String>,
    /// Publish while this command runs, and end with its status.
    #[arg(value_name = "COMMAND", last = true)]
    pub(crate) command: Vec<OsString>,
    #[command(flatten)]
    pub(crate) judge: JudgeOptions,
    #[command(flatten)]
    pub(crate) output: FormatOption,
}

impl AdvertiseArguments {
    /// The service as it was asked for; the instance name is missing if none was given.
    pub(crate) fn definition(&self) -> Result<ServiceDefinition, Failure> {
        let mut definition = self.service.definition()?;
        if let Some(name) = &self.name {
            definition.set_instance(name.as_encoded_bytes())?;
        }
        if let Some(host) = &self.host {
            definition.set_host(host)?;
        }
        for subtype in &self.subtype {
            definition.add_subtype(subtype.as_encoded_bytes())?;
        }
        definition.port = Some(self.port);
        Ok(definition)
    }
}

/// Judges, publishes and waits.
#[cfg(feature = "mdns")]
pub(super) fn run(
    arguments: &AdvertiseArguments,
    terminal: Terminal,
) -> Result<ExitStatus, Failure> {
    crate::cli::live::advertise(arguments, terminal)
}

/// Says why nothing can be published.
#[cfg(not(feature = "mdns"))]
pub(super) fn run(arguments: &AdvertiseArguments, _: Terminal) -> Result<ExitStatus, Failure> {
    arguments.definition()?;
    Err(super::browse::no_link())
}
