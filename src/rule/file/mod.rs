//! FILE: files as such, apart from what they say of services.
//!
//! Captures and recordings may not be whole. What a definition says of its service is judged by the other families; here stands
//! what the daemon that the file is for makes of it: a file that it drops and a service that it refuses are errors, what it
//! publishes otherwise than it is written is a warning, and what only the document type forbids is a note.

pub(crate) mod capture;
pub(crate) mod group;
pub(crate) mod group_values;
pub(crate) mod suppression;
pub(crate) mod unit;
pub(crate) mod unit_values;

use crate::model::{AvahiFault, FileFaultKind, Origin, SourceFile, SystemdFault};

/// What is wrong with a service group of Avahi, and where.
fn avahi(file: &SourceFile) -> impl Iterator<Item = (&AvahiFault, Origin)> {
    file.faults.iter().filter_map(|fault| match &fault.kind {
        FileFaultKind::Avahi(kind) => Some((kind, fault.origin.clone())),
        _ => None,
    })
}

/// What is wrong with a unit of systemd-resolved, and where.
fn systemd(file: &SourceFile) -> impl Iterator<Item = (&SystemdFault, Origin)> {
    file.faults.iter().filter_map(|fault| match &fault.kind {
        FileFaultKind::Systemd(kind) => Some((kind, fault.origin.clone())),
        _ => None,
    })
}
