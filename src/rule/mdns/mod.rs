//! MDNS: what one message, or the records of one instance, show of multicast DNS
//! ([RFC 6762](https://www.rfc-editor.org/rfc/rfc6762)).
//!
//! A message is judged as multicast: its identifier, flags and cache-flush bits would be right in a legacy unicast response,
//! which no one but its receiver sees. What takes several messages (probing, announcing, delays) is not judged here.

pub(crate) mod format;
pub(crate) mod header;
pub(crate) mod packet;
pub(crate) mod records;
pub(crate) mod times_to_live;

use crate::name::{DomainName, NameParts};

/// Whether a name is that of a service instance, whose records are judged with it.
fn is_instance(name: &DomainName) -> bool {
    NameParts::split(name).is_some_and(|parts| !parts.instance.is_empty())
}

/// Words with commas between them and `and` before the last.
fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
