//! The fuzz target over the schemas of the repository, their mutations, and files that would take forever.

use std::fmt::Write;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::Index;

use super::fuzz::{mutated, targets};
use super::generated::schemas::files;

/// The schemas that are not long.
static SEEDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let texts = files().into_iter().map(|(_, text)| text);
    texts.filter(|text| text.len() < 6000).collect()
});

/// What every schema needs besides its keys.
const HEAD: &str = "title = \"T\"\nservices = [\"_a._tcp\"]\nconfidence = \"specification\"\n\
                    [[sources]]\nid = \"s\"\ntitle = \"S\"\n";

/// A configuration with all that there is.
const CONFIGURATION: &str = "schemas = []\nprofiles = [\"airprint\"]\nselect = [\"TXT\"]\nignore = [\"TXT013\"]\nfail-on = \"note\"\n\
                             [severity]\nKEY = \"off\"\n[type.\"_ipp._tcp\"]\nselect = [\"ALL\"]\nprofiles = [\"mopria\"]\n\
                             [path.\"a/**\"]\nseverity = { TXT010 = \"note\" }\n";

/// A key with this value type.
fn key(name: &str, value: &str) -> String {
    format!(
        "[[keys]]\nname = \"{name}\"\npresence = \"optional\"\nvalue = {value}\nsources = [\"s\"]\n"
    )
}

#[test]
fn seeds_hold() {
    assert!(SEEDS.len() > 50, "{} seeds", SEEDS.len());
    for (_, text) in files() {
        targets::read_schema(text.as_bytes());
    }
}

#[test]
fn every_line_of_a_seed_may_be_the_last_or_missing() {
    let seed = SEEDS.iter().max_by_key(|seed| seed.len()).unwrap();
    let lines: Vec<&str> = seed.lines().collect();
    for line in 0..lines.len() {
        targets::read_schema(lines[..line].join("\n").as_bytes());
        let without = [&lines[..line], &lines[line + 1..]].concat();
        targets::read_schema(without.join("\n").as_bytes());
    }
}

/// What a mutation puts in.
fn inserted() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~\n\té\u{202e}\\[\\]{}=\",.#']{0,6}",
        prop::sample::select(vec![
            "[[keys]]\n",
            "[keys]\n",
            "= -9223372036854775809\n",
            "extends = [\"_http._tcp\"]\n",
            "inf",
            "\"\"\"",
            "{ type = \"any-of\", of = [] }",
            "(?i)",
            "{1000}",
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(192) })]

    #[test]
    fn mutated_seeds_hold(
        seed in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), 0..12_usize, inserted()), 1..6),
    ) {
        targets::read_schema(&mutated(seed.get(&SEEDS).as_bytes(), changes));
    }

    #[test]
    fn any_octets_hold(octets: Vec<u8>, text: String) {
        targets::read_schema(&octets);
        targets::read_schema(text.as_bytes());
    }

    #[test]
    fn mutated_configurations_hold(
        changes in prop::collection::vec((any::<Index>(), 0..12_usize, inserted()), 0..6),
        octets: Vec<u8>,
    ) {
        targets::read_configuration(&mutated(CONFIGURATION.as_bytes(), changes));
        targets::read_configuration(&octets);
    }

    #[test]
    fn any_value_type_holds(text in "\\{ type = \"(text|list|integer|compound|bit-flags)\"(, [a-z-]{1,9} = ([0-9-]{1,20}|\"\\PC{0,8}\"|\\[\\]|\\{\\})){0,4} \\}") {
        targets::read_schema((HEAD.to_owned() + &key("a", &text)).as_bytes());
    }
}

/// Were a reader quadratic, or did it descend as deep as the file says, each of these would take minutes or end the test.
#[test]
fn hostile_files_are_read_or_refused_at_once() {
    const MANY: usize = 100_000;
    let numbered = |count: usize, item: &dyn Fn(usize) -> String| {
        (0..count).fold(String::new(), |mut text, number| {
            write!(text, "{}", item(number)).unwrap();
            text
        })
    };
    let enumeration = format!(
        "{{ type = \"enumeration\", values = [{}] }}",
        numbered(MANY, &|number| format!("\"{number}\","))
    );
    let services = numbered(MANY / 2, &|number| format!("\"_a{number}._tcp\","));
    let mut files = vec![
        format!("{HEAD}gaps = {}", "[".repeat(MANY)),
        format!("{HEAD}gaps = {}{}", "[".repeat(MANY), "]".repeat(MANY)),
        format!("{HEAD}srv = {}", "{ a = ".repeat(MANY)),
        format!("{HEAD}{}a = 1", "a.".repeat(MANY)),
        format!("{HEAD}[{}a]", "a.".repeat(MANY)),
        HEAD.to_owned() + &numbered(MANY, &|number| format!("key{number} = 1\n")),
        HEAD.to_owned() + &numbered(MANY, &|number| format!("[table{number}]\n")),
        HEAD.to_owned() + &"[[keys]]\n".repeat(MANY),
        HEAD.to_owned()
            + &numbered(MANY / 10, &|number| {
                key(&number.to_string(), "{ type = \"any\" }")
            }),
        HEAD.to_owned()
            + &numbered(MANY / 10, &|number| {
                format!("[[sources]]\nid = \"{number}\"\ntitle = \"\"\n")
            }),
        HEAD.to_owned() + &key("a", &enumeration),
        HEAD.replace("\"_a._tcp\"", &services),
        HEAD.to_owned()
            + &key(
                "a",
                &format!("{{ type = \"integer\", max = {} }}", "9".repeat(MANY)),
            ),
        HEAD.to_owned()
            + &key(
                "a",
                &format!("{{ type = \"integer\", max = 1e{} }}", "9".repeat(MANY)),
            ),
        "\"".repeat(MANY),
        "#\n".repeat(MANY),
        "\r".repeat(MANY),
        format!("{HEAD}notes = \"\"\"{}", "\n".repeat(MANY)),
        format!("\"{}\" = 1", "x".repeat(10 * MANY)),
    ];
    for bomb in [
        "((a{1000}){1000}){1000}",
        "(a{100}){100}",
        "(((a{20}){20}){20}){20}",
        "(){4294967295}",
        "(a|b|c|d){300}",
        "(a*)*b",
        &"(".repeat(900),
        &"a?".repeat(450),
    ] {
        let value = format!("{{ type = \"text\", pattern = '{bomb}' }}");
        files.push(HEAD.to_owned() + &numbered(100, &|number| key(&number.to_string(), &value)));
    }
    for file in files {
        targets::read_schema(file.as_bytes());
    }
    let configurations = [
        format!("profiles = [{}]", "\"airprint\",".repeat(MANY / 10)),
        format!("select = [\"{}\"]", "x".repeat(10 * MANY)),
        format!("ignore = [{}]", "\"TXT013\",".repeat(MANY)),
        numbered(MANY / 4, &|number| format!("[type.\"_a{number}._tcp\"]\n")),
        numbered(MANY / 4, &|number| format!("[path.\"a/{number}\"]\n")),
        format!("[path.\"{}\"]", "**/a*".repeat(MANY)),
        format!("[path.\"{}b\"]", "a*".repeat(MANY)),
    ];
    for configuration in configurations {
        targets::read_configuration(configuration.as_bytes());
    }
}
