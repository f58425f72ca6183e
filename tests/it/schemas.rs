//! The schemas that are built in: each can be read, names its sources, and judges its own examples as they say.

use dnssd_check::linter::Linter;
use dnssd_check::rule::{self, Severity};
use dnssd_check::schema::BuiltinSchema;
use dnssd_check::source::judge_examples;

#[test]
fn each_can_be_read_as_strictly_as_a_file_of_a_user() {
    let mut keys = 0;
    for builtin in BuiltinSchema::all() {
        let schema = builtin
            .read_strictly()
            .unwrap_or_else(|error| panic!("{}: {error}", builtin.name()));
        let read = builtin.schema().expect("what is read strictly is read");
        assert_eq!(&schema, read, "{}", builtin.name());
        for service in &schema.services {
            assert_eq!(BuiltinSchema::find(service), Some(builtin), "{service}");
        }
        keys += schema.own_keys;
    }
    // Nobody takes away half of the facts unnoticed.
    assert!(keys >= 797, "{keys} keys");
}

#[test]
fn each_key_and_relation_names_a_source() {
    for builtin in BuiltinSchema::all() {
        let schema = builtin.schema().expect("another test reads it");
        let name = builtin.name();
        assert!(schema.reference.is_some(), "{name} names no main source");
        for key in &schema.keys {
            assert!(!key.sources.is_empty(), "{name}: {}", key.label());
        }
        for relation in &schema.relations {
            assert!(!relation.sources.is_empty(), "{name}: {}", relation.id);
        }
    }
}

#[test]
fn each_example_is_judged_as_it_says() {
    let linter = Linter::default();
    let (mut examples, mut wrong) = (0, 0);
    let mut complaints = Vec::new();
    for builtin in BuiltinSchema::all() {
        let schema = builtin.schema().expect("another test reads it");
        examples += schema.examples.len();
        wrong += schema
            .examples
            .iter()
            .filter(|example| example.finding.is_some())
            .count();
        for mismatch in judge_examples(schema, &linter) {
            complaints.push(format!(
                "{} {}: {}",
                builtin.name(),
                mismatch.index,
                mismatch.message
            ));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    println!("{examples} examples, {wrong} of them wrong on purpose");
    assert!(examples > 200 && wrong > 30, "{examples}, {wrong}");
}

#[test]
fn an_example_that_is_judged_otherwise_is_seen() {
    let mut schema = BuiltinSchema::find("_hap._tcp")
        .and_then(BuiltinSchema::schema)
        .expect("built in")
        .clone();
    for example in &mut schema.examples {
        example.finding = match example.finding.take() {
            Some(_) => None,
            None => Some("KEY003".to_owned()),
        };
    }
    let mismatches = judge_examples(&schema, &Linter::default());
    assert_eq!(mismatches.len(), schema.examples.len(), "{mismatches:?}");
}

/// What only an implementation shows is no error, what was only observed no warning, whatever the rule weighs.
#[test]
fn no_finding_weighs_more_than_its_source() {
    let texts = [
        ("specification", Severity::Error),
        ("implementation", Severity::Warning),
        ("observed", Severity::Note),
    ];
    for (confidence, most) in texts {
        let text = format!(
            "title = \"T\"\nservices = [\"_mine._tcp\"]\nconfidence = \"{confidence}\"\n\
             [[keys]]\nname = \"a\"\npresence = \"required\"\nvalue = {{ type = \"integer\" }}\nsources = [\"s\"]\n\
             [[keys]]\nname = \"b\"\npresence = \"required\"\nvalue = {{ type = \"integer\" }}\nsources = [\"s\"]\n\
             [[keys]]\nname = \"c\"\npresence = \"forbidden\"\nvalue = {{ type = \"any\" }}\nsources = [\"s\"]\n\
             [[relations]]\nid = \"r\"\nall-or-none = [\"a\", \"d\"]\nlevel = \"must\"\nsummary = \"S\"\nsources = [\"s\"]\n\
             [[sources]]\nid = \"s\"\ntitle = \"S\"\n"
        );
        let origin = dnssd_check::schema::SchemaOrigin::File("t".to_owned());
        let schema = dnssd_check::schema::ServiceSchema::parse(&text, origin).unwrap();
        let schemas = dnssd_check::schema::Schemas::layered(&[vec![schema]]).unwrap();
        let zone = r#"Lab._mine._tcp.local. 4500 IN TXT "a=x" "c=1""#;
        let observation = dnssd_check::model::Observation::from_zone(zone).unwrap();
        let verdict = Linter::default().with_schemas(schemas).check(&observation);
        for code in ["KEY003", "KEY004", "KEY007", "KEY008"] {
            let weight = verdict
                .diagnostics
                .iter()
                .find(|found| found.rule.code == code)
                .map(|found| found.severity);
            assert_eq!(weight, Some(most), "{code} of {confidence}");
            assert_eq!(
                rule::find(code).map(rule::Rule::severity),
                Some(Severity::Error)
            );
        }
    }
}
