//! Keys written as `key=value` or `key=<description>`, on lines, after commas or after blanks.

use std::collections::BTreeSet;

use super::super::constraint::Constraint;
use super::super::txt_definition::TxtKey;
use super::masked::{Masked, Piece};
use super::word::{begins_example, bullet_len, is_key, is_one_word_key, squeeze, without_brackets};
use super::{Keys, list};

/// Values that stand for any value.
const PLACEHOLDERS: [&str; 5] = ["", "?", "x", "value", "name"];

/// Reads a list in which at least one key has an equals sign; `None` if none has.
pub(super) fn read(masked: &Masked) -> Option<Keys> {
    let mut drafts = Drafts::default();
    let mut joint = None;
    for (separator, part) in masked.whole().parts(|character| ",;\n".contains(character)) {
        let part = part.trim();
        let part = part.split_at(bullet_len(part.mask)).1;
        if separator == Some('\n') && begins_example(part.text) && part.text.ends_with(':') {
            break;
        }
        joint = joint.or(separator);
        if part.is_empty() {
            // A comma at the end of a line counts as a comma.
            continue;
        }
        let joint = joint.take();
        if part.mask.contains('=') {
            if !begins_example(part.text) {
                read_assignments(part, &mut drafts);
            }
        } else {
            read_remainder(joint, part, &mut drafts);
        }
    }
    drafts.has_assignment.then(|| drafts.finish())
}

/// Keys of which the description is still growing.
#[derive(Default)]
struct Drafts {
    list: Vec<Draft>,
    open: bool,
    has_assignment: bool,
}

/// A key and what is said of it.
struct Draft {
    name: String,
    value: String,
    remark: String,
    /// Whether the value is a sentence (`mode= the mode, one of …`), which goes on after commas and line breaks.
    is_prose: bool,
}

impl Drafts {
    fn push(&mut self, name: &str, value: &str, remark: &str, is_prose: bool) {
        let draft = Draft {
            name: squeeze(name),
            value: squeeze(value),
            remark: squeeze(remark),
            is_prose,
        };
        self.list.push(draft);
    }

    fn finish(self) -> Keys {
        let mut keys: Vec<TxtKey> = Vec::new();
        let mut seen = BTreeSet::new();
        for draft in self.list {
            if seen.insert(draft.name.clone()) {
                keys.push(draft.finish());
            }
        }
        Keys {
            keys,
            open: self.open,
        }
    }
}

/// Reads a part with equals signs: `a=1`, `Machine ID=<id>`, or several, separated by blanks.
fn read_assignments(part: Piece, drafts: &mut Drafts) {
    let mut segments = part
        .parts(|character| character == '=')
        .into_iter()
        .map(|(_, segment)| segment)
        .peekable();
    let Some(first) = segments.next() else { return };
    let mut key = first_key(first);
    if let Some(next) = key.and_then(|key| key.strip_prefix("txtvers ")) {
        // No key begins with this word and a blank: it is a key of its own, without an equals sign.
        drafts.push("txtvers", "", "", false);
        key = Some(next.trim_start());
    }
    while let Some(segment) = segments.next() {
        if segment.is_empty() && segments.peek().is_some() {
            // `==`, as one note writes it.
            continue;
        }
        let (value, next_key) = if segments.peek().is_some() {
            split_last_word(segment)
        } else {
            (segment, None)
        };
        if let Some(name) = key.filter(|name| is_key(name)) {
            drafts.has_assignment = true;
            push_assignment(name, value, drafts);
        }
        key = next_key;
    }
}

/// The key before the first equals sign of a part: all of it, or its last word if all of it would be prose.
fn first_key(segment: Piece<'_>) -> Option<&str> {
    let whole = segment.trim();
    if is_key(whole.text) {
        Some(whole.text)
    } else {
        split_last_word(whole).1
    }
}

fn split_last_word(segment: Piece<'_>) -> (Piece<'_>, Option<&str>) {
    let segment = segment.trim();
    let Some(blank) = segment.mask.rfind(char::is_whitespace) else {
        return (segment.split_at(0).0, Some(segment.text));
    };
    let (value, word) = segment.split_at(blank);
    (value, Some(word.text.trim()))
}

fn push_assignment(name: &str, value: Piece, drafts: &mut Drafts) {
    let is_prose = value.mask.starts_with([' ', '\t']) && !value.text.trim().is_empty();
    let value = value.trim();
    if is_prose && !value.mask.starts_with('<') {
        return drafts.push(name, "", value.text, true);
    }
    let (value, remark) = value.split_before(char::is_whitespace);
    drafts.push(name, value.text, remark.text, false);
}

/// Reads a part without an equals sign: a bare key, or words that belong to the key before.
fn read_remainder(joint: Option<char>, part: Piece, drafts: &mut Drafts) {
    if list::says_that_there_are_more(part.text) {
        drafts.open = true;
        return;
    }
    let goes_on = drafts.list.last().is_some_and(|draft| draft.is_prose);
    if !goes_on && is_one_word_key(part.text) {
        return drafts.push(part.text, "", "", false);
    }
    let Some(draft) = drafts.list.last_mut() else {
        return;
    };
    let joint = if joint == Some('\n') || draft.remark.is_empty() {
        " "
    } else {
        ", "
    };
    draft.remark.push_str(joint);
    draft.remark.push_str(&squeeze(part.text));
}

impl Draft {
    fn finish(self) -> TxtKey {
        let remark = self.remark.trim();
        let value = without_brackets(&self.value);
        let is_description = self.value.starts_with('<');
        let number = unquoted(value.trim_end_matches('.'));
        let is_fixed = !is_description && is_version(&self.name) && is_digits(number);
        let constraint = if is_fixed {
            Some(Constraint::Fixed(number.to_owned()))
        } else {
            Constraint::from_words(&self.value)
                .or_else(|| Constraint::from_words(without_brackets(remark)))
        };
        let says_nothing = is_fixed || !is_description && PLACEHOLDERS.contains(&value);
        let description = match (says_nothing, remark.is_empty()) {
            (true, _) => without_brackets(remark).to_owned(),
            (false, true) => value.to_owned(),
            (false, false) => format!("{value} {remark}"),
        };
        let description = (!description.is_empty()).then_some(description);
        TxtKey {
            name: self.name,
            pattern: None,
            constraint,
            description,
        }
    }
}

/// The text without the quotation marks around it: `'1'`.
fn unquoted(text: &str) -> &str {
    ['\'', '"']
        .iter()
        .find_map(|&mark| text.strip_prefix(mark)?.strip_suffix(mark))
        .unwrap_or(text)
}

fn is_version(name: &str) -> bool {
    ["txtvers", "version"]
        .iter()
        .any(|version| name.eq_ignore_ascii_case(version))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit())
}
