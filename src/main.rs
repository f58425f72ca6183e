//! The `dnssd-check` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    dnssd_check::cli::main()
}
