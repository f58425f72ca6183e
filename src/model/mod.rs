//! What was observed, before anyone judges it.
//!
//! A source (a link, a file, the command line) turns what it sees into an [`Observation`]: service instances with *all*
//! the records that were seen for them, contradictory ones included, and for each the [`Evidence`] that the source could
//! give. Nothing here is repaired, merged or thrown away because it is invalid: that would hide what the rules look for.

mod assembler;
mod avahi_fault;
mod capture_fault;
mod evidence;
mod held;
mod host;
mod observation;
mod origin;
mod places;
mod pointer;
mod received_message;
mod seen;
mod service_instance;
mod source_file;
mod suppression;
mod systemd_fault;
mod timestamp;

pub use assembler::{Assembler, Change, RecordContext};
pub use avahi_fault::{AvahiFault, NameRefusal, TxtChange, TxtRefusal};
pub use capture_fault::CaptureFault;
pub use evidence::Evidence;
pub use host::Host;
pub use observation::Observation;
pub use origin::{Frame, Origin};
pub use places::Places;
pub use pointer::{Pointer, is_domain_enumeration, is_meta_query};
pub use received_message::ReceivedMessage;
pub use seen::{Seen, WireFacts};
pub use service_instance::ServiceInstance;
pub use source_file::{FileFault, FileFaultKind, FileFormat, SourceFile};
pub use suppression::{Suppression, SuppressionFault, SuppressionScope};
pub use systemd_fault::{LineRefusal, SystemdFault};
pub use timestamp::Timestamp;

pub(crate) use timestamp::calendar_date;
