//! The commands that reach the network.

mod advertise;
mod browse;
mod child;
mod demo;

pub(super) use advertise::advertise;
pub(super) use browse::browse;
pub(super) use demo::demo;

use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::source::mdns::LinkError;

impl From<LinkError> for Failure {
    fn from(error: LinkError) -> Self {
        Self::not_observed(error)
    }
}

/// Calls `stop` on an interrupt, a termination request or a hang-up.
fn on_interrupt(stop: impl FnMut() + Send + 'static) -> Result<(), Failure> {
    let cannot =
        |error| Failure::not_observed(format_args!("can't listen for interrupts: {error}"));
    ctrlc::set_handler(stop).map_err(cannot)
}

/// A duration as people say it: `1.5 s`.
fn seconds(duration: std::time::Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

/// The worse of two statuses.
fn worse(one: ExitStatus, other: ExitStatus) -> ExitStatus {
    if one.code() >= other.code() {
        one
    } else {
        other
    }
}
