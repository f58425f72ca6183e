//! Fixes: each as `docs/fixes.md` shows it, and what must hold of all.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dnssd_check::fix::{FIXES, Fix, Safety, fix, fixable};
use dnssd_check::linter::Linter;
use dnssd_check::model::{FileFormat, Observation};
use dnssd_check::rule::{Selection, all};
use dnssd_check::source::read_definitions;
use proptest::prelude::*;

/// An input of the page and what is printed of it.
struct Example {
    format: FileFormat,
    input: String,
}

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/fixes.md")
}

fn format_of(fence: &str) -> Option<FileFormat> {
    match fence {
        "avahi" => Some(FileFormat::Avahi),
        "dnssd" => Some(FileFormat::Systemd),
        "zone" => Some(FileFormat::Zone),
        _ => None,
    }
}

/// The page with what `diff` says of its inputs, and its inputs by codes.
fn replayed(
    page: &str,
    diff: impl Fn(&str, &Example) -> String,
) -> (String, BTreeMap<String, Example>) {
    let mut examples: BTreeMap<String, Example> = BTreeMap::new();
    let mut text = String::new();
    let mut code = String::new();
    let mut fence: Option<String> = None;
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            heading.split(' ').next().unwrap().clone_into(&mut code);
        }
        match (&fence, line.strip_prefix("```")) {
            (None, Some(opened)) => {
                fence = Some(opened.to_owned());
                writeln!(text, "{line}").unwrap();
                if let Some(format) = format_of(opened) {
                    let input = String::new();
                    examples.insert(code.clone(), Example { format, input });
                } else if opened == "diff" {
                    text.push_str(&diff(&code, &examples[&code]));
                }
            }
            (Some(_), Some("")) => {
                fence = None;
                writeln!(text, "{line}").unwrap();
            }
            (Some(open), _) if open == "diff" => {}
            (open, _) => {
                writeln!(text, "{line}").unwrap();
                if open.as_deref().and_then(format_of).is_some() {
                    let input = &mut examples.get_mut(&code).unwrap().input;
                    writeln!(input, "{line}").unwrap();
                }
            }
        }
    }
    (text, examples)
}

/// What `fix --diff` prints of an input, without the lines that name the file.
fn diff(code: &str, example: &Example) -> String {
    let folder = std::env::temp_dir().join(format!("dnssd-check-fix-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(code);
    fs::write(&path, &example.input).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_dnssd-check"))
        .args(["fix", "--diff", "--unsafe-fixes", "--select", code])
        .args(["--format-in", example.format.as_str()])
        .arg(&path)
        .current_dir(&folder)
        .output()
        .unwrap();
    fs::remove_file(&path).unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{code}: {said}");
    printed
        .lines()
        .skip(2)
        .fold(String::new(), |mut text, line| {
            writeln!(text, "{line}").unwrap();
            text
        })
}

fn examples() -> BTreeMap<String, Example> {
    let page = fs::read_to_string(page()).unwrap();
    replayed(&page, |_, _| String::new()).1
}

fn fixed(octets: &[u8], format: FileFormat, linter: &Linter, safety: Safety) -> Vec<u8> {
    let fixed = fix(octets, Path::new("a"), format, linter, safety).unwrap();
    let dropped: Vec<&str> = fixed.dropped.iter().map(|found| found.rule.code).collect();
    assert_eq!(dropped, [""; 0], "{}", String::from_utf8_lossy(octets));
    assert!(!fixed.is_cut_off);
    fixed.octets
}

fn read(octets: &[u8], format: FileFormat) -> Observation {
    read_definitions(octets, Path::new("a"), format).unwrap()
}

#[test]
fn the_page_shows_what_is_done() {
    let page_path = page();
    let page = fs::read_to_string(&page_path).unwrap();
    let (now, _) = replayed(&page, diff);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&page_path, now).unwrap();
    } else {
        assert!(
            now == page,
            "UPDATE=1 cargo test rewrites docs/fixes.md; read it then"
        );
    }
}

#[test]
fn the_page_tells_of_each_fix_in_order() {
    let page = fs::read_to_string(page()).unwrap();
    let told: Vec<String> = page
        .split("\n## ")
        .skip(1)
        .map(|section| section.lines().take(3).collect::<Vec<_>>().join("\n"))
        .collect();
    let heading = |fix: &Fix| {
        let rule = all().find(|rule| rule.code == fix.code).unwrap();
        let safety = match fix.safety {
            Safety::Safe => "Safe",
            Safety::Unsafe => "Unsafe",
        };
        format!("{} {}\n\n{safety}: {}.", rule.code, rule.name, fix.summary)
    };
    assert_eq!(told, FIXES.iter().map(heading).collect::<Vec<_>>());
}

/// Of what the page shows, nothing is left to be found by the rule or to be fixed, and all rules find less than before.
#[test]
fn what_is_fixed_is_found_no_more() {
    for (code, Example { format, input }) in examples() {
        let linter = Linter::new(Selection::new(&[code.as_str()], &[]).unwrap());
        let octets = fixed(input.as_bytes(), format, &linter, Safety::Unsafe);
        let observation = read(&octets, format);
        let found = linter.check(&observation).diagnostics;
        assert!(found.is_empty(), "{code}: {found:?}");
        let again = fixed(&octets, format, &linter, Safety::Unsafe);
        assert_eq!(again, octets, "{code}");
    }
}

#[test]
fn a_fix_has_the_safety_that_is_stated() {
    for (code, Example { format, input }) in examples() {
        let linter = Linter::new(Selection::new(&[code.as_str()], &[]).unwrap());
        let safe = fixed(input.as_bytes(), format, &linter, Safety::Safe);
        let is_safe = FIXES
            .iter()
            .any(|fix| fix.code == code && fix.safety == Safety::Safe);
        assert_eq!(safe != input.as_bytes(), is_safe, "{code}");
        let observation = read(input.as_bytes(), format);
        let verdict = linter.check(&observation);
        let count = fixable(
            input.as_bytes(),
            format,
            &linter,
            &observation.instances,
            &verdict.diagnostics,
        );
        assert!(
            if is_safe {
                count.safe > 0
            } else {
                count.unsafe_only > 0
            },
            "{code}: {count:?}"
        );
    }
}

/// The corpus and what a file becomes that has line ends of Windows, or another encoding.
#[test]
fn encodings_and_line_ends_stay() {
    let group = examples().remove("KEY002").unwrap();
    let expected = group.input.replace("Path=", "path=");
    let linter = Linter::default();
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let utf16 = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_be_bytes).collect()
    };
    let latin = |text: &str| -> Vec<u8> {
        let text = format!("<?xml version='1.0' encoding='ISO-8859-1'?><!-- é -->{text}");
        text.chars().map(|c| u8::try_from(c).unwrap()).collect()
    };
    let marked = |text: &str| format!("\u{feff}{text}").into_bytes();
    for encode in [
        &|text: &str| crlf(text).into_bytes(),
        &utf16,
        &latin,
        &marked,
    ] as [&dyn Fn(&str) -> Vec<u8>; 4]
    {
        let octets = fixed(
            &encode(&group.input),
            FileFormat::Avahi,
            &linter,
            Safety::Safe,
        );
        assert_eq!(octets, encode(&expected));
    }
    let zone =
        "\u{feff}Lab._http._tcp.example.org. 60 TXT (\r\n \"Path=/\" ; é\r\n \"=x\"\r\n )\r\n";
    let expected = zone.replace("Path", "path").replace(" \"=x\"\r\n", "");
    let octets = fixed(zone.as_bytes(), FileFormat::Zone, &linter, Safety::Safe);
    assert_eq!(String::from_utf8(octets).unwrap(), expected);
}

/// The first value of each key, in lower case; what has no key is left out.
fn client_view(observation: &Observation) -> Vec<BTreeMap<Vec<u8>, Option<Vec<u8>>>> {
    let records = observation
        .instances
        .iter()
        .flat_map(|instance| &instance.txt);
    let view = records.map(|seen| {
        let mut keys = BTreeMap::new();
        for entry in seen.data.entries().filter(|entry| !entry.key.is_empty()) {
            keys.entry(entry.key.to_ascii_lowercase())
                .or_insert_with(|| entry.value.map(<[u8]>::to_vec));
        }
        keys
    });
    view.collect()
}

/// TXT strings of keys that the registration of `_http._tcp` knows and of others, with a comment behind some of them.
fn strings() -> impl Strategy<Value = Vec<(String, bool)>> {
    let key = prop_oneof![
        "path", "Path", "PATH", "u", "U", "txtvers", "TxtVers", "x", "X", "", " p "
    ];
    let value = prop_oneof!["", "=", "=/a", "=b", "='q'", "= c"];
    let string = (key, value).prop_map(|(key, value)| format!("{key}{value}"));
    prop::collection::vec((string, any::<bool>()), 0..8)
}

/// The same strings in a file of each format, with what stands between them.
fn files(strings: &[(String, bool)], separator: &str) -> Vec<(FileFormat, String)> {
    let mut zone = String::from(
        "; zone\nLab._http._tcp.local. 120 IN SRV 0 0 80 h.local.\n 4500 IN TXT ( \"\"",
    );
    let mut unit = String::from("# unit\n[Service]\nName=Lab\nType=_http._tcp\nPort=80\nTxtText=a");
    let mut group = String::from(
        "<service-group>\n  <name>Lab</name>\n  <service>\n    <type>_http._tcp</type>\n    <port>80</port>\n",
    );
    for (string, has_comment) in strings {
        write!(zone, "{separator}\"{string}\"").unwrap();
        write!(unit, " \"{string}\"").unwrap();
        writeln!(group, "    <txt-record>{string}</txt-record>").unwrap();
        if *has_comment {
            zone.push_str(" ; comment\n");
            unit.push_str(" \\\n# comment\n");
            group.push_str("    <!-- comment -->\n");
        }
    }
    zone.push_str(")\nh.local. 120 A 192.0.2.7\n");
    unit.push_str("\nWeight=0\n");
    group.push_str("  </service>\n</service-group>\n");
    vec![
        (FileFormat::Zone, zone),
        (FileFormat::Systemd, unit),
        (FileFormat::Avahi, group),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn safe_fixes_leave_what_clients_read(
        strings in strings(),
        separator in prop_oneof![" ", "\n", "\t", "\n  "],
    ) {
        let linter = Linter::default();
        for (format, text) in files(&strings, &separator) {
            let octets = fixed(text.as_bytes(), format, &linter, Safety::Safe);
            let (before, after) = (read(text.as_bytes(), format), read(&octets, format));
            prop_assert_eq!(client_view(&before), client_view(&after), "{}", text);
            let count = |octets: &[u8], word: &str| String::from_utf8_lossy(octets).matches(word).count();
            for kept in ["comment", "Weight=0", "h.local.", "<!--", "</service-group>\n"] {
                prop_assert_eq!(count(text.as_bytes(), kept), count(&octets, kept), "{}", text);
            }
            prop_assert_eq!(&fixed(&octets, format, &linter, Safety::Safe), &octets, "{}", text);
        }
    }

    #[test]
    fn fixing_again_changes_nothing(strings in strings()) {
        let linter = Linter::default();
        for (format, text) in files(&strings, "\n ") {
            let fixed = |octets: &[u8]| fix(octets, Path::new("a"), format, &linter, Safety::Unsafe).unwrap();
            let once = fixed(text.as_bytes());
            prop_assert!(!once.is_cut_off);
            prop_assert_eq!(&fixed(&once.octets).octets, &once.octets, "{}", text);
            let count = |octets: &[u8]| linter.check(&read(octets, format)).diagnostics.len();
            prop_assert!(count(&once.octets) <= count(text.as_bytes()));
        }
    }
}
