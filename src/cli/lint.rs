use std::io::BufReader;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::baseline::{BaselineOptions, BaselineUse, Sieve};
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::in_order::in_order;
use crate::cli::input_files::{InputFile, input_files, standard_input};
use crate::cli::judge::{Judge, Judged, Messages};
use crate::cli::judgment::Judgment;
use crate::cli::options::{Format, FormatOption, JudgeOptions, parse_port};
use crate::cli::progress::Progress;
use crate::cli::terminal::{Remark, Terminal};
use crate::fix::{self, Fixable};
use crate::linter::Linter;
use crate::model::FileFormat;
use crate::name::presentation;
use crate::report::{JudgedFile, Report, Reporter};
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
    let baseline = BaselineUse::open(&arguments.baseline, &judgment)?;
    let reporter = terminal.reporter(&arguments.output, fail_on, judgment.linter().schemas())?;
    let mut run = Run {
        arguments,
        judgment: &judgment,
        terminal,
        reporter,
        baseline,
        whole: Report::default(),
        fixable: Fixable::default(),
        refused: None,
    };
    for files in files.chunk_by(|one, other| is_read_whole(one) && is_read_whole(other)) {
        match files {
            [file] if !is_read_whole(file) => run.stream(file)?,
            files => run.read_whole(files)?,
        }
    }
    run.finish()
}

/// Whether a file is read as a whole before it is judged, which many can be at the same time.
///
/// Captures and recordings are streams, and use several threads themselves. Standard input can be read once.
fn is_read_whole(file: &InputFile) -> bool {
    let is_stream = matches!(file.format, FileFormat::Capture | FileFormat::Recording);
    !is_stream && !file.is_standard_input()
}

/// A run, file by file.
struct Run<'a> {
    arguments: &'a LintArguments,
    judgment: &'a Judgment,
    terminal: Terminal,
    reporter: Box<dyn Reporter>,
    baseline: BaselineUse,
    whole: Report,
    /// What `fix` could do, of definition files.
    fixable: Fixable,
    /// The status to end with if a file could not be judged.
    refused: Option<ExitStatus>,
}

impl Run<'_> {
    /// Judges files at the same time and tells of them one after the other.
    fn read_whole(&mut self, files: &[InputFile]) -> Result<(), Failure> {
        let judgment = self.judgment;
        let judge = |file: &InputFile| {
            let linter = judgment.linter_for(&file.path);
            let octets = read_input(&file.path)?;
            let report = definitions(file, &octets, &linter)?;
            Ok((linter, octets, report))
        };
        in_order(files, judge, |file, judged: Result<_, Failure>| {
            let (linter, octets, report) = match judged {
                Ok(judged) => judged,
                Err(failure) => return self.refuse(file, failure),
            };
            self.tell(file, &octets, &linter, report)
        })
    }

    /// Judges a file that is told of while it is read.
    fn stream(&mut self, file: &InputFile) -> Result<(), Failure> {
        let linter = self.judgment.linter_for(&file.path);
        let mut sieve = self.baseline.sieve(&file.path);
        let (reporter, terminal) = (&mut *self.reporter, self.terminal);
        let judged = match file.format {
            FileFormat::Capture => {
                let arguments = self.arguments;
                capture(file, arguments, &linter, &mut sieve, reporter, terminal)
            }
            FileFormat::Recording => recording(file, &linter, &mut sieve, reporter, terminal),
            _ => {
                let report = standard_input()
                    .and_then(|octets| Ok((definitions(file, &octets, &linter)?, octets)));
                return match report {
                    Ok((report, octets)) => self.tell(file, &octets, &linter, report),
                    Err(failure) => self.refuse(file, failure),
                };
            }
        };
        match judged {
            Ok(report) => {
                self.take(file, &linter, sieve, report);
                Ok(())
            }
            Err(failure) => self.refuse(file, failure),
        }
    }

    /// Tells of a file that was judged as a whole.
    fn tell(
        &mut self,
        file: &InputFile,
        octets: &[u8],
        linter: &Linter,
        mut report: Report,
    ) -> Result<(), Failure> {
        let mut sieve = self.baseline.sieve(&file.path);
        sieve.sift(&mut report);
        let Report {
            instances,
            diagnostics,
            ..
        } = &report;
        self.fixable += fix::fixable(octets, file.format, linter, instances, diagnostics);
        report.tell_pieces(&mut *self.reporter)?;
        self.take(file, linter, sieve, report);
        Ok(())
    }

    /// Takes note of a file that was told of.
    fn take(&mut self, file: &InputFile, linter: &Linter, sieve: Sieve, report: Report) {
        self.whole.files.push(JudgedFile {
            path: file.path.to_string_lossy().into_owned(),
            refusal: None,
        });
        self.whole.merge(report);
        self.baseline.take(&file.path, sieve, linter);
    }

    /// Takes note of a file that can't be judged, which must not hide what is wrong with the others.
    fn refuse(&mut self, file: &InputFile, failure: Failure) -> Result<(), Failure> {
        if matches!(failure, Failure::ClosedPipe) {
            return Err(failure);
        }
        self.refused = Some(self.terminal.tell_failure(&failure));
        self.whole.files.push(JudgedFile {
            path: file.path.to_string_lossy().into_owned(),
            refusal: Some(failure.to_string()),
        });
        Ok(())
    }

    fn finish(mut self) -> Result<ExitStatus, Failure> {
        self.reporter.finish(&self.whole)?;
        // Those who read the other formats have no use for it.
        if self.arguments.output.format == Format::Text
            && let Some(sentence) = fixable_sentence(self.fixable)
        {
            self.terminal.remark(Remark::Notice, &sentence);
        }
        let writes = matches!(self.baseline, BaselineUse::Write { .. });
        self.baseline
            .finish(self.refused.is_some(), self.terminal)?;
        Ok(match self.refused {
            Some(status) => status,
            // All of it is known from now on.
            None if writes => ExitStatus::Success,
            None => ExitStatus::of(&self.whole, self.judgment.fail_on),
        })
    }
}

/// Judges a file of definitions or a zone.
fn definitions(file: &InputFile, octets: &[u8], linter: &Linter) -> Result<Report, Failure> {
    let observation = read_definitions(octets, &file.path, file.format)?;
    let verdict = linter.check(&observation);
    Ok(Report::new(observation, verdict))
}

/// What `fix` could do about the findings; `None` if that is nothing.
fn fixable_sentence(
    Fixable {
        safe, unsafe_only, ..
    }: Fixable,
) -> Option<String> {
    let findings = |count| match count {
        1 => "1 finding".to_owned(),
        count => format!("{count} findings"),
    };
    Some(match (safe, unsafe_only) {
        (0, 0) => return None,
        (safe, 0) => format!("{} can be fixed by `dnssd-check fix`", findings(safe)),
        (0, count) => format!(
            "{} can be fixed by `dnssd-check fix --unsafe-fixes`",
            findings(count)
        ),
        (safe, count) => format!(
            "{} can be fixed by `dnssd-check fix`, {count} of them with `--unsafe-fixes`",
            findings(safe + count)
        ),
    })
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
