//! Text of which the bracketed and quoted parts are covered.

/// A text and its mask: the same text with everything in brackets or quotes replaced.
///
/// Both have the same length in octets, so that what is found in the mask is cut from the text. Commas in
/// `<manufacturer, model>` or the equals sign in `"path=/"` can't be mistaken for separators.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    pub(super) mask: &'a str,
}

/// A text with the mask that it owns.
#[derive(Debug)]
pub(super) struct Masked<'a> {
    text: &'a str,
    mask: String,
}

/// What covers an octet.
const COVER: char = '\u{1}';

impl<'a> Masked<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            mask: mask(text),
        }
    }

    pub(super) fn whole(&self) -> Piece<'_> {
        Piece {
            text: self.text,
            mask: &self.mask,
        }
    }
}

impl Piece<'_> {
    /// Cuts at an offset that was found in the mask.
    pub(super) fn split_at(self, offset: usize) -> (Self, Self) {
        match (
            self.text.split_at_checked(offset),
            self.mask.split_at_checked(offset),
        ) {
            (Some((text, text_rest)), Some((mask, mask_rest))) => (
                Self { text, mask },
                Self {
                    text: text_rest,
                    mask: mask_rest,
                },
            ),
            _ => (self, Self { text: "", mask: "" }),
        }
    }

    /// Cuts before the first uncovered character that `is_end`.
    pub(super) fn split_before(self, is_end: impl Fn(char) -> bool) -> (Self, Self) {
        self.split_at(self.mask.find(is_end).unwrap_or(self.mask.len()))
    }

    /// The parts between uncovered separators, each with the separator before it.
    pub(super) fn parts(
        self,
        is_separator: impl Fn(char) -> bool + Copy,
    ) -> Vec<(Option<char>, Self)> {
        let mut parts = Vec::new();
        let (mut separator, mut rest) = (None, self);
        loop {
            let (part, after) = rest.split_before(is_separator);
            parts.push((separator, part));
            separator = after.mask.chars().next();
            let Some(character) = separator else {
                return parts;
            };
            rest = after.split_at(character.len_utf8()).1;
        }
    }

    /// Without blanks at either end.
    pub(super) fn trim(self) -> Self {
        let start = self.mask.len() - self.mask.trim_start().len();
        let (_, rest) = self.split_at(start);
        rest.split_at(rest.mask.trim_end().len()).0
    }

    pub(super) fn is_empty(self) -> bool {
        self.text.is_empty()
    }
}

/// Covers what stands between brackets, the brackets left, and between double quotes.
///
/// A bracket that is never closed covers all that follows; one that was never opened is text.
fn mask(text: &str) -> String {
    let mut mask = String::with_capacity(text.len());
    let mut expected = Vec::new();
    let mut open = Open::default();
    for character in text.chars() {
        let outside = expected.is_empty();
        let in_quotes = expected.last() == Some(&'"');
        match character {
            '"' if in_quotes => {
                expected.pop();
            }
            '"' if outside => expected.push('"'),
            _ if in_quotes => {}
            '<' | '(' | '[' | '{' => {
                let closing = closing(character);
                *open.count(closing) += 1;
                expected.push(closing);
            }
            '>' | ')' | ']' | '}' if *open.count(character) > 0 => {
                // `<a (b>`: the inner bracket ends with the outer one.
                while let Some(closed) = expected.pop() {
                    *open.count(closed) -= 1;
                    if closed == character {
                        break;
                    }
                }
            }
            _ => {}
        }
        if outside || expected.is_empty() {
            mask.push(character);
        } else {
            mask.extend(std::iter::repeat_n(COVER, character.len_utf8()));
        }
    }
    mask
}

/// How many brackets of each kind are open; what makes skipping over unclosed ones linear.
#[derive(Default)]
struct Open {
    angle: usize,
    brace: usize,
    round: usize,
    square: usize,
}

impl Open {
    fn count(&mut self, closing: char) -> &mut usize {
        match closing {
            '>' => &mut self.angle,
            '}' => &mut self.brace,
            ')' => &mut self.round,
            _ => &mut self.square,
        }
    }
}

fn closing(opening: char) -> char {
    match opening {
        '<' => '>',
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown_mask(text: &str) -> String {
        mask(text).replace(COVER, "_")
    }

    #[test]
    fn brackets_and_quotes_are_covered() {
        assert_eq!(shown_mask("a=<b, c>, d"), "a=<____>, d");
        assert_eq!(shown_mask("a(b(c)d)e"), "a(_____)e");
        assert_eq!(shown_mask("x \"a=b\" y"), "x \"___\" y");
        assert_eq!(shown_mask("é<é>é"), "é<__>é");
    }

    #[test]
    fn unbalanced_brackets_end_somewhere() {
        assert_eq!(shown_mask("a)b"), "a)b");
        assert_eq!(shown_mask("a (b, c"), "a (____");
        assert_eq!(shown_mask("<a (b> c"), "<____> c");
        assert_eq!(shown_mask("<a\" b> c"), "<____> c");
        assert_eq!(shown_mask("\"(\" c"), "\"_\" c");
    }

    #[test]
    fn parts_know_their_separator() {
        let masked = Masked::new("a, <b,c>;d");
        let parts: Vec<_> = masked
            .whole()
            .parts(|c| ",;".contains(c))
            .into_iter()
            .map(|(before, part)| (before, part.trim().text))
            .collect();
        assert_eq!(parts, [(None, "a"), (Some(','), "<b,c>"), (Some(';'), "d")]);
    }
}
