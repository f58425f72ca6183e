//! Comments of units of systemd: lines that begin with `#` or `;`. Behind a value there are none.

use super::instruction::marked;
use super::{Comment, MAX_COMMENTS};
use crate::model::SuppressionScope;

/// The comments with the mark, in their order.
pub(super) fn comments(text: &str) -> Vec<Comment<'_>> {
    let mut scanner = Scanner::default();
    let mut line = 1;
    for with_end in text.split_inclusive(is_line_end) {
        scanner.take(with_end.trim_end_matches(is_line_end), line);
        // Others also end a line for systemd, but no editor counts them.
        line += usize::from(with_end.ends_with('\n'));
    }
    scanner.finish(line)
}

const fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\0')
}

#[derive(Default)]
struct Scanner<'t> {
    found: Vec<Comment<'t>>,
    /// The positions of the comments that count for the assignment that is not complete yet.
    of_assignment: Vec<usize>,
    /// The positions of the comments that count for the section that is not complete yet.
    of_section: Vec<usize>,
    /// The first line of the assignment that goes on.
    begin: Option<usize>,
    /// The first line of the section.
    section: usize,
    /// The last line that has something.
    last: usize,
}

impl<'t> Scanner<'t> {
    fn take(&mut self, physical: &'t str, line: usize) {
        let trimmed = physical.trim_start_matches([' ', '\t']);
        if trimmed.starts_with(['#', ';']) {
            return self.comment(trimmed, line, physical.len() - trimmed.len());
        }
        let is_continued = physical.chars().rev().take_while(|c| *c == '\\').count() % 2 == 1;
        let is_new = self.begin.is_none();
        if is_new && trimmed.trim_end().is_empty() {
            return;
        }
        if is_new && trimmed.starts_with('[') {
            self.end_section();
            self.section = line;
            self.of_section = std::mem::take(&mut self.of_assignment);
            self.last = line;
            return;
        }
        let begin = *self.begin.get_or_insert(line);
        self.last = line;
        if !is_continued {
            self.end_assignment(begin, line);
        }
    }

    fn comment(&mut self, trimmed: &'t str, line: usize, before: usize) {
        let text = trimmed.get(1..).and_then(marked);
        if let Some(text) = text.filter(|_| self.found.len() < MAX_COMMENTS) {
            self.of_assignment.push(self.found.len());
            self.found.push(Comment {
                text,
                line,
                column: before + 1,
                scope: SuppressionScope::Nothing,
            });
        }
    }

    fn end_assignment(&mut self, first: usize, last: usize) {
        self.begin = None;
        let positions = std::mem::take(&mut self.of_assignment);
        self.count(&positions, first, last);
    }

    fn end_section(&mut self) {
        let positions = std::mem::take(&mut self.of_section);
        self.count(&positions, self.section, self.last);
    }

    fn count(&mut self, positions: &[usize], first: usize, last: usize) {
        for position in positions {
            if let Some(comment) = self.found.get_mut(*position) {
                comment.scope = SuppressionScope::Lines { first, last };
            }
        }
    }

    fn finish(mut self, line: usize) -> Vec<Comment<'t>> {
        if let Some(begin) = self.begin {
            self.end_assignment(begin, line);
        }
        self.end_section();
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::suppression::testing::{lines, scopes};

    fn found(text: &str) -> Vec<(usize, usize, SuppressionScope)> {
        scopes(&comments(text))
    }

    const MARKED: &str = "# dnssd-check: x";

    #[test]
    fn a_comment_counts_for_the_next_assignment_or_section() {
        let text = format!(
            "{MARKED}\n[Service]\n ; dnssd-check: x\n\nName=a\nType=b \\\n{MARKED}\n  c\n\n[Other]\nd=e\n{MARKED}\n"
        );
        assert_eq!(
            found(&text),
            [
                (1, 1, lines(2, 8)),
                (3, 2, lines(5, 5)),
                (7, 1, lines(6, 8)),
                (12, 1, SuppressionScope::Nothing),
            ]
        );
        assert_eq!(
            found(&format!("{MARKED}\r\n[a]\r\nb=c\\")),
            [(1, 1, lines(2, 3))]
        );
        assert_eq!(found(&format!("{MARKED}\na=b\\")), [(1, 1, lines(2, 2))]);
    }

    #[test]
    fn what_stands_behind_a_value_is_no_comment() {
        for text in [
            format!("Name=a {MARKED}"),
            format!("Name=a\\\nb {MARKED}"),
            "# see dnssd-check: x".to_owned(),
        ] {
            assert_eq!(found(&text), [], "{text}");
        }
    }
}
