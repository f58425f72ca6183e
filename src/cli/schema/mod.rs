//! The commands that show TXT vocabularies.

mod format;
mod list;
mod show;
mod subject;

use clap::{Args, Subcommand};

use crate::cli::args::Declare;
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;

pub(in crate::cli) use self::subject::Subject;

/// Show TXT vocabularies: what the specifications say of the TXT keys of a service.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check schema list
  dnssd-check schema show _ipp._tcp
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
    Format(format::FormatArguments),
}

/// The commands, each to be declared alone.
pub(crate) const DECLARATIONS: [(&str, Declare); 3] = [
    ("list", list::ListArguments::augment_args),
    ("show", show::ShowArguments::augment_args),
    ("format", format::FormatArguments::augment_args),
];

impl SchemaArguments {
    /// Whether the registry is asked.
    pub(crate) fn asks_registry(&self) -> bool {
        matches!(self.command, SchemaCommand::Show(_))
    }
}

/// Answers.
pub(super) fn run(arguments: SchemaArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    match arguments.command {
        SchemaCommand::List(arguments) => list::run(&arguments, terminal),
        SchemaCommand::Show(arguments) => show::run(&arguments, terminal),
        SchemaCommand::Format(arguments) => format::run(&arguments, terminal),
    }
}
