//! The registry as it was on a day.

use super::contact::Contact;
use super::registration::Registration;

/// What a file of the registry holds.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Edition {
    /// The date on which IANA last updated the registry, `YYYY-MM-DD`; CSV doesn't carry it.
    pub updated: Option<String>,
    /// The rows, in the order of the file.
    pub registrations: Vec<Registration>,
    /// The contact table; CSV doesn't carry it.
    pub contacts: Vec<Contact>,
}
