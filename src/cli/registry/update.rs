use std::path::Path;
use std::time::Duration;

use clap::Args;

use crate::cli::duration::parse_duration;
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::registry::import::{self, Refreshed};
use crate::cli::terminal::Terminal;

/// Fetch the newest registry from IANA, and use it from now on.
///
/// It is kept in a file of the folder for caches, which `registry info` names; `--builtin` ignores it. The file is
/// fetched only if it differs from the one that is there, and replaces it only if it is a registry.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check registry update
  dnssd-check registry update --from service-names-port-numbers.csv
  dnssd-check registry update --from https://mirror.example/service-names-port-numbers.csv")]
pub(super) struct UpdateArguments {
    /// Take the registry from this file or this http or https URL.
    #[arg(long, value_name = "FILE|URL")]
    from: Option<std::ffi::OsString>,
    /// Give up when nothing comes for so long.
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = parse_duration)]
    timeout: Duration,
}

/// Fetches it and puts it into the cache.
pub(super) fn run(arguments: &UpdateArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let refreshed = match &arguments.from {
        Some(from) if !is_url(&from.to_string_lossy()) => import::from_file(Path::new(from), None)?,
        from => {
            let url = from.as_ref().map(|url| url.to_string_lossy());
            from_web(url.as_deref(), arguments.timeout, terminal)?
        }
    };
    import::tell(&refreshed, terminal)
}

fn is_url(from: &str) -> bool {
    let from = from.to_ascii_lowercase();
    from.starts_with("http://") || from.starts_with("https://")
}

#[cfg(feature = "update")]
fn from_web(
    url: Option<&str>,
    timeout: Duration,
    terminal: Terminal,
) -> Result<Refreshed, Failure> {
    super::fetch::from_web(url, timeout, terminal)
}

/// Says why nothing can be fetched.
#[cfg(not(feature = "update"))]
fn from_web(_: Option<&str>, _: Duration, _: Terminal) -> Result<Refreshed, Failure> {
    Err(Failure::usage(
        "this program is built without the feature `update`: --from FILE reads a file that was fetched by other means",
    ))
}
