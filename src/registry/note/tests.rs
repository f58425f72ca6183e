//! Notes, form by form, in words of our own; and what no note may do.

use proptest::prelude::*;

use super::super::constraint::Constraint;
use super::super::txt_definition::{TxtDefinition, TxtStatus};
use super::word::squeeze;

fn read(body: &str) -> TxtDefinition {
    TxtDefinition::from_note("lamp", &format!("Defined TXT keys:{body}"))
}

/// The keys, with their descriptions in parentheses; the status instead where none are listed.
fn keys(body: &str) -> String {
    let definition = read(body);
    if definition.status != TxtStatus::Listed {
        return definition.status.to_string();
    }
    let mut keys: Vec<String> = Vec::new();
    for key in &definition.keys {
        let description = key
            .description
            .as_ref()
            .map(|text| format!(" ({text})"))
            .unwrap_or_default();
        keys.push(format!("{}{description}", key.name));
    }
    keys.extend(definition.open.then(|| "...".to_owned()));
    keys.join(" | ")
}

#[test]
fn the_heading_may_be_written_in_several_ways() {
    for heading in [
        "Defined TXT keys:",
        "Defined TXT Keys:",
        "Defined\n      TXT keys:",
    ] {
        let definition =
            TxtDefinition::from_note("lamp", &format!("Subtypes: _dim\n{heading} color"));
        assert_eq!(definition.status, TxtStatus::Listed, "{heading}");
    }
    for note in [
        "",
        "color",
        "Defined TXT keys",
        "undefined TXT",
        "defined defined txt key s:",
    ] {
        assert_eq!(
            TxtDefinition::from_note("lamp", note),
            TxtDefinition::ABSENT,
            "{note}"
        );
    }
}

#[test]
fn words_before_the_heading_extend_or_cite() {
    let definition = TxtDefinition::from_note(
        "lamp",
        "This is an extension of the http service.  Defined TXT keys: color",
    );
    assert_eq!(definition.extends.as_deref(), Some("http"));
    let definition = TxtDefinition::from_note("lamp", "[RFC9148]. Defined TXT keys: None");
    assert_eq!(
        (definition.status, definition.document.as_deref()),
        (TxtStatus::None, Some("RFC9148"))
    );
}

#[test]
fn a_text_may_say_that_there_are_no_keys_to_read() {
    assert_eq!(keys(""), "empty");
    assert_eq!(keys(" \n "), "empty");
    for none in [
        "None",
        "none",
        "NONE.",
        "None at present",
        "None\nA remark.",
        "there are no TXT keys for this",
    ] {
        assert_eq!(keys(none), "none", "{none}");
    }
    assert_eq!(keys("Proprietary"), "undisclosed");
    assert_eq!(keys("TBD"), "pending");
    assert_eq!(
        keys("None\n  path=<where the lamp is>"),
        "path (where the lamp is)"
    );
    assert_eq!(keys("none_left, two"), "none_left | two");
}

#[test]
fn references_are_external() {
    for (body, document) in [
        ("See Lamps.pdf.", "Lamps.pdf."),
        (
            "see: http://lamp.example/#keys=all",
            "http://lamp.example/#keys=all",
        ),
        ("[https://lamp.example/]", "https://lamp.example/"),
        (
            "Contact the maker <lamp at example>",
            "Contact the maker <lamp at example>",
        ),
        (
            "Lamp Specification, Section 2. https://lamp.example",
            "Lamp Specification, Section 2. https://lamp.example",
        ),
        ("lamp-keys.html", "lamp-keys.html"),
    ] {
        let definition = read(body);
        assert_eq!(
            (definition.status, definition.document.as_deref()),
            (TxtStatus::External, Some(document)),
            "{body}"
        );
        assert_eq!(definition.keys, [], "{body}");
    }
}

#[test]
fn bare_keys() {
    assert_eq!(keys(" color"), "color");
    assert_eq!(keys("color,Lamp ID , *IDN?"), "color | Lamp ID | *IDN?");
    assert_eq!(keys("color;"), "color");
    assert_eq!(keys("- color\n      - watts"), "color | watts");
    assert_eq!(keys("color, watts,\n   volts"), "color | watts | volts");
    assert_eq!(keys("txtvers color watts"), "txtvers | color | watts");
    assert_eq!(
        keys("c (color of the lamp), w (watts),\n  v (volts)"),
        "c (color of the lamp) | w (watts) | v (volts)"
    );
}

#[test]
fn lists_with_a_document() {
    let definition = read("color,watts - http://lamp.example/keys");
    assert_eq!(
        (definition.keys.len(), definition.document.as_deref()),
        (2, Some("http://lamp.example/keys"))
    );
    let definition = read("https://lamp.example/keys (co wa)");
    assert_eq!(
        (definition.keys.len(), definition.document.as_deref()),
        (2, Some("https://lamp.example/keys"))
    );
}

#[test]
fn open_lists_say_so() {
    assert_eq!(keys("txtvers and proprietary keys"), "txtvers | ...");
    assert_eq!(keys("txtvers + Proprietary"), "txtvers | ...");
    assert_eq!(
        keys("color, watts, (others not publicly documented)"),
        "color | watts | ..."
    );
    assert_eq!(keys("b0, b1, ..., bn"), "b0 | ...");
    assert_eq!(
        read("color, b0, b1, ..., bn").keys[1].pattern.as_deref(),
        Some("b<n>")
    );
}

#[test]
fn assignments() {
    assert_eq!(keys("c=<color> w=<watts>"), "c (color) | w (watts)");
    assert_eq!(
        keys("c=<color>, w=<watts>; v=volts"),
        "c (color) | w (watts) | v (volts)"
    );
    assert_eq!(
        keys("\n  c=<color>\n  w=<watts, at most> (optional)"),
        "c (color) | w (watts, at most (optional))"
    );
    assert_eq!(keys("a. c=<color>\nb. w=<watts>"), "c (color) | w (watts)");
    assert_eq!(keys("c=, w"), "c | w");
    assert_eq!(keys("txtvers\n  c=?"), "txtvers | c");
    assert_eq!(
        keys("Lamp Color ID=<id>, Lamp ID=<id>"),
        "Lamp Color ID (id) | Lamp ID (id)"
    );
    assert_eq!(keys("c == the color"), "c (the color)");
    assert_eq!(keys("c=<color>, eg c=/red"), "c (color)");
    assert_eq!(keys("c=<color>\nExample:\nd=4"), "c (color)");
}

#[test]
fn sentences_after_an_equals_sign_go_on() {
    assert_eq!(
        keys("c= the color,\n   one of \"red\" or \"green\"\n   w= the watts (e.g.,\n 60)"),
        "c (the color, one of \"red\" or \"green\") | w (the watts (e.g., 60))"
    );
}

#[test]
fn only_versions_have_fixed_values() {
    let fixed = |body: &str| read(body).keys.remove(0).constraint;
    assert_eq!(fixed("txtvers=1, c"), Some(Constraint::Fixed("1".into())));
    assert_eq!(fixed("version=2"), Some(Constraint::Fixed("2".into())));
    for other in ["watts=60", "version=x.y", "txtvers=<1>", "protovers=x"] {
        assert_eq!(fixed(other), None, "{other}");
    }
}

#[test]
fn entries_tables_and_sentences() {
    assert_eq!(
        keys("\n  c: the color,\n  more or less\n  w: watts: many"),
        "c (the color, more or less) | w (watts: many)"
    );
    assert_eq!(keys("\"c\": color; \"w\": watts"), "c (color) | w (watts)");
    assert_eq!(keys("<c>:color; <w>:watts"), "c (color) | w (watts)");
    assert_eq!(
        keys("\n  c      the color\n  watts  60 | 100\nFurther keys may come."),
        "c (the color) | watts (60 | 100) | ..."
    );
    assert_eq!(
        keys("key \"c\" for \"colors\", and key: \"w\" for watts"),
        "c | w"
    );
}

#[test]
fn what_names_no_key_is_unstructured() {
    for body in [
        "LAMP",
        "_lamp",
        "Lamp-Service",
        "_lamp._tcp.local",
        "0",
        "<serial number>",
        "The lamp has colors and watts.",
        "Varies; depends on what kind of lamp it is",
        "the files that a user shares, i.e. pdf, doc",
        "=",
        "=1",
        ",;,",
        "\u{1b}",
        "color watts",
    ] {
        assert_eq!(keys(body), "unstructured", "{body}");
    }
}

#[test]
fn lines_that_run_on_are_still_read() {
    assert_eq!(
        keys("txtvers server=<name> id=<number>"),
        "txtvers | server (name) | id (number)"
    );
    let definition = read("See http://x.example/a Note: it was something else.");
    assert_eq!(definition.document.as_deref(), Some("http://x.example/a"));
}

#[test]
fn types_stated_in_words_are_constraints() {
    let constraint = |body: &str, key: &str| {
        let note = format!("Defined TXT keys: {body}");
        let definition = TxtDefinition::from_note("lamp", &note);
        definition.key(key).unwrap().constraint.clone()
    };
    let sentence = "1st key: \"v\" associated with an 'int' entry. 2nd key: \"w\" for a name.";
    assert_eq!(constraint(sentence, "v"), Some(Constraint::Integer));
    assert_eq!(constraint(sentence, "w"), None);
    assert_eq!(
        constraint("txtvers='1'\n a='1'", "txtvers"),
        Some(Constraint::Fixed("1".into()))
    );
    assert_eq!(constraint("txtvers='1'\n a='1'", "a"), None);
    assert_eq!(
        constraint("D (device), S (https port)", "S"),
        Some(Constraint::Port)
    );
}

#[test]
fn time_is_linear() {
    // Were a step quadratic, each of these would take minutes.
    for unit in [
        "(", "<", "[", "{", "\"", ")", "<(", "(<>", "a=<", "a=", "=", ", ", ";\n", "a: b;",
        "a  b\n", "- ", "...,",
    ] {
        let note = format!("Defined TXT keys:{}", unit.repeat(200_000 / unit.len()));
        let _ = TxtDefinition::from_note("lamp", &note);
    }
    let brackets = "(".repeat(1_000_000);
    assert_eq!(keys(&brackets), "unstructured");
    let headings = "defined txt keys ".repeat(600_000);
    assert_eq!(
        TxtDefinition::from_note("lamp", &headings),
        TxtDefinition::ABSENT
    );
}

/// Pieces of which notes are made.
fn fragments() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        Just("Defined TXT keys:"),
        Just("None"),
        Just("Proprietary"),
        Just("See "),
        Just("http://x.example"),
        Just("txtvers"),
        Just("txtvers=1"),
        Just("key"),
        Just("Machine ID"),
        Just("="),
        Just("<"),
        Just(">"),
        Just("("),
        Just(")"),
        Just("\""),
        Just(", "),
        Just(";"),
        Just(": "),
        Just("\n"),
        Just("  "),
        Just(" "),
        Just("..."),
        Just("c0"),
        Just("é"),
        Just("\u{0}"),
        Just("- "),
        Just("a. "),
        Just("one of \""),
        Just("and proprietary keys"),
        Just("{'a'|'b'}"),
        Just("ascii digit from 0-4"),
    ];
    prop::collection::vec(fragment, 0..40).prop_map(|fragments| fragments.concat())
}

proptest! {
    #[test]
    fn no_text_is_too_odd(note: String, service: String) {
        let _ = TxtDefinition::from_note(&service, &note);
        let _ = TxtDefinition::from_note(&service, &format!("Defined TXT keys:{note}"));
    }

    #[test]
    fn no_key_is_invented(body in fragments()) {
        let note = format!("Defined TXT keys:{body}");
        let definition = TxtDefinition::from_note("lamp", &note);
        prop_assert_eq!(definition.status == TxtStatus::Listed, !definition.keys.is_empty());
        for key in definition.keys {
            prop_assert!(squeeze(&body).contains(&key.name), "{:?}", key);
        }
    }
}
