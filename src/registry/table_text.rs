//! The text that a table is: how rows are written, and what its columns may hold.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use super::contact::Contact;
use super::edition::Edition;
use super::registration::Registration;

/// The format of the text, in its first line; tables of another version are refused.
pub(crate) const FORMAT: &str = "# dnssd-check services 2";

/// Writes an edition as a table for [`Registry::parse`](super::Registry::parse).
///
/// `source` says what the edition was taken from.
pub fn write_table(edition: &Edition, source: &str) -> String {
    let names = names_lines(&edition.registrations);
    let ports = ports_lines(&edition.registrations);
    let contacts = contacts_lines(&edition.contacts);
    let mut checksum = Checksum::default();
    for part in [&names, &ports, &contacts] {
        checksum.update(part.as_bytes());
    }
    format!(
        "{FORMAT}\n# Derived: see data/README.md.\n# edition\t{}\n# source\t{}\n# rows\t{}\n# names\t{}\n\
         # contacts\t{}\n# crc-32\t{:08x}\n# octets of names\t{}\n# octets of ports\t{}\n\
         # octets of contacts\t{}\n{names}{ports}{contacts}",
        escape(edition.updated.as_deref().unwrap_or_default()),
        escape(source),
        edition.registrations.len(),
        count_names(&edition.registrations),
        contacts.lines().count(),
        checksum.value(),
        names.len(),
        ports.len(),
        contacts.len(),
    )
}

fn count_names(registrations: &[Registration]) -> usize {
    let names = registrations.iter().filter_map(|row| row.name.as_deref());
    let names: HashSet<String> = names.map(str::to_ascii_lowercase).collect();
    names.len()
}

fn names_lines(registrations: &[Registration]) -> String {
    let mut named: Vec<&Registration> = registrations
        .iter()
        .filter(|row| row.name.is_some())
        .collect();
    named.sort_by_cached_key(|row| {
        escape(row.name.as_deref().unwrap_or_default()).to_ascii_lowercase()
    });
    named
        .into_iter()
        .map(|row| join(&row.to_columns()) + "\n")
        .collect()
}

/// One line an id: where an id stands twice, the first entry counts.
fn contacts_lines(contacts: &[Contact]) -> String {
    let mut lines: BTreeMap<String, String> = BTreeMap::new();
    for contact in contacts {
        lines
            .entry(escape(&contact.id))
            .or_insert_with(|| join(&contact.to_columns()) + "\n");
    }
    lines.into_values().collect()
}

fn ports_lines(registrations: &[Registration]) -> String {
    let mut ported: Vec<(u16, u16, String)> = Vec::new();
    for row in registrations {
        let columns = row.to_columns();
        let line = match &row.name {
            Some(name) => join(&[name.clone(), row.port.to_string()]),
            None => join(&columns),
        };
        match row.port.bounds() {
            Some((low, high)) => ported.push((low, high, line)),
            // A row that has neither name nor port says nothing that could be asked for, but isn't lost.
            None if row.name.is_none() => ported.push((0, 0, line)),
            None => {}
        }
    }
    // A stable sort keeps the registry's order within a port; rows of one name on one port become one line.
    ported.sort_by_key(|&(low, _, _)| low);
    let mut lines = String::new();
    let mut reach = 0;
    let mut named: (u16, HashSet<String>) = (0, HashSet::new());
    for (low, high, line) in ported {
        reach = reach.max(high);
        if named.0 != low {
            named = (low, HashSet::new());
        }
        if line.starts_with('\t') || named.1.insert(line.clone()) {
            lines.extend([reach.to_string().as_str(), "\t", line.as_str(), "\n"]);
        }
    }
    lines
}

fn join(columns: &[String]) -> String {
    let columns: Vec<String> = columns.iter().map(|column| escape(column)).collect();
    columns.join("\t")
}

/// Writes tab, line feed, carriage return and backslash as two characters, so that a column is one run of text.
pub(crate) fn escape(column: &str) -> String {
    let escaped = column
        .replace('\\', "\\\\")
        .replace('\t', "\\t")
        .replace('\n', "\\n")
        .replace('\r', "\\r");
    // A line that begins with `#` belongs to the header, and a name may begin with anything.
    match escaped.strip_prefix('#') {
        Some(rest) => format!("\\#{rest}"),
        None => escaped,
    }
}

/// Reads a column that [`escape`] has written.
pub(crate) fn unescape(column: &str) -> Cow<'_, str> {
    if !column.contains('\\') {
        return Cow::Borrowed(column);
    }
    let mut text = String::with_capacity(column.len());
    let mut characters = column.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some(other) => text.push(other),
            None => {}
        }
    }
    Cow::Owned(text)
}

/// CRC-32 as in ISO 3309 and gzip ([RFC 1952 §8](https://www.rfc-editor.org/rfc/rfc1952#section-8)): it finds a
/// damaged or truncated table, nothing more is asked of it.
pub(crate) struct Checksum(u32);

impl Default for Checksum {
    fn default() -> Self {
        Self(u32::MAX)
    }
}

impl Checksum {
    pub(crate) fn update(&mut self, octets: &[u8]) {
        static REMAINDERS: [u32; 256] = remainders();
        for octet in octets {
            let [low, ..] = self.0.to_le_bytes();
            let remainder = REMAINDERS.get(usize::from(low ^ octet)).copied();
            self.0 = (self.0 >> 8) ^ remainder.unwrap_or_default();
        }
    }

    pub(crate) fn value(&self) -> u32 {
        !self.0
    }
}

/// What each octet leaves when it is divided.
#[allow(
    clippy::indexing_slicing,
    reason = "the index is below the length, at compile time"
)]
const fn remainders() -> [u32; 256] {
    let mut remainders = [0; 256];
    let mut octet: u32 = 0;
    while octet < 256 {
        let mut remainder = octet;
        let mut bit = 0;
        while bit < 8 {
            remainder = (remainder >> 1) ^ (0xedb8_8320 & (remainder & 1).wrapping_neg());
            bit += 1;
        }
        remainders[octet as usize] = remainder;
        octet += 1;
    }
    remainders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_one_run_of_text() {
        for column in ["", "a b", "a\tb\r\nc\\d\\n", "é\\"] {
            let escaped = escape(column);
            assert!(!escaped.contains(['\t', '\n', '\r']), "{column:?}");
            assert_eq!(unescape(&escaped), column);
        }
        assert_eq!(unescape("a\\"), "a");
    }

    #[test]
    fn the_checksum_is_the_crc_32_that_everyone_computes() {
        let mut checksum = Checksum::default();
        checksum.update(b"1234");
        checksum.update(b"56789");
        assert_eq!(checksum.value(), 0xcbf4_3926);
    }
}
