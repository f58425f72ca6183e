//! The fuzz targets over IANA's formats, their mutations, and files that would take forever.

use std::fmt::Write;

use dnssd_check::registry::{Registration, read, read_csv, read_text, read_xml};
use proptest::prelude::*;
use proptest::sample::Index;

use super::fuzz::{mutated, targets};

const XML: &str = r#"<?xml version='1.0'?>
<registry><updated>2025-08-07</updated>
<record date="2012"><name>http</name><protocol>tcp</protocol><xref type="person" data="A"/>
<description>Web,<br/>more</description><number>80</number><note>Defined TXT keys: u=&lt;name&gt; p</note></record>
<record><description>Unassigned</description><number>5-9</number></record>
<people><person id="A"><name>Ann</name><uri>mailto:a&amp;b</uri></person></people></registry>
"#;

/// The first rows of the excerpt.
fn csv() -> String {
    let file = include_str!("../../data/service-names-port-numbers.csv");
    file.lines().take(12).fold(String::new(), |mut text, line| {
        text.push_str(line);
        text.push('\n');
        text
    })
}

/// A table in the form of IANA's plain text.
fn text() -> String {
    let titles = [
        "Service Name",
        "Port Number",
        "Transport",
        "Description",
        "Assignee",
        "Contact",
        "Registration",
        "Modification",
        "Reference",
        "Service",
        "Unauthorized",
        "Assignment Notes",
    ];
    let mut text = "Last Updated\n 2025-08-07\n\n".to_owned();
    let mut line = |cells: &[&str]| {
        for (cell, title) in cells.iter().zip(titles) {
            let width = title.len() + 1;
            write!(text, "{cell:width$}").unwrap();
        }
        text.push('\n');
    };
    line(&titles);
    line(&["", "", "Protocol"]);
    line(&[
        "http",
        "80",
        "tcp",
        "Web",
        "[A]",
        "[A]",
        "2012",
        "",
        "[R]",
        "",
        "",
        "Defined TXT keys: u",
    ]);
    line(&["", "5-9", "", "Unassigned"]);
    line(&[
        "",
        "",
        "",
        "a",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "Defined TXT keys:",
    ]);
    line(&[
        "x", "", "", "long one", "", "", "", "", "", "", "", "u=<name>",
    ]);
    line(&["", "", "", "here", "", "", "", "", "", "", "", "p=<word>"]);
    text.push_str("Contact Information\n\n");
    text.push_str(
        " ID  Name Organization Contact URI Last\n                                    Updated\n",
    );
    text.push_str("[A]  Ann               mailto:a&b  2012\n");
    text
}

fn seeds() -> [String; 3] {
    [csv(), XML.to_owned(), text()]
}

#[test]
fn seeds_are_read() {
    let [csv, xml, text] = seeds();
    assert_eq!(read_csv(csv.as_bytes()).unwrap().len(), 11);
    for edition in [
        read_xml(xml.as_bytes()).unwrap(),
        read_text(text.as_bytes()).unwrap(),
    ] {
        assert_eq!(edition.updated.as_deref(), Some("2025-08-07"));
        let shown: Vec<String> = edition
            .registrations
            .iter()
            .map(Registration::to_string)
            .collect();
        assert_eq!(shown[..2], ["http 80/tcp", "unassigned (5-9)"]);
        assert_eq!(edition.contacts[0].name.as_deref(), Some("Ann"));
    }
    for seed in seeds() {
        targets::read_registry(seed.as_bytes());
    }
}

#[test]
fn every_prefix_of_a_seed_holds() {
    for seed in [XML.to_owned(), text()] {
        for len in 0..seed.len() {
            targets::read_registry(&seed.as_bytes()[..len]);
        }
    }
}

proptest! {
    #[test]
    fn mutated_seeds_hold(
        seed in prop::sample::select(seeds().to_vec()),
        changes in prop::collection::vec((any::<Index>(), 0..4_usize, "[ -~\n\t<>&;\"=,]{0,6}"), 1..6),
    ) {
        targets::read_registry(&mutated(seed.as_bytes(), changes));
    }

    #[test]
    fn any_octets_hold(octets: Vec<u8>) {
        targets::read_registry(&octets);
        targets::read_note(&octets);
    }
}

const MEGABYTE: usize = 1_000_000;

/// Were a reader quadratic, each of these would take minutes.
#[test]
fn files_of_ten_megabytes_are_read_or_refused_at_once() {
    let field = "x".repeat(10 * MEGABYTE);
    let header = csv().lines().next().unwrap().to_owned();
    let rows = read_csv(format!("{header}\nhttp,80,tcp,{field},,,,,,,,\n").as_bytes()).unwrap();
    assert_eq!(rows[0].description.len(), field.len());
    let edition = read_xml(XML.replace("more", &field).as_bytes()).unwrap();
    assert_eq!(
        edition.registrations[0].description.len(),
        field.len() + "Web,\n".len()
    );
    let edition = read_text(text().replace("keys: u", &field).as_bytes()).unwrap();
    assert_eq!(
        edition.registrations[0].notes.as_ref().unwrap().len(),
        field.len() + "Defined TXT ".len()
    );
    assert!(read(field.as_bytes()).is_err());
}

#[test]
fn no_nesting_is_too_deep() {
    for (open, close) in [
        ("<a>", "</a>"),
        ("<description>", "</description>"),
        ("<record>", "</record>"),
        ("<note><xref>", "</xref></note>"),
        ("<a b='c'/>", ""),
    ] {
        let file = format!(
            "<registry>{}{}</registry>",
            open.repeat(MEGABYTE / 10),
            close.repeat(MEGABYTE / 10)
        );
        assert!(read_xml(file.as_bytes()).is_ok(), "{open}");
    }
    let attributes: String = (0..MEGABYTE / 10).fold(String::new(), |mut text, number| {
        write!(text, " a{number}=''").unwrap();
        text
    });
    let file = format!("<registry><record{attributes}/></registry>");
    assert_eq!(read_xml(file.as_bytes()).unwrap().registrations.len(), 1);
    for brackets in [
        "<",
        "<<",
        "&",
        "<![CDATA[",
        "<!--",
        "<?",
        "<registry ",
        "</",
        "]]>",
    ] {
        let _ = read(brackets.repeat(MEGABYTE / 10).as_bytes());
    }
    assert!(read("<".repeat(MEGABYTE).as_bytes()).is_err());
    let nested = "<a>".repeat(MEGABYTE);
    assert!(read_xml(format!("<registry>{nested}").as_bytes()).is_err());
}

/// Each entity doubles the one before; none is expanded.
#[test]
fn a_billion_laughs_are_not_heard() {
    let mut entities = "<!ENTITY a0 'ha'>".to_owned();
    for number in 0..64 {
        write!(
            entities,
            "<!ENTITY a{} '&a{number};&a{number};'>",
            number + 1
        )
        .unwrap();
    }
    let file =
        format!("<?xml version='1.0'?><!DOCTYPE registry [{entities}]><registry>&a64;</registry>");
    let said = read(file.as_bytes()).unwrap_err().to_string();
    assert_eq!(
        said,
        "line 1: a document type declaration, which the registry doesn't have"
    );
}

#[test]
fn a_table_of_many_short_or_high_rows_takes_linear_time() {
    let head: String = text()
        .lines()
        .take(5)
        .fold(String::new(), |text, line| text + line + "\n");
    let column = " ".repeat(36);
    for row in [
        "x\n".to_owned(),
        format!("{column}y\nx\n{column}y\n"),
        format!(
            "{}x\n{}",
            format!("{column}y\n").repeat(90),
            format!("{column}y\n").repeat(90)
        ),
        format!("{}x\n", format!("{column}y\n").repeat(90)),
        "\n".to_owned(),
    ] {
        let _ = read_text((head.clone() + &row.repeat(MEGABYTE / 4 / row.len())).as_bytes());
    }
}
