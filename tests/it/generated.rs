//! Files of the repository that are derived from others: compared, and rewritten with `UPDATE=1 cargo test`.

use std::path::Path;
use std::{env, fs};

use dnssd_check::registry::{Edition, read_csv, write_table};

/// IANA's "Last Updated" of the rows in `data/service-names-port-numbers.csv`.
const EDITION: &str = "2025-08-07";

const SOURCE: &str = "IANA Service Name and Transport Protocol Port Number Registry, excerpt";

#[test]
fn services_table() {
    let csv = fs::read(in_repository("data/service-names-port-numbers.csv")).unwrap();
    let rows = read_csv(&csv)
        .unwrap_or_else(|error| panic!("data/service-names-port-numbers.csv: {error}"));
    let edition = Edition {
        updated: Some(EDITION.to_owned()),
        registrations: rows,
        contacts: Vec::new(),
    };
    assert_derived("data/services.tsv", &write_table(&edition, SOURCE));
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

fn in_repository(path: &str) -> impl AsRef<Path> {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
