use std::ffi::OsString;
use std::fmt::Write;

use clap::Args;

use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::registry::{definition_text, remark_text};
use crate::cli::schema::Subject;
use crate::cli::schema_options::SchemaOptions;
use crate::cli::terminal::{Remark, Terminal};
use crate::fix::{Safety, fix_of};
use crate::name::{ServiceTypeLabels, presentation};
use crate::registry::{self, Lookup, Protocol};
use crate::report::Vocabulary;
use crate::rule::{self, Rule, SelectError};
use crate::schema::{Schemas, ServiceSchema};
use crate::source::ArgumentError;

/// Explain a rule, what is known of a service type, or what TXT strings say.
///
/// For a rule: what is wrong, why it matters, an example and what to write instead, and the sentence of the standard that
/// decides. For a service type: who registered it, its TXT keys and which rules judge them. With TXT strings behind the
/// type: what each key is about, what its value means and whether it is allowed; a key alone is explained with all its
/// values. Ends with status 1 if a key is not among those that are known.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check explain TXT010
  dnssd-check explain empty-txt-key
  dnssd-check explain _moodring._tcp
  dnssd-check explain _hap._tcp ci=2 sf=1
  dnssd-check explain _ipp._tcp printer-type")]
pub(crate) struct ExplainArguments {
    /// Code of a rule, name of a rule, or a service type.
    #[arg(value_name = "CODE|NAME|TYPE")]
    subject: String,
    /// Strings of a TXT record of that service type.
    #[arg(value_name = "KEY[=VALUE]")]
    strings: Vec<OsString>,
    #[command(flatten)]
    schemas: SchemaOptions,
}

/// Explains.
pub(super) fn run(arguments: &ExplainArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let subject = &arguments.subject;
    if let Some(rule) = rule::find(subject) {
        if !arguments.strings.is_empty() {
            return Err(Failure::usage(format_args!(
                "`{}` is a rule: TXT strings are explained by a service type",
                rule.code
            )));
        }
        super::print(terminal, &rule_text(rule))?;
        return Ok(ExitStatus::Success);
    }
    let schemas = arguments.schemas.schemas()?;
    let subject = Subject::find(subject, &schemas).map_err(|error| unknown(subject, error))?;
    if arguments.strings.is_empty() {
        super::print(terminal, &type_text(&subject, &schemas, terminal))?;
        return Ok(ExitStatus::Success);
    }
    explain_strings(&subject, &schemas, &arguments.strings, terminal)
}

/// Says what TXT strings mean.
fn explain_strings(
    subject: &Subject<'_>,
    schemas: &Schemas,
    strings: &[OsString],
    terminal: Terminal,
) -> Result<ExitStatus, Failure> {
    let Some(schema) = &subject.schema else {
        let notice = format!("nothing is known of the TXT keys of `{}`", subject.labels);
        terminal.remark(Remark::Notice, &notice);
        return Ok(ExitStatus::Findings);
    };
    let strings: Vec<&[u8]> = strings.iter().map(|text| text.as_encoded_bytes()).collect();
    let vocabulary = Vocabulary::new(schema, schemas);
    let said = vocabulary.explain_strings(&strings, terminal.paint());
    super::print(
        terminal,
        &format!("{}\n\n{said}", title(&subject.labels, schema)),
    )?;
    let is_known = |string: &&[u8]| {
        let key = string.split(|&octet| octet == b'=').next();
        key.is_some_and(|key| schema.key(key).is_some())
    };
    if strings.iter().all(is_known) {
        Ok(ExitStatus::Success)
    } else {
        Ok(ExitStatus::Findings)
    }
}

/// `_hap._tcp: HomeKit accessory (IP)`.
fn title(labels: &ServiceTypeLabels, schema: &ServiceSchema) -> String {
    format!("{labels}: {}", presentation::source_text(&schema.title))
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
    if let Some(fix) = fix_of(rule) {
        let option = match fix.safety {
            Safety::Safe => "",
            Safety::Unsafe => " --unsafe-fixes",
        };
        line(
            &mut text,
            format_args!(
                "\nFix ({}): `dnssd-check fix{option}` {}.",
                fix.safety, fix.summary
            ),
        );
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

/// What is registered for a type, its vocabulary, and who judges its keys.
fn type_text(subject: &Subject<'_>, schemas: &Schemas, terminal: Terminal) -> String {
    let labels = &subject.labels;
    let described = subject
        .schema
        .as_deref()
        .filter(|schema| !schema.is_registration());
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
    let lookup = registry::lookup_type(&name, protocol);
    let is_registered = matches!(lookup, Lookup::Registered { .. });
    match lookup {
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
        Lookup::NotRegistered if described.is_some() => {
            line(&mut text, format_args!("Not registered with IANA."));
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
    if let Some(schema) = described {
        text.push('\n');
        text.push_str(&vocabulary_text(labels, schema, schemas, terminal));
    }
    if subject.schema.is_some() || is_registered {
        text.push('\n');
        text.push_str(&judges_text());
    }
    text
}

/// The vocabulary in short.
fn vocabulary_text(
    labels: &ServiceTypeLabels,
    schema: &ServiceSchema,
    schemas: &Schemas,
    terminal: Terminal,
) -> String {
    let title = presentation::source_text(&schema.title);
    let keys = match schema.keys.len() {
        0 => "no keys".to_owned(),
        1 => "1 key".to_owned(),
        count => format!("{count} keys"),
    };
    let mut text = format!("Vocabulary: {title}, {keys} ({})\n", schema.confidence);
    let vocabulary = Vocabulary::new(schema, schemas);
    text.push_str(&vocabulary.to_brief_text(terminal.paint()));
    line(
        &mut text,
        format_args!("`dnssd-check schema show {labels}` tells all of it, with its sources."),
    );
    text
}

/// The rules that judge keys and values.
fn judges_text() -> String {
    let judges: Vec<&Rule> = rule::all()
        .filter(|rule| rule.family().as_str() == "KEY")
        .collect();
    let mut text = String::new();
    if judges.is_empty() {
        return text;
    }
    line(&mut text, format_args!("Rules that judge TXT keys:"));
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
