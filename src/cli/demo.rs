use clap::Args;

use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::options::{FormatOption, JudgeOptions};
use crate::cli::terminal::Terminal;

/// Show the whole program at work where no device is near.
///
/// Publishes two instances on the loopback interface, one of them faulty on purpose, looks for them as browse would and
/// prints the verdicts. It needs no special permissions, and nothing leaves this machine.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check demo
  dnssd-check demo -v")]
pub(crate) struct DemoArguments {
    #[command(flatten)]
    pub(crate) judge: JudgeOptions,
    #[command(flatten)]
    pub(crate) output: FormatOption,
}

/// Publishes, browses and reports.
#[cfg(feature = "mdns")]
pub(super) fn run(arguments: &DemoArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    crate::cli::live::demo(arguments, terminal)
}

/// Says why nothing can be published.
#[cfg(not(feature = "mdns"))]
pub(super) fn run(_: &DemoArguments, _: Terminal) -> Result<ExitStatus, Failure> {
    Err(super::browse::no_link())
}
