use std::io::{self, Write};

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::model::ServiceInstance;
use crate::report::object::{DiagnosticObject, InstanceObject};
use crate::report::safe_json::write_line;
use crate::report::{Report, Reporter, Summary};

/// The report as JSON lines: an object a line, each written as soon as it is known.
#[derive(Debug)]
pub struct JsonLinesReport<W> {
    out: W,
}

impl<W: Write> JsonLinesReport<W> {
    /// A report that is written to `out`.
    pub const fn new(out: W) -> Self {
        Self { out }
    }
}

#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Event<'a> {
    Instance(InstanceObject),
    Diagnostic(DiagnosticObject<'a>),
    Removed(InstanceObject),
    Summary(Summary),
}

impl<W: Write> Reporter for JsonLinesReport<W> {
    fn instance(
        &mut self,
        instance: &ServiceInstance,
        diagnostics: &[Diagnostic],
    ) -> io::Result<()> {
        write_line(&mut self.out, &Event::Instance(instance.into()))?;
        diagnostics
            .iter()
            .try_for_each(|diagnostic| self.diagnostic(diagnostic))
    }

    fn diagnostic(&mut self, diagnostic: &Diagnostic) -> io::Result<()> {
        write_line(&mut self.out, &Event::Diagnostic(diagnostic.into()))
    }

    fn removed(&mut self, instance: &ServiceInstance) -> io::Result<()> {
        write_line(&mut self.out, &Event::Removed(instance.into()))
    }

    fn finish(&mut self, report: &Report) -> io::Result<()> {
        write_line(&mut self.out, &Event::Summary(report.summary()))
    }
}
