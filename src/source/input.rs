//! Files to be judged: which format they have, and what is in them.

use std::path::Path;

use crate::model::{FileFormat, Observation};
use crate::schema::Place;
use crate::source::text_file::{read_octets_up_to, text_of};
use crate::source::{TextFileError, avahi, suppression, systemd, zone};

/// Octets of a definition file (`*.service`, `*.dnssd`) or a zone file at most.
pub const MAX_INPUT_LEN: u64 = 64 * 1024 * 1024;

/// Octets from the beginning of a file that decide what it is.
pub const FORMAT_HEAD_LEN: usize = 4_096;

/// Why a file can't be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnknownFormat {
    /// Compressed, by the program of this name.
    Compressed(&'static str),
    /// A unit of systemd that starts a program.
    SystemdUnit,
    /// Nothing that is known.
    Other,
}

/// The format of a file, by its first octets and then by its name.
///
/// # Errors
///
/// [`UnknownFormat`] where both say nothing, or where the file is something that is often taken for one of the formats.
pub fn file_format(path: &Path, head: &[u8]) -> Result<FileFormat, UnknownFormat> {
    let is_magic = |magics: &[[u8; 4]]| magics.iter().any(|magic| head.starts_with(magic));
    if is_magic(&CAPTURE_MAGICS) {
        return Ok(FileFormat::Capture);
    }
    for (magic, program) in COMPRESSED {
        if head.starts_with(magic) {
            return Err(UnknownFormat::Compressed(program));
        }
    }
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = String::from_utf8_lossy(head);
    let extension = path
        .extension()
        .map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    let extension = extension.as_deref().unwrap_or_default();
    match text.trim_ascii_start().as_bytes().first() {
        Some(b'<') if extension == "service" || text.contains("service-group") => {
            return Ok(FileFormat::Avahi);
        }
        Some(b'{') => return Ok(FileFormat::Recording),
        _ => {}
    }
    let has_section = |names: &[&str]| {
        text.lines()
            .any(|line| names.iter().any(|name| line.trim() == *name))
    };
    match extension {
        "dnssd" => Ok(FileFormat::Systemd),
        "service" if has_section(&["[Unit]", "[Install]", "[Service]"]) => {
            Err(UnknownFormat::SystemdUnit)
        }
        "service" => Ok(FileFormat::Avahi),
        "pcap" | "pcapng" | "cap" => Ok(FileFormat::Capture),
        "jsonl" | "ndjson" => Ok(FileFormat::Recording),
        "zone" | "db" => Ok(FileFormat::Zone),
        _ if looks_like_zone(&text) => Ok(FileFormat::Zone),
        _ => Err(UnknownFormat::Other),
    }
}

/// The first four octets of pcap, in both byte orders, with micro- and nanoseconds, and of pcapng.
const CAPTURE_MAGICS: [[u8; 4]; 5] = [
    [0xa1, 0xb2, 0xc3, 0xd4],
    [0xd4, 0xc3, 0xb2, 0xa1],
    [0xa1, 0xb2, 0x3c, 0x4d],
    [0x4d, 0x3c, 0xb2, 0xa1],
    [0x0a, 0x0d, 0x0d, 0x0a],
];

/// The first octets of compressed files, and the program that undoes it.
const COMPRESSED: [(&[u8], &str); 4] = [
    (&[0x1f, 0x8b], "gunzip"),
    (&[0x28, 0xb5, 0x2f, 0xfd], "unzstd"),
    (&[0xfd, b'7', b'z', b'X', b'Z'], "unxz"),
    (b"BZh", "bunzip2"),
];

/// Whether there is a directive or a record of a zone file in the text.
fn looks_like_zone(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.split(';').next().unwrap_or_default();
        let mut words = line.split_ascii_whitespace();
        let first = words.next().unwrap_or_default();
        let is_type = |word: &str| {
            ["SOA", "SRV", "PTR", "TXT"]
                .iter()
                .any(|kind| word.eq_ignore_ascii_case(kind))
        };
        // A type stands behind the owner, a TTL and a class at most, and before its data.
        let has_type = || {
            let words: Vec<&str> = words.take(4).collect();
            let position = words.iter().position(|word| is_type(word));
            position.is_some_and(|position| position < 3 && position + 1 < words.len())
        };
        matches!(first, "$ORIGIN" | "$TTL" | "$INCLUDE") || has_type()
    })
}

/// Reads a definition or zone file into what the linter judges; `path` names it in origins and errors.
///
/// # Errors
///
/// [`TextFileError`] for a zone file that is no text, for the first thing in one that can't be read, and for a service group
/// of Avahi that declares entities or has more than 1,000 services. What its daemon can't read is no error: the observation
/// tells of it.
pub fn read_definitions(
    octets: &[u8],
    path: &Path,
    format: FileFormat,
) -> Result<Observation, TextFileError> {
    let mut observation = match format {
        FileFormat::Avahi => avahi::read(octets, path),
        FileFormat::Systemd => Ok(systemd::read(octets, path)),
        FileFormat::Zone => zone_file(text_of(octets, path)?, path),
        _ => Err(TextFileError::new(
            path,
            format!("a {format} is not a file of definitions"),
        )),
    }?;
    for file in &mut observation.files {
        suppression::read(octets, file);
    }
    Ok(observation)
}

/// Reads all octets of a definition or zone file.
///
/// # Errors
///
/// [`TextFileError`] if it can't be read, is no regular file, or has more than [`MAX_INPUT_LEN`] octets.
pub fn read_input(path: &Path) -> Result<Vec<u8>, TextFileError> {
    read_octets_up_to(path, MAX_INPUT_LEN)
}

fn zone_file(text: &str, path: &Path) -> Result<Observation, TextFileError> {
    zone::read_file(text, &path.to_string_lossy()).map_err(|error| {
        let start = offset(text, error.line, error.column);
        let place = Place::new(text, start, start);
        TextFileError::new(path, error.kind.to_string()).at(Some(place), text.as_bytes())
    })
}

/// Octets before the character at this line and column, both counted from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = text.get(before..).unwrap_or_default();
    let within = rest
        .char_indices()
        .nth(column.saturating_sub(1))
        .map_or(rest.len(), |(at, _)| at);
    before + within
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(path: &str, head: &[u8]) -> Result<FileFormat, UnknownFormat> {
        file_format(Path::new(path), head)
    }

    #[test]
    fn content_decides_before_the_name() {
        let xml = b"<?xml version=\"1.0\"?>\n<!DOCTYPE service-group SYSTEM \"avahi-service.dtd\">";
        assert_eq!(format("a.txt", xml), Ok(FileFormat::Avahi));
        assert_eq!(format("a.service", b"<group/>"), Ok(FileFormat::Avahi));
        assert_eq!(format("a.service", b"\n"), Ok(FileFormat::Avahi));
        assert_eq!(
            format("a.service", b"[Unit]\nDescription=x\n"),
            Err(UnknownFormat::SystemdUnit)
        );
        assert_eq!(format("a.dnssd", b"[Service]\n"), Ok(FileFormat::Systemd));
        assert_eq!(
            format("x", b"\x0a\x0d\x0d\x0a...."),
            Ok(FileFormat::Capture)
        );
        assert_eq!(format("x", b"\x4d\x3c\xb2\xa1"), Ok(FileFormat::Capture));
        assert_eq!(format("x", b"{\"recording\":1}"), Ok(FileFormat::Recording));
        assert_eq!(format("x.db", b""), Ok(FileFormat::Zone));
        assert_eq!(
            format("named.conf.local.zone1", b"; c\n$TTL 60\n"),
            Ok(FileFormat::Zone)
        );
        assert_eq!(
            format("x", b"a._http._tcp.local. 120 IN SRV 0 0 80 h.local."),
            Ok(FileFormat::Zone)
        );
        assert_eq!(
            format("x.pcap.gz", b"\x1f\x8b\x08"),
            Err(UnknownFormat::Compressed("gunzip"))
        );
        assert_eq!(
            format("README.md", b"# A text about SRV"),
            Err(UnknownFormat::Other)
        );
        assert_eq!(format("x", b""), Err(UnknownFormat::Other));
    }

    #[test]
    fn a_fault_of_a_zone_has_its_line() {
        let text = "$TTL 60\n\u{e9} TXT x\nb. A 1.2.3\n";
        let error = read_definitions(text.as_bytes(), Path::new("a.zone"), FileFormat::Zone)
            .expect_err("a relative name without origin");
        assert_eq!(error.to_string().split(": ").next(), Some("a.zone:2:1"));
        assert_eq!(
            error.line().map(|(line, _)| line),
            Some("\u{e9} TXT x".as_bytes())
        );
    }
}
