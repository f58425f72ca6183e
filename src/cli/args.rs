//! The command line as clap reads it. Help, completions and man pages come from here.

use std::ffi::OsString;
use std::path::Path;

use clap::builder::Resettable;
use clap::{ArgMatches, Args, FromArgMatches, Parser, Subcommand};

use crate::cli::advertise::AdvertiseArguments;
use crate::cli::browse::BrowseArguments;
use crate::cli::check::CheckArguments;
use crate::cli::completions::CompletionsArguments;
use crate::cli::convert::ConvertArguments;
use crate::cli::demo::DemoArguments;
use crate::cli::explain::ExplainArguments;
use crate::cli::fix::FixArguments;
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
  dnssd-check fix --diff /etc/avahi/services         see what can be repaired in files
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
    Fix(FixArguments),
    Convert(ConvertArguments),
    Advertise(AdvertiseArguments),
    Demo(DemoArguments),
    Rules(RulesArguments),
    Explain(ExplainArguments),
    Registry(RegistryArguments),
    Schema(SchemaArguments),
    Completions(CompletionsArguments),
    Man(ManArguments),
}

impl Arguments {
    /// Reads the arguments of the process, of which the first is the name of the program.
    ///
    /// Where a command comes first, clap reads what follows as if that were all of the program: declaring all commands,
    /// and carrying the options of every command down to the one that is meant, takes half of the time in which a look-up
    /// is answered. Help and errors of a command are the same either way.
    pub(crate) fn read(arguments: &[OsString]) -> Result<Self, clap::Error> {
        let Some((leaf, words)) = Leaf::named(arguments) else {
            return Self::try_parse_from(arguments);
        };
        let mut matches = leaf
            .command(arguments.first(), words)
            .try_get_matches_from(
                // The name of the program is not among what is read.
                arguments.iter().skip(1 + words.len()),
            )?;
        Ok(Self {
            command: (leaf.read)(&mut matches)?,
            registry: RegistryOptions::from_arg_matches_mut(&mut matches)?,
            terminal: TerminalOptions::from_arg_matches_mut(&mut matches)?,
        })
    }
}

/// A command that has no commands below it.
#[derive(Clone, Copy)]
pub(crate) struct Leaf {
    pub(crate) name: &'static str,
    pub(crate) declare: fn(clap::Command) -> clap::Command,
    pub(crate) read: fn(&mut ArgMatches) -> Result<Command, clap::Error>,
}

/// Makes a [`Leaf`] of a name, the type of the arguments and the variant that holds them.
macro_rules! leaf {
    ($name:literal, $arguments:ty, $variant:path) => {
        $crate::cli::args::Leaf {
            name: $name,
            declare: <$arguments as clap::Args>::augment_args,
            read: |matches| {
                <$arguments as clap::FromArgMatches>::from_arg_matches_mut(matches)
                    .map(|arguments| $variant(arguments).into())
            },
        }
    };
}

pub(crate) use leaf;

impl Leaf {
    /// The command that the arguments name, with the words that do; `None` where they begin with something else.
    fn named(arguments: &[OsString]) -> Option<(Self, &[OsString])> {
        let name = arguments.get(1)?.to_str()?;
        if let Some((_, leaves)) = NESTED.iter().find(|(own, _)| *own == name) {
            let inner = arguments.get(2)?.to_str()?;
            return Some((Self::find(leaves, inner)?, arguments.get(1..3)?));
        }
        Some((Self::find(&LEAVES, name)?, arguments.get(1..2)?))
    }

    fn find(leaves: &[Self], name: &str) -> Option<Self> {
        leaves.iter().find(|leaf| leaf.name == name).copied()
    }

    /// The declaration of this command alone, with the options that every command has.
    fn command(&self, program: Option<&OsString>, words: &[OsString]) -> clap::Command {
        let program = program.and_then(|path| Path::new(path).file_name()?.to_str());
        let mut call = program.unwrap_or("dnssd-check").to_owned();
        for word in words.iter().filter_map(|word| word.to_str()) {
            call.push(' ');
            call.push_str(word);
        }
        let command = (self.declare)(clap::Command::new(self.name));
        // Each declaration states what it is about; what counts is the command.
        let about = command.get_about().cloned();
        let long_about = command.get_long_about().cloned();
        TerminalOptions::augment_args(RegistryOptions::augment_args(command))
            .about(Resettable::from(about))
            .long_about(Resettable::from(long_about))
            .bin_name(call)
            .no_binary_name(true)
            // There is nothing below that they could be carried to.
            .mut_args(|argument| argument.global(false))
            .max_term_width(MAX_WIDTH)
    }
}

/// The commands that have no commands below them.
const LEAVES: [Leaf; 11] = [
    leaf!("browse", BrowseArguments, Command::Browse),
    leaf!("check", CheckArguments, Command::Check),
    leaf!("lint", LintArguments, Command::Lint),
    leaf!("fix", FixArguments, Command::Fix),
    leaf!("convert", ConvertArguments, Command::Convert),
    leaf!("advertise", AdvertiseArguments, Command::Advertise),
    leaf!("demo", DemoArguments, Command::Demo),
    leaf!("rules", RulesArguments, Command::Rules),
    leaf!("explain", ExplainArguments, Command::Explain),
    leaf!("completions", CompletionsArguments, Command::Completions),
    leaf!("man", ManArguments, Command::Man),
];

/// The commands that have commands below them, with those.
const NESTED: [(&str, &[Leaf]); 2] = [("registry", &registry::LEAVES), ("schema", &schema::LEAVES)];

impl Command {
    /// Whether the answer may depend on the registry, so that the user must know if the updated one can't be used.
    pub(crate) fn asks_registry(&self) -> bool {
        match self {
            Self::Browse(_)
            | Self::Check(_)
            | Self::Lint(_)
            | Self::Fix(_)
            | Self::Convert(_)
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
                    Leaf::find(&LEAVES, command.get_name()).is_some(),
                    "{words:?}"
                );
                assert_eq!(said(&words, Arguments::read), said(&words, full));
            }
            for inner in inner {
                let words = [command.get_name(), inner.get_name()];
                let nested = NESTED.iter().find(|(name, _)| *name == words[0]);
                assert!(
                    nested.is_some_and(|(_, leaves)| Leaf::find(leaves, words[1]).is_some()),
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
