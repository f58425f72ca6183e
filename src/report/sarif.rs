//! The report as SARIF 2.1.0, the format of results of static analysis, an
//! [OASIS standard](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).

mod rule;
mod suppression;
mod uri;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Suppressor};
use crate::model::Evidence;
use crate::report::place::{Place, elsewhere, name_of};
use crate::report::sarif::rule::{Descriptor, Text};
use crate::report::sarif::suppression::Suppression;
use crate::report::{Report, Reporter, missing_evidence, write_document};
use crate::rule::{BUG001, Citation, Requirement, Rule};

/// The report as one SARIF document, written when all is known.
///
/// It describes the rules that found something, each with its documentation: all of them would be a hundred times what
/// most reports say, and no viewer shows a rule without results. Rules that were not applicable are notifications of the
/// invocation, since GitHub would show results of the kind `notApplicable` as findings.
#[derive(Debug)]
pub struct SarifReport<W> {
    out: W,
}

impl<W: Write> SarifReport<W> {
    /// A report that is written to `out`.
    pub const fn new(out: W) -> Self {
        Self { out }
    }
}

impl<W: Write> Reporter for SarifReport<W> {
    fn finish(&mut self, report: &Report) -> io::Result<()> {
        write_document(&mut self.out, &Log::from(report))
    }
}

/// The document (§3.13).
#[derive(Debug, Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

/// What one run of the program found (§3.14).
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    invocations: [Invocation; 1],
    /// Columns are counted in characters.
    column_kind: &'static str,
    logical_locations: Vec<LogicalLocation<'a>>,
    results: Vec<SarifResult<'a>>,
}

#[derive(Debug, Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    information_uri: Option<&'static str>,
    rules: Vec<Descriptor>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Notification {
    descriptor: Reference,
    #[serde(skip_serializing_if = "Option::is_none")]
    associated_rule: Option<Reference>,
    level: &'static str,
    message: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<FileLocation>,
}

/// A file as a whole.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct FileLocation {
    physical_location: FilePlace,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct FilePlace {
    artifact_location: ArtifactLocation,
}

#[derive(Debug, Serialize)]
struct Reference {
    id: &'static str,
}

/// A finding (§3.27).
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Location<'a>; 1],
    partial_fingerprints: BTreeMap<&'static str, String>,
    /// Empty for a finding that is not suppressed; either all results have this list or none has.
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<Vec<Suppression>>,
    properties: Properties<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Debug, Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
}

/// A service instance or service type, or a TXT key of one (§3.33).
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    fully_qualified_name: String,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_index: Option<usize>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<String>,
    citations: Vec<CitationObject<'a>>,
}

#[derive(Debug, Serialize)]
struct CitationObject<'a> {
    source: &'a str,
    section: &'a str,
    requirement: Option<&'static str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    sentence: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// The published schema of the standard.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

impl<'a> From<&'a Report> for Log<'a> {
    fn from(report: &'a Report) -> Self {
        let found: Vec<(&Diagnostic, Option<&Suppressor>)> = found(report).collect();
        let rules: BTreeMap<&str, &'static Rule> = found
            .iter()
            .map(|(diagnostic, _)| (diagnostic.rule.code, diagnostic.rule))
            .collect();
        let rule_indices: BTreeMap<&str, usize> = rules.keys().copied().zip(0..).collect();
        let names: BTreeMap<String, ()> = found
            .iter()
            .filter_map(|(diagnostic, _)| Some((name_of(diagnostic)?, ())))
            .collect();
        let name_indices: BTreeMap<&str, usize> =
            names.keys().map(String::as_str).zip(0..).collect();
        let suppresses = !report.suppressed.is_empty();
        let results = found.into_iter().map(|(diagnostic, by)| {
            let rule_index = rule_indices.get(diagnostic.rule.code);
            let name = name_of(diagnostic);
            let index = name.as_deref().and_then(|name| name_indices.get(name));
            let logical = index.map(|index| LogicalLocation::of(diagnostic, name, *index));
            let mut result =
                SarifResult::new(diagnostic, rule_index.copied().unwrap_or_default(), logical);
            result.suppressions =
                suppresses.then(|| by.map(Suppression::from).into_iter().collect());
            result
        });
        let run = Run {
            tool: Tool {
                driver: Driver::new(rules.into_values().map(Descriptor::from).collect()),
            },
            invocations: [Invocation::from(report)],
            column_kind: "unicodeCodePoints",
            results: results.collect(),
            logical_locations: names
                .keys()
                .zip(0..)
                .map(|(name, index)| LogicalLocation::resource(name.clone(), index))
                .collect(),
        };
        Self {
            schema: SCHEMA,
            version: "2.1.0",
            runs: [run],
        }
    }
}

/// All findings, those that are suppressed last, each with where that was decided.
fn found(report: &Report) -> impl Iterator<Item = (&Diagnostic, Option<&Suppressor>)> {
    let reported = report
        .diagnostics
        .iter()
        .map(|diagnostic| (diagnostic, None));
    let suppressed = report
        .suppressed
        .iter()
        .map(|suppressed| (&suppressed.diagnostic, Some(&suppressed.by)));
    reported.chain(suppressed)
}

impl Driver {
    fn new(rules: Vec<Descriptor>) -> Self {
        let addresses = [env!("CARGO_PKG_HOMEPAGE"), env!("CARGO_PKG_REPOSITORY")];
        Self {
            name: env!("CARGO_PKG_NAME"),
            semantic_version: env!("CARGO_PKG_VERSION"),
            information_uri: addresses.into_iter().find(|address| !address.is_empty()),
            rules,
        }
    }
}

impl From<&Report> for Invocation {
    fn from(report: &Report) -> Self {
        let panicked = report
            .diagnostics
            .iter()
            .any(|diagnostic| diagnostic.rule.code == BUG001.code);
        let not_applicable = report.not_applicable.iter().map(|rule| Notification {
            descriptor: Reference {
                id: "not-applicable",
            },
            associated_rule: Some(Reference { id: rule.code }),
            level: "note",
            message: Text {
                text: not_applicable(rule, missing_evidence(rule, &report.instances)),
            },
            locations: Vec::new(),
        });
        let refusals = report
            .refusals()
            .map(|(path, reason)| Notification::refusal(path, reason));
        Self {
            execution_successful: !panicked && report.refusals().next().is_none(),
            tool_execution_notifications: refusals.chain(not_applicable).collect(),
        }
    }
}

impl Notification {
    /// That a file could not be judged.
    fn refusal(path: &str, reason: &str) -> Self {
        let location = FileLocation {
            physical_location: FilePlace {
                artifact_location: ArtifactLocation {
                    uri: uri::of_file(path),
                },
            },
        };
        Self {
            descriptor: Reference { id: "not-judged" },
            associated_rule: None,
            level: "error",
            message: Text {
                text: plain(reason),
            },
            locations: vec![location],
        }
    }
}

fn not_applicable(rule: &Rule, missing: Evidence) -> String {
    let (code, name) = (rule.code, rule.name);
    let words: Vec<&str> = missing.words().collect();
    if words.is_empty() {
        format!("{code} {name} was not applicable to everything")
    } else {
        format!(
            "{code} {name} was not applicable: needs {}",
            words.join(", ")
        )
    }
}

impl<'a> SarifResult<'a> {
    fn new(
        diagnostic: &'a Diagnostic,
        rule_index: usize,
        logical: Option<LogicalLocation<'a>>,
    ) -> Self {
        let place = Place::of(&diagnostic.origin);
        let fingerprint = diagnostic.fingerprint();
        let mut partial_fingerprints = BTreeMap::from([("dnssdCheck/v1", fingerprint.clone())]);
        if place.line.is_none() {
            // Of a line in a file, GitHub's own action makes this one, by which GitHub knows a finding again. Where there
            // is none, all findings of a rule would be one.
            partial_fingerprints.insert("primaryLocationLineHash", format!("{fingerprint}:1"));
        }
        Self {
            rule_id: diagnostic.rule.code,
            rule_index,
            level: diagnostic.severity.as_str(),
            message: Text {
                text: message(diagnostic),
            },
            locations: [Location {
                physical_location: PhysicalLocation {
                    artifact_location: ArtifactLocation {
                        uri: uri::reference(diagnostic),
                    },
                    region: Region {
                        // GitHub takes no result without a line.
                        start_line: place.line.unwrap_or(1),
                        start_column: place.column,
                    },
                },
                logical_locations: logical.into_iter().collect(),
            }],
            partial_fingerprints,
            suppressions: None,
            properties: Properties {
                seen: elsewhere(&diagnostic.origin),
                citations: diagnostic
                    .citations
                    .iter()
                    .map(CitationObject::from)
                    .collect(),
            },
        }
    }
}

impl<'a> LogicalLocation<'a> {
    /// An instance or a type, which stands among those of the run.
    fn resource(name: String, index: usize) -> Self {
        Self {
            index: Some(index),
            name: None,
            fully_qualified_name: name,
            kind: "resource",
            parent_index: None,
        }
    }

    /// What a finding is about: a TXT key of the resource with this index, or the resource itself.
    fn of(diagnostic: &'a Diagnostic, name: Option<String>, index: usize) -> Self {
        let name = name.unwrap_or_default();
        match diagnostic.key.as_deref() {
            Some(key) => Self {
                index: None,
                name: Some(key),
                fully_qualified_name: format!("{name}/{key}"),
                kind: "property",
                parent_index: Some(index),
            },
            None => Self::resource(name, index),
        }
    }
}

impl<'a> From<&'a Citation> for CitationObject<'a> {
    fn from(citation: &'a Citation) -> Self {
        Self {
            source: &citation.source,
            section: &citation.section,
            requirement: citation.requirement.map(Requirement::as_str),
            sentence: &citation.sentence,
            url: citation.url(),
        }
    }
}

/// The fault and the remedy, in plain text of SARIF (§3.11), in which `[…](…)` is a link: here nothing is.
fn message(diagnostic: &Diagnostic) -> String {
    let mut text = diagnostic.message.clone();
    if let Some(help) = &diagnostic.help {
        text.push_str("\nhelp: ");
        text.push_str(help);
    }
    plain(&text)
}

/// Text in which nothing is a link.
fn plain(text: &str) -> String {
    text.replace("](", r"]\(")
}
