use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use data_encoding::BASE64;

use super::line::{EndWord, HeadLine, Line};
use super::{RecordedEnd, RecordingHead, VERSION};
use crate::model::{
    CaptureFault, FileFault, FileFaultKind, FileFormat, Origin, ReceivedMessage, ServiceInstance,
    SourceFile,
};
use crate::name::{DomainName, NameParts, presentation};
use crate::schema::{Place, Schemas};
use crate::source::TextFileError;
use crate::source::observer::{Absence, BrowseTarget, LINK_EVIDENCE, LinkEvent, Observer, Scope};

/// Reads a recording line by line; it may be of any length.
#[derive(Debug)]
pub struct RecordingReader<R> {
    input: R,
    path: PathBuf,
    head: RecordingHead,
    line_number: usize,
}

/// What a replay can say at its end.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Replayed {
    /// All instances that were looked for and are there.
    pub instances: Vec<ServiceInstance>,
    /// The file, with what is wrong with it.
    pub file: SourceFile,
}

impl<R: BufRead> RecordingReader<R> {
    /// Octets of a line at most. A datagram has 65,535 at most, which Base64 makes 87,380.
    pub const MAX_LINE_LEN: usize = 128 * 1024;

    /// Reads the first line; `path` names the recording in errors.
    ///
    /// # Errors
    ///
    /// [`TextFileError`] if the input can't be read or the first line is not that of a recording.
    pub fn open(mut input: R, path: &Path) -> Result<Self, TextFileError> {
        let line = next_line(&mut input, path, 1)?.unwrap_or_default();
        let head: HeadLine = serde_json::from_slice(&line)
            .map_err(|error| fault(path, 1, &line, &error, "the first line of a recording"))?;
        let at_head = |message: String| error_at(path, 1, 1, message, &line);
        if head.recording != VERSION {
            return Err(at_head(format!(
                "the recording has version {}, {VERSION} is the one that is read",
                head.recording
            )));
        }
        let targets = head
            .asked
            .iter()
            .map(|text| {
                target(text).ok_or_else(|| {
                    let text = presentation::text(text.as_bytes());
                    at_head(format!("`{text}` is not the name of a service type"))
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            input,
            path: path.to_owned(),
            head: RecordingHead::new(Duration::ZERO, targets, head.watch),
            line_number: 1,
        })
    }

    /// What the first line says.
    pub const fn head(&self) -> &RecordingHead {
        &self.head
    }

    /// Lets `each` see all that was heard, as it was seen when it was heard.
    ///
    /// # Errors
    ///
    /// [`TextFileError`] for the first line that can't be read; what stands before it was seen.
    pub fn replay(
        mut self,
        schemas: &Schemas,
        each: &mut impl FnMut(LinkEvent),
    ) -> Result<Replayed, TextFileError> {
        let scope = Scope {
            targets: self.head.targets.clone(),
            asks: true,
            schemas: schemas.clone(),
        };
        let mut observer = Observer::new(scope, LINK_EVIDENCE);
        let mut number = 0;
        let mut end = None;
        let mut file = SourceFile::new(self.path.to_string_lossy(), FileFormat::Recording);
        while end.is_none() {
            match self.next()? {
                Some(Step::Datagram(mut received)) => {
                    number += 1;
                    received.number = number;
                    observer.take(*received, each);
                }
                Some(Step::End(recorded)) => end = Some(recorded),
                None => {
                    let origin = Origin::File {
                        path: file.path.clone(),
                        line: self.line_number,
                        column: 0,
                    };
                    file.faults.push(FileFault {
                        kind: FileFaultKind::Capture(CaptureFault::NoEnd),
                        origin,
                    });
                    break;
                }
            }
        }
        if let Some(end) = end {
            observer.advance(end.at, each);
        }
        let absence = end.map_or(Absence::Unknown, |end| end.absence());
        Ok(Replayed {
            instances: observer.finish(absence, each),
            file,
        })
    }

    /// What the next line says; `None` at the end of the input.
    fn next(&mut self) -> Result<Option<Step>, TextFileError> {
        let Some(line) = next_line(&mut self.input, &self.path, self.line_number + 1)? else {
            return Ok(None);
        };
        self.line_number += 1;
        let number = self.line_number;
        let parsed: Line = serde_json::from_slice(&line).map_err(|error| {
            fault(
                &self.path,
                number,
                &line,
                &error,
                "a datagram or the end of a recording",
            )
        })?;
        let step = match parsed.end {
            Some(word) => Ok(Step::End(RecordedEnd {
                at: Duration::from_nanos(parsed.at_ns),
                is_interrupted: word == EndWord::Interrupted,
                drops: parsed.drops.unwrap_or_default(),
            })),
            None => received(&parsed).map(|received| Step::Datagram(Box::new(received))),
        };
        step.map(Some)
            .map_err(|message| error_at(&self.path, number, 1, message, &line))
    }
}

enum Step {
    Datagram(Box<ReceivedMessage>),
    End(RecordedEnd),
}

fn received(line: &Line) -> Result<ReceivedMessage, String> {
    let base64 = line.octets_base64.as_ref().ok_or(
        "neither `octets_base64`, as a datagram has, nor `end`, as the last line, is there",
    )?;
    let octets = BASE64
        .decode(base64.as_bytes())
        .map_err(|error| format!("`octets_base64` is not Base64: {error}"))?;
    let mut received = ReceivedMessage::decode(&octets, 0);
    received.at = Duration::from_nanos(line.at_ns);
    received.interface = line.interface.as_deref().unwrap_or_default().into();
    received.ip_ttl = line.ip_ttl;
    if let Some(sender) = &line.sender {
        let parsed = sender.parse().map_err(|_| {
            let sender = presentation::text(sender.as_bytes());
            format!("sender `{sender}` is not an address with a port")
        })?;
        received.sender = Some(parsed);
    }
    Ok(received)
}

/// The target whose PTR records stand under this name.
fn target(text: &str) -> Option<BrowseTarget> {
    let name: DomainName = text.parse().ok()?;
    let parts = NameParts::split(&name)?;
    Some(BrowseTarget {
        service_type: parts.service_type,
        subtype: parts.subtype,
    })
}

/// The next line without its end; `None` at the end of the input.
fn next_line<R: BufRead>(
    input: &mut R,
    path: &Path,
    number: usize,
) -> Result<Option<Vec<u8>>, TextFileError> {
    let limit = RecordingReader::<R>::MAX_LINE_LEN;
    let mut line = Vec::new();
    input
        .by_ref()
        .take(limit as u64 + 1)
        .read_until(b'\n', &mut line)
        .map_err(|error: io::Error| {
            TextFileError::new(path, format!("this can't be read: {error}"))
        })?;
    if line.len() > limit {
        let message = format!("the line is longer than {limit} octets, the limit");
        return Err(error_at(path, number, 1, message, &[]));
    }
    if line.is_empty() {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    Ok(Some(line))
}

fn fault(
    path: &Path,
    number: usize,
    line: &[u8],
    error: &serde_json::Error,
    expected: &str,
) -> TextFileError {
    let message = if error.is_data() {
        format!("this is not {expected}: {}", without_place(error))
    } else {
        format!("this is no JSON: {}", without_place(error))
    };
    error_at(path, number, error.column().max(1), message, line)
}

/// What serde says, without the line and column that it appends: they count from the line's own beginning.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((sentence, _)) => sentence.to_owned(),
        None => text,
    }
}

fn error_at(
    path: &Path,
    number: usize,
    column: usize,
    message: String,
    line: &[u8],
) -> TextFileError {
    let start = column.saturating_sub(1).min(line.len());
    let place = Place {
        line: number,
        column,
        start,
        end: start,
    };
    TextFileError::new(path, message).at(Some(place), line)
}
