//! The outer form of a zone file: entries of words and strings.

use std::iter::Peekable;
use std::str::CharIndices;

use super::error::{Fault, Position, ZoneErrorKind};

/// Characters of a word that an error shows at most.
const EXCERPT_LEN: usize = 80;

/// A word or a quoted string, escapes still in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    pub(super) form: Form,
    pub(super) position: Position,
    /// Octets before the text, without the quotation mark.
    pub(super) offset: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Quoted,
    Word,
}

impl Token<'_> {
    /// What is wrong with this token.
    pub(super) const fn fault(&self, kind: ZoneErrorKind) -> Fault {
        Fault {
            position: self.position,
            kind,
        }
    }

    /// That something else was expected here.
    pub(super) fn expected(&self, expected: &'static str) -> Fault {
        let found = self.excerpt();
        self.fault(ZoneErrorKind::Expected { expected, found })
    }

    /// The text as an error shows it: of a long one, the beginning.
    pub(super) fn excerpt(&self) -> String {
        let start: String = self.text.chars().take(EXCERPT_LEN).collect();
        if start.len() < self.text.len() {
            format!("{start}…")
        } else {
            start
        }
    }

    /// Whether it is this word, in any letter case.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.form == Form::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// The octets that the text stands for.
    pub(super) fn octets(&self) -> Result<Vec<u8>, Fault> {
        unescape(self.text).ok_or_else(|| {
            self.fault(ZoneErrorKind::InvalidEscape {
                found: self.excerpt(),
            })
        })
    }
}

/// Undoes `\DDD` and `\X`.
fn unescape(text: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(octet) = rest.next() {
        if octet != b'\\' {
            octets.push(octet);
            continue;
        }
        let first = rest.next()?;
        if !first.is_ascii_digit() {
            octets.push(first);
            continue;
        }
        let mut value = u16::from(first - b'0');
        for _ in 0..2 {
            let digit = rest.next().filter(u8::is_ascii_digit)?;
            value = value * 10 + u16::from(digit - b'0');
        }
        octets.push(u8::try_from(value).ok()?);
    }
    Some(octets)
}

/// What stands on one line, or on several held together by parentheses.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) start: Start,
    pub(super) tokens: Vec<Token<'a>>,
    /// Where the entry ends, for what is missing there.
    pub(super) end: Position,
    /// Octets before that.
    pub(super) end_offset: usize,
}

/// How the line of an entry begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// With a blank: the owner is that of the record before.
    Blank,
    /// With the first token.
    Token,
}

/// Splits text into entries; entries without tokens are left out.
pub(super) struct Entries<'a> {
    text: &'a str,
    chars: Peekable<CharIndices<'a>>,
    position: Position,
    failed: bool,
}

impl<'a> Entries<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            chars: text.char_indices().peekable(),
            position: Position { line: 1, column: 1 },
            failed: false,
        }
    }

    fn entry(&mut self) -> Result<Option<Entry<'a>>, Fault> {
        loop {
            if self.peek().is_none() {
                return Ok(None);
            }
            let start = if matches!(self.peek(), Some(' ' | '\t')) {
                Start::Blank
            } else {
                Start::Token
            };
            let tokens = self.tokens()?;
            let end = self.position;
            let end_offset = self.offset();
            self.take();
            if !tokens.is_empty() {
                return Ok(Some(Entry {
                    start,
                    tokens,
                    end,
                    end_offset,
                }));
            }
        }
    }

    /// The tokens up to the end of the line, which is not taken.
    fn tokens(&mut self) -> Result<Vec<Token<'a>>, Fault> {
        let mut tokens = Vec::new();
        let mut open: Vec<Position> = Vec::new();
        loop {
            let position = self.position;
            match self.peek() {
                None | Some('\n') if open.is_empty() => return Ok(tokens),
                None => {
                    let position = open.pop().unwrap_or(position);
                    return Err(Fault {
                        position,
                        kind: ZoneErrorKind::UnclosedParenthesis,
                    });
                }
                Some(' ' | '\t' | '\r' | '\n') => self.take(),
                Some(';') => self.skip_comment(),
                Some('(') => {
                    open.push(position);
                    self.take();
                }
                Some(')') => {
                    if open.pop().is_none() {
                        return Err(Fault {
                            position,
                            kind: ZoneErrorKind::UnopenedParenthesis,
                        });
                    }
                    self.take();
                }
                Some('"') => tokens.push(self.quoted(position)?),
                Some(_) => tokens.push(self.word(position)?),
            }
        }
    }

    fn skip_comment(&mut self) {
        while !matches!(self.peek(), None | Some('\n')) {
            self.take();
        }
    }

    fn quoted(&mut self, position: Position) -> Result<Token<'a>, Fault> {
        self.take();
        let from = self.offset();
        loop {
            match self.peek() {
                None | Some('\n') => {
                    return Err(Fault {
                        position,
                        kind: ZoneErrorKind::UnclosedString,
                    });
                }
                Some('"') => break,
                Some('\\') => {
                    self.take();
                    if self.peek() != Some('\n') {
                        self.take();
                    }
                }
                Some(_) => self.take(),
            }
        }
        let text = self.since(from);
        self.take();
        Ok(Token {
            text,
            form: Form::Quoted,
            position,
            offset: from,
        })
    }

    fn word(&mut self, position: Position) -> Result<Token<'a>, Fault> {
        let from = self.offset();
        loop {
            match self.peek() {
                None | Some(' ' | '\t' | '\r' | '\n' | ';' | '(' | ')') => break,
                Some('"') => {
                    return Err(Fault {
                        position: self.position,
                        kind: ZoneErrorKind::QuotationMarkInWord,
                    });
                }
                Some('\\') => {
                    self.take();
                    if self.peek() != Some('\n') {
                        self.take();
                    }
                }
                Some(_) => self.take(),
            }
        }
        Ok(Token {
            text: self.since(from),
            form: Form::Word,
            position,
            offset: from,
        })
    }

    fn peek(&mut self) -> Option<char> {
        self.chars.peek().map(|(_, c)| *c)
    }

    fn take(&mut self) {
        match self.chars.next() {
            Some((_, '\n')) => {
                self.position = Position {
                    line: self.position.line + 1,
                    column: 1,
                }
            }
            Some(_) => self.position.column += 1,
            None => {}
        }
    }

    fn offset(&mut self) -> usize {
        self.chars
            .peek()
            .map_or(self.text.len(), |(offset, _)| *offset)
    }

    fn since(&mut self, from: usize) -> &'a str {
        let to = self.offset();
        self.text
            .get(from..to)
            .expect("both offsets were given by the characters of the text")
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Result<Entry<'a>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let entry = self.entry().transpose();
        self.failed = matches!(entry, Some(Err(_)));
        entry
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Vec<&str>> {
        Entries::new(text)
            .map(|entry| {
                entry
                    .unwrap()
                    .tokens
                    .iter()
                    .map(|token| token.text)
                    .collect()
            })
            .collect()
    }

    fn fault(text: &str) -> (usize, usize, ZoneErrorKind) {
        let fault = Entries::new(text).find_map(Result::err).unwrap();
        (fault.position.line, fault.position.column, fault.kind)
    }

    #[test]
    fn splits_lines_into_words_and_strings() {
        let expected = vec![vec!["a", "b c", ""], vec!["d"]];
        assert_eq!(
            words("a \"b c\" \"\" ; comment \"(\n\n  ; nothing\r\n\td\r\n"),
            expected
        );
    }

    #[test]
    fn parentheses_join_lines() {
        assert_eq!(
            words("a ( b ; one\n c\n) d\ne"),
            [vec!["a", "b", "c", "d"], vec!["e"]]
        );
    }

    #[test]
    fn escapes_keep_their_character_in_the_word() {
        assert_eq!(
            words(r#"My\ Lab\;\"\( "a\"b\\""#),
            [[r#"My\ Lab\;\"\("#, r#"a\"b\\"#]]
        );
        assert_eq!(unescape(r"a\046\.\\").unwrap(), br"a..\");
        for invalid in [r"\25", r"\256", r"\2x5", "\\"] {
            assert_eq!(unescape(invalid), None, "{invalid}");
        }
    }

    #[test]
    fn faults_have_their_place() {
        assert_eq!(
            fault("a\nb ( c\n"),
            (2, 3, ZoneErrorKind::UnclosedParenthesis)
        );
        assert_eq!(fault("a )"), (1, 3, ZoneErrorKind::UnopenedParenthesis));
        assert_eq!(fault("é \"b\nc\""), (1, 3, ZoneErrorKind::UnclosedString));
        assert_eq!(
            fault("key=\"value\""),
            (1, 5, ZoneErrorKind::QuotationMarkInWord)
        );
    }
}
