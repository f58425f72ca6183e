//! Schemas in files of the user.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::examples::ExampleMismatch;
use super::text_file::{TextFileError, read_octets, text_of, unreadable};
use crate::schema::{Place, SchemaError, SchemaOrigin, Schemas, ServiceSchema};

/// Schema files of a folder at most.
pub const MAX_SCHEMA_FILES: usize = 1000;

/// What the name of a schema file in a folder ends in.
const EXTENSION: &str = "toml";

/// A schema in a file, as it stands there: what it inherits is not looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SchemaFile {
    /// The file.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// What the text says.
    pub schema: ServiceSchema,
}

impl SchemaFile {
    /// What is to be told of an example that is judged otherwise than the file says.
    pub fn mismatch(&self, mismatch: &ExampleMismatch) -> TextFileError {
        let example = self.schema.examples.get(mismatch.index);
        let names_finding = example.is_some_and(|example| example.finding.is_some());
        let field = if names_finding { "finding" } else { "txt" };
        let place = Place::of_item(&self.text, "examples", mismatch.index, field);
        TextFileError::new(&self.path, &mismatch.message).at(place, self.text.as_bytes())
    }
}

/// The schema files at a path: the path itself, or if it is a folder, all `*.toml` in it but hidden ones, sorted.
///
/// # Errors
///
/// A path where nothing is, and a folder that can't be read, has no such file or more than [`MAX_SCHEMA_FILES`].
pub fn schema_paths(path: &Path) -> Result<Vec<PathBuf>, TextFileError> {
    let metadata =
        fs::metadata(path).map_err(|cause| TextFileError::new(path, unreadable(path, &cause)))?;
    if !metadata.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let names = names_in(path)?;
    if names.is_empty() {
        return Err(TextFileError::new(
            path,
            format!("the folder has no file whose name ends in `.{EXTENSION}`"),
        ));
    }
    Ok(joined(path, &names))
}

/// The files of a folder; those of the working folder by their names alone.
fn joined(folder: &Path, names: &BTreeSet<OsString>) -> Vec<PathBuf> {
    let folder = if folder == Path::new(".") {
        Path::new("")
    } else {
        folder
    };
    names.iter().map(|name| folder.join(name)).collect()
}

/// The same for a folder that need not be there, nor have anything in it.
fn schema_paths_if_any(folder: &Path) -> Result<Vec<PathBuf>, TextFileError> {
    match fs::symlink_metadata(folder) {
        Err(cause) if is_absence(&cause) => Ok(Vec::new()),
        _ => Ok(joined(folder, &names_in(folder)?)),
    }
}

fn is_absence(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// The names of the schema files in a folder, sorted.
///
/// Hidden ones are left out: editors keep locks and copies there.
fn names_in(folder: &Path) -> Result<BTreeSet<OsString>, TextFileError> {
    let unreadable = |cause: io::Error| TextFileError::new(folder, unreadable(folder, &cause));
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        let is_hidden = name.as_encoded_bytes().starts_with(b".");
        if is_hidden
            || Path::new(&name)
                .extension()
                .is_none_or(|extension| extension != EXTENSION)
        {
            continue;
        }
        names.insert(name);
        if names.len() > MAX_SCHEMA_FILES {
            let message = format!(
                "the folder has more than {MAX_SCHEMA_FILES} files whose names end in `.{EXTENSION}`, the limit"
            );
            return Err(TextFileError::new(folder, message));
        }
    }
    Ok(names)
}

/// Reads a schema from a file.
///
/// # Errors
///
/// As of [`parse_schema_file`]; a file that is not there, can't be read, or has more than
/// [`MAX_TEXT_FILE_LEN`](super::MAX_TEXT_FILE_LEN) octets.
pub fn read_schema_file(path: &Path) -> Result<SchemaFile, Vec<TextFileError>> {
    let octets = read_octets(path).map_err(|error| vec![error])?;
    parse_schema_file(&octets, path)
}

/// Reads a schema from the octets of a file that came from this path.
///
/// # Errors
///
/// What is wrong, as far as it can be told at once: octets that are not UTF-8, no TOML, what
/// [`ServiceSchema::faults`] finds. There is at least one fault.
pub fn parse_schema_file(octets: &[u8], path: &Path) -> Result<SchemaFile, Vec<TextFileError>> {
    let text = text_of(octets, path).map_err(|error| vec![error])?;
    let origin = SchemaOrigin::File(path.to_string_lossy().into_owned());
    match ServiceSchema::parse(text, origin.clone()) {
        Ok(schema) => Ok(SchemaFile {
            path: path.to_owned(),
            text: text.to_owned(),
            schema,
        }),
        Err(_) => Err(ServiceSchema::faults(text, &origin)
            .into_iter()
            .map(|error| TextFileError::of_schema(error, path, octets))
            .collect()),
    }
}

/// Reads the schemas at several paths, each file once.
///
/// # Errors
///
/// The first fault of the first file that can't be used.
pub fn read_schema_layer(paths: &[PathBuf]) -> Result<Vec<SchemaFile>, TextFileError> {
    let mut files = Vec::new();
    for path in paths {
        files.extend(schema_paths(path)?);
    }
    read_each_once(files)
}

/// Reads the schemas in a folder that need not be there.
///
/// # Errors
///
/// As of [`read_schema_layer`].
pub fn read_schema_folder(folder: &Path) -> Result<Vec<SchemaFile>, TextFileError> {
    read_each_once(schema_paths_if_any(folder)?)
}

fn read_each_once(paths: Vec<PathBuf>) -> Result<Vec<SchemaFile>, TextFileError> {
    let mut known = BTreeSet::new();
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        // A file that is named twice, or by its folder too, would contradict itself.
        if fs::canonicalize(&path).is_ok_and(|real| !known.insert(real)) {
            continue;
        }
        files.push(read_schema_file(&path).map_err(first)?);
    }
    Ok(files)
}

/// The first of faults, of which there is at least one.
fn first(errors: Vec<TextFileError>) -> TextFileError {
    let mut errors = errors.into_iter();
    errors
        .next()
        .unwrap_or_else(|| TextFileError::new(Path::new(""), "the file can't be used"))
}

/// Puts the schemas of files before those that are built in, layer by layer: see [`Schemas::layered`].
///
/// # Errors
///
/// Schemas that contradict each other, at the place of one of them.
pub fn layered_schemas(layers: &[Vec<SchemaFile>]) -> Result<Schemas, TextFileError> {
    let schemas: Vec<Vec<ServiceSchema>> = layers
        .iter()
        .map(|layer| layer.iter().map(|file| file.schema.clone()).collect())
        .collect();
    Schemas::layered(&schemas).map_err(|error| located(error, layers.iter().flatten()))
}

/// The fault with the line of the file that has it.
pub(super) fn located<'f>(
    error: SchemaError,
    files: impl IntoIterator<Item = &'f SchemaFile>,
) -> TextFileError {
    let mut files = files.into_iter();
    match files.find(|file| file.schema.origin == error.origin) {
        Some(file) => TextFileError::of_schema(error, &file.path, file.text.as_bytes()),
        None => TextFileError::new(Path::new("schema"), error.to_string()),
    }
}
