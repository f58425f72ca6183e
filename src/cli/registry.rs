use std::fmt::Write;

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::options::{AnswerFormat, AnswerFormatOption};
use crate::cli::terminal::{Remark, Terminal};
use crate::name::presentation;
use crate::registry::{self, Lookup, Protocol, Registration, TxtDefinition, TxtStatus};
use crate::report::{write_document, write_registrations};
use crate::source::TypeArgument;

/// Ask IANA's registry of service names and ports, of which this program carries a copy.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check registry lookup caldav
  dnssd-check registry lookup 631
  dnssd-check registry info")]
pub(crate) struct RegistryArguments {
    #[command(subcommand)]
    command: RegistryCommand,
}

#[derive(Debug, Subcommand)]
#[command(disable_help_subcommand = true)]
enum RegistryCommand {
    Lookup(LookupArguments),
    Info(InfoArguments),
}

/// Show who registered a service name, a service type or a port, and with which TXT keys.
///
/// Ends with status 1 if it is not registered.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check registry lookup caldav
  dnssd-check registry lookup _moodring._tcp
  dnssd-check registry lookup 631 --format json")]
struct LookupArguments {
    /// Service name (caldav), service type (_caldav._tcp) or port (0 to 65535).
    #[arg(value_name = "NAME|TYPE|PORT")]
    subject: String,
    #[command(flatten)]
    output: AnswerFormatOption,
}

/// Show which edition of the registry this program carries, and how much is in it.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check registry info
  dnssd-check registry info --format json")]
struct InfoArguments {
    #[command(flatten)]
    output: AnswerFormatOption,
}

/// What was found, and what must be said beside it.
struct Answer {
    registrations: Vec<Registration>,
    remark: Option<String>,
}

/// Answers.
pub(super) fn run(arguments: RegistryArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    match arguments.command {
        RegistryCommand::Lookup(arguments) => lookup(&arguments, terminal),
        RegistryCommand::Info(arguments) => info(&arguments, terminal),
    }
}

fn lookup(arguments: &LookupArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let answer = answer(&arguments.subject)?;
    match arguments.output.format {
        AnswerFormat::Json => write_registrations(terminal.stdout(), &answer.registrations)?,
        AnswerFormat::Text => {
            let texts: Vec<String> = answer.registrations.iter().map(registration_text).collect();
            super::print(terminal, &texts.join("\n"))?;
        }
    }
    if let Some(remark) = answer.remark {
        terminal.remark(Remark::Notice, &remark);
        return Ok(ExitStatus::Findings);
    }
    Ok(ExitStatus::Success)
}

/// Looks up a port, a type or a name, told apart by how they begin.
fn answer(subject: &str) -> Result<Answer, Failure> {
    if !subject.is_empty() && subject.bytes().all(|octet| octet.is_ascii_digit()) {
        return answer_port(subject);
    }
    if subject.contains(['_', '.']) {
        return answer_type(&subject.parse()?);
    }
    let registrations = registry::lookup_name(subject).into_rows();
    let remark = registrations.is_empty().then(|| not_registered(subject));
    Ok(Answer {
        registrations,
        remark,
    })
}

fn answer_port(subject: &str) -> Result<Answer, Failure> {
    let port: u16 = subject.parse().map_err(|_| {
        Failure::usage(format_args!(
            "port `{subject}` is above 65535, the highest that there is"
        ))
    })?;
    let registrations = registry::lookup_port(port);
    let remark = registrations
        .is_empty()
        .then(|| format!("port {port} is not in the registry"));
    Ok(Answer {
        registrations,
        remark,
    })
}

fn answer_type(argument: &TypeArgument) -> Result<Answer, Failure> {
    let labels = &argument.service_type;
    let name = String::from_utf8_lossy(labels.service_name()).into_owned();
    let Some(label) = labels.protocol() else {
        return Err(Failure::usage(format_args!(
            "protocol label `{}` is neither `_tcp` nor `_udp`",
            presentation::text(labels.protocol_label())
        )));
    };
    let protocol = match label {
        crate::name::ProtocolLabel::Tcp => Protocol::Tcp,
        crate::name::ProtocolLabel::Udp => Protocol::Udp,
    };
    Ok(match registry::lookup_type(&name, protocol) {
        Lookup::Registered { registrations, .. } => Answer {
            registrations,
            remark: None,
        },
        Lookup::OtherTransportOnly {
            registrations,
            protocol,
        } => {
            let remark = format!(
                "`{labels}` is not registered: `{}` is registered for `{protocol}` only",
                presentation::text(name.as_bytes())
            );
            Answer {
                registrations,
                remark: Some(remark),
            }
        }
        Lookup::NotRegistered => Answer {
            registrations: Vec::new(),
            remark: Some(not_registered(&name)),
        },
    })
}

fn not_registered(name: &str) -> String {
    let near = registry::near_names(name);
    let shown = presentation::text(name.as_bytes());
    if near.is_empty() {
        return format!("no service is registered by the name `{shown}`");
    }
    let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    format!(
        "no service is registered by the name `{shown}`; near to it: {}",
        near.join(", ")
    )
}

/// A row of the registry over several lines.
fn registration_text(registration: &Registration) -> String {
    let mut text = format!(
        "{}\n",
        presentation::text(registration.to_string().as_bytes())
    );
    let members = [
        ("description", Some(&registration.description)),
        ("assignee", registration.assignee.as_ref()),
        ("contact", registration.contact.as_ref()),
        ("registered", registration.registered.as_ref()),
        ("modified", registration.modified.as_ref()),
        ("reference", registration.reference.as_ref()),
        ("service code", registration.service_code.as_ref()),
        ("unauthorized", registration.unauthorized_use.as_ref()),
    ];
    for (member, value) in members {
        let Some(value) = value.filter(|value| !value.is_empty()) else {
            continue;
        };
        let value = presentation::text(value.as_bytes());
        writeln!(text, "  {member:<13} {value}").expect("writing to a string succeeds");
    }
    let notes = registration.notes.as_deref().unwrap_or_default();
    for (index, note) in notes.lines().enumerate() {
        let member = if index == 0 { "notes" } else { "" };
        let note = presentation::text(note.as_bytes());
        writeln!(text, "  {member:<13} {note}").expect("writing to a string succeeds");
    }
    if registration.txt.status != TxtStatus::Absent {
        for line in definition_text(&registration.txt).lines() {
            writeln!(text, "  {line}").expect("writing to a string succeeds");
        }
    }
    text
}

/// What a registration says of TXT keys, a key a line.
pub(super) fn definition_text(definition: &TxtDefinition) -> String {
    let said = match definition.status {
        TxtStatus::Absent => "the registration does not mention any",
        TxtStatus::Empty => "the registration has a heading for them and nothing under it",
        TxtStatus::External => "another document defines them",
        TxtStatus::Listed if definition.open => {
            "the registration lists these and says that there are more"
        }
        TxtStatus::Listed => "the registration lists these",
        TxtStatus::None => "the registration says that there are none",
        TxtStatus::Pending => "the registration says that they are yet to be defined",
        TxtStatus::Undisclosed => "the registration says that they are proprietary",
        TxtStatus::Unstructured => {
            "the registration speaks of them in words that name no key for certain"
        }
    };
    let mut text = format!("TXT keys: {said}\n");
    if let Some(document) = &definition.document {
        let document = presentation::text(document.as_bytes());
        writeln!(text, "  defined in {document}").expect("writing to a string succeeds");
    }
    if let Some(extends) = &definition.extends {
        let extends = presentation::text(extends.as_bytes());
        writeln!(text, "  with those of `{extends}`").expect("writing to a string succeeds");
    }
    let name_of = |key: &registry::TxtKey| {
        let name = key.pattern.as_deref().unwrap_or(&key.name);
        presentation::text(name.as_bytes()).to_string()
    };
    let width = definition
        .keys
        .iter()
        .map(|key| name_of(key).len())
        .max()
        .unwrap_or_default();
    for key in &definition.keys {
        let said = match (&key.constraint, &key.description) {
            (Some(constraint), _) => constraint.to_string(),
            (None, Some(description)) => presentation::text(description.as_bytes()).to_string(),
            (None, None) => String::new(),
        };
        let line = format!("  {:<width$}  {said}", name_of(key));
        writeln!(text, "{}", line.trim_end()).expect("writing to a string succeeds");
    }
    text
}

#[derive(Serialize)]
struct InfoObject {
    version: u32,
    edition: String,
    source: String,
    rows: usize,
    names: usize,
}

fn info(arguments: &InfoArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let info = registry::info();
    match arguments.output.format {
        AnswerFormat::Text => {
            let source = presentation::text(info.source.as_bytes());
            let edition = presentation::text(info.edition.as_bytes());
            let text = format!(
                "edition  {edition}\nsource   {source}\nrows     {}\nnames    {}\n",
                info.rows, info.names
            );
            super::print(terminal, &text)?;
        }
        AnswerFormat::Json => {
            let object = InfoObject {
                version: 1,
                edition: info.edition,
                source: info.source,
                rows: info.rows,
                names: info.names,
            };
            write_document(&mut terminal.stdout(), &object)?;
        }
    }
    Ok(ExitStatus::Success)
}
