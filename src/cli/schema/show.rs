use clap::{Args, ValueEnum};

use super::subject::{Subject, near_text};
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::schema_options::SchemaOptions;
use crate::cli::terminal::{Remark, Terminal};
use crate::name::presentation;
use crate::registry::{self, Lookup, Protocol};
use crate::report::Vocabulary;
use crate::source::ArgumentError;

/// Show a TXT vocabulary: its keys, values and names, and for each fact the source that says it.
///
/// Where no schema describes the service type, the keys that its registration with IANA defines are shown. Ends with
/// status 1 if there is neither.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check schema show _ipp._tcp
  dnssd-check schema show hap
  dnssd-check schema show _matterc._udp --format json
  dnssd-check schema show _http._tcp --format markdown")]
pub(super) struct ShowArguments {
    /// Service type (_ipp._tcp), or a service name alone (ipp).
    #[arg(value_name = "TYPE")]
    subject: String,
    /// Write the vocabulary in this format.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ShowFormat,
    #[command(flatten)]
    schemas: SchemaOptions,
}

/// The formats of a vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ShowFormat {
    /// For people.
    Text,
    /// One JSON object.
    Json,
    /// A page of Markdown.
    Markdown,
}

/// Shows.
pub(super) fn run(arguments: &ShowArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let schemas = arguments.schemas.schemas()?;
    let subject = match Subject::find(&arguments.subject, &schemas) {
        Err(ArgumentError::NotRegistered { name, .. }) => {
            let shown = presentation::text(name.as_bytes());
            let near = near_text(&name, &schemas);
            let notice = format!("no vocabulary and no registration has the name `{shown}`{near}");
            terminal.remark(Remark::Notice, &notice);
            return Ok(ExitStatus::Findings);
        }
        found => found?,
    };
    if subject.labels.protocol().is_none() {
        return Err(Failure::usage(format_args!(
            "protocol label `{}` is neither `_tcp` nor `_udp`",
            presentation::text(subject.labels.protocol_label())
        )));
    }
    let Some(schema) = &subject.schema else {
        let near = near_text(
            &String::from_utf8_lossy(subject.labels.service_name()),
            &schemas,
        );
        terminal.remark(Remark::Notice, &nothing_known(&subject, &near));
        return Ok(ExitStatus::Findings);
    };
    let vocabulary = Vocabulary::new(schema, &schemas);
    match arguments.format {
        ShowFormat::Text => {
            crate::cli::print(terminal, &vocabulary.to_text(terminal.paint()))?;
        }
        ShowFormat::Json => vocabulary.write_json(terminal.stdout())?,
        ShowFormat::Markdown => crate::cli::print(terminal, &vocabulary.to_markdown())?,
    }
    Ok(ExitStatus::Success)
}

/// Why there is nothing to show.
fn nothing_known(subject: &Subject<'_>, near: &str) -> String {
    let labels = &subject.labels;
    let name = String::from_utf8_lossy(labels.service_name());
    let protocol = match labels.protocol() {
        Some(crate::name::ProtocolLabel::Udp) => Protocol::Udp,
        _ => Protocol::Tcp,
    };
    match registry::lookup_type(&name, protocol) {
        Lookup::Registered { .. } => format!(
            "`{labels}` has no vocabulary, and its registration says nothing of TXT keys that could be checked{near}"
        ),
        Lookup::OtherTransportOnly { protocol, .. } => {
            let name = presentation::text(name.as_bytes());
            format!(
                "`{labels}` has no vocabulary, and `{name}` is registered for `{protocol}` only{near}"
            )
        }
        Lookup::NotRegistered => {
            format!("`{labels}` has no vocabulary and is not registered{near}")
        }
    }
}
