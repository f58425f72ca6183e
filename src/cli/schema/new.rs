use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::terminal::{Remark, Terminal};
use crate::name::presentation;
use crate::schema::{BuiltinSchema, template};
use crate::source::TypeArgument;

/// Write a schema to begin with, with comments that say what may stand where.
///
/// Keys that the service is registered with at IANA are filled in. `dnssd-check schema check` reads what you make of it.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check schema new _lab-door._tcp
  dnssd-check schema new caldav --out schemas/caldav.toml")]
pub(super) struct NewArguments {
    /// Service type: a legal one such as _lab-door._tcp, or a name registered for one transport only, such as caldav.
    #[arg(value_name = "TYPE")]
    service_type: TypeArgument,
    /// Write the schema to this file, which must not be there yet.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Writes.
pub(super) fn run(arguments: &NewArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let argument = &arguments.service_type;
    let labels = &argument.service_type;
    if argument.subtype.is_some() {
        return Err(Failure::usage(format_args!(
            "`{argument}` is a subtype, which has no schema of its own: write `{labels}`"
        )));
    }
    if let Some(violation) = labels.violations().first() {
        return Err(Failure::usage(format_args!("`{labels}` {violation}")));
    }
    let text = template(labels);
    match &arguments.out {
        Some(path) => write_new(path, &text)?,
        None => crate::cli::print(terminal, &text)?,
    }
    let service = labels.to_string();
    if BuiltinSchema::find(&service).is_some() {
        let notice = format!(
            "a schema of `{service}` is built in, which this one replaces; `extends = [\"{service}\"]` adds to it"
        );
        terminal.remark(Remark::Notice, &notice);
    }
    Ok(ExitStatus::Success)
}

/// Writes a file that is not there yet.
fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let written = File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        let shown = presentation::text(path.as_os_str().as_encoded_bytes());
        match error.kind() {
            io::ErrorKind::AlreadyExists => Failure::usage(format_args!(
                "`{shown}` is there already, nothing is written over it"
            )),
            _ => Failure::usage(format_args!("`{shown}` can't be written: {error}")),
        }
    })
}
