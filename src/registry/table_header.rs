//! The header of a table: what it is, and where its parts begin.

use std::fmt;

use super::table_source::TableText;
use super::table_text::{FORMAT, unescape};

/// What the lines at the top of the text say.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Header {
    pub(crate) info: RegistryInfo,
    /// Where the named rows begin.
    pub(crate) names_start: usize,
    /// Where the index of ports begins.
    pub(crate) ports_start: usize,
    /// Where the contacts begin.
    pub(crate) contacts_start: usize,
}

/// What a registry is: its edition, its sources and its size.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct RegistryInfo {
    /// The date on which IANA last updated the registry, `YYYY-MM-DD`; empty where the source doesn't say.
    pub edition: String,
    /// What the table was made from.
    pub source: String,
    /// How many rows it has, with and without a name.
    pub rows: usize,
    /// How many distinct names it has.
    pub names: usize,
    /// How many entries its contact table has.
    pub contacts: usize,
    /// CRC-32 of everything below the header.
    pub checksum: u32,
}

impl RegistryInfo {
    /// How many names a table has at least that is the registry and not an excerpt of it.
    const WHOLE_NAMES: usize = 5_000;

    /// Whether a name that the table lacks can be said to be unregistered: it has thousands of names, not an excerpt.
    pub const fn is_whole(&self) -> bool {
        self.names >= Self::WHOLE_NAMES
    }
}

impl Header {
    pub(crate) fn parse(text: &TableText) -> Result<Self, RegistryError> {
        let mut header = Self::default();
        let mut octets = [None; 3];
        let [names_octets, ports_octets, contacts_octets] = &mut octets;
        let mut lines = text.part(0, text.len()).lines().peekable();
        if lines.peek().map(AsRef::as_ref) != Some(FORMAT) {
            return Err(RegistryError::Format);
        }
        for line in lines.take_while(|line| line.starts_with('#')) {
            header.names_start += line.len() + 1;
            let Some((name, value)) = line.split_once('\t') else {
                continue;
            };
            let number = || value.parse::<usize>().map_err(|_| RegistryError::Format);
            match name {
                "# edition" => header.info.edition = unescape(value).into_owned(),
                "# source" => header.info.source = unescape(value).into_owned(),
                "# rows" => header.info.rows = number()?,
                "# names" => header.info.names = number()?,
                "# contacts" => header.info.contacts = number()?,
                "# crc-32" => {
                    header.info.checksum =
                        u32::from_str_radix(value, 16).map_err(|_| RegistryError::Format)?;
                }
                "# octets of names" => *names_octets = Some(number()?),
                "# octets of ports" => *ports_octets = Some(number()?),
                "# octets of contacts" => *contacts_octets = Some(number()?),
                _ => {}
            }
        }
        let [
            Some(names_octets),
            Some(ports_octets),
            Some(contacts_octets),
        ] = octets
        else {
            return Err(RegistryError::Format);
        };
        header.ports_start = header.names_start.saturating_add(names_octets);
        header.contacts_start = header.ports_start.saturating_add(ports_octets);
        let expected = header.contacts_start.saturating_add(contacts_octets);
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
