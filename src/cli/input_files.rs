//! Which files are meant by the paths of a command line.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;
use crate::cli::shown;
use crate::model::FileFormat;
use crate::source::{FORMAT_HEAD_LEN, MAX_INPUT_LEN, UnknownFormat, file_format};

/// Files taken from folders at most; more is a mistake, such as the root of a disk.
const MAX_FILES: usize = 100_000;

/// Folders below each other at most.
const MAX_DEPTH: usize = 64;

/// A file to be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InputFile {
    /// Where it is; `-` is standard input.
    pub(super) path: PathBuf,
    /// What it is.
    pub(super) format: FileFormat,
}

impl InputFile {
    /// Whether it is read from standard input.
    pub(super) fn is_standard_input(&self) -> bool {
        is_standard_input(&self.path)
    }

    /// Opens it, to be read from its beginning to its end.
    pub(super) fn open(&self) -> Result<Box<dyn Read + Send>, Failure> {
        if self.is_standard_input() {
            return Ok(Box::new(io::stdin()));
        }
        let file = File::open(&self.path).map_err(|error| {
            Failure::usage(format_args!(
                "{}: this can't be read: {error}",
                shown(&self.path)
            ))
        })?;
        Ok(Box::new(file))
    }
}

/// The files that the paths name, in their order; those of a folder in the order of their names.
///
/// In a folder a file counts by the ending of its name, and one that turns out to be something else is passed over; a file
/// that is named must be something that is read.
pub(super) fn input_files(
    paths: &[PathBuf],
    forced: Option<FileFormat>,
) -> Result<Vec<InputFile>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if is_standard_input(path) {
            let format = forced.ok_or_else(|| {
                Failure::usage("standard input has no name that says what it is; name its format by --format-in")
            })?;
            files.push(InputFile {
                path: path.clone(),
                format,
            });
        } else if path.is_dir() {
            let before = files.len();
            let mut visited = BTreeSet::new();
            add_folder(path, forced, 0, &mut visited, &mut files)?;
            if files.len() == before {
                return Err(Failure::usage(format_args!(
                    "{}: no file in this folder or below has a name that ends in {}",
                    shown(path),
                    ENDINGS.map(|ending| format!("`.{ending}`")).join(", ")
                )));
            }
        } else {
            let format = match forced {
                Some(format) => format,
                None => named_format(path)?,
            };
            files.push(InputFile {
                path: path.clone(),
                format,
            });
        }
    }
    Ok(files)
}

/// All of standard input, up to the limit of a file.
pub(super) fn standard_input() -> Result<Vec<u8>, Failure> {
    let mut octets = Vec::new();
    io::stdin()
        .lock()
        .take(MAX_INPUT_LEN + 1)
        .read_to_end(&mut octets)
        .map_err(|error| Failure::usage(format_args!("standard input can't be read: {error}")))?;
    if octets.len() as u64 > MAX_INPUT_LEN {
        return Err(Failure::usage(format_args!(
            "standard input is longer than {MAX_INPUT_LEN} octets, the limit"
        )));
    }
    Ok(octets)
}

/// How the names of files end that count in a folder.
const ENDINGS: [&str; 9] = [
    "service", "dnssd", "zone", "db", "pcap", "pcapng", "cap", "jsonl", "ndjson",
];

fn add_folder(
    folder: &Path,
    forced: Option<FileFormat>,
    depth: usize,
    visited: &mut BTreeSet<PathBuf>,
    files: &mut Vec<InputFile>,
) -> Result<(), Failure> {
    let unreadable = |error: io::Error| {
        Failure::usage(format_args!(
            "{}: this can't be read: {error}",
            shown(folder)
        ))
    };
    // A link may lead back to where we come from.
    let is_new = fs::canonicalize(folder).is_ok_and(|real| visited.insert(real));
    if depth > MAX_DEPTH || !is_new {
        return Ok(());
    }
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        paths.push(entry.map_err(unreadable)?.path());
    }
    paths.sort();
    for path in paths {
        if path.is_dir() {
            let is_hidden = path
                .file_name()
                .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
            if !is_hidden {
                add_folder(&path, forced, depth + 1, visited, files)?;
            }
            continue;
        }
        let counts = path.extension().is_some_and(|own| {
            ENDINGS
                .iter()
                .any(|ending| own.eq_ignore_ascii_case(ending))
        });
        if !counts || !path.is_file() {
            continue;
        }
        let format = match forced {
            Some(format) => Some(format),
            None => file_format(&path, &head(&path)?).ok(),
        };
        if let Some(format) = format {
            if files.len() >= MAX_FILES {
                return Err(Failure::usage(format_args!(
                    "there are more than {MAX_FILES} files, the limit"
                )));
            }
            files.push(InputFile { path, format });
        }
    }
    Ok(())
}

/// The format of a file that was named.
fn named_format(path: &Path) -> Result<FileFormat, Failure> {
    file_format(path, &head(path)?).map_err(|unknown| {
        let path = shown(path);
        match unknown {
            UnknownFormat::Compressed(program) => Failure::usage(format_args!(
                "{path}: the file is compressed; `{program}` makes it readable"
            )),
            UnknownFormat::SystemdUnit => Failure::usage(format_args!(
                "{path}: this is a unit that starts a program; systemd reads services of DNS-SD from `*.dnssd`, and Avahi from XML"
            )),
            UnknownFormat::Other => Failure::usage(format_args!(
                "{path}: neither its content nor its name says what this is; name its format by --format-in"
            )),
        }
    })
}

/// The first octets of a file.
fn head(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |sentence: String| Failure::usage(format_args!("{}: {sentence}", shown(path)));
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => unreadable("there is no such file".to_owned()),
        _ => unreadable(format!("this can't be read: {error}")),
    })?;
    // To open a pipe would be to wait for somebody who writes to it.
    if !metadata.is_file() {
        return Err(unreadable(
            "this is neither a file nor a folder; `-` reads standard input".to_owned(),
        ));
    }
    let mut head = Vec::new();
    File::open(path)
        .and_then(|file| file.take(FORMAT_HEAD_LEN as u64).read_to_end(&mut head))
        .map_err(|error| unreadable(format!("this can't be read: {error}")))?;
    Ok(head)
}

fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}
