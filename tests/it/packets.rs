//! The hand-made packets of `tests/packets`: each decodes to what `MANIFEST.tsv` says of it.

use std::fs;
use std::path::{Path, PathBuf};

use dnssd_check::name::DomainName;
use dnssd_check::wire::{
    Anomaly, AnomalyKind, Message, Record, RecordData, RecordType, Section, Srv, TxtRecord, decode,
};

const MANIFEST: &str = include_str!("../packets/MANIFEST.tsv");

pub(crate) fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packets")
}

/// The rows of the manifest: the packet's name and what is in it.
pub(crate) fn manifest() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = MANIFEST
        .lines()
        .filter(|line| !line.starts_with('#') && !line.starts_with("file\t"));
    rows.map(|row| {
        let (file, content) = row.split_once('\t').expect("a row has two columns");
        (
            file.strip_suffix(".bin").expect("packets end in .bin"),
            content,
        )
    })
}

/// All packets in the manifest's order: name and octets.
pub(crate) fn all_packets() -> Vec<(&'static str, Vec<u8>)> {
    manifest().map(|(name, _)| (name, octets(name))).collect()
}

pub(crate) fn octets(name: &str) -> Vec<u8> {
    let path = directory().join(name).with_extension("bin");
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A decoded packet and shorthands for what most packets have.
struct Packet {
    message: Message,
    anomalies: Vec<Anomaly>,
}

impl Packet {
    fn read(name: &str) -> Self {
        let (message, anomalies) = decode(&octets(name));
        Self { message, anomalies }
    }

    fn records(&self, record_type: RecordType) -> Vec<&Record> {
        self.message
            .records
            .iter()
            .filter(|record| record.record_type == record_type)
            .collect()
    }

    fn only(&self, record_type: RecordType) -> &Record {
        let records = self.records(record_type);
        assert_eq!(records.len(), 1, "one record of type {record_type}");
        records[0]
    }

    fn txt(&self) -> &TxtRecord {
        txt(self.only(RecordType::TXT))
    }

    fn srv(&self) -> &Srv {
        srv(self.only(RecordType::SRV))
    }

    fn ptr(&self) -> &DomainName {
        match &self.only(RecordType::PTR).data {
            RecordData::Ptr(target) => target,
            data => panic!("{data:?} is no PTR data"),
        }
    }

    /// The first label of the instance, which the PTR, SRV and TXT records agree on.
    fn instance(&self) -> &[u8] {
        let target = self.ptr();
        assert!(self.only(RecordType::SRV).name.eq_exact(target));
        assert!(self.only(RecordType::TXT).name.eq_exact(target));
        target.labels().next().expect("an instance has a label")
    }

    fn strings(&self) -> Vec<&[u8]> {
        self.txt().strings().map(|string| string.octets).collect()
    }

    fn entries(&self) -> Vec<(&[u8], Option<&[u8]>)> {
        self.txt()
            .entries()
            .map(|entry| (entry.key, entry.value))
            .collect()
    }
}

fn txt(record: &Record) -> &TxtRecord {
    match &record.data {
        RecordData::Txt(txt) => txt,
        data => panic!("{data:?} is no TXT data"),
    }
}

fn srv(record: &Record) -> &Srv {
    match &record.data {
        RecordData::Srv(srv) => srv,
        data => panic!("{data:?} is no SRV data"),
    }
}

fn name(text: &str) -> DomainName {
    text.parse().unwrap()
}

#[test]
fn every_packet_is_in_the_manifest() {
    let mut files: Vec<String> = fs::read_dir(directory())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|file| file.strip_suffix(".bin").map(str::to_owned))
        .collect();
    files.sort();
    assert_eq!(files, manifest().map(|(name, _)| name).collect::<Vec<_>>());
    assert_eq!(files.len(), 39);
}

/// For each packet how many records are decoded, and exactly which anomalies with their offsets.
#[test]
fn records_and_anomalies_are_as_expected() {
    type Row = (&'static str, usize, &'static [(AnomalyKind, usize)]);
    let expected: [Row; 39] = [
        ("c01", 4, &[]),
        ("c02", 4, &[]),
        ("c03", 4, &[]),
        ("c05", 4, &[]),
        ("c06", 4, &[]),
        ("c07", 4, &[]),
        ("c09", 4, &[]),
        ("c10", 4, &[]),
        ("c11", 4, &[]),
        ("c13", 4, &[]),
        ("c14", 4, &[]),
        ("c15", 5, &[]),
        ("c17", 3, &[]),
        ("c18", 4, &[]),
        ("c19", 4, &[]),
        ("c21", 4, &[]),
        ("c22", 4, &[]),
        ("c23", 4, &[]),
        ("c25", 4, &[]),
        ("c26", 4, &[]),
        ("c27", 4, &[]),
        ("c29", 4, &[]),
        ("c30", 4, &[]),
        ("c31", 4, &[]),
        ("c33", 4, &[]),
        ("c34", 4, &[]),
        ("c35", 4, &[(AnomalyKind::TrailingOctets { len: 7 }, 0xbe)]),
        (
            "c37",
            4,
            &[(AnomalyKind::PointerPastEnd { target: 0x3ff }, 0x6a)],
        ),
        (
            "c38",
            4,
            &[(AnomalyKind::PointerPastEnd { target: 0x3fff }, 0xbe)],
        ),
        ("c39", 5, &[]),
        (
            "c41",
            4,
            &[(
                AnomalyKind::CountExceedsContent {
                    section: Section::Additional,
                    stated: 9,
                    present: 3,
                },
                0xbe,
            )],
        ),
        (
            "c42",
            4,
            &[(
                AnomalyKind::RdataLength {
                    record_type: RecordType::A,
                    expected: 4,
                    found: 5,
                },
                0xba,
            )],
        ),
        ("c43", 5, &[]),
        ("c45", 1, &[]),
        ("c46", 4, &[]),
        ("c47", 4, &[]),
        ("c49", 4, &[]),
        ("c50", 4, &[]),
        ("c51", 4, &[]),
    ];
    assert!(
        expected
            .iter()
            .map(|(name, ..)| *name)
            .eq(manifest().map(|(name, _)| name))
    );
    for (name, records, anomalies) in expected {
        let packet = Packet::read(name);
        assert_eq!(packet.message.records.len(), records, "{name}");
        let found: Vec<_> = packet
            .anomalies
            .iter()
            .map(|anomaly| (anomaly.kind.clone(), anomaly.offset))
            .collect();
        assert_eq!(found, anomalies, "{name}");
    }
}

/// What packets have in common unless their row says otherwise.
#[test]
fn the_rest_of_a_packet_is_healthy() {
    for (file, _) in manifest() {
        let packet = Packet::read(file);
        let header = &packet.message.header;
        assert!(
            header.is_response() && header.opcode() == 0 && header.question_count == 0,
            "{file}"
        );
        if file != "c33" {
            assert!(
                header.authoritative() && header.response_code() == 0,
                "{file}"
            );
        }
        for record in &packet.message.records {
            assert!(!record.name_compressed_in_rdata, "{file}");
            let shared = record.record_type == RecordType::PTR;
            let flush = !shared && !["c29", "c39", "c42"].contains(&file);
            if !["c39", "c42"].contains(&file) {
                assert_eq!(record.cache_flush(), flush, "{file}");
            }
            assert_eq!(
                record.ttl_seconds,
                if file == "c31" { 0 } else { 120 },
                "{file}"
            );
            assert_eq!(record.class(), if file == "c30" { 3 } else { 1 }, "{file}");
        }
        let section = if file == "c50" {
            Section::Answer
        } else {
            Section::Additional
        };
        assert!(
            packet
                .records(RecordType::TXT)
                .iter()
                .all(|record| record.section == section),
            "{file}"
        );
        assert_eq!(
            packet.only(RecordType::PTR).section,
            Section::Answer,
            "{file}"
        );
        assert!(
            packet.ptr().ends_with(&name("_caldav._tcp.local")),
            "{file}"
        );
    }
}

#[test]
fn txt_strings_are_as_received() {
    let some = |value: &'static str| Some(value.as_bytes());
    assert_eq!(
        Packet::read("c01").strings(),
        [b"a=1", b"A=2", b"a=3", b"b=9"]
    );
    assert_eq!(
        Packet::read("c02").entries(),
        [(&b"flag"[..], None), (b"k", some("")), (b"x", some("=y="))]
    );
    assert_eq!(
        Packet::read("c03").entries(),
        [(&b""[..], some("v")), (b"", some("")), (b"z", some("1"))]
    );
    assert_eq!(
        Packet::read("c05").entries(),
        [(&b"\xffk"[..], some("1")), (b"ok", some("1"))]
    );
    assert_eq!(
        Packet::read("c06").entries(),
        [
            (&b"a\x01b"[..], some("1")),
            (b" sp", some("2")),
            ("ké".as_bytes(), some("3")),
            (b"nul\0k", some("4"))
        ]
    );
    assert_eq!(Packet::read("c07").strings(), [&b"a=1"[..], b"", b"b=2"]);
    assert_eq!(Packet::read("c49").strings(), [b"TxtVers=1", b"txtvers=2"]);
}

#[test]
fn txt_records_of_any_size_are_read() {
    assert_eq!(Packet::read("c09").txt().octets(), b"");
    assert_eq!(Packet::read("c10").txt().octets(), b"\0");
    let longest = Packet::read("c11");
    assert_eq!(longest.strings(), [[&b"k="[..], &[b'v'; 253]].concat()]);
    // 31 strings of 254 octets, and 37 of them.
    assert_eq!(
        (
            Packet::read("c13").txt().len(),
            Packet::read("c13").strings().len()
        ),
        (7_905, 31)
    );
    assert_eq!(
        (
            Packet::read("c14").txt().len(),
            Packet::read("c14").strings().len()
        ),
        (9_435, 37)
    );
    assert!(Packet::read("c14").message.octets_len > 8_972);
}

#[test]
fn several_records_of_a_type_are_all_there() {
    let two_txt = Packet::read("c15");
    let strings: Vec<&[u8]> = two_txt
        .records(RecordType::TXT)
        .into_iter()
        .map(|record| txt(record).octets())
        .collect();
    assert_eq!(strings, [&b"\x07first=1"[..], b"\x08second=2"]);

    let two_srv = Packet::read("c43");
    let ports: Vec<u16> = two_srv
        .records(RecordType::SRV)
        .into_iter()
        .map(|record| srv(record).port)
        .collect();
    assert_eq!(ports, [443, 8443]);
}

#[test]
fn srv_and_addresses_are_as_received() {
    assert_eq!(
        Packet::read("c17").records(RecordType::A),
        [] as [&Record; 0]
    );
    assert!(Packet::read("c18").srv().target.is_root());
    let odd = Packet::read("c19");
    assert_eq!(
        *odd.srv(),
        Srv {
            priority: 5,
            weight: 7,
            port: 0,
            target: name("h-c19.local")
        }
    );
    assert_eq!(
        Packet::read("c46").only(RecordType::A).data,
        RecordData::A([8, 8, 8, 8].into())
    );
    let elsewhere = Packet::read("c47");
    assert_eq!(elsewhere.srv().target, name("www.example.com"));
    assert!(!elsewhere.only(RecordType::A).name.is_local());
}

#[test]
fn instance_names_are_octets() {
    assert_eq!(Packet::read("c21").instance(), b"c21.with.dots");
    assert_eq!(
        Packet::read("c21").ptr().to_string(),
        r"c21\.with\.dots._caldav._tcp.local."
    );
    assert_eq!(Packet::read("c22").instance(), br"c22\back");
    assert_eq!(
        Packet::read("c22").ptr().to_string(),
        r"c22\\back._caldav._tcp.local."
    );
    assert_eq!(Packet::read("c23").instance(), b"c23\0nul");
    assert_eq!(
        Packet::read("c23").ptr().to_string(),
        r"c23\000nul._caldav._tcp.local."
    );
    assert_eq!(Packet::read("c25").instance().len(), 63);
}

#[test]
fn letters_keep_their_case() {
    let upper = Packet::read("c26");
    assert!(
        upper
            .only(RecordType::PTR)
            .name
            .eq_exact(&name("_CALDAV._TCP.local"))
    );
    assert!(upper.ptr().eq_exact(&name("c26._CALDAV._TCP.local")));

    let mixed = Packet::read("c27");
    let (target, owner) = (mixed.ptr(), &mixed.only(RecordType::SRV).name);
    assert!(target == owner && !target.eq_exact(owner));
    assert!(mixed.only(RecordType::TXT).name.eq_exact(owner));
}

#[test]
fn flags_and_header_are_as_received() {
    let refused = Packet::read("c33").message.header;
    assert_eq!(
        (
            refused.response_code(),
            refused.opcode(),
            refused.authoritative()
        ),
        (3, 0, false)
    );
    assert_eq!(Packet::read("c34").message.header.id, 0xbeef);
    let classes: Vec<u16> = Packet::read("c30")
        .message
        .records
        .iter()
        .map(|record| record.class_field)
        .collect();
    assert_eq!(classes, [0x0003, 0x8003, 0x8003, 0x8003]);
}

#[test]
fn a_bad_record_hides_no_other() {
    let bad_target = Packet::read("c37");
    let record = bad_target.only(RecordType::SRV);
    assert_eq!(
        (&record.data, &record.rdata[..]),
        (&RecordData::Malformed, &b"\0\0\0\0\x01\xbb\xc3\xff"[..])
    );
    assert_eq!(bad_target.anomalies[0].record, Some(1));
    assert_eq!(bad_target.anomalies[0].name.as_ref(), Some(&record.name));
    assert_eq!(bad_target.strings(), [b"path=/dav"]);

    // The owner's pointer leads past the end of the message, so that the record has no name.
    let bad_owner = Packet::read("c38");
    assert_eq!(
        (bad_owner.anomalies[0].record, &bad_owner.anomalies[0].name),
        (None, &None)
    );
    assert_eq!(
        bad_owner.only(RecordType::A).data,
        RecordData::A([10, 77, 0, 2].into())
    );

    let not_utf8 = Packet::read("c39");
    let owners: Vec<String> = not_utf8
        .records(RecordType::A)
        .iter()
        .map(|record| record.name.to_string())
        .collect();
    assert_eq!(owners, ["h-c39.local.", r"\255.local."]);

    let bad_length = Packet::read("c42");
    let record = bad_length.only(RecordType::A);
    assert_eq!(
        (&record.data, &record.rdata[..]),
        (&RecordData::Malformed, &[1, 2, 3, 4, 5][..])
    );
}

#[test]
fn structure_is_as_received() {
    assert_eq!(*Packet::read("c45").ptr(), name("_caldav._tcp.local"));
    let order: Vec<RecordType> = Packet::read("c50")
        .message
        .records
        .iter()
        .map(|record| record.record_type)
        .collect();
    assert_eq!(
        order,
        [
            RecordType::SRV,
            RecordType::TXT,
            RecordType::A,
            RecordType::PTR
        ]
    );
    let subtype = Packet::read("c51");
    assert_eq!(
        subtype.only(RecordType::PTR).name,
        name("_print._sub._caldav._tcp.local")
    );
    assert_eq!(*subtype.ptr(), name("c51._caldav._tcp.local"));
}
