//! The command line as clap reads it. Help, completions and man pages come from here.

use clap::{Parser, Subcommand};

use crate::cli::advertise::AdvertiseArguments;
use crate::cli::browse::BrowseArguments;
use crate::cli::check::CheckArguments;
use crate::cli::completions::CompletionsArguments;
use crate::cli::demo::DemoArguments;
use crate::cli::explain::ExplainArguments;
use crate::cli::man::ManArguments;
use crate::cli::options::TerminalOptions;
use crate::cli::registry::RegistryArguments;
use crate::cli::registry_in_force::RegistryOptions;
use crate::cli::rules::RulesArguments;

/// Judge the services of DNS-SD and multicast DNS (Bonjour, Zeroconf) by the standards.
///
/// Printers, speakers, calendars and bridges make themselves known on a network by DNS-SD: a service type such as
/// _caldav._tcp, an instance name, a host, a port and a TXT record of keys and values. This program looks at what is
/// published, or about to be, and says what is wrong with it: each finding names the value, the limit and the sentence of
/// the standard that decides.
#[derive(Debug, Parser)]
#[command(
    name = "dnssd-check",
    version,
    propagate_version = false,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = "\
Examples:
  dnssd-check browse _caldav._tcp                    judge the calendars on this network
  dnssd-check check _moodring._tcp txtvers=1 mood=5  judge TXT keys before they are published
  dnssd-check explain TXT010                         read why a rule exists
  dnssd-check demo                                   see it work where no device is near

Exit status:
  0  nothing was found at or above --fail-on
  1  something was found
  2  the arguments or a file can't be used
  3  nothing could be observed: no usable interface, port taken, fewer instances than expected"
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    registry: RegistryOptions,
    #[command(flatten)]
    pub(crate) terminal: TerminalOptions,
}

#[derive(Debug, Subcommand)]
#[command(disable_help_subcommand = true)]
pub(crate) enum Command {
    Browse(BrowseArguments),
    Check(CheckArguments),
    Advertise(AdvertiseArguments),
    Demo(DemoArguments),
    Rules(RulesArguments),
    Explain(ExplainArguments),
    Registry(RegistryArguments),
    Completions(CompletionsArguments),
    Man(ManArguments),
}

impl Command {
    /// Whether the answer may depend on the registry, so that the user must know if the updated one can't be used.
    pub(crate) fn asks_registry(&self) -> bool {
        match self {
            Self::Browse(_)
            | Self::Check(_)
            | Self::Advertise(_)
            | Self::Demo(_)
            | Self::Explain(_) => true,
            Self::Registry(arguments) => arguments.asks_registry(),
            Self::Rules(_) | Self::Completions(_) | Self::Man(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_declaration_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_and_option_has_help() {
        let mut commands = vec![Arguments::command()];
        while let Some(command) = commands.pop() {
            assert!(
                command.get_about().is_some(),
                "{} has no help",
                command.get_name()
            );
            for argument in command.get_arguments() {
                let has_help = argument.get_help().is_some();
                assert!(
                    has_help,
                    "{} {} has no help",
                    command.get_name(),
                    argument.get_id()
                );
            }
            let leaf = command.get_subcommands().next().is_none();
            assert!(
                !leaf || command.get_after_help().is_some(),
                "{} has no examples",
                command.get_name()
            );
            commands.extend(command.get_subcommands().cloned());
        }
    }
}
