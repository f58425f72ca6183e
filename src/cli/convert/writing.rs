//! Where documents go: all of them, or none.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;
use crate::cli::output_file::OutputFile;
use crate::cli::shown;
use crate::cli::terminal::{Remark, Terminal};
use crate::convert::Document;

/// Writes documents to a file, into a folder or, without a path, to standard output; returns the path of each.
pub(super) fn write(
    documents: &[Document],
    output: Option<&Path>,
    terminal: Terminal,
) -> Result<Vec<PathBuf>, Failure> {
    let Some(path) = output.filter(|path| *path != Path::new("-")) else {
        let [document] = documents else {
            let count = documents.len();
            return Err(Failure::usage(format_args!(
                "{count} files are to be written, and standard output is one; name a folder by --output"
            )));
        };
        crate::cli::print(terminal, &document.text)?;
        return Ok(vec![PathBuf::from("-")]);
    };
    let is_folder = path.is_dir()
        || path.as_os_str().as_encoded_bytes().ends_with(b"/")
        || (documents.len() > 1 && !path.exists());
    let paths: Vec<PathBuf> = match documents {
        _ if is_folder => {
            fs::create_dir_all(path).map_err(|error| unwritable(path, &error))?;
            let names = documents.iter().map(|document| &document.file_name);
            names.map(|name| path.join(OsStr::new(name))).collect()
        }
        [_] => vec![path.to_owned()],
        _ => {
            let count = documents.len();
            return Err(Failure::usage(format_args!(
                "{count} files are to be written, and `{}` is one; name a folder by --output",
                shown(path)
            )));
        }
    };
    let mut files = Vec::new();
    for (document, path) in documents.iter().zip(&paths) {
        let mut file = OutputFile::open(path)?;
        file.write_all(document.text.as_bytes())?;
        files.push(file);
    }
    // Nothing has changed so far.
    for (file, path) in files.iter().zip(&paths) {
        file.complete()?;
        if is_folder {
            terminal.remark(Remark::Notice, &format!("wrote `{}`", shown(path)));
        }
    }
    Ok(paths)
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(format_args!("`{}` can't be written: {error}", shown(path)))
}
