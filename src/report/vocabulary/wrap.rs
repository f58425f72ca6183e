//! Paragraphs for a terminal.

use unicode_width::UnicodeWidthStr;

/// Columns of a line at most.
pub(super) const WIDTH: usize = 100;

/// Adds a paragraph whose lines are at most [`WIDTH`] columns wide, unless a word is wider: `first` begins the first line
/// and takes `first_width` columns of it, `rest` blanks begin the others.
pub(super) fn wrap(out: &mut String, first: &str, first_width: usize, rest: usize, text: &str) {
    out.push_str(first);
    let mut column = first_width;
    let mut is_line_begin = true;
    for word in words(text) {
        let width = word.width();
        if !is_line_begin && column + 1 + width > WIDTH {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', rest));
            column = rest;
            is_line_begin = true;
        }
        if !is_line_begin {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += width;
        is_line_begin = false;
    }
    let end = out.trim_end_matches(' ').len();
    out.truncate(end);
    out.push('\n');
}

/// Splits at blanks, but not within a pair of backticks, unless what stands between them is long.
fn words(text: &str) -> impl Iterator<Item = &str> {
    const MAX_SPAN: usize = 50;
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(' ');
        let mut end = rest.find(' ').unwrap_or(rest.len());
        let is_open = |word: &str| word.matches('`').count() % 2 == 1;
        if rest.get(..end).is_some_and(is_open) {
            let behind = rest.get(end..).unwrap_or_default();
            let close = behind.find('`').filter(|close| *close < MAX_SPAN);
            end = close.map_or(end, |close| {
                let after = behind.get(close..).unwrap_or_default();
                end + close + after.find(' ').unwrap_or(after.len())
            });
        }
        let (word, behind) = rest.split_at_checked(end)?;
        rest = behind;
        (!word.is_empty()).then_some(word)
    })
}

/// Adds a paragraph of which each line begins with this many blanks.
pub(super) fn indented(out: &mut String, indent: usize, text: &str) {
    wrap(out, &" ".repeat(indent), indent, indent, text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_within_the_width() {
        let mut out = String::new();
        wrap(&mut out, "name  ", 6, 6, &"word ".repeat(40));
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].starts_with("name  word") && lines[1].starts_with("      word"));
        assert!(lines.iter().all(|line| line.width() <= WIDTH), "{out}");
    }

    #[test]
    fn what_stands_in_backticks_is_kept_together() {
        let split: Vec<&str> = words("a  `b c`, d `e").collect();
        assert_eq!(split, ["a", "`b c`,", "d", "`e"]);
    }

    #[test]
    fn a_word_that_is_too_wide_stands_alone() {
        let mut out = String::new();
        indented(&mut out, 2, &format!("a {} b", "x".repeat(120)));
        assert_eq!(out, format!("  a\n  {}\n  b\n", "x".repeat(120)));
    }
}
