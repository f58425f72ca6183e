//! How long the registry takes to be read and to be asked: `cargo bench --bench registry`.
//!
//! The files of IANA lie in `../shared/data/iana`, or where `DNSSD_CHECK_IANA` says; without them the rows of the builtin
//! table are written and read instead.
#![allow(clippy::print_stdout, reason = "a benchmark shows what it measured")]

use std::hint::black_box;
use std::path::PathBuf;
use std::time::Instant;
use std::{env, fs};

use dnssd_check::registry::{Edition, Registry, read, write_table};

/// Runs of what takes milliseconds.
const RUNS: usize = 51;

/// Look-ups of one run.
const LOOKUPS: usize = 1000;

fn main() {
    println!(
        "{:44} {:>9} {:>9} {:>9}",
        "milliseconds", "min", "median", "max"
    );
    let mut edition = None;
    for extension in ["csv", "xml", "txt"] {
        let path = folder().join(format!("service-names-port-numbers.{extension}"));
        if path.exists() {
            let file = measure(&format!("reading the octets of the {extension}"), || {
                fs::read(&path).expect("the file is there")
            });
            let whole = measure("… and all rows and notes", || {
                let octets = fs::read(&path).expect("the file is there");
                edition = Some(read(&octets).expect("IANA's file can be read").1);
            });
            println!("{:44} ratio {:.0}\n", "", whole / file);
        } else {
            println!("{} is not there", path.display());
        }
    }
    let edition = edition.unwrap_or_else(|| Edition {
        registrations: Registry::builtin().rows().collect(),
        ..Edition::default()
    });
    let table = write_table(&edition, "a benchmark");
    measure("writing the table", || write_table(&edition, "a benchmark"));
    let registry = Registry::parse(table).expect("what was written can be read");
    measure("comparing the table with its checksum", || {
        registry.verify()
    });
    let names: Vec<_> = registry.names().map(std::borrow::Cow::into_owned).collect();
    measure(&format!("{LOOKUPS} look-ups of names"), || {
        for name in names.iter().step_by(7).cycle().take(LOOKUPS) {
            black_box(registry.lookup_name(name));
        }
    });
    measure(&format!("{LOOKUPS} look-ups of ports"), || {
        for port in (0..u16::MAX).step_by(65).cycle().take(LOOKUPS) {
            black_box(registry.lookup_port(port));
        }
    });
    measure("near names of one", || registry.near_names("googelcast"));
}

fn folder() -> PathBuf {
    env::var_os("DNSSD_CHECK_IANA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/iana"),
        PathBuf::from,
    )
}

/// Prints the least, the median and the most of [`RUNS`] runs; gives the median, in milliseconds.
fn measure<T>(what: &str, mut run: impl FnMut() -> T) -> f64 {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            black_box(run());
            started.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let time = |index: usize| times.get(index).copied().unwrap_or(f64::NAN);
    let (min, median, max) = (time(0), time(RUNS / 2), time(RUNS - 1));
    println!("{what:44} {min:9.2} {median:9.2} {max:9.2}");
    median
}
