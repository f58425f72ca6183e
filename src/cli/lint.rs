use std::io::BufReader;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::baseline::{BaselineOptions, BaselineUse, Sieve};
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::input_files::{InputFile, input_files, standard_input};
use crate::cli::judge::{Judge, Judged, Messages};
use crate::cli::options::{FormatOption, JudgeOptions, parse_port};
use crate::cli::progress::Progress;
use crate::cli::terminal::{Remark, Terminal};
use crate::linter::Linter;
use crate::model::FileFormat;
use crate::name::presentation;
use crate::report::{Report, Reporter};
use crate::source::capture::{CaptureEvent, CaptureOptions, judge_capture};
use crate::source::{RecordingReader, read_definitions, read_input};

/// Judge files: definitions of services, zones, recordings and packet captures.
///
/// What a file is, its content says, and then its name: service groups of Avahi (*.service, XML), services of
/// systemd-resolved (*.dnssd), zone files, recordings made by `browse --record` (*.jsonl) and packet captures (pcap,
/// pcapng). In a folder and those below it, every file with such a name is judged.
///
/// A comment `dnssd-check: ignore TXT010 -- reason` in a file of definitions or a zone leaves findings out: at the end of a line
/// those of that line, alone on its line those of what comes next. `ignore-file` counts for the whole file.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check lint /etc/avahi/services
  dnssd-check lint printer.service scanner.dnssd --fail-on warning
  dnssd-check lint office.pcapng --format json
  dnssd-check lint services --format sarif --output dnssd-check.sarif
  dnssd-check lint services --write-baseline baseline.json
  dnssd-check lint services --baseline baseline.json
  named-compilezone -o - example.org example.org.zone | dnssd-check lint - --format-in zone")]
pub(crate) struct LintArguments {
    /// Files and folders; `-` is standard input.
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Take every file for this, whatever it looks like.
    #[arg(long, value_name = "FORMAT")]
    format_in: Option<FormatIn>,
    /// Of captures, judge also the unicast DNS of servers on this UDP port, such as 53; may be repeated.
    #[arg(long, value_name = "PORT", value_parser = parse_port)]
    port: Vec<u16>,
    /// Show on standard error how far a long capture has been read.
    #[arg(long)]
    progress: bool,
    #[command(flatten)]
    baseline: BaselineOptions,
    #[command(flatten)]
    judge: JudgeOptions,
    #[command(flatten)]
    output: FormatOption,
}

/// A format that is read, as the user names it.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum FormatIn {
    /// A service group of Avahi.
    Avahi,
    /// A packet capture: pcap or pcapng.
    Capture,
    /// JSON lines, written by `browse --record`.
    Recording,
    /// A service of systemd-resolved.
    Systemd,
    /// A zone file.
    Zone,
}

/// Judges the files and reports.
pub(super) fn run(arguments: &LintArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let judgment = arguments.judge.judgment()?;
    let fail_on = judgment.fail_on;
    let forced = arguments.format_in.map(FileFormat::from);
    let files = input_files(&arguments.paths, forced)?;
    let mut baseline = BaselineUse::open(&arguments.baseline, &judgment)?;
    let mut reporter =
        terminal.reporter(&arguments.output, fail_on, judgment.linter().schemas())?;
    let mut whole = Report::default();
    let mut refused = None;
    for file in files {
        let linter = judgment.linter_for(&file.path);
        let mut sieve = baseline.sieve(&file.path);
        match judge(
            &file,
            arguments,
            &linter,
            &mut sieve,
            &mut *reporter,
            terminal,
        ) {
            Ok(report) => {
                whole.merge(report);
                baseline.take(&file.path, sieve, &linter);
            }
            Err(Failure::ClosedPipe) => return Err(Failure::ClosedPipe),
            // One file that can't be read must not hide what is wrong with the others.
            Err(failure) => refused = Some(terminal.tell_failure(&failure)),
        }
    }
    reporter.finish(&whole)?;
    let writes = matches!(baseline, BaselineUse::Write { .. });
    baseline.finish(refused.is_some(), terminal)?;
    Ok(match refused {
        Some(status) => status,
        // All of it is known from now on.
        None if writes => ExitStatus::Success,
        None => ExitStatus::of(&whole, fail_on),
    })
}

/// Judges one file and tells what was found in it.
fn judge(
    file: &InputFile,
    arguments: &LintArguments,
    linter: &Linter,
    sieve: &mut Sieve,
    reporter: &mut dyn Reporter,
    terminal: Terminal,
) -> Result<Report, Failure> {
    match file.format {
        FileFormat::Capture => return capture(file, arguments, linter, sieve, reporter, terminal),
        FileFormat::Recording => return recording(file, linter, sieve, reporter, terminal),
        _ => {}
    }
    let octets = if file.is_standard_input() {
        standard_input()?
    } else {
        read_input(&file.path)?
    };
    let observation = read_definitions(&octets, &file.path, file.format)?;
    let verdict = linter.check(&observation);
    let mut report = Report::new(observation, verdict);
    sieve.sift(&mut report);
    report.tell_pieces(reporter)?;
    Ok(report)
}

/// Judges a packet capture, of any size.
fn capture(
    file: &InputFile,
    arguments: &LintArguments,
    linter: &Linter,
    sieve: &mut Sieve,
    reporter: &mut dyn Reporter,
    terminal: Terminal,
) -> Result<Report, Failure> {
    let input = file.open()?;
    let mut options = CaptureOptions::new(&file.path.to_string_lossy());
    options.ports.extend(&arguments.port);
    let progress = arguments.progress.then(|| Progress::start(&file.path));
    options.progress = progress.as_ref().map(Progress::octets);
    let mut judge = Judge::new(linter, reporter, false).sifting(sieve);
    let mut written = Ok(());
    let summary = judge_capture(input, &options, linter, &mut |event| {
        if written.is_ok() {
            written = match event {
                CaptureEvent::Message(received, verdict) => judge.message(&received, verdict),
                CaptureEvent::Link(event) => judge.take(event).map(|notice| {
                    if let Some(notice) = notice {
                        terminal.remark(Remark::Notice, &notice);
                    }
                }),
            };
        }
    });
    drop(progress);
    written?;
    judge.file(&summary.file)?;
    if summary.legacy_responses > 0 && terminal.is_verbose() {
        let (path, count) = (
            presentation::text(summary.file.path.as_bytes()),
            summary.legacy_responses,
        );
        let sentence = format!(
            "{path}: responses to queriers of unicast DNS, which have a form of their own (RFC 6762 §6.7), were passed over: {count}"
        );
        terminal.remark(Remark::Notice, &sentence);
    }
    if summary.responses == 0 {
        let path = presentation::text(summary.file.path.as_bytes());
        let frames = summary.frames;
        let sentence = format!("{path}: none of {frames} frames is a response of multicast DNS");
        terminal.remark(Remark::Notice, &sentence);
    }
    Ok(told(
        judge.finish(summary.instances, Messages::Seen)?,
        terminal,
    ))
}

/// The report, after the notice about it.
fn told(judged: Judged, terminal: Terminal) -> Report {
    if let Some(notice) = &judged.notice {
        terminal.remark(Remark::Notice, notice);
    }
    judged.report
}

/// Judges what a browse recorded, as that browse did.
fn recording(
    file: &InputFile,
    linter: &Linter,
    sieve: &mut Sieve,
    reporter: &mut dyn Reporter,
    terminal: Terminal,
) -> Result<Report, Failure> {
    let reader = RecordingReader::open(BufReader::new(file.open()?), &file.path)?;
    let mut judge = Judge::new(linter, reporter, reader.head().watch).sifting(sieve);
    let mut written = Ok(());
    let replayed = reader.replay(linter.schemas(), &mut |event| {
        if written.is_ok() {
            written = judge.take(event).map(|notice| {
                if let Some(notice) = notice {
                    terminal.remark(Remark::Notice, &notice);
                }
            });
        }
    });
    written?;
    let replayed = replayed?;
    judge.file(&replayed.file)?;
    Ok(told(
        judge.finish(replayed.instances, Messages::Seen)?,
        terminal,
    ))
}

impl From<FormatIn> for FileFormat {
    fn from(format: FormatIn) -> Self {
        match format {
            FormatIn::Avahi => Self::Avahi,
            FormatIn::Capture => Self::Capture,
            FormatIn::Recording => Self::Recording,
            FormatIn::Systemd => Self::Systemd,
            FormatIn::Zone => Self::Zone,
        }
    }
}
