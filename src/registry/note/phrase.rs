//! Notes that say something else than keys.

use super::word::squeeze;

/// Strips "None" from the front; `None` if the text doesn't begin by saying that there are no keys.
pub(super) fn without_none(body: &str) -> Option<&str> {
    if starts_with_words(body, "there is no") || starts_with_words(body, "there are no") {
        return Some("");
    }
    starts_with_words(body, "none")
        .then(|| body.get("none".len()..))
        .flatten()
}

/// Whether the text is "Proprietary" and nothing else.
pub(super) fn is_proprietary(body: &str) -> bool {
    body.trim_end_matches('.')
        .eq_ignore_ascii_case("proprietary")
}

/// Whether the text begins with "TBD".
pub(super) fn is_to_be_defined(body: &str) -> bool {
    starts_with_words(body, "TBD")
}

/// Whether the text begins with an address or with words that refer to someone else's text.
pub(super) fn refers_at_once(body: &str) -> bool {
    let refers = ["see ", "see:", "contact ", "defined in ", "inherited from "]
        .iter()
        .any(|start| starts_ignoring_case(body, start));
    refers || starts_with_address(body.trim_start_matches(['[', '<']))
}

/// Whether the text names a document somewhere.
pub(super) fn contains_document(body: &str) -> bool {
    body.split_whitespace().any(|word| {
        starts_with_address(word.trim_start_matches(['[', '<', '(']))
            || [".html", ".htm", ".pdf"]
                .iter()
                .any(|end| word.ends_with(end))
    })
}

/// The reference: the first line, without "see" and without brackets around it; of an address no more than that.
pub(super) fn document(body: &str) -> String {
    let line = squeeze(body.lines().next().unwrap_or_default());
    let line = ["see: ", "see "]
        .iter()
        .find_map(|start| strip_ignoring_case(&line, start))
        .unwrap_or(&line);
    if starts_with_address(line) {
        return line.split(' ').next().unwrap_or_default().to_owned();
    }
    line.strip_prefix('[')
        .and_then(|inner| inner.strip_suffix(']'))
        .unwrap_or(line)
        .to_owned()
}

/// Cuts an address off the end of a list: `bidib,node - http://…`.
pub(super) fn split_document(body: &str) -> (&str, Option<&str>) {
    match body.rsplit_once(" - ") {
        Some((list, address)) if starts_with_address(address) => (list, Some(address)),
        _ => (body, None),
    }
}

pub(super) fn starts_with_address(text: &str) -> bool {
    ["http://", "https://", "www."]
        .iter()
        .any(|start| starts_ignoring_case(text, start))
}

/// Whether the text begins with `words` and then ends or goes on with something else than a letter or digit.
fn starts_with_words(text: &str, words: &str) -> bool {
    strip_ignoring_case(text, words).is_some_and(|rest| {
        !rest.starts_with(|next: char| next.is_alphanumeric() || "-_=,".contains(next))
    })
}

fn starts_ignoring_case(text: &str, start: &str) -> bool {
    strip_ignoring_case(text, start).is_some()
}

fn strip_ignoring_case<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(start.len())?;
    head.eq_ignore_ascii_case(start).then_some(rest)
}
