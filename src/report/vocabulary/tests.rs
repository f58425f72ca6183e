use serde_json::Value;

use super::*;
use crate::name::presentation::is_safe_char;
use crate::schema::SchemaOrigin;

static BUILTIN: Schemas = Schemas::BUILTIN;

fn json(vocabulary: &Vocabulary<'_>) -> Value {
    let mut out = Vec::new();
    vocabulary.write_json(&mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn hostile() -> ServiceSchema {
    let text = r#"
title = "T\u001b[2J"
services = ["_x._tcp"]
confidence = "observed"
notes = "no\u202ete <b>"

[[keys]]
name = "k"
presence = "optional"
value = { type = "enumeration", values = [{ value = "a\u0007", means = "be\u200bll" }, "b`c"] }
default = "\u001b]0;x"
summary = "sum\u009bmary"
sources = ["s 1\u0000"]

[[examples]]
txt = ['k=\x1b[2J']
finding = "KEY\u001b"
note = "\u2066"

[[sources]]
id = "s"
title = "S\u0085"
url = "https://example.com/>\u001b"
repository = "r`\u0007"
"#;
    ServiceSchema::parse(text, SchemaOrigin::File("f\u{1b}.toml".to_owned())).unwrap()
}

#[test]
fn nothing_that_a_terminal_obeys_is_written() {
    let schema = hostile();
    let vocabulary = Vocabulary::new(&schema, &BUILTIN);
    let mut json = Vec::new();
    vocabulary.write_json(&mut json).unwrap();
    let texts = vec![vocabulary.to_markdown(), String::from_utf8(json).unwrap()];
    #[cfg(feature = "cli")]
    let texts = [
        texts,
        vec![
            vocabulary.to_text(Paint::Plain),
            vocabulary.to_brief_text(Paint::Plain),
            vocabulary.explain_strings(&[b"k=\x1b[2J", b"\xff=\x9b" as &[u8], b"k"], Paint::Plain),
            VocabularyList::new([&schema]).to_text(),
        ],
    ]
    .concat();
    for text in texts {
        let bad = text.chars().find(|c| *c != '\n' && !is_safe_char(*c));
        assert_eq!(bad, None, "{text:?}");
    }
}

#[test]
fn json_has_every_key_of_every_schema() {
    for schema in BUILTIN.iter() {
        let vocabulary = Vocabulary::new(schema, &BUILTIN);
        let document = json(&vocabulary);
        assert_eq!(document["version"], 1);
        let keys = document["schema"]["keys"].as_array().unwrap();
        assert_eq!(keys.len(), schema.keys.len(), "{}", schema.title);
        let known: Vec<&Value> = document["schema"]["sources"]
            .as_array()
            .unwrap()
            .iter()
            .map(|source| &source["id"])
            .collect();
        for (position, key) in keys.iter().enumerate() {
            assert_eq!(
                key["inherited_from"].is_null(),
                position < schema.own_keys,
                "{}: {}",
                schema.title,
                key["name"]
            );
            assert!(key["value"]["type"].is_string(), "{}", key["name"]);
            for reference in key["sources"].as_array().unwrap() {
                assert!(known.contains(&&reference["source"]), "{reference}");
            }
        }
    }
}

#[test]
fn json_writes_limits_and_words() {
    let schema = BUILTIN.find("_hap._tcp").unwrap();
    let document = json(&Vocabulary::new(schema, &BUILTIN));
    let number = &document["schema"]["keys"][0]["value"];
    let expected = serde_json::json!({
        "allowed": "a decimal number from 1 to 4294967295",
        "type": "integer", "base": 10, "min": 1, "max": 4_294_967_295_u32,
        "leading_zeros": true, "prefix": "none", "unit": null, "meanings": [],
    });
    assert_eq!(number, &expected);
}

#[test]
fn an_inherited_key_says_from_where() {
    let schema = BUILTIN.find("_caldavs._tcp").unwrap();
    let vocabulary = Vocabulary::new(schema, &BUILTIN);
    let position = schema.key_position(b"u").unwrap();
    assert_eq!(vocabulary.key_origin(position), Some("_http._tcp"));
    assert_eq!(vocabulary.key_origin(0), None);
}

#[test]
fn a_registration_alone_is_told_as_such() {
    let labels = "_roku-rcp._tcp".parse().unwrap();
    let schema = ServiceSchema::from_registration(&labels).unwrap();
    let vocabulary = Vocabulary::new(&schema, &BUILTIN);
    assert!(vocabulary.differences.is_empty());
    assert!(
        vocabulary
            .to_markdown()
            .contains("no schema describes the service")
    );
}

#[test]
fn pages_have_every_key_and_source() {
    for schema in BUILTIN.iter() {
        let vocabulary = Vocabulary::new(schema, &BUILTIN);
        let page = vocabulary.to_markdown();
        for key in &schema.keys {
            let heading = format!("\n### `{}`\n", key.label());
            assert_eq!(
                page.matches(&heading).count(),
                1,
                "{}: {heading}",
                schema.title
            );
        }
        for source in vocabulary.sources() {
            assert!(
                page.contains(&format!("* **{}**", source.id.replace('_', "\\_"))),
                "{}",
                source.id
            );
        }
    }
}

#[cfg(feature = "cli")]
#[test]
fn lines_fit_unless_a_word_does_not() {
    use unicode_width::UnicodeWidthStr;

    for schema in BUILTIN.iter() {
        let vocabulary = Vocabulary::new(schema, &BUILTIN);
        let text = vocabulary.to_text(Paint::Plain) + &vocabulary.to_brief_text(Paint::Plain);
        for line in text.lines() {
            let longest = line
                .split(' ')
                .map(UnicodeWidthStr::width)
                .max()
                .unwrap_or(0);
            let may_be_wide = longest > 50 || line.matches('`').count() > 1;
            assert!(
                line.width() <= wrap::WIDTH || may_be_wide,
                "{}: {line}",
                schema.title
            );
            assert_eq!(line.trim_end(), line, "{}", schema.title);
        }
        assert!(!text.contains("\n\n\n"), "{}", schema.title);
    }
}

#[cfg(feature = "cli")]
#[test]
fn colors_stand_around_words_alone() {
    let schema = BUILTIN.find("_hap._tcp").unwrap();
    let vocabulary = Vocabulary::new(schema, &BUILTIN);
    let plain = vocabulary.to_text(Paint::Plain);
    let colored = vocabulary.to_text(Paint::Ansi);
    assert!(!plain.contains('\u{1b}'));
    let mut uncolored = String::new();
    for (index, part) in colored.split('\u{1b}').enumerate() {
        let text = if index == 0 {
            part
        } else {
            part.split_once('m').unwrap().1
        };
        uncolored.push_str(text);
    }
    assert_eq!(uncolored, plain);
}
