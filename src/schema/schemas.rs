use std::borrow::Cow;

use super::builtin::BuiltinSchema;
use super::error::SchemaError;
use super::resolve::resolve;
use super::service_schema::ServiceSchema;
use super::toml_fault::nearest;
use crate::name::presentation;

/// The schemas that judge: those that are built in, with a user's own before them.
#[derive(Clone, Debug, Default)]
pub struct Schemas {
    /// The user's own with what they inherit, those that count first at the front.
    own: Vec<ServiceSchema>,
}

impl Schemas {
    /// Those that are built in, and nothing else.
    pub const BUILTIN: Self = Self { own: Vec::new() };

    /// Puts a user's schemas before those that are built in, layer by layer: a later layer counts before an earlier one.
    ///
    /// A schema replaces the one of the same service type in the layers below, unless it extends its own service type:
    /// then it adds to it.
    ///
    /// # Errors
    ///
    /// Two schemas of a layer cover the same type, one extends a service of which there is no schema, or services extend
    /// each other in a circle.
    pub fn layered(layers: &[Vec<ServiceSchema>]) -> Result<Self, SchemaError> {
        for layer in layers {
            refuse_twins(layer)?;
        }
        let mut own = Vec::new();
        for schema in layers.iter().rev().flatten() {
            own.push(resolve(schema.clone(), &mut |from, service| {
                find(layers, from, service)
            })?);
        }
        Ok(Self { own })
    }

    /// The schema of a service type, in any letter case.
    pub fn find(&self, service_type: &str) -> Option<&ServiceSchema> {
        let own = self.own.iter().find(|schema| schema.covers(service_type));
        own.or_else(|| BuiltinSchema::find(service_type)?.schema())
    }

    /// All schemas that judge: the user's own, then those that are built in and not replaced for all of their types.
    pub fn iter(&self) -> impl Iterator<Item = &ServiceSchema> {
        let is_in_force = |schema: &&ServiceSchema| {
            let replaced = |service: &String| self.own.iter().any(|own| own.covers(service));
            !schema.services.iter().all(replaced)
        };
        let builtin = BuiltinSchema::all()
            .filter_map(|builtin| -> Option<&ServiceSchema> { builtin.schema() });
        self.own.iter().chain(builtin.filter(is_in_force))
    }

    /// The user's own schemas, those that count first at the front.
    pub fn own(&self) -> &[ServiceSchema] {
        &self.own
    }

    /// The names of all profiles, sorted, each once.
    pub fn profile_names(&self) -> Vec<&str> {
        let own = self.own.iter().flat_map(|schema| &schema.profiles);
        let mut names: Vec<&str> = own
            .map(|profile| profile.name.as_str())
            .chain(BuiltinSchema::profiles().map(|(name, _)| name))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The name of a profile as its schema writes it, found in any letter case.
    ///
    /// # Errors
    ///
    /// A sentence with the name and the nearest that there is, or all of them if none is near.
    pub fn known_profile(&self, name: &str) -> Result<&str, String> {
        let names = self.profile_names();
        if let Some(own) = names.iter().find(|own| own.eq_ignore_ascii_case(name)) {
            return Ok(own);
        }
        let shown = presentation::text(name.as_bytes());
        let lower = name.to_ascii_lowercase();
        match nearest(&lower, &names) {
            Some(near) => Err(format!(
                "there is no profile `{shown}`; did you mean `{near}`?"
            )),
            None => Err(format!(
                "there is no profile `{shown}`; the profiles are `{}`",
                names.join("`, `")
            )),
        }
    }
}

/// The schema of a service that one of a layer extends, as it stands in its file.
fn find<'s>(
    layers: &'s [Vec<ServiceSchema>],
    from: &ServiceSchema,
    service: &str,
) -> Option<Cow<'s, ServiceSchema>> {
    let is_itself = from.covers(service);
    let height = || {
        let has = |layer: &Vec<ServiceSchema>| layer.iter().any(|one| one.origin == from.origin);
        layers.iter().position(has).unwrap_or_default()
    };
    // What a schema extends of its own type stands below it; anything else may stand anywhere.
    let below = match from.origin {
        super::SchemaOrigin::File(_) if is_itself => layers.get(..height()).unwrap_or_default(),
        super::SchemaOrigin::File(_) => layers,
        _ => &[],
    };
    let own = below
        .iter()
        .rev()
        .flatten()
        .find(|schema| schema.covers(service));
    own.or_else(|| BuiltinSchema::find(service)?.own())
        .map(Cow::Borrowed)
}

fn refuse_twins(layer: &[ServiceSchema]) -> Result<(), SchemaError> {
    for (index, schema) in layer.iter().enumerate() {
        for other in layer.iter().take(index) {
            let twin = schema.services.iter().find(|service| other.covers(service));
            if let Some(service) = twin {
                let super::SchemaOrigin::File(path) = &other.origin else {
                    continue;
                };
                let path = presentation::text(path.as_bytes());
                let service = presentation::text(service.as_bytes());
                return Err(SchemaError::new(
                    schema.origin.clone(),
                    format!("the schema covers `{service}`, as does {path}"),
                )
                .at_place(schema.places.services));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::schema::{SchemaOrigin, TxtKeyDefinition};

    fn file(path: &str, service: &str, extends: &str, keys: &[&str]) -> ServiceSchema {
        let mut text =
            format!("title = \"T\"\nservices = [\"{service}\"]\nconfidence = \"specification\"\n");
        if !extends.is_empty() {
            writeln!(text, "extends = [\"{extends}\"]").unwrap();
        }
        for key in keys {
            writeln!(
                text,
                "[[keys]]\nname = \"{key}\"\npresence = \"required\"\nvalue = {{ type = \"any\" }}\nsources = [\"s\"]"
            )
            .unwrap();
        }
        text.push_str("[[sources]]\nid = \"s\"\ntitle = \"S\"\n");
        ServiceSchema::parse(&text, SchemaOrigin::File(path.to_owned())).unwrap()
    }

    fn keys(schema: &ServiceSchema) -> Vec<&str> {
        schema.keys.iter().map(TxtKeyDefinition::label).collect()
    }

    #[test]
    fn a_schema_replaces_the_one_below_or_adds_to_it() {
        let layers = vec![
            vec![file("a", "_mine._tcp", "", &["one"])],
            vec![file("b", "_mine._tcp", "_mine._tcp", &["two"])],
        ];
        let schemas = Schemas::layered(&layers).unwrap();
        assert_eq!(keys(schemas.find("_MINE._tcp").unwrap()), ["two", "one"]);
        let layers = vec![
            vec![file("a", "_mine._tcp", "", &["one"])],
            vec![file("b", "_mine._tcp", "", &["two"])],
        ];
        let schemas = Schemas::layered(&layers).unwrap();
        assert_eq!(keys(schemas.find("_mine._tcp").unwrap()), ["two"]);
    }

    #[test]
    fn a_schema_may_extend_one_that_is_built_in() {
        let schemas =
            Schemas::layered(&[vec![file("a", "_http._tcp", "_http._tcp", &["mine"])]]).unwrap();
        let schema = schemas.find("_http._tcp").unwrap();
        assert_eq!(schema.own_keys, 1);
        assert!(schema.key(b"mine").is_some() && schema.key(b"PATH").is_some());
    }

    #[test]
    fn each_layer_may_add_to_the_one_below() {
        let layers = ["a", "b", "c"]
            .map(|path| vec![file(path, "_http._tcp", "_http._tcp", &[path])])
            .to_vec();
        let schemas = Schemas::layered(&layers).unwrap();
        let schema = schemas.find("_http._tcp").unwrap();
        assert_eq!(keys(schema)[..3], ["c", "b", "a"]);
        assert!(schema.key(b"path").is_some());
        let twice = vec![file("a", "_http._tcp", "_http._tcp", &["one"])];
        let schemas = Schemas::layered(&[twice.clone(), twice]).unwrap();
        assert!(schemas.find("_http._tcp").unwrap().key(b"path").is_some());
    }

    #[test]
    fn inheritance_has_its_limits() {
        let chain = |length: u32| -> Vec<ServiceSchema> {
            let name = |number: u32| format!("_a{number}._tcp");
            (0..length)
                .map(|number| {
                    let extends = if number == 0 {
                        String::new()
                    } else {
                        name(number - 1)
                    };
                    file(&format!("{number}"), &name(number), &extends, &[])
                })
                .collect()
        };
        assert!(Schemas::layered(&[chain(9)]).is_ok());
        let said = Schemas::layered(&[chain(10)]).unwrap_err().message;
        assert_eq!(said, "the services extend each other more than 8 deep");
        // Each way up counts: 4 services that extend 4 that extend 4 and so on.
        let wide: Vec<ServiceSchema> = (0..28_usize)
            .map(|number| {
                let mut one = file(&format!("{number}"), &format!("_a{number}._tcp"), "", &[]);
                let above = (number / 4 * 4).saturating_sub(4)..number / 4 * 4;
                one.extends = above.map(|base| format!("_a{base}._tcp")).collect();
                one
            })
            .collect();
        let said = Schemas::layered(&[wide]).unwrap_err().message;
        assert_eq!(
            said,
            "the schema inherits from more than 200 services, the limit"
        );
    }

    #[test]
    fn profiles_are_known_in_any_letter_case() {
        let known = |name| Schemas::BUILTIN.known_profile(name).map(str::to_owned);
        assert_eq!(known("AirPrint"), Ok("airprint".to_owned()));
        let said = known("airprimt").unwrap_err();
        assert_eq!(
            said,
            "there is no profile `airprimt`; did you mean `airprint`?"
        );
        let said = known("\u{1b}").unwrap_err();
        assert!(
            said.starts_with(r"there is no profile `\x1b`; the profiles are `airplay-2`, "),
            "{said}"
        );
    }

    #[test]
    fn circles_twins_and_what_is_missing_are_refused() {
        let circle = vec![vec![
            file("a", "_a._tcp", "_b._tcp", &[]),
            file("b", "_b._tcp", "_a._tcp", &[]),
        ]];
        let error = Schemas::layered(&circle).unwrap_err().to_string();
        assert_eq!(
            error,
            "b:4:11: the services extend each other in a circle: _a._tcp → _b._tcp → _a._tcp"
        );
        let twins = vec![vec![
            file("a", "_a._tcp", "", &[]),
            file("b", "_a._tcp", "", &[]),
        ]];
        let error = Schemas::layered(&twins).unwrap_err().to_string();
        assert_eq!(error, "b:2:12: the schema covers `_a._tcp`, as does a");
        let missing = vec![vec![file("a", "_a._tcp", "_nowhere-at-all._tcp", &[])]];
        let error = Schemas::layered(&missing).unwrap_err().to_string();
        assert_eq!(
            error,
            "a:4:11: the schema extends `_nowhere-at-all._tcp`, of which there is no schema"
        );
        let itself = vec![vec![file("a", "_a._tcp", "_a._tcp", &[])]];
        assert!(Schemas::layered(&itself).is_err());
    }
}
