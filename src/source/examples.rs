//! The examples of a schema, judged like services that are about to be published.

use crate::diagnostic::Diagnostic;
use crate::linter::{Linter, Verdict};
use crate::model::Observation;
use crate::name::presentation;
use crate::rule::{self, Rule, SelectError, Severity};
use crate::schema::{Example, ServiceSchema};
use crate::source::{ServiceDefinition, TypeArgument};
use crate::wire::TxtRecord;

/// An example that is judged otherwise than it says.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ExampleMismatch {
    /// Which of the schema's examples it is, counted from 0.
    pub index: usize,
    /// What is otherwise: lower case, no full stop, escaped.
    pub message: String,
    /// All that was found in the example.
    pub diagnostics: Vec<Diagnostic>,
}

/// Judges the examples of a schema by a linter, which has to have the schema among its own.
///
/// An example without `finding` is right if nothing is found at warning or above. One with `finding` is right if that rule
/// finds something, of the stated key where there is one, and no other rule does at warning or above.
pub fn judge_examples(schema: &ServiceSchema, linter: &Linter) -> Vec<ExampleMismatch> {
    let mut mismatches = Vec::new();
    for (index, example) in schema.examples.iter().enumerate() {
        let (result, diagnostics) = judge(example, schema, linter);
        if let Err(message) = result {
            mismatches.push(ExampleMismatch {
                index,
                message,
                diagnostics,
            });
        }
    }
    mismatches
}

/// Whether an example is judged as it says, and all that was found in it.
fn judge(
    example: &Example,
    schema: &ServiceSchema,
    linter: &Linter,
) -> (Result<(), String>, Vec<Diagnostic>) {
    let wanted = match example.finding.as_deref().map(known_rule).transpose() {
        Ok(wanted) => wanted,
        Err(message) => return (Err(message), Vec::new()),
    };
    let observation = match observe(example, schema) {
        Ok(observation) => observation,
        Err(cause) => {
            return (
                Err(format!("the example can't be judged: {cause}")),
                Vec::new(),
            );
        }
    };
    let verdict = if example.profiles.is_empty() {
        linter.check(&observation)
    } else {
        let linter = linter.clone().with_profiles(example.profiles.clone());
        linter.check(&observation)
    };
    let result = match wanted {
        None => is_clean(&verdict),
        Some(rule) => is_found_by(rule, example.key.as_deref(), &verdict),
    };
    (result, verdict.diagnostics)
}

fn known_rule(text: &str) -> Result<&'static Rule, String> {
    rule::find(text).ok_or_else(|| {
        let shown = presentation::text(text.as_bytes());
        let said = format!("the example names `{shown}` as finding, which is no rule");
        let near = SelectError::new(text)
            .nearest()
            .filter(|near| rule::find(near).is_some());
        near.map_or(said.clone(), |near| {
            format!("{said}; did you mean `{near}`?")
        })
    })
}

/// The example as an observation: of what it doesn't state, nothing is made up.
fn observe(example: &Example, schema: &ServiceSchema) -> Result<Observation, String> {
    let service = example.service.as_ref().or(schema.services.first());
    let service = service.ok_or("the schema covers no service type")?;
    let shown = presentation::text(service.as_bytes());
    if !schema.covers(service) {
        return Err(format!(
            "the schema does not cover its service type `{shown}`"
        ));
    }
    let service_type = service
        .parse()
        .map_err(|_| format!("`{shown}` is no service type"))?;
    let mut definition = ServiceDefinition::new(TypeArgument {
        service_type,
        subtype: None,
    });
    definition.txt = TxtRecord::from_strings(&example.txt).map_err(|error| error.to_string())?;
    if let Some(instance) = &example.instance {
        definition
            .set_instance(instance.as_bytes())
            .map_err(|error| error.to_string())?;
    }
    for subtype in &example.subtypes {
        definition
            .add_subtype(subtype.as_bytes())
            .map_err(|error| error.to_string())?;
    }
    definition.port = example.port;
    definition.observe().map_err(|error| error.to_string())
}

fn is_clean(verdict: &Verdict) -> Result<(), String> {
    match verdict.at_least(Severity::Warning).next() {
        None => Ok(()),
        Some(diagnostic) => Err(format!(
            "the example names no finding, but has {diagnostic}"
        )),
    }
}

fn is_found_by(rule: &Rule, key: Option<&str>, verdict: &Verdict) -> Result<(), String> {
    let code = rule.code;
    let is_of_rule = |diagnostic: &&Diagnostic| diagnostic.rule.code == code;
    if let Some(other) = verdict
        .at_least(Severity::Warning)
        .find(|diagnostic| !is_of_rule(diagnostic))
    {
        return Err(format!(
            "the example names {code} alone as finding, but has {other}"
        ));
    }
    let found: Vec<&Diagnostic> = verdict.diagnostics.iter().filter(is_of_rule).collect();
    if found.is_empty() {
        let is_applicable = verdict
            .not_applicable
            .iter()
            .all(|other| other.code != code);
        if is_applicable {
            return Err(format!(
                "the example names {code} as finding, which finds nothing"
            ));
        }
        let needs: Vec<&str> = rule.needs.words().collect();
        return Err(format!(
            "the example names {code} as finding, which is not applicable: it needs {}",
            needs.join(", ")
        ));
    }
    let Some(key) = key else { return Ok(()) };
    let is_of_key = |diagnostic: &&Diagnostic| {
        diagnostic
            .key
            .as_ref()
            .is_some_and(|own| own.eq_ignore_ascii_case(key))
    };
    if found.iter().any(is_of_key) {
        return Ok(());
    }
    let keys: Vec<String> = found
        .iter()
        .filter_map(|diagnostic| diagnostic.key.as_ref())
        .map(|key| format!("`{key}`"))
        .collect();
    let keys = if keys.is_empty() {
        "no key".to_owned()
    } else {
        keys.join(", ")
    };
    let key = presentation::text(key.as_bytes());
    Err(format!(
        "the example names `{key}` as the key of {code}, which is about {keys}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::SchemaOrigin;

    /// What is said of one example in a schema of `_moodring._tcp`.
    fn said(example: &str) -> Option<String> {
        let text = format!(
            "title = \"T\"\nservices = [\"_moodring._tcp\"]\nconfidence = \"specification\"\n[[sources]]\nid = \"s\"\n\
             title = \"S\"\n[[profiles]]\nname = \"p\"\ntitle = \"P\"\nsources = [\"s\"]\n[[examples]]\n{example}"
        );
        let schema = ServiceSchema::parse(&text, SchemaOrigin::Program)
            .unwrap_or_else(|error| panic!("{error}"));
        let mismatches = judge_examples(&schema, &Linter::default());
        assert!(mismatches.len() < 2);
        mismatches
            .into_iter()
            .next()
            .map(|mismatch| mismatch.message)
    }

    #[test]
    fn a_right_example_has_notes_at_most() {
        assert_eq!(said("txt = ['txtvers=1', 'colour=blue']"), None);
        assert_eq!(said("txt = []"), None);
        assert_eq!(
            said("txt = ['=x']").as_deref(),
            Some(
                "the example names no finding, but has error[TXT010]: the TXT string `=x` has no key before its `=`, at \
                 least one character is required (string 1 of 1, octet 1) (RFC 6763 §6.4)"
            )
        );
    }

    #[test]
    fn a_wrong_example_has_its_finding_alone() {
        assert_eq!(said("txt = ['=x']\nfinding = \"TXT010\""), None);
        assert_eq!(said("txt = ['=x']\nfinding = \"empty-txt-key\""), None);
        assert_eq!(
            said("txt = ['a=1', 'A=2']\nfinding = \"TXT013\"\nkey = \"A\""),
            None
        );
        for (example, beginning) in [
            (
                "txt = ['a=1', 'A=2']\nfinding = \"TXT013\"\nkey = \"b\"",
                "the example names `b` as the key of TXT013, which is about `a`",
            ),
            (
                "txt = ['a=1', '=2']\nfinding = \"TXT013\"",
                "the example names TXT013 alone as finding, but has error[TXT010]: ",
            ),
            (
                "txt = ['a=1']\nfinding = \"TXT013\"",
                "the example names TXT013 as finding, which finds nothing",
            ),
            (
                "txt = ['a=1']\nfinding = \"SRV004\"",
                "the example names SRV004 as finding, which is not applicable: it needs ",
            ),
            (
                "txt = ['a=1']\nfinding = \"TXT999\"",
                "the example names `TXT999` as finding, which is no rule",
            ),
            (
                "txt = ['a=1']\nfinding = \"empty-txt-kex\"",
                "the example names `empty-txt-kex` as finding, which is no rule; did you mean `empty-txt-key`?",
            ),
        ] {
            let said = said(example).unwrap_or_default();
            assert!(said.starts_with(beginning), "{said}");
        }
    }

    #[test]
    fn a_finding_may_weigh_a_note() {
        assert_eq!(
            said("txt = ['a-very-long-key=1']\nfinding = \"long-txt-key\""),
            None
        );
    }

    #[test]
    fn what_is_stated_is_seen() {
        assert_eq!(
            said(
                "txt = ['a=1']\nport = 0\ninstance = \"Ring\"\nsubtypes = [\"_calm\", \"_wild\"]\nprofiles = [\"p\"]"
            ),
            None
        );
        for (example, message) in [
            (
                "txt = []\nservice = \"_http._tcp\"",
                "the example can't be judged: the schema does not cover its service type `_http._tcp`",
            ),
            (
                "txt = []\ninstance = \"\"",
                "the example can't be judged: instance name is empty, 1 to 63 octets are expected",
            ),
            (
                "txt = []\nsubtypes = [\"\"]",
                "the example can't be judged: subtype is empty, 1 to 63 octets are expected",
            ),
        ] {
            assert_eq!(said(example).as_deref(), Some(message));
        }
    }
}
