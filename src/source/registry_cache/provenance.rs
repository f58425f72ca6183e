use std::fmt::Write;
use std::io::{self, BufRead, BufReader, Read};

use super::date::Date;
use crate::name::presentation;

/// Octets of a header at most; what goes on is no header.
const MAX_HEADER_LEN: u64 = 16 * 1024;

/// Octets of a validator at most: longer ones are not kept, so the next fetch is unconditional.
const MAX_VALIDATOR_LEN: usize = 512;

const FROM: &str = "# from";
const FETCHED: &str = "# fetched";
const ETAG: &str = "# etag";
const LAST_MODIFIED: &str = "# last-modified";

/// Where a cached table came from, and what tells whether there is a newer one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Provenance {
    /// The URL or the file that it was taken from.
    pub from: String,
    /// When it was taken from there, or was last found to be the same as there.
    pub fetched: Date,
    /// The server's entity tag ([RFC 9110 §8.8.3](https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3)).
    pub etag: Option<String>,
    /// The server's date of it ([RFC 9110 §8.8.2](https://www.rfc-editor.org/rfc/rfc9110#section-8.8.2)).
    pub last_modified: Option<String>,
}

impl Provenance {
    /// Reads the lines at the top of a table; `None` where they don't say it.
    pub(super) fn read(table: impl Read) -> io::Result<Option<Self>> {
        let (mut from, mut fetched) = (None, None);
        let (mut etag, mut last_modified) = (None, None);
        for line in BufReader::new(table.take(MAX_HEADER_LEN)).split(b'\n') {
            let line = line?;
            if !line.starts_with(b"#") {
                break;
            }
            let line = String::from_utf8_lossy(&line);
            let Some((name, value)) = line.split_once('\t') else {
                continue;
            };
            match name {
                FROM => from = Some(value.to_owned()),
                FETCHED => fetched = Date::parse(value),
                ETAG => etag = Some(value.to_owned()),
                LAST_MODIFIED => last_modified = Some(value.to_owned()),
                _ => {}
            }
        }
        Ok(from.zip(fetched).map(|(from, fetched)| Self {
            from,
            fetched,
            etag,
            last_modified,
        }))
    }

    /// The table with these lines in its header, in the place of others that it may have.
    pub(super) fn insert_into(&self, table: &str) -> String {
        let (format, rest) = table.split_once('\n').unwrap_or((table, ""));
        let mut text = format!("{format}\n{self}", self = self.lines());
        let mut is_header = true;
        for line in rest.split_inclusive('\n') {
            is_header = is_header && line.starts_with('#');
            if !(is_header && is_of_provenance(line)) {
                text.push_str(line);
            }
        }
        text
    }

    fn lines(&self) -> String {
        let from = presentation::text(self.from.as_bytes());
        let mut lines = format!("{FROM}\t{from}\n{FETCHED}\t{}\n", self.fetched);
        for (name, value) in [(ETAG, &self.etag), (LAST_MODIFIED, &self.last_modified)] {
            if let Some(value) = value.as_deref().filter(|value| is_validator(value)) {
                writeln!(lines, "{name}\t{value}").expect("writing to a string succeeds");
            }
        }
        lines
    }
}

/// Whether a value fits into a line and, later, into a request.
fn is_validator(value: &str) -> bool {
    let is_printable = value.bytes().all(|octet| matches!(octet, b' '..=b'~'));
    is_printable && !value.is_empty() && value.len() <= MAX_VALIDATOR_LEN
}

fn is_of_provenance(line: &str) -> bool {
    let name = line.split('\t').next().unwrap_or_default();
    [FROM, FETCHED, ETAG, LAST_MODIFIED].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provenance() -> Provenance {
        Provenance {
            from: "https://registry.example/a.csv".to_owned(),
            fetched: Date::parse("2025-08-07").unwrap(),
            etag: Some("W/\"a b\"".to_owned()),
            last_modified: None,
        }
    }

    const TABLE: &str = "# table 1\n# edition\t2025-08-07\nrow\n# from\tno header\n";

    #[test]
    fn what_was_written_is_read() {
        let text = provenance().insert_into(TABLE);
        let read = Provenance::read(text.as_bytes()).unwrap();
        assert_eq!(read, Some(provenance()));
        assert!(text.starts_with("# table 1\n"), "{text}");
        assert!(text.ends_with("# edition\t2025-08-07\nrow\n# from\tno header\n"));
    }

    #[test]
    fn the_old_lines_are_replaced() {
        let mut newer = provenance();
        newer.etag = None;
        newer.last_modified = Some("Thu, 07 Aug 2025 10:00:00 GMT".to_owned());
        let text = newer.insert_into(&provenance().insert_into(TABLE));
        assert_eq!(text, newer.insert_into(TABLE));
        assert_eq!(Provenance::read(text.as_bytes()).unwrap(), Some(newer));
    }

    #[test]
    fn what_would_break_a_line_is_not_kept() {
        let mut hostile = provenance();
        hostile.from = "a\n# rows\t9".to_owned();
        hostile.last_modified = Some("a\r\nX: b".to_owned());
        hostile.etag = Some("x".repeat(MAX_VALIDATOR_LEN + 1));
        let text = hostile.insert_into(TABLE);
        assert_eq!(text.lines().count(), TABLE.lines().count() + 2, "{text}");
        let read = Provenance::read(text.as_bytes()).unwrap().unwrap();
        assert_eq!((read.etag, read.last_modified), (None, None));
    }

    #[test]
    fn a_header_without_it_has_none() {
        for text in ["", "row\n", TABLE, "# from\ta\n# fetched\tyesterday\n"] {
            assert_eq!(Provenance::read(text.as_bytes()).unwrap(), None, "{text:?}");
        }
        let endless = format!("#{}", "#\n".repeat(1_000_000));
        assert_eq!(Provenance::read(endless.as_bytes()).unwrap(), None);
    }
}
