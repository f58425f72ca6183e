//! Files of text that people write: read with a limit, and told about by line and column.

use std::fs::{self, File, FileType};
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;
use std::{error, fmt};

use crate::name::presentation;
use crate::schema::{Place, SchemaError};

/// Octets of a schema or a configuration at most.
pub const MAX_TEXT_FILE_LEN: u64 = 1024 * 1024;

/// Why a file of text can't be used, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TextFileError {
    /// The file.
    pub path: String,
    /// Where the fault stands, if it stands at one place.
    pub place: Option<Place>,
    /// The fault: lower case, no full stop, what the file says escaped.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    line: Option<Box<FaultyLine>>,
}

/// The line at which a fault stands.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FaultyLine {
    octets: Vec<u8>,
    faulty: Range<usize>,
}

impl TextFileError {
    /// A fault of the file as a whole.
    pub(super) fn new(path: &Path, message: impl Into<String>) -> Self {
        Self {
            path: path.to_string_lossy().into_owned(),
            place: None,
            message: printable(&message.into()),
            help: None,
            line: None,
        }
    }

    /// The same fault, with what to do about it.
    pub(super) fn with_help(mut self, help: Option<&str>) -> Self {
        self.help = help.map(printable);
        self
    }

    /// The same fault at a place in the text of the file.
    pub(super) fn at(mut self, place: Option<Place>, text: &[u8]) -> Self {
        self.place = place;
        self.line = place.and_then(|place| {
            let before = text.get(..place.start)?;
            let start = before
                .iter()
                .rposition(|octet| *octet == b'\n')
                .map_or(0, |at| at + 1);
            let rest = text.get(place.start..)?;
            let end = rest
                .iter()
                .position(|octet| *octet == b'\n')
                .map_or(text.len(), |at| place.start + at);
            let octets = text.get(start..end)?;
            let octets = octets.strip_suffix(b"\r").unwrap_or(octets);
            let within = |offset: usize| (offset - start).min(octets.len());
            Some(Box::new(FaultyLine {
                octets: octets.to_vec(),
                faulty: within(place.start)..within(place.end.clamp(place.start, end)),
            }))
        });
        self
    }

    /// What was found in the text of a schema.
    pub(super) fn of_schema(error: SchemaError, path: &Path, text: &[u8]) -> Self {
        Self::new(path, error.message)
            .with_help(error.help.as_deref())
            .at(error.place, text)
    }

    /// The octets of the line at which the fault stands, as they are, and which of them are meant.
    pub fn line(&self) -> Option<(&[u8], Range<usize>)> {
        let line = self.line.as_deref()?;
        Some((&line.octets, line.faulty.clone()))
    }
}

impl fmt::Display for TextFileError {
    /// The file with line and column, and the fault.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", presentation::text(self.path.as_bytes()))?;
        if let Some(place) = self.place {
            write!(f, ":{}:{}", place.line, place.column)?;
        }
        write!(f, ": {}", self.message)
    }
}

impl error::Error for TextFileError {}

/// Text that was escaped where it was quoted, made safe once more: a message that forgot to does no harm.
fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for c in text.chars() {
        if presentation::is_safe_char(c) {
            printable.push(c);
        } else {
            let escaped = presentation::text(c.encode_utf8(&mut [0; 4]).as_bytes()).to_string();
            printable.push_str(&escaped);
        }
    }
    printable
}

/// Reads all octets of a file, if there are no more than [`MAX_TEXT_FILE_LEN`].
pub(super) fn read_octets(path: &Path) -> Result<Vec<u8>, TextFileError> {
    read_octets_up_to(path, MAX_TEXT_FILE_LEN)
}

/// Reads all octets of a file, if there are no more than `limit`.
pub(super) fn read_octets_up_to(path: &Path, limit: u64) -> Result<Vec<u8>, TextFileError> {
    let error = |message: String| TextFileError::new(path, message);
    let metadata = fs::metadata(path).map_err(|cause| error(unreadable(path, &cause)))?;
    // To open a pipe would be to wait for somebody who writes to it.
    if !metadata.is_file() {
        let kind = kind_of(metadata.file_type());
        return Err(error(format!("this is a {kind}, a file is expected")));
    }
    if metadata.len() > limit {
        let len = metadata.len();
        return Err(error(format!(
            "the file is {len} octets long, at most {limit} are allowed"
        )));
    }
    let mut octets = Vec::new();
    // What a file of the kernel is long, or one that grows, is known only when it has been read.
    File::open(path)
        .and_then(|file| file.take(limit + 1).read_to_end(&mut octets))
        .map_err(|cause| error(unreadable(path, &cause)))?;
    if octets.len() as u64 > limit {
        return Err(error(format!(
            "the file is longer than {limit} octets, the limit"
        )));
    }
    Ok(octets)
}

/// The text that the octets are.
pub(super) fn text_of<'o>(octets: &'o [u8], path: &Path) -> Result<&'o str, TextFileError> {
    let text = match str::from_utf8(octets) {
        Ok(text) => text,
        Err(cause) => {
            let start = cause.valid_up_to();
            let before = octets.get(..start).unwrap_or_default();
            let wrong = octets.get(start).copied().unwrap_or_default();
            let before = String::from_utf8_lossy(before);
            let mut place = Place::new(&before, start, start);
            place.end = start + cause.error_len().unwrap_or(1);
            let message = format!(
                "octet 0x{wrong:02x} is not UTF-8 text (octet {} of the file)",
                start + 1
            );
            return Err(TextFileError::new(path, message).at(Some(place), octets));
        }
    };
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err(TextFileError::new(path, "the file is empty"));
    }
    Ok(text)
}

/// Why there is nothing to read at this path.
pub(super) fn unreadable(path: &Path, cause: &io::Error) -> String {
    if cause.kind() != io::ErrorKind::NotFound {
        return format!("this can't be read: {cause}");
    }
    match fs::read_link(path) {
        Ok(target) => {
            let target = presentation::text(target.as_os_str().as_encoded_bytes()).to_string();
            format!("this is a link to `{target}`, which is not there")
        }
        Err(_) => "there is no such file".to_owned(),
    }
}

/// What something is that is no file.
fn kind_of(file_type: FileType) -> &'static str {
    if file_type.is_dir() {
        return "folder";
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if file_type.is_fifo() {
            return "named pipe";
        }
        if file_type.is_socket() {
            return "socket";
        }
    }
    "device"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(octets: &[u8]) -> TextFileError {
        text_of(octets, Path::new("a.toml")).expect_err("no text")
    }

    #[test]
    fn what_is_no_text_is_told_with_its_place() {
        let error = refused(
            "é = 1\r\nbé = \"\u{fc}"
                .as_bytes()
                .strip_suffix(b"\xbc")
                .expect("an octet of two"),
        );
        assert_eq!(
            error.to_string(),
            "a.toml:2:7: octet 0xc3 is not UTF-8 text (octet 16 of the file)"
        );
        assert_eq!(
            error.line(),
            Some((
                "bé = \"\u{fc}".as_bytes().split_last().expect("octets").1,
                7..8
            ))
        );
        let error = refused(b"\xff\xfet\0");
        assert_eq!(
            error.to_string(),
            "a.toml:1:1: octet 0xff is not UTF-8 text (octet 1 of the file)"
        );
        for nothing in ["", " \n\t", "\u{feff}\n"] {
            assert_eq!(
                refused(nothing.as_bytes()).to_string(),
                "a.toml: the file is empty"
            );
        }
    }

    #[test]
    fn a_fault_is_cut_to_its_line() {
        let text = "one\ntwo three\r\nfour";
        let line = |start, end| {
            let error = TextFileError::new(Path::new("a"), "x")
                .at(Some(Place::new(text, start, end)), text.as_bytes());
            error
                .line()
                .map(|(octets, faulty)| (String::from_utf8_lossy(octets).into_owned(), faulty))
        };
        assert_eq!(line(8, 10), Some(("two three".to_owned(), 4..6)));
        assert_eq!(line(8, 19), Some(("two three".to_owned(), 4..9)));
        assert_eq!(line(13, 13), Some(("two three".to_owned(), 9..9)));
        assert_eq!(line(19, 19), Some(("four".to_owned(), 4..4)));
        assert_eq!(line(0, 0), Some(("one".to_owned(), 0..0)));
    }

    #[test]
    fn a_path_is_escaped() {
        let error = TextFileError::new(Path::new("a\u{1b}[2J"), "x");
        assert_eq!(error.to_string(), r"a\x1b[2J: x");
    }

    #[test]
    fn what_a_message_forgot_to_escape_is_escaped() {
        let error = TextFileError::new(Path::new("a"), "`\\\u{1b}[2J\u{202e}`");
        assert_eq!(error.to_string(), r"a: `\\x1b[2J\u{202e}`");
    }
}
