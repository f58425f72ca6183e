use std::collections::BTreeSet;

use clap::Args;

use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::options::{AnswerFormat, AnswerFormatOption};
use crate::cli::schema_options::SchemaOptions;
use crate::cli::terminal::{Remark, Terminal};
use crate::name::presentation;
use crate::report::{ProfileList, VocabularyList};
use crate::schema::{Schemas, ServiceSchema};

/// List the TXT vocabularies: service type, number of keys, confidence and title, a line each.
///
/// Ends with status 1 if there is nothing of the category.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check schema list
  dnssd-check schema list --category printing
  dnssd-check schema list --profiles
  dnssd-check schema list --format json")]
pub(super) struct ListArguments {
    /// Only vocabularies of this category, such as printing or media.
    #[arg(long, value_name = "WORD")]
    category: Option<String>,
    /// List the profiles instead, each with the service types that have it.
    #[arg(long)]
    profiles: bool,
    #[command(flatten)]
    output: AnswerFormatOption,
    #[command(flatten)]
    schemas: SchemaOptions,
}

/// Lists.
pub(super) fn run(arguments: &ListArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let schemas = arguments.schemas.schemas()?;
    let wanted = arguments.category.as_deref();
    let is_wanted = |schema: &&ServiceSchema| {
        let own = schema.category.as_deref();
        wanted.is_none_or(|wanted| own.is_some_and(|own| own.eq_ignore_ascii_case(wanted)))
    };
    let found: Vec<&ServiceSchema> = schemas.iter().filter(is_wanted).collect();
    if arguments.profiles {
        let profiles = ProfileList::new(found.iter().copied());
        match arguments.output.format {
            AnswerFormat::Text => crate::cli::print(terminal, &profiles.to_text())?,
            AnswerFormat::Json => profiles.write_json(terminal.stdout())?,
        }
    } else {
        let list = VocabularyList::new(found.iter().copied());
        match arguments.output.format {
            AnswerFormat::Text => crate::cli::print(terminal, &list.to_text())?,
            AnswerFormat::Json => list.write_json(terminal.stdout())?,
        }
    }
    let Some(wanted) = wanted.filter(|_| found.is_empty()) else {
        return Ok(ExitStatus::Success);
    };
    let notice = format!(
        "no vocabulary is of the category `{}`; there are {}",
        presentation::text(wanted.as_bytes()),
        categories(&schemas)
    );
    terminal.remark(Remark::Notice, &notice);
    Ok(ExitStatus::Findings)
}

/// All categories, sorted, in backticks.
fn categories(schemas: &Schemas) -> String {
    let categories: BTreeSet<&str> = schemas
        .iter()
        .filter_map(|schema| schema.category.as_deref())
        .collect();
    let quoted: Vec<String> = categories
        .into_iter()
        .map(|category| format!("`{}`", presentation::text(category.as_bytes())))
        .collect();
    quoted.join(", ")
}
