//! The layout of a text: how something is taken out of a line, and moved.

use std::ops::Range;

use super::Edit;
use crate::model::FileFormat;

/// Takes elements, words or tokens away: with their lines where nothing else stands there, and otherwise with the blanks before
/// them.
pub(super) fn removals(text: &str, format: FileFormat, spans: &[Range<usize>]) -> Vec<Edit> {
    let mut spans = spans.to_vec();
    spans.sort_by_key(|span| span.start);
    let mut edits = Vec::new();
    let mut groups: Vec<(Range<usize>, Vec<Range<usize>>)> = Vec::new();
    for span in spans {
        let lines = lines_of(text, &span);
        match groups.last_mut() {
            Some((own, members)) if lines.start < own.end => {
                own.end = own.end.max(lines.end);
                members.push(span);
            }
            _ => groups.push((lines, vec![span])),
        }
    }
    for (lines, members) in groups {
        // A line break may be what ends an assignment of a unit.
        let has_lines_alone =
            format != FileFormat::Systemd && is_blank_without(text, &lines, &members);
        if has_lines_alone {
            edits.push(Edit::removal(lines));
        } else {
            let members = joined(text, members);
            edits.extend(
                members
                    .iter()
                    .map(|span| Edit::removal(with_blanks(text, span))),
            );
        }
    }
    edits
}

/// Spans with nothing but blanks between them as one.
fn joined(text: &str, spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for span in spans {
        let is_near = |last: &&mut Range<usize>| {
            let gap = text.get(last.end..span.start);
            gap.is_some_and(|gap| gap.chars().all(|c| matches!(c, ' ' | '\t')))
        };
        match joined.last_mut().filter(is_near) {
            Some(last) => last.end = span.end,
            None => joined.push(span),
        }
    }
    joined
}

/// The whole lines in which a span stands.
fn lines_of(text: &str, span: &Range<usize>) -> Range<usize> {
    let before = text.get(..span.start).unwrap_or_default();
    let behind = text.get(span.end..).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    // A byte order mark is no part of the first line.
    let start = start
        + if start == 0 {
            text.len() - text.trim_start_matches('\u{feff}').len()
        } else {
            0
        };
    let end = behind.find('\n').map_or(text.len(), |at| span.end + at + 1);
    start.min(span.start)..end
}

/// Whether there are only blanks in these lines beside the spans.
fn is_blank_without(text: &str, lines: &Range<usize>, spans: &[Range<usize>]) -> bool {
    let mut at = lines.start;
    let gaps = spans.iter().map(|span| {
        let gap = at..span.start;
        at = span.end;
        gap
    });
    let mut gaps: Vec<Range<usize>> = gaps.collect();
    gaps.push(at..lines.end);
    gaps.into_iter()
        .all(|gap| text.get(gap).is_some_and(|gap| gap.trim().is_empty()))
}

/// The span with the blanks before it, or with those behind it where it is the first of its line.
fn with_blanks(text: &str, span: &Range<usize>) -> Range<usize> {
    let is_blank = |c: char| matches!(c, ' ' | '\t');
    let before = text.get(..span.start).unwrap_or_default();
    let behind = text.get(span.end..).unwrap_or_default();
    let left = before.trim_end_matches(is_blank);
    let right = behind.trim_start_matches(is_blank);
    let is_first = left.is_empty() || left.ends_with(['\n', '\r', '(', '=']);
    if is_first {
        return span.start..text.len() - right.len();
    }
    // What follows at once would join what stands before.
    if behind.is_empty() || behind.starts_with([' ', '\t', '\n', '\r', ')', ';', '<']) {
        return left.len()..span.end;
    }
    span.clone()
}

/// Moves the item at `from` before all others by passing on what stands in each place: blanks and line breaks between them stay.
///
/// `None` where a comment stands between them or beside the last: nobody knows which of them it is about.
pub(super) fn to_front(
    text: &str,
    format: FileFormat,
    items: &[Range<usize>],
    from: usize,
) -> Option<Vec<Edit>> {
    let moved = items.get(..=from)?;
    let (first, last) = (moved.first()?, moved.last()?);
    let mut gaps: Vec<&str> = moved
        .windows(2)
        .filter_map(|pair| match pair {
            [one, next] => text.get(one.end..next.start),
            _ => None,
        })
        .collect();
    let lines = lines_of(text, &(first.start..last.end));
    gaps.push(text.get(lines.start..first.start)?);
    gaps.push(text.get(last.end..lines.end)?);
    if gaps.iter().any(|gap| has_comment(gap, format))
        || is_below_comment(text, first.start, format)
    {
        return None;
    }
    let raw = |index: usize| text.get(items.get(index)?.clone());
    let mut edits = vec![Edit::new(first.clone(), raw(from)?)];
    for index in 1..=from {
        edits.push(Edit::new(items.get(index)?.clone(), raw(index - 1)?));
    }
    Some(edits)
}

/// Whether a comment may stand in a text that has no strings in it.
pub(super) fn has_comment(text: &str, format: FileFormat) -> bool {
    match format {
        FileFormat::Avahi => text.contains("<!--"),
        FileFormat::Zone => text.contains(';'),
        _ => text.contains(['#', ';']),
    }
}

/// Whether the last thing before an element is a comment.
fn is_below_comment(text: &str, offset: usize, format: FileFormat) -> bool {
    let before = text.get(..offset).unwrap_or_default();
    format == FileFormat::Avahi && before.trim_end().ends_with("-->")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::edit::apply;

    fn without(text: &str, format: FileFormat, items: &[&str]) -> String {
        let spans: Vec<Range<usize>> = items
            .iter()
            .map(|item| {
                let start = text.find(item).expect("it stands there");
                start..start + item.len()
            })
            .collect();
        apply(text, &removals(text, format, &spans)).expect("the spans are within the text")
    }

    #[test]
    fn what_is_removed_takes_its_blanks_and_no_more() {
        let zone = |text, items| without(text, FileFormat::Zone, items);
        assert_eq!(zone("TXT a b c ; d", &["b"]), "TXT a c ; d");
        assert_eq!(zone("TXT ( a b )", &["a"]), "TXT ( b )");
        assert_eq!(zone("TXT \"x\"b", &["\"x\""]), "TXT b");
        assert_eq!(zone("T (\n  a\n  b\n  c )", &["a", "b"]), "T (\n  c )");
        assert_eq!(zone("T (\n  a b ; why\n)", &["a", "b"]), "T (\n  ; why\n)");
        assert_eq!(zone("T (\r\n  a b\r\n)", &["a", "b"]), "T (\r\n)");
        let unit = |text, items| without(text, FileFormat::Systemd, items);
        assert_eq!(unit("T=a \\\n  b\nP=1", &["b"]), "T=a \\\n  \nP=1");
        assert_eq!(unit("T=a b", &["a"]), "T=b");
        let group = |text, items| without(text, FileFormat::Avahi, items);
        assert_eq!(
            group("<s>\n  <t/>\n  <u/>\n</s>", &["<t/>"]),
            "<s>\n  <u/>\n</s>"
        );
        assert_eq!(group("<s><t/><u/></s>", &["<t/>"]), "<s><u/></s>");
    }

    #[test]
    fn what_is_moved_leaves_the_places_as_they_are() {
        let text = "T ( a\n    bb   c )";
        let items = [4..5, 10..12, 15..16];
        let edits = to_front(text, FileFormat::Zone, &items, 2).expect("no comment");
        assert_eq!(apply(text, &edits).as_deref(), Some("T ( c\n    a   bb )"));
        assert_eq!(
            to_front("a ;\n b", FileFormat::Zone, &[0..1, 5..6], 1),
            None
        );
        assert_eq!(
            to_front("a\n b ; c", FileFormat::Zone, &[0..1, 3..4], 1),
            None
        );
        let text = "<!-- x -->\n<t/>\n<u/>";
        assert_eq!(
            to_front(text, FileFormat::Avahi, &[11..15, 16..20], 1),
            None
        );
    }
}
