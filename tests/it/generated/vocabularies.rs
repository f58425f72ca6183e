//! The pages of the vocabularies, one for each, and that each fact in them has a source.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use dnssd_check::report::Vocabulary;
use dnssd_check::schema::{BuiltinSchema, SchemaOrigin, Schemas, ServiceSchema};

use super::{assert_derived, in_repository};

static BUILTIN: Schemas = Schemas::BUILTIN;

#[test]
fn pages_of_vocabularies() {
    let mut expected = BTreeSet::from(["README.md".to_owned()]);
    for builtin in BuiltinSchema::all() {
        let schema = builtin.schema().unwrap();
        let page = Vocabulary::new(schema, &BUILTIN).to_markdown();
        assert_derived(&format!("docs/schemas/{}.md", builtin.name()), &page);
        expected.insert(format!("{}.md", builtin.name()));
    }
    assert_derived("docs/schemas/README.md", &list());
    let found = fs::read_dir(in_repository("docs/schemas")).unwrap();
    let found: BTreeSet<String> = found
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(found, expected, "pages, and those that there should be");
}

/// All vocabularies, by their main service types.
fn list() -> String {
    let mut rows: Vec<(String, String)> = BuiltinSchema::all()
        .map(|builtin| row(builtin.name(), builtin.schema().unwrap()))
        .collect();
    rows.sort();
    let mut text = "\
# TXT vocabularies

What the specifications say of the TXT keys of a service, as `dnssd-check schema show TYPE` tells it. Each page is derived from a
file of [data/schemas](../../data/schemas) by a test, which `UPDATE=1 cargo test --test it generated` has rewrite it.

| service types | vocabulary | keys | confidence |
|---|---|---|---|
"
    .to_owned();
    for (_, row) in rows {
        text.push_str(&row);
    }
    text
}

/// A row of the table, and by what it is sorted.
fn row(name: &str, schema: &ServiceSchema) -> (String, String) {
    let services: Vec<String> = schema
        .services
        .iter()
        .map(|service| format!("`{service}`"))
        .collect();
    let mut row = String::new();
    writeln!(
        row,
        "| {} | [{}]({name}.md) | {} | {} |",
        services.join(", "),
        schema.title,
        schema.keys.len(),
        schema.confidence
    )
    .unwrap();
    (schema.services[0].to_ascii_lowercase(), row)
}

#[test]
fn every_key_of_every_schema_has_a_source() {
    for builtin in BuiltinSchema::all() {
        let schema = builtin.schema().unwrap();
        for key in &schema.keys {
            assert!(
                !key.sources.is_empty(),
                "{}: {}",
                builtin.name(),
                key.label()
            );
        }
    }
}

/// The same by the parser: whoever deletes the sources of a key can't read the file any more.
#[test]
fn a_key_without_a_source_is_refused() {
    let text = BuiltinSchema::find("_moodring._tcp").unwrap().text();
    let sources = "sources = [\"iana moodring\"]";
    assert!(text.contains(sources), "{text}");
    let parse = |text: &str| ServiceSchema::parse(text, SchemaOrigin::File("mood.toml".to_owned()));
    assert!(parse(text).is_ok());
    let error = parse(&text.replacen(sources, "sources = []", 1)).unwrap_err();
    let (line, _) = text
        .lines()
        .enumerate()
        .find(|(_, line)| *line == sources)
        .unwrap();
    let error = error.to_string();
    assert!(
        error.starts_with(&format!("mood.toml:{}:", line + 1)),
        "{error}"
    );
    assert!(
        error.contains("has no source, at least one is needed"),
        "{error}"
    );
    let error = parse(&text.replacen(sources, "", 1))
        .unwrap_err()
        .to_string();
    assert!(error.contains("missing field `sources`"), "{error}");
}
