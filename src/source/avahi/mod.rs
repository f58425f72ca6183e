//! Service groups of Avahi: the XML of `avahi.service(5)`, `/etc/avahi/services/*.service`.
//!
//! What is observed is what avahi-daemon 0.8 publishes of the file, or would publish were nothing else wrong with it; where
//! that differs from what is written, the file has a fault. The daemon parses with expat and drops a file whole at the first
//! thing that it does not take; a service that it can't publish takes all others of its group with it.
//!
//! `%h` in a name is the name of the host, which nobody knows here: it stays as it stands, and what instance names are
//! judged by is not applicable to such a name.

mod document;
mod encoding;
mod group;
mod names;
mod publish;
mod written;

use std::borrow::Cow;
use std::path::Path;

use crate::model::{AvahiFault, FileFault, FileFaultKind, FileFormat, Observation, SourceFile};
use crate::schema::Place;
use crate::source::TextFileError;
use crate::source::line_index::LineIndex;

use document::Stop;
use encoding::Text;
use group::{GroupReader, MAX_SERVICES, MAX_SUBTYPES};

pub(super) use encoding::encode as octets_of;
pub(super) use written::written;

/// The text of a service group, as far as it can be decoded.
pub(super) fn text(octets: &[u8]) -> Cow<'_, str> {
    match encoding::decode(octets) {
        Text::Whole(text) | Text::Broken { before: text, .. } => text,
    }
}

/// The text of a file; `None` where some of it is none.
pub(super) fn text_of(octets: &[u8]) -> Option<String> {
    match encoding::decode(octets) {
        Text::Whole(text) => Some(text.into_owned()),
        Text::Broken { .. } => None,
    }
}

/// Reads a service group; `path` names it in origins and errors.
///
/// # Errors
///
/// [`TextFileError`] for a document type with declarations of its own, such as entities, and for more than 1,000 services, or
/// subtypes of one.
pub(super) fn read(octets: &[u8], path: &Path) -> Result<Observation, TextFileError> {
    let shown = path.to_string_lossy();
    let mut file = SourceFile::new(shown.as_ref(), FileFormat::Avahi);
    let (text, broken) = match encoding::decode(octets) {
        Text::Whole(text) => (text, None),
        Text::Broken { before, reason } => (before, Some(reason)),
    };
    let index = LineIndex::new(text.as_bytes(), &shown);
    let refused = |offset: usize, reason: String| {
        let (line, column) = index.place(offset);
        let place = Place {
            line,
            column,
            start: offset,
            end: offset,
        };
        TextFileError::new(path, reason).at(Some(place), text.as_bytes())
    };
    let mut reader = GroupReader::default();
    let stop = match broken {
        Some(reason) => Some(Stop::Malformed {
            offset: text.len(),
            reason,
        }),
        None => document::read(&text, &mut |piece| reader.take(piece)).err(),
    };
    let group = match stop {
        None => reader.finish(),
        Some(Stop::Refused { offset, reason }) => return Err(refused(offset, reason.to_owned())),
        Some(Stop::Malformed { offset, reason }) => {
            file.faults.push(FileFault {
                kind: FileFaultKind::Avahi(AvahiFault::Malformed { reason }),
                origin: index.origin(offset),
            });
            return Ok(Observation {
                files: vec![file],
                ..Observation::default()
            });
        }
    };
    if let Some(service) = group.services.get(MAX_SERVICES) {
        let reason = format!("the group has more than {MAX_SERVICES} services, the limit");
        return Err(refused(service.offset, reason));
    }
    let mut subtypes = group.services.iter().map(|service| &service.subtypes);
    if let Some(subtype) = subtypes.find_map(|all| all.get(MAX_SUBTYPES)) {
        let reason = format!("the service has more than {MAX_SUBTYPES} subtypes, the limit");
        return Err(refused(subtype.offset, reason));
    }
    let published = publish::publish(&group, &index);
    let mut faults = [group.faults, published.faults].concat();
    faults.sort_by_key(|(_, offset)| *offset);
    file.faults = faults
        .into_iter()
        .map(|(fault, offset)| FileFault {
            kind: FileFaultKind::Avahi(fault),
            origin: index.origin(offset),
        })
        .collect();
    Ok(Observation {
        instances: published.instances,
        files: vec![file],
        ..Observation::default()
    })
}
