//! The command line as clap reads it. Help, completions and man pages come from here.

use std::ffi::OsString;

use clap::{Args, FromArgMatches, Parser, Subcommand};

use crate::cli::advertise::AdvertiseArguments;
use crate::cli::browse::BrowseArguments;
use crate::cli::check::CheckArguments;
use crate::cli::completions::CompletionsArguments;
use crate::cli::demo::DemoArguments;
use crate::cli::explain::ExplainArguments;
use crate::cli::lint::LintArguments;
use crate::cli::man::ManArguments;
use crate::cli::options::TerminalOptions;
use crate::cli::registry::{self, RegistryArguments};
use crate::cli::registry_in_force::RegistryOptions;
use crate::cli::rules::RulesArguments;
use crate::cli::schema::{self, SchemaArguments};

/// Columns of a help text at most.
const MAX_WIDTH: usize = 100;

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
    max_term_width = MAX_WIDTH,
    after_help = "\
Examples:
  dnssd-check browse _caldav._tcp                    judge the calendars on this network
  dnssd-check check _moodring._tcp txtvers=1 mood=5  judge TXT keys before they are published
  dnssd-check lint /etc/avahi/services office.pcap   judge files and captures
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
    Lint(LintArguments),
    Advertise(AdvertiseArguments),
    Demo(DemoArguments),
    Rules(RulesArguments),
    Explain(ExplainArguments),
    Registry(RegistryArguments),
    Schema(SchemaArguments),
    Completions(CompletionsArguments),
    Man(ManArguments),
}

/// Declares the arguments of one command to clap.
pub(crate) type Declare = fn(clap::Command) -> clap::Command;

impl Arguments {
    /// Reads the arguments of the process, of which the first is the name of the program.
    ///
    /// Where a command comes first, only that one is declared to clap: declaring and dropping all of them takes a third of
    /// the time in which a look-up is answered. Help and errors of a command are the same either way.
    pub(crate) fn read(arguments: &[OsString]) -> Result<Self, clap::Error> {
        let Some(command) = narrow(arguments) else {
            return Self::try_parse_from(arguments);
        };
        let root = clap::Command::new("dnssd-check")
            .max_term_width(MAX_WIDTH)
            .disable_help_subcommand(true)
            .subcommand(command);
        let root = TerminalOptions::augment_args(RegistryOptions::augment_args(root));
        let mut matches = root.try_get_matches_from(arguments)?;
        Self::from_arg_matches_mut(&mut matches)
    }
}

/// The one command that the arguments name, declared alone; `None` where they begin with something else.
fn narrow(arguments: &[OsString]) -> Option<clap::Command> {
    let name = arguments.get(1)?.to_str()?;
    if let Some((name, inner_declarations)) = NESTED.iter().find(|(own, _)| *own == name) {
        let inner = arguments.get(2)?.to_str()?;
        let (inner, declare) = find(inner_declarations, inner)?;
        return Some(clap::Command::new(*name).subcommand(declare(clap::Command::new(inner))));
    }
    let (name, declare) = find(&DECLARATIONS, name)?;
    Some(declare(clap::Command::new(name)))
}

fn find(declarations: &[(&'static str, Declare)], name: &str) -> Option<(&'static str, Declare)> {
    declarations.iter().find(|(own, _)| *own == name).copied()
}

/// The commands that have no commands below them.
const DECLARATIONS: [(&str, Declare); 9] = [
    ("browse", BrowseArguments::augment_args),
    ("check", CheckArguments::augment_args),
    ("lint", LintArguments::augment_args),
    ("advertise", AdvertiseArguments::augment_args),
    ("demo", DemoArguments::augment_args),
    ("rules", RulesArguments::augment_args),
    ("explain", ExplainArguments::augment_args),
    ("completions", CompletionsArguments::augment_args),
    ("man", ManArguments::augment_args),
];

/// The commands that have commands below them, with those.
const NESTED: [(&str, &[(&str, Declare)]); 2] = [
    ("registry", &registry::DECLARATIONS),
    ("schema", &schema::DECLARATIONS),
];

impl Command {
    /// Whether the answer may depend on the registry, so that the user must know if the updated one can't be used.
    pub(crate) fn asks_registry(&self) -> bool {
        match self {
            Self::Browse(_)
            | Self::Check(_)
            | Self::Lint(_)
            | Self::Advertise(_)
            | Self::Demo(_)
            | Self::Explain(_) => true,
            Self::Registry(arguments) => arguments.asks_registry(),
            Self::Schema(arguments) => arguments.asks_registry(),
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

    /// What clap prints for `dnssd-check … --help` and for an option that there is not.
    fn said(
        words: &[&str],
        read: fn(&[OsString]) -> Result<Arguments, clap::Error>,
    ) -> [String; 2] {
        ["--help", "--no-such-option"].map(|last| {
            let words = ["dnssd-check"]
                .into_iter()
                .chain(words.iter().copied())
                .chain([last]);
            let words: Vec<OsString> = words.map(OsString::from).collect();
            let error = read(&words).expect_err("help and errors end the reading");
            error.render().to_string()
        })
    }

    #[test]
    fn a_command_declared_alone_is_the_same() {
        let full = |words: &[OsString]| Arguments::try_parse_from(words);
        for command in Arguments::command().get_subcommands() {
            let inner: Vec<&clap::Command> = command.get_subcommands().collect();
            if inner.is_empty() {
                let words = [command.get_name()];
                assert!(
                    find(&DECLARATIONS, command.get_name()).is_some(),
                    "{words:?}"
                );
                assert_eq!(said(&words, Arguments::read), said(&words, full));
            }
            for inner in inner {
                let words = [command.get_name(), inner.get_name()];
                let declarations = NESTED.iter().find(|(name, _)| *name == words[0]);
                assert!(
                    declarations.is_some_and(|(_, inner)| find(inner, words[1]).is_some()),
                    "{words:?}"
                );
                assert_eq!(said(&words, Arguments::read), said(&words, full));
            }
        }
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
