//! Services written down for other programs.
//!
//! What was observed of a service (in a file, in a capture, in arguments) becomes what another program publishes it from: a
//! service group of Avahi, a unit of systemd-resolved, records of a zone, a command line; or a recording of this program. A
//! target carries what is wrong as well as what is right, octet by octet. What it can't carry is refused, with the value and the
//! limit, and never left out: a service that is published with less than it had looks right to whoever wrote it.
//!
//! ```
//! use dnssd_check::convert::{Hosts, Target, convert};
//! use dnssd_check::model::Observation;
//!
//! let zone = "Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.\nLab._http._tcp.local. 120 IN TXT \"path=/\"";
//! let observation = Observation::from_zone(zone)?;
//! let conversion = convert(&observation.instances, Target::Systemd, &Hosts::Own);
//! assert_eq!(conversion.documents[0].text, "[Service]\nName=Lab\nType=_http._tcp\nPort=80\nTxtText=path=/\n");
//!
//! let refused = convert(&observation.instances, Target::Systemd, &Hosts::Seen);
//! assert_eq!(
//!     refused.refusals[0].to_string(),
//!     "`Lab._http._tcp.local.`: host `lab.local.` can't be written in a unit of systemd-resolved: it names no host, and \
//!      publishes the machine's own"
//! );
//! # Ok::<(), dnssd_check::source::zone::ZoneError>(())
//! ```

mod avahi;
mod command_line;
mod file_name;
mod recording;
mod refusal;
mod service;
mod systemd;
mod zone;

use std::fmt;

use crate::model::ServiceInstance;
use crate::name::DomainName;

pub use refusal::{Missing, Notice, Refusal, Unfit};

use refusal::Remarks;
use service::Service;

/// What a service can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Target {
    /// Arguments of this program's own commands.
    Arguments,
    /// A service group of Avahi: XML, `*.service`.
    Avahi,
    /// A call of `dns-sd -R`, the tool of Apple's mDNSResponder, for a shell.
    DnsSd,
    /// A recording of this program: JSON lines, in which each service is announced once.
    Recording,
    /// A unit of systemd-resolved: `*.dnssd`.
    Systemd,
    /// Records of a zone file.
    Zone,
}

impl Target {
    /// All targets, in the order of their names.
    pub const ALL: [Self; 6] = [
        Self::Arguments,
        Self::Avahi,
        Self::DnsSd,
        Self::Recording,
        Self::Systemd,
        Self::Zone,
    ];

    /// The name by which a user asks for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Arguments => "arguments",
            Self::Avahi => "avahi",
            Self::DnsSd => "dns-sd",
            Self::Recording => "recording",
            Self::Systemd => "systemd",
            Self::Zone => "zone",
        }
    }
}

impl fmt::Display for Target {
    /// Writes what it is, as part of a sentence: `a zone`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Arguments => "arguments of this program",
            Self::Avahi => "a service group of Avahi",
            Self::DnsSd => "a call of `dns-sd -R`",
            Self::Recording => "a recording",
            Self::Systemd => "a unit of systemd-resolved",
            Self::Zone => "a zone",
        })
    }
}

/// Which host a service is written with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "complete by definition: the one that was seen, another where none was, or none"
)]
pub enum Hosts {
    /// The one that it was seen with.
    Seen,
    /// The one that it was seen with, and this one where none was seen.
    SeenOr(DomainName),
    /// None: the one that publishes it.
    Own,
}

/// What became of some instances.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Conversion {
    /// What was written of the instances that the target can carry.
    pub documents: Vec<Document>,
    /// Why others were not, in the order of the instances; at least one for each.
    pub refusals: Vec<Refusal>,
    /// What should be known of those that were written.
    pub notices: Vec<Notice>,
}

/// One file, or what could be one.
///
/// The text shows nothing that a terminal obeys, whatever the instances have in them: each target has an escape for it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Document {
    /// A name for the file that no other document of the conversion has: letters, digits, hyphens and dots.
    pub file_name: String,
    /// What is in it, line breaks at the end of each line.
    pub text: String,
}

/// Writes instances for a target.
///
/// An instance that comes twice is written once; if the two differ, the second is refused.
pub fn convert(instances: &[ServiceInstance], target: Target, hosts: &Hosts) -> Conversion {
    let mut batch = Batch {
        instances,
        target,
        hosts,
        conversion: Conversion::default(),
    };
    let documents = match target {
        Target::Arguments => command_line::documents(&batch.write(command_line::arguments)),
        Target::Avahi => avahi::documents(&batch.write(avahi::service)),
        Target::DnsSd => command_line::documents(&batch.write(command_line::dns_sd)),
        Target::Recording => recording::documents(&batch.write(recording::announcement)),
        Target::Systemd => systemd::documents(&batch.write(systemd::unit)),
        Target::Zone => zone::documents(&batch.write(zone::records)),
    };
    Conversion {
        documents,
        ..batch.conversion
    }
}

/// The instances of a conversion, and what is said of them.
struct Batch<'i> {
    instances: &'i [ServiceInstance],
    target: Target,
    hosts: &'i Hosts,
    conversion: Conversion,
}

/// A service and what was written of it.
struct Written<'i, T> {
    service: Service<'i>,
    content: T,
}

impl<'i> Batch<'i> {
    /// Writes each service by itself; hands over those of which nothing was refused.
    fn write<T: PartialEq>(
        &mut self,
        write: impl Fn(&Service<'i>, &mut Remarks<'i>) -> T,
    ) -> Vec<Written<'i, T>> {
        let mut all: Vec<Written<'i, T>> = Vec::new();
        for instance in self.instances {
            let mut remarks = Remarks::new(&instance.name, self.target);
            let service = Service::new(instance, self.hosts, &mut remarks);
            let written = service.map(|service| Written {
                content: write(&service, &mut remarks),
                service,
            });
            let earlier = all
                .iter()
                .find(|other| other.service.instance.name == instance.name);
            match (written, earlier) {
                (Some(written), None) if remarks.refusals.is_empty() => all.push(written),
                (Some(written), Some(earlier)) if remarks.refusals.is_empty() => {
                    if written.content != earlier.content {
                        remarks.refuse(
                            Unfit::DefinedTwice,
                            "another one of its name was written before, with other data",
                        );
                    }
                    remarks.notices.clear();
                }
                _ => remarks.notices.clear(),
            }
            self.conversion.refusals.append(&mut remarks.refusals);
            self.conversion.notices.append(&mut remarks.notices);
        }
        all
    }
}
