//! The report for people.

mod columns;
mod ending;
mod style;

pub use style::Paint;
pub(super) use style::Styles;

use std::io::{self, Write};

use crate::diagnostic::Diagnostic;
use crate::model::{Evidence, Origin, ServiceInstance};
use crate::name::presentation;
use crate::report::text::columns::Columns;
use crate::report::text::style::printable;
use crate::report::{Report, Reporter};
use crate::rule::Severity;
use crate::schema::{Schemas, ServiceSchema};
use crate::wire::TxtRecord;

/// How much the text report says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "complete by definition: less, the usual, more"
)]
pub enum Verbosity {
    /// Findings only, a line each.
    Quiet,
    /// Instances, findings and a closing line.
    #[default]
    Normal,
    /// Also the sentences that decide, and each rule that was not applicable.
    Verbose,
}

/// The report as text: a line an instance, its TXT strings and findings below it, a closing line at the end.
#[derive(Debug)]
pub struct TextReport<W> {
    out: W,
    styles: Styles,
    verbosity: Verbosity,
    columns: Columns,
    schemas: Schemas,
}

/// Whether an instance was told of before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Appearance {
    Changed,
    New,
}

impl<W: Write> TextReport<W> {
    /// TXT strings shown of one record, unless the report is verbose.
    pub const MAX_TXT_STRINGS: usize = 64;

    /// Octets shown of one value, unless the report is verbose.
    pub const MAX_VALUE: usize = 120;

    /// A report that is written to `out`.
    pub const fn new(out: W, paint: Paint, verbosity: Verbosity) -> Self {
        Self {
            out,
            styles: Styles::new(paint),
            verbosity,
            columns: Columns::new(),
            schemas: Schemas::BUILTIN,
        }
    }

    /// The same report; what values mean is looked up in these schemas, and told where the report is verbose.
    #[must_use]
    pub fn with_schemas(mut self, schemas: Schemas) -> Self {
        self.schemas = schemas;
        self
    }

    fn tell(
        &mut self,
        instance: &ServiceInstance,
        diagnostics: &[Diagnostic],
        appearance: Appearance,
    ) -> io::Result<()> {
        if self.verbosity == Verbosity::Quiet {
            diagnostics
                .iter()
                .try_for_each(|diagnostic| self.line(diagnostic))?;
            return self.out.flush();
        }
        let is_verbose = self.verbosity == Verbosity::Verbose;
        let repeats_txt = instance.origin != Origin::Arguments || is_verbose;
        if !repeats_txt && diagnostics.is_empty() {
            // All that there is to say is what was checked, and the closing line says that.
            return Ok(());
        }
        let worst = diagnostics
            .iter()
            .map(|diagnostic| diagnostic.severity)
            .max();
        let style = self.styles.verdict(worst);
        let word = worst.map_or("ok", Severity::as_str);
        let row = self.columns.row(instance);
        let note = if appearance == Appearance::Changed {
            "  (changed)"
        } else {
            ""
        };
        writeln!(self.out, "{style}{word:<7}{style:#}  {row}{note}")?;
        if repeats_txt {
            self.txt(instance)?;
        }
        for diagnostic in diagnostics {
            self.finding(diagnostic)?;
        }
        self.out.flush()
    }

    /// The strings of the TXT records, each on a line of its own.
    fn txt(&mut self, instance: &ServiceInstance) -> io::Result<()> {
        let several = instance.txt.len() > 1;
        let is_verbose = self.verbosity == Verbosity::Verbose;
        let service_type = is_verbose.then(|| instance.service_type().to_string());
        // Lent out while the report is written to.
        let schemas = std::mem::take(&mut self.schemas);
        let schema = service_type.and_then(|service_type| schemas.find(&service_type));
        let told = self.txt_records(instance, several, schema);
        self.schemas = schemas;
        told
    }

    fn txt_records(
        &mut self,
        instance: &ServiceInstance,
        several: bool,
        schema: Option<&ServiceSchema>,
    ) -> io::Result<()> {
        for (index, seen) in instance.txt.iter().enumerate() {
            if several {
                writeln!(
                    self.out,
                    "{:9}TXT record {} of {}:",
                    "",
                    index + 1,
                    instance.txt.len()
                )?;
            }
            self.txt_record(&seen.data, schema)?;
        }
        Ok(())
    }

    fn txt_record(&mut self, txt: &TxtRecord, schema: Option<&ServiceSchema>) -> io::Result<()> {
        let limit = match self.verbosity {
            Verbosity::Verbose => usize::MAX,
            Verbosity::Normal | Verbosity::Quiet => Self::MAX_TXT_STRINGS,
        };
        let (key_style, dim) = (self.styles.key(), self.styles.dim());
        for entry in txt.entries().take(limit) {
            let key = presentation::text(entry.key);
            match entry.value {
                None => writeln!(self.out, "{:9}{key_style}{key}{key_style:#}", "")?,
                Some(value) => {
                    let (shown, rest) = self.shown_part(value);
                    write!(self.out, "{:9}{key_style}{key}{key_style:#}=", "")?;
                    write!(self.out, "{}", presentation::text(shown))?;
                    if rest > 0 {
                        write!(self.out, "{dim}… and {rest} octets more{dim:#}")?;
                    }
                    let means =
                        schema.and_then(|schema| schema.key(entry.key)?.value_type.meaning(value));
                    match means {
                        Some(means) => {
                            let means = presentation::text(means.as_bytes());
                            writeln!(self.out, "  {dim}({means}){dim:#}")?;
                        }
                        None => writeln!(self.out)?,
                    }
                }
            }
        }
        let left = txt.entries().skip(limit).count();
        if left > 0 {
            writeln!(
                self.out,
                "{:9}{dim}and {left} more (-v shows all){dim:#}",
                ""
            )?;
        }
        Ok(())
    }

    /// As much of a value as is shown, cut between characters, and how many octets are left.
    fn shown_part<'v>(&self, value: &'v [u8]) -> (&'v [u8], usize) {
        if self.verbosity == Verbosity::Verbose || value.len() <= Self::MAX_VALUE {
            return (value, 0);
        }
        let is_start = |octet: &u8| octet & 0xc0 != 0x80;
        let (head, tail) = value
            .split_at_checked(Self::MAX_VALUE)
            .unwrap_or((value, &[]));
        let end = match tail.first() {
            Some(octet) if !is_start(octet) => {
                head.iter().rposition(is_start).unwrap_or(head.len())
            }
            _ => head.len(),
        };
        (value.get(..end).unwrap_or(head), value.len() - end)
    }

    /// A finding below its instance.
    fn finding(&mut self, diagnostic: &Diagnostic) -> io::Result<()> {
        write!(self.out, "  ")?;
        if let origin @ Origin::File { .. } = &diagnostic.origin {
            write!(self.out, "{}: ", printable(&origin.to_string()))?;
        }
        self.fault(diagnostic)?;
        self.remedy(diagnostic)
    }

    /// A finding on a line that says everything.
    fn line(&mut self, diagnostic: &Diagnostic) -> io::Result<()> {
        let place = place(diagnostic);
        if !place.is_empty() {
            write!(self.out, "{place}: ")?;
        }
        self.fault(diagnostic)
    }

    /// Weight, code, fault and section.
    fn fault(&mut self, diagnostic: &Diagnostic) -> io::Result<()> {
        let style = self.styles.verdict(Some(diagnostic.severity));
        let (word, code) = (diagnostic.severity, diagnostic.rule.code);
        let message = printable(&diagnostic.message);
        write!(self.out, "{style}{word}[{code}]{style:#}: {message}")?;
        match diagnostic.citations.first() {
            Some(citation) => {
                let dim = self.styles.dim();
                writeln!(
                    self.out,
                    " {dim}[{}]{dim:#}",
                    printable(&citation.to_string())
                )
            }
            None => writeln!(self.out),
        }
    }

    /// What to do, and, in a verbose report, the sentences that decide.
    fn remedy(&mut self, diagnostic: &Diagnostic) -> io::Result<()> {
        if let Some(help) = &diagnostic.help {
            writeln!(self.out, "    help: {}", printable(help))?;
        }
        if self.verbosity != Verbosity::Verbose {
            // Of a capture nobody would know which of its frames is meant.
            return match &diagnostic.origin {
                origin @ Origin::Capture { .. } => writeln!(self.out, "    in {origin}"),
                _ => Ok(()),
            };
        }
        writeln!(
            self.out,
            "    rule: {}; seen in: {}",
            diagnostic.rule.name, diagnostic.origin
        )?;
        for citation in &diagnostic.citations {
            let source = citation.to_string();
            write!(self.out, "    {}", printable(&source))?;
            if let Some(requirement) = citation.requirement {
                write!(self.out, " ({requirement})")?;
            }
            if !citation.sentence.is_empty() {
                write!(self.out, ": \"{}\"", printable(&citation.sentence))?;
            }
            writeln!(self.out)?;
            if let Some(url) = citation.url() {
                writeln!(self.out, "      {}", printable(&url))?;
            }
        }
        Ok(())
    }
}

impl<W: Write> Reporter for TextReport<W> {
    fn instance(
        &mut self,
        instance: &ServiceInstance,
        diagnostics: &[Diagnostic],
    ) -> io::Result<()> {
        self.tell(instance, diagnostics, Appearance::New)
    }

    fn changed(
        &mut self,
        instance: &ServiceInstance,
        diagnostics: &[Diagnostic],
    ) -> io::Result<()> {
        self.tell(instance, diagnostics, Appearance::Changed)
    }

    fn diagnostic(&mut self, diagnostic: &Diagnostic) -> io::Result<()> {
        self.line(diagnostic)?;
        if self.verbosity != Verbosity::Quiet {
            self.remedy(diagnostic)?;
        }
        self.out.flush()
    }

    fn removed(&mut self, instance: &ServiceInstance) -> io::Result<()> {
        if self.verbosity == Verbosity::Quiet {
            return Ok(());
        }
        let style = self.styles.dim();
        writeln!(
            self.out,
            "{style}gone     {}{style:#}",
            self.columns.row(instance)
        )?;
        self.out.flush()
    }

    fn finish(&mut self, report: &Report) -> io::Result<()> {
        match self.verbosity {
            Verbosity::Quiet => {}
            Verbosity::Normal => ending::write(&mut self.out, report, ending::Detail::Counts)?,
            Verbosity::Verbose => ending::write(&mut self.out, report, ending::Detail::Rules)?,
        }
        self.out.flush()
    }
}

/// What a finding is about and where that was seen: `Lab._http._tcp on eth0 from 192.0.2.7`.
fn place(diagnostic: &Diagnostic) -> String {
    let name = match (diagnostic.instance_text(), &diagnostic.service_type) {
        (Some(instance), Some(service_type)) => format!("{instance}.{service_type}"),
        (Some(instance), None) => instance,
        (None, Some(service_type)) => service_type.clone(),
        (None, None) => String::new(),
    };
    let name = printable(&name).to_string();
    match &diagnostic.origin {
        Origin::Arguments => name,
        origin @ (Origin::Link { .. } | Origin::Capture { .. }) if name.is_empty() => {
            origin.to_string()
        }
        origin @ Origin::Link { .. } => format!("{name} on {origin}"),
        origin if name.is_empty() => origin.to_string(),
        origin => format!("{origin}: {name}"),
    }
}

/// `host-a.local:8008`; nothing where no port is known, and the port alone where no host is.
fn host_and_port(instance: &ServiceInstance) -> String {
    let Some(srv) = instance.first_srv() else {
        return String::new();
    };
    if srv.target.is_root() && !instance.evidence.covers(Evidence::SRV) {
        return format!("port {}", srv.port);
    }
    let host = crate::report::object::without_final_dot(srv.target.to_string());
    format!("{host}:{}", srv.port)
}
