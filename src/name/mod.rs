//! Names of DNS-SD: service names, service types, subtypes, instance names and the domain names
//! that carry them.
//!
//! What came from the network is octets and stays octets ([`DomainName`], [`NameParts`],
//! [`ServiceTypeLabels`]): any octets can be held, compared and shown. What this program is about to
//! rely on is parsed into a strict type ([`ServiceName`], [`ServiceType`], [`InstanceName`],
//! [`ServiceInstanceName`]): holding one means that it is valid. Both share each limit through
//! `violations()`, so that judging and publishing can't disagree.
//!
//! ```
//! use dnssd_check::name::{DomainName, NameParts, ServiceName};
//!
//! let name: DomainName = r"Lab\. 2._http._tcp.local".parse()?;
//! let parts = NameParts::split(&name).expect("the name has a protocol label");
//! assert_eq!(parts.instance, [b"Lab. 2"]);
//! assert_eq!(parts.service_type.to_string(), "_http._tcp");
//!
//! assert_eq!(
//!     "my-very-long-service".parse::<ServiceName>().unwrap_err().to_string(),
//!     "service name `my-very-long-service` is 20 octets long, at most 15 are allowed",
//! );
//! # Ok::<(), dnssd_check::name::DomainNameError>(())
//! ```

mod domain_name;
mod instance_name;
mod name_parts;
pub mod presentation;
mod service_instance_name;
mod service_name;
mod service_type;
mod service_type_labels;
mod subtype;

pub(crate) use domain_name::DomainNameBuilder;

pub use domain_name::{DomainName, DomainNameError, Labels};
pub use instance_name::{InstanceName, InstanceNameError, InstanceNameViolation};
pub use name_parts::NameParts;
pub use presentation::{
    LabelText, SafeText, is_safe_char, name_label, parse_labels, text, unescaped_label,
};
pub use service_instance_name::{ServiceInstanceName, ServiceInstanceNameError};
pub use service_name::{ServiceName, ServiceNameError, ServiceNameViolation};
pub use service_type::{ProtocolLabel, ServiceType, ServiceTypeError, ServiceTypeViolation};
pub use service_type_labels::ServiceTypeLabels;
pub use subtype::{Subtype, SubtypeError};
