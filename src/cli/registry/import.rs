use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;
use crate::name::presentation;
use crate::registry::{Edition, Registry, RegistryInfo, write_table};
use crate::source::{Date, Provenance, RegistryCache, read_registry_file};

/// What the tables say of where they come from.
const SOURCE: &str = "IANA Service Name and Transport Protocol Port Number Registry";

/// Read the registry from a file as IANA publishes it, and use it from now on.
///
/// With --write, the table is written there instead, and what is used stays as it is.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check registry import service-names-port-numbers.csv
  dnssd-check registry import service-names-port-numbers.csv --write services.tsv")]
pub(super) struct ImportArguments {
    /// IANA's file, as CSV, XML or plain text.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Write the table to this file.
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    /// The date of IANA's last update, YYYY-MM-DD; without it, that of the file, or of its newest row where the file does
    /// not say.
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    edition: Option<Date>,
}

/// What became of the cached table.
#[derive(Debug)]
pub(super) enum Refreshed {
    /// There is a new one.
    Replaced(RegistryInfo),
    /// There is no other one than this.
    #[cfg(feature = "update")]
    Unchanged(RegistryInfo),
}

/// Reads the file and writes the table.
pub(super) fn run(arguments: &ImportArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let Some(target) = &arguments.write else {
        return tell(&from_file(&arguments.file, arguments.edition)?, terminal);
    };
    let table = table_of(&arguments.file, arguments.edition)?;
    fs::write(target, &table).map_err(|error| {
        let target = presentation::text(target.as_os_str().as_encoded_bytes());
        Failure::usage(format_args!("`{target}` can't be written: {error}"))
    })?;
    Ok(ExitStatus::Success)
}

/// Reads a file into the cache; `edition` is the date of it, if not the file's own.
pub(super) fn from_file(path: &Path, edition: Option<Date>) -> Result<Refreshed, Failure> {
    let table = table_of(path, edition)?;
    // The folder in which a relative path is one is not known later.
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let provenance = Provenance {
        from: absolute.to_string_lossy().into_owned(),
        fetched: Date::today(),
        etag: None,
        last_modified: None,
    };
    store(&cache()?, table, &provenance)
}

fn table_of(path: &Path, date: Option<Date>) -> Result<String, Failure> {
    let mut edition = read_registry_file(path).map_err(Failure::usage)?;
    if let Some(date) = date {
        edition.updated = Some(date.to_string());
    }
    Ok(table(&edition))
}

/// The text of the table.
pub(super) fn table(edition: &Edition) -> String {
    write_table(edition, SOURCE)
}

/// Puts a table into the cache.
pub(super) fn store(
    cache: &RegistryCache,
    table: String,
    provenance: &Provenance,
) -> Result<Refreshed, Failure> {
    cache.store(&table, provenance).map_err(Failure::usage)?;
    let registry = Registry::parse(table).map_err(Failure::usage)?;
    Ok(Refreshed::Replaced(registry.info()))
}

/// The user's cache.
pub(super) fn cache() -> Result<RegistryCache, Failure> {
    RegistryCache::of_user().ok_or_else(|| {
        Failure::usage("no folder for caches is known: DNSSD_CHECK_CACHE can name one")
    })
}

/// Says which edition is used from now on.
pub(super) fn tell(refreshed: &Refreshed, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let (done, info) = match refreshed {
        Refreshed::Replaced(info) => ("is now of", info),
        #[cfg(feature = "update")]
        Refreshed::Unchanged(info) => ("has not changed, it is of", info),
    };
    let edition = match info.edition.as_str() {
        "" => "an unknown date".to_owned(),
        date => format!("edition {}", presentation::text(date.as_bytes())),
    };
    let text = format!(
        "the registry {done} {edition}: {} rows, {} names\n",
        info.rows, info.names
    );
    crate::cli::print(terminal, &text)?;
    Ok(ExitStatus::Success)
}

fn parse_date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| {
        let text = presentation::text(text.as_bytes());
        format!("`{text}` is not a date such as `2025-08-07`")
    })
}
