//! Schema files looked at, each alone and all together, before anything is judged by them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::examples::judge_examples;
use super::schema_files::{SchemaFile, located, read_schema_file, schema_paths};
use super::text_file::TextFileError;
use crate::linter::Linter;
use crate::schema::Schemas;

/// Contradictions between files told at most.
const MAX_CONTRADICTIONS: usize = 20;

/// A schema file that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckedSchemaFile {
    /// The file; or what stands at a path where no file is.
    pub path: PathBuf,
    /// What it says, where it can be read.
    pub file: Option<SchemaFile>,
    /// Why it can't be used; nothing if it can.
    pub faults: Vec<TextFileError>,
    /// Its examples that are judged otherwise than it says.
    pub mismatches: Vec<TextFileError>,
}

impl CheckedSchemaFile {
    fn new(path: &Path, read: Result<SchemaFile, Vec<TextFileError>>) -> Self {
        let (file, faults) = match read {
            Ok(file) => (Some(file), Vec::new()),
            Err(faults) => (None, faults),
        };
        Self {
            path: path.to_owned(),
            file,
            faults,
            mismatches: Vec::new(),
        }
    }
}

/// Looks at all schema files at these paths: what is wrong with each alone, whether they can be used together before the
/// schemas that are built in, and whether this linter judges their examples as they say.
pub fn check_schema_files(paths: &[PathBuf], linter: &Linter) -> Vec<CheckedSchemaFile> {
    let mut checked = read(paths);
    let Some(schemas) = agreed(&mut checked) else {
        return checked;
    };
    let linter = linter.clone().with_schemas(schemas);
    for one in checked.iter_mut().filter(|one| one.faults.is_empty()) {
        if let Some(file) = &one.file {
            let mismatches = judge_examples(&file.schema, &linter);
            one.mismatches = mismatches
                .iter()
                .map(|mismatch| file.mismatch(mismatch))
                .collect();
        }
    }
    checked
}

/// Reads each file once.
fn read(paths: &[PathBuf]) -> Vec<CheckedSchemaFile> {
    let mut known = BTreeSet::new();
    let mut checked = Vec::new();
    for path in paths {
        match schema_paths(path) {
            Err(error) => checked.push(CheckedSchemaFile::new(path, Err(vec![error]))),
            Ok(files) => {
                for file in files {
                    if fs::canonicalize(&file).map_or(true, |real| known.insert(real)) {
                        checked.push(CheckedSchemaFile::new(&file, read_schema_file(&file)));
                    }
                }
            }
        }
    }
    checked
}

/// The schemas of all files that can be used together; those that can't get a fault. `None` if there are too many.
fn agreed(checked: &mut [CheckedSchemaFile]) -> Option<Schemas> {
    let mut layer: Vec<_> = checked
        .iter()
        .filter_map(|one| Some(one.file.as_ref()?.schema.clone()))
        .collect();
    for _ in 0..MAX_CONTRADICTIONS {
        let error = match Schemas::layered(std::slice::from_ref(&layer)) {
            Ok(schemas) => return Some(schemas),
            Err(error) => error,
        };
        let position = layer
            .iter()
            .position(|schema| schema.origin == error.origin)?;
        let schema = layer.get_mut(position)?;
        // What it inherits is left out first, so that those which extend it are judged by what it has itself.
        if schema.extends.is_empty() || error.place != schema.extends_place() {
            layer.remove(position);
        } else {
            schema.extends.clear();
        }
        let is_of = |one: &&mut CheckedSchemaFile| {
            one.file
                .as_ref()
                .is_some_and(|file| file.schema.origin == error.origin)
        };
        let one = checked.iter_mut().find(is_of)?;
        let fault = located(error, one.file.as_ref());
        one.faults.push(fault);
    }
    None
}
