use std::fmt::{self, Display};
use std::io;

use crate::cli::exit_status::ExitStatus;
use crate::cli::output_file::OutputError;
use crate::rule::SelectError;
use crate::source::{ArgumentError, TextFileError};

/// Why a command could not do its job.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The reader of standard output went away, which is no fault: it had seen enough.
    ClosedPipe,
    /// A file of the user can't be used.
    File(Box<TextFileError>),
    /// Anything that the user must be told.
    Said {
        /// The status to end with.
        status: ExitStatus,
        /// One sentence, without "error" and final stop.
        sentence: String,
    },
}

impl Failure {
    /// The arguments, the configuration or a file can't be used.
    pub(crate) fn usage(sentence: impl Display) -> Self {
        Self::Said {
            status: ExitStatus::Usage,
            sentence: sentence.to_string(),
        }
    }

    /// There was nothing that could be observed.
    pub(crate) fn not_observed(sentence: impl Display) -> Self {
        Self::Said {
            status: ExitStatus::NotObserved,
            sentence: sentence.to_string(),
        }
    }
}

impl Display for Failure {
    /// One sentence, without "error" and final stop.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ClosedPipe => f.write_str("nobody reads standard output any more"),
            Self::File(error) => error.fmt(f),
            Self::Said { sentence, .. } => f.write_str(sentence),
        }
    }
}

impl From<io::Error> for Failure {
    /// For errors of standard output, and those of the file of a report, which name it; those of other files are to be told
    /// with the path.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::ClosedPipe;
        }
        let cause = error.get_ref();
        if let Some(error) = cause.and_then(|cause| cause.downcast_ref::<OutputError>()) {
            return Self::usage(error);
        }
        Self::usage(format_args!("standard output can't be written: {error}"))
    }
}

impl From<ArgumentError> for Failure {
    fn from(error: ArgumentError) -> Self {
        Self::usage(error)
    }
}

impl From<SelectError> for Failure {
    fn from(error: SelectError) -> Self {
        Self::usage(error)
    }
}

impl From<TextFileError> for Failure {
    fn from(error: TextFileError) -> Self {
        Self::File(Box::new(error))
    }
}
