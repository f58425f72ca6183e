use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::cli::duration::parse_duration;
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::options::{FormatOption, JudgeOptions};
use crate::cli::terminal::Terminal;
use crate::source::TypeArgument;

/// Find the services on this network and judge each as it is found.
///
/// Without a TYPE every type that announces itself is looked for. A run asks twice, a second apart, and ends when nothing
/// new has come for half a second, after ten seconds at the latest.
#[derive(Args, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
#[command(after_help = "\
Examples:
  dnssd-check browse
  dnssd-check browse _caldav._tcp ipp
  dnssd-check browse _http._tcp --quick --format json
  dnssd-check browse _matter._tcp --expect 3 --timeout 20s
  dnssd-check browse --watch --format jsonl
  dnssd-check browse _ipp._tcp --record printers.jsonl")]
pub(crate) struct BrowseArguments {
    /// Service types: `_caldav._tcp`, `_printer._sub._http._tcp`, or a name registered for one transport only, such as
    /// caldav; every type, if none is given.
    #[arg(value_name = "TYPE")]
    pub(crate) service_types: Vec<TypeArgument>,
    /// Go on until interrupted, and report changes and removals.
    #[arg(long)]
    pub(crate) watch: bool,
    /// Ask once instead of twice.
    #[arg(long, conflicts_with_all = ["thorough", "watch"])]
    pub(crate) quick: bool,
    /// Ask four times, at 0, 1, 3 and 7 seconds, instead of twice.
    #[arg(long)]
    pub(crate) thorough: bool,
    /// End after this time at the latest, such as 500ms, 20s or 5m; 10s unless --watch is given, which has no end.
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    pub(crate) timeout: Option<Duration>,
    /// End when nothing new has come for this time after the last question; 500ms if not given.
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    pub(crate) settle: Option<Duration>,
    /// Look on this network interface only; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub(crate) interface: Vec<String>,
    /// Look by IPv4 only.
    #[arg(short = '4', long, conflicts_with = "ipv6")]
    pub(crate) ipv4: bool,
    /// Look by IPv6 only.
    #[arg(short = '6', long)]
    pub(crate) ipv6: bool,
    /// Look for instances of this subtype only, such as _printer; needs a TYPE.
    #[arg(long, value_name = "LABEL", requires = "service_types")]
    pub(crate) subtype: Option<String>,
    /// Write all that is heard to this file, as JSON lines, which `lint` judges again with the same findings.
    ///
    /// The file must not be there yet.
    #[arg(long, value_name = "FILE.jsonl", conflicts_with = "engine_only")]
    pub(crate) record: Option<PathBuf>,
    /// Judge only what the mDNS engine shows, as on systems where the link can't be listened to; rules that need more are
    /// not applicable.
    #[arg(long)]
    pub(crate) engine_only: bool,
    /// End with status 3 if fewer instances than this are found; 1 or more.
    #[arg(long, value_name = "N")]
    pub(crate) expect: Option<NonZeroUsize>,
    #[command(flatten)]
    pub(crate) judge: JudgeOptions,
    #[command(flatten)]
    pub(crate) output: FormatOption,
}

/// Looks, judges and reports.
#[cfg(feature = "mdns")]
pub(super) fn run(arguments: &BrowseArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    crate::cli::live::browse(arguments, terminal)
}

/// Says why nothing can be looked for.
#[cfg(not(feature = "mdns"))]
pub(super) fn run(_: &BrowseArguments, _: Terminal) -> Result<ExitStatus, Failure> {
    Err(no_link())
}

/// Why nothing can be looked for.
#[cfg(not(feature = "mdns"))]
pub(super) fn no_link() -> Failure {
    Failure::not_observed(
        "this program was built without the feature `mdns`, which reaches the network",
    )
}
