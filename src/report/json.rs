use std::io::{self, Write};

use serde::Serialize;

use crate::report::object::{DiagnosticObject, InstanceObject, SuppressedObject, VERSION};
use crate::report::{Report, Reporter, Summary, write_document};

/// The report as one JSON object, written when all is known.
#[derive(Debug)]
pub struct JsonReport<W> {
    out: W,
}

impl<W: Write> JsonReport<W> {
    /// A report that is written to `out`.
    pub const fn new(out: W) -> Self {
        Self { out }
    }
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    diagnostics: Vec<DiagnosticObject<'a>>,
    /// What was found and is not reported; not there if there is nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressed: Vec<SuppressedObject<'a>>,
    instances: Vec<InstanceObject>,
    summary: Summary,
}

impl<W: Write> Reporter for JsonReport<W> {
    fn finish(&mut self, report: &Report) -> io::Result<()> {
        let document = Document {
            version: VERSION,
            diagnostics: report
                .diagnostics
                .iter()
                .map(DiagnosticObject::from)
                .collect(),
            suppressed: report
                .suppressed
                .iter()
                .map(SuppressedObject::from)
                .collect(),
            instances: report.instances.iter().map(InstanceObject::from).collect(),
            summary: report.summary(),
        };
        write_document(&mut self.out, &document)
    }
}
