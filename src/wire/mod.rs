//! DNS messages as they are on the wire, right or wrong.
//!
//! [`decode`] is total and loses nothing: any octets yield a [`Message`] with all that could be read, in wire order, and an
//! [`Anomaly`] with its offset for each place that breaks the format. One bad record doesn't hide those after it
//! as long as its stated length says where they begin. Nothing is repaired on the way: a [`TxtRecord`] keeps
//! its octets, duplicates and empty strings; a [`Record`] keeps its class field, TTL and section.
//!
//! [`encode`] and [`MessageBuilder`] write messages, deliberately wrong ones included.
//!
//! ```
//! use dnssd_check::name::DomainName;
//! use dnssd_check::wire::{self, MessageBuilder, RecordData, RecordType, TxtRecord};
//!
//! let owner: DomainName = "Lab._http._tcp.local".parse()?;
//! let txt = TxtRecord::from_strings(["path=/a", "Path=/b"])?;
//! let octets = MessageBuilder::response().txt(&owner, 4500, &txt).build();
//!
//! let (message, anomalies) = wire::decode(&octets);
//! assert!(anomalies.is_empty());
//! assert_eq!(message.records[0].record_type, RecordType::TXT);
//! assert_eq!(message.records[0].data, RecordData::Txt(txt));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod anomaly;
mod builder;
mod cursor;
mod decode;
mod encode;
mod message;
mod name;
mod nsec;
mod rdata;
mod record;
mod txt;

pub use anomaly::{Anomaly, AnomalyKind};
pub use builder::MessageBuilder;
pub use decode::decode;
pub use encode::encode;
pub use message::{Header, Message, Question, UNICAST_RESPONSE};
pub use nsec::{Nsec, NsecBlock};
pub use record::{
    CACHE_FLUSH, CLASS_IN, Record, RecordData, RecordType, RecordTypeError, Section, Srv,
};
pub use txt::{TruncatedString, TxtEntry, TxtError, TxtRecord, TxtString, TxtStrings};
