//! The house stays as ARCHITECTURE.md describes it: layers, lengths, lists, citations, manifest.

mod citations;
mod code;
mod files;
mod layers;
mod manifest;

use std::fs;
use std::path::{Path, PathBuf};

use code::{strip, without_tests};

/// A Rust file of the repository.
struct Source {
    /// Its path from the top of the repository, with `/`.
    path: String,
    /// All of it.
    text: String,
    /// The same without comments and without what stands in literals.
    code: String,
}

impl Source {
    fn new(path: &str, text: String) -> Self {
        Self {
            path: path.to_owned(),
            code: strip(&text),
            text,
        }
    }

    /// The code without its unit tests; nothing, if the file is one of tests.
    fn shipped(&self) -> &str {
        if self.path.ends_with("/tests.rs") {
            return "";
        }
        without_tests(&self.code)
    }
}

/// The top of the repository.
fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All files below a folder, with their paths from the top of the repository, sorted.
fn files_below(folder: &str) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(repository().join(&folder))
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for entry in entries {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
            } else {
                files.push(
                    path.to_str()
                        .expect("names here are ASCII")
                        .replace('\\', "/"),
                );
            }
        }
    }
    files.sort();
    files
}

/// The Rust files below a folder.
fn sources(folder: &str) -> Vec<Source> {
    let sources: Vec<Source> = files_below(folder)
        .into_iter()
        .filter(|path| {
            Path::new(path)
                .extension()
                .is_some_and(|extension| extension == "rs")
        })
        .map(|path| Source::new(&path, read(&path)))
        .collect();
    assert!(!sources.is_empty(), "{folder} has no Rust file");
    sources
}

#[track_caller]
fn assert_no_complaints(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}
