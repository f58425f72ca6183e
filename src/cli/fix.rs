use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::cli::diff::unified_diff;
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::input_files::{InputFile, input_files, standard_input};
use crate::cli::judgment::Judgment;
use crate::cli::options::{FormatOption, JudgeOptions};
use crate::cli::shown;
use crate::cli::terminal::{Remark, Terminal};
use crate::diagnostic::Diagnostic;
use crate::fix::{self, Fixable, Fixed, Safety};
use crate::linter::Linter;
use crate::model::FileFormat;
use crate::report::{JudgedFile, Report};
use crate::source::written::text_of;
use crate::source::{NewFile, read_definitions, read_input};

/// Repair definition files: service groups of Avahi, units of systemd-resolved, zone files.
///
/// Changed is what a finding of `lint` is about, and nothing else: comments, blank lines, order, encoding and line ends stay.
/// Safe fixes leave what clients make of the service as it is; unsafe ones publish something else, which is most likely what was
/// meant. --select and --ignore choose what is fixed. What remains is reported as `lint` would, with its exit status. In a folder
/// and those below it, every file with the name of a definition file is repaired.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check fix --diff /etc/avahi/services
  dnssd-check fix printer.service scanner.dnssd
  dnssd-check fix example.org.zone --select KEY002,TXT013
  dnssd-check fix services --unsafe-fixes --fail-on never
  dnssd-check fix - --format-in zone < example.org.zone > fixed.zone")]
pub(crate) struct FixArguments {
    /// Files and folders; `-` reads standard input and writes the repaired text to standard output.
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Print what would change as a unified diff, and change nothing; the exit status is 1 if anything would.
    #[arg(long, conflicts_with = "file")]
    diff: bool,
    /// Apply also fixes after which something else is published.
    #[arg(long)]
    unsafe_fixes: bool,
    /// Take every file for this, whatever it looks like.
    #[arg(long, value_name = "FORMAT")]
    format_in: Option<DefinitionFormat>,
    #[command(flatten)]
    judge: JudgeOptions,
    #[command(flatten)]
    output: FormatOption,
}

/// A format that is repaired, as the user names it.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum DefinitionFormat {
    /// A service group of Avahi.
    Avahi,
    /// A service of systemd-resolved.
    Systemd,
    /// A zone file.
    Zone,
}

/// Repairs the files and reports what remains.
pub(super) fn run(arguments: &FixArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let judgment = arguments.judge.judgment()?;
    let files = definition_files(arguments)?;
    if arguments.diff {
        return show(arguments, &judgment, &files, terminal);
    }
    let fail_on = judgment.fail_on;
    let schemas = judgment.linter().schemas();
    let mut reporter = if files.iter().any(InputFile::is_standard_input) {
        terminal.reporter_beside_output(&arguments.output, fail_on, schemas)?
    } else {
        terminal.reporter(&arguments.output, fail_on, schemas)?
    };
    let mut whole = Report::default();
    let mut remaining = Fixable::default();
    let mut refused = None;
    for file in &files {
        let linter = judgment.linter_for(&file.path);
        match repair(file, arguments, &linter, terminal) {
            Ok(fixed) => {
                let observation = read_definitions(&fixed.octets, &file.path, file.format)?;
                let verdict = linter.check(&observation);
                let report = Report::new(observation, verdict);
                let Report {
                    instances,
                    diagnostics,
                    ..
                } = &report;
                remaining +=
                    fix::fixable(&fixed.octets, file.format, &linter, instances, diagnostics);
                report.tell_pieces(&mut *reporter)?;
                whole.files.push(judged(file, None));
                whole.merge(report);
            }
            Err(Failure::ClosedPipe) => return Err(Failure::ClosedPipe),
            // One file that can't be repaired must not keep the others from it.
            Err(failure) => {
                refused = Some(terminal.tell_failure(&failure));
                whole.files.push(judged(file, Some(failure.to_string())));
            }
        }
    }
    reporter.finish(&whole)?;
    if remaining.unsafe_only > 0 && !arguments.unsafe_fixes {
        let sentence = format!(
            "{} can be fixed by `--unsafe-fixes`",
            findings(remaining.unsafe_only)
        );
        terminal.remark(Remark::Notice, &sentence);
    }
    Ok(refused.unwrap_or_else(|| ExitStatus::of(&whole, fail_on)))
}

/// A file as the report names it.
fn judged(file: &InputFile, refusal: Option<String>) -> JudgedFile {
    JudgedFile {
        path: file.path.to_string_lossy().into_owned(),
        refusal,
    }
}

/// Repairs one file where it is, or on its way through.
fn repair(
    file: &InputFile,
    arguments: &FixArguments,
    linter: &Linter,
    terminal: Terminal,
) -> Result<Fixed, Failure> {
    let octets = read(file)?;
    let fixed = fixed(&octets, file, arguments, linter, terminal)?;
    if file.is_standard_input() {
        let mut out = terminal.stdout();
        out.write_all(&fixed.octets)?;
        out.flush()?;
    } else if fixed.octets != octets {
        replace(&file.path, &fixed.octets).map_err(|cause| {
            Failure::usage(format_args!(
                "{}: this can't be written: {cause}",
                shown(&file.path)
            ))
        })?;
    }
    if !fixed.applied.is_empty() {
        let sentence = format!("{}: fixed {}", shown(&file.path), listed(&fixed.applied));
        terminal.remark(Remark::Notice, &sentence);
    }
    Ok(fixed)
}

/// Prints what would change.
fn show(
    arguments: &FixArguments,
    judgment: &Judgment,
    files: &[InputFile],
    terminal: Terminal,
) -> Result<ExitStatus, Failure> {
    let mut status = ExitStatus::Success;
    let mut refused = None;
    for file in files {
        let linter = judgment.linter_for(&file.path);
        let outcome = read(file).and_then(|octets| {
            let fixed = fixed(&octets, file, arguments, &linter, terminal)?;
            Ok((octets, fixed))
        });
        match outcome {
            Ok((old, fixed)) if old != fixed.octets => {
                status = ExitStatus::Findings;
                let text = |octets: &[u8]| text_of(octets, file.format).unwrap_or_default();
                let path = shown(&file.path);
                let diff = unified_diff(&path, &text(&old), &text(&fixed.octets), terminal.paint());
                super::print(terminal, &diff)?;
                let sentence = format!("{path}: would fix {}", listed(&fixed.applied));
                terminal.remark(Remark::Notice, &sentence);
            }
            Ok(_) => {}
            Err(failure) => refused = Some(terminal.tell_failure(&failure)),
        }
    }
    Ok(refused.unwrap_or(status))
}

/// The octets of a file after its fixes; says what kept one of them away.
fn fixed(
    octets: &[u8],
    file: &InputFile,
    arguments: &FixArguments,
    linter: &Linter,
    terminal: Terminal,
) -> Result<Fixed, Failure> {
    let safety = if arguments.unsafe_fixes {
        Safety::Unsafe
    } else {
        Safety::Safe
    };
    let fixed = fix::fix(octets, &file.path, file.format, linter, safety)?;
    for dropped in &fixed.dropped {
        let sentence = format!(
            "{}: {} is not fixed: the fix would bring another finding, or change more than it is about",
            dropped.origin, dropped.rule.code
        );
        terminal.remark(Remark::Notice, &sentence);
    }
    if fixed.is_cut_off {
        let sentence = format!(
            "{}: there may be more to fix; run it again",
            shown(&file.path)
        );
        terminal.remark(Remark::Notice, &sentence);
    }
    Ok(fixed)
}

fn read(file: &InputFile) -> Result<Vec<u8>, Failure> {
    if file.is_standard_input() {
        return standard_input();
    }
    Ok(read_input(&file.path)?)
}

/// Puts new octets in the place of a file, or of the one that a link leads to: all of them, or nothing changes.
fn replace(path: &Path, octets: &[u8]) -> io::Result<()> {
    if fs::metadata(path)?.permissions().readonly() {
        return Err(io::Error::from(io::ErrorKind::PermissionDenied));
    }
    let mut new = NewFile::create(&fs::canonicalize(path)?)?;
    new.write_all(octets)?;
    new.take_place()
}

/// The files that the paths name, if they are definition files; in folders, others are passed over.
fn definition_files(arguments: &FixArguments) -> Result<Vec<InputFile>, Failure> {
    let forced = arguments.format_in.map(FileFormat::from);
    let mut files = input_files(&arguments.paths, forced)?;
    let is_definition = |file: &InputFile| {
        matches!(
            file.format,
            FileFormat::Avahi | FileFormat::Systemd | FileFormat::Zone
        )
    };
    let named: BTreeSet<&PathBuf> = arguments.paths.iter().collect();
    if let Some(other) = files
        .iter()
        .find(|file| !is_definition(file) && named.contains(&file.path))
    {
        return Err(Failure::usage(format_args!(
            "{}: a {} can't be repaired; service groups of Avahi, units of systemd-resolved and zone files can",
            shown(&other.path),
            other.format
        )));
    }
    files.retain(is_definition);
    if files.is_empty() {
        return Err(Failure::usage("there is no definition file"));
    }
    Ok(files)
}

/// How many findings there are, and of which rules: `2 findings (KEY002, TXT013)`.
fn listed(diagnostics: &[Diagnostic]) -> String {
    let codes: BTreeSet<&str> = diagnostics.iter().map(|found| found.rule.code).collect();
    let codes: Vec<&str> = codes.into_iter().collect();
    format!("{} ({})", findings(diagnostics.len()), codes.join(", "))
}

fn findings(count: usize) -> String {
    match count {
        1 => "1 finding".to_owned(),
        count => format!("{count} findings"),
    }
}

impl From<DefinitionFormat> for FileFormat {
    fn from(format: DefinitionFormat) -> Self {
        match format {
            DefinitionFormat::Avahi => Self::Avahi,
            DefinitionFormat::Systemd => Self::Systemd,
            DefinitionFormat::Zone => Self::Zone,
        }
    }
}
