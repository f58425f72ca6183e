use std::error::Error;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use anstream::AutoStream;
use clap::ColorChoice;
use clap::error::{ContextKind, ContextValue};

use crate::cli::excerpt::excerpt;
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::options::{Format, FormatOption, TerminalOptions};
use crate::cli::output_file::{FileReport, OutputFile};
use crate::name::presentation::{self, is_safe_char};
use crate::report::{
    FailOn, GithubReport, JsonLinesReport, JsonReport, JunitReport, MarkdownReport, Paint,
    Reporter, SarifReport, TextReport, Verbosity,
};
use crate::schema::Schemas;
use crate::source::TextFileError;

/// Where the program says things, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    paint: Paint,
    /// Of standard error.
    remark_paint: Paint,
    color: ColorChoice,
    verbosity: Verbosity,
}

/// The weight of a remark on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remark {
    /// The job can't be done.
    Error,
    /// Something that the user did not ask about but should know.
    Notice,
}

impl Terminal {
    /// The terminal that the options and the environment ask for.
    pub(crate) fn new(options: TerminalOptions) -> Self {
        let paint = |auto: anstream::ColorChoice| match (options.color, auto) {
            (ColorChoice::Never, _) | (ColorChoice::Auto, anstream::ColorChoice::Never) => {
                Paint::Plain
            }
            (ColorChoice::Always | ColorChoice::Auto, _) => Paint::Ansi,
        };
        let verbosity = match (options.quiet, options.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, true) => Verbosity::Verbose,
            (false, false) => Verbosity::Normal,
        };
        Self {
            paint: paint(AutoStream::choice(&io::stdout())),
            remark_paint: paint(AutoStream::choice(&io::stderr())),
            color: options.color,
            verbosity,
        }
    }

    /// Whether text on standard output is colored.
    pub(crate) const fn paint(self) -> Paint {
        self.paint
    }

    /// Whether only findings are to be printed.
    pub(crate) fn is_quiet(self) -> bool {
        self.verbosity == Verbosity::Quiet
    }

    /// Whether everything is to be printed.
    pub(crate) fn is_verbose(self) -> bool {
        self.verbosity == Verbosity::Verbose
    }

    /// Standard output. What is written is sent when it is flushed.
    pub(crate) fn stdout(self) -> Box<dyn Write> {
        let out = io::stdout();
        match self.paint {
            // An old console of Windows has no color codes; there the stream turns them into calls.
            Paint::Ansi if out.is_terminal() => Box::new(BufWriter::new(AutoStream::always(out))),
            _ => Box::new(BufWriter::new(out)),
        }
    }

    /// The reporter of the format and to the place that were asked for; it knows what values mean from `schemas`, and
    /// which findings make the run fail.
    pub(crate) fn reporter(
        self,
        options: &FormatOption,
        fail_on: FailOn,
        schemas: &Schemas,
    ) -> Result<Box<dyn Reporter>, Failure> {
        let file = options.file.as_ref();
        let Some(path) = file.filter(|path| *path != Path::new("-")) else {
            return Ok(self.reporter_to(options.format, self.stdout(), fail_on, schemas));
        };
        let file = OutputFile::open(path)?;
        let terminal = Self {
            paint: match self.color {
                ColorChoice::Always => Paint::Ansi,
                ColorChoice::Auto | ColorChoice::Never => Paint::Plain,
            },
            ..self
        };
        let out = Box::new(BufWriter::new(file.clone()));
        let reporter = terminal.reporter_to(options.format, out, fail_on, schemas);
        Ok(Box::new(FileReport::new(reporter, file)))
    }

    /// The same where something else goes to standard output: on standard error, if no file is named.
    pub(crate) fn reporter_beside_output(
        self,
        options: &FormatOption,
        fail_on: FailOn,
        schemas: &Schemas,
    ) -> Result<Box<dyn Reporter>, Failure> {
        if options
            .file
            .as_ref()
            .is_some_and(|path| path != Path::new("-"))
        {
            return self.reporter(options, fail_on, schemas);
        }
        let terminal = Self {
            paint: self.remark_paint,
            ..self
        };
        let out = io::stderr();
        let out: Box<dyn Write> = match terminal.paint {
            Paint::Ansi if out.is_terminal() => Box::new(BufWriter::new(AutoStream::always(out))),
            _ => Box::new(BufWriter::new(out)),
        };
        Ok(terminal.reporter_to(options.format, out, fail_on, schemas))
    }

    fn reporter_to(
        self,
        format: Format,
        out: Box<dyn Write>,
        fail_on: FailOn,
        schemas: &Schemas,
    ) -> Box<dyn Reporter> {
        match format {
            Format::Text => Box::new(
                TextReport::new(out, self.paint, self.verbosity).with_schemas(schemas.clone()),
            ),
            Format::Json => Box::new(JsonReport::new(out)),
            Format::Jsonl => Box::new(JsonLinesReport::new(out)),
            Format::Sarif => Box::new(SarifReport::new(out)),
            Format::Junit => Box::new(JunitReport::new(out, fail_on)),
            Format::Github => Box::new(GithubReport::new(out)),
            Format::Markdown => Box::new(MarkdownReport::new(out)),
        }
    }

    /// Says on standard error what is wrong with a file, and shows the line.
    fn draw(self, error: &TextFileError) {
        let text = excerpt(error, self.remark_paint);
        let mut out = io::stderr();
        // Standard error may be closed; then nobody wants to hear.
        let _ = match self.remark_paint {
            Paint::Ansi if out.is_terminal() => AutoStream::always(out).write_all(text.as_bytes()),
            _ => out.write_all(text.as_bytes()),
        };
    }

    /// Says something on standard error, on one line.
    pub(crate) fn remark(self, remark: Remark, sentence: &str) {
        if remark == Remark::Notice && self.verbosity == Verbosity::Quiet {
            return;
        }
        let word = match remark {
            Remark::Error => "error",
            Remark::Notice => "notice",
        };
        say(word, sentence);
    }

    /// Says why the job could not be done, and gives the status to end with.
    pub(crate) fn tell_failure(self, failure: &Failure) -> ExitStatus {
        match failure {
            Failure::ClosedPipe => ExitStatus::Success,
            Failure::File(error) => {
                self.draw(error);
                ExitStatus::Usage
            }
            Failure::Said { status, sentence } => {
                self.remark(Remark::Error, sentence);
                *status
            }
        }
    }
}

/// Says something on standard error where the options about the terminal are not known.
pub(crate) fn notice(sentence: &str) {
    say("notice", sentence);
}

fn say(word: &str, sentence: &str) {
    // Standard error may be closed; then nobody wants to hear.
    let _ = writeln!(io::stderr(), "{word}: {}", escaped(sentence));
}

/// Prints what clap has to say, help and version included, and gives the status to end with.
///
/// A value that was refused is told in one sentence of our own. Clap would quote arguments as they are; here they are
/// escaped first.
pub(crate) fn tell_clap_error(mut error: clap::Error) -> ExitStatus {
    let quoted: Vec<(ContextKind, String)> = error
        .context()
        .filter_map(|(kind, value)| match value {
            ContextValue::String(text) => Some((kind, escaped(text))),
            _ => None,
        })
        .collect();
    for (kind, text) in quoted {
        error.insert(kind, ContextValue::String(text));
    }
    // A closed pipe is no fault, and standard error may be closed.
    let _ = match refusal(&error) {
        Some(sentence) => writeln!(io::stderr(), "error: {}", escaped(&sentence)),
        None => error.print(),
    };
    if error.use_stderr() {
        ExitStatus::Usage
    } else {
        ExitStatus::Success
    }
}

/// Why a value was refused, after the option that it was given for.
fn refusal(error: &clap::Error) -> Option<String> {
    let text_of = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let sentence = match (error.source(), error.get(ContextKind::ValidValue)) {
        (Some(source), _) => source.to_string(),
        (None, Some(ContextValue::Strings(allowed))) if !allowed.is_empty() => {
            let value = text_of(ContextKind::InvalidValue).unwrap_or_default();
            format!("`{value}` is not one of `{}`", allowed.join("`, `"))
        }
        _ => return None,
    };
    let argument = text_of(ContextKind::InvalidArg).unwrap_or_default();
    match argument
        .split(' ')
        .next()
        .filter(|option| option.starts_with('-'))
    {
        Some(option) => Some(format!("{option}: {sentence}")),
        None => Some(sentence),
    }
}

/// Text with what is not safe to print escaped; backslashes stay as they are.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if is_safe_char(c) {
            escaped.push(c);
        } else {
            let mut octets = [0; 4];
            let text = presentation::text(c.encode_utf8(&mut octets).as_bytes()).to_string();
            escaped.push_str(&text);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_escaped() {
        assert_eq!(escaped("a\\n\u{1b}[2J\u{202e}é"), r"a\n\x1b[2J\u{202e}é");
    }
}
