//! Inheritance: the keys, relations and subtypes of the services that a schema extends.

use std::borrow::Cow;

use super::error::SchemaError;
use super::service_schema::ServiceSchema;
use crate::name::presentation;

/// Services above each other at most; more are a mistake.
const MAX_DEPTH: usize = 8;

/// Services from which a schema inherits at most, each counted as often as it is reached.
const MAX_BASES: usize = 200;

/// Gives the schema of a service that one extends, as it stands in its file.
pub(super) type Find<'f, 's> =
    dyn FnMut(&ServiceSchema, &str) -> Option<Cow<'s, ServiceSchema>> + 'f;

/// Adds what the schema inherits.
///
/// Keys of the schema itself replace those of the same name; of several services that are extended the first counts.
///
/// # Errors
///
/// Services that extend each other in a circle, one that no schema describes, and too many of them.
pub(super) fn resolve(
    mut schema: ServiceSchema,
    find: &mut Find<'_, '_>,
) -> Result<ServiceSchema, SchemaError> {
    let mut way = Way {
        trail: vec![schema.services.first().cloned().unwrap_or_default()],
        reached: 0,
    };
    inherit(&mut schema, find, &mut way)?;
    Ok(schema)
}

/// The way up from a schema.
struct Way {
    /// The services from the first to the present one.
    trail: Vec<String>,
    /// How many were reached, on this trail and on others.
    reached: usize,
}

fn inherit(
    schema: &mut ServiceSchema,
    find: &mut Find<'_, '_>,
    way: &mut Way,
) -> Result<(), SchemaError> {
    for service in schema.extends.clone() {
        let fault = |message: String| {
            Err(SchemaError::new(schema.origin.clone(), message).at_place(schema.places.extends))
        };
        let Some(base) = find(schema, &service) else {
            let service = presentation::text(service.as_bytes());
            return fault(format!(
                "the schema extends `{service}`, of which there is no schema"
            ));
        };
        way.reached += 1;
        if way.reached > MAX_BASES {
            return fault(format!(
                "the schema inherits from more than {MAX_BASES} services, the limit"
            ));
        }
        let is_itself = schema.covers(&service);
        let mut trail = way.trail.iter();
        let is_on_trail = trail.any(|known| known.eq_ignore_ascii_case(&service));
        way.trail.push(service);
        if is_on_trail && !is_itself {
            let circle = presentation::text(way.trail.join(" → ").as_bytes()).to_string();
            return fault(format!(
                "the services extend each other in a circle: {circle}"
            ));
        }
        if way.trail.len() > MAX_DEPTH + 1 {
            return fault(format!(
                "the services extend each other more than {MAX_DEPTH} deep"
            ));
        }
        let mut base = base.into_owned();
        inherit(&mut base, find, way)?;
        way.trail.pop();
        add(schema, base, is_itself);
    }
    schema.reindex();
    Ok(())
}

/// Adds what `base` has and `schema` has not. What belongs to the service type itself, such as the form of its names, is
/// taken over only by a schema of the same type.
fn add(schema: &mut ServiceSchema, base: ServiceSchema, is_same_service: bool) {
    for key in base.keys {
        let is_known = schema
            .keys
            .iter()
            .any(|own| own.label().eq_ignore_ascii_case(key.label()));
        if !is_known {
            schema.keys.push(key);
        }
    }
    for relation in base.relations {
        if !schema.relations.iter().any(|own| own.id == relation.id) {
            schema.relations.push(relation);
        }
    }
    for profile in base.profiles {
        if !schema.profiles.iter().any(|own| own.name == profile.name) {
            schema.profiles.push(profile);
        }
    }
    schema.revisions = schema.revisions.take().or(base.revisions);
    schema.unknown_keys = schema.unknown_keys.min(base.unknown_keys);
    if !is_same_service {
        return;
    }
    schema.instance_name = schema.instance_name.take().or(base.instance_name);
    schema.host_name = schema.host_name.take().or(base.host_name);
    for subtype in base.subtypes {
        if !schema.subtypes.iter().any(|own| own.label == subtype.label) {
            schema.subtypes.push(subtype);
        }
    }
    for sibling in base.siblings {
        if !schema
            .siblings
            .iter()
            .any(|own| own.service == sibling.service)
        {
            schema.siblings.push(sibling);
        }
    }
    schema.txt.max_length = schema.txt.max_length.or(base.txt.max_length);
    if schema.srv == super::SrvExpectation::default() {
        schema.srv = base.srv;
    }
}
