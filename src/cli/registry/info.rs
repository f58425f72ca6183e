use std::collections::BTreeSet;
use std::fmt::Write;

use clap::Args;
use serde::Serialize;

use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::options::{AnswerFormat, AnswerFormatOption};
use crate::cli::registry_in_force;
use crate::cli::terminal::{Remark, Terminal};
use crate::name::presentation;
use crate::registry::{self, Registry};
use crate::report::write_document;
use crate::source::{Date, Provenance, RegistryCache};

/// Show which edition of the registry is used, where it comes from, how old it is and how much is in it.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check registry info
  dnssd-check registry info --builtin
  dnssd-check registry info --format json")]
pub(super) struct InfoArguments {
    #[command(flatten)]
    output: AnswerFormatOption,
}

/// What there is to tell, in the order of the text.
#[derive(Serialize)]
struct InfoObject {
    version: u32,
    edition: String,
    edition_age_days: Option<i64>,
    source: String,
    rows: usize,
    names: usize,
    /// Distinct pairs of name and transport protocol, "none" being one.
    pairs: usize,
    /// Whether it is the table that is part of the program.
    builtin: bool,
    /// The URL or file that the updated table was taken from.
    from: Option<String>,
    fetched: Option<String>,
    fetched_age_days: Option<i64>,
    /// Where an updated table is kept, whether there is one or not.
    cache: Option<String>,
}

/// Tells.
pub(super) fn run(arguments: &InfoArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let cache = RegistryCache::of_user();
    let is_cached = registry_in_force::is_cached();
    let registry = registry::current();
    if is_cached && let Err(error) = registry.verify() {
        let sentence = format!("{error} (`dnssd-check registry update` makes it anew)");
        terminal.remark(Remark::Notice, &sentence);
    }
    let provenance = cache
        .as_ref()
        .filter(|_| is_cached)
        .and_then(|cache| cache.provenance().ok()?);
    let info = object(registry, cache.as_ref(), provenance, Date::today());
    match arguments.output.format {
        AnswerFormat::Text => crate::cli::print(terminal, &text(&info))?,
        AnswerFormat::Json => write_document(&mut terminal.stdout(), &info)?,
    }
    Ok(ExitStatus::Success)
}

fn object(
    registry: &Registry,
    cache: Option<&RegistryCache>,
    provenance: Option<Provenance>,
    today: Date,
) -> InfoObject {
    let info = registry.info();
    let fetched = provenance.as_ref().map(|provenance| provenance.fetched);
    InfoObject {
        version: 1,
        edition_age_days: Date::parse(&info.edition).map(|edition| edition.days_until(today)),
        edition: info.edition,
        source: info.source,
        rows: info.rows,
        names: info.names,
        pairs: pairs(registry),
        builtin: !registry_in_force::is_cached(),
        from: provenance.map(|provenance| provenance.from),
        fetched: fetched.map(|fetched| fetched.to_string()),
        fetched_age_days: fetched.map(|fetched| fetched.days_until(today)),
        cache: cache.map(|cache| cache.path().to_string_lossy().into_owned()),
    }
}

fn pairs(registry: &Registry) -> usize {
    let pairs: BTreeSet<_> = registry
        .rows()
        .filter_map(|row| Some((row.name?.to_ascii_lowercase(), row.transport)))
        .collect();
    pairs.len()
}

fn text(info: &InfoObject) -> String {
    let shown = |text: &str| presentation::text(text.as_bytes()).to_string();
    let dated = |date: &str, age: Option<i64>| match age {
        Some(days) => format!("{}, {}", shown(date), age_in_words(days)),
        None if date.is_empty() => "of an unknown date".to_owned(),
        None => shown(date),
    };
    let mut lines = vec![
        ("edition", dated(&info.edition, info.edition_age_days)),
        ("source", shown(&info.source)),
        ("rows", info.rows.to_string()),
        ("names", info.names.to_string()),
        ("pairs", format!("{} of name and transport", info.pairs)),
    ];
    let used = if info.builtin {
        "the table that is built in"
    } else {
        "the updated table"
    };
    lines.push(("used", used.to_owned()));
    if let Some(from) = &info.from {
        lines.push(("from", shown(from)));
    }
    if let Some(fetched) = &info.fetched {
        lines.push(("fetched", dated(fetched, info.fetched_age_days)));
    }
    if let Some(cache) = &info.cache {
        lines.push(("cache", shown(cache)));
    }
    let mut text = String::new();
    for (member, value) in lines {
        writeln!(text, "{member:<7}  {value}").expect("writing to a string succeeds");
    }
    text
}

fn age_in_words(days: i64) -> String {
    match days {
        ..0 => "in the future".to_owned(),
        0 => "today".to_owned(),
        1 => "a day ago".to_owned(),
        days => format!("{days} days ago"),
    }
}
