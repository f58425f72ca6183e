//! One row of the registry.

use std::fmt;

use super::port_assignment::PortAssignment;
use super::transport_protocol::TransportProtocol;
use super::txt_definition::TxtDefinition;

/// The names of IANA's twelve columns, in the order of its files.
pub(crate) const COLUMNS: [&str; 12] = [
    "Service Name",
    "Port Number",
    "Transport Protocol",
    "Description",
    "Assignee",
    "Contact",
    "Registration Date",
    "Modification Date",
    "Reference",
    "Service Code",
    "Unauthorized Use Reported",
    "Assignment Notes",
];

/// A row of IANA's registry: an assigned service name, an assigned port, or both.
///
/// A name has as many rows as it has ports and transport protocols. A row without a name says what else a port is:
/// unassigned, reserved, de-registered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Registration {
    /// The service name as registered, its case kept; `None` where the row is about a port only.
    ///
    /// 97 historic names don't follow the syntax of [RFC 6335 §5.1](https://www.rfc-editor.org/rfc/rfc6335#section-5.1).
    pub name: Option<String>,
    /// The port or range of ports, if any.
    pub port: PortAssignment,
    /// The transport protocol; `None` where the registration doesn't state one.
    pub transport: Option<TransportProtocol>,
    /// What the service is; for a row without a name, what the port is ("Unassigned", "Reserved").
    pub description: String,
    /// To whom the name is assigned, as a reference into IANA's contacts (`[IESG]`).
    pub assignee: Option<String>,
    /// Whom to ask, as a reference into IANA's contacts.
    pub contact: Option<String>,
    /// When it was registered, `YYYY-MM` or `YYYY-MM-DD`.
    pub registered: Option<String>,
    /// When it was last changed, `YYYY-MM` or `YYYY-MM-DD`.
    pub modified: Option<String>,
    /// The specification, as `[RFC6764]`.
    pub reference: Option<String>,
    /// The DCCP service code ([RFC 5595](https://www.rfc-editor.org/rfc/rfc5595)).
    pub service_code: Option<String>,
    /// Uses of the port that IANA knows of and didn't assign.
    pub unauthorized_use: Option<String>,
    /// The assignment notes, with their line breaks.
    pub notes: Option<String>,
    /// What the notes say of TXT keys.
    pub txt: TxtDefinition,
}

impl Registration {
    /// Reads a row from IANA's twelve columns; empty text means that the column has no value.
    ///
    /// # Errors
    ///
    /// A port that isn't a number or an ascending range from 0 to 65535, or a transport protocol other than the four
    /// of [RFC 6335 §5](https://www.rfc-editor.org/rfc/rfc6335#section-5).
    pub fn from_columns(columns: [&str; 12]) -> Result<Self, RegistrationError> {
        let [
            name,
            port,
            transport,
            description,
            assignee,
            contact,
            registered,
            modified,
            reference,
            service_code,
            unauthorized_use,
            notes,
        ] = columns;
        let text = |value: &str| (!value.is_empty()).then(|| value.to_owned());
        Ok(Self {
            name: text(name),
            port: PortAssignment::parse(port)?,
            transport: TransportProtocol::parse(transport)?,
            description: description.to_owned(),
            assignee: text(assignee),
            contact: text(contact),
            registered: text(registered),
            modified: text(modified),
            reference: text(reference),
            service_code: text(service_code),
            unauthorized_use: text(unauthorized_use),
            notes: text(notes),
            txt: TxtDefinition::from_note(name, notes),
        })
    }

    /// Writes the row as IANA's twelve columns: the inverse of [`Registration::from_columns`].
    pub fn to_columns(&self) -> [String; 12] {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        [
            text(&self.name),
            self.port.to_string(),
            self.transport
                .map(|transport| transport.as_str().to_owned())
                .unwrap_or_default(),
            self.description.clone(),
            text(&self.assignee),
            text(&self.contact),
            text(&self.registered),
            text(&self.modified),
            text(&self.reference),
            text(&self.service_code),
            text(&self.unauthorized_use),
            text(&self.notes),
        ]
    }
}

impl fmt::Display for Registration {
    /// What the row assigns, in one line: `caldav (tcp)`, `ipp 631/tcp`, `x11 (6000-6063) tcp`,
    /// `unassigned (48006-48047)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.name, self.port, self.transport) {
            (Some(name), PortAssignment::None, None) => f.write_str(name),
            (Some(name), PortAssignment::None, Some(transport)) => {
                write!(f, "{name} ({transport})")
            }
            (Some(name), port @ PortAssignment::Range { .. }, None) => write!(f, "{name} ({port})"),
            (Some(name), port @ PortAssignment::Range { .. }, Some(transport)) => {
                write!(f, "{name} ({port}) {transport}")
            }
            (Some(name), port, None) => write!(f, "{name} {port}"),
            (Some(name), port, Some(transport)) => write!(f, "{name} {port}/{transport}"),
            (None, port, transport) => {
                f.write_str(&self.description.to_lowercase())?;
                match transport {
                    Some(transport) => write!(f, " ({port}/{transport})"),
                    None => write!(f, " ({port})"),
                }
            }
        }
    }
}

/// A column of a row whose text isn't what the column may hold.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RegistrationError {
    /// Which of the twelve columns, from 0.
    pub(crate) column: usize,
    /// Its text.
    pub(crate) value: String,
}

impl RegistrationError {
    /// The column's name in IANA's files.
    pub fn column_name(&self) -> &'static str {
        COLUMNS.get(self.column).copied().unwrap_or_default()
    }
}

impl fmt::Display for RegistrationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = super::shown::shown(self.value.as_bytes());
        let expected = match self.column {
            1 => "a number from 0 to 65535 or an ascending range of two is expected",
            _ => "`tcp`, `udp`, `sctp`, `dccp` or nothing is expected",
        };
        write!(
            f,
            "{} `{value}` is not valid, {expected}",
            self.column_name().to_lowercase()
        )
    }
}

impl std::error::Error for RegistrationError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_transport_protocol_is_an_error() {
        let columns = ["x", "", "quic", "", "", "", "", "", "", "", "", ""];
        let error = Registration::from_columns(columns).unwrap_err();
        assert_eq!(
            error.to_string(),
            "transport protocol `quic` is not valid, `tcp`, `udp`, `sctp`, `dccp` or nothing is expected"
        );
    }
}
