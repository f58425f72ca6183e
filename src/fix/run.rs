use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;
use std::path::Path;

use super::Edit;
use super::edit::{EditSet, apply};
use super::faulty::Faulty;
use super::guard::{Meaning, has_new_findings, keeps_records};
use super::index::Index;
use super::table::{Fix, Safety, Scope, fix_of};
use crate::diagnostic::Diagnostic;
use crate::linter::{Linter, Verdict};
use crate::model::{FileFormat, Observation, ServiceInstance};
use crate::schema::Schemas;
use crate::source::written::{octets_of, text_of, written};
use crate::source::{TextFileError, read_definitions};

/// How often a file is judged and fixed at most: a fix may make room for another.
const MAX_PASSES: usize = 200;

/// A file after its fixes.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Fixed {
    /// All octets of the file.
    pub octets: Vec<u8>,
    /// The findings that are fixed, in the order in which that was done.
    pub applied: Vec<Diagnostic>,
    /// Findings whose fix would have brought another, or changed more than it is about.
    pub dropped: Vec<Diagnostic>,
    /// Whether there may be more to fix: it ended after 200 passes.
    pub is_cut_off: bool,
}

/// How many findings can be fixed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fixable {
    /// By safe fixes.
    pub safe: usize,
    /// By unsafe ones.
    pub unsafe_only: usize,
}

impl AddAssign for Fixable {
    fn add_assign(&mut self, other: Self) {
        self.safe += other.safe;
        self.unsafe_only += other.unsafe_only;
    }
}

/// Fixes what `linter` finds in a definition file, by safe fixes alone or by unsafe ones too; `path` names it in errors.
///
/// Safe fixes come first, and each pass is judged again. A file that is not all text in its encoding stays as it is.
///
/// # Errors
///
/// What [`read_definitions`] says of a file that can't be read.
pub fn fix(
    octets: &[u8],
    path: &Path,
    format: FileFormat,
    linter: &Linter,
    safety: Safety,
) -> Result<Fixed, TextFileError> {
    let repair = Repair {
        path,
        format,
        linter,
        // What is not selected may not become worse either.
        all: Linter::default().with_schemas(linter.schemas().clone()),
        original: octets,
    };
    let mut fixed = Fixed {
        octets: octets.to_vec(),
        ..Fixed::default()
    };
    let Some(text) = text_of(octets, format) else {
        read_definitions(octets, path, format)?;
        return Ok(fixed);
    };
    let mut state = repair.judged(text, octets.to_vec())?;
    let mut given_up = BTreeSet::new();
    for _ in 0..MAX_PASSES {
        let candidates = state.candidates(&repair, safety, &given_up);
        if candidates.is_empty() {
            fixed.octets = state.octets;
            return Ok(fixed);
        }
        // Where one of them is at fault, it is among fewer and fewer.
        let mut count = candidates.len();
        loop {
            let part = candidates.get(..count).unwrap_or_default();
            if let Some(next) = repair.after(&state, part) {
                let made = part.iter().flat_map(|own| own.diagnostics.iter().cloned());
                fixed.applied.extend(made);
                state = next;
                break;
            }
            if count == 1 {
                for diagnostic in part.iter().flat_map(|own| &own.diagnostics) {
                    given_up.insert(identity(diagnostic));
                    fixed.dropped.push(diagnostic.clone());
                }
                break;
            }
            count /= 2;
        }
    }
    fixed.octets = state.octets;
    fixed.is_cut_off = true;
    Ok(fixed)
}

/// How many of these findings in a definition file can be fixed; `instances` are those that were read in it.
pub fn fixable(
    octets: &[u8],
    format: FileFormat,
    linter: &Linter,
    instances: &[ServiceInstance],
    diagnostics: &[Diagnostic],
) -> Fixable {
    let mut count = Fixable::default();
    let is_any = diagnostics.iter().any(|found| fix_of(found.rule).is_some());
    let Some(text) = text_of(octets, format).filter(|_| is_any) else {
        return count;
    };
    let written = written(&text, format);
    let index = Index::new(&written, instances);
    let file = Faults {
        text: &text,
        format,
        index: &index,
        schemas: linter.schemas(),
    };
    for candidate in file.candidates(diagnostics.iter(), Safety::Unsafe) {
        match candidate.fix.safety {
            Safety::Safe => count.safe += candidate.diagnostics.len(),
            Safety::Unsafe => count.unsafe_only += candidate.diagnostics.len(),
        }
    }
    count
}

/// A file in which findings are to be fixed.
struct Faults<'a> {
    text: &'a str,
    format: FileFormat,
    index: &'a Index<'a>,
    schemas: &'a Schemas,
}

impl Faults<'_> {
    /// The fixes of findings, each by itself.
    fn candidates<'d>(
        &self,
        diagnostics: impl Iterator<Item = &'d Diagnostic>,
        safety: Safety,
    ) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        let mut of_types: BTreeMap<(&str, &str), Option<usize>> = BTreeMap::new();
        for diagnostic in diagnostics {
            let Some(fix) = fix_of(diagnostic.rule).filter(|fix| fix.safety <= safety) else {
                continue;
            };
            let service_type = diagnostic.service_type.as_deref().unwrap_or_default();
            let key = (fix.code, service_type);
            if let Some(known) = of_types.get(&key) {
                if let Some(candidate) = known.and_then(|at| found.get_mut(at)) {
                    candidate.diagnostics.push(diagnostic.clone());
                }
                continue;
            }
            let edits = edits(
                fix,
                &Faulty {
                    text: self.text,
                    format: self.format,
                    index: self.index,
                    schemas: self.schemas,
                    diagnostic,
                },
            );
            if fix.scope == Scope::ServiceType {
                of_types.insert(key, edits.as_ref().map(|_| found.len()));
            }
            if let Some(edits) = edits {
                let diagnostics = vec![diagnostic.clone()];
                found.push(Candidate {
                    diagnostics,
                    fix,
                    edits,
                });
            }
        }
        found
    }
}

/// What a fix changes; `None` where that is nothing.
fn edits(fix: &Fix, faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let mut edits = (fix.make)(faulty)?;
    edits.retain(|edit| faulty.text.get(edit.span.clone()) != Some(edit.text.as_str()));
    (!edits.is_empty()).then_some(edits)
}

/// By what a finding is known again after something else was fixed.
fn identity(diagnostic: &Diagnostic) -> String {
    let Diagnostic {
        rule,
        service_type,
        instance,
        key,
        message,
        ..
    } = diagnostic;
    format!(
        "{} {service_type:?} {instance:?} {key:?} {message}",
        rule.code
    )
}

/// A file that is repaired, and by what.
struct Repair<'a> {
    path: &'a Path,
    format: FileFormat,
    linter: &'a Linter,
    all: Linter,
    original: &'a [u8],
}

/// The file after some passes.
struct State {
    text: String,
    octets: Vec<u8>,
    observation: Observation,
    verdict: Verdict,
    /// What all rules find.
    whole_verdict: Verdict,
}

/// A fix that may be made.
struct Candidate {
    diagnostics: Vec<Diagnostic>,
    fix: &'static Fix,
    edits: Vec<Edit>,
}

impl Repair<'_> {
    fn judged(&self, text: String, octets: Vec<u8>) -> Result<State, TextFileError> {
        let observation = read_definitions(&octets, self.path, self.format)?;
        let verdict = self.linter.check(&observation);
        let whole_verdict = self.all.check(&observation);
        Ok(State {
            text,
            octets,
            observation,
            verdict,
            whole_verdict,
        })
    }

    /// The file after these fixes; `None` if something is not as it must be then.
    fn after(&self, state: &State, candidates: &[Candidate]) -> Option<State> {
        let mut edits = EditSet::default();
        for candidate in candidates {
            edits.add(&candidate.edits);
        }
        let edits = edits.into_vec();
        let text = apply(&state.text, &edits)?;
        let octets = octets_of(&text, self.original, self.format)?;
        let next = self.judged(text, octets).ok()?;
        let is_safe = candidates.iter().all(|own| own.fix.safety == Safety::Safe);
        let reveals = candidates.iter().any(|own| own.fix.reveals);
        if reveals {
            return Some(next);
        }
        if has_new_findings(&state.whole_verdict, &next.whole_verdict) {
            return None;
        }
        let removes_records = |own: &Candidate| matches!(own.fix.code, "TXT004" | "TXT005");
        if self.format == FileFormat::Zone
            && candidates.iter().any(removes_records)
            && !keeps_records(&state.text, &next.text)
        {
            return None;
        }
        if is_safe && Meaning::of(&state.observation) != Meaning::of(&next.observation) {
            return None;
        }
        Some(next)
    }
}

impl State {
    /// Fixes that can be made at once: those that show more of the file alone, safe ones before others, none that overlap.
    fn candidates(
        &self,
        repair: &Repair<'_>,
        safety: Safety,
        given_up: &BTreeSet<String>,
    ) -> Vec<Candidate> {
        let written = written(&self.text, repair.format);
        let index = Index::new(&written, &self.observation.instances);
        let file = Faults {
            text: &self.text,
            format: repair.format,
            index: &index,
            schemas: repair.linter.schemas(),
        };
        let wanted = self.verdict.diagnostics.iter();
        let wanted = wanted
            .filter(|diagnostic| given_up.is_empty() || !given_up.contains(&identity(diagnostic)));
        let mut found = file.candidates(wanted, safety);
        let rank = |own: &Candidate| (!own.fix.reveals, own.fix.safety);
        let Some(first) = found.iter().map(rank).min() else {
            return found;
        };
        found.retain(|own| rank(own) == first);
        let mut taken = EditSet::default();
        found.retain(|candidate| {
            let is_free = taken.has_room_for(&candidate.edits);
            if is_free {
                taken.add(&candidate.edits);
            }
            is_free
        });
        found
    }
}
