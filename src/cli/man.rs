use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory};

use crate::cli::args::Arguments;
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;

/// Print the man page, or write the pages of all commands to a folder.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check man | man -l -
  dnssd-check man --out ~/.local/share/man/man1")]
pub(crate) struct ManArguments {
    /// Write a page for the program and one for each command to this folder, which is made if it is not there.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Prints the page, or writes the pages.
pub(super) fn run(arguments: &ManArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let command = Arguments::command();
    let Some(folder) = &arguments.out else {
        let mut out = terminal.stdout();
        clap_mangen::Man::new(command).render(&mut out)?;
        out.flush()?;
        return Ok(ExitStatus::Success);
    };
    write_pages(command, folder).map_err(|error| {
        let folder = crate::name::presentation::text(folder.as_os_str().as_encoded_bytes());
        Failure::usage(format_args!(
            "folder `{folder}` can't be written to: {error}"
        ))
    })?;
    Ok(ExitStatus::Success)
}

fn write_pages(command: clap::Command, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    clap_mangen::generate_to(command, folder)
}
