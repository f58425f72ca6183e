//! Notes that no rule can read: corrected by a table, each line of which states its reason.

use super::super::constraint::Constraint;
use super::super::txt_definition::{TxtDefinition, TxtKey, TxtStatus};

/// Lines of service name, instruction, argument, detail, reason; few enough to be searched line by line.
const TABLE: &str = include_str!("../../../data/txt-note-exceptions.tsv");

/// The instructions for one service.
#[derive(Debug, Default)]
pub(super) struct Exception {
    keys: Vec<TxtKey>,
    patterns: Vec<(&'static str, &'static str)>,
    status: Option<(TxtStatus, &'static str)>,
}

impl Exception {
    pub(super) fn of(service: &str) -> Self {
        let mut exception = Self::default();
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let mut columns = line.split('\t');
            let mut next = || columns.next().unwrap_or_default();
            let (name, instruction, argument, detail) = (next(), next(), next(), next());
            if !name.eq_ignore_ascii_case(service) {
                continue;
            }
            match instruction {
                "key" => exception.keys.push(TxtKey {
                    name: argument.to_owned(),
                    constraint: parse_constraint(detail),
                    ..TxtKey::default()
                }),
                "pattern" => exception.patterns.push((argument, detail)),
                "status" => {
                    exception.status = parse_status(argument).map(|status| (status, detail));
                }
                _ => {}
            }
        }
        exception
    }

    /// Corrects what the rules have read, as far as the note still has the words that the table was made for.
    pub(super) fn apply(self, note: &str, definition: &mut TxtDefinition) {
        if let Some((status, word)) = self.status
            && note.contains(word)
        {
            *definition = TxtDefinition::of_status(status);
        }
        if !self.keys.is_empty() && self.keys.iter().all(|key| stands_in(note, key)) {
            *definition = TxtDefinition {
                keys: self.keys,
                ..TxtDefinition::of_status(TxtStatus::Listed)
            };
        }
        for key in &mut definition.keys {
            let pattern = self.patterns.iter().find(|(name, _)| *name == key.name);
            key.pattern = pattern
                .map(|(_, pattern)| (*pattern).to_owned())
                .or_else(|| key.pattern.take());
        }
    }
}

/// Whether the note has the key and the values of its constraint: the table can't invent any.
fn stands_in(note: &str, key: &TxtKey) -> bool {
    let values: &[String] = match &key.constraint {
        Some(Constraint::Enumeration(values) | Constraint::ListOfEnumeration { values, .. }) => {
            values
        }
        Some(Constraint::Fixed(value)) => std::slice::from_ref(value),
        _ => &[],
    };
    note.contains(&key.name) && values.iter().all(|value| note.contains(value.as_str()))
}

fn parse_status(text: &str) -> Option<TxtStatus> {
    [
        TxtStatus::None,
        TxtStatus::External,
        TxtStatus::Undisclosed,
        TxtStatus::Pending,
        TxtStatus::Unstructured,
    ]
    .into_iter()
    .find(|status| status.as_str() == text)
}

/// Reads `fixed 1`, `one-of a|b` and `list-of , a|b`; nothing for no constraint.
fn parse_constraint(text: &str) -> Option<Constraint> {
    let (kind, argument) = text.split_once(' ')?;
    let values = |text: &str| text.split('|').map(str::to_owned).collect();
    match kind {
        "fixed" => Some(Constraint::Fixed(argument.to_owned())),
        "list-of" => {
            let (separator, list) = argument.split_once(' ')?;
            Some(Constraint::ListOfEnumeration {
                separator: separator.chars().next()?,
                values: values(list),
            })
        }
        "one-of" => Some(Constraint::Enumeration(values(argument))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_understood_and_has_a_reason() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let columns: Vec<&str> = line.split('\t').collect();
            let [name, instruction, argument, detail, reason] = columns[..] else {
                panic!("{line}")
            };
            assert!(!name.is_empty() && reason.split(' ').count() > 2, "{line}");
            match instruction {
                "key" => assert!(
                    detail.is_empty() || parse_constraint(detail).is_some(),
                    "{line}"
                ),
                "pattern" => assert!(detail.contains("<n>"), "{line}"),
                "status" => assert!(
                    parse_status(argument).is_some() && !detail.is_empty(),
                    "{line}"
                ),
                _ => panic!("{line}"),
            }
        }
    }

    #[test]
    fn a_note_that_has_changed_is_read_by_the_rules() {
        let definition = TxtDefinition::from_note("supple", "Defined TXT keys: colour, shape");
        assert_eq!(
            definition
                .keys
                .iter()
                .map(|key| key.name.as_str())
                .collect::<Vec<_>>(),
            ["colour", "shape"]
        );
    }
}
