//! Browses the link for a service type and judges each instance: `cargo run --example browse _http._tcp`.
#![allow(clippy::print_stdout, reason = "an example shows what it gets")]

use std::error::Error;

use dnssd_check::linter::Linter;
use dnssd_check::source::mdns::{BrowseOptions, Browser};
use dnssd_check::source::{BrowseTarget, LinkEvent};

fn main() -> Result<(), Box<dyn Error>> {
    let service_type = std::env::args().nth(1).ok_or("which service type?")?;
    let mut options = BrowseOptions::default();
    options.targets = vec![BrowseTarget {
        service_type: service_type.parse()?,
        subtype: None,
    }];

    let linter = Linter::default();
    let summary = Browser::open(options)?.run(|event| {
        if let LinkEvent::Found(instance) = event {
            println!("{} at {:?}", instance.name, instance.addresses());
            for diagnostic in linter.check_instance(&instance).diagnostics {
                println!("  {diagnostic}");
            }
        }
    })?;
    let (count, listened) = (summary.instances.len(), summary.listened);
    println!("{count} instances in {listened:?}");
    Ok(())
}
