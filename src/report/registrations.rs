use std::cell::RefCell;
use std::io::{self, Write};

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use crate::registry::{
    Constraint, Contact, Registration, Remark, TransportProtocol, TxtDefinition, TxtKey,
};
use crate::report::object::VERSION;
use crate::report::write_document;

/// Writes rows of the registry as one JSON object.
///
/// The rows are taken one at a time, so that the whole registry can be written without being held.
///
/// # Errors
///
/// What writing met.
pub fn write_registrations<W: Write>(
    mut out: W,
    registrations: impl IntoIterator<Item = Registration>,
) -> io::Result<()> {
    let document = Document {
        version: VERSION,
        registrations: Sequence::new(registrations.into_iter()),
        remarks: Vec::new(),
        contacts: None,
    };
    write_document(&mut out, &document)
}

/// Writes rows of the registry and what is to be said beside them as one JSON object: the member `remarks` is there only if
/// there are any, the member `contacts` only if contacts are given, though they be none.
///
/// # Errors
///
/// What writing met.
pub fn write_registrations_with<W: Write>(
    mut out: W,
    registrations: &[Registration],
    remarks: &[Remark],
    contacts: Option<&[Contact]>,
) -> io::Result<()> {
    let document = Document {
        version: VERSION,
        registrations: Sequence::new(registrations.iter().cloned()),
        remarks: remarks.iter().map(RemarkObject::from).collect(),
        contacts: contacts.map(|contacts| contacts.iter().map(ContactObject::from).collect()),
    };
    write_document(&mut out, &document)
}

#[derive(Serialize)]
#[serde(bound(serialize = ""))]
struct Document<'a, I: Iterator<Item = Registration>> {
    version: u32,
    registrations: Sequence<I>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<RemarkObject>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contacts: Option<Vec<ContactObject<'a>>>,
}

/// Rows that are written as they come. Serializing takes them out.
struct Sequence<I>(RefCell<I>);

impl<I> Sequence<I> {
    const fn new(rows: I) -> Self {
        Self(RefCell::new(rows))
    }
}

impl<I: Iterator<Item = Registration>> Serialize for Sequence<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sequence = serializer.serialize_seq(None)?;
        for row in &mut *self.0.borrow_mut() {
            sequence.serialize_element(&RegistrationObject::from(&row))?;
        }
        sequence.end()
    }
}

#[derive(Serialize)]
struct RemarkObject {
    name: &'static str,
    text: &'static str,
    source: &'static str,
}

impl From<&Remark> for RemarkObject {
    fn from(remark: &Remark) -> Self {
        Self {
            name: remark.name,
            text: remark.text,
            source: remark.source,
        }
    }
}

#[derive(Serialize)]
struct ContactObject<'a> {
    id: &'a str,
    name: Option<&'a str>,
    organization: Option<&'a str>,
    uri: Option<&'a str>,
    updated: Option<&'a str>,
}

impl<'a> From<&'a Contact> for ContactObject<'a> {
    fn from(contact: &'a Contact) -> Self {
        Self {
            id: &contact.id,
            name: contact.name.as_deref(),
            organization: contact.organization.as_deref(),
            uri: contact.uri.as_deref(),
            updated: contact.updated.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct RegistrationObject<'a> {
    name: Option<&'a str>,
    port: Option<u16>,
    port_end: Option<u16>,
    transport: Option<&'static str>,
    description: &'a str,
    assignee: Option<&'a str>,
    contact: Option<&'a str>,
    registered: Option<&'a str>,
    modified: Option<&'a str>,
    reference: Option<&'a str>,
    unauthorized_use: Option<&'a str>,
    notes: Option<&'a str>,
    txt: TxtObject<'a>,
}

#[derive(Serialize)]
struct TxtObject<'a> {
    status: &'static str,
    extends: Option<&'a str>,
    document: Option<&'a str>,
    open: bool,
    keys: Vec<KeyObject<'a>>,
}

#[derive(Serialize)]
struct KeyObject<'a> {
    name: &'a str,
    pattern: Option<&'a str>,
    constraint: Option<ConstraintObject<'a>>,
    description: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ConstraintObject<'a> {
    Boolean,
    DigitRange {
        low: u8,
        high: u8,
    },
    Enumeration {
        values: &'a [String],
    },
    Fixed {
        value: &'a str,
    },
    HexLength {
        length: usize,
    },
    Integer,
    ListOfEnumeration {
        separator: char,
        values: &'a [String],
    },
    OctetLength {
        length: usize,
    },
    Port,
    Uuid,
}

impl<'a> From<&'a Registration> for RegistrationObject<'a> {
    fn from(registration: &'a Registration) -> Self {
        let bounds = registration.port.bounds();
        Self {
            name: registration.name.as_deref(),
            port: bounds.map(|(low, _)| low),
            port_end: bounds.and_then(|(low, high)| (high > low).then_some(high)),
            transport: registration.transport.map(TransportProtocol::as_str),
            description: &registration.description,
            assignee: registration.assignee.as_deref(),
            contact: registration.contact.as_deref(),
            registered: registration.registered.as_deref(),
            modified: registration.modified.as_deref(),
            reference: registration.reference.as_deref(),
            unauthorized_use: registration.unauthorized_use.as_deref(),
            notes: registration.notes.as_deref(),
            txt: TxtObject::from(&registration.txt),
        }
    }
}

impl<'a> From<&'a TxtDefinition> for TxtObject<'a> {
    fn from(definition: &'a TxtDefinition) -> Self {
        Self {
            status: definition.status.as_str(),
            extends: definition.extends.as_deref(),
            document: definition.document.as_deref(),
            open: definition.open,
            keys: definition.keys.iter().map(KeyObject::from).collect(),
        }
    }
}

impl<'a> From<&'a TxtKey> for KeyObject<'a> {
    fn from(key: &'a TxtKey) -> Self {
        Self {
            name: &key.name,
            pattern: key.pattern.as_deref(),
            constraint: key.constraint.as_ref().map(ConstraintObject::from),
            description: key.description.as_deref(),
        }
    }
}

impl<'a> From<&'a Constraint> for ConstraintObject<'a> {
    fn from(constraint: &'a Constraint) -> Self {
        match constraint {
            Constraint::Boolean => Self::Boolean,
            Constraint::DigitRange { low, high } => Self::DigitRange {
                low: *low,
                high: *high,
            },
            Constraint::Enumeration(values) => Self::Enumeration { values },
            Constraint::Fixed(value) => Self::Fixed { value },
            Constraint::HexLength(length) => Self::HexLength { length: *length },
            Constraint::Integer => Self::Integer,
            Constraint::ListOfEnumeration { separator, values } => Self::ListOfEnumeration {
                separator: *separator,
                values,
            },
            Constraint::OctetLength(length) => Self::OctetLength { length: *length },
            Constraint::Port => Self::Port,
            Constraint::Uuid => Self::Uuid,
        }
    }
}
