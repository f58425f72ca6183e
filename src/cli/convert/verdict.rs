//! What the rules say of what was written.

use std::path::Path;

use crate::cli::terminal::{Remark, Terminal};
use crate::convert::{Document, Target};
use crate::diagnostic::Diagnostic;
use crate::linter::Linter;
use crate::model::{FileFormat, ServiceInstance};
use crate::source::{RecordingReader, read_definitions};

/// Reads a document as `lint` would, and tells on standard error what it finds; what `lint` does not read is judged by the
/// `instances` that it was made of.
pub(super) fn tell(
    document: &Document,
    path: &Path,
    target: Target,
    instances: &[ServiceInstance],
    terminal: Terminal,
) {
    let linter = Linter::default();
    let text = document.text.as_bytes();
    let of_instances = |instances: &[ServiceInstance]| {
        let verdicts = instances.iter().map(|one| linter.check_instance(one));
        verdicts
            .flat_map(|verdict| verdict.diagnostics)
            .collect::<Vec<_>>()
    };
    let definitions = |format| {
        read_definitions(text, path, format)
            .map(|observation| linter.check(&observation).diagnostics)
    };
    let found: Result<Vec<Diagnostic>, _> = match target {
        Target::Avahi => definitions(FileFormat::Avahi),
        Target::Systemd => definitions(FileFormat::Systemd),
        Target::Zone => definitions(FileFormat::Zone),
        Target::Recording => RecordingReader::open(text, path)
            .and_then(|reader| reader.replay(linter.schemas(), &mut |_| {}))
            .map(|replayed| of_instances(&replayed.instances)),
        Target::Arguments | Target::DnsSd => Ok(of_instances(instances)),
    };
    match found {
        Ok(diagnostics) => {
            for diagnostic in diagnostics {
                let place = diagnostic.origin.to_string();
                let place = if place.is_empty() {
                    place
                } else {
                    place + ": "
                };
                terminal.remark(Remark::Notice, &format!("{place}{diagnostic}"));
            }
        }
        Err(error) => terminal.remark(Remark::Notice, &error.to_string()),
    }
}
