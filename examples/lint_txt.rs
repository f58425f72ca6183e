//! Judges a service type and TXT strings, without a network: `cargo run --example lint_txt _ipp._tcp rp=ipp/print =x`.
#![allow(clippy::print_stdout, reason = "an example shows what it gets")]

use std::error::Error;

use dnssd_check::linter::Linter;
use dnssd_check::source::ServiceDefinition;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let service_type = arguments.next().ok_or("which service type?")?;
    let mut definition = ServiceDefinition::new(service_type.parse()?);
    definition.set_txt_strings(&arguments.collect::<Vec<_>>())?;

    let verdict = Linter::default().check(&definition.observe()?);
    for diagnostic in &verdict.diagnostics {
        println!("{diagnostic}");
        if let Some(help) = &diagnostic.help {
            println!("  {help}");
        }
    }
    println!(
        "{} findings, {} rules not applicable",
        verdict.diagnostics.len(),
        verdict.not_applicable.len()
    );
    Ok(())
}
