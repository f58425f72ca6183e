//! Text that is safe to print: the one way by which octets from the network become characters.
//!
//! A name or a value on the wire is whatever a stranger sent: escape sequences that repaint a terminal, newlines
//! that forge a line of a log, bidirectional controls that turn text around, octets that are no text at all.
//! Names are shown in the presentation format of [RFC 1035 §5.1](https://www.rfc-editor.org/rfc/rfc1035#section-5.1),
//! which can be read back with [`parse_labels`]; values in the escapes of a string literal.

use std::fmt::{self, Display, Formatter, Write};

use super::DomainNameError;

/// Shows one label of a name so that it can stand between dots and be read back: `\.`, `\\`, and `\DDD` for each
/// octet that is no printable text.
pub fn name_label(octets: &[u8]) -> LabelText<'_> {
    LabelText {
        octets,
        dots: Dots::Escaped,
    }
}

/// Shows one label standing alone, for people: like [`name_label`], but a dot stays a dot.
pub fn unescaped_label(octets: &[u8]) -> LabelText<'_> {
    LabelText {
        octets,
        dots: Dots::Plain,
    }
}

/// Shows a value or free text on one line: `\n`, `\t`, `\r`, `\\`, `\xNN` for control and invalid octets, and
/// `\u{NNNN}` for characters that are not [safe](is_safe_char).
pub fn text(octets: &[u8]) -> SafeText<'_> {
    SafeText { octets }
}

/// Shows text of the user's own files on one line: like [`text`], but a backslash stays as it is, so that a regular expression
/// can be read.
pub fn source_text(text: &str) -> SourceText<'_> {
    SourceText { text }
}

/// Tells whether a character may reach a terminal or a log as it is.
///
/// Not safe are control characters (C0, DEL, C1), characters that change the direction or the lines of the text around
/// them, and characters that show nothing: Unicode's default-ignorable ones. The variation selectors U+FE00 to
/// U+FE0F are safe, since they only choose the shape of the character before them, as nearly every emoji does.
pub fn is_safe_char(c: char) -> bool {
    !c.is_control()
        && !matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{70f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            // Zero-width characters, directional marks, line separators, embeddings and isolates.
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            // Tags and the supplementary variation selectors: whole hidden messages fit in them.
            | '\u{e0000}'..='\u{e0fff}')
}

/// Reads the presentation format of a name into its labels, leftmost first: the inverse of [`name_label`].
///
/// `\DDD` is the octet of that decimal value, `\` and any other character is that character. A final dot may stand or be
/// missing; `.` is the root, which has no labels. Lengths are not judged here, so that a file's over-long label can be shown.
///
/// # Errors
///
/// [`DomainNameError::EmptyName`], [`DomainNameError::EmptyLabel`] and [`DomainNameError::InvalidEscape`].
pub fn parse_labels(text: &str) -> Result<Vec<Vec<u8>>, DomainNameError> {
    if text.is_empty() {
        return Err(DomainNameError::EmptyName);
    }
    if text == "." {
        return Ok(Vec::new());
    }
    let mut labels = Vec::new();
    let mut label = Vec::new();
    // An escape can't yield an empty label, so emptiness alone tells a missing label.
    let mut octets = text.bytes().enumerate();
    while let Some((position, octet)) = octets.next() {
        match octet {
            b'.' if label.is_empty() => {
                return Err(DomainNameError::EmptyLabel {
                    index: labels.len(),
                });
            }
            b'.' => labels.push(std::mem::take(&mut label)),
            b'\\' => {
                let escaped = escaped_octet(&mut octets.by_ref().map(|(_, octet)| octet));
                label.push(escaped.ok_or(DomainNameError::InvalidEscape { position })?);
            }
            _ => label.push(octet),
        }
    }
    if !label.is_empty() {
        labels.push(label);
    }
    Ok(labels)
}

/// Reads what follows a backslash: three decimal digits, or any other octet as itself.
fn escaped_octet(octets: &mut impl Iterator<Item = u8>) -> Option<u8> {
    let first = octets.next()?;
    if !first.is_ascii_digit() {
        return Some(first);
    }
    let mut value = u16::from(first - b'0');
    for _ in 0..2 {
        let digit = octets.next().filter(u8::is_ascii_digit)?;
        value = value * 10 + u16::from(digit - b'0');
    }
    u8::try_from(value).ok()
}

/// A label that displays as printable text. Made by [`name_label`] and [`unescaped_label`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LabelText<'a> {
    octets: &'a [u8],
    dots: Dots,
}

/// Text of a file that displays on one line. Made by [`source_text`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SourceText<'a> {
    text: &'a str,
}

impl Display for SourceText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for c in self.text.chars() {
            if is_safe_char(c) {
                f.write_char(c)?;
            } else {
                write!(f, "\\u{{{:04x}}}", u32::from(c))?;
            }
        }
        Ok(())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Dots {
    Escaped,
    Plain,
}

impl Display for LabelText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for chunk in self.octets.utf8_chunks() {
            for c in chunk.valid().chars() {
                match c {
                    '\\' => f.write_str(r"\\")?,
                    '.' if self.dots == Dots::Escaped => f.write_str(r"\.")?,
                    c if is_safe_char(c) => f.write_char(c)?,
                    c => write_decimal(f, c.encode_utf8(&mut [0; 4]).as_bytes())?,
                }
            }
            write_decimal(f, chunk.invalid())?;
        }
        Ok(())
    }
}

/// Writes each octet as `\DDD`.
fn write_decimal(f: &mut Formatter<'_>, octets: &[u8]) -> fmt::Result {
    octets
        .iter()
        .try_for_each(|octet| write!(f, "\\{octet:03}"))
}

/// Free text that displays on one line, without anything a terminal obeys. Made by [`text`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SafeText<'a> {
    octets: &'a [u8],
}

impl Display for SafeText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for chunk in self.octets.utf8_chunks() {
            for c in chunk.valid().chars() {
                match c {
                    '\\' => f.write_str(r"\\")?,
                    '\n' => f.write_str(r"\n")?,
                    '\r' => f.write_str(r"\r")?,
                    '\t' => f.write_str(r"\t")?,
                    c if is_safe_char(c) => f.write_char(c)?,
                    c if c.is_ascii() => write!(f, "\\x{:02x}", u32::from(c))?,
                    c => write!(f, "\\u{{{:04x}}}", u32::from(c))?,
                }
            }
            for octet in chunk.invalid() {
                write!(f, "\\x{octet:02x}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn readable_text_stays_readable() {
        assert_eq!(
            name_label("Büro 東京 ❤\u{fe0f}".as_bytes()).to_string(),
            "Büro 東京 ❤\u{fe0f}"
        );
        assert_eq!(text("größe=5 €".as_bytes()).to_string(), "größe=5 €");
    }

    #[test]
    fn separators_of_the_format_are_escaped() {
        assert_eq!(name_label(br"a.b\c").to_string(), r"a\.b\\c");
        assert_eq!(unescaped_label(br"a.b\c").to_string(), r"a.b\\c");
        assert_eq!(text(br"a.b\c").to_string(), r"a.b\\c");
    }

    #[test]
    fn hostile_octets_are_escaped() {
        assert_eq!(
            name_label(b"\x1b[2J\n\0\x7f\xff").to_string(),
            r"\027[2J\010\000\127\255"
        );
        assert_eq!(
            name_label("a\u{202e}b\u{85}".as_bytes()).to_string(),
            r"a\226\128\174b\194\133"
        );
        assert_eq!(
            text(b"\x1b[2J\r\n\t\0\x7f\xff").to_string(),
            r"\x1b[2J\r\n\t\x00\x7f\xff"
        );
        assert_eq!(
            text("a\u{202e}b\u{85}\u{e0041}".as_bytes()).to_string(),
            r"a\u{202e}b\u{0085}\u{e0041}"
        );
    }

    #[test]
    fn what_is_not_seen_or_turns_text_is_unsafe() {
        let ranges = [
            ('\0', '\u{1f}'),
            ('\u{7f}', '\u{9f}'),
            ('\u{200b}', '\u{200f}'),
            ('\u{2028}', '\u{202e}'),
            ('\u{2060}', '\u{206f}'),
            ('\u{e0000}', '\u{e0fff}'),
        ];
        for (first, last) in ranges {
            assert!(!(first..=last).any(is_safe_char), "{first:?} to {last:?}");
        }
        for c in [
            '\u{ad}', '\u{61c}', '\u{115f}', '\u{180e}', '\u{3164}', '\u{feff}', '\u{ffa0}',
        ] {
            assert!(!is_safe_char(c), "{c:?}");
        }
        for c in [
            ' ', '~', '\u{a0}', 'é', '\u{200a}', '\u{2027}', '\u{2030}', '東', '\u{fe0f}', '🖨',
        ] {
            assert!(is_safe_char(c), "{c:?}");
        }
    }

    #[test]
    fn a_truncated_character_is_no_text() {
        assert_eq!(name_label(b"\xe2\x82").to_string(), r"\226\130");
    }

    #[test]
    fn escapes_are_read() {
        assert_eq!(
            parse_labels(r"A\032b\.c.\255\\.local.").unwrap(),
            [&b"A b.c"[..], b"\xff\\", b"local"]
        );
        assert_eq!(
            parse_labels("ü.\\é").unwrap(),
            ["ü".as_bytes(), "é".as_bytes()]
        );
        assert_eq!(parse_labels(".").unwrap(), [b""; 0]);
    }

    #[test]
    fn what_is_no_name_is_refused() {
        assert_eq!(parse_labels(""), Err(DomainNameError::EmptyName));
        assert_eq!(
            parse_labels("a..b"),
            Err(DomainNameError::EmptyLabel { index: 1 })
        );
        assert_eq!(
            parse_labels(".a"),
            Err(DomainNameError::EmptyLabel { index: 0 })
        );
        for escape in [r"ab\", r"ab\1", r"ab\12", r"ab\12x", r"ab\256", r"ab\1.2"] {
            assert_eq!(
                parse_labels(escape),
                Err(DomainNameError::InvalidEscape { position: 2 }),
                "{escape}"
            );
        }
    }

    proptest! {
        #[test]
        fn presentation_round_trips(labels in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..70), 1..6)) {
            let shown: Vec<String> = labels.iter().map(|label| name_label(label).to_string()).collect();
            prop_assert_eq!(parse_labels(&shown.join(".")).unwrap(), labels);
        }

        #[test]
        fn presentation_round_trips_for_text(label in "\\PC{1,20}|.{1,20}") {
            let shown = name_label(label.as_bytes()).to_string();
            prop_assert_eq!(parse_labels(&shown).unwrap(), [label.as_bytes()]);
        }

        #[test]
        fn nothing_unsafe_is_shown(octets in prop::collection::vec(any::<u8>(), 0..100), also in any::<String>()) {
            for octets in [&octets[..], also.as_bytes()] {
                prop_assert!(name_label(octets).to_string().chars().all(is_safe_char));
                prop_assert!(unescaped_label(octets).to_string().chars().all(is_safe_char));
                prop_assert!(text(octets).to_string().chars().all(is_safe_char));
            }
        }

        #[test]
        fn parsing_never_panics(text in any::<String>()) {
            let _ = parse_labels(&text);
        }

        #[test]
        fn backslashes_never_panic(text in r"[\\0-9.é]{0,12}") {
            let _ = parse_labels(&text);
        }
    }
}
