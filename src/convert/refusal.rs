use std::borrow::Cow;
use std::fmt;

use crate::convert::Target;
use crate::name::{DomainName, ServiceTypeLabels, presentation};
use crate::wire::RecordType;

/// Why an instance can't be written: the value that a target can't carry, and its limit.
///
/// It displays as one sentence, everything in it escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The full name of the instance.
    pub name: DomainName,
    /// What it should be written as.
    pub target: Target,
    /// What does not fit.
    pub value: Unfit,
    /// The limit: lower case, escaped.
    pub limit: Cow<'static, str>,
}

/// Something of an instance that a target can't carry.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unfit {
    /// The instance, because another has its name.
    DefinedTwice,
    /// The domain.
    Domain(DomainName),
    /// The instance, because it has said goodbye.
    Gone,
    /// The name of the host.
    Host(DomainName),
    /// The instance name: its labels.
    InstanceName(Vec<Vec<u8>>),
    /// Something that is not known and can't be left out.
    Missing(Missing),
    /// The service, because it has no instance name: it belongs to a domain.
    OfDomain,
    /// The port.
    Port(u16),
    /// Priority and weight.
    PriorityAndWeight {
        /// The priority.
        priority: u16,
        /// The weight.
        weight: u16,
    },
    /// The service type.
    ServiceType(ServiceTypeLabels),
    /// Several records of a type.
    SeveralRecords {
        /// The type.
        record_type: RecordType,
        /// How many of them differ.
        count: usize,
    },
    /// A subtype.
    Subtype(Vec<u8>),
    /// Several subtypes: how many.
    Subtypes(usize),
    /// The TXT record as a whole.
    TxtRecord {
        /// Its length in octets.
        len: usize,
    },
    /// A string of the TXT record.
    TxtString {
        /// Which one, counted from 1.
        number: usize,
        /// How many there are.
        count: usize,
        /// Its octets.
        octets: Vec<u8>,
    },
    /// A record whose data could not be read.
    Unreadable(RecordType),
}

/// What every service has, and is not known of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Missing {
    /// The host.
    Host,
    /// The instance name.
    InstanceName,
    /// The port.
    Port,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            target,
            value,
            limit,
        } = self;
        write!(f, "`{name}`: {value} can't be written in {target}: {limit}")
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DefinedTwice | Self::Gone => f.write_str("the instance"),
            Self::Domain(domain) => write!(f, "domain `{domain}`"),
            Self::Host(host) => write!(f, "host `{host}`"),
            Self::InstanceName(labels) => {
                let octets = labels.join(&b'.');
                write!(
                    f,
                    "instance name `{}`",
                    presentation::unescaped_label(&octets)
                )
            }
            Self::Missing(Missing::Host) => f.write_str("a service without a known host"),
            Self::Missing(Missing::InstanceName) => f.write_str("a service without instance name"),
            Self::Missing(Missing::Port) => f.write_str("a service without a known port"),
            Self::OfDomain => f.write_str("a service of the domain itself"),
            Self::Port(port) => write!(f, "port {port}"),
            Self::PriorityAndWeight { priority, weight } => {
                write!(f, "priority {priority} with weight {weight}")
            }
            Self::ServiceType(labels) => write!(f, "service type `{labels}`"),
            Self::SeveralRecords { record_type, count } => {
                write!(f, "an instance with {count} {record_type} records")
            }
            Self::Subtype(label) => write!(f, "subtype `{}`", presentation::name_label(label)),
            Self::Subtypes(count) => write!(f, "an instance with {count} subtypes"),
            Self::TxtRecord { len } => write!(f, "a TXT record of {len} octets"),
            Self::TxtString {
                number,
                count,
                octets,
            } => {
                let shown = presentation::text(octets);
                write!(f, "TXT string {number} of {count}, `{shown}`,")
            }
            Self::Unreadable(record_type) => {
                write!(f, "unreadable data of type {record_type}")
            }
        }
    }
}

/// Something that should be known of an instance that was written.
///
/// It displays as one sentence, everything in it escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notice {
    /// The full name of the instance.
    pub name: DomainName,
    /// What should be known: lower case, escaped.
    pub text: Cow<'static, str>,
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.name, self.text)
    }
}

/// What is said of one instance.
#[derive(Debug)]
pub(super) struct Remarks<'i> {
    name: &'i DomainName,
    target: Target,
    pub(super) refusals: Vec<Refusal>,
    pub(super) notices: Vec<Notice>,
}

impl<'i> Remarks<'i> {
    pub(super) const fn new(name: &'i DomainName, target: Target) -> Self {
        Self {
            name,
            target,
            refusals: Vec::new(),
            notices: Vec::new(),
        }
    }

    pub(super) const fn target(&self) -> Target {
        self.target
    }

    pub(super) fn refuse(&mut self, value: Unfit, limit: impl Into<Cow<'static, str>>) {
        self.refusals.push(Refusal {
            name: self.name.clone(),
            target: self.target,
            value,
            limit: limit.into(),
        });
    }

    pub(super) fn notice(&mut self, text: impl Into<Cow<'static, str>>) {
        self.notices.push(Notice {
            name: self.name.clone(),
            text: text.into(),
        });
    }
}
