//! Inheritance: the keys, relations and subtypes of the services that a schema extends.

use super::error::SchemaError;
use super::service_schema::ServiceSchema;
use crate::name::presentation;

/// Services above each other at most; more are a mistake.
const MAX_DEPTH: usize = 8;

/// Adds what the schema inherits; `find` gives the schema of a service type as it stands in its file.
///
/// Keys of the schema itself replace those of the same name; of several services that are extended the first counts.
///
/// # Errors
///
/// Services that extend each other in a circle, and one that no schema describes.
pub(super) fn resolve<'s>(
    mut schema: ServiceSchema,
    find: &mut dyn FnMut(
        &ServiceSchema,
        &str,
    ) -> Result<Option<std::borrow::Cow<'s, ServiceSchema>>, SchemaError>,
) -> Result<ServiceSchema, SchemaError> {
    let mut trail = vec![schema.services.first().cloned().unwrap_or_default()];
    inherit(&mut schema, find, &mut trail)?;
    Ok(schema)
}

fn inherit<'s>(
    schema: &mut ServiceSchema,
    find: &mut dyn FnMut(
        &ServiceSchema,
        &str,
    ) -> Result<Option<std::borrow::Cow<'s, ServiceSchema>>, SchemaError>,
    trail: &mut Vec<String>,
) -> Result<(), SchemaError> {
    for service in schema.extends.clone() {
        let Some(base) = find(schema, &service)? else {
            return Err(SchemaError::new(
                schema.origin.clone(),
                format!(
                    "the schema extends `{}`, of which there is no schema",
                    presentation::text(service.as_bytes())
                ),
            )
            .at_place(schema.places.extends));
        };
        let is_itself = schema.covers(&service);
        let is_on_trail = trail
            .iter()
            .any(|known| known.eq_ignore_ascii_case(&service));
        if (is_on_trail && !is_itself) || trail.len() > MAX_DEPTH {
            trail.push(service);
            return Err(SchemaError::new(
                schema.origin.clone(),
                format!(
                    "the services extend each other in a circle: {}",
                    presentation::text(trail.join(" → ").as_bytes())
                ),
            )
            .at_place(schema.places.extends));
        }
        trail.push(service);
        let mut base = base.into_owned();
        inherit(&mut base, find, trail)?;
        trail.pop();
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
