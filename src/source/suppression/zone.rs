//! Comments of zone files: from a semicolon that is in no string and behind no backslash to the end of the line.

use super::instruction::marked;
use super::lines::LineCursor;
use super::{Comment, MAX_COMMENTS};
use crate::model::SuppressionScope;

/// What stands on one line, or on several held together by parentheses.
struct Entry {
    first: usize,
    last: usize,
    kind: EntryKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum EntryKind {
    /// `$ORIGIN`, `$TTL`.
    Directive,
    /// A record.
    Record,
    /// A record that leaves out the owner, which is that of the record before.
    RecordOfSameOwner,
}

/// Where a comment stands, by the number of an entry.
#[derive(Clone, Copy)]
enum Position {
    /// Before the entry, alone on its line.
    Before(usize),
    /// On or between the lines of the entry.
    Within(usize),
}

/// The comments with the mark, in their order.
pub(super) fn comments(text: &str) -> Vec<Comment<'_>> {
    let mut scanner = Scanner {
        text,
        at: 0,
        lines: LineCursor::new(text),
        entries: Vec::new(),
        found: Vec::new(),
    };
    scanner.run();
    let blocks = blocks(&scanner.entries);
    let lines = |position| match position {
        Position::Before(number) => *blocks.get(number)?,
        Position::Within(number) => {
            let entry = scanner.entries.get(number)?;
            Some((entry.first, entry.last))
        }
    };
    let found = scanner.found.into_iter();
    found
        .map(|(mut comment, position)| {
            if let Some((first, last)) = lines(position) {
                comment.scope = SuppressionScope::Lines { first, last };
            }
            comment
        })
        .collect()
}

/// For each entry the lines of the next record from there on, with those below it that leave out the owner.
fn blocks(entries: &[Entry]) -> Vec<Option<(usize, usize)>> {
    let mut blocks = Vec::with_capacity(entries.len());
    let mut next: Option<(usize, usize)> = None;
    let mut continued_to = None;
    for entry in entries.iter().rev() {
        let last = continued_to.take().unwrap_or(entry.last);
        if entry.kind != EntryKind::Directive {
            next = Some((entry.first, last));
        }
        if entry.kind == EntryKind::RecordOfSameOwner {
            continued_to = Some(last);
        }
        blocks.push(next);
    }
    blocks.reverse();
    blocks
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    lines: LineCursor<'t>,
    entries: Vec<Entry>,
    found: Vec<(Comment<'t>, Position)>,
}

impl Scanner<'_> {
    fn run(&mut self) {
        while self.peek().is_some() {
            self.entry();
            // The end of the line.
            self.at += 1;
        }
    }

    /// Passes over an entry, up to the end of its last line.
    fn entry(&mut self) {
        let begins_blank = matches!(self.peek(), Some(b' ' | b'\t'));
        let mut begin: Option<(usize, EntryKind)> = None;
        let mut depth = 0_usize;
        while let Some(octet) = self.peek() {
            match octet {
                b'\n' if depth == 0 => break,
                b' ' | b'\t' | b'\r' | b'\n' => {
                    self.at += 1;
                    continue;
                }
                b';' => {
                    self.comment(begin.is_some());
                    continue;
                }
                _ => {}
            }
            if begin.is_none() {
                let kind = match octet {
                    _ if begins_blank => EntryKind::RecordOfSameOwner,
                    b'$' => EntryKind::Directive,
                    _ => EntryKind::Record,
                };
                begin = Some((self.lines.line(self.at), kind));
            }
            match octet {
                b'"' => self.string(),
                b'(' => {
                    depth += 1;
                    self.at += 1;
                }
                b')' => {
                    depth = depth.saturating_sub(1);
                    self.at += 1;
                }
                _ => self.word(),
            }
        }
        if let Some((first, kind)) = begin {
            let last = self.lines.line(self.at);
            self.entries.push(Entry { first, last, kind });
        }
    }

    fn comment(&mut self, is_within: bool) {
        let rest = self.text.get(self.at + 1..).unwrap_or_default();
        let comment = rest.split('\n').next().unwrap_or_default();
        if let Some(text) = marked(comment).filter(|_| self.found.len() < MAX_COMMENTS) {
            let number = self.entries.len();
            let position = if is_within {
                Position::Within(number)
            } else {
                Position::Before(number)
            };
            let (line, column) = self.lines.place(self.at);
            let comment = Comment {
                text,
                line,
                column,
                scope: SuppressionScope::Nothing,
            };
            self.found.push((comment, position));
        }
        self.at += 1 + comment.len();
    }

    /// A string, which ends on its line at the latest.
    fn string(&mut self) {
        self.at += 1;
        while let Some(octet) = self.peek() {
            match octet {
                b'\n' => return,
                b'"' => {
                    self.at += 1;
                    return;
                }
                b'\\' => self.escape(),
                _ => self.at += 1,
            }
        }
    }

    fn word(&mut self) {
        while let Some(octet) = self.peek() {
            match octet {
                b' ' | b'\t' | b'\r' | b'\n' | b';' | b'(' | b')' => return,
                b'\\' => self.escape(),
                _ => self.at += 1,
            }
        }
    }

    /// A backslash and what it takes the meaning from.
    fn escape(&mut self) {
        self.at += 1;
        if self.peek() != Some(b'\n') {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::suppression::testing::{lines, scopes};

    fn found(text: &str) -> Vec<(usize, usize, SuppressionScope)> {
        scopes(&comments(text))
    }

    const MARKED: &str = "; dnssd-check: x";

    #[test]
    fn a_comment_counts_for_its_record_or_for_the_next_with_all_of_its_owner() {
        let text = format!(
            "a A 1 {MARKED}\n{MARKED}\n\n$TTL 60\nb A 1\n  TXT x\n\tA (\n2 {MARKED}\n)\nc A 1\n{MARKED}"
        );
        assert_eq!(
            found(&text),
            [
                (1, 7, lines(1, 1)),
                (2, 1, lines(5, 9)),
                (8, 3, lines(7, 9)),
                (11, 1, SuppressionScope::Nothing),
            ]
        );
        let text = format!("a A 1\n{MARKED}\n  A 2\n  A 3\na A 4\n  A 5\n");
        assert_eq!(found(&text), [(2, 1, lines(3, 4))]);
        let text = format!("a TXT ( ; here\n{MARKED}\nx\n)\nb A 1\n");
        assert_eq!(found(&text), [(2, 1, lines(1, 4))]);
    }

    #[test]
    fn what_is_in_a_string_or_escaped_is_no_comment() {
        for text in [
            format!("a TXT \"{MARKED}\""),
            format!("a TXT \"\\\"{MARKED}\""),
            format!("a TXT x\\{MARKED}"),
            "a TXT x ; see ; dnssd-check: x".to_owned(),
            "; not dnssd-check: x".to_owned(),
        ] {
            assert_eq!(found(&text), [], "{text}");
        }
        // A string ends with its line, though the reader refuses such a file.
        assert_eq!(found(&format!("a TXT \"x\n{MARKED}\nb A 1")).len(), 1);
    }

    #[test]
    fn any_text_comes_to_an_end() {
        for text in ["(", ")", "\\", "\"\\", "(\n;", "\u{feff};\u{e9}", "a\\\n"] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
