//! The JSON Schema of schema files, for editors: derived from the types that read them.

use serde_json::{Map, Value, json};

use super::SchemaDocument;
use crate::schema::BuiltinSchema;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/schema.schema.json");

fn json_schema() -> Value {
    let mut schema = schemars::schema_for!(SchemaDocument).to_value();
    schema["title"] = json!("TXT vocabulary of DNS-SD, as dnssd-check reads it");
    schema
}

#[test]
fn the_json_schema_is_derived() {
    let mut expected = serde_json::to_string_pretty(&json_schema()).unwrap();
    expected.push('\n');
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        return std::fs::write(PATH, expected).unwrap();
    }
    let found = std::fs::read_to_string(PATH).unwrap();
    assert!(
        found == expected,
        "data/schema.schema.json differs from what it is derived from: run `UPDATE=1 cargo test`, read the change"
    );
}

#[test]
fn the_json_schema_says_what_it_is() {
    let schema = json_schema();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    for member in ["title", "description", "properties", "$defs"] {
        assert!(!schema[member].is_null(), "{member}");
    }
    let Some(definitions) = schema["$defs"].as_object() else {
        panic!("there are no definitions");
    };
    let undocumented: Vec<&String> = definitions
        .iter()
        .filter(|(_, definition)| definition["description"].is_null())
        .map(|(name, _)| name)
        .collect();
    assert!(undocumented.is_empty(), "{undocumented:?}");
}

#[test]
fn each_schema_that_is_built_in_conforms() {
    let root = json_schema();
    for schema in BuiltinSchema::all() {
        let value: Value = toml::from_str(schema.text()).unwrap();
        if let Err(fault) = conforms(&value, &root, &root) {
            panic!("data/schemas/{}.toml: {fault}", schema.name());
        }
    }
}

#[test]
fn what_does_not_conform_is_found() {
    let root = json_schema();
    let text = BuiltinSchema::find("_hap._tcp").unwrap().text();
    for (from, to) in [
        ("title = ", "titel = "),
        ("confidence = \"specification\"", "confidence = \"certain\""),
        ("presence = \"required\"", "presence = 1"),
        ("type = \"integer\"", "type = \"number\""),
        ("sources = [\"hapadk\", \"hap-spec\"]", ""),
    ] {
        let value: Value = toml::from_str(&text.replacen(from, to, 1)).unwrap();
        assert!(conforms(&value, &root, &root).is_err(), "{to}");
    }
}

/// Whether a value conforms to a JSON Schema: the keywords that the derived one has, and no others.
fn conforms(value: &Value, schema: &Value, root: &Value) -> Result<(), String> {
    let Some(schema) = schema.as_object() else {
        return match schema {
            Value::Bool(true) => Ok(()),
            _ => Err(format!("{value}: nothing is allowed")),
        };
    };
    for (keyword, rule) in schema {
        let holds = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" | "default" | "format" => Ok(()),
            "$ref" => conforms(value, resolve(rule, root), root),
            "additionalProperties" => no_other(value, schema),
            "anyOf" => some(value, rule, root).map(|_| ()),
            "const" => same(value == rule, value, rule),
            "enum" => same(list(rule).contains(value), value, rule),
            "items" => match value.as_array() {
                Some(items) => items.iter().try_for_each(|item| conforms(item, rule, root)),
                None => Ok(()),
            },
            "maxItems" | "minItems" => count(value, keyword, rule),
            "maximum" | "minimum" => limit(value, keyword, rule),
            "oneOf" => match some(value, rule, root)? {
                1 => Ok(()),
                count => Err(format!("{value} is {count} of {rule}")),
            },
            "properties" => properties(value, rule, root),
            "required" => match list(rule)
                .iter()
                .find(|name| value[name.as_str().unwrap()].is_null())
            {
                Some(missing) => Err(format!("{missing} is missing in {value}")),
                None => Ok(()),
            },
            "type" => same(is_of_type(value, rule), value, rule),
            other => panic!("the keyword `{other}` is not known here"),
        };
        holds?;
    }
    Ok(())
}

fn same(holds: bool, value: &Value, rule: &Value) -> Result<(), String> {
    holds
        .then_some(())
        .ok_or_else(|| format!("{value} is not {rule}"))
}

fn list(rule: &Value) -> &[Value] {
    rule.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn resolve<'r>(reference: &Value, root: &'r Value) -> &'r Value {
    let pointer = reference.as_str().unwrap().strip_prefix('#').unwrap();
    root.pointer(pointer).unwrap()
}

/// To how many of the schemas the value conforms; not to none.
fn some(value: &Value, rule: &Value, root: &Value) -> Result<usize, String> {
    let count = list(rule)
        .iter()
        .filter(|schema| conforms(value, schema, root).is_ok())
        .count();
    if count == 0 {
        return Err(format!("{value} is none of {rule}"));
    }
    Ok(count)
}

fn properties(value: &Value, rule: &Value, root: &Value) -> Result<(), String> {
    let (Some(value), Some(rule)) = (value.as_object(), rule.as_object()) else {
        return Ok(());
    };
    value
        .iter()
        .filter_map(|(name, inner)| Some((name, inner, rule.get(name)?)))
        .try_for_each(|(name, inner, schema)| {
            conforms(inner, schema, root).map_err(|fault| format!("{name}: {fault}"))
        })
}

fn no_other(value: &Value, schema: &Map<String, Value>) -> Result<(), String> {
    assert_eq!(schema["additionalProperties"], json!(false));
    let known = schema["properties"].as_object().unwrap();
    let other = value
        .as_object()
        .and_then(|members| members.keys().find(|name| !known.contains_key(*name)));
    other.map_or(Ok(()), |name| Err(format!("`{name}` is not known")))
}

fn count(value: &Value, keyword: &str, rule: &Value) -> Result<(), String> {
    let (Some(items), Some(limit)) = (value.as_array(), rule.as_u64()) else {
        return Ok(());
    };
    let count = items.len() as u64;
    let holds = if keyword == "minItems" {
        count >= limit
    } else {
        count <= limit
    };
    same(holds, value, rule)
}

fn limit(value: &Value, keyword: &str, rule: &Value) -> Result<(), String> {
    let (Some(number), Some(limit)) = (value.as_f64(), rule.as_f64()) else {
        return Ok(());
    };
    let holds = if keyword == "minimum" {
        number >= limit
    } else {
        number <= limit
    };
    same(holds, value, rule)
}

fn is_of_type(value: &Value, rule: &Value) -> bool {
    let is = |name: &Value| match name.as_str().unwrap() {
        "array" => value.is_array(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "object" => value.is_object(),
        "string" => value.is_string(),
        other => panic!("the type `{other}` is not known here"),
    };
    match rule {
        Value::Array(names) => names.iter().any(is),
        name => is(name),
    }
}
