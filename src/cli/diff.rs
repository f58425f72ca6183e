//! What changes in a text, as a unified diff.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use crate::name::presentation::{self, is_safe_char};
use crate::report::Paint;

/// Lines around a change.
const CONTEXT: usize = 3;

/// The diff of two texts of the file at a path, which was escaped. Lines that a terminal would obey are escaped too, and no
/// longer those of the file then.
pub(super) fn unified_diff(path: &str, old: &str, new: &str, paint: Paint) -> String {
    let style = |style: Style| match paint {
        Paint::Ansi => style,
        Paint::Plain => Style::new(),
    };
    let (bold, cyan) = (
        style(Style::new().bold()),
        style(AnsiColor::Cyan.on_default()),
    );
    let mut text = format!("{bold}--- {path}{bold:#}\n{bold}+++ {path}{bold:#}\n");
    let diff = TextDiff::from_lines(old, new);
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        write_line(&mut text, cyan, &hunk.header().to_string(), "\n");
        for change in hunk.iter_changes() {
            let (sign, color) = match change.tag() {
                ChangeTag::Delete => ('-', style(AnsiColor::Red.on_default())),
                ChangeTag::Equal => (' ', Style::new()),
                ChangeTag::Insert => ('+', style(AnsiColor::Green.on_default())),
            };
            let line = change.value();
            let body = line.trim_end_matches(['\r', '\n']);
            let end = line.get(body.len()..).unwrap_or_default();
            // A carriage return by itself would let what follows stand in its place.
            let end = if end == "\r\n" { end } else { "\n" };
            write_line(&mut text, color, &format!("{sign}{}", escaped(body)), end);
            if change.missing_newline() {
                text.push_str("\\ No newline at end of file\n");
            }
        }
    }
    text
}

fn write_line(text: &mut String, style: Style, line: &str, end: &str) {
    write!(text, "{style}{line}{style:#}{end}").expect("writing to a string succeeds");
}

/// A line with what a terminal would obey escaped. Backslashes stay as they are.
fn escaped(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    for c in line.chars() {
        if c == '\t' || is_safe_char(c) {
            escaped.push(c);
        } else {
            let octets = c.encode_utf8(&mut [0; 4]).as_bytes().to_vec();
            escaped.push_str(&presentation::text(&octets).to_string());
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_has_the_lines_around_a_change() {
        let old = "1\n2\n3\n4\n5\r\n6\x1b[2J\n7\n8\n9\n10";
        let new = old.replace("5\r\n", "five\r\n");
        assert_eq!(
            unified_diff("a", old, &new, Paint::Plain),
            "--- a\n+++ a\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\r\n+five\r\n 6\\x1b[2J\n 7\n 8\n"
        );
        assert_eq!(
            unified_diff("a", "x", "x\n", Paint::Plain),
            "--- a\n+++ a\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n"
        );
    }

    #[test]
    fn colors_are_for_terminals() {
        assert!(unified_diff("a", "x\n", "y\n", Paint::Ansi).contains("\x1b[31m-x\x1b[0m\n"));
    }
}
