//! How long it takes to read a schema and to judge a record by it: `cargo bench --bench schema`.
#![allow(clippy::print_stdout, reason = "a benchmark shows what it measured")]

use std::hint::black_box;
use std::time::Instant;

use dnssd_check::linter::Linter;
use dnssd_check::model::{Observation, ServiceInstance};
use dnssd_check::rule::{Selection, Severity};
use dnssd_check::schema::{BuiltinSchema, SchemaOrigin, ServiceSchema};
use dnssd_check::source::ServiceDefinition;

/// Batches of which the median is told.
const BATCHES: usize = 101;

/// Records of a batch.
const RECORDS: usize = 1000;

/// A printer with 20 keys, as they come with lists, URLs, a UUID and forms.
const PRINTER: [&str; 20] = [
    "txtvers=1",
    "qtotal=1",
    "rp=ipp/print",
    "ty=Example Laser 4000",
    "product=(Example Laser 4000)",
    "note=Second floor",
    "priority=50",
    "adminurl=https://printer.local./",
    "pdl=application/pdf,image/jpeg,image/pwg-raster,image/urf",
    "usb_MFG=Example",
    "usb_MDL=Laser 4000",
    "UUID=f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "TLS=1.2",
    "Color=T",
    "Duplex=T",
    "Copies=T",
    "PaperMax=legal-A4",
    "URF=V1.4,CP255,DM1,RS600,SRGB24,W8",
    "kind=document,photo",
    "mopria-certified=1.3",
];

fn main() {
    println!(
        "{:52} {:>9} {:>9} {:>9}",
        "microseconds", "min", "median", "max"
    );
    let (mut length, mut count) = (0, 0);
    let ipp = BuiltinSchema::find("_ipp._tcp").expect("the schema is built in");
    measure("reading the schema of _ipp._tcp", 1, || {
        ServiceSchema::parse(ipp.text(), SchemaOrigin::Program).expect("the schema is right");
    });
    measure("reading all that are built in", 1, || {
        (length, count) = (0, 0);
        for schema in BuiltinSchema::all() {
            length += schema.text().len();
            count += 1;
            ServiceSchema::parse(schema.text(), SchemaOrigin::Program)
                .expect("the schema is right");
        }
    });
    println!("{:52} {count} schemas, {length} octets\n", "");

    let printer = instance("_ipp._tcp", &PRINTER);
    let lamp = instance(
        "_hap._tcp",
        &[
            "c#=1",
            "ff=0",
            "id=3C:33:1B:21:B3:00",
            "md=Lamp",
            "pv=1.1",
            "s#=1",
            "sf=1",
            "ci=5",
            "sh=c8zByA==",
        ],
    );
    for (what, instance) in [
        ("_ipp._tcp, 20 keys", &printer),
        ("_hap._tcp, 9 keys", &lamp),
    ] {
        for (rules, family) in [("the rules KEY", Some("KEY")), ("all rules", None)] {
            let linter = linter(family);
            let verdict = linter.check_instance(instance);
            assert_eq!(
                verdict.at_least(Severity::Warning).count(),
                0,
                "{:?}",
                verdict.diagnostics
            );
            measure(&format!("judging {what}, by {rules}"), RECORDS, || {
                black_box(linter.check_instance(black_box(instance)));
            });
        }
    }
}

fn linter(family: Option<&str>) -> Linter {
    let select: Vec<String> = family.into_iter().map(str::to_owned).collect();
    Linter::new(Selection::new(&select, &[]).expect("the family is there"))
}

fn instance(service_type: &str, strings: &[&str]) -> ServiceInstance {
    let mut definition = ServiceDefinition::new(service_type.parse().expect("a service type"));
    let strings: Vec<&[u8]> = strings.iter().map(|string| string.as_bytes()).collect();
    definition.set_txt_strings(&strings).expect("short strings");
    definition.set_instance(b"Example").expect("a short name");
    let observation: Observation = definition.observe().expect("a definition");
    observation
        .instances
        .into_iter()
        .next()
        .expect("one instance was defined")
}

/// Prints the least, the median and the most that one of `each` runs of a batch took.
fn measure(what: &str, each: usize, mut run: impl FnMut()) {
    let mut times: Vec<f64> = (0..BATCHES)
        .map(|_| {
            let started = Instant::now();
            (0..each).for_each(|_| run());
            let each = u32::try_from(each).unwrap_or(u32::MAX);
            started.elapsed().as_secs_f64() * 1e6 / f64::from(each)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let time = |index: usize| times.get(index).copied().unwrap_or(f64::NAN);
    println!(
        "{what:52} {:9.2} {:9.2} {:9.2}",
        time(0),
        time(BATCHES / 2),
        time(BATCHES - 1)
    );
}
