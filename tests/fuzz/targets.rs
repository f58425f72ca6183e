//! Fuzz targets: each takes any octets and panics when an invariant of the codec or of a reader of files breaks.
//!
//! `cargo test` drives them over the packets and mutations of these; a fuzzer can call the same functions.

use std::path::Path;

use dnssd_check::linter::Linter;
use dnssd_check::model::{FileFormat, Origin};
use dnssd_check::name::{self, DomainName, InstanceName, NameParts, ServiceName};
use dnssd_check::registry::{self, Edition, Registry, TxtDefinition, TxtStatus, write_table};
use dnssd_check::rule::Selection;
use dnssd_check::schema::{KeyName, Schemas};
use dnssd_check::source::capture::{CaptureEvent, CaptureOptions, judge_capture};
use dnssd_check::source::{
    Configuration, LinkEvent, RecordingReader, TextFileError, judge_examples, layered_schemas,
    parse_schema_file, read_definitions,
};
use dnssd_check::wire::{
    self, AnomalyKind, Message, MessageBuilder, Record, RecordData, Section, TxtRecord,
};

/// Whatever the octets, decoding ends, stays within the message and loses nothing that it could read.
pub(crate) fn decode_message(data: &[u8]) {
    let (message, anomalies) = wire::decode(data);
    assert_eq!(message.octets_len, data.len());
    assert!(
        anomalies.len() <= data.len() + 4,
        "anomalies are bounded by the octets"
    );
    for anomaly in &anomalies {
        assert!(anomaly.offset <= data.len());
        assert!(
            anomaly
                .record
                .is_none_or(|index| index < message.records.len())
        );
        assert_printable(&anomaly.to_string());
    }
    for section in Section::ALL {
        assert!(
            message.section(section).count() <= usize::from(message.header.record_count(section))
        );
    }
    for record in &message.records {
        rdata_is_kept_as_received(data, record);
        names_are_at_most_255_octets(&record.name);
        if let RecordData::Txt(txt) = &record.data {
            assert_eq!(txt.octets(), record.rdata);
            read_txt(txt.octets());
        }
        let malformed = record.data == RecordData::Malformed;
        let index = message
            .records
            .iter()
            .position(|other| std::ptr::eq(other, record));
        let reported = anomalies
            .iter()
            .any(|anomaly| anomaly.record == index && is_of_rdata(&anomaly.kind));
        assert!(
            !malformed || reported,
            "malformed data has an anomaly that says why"
        );
    }
    if anomalies.is_empty() {
        a_message_without_anomalies_survives_encoding(&message);
    }
}

/// A name in presentation format reads back to the same octets
/// ([RFC 1035 §5.1](https://www.rfc-editor.org/rfc/rfc1035#section-5.1)), and strict parsers agree with `violations()`.
pub(crate) fn parse_name(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(name) = text.parse::<DomainName>() {
        names_are_at_most_255_octets(&name);
        let again: DomainName = name
            .to_string()
            .parse()
            .expect("what is displayed can be parsed");
        assert!(again.eq_exact(&name));
        let _ = NameParts::split(&name);
    }
    assert_eq!(
        ServiceName::from_octets(data).is_ok(),
        ServiceName::violations(data).is_empty()
    );
    let mut forbidden = InstanceName::violations(data);
    forbidden.retain(name::InstanceNameViolation::is_forbidden);
    assert_eq!(
        InstanceName::from_octets(data).is_ok(),
        forbidden.is_empty()
    );
    assert_printable(&name::text(data).to_string());
    assert_printable(&name::name_label(data).to_string());
}

/// "The format of each constituent string … is a single length byte, followed by 0-255 bytes of text data"
/// ([RFC 6763 §6.1](https://www.rfc-editor.org/rfc/rfc6763#section-6.1)): the strings add up to the data.
pub(crate) fn read_txt(data: &[u8]) {
    let txt = TxtRecord::new(data.to_vec());
    let total: usize = txt.strings().map(|string| 1 + string.octets.len()).sum();
    assert_eq!(total, data.len());
    assert!(
        txt.strings().filter(|string| string.truncated).count() <= 1,
        "only the last string can be cut"
    );
    assert_eq!(
        txt.truncation().is_some(),
        txt.strings().any(|string| string.truncated)
    );
    for entry in txt.entries() {
        let len = entry.key.len() + entry.value.map_or(0, |value| 1 + value.len());
        let start = entry.offset + 1;
        let string = &data[start..start + len];
        assert!(string.starts_with(entry.key) && string.ends_with(entry.value.unwrap_or_default()));
        assert!(!entry.key.contains(&b'='), "the first `=` ends the key");
    }
}

/// Whatever the octets, each reader of IANA's formats takes or refuses them, and what was taken can be written as a table
/// and is found in it.
pub(crate) fn read_registry(data: &[u8]) {
    if let Err(error) = registry::read(data) {
        assert_printable(&error.to_string());
    }
    let csv = registry::read_csv(data).map(|registrations| Edition {
        registrations,
        ..Edition::default()
    });
    let csv = csv.map_err(|error| error.to_string());
    let xml = registry::read_xml(data).map_err(|error| error.to_string());
    let text = registry::read_text(data).map_err(|error| error.to_string());
    for read in [csv, xml, text] {
        match read {
            Ok(edition) => an_edition_is_found_in_its_table(&edition),
            Err(said) => assert_printable(&said),
        }
    }
}

fn an_edition_is_found_in_its_table(edition: &Edition) {
    let table = Registry::parse(write_table(edition, "")).expect("what is written can be read");
    assert_eq!(table.verify(), Ok(()));
    assert_eq!(table.rows().count(), edition.registrations.len());
    for row in &edition.registrations {
        if let Some(name) = &row.name {
            assert!(table.lookup_name(name).rows().contains(row), "{row}");
        }
        if let Some((low, high)) = row.port.bounds() {
            assert!(table.lookup_port(low).contains(row), "{row}");
            assert!(table.lookup_port(high).contains(row), "{row}");
        }
        read_note(row.notes.as_deref().unwrap_or_default().as_bytes());
    }
    for contact in &edition.contacts {
        assert!(table.contact(&contact.id).is_some(), "{contact:?}");
    }
}

/// Keys are listed where the status says so, and none of them is invented: each stands in the note.
pub(crate) fn read_note(data: &[u8]) {
    let note = String::from_utf8_lossy(data);
    for note in [note.clone(), format!("Defined TXT keys:{note}").into()] {
        let definition = TxtDefinition::from_note("lamp", &note);
        assert_eq!(
            definition.status == TxtStatus::Listed,
            !definition.keys.is_empty()
        );
        let words = squeeze(&note);
        for key in &definition.keys {
            assert!(words.contains(&squeeze(&key.name)), "{key:?} in {note:?}");
        }
    }
}

/// Whatever the octets, the reader of schemas takes or refuses them, each fault has its place within them and can be shown,
/// and what was taken can judge.
pub(crate) fn read_schema(data: &[u8]) {
    let path = Path::new("fuzz.toml");
    let file = match parse_schema_file(data, path) {
        Ok(file) => file,
        Err(faults) => {
            assert!(!faults.is_empty(), "what is refused has a reason");
            return faults.iter().for_each(|fault| fault_is_shown(fault, data));
        }
    };
    assert!(!file.schema.services.is_empty() && !file.schema.sources.is_empty());
    for key in &file.schema.keys {
        if let KeyName::Exact(name) = &key.name {
            let found = file.schema.key(name.to_ascii_uppercase().as_bytes());
            assert_eq!(found.map(|found| &found.name), Some(&key.name));
        }
    }
    match layered_schemas(&[vec![file.clone()]]) {
        Ok(schemas) => {
            let linter = Linter::default().with_schemas(schemas);
            for mismatch in judge_examples(&file.schema, &linter) {
                fault_is_shown(&file.mismatch(&mismatch), data);
            }
        }
        Err(fault) => fault_is_shown(&fault, data),
    }
}

/// Whatever the octets, the reader of configurations takes or refuses them, and a fault has its place within them and can be
/// shown.
pub(crate) fn read_configuration(data: &[u8]) {
    let schemas = Schemas::BUILTIN;
    match Configuration::parse(data, Path::new("fuzz.toml")) {
        Ok(configuration) => {
            let selection = Selection::configured(configuration.rules());
            match configuration.types(&schemas) {
                Ok(types) => {
                    for settings in types {
                        assert!(settings.service_type.starts_with('_'), "{settings:?}");
                        let _ = selection.adjusted(&settings.rules);
                    }
                }
                Err(fault) => fault_is_shown(&fault, data),
            }
            for settings in configuration.rules_for(Path::new("a/b.zone")) {
                let _ = selection.adjusted(settings);
            }
        }
        Err(fault) => fault_is_shown(&fault, data),
    }
}

/// Whatever the octets, the readers of definition files take or refuse them, each fault has its place within the file, and
/// what was taken can be judged; no check panics, and what is said is short and can be printed.
pub(crate) fn read_definition(data: &[u8], format: FileFormat) {
    let observation = match read_definitions(data, Path::new("fuzz"), format) {
        Ok(observation) => observation,
        Err(fault) => {
            assert_printable(&fault.to_string());
            let (line, faulty) = fault.line().expect("what is refused has its line");
            assert!(line.get(faulty).is_some() && !line.contains(&b'\n'));
            return;
        }
    };
    let lines = data.split(|octet| *octet == b'\n').count();
    let is_within = |origin: &Origin| match origin {
        Origin::File { line, column, .. } => {
            (1..=lines).contains(line) && (1..=data.len() + 1).contains(column)
        }
        _ => false,
    };
    for file in &observation.files {
        assert!(file.faults.iter().all(|fault| is_within(&fault.origin)));
    }
    for instance in &observation.instances {
        assert!(is_within(&instance.origin));
        for (record, places) in instance.txt.iter().zip(&instance.places.txt_strings) {
            assert!(is_within(&record.origin) && places.iter().all(is_within));
            let strings = record.data.strings().filter(|string| string.stated_len > 0);
            assert!(strings.count() <= places.len());
            read_txt(record.data.octets());
        }
    }
    for diagnostic in Linter::default().check(&observation).diagnostics {
        assert!(diagnostic.rule.code != "BUG001", "{diagnostic}");
        assert!(is_within(&diagnostic.origin), "{diagnostic}");
        assert!(diagnostic.message.len() < 2_000, "{diagnostic}");
        assert_printable(&diagnostic.to_string());
        assert_printable(diagnostic.help.as_deref().unwrap_or_default());
    }
}

fn fault_is_shown(fault: &TextFileError, data: &[u8]) {
    assert_printable(&fault.to_string());
    assert_printable(fault.help.as_deref().unwrap_or_default());
    assert!(
        fault.message.len() < 10_000,
        "{} octets",
        fault.message.len()
    );
    if let Some(place) = fault.place {
        assert!(place.start <= place.end && place.end <= data.len());
        assert!(place.line >= 1 && place.column >= 1);
    }
    if let Some((line, faulty)) = fault.line() {
        assert!(line.get(faulty).is_some() && !line.contains(&b'\n'));
    }
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// "Names up to 255 bytes plus a terminating zero"
/// ([RFC 6762 Appendix C](https://www.rfc-editor.org/rfc/rfc6762#appendix-C)), and labels of 1 to 63.
fn names_are_at_most_255_octets(name: &DomainName) {
    assert!(name.as_wire().len() <= DomainName::MAX_LEN + 1);
    assert!(
        name.labels()
            .all(|label| (1..=DomainName::MAX_LABEL_LEN).contains(&label.len()))
    );
    let len: usize = name.labels().map(|label| 1 + label.len()).sum();
    assert_eq!(len + 1, name.as_wire().len());
}

fn rdata_is_kept_as_received(data: &[u8], record: &Record) {
    let end = record.rdata_offset + record.rdata.len();
    assert!(record.offset < record.rdata_offset);
    assert_eq!(data[record.rdata_offset..end], record.rdata);
}

/// Decode → encode → decode is the identity, with names compressed and without.
fn a_message_without_anomalies_survives_encoding(message: &Message) {
    let (plain, anomalies) = wire::decode(&wire::encode(message));
    assert_eq!(anomalies, []);
    assert_eq!(content(&plain), content(message));

    let header = &message.header;
    let mut builder = MessageBuilder::query()
        .id(header.id)
        .flags(header.flags)
        .compress(true);
    for question in &message.questions {
        builder = builder.question(&question.name, question.record_type, question.class_field);
    }
    for record in &message.records {
        builder = builder.record(record.clone());
    }
    let octets = builder.build();
    let (compressed, anomalies) = wire::decode(&octets);
    assert_eq!(anomalies, []);
    assert_eq!(content(&compressed), content(message));
    assert!(compressed.octets_len <= plain.octets_len);
}

/// All that a message says, octet by octet, without where it stands.
fn content(message: &Message) -> String {
    use std::fmt::Write;

    let mut content = format!("{:?}\n", message.header);
    for question in &message.questions {
        let (name, record_type, class_field) =
            (&question.name, question.record_type, question.class_field);
        writeln!(content, "{name} {record_type} {class_field}").expect("a string takes any text");
    }
    for record in &message.records {
        let Record {
            name,
            record_type,
            class_field,
            ttl_seconds,
            data,
            section,
            ..
        } = record;
        write!(
            content,
            "{section} {name} {record_type} {class_field} {ttl_seconds} {data:?}"
        )
        .expect("a string takes any text");
        if matches!(data, RecordData::Other | RecordData::Opt) {
            write!(content, " {:?}", record.rdata).expect("a string takes any text");
        }
        content.push('\n');
    }
    content
}

fn is_of_rdata(kind: &AnomalyKind) -> bool {
    !matches!(
        kind,
        AnomalyKind::TrailingRdata { .. } | AnomalyKind::ForwardPointer { .. }
    )
}

fn assert_printable(text: &str) {
    assert!(text.chars().all(name::is_safe_char), "{text:?}");
}

/// Whatever a capture holds, it is read to an end, and what was found is printable and stands in a frame that there is.
pub(crate) fn read_capture(data: &[u8]) {
    let linter = Linter::default();
    let mut options = CaptureOptions::new("link.pcap");
    options.ports.push(53);
    let mut found = Vec::new();
    let summary = judge_capture(data, &options, &linter, &mut |event| {
        if let CaptureEvent::Message(_, verdict) = event {
            found.extend(verdict.diagnostics);
        }
    });
    found.extend(linter.check_file(&summary.file).diagnostics);
    for instance in &summary.instances {
        found.extend(linter.check_instance(instance).diagnostics);
    }
    for diagnostic in &found {
        assert_printable(&diagnostic.to_string());
        assert_printable(&diagnostic.origin.to_string());
        if let Origin::Capture { frame, offset, .. } = &diagnostic.origin {
            assert!((1..=summary.frames).contains(&frame.number));
            assert!(*offset <= 65_535);
        }
    }
}

/// Whatever a recording holds, it is judged or refused in one printable sentence with a line that there is.
pub(crate) fn read_recording(data: &[u8]) {
    let path = Path::new("link.jsonl");
    let linter = Linter::default();
    let lines = data.split(|octet| *octet == b'\n').count();
    let refused = |error: TextFileError| {
        assert_printable(&error.to_string());
        assert!(
            error
                .place
                .is_none_or(|place| (1..=lines).contains(&place.line))
        );
    };
    let reader = match RecordingReader::open(data, path) {
        Ok(reader) => reader,
        Err(error) => return refused(error),
    };
    let mut messages = 0;
    let replayed = reader.replay(&Schemas::BUILTIN, &mut |event| {
        if let LinkEvent::Message(received) = event {
            messages += 1;
            linter.check_message(&received);
        }
    });
    match replayed {
        Ok(replayed) => assert!(messages < lines && replayed.instances.len() <= data.len()),
        Err(error) => refused(error),
    }
}

/// Whatever a zone file holds, it is judged, with lines that there are, or refused in one printable sentence.
pub(crate) fn read_zone(data: &[u8]) {
    let lines = data.split(|octet| *octet == b'\n').count();
    match read_definitions(data, Path::new("a.zone"), FileFormat::Zone) {
        Ok(observation) => {
            for diagnostic in Linter::default().check(&observation).diagnostics {
                assert_printable(&diagnostic.to_string());
                if let Origin::File { line, .. } = diagnostic.origin {
                    assert!(line <= lines);
                }
            }
        }
        Err(error) => {
            assert_printable(&error.to_string());
            assert!(error.to_string().len() < 1_000);
            assert!(
                error
                    .place
                    .is_none_or(|place| (1..=lines).contains(&place.line))
            );
        }
    }
}
