//! The commands about TXT vocabularies: those that show them, and those for a user's own.

mod check;
mod format;
mod list;
mod new;
mod show;
mod subject;

use clap::{Args, Subcommand};

use crate::cli::args::{Command, Leaf, leaf};
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;

pub(in crate::cli) use self::subject::Subject;

/// Show TXT vocabularies, what the specifications say of the TXT keys of a service, and write your own.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check schema list
  dnssd-check schema show _ipp._tcp
  dnssd-check schema new _lab-door._tcp --out lab-door.toml
  dnssd-check schema check lab-door.toml
  dnssd-check schema format")]
pub(crate) struct SchemaArguments {
    #[command(subcommand)]
    command: SchemaCommand,
}

#[derive(Debug, Subcommand)]
#[command(disable_help_subcommand = true)]
enum SchemaCommand {
    List(list::ListArguments),
    Show(show::ShowArguments),
    New(new::NewArguments),
    Check(check::CheckArguments),
    Format(format::FormatArguments),
}

/// The commands, each to be read alone.
pub(crate) const LEAVES: [Leaf; 5] = [
    leaf!("list", list::ListArguments, SchemaCommand::List),
    leaf!("show", show::ShowArguments, SchemaCommand::Show),
    leaf!("new", new::NewArguments, SchemaCommand::New),
    leaf!("check", check::CheckArguments, SchemaCommand::Check),
    leaf!("format", format::FormatArguments, SchemaCommand::Format),
];

impl From<SchemaCommand> for Command {
    fn from(command: SchemaCommand) -> Self {
        Self::Schema(SchemaArguments { command })
    }
}

impl SchemaArguments {
    /// Whether the registry is asked.
    pub(crate) fn asks_registry(&self) -> bool {
        match self.command {
            SchemaCommand::Show(_) | SchemaCommand::New(_) | SchemaCommand::Check(_) => true,
            SchemaCommand::List(_) | SchemaCommand::Format(_) => false,
        }
    }
}

/// Answers.
pub(super) fn run(arguments: SchemaArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    match arguments.command {
        SchemaCommand::List(arguments) => list::run(&arguments, terminal),
        SchemaCommand::Show(arguments) => show::run(&arguments, terminal),
        SchemaCommand::New(arguments) => new::run(&arguments, terminal),
        SchemaCommand::Check(arguments) => check::run(&arguments, terminal),
        SchemaCommand::Format(arguments) => format::run(&arguments, terminal),
    }
}
