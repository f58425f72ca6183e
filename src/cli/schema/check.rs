use std::fmt::Write;
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use clap::Args;
use serde::Serialize;

use crate::cli::excerpt::excerpt;
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::options::{AnswerFormat, AnswerFormatOption};
use crate::cli::terminal::Terminal;
use crate::linter::Linter;
use crate::name::presentation;
use crate::report::{Paint, write_document};
use crate::source::{CheckedSchemaFile, TextFileError, check_schema_files};

/// Check schema files, and judge the examples in them.
///
/// Each file is looked at alone, and all together: name also those that are extended, unless they are built in. An example
/// must be judged as it says: without a finding at warning or above, or with the one that it names.
///
/// Ends with status 2 if a file can't be used, and with 1 if an example is judged otherwise than it says.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check schema check lab-door.toml
  dnssd-check schema check schemas
  dnssd-check schema check schemas --format json")]
pub(super) struct CheckArguments {
    /// Schema files, and folders of which all *.toml are meant.
    #[arg(value_name = "FILE|DIR", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    output: AnswerFormatOption,
}

/// Checks.
pub(super) fn run(arguments: &CheckArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let checked = check_schema_files(&arguments.paths, &Linter::default());
    let summary = Summary::of(&checked);
    match arguments.output.format {
        AnswerFormat::Json => {
            let document = Document {
                version: 1,
                files: checked.iter().map(FileObject::of).collect(),
                summary: &summary,
            };
            write_document(&mut terminal.stdout(), &document)?;
        }
        AnswerFormat::Text if terminal.is_quiet() => {
            crate::cli::print(terminal, &quiet_text(&checked))?;
        }
        AnswerFormat::Text => {
            crate::cli::print(terminal, &text(&checked, &summary, terminal.paint()))?;
        }
    }
    Ok(match (summary.faulty, summary.mismatches) {
        (0, 0) => ExitStatus::Success,
        (0, _) => ExitStatus::Findings,
        _ => ExitStatus::Usage,
    })
}

/// How much there was.
#[derive(Serialize)]
struct Summary {
    files: usize,
    /// Files that can't be used.
    faulty: usize,
    /// Examples that were judged.
    examples: usize,
    /// Examples that were judged otherwise than they say.
    mismatches: usize,
}

impl Summary {
    fn of(checked: &[CheckedSchemaFile]) -> Self {
        let usable = checked.iter().filter(|one| one.faults.is_empty());
        let examples = usable.clone().map(examples);
        Self {
            files: checked.len(),
            faulty: checked.len() - usable.clone().count(),
            examples: examples.sum(),
            mismatches: usable.map(|one| one.mismatches.len()).sum(),
        }
    }

    /// The closing line.
    fn text(&self) -> String {
        let files = counted(self.files, "file");
        let examples = counted(self.examples, "example");
        let faulty = match self.faulty {
            0 => "no faults".to_owned(),
            faulty => format!("{faulty} can't be used"),
        };
        let mismatches = match self.mismatches {
            0 => String::new(),
            mismatches => format!(", {mismatches} judged otherwise than stated"),
        };
        format!("{files} checked, {faulty}; {examples} judged{mismatches}\n")
    }
}

fn examples(one: &CheckedSchemaFile) -> usize {
    one.file
        .as_ref()
        .map_or(0, |file| file.schema.examples.len())
}

fn counted(count: usize, what: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {what}{s}")
}

/// A line for each file that is as it should be, an excerpt for each fault.
fn text(checked: &[CheckedSchemaFile], summary: &Summary, paint: Paint) -> String {
    let mut text = String::new();
    let ok = match paint {
        Paint::Ansi => AnsiColor::Green.on_default().bold(),
        Paint::Plain => Style::new(),
    };
    for one in checked {
        for fault in one.faults.iter().chain(&one.mismatches) {
            text.push_str(&excerpt(fault, paint));
            if fault.line().is_some() {
                text.push('\n');
            }
        }
        let is_clean = one.faults.is_empty() && one.mismatches.is_empty();
        if let Some(file) = one.file.as_ref().filter(|_| is_clean) {
            let path = presentation::text(one.path.as_os_str().as_encoded_bytes());
            let services = file.schema.services.join(", ");
            let services = presentation::text(services.as_bytes());
            let keys = counted(file.schema.own_keys, "key");
            let examples = counted(examples(one), "example");
            writeln!(
                text,
                "{ok}ok{ok:#}       {path}  {services}  {keys}, {examples}"
            )
            .expect("writing to a string succeeds");
        }
    }
    text.push_str(&summary.text());
    text
}

/// A line for each fault.
fn quiet_text(checked: &[CheckedSchemaFile]) -> String {
    let mut text = String::new();
    for fault in checked
        .iter()
        .flat_map(|one| one.faults.iter().chain(&one.mismatches))
    {
        writeln!(text, "error: {fault}").expect("writing to a string succeeds");
    }
    text
}

#[derive(Serialize)]
struct Document<'c> {
    version: u32,
    files: Vec<FileObject<'c>>,
    summary: &'c Summary,
}

#[derive(Serialize)]
struct FileObject<'c> {
    path: String,
    usable: bool,
    title: Option<&'c str>,
    services: &'c [String],
    keys: usize,
    examples: usize,
    faults: Vec<FaultObject<'c>>,
    mismatches: Vec<FaultObject<'c>>,
}

#[derive(Serialize)]
struct FaultObject<'c> {
    message: &'c str,
    help: Option<&'c str>,
    line: Option<usize>,
    column: Option<usize>,
    /// Octets of the file, the first counted from 0 and the one behind the last.
    start: Option<usize>,
    end: Option<usize>,
}

impl<'c> FileObject<'c> {
    fn of(one: &'c CheckedSchemaFile) -> Self {
        let schema = one.file.as_ref().map(|file| &file.schema);
        Self {
            path: one.path.to_string_lossy().into_owned(),
            usable: one.faults.is_empty(),
            title: schema.map(|schema| schema.title.as_str()),
            services: schema
                .map(|schema| schema.services.as_slice())
                .unwrap_or_default(),
            keys: schema.map_or(0, |schema| schema.own_keys),
            examples: examples(one),
            faults: one.faults.iter().map(FaultObject::of).collect(),
            mismatches: one.mismatches.iter().map(FaultObject::of).collect(),
        }
    }
}

impl<'c> FaultObject<'c> {
    fn of(error: &'c TextFileError) -> Self {
        let place = error.place;
        Self {
            message: &error.message,
            help: error.help.as_deref(),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            start: place.map(|place| place.start),
            end: place.map(|place| place.end),
        }
    }
}
