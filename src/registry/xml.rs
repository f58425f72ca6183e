//! IANA's registry file in XML, read as a stream.
//!
//! The elements stand at fixed depths: `registry/record/description`, with line breaks and references inside. Document
//! type declarations, and with them entities, are refused.

use std::fmt;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::contact::Contact;
use super::edition::Edition;
use super::registration::{Registration, RegistrationError};
use super::shown::shown;

/// Reads the registry as IANA publishes it in XML: rows, contacts, and the date of the last update.
///
/// Line breaks are set as IANA sets them in its CSV, so that both files give the same rows.
///
/// # Errors
///
/// The first place that isn't well-formed or is no such registry, with its line: no row is ever skipped.
pub fn read_xml(octets: &[u8]) -> Result<Edition, XmlError> {
    let text = str::from_utf8(octets)
        .map_err(|error| XmlError::at(octets, error.valid_up_to(), Fault::NotText))?;
    let mut reader = Reader::from_str(text);
    let mut document = Document::default();
    loop {
        let start = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let fault = |fault| XmlError::at(octets, start, fault);
        match reader.read_event() {
            Err(error) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(start);
                let said = Fault::NotWellFormed(error.to_string());
                return Err(XmlError::at(octets, at, said));
            }
            Ok(Event::Eof) if document.path.is_empty() && document.has_root => break,
            Ok(Event::Eof) => return Err(fault(Fault::Incomplete)),
            Ok(Event::DocType(_)) => return Err(fault(Fault::DocumentType)),
            Ok(Event::Start(element)) => document.open(&element).map_err(fault)?,
            Ok(Event::Empty(element)) => {
                document.open(&element).map_err(fault)?;
                document.close().map_err(fault)?;
            }
            Ok(Event::End(_)) => document.close().map_err(fault)?,
            Ok(Event::Text(piece)) => document.push(&piece.xml10_content()),
            Ok(Event::CData(piece)) => document.push(&piece.xml10_content()),
            Ok(Event::GeneralRef(reference)) => {
                document.push(&resolved(&reference).ok_or_else(|| fault(Fault::Entity))?);
            }
            Ok(_) => {}
        }
    }
    Ok(document.edition)
}

/// The character that a reference stands for: one of the five that XML predefines, or one by its number.
fn resolved(reference: &BytesRef) -> Option<String> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Some(character.to_string()),
        Ok(None) => resolve_predefined_entity(reference).map(str::to_owned),
        Err(_) => None,
    }
}

/// The elements that mean something.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Tag {
    Assignee,
    Break,
    Description,
    Name,
    Note,
    Number,
    Organization,
    Other,
    Paragraph,
    People,
    Person,
    Protocol,
    Record,
    Reference,
    Registry,
    ServiceCode,
    Unauthorized,
    Updated,
    Uri,
}

impl Tag {
    fn of(name: &str) -> Self {
        match name {
            "assignee" => Self::Assignee,
            "br" => Self::Break,
            "description" => Self::Description,
            "name" => Self::Name,
            "note" => Self::Note,
            "number" => Self::Number,
            "org" => Self::Organization,
            "paragraph" => Self::Paragraph,
            "people" => Self::People,
            "person" => Self::Person,
            "protocol" => Self::Protocol,
            "record" => Self::Record,
            "registry" => Self::Registry,
            "sc" => Self::ServiceCode,
            "unauthorized" => Self::Unauthorized,
            "updated" => Self::Updated,
            "uri" => Self::Uri,
            "xref" => Self::Reference,
            _ => Self::Other,
        }
    }
}

/// What has been read so far.
#[derive(Default)]
struct Document {
    edition: Edition,
    has_root: bool,
    /// The elements that are open.
    path: Vec<Tag>,
    record: Record,
    person: Person,
    reference: Reference,
}

/// The texts of a `record`, by column.
#[derive(Default)]
struct Record {
    columns: [String; 12],
    assignee: String,
}

/// The texts of a `person`: id, name, organization, URI, date.
#[derive(Default)]
struct Person([String; 5]);

/// An `xref`.
#[derive(Default)]
struct Reference {
    kind: String,
    data: String,
    section: String,
    text: String,
}

impl Document {
    fn open(&mut self, element: &BytesStart) -> Result<(), Fault> {
        let tag = Tag::of(element.local_name().as_ref());
        if self.path.is_empty() {
            if tag != Tag::Registry || self.has_root {
                return Err(Fault::Root(element.local_name().as_ref().to_owned()));
            }
            self.has_root = true;
        }
        match tag {
            Tag::Break => self.push("\n"),
            Tag::Paragraph => self.push("        "),
            Tag::Person => {
                self.person = Person::default();
                let [id, ..] = &mut self.person.0;
                *id = attribute(element, "id")?;
            }
            Tag::Record => {
                self.record = Record::default();
                let [.., registered, modified, _, _, _, _] = &mut self.record.columns;
                *registered = attribute(element, "date")?;
                *modified = attribute(element, "updated")?;
            }
            Tag::Reference => {
                self.reference = Reference {
                    kind: attribute(element, "type")?,
                    data: attribute(element, "data")?,
                    section: attribute(element, "section")?,
                    text: String::new(),
                };
            }
            _ => {}
        }
        self.path.push(tag);
        if tag == Tag::Uri {
            // Some contacts have two addresses; an empty place loses the blank again.
            self.push(" ");
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), Fault> {
        match self.path.pop() {
            Some(Tag::Paragraph) => self.push("\n"),
            Some(Tag::Person) if self.path == [Tag::Registry, Tag::People] => {
                let Person(columns) = std::mem::take(&mut self.person);
                let columns = columns.each_ref().map(|column| column.trim());
                self.edition.contacts.push(Contact::from_columns(columns));
            }
            Some(Tag::Record) if self.path == [Tag::Registry] => {
                let row = std::mem::take(&mut self.record).finish();
                self.edition.registrations.push(row.map_err(Fault::Field)?);
            }
            Some(Tag::Reference) => self.refer(),
            _ => {}
        }
        Ok(())
    }

    /// Takes the text of the element that is open.
    fn push(&mut self, text: &str) {
        if self.path.last() == Some(&Tag::Reference) {
            return self.reference.text.push_str(text);
        }
        if let Some(place) = self.place() {
            place.push_str(text);
        }
    }

    /// Where the text of the element that is open goes, with that of the elements inside it.
    fn place(&mut self) -> Option<&mut String> {
        match *self.path.as_slice() {
            [Tag::Registry, Tag::Updated] => Some(self.edition.updated.get_or_insert_default()),
            [Tag::Registry, Tag::Record, field, ..] => self.record.place(field),
            [Tag::Registry, Tag::People, Tag::Person, field, ..] => self.person.place(field),
            _ => None,
        }
    }

    /// Puts a reference where it belongs: into a text, or among assignees, contacts or references.
    fn refer(&mut self) {
        let reference = std::mem::take(&mut self.reference);
        let text = reference.shown();
        match *self.path.as_slice() {
            [Tag::Registry, Tag::Record, Tag::Assignee, ..] => {
                self.record.assignee.push_str(&text);
            }
            [Tag::Registry, Tag::Record] => {
                let [_, _, _, _, _, contact, _, _, documents, ..] = &mut self.record.columns;
                if reference.kind == "person" {
                    contact.push_str(&text);
                } else {
                    documents.push_str(&text);
                }
            }
            _ => {
                if let Some(place) = self.place() {
                    place.push_str(&text);
                }
            }
        }
    }
}

impl Record {
    fn place(&mut self, field: Tag) -> Option<&mut String> {
        let column = match field {
            Tag::Name => 0,
            Tag::Number => 1,
            Tag::Protocol => 2,
            Tag::Description => 3,
            Tag::ServiceCode => 9,
            Tag::Unauthorized => 10,
            Tag::Note => 11,
            _ => return None,
        };
        self.columns.get_mut(column)
    }

    fn finish(mut self) -> Result<Registration, RegistrationError> {
        let [_, _, _, _, assignee, contact, ..] = &mut self.columns;
        // IANA names an assignee only where it isn't the contact.
        *assignee = if self.assignee.is_empty() {
            contact.clone()
        } else {
            self.assignee
        };
        let columns = self.columns.map(|column| laid_out(&column));
        Registration::from_columns(columns.each_ref().map(String::as_str))
    }
}

impl Person {
    fn place(&mut self, field: Tag) -> Option<&mut String> {
        let column = match field {
            Tag::Name => 1,
            Tag::Organization => 2,
            Tag::Uri => 3,
            Tag::Updated => 4,
            _ => return None,
        };
        self.0.get_mut(column)
    }
}

impl Reference {
    /// As IANA's CSV has it: `[RFC6335]`, `[RFC8765, Section 6.1]`.
    fn shown(&self) -> String {
        let own_words = laid_out(&self.text);
        if self.kind != "person" && !own_words.is_empty() {
            return format!("[{own_words}]");
        }
        let document = match self.kind.as_str() {
            "rfc" => self.data.to_ascii_uppercase(),
            _ => self.data.clone(),
        };
        if self.section.is_empty() {
            format!("[{document}]")
        } else {
            format!("[{document}, Section {}]", self.section)
        }
    }
}

/// Breaks the lines as IANA's CSV does: a line that ends in a blank goes on in an indented one, and several breaks are
/// one.
fn laid_out(text: &str) -> String {
    const BLANKS: [char; 2] = [' ', '\t'];
    let mut lines = text.split('\n');
    let mut whole = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        if whole.ends_with(BLANKS) && line.starts_with(BLANKS) {
            whole.truncate(whole.trim_end_matches(BLANKS).len());
            whole.push(' ');
            whole.push_str(line.trim_start_matches(BLANKS));
            continue;
        }
        if !whole.ends_with('\n') {
            whole.push('\n');
        }
        whole.push_str(line);
    }
    whole.trim().to_owned()
}

/// The value of an attribute, empty if it isn't there.
///
/// An element may have any number of attributes; that they differ is not checked, it would take quadratic time.
fn attribute(element: &BytesStart, name: &str) -> Result<String, Fault> {
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| Fault::NotWellFormed(error.to_string()))?;
        if attribute.key.as_ref() == name {
            let value = quick_xml::escape::unescape(&attribute.value);
            return value
                .map(std::borrow::Cow::into_owned)
                .map_err(|_| Fault::Entity);
        }
    }
    Ok(String::new())
}

/// Why a registry file in XML can't be read, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct XmlError {
    line: u64,
    fault: Fault,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Fault {
    DocumentType,
    Entity,
    Field(RegistrationError),
    Incomplete,
    NotText,
    NotWellFormed(String),
    Root(String),
}

impl XmlError {
    fn at(octets: &[u8], offset: usize, fault: Fault) -> Self {
        let before = octets.get(..offset).unwrap_or(octets);
        let line = 1 + before
            .iter()
            .fold(0, |count, &octet| count + u64::from(octet == b'\n'));
        Self { line, fault }
    }

    /// The line, from 1, on which the fault was found; for a row its last.
    pub fn line(&self) -> u64 {
        self.line
    }
}

impl fmt::Display for XmlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        match &self.fault {
            Fault::DocumentType => {
                f.write_str("a document type declaration, which the registry doesn't have")
            }
            Fault::Entity => f.write_str("a reference to something that XML doesn't predefine"),
            Fault::Field(error) => error.fmt(f),
            Fault::Incomplete => f.write_str("the file ends before its elements do"),
            Fault::NotText => f.write_str("the file is not UTF-8 text"),
            Fault::NotWellFormed(said) => {
                write!(f, "not well-formed: {}", shown(said.as_bytes()))
            }
            Fault::Root(name) => write!(
                f,
                "the outermost element is `{}`, one `registry` is expected",
                shown(name.as_bytes())
            ),
        }
    }
}

impl std::error::Error for XmlError {}

#[cfg(test)]
mod tests;
