//! The readable page beside the packets: `tests/packets/INDEX.md`.

use std::fmt::Write;
use std::fs;

use dnssd_check::name::text;
use dnssd_check::wire::{Anomaly, Message, Record, RecordData, Section, decode};

use super::packets::{directory, manifest, octets};

/// `INDEX.md` shows what each packet holds. `UPDATE=1 cargo test index` writes it anew; then read it.
#[test]
fn index_is_up_to_date() {
    let path = directory().join("INDEX.md");
    let index = index();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &index).unwrap();
    }
    assert_eq!(
        fs::read_to_string(&path).unwrap_or_default(),
        index,
        "rewrite it with UPDATE=1"
    );
}

fn index() -> String {
    let mut index = String::from(
        "# The packets, decoded\n\n\
         Each file is the payload of one UDP datagram, made by hand to show one fault or one oddity (`MANIFEST.tsv`). This page\n\
         is written by `UPDATE=1 cargo test index`.\n",
    );
    for (name, content) in manifest() {
        let (message, anomalies) = decode(&octets(name));
        write!(
            index,
            "\n## {name}: {}\n\n```text\n{}```\n",
            content.trim_end(),
            dump(&message, &anomalies)
        )
        .unwrap();
    }
    index
}

fn dump(message: &Message, anomalies: &[Anomaly]) -> String {
    let header = &message.header;
    let mut dump = format!(
        "{} octets, id 0x{:04x}, flags 0x{:04x}, counts {} {} {} {}\n",
        message.octets_len,
        header.id,
        header.flags,
        header.question_count,
        header.answer_count,
        header.authority_count,
        header.additional_count
    );
    for section in Section::ALL {
        for record in message.section(section) {
            let flush = if record.cache_flush() { " flush" } else { "" };
            writeln!(
                dump,
                "0x{:04x} {section}: {} {} class {}{flush} {} {}",
                record.offset,
                record.name,
                record.ttl_seconds,
                record.class(),
                record.record_type,
                data(record).trim_end()
            )
            .unwrap();
        }
    }
    for anomaly in anomalies {
        writeln!(dump, "anomaly: {anomaly}").unwrap();
    }
    dump
}

fn data(record: &Record) -> String {
    match &record.data {
        RecordData::A(address) => address.to_string(),
        RecordData::Ptr(target) => target.to_string(),
        RecordData::Srv(srv) => format!(
            "{} {} {} {}",
            srv.priority, srv.weight, srv.port, srv.target
        ),
        RecordData::Txt(txt) => {
            let strings: Vec<String> = txt
                .strings()
                .map(|string| shortened(string.octets))
                .collect();
            format!("{} octets: {}", txt.len(), strings.join(" "))
        }
        data => format!("{data:?} {}", text(&record.rdata)),
    }
}

/// A string in quotation marks, its middle left out when it is long.
fn shortened(octets: &[u8]) -> String {
    match octets.get(..12).filter(|_| octets.len() > 64) {
        Some(start) => format!("\"{}…\" ({} octets)", text(start), octets.len()),
        None => format!("\"{}\"", text(octets)),
    }
}
