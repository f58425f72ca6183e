//! IANA's registry file in any of its formats.

use std::fmt;

use super::csv::{CsvError, read_csv};
use super::edition::Edition;
use super::plain_text::{TextError, read_text};
use super::xml::{XmlError, read_xml};

/// A format in which IANA publishes the registry.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum FileFormat {
    /// Comma-separated values: the rows, nothing else.
    Csv,
    /// Plain text: the rows without their line breaks, the contacts and the date of the last update.
    Text,
    /// XML: the rows, the contacts and the date of the last update.
    Xml,
}

impl FileFormat {
    /// The format of a file by its first line that isn't blank: a tag, the twelve titles with commas, or anything else.
    pub fn of(octets: &[u8]) -> Self {
        let start = octets.trim_ascii_start();
        let start = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start);
        if start.starts_with(b"<") {
            Self::Xml
        } else if start.starts_with(b"Service Name,") || start.starts_with(b"\"Service Name\"") {
            Self::Csv
        } else {
            Self::Text
        }
    }

    /// The name in sentences.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Text => "plain text",
            Self::Xml => "XML",
        }
    }
}

impl fmt::Display for FileFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Reads the registry in the format that its content shows.
///
/// # Errors
///
/// The first place that can't be read, as [`read_csv`], [`read_xml`] and [`read_text`] report it.
pub fn read(octets: &[u8]) -> Result<(FileFormat, Edition), FileError> {
    let format = FileFormat::of(octets);
    let edition = match format {
        FileFormat::Csv => Edition {
            registrations: read_csv(octets).map_err(FileError::Csv)?,
            ..Edition::default()
        },
        FileFormat::Text => read_text(octets).map_err(FileError::Text)?,
        FileFormat::Xml => read_xml(octets).map_err(FileError::Xml)?,
    };
    Ok((format, edition))
}

/// Why a registry file can't be read, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum FileError {
    /// It began as CSV.
    Csv(CsvError),
    /// It began as neither CSV nor XML.
    Text(TextError),
    /// It began as XML; so do web pages.
    Xml(XmlError),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Csv(error) => error.fmt(f),
            Self::Text(error) => error.fmt(f),
            Self::Xml(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for FileError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_shows_the_format() {
        for (start, format) in [
            ("Service Name,Port Number", FileFormat::Csv),
            ("\u{feff}Service Name,Port Number", FileFormat::Csv),
            ("\"Service Name\",\"Port Number\"", FileFormat::Csv),
            ("<?xml version='1.0'?>", FileFormat::Xml),
            ("\n<registry>", FileFormat::Xml),
            ("Internet Assigned Numbers Authority", FileFormat::Text),
            ("", FileFormat::Text),
        ] {
            assert_eq!(FileFormat::of(start.as_bytes()), format, "{start:?}");
        }
    }

    #[test]
    fn what_is_no_registry_says_so() {
        let said = |text: &str| read(text.as_bytes()).unwrap_err().to_string();
        assert_eq!(
            said("<!DOCTYPE html>\n<html></html>"),
            "line 1: a document type declaration, which the registry doesn't have"
        );
        assert_eq!(
            said("{\"error\": 404}"),
            "line 1: no line has the twelve titles of the registry's table"
        );
        assert!(said("Service Name,Port").starts_with("line 1, column 1: the record has 2"));
    }
}
