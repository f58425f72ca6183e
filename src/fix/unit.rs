//! Fixes of units of systemd-resolved.

use super::Edit;
use super::faulty::Faulty;

/// The keys of the section, in the letter case in which they are read.
const KEYS: [&str; 8] = [
    "Name", "Port", "Priority", "SubType", "TxtData", "TxtText", "Type", "Weight",
];

/// FILE024: writes a key in the letter case in which it is read.
pub(super) fn key_as_read(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let values = faulty.index.values(&faulty.diagnostic.origin);
    let assignment = values.first()?;
    let key = KEYS
        .iter()
        .find(|key| key.eq_ignore_ascii_case(&assignment.key) && **key != assignment.key)?;
    Some(vec![Edit::new(assignment.key_span.clone(), *key)])
}

/// FILE028: leaves out the `=` that is not published.
pub(super) fn without_lost_equals_sign(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let string = faulty.string_at()?;
    match string.text.get(string.key_len()..)? {
        [(b'=', span)] => Some(vec![Edit::removal(span.clone())]),
        _ => None,
    }
}

/// FILE029 and FILE030: escapes the dots of a name.
pub(super) fn with_escaped_dots(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let name = faulty.value("Name")?;
    let written = faulty.text.get(name.span.clone())?;
    // Who writes a backslash may know what it is for, and what a specifier stands for has dots of its own.
    if written.contains(['\\', '\n']) || has_specifier(written) {
        return None;
    }
    let dots = written.match_indices('.');
    Some(
        dots.map(|(at, _)| Edit::insertion(name.span.start + at, "\\"))
            .collect(),
    )
    .filter(|edits: &Vec<Edit>| !edits.is_empty())
}

fn has_specifier(name: &str) -> bool {
    let mut rest = name.replace("%%", "");
    rest.push(' ');
    rest.split('%')
        .skip(1)
        .any(|behind| behind.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

/// FILE032: takes the quotation marks around a name away.
pub(super) fn without_quotation_marks(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let span = faulty.value("Name")?.span.clone();
    let inner = span.start + 1..span.end.checked_sub(1)?;
    // Blanks at the ends would not be read.
    let text = faulty.text.get(inner.clone())?;
    (!text.is_empty() && text.trim() == text).then(|| {
        vec![
            Edit::removal(span.start..inner.start),
            Edit::removal(inner.end..span.end),
        ]
    })
}

/// FILE034: leaves out the zeros before a number.
pub(super) fn without_leading_zeros(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let keys = ["Port", "Priority", "Weight"];
    let number = keys.iter().find_map(|key| faulty.value(key))?;
    let written = faulty.text.get(number.span.clone())?;
    let digits = written.trim_start_matches('0');
    let zeros = written.len() - digits.len();
    (!digits.is_empty()).then(|| vec![Edit::removal(number.span.start..number.span.start + zeros)])
}
