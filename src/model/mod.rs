//! What was observed, before anyone judges it.
//!
//! A source (a link, a file, the command line) turns what it sees into an [`Observation`]: service instances with *all*
//! the records that were seen for them, contradictory ones included, and for each the [`Evidence`] that the source could
//! give. Nothing here is repaired, merged or thrown away because it is invalid: that would hide what the rules look for.

mod assembler;
mod evidence;
mod held;
mod host;
mod observation;
mod origin;
mod pointer;
mod received_message;
mod seen;
mod service_instance;

pub use assembler::{Assembler, Change, RecordContext};
pub use evidence::Evidence;
pub use host::Host;
pub use observation::Observation;
pub use origin::Origin;
pub use pointer::{Pointer, is_domain_enumeration, is_meta_query};
pub use received_message::ReceivedMessage;
pub use seen::{Seen, WireFacts};
pub use service_instance::ServiceInstance;
