//! The command line: arguments in, a report and a status out.
//!
//! Findings and answers go to standard output, everything else to standard error. Nothing here ends the process: a
//! command returns its status or a failure to be told, and `main` hands the status on.

mod args;
mod baseline;
mod diff;
mod excerpt;
mod exit_status;
mod failure;
mod in_order;
mod input_files;
mod judge;
mod judgment;
#[cfg(feature = "mdns")]
mod live;
mod options;
mod output_file;
mod panic;
mod progress;
mod registry_in_force;
mod schema_options;
mod terminal;

mod advertise;
mod browse;
mod check;
mod completions;
mod convert;
mod demo;
mod duration;
mod explain;
mod fix;
mod lint;
mod man;
mod registry;
mod rules;
mod schema;

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use crate::cli::args::{Arguments, Command};
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::terminal::{Remark, Terminal};
use crate::name::presentation;

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    run(std::env::args_os())
}

/// Runs the program with these arguments, of which the first is the name of the program.
///
/// The statuses are 0 when nothing was found that weighs enough to fail, 1 when something was, 2 when the arguments or a
/// file can't be used and 3 when there was nothing that could be observed.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    panic::install_hook();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    registry_in_force::prepare(&arguments);
    let arguments = match Arguments::read(&arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // A type that was looked up may be what is wrong.
            if let Some(sentence) = registry_in_force::refusal() {
                terminal::notice(sentence);
            }
            return terminal::tell_clap_error(error).into();
        }
    };
    let terminal = Terminal::new(arguments.terminal);
    if arguments.command.asks_registry()
        && let Some(sentence) = registry_in_force::opened()
    {
        terminal.remark(Remark::Notice, sentence);
    }
    let outcome = dispatch(arguments.command, terminal);
    outcome
        .unwrap_or_else(|failure| terminal.tell_failure(&failure))
        .into()
}

fn dispatch(command: Command, terminal: Terminal) -> Result<ExitStatus, Failure> {
    match command {
        Command::Advertise(arguments) => advertise::run(&arguments, terminal),
        Command::Browse(arguments) => browse::run(&arguments, terminal),
        Command::Check(arguments) => check::run(&arguments, terminal),
        Command::Completions(arguments) => completions::run(&arguments, terminal),
        Command::Convert(arguments) => convert::run(&arguments, terminal),
        Command::Demo(arguments) => demo::run(&arguments, terminal),
        Command::Explain(arguments) => explain::run(&arguments, terminal),
        Command::Fix(arguments) => fix::run(&arguments, terminal),
        Command::Lint(arguments) => lint::run(&arguments, terminal),
        Command::Man(arguments) => man::run(&arguments, terminal),
        Command::Registry(arguments) => registry::run(arguments, terminal),
        Command::Rules(arguments) => rules::run(&arguments, terminal),
        Command::Schema(arguments) => schema::run(arguments, terminal),
    }
}

/// A path as it is printed, escaped.
fn shown(path: &Path) -> String {
    presentation::text(path.as_os_str().as_encoded_bytes()).to_string()
}

/// Writes all of `text` to standard output.
fn print(terminal: Terminal, text: &str) -> Result<(), Failure> {
    let mut out = terminal.stdout();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}
