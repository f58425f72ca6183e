use std::fmt::Write;

use clap::Args;

use super::contacts::{Contacts, contact_text};
use super::rows::{RowsFormat, RowsFormatOption};
use super::{definition_text, near_text};
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::terminal::{Remark, Terminal};
use crate::name::presentation;
use crate::registry::{self, Lookup, Protocol, Registration, TxtStatus};
use crate::report::{write_registrations_csv, write_registrations_with};
use crate::source::TypeArgument;

/// Show who registered a service name, a service type or a port, and with which TXT keys.
///
/// Ends with status 1 if it is not registered.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check registry lookup caldav
  dnssd-check registry lookup _moodring._tcp
  dnssd-check registry lookup caldav --contacts
  dnssd-check registry lookup 631 --format json")]
pub(super) struct LookupArguments {
    /// Service name (caldav), service type (_caldav._tcp) or port (0 to 65535).
    #[arg(value_name = "NAME|TYPE|PORT")]
    subject: String,
    /// Show also who stands behind the assignees and contacts, as far as the registry in force says it.
    #[arg(long)]
    contacts: bool,
    #[command(flatten)]
    output: RowsFormatOption,
}

/// What was found, and what must be said beside it.
struct Answer {
    registrations: Vec<Registration>,
    /// Why these rows, or none, are no answer to what was asked.
    notice: Option<String>,
}

impl Answer {
    /// What must be known of the names in the answer, each once.
    fn remarks(&self) -> Vec<registry::Remark> {
        let mut remarks = Vec::new();
        let names = self
            .registrations
            .iter()
            .filter_map(|row| row.name.as_deref());
        for remark in names.filter_map(registry::Remark::about) {
            if !remarks.contains(&remark) {
                remarks.push(remark);
            }
        }
        remarks
    }
}

/// Looks up.
pub(super) fn run(arguments: &LookupArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let answer = answer(&arguments.subject)?;
    let remarks = answer.remarks();
    let is_empty = answer.registrations.is_empty();
    let contacts = arguments
        .contacts
        .then(|| Contacts::of(&answer.registrations));
    match arguments.output.format {
        RowsFormat::Json => {
            let contacts = contacts.as_ref().map(|contacts| contacts.known.as_slice());
            write_registrations_with(terminal.stdout(), &answer.registrations, &remarks, contacts)?;
        }
        RowsFormat::Csv => write_registrations_csv(terminal.stdout(), answer.registrations)?,
        RowsFormat::Text => {
            let rows = answer.registrations.iter().map(registration_text);
            let remarks = remarks.iter().map(remark_text);
            let contacts = contacts.iter().flat_map(|contacts| &contacts.known);
            let texts: Vec<String> = rows
                .chain(contacts.map(contact_text))
                .chain(remarks)
                .collect();
            crate::cli::print(terminal, &texts.join("\n"))?;
        }
    }
    let contacts = contacts.filter(|_| !is_empty);
    if let Some(notice) = contacts.as_ref().and_then(Contacts::notice) {
        terminal.remark(Remark::Notice, &notice);
    }
    if let Some(notice) = answer.notice {
        terminal.remark(Remark::Notice, &notice);
        return Ok(ExitStatus::Findings);
    }
    Ok(ExitStatus::Success)
}

/// A remark and its source, a line each.
pub(in crate::cli) fn remark_text(remark: &registry::Remark) -> String {
    format!("remark: {}\n  {}\n", remark.text, remark.source)
}

/// Looks up a port, a type or a name, told apart by how they begin.
fn answer(subject: &str) -> Result<Answer, Failure> {
    if !subject.is_empty() && subject.bytes().all(|octet| octet.is_ascii_digit()) {
        return answer_port(subject);
    }
    let registrations = registry::lookup_name(subject).into_rows();
    // Historic names have underscores and dots in them: `z39.50`, `udt_os`.
    if registrations.is_empty() && subject.contains(['_', '.']) {
        return answer_type(&subject.parse()?);
    }
    let notice = registrations.is_empty().then(|| not_registered(subject));
    Ok(Answer {
        registrations,
        notice,
    })
}

fn answer_port(subject: &str) -> Result<Answer, Failure> {
    let port: u16 = subject.parse().map_err(|_| {
        Failure::usage(format_args!(
            "port `{subject}` is above 65535, the highest that there is"
        ))
    })?;
    let registrations = registry::lookup_port(port);
    let notice = registrations
        .is_empty()
        .then(|| format!("port {port} is not in the registry"));
    Ok(Answer {
        registrations,
        notice,
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
            notice: None,
        },
        Lookup::OtherTransportOnly {
            registrations,
            protocol,
        } => {
            let notice = format!(
                "`{labels}` is not registered: `{}` is registered for `{protocol}` only",
                presentation::text(name.as_bytes())
            );
            Answer {
                registrations,
                notice: Some(notice),
            }
        }
        Lookup::NotRegistered => Answer {
            registrations: Vec::new(),
            notice: Some(not_registered(&name)),
        },
    })
}

fn not_registered(name: &str) -> String {
    let near = near_text(&registry::near_names(name));
    let shown = presentation::text(name.as_bytes());
    format!("no service is registered by the name `{shown}`{near}")
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
