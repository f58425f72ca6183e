//! Comments of XML, as service groups of Avahi have them.

use super::instruction::marked;
use super::lines::LineCursor;
use super::{Comment, MAX_COMMENTS};
use crate::model::SuppressionScope;

/// The comments with the mark, in their order.
pub(super) fn comments(text: &str) -> Vec<Comment<'_>> {
    let mut scanner = Scanner {
        text,
        at: 0,
        lines: LineCursor::new(text),
        found: Vec::new(),
        waiting: Waiting::default(),
        open: Vec::new(),
        content_line: 0,
    };
    scanner.run();
    scanner.found
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    lines: LineCursor<'t>,
    found: Vec<Comment<'t>>,
    waiting: Waiting,
    /// The elements that are open.
    open: Vec<Element>,
    /// The last line on which something stands that is no comment.
    content_line: usize,
}

/// An element that is not closed yet.
struct Element {
    first: usize,
    /// The positions of the comments that count for it.
    comments: Vec<usize>,
}

/// The comments that count for what comes next.
#[derive(Default)]
struct Waiting {
    positions: Vec<usize>,
    /// The lines of text that has come since.
    text: Option<(usize, usize)>,
}

impl Scanner<'_> {
    fn run(&mut self) {
        while let Some(rest) = self.text.get(self.at..).filter(|rest| !rest.is_empty()) {
            if let Some(inner) = rest.strip_prefix("<!--") {
                let len = inner.find("-->").unwrap_or(inner.len());
                self.comment(inner.get(..len).unwrap_or_default());
                self.at = self.text.len().min(self.at + 4 + len + 3);
            } else if let Some(inner) = rest.strip_prefix("<![CDATA[") {
                let len = inner.find("]]>").map_or(rest.len(), |len| 9 + len + 3);
                self.content(len);
            } else if let Some(inner) = rest.strip_prefix("<?") {
                let len = inner.find("?>").map_or(rest.len(), |len| 2 + len + 2);
                self.pass(len);
            } else if rest.starts_with("<!") {
                self.pass(declaration_len(rest));
            } else if rest.starts_with("</") {
                let len = tag_len(rest);
                self.end_tag(len);
            } else if rest.starts_with('<') {
                let len = tag_len(rest);
                self.start_tag(rest.get(..len).unwrap_or_default());
            } else {
                let len = rest.find('<').unwrap_or(rest.len());
                self.text(rest.get(..len).unwrap_or_default());
            }
        }
        self.finish();
    }

    /// Passes over something that stands on its lines; gives the first and the last of them.
    fn pass(&mut self, len: usize) -> (usize, usize) {
        let first = self.lines.line(self.at);
        // The last octet of it: what stands behind a line break is on the next line.
        let last = self.lines.line(self.at + len.saturating_sub(1));
        self.at += len;
        self.content_line = last;
        (first, last)
    }

    fn text(&mut self, text: &str) {
        let is_blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
        let trimmed = text.trim_start_matches(is_blank);
        self.at += text.len() - trimmed.len();
        let content = trimmed.trim_end_matches(is_blank);
        if !content.is_empty() {
            self.content(content.len());
        }
        self.at += trimmed.len() - content.len();
    }

    fn content(&mut self, len: usize) {
        let (first, last) = self.pass(len);
        let begin = self.waiting.text.map_or(first, |(begin, _)| begin);
        self.waiting.text = Some((begin, last));
    }

    fn comment(&mut self, inner: &'_ str) {
        // The same text with the life of the whole.
        let start = self.at + 4;
        let inner = self.text.get(start..start + inner.len());
        let text = inner.and_then(marked);
        let Some(text) = text.filter(|_| self.found.len() < MAX_COMMENTS) else {
            return;
        };
        let (line, column) = self.lines.place(self.at);
        let mut scope = SuppressionScope::Nothing;
        if self.content_line == line {
            scope = SuppressionScope::Lines {
                first: line,
                last: line,
            };
        } else {
            if self.waiting.positions.is_empty() {
                self.waiting.text = None;
            }
            self.waiting.positions.push(self.found.len());
        }
        self.found.push(Comment {
            text,
            line,
            column,
            scope,
        });
    }

    fn start_tag(&mut self, tag: &str) {
        let (first, last) = self.pass(tag.len());
        let comments = std::mem::take(&mut self.waiting).positions;
        if tag.ends_with("/>") {
            self.count(&comments, first, last);
        } else {
            self.open.push(Element { first, comments });
        }
    }

    fn end_tag(&mut self, len: usize) {
        self.count_text();
        let (_, last) = self.pass(len);
        if let Some(element) = self.open.pop() {
            self.count(&element.comments, element.first, last);
        }
    }

    /// No element has come in which what waits could count, but perhaps there was text.
    fn count_text(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        if let Some((first, last)) = waiting.text {
            self.count(&waiting.positions, first, last);
        }
    }

    fn count(&mut self, positions: &[usize], first: usize, last: usize) {
        for position in positions {
            if let Some(comment) = self.found.get_mut(*position) {
                comment.scope = SuppressionScope::Lines { first, last };
            }
        }
    }

    /// Elements that are never closed go on to the end.
    fn finish(&mut self) {
        self.count_text();
        let last = self.lines.line(self.text.len());
        while let Some(element) = self.open.pop() {
            self.count(&element.comments, element.first, last);
        }
    }
}

/// Octets of a tag, in which `>` may stand within quotation marks.
fn tag_len(rest: &str) -> usize {
    let mut quote = None;
    for (at, c) in rest.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c == '>' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Octets of a document type, with what it declares in brackets.
fn declaration_len(rest: &str) -> usize {
    let mut quote = None;
    let mut depth = 0_usize;
    for (at, c) in rest.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None => match c {
                '"' | '\'' => quote = Some(c),
                '[' => depth += 1,
                ']' => depth = depth.saturating_sub(1),
                '>' if depth == 0 => return at + 1,
                _ => {}
            },
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::suppression::testing::{lines, scopes};

    fn found(text: &str) -> Vec<(usize, usize, SuppressionScope)> {
        scopes(&comments(text))
    }

    const MARKED: &str = "<!-- dnssd-check: x -->";

    #[test]
    fn a_comment_counts_for_its_line_or_the_next_element() {
        let text = format!(
            "<?xml version='1.0'?>\n{MARKED}\n<g>\n <n>a</n> {MARKED}\n {MARKED} <!-- c -->\n\n <s a='>'\n b=\"/>\">\n  <t/>\n  {MARKED}\n </s>\n {MARKED}<e/>\n</g>\n{MARKED}"
        );
        assert_eq!(
            found(&text),
            [
                (2, 1, lines(3, 13)),
                (4, 11, lines(4, 4)),
                (5, 2, lines(7, 11)),
                (10, 3, SuppressionScope::Nothing),
                (12, 2, lines(12, 12)),
                (14, 1, SuppressionScope::Nothing),
            ]
        );
    }

    #[test]
    fn text_is_something_that_comes_next() {
        let text = format!("<n>\n{MARKED}\n a\n b\n</n>");
        assert_eq!(found(&text), [(2, 1, lines(3, 4))]);
        let text = format!("<n>\n{MARKED}\n<![CDATA[a]]>\n</n>");
        assert_eq!(found(&text), [(2, 1, lines(3, 3))]);
    }

    #[test]
    fn a_comment_may_go_over_lines_and_what_is_never_closed_goes_on() {
        let text = "<a>\n <b/> <!-- \n dnssd-check: x\n y -->\n<c>\n";
        assert_eq!(found(text), [(2, 7, lines(2, 2))]);
        assert_eq!(found(&format!("{MARKED}<a>\n<b>\n")), [(1, 1, lines(1, 3))]);
    }

    #[test]
    fn what_looks_like_a_comment_is_none() {
        for text in [
            format!("<a b=\"{MARKED}\"/>"),
            format!("<a b='{MARKED}'/>"),
            format!("<a><![CDATA[{MARKED}]]></a>"),
            format!("<?x {MARKED}?><a/>"),
            "<a>&lt;!-- dnssd-check: x --></a>".to_owned(),
            "<a><!-- see dnssd-check: x --></a>".to_owned(),
        ] {
            assert_eq!(found(&text), [], "{text}");
        }
    }

    #[test]
    fn any_text_comes_to_an_end() {
        for text in [
            "<",
            "<!",
            "<!-",
            "<!--",
            "<![CDATA[",
            "</",
            "<a '",
            "<!D [>",
            "]]>",
            "\u{e9}<\u{e9}",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
