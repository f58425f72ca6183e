use dnssd_check::name::presentation::is_safe_char;
use dnssd_check::report::{FailOn, JunitReport, Report};
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::{HOSTILE, hostile, mixed, of_files, report, tell, written};

fn text_of(report: &Report, fail_on: FailOn) -> String {
    written(report, |out, report| {
        tell(report, &mut JunitReport::new(out, fail_on));
    })
}

#[test]
fn a_case_is_an_instance_and_a_suite_a_file_or_a_type() {
    assert_eq!(
        text_of(&mixed(), FailOn::Error),
        r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="dnssd-check" tests="4" failures="2" errors="0">
  <testsuite name="zones/lab.zone" tests="2" failures="1" errors="0" skipped="0">
    <testcase name="Clean" classname="_http._tcp" file="zones/lab.zone"/>
    <testcase name="Büro" classname="_http._tcp" file="zones/lab.zone">
      <failure message="TXT string `=x` has no key" type="TXT010">error[TXT010]: TXT string `=x` has no key [RFC 6763 §6.4]
  rule: empty-txt-key, seen in: zones/lab.zone:4:7
  help: give it a key
</failure>
      <system-out>warning[TXT013]: TXT key `a` appears 2 times [RFC 6763 §6.4]
  rule: repeated-txt-key, seen in: zones/lab.zone:3:1
</system-out>
    </testcase>
    <system-out>not applicable: SRV001 missing-srv: needs SRV record, what is absent
</system-out>
  </testsuite>
  <testsuite name="_http._tcp" tests="1" failures="0" errors="0" skipped="0">
    <testcase name="Seen" classname="_http._tcp">
      <system-out>note[KEY001]: TXT key `b` is unknown [RFC 6763 §6.3]
  rule: unknown-txt-key, seen in: eth0 from 10.77.0.1
</system-out>
    </testcase>
  </testsuite>
  <testsuite name="_bad._tcp" tests="1" failures="1" errors="0" skipped="0">
    <testcase name="_bad._tcp" classname="_bad._tcp">
      <failure message="service name `bad` is too long" type="NAME002">error[NAME002]: service name `bad` is too long [RFC 6335 §5.1]
  rule: service-name-too-long, seen in: eth0 from 10.77.0.1
</failure>
    </testcase>
  </testsuite>
</testsuites>
"#
    );
}

#[test]
fn a_file_passes_in_which_nothing_is_and_one_that_was_not_judged_is_an_error() {
    let text = text_of(&of_files(), FailOn::Error);
    assert!(
        text.contains(r#"<testsuites name="dnssd-check" tests="7" failures="2" errors="1">"#),
        "{text}"
    );
    let of_files: String = text
        .lines()
        .filter(|line| line.contains("classname=\"file\"") || line.contains("<error"))
        .flat_map(|line| [line, "\n"])
        .collect();
    assert_eq!(
        of_files,
        r#"    <testcase name="zones/empty.zone" classname="file" file="zones/empty.zone"/>
    <testcase name="standard input" classname="file"/>
    <testcase name="zones/torn.zone" classname="file" file="zones/torn.zone">
      <error message="zones/torn.zone:1:1: `&lt;a&gt;` has no final dot"/>
"#
    );
    let suites: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split("<testsuite name=\"").nth(1)?.split('"').next())
        .collect();
    assert_eq!(
        suites,
        [
            "zones/empty.zone",
            "zones/lab.zone",
            "standard input",
            "zones/torn.zone",
            "_http._tcp",
            "_bad._tcp"
        ]
    );
}

#[test]
fn what_fails_is_what_makes_the_run_fail() {
    let failures = |fail_on| {
        let text = text_of(&mixed(), fail_on);
        let count = text.matches("<failure ").count();
        assert!(
            text.contains(&format!("tests=\"4\" failures=\"{count}\"")),
            "{text}"
        );
        count
    };
    assert_eq!(failures(FailOn::Never), 0);
    assert_eq!(failures(FailOn::Error), 2);
    assert_eq!(failures(FailOn::Note), 3);
    let text = text_of(&mixed(), FailOn::Warning);
    assert!(
        text.contains(r#"message="TXT string `=x` has no key (and 1 more)" type="TXT010""#),
        "{text}"
    );
}

#[test]
fn nothing_seen_is_a_document_without_suites() {
    let text = text_of(&report(Vec::new(), Vec::new()), FailOn::Error);
    assert!(text.contains(r#"tests="0" failures="0""#), "{text}");
    assert!(!text.contains("<testsuite "), "{text}");
}

/// The names of the elements, the values of their attributes and the text in them, as a parser reads them.
fn read(text: &str) -> Result<(Vec<String>, Vec<String>), String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let (mut names, mut texts) = (Vec::new(), Vec::new());
    let mut depth = 0_usize;
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match event {
            Event::Eof if depth == 0 => return Ok((names, texts)),
            Event::Eof => return Err("it ends within an element".to_owned()),
            Event::Start(ref start) | Event::Empty(ref start) => {
                names.push(start.name().as_ref().to_owned());
                for attribute in start.attributes() {
                    let attribute = attribute.map_err(|error| error.to_string())?;
                    let value = attribute.value;
                    texts.push(value.into_owned());
                }
                depth += usize::from(matches!(event, Event::Start(_)));
            }
            Event::End(_) => depth -= 1,
            Event::Text(text) => texts.push(text.to_string()),
            Event::Decl(_) | Event::GeneralRef(_) => {}
            other => return Err(format!("{other:?}")),
        }
    }
}

/// Whether XML 1.0 allows a character.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn assert_sound(text: &str) {
    assert!(text.chars().all(is_xml), "{text:?}");
    assert!(
        text.chars().all(|c| c == '\n' || is_safe_char(c)),
        "{text:?}"
    );
    let (names, texts) = read(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let known = [
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
        "error",
        "system-out",
    ];
    assert!(
        names.iter().all(|name| known.contains(&name.as_str())),
        "{names:?}"
    );
    assert!(texts.iter().all(|text| !text.contains('<')), "{texts:?}");
}

#[test]
fn hostile_text_stays_text() {
    let text = text_of(&hostile(HOSTILE, b"]]>\"<\x00"), FailOn::Error);
    assert_sound(&text);
    assert!(text.contains(r"\u{fffe}\u{ffff}"), "{text}");
}

proptest! {
    #[test]
    fn any_text_gives_a_sound_document(text in any::<String>(), label in prop::collection::vec(any::<u8>(), 1..64)) {
        assert_sound(&text_of(&hostile(&text, &label), FailOn::Note));
    }
}
