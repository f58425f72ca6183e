//! The registry in a file, as IANA publishes it.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::{error, fmt};

use crate::name::presentation;
use crate::registry::{self, Edition, FileError, Registration};

/// Octets of a registry file at most; IANA's largest has about four million.
pub const MAX_REGISTRY_FILE_LEN: u64 = 64 * 1024 * 1024;

/// Reads the registry from a file.
///
/// # Errors
///
/// As of [`parse_registry_file`], and a file that can't be read.
pub fn read_registry_file(path: &Path) -> Result<Edition, RegistryFileError> {
    let place = path.as_os_str().to_string_lossy();
    let octets = octets_of(path).map_err(|error| RegistryFileError {
        place: place.clone().into_owned(),
        fault: Fault::Read(error),
    })?;
    parse_registry_file(&octets, &place)
}

/// Reads the registry from the octets of a file that came from `place`: CSV, XML or plain text, as its content shows.
///
/// Where the file doesn't say of which date it is, as CSV does not, the edition is of its newest row.
///
/// # Errors
///
/// Octets above [`MAX_REGISTRY_FILE_LEN`], that are no registry, or a registry in which no row has a name.
pub fn parse_registry_file(octets: &[u8], place: &str) -> Result<Edition, RegistryFileError> {
    parse(octets).map_err(|fault| RegistryFileError {
        place: place.to_owned(),
        fault,
    })
}

fn parse(octets: &[u8]) -> Result<Edition, Fault> {
    if octets.len() as u64 > MAX_REGISTRY_FILE_LEN {
        return Err(Fault::TooLong);
    }
    if octets.trim_ascii().is_empty() {
        return Err(Fault::Empty);
    }
    if is_web_page(octets) {
        return Err(Fault::WebPage);
    }
    let (_, mut edition) = registry::read(octets).map_err(Fault::Content)?;
    if edition.registrations.iter().all(|row| row.name.is_none()) {
        return Err(Fault::NoName);
    }
    if edition.updated.is_none() {
        edition.updated = newest_date(&edition.registrations);
    }
    Ok(edition)
}

/// Why a registry file can't be read.
#[derive(Debug)]
pub struct RegistryFileError {
    place: String,
    fault: Fault,
}

#[derive(Debug)]
enum Fault {
    Content(FileError),
    Empty,
    NoName,
    Read(io::Error),
    TooLong,
    WebPage,
}

impl fmt::Display for RegistryFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = presentation::text(self.place.as_bytes());
        match &self.fault {
            Fault::Content(error) => write!(f, "`{place}`: {error}"),
            Fault::Empty => write!(f, "`{place}` is empty"),
            Fault::NoName => write!(f, "`{place}`: no row has a service name"),
            Fault::Read(error) => write!(f, "`{place}` can't be read: {error}"),
            Fault::TooLong => write!(
                f,
                "`{place}` is longer than {MAX_REGISTRY_FILE_LEN} octets, the limit for a registry file"
            ),
            Fault::WebPage => write!(f, "`{place}` is a web page, not the registry"),
        }
    }
}

impl error::Error for RegistryFileError {}

/// The octets of a file, one more than the limit at most, so that a device or a pipe comes to an end.
fn octets_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut octets = Vec::new();
    File::open(path)?
        .take(MAX_REGISTRY_FILE_LEN + 1)
        .read_to_end(&mut octets)?;
    Ok(octets)
}

/// Whether this is what a server shows to a person instead of the file.
fn is_web_page(octets: &[u8]) -> bool {
    const START_LEN: usize = 512;
    let start = octets.get(..START_LEN).unwrap_or(octets);
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    let start = start.trim_start_matches('\u{feff}').trim_start();
    start.starts_with("<!doctype html") || start.starts_with('<') && start.contains("<html")
}

/// The newest of the days on which rows were registered or changed.
fn newest_date(rows: &[Registration]) -> Option<String> {
    let dates = rows
        .iter()
        .flat_map(|row| [row.registered.as_deref(), row.modified.as_deref()])
        .flatten();
    dates
        .filter(|date| super::Date::parse(date).is_some())
        .max()
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(octets: &[u8]) -> String {
        parse_registry_file(octets, "a.csv")
            .unwrap_err()
            .to_string()
    }

    fn file(rows: &[&str]) -> String {
        let header = "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,Registration Date,\
                      Modification Date,Reference,Service Code,Unauthorized Use Reported,Assignment Notes";
        format!("{header}\n{}\n", rows.join("\n"))
    }

    #[test]
    fn the_newest_row_dates_the_edition() {
        let rows = [
            "a,1,tcp,,,,2024-12-20,,,,,",
            "b,2,tcp,,,,2006-05,2025-01-02,,,,",
            "c,3,tcp,,,,2025-01,,,,,",
        ];
        let edition = parse_registry_file(file(&rows).as_bytes(), "a.csv").unwrap();
        assert_eq!(edition.updated.as_deref(), Some("2025-01-02"));
    }

    #[test]
    fn a_web_page_is_told_as_such() {
        let sentence = "`a.csv` is a web page, not the registry";
        assert_eq!(error(b"\xef\xbb\xbf\n <!DOCTYPE HTML><p>"), sentence);
        assert_eq!(error(b"<?xml version=\"1.0\"?><html>"), sentence);
        assert!(
            error(b"<registry>").contains("line 1"),
            "XML is no web page"
        );
    }

    #[test]
    fn a_registry_without_a_name_would_refuse_every_type() {
        let nameless = file(&[",1,,Unassigned,,,,,,,,"]);
        assert_eq!(
            error(nameless.as_bytes()),
            "`a.csv`: no row has a service name"
        );
    }
}
