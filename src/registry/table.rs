//! The registry as one sorted text, searched in place.
//!
//! The text has a header (lines that begin with `#`), the named rows sorted by name without regard to case, an index of
//! ports sorted by first port, and the contacts sorted by id; all parts are tab-separated. Nothing is parsed until it is asked for:
//! a look-up costs two dozen comparisons. The notes are kept as IANA has them and read when a row is, so that the table
//! need not change when the reader of notes does, and a row can always be shown as it was registered.
//!
//! Lines of the first part are IANA's twelve columns. Lines of the second part are the *reach*, then columns: name and
//! port where the name tells the rest, all twelve where there is no name. The reach is the highest port of this and all
//! lines above; it tells a search that walks upwards when no range further up can contain the port.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use super::contact::Contact;
use super::lookup::{Lookup, Registrations};
use super::near;
use super::protocol::Protocol;
use super::registration::Registration;
use super::search_hit::{self, SearchHit};
use super::table_header::{Header, RegistryError, RegistryInfo};
use super::table_source::{Part, TableSource, TableText};
use super::table_text::{Checksum, escape, unescape};

/// An edition of the registry, searchable.
#[derive(Clone, Debug)]
pub struct Registry {
    text: TableText,
    header: Header,
}

impl Registry {
    /// The table that is part of this crate.
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Registry> = LazyLock::new(|| {
            Registry::from_text(TableText::Whole(Cow::Borrowed(include_str!(
                "../../data/services.tsv"
            ))))
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
        Self::from_text(TableText::Whole(Cow::Owned(text)))
    }

    /// Takes a table that is read in place, block by block, as it is asked.
    ///
    /// Only the header is read; see [`Registry::verify`].
    ///
    /// # Errors
    ///
    /// As [`Registry::parse`].
    pub fn open(source: Arc<dyn TableSource>) -> Result<Self, RegistryError> {
        Self::from_text(TableText::Blocks(source))
    }

    fn from_text(text: TableText) -> Result<Self, RegistryError> {
        let header = Header::parse(&text)?;
        Ok(Self { text, header })
    }

    /// Compares the text with its checksum and reads every line.
    ///
    /// # Errors
    ///
    /// A checksum that differs, or a line that is no row.
    pub fn verify(&self) -> Result<(), RegistryError> {
        let mut checksum = Checksum::default();
        let body = self.text.part(self.header.names_start, self.text.len());
        body.for_each_block(|octets| checksum.update(octets));
        if checksum.value() != self.header.info.checksum {
            return Err(RegistryError::Checksum);
        }
        let mut rows = 0;
        for line in self.names_part().lines() {
            row(&line).ok_or(RegistryError::Row)?;
            rows += 1;
        }
        for line in self.ports_part().lines() {
            PortLine::parse(&line).ok_or(RegistryError::Row)?;
            let (_, columns) = line.split_once('\t').ok_or(RegistryError::Row)?;
            if columns.starts_with('\t') {
                row(columns).ok_or(RegistryError::Row)?;
                rows += 1;
            }
        }
        let mut contacts = 0;
        for line in self.contacts_part().lines() {
            contact(&line).ok_or(RegistryError::Row)?;
            contacts += 1;
        }
        let info = &self.header.info;
        if (rows, contacts) == (info.rows, info.contacts) {
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
        let start = part.partition_point(|line| cmp_ignore_case(first_column(line), &key).is_lt());
        let rows = part
            .lines_from(start)
            .take_while(|line| first_column(line).eq_ignore_ascii_case(&key))
            .filter_map(|line| row(&line));
        Registrations::new(rows.collect())
    }

    /// What the registry says of the type `_service_name._tcp` or `_service_name._udp`.
    pub fn lookup_type(&self, service_name: &str, protocol: Protocol) -> Lookup {
        self.lookup_name(service_name).for_protocol(protocol)
    }

    /// The rows that assign `port`, alone or in a range, and the rows that say what else it is, in the order of ports.
    pub fn lookup_port(&self, port: u16) -> Vec<Registration> {
        let index = self.ports_part();
        let end = index
            .partition_point(|line| PortLine::parse(line).is_some_and(|line| line.low <= port));
        let mut found: Vec<PortLine> = index
            .lines_before(end)
            .map_while(|line| PortLine::parse(&line))
            .take_while(|line| line.reach >= port)
            .filter(|line| line.high >= port)
            .collect();
        found.reverse();
        let rows = found.into_iter().flat_map(|line| match row(&line.columns) {
            Some(nameless) => vec![nameless],
            None => self
                .lookup_name(&unescape(first_column(&line.columns)))
                .into_rows(),
        });
        rows.filter(|row| row.port.contains(port)).collect()
    }

    /// The entry of the contact table that registrations call `id`, without brackets.
    pub fn contact(&self, id: &str) -> Option<Contact> {
        let key = escape(id);
        let part = self.contacts_part();
        let start = part.partition_point(|line| first_column(line) < key.as_str());
        let line = part.lines_from(start).next()?;
        contact(&line).filter(|contact| contact.id == id)
    }

    /// The registered names that are written almost like `name`, best first, at most five.
    pub fn near_names(&self, name: &str) -> Vec<String> {
        near::near_names(name, self.names())
    }

    /// The distinct registered names, sorted without regard to case, as registered.
    pub fn names(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let mut last = Cow::Borrowed("");
        self.names_part()
            .lines()
            .map(|line| match line {
                Cow::Borrowed(line) => unescape(first_column(line)),
                Cow::Owned(line) => Cow::Owned(unescape(first_column(&line)).into_owned()),
            })
            .filter(move |name| {
                let is_new = !name.eq_ignore_ascii_case(&last);
                last.clone_from(name);
                is_new
            })
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
        self.names_part()
            .lines()
            .filter_map(|line| row(&line))
            .chain(nameless)
    }

    /// The contact table, sorted by id.
    pub fn contacts(&self) -> impl Iterator<Item = Contact> {
        self.contacts_part()
            .lines()
            .filter_map(|line| contact(&line))
    }

    fn names_part(&self) -> Part<'_> {
        self.text
            .part(self.header.names_start, self.header.ports_start)
    }

    fn ports_part(&self) -> Part<'_> {
        self.text
            .part(self.header.ports_start, self.header.contacts_start)
    }

    fn contacts_part(&self) -> Part<'_> {
        self.text.part(self.header.contacts_start, self.text.len())
    }
}

/// A line of the index of ports.
struct PortLine {
    reach: u16,
    low: u16,
    high: u16,
    columns: String,
}

impl PortLine {
    fn parse(line: &str) -> Option<Self> {
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
            columns: columns.to_owned(),
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

/// Reads a line of the contact table.
fn contact(line: &str) -> Option<Contact> {
    let columns: Vec<Cow<str>> = line.split('\t').map(unescape).collect();
    let columns: Vec<&str> = columns.iter().map(AsRef::as_ref).collect();
    Some(Contact::from_columns(columns.try_into().ok()?))
}

/// Compares with a name that is in lower case already.
fn cmp_ignore_case(name: &str, lower_case: &str) -> std::cmp::Ordering {
    name.bytes()
        .map(|octet| octet.to_ascii_lowercase())
        .cmp(lower_case.bytes())
}

#[cfg(test)]
mod tests;
