//! The index of the schemas that are built in.

use std::fmt::Write as _;
use std::fs;

use dnssd_check::schema::{SchemaOrigin, ServiceSchema};

use super::{assert_derived, in_repository, read_to_string};

/// The schemas of the repository by the names of their files, sorted.
pub(crate) fn files() -> Vec<(String, String)> {
    let folder = fs::read_dir(in_repository("data/schemas")).unwrap();
    let mut files: Vec<(String, String)> = folder
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let stem = name
                .strip_suffix(".toml")
                .unwrap_or_else(|| panic!("{name} is no TOML"));
            (stem.to_owned(), read_to_string(&path))
        })
        .collect();
    files.sort();
    files
}

#[test]
fn index_of_schemas() {
    let files = files();
    let mut types: Vec<(String, usize)> = Vec::new();
    let mut profiles: Vec<(String, usize)> = Vec::new();
    let mut faults = Vec::new();
    for (position, (name, text)) in files.iter().enumerate() {
        let origin = SchemaOrigin::File(format!("data/schemas/{name}.toml"));
        match ServiceSchema::parse(text, origin) {
            Ok(schema) => {
                types.extend(
                    schema
                        .services
                        .iter()
                        .map(|service| (service.to_ascii_lowercase(), position)),
                );
                profiles.extend(
                    schema
                        .profiles
                        .iter()
                        .map(|profile| (profile.name.clone(), position)),
                );
            }
            Err(error) => faults.push(error.to_string()),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    types.sort();
    profiles.sort();
    for pair in types.windows(2) {
        assert_ne!(pair[0].0, pair[1].0, "two schemas cover a type");
    }
    let mut text = "\
//! The files of `data/schemas`: which service types and profiles stand in which. Derived from them by a test, which
//! `UPDATE=1 cargo test` has rewrite this file.

use super::texts::{Index, Texts, index, texts};

"
    .to_owned();
    let names = || files.iter().map(|(name, _)| name);
    write_list(
        &mut text,
        "The names of the files, without `.toml`.",
        "NAMES: Texts = texts!",
        names().map(|name| format!("{name:?}")),
    );
    text.push('\n');
    write_list(
        &mut text,
        "The texts of the files.",
        "TEXTS: Texts = texts!",
        names().map(|name| format!("include_str!(\"../../data/schemas/{name}.toml\")")),
    );
    text.push('\n');
    write_list(
        &mut text,
        "Service types in lower case, sorted, each with the position of its file.",
        "TYPES: Index = index!",
        types.iter().map(|entry| format!("{entry:?}")),
    );
    text.push('\n');
    write_list(
        &mut text,
        "Profiles, sorted, each with the position of a file that has it.",
        "PROFILES: Index = index!",
        profiles.iter().map(|entry| format!("{entry:?}")),
    );
    assert_derived("src/schema/builtin_files.rs", &text);
}

/// Writes a static, with as many entries a line as have room.
fn write_list(text: &mut String, doc: &str, start: &str, entries: impl Iterator<Item = String>) {
    const MAX_WIDTH: usize = 116;
    write!(
        text,
        "/// {doc}\n#[rustfmt::skip]\npub(super) static {start}["
    )
    .unwrap();
    let mut width = MAX_WIDTH;
    for entry in entries {
        width += entry.len() + 2;
        if width > MAX_WIDTH {
            width = entry.len() + 4;
            text.push_str("\n   ");
        }
        write!(text, " {entry},").unwrap();
    }
    text.push_str("\n];\n");
}
