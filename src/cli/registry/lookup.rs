use std::fmt::Write;

use clap::Args;

use super::definition_text;
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::options::{AnswerFormat, AnswerFormatOption};
use crate::cli::terminal::{Remark, Terminal};
use crate::name::presentation;
use crate::registry::{self, Lookup, Protocol, Registration, TxtStatus};
use crate::report::write_registrations;
use crate::source::TypeArgument;

/// Show who registered a service name, a service type or a port, and with which TXT keys.
///
/// Ends with status 1 if it is not registered.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check registry lookup caldav
  dnssd-check registry lookup _moodring._tcp
  dnssd-check registry lookup 631 --format json")]
pub(super) struct LookupArguments {
    /// Service name (caldav), service type (_caldav._tcp) or port (0 to 65535).
    #[arg(value_name = "NAME|TYPE|PORT")]
    subject: String,
    #[command(flatten)]
    output: AnswerFormatOption,
}

/// What was found, and what must be said beside it.
struct Answer {
    registrations: Vec<Registration>,
    remark: Option<String>,
}

/// Looks up.
pub(super) fn run(arguments: &LookupArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let answer = answer(&arguments.subject)?;
    match arguments.output.format {
        AnswerFormat::Json => write_registrations(terminal.stdout(), &answer.registrations)?,
        AnswerFormat::Text => {
            let texts: Vec<String> = answer.registrations.iter().map(registration_text).collect();
            crate::cli::print(terminal, &texts.join("\n"))?;
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
