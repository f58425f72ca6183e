//! IANA's registry file in plain text: a rendering for the eye, with fixed columns.

use std::fmt;

use super::contact::Contact;
use super::edition::Edition;
use super::fixed_columns::{FixedColumns, LayoutFault, MAX_ROW_LINES, Row};
use super::registration::{Registration, RegistrationError};

/// What the titles of the table have in their first line; some go on in a second.
const TITLES: [&str; 12] = [
    "Service Name",
    "Port Number",
    "Transport",
    "Description",
    "Assignee",
    "Contact",
    "Registration",
    "Modification",
    "Reference",
    "Service",
    "Unauthorized",
    "Assignment Notes",
];

/// What the titles of the contact table have in their first line.
const CONTACT_TITLES: [&str; 5] = ["ID", "Name", "Organization", "Contact URI", "Last"];

/// Both tables have titles of two lines.
const TITLE_LINES: usize = 2;

/// The columns that always have one line: name, port and transport protocol, of which no row lacks all.
const ANCHORS: usize = 3;

/// Reads the registry as IANA publishes it in plain text: rows, contacts, and the date of the last update.
///
/// The text doesn't tell where a line was broken because a column ended and where the registry has a line break, other
/// than by an empty line: descriptions and notes come with blanks for line breaks.
///
/// # Errors
///
/// A text without the tables, or a row that isn't one, with its line: no row is ever skipped.
pub fn read_text(octets: &[u8]) -> Result<Edition, TextError> {
    let text = str::from_utf8(octets).map_err(|error| {
        let before = octets.iter().take(error.valid_up_to());
        TextError {
            line: before.filter(|&&octet| octet == b'\n').count(),
            fault: Fault::NotText,
        }
    })?;
    let lines: Vec<&str> = text.lines().collect();
    let find = |from: usize, is_it: &dyn Fn(&str) -> bool| {
        let found = lines.iter().skip(from).position(|line| is_it(line));
        found.map(|offset| from + offset)
    };
    let has_all = |line: &str, titles: &[&str]| titles.iter().all(|title| line.contains(title));

    let header = find(0, &|line| has_all(line, &TITLES)).ok_or(TextError {
        line: 0,
        fault: Fault::NoTable,
    })?;
    let contacts_heading = find(header, &|line| line.trim() == "Contact Information");
    let contacts_header =
        contacts_heading.and_then(|heading| find(heading, &|line| has_all(line, &CONTACT_TITLES)));
    let table = slice(&lines, header, contacts_heading.unwrap_or(lines.len()));
    let registrations = registrations(table).map_err(|error| error.below(header))?;
    let contacts = match contacts_header {
        None => Vec::new(),
        Some(header) => {
            let end = find(header, &|line| line.trim() == "Footnote");
            let table = slice(&lines, header, end.unwrap_or(lines.len()));
            contacts(table).map_err(|error| error.below(header))?
        }
    };
    let updated = find(0, &|line| line.trim() == "Last Updated")
        .filter(|&line| line < header)
        .and_then(|line| lines.get(line + 1))
        .map(|date| date.trim().to_owned());
    Ok(Edition {
        updated,
        registrations,
        contacts,
    })
}

fn slice<'a, 'b>(lines: &'a [&'b str], start: usize, end: usize) -> &'a [&'b str] {
    lines.get(start..end).unwrap_or_default()
}

fn registrations(table: &[&str]) -> Result<Vec<Registration>, TextError> {
    let rows = rows(table, &TITLES, ANCHORS)?;
    let read = |(line, cells): Row| {
        let columns: Vec<&str> = cells.iter().map(String::as_str).collect();
        let columns: [&str; 12] = columns.try_into().map_err(|_| TextError {
            line,
            fault: Fault::Layout,
        })?;
        Registration::from_columns(columns).map_err(|error| TextError {
            line,
            fault: Fault::Field(error),
        })
    };
    rows.into_iter().map(read).collect()
}

fn contacts(table: &[&str]) -> Result<Vec<Contact>, TextError> {
    let rows = rows(table, &CONTACT_TITLES, 1)?;
    let read = |(line, cells): Row| {
        let columns: Vec<&str> = cells.iter().map(String::as_str).collect();
        let [id, name, organization, uri, updated] = columns[..] else {
            return Err(TextError {
                line,
                fault: Fault::Layout,
            });
        };
        let id = id.trim_start_matches('[').trim_end_matches(']');
        Ok(Contact::from_columns([
            id,
            name,
            organization,
            uri,
            updated,
        ]))
    };
    rows.into_iter().map(read).collect()
}

fn rows(table: &[&str], titles: &[&str], anchors: usize) -> Result<Vec<Row>, TextError> {
    let read =
        FixedColumns::new(table, titles).and_then(|columns| columns.rows(TITLE_LINES, anchors));
    read.map_err(|fault| match fault {
        LayoutFault::Columns => TextError {
            line: 0,
            fault: Fault::Layout,
        },
        LayoutFault::Height(line) => TextError {
            line,
            fault: Fault::Height,
        },
        LayoutFault::Rows(line) => TextError {
            line,
            fault: Fault::Rows,
        },
    })
}

/// Why a registry file in plain text can't be read, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TextError {
    /// From 0.
    line: usize,
    fault: Fault,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Fault {
    Field(RegistrationError),
    Height,
    Layout,
    NoTable,
    NotText,
    Rows,
}

impl TextError {
    /// The line, from 1, on which the faulty row begins.
    pub fn line(&self) -> u64 {
        self.line as u64 + 1
    }

    fn below(self, line: usize) -> Self {
        Self {
            line: self.line + line,
            ..self
        }
    }
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line())?;
        match &self.fault {
            Fault::Field(error) => error.fmt(f),
            Fault::Height => write!(f, "a row of more than {MAX_ROW_LINES} lines"),
            Fault::Layout => f.write_str("the columns of the table can't be told apart"),
            Fault::NoTable => f.write_str("no line has the twelve titles of the registry's table"),
            Fault::NotText => f.write_str("the file is not UTF-8 text"),
            Fault::Rows => f.write_str("lines that belong to no row"),
        }
    }
}

impl std::error::Error for TextError {}
