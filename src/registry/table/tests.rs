use super::super::edition::Edition;
use super::super::table_source::tests::InBlocks;
use super::super::table_text::{FORMAT, write_table};
use super::*;

fn text(rows: &[[&str; 12]]) -> String {
    let rows = rows
        .iter()
        .map(|&columns| Registration::from_columns(columns).unwrap());
    let edition = Edition {
        updated: Some("2025-08-07".into()),
        registrations: rows.collect(),
        contacts: vec![
            Contact::from_columns(["b", "Bea", "", "mailto:b&example.com", "2020-01"]),
            Contact::from_columns(["a_1", "", "", "", ""]),
            Contact::from_columns(["b", "Another", "", "", ""]),
        ],
    };
    write_table(&edition, "a test")
}

fn open(text: &str) -> Result<Registry, RegistryError> {
    Registry::open(Arc::new(InBlocks(text.as_bytes().to_vec())))
}

/// The same table in memory and read in place.
fn tables(rows: &[[&str; 12]]) -> [Registry; 2] {
    let text = text(rows);
    let registries = [open(&text).unwrap(), Registry::parse(text).unwrap()];
    for registry in &registries {
        assert_eq!(registry.verify(), Ok(()));
        assert_eq!(registry.rows().count(), rows.len(), "no row is lost");
    }
    registries
}

fn row<'a>(
    name: &'a str,
    port: &'a str,
    transport: &'a str,
    description: &'a str,
) -> [&'a str; 12] {
    [
        name,
        port,
        transport,
        description,
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
    ]
}

fn shown(rows: &[Registration]) -> Vec<String> {
    rows.iter().map(ToString::to_string).collect()
}

#[test]
fn names_are_found_in_any_case_and_in_any_order_of_rows() {
    let tables = tables(&[
        row("x11", "6000", "tcp", ""),
        row("ABC", "", "", ""),
        row("ab-c", "1", "udp", ""),
    ]);
    for registry in tables {
        assert_eq!(registry.names().collect::<Vec<_>>(), ["ab-c", "ABC", "x11"]);
        for name in ["abc", "ABC", "aBc"] {
            assert_eq!(shown(registry.lookup_name(name).rows()), ["ABC"]);
        }
        for name in ["", "a", "abcd", "zzz", "abc\t", "\u{e9}"] {
            assert!(registry.lookup_name(name).is_empty(), "{name:?}");
        }
    }
}

#[test]
fn rows_of_a_name_keep_their_order_and_their_text() {
    let notes = "Defined TXT keys: a\r\n\tb\\n";
    let mut second = row("x", "2", "tcp", "d\\");
    second[11] = notes;
    let tables = tables(&[row("x", "3", "udp", ""), row("y", "", "", ""), second]);
    for registry in tables {
        let found = registry.lookup_name("x").into_rows();
        assert_eq!(shown(&found), ["x 3/udp", "x 2/tcp"]);
        assert_eq!(
            (found[1].description.as_str(), found[1].notes.as_deref()),
            ("d\\", Some(notes))
        );
    }
}

#[test]
fn a_port_is_found_alone_in_ranges_and_in_overlapping_ranges() {
    let tables = tables(&[
        row("wide", "10-100", "tcp", ""),
        row("", "20-30", "", "Unassigned"),
        row("one", "25", "tcp", ""),
        row("two", "25", "tcp", ""),
        row("one", "25", "udp", ""),
        row("one", "26", "udp", ""),
        row("", "25", "sctp", "Reserved"),
        row("far", "200", "tcp", ""),
    ]);
    for registry in tables {
        let found = |port| shown(&registry.lookup_port(port));
        assert_eq!(
            found(25),
            [
                "wide (10-100) tcp",
                "unassigned (20-30)",
                "one 25/tcp",
                "one 25/udp",
                "two 25/tcp",
                "reserved (25/sctp)"
            ]
        );
        assert_eq!(
            found(26),
            ["wide (10-100) tcp", "unassigned (20-30)", "one 26/udp"]
        );
        assert_eq!(found(100), ["wide (10-100) tcp"]);
        assert_eq!(found(200), ["far 200/tcp"]);
        for port in [0, 9, 101, 199, 201, 65535] {
            assert_eq!(found(port), Vec::<String>::new(), "{port}");
        }
    }
}

#[test]
fn an_empty_table_answers_nothing() {
    let tables = tables(&[]);
    for registry in tables {
        assert!(registry.lookup_name("x").is_empty());
        assert!(registry.lookup_port(0).is_empty());
        assert_eq!(registry.names().count(), 0);
    }
}

#[test]
fn a_table_that_is_not_whole_is_refused() {
    let text = text(&[row("x", "1", "tcp", "")]);
    let error = |text: &str| {
        let error = Registry::parse(text.to_owned()).unwrap_err();
        assert_eq!(open(text).unwrap_err(), error);
        error
    };
    assert_eq!(error(""), RegistryError::Format);
    assert_eq!(
        error(&text.replace("services 2", "services 1")),
        RegistryError::Format
    );
    assert_eq!(
        error(&text.replace("# octets of ports", "# else")),
        RegistryError::Format
    );
    assert_eq!(
        error(&text.replace("# rows\t1", "# rows\t-1")),
        RegistryError::Format
    );
    let expected = text.len();
    assert_eq!(
        error(&text[..expected - 1]),
        RegistryError::Length {
            found: expected - 1,
            expected
        }
    );
    let damaged = Registry::parse(text.replace("\ttcp\t", "\tudp\t")).unwrap();
    assert_eq!(damaged.verify(), Err(RegistryError::Checksum));
}

#[test]
fn a_hostile_table_is_searched_without_panic() {
    for body in [
        "\n\n\n",
        "\t\t\t\t",
        "x\n9\ty\t7-3\n",
        "9\ty\t99999999999\n\u{e9}",
        "5\t\t0\n5\t\t\n",
    ] {
        let header = format!(
            "{FORMAT}\n# octets of names\t0\n# octets of ports\t{}\n# octets of contacts\t0\n",
            body.len()
        );
        let registry = Registry::parse(header + body).unwrap();
        let _ = registry.lookup_port(5);
        assert!(registry.verify().is_err(), "{body:?}");
    }
}

#[test]
fn contacts_are_found_by_id() {
    for registry in tables(&[]) {
        let bea = registry.contact("b").unwrap();
        assert_eq!(
            (bea.name.as_deref(), bea.updated.as_deref()),
            (Some("Bea"), Some("2020-01"))
        );
        assert_eq!(
            registry.contact("a_1").map(|contact| contact.name),
            Some(None)
        );
        for id in ["", "a", "B", "c"] {
            assert_eq!(registry.contact(id), None, "{id:?}");
        }
        assert_eq!(registry.contacts().count(), 2);
        assert_eq!(registry.info().contacts, 2);
    }
}

#[test]
fn a_name_that_begins_like_the_header_is_a_name() {
    let row = Registration::from_columns(["#x", "80", "tcp", "", "", "", "", "", "", "", "", ""]);
    let contact = Contact::from_columns(["#c", "Name", "", "", ""]);
    let edition = Edition {
        updated: None,
        registrations: vec![row.expect("a row")],
        contacts: vec![contact],
    };
    let table = Registry::parse(write_table(&edition, "test")).expect("a table");
    assert_eq!(table.lookup_name("#X").rows(), edition.registrations);
    assert_eq!(table.lookup_port(80), edition.registrations);
    assert!(table.contact("#c").is_some());
}
