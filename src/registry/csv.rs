//! IANA's registry file: comma-separated values with newlines inside quoted fields.

use std::fmt;

use csv::{ErrorKind, ReaderBuilder, StringRecord};

use super::registration::{COLUMNS, Registration, RegistrationError};
use super::shown::shown;

/// Reads the registry as IANA publishes it in CSV: a header of twelve columns, then one row a registration.
///
/// Records may end in CRLF or LF, and quoted fields may hold either. The order of the rows is kept.
///
/// # Errors
///
/// The first record that can't be read, with its line and column: no row is ever skipped.
///
/// ```
/// # let csv = include_bytes!("../../data/service-names-port-numbers.csv");
/// let rows = dnssd_check::registry::read_csv(csv)?;
/// assert_eq!(rows.len(), 68);
/// # Ok::<(), dnssd_check::registry::CsvError>(())
/// ```
pub fn read_csv(octets: &[u8]) -> Result<Vec<Registration>, CsvError> {
    let text = as_text(octets)?;
    if let Some(position) = unclosed_quote(text) {
        return Err(CsvError {
            position,
            fault: Fault::UnclosedQuote,
        });
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut position = Position { line: 1, column: 1 };
    let mut record = StringRecord::new();
    let mut is_header = true;
    loop {
        let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                return Err(CsvError {
                    position,
                    fault: Fault::Unreadable(describe(&error)),
                });
            }
        }
        let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let source = text.get(start..end).unwrap_or_default();
        position.line += leading_line_breaks(source);
        let columns = twelve(&record).ok_or(CsvError {
            position,
            fault: Fault::ColumnCount(record.len()),
        })?;
        if is_header {
            check_header(columns, position)?;
            is_header = false;
        } else {
            rows.push(
                Registration::from_columns(columns)
                    .map_err(|error| CsvError::at_field(position, &record, error))?,
            );
        }
        position.line += line_breaks(source.trim_start_matches(['\r', '\n']));
    }
    if is_header {
        return Err(CsvError {
            position,
            fault: Fault::NoHeader,
        });
    }
    Ok(rows)
}

/// Why a registry file can't be read, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CsvError {
    position: Position,
    fault: Fault,
}

/// A line, and in it a column of the table (a field), both from 1.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Position {
    line: u64,
    column: usize,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Fault {
    ColumnCount(usize),
    Field(RegistrationError),
    Header {
        found: String,
        expected: &'static str,
    },
    NoHeader,
    NotText,
    UnclosedQuote,
    Unreadable(String),
}

impl CsvError {
    /// The line, from 1, on which the faulty field starts.
    pub fn line(&self) -> u64 {
        self.position.line
    }

    /// The column of the table, 1 to 12; 1 where the record as a whole is at fault.
    pub fn column(&self) -> usize {
        self.position.column
    }

    fn at_field(start: Position, record: &StringRecord, error: RegistrationError) -> Self {
        let above: u64 = record.iter().take(error.column).map(line_breaks).sum();
        let position = Position {
            line: start.line + above,
            column: error.column + 1,
        };
        Self {
            position,
            fault: Fault::Field(error),
        }
    }
}

impl fmt::Display for CsvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}, column {}: ",
            self.position.line, self.position.column
        )?;
        match &self.fault {
            Fault::ColumnCount(count) => write!(
                f,
                "the record has {count} columns, {} are expected",
                COLUMNS.len()
            ),
            Fault::Field(error) => error.fmt(f),
            Fault::Header { found, expected } => {
                write!(
                    f,
                    "the header names the column `{}`, `{expected}` is expected",
                    shown(found.as_bytes())
                )
            }
            Fault::NoHeader => {
                f.write_str("the file is empty, a header of twelve columns is expected")
            }
            Fault::NotText => f.write_str("the file is not UTF-8 text"),
            Fault::UnclosedQuote => f.write_str("a quoted field begins here and never ends"),
            Fault::Unreadable(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for CsvError {}

fn as_text(octets: &[u8]) -> Result<&str, CsvError> {
    str::from_utf8(octets).map_err(|error| {
        let (before, _) = octets
            .split_at_checked(error.valid_up_to())
            .unwrap_or_default();
        let line = 1 + before
            .iter()
            .fold(0, |count, &octet| count + u64::from(octet == b'\n'));
        CsvError {
            position: Position { line, column: 1 },
            fault: Fault::NotText,
        }
    })
}

/// Finds a quoted field that the end of the file cuts off, which the `csv` crate accepts as complete.
fn unclosed_quote(text: &str) -> Option<Position> {
    let mut position = Position { line: 1, column: 1 };
    let mut opened = None;
    let mut just_closed = None;
    for octet in text.bytes() {
        let before = just_closed.take();
        match (octet, opened) {
            // A quote right after a closing one is a quote in the field's text: the field goes on.
            (b'"', None) => opened = before.or(Some(position)),
            (b'"', Some(_)) => just_closed = opened.take(),
            (b',', None) => position.column += 1,
            (b'\n', _) => {
                position.line += 1;
                if opened.is_none() {
                    position.column = 1;
                }
            }
            _ => {}
        }
    }
    opened
}

fn twelve(record: &StringRecord) -> Option<[&str; 12]> {
    record.iter().collect::<Vec<_>>().try_into().ok()
}

fn check_header(columns: [&str; 12], start: Position) -> Result<(), CsvError> {
    for (index, (found, expected)) in columns.into_iter().zip(COLUMNS).enumerate() {
        if found.trim_start_matches('\u{feff}') != expected {
            let position = Position {
                column: index + 1,
                ..start
            };
            return Err(CsvError {
                position,
                fault: Fault::Header {
                    found: found.to_owned(),
                    expected,
                },
            });
        }
    }
    Ok(())
}

fn line_breaks(text: &str) -> u64 {
    text.bytes()
        .fold(0, |count, octet| count + u64::from(octet == b'\n'))
}

/// Line breaks that stand before a record: the rest of the last record's CRLF, and empty lines.
fn leading_line_breaks(source: &str) -> u64 {
    let record = source.trim_start_matches(['\r', '\n']);
    line_breaks(
        source
            .get(..source.len() - record.len())
            .unwrap_or_default(),
    )
}

fn describe(error: &csv::Error) -> String {
    match error.kind() {
        ErrorKind::Utf8 { .. } => "the record is not UTF-8 text".to_owned(),
        _ => "the record can't be read".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file(rows: &[&str], line_end: &str) -> String {
        let mut text = COLUMNS.join(",") + line_end;
        for row in rows {
            text.push_str(row);
            text.push_str(line_end);
        }
        text
    }

    const IPP: &str = "ipp,631,tcp,Internet Printing Protocol over HTTPS,,,,,,,,";
    const FIX: &str = "fix,,,\"Financial,\nor so\",,,,,,,,\"Defined TXT keys:\nfix=\"\"a\"\"\"";

    #[test]
    fn lines_may_end_in_lf_or_crlf() {
        for line_end in ["\n", "\r\n"] {
            let rows = read_csv(file(&[IPP, FIX, IPP], line_end).as_bytes()).unwrap();
            assert_eq!(rows.len(), 3, "{line_end:?}");
            assert_eq!(rows[1].description, "Financial,\nor so");
            assert_eq!(
                rows[1].notes.as_deref(),
                Some("Defined TXT keys:\nfix=\"a\"")
            );
        }
    }

    #[test]
    fn the_last_line_needs_no_end() {
        assert_eq!(
            read_csv(file(&[IPP], "\n").trim_end().as_bytes())
                .unwrap()
                .len(),
            1
        );
    }

    #[test]
    fn an_error_names_the_line_of_its_field() {
        let port = "late,66000,tcp,,,,,,,,,";
        for line_end in ["\n", "\r\n"] {
            let error = read_csv(file(&[IPP, FIX, port], line_end).as_bytes()).unwrap_err();
            assert_eq!((error.line(), error.column()), (6, 2), "{line_end:?}");
            assert_eq!(
                error.to_string(),
                "line 6, column 2: port number `66000` is not valid, \
                 a number from 0 to 65535 or an ascending range of two is expected"
            );
        }
    }

    #[test]
    fn a_record_of_another_length_is_not_skipped() {
        let error = read_csv(file(&[FIX, "ipp,631"], "\r\n").as_bytes()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "line 5, column 1: the record has 2 columns, 12 are expected"
        );
    }

    #[test]
    fn a_truncated_file_is_not_complete() {
        let whole = file(&[IPP, FIX], "\n");
        let cut = &whole[..whole.len() - 4];
        let error = read_csv(cut.as_bytes()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "line 4, column 12: a quoted field begins here and never ends"
        );
    }

    #[test]
    fn a_web_page_is_not_a_registry() {
        let error = read_csv(b"<!DOCTYPE html>\n<html></html>\n").unwrap_err();
        assert_eq!(
            error.to_string(),
            "line 1, column 1: the record has 1 columns, 12 are expected"
        );
        assert_eq!(
            read_csv(b"").unwrap_err().to_string(),
            "line 1, column 1: the file is empty, a header of twelve columns is expected"
        );
        let other = COLUMNS.join(",").replace("Contact", "\u{1b}");
        assert_eq!(
            read_csv(other.as_bytes()).unwrap_err().to_string(),
            r"line 1, column 6: the header names the column `\027`, `Contact` is expected"
        );
    }

    #[test]
    fn octets_that_are_not_text_have_a_line() {
        let mut octets = file(&[IPP], "\n").into_bytes();
        octets.extend(b"\xff\n");
        assert_eq!(
            read_csv(&octets).unwrap_err().to_string(),
            "line 3, column 1: the file is not UTF-8 text"
        );
    }

    proptest! {
        #[test]
        fn any_octets_are_read_or_refused(octets: Vec<u8>) {
            let _ = read_csv(&octets);
        }

        #[test]
        fn any_rows_are_read_or_refused(rows in "([a-z0-9,\"\r\n-]{0,40}\n){0,8}") {
            let _ = read_csv(file(&[&rows], "\n").as_bytes());
        }
    }

    #[test]
    fn a_huge_field_takes_linear_time() {
        let huge = format!(
            "x,,,,,,,,,,,\"Defined TXT keys: {}\"",
            "(".repeat(10_000_000)
        );
        assert_eq!(
            read_csv(file(&[&huge], "\r\n").as_bytes()).unwrap().len(),
            1
        );
    }
}
