use std::process::ExitCode;

use crate::report::{FailOn, Report};

/// What the program says to the one who started it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    /// Nothing was found that weighs enough to fail.
    Success,
    /// Something was found; or what was asked for does not exist.
    Findings,
    /// The arguments, the configuration or a file can't be used.
    Usage,
    /// There was nothing that could be observed, or less than was expected.
    NotObserved,
    /// The status of the command that ran while a service was published.
    #[cfg(feature = "mdns")]
    OfCommand(u8),
}

impl ExitStatus {
    /// The status of a run with this report.
    pub(crate) fn of(report: &Report, fail_on: FailOn) -> Self {
        if report.fails(fail_on) {
            Self::Findings
        } else {
            Self::Success
        }
    }

    /// The number of it.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::NotObserved => 3,
            #[cfg(feature = "mdns")]
            Self::OfCommand(code) => code,
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status.code())
    }
}
