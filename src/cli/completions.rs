use std::io::Write;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::cli::args::Arguments;
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;

/// Print the completions for a shell.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check completions bash > ~/.local/share/bash-completion/completions/dnssd-check
  dnssd-check completions zsh > ~/.zfunc/_dnssd-check
  dnssd-check completions fish > ~/.config/fish/completions/dnssd-check.fish")]
pub(crate) struct CompletionsArguments {
    /// The shell that will read them.
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Prints them.
pub(super) fn run(
    arguments: &CompletionsArguments,
    terminal: Terminal,
) -> Result<ExitStatus, Failure> {
    let mut command = Arguments::command();
    let name = command.get_name().to_owned();
    // Generated into memory, because the generator panics when it can't write.
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, name, &mut text);
    let mut out = terminal.stdout();
    out.write_all(&text)?;
    out.flush()?;
    Ok(ExitStatus::Success)
}
