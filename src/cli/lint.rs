use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::input_files::{InputFile, input_files, standard_input};
use crate::cli::options::{FormatOption, JudgeOptions};
use crate::cli::terminal::Terminal;
use crate::linter::Linter;
use crate::model::FileFormat;
use crate::report::Report;
use crate::source::{read_definitions, read_input};

/// Judge files: definitions of services, zones, recordings and packet captures.
///
/// What a file is, its content says, and then its name: service groups of Avahi (*.service, XML), services of
/// systemd-resolved (*.dnssd), zone files, recordings made by `browse --record` (*.jsonl) and packet captures (pcap,
/// pcapng). In a folder and those below it, every file with such a name is judged.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check lint /etc/avahi/services
  dnssd-check lint printer.service scanner.dnssd --fail-on warning
  dnssd-check lint office.pcapng --format json
  named-compilezone -o - example.org example.org.zone | dnssd-check lint - --format-in zone")]
pub(crate) struct LintArguments {
    /// Files and folders; `-` is standard input.
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Take every file for this, whatever it looks like.
    #[arg(long, value_name = "FORMAT")]
    format_in: Option<FormatIn>,
    #[command(flatten)]
    judge: JudgeOptions,
    #[command(flatten)]
    output: FormatOption,
}

/// A format that is read, as the user names it.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormatIn {
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
    let linter = arguments.judge.linter()?;
    let forced = arguments.format_in.map(FileFormat::from);
    let files = input_files(&arguments.paths, forced)?;
    let mut reporter = terminal.reporter(arguments.output.format, linter.schemas());
    let mut whole = Report::default();
    let mut refused = None;
    for file in files {
        match judge(&file, &linter) {
            Ok(report) => {
                report.tell_pieces(&mut *reporter)?;
                whole.merge(report);
            }
            // One file that can't be read must not hide what is wrong with the others.
            Err(failure) => refused = Some(terminal.tell_failure(&failure)),
        }
    }
    reporter.finish(&whole)?;
    Ok(refused.unwrap_or_else(|| ExitStatus::of(&whole, arguments.judge.fail_on)))
}

/// Judges one file.
fn judge(file: &InputFile, linter: &Linter) -> Result<Report, Failure> {
    let octets = if file.is_standard_input() {
        standard_input()?
    } else {
        read_input(&file.path)?
    };
    let observation = read_definitions(&octets, &file.path, file.format)?;
    let verdict = linter.check(&observation);
    Ok(Report::new(observation, verdict))
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
