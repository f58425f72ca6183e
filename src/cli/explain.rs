use std::fmt::Write;

use clap::Args;

use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::registry::{definition_text, remark_text};
use crate::cli::terminal::Terminal;
use crate::name::presentation;
use crate::registry::{self, Lookup, Protocol};
use crate::rule::{self, Rule, SelectError};
use crate::source::{ArgumentError, TypeArgument};

/// Explain a rule, or what is known of a service type.
///
/// For a rule: what is wrong, why it matters, an example and what to write instead, and the sentence of the standard that
/// decides. For a service type: who registered it, which TXT keys the registration defines and which rules judge them.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check explain TXT010
  dnssd-check explain empty-txt-key
  dnssd-check explain _moodring._tcp")]
pub(crate) struct ExplainArguments {
    /// Code of a rule, name of a rule, or a service type.
    #[arg(value_name = "CODE|NAME|TYPE")]
    subject: String,
}

/// Explains.
pub(super) fn run(arguments: &ExplainArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let subject = &arguments.subject;
    if let Some(rule) = rule::find(subject) {
        super::print(terminal, &rule_text(rule))?;
        return Ok(ExitStatus::Success);
    }
    let argument = parse_type(subject).map_err(|error| unknown(subject, error))?;
    super::print(terminal, &type_text(&argument))?;
    Ok(ExitStatus::Success)
}

/// Why the subject is neither a rule nor a type.
fn unknown(subject: &str, error: ArgumentError) -> Failure {
    let ArgumentError::NotRegistered { near, .. } = &error else {
        return error.into();
    };
    let shown = presentation::text(subject.as_bytes());
    match SelectError::new(subject).nearest() {
        Some(nearest) if near.is_empty() => Failure::usage(format_args!(
            "`{shown}` is neither a rule nor a service type; did you mean `{nearest}`?"
        )),
        None if near.is_empty() => Failure::usage(format_args!(
            "`{shown}` is neither a rule nor a registered service name; `dnssd-check rules` lists the rules"
        )),
        _ => error.into(),
    }
}

/// Reads a type; a service name that is registered for both protocol labels stands for the first.
fn parse_type(text: &str) -> Result<TypeArgument, ArgumentError> {
    match text.parse() {
        Err(ArgumentError::AmbiguousServiceName { name }) => {
            format!("_{name}.{}", Protocol::Tcp).parse()
        }
        parsed => parsed,
    }
}

/// Everything that there is to say of a rule.
fn rule_text(rule: &Rule) -> String {
    let mut text = format!("{} {} ({})\n\n", rule.code, rule.name, rule.severity());
    for line in rule.documentation.trim_end().lines() {
        text.push_str(line.strip_prefix(' ').unwrap_or(line));
        text.push('\n');
    }
    for citation in rule.citations {
        let requirement = citation
            .requirement
            .map(|word| format!(" ({word})"))
            .unwrap_or_default();
        line(&mut text, format_args!(""));
        line(&mut text, format_args!("{citation}{requirement}"));
        if !citation.sentence.is_empty() {
            line(&mut text, format_args!("  \"{}\"", citation.sentence));
        }
        if let Some(url) = citation.url() {
            line(&mut text, format_args!("  {url}"));
        }
    }
    if !rule.needs.is_empty() {
        let needs: Vec<&str> = rule.needs.words().collect();
        line(
            &mut text,
            format_args!("\nNeeds to see: {}", needs.join(", ")),
        );
    }
    text
}

/// What is registered for a type, and who judges its keys.
fn type_text(argument: &TypeArgument) -> String {
    let labels = &argument.service_type;
    let mut text = format!("{labels}\n\n");
    let violations = labels.violations();
    for violation in &violations {
        line(&mut text, format_args!("`{labels}` {violation}"));
    }
    let name = String::from_utf8_lossy(labels.service_name()).into_owned();
    let protocol = match labels.protocol_label() {
        label if label.eq_ignore_ascii_case(b"_tcp") => Protocol::Tcp,
        _ => Protocol::Udp,
    };
    let remark = registry::Remark::about(&name);
    match registry::lookup_type(&name, protocol) {
        Lookup::Registered {
            registrations,
            definition,
        } => {
            for registration in &registrations {
                let description = presentation::text(registration.description.as_bytes());
                line(
                    &mut text,
                    format_args!("Registered with IANA as {registration}: {description}"),
                );
                if let Some(reference) = &registration.reference {
                    let reference = presentation::text(reference.as_bytes());
                    line(&mut text, format_args!("  specified in {reference}"));
                }
            }
            text.push_str(&definition_text(&definition));
            if let Some(remark) = remark {
                text.push_str(&remark_text(&remark));
            }
            text.push('\n');
            text.push_str(&judges_text());
        }
        Lookup::OtherTransportOnly {
            registrations,
            protocol,
        } => {
            let name = presentation::text(name.as_bytes());
            line(
                &mut text,
                format_args!("Registered with IANA for `_{name}.{protocol}` only:"),
            );
            for registration in &registrations {
                line(&mut text, format_args!("  {registration}"));
            }
        }
        Lookup::NotRegistered => {
            line(
                &mut text,
                format_args!("Not registered with IANA, so nothing is known of its TXT keys."),
            );
            let near = registry::near_names(&name);
            if !near.is_empty() {
                line(
                    &mut text,
                    format_args!("Registered names near to it: {}", near.join(", ")),
                );
            }
        }
    }
    text
}

/// The rules that judge keys and values by the registration.
fn judges_text() -> String {
    let judges: Vec<&Rule> = rule::all()
        .filter(|rule| rule.family().as_str() == "KEY")
        .collect();
    let mut text = String::new();
    if judges.is_empty() {
        return text;
    }
    line(
        &mut text,
        format_args!("Rules that judge TXT keys by the registration:"),
    );
    for rule in judges {
        line(
            &mut text,
            format_args!("  {} {}", rule.code, rule.summary()),
        );
    }
    line(
        &mut text,
        format_args!("All other rules of `dnssd-check rules` apply as to every service type."),
    );
    text
}

/// Adds a line.
fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    writeln!(text, "{content}").expect("writing to a string succeeds");
}
