//! IANA's three files of one edition give the same registrations; where a copy of them is at hand.
#![allow(clippy::print_stdout, reason = "a test says why it is skipped")]

use std::collections::HashSet;
use std::path::PathBuf;
use std::{env, fs};

use dnssd_check::registry::{Contact, Edition, FileFormat, Registration, TxtStatus, read};

/// A file of IANA's registry that lies beside the repository: it is too large and too changeable to be part of it.
///
/// `DNSSD_CHECK_IANA` names another folder.
pub(crate) fn iana_file(name: &str) -> Option<Vec<u8>> {
    let folder = env::var_os("DNSSD_CHECK_IANA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/iana"),
        PathBuf::from,
    );
    let path = folder.join(name);
    let octets = fs::read(&path).ok();
    if octets.is_none() {
        let path = path.display();
        println!("skipped: there is no copy of IANA's registry at {path}");
    }
    octets
}

fn edition(extension: &str, format: FileFormat) -> Option<Edition> {
    let octets = iana_file(&format!("service-names-port-numbers.{extension}"))?;
    let (found, edition) = read(&octets).unwrap_or_else(|error| panic!("{extension}: {error}"));
    assert_eq!(found, format);
    Some(edition)
}

#[test]
fn xml_gives_the_rows_of_csv() {
    let (Some(csv), Some(xml)) = (
        edition("csv", FileFormat::Csv),
        edition("xml", FileFormat::Xml),
    ) else {
        return;
    };
    assert_eq!(csv.registrations.len(), xml.registrations.len());
    for (csv, xml) in csv.registrations.iter().zip(&xml.registrations) {
        assert_eq!(csv, xml);
    }
    assert_eq!(xml.updated.map(|date| date.len()), Some("YYYY-MM-DD".len()));
    assert!(csv.updated.is_none() && csv.contacts.is_empty());
}

/// How many rows of the edition of 2026-08-17 lose or gain a line of their description; the files have 14,533.
const MISPLACED: usize = 26;

/// How many of its 272 names with keys lose them where lines run on; none gets others.
const MISREAD: usize = 3;

/// How many of its 5,615 contacts lose or gain a line of their name or organization.
const MISPLACED_CONTACTS: usize = 8;

/// The plain text can't carry line breaks and runs of blanks, and not always where a row ends: between a row of one line
/// and one of three, or two of two lines, nothing but the sense of the words tells whose the second line is.
#[test]
fn plain_text_gives_the_rows_of_xml_but_for_lines() {
    let (Some(xml), Some(text)) = (
        edition("xml", FileFormat::Xml),
        edition("txt", FileFormat::Text),
    ) else {
        return;
    };
    assert_eq!(xml.updated, text.updated);
    let (xml_contacts, text_contacts) = (by_id(xml.contacts), by_id(text.contacts));
    assert_eq!(xml_contacts.len(), text_contacts.len());
    let mut misplaced = 0;
    for (xml, text) in xml_contacts.iter().zip(&text_contacts) {
        assert_eq!(
            (&xml.id, &xml.uri, &xml.updated),
            (&text.id, &text.uri, &text.updated)
        );
        misplaced += usize::from(xml != text);
    }
    assert!(misplaced <= MISPLACED_CONTACTS, "{misplaced} contacts");
    assert_eq!(xml.registrations.len(), text.registrations.len());
    let mut misplaced = 0;
    let mut misread = HashSet::new();
    // Rows between which lines went over: their descriptions, one behind the other, are the same.
    let (mut xml_words, mut text_words) = (String::new(), String::new());
    for (xml, text) in xml.registrations.iter().zip(&text.registrations) {
        if xml.txt != text.txt && key_names(xml) != key_names(text) {
            assert_ne!(text.txt.status, TxtStatus::Listed, "no key is invented");
            misread.insert(&xml.name);
        }
        let (mut xml, mut text) = (one_blank(xml), one_blank(text));
        let (xml_description, text_description) =
            (std::mem::take(&mut xml[3]), std::mem::take(&mut text[3]));
        assert_eq!(xml, text);
        misplaced += usize::from(xml_description != text_description);
        xml_words = format!("{xml_words} {xml_description}");
        text_words = format!("{text_words} {text_description}");
        if xml_words == text_words {
            (xml_words, text_words) = (String::new(), String::new());
        }
    }
    assert_eq!((xml_words, text_words), (String::new(), String::new()));
    assert!(misread.len() <= MISREAD, "{misread:?}");
    assert!(misplaced <= MISPLACED, "{misplaced} rows");
}

fn key_names(row: &Registration) -> Vec<&str> {
    row.txt.keys.iter().map(|key| key.name.as_str()).collect()
}

/// The text has another order.
fn by_id(mut contacts: Vec<Contact>) -> Vec<Contact> {
    contacts.sort_by(|one, other| one.id.cmp(&other.id));
    contacts
}

/// The columns of a row with each run of blanks and line breaks as one blank.
fn one_blank(row: &Registration) -> [String; 12] {
    row.to_columns()
        .map(|column| column.split_whitespace().collect::<Vec<_>>().join(" "))
}
