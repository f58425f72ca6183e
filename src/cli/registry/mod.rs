//! The commands that ask IANA's registry, and those that refresh it.

mod contacts;
mod definition_text;

#[cfg(feature = "update")]
mod fetch;
mod import;
mod rows;

mod info;
mod list;
mod lookup;
mod propose;
mod search;
mod update;

use clap::{Args, Subcommand};

use crate::cli::args::{Command, Leaf, leaf};

use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;
use crate::name::presentation;

pub(in crate::cli) use self::definition_text::definition_text;
pub(in crate::cli) use self::lookup::remark_text;

/// Ask IANA's registry of service names and ports, of which this program carries a copy.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check registry lookup caldav
  dnssd-check registry lookup 631
  dnssd-check registry search calendar
  dnssd-check registry list --with-txt
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
    Search(search::SearchArguments),
    List(list::ListArguments),
    Propose(propose::ProposeArguments),
    Info(info::InfoArguments),
    Update(update::UpdateArguments),
    Import(import::ImportArguments),
}

/// The commands, each to be read alone.
pub(crate) const LEAVES: [Leaf; 7] = [
    leaf!("lookup", lookup::LookupArguments, RegistryCommand::Lookup),
    leaf!("search", search::SearchArguments, RegistryCommand::Search),
    leaf!("list", list::ListArguments, RegistryCommand::List),
    leaf!(
        "propose",
        propose::ProposeArguments,
        RegistryCommand::Propose
    ),
    leaf!("info", info::InfoArguments, RegistryCommand::Info),
    leaf!("update", update::UpdateArguments, RegistryCommand::Update),
    leaf!("import", import::ImportArguments, RegistryCommand::Import),
];

impl From<RegistryCommand> for Command {
    fn from(command: RegistryCommand) -> Self {
        Self::Registry(RegistryArguments { command })
    }
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
        RegistryCommand::Search(arguments) => search::run(&arguments, terminal),
        RegistryCommand::List(arguments) => list::run(&arguments, terminal),
        RegistryCommand::Propose(arguments) => propose::run(&arguments, terminal),
        RegistryCommand::Info(arguments) => info::run(&arguments, terminal),
        RegistryCommand::Update(arguments) => update::run(&arguments, terminal),
        RegistryCommand::Import(arguments) => import::run(&arguments, terminal),
    }
}

/// `; near to it: …`, to follow a sentence about a name that isn't registered; nothing if no name is near.
fn near_text(near: &[String]) -> String {
    if near.is_empty() {
        return String::new();
    }
    let near: Vec<String> = near
        .iter()
        .map(|name| format!("`{}`", presentation::text(name.as_bytes())))
        .collect();
    format!("; near to it: {}", near.join(", "))
}
