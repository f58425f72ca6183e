//! What a run knows already, and what the next will know.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::failure::Failure;
use crate::cli::judgment::Judgment;
use crate::cli::output_file::OutputFile;
use crate::cli::shown;
use crate::cli::terminal::{Remark, Terminal};
use crate::diagnostic::{Diagnostic, Suppressed, Suppressor};
use crate::linter::Linter;
use crate::report::{Report, write_baseline};
use crate::rule;
use crate::source::{Baseline, KnownFinding, KnownFindings};

/// Options about findings that are known.
#[derive(Args, Clone, Debug)]
pub(super) struct BaselineOptions {
    /// Report only what is not in this baseline; without it, the one that the configuration names counts, if any.
    ///
    /// A finding is known again by its rule, file, instance, key and message, wherever in the file it stands. -v lists those
    /// that are known.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "write_baseline",
        help_heading = "Judgment options"
    )]
    baseline: Option<PathBuf>,
    /// Write all that is found to this file, as a baseline for later runs, and end with status 0.
    ///
    /// It is JSON with a finding a line; paths in it are relative to its own folder. What was in it before is replaced, of files
    /// too that are not judged now. If a file can't be judged, nothing is written.
    #[arg(long, value_name = "FILE", help_heading = "Judgment options")]
    write_baseline: Option<PathBuf>,
}

/// What a run does with a baseline.
pub(super) enum BaselineUse {
    /// There is none.
    Nothing,
    /// Only what is not in it is reported.
    Hide {
        baseline: Baseline,
        judged: BTreeSet<PathBuf>,
        /// Entries that were expected and not found.
        left: usize,
    },
    /// It is made.
    Write {
        baseline: Baseline,
        file: OutputFile,
    },
}

/// What is known of one file.
pub(super) struct Sieve {
    known: KnownFindings,
    /// The baseline that knows it; `None` where what is found is only remembered.
    baseline: Option<String>,
}

impl BaselineUse {
    /// The use that the options and the configuration ask for.
    pub(super) fn open(options: &BaselineOptions, judgment: &Judgment) -> Result<Self, Failure> {
        if let Some(path) = &options.write_baseline {
            return Ok(Self::Write {
                baseline: Baseline::new(path),
                file: OutputFile::open(path)?,
            });
        }
        let path = match &options.baseline {
            Some(path) => Some(path.clone()),
            None => judgment.baseline()?,
        };
        let Some(path) = path else {
            return Ok(Self::Nothing);
        };
        Ok(Self::Hide {
            baseline: Baseline::read(&path)?,
            judged: BTreeSet::new(),
            left: 0,
        })
    }

    /// What is known of the file at this path.
    pub(super) fn sieve(&self, path: &Path) -> Sieve {
        match self {
            Self::Hide { baseline, .. } => Sieve {
                known: baseline.of(path),
                baseline: Some(baseline.path().to_string_lossy().into_owned()),
            },
            Self::Nothing | Self::Write { .. } => Sieve {
                known: KnownFindings::default(),
                baseline: None,
            },
        }
    }

    /// Takes note of what came through when the file at this path had been judged.
    pub(super) fn take(&mut self, path: &Path, sieve: Sieve, linter: &Linter) {
        match self {
            Self::Nothing => {}
            Self::Hide { judged, left, .. } => {
                if judged.insert(path.to_owned()) {
                    let gone = |(known, _): &(&KnownFinding, u32)| {
                        // Of a rule that did not run, nobody knows.
                        rule::find(&known.code).is_none_or(|rule| linter.runs(rule))
                    };
                    *left += sieve.known.left().filter(gone).count();
                }
            }
            Self::Write { baseline, .. } => baseline.set(path, sieve.known),
        }
    }

    /// Says at the end what is out of date, or writes the baseline unless a file `was_refused`.
    pub(super) fn finish(self, was_refused: bool, terminal: Terminal) -> Result<(), Failure> {
        match self {
            Self::Nothing => {}
            Self::Hide {
                baseline,
                judged,
                left,
            } => {
                let left = left + entries_without_file(&baseline, &judged);
                if left > 0 {
                    let path = shown(baseline.path());
                    let entries = match left {
                        1 => "1 entry of the baseline no longer occurs".to_owned(),
                        _ => format!("{left} entries of the baseline no longer occur"),
                    };
                    let sentence = format!("{entries}; `--write-baseline {path}` renews it");
                    terminal.remark(Remark::Notice, &sentence);
                }
            }
            Self::Write { baseline, .. } if was_refused => {
                return Err(Failure::usage(format_args!(
                    "{}: the baseline is not written, since a file could not be judged",
                    shown(baseline.path())
                )));
            }
            Self::Write { baseline, file } => {
                let mut out = BufWriter::new(file.clone());
                write_baseline(&mut out, &baseline)?;
                out.flush()?;
                file.complete()?;
                let count: u32 = baseline
                    .files()
                    .flat_map(|(_, known)| known.left())
                    .map(|(_, count)| count)
                    .sum();
                let findings = match count {
                    1 => "1 finding is".to_owned(),
                    _ => format!("{count} findings are"),
                };
                let path = shown(baseline.path());
                let sentence = format!("{findings} in the baseline {path} now");
                terminal.remark(Remark::Notice, &sentence);
            }
        }
        Ok(())
    }
}

/// Entries of files that were not judged because they are not there any more.
fn entries_without_file(baseline: &Baseline, judged: &BTreeSet<PathBuf>) -> usize {
    let judged: BTreeSet<String> = judged.iter().map(|path| baseline.seen(path)).collect();
    let is_gone = |path: &str| {
        // Standard input may come again.
        path != "-"
            && !judged.contains(path)
            && fs::symlink_metadata(baseline.folder().join(path)).is_err()
    };
    let gone = baseline.files().filter(|(path, _)| is_gone(path));
    gone.map(|(_, known)| known.left().count()).sum()
}

impl Sieve {
    /// Whether a finding is to be left out, and by what; if not, it is remembered.
    pub(super) fn takes(&mut self, diagnostic: &Diagnostic) -> Option<Suppressor> {
        let Some(path) = &self.baseline else {
            self.known.add(diagnostic);
            return None;
        };
        let path = path.clone();
        let is_known = self.known.take(diagnostic);
        is_known.then_some(Suppressor::Baseline { path })
    }

    /// Leaves out of a report what is known.
    pub(super) fn sift(&mut self, report: &mut Report) {
        for diagnostic in std::mem::take(&mut report.diagnostics) {
            match self.takes(&diagnostic) {
                Some(by) => report.suppressed.push(Suppressed { diagnostic, by }),
                None => report.diagnostics.push(diagnostic),
            }
        }
    }
}
