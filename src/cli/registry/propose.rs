use std::fmt::Write;

use clap::Args;
use serde::Serialize;

use super::list::transport_parser;
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::options::{AnswerFormat, AnswerFormatOption};
use crate::cli::terminal::Terminal;
use crate::name::presentation;
use crate::registry::{self, Proposal, ProposedKey, TransportProtocol};
use crate::report::write_document;

/// Where requests are made.
const FORM: &str = "https://www.iana.org/form/ports-services";

/// Check a service name that you want to register, and show what IANA asks for.
///
/// The name must be legal and free; so must the port, if one is wanted, and the TXT keys must be keys. Names alone are
/// assigned to who comes first; a port needs reasons and a review. Ends with status 1 if the request would be refused.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check registry propose lab-door --transport tcp
  dnssd-check registry propose lab-door --transport tcp --txt \"state=open or shut\" --txt floor
  dnssd-check registry propose lab-door --port 8009 --format json")]
pub(super) struct ProposeArguments {
    /// Service name, without underscore: 1 to 15 letters, digits and hyphens.
    #[arg(value_name = "NAME")]
    name: String,
    /// TXT key that the service defines, with what its value says; may be repeated.
    #[arg(long, value_name = "KEY[=DESCRIPTION]")]
    txt: Vec<String>,
    /// Transport protocol that the service uses: tcp, udp, sctp or dccp.
    ///
    /// Takes a list separated by commas and may be repeated.
    #[arg(long, value_name = "PROTOCOL", value_delimiter = ',', value_parser = transport_parser())]
    transport: Vec<TransportProtocol>,
    /// Port that is wanted; most services need none, because DNS-SD tells the port.
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    #[command(flatten)]
    output: AnswerFormatOption,
}

impl ProposeArguments {
    fn proposal(&self) -> Proposal {
        let keys = self.txt.iter().map(|text| match text.split_once('=') {
            Some((name, description)) => ProposedKey {
                name: name.to_owned(),
                description: (!description.is_empty()).then(|| description.to_owned()),
            },
            None => ProposedKey {
                name: text.clone(),
                description: None,
            },
        });
        let mut transports = self.transport.clone();
        transports.sort_unstable();
        transports.dedup();
        Proposal {
            name: self.name.clone(),
            transports,
            port: self.port,
            txt_keys: keys.collect(),
        }
    }
}

/// What is to be told of a proposal.
#[derive(Serialize)]
struct Verdict {
    version: u32,
    name: String,
    /// The edition of the registry that was asked.
    edition: String,
    faults: Vec<String>,
    remarks: Vec<String>,
    form: &'static str,
    fields: Vec<Field>,
}

#[derive(Serialize)]
struct Field {
    name: &'static str,
    required: bool,
    value: Option<String>,
    expected: &'static str,
}

/// Checks.
pub(super) fn run(arguments: &ProposeArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let proposal = arguments.proposal();
    let registry = registry::current();
    let fields = proposal.fields().into_iter().map(|field| Field {
        name: field.name,
        required: field.is_required,
        value: field.value,
        expected: field.expected,
    });
    let verdict = Verdict {
        version: 1,
        faults: sentences(&proposal.faults(registry)),
        remarks: sentences(&proposal.remarks(registry)),
        name: proposal.name.clone(),
        edition: registry.info().edition,
        form: FORM,
        fields: fields.collect(),
    };
    match arguments.output.format {
        AnswerFormat::Json => write_document(&mut terminal.stdout(), &verdict)?,
        AnswerFormat::Text => crate::cli::print(terminal, &verdict.text())?,
    }
    Ok(if verdict.faults.is_empty() {
        ExitStatus::Success
    } else {
        ExitStatus::Findings
    })
}

fn sentences<T: ToString>(said: &[T]) -> Vec<String> {
    said.iter().map(ToString::to_string).collect()
}

impl Verdict {
    fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |line: std::fmt::Arguments<'_>| {
            writeln!(text, "{line}").expect("writing to a string succeeds");
        };
        for fault in &self.faults {
            line(format_args!("error: {fault}"));
        }
        for remark in &self.remarks {
            line(format_args!("note: {remark}"));
        }
        if !self.faults.is_empty() {
            return text;
        }
        let name = presentation::text(self.name.as_bytes());
        if registry::is_builtin() {
            line(format_args!(
                "`{name}` is legal, and free unless it was registered lately: `dnssd-check registry update` fetches the \
                 newest registry"
            ));
        } else {
            let edition = presentation::text(self.edition.as_bytes());
            line(format_args!(
                "`{name}` is legal and free in the registry of {edition}"
            ));
        }
        line(format_args!("\nWhat {} asks for:", self.form));
        for field in &self.fields {
            let value = match (&field.value, field.required) {
                (Some(value), _) => presentation::text(value.as_bytes()).to_string(),
                (None, true) => format!("({})", field.expected),
                (None, false) => format!("(optional: {})", field.expected),
            };
            line(format_args!("  {:<23}  {value}", field.name));
        }
        text
    }
}
