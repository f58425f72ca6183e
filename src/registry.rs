//! Who registered a service name with IANA, and what the registration says of its TXT keys.
//!
//! The "Service Name and Transport Protocol Port Number Registry"
//! ([RFC 6335 §8](https://www.rfc-editor.org/rfc/rfc6335#section-8)) is a table of rows: a service name, a port, a
//! transport protocol, and notes in free text that may define TXT keys. This module reads the table in IANA's formats
//! ([`read`]), reads the notes ([`TxtDefinition::from_note`]), and searches a sorted text form of it in place
//! ([`Registry`]), of which one edition is embedded ([`Registry::builtin`]). The functions of this module ask the registry
//! in force ([`current`]).
//!
//! A note is prose. What the reader can't be sure of it reports as such ([`TxtStatus`]); it never invents a key.

mod contact;
mod edition;
mod port_assignment;
mod registration;
mod transport_protocol;

mod constraint;
mod constraint_words;
mod note;
mod shown;
mod txt_definition;

mod csv;
mod file;
mod fixed_columns;
mod plain_text;
mod xml;

mod lookup;
mod near;
mod proposal;
mod proposal_fault;
mod protocol;
mod remark;
mod search_hit;
mod standing;
mod table;
mod table_header;
mod table_source;
mod table_text;

mod current;
mod merge;

use std::borrow::Cow;
use std::sync::OnceLock;

use self::near::NearNames;

pub use self::constraint::{Constraint, ConstraintViolation};
pub use self::contact::{Contact, contact_ids};
pub use self::csv::{CsvError, read_csv};
pub use self::current::{current, on_first_use};
pub use self::edition::Edition;
pub use self::file::{FileError, FileFormat, read};
pub use self::lookup::{Lookup, Registrations};
pub use self::merge::{MergeError, TableSources};
pub use self::plain_text::{TextError, read_text};
pub use self::port_assignment::PortAssignment;
pub use self::proposal::{Proposal, ProposalField, ProposedKey};
pub use self::proposal_fault::{ProposalFault, ProposalRemark};
pub use self::protocol::Protocol;
pub use self::registration::{Registration, RegistrationError};
pub use self::remark::Remark;
pub use self::search_hit::{SearchHit, SearchPlace};
pub use self::table::Registry;
pub use self::table_header::{RegistryError, RegistryInfo};
pub use self::table_source::TableSource;
pub use self::table_text::write_table;
pub use self::transport_protocol::TransportProtocol;
pub use self::txt_definition::{TxtDefinition, TxtKey, TxtStatus};
pub use self::xml::{XmlError, read_xml};

#[cfg(feature = "cli")]
pub(crate) use self::near::near_names as near_among;
pub(crate) use self::registration::COLUMNS;

/// Looks a service name up in the registry in force, without regard to case.
pub fn lookup_name(name: &str) -> Registrations {
    current().lookup_name(name)
}

/// Looks a service type up in the registry in force: the service name without its underscore, and the protocol label.
pub fn lookup_type(service_name: &str, protocol: Protocol) -> Lookup {
    current().lookup_type(service_name, protocol)
}

/// Looks a port up in the registry in force: named rows, ranges that contain it, and nameless rows such as "Unassigned".
pub fn lookup_port(port: u16) -> Vec<Registration> {
    current().lookup_port(port)
}

/// The registered names of the registry in force that are written almost like `name`, best first, at most five.
pub fn near_names(name: &str) -> Vec<String> {
    static READY: OnceLock<NearNames> = OnceLock::new();
    READY.get_or_init(|| NearNames::new(names())).of(name)
}

/// The distinct registered names of the registry in force, in order, as registered.
pub fn names() -> impl Iterator<Item = Cow<'static, str>> {
    current().names()
}

/// The names whose rows have every word of `text`, in name, description or TXT keys, best first.
pub fn search(text: &str) -> Vec<SearchHit> {
    current().search(text)
}

/// All rows of the registry in force: those with a name by name, then those without by port.
pub fn rows() -> impl Iterator<Item = Registration> {
    current().rows()
}

/// What the registry in force is: its edition, its sources and its size.
pub fn info() -> RegistryInfo {
    current().info()
}

/// Whether the registry in force is the builtin table: it lacks names that were registered lately, mostly without a port.
pub fn is_builtin() -> bool {
    std::ptr::eq(current(), Registry::builtin())
}
