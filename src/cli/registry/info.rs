use clap::Args;
use serde::Serialize;

use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::options::{AnswerFormat, AnswerFormatOption};
use crate::cli::terminal::Terminal;
use crate::name::presentation;
use crate::registry;
use crate::report::write_document;

/// Show which edition of the registry this program carries, and how much is in it.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check registry info
  dnssd-check registry info --format json")]
pub(super) struct InfoArguments {
    #[command(flatten)]
    output: AnswerFormatOption,
}

#[derive(Serialize)]
struct InfoObject {
    version: u32,
    edition: String,
    source: String,
    rows: usize,
    names: usize,
}

/// Tells.
pub(super) fn run(arguments: &InfoArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let info = registry::info();
    match arguments.output.format {
        AnswerFormat::Text => {
            let source = presentation::text(info.source.as_bytes());
            let edition = presentation::text(info.edition.as_bytes());
            let text = format!(
                "edition  {edition}\nsource   {source}\nrows     {}\nnames    {}\n",
                info.rows, info.names
            );
            crate::cli::print(terminal, &text)?;
        }
        AnswerFormat::Json => {
            let object = InfoObject {
                version: 1,
                edition: info.edition,
                source: info.source,
                rows: info.rows,
                names: info.names,
            };
            write_document(&mut terminal.stdout(), &object)?;
        }
    }
    Ok(ExitStatus::Success)
}
