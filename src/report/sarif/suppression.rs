//! Why a result is not to be shown.

use serde::Serialize;

use super::{ArtifactLocation, Location, PhysicalLocation, Region, uri};
use crate::diagnostic::Suppressor;
use crate::model::Origin;
use crate::report::place::Place;

/// A decision that a result is not to be shown (§3.35).
#[derive(Debug, Serialize)]
pub(super) struct Suppression {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location<'static>>,
}

impl From<&Suppressor> for Suppression {
    fn from(by: &Suppressor) -> Self {
        match by {
            // Recorded in another place than the source (§3.35.2).
            Suppressor::Baseline { path } => Self {
                kind: "external",
                justification: Some(format!("known by the baseline {path}")),
                location: None,
            },
            Suppressor::Comment { reason, origin } => Self {
                kind: "inSource",
                justification: reason.clone(),
                location: location(origin),
            },
        }
    }
}

/// Where a comment stands.
fn location(origin: &Origin) -> Option<Location<'static>> {
    let place = Place::of(origin);
    Some(Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation {
                uri: uri::of_path(place.path?),
            },
            region: Region {
                start_line: place.line?,
                start_column: place.column,
            },
        },
        logical_locations: Vec::new(),
    })
}
