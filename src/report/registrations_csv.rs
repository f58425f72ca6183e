use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use crate::name::presentation::{self, is_safe_char};
use crate::registry::{COLUMNS, Registration};

/// Writes rows of the registry as CSV in IANA's twelve columns: records end in CRLF, line breaks within a field are kept.
///
/// It can be read back, except for characters that a terminal would obey: they are escaped.
///
/// # Errors
///
/// What writing met.
pub fn write_registrations_csv<W: Write>(
    out: W,
    registrations: impl IntoIterator<Item = Registration>,
) -> io::Result<()> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(out);
    writer.write_record(COLUMNS).map_err(io_error)?;
    for row in registrations {
        let columns = row.to_columns();
        let columns = columns.iter().map(|column| safe(column));
        writer.write_record(columns).map_err(io_error)?;
    }
    writer.flush()
}

/// The error of the stream; a broken pipe must be known as one.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("a row can't be written: {kind:?}")),
    }
}

/// The text of a field, with line breaks and tabs as they are.
fn safe(column: &str) -> String {
    let mut text = String::with_capacity(column.len());
    for c in column.chars() {
        if is_safe_char(c) || matches!(c, '\n' | '\r' | '\t') {
            text.push(c);
        } else {
            let mut octets = [0; 4];
            let octets = c.encode_utf8(&mut octets).as_bytes();
            text.push_str(&presentation::text(octets).to_string());
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::read_csv;

    #[test]
    fn what_is_written_is_read_back() {
        let columns = [
            "x",
            "6000-6063",
            "tcp",
            "a \"b\", c",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "one\ntwo\tthree \\ é",
        ];
        let rows = vec![Registration::from_columns(columns).unwrap()];
        let mut out = Vec::new();
        write_registrations_csv(&mut out, rows.clone()).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with("Service Name,Port Number,"));
        assert_eq!(text.matches("\r\n").count(), 2);
        assert_eq!(read_csv(text.as_bytes()).unwrap(), rows);
    }

    #[test]
    fn what_a_terminal_obeys_is_escaped() {
        let mut columns = ["x"; 12];
        (columns[1], columns[2]) = ("", "");
        columns[3] = "\u{1b}[2J\u{202e}";
        let row = Registration::from_columns(columns).unwrap();
        let mut out = Vec::new();
        write_registrations_csv(&mut out, [row]).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains(r"\x1b[2J\u{202e}"), "{text}");
    }
}
