//! The files that `--output` names: complete, or not there.

use std::cell::RefCell;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::{error, fmt};

use crate::cli::failure::Failure;
use crate::diagnostic::Diagnostic;
use crate::model::ServiceInstance;
use crate::name::presentation;
use crate::report::{Report, Reporter};
use crate::source::NewFile;

/// A file that is written; clones write to the same one.
#[derive(Clone, Debug)]
pub(crate) struct OutputFile {
    path: PathBuf,
    form: Rc<RefCell<Form>>,
}

#[derive(Debug)]
enum Form {
    /// A pipe or a device, which can't be replaced and must not.
    Device(File),
    /// What takes the place of the file in the end.
    New(NewFile),
    /// It has taken its place.
    Complete,
    /// A part of it could not be written, so that it must never take its place.
    Failed,
}

impl OutputFile {
    /// Begins to write, so that what can't be written is known before anything is judged.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let error = |cause| Failure::usage(OutputError::new(path, cause));
        let form = match fs::metadata(path) {
            Ok(there) if there.is_dir() => {
                return Err(error(io::Error::from(io::ErrorKind::IsADirectory)));
            }
            Ok(there) if !there.is_file() => {
                let device = OpenOptions::new().write(true).open(path).map_err(error)?;
                Form::Device(device)
            }
            Ok(there) if there.permissions().readonly() => {
                return Err(error(io::Error::from(io::ErrorKind::PermissionDenied)));
            }
            Ok(_) => {
                // A link stays one, and what it leads to is replaced.
                let target = fs::canonicalize(path).map_err(error)?;
                Form::New(NewFile::create(&target).map_err(error)?)
            }
            Err(_) => Form::New(NewFile::create(path).map_err(error)?),
        };
        Ok(Self {
            path: path.to_owned(),
            form: Rc::new(RefCell::new(form)),
        })
    }

    /// Puts the file in its place.
    pub(crate) fn complete(&self) -> io::Result<()> {
        match self.form.replace(Form::Complete) {
            Form::New(file) => file.take_place().map_err(|cause| self.error(cause)),
            Form::Device(_) | Form::Complete => Ok(()),
            Form::Failed => Err(self.error(incomplete())),
        }
    }

    /// An error of writing that names the file; a reader of a pipe that went away, and an interrupt after which a writer tries
    /// again, stay that.
    fn error(&self, cause: io::Error) -> io::Error {
        if matches!(
            cause.kind(),
            io::ErrorKind::BrokenPipe | io::ErrorKind::Interrupted
        ) {
            return cause;
        }
        io::Error::other(OutputError::new(&self.path, cause))
    }
}

impl Write for OutputFile {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let mut form = self.form.borrow_mut();
        let written = match &mut *form {
            Form::Device(file) => file.write(octets),
            Form::New(file) => file.write(octets),
            Form::Complete => Ok(octets.len()),
            Form::Failed => Err(incomplete()),
        };
        written.map_err(|cause| {
            // Somebody may go on writing: no hole may be in what others read.
            if cause.kind() != io::ErrorKind::Interrupted {
                *form = Form::Failed;
            }
            self.error(cause)
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn incomplete() -> io::Error {
    io::Error::other("a part of it could not be written")
}

/// A report to a file, which takes its place when the report ends.
pub(crate) struct FileReport {
    inner: Box<dyn Reporter>,
    file: OutputFile,
}

impl FileReport {
    /// A report by `inner`, which writes to `file`.
    pub(crate) fn new(inner: Box<dyn Reporter>, file: OutputFile) -> Self {
        Self { inner, file }
    }
}

impl Reporter for FileReport {
    fn instance(
        &mut self,
        instance: &ServiceInstance,
        diagnostics: &[Diagnostic],
    ) -> io::Result<()> {
        self.inner.instance(instance, diagnostics)
    }

    fn changed(
        &mut self,
        instance: &ServiceInstance,
        diagnostics: &[Diagnostic],
    ) -> io::Result<()> {
        self.inner.changed(instance, diagnostics)
    }

    fn diagnostic(&mut self, diagnostic: &Diagnostic) -> io::Result<()> {
        self.inner.diagnostic(diagnostic)
    }

    fn removed(&mut self, instance: &ServiceInstance) -> io::Result<()> {
        self.inner.removed(instance)
    }

    fn finish(&mut self, report: &Report) -> io::Result<()> {
        self.inner.finish(report)?;
        self.file.complete()
    }
}

/// Why the file can't be written.
#[derive(Debug)]
pub(crate) struct OutputError {
    path: PathBuf,
    cause: io::Error,
}

impl OutputError {
    fn new(path: &Path, cause: io::Error) -> Self {
        Self {
            path: path.to_owned(),
            cause,
        }
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = presentation::text(self.path.as_os_str().as_encoded_bytes());
        write!(f, "`{path}` can't be written: {}", self.cause)
    }
}

impl error::Error for OutputError {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// The device on which nothing has room.
    #[test]
    fn a_report_with_a_hole_is_never_complete() {
        let mut file = OutputFile::open(Path::new("/dev/full")).expect("it can be opened");
        let error = file.write(b"x").expect_err("there is no room");
        assert!(
            error
                .to_string()
                .starts_with("`/dev/full` can't be written: No space left"),
            "{error}"
        );
        let error = file.complete().expect_err("a part is missing");
        assert_eq!(
            error.to_string(),
            "`/dev/full` can't be written: a part of it could not be written"
        );
    }
}
