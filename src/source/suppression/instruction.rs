//! What a comment says.

use crate::model::SuppressionFault;
use crate::rule::Selector;

/// How a comment begins that says something to this program.
pub(super) const MARK: &str = "dnssd-check:";

/// What a comment asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Instruction {
    /// For what; `None` where it can't be read.
    pub(super) reach: Option<Reach>,
    /// The selectors that fit a rule.
    pub(super) selectors: Vec<String>,
    pub(super) reason: Option<String>,
    /// The first thing that is wrong with it.
    pub(super) fault: Option<SuppressionFault>,
}

/// For what a suppression counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// For the whole file.
    File,
    /// For the place at which it stands.
    Place,
}

/// The text from the mark on, if a comment begins with it.
pub(super) fn marked(comment: &str) -> Option<&str> {
    let text = comment.trim();
    text.starts_with(MARK).then_some(text)
}

impl Instruction {
    /// Reads the text of a comment from the mark on.
    pub(super) fn read(text: &str) -> Self {
        let mut instruction = Self::default();
        let text = text.strip_prefix(MARK).unwrap_or(text).trim_start();
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        let (word, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        instruction.reach = match word {
            "ignore" => Some(Reach::Place),
            "ignore-file" => Some(Reach::File),
            _ => {
                let word = word.to_owned();
                instruction.fault = Some(SuppressionFault::Instruction { word });
                return instruction;
            }
        };
        let (rules, reason) = split_reason(rest);
        let names = rules.split(|c: char| c == ',' || c.is_whitespace());
        for name in names.filter(|name| !name.is_empty()) {
            match name.parse::<Selector>() {
                Ok(selector) => instruction.selectors.push(selector.as_str().to_owned()),
                Err(error) => {
                    // One of them: where the mark of a reason is missing, each of its words would be another.
                    instruction
                        .fault
                        .get_or_insert(SuppressionFault::UnknownRule {
                            selector: name.to_owned(),
                            nearest: error.nearest(),
                        });
                }
            }
        }
        if instruction.selectors.is_empty() && instruction.fault.is_none() {
            instruction.fault = Some(SuppressionFault::NoRule);
        }
        match reason {
            Some("") => {
                instruction.fault.get_or_insert(SuppressionFault::NoReason);
            }
            // A reason may go on for several lines.
            Some(reason) => {
                let words: Vec<&str> = reason.split_whitespace().collect();
                instruction.reason = Some(words.join(" "));
            }
            None => {}
        }
        instruction
    }
}

/// What stands before and behind the first word that is nothing but hyphens or dashes.
///
/// `--` is what is meant to be written. XML allows no two hyphens within a comment, so one is enough.
fn split_reason(text: &str) -> (&str, Option<&str>) {
    let is_dash = |c: char| matches!(c, '-' | '\u{2013}' | '\u{2014}');
    let mut from = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let to = from + word.len();
        let bare = word.trim_end();
        if !bare.is_empty() && bare.chars().all(is_dash) {
            let before = text.get(..from).unwrap_or_default();
            let reason = text.get(to..).unwrap_or_default().trim();
            return (before, Some(reason));
        }
        from = to;
    }
    (text, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Instruction {
        Instruction::read(marked(text).expect("the mark is there"))
    }

    #[test]
    fn rules_stand_before_the_hyphens_and_the_reason_behind() {
        let read = read(
            " dnssd-check: ignore TXT010,key, empty-txt-key  SRV -- sold \n so - for years -- ",
        );
        assert_eq!(read.reach, Some(Reach::Place));
        assert_eq!(read.selectors, ["TXT010", "key", "empty-txt-key", "SRV"]);
        assert_eq!(read.reason.as_deref(), Some("sold so - for years --"));
        assert_eq!(read.fault, None);
    }

    #[test]
    fn a_reason_is_not_needed_and_one_hyphen_is_enough() {
        let without = read("dnssd-check:ignore-file ALL");
        assert_eq!(without.reach, Some(Reach::File));
        assert_eq!((without.reason, without.fault), (None, None));
        for text in [
            "ignore TXT - why",
            "ignore TXT \u{2014} why",
            "ignore TXT --- why",
        ] {
            let read = read(&format!("dnssd-check: {text}"));
            assert_eq!(read.reason.as_deref(), Some("why"), "{text}");
        }
    }

    #[test]
    fn what_can_be_read_counts_and_the_first_fault_is_told() {
        let word = |word: &str| SuppressionFault::Instruction {
            word: word.to_owned(),
        };
        let unknown = |selector: &str, nearest| SuppressionFault::UnknownRule {
            selector: selector.to_owned(),
            nearest,
        };
        for (text, selectors, fault) in [
            ("", &[][..], word("")),
            ("disable TXT010", &[], word("disable")),
            ("Ignore TXT010", &[], word("Ignore")),
            ("ignore", &[], SuppressionFault::NoRule),
            ("ignore -- why", &[], SuppressionFault::NoRule),
            ("ignore TXT010 --", &["TXT010"], SuppressionFault::NoReason),
            (
                "ignore TYT010 TXT011",
                &["TXT011"],
                unknown("TYT010", Some("TXT010")),
            ),
            (
                "ignore TXT010 because it is so",
                &["TXT010"],
                unknown("because", None),
            ),
            ("ignore-line TXT010", &[], word("ignore-line")),
        ] {
            let read = read(&format!("dnssd-check: {text}"));
            assert_eq!(read.selectors, selectors, "{text}");
            assert_eq!(read.fault, Some(fault), "{text}");
        }
        assert_eq!(marked("see dnssd-check: ignore TXT010"), None);
    }
}
