//! Publishes a calendar for ten seconds, judged first: `cargo run --example advertise 'Team Calendar'`.
#![allow(clippy::print_stdout, reason = "an example shows what it gets")]

use std::error::Error;
use std::thread;
use std::time::Duration;

use dnssd_check::advertise::{AdvertiseOptions, Advertiser};
use dnssd_check::linter::Linter;
use dnssd_check::rule::Severity;
use dnssd_check::source::ServiceDefinition;

fn main() -> Result<(), Box<dyn Error>> {
    let name = std::env::args().nth(1).ok_or("under which name?")?;
    let mut definition = ServiceDefinition::new("_caldav._tcp".parse()?);
    definition.set_instance(name.as_bytes())?;
    definition.set_txt_strings(&["path=/dav"])?;
    definition.port = Some(8008);

    let verdict = Linter::default().check(&definition.observe()?);
    if let Some(error) = verdict.at_least(Severity::Error).next() {
        return Err(error.to_string().into());
    }
    let advertiser = Advertiser::open(definition, AdvertiseOptions::default())?;
    let control = advertiser.control();
    thread::spawn(move || {
        thread::sleep(Duration::from_secs(10));
        control.stop();
    });
    advertiser.run(|event| println!("{event:?}"))?;
    Ok(())
}
