use std::error::Error;
use std::fmt;

use toml::de::{DeTable, DeValue};

use super::service_schema::SchemaOrigin;
use super::toml_fault::TomlFault;
use crate::name::presentation;

/// What is wrong with a schema, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SchemaError {
    /// Which schema it is.
    pub origin: SchemaOrigin,
    /// Where the fault stands, if it stands at one place.
    pub place: Option<Place>,
    /// The fault: lower case, no full stop, what the file says escaped.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl SchemaError {
    /// A fault of the file as a whole.
    pub fn new(origin: SchemaOrigin, message: impl Into<String>) -> Self {
        Self {
            origin,
            place: None,
            message: message.into(),
            help: None,
        }
    }

    /// The same fault, which stands there.
    pub(super) const fn at_place(mut self, place: Option<Place>) -> Self {
        self.place = place;
        self
    }

    /// The fault that `toml` found.
    pub(super) fn from_toml(error: &toml::de::Error, text: &str, origin: SchemaOrigin) -> Self {
        let fault = TomlFault::new(error, text);
        Self {
            origin,
            place: fault
                .span
                .map(|span| Place::new(text, span.start, span.end)),
            message: fault.message,
            help: fault.help,
        }
    }

    /// A fault at the part of the file to which the steps lead.
    pub(super) fn at(fault: SchemaFault, text: &str, origin: SchemaOrigin) -> Self {
        Self {
            origin,
            place: place_of(text, &fault.steps),
            message: fault.message,
            help: fault.help,
        }
    }
}

impl fmt::Display for SchemaError {
    /// The file with line and column, and the fault.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            SchemaOrigin::File(path) => write!(f, "{}", presentation::text(path.as_bytes()))?,
            SchemaOrigin::Program => f.write_str("schema that is built in")?,
            SchemaOrigin::Registration(name) => write!(f, "registration of `{name}`")?,
        }
        if let Some(place) = self.place {
            write!(f, ":{}:{}", place.line, place.column)?;
        }
        write!(f, ": {}", self.message)
    }
}

impl Error for SchemaError {}

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The first octet, counted from 0.
    pub start: usize,
    /// The octet behind the last.
    pub end: usize,
}

impl Place {
    /// The place of these octets of a text.
    pub fn new(text: &str, start: usize, end: usize) -> Self {
        let start = boundary(text, start);
        let end = boundary(text, end).max(start);
        let before = text.get(..start).unwrap_or_default();
        // Some editors begin a file with a mark that none of them shows.
        let before = before.strip_prefix('\u{feff}').unwrap_or(before);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            start,
            end,
        }
    }

    /// The place of a field at the top of a file.
    pub(super) fn of_field(text: &str, name: &'static str) -> Option<Self> {
        place_of(text, &[Step::Name(name)])
    }

    /// The place of a field of an item of a list at the top of a file, the items being counted from 0.
    pub(crate) fn of_item(
        text: &str,
        list: &'static str,
        index: usize,
        field: &'static str,
    ) -> Option<Self> {
        place_of(
            text,
            &[Step::Name(list), Step::Index(index), Step::Name(field)],
        )
    }
}

/// The last boundary of characters that is not behind the offset.
fn boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// A fault of a schema whose place is known by the way that leads there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SchemaFault {
    pub(super) steps: Vec<Step>,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// A step on the way to a part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Index(usize),
    Name(&'static str),
}

impl SchemaFault {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            steps: Vec::new(),
            message: message.into(),
            help: None,
        }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, one step further out.
    pub(super) fn within(mut self, name: &'static str) -> Self {
        self.steps.insert(0, Step::Name(name));
        self
    }

    /// The same, one step further out, in a list.
    pub(super) fn within_item(mut self, index: usize) -> Self {
        self.steps.insert(0, Step::Index(index));
        self
    }
}

/// Where the last part stands to which the steps lead.
fn place_of(text: &str, steps: &[Step]) -> Option<Place> {
    let table = DeTable::parse(text).ok()?;
    let (first, rest) = steps.split_first()?;
    let Step::Name(name) = first else { return None };
    let (_, mut value) = table
        .get_ref()
        .iter()
        .find(|(key, _)| key.get_ref() == *name)?;
    for step in rest {
        let inner = match (step, value.get_ref()) {
            (Step::Index(index), DeValue::Array(items)) => items.get(*index),
            (Step::Name(name), DeValue::Table(table)) => table
                .iter()
                .find(|(key, _)| key.get_ref() == *name)
                .map(|(_, value)| value),
            _ => None,
        };
        match inner {
            Some(inner) => value = inner,
            None => break,
        }
    }
    let span = value.span();
    Some(Place::new(text, span.start, span.end))
}
