//! The registry as one sorted text, searched in place.
//!
//! The text has a header (lines that begin with `#`), the named rows sorted by name without regard to case, and an
//! index of ports sorted by first port; both parts are tab-separated. Nothing is parsed until it is asked for:
//! a look-up costs two dozen comparisons. The notes are kept as IANA has them and read when a row is, so that the table
//! need not change when the reader of notes does, and a row can always be shown as it was registered.
//!
//! Lines of the first part are IANA's twelve columns. Lines of the second part are the *reach*, then columns: name and
//! port where the name tells the rest, all twelve where there is no name. The reach is the highest port of this and all
//! lines above; it tells a search that walks upwards when no range further up can contain the port.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use super::lookup::{Lookup, Registrations};
use super::near;
use super::protocol::Protocol;
use super::registration::Registration;
use super::search::partition_point;
use super::search_hit::{self, SearchHit};
use super::table_text::{FORMAT, checksum, escape, unescape};

/// An edition of the registry, searchable.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Registry {
    text: Cow<'static, str>,
    header: Header,
}

/// What the lines at the top of the text say.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
struct Header {
    info: RegistryInfo,
    /// Where the named rows begin.
    names_start: usize,
    /// Where the index of ports begins.
    ports_start: usize,
}

/// What a registry is: its edition, its sources and its size.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct RegistryInfo {
    /// The date on which IANA last updated the registry, `YYYY-MM-DD`.
    pub edition: String,
    /// What the table was made from.
    pub source: String,
    /// How many rows it has, with and without a name.
    pub rows: usize,
    /// How many distinct names it has.
    pub names: usize,
    /// CRC-32 of everything below the header.
    pub checksum: u32,
}

impl Registry {
    /// The table that is part of this crate.
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Registry> = LazyLock::new(|| {
            Registry::from_text(Cow::Borrowed(include_str!("../../data/services.tsv")))
                .expect("the table is what `write_table` wrote: a test compares them")
        });
        &BUILTIN
    }

    /// Takes a table that [`write_table`](super::write_table) has written.
    ///
    /// Only the header is read; see [`Registry::verify`].
    ///
    /// # Errors
    ///
    /// A text that isn't such a table, is of another version, or is shorter or longer than its header says.
    pub fn parse(text: String) -> Result<Self, RegistryError> {
        Self::from_text(Cow::Owned(text))
    }

    fn from_text(text: Cow<'static, str>) -> Result<Self, RegistryError> {
        let header = Header::parse(&text)?;
        Ok(Self { text, header })
    }

    /// Compares the text with its checksum and reads every row.
    ///
    /// # Errors
    ///
    /// A checksum that differs, or a line that is no row.
    pub fn verify(&self) -> Result<(), RegistryError> {
        let body = self.text.get(self.header.names_start..).unwrap_or_default();
        if checksum(body.as_bytes()) != self.header.info.checksum {
            return Err(RegistryError::Checksum);
        }
        let mut rows = 0;
        for line in self.names_part().lines() {
            row(line).ok_or(RegistryError::Row)?;
            rows += 1;
        }
        for line in self.ports_part().lines() {
            let (_, columns) = line.split_once('\t').ok_or(RegistryError::Row)?;
            if columns.starts_with('\t') {
                row(columns).ok_or(RegistryError::Row)?;
                rows += 1;
            }
        }
        if rows == self.header.info.rows {
            Ok(())
        } else {
            Err(RegistryError::Row)
        }
    }

    /// What the table is.
    pub fn info(&self) -> RegistryInfo {
        self.header.info.clone()
    }

    /// All rows of a service name, found without regard to ASCII case.
    pub fn lookup_name(&self, name: &str) -> Registrations {
        if name.is_empty() {
            return Registrations::default();
        }
        let key = escape(&name.to_ascii_lowercase());
        let part = self.names_part();
        let start = partition_point(part, |line| {
            cmp_ignore_case(first_column(line), &key).is_lt()
        });
        let rows = part.get(start..).unwrap_or_default().lines();
        let rows = rows
            .take_while(|line| first_column(line).eq_ignore_ascii_case(&key))
            .filter_map(row);
        Registrations::new(rows.collect())
    }

    /// What the registry says of the type `_service_name._tcp` or `_service_name._udp`.
    pub fn lookup_type(&self, service_name: &str, protocol: Protocol) -> Lookup {
        self.lookup_name(service_name).for_protocol(protocol)
    }

    /// The rows that assign `port`, alone or in a range, and the rows that say what else it is, in the order of ports.
    pub fn lookup_port(&self, port: u16) -> Vec<Registration> {
        let lines = self.ports_part();
        let end = partition_point(lines, |line| {
            PortLine::parse(line).is_some_and(|line| line.low <= port)
        });
        let candidates = lines
            .get(..end)
            .unwrap_or_default()
            .lines()
            .rev()
            .map_while(PortLine::parse);
        let mut found: Vec<PortLine> = candidates
            .take_while(|line| line.reach >= port)
            .filter(|line| line.high >= port)
            .collect();
        found.reverse();
        let rows = found.into_iter().flat_map(|line| match row(line.columns) {
            Some(nameless) => vec![nameless],
            None => self.lookup_name(first_column(line.columns)).into_rows(),
        });
        rows.filter(|row| row.port.contains(port)).collect()
    }

    /// The registered names that are written almost like `name`, best first, at most five.
    pub fn near_names(&self, name: &str) -> Vec<String> {
        near::near_names(name, distinct_names(self.names_part()))
    }

    /// The distinct registered names, sorted without regard to case, as registered.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        distinct_names(self.names_part())
    }

    /// The names whose rows have every word of `text`, best first and then by name.
    ///
    /// Searched are names, descriptions and the names of TXT keys, without regard to letter case. Every row is read, one at
    /// a time: some ten milliseconds for the whole registry.
    pub fn search(&self, text: &str) -> Vec<SearchHit> {
        search_hit::search(text, self.rows())
    }

    /// All rows: those with a name by name, then those without by port.
    pub fn rows(&self) -> impl Iterator<Item = Registration> {
        let nameless = self
            .ports_part()
            .lines()
            .filter_map(|line| row(line.split_once('\t')?.1));
        self.names_part().lines().filter_map(row).chain(nameless)
    }

    fn names_part(&self) -> &str {
        self.text
            .get(self.header.names_start..self.header.ports_start)
            .unwrap_or_default()
    }

    fn ports_part(&self) -> &str {
        self.text.get(self.header.ports_start..).unwrap_or_default()
    }
}

impl Header {
    fn parse(text: &str) -> Result<Self, RegistryError> {
        let mut header = Self::default();
        let (mut names_octets, mut ports_octets) = (None, None);
        if text.lines().next() != Some(FORMAT) {
            return Err(RegistryError::Format);
        }
        for line in text
            .split_inclusive('\n')
            .take_while(|line| line.starts_with('#'))
        {
            header.names_start += line.len();
            let Some((name, value)) = line.trim_end_matches('\n').split_once('\t') else {
                continue;
            };
            let number = || value.parse::<usize>().map_err(|_| RegistryError::Format);
            match name {
                "# edition" => header.info.edition = unescape(value).into_owned(),
                "# source" => header.info.source = unescape(value).into_owned(),
                "# rows" => header.info.rows = number()?,
                "# names" => header.info.names = number()?,
                "# crc-32" => {
                    header.info.checksum =
                        u32::from_str_radix(value, 16).map_err(|_| RegistryError::Format)?;
                }
                "# octets of names" => names_octets = Some(number()?),
                "# octets of ports" => ports_octets = Some(number()?),
                _ => {}
            }
        }
        let (Some(names_octets), Some(ports_octets)) = (names_octets, ports_octets) else {
            return Err(RegistryError::Format);
        };
        header.ports_start = header.names_start.saturating_add(names_octets);
        let expected = header.ports_start.saturating_add(ports_octets);
        if expected != text.len() {
            return Err(RegistryError::Length {
                found: text.len(),
                expected,
            });
        }
        Ok(header)
    }
}

/// Why a text is no registry.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum RegistryError {
    /// The text differs from its checksum.
    Checksum,
    /// The header isn't that of a registry of this version.
    Format,
    /// The text has another length than its header says, in octets.
    Length {
        /// The length of the text.
        found: usize,
        /// The length that the header states.
        expected: usize,
    },
    /// A line isn't a row, or the number of rows isn't that of the header.
    Row,
}

impl fmt::Display for RegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Checksum => f.write_str("the table differs from its checksum"),
            Self::Format => write!(f, "the table doesn't begin with the header `{FORMAT}`"),
            Self::Length { found, expected } => {
                write!(
                    f,
                    "the table is {found} octets long, its header says {expected}"
                )
            }
            Self::Row => f.write_str("the table has a line that is no row, or lacks rows"),
        }
    }
}

impl std::error::Error for RegistryError {}

/// A line of the index of ports.
struct PortLine<'a> {
    reach: u16,
    low: u16,
    high: u16,
    columns: &'a str,
}

impl<'a> PortLine<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (reach, columns) = line.split_once('\t')?;
        let port = columns.split('\t').nth(1)?;
        let (low, high) = port.split_once('-').unwrap_or((port, port));
        let number = |digits: &str| {
            if digits.is_empty() {
                Some(0)
            } else {
                digits.parse().ok()
            }
        };
        Some(Self {
            reach: number(reach)?,
            low: number(low)?,
            high: number(high)?,
            columns,
        })
    }
}

/// Reads a line of twelve columns.
fn row(line: &str) -> Option<Registration> {
    let columns: Vec<Cow<str>> = line.split('\t').map(unescape).collect();
    let columns: Vec<&str> = columns.iter().map(AsRef::as_ref).collect();
    Registration::from_columns(columns.try_into().ok()?).ok()
}

fn first_column(line: &str) -> &str {
    line.split('\t').next().unwrap_or_default()
}

/// Compares with a name that is in lower case already.
fn cmp_ignore_case(name: &str, lower_case: &str) -> std::cmp::Ordering {
    name.bytes()
        .map(|octet| octet.to_ascii_lowercase())
        .cmp(lower_case.bytes())
}

pub(crate) fn distinct_names(names_part: &str) -> impl Iterator<Item = &str> {
    let mut last = "";
    names_part.lines().map(first_column).filter(move |&name| {
        let is_new = !name.eq_ignore_ascii_case(last);
        last = name;
        is_new
    })
}

#[cfg(test)]
mod tests {
    use super::super::table_text::write_table;
    use super::*;

    fn table(rows: &[[&str; 12]]) -> Registry {
        let rows: Vec<_> = rows
            .iter()
            .map(|&columns| Registration::from_columns(columns).unwrap())
            .collect();
        let registry = Registry::parse(write_table(&rows, "2025-08-07", "a test")).unwrap();
        assert_eq!(registry.verify(), Ok(()));
        assert_eq!(registry.rows().count(), rows.len(), "no row is lost");
        registry
    }

    fn row<'a>(
        name: &'a str,
        port: &'a str,
        transport: &'a str,
        description: &'a str,
    ) -> [&'a str; 12] {
        [
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
            "",
        ]
    }

    fn shown(rows: &[Registration]) -> Vec<String> {
        rows.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn names_are_found_in_any_case_and_in_any_order_of_rows() {
        let registry = table(&[
            row("x11", "6000", "tcp", ""),
            row("ABC", "", "", ""),
            row("ab-c", "1", "udp", ""),
        ]);
        assert_eq!(registry.names().collect::<Vec<_>>(), ["ab-c", "ABC", "x11"]);
        for name in ["abc", "ABC", "aBc"] {
            assert_eq!(shown(registry.lookup_name(name).rows()), ["ABC"]);
        }
        for name in ["", "a", "abcd", "zzz", "abc\t", "\u{e9}"] {
            assert!(registry.lookup_name(name).is_empty(), "{name:?}");
        }
    }

    #[test]
    fn rows_of_a_name_keep_their_order_and_their_text() {
        let notes = "Defined TXT keys: a\r\n\tb\\n";
        let mut second = row("x", "2", "tcp", "d\\");
        second[11] = notes;
        let registry = table(&[row("x", "3", "udp", ""), row("y", "", "", ""), second]);
        let found = registry.lookup_name("x").into_rows();
        assert_eq!(shown(&found), ["x 3/udp", "x 2/tcp"]);
        assert_eq!(
            (found[1].description.as_str(), found[1].notes.as_deref()),
            ("d\\", Some(notes))
        );
    }

    #[test]
    fn a_port_is_found_alone_in_ranges_and_in_overlapping_ranges() {
        let registry = table(&[
            row("wide", "10-100", "tcp", ""),
            row("", "20-30", "", "Unassigned"),
            row("one", "25", "tcp", ""),
            row("one", "25", "udp", ""),
            row("one", "26", "udp", ""),
            row("", "25", "sctp", "Reserved"),
            row("far", "200", "tcp", ""),
        ]);
        let found = |port| shown(&registry.lookup_port(port));
        assert_eq!(
            found(25),
            [
                "wide 10-100/tcp",
                "unassigned (20-30)",
                "one 25/tcp",
                "one 25/udp",
                "reserved (25/sctp)"
            ]
        );
        assert_eq!(
            found(26),
            ["wide 10-100/tcp", "unassigned (20-30)", "one 26/udp"]
        );
        assert_eq!(found(100), ["wide 10-100/tcp"]);
        assert_eq!(found(200), ["far 200/tcp"]);
        for port in [0, 9, 101, 199, 201, 65535] {
            assert_eq!(found(port), Vec::<String>::new(), "{port}");
        }
    }

    #[test]
    fn an_empty_table_answers_nothing() {
        let registry = table(&[]);
        assert!(registry.lookup_name("x").is_empty());
        assert!(registry.lookup_port(0).is_empty());
        assert_eq!(registry.names().count(), 0);
    }

    #[test]
    fn a_table_that_is_not_whole_is_refused() {
        let registry = table(&[row("x", "1", "tcp", "")]);
        let text = registry.text.into_owned();
        let error = |text: &str| Registry::parse(text.to_owned()).unwrap_err();
        assert_eq!(error(""), RegistryError::Format);
        assert_eq!(
            error(&text.replace("services 1", "services 2")),
            RegistryError::Format
        );
        assert_eq!(
            error(&text.replace("# octets of ports", "# else")),
            RegistryError::Format
        );
        assert_eq!(
            error(&text.replace("# rows\t1", "# rows\t-1")),
            RegistryError::Format
        );
        let expected = text.len();
        assert_eq!(
            error(&text[..expected - 1]),
            RegistryError::Length {
                found: expected - 1,
                expected
            }
        );
        let damaged = Registry::parse(text.replace("\ttcp\t", "\tudp\t")).unwrap();
        assert_eq!(damaged.verify(), Err(RegistryError::Checksum));
    }

    #[test]
    fn a_hostile_table_is_searched_without_panic() {
        for body in [
            "\n\n\n",
            "\t\t\t\t",
            "x\n9\ty\t7-3\n",
            "9\ty\t99999999999\n\u{e9}",
            "5\t\t0\n5\t\t\n",
        ] {
            let header = format!(
                "{FORMAT}\n# octets of names\t0\n# octets of ports\t{}\n",
                body.len()
            );
            let registry = Registry::parse(header + body).unwrap();
            let _ = registry.lookup_port(5);
            assert!(registry.verify().is_err(), "{body:?}");
        }
    }
}
