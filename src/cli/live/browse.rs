use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::cli::browse::BrowseArguments;
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::judge::{Judge, Judged, Messages};
use crate::cli::live::{on_interrupt, seconds};
use crate::cli::shown;
use crate::cli::terminal::{Remark, Terminal};
use crate::linter::Linter;
use crate::report::{Report, Reporter};
use crate::schema::Schemas;
use crate::source::mdns::{
    BrowseOptions, BrowseSummary, Browser, InterfaceSelection, Rounds, View,
};
use crate::source::{BrowseTarget, RecordingHead, RecordingWriter};

/// Looks, judges and reports.
pub(in crate::cli) fn browse(
    arguments: &BrowseArguments,
    terminal: Terminal,
) -> Result<ExitStatus, Failure> {
    let judgment = arguments.judge.judgment()?;
    let (linter, fail_on) = (judgment.linter(), judgment.fail_on);
    let options = options(arguments, linter.schemas());
    let mut browser = Browser::open(options.clone())?;
    // Where nothing can be heard no file is left behind.
    if let Some(path) = &arguments.record {
        browser.record_to(recording(path, &options)?)?;
    }
    let control = browser.control();
    on_interrupt(move || control.stop())?;
    let mut reporter = terminal.reporter(&arguments.output, fail_on, linter.schemas())?;
    let (report, summary) =
        browse_and_judge(browser, linter, &mut *reporter, arguments.watch, terminal)?;
    tell_ending(&summary, arguments, terminal);
    if let (Err(error), Some(path)) = (&summary.recording, &arguments.record) {
        return Err(unwritable(path, error));
    }
    let found = report.instances.len();
    match arguments.expect {
        Some(expected) if found < expected.get() => Err(Failure::not_observed(format_args!(
            "{found} of {expected} expected instances were seen in {}",
            seconds(summary.listened)
        ))),
        _ => Ok(ExitStatus::of(&report, fail_on)),
    }
}

/// A recording in a new file.
fn recording(path: &Path, options: &BrowseOptions) -> Result<RecordingWriter, Failure> {
    // What was recorded before is not to be had again.
    let file = File::create_new(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => unwritable(path, &"it is there already"),
        _ => unwritable(path, &error),
    })?;
    let started = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let head = RecordingHead::new(started, options.targets.clone(), options.watch);
    let out: Box<dyn Write + Send> = Box::new(BufWriter::new(file));
    RecordingWriter::new(out, &head).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, reason: &dyn std::fmt::Display) -> Failure {
    let path = shown(path);
    Failure::usage(format_args!(
        "{path}: the recording can't be written: {reason}"
    ))
}

/// Runs the browser and tells what it sees as it happens.
pub(super) fn browse_and_judge(
    browser: Browser,
    linter: &Linter,
    reporter: &mut dyn Reporter,
    watch: bool,
    terminal: Terminal,
) -> Result<(Report, BrowseSummary), Failure> {
    let control = browser.control();
    let mut judge = Judge::new(linter, reporter, watch);
    let mut failed: Option<io::Error> = None;
    let summary = browser.run(|event| match judge.take(event) {
        _ if failed.is_some() => {}
        Ok(Some(notice)) => terminal.remark(Remark::Notice, &notice),
        Ok(None) => {}
        Err(error) => {
            // Nobody reads any more: there is no point in listening on.
            failed = Some(error);
            control.stop();
        }
    })?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    let messages = if summary.has_tap {
        Messages::Seen
    } else {
        Messages::Unseen
    };
    let Judged { report, notice } = judge.finish(summary.instances.clone(), messages)?;
    if let Some(notice) = notice {
        terminal.remark(Remark::Notice, &notice);
    }
    reporter.finish(&report)?;
    Ok((report, summary))
}

fn options(arguments: &BrowseArguments, schemas: &Schemas) -> BrowseOptions {
    let mut options = BrowseOptions::default();
    let subtype = arguments
        .subtype
        .as_ref()
        .map(|label| label.clone().into_bytes());
    options.targets = arguments
        .service_types
        .iter()
        .map(|argument| BrowseTarget {
            service_type: argument.service_type.clone(),
            subtype: argument.subtype.clone().or_else(|| subtype.clone()),
        })
        .collect();
    options.rounds = match (arguments.quick, arguments.thorough) {
        (true, _) => Rounds::Quick,
        (false, true) => Rounds::Thorough,
        (false, false) => Rounds::Standard,
    };
    options.schemas = schemas.clone();
    options.settle = arguments.settle.unwrap_or(BrowseOptions::DEFAULT_SETTLE);
    options.watch = arguments.watch;
    options.view = if arguments.engine_only {
        View::Engine
    } else {
        View::Tap
    };
    options.timeout = match (arguments.timeout, arguments.watch) {
        (Some(timeout), _) => Some(timeout),
        (None, true) => None,
        (None, false) => Some(BrowseOptions::DEFAULT_TIMEOUT),
    };
    options.interfaces = InterfaceSelection {
        names: arguments.interface.clone(),
        ipv4: !arguments.ipv6 || arguments.ipv4,
        ipv6: !arguments.ipv4 || arguments.ipv6,
    };
    options
}

/// Says what the report can't: that nothing was there, where and how long was listened, and what got lost.
fn tell_ending(summary: &BrowseSummary, arguments: &BrowseArguments, terminal: Terminal) {
    let listened = format!(
        "listened {} on {}",
        seconds(summary.listened),
        summary.interfaces.join(", ")
    );
    if summary.instances.is_empty() && !arguments.watch {
        let what = match arguments.service_types.as_slice() {
            [] => "no service at all".to_owned(),
            types => {
                let types: Vec<String> = types
                    .iter()
                    .map(|service_type| format!("`{service_type}`"))
                    .collect();
                format!("no instance of {}", types.join(", "))
            }
        };
        terminal.remark(Remark::Notice, &format!("saw {what}; {listened}"));
    }
    if summary.drops > 0 {
        let drops = summary.drops;
        terminal.remark(
            Remark::Notice,
            &format!("{drops} datagrams were dropped by the system before they could be read; what is absent is not judged"),
        );
    }
}
