//! The line of a file at which a fault stands, with the fault underlined.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::name::presentation::{self, is_safe_char};
use crate::report::Paint;
use crate::source::TextFileError;

/// Characters of a line that are shown at most.
const MAX_WIDTH: usize = 100;

/// Characters that are shown before a fault at most.
const MAX_BEFORE: usize = 60;

/// The fault in a sentence, below it the line at which it stands, and what to do about it.
pub(crate) fn excerpt(error: &TextFileError, paint: Paint) -> String {
    let mut group = Group::with_title(Level::ERROR.primary_title(error.to_string()));
    let line = error
        .line()
        .map(|(octets, faulty)| Shown::new(octets, faulty));
    if let (Some(place), Some(line)) = (error.place, &line) {
        let mark = AnnotationKind::Primary.span(line.faulty.clone());
        group = group.element(
            Snippet::source(&line.text)
                .line_start(place.line)
                .annotation(mark),
        );
    }
    if let Some(help) = &error.help {
        group = group.element(Level::HELP.message(help));
    }
    let renderer = match paint {
        Paint::Ansi => Renderer::styled(),
        Paint::Plain => Renderer::plain(),
    };
    format!("{}\n", renderer.render(&[group]))
}

/// A line as it is shown: nothing in it is obeyed by a terminal.
struct Shown {
    text: String,
    /// The octets of the text that are to be underlined.
    faulty: Range<usize>,
}

impl Shown {
    fn new(octets: &[u8], faulty: Range<usize>) -> Self {
        let part = |range: Range<usize>| escaped(octets.get(range).unwrap_or_default());
        let mut text = end(&part(0..faulty.start), MAX_BEFORE);
        let start = text.len();
        let meant = part(faulty.clone());
        text.push_str(&beginning(&meant, MAX_WIDTH));
        let marked = start..text.len();
        let width = MAX_WIDTH.saturating_sub(text.chars().count());
        if meant.chars().count() <= MAX_WIDTH {
            text.push_str(&beginning(&part(faulty.end..octets.len()), width));
        }
        Self {
            text,
            faulty: marked,
        }
    }
}

/// The beginning of a text, of so many characters at most.
fn beginning(text: &str, width: usize) -> String {
    match text.char_indices().nth(width) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The end of a text, of so many characters at most.
fn end(text: &str, width: usize) -> String {
    let reversed: String = text.chars().rev().collect();
    beginning(&reversed, width).chars().rev().collect()
}

/// Octets of a file with what a terminal would obey, and what is no text, escaped. Backslashes stay as they are.
fn escaped(octets: &[u8]) -> String {
    let mut escaped = String::with_capacity(octets.len());
    for chunk in octets.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\t' => escaped.push_str("    "),
                c if is_safe_char(c) => escaped.push(c),
                c => escaped.push_str(
                    &presentation::text(c.encode_utf8(&mut [0; 4]).as_bytes()).to_string(),
                ),
            }
        }
        escaped.push_str(&presentation::text(chunk.invalid()).to_string());
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(octets: &[u8], faulty: Range<usize>) -> (String, String) {
        let shown = Shown::new(octets, faulty);
        let marked = shown
            .text
            .get(shown.faulty)
            .expect("a part of the text")
            .to_owned();
        (shown.text, marked)
    }

    #[test]
    fn what_a_terminal_obeys_is_escaped() {
        let (text, marked) = shown(b"\ta\\ = \"\x1b[2J\xff\"", 5..11);
        assert_eq!(text, "    a\\ = \"\\x1b[2J\\xff\"");
        assert_eq!(marked, " \"\\x1b[2J");
    }

    #[test]
    fn a_long_line_is_cut_around_the_fault() {
        let line = "é".repeat(100_000);
        let (text, marked) = shown(line.as_bytes(), 100_000..100_004);
        assert_eq!(text.chars().count(), MAX_WIDTH + 1);
        assert_eq!(marked, "éé");
        assert!(text.starts_with("…é") && text.ends_with("é…"));
        let (text, marked) = shown(line.as_bytes(), 0..200_000);
        assert_eq!(
            (text.chars().count(), marked),
            (MAX_WIDTH + 1, text.clone())
        );
        assert_eq!(shown(b"", 0..0), (String::new(), String::new()));
    }
}
