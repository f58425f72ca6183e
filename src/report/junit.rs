//! The report as JUnit XML, in the form that Jenkins, GitLab and Azure read.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::BytesText;

use crate::diagnostic::Diagnostic;
use crate::name::presentation;
use crate::report::place::{STANDARD_INPUT, Subject};
use crate::report::{FailOn, JudgedFile, Report, Reporter, missing_evidence};

/// The report as JUnit XML, written when all is known.
///
/// A suite is a file, or a service type where there is none; a case is a service instance, so that a CI server sees the same
/// case pass that failed before. A file in which there is nothing to tell of is one case, and so is one that could not be judged,
/// which is an error. A case fails by the findings that make the run fail; the others are its output. Rules that
/// were not applicable are output of the first suite, not skipped cases, of which there would be dozens for each instance.
#[derive(Debug)]
pub struct JunitReport<W> {
    out: W,
    fail_on: FailOn,
}

impl<W: Write> JunitReport<W> {
    /// A report that is written to `out`, in which findings of this weight are failures.
    pub const fn new(out: W, fail_on: FailOn) -> Self {
        Self { out, fail_on }
    }
}

impl<W: Write> Reporter for JunitReport<W> {
    fn finish(&mut self, report: &Report) -> io::Result<()> {
        let suites = Suite::all(report, self.fail_on);
        let not_applicable = not_applicable(report);
        self.out
            .write_all(br#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
        self.out.write_all(b"\n")?;
        let mut writer = Writer::new_with_indent(&mut self.out, b' ', 2);
        let cases: usize = suites.iter().map(|suite| suite.cases.len()).sum();
        let failures: usize = suites.iter().map(Suite::failures).sum();
        let errors: usize = suites.iter().map(Suite::errors).sum();
        writer
            .create_element("testsuites")
            .with_attribute(("name", env!("CARGO_PKG_NAME")))
            .with_attribute(("tests", cases.to_string().as_str()))
            .with_attribute(("failures", failures.to_string().as_str()))
            .with_attribute(("errors", errors.to_string().as_str()))
            .write_inner_content(|writer| {
                let mut not_applicable = Some(not_applicable.as_str());
                suites.iter().try_for_each(|suite| {
                    suite.write(writer, not_applicable.take().unwrap_or_default())
                })
            })?;
        self.out.write_all(b"\n")?;
        self.out.flush()
    }
}

/// The cases of one file or one service type.
struct Suite<'a> {
    name: String,
    cases: Vec<Case<'a>>,
}

/// One service instance, or something else that there are findings on.
struct Case<'a> {
    name: String,
    class: String,
    path: Option<&'a str>,
    /// Why the file could not be judged.
    error: Option<&'a str>,
    failures: Vec<&'a Diagnostic>,
    remarks: Vec<&'a Diagnostic>,
}

impl<'a> Suite<'a> {
    fn all(report: &'a Report, fail_on: FailOn) -> Vec<Self> {
        let mut suites: Vec<Self> = Vec::new();
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        let mut suite_of = |suites: &mut Vec<Self>, name: String| {
            *known.entry(name.clone()).or_insert_with(|| {
                let cases = Vec::new();
                suites.push(Self { name, cases });
                suites.len() - 1
            })
        };
        for file in &report.files {
            suite_of(&mut suites, file_name(file));
        }
        for subject in Subject::all(report) {
            let service_type = subject.service_type.as_deref();
            let name = subject.path.or(service_type);
            let name = printable(name.unwrap_or_else(|| subject.origin.source()));
            let case = Case::new(subject, fail_on);
            let number = suite_of(&mut suites, name);
            if let Some(suite) = suites.get_mut(number) {
                suite.cases.push(case);
            }
        }
        for file in &report.files {
            let number = suite_of(&mut suites, file_name(file));
            if let Some(suite) = suites.get_mut(number)
                && (suite.cases.is_empty() || file.refusal.is_some())
            {
                suite.cases.push(Case::of_file(file));
            }
        }
        suites
    }

    fn failures(&self) -> usize {
        let failed = |case: &&Case<'_>| !case.failures.is_empty();
        self.cases.iter().filter(failed).count()
    }

    fn errors(&self) -> usize {
        let is_error = |case: &&Case<'_>| case.error.is_some();
        self.cases.iter().filter(is_error).count()
    }

    fn write<W: Write>(&self, writer: &mut Writer<W>, not_applicable: &str) -> io::Result<()> {
        writer
            .create_element("testsuite")
            .with_attribute(("name", self.name.as_str()))
            .with_attribute(("tests", self.cases.len().to_string().as_str()))
            .with_attribute(("failures", self.failures().to_string().as_str()))
            .with_attribute(("errors", self.errors().to_string().as_str()))
            .with_attribute(("skipped", "0"))
            .write_inner_content(|writer| {
                self.cases.iter().try_for_each(|case| case.write(writer))?;
                write_output(writer, not_applicable)
            })?;
        Ok(())
    }
}

impl<'a> Case<'a> {
    fn new(subject: Subject<'a>, fail_on: FailOn) -> Self {
        let source = subject.origin.source();
        let service_type = subject.service_type.as_deref();
        let name = subject.instance_text();
        let (failures, remarks) = subject
            .findings
            .into_iter()
            .partition(|diagnostic| fail_on.is_reached_by(diagnostic.severity));
        Self {
            name: printable(name.as_deref().or(service_type).unwrap_or(source)),
            class: printable(service_type.unwrap_or(source)),
            path: subject.path,
            error: None,
            failures,
            remarks,
        }
    }

    /// A file in which nothing is told of, or that could not be judged.
    fn of_file(file: &'a JudgedFile) -> Self {
        Self {
            name: file_name(file),
            class: "file".to_owned(),
            path: Some(file.path.as_str()).filter(|path| *path != STANDARD_INPUT),
            error: file.refusal.as_deref(),
            failures: Vec::new(),
            remarks: Vec::new(),
        }
    }

    fn write<W: Write>(&self, writer: &mut Writer<W>) -> io::Result<()> {
        let mut element = writer
            .create_element("testcase")
            .with_attribute(("name", self.name.as_str()))
            .with_attribute(("classname", self.class.as_str()));
        if let Some(path) = self.path {
            element = element.with_attribute(("file", printable(path).as_str()));
        }
        if let Some(reason) = self.error {
            element.write_inner_content(|writer| {
                writer
                    .create_element("error")
                    .with_attribute(("message", printable(reason).as_str()))
                    .write_empty()?;
                Ok(())
            })?;
            return Ok(());
        }
        let Some(first) = self.failures.iter().max_by_key(|found| found.severity) else {
            if self.remarks.is_empty() {
                element.write_empty()?;
            } else {
                element.write_inner_content(|writer| write_output(writer, &text(&self.remarks)))?;
            }
            return Ok(());
        };
        element.write_inner_content(|writer| {
            let mut message = printable(&first.message);
            match self.failures.len() {
                1 => {}
                count => {
                    let _ = write!(message, " (and {} more)", count - 1);
                }
            }
            writer
                .create_element("failure")
                .with_attribute(("message", message.as_str()))
                .with_attribute(("type", first.rule.code))
                .write_text_content(BytesText::new(&text(&self.failures)))?;
            write_output(writer, &text(&self.remarks))
        })?;
        Ok(())
    }
}

/// The file as its suite is called.
fn file_name(file: &JudgedFile) -> String {
    match &*file.path {
        STANDARD_INPUT => "standard input".to_owned(),
        path => printable(path),
    }
}

fn write_output<W: Write>(writer: &mut Writer<W>, text: &str) -> io::Result<()> {
    if !text.is_empty() {
        let element = writer.create_element("system-out");
        element.write_text_content(BytesText::new(text))?;
    }
    Ok(())
}

/// Findings, one below the other, each with the section that decides, its place and what to do.
fn text(findings: &[&Diagnostic]) -> String {
    let mut text = String::new();
    for found in findings {
        let (severity, code) = (found.severity, found.rule.code);
        let _ = write!(text, "{severity}[{code}]: {}", printable(&found.message));
        if let Some(citation) = found.citations.first() {
            let _ = write!(text, " [{}]", printable(&citation.to_string()));
        }
        let _ = write!(text, "\n  rule: {}, seen in: ", found.rule.name);
        text.push_str(&printable(&found.origin.to_string()));
        if let Some(help) = &found.help {
            let _ = write!(text, "\n  help: {}", printable(help));
        }
        text.push('\n');
    }
    text
}

/// The rules that were not applicable, each with what it needs.
fn not_applicable(report: &Report) -> String {
    let mut text = String::new();
    for rule in &report.not_applicable {
        let missing = missing_evidence(rule, &report.instances);
        let words: Vec<&str> = missing.words().collect();
        let (code, name) = (rule.code, rule.name);
        let _ = write!(text, "not applicable: {code} {name}");
        if !words.is_empty() {
            let _ = write!(text, ": needs {}", words.join(", "));
        }
        text.push('\n');
    }
    text
}

/// Text on one line, with no character that is not safe or that no XML document may have: those are U+FFFE, U+FFFF and
/// control characters ([XML 1.0 §2.2](https://www.w3.org/TR/xml/#charsets)).
fn printable(text: &str) -> String {
    let safe = presentation::source_text(text).to_string();
    safe.replace('\u{fffe}', r"\u{fffe}")
        .replace('\u{ffff}', r"\u{ffff}")
}
