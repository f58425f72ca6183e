//! The words of `TxtText=` and `TxtData=`: quotation marks and escapes as systemd's `extract_first_word` reads them.

use std::ops::Range;

use super::lines::is_blank;

/// A word, without its quotation marks and escapes, and where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) octets: Vec<u8>,
    pub(super) at: usize,
    /// What stands in the value for each octet.
    pub(super) spans: Vec<Range<usize>>,
    /// Where the word ends, quotation marks included.
    pub(super) end: usize,
}

/// The words of a value.
///
/// # Errors
///
/// A quotation mark that is never closed: none of the words counts.
pub(super) fn words(value: &[u8]) -> Result<Vec<Word>, &'static str> {
    let mut words = Vec::new();
    let mut rest = Rest {
        octets: value,
        at: 0,
    };
    loop {
        while rest.peek().is_some_and(is_blank) {
            rest.at += 1;
        }
        if rest.peek().is_none() {
            return Ok(words);
        }
        let at = rest.at;
        let (octets, spans) = rest
            .word()
            .ok_or("has a quotation mark that is never closed")?
            .into_iter()
            .unzip();
        let end = rest.at;
        words.push(Word {
            octets,
            at,
            spans,
            end,
        });
    }
}

struct Rest<'v> {
    octets: &'v [u8],
    at: usize,
}

impl Rest<'_> {
    fn peek(&self) -> Option<u8> {
        self.octets.get(self.at).copied()
    }

    /// The octets of the next word, with what stands for each.
    fn word(&mut self) -> Option<Vec<(u8, Range<usize>)>> {
        let mut word = Vec::new();
        let mut quote = None;
        while let Some(octet) = self.peek() {
            match octet {
                b'\\' => {
                    self.at += 1;
                    if self.peek().is_none() && quote.is_some() {
                        return None;
                    }
                    self.escape(&mut word);
                    continue;
                }
                octet if quote == Some(octet) => quote = None,
                octet if quote.is_some() => word.push((octet, self.at..self.at + 1)),
                b'"' | b'\'' => quote = Some(octet),
                octet if is_blank(octet) => break,
                octet => word.push((octet, self.at..self.at + 1)),
            }
            self.at += 1;
        }
        quote.is_none().then_some(word)
    }

    /// What a backslash and the octets behind it stand for; what is no escape stays as it is.
    fn escape(&mut self, word: &mut Vec<(u8, Range<usize>)>) {
        let backslash = self.at - 1;
        let rest = self.octets.get(self.at..).unwrap_or_default();
        if let Some((octets, len)) = unescaped(rest) {
            self.at += len;
            word.extend(octets.into_iter().map(|octet| (octet, backslash..self.at)));
            return;
        }
        word.push((b'\\', backslash..self.at));
        if let Some(octet) = self.peek() {
            word.push((octet, self.at..self.at + 1));
            self.at += 1;
        }
    }
}

/// The octets for an escape, and the length of the escape.
fn unescaped(rest: &[u8]) -> Option<(Vec<u8>, usize)> {
    let number = |from: usize, digits: usize, radix: u32| {
        let digits = str::from_utf8(rest.get(from..from + digits)?).ok()?;
        let is_number = digits.chars().all(|c| c.is_digit(radix));
        let number = u32::from_str_radix(digits, radix).ok();
        number.filter(|number| is_number && *number > 0)
    };
    let octet = |number: u32| u8::try_from(number).ok().map(|octet| vec![octet]);
    let single = |octet: u8| Some((vec![octet], 1));
    match *rest.first()? {
        b'a' => single(0x07),
        b'b' => single(0x08),
        b'f' => single(0x0c),
        b'n' => single(b'\n'),
        b'r' => single(b'\r'),
        b't' => single(b'\t'),
        b'v' => single(0x0b),
        b's' => single(b' '),
        octet @ (b'\\' | b'"' | b'\'') => single(octet),
        b'x' => Some((octet(number(1, 2, 16)?)?, 3)),
        b'u' => Some((utf8(number(1, 4, 16)?), 5)),
        b'U' => {
            let number = number(1, 8, 16)?;
            is_valid(number).then(|| (utf8(number), 9))
        }
        b'0'..=b'7' => Some((octet(number(0, 3, 8)?)?, 3)),
        _ => None,
    }
}

/// A code point as UTF-8; a surrogate, which `\u` may name, in the same form.
fn utf8(number: u32) -> Vec<u8> {
    if let Some(c) = char::from_u32(number) {
        return c.encode_utf8(&mut [0; 4]).as_bytes().to_vec();
    }
    let [.., high, low] = number.to_be_bytes();
    vec![
        0xe0 | (high >> 4),
        0x80 | ((high & 0x0f) << 2) | (low >> 6),
        0x80 | (low & 0x3f),
    ]
}

/// Whether systemd takes a code point for a character.
pub(super) const fn is_valid(number: u32) -> bool {
    char::from_u32(number).is_some()
        && !matches!(number, 0xfdd0..=0xfdef)
        && number & 0xfffe != 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Result<Vec<String>, &'static str> {
        let text = |word: Word| String::from_utf8_lossy(&word.octets).into_owned();
        words(value.as_bytes()).map(|words| words.into_iter().map(text).collect())
    }

    fn are(value: &str, expected: &[&str]) {
        assert_eq!(
            read(value),
            Ok(expected.iter().map(|word| (*word).to_owned()).collect()),
            "{value}"
        );
    }

    #[test]
    fn words_are_those_of_systemd() {
        are("a=b  c=d", &["a=b", "c=d"]);
        are(r#"a="b c" 'd e'f """#, &["a=b c", "d ef", ""]);
        are(
            r"a\x20b\040c\sd \u00e9\U0001f600",
            &["a b c d", "é\u{1f600}"],
        );
        are(
            r"C:\dir \x00 \000 \400 \x4 a\",
            &[r"C:\dir", r"\x00", r"\000", r"\400", r"\x4", r"a\"],
        );
        are(r#""a\"b" '\''"#, &["a\"b", "'"]);
        assert!(read(r#"a "b"#).is_err() && read(r#""a\"#).is_err());
        assert_eq!(
            words(b"\\ud800").map(|words| words[0].octets.clone()),
            Ok(vec![0xed, 0xa0, 0x80])
        );
        let words = words(br#"a  "b \x63" "#).expect("two words");
        assert_eq!((words[1].at, words[1].end), (3, 11));
        assert_eq!(words[1].spans, [4..5, 5..6, 6..10]);
    }
}
