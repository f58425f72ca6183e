use std::fmt::Write;

use crate::name::presentation;
use crate::registry::{TxtDefinition, TxtKey, TxtStatus};

/// What a registration says of TXT keys, a key a line.
pub(in crate::cli) fn definition_text(definition: &TxtDefinition) -> String {
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
    let name_of = |key: &TxtKey| {
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
