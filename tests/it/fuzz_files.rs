//! The fuzz target over the corpus of definition files, their mutations, and files that would take forever.

use std::fmt::Write;
use std::sync::LazyLock;

use dnssd_check::model::FileFormat;
use proptest::prelude::*;
use proptest::sample::Index;

use super::definition_corpus::{AVAHI, SYSTEMD, corpus};
use super::fuzz::{mutated, targets};

/// The files of both daemons.
static SEEDS: LazyLock<Vec<(Vec<u8>, FileFormat)>> = LazyLock::new(|| {
    [AVAHI, SYSTEMD]
        .into_iter()
        .flat_map(|kind| {
            corpus(kind)
                .into_iter()
                .map(move |file| (file.octets, kind.1))
        })
        .collect()
});

#[test]
fn seeds_hold() {
    assert!(SEEDS.len() > 100, "{} seeds", SEEDS.len());
    for (octets, _) in SEEDS.iter() {
        // A file of one daemon is read by the other as well.
        targets::read_definition(octets, FileFormat::Avahi);
        targets::read_definition(octets, FileFormat::Systemd);
    }
}

#[test]
fn a_seed_may_end_anywhere() {
    for name in ["entities.service", "printer.service", "latin-1.service"] {
        let files = corpus(AVAHI);
        let file = files.iter().find(|file| file.name == name).unwrap();
        for end in 0..file.octets.len() {
            targets::read_definition(&file.octets[..end], FileFormat::Avahi);
        }
    }
    for name in ["escapes.dnssd", "continued.dnssd", "crlf.dnssd"] {
        let files = corpus(SYSTEMD);
        let file = files.iter().find(|file| file.name == name).unwrap();
        for end in 0..file.octets.len() {
            targets::read_definition(&file.octets[..end], FileFormat::Systemd);
        }
    }
}

/// What a mutation puts in.
fn inserted() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..4),
        "[ -~\n\té\u{202e}\u{feff}<>&;=\"'%\\\\]{0,6}".prop_map(String::into_bytes),
        prop::sample::select(vec![
            "<service>",
            "</service>",
            "<type/>",
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
            "<?xml version='1.0' encoding='ISO-8859-1'?>",
            "<?xml version='1.0' encoding='UTF-16'?>",
            "<!DOCTYPE a SYSTEM 'b'>",
            "&#55296;",
            "&x;",
            " value-format='binary-base64'",
            "[Service]\n",
            "\\\n",
            "\r",
            "\0",
            "Name=%",
            "TxtData=a=",
            "\\U0010ffff",
            "\\ud800",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn mutated_seeds_hold(
        seed in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), 0..12_usize, inserted()), 1..6),
    ) {
        let (octets, format) = seed.get(&SEEDS);
        targets::read_definition(&mutated(octets, changes), *format);
    }

    #[test]
    fn any_octets_hold(octets: Vec<u8>, text: String) {
        for format in [FileFormat::Avahi, FileFormat::Systemd] {
            targets::read_definition(&octets, format);
            targets::read_definition(text.as_bytes(), format);
        }
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
    let group = |body: &str| format!("<service-group><name>n</name>{body}</service-group>");
    let service = |body: &str| {
        group(&format!(
            "<service><type>_a._tcp</type><port>1</port>{body}</service>"
        ))
    };
    let laughs = numbered(30, &|number| {
        format!("<!ENTITY e{} \"&e{number};&e{number};\">", number + 1)
    });
    let groups = [
        format!("<!DOCTYPE a [<!ENTITY e0 \"ha\">{laughs}]><a>&e30;</a>"),
        "<a>".repeat(MANY),
        format!("{}{}", "<a>".repeat(MANY), "</a>".repeat(MANY)),
        group(&format!("{}{}", "<a>".repeat(MANY), "</a>".repeat(MANY))),
        group(&"<service/>".repeat(MANY)),
        service(&numbered(MANY, &|number| {
            format!("<txt-record>k{number}=v</txt-record>")
        })),
        service(&numbered(MANY, &|number| {
            format!("<subtype>_s{number}._sub._a._tcp</subtype>")
        })),
        service(&"<port>1</port>".repeat(MANY)),
        service(&"<type>x</type>".repeat(MANY)),
        service(&"<txt-record>=</txt-record>".repeat(MANY)),
        service(&format!("<txt-record>{}</txt-record>", "&lt;".repeat(MANY))),
        service(&format!("<txt-record>{}</txt-record>", "=\n".repeat(MANY))),
        service(&format!("<port>{}</port>", "9".repeat(100 * MANY))),
        service(&format!("<type>{}</type>", "a.".repeat(MANY))),
        service(&format!(
            "<txt-record {}/>",
            numbered(MANY, &|number| format!("a{number}='' "))
        )),
        group(&"x\n".repeat(MANY)),
        format!("<!DOCTYPE a SYSTEM 'b'>{}", group(&"&x;".repeat(MANY))),
        format!("<!DOCTYPE {}>", " ".repeat(MANY)),
        format!("<{}/>", "a".repeat(100 * MANY)),
        "<!--".repeat(MANY),
        "<![CDATA[".repeat(MANY),
        "&".repeat(MANY),
        " ".repeat(100 * MANY),
        group(&"%h".repeat(MANY)).replace(
            "<name>n",
            &format!("<name replace-wildcards='yes'>{}", "%h".repeat(MANY)),
        ),
        numbered(MANY, &|_| "<?a ?>".to_owned()) + &service(""),
    ];
    let unit = |lines: &str| format!("[Service]\nName=n\nType=_a._tcp\nPort=1\n{lines}");
    let units = [
        unit(&"x\n".repeat(MANY)),
        unit(&"[x]\n".repeat(MANY)),
        unit(&numbered(MANY, &|number| format!("Key{number}=x\n"))),
        unit(&numbered(MANY, &|number| format!("TxtText=k{number}\n"))),
        unit(&"TxtText=a\n".repeat(MANY)),
        unit(&format!("TxtText={}\n", "a ".repeat(4 * MANY))),
        unit(&format!("TxtText={}\n", "é ".repeat(3 * MANY))),
        unit(&format!("TxtText={}\n", "\\".repeat(5 * MANY))),
        unit(&format!("TxtText={}\n", "\"".repeat(5 * MANY + 1))),
        unit(&format!("TxtData=a={}\n", "=".repeat(5 * MANY))),
        unit(&"TxtText=a \\\n".repeat(MANY)),
        unit(&"\\\n".repeat(3 * MANY)),
        unit(&"# x\n".repeat(MANY)),
        unit(&format!("Name={}\n", "%H".repeat(MANY))),
        unit(&format!("Name={}\n", "a.".repeat(MANY))),
        unit(&format!("Type={}\n", "a.".repeat(MANY))),
        unit(&format!("Port={}\n", "0".repeat(5 * MANY))),
        unit(&format!("{}=x\n", "Name".repeat(MANY))),
        "x".repeat(100 * MANY),
        "\r".repeat(10 * MANY),
        "\0".repeat(10 * MANY),
        "=".repeat(10 * MANY),
        "[".repeat(10 * MANY),
    ];
    for (files, format) in [
        (groups.as_slice(), FileFormat::Avahi),
        (units.as_slice(), FileFormat::Systemd),
    ] {
        for file in files {
            let start = std::time::Instant::now();
            targets::read_definition(file.as_bytes(), format);
            let took = start.elapsed();
            let head: String = file.chars().take(120).collect();
            assert!(took.as_secs() < 20, "{took:?} for {head}");
        }
    }
}
