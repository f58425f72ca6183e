use std::fmt::Write;

use crate::name::presentation;
use crate::registry::{self, Contact, Registration, contact_ids};

/// Who stands behind rows of the registry.
pub(super) struct Contacts {
    /// Those that the contact table has, each once, in the order of the rows.
    pub(super) known: Vec<Contact>,
    /// The ids that it lacks.
    unknown: Vec<String>,
}

impl Contacts {
    /// Looks up the assignees and contacts of rows.
    pub(super) fn of(rows: &[Registration]) -> Self {
        let mut contacts = Self {
            known: Vec::new(),
            unknown: Vec::new(),
        };
        let columns = rows.iter().flat_map(|row| [&row.assignee, &row.contact]);
        let mut seen: Vec<&str> = Vec::new();
        for id in columns.flatten().flat_map(|column| contact_ids(column)) {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            match registry::current().contact(id) {
                Some(contact) => contacts.known.push(contact),
                None => contacts.unknown.push(id.to_owned()),
            }
        }
        contacts
    }

    /// What can't be told; `None` if all is known.
    pub(super) fn notice(&self) -> Option<String> {
        if self.known.is_empty() && self.unknown.is_empty() {
            return Some("no assignee and no contact is registered".to_owned());
        }
        if self.unknown.is_empty() {
            return None;
        }
        let ids: Vec<String> = self
            .unknown
            .iter()
            .map(|id| format!("`{}`", presentation::text(id.as_bytes())))
            .collect();
        Some(format!(
            "the contact table of the registry in force does not have {}: IANA's CSV carries no contacts, its XML does",
            ids.join(", ")
        ))
    }
}

/// An entry of the contact table over several lines.
pub(super) fn contact_text(contact: &Contact) -> String {
    let mut text = format!("[{}]\n", presentation::text(contact.id.as_bytes()));
    // IANA writes `&` for `@`, to be spared by those who collect addresses.
    let uri = contact
        .uri
        .as_ref()
        .map(|uri| match uri.strip_prefix("mailto:") {
            Some(address) => address.replace('&', "@"),
            None => uri.clone(),
        });
    let members = [
        ("name", &contact.name),
        ("organization", &contact.organization),
        ("address", &uri),
        ("updated", &contact.updated),
    ];
    for (member, value) in members {
        if let Some(value) = value {
            let value = presentation::text(value.as_bytes());
            writeln!(text, "  {member:<13} {value}").expect("writing to a string succeeds");
        }
    }
    text
}
