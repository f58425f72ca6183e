//! Options that several commands share.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::failure::Failure;
use crate::cli::judgment::{CommandLineRules, Judgment};
use crate::cli::schema_options::VocabularyOptions;
use crate::rule::{FailOn, SelectError, Selector};
use crate::source::{ArgumentError, ServiceDefinition, TypeArgument};

/// Options about the terminal, which every command has.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Terminal options")]
pub(crate) struct TerminalOptions {
    /// Color the output.
    ///
    /// `auto` colors when standard output is a terminal and `NO_COLOR` is not set; `CLICOLOR_FORCE=1` colors elsewhere
    /// too.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: clap::ColorChoice,
    /// Print findings only, a line each.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Print also the sentences of the standards that decide, and each rule that was not applicable.
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

/// Options about what is judged and what fails.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Judgment options")]
pub(crate) struct JudgeOptions {
    /// Run only these rules: codes (TXT010), beginnings of codes (TXT), names (empty-txt-key) or ALL.
    ///
    /// Takes a list separated by commas and may be repeated. `dnssd-check rules` lists all rules. Where a rule is both
    /// selected and ignored, the longer selector decides. What the configuration selects, ignores or switches off does not
    /// count then.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<String>,
    /// Leave these rules out; written like those of --select.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// End with status 1 from this severity on: error, warning, note or never; error, if the configuration says nothing
    /// else.
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    #[command(flatten)]
    vocabulary: VocabularyOptions,
}

impl JudgeOptions {
    /// By what is judged: what the configuration says, and before it what these options say.
    pub(crate) fn judgment(&self) -> Result<Judgment, Failure> {
        Judgment::new(
            CommandLineRules {
                select: selectors(&self.select)?,
                ignore: selectors(&self.ignore)?,
            },
            self.fail_on,
            self.vocabulary.vocabulary()?,
        )
    }
}

fn selectors(texts: &[String]) -> Result<Vec<Selector>, SelectError> {
    texts.iter().map(|text| text.parse()).collect()
}

/// Arguments that describe a service.
#[derive(Args, Clone, Debug)]
pub(crate) struct ServiceArguments {
    /// Service type: `_caldav._tcp`, `_printer._sub._http._tcp`, or a name registered for one transport only, such as
    /// caldav.
    #[arg(value_name = "TYPE")]
    service_type: TypeArgument,
    /// Strings of the TXT record in their order, each of 1 to 255 octets; a key without = has no value, and with
    /// nothing after = an empty one.
    #[arg(value_name = "KEY[=VALUE]")]
    strings: Vec<OsString>,
    /// The whole TXT record in hexadecimal digits, length octets included, at most 65535 octets; blanks and colons may
    /// stand between.
    #[arg(long, value_name = "HEX", conflicts_with = "strings")]
    txt_hex: Option<String>,
}

impl ServiceArguments {
    /// The service as far as these arguments describe it.
    pub(crate) fn definition(&self) -> Result<ServiceDefinition, ArgumentError> {
        let mut definition = ServiceDefinition::new(self.service_type.clone());
        if let Some(text) = &self.txt_hex {
            definition.set_txt_hex(text)?;
            return Ok(definition);
        }
        let strings: Vec<&[u8]> = self
            .strings
            .iter()
            .map(|string| string.as_encoded_bytes())
            .collect();
        definition.set_txt_strings(&strings)?;
        Ok(definition)
    }
}

/// The options about the form of a report and where it goes.
#[derive(Args, Clone, Debug)]
pub(crate) struct FormatOption {
    /// Write the report in this format.
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        help_heading = "Judgment options"
    )]
    pub(crate) format: Format,
    /// Write the report to this file instead of standard output; - is standard output.
    ///
    /// The file is there, or is replaced, when the report is complete; if the run fails, nothing changes.
    #[arg(
        short = 'o',
        long = "output",
        value_name = "FILE",
        help_heading = "Judgment options"
    )]
    pub(crate) file: Option<PathBuf>,
}

/// The formats of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One JSON object when all is known.
    Json,
    /// A JSON object a line, each as soon as it is known.
    Jsonl,
    /// SARIF 2.1.0, for code scanning and editors.
    Sarif,
    /// JUnit XML, for the test reports of CI servers.
    Junit,
    /// Workflow commands of GitHub Actions, which annotate files.
    Github,
    /// A page of Markdown, for job summaries and comments.
    Markdown,
}

/// The option about the form of an answer that comes all at once.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct AnswerFormatOption {
    /// Write the answer in this format.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: AnswerFormat,
}

/// The formats of an answer that comes all at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AnswerFormat {
    /// For people.
    Text,
    /// One JSON object.
    Json,
}

/// Reads a port.
///
/// # Errors
///
/// A sentence with the value and the limits when it is not a number from 1 to 65535.
pub(crate) fn parse_port(text: &str) -> Result<u16, String> {
    let is_decimal = !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit());
    let port = text
        .parse::<u16>()
        .ok()
        .filter(|port| is_decimal && *port > 0);
    port.ok_or_else(|| {
        let text = crate::name::presentation::text(text.as_bytes());
        format!("port `{text}` is not a number from 1 to 65535")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_have_their_limits() {
        assert_eq!(parse_port("1"), Ok(1));
        assert_eq!(parse_port("65535"), Ok(65_535));
        for text in [
            "",
            "0",
            "65536",
            "+1",
            "-1",
            "http",
            "99999999999999999999",
            "1 ",
        ] {
            let sentence = format!("port `{text}` is not a number from 1 to 65535");
            assert_eq!(parse_port(text), Err(sentence));
        }
    }
}
