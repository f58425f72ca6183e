use clap::Args;

use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;

/// The form of schema files as JSON Schema, which a test derives from the types that read them.
const JSON_SCHEMA: &str = include_str!("../../../data/schema.schema.json");

/// Print the form of schema files as JSON Schema, by which editors complete and check them.
///
/// Schema files are TOML. An editor whose TOML support is Taplo reads the form from a first line
/// `#:schema schema.schema.json`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check schema format > schema.schema.json")]
pub(super) struct FormatArguments {}

/// Prints.
pub(super) fn run(_arguments: &FormatArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    crate::cli::print(terminal, JSON_SCHEMA)?;
    Ok(ExitStatus::Success)
}
