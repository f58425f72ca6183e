use clap::Args;

use super::rows::{RowsFormat, RowsFormatOption, write_line};
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::registry::near_text;
use crate::cli::terminal::{Remark, Terminal};
use crate::name::presentation;
use crate::registry::{self, Registration, SearchHit, SearchPlace};
use crate::report::{write_registrations, write_registrations_csv};

/// Names shown without --all.
const MAX_SHOWN: usize = 50;

/// Search service names, their descriptions and their TXT keys.
///
/// Every word must be found, in any letter case. Best come first: the name itself, names that begin with the text, names
/// that contain it, then descriptions, then TXT keys. Ends with status 1 if nothing is found.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check registry search caldav
  dnssd-check registry search \"remote desktop\"
  dnssd-check registry search moodring --format csv")]
pub(super) struct SearchArguments {
    /// Words to look for.
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,
    /// Show everything that is found, not only the 50 best names.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    output: RowsFormatOption,
}

/// Searches.
pub(super) fn run(arguments: &SearchArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let text = arguments.text.join(" ");
    let shown = presentation::text(text.as_bytes());
    if !text.chars().any(char::is_alphanumeric) {
        return Err(Failure::usage(format_args!(
            "`{shown}` has no letter or digit that could be searched for"
        )));
    }
    let mut hits = registry::search(&text);
    let count = hits.len();
    if !arguments.all {
        hits.truncate(MAX_SHOWN);
    }
    let rows = hits
        .iter()
        .flat_map(|hit| registry::lookup_name(&hit.name).into_rows());
    match arguments.output.format {
        RowsFormat::Text => write_hits(terminal, &hits)?,
        RowsFormat::Json => write_registrations(terminal.stdout(), rows)?,
        RowsFormat::Csv => write_registrations_csv(terminal.stdout(), rows)?,
    }
    if count == 0 {
        let near = near_text(&registry::near_names(text.trim()));
        let sentence = format!("nothing is found for `{shown}`{near}");
        terminal.remark(Remark::Notice, &sentence);
        return Ok(ExitStatus::Findings);
    }
    if count > hits.len() {
        let sentence = format!(
            "the {} best of {count} names are shown; --all shows {} more",
            hits.len(),
            count - hits.len()
        );
        terminal.remark(Remark::Notice, &sentence);
    }
    Ok(ExitStatus::Success)
}

fn write_hits(terminal: Terminal, hits: &[SearchHit]) -> Result<(), Failure> {
    let mut out = terminal.stdout();
    for hit in hits {
        let rows = registry::lookup_name(&hit.name).into_rows();
        let remark = match hit.place {
            SearchPlace::Key => key_text(&rows),
            _ => String::new(),
        };
        write_line(&mut out, &rows, &remark)?;
    }
    Ok(out.flush()?)
}

/// Why a name was found whose line has nothing of what was searched for.
fn key_text(rows: &[Registration]) -> String {
    let keys = rows
        .iter()
        .map(|row| &row.txt.keys)
        .find(|keys| !keys.is_empty());
    let names: Vec<String> = keys
        .into_iter()
        .flatten()
        .map(|key| presentation::text(key.name.as_bytes()).to_string())
        .collect();
    format!(" (TXT keys {})", names.join(", "))
}
