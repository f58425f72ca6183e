//! The registry from the web into the cache, with a bar that shows how much has come.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::failure::Failure;
use crate::cli::registry::import::{Refreshed, cache, store, table};
use crate::cli::terminal::Terminal;
use crate::registry::Registry;
use crate::source::{
    Date, DownloadedRegistry, IANA_REGISTRY_URL, Provenance, RegistryCache, RegistryDownload,
    RegistryDownloadError, parse_registry_file,
};

/// Named rows that a registry from the web has at least; IANA's has more than ten thousand.
const MIN_NAMED_ROWS: usize = 1000;

/// Fetches the registry from `url`, or from IANA, if it differs from the cached one.
pub(super) fn from_web(
    url: Option<&str>,
    timeout: Duration,
    terminal: Terminal,
) -> Result<Refreshed, Failure> {
    let mut download = RegistryDownload::new(url.unwrap_or(IANA_REGISTRY_URL), timeout);
    let from = download.place();
    let cache = cache()?;
    let last = intact(&cache).filter(|(_, provenance)| provenance.from == from);
    if let Some((_, provenance)) = &last {
        download = download.unless(provenance.etag.clone(), provenance.last_modified.clone());
    }
    let bar = progress_bar(terminal);
    let fetched = download.fetch(&mut |received, total| {
        if let Some(total) = total.filter(|_| bar.length().is_none()) {
            bar.set_length(total);
            bar.set_style(style("{bar:30} {bytes} of {total_bytes}"));
        }
        bar.set_position(received);
    });
    bar.finish_and_clear();
    match (fetched.map_err(failure)?, last) {
        (Some(downloaded), _) => replace(&cache, downloaded, from),
        (None, Some((registry, mut provenance))) => {
            provenance.fetched = Date::today();
            cache.restamp(&provenance).map_err(Failure::usage)?;
            Ok(Refreshed::Unchanged(registry.info()))
        }
        // `fetch` gives none only to a question with validators, which only a cached table has.
        (None, None) => Err(Failure::not_observed("the server sent no registry")),
    }
}

/// The cached table and where it came from, if all of it is as it was written.
fn intact(cache: &RegistryCache) -> Option<(Registry, Provenance)> {
    let registry = cache.open().ok()??;
    registry.verify().ok()?;
    Some((registry, cache.provenance().ok()??))
}

fn replace(
    cache: &RegistryCache,
    downloaded: DownloadedRegistry,
    from: String,
) -> Result<Refreshed, Failure> {
    let edition = parse_registry_file(&downloaded.octets, &from).map_err(Failure::usage)?;
    let named = edition
        .registrations
        .iter()
        .filter(|row| row.name.is_some())
        .count();
    if named < MIN_NAMED_ROWS {
        let from = crate::name::presentation::text(from.as_bytes());
        return Err(Failure::usage(format_args!(
            "`{from}` has {named} rows with a service name, at least {MIN_NAMED_ROWS} are expected of the whole registry"
        )));
    }
    let provenance = Provenance {
        from,
        fetched: Date::today(),
        etag: downloaded.etag,
        last_modified: downloaded.last_modified,
    };
    store(cache, table(&edition), &provenance)
}

fn failure(error: RegistryDownloadError) -> Failure {
    if error.is_of_request_or_file() {
        Failure::usage(error)
    } else {
        Failure::not_observed(error)
    }
}

/// A bar on standard error where that is a terminal; otherwise it shows nothing.
fn progress_bar(terminal: Terminal) -> ProgressBar {
    if terminal.is_quiet() {
        return ProgressBar::hidden();
    }
    ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style("{bytes}"))
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the templates name what there is")
}
