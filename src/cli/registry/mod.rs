//! The commands that ask IANA's registry, and those that refresh it.

mod definition_text;

#[cfg(feature = "update")]
mod fetch;
mod import;
mod info;
mod lookup;
mod update;

use clap::{Args, Subcommand};

use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;

pub(in crate::cli) use self::definition_text::definition_text;

/// Ask IANA's registry of service names and ports, of which this program carries a copy.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check registry lookup caldav
  dnssd-check registry lookup 631
  dnssd-check registry info
  dnssd-check registry update")]
pub(crate) struct RegistryArguments {
    #[command(subcommand)]
    command: RegistryCommand,
}

#[derive(Debug, Subcommand)]
#[command(disable_help_subcommand = true)]
enum RegistryCommand {
    Lookup(lookup::LookupArguments),
    Info(info::InfoArguments),
    Update(update::UpdateArguments),
    Import(import::ImportArguments),
}

impl RegistryArguments {
    /// Whether the registry is asked, and not made anew.
    pub(crate) fn asks_registry(&self) -> bool {
        !matches!(
            self.command,
            RegistryCommand::Update(_) | RegistryCommand::Import(_)
        )
    }
}

/// Answers.
pub(super) fn run(arguments: RegistryArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    match arguments.command {
        RegistryCommand::Lookup(arguments) => lookup::run(&arguments, terminal),
        RegistryCommand::Info(arguments) => info::run(&arguments, terminal),
        RegistryCommand::Update(arguments) => update::run(&arguments, terminal),
        RegistryCommand::Import(arguments) => import::run(&arguments, terminal),
    }
}
