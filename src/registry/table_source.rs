//! Where the text of a table is, and how its lines are found there.
//!
//! The text is in memory, or it is read block by block as a look-up asks for it: of a file, a look-up reads some
//! dozens of short blocks and never the whole.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

/// How much is read at once around a place; a line of a table has about 100 octets.
const BLOCK: usize = 512;

/// How much is read at once where line after line is wanted.
const LONG_BLOCK: usize = 32 * 1024;

/// A table that isn't in memory, such as a file, for [`Registry::open`](super::Registry::open).
///
/// A table in force must not change under its readers: replace a file by renaming another over it.
pub trait TableSource: fmt::Debug + Send + Sync {
    /// The length in octets.
    fn len(&self) -> u64;

    /// Fills `buffer` with the octets that begin at `offset`.
    ///
    /// # Errors
    ///
    /// Octets that can't be read. A look-up takes them for blank: it finds less, and never fails.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()>;

    /// Whether there are no octets.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The text of a table.
#[derive(Clone, Debug)]
pub(crate) enum TableText {
    Blocks(Arc<dyn TableSource>),
    Whole(Cow<'static, str>),
}

impl TableText {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Blocks(source) => usize::try_from(source.len()).unwrap_or(usize::MAX),
            Self::Whole(text) => text.len(),
        }
    }

    pub(crate) fn part(&self, start: usize, end: usize) -> Part<'_> {
        Part {
            text: self,
            start,
            end: end.min(self.len()),
        }
    }

    fn octets(&self, start: usize, end: usize) -> Cow<'_, [u8]> {
        match self {
            Self::Blocks(source) => {
                let mut octets = vec![0; end.saturating_sub(start)];
                if source.read_at(start as u64, &mut octets).is_err() {
                    octets.fill(b' ');
                }
                Cow::Owned(octets)
            }
            Self::Whole(text) => Cow::Borrowed(text.as_bytes().get(start..end).unwrap_or_default()),
        }
    }
}

/// Some lines of a table, in place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'a> {
    text: &'a TableText,
    start: usize,
    end: usize,
}

impl<'a> Part<'a> {
    /// The first offset, always at the start of a line, from which on no line `is_before`.
    ///
    /// The lines must be sorted so that those that are before come first. No index is built.
    pub(crate) fn partition_point(self, is_before: impl Fn(&str) -> bool) -> usize {
        let (mut low, mut high) = (self.start, self.end);
        while low < high {
            let middle = low + (high - low) / 2;
            let start = self.line_start(low, middle);
            let (line, end) = self.line_from(start);
            if is_before(&line) {
                low = end;
            } else {
                high = start;
            }
        }
        low
    }

    /// All lines, in order.
    pub(crate) fn lines(self) -> Lines<'a> {
        self.lines_from(self.start)
    }

    /// The lines from `offset` on, which must be the start of one.
    pub(crate) fn lines_from(self, offset: usize) -> Lines<'a> {
        match self.text {
            TableText::Whole(text) => {
                Lines::Whole(text.get(offset..self.end).unwrap_or_default().lines())
            }
            TableText::Blocks(source) => Lines::Blocks(BufReader::with_capacity(
                LONG_BLOCK.min(self.end.saturating_sub(offset)),
                Octets {
                    source: source.as_ref(),
                    offset,
                    end: self.end,
                },
            )),
        }
    }

    /// The lines before `offset`, the last one first.
    pub(crate) fn lines_before(self, offset: usize) -> impl Iterator<Item = Cow<'a, str>> {
        let mut end = offset;
        std::iter::from_fn(move || {
            let start = self.line_start(self.start, end.checked_sub(1)?);
            let line = (self.start < end).then(|| self.line_from(start).0);
            end = start;
            line
        })
    }

    /// The octets, block by block.
    pub(crate) fn for_each_block(self, mut see: impl FnMut(&[u8])) {
        let mut start = self.start;
        while start < self.end {
            let end = self.end.min(start + LONG_BLOCK);
            see(&self.text.octets(start, end));
            start = end;
        }
    }

    /// The start of the line that `offset` is in, not before `low`.
    fn line_start(self, low: usize, offset: usize) -> usize {
        let mut end = offset;
        while end > low {
            let start = low.max(end.saturating_sub(BLOCK));
            let octets = self.text.octets(start, end);
            if let Some(found) = octets.iter().rposition(|&octet| octet == b'\n') {
                return start + found + 1;
            }
            end = start;
        }
        low
    }

    /// The line that starts at `start`, without its line feed, and the offset behind it.
    fn line_from(self, start: usize) -> (Cow<'a, str>, usize) {
        let (mut end, mut next) = (self.end, self.end);
        let mut from = start;
        while from < self.end {
            let to = self.end.min(from + BLOCK);
            let octets = self.text.octets(from, to);
            if let Some(found) = octets.iter().position(|&octet| octet == b'\n') {
                (end, next) = (from + found, from + found + 1);
                break;
            }
            from = to;
        }
        let line = match self.text {
            TableText::Whole(text) => Cow::Borrowed(text.get(start..end).unwrap_or_default()),
            TableText::Blocks(_) => Cow::Owned(text(self.text.octets(start, end).into_owned())),
        };
        (line, next)
    }
}

/// The lines of a part, without their line feeds.
#[derive(Debug)]
pub(crate) enum Lines<'a> {
    Blocks(BufReader<Octets<'a>>),
    Whole(std::str::Lines<'a>),
}

impl<'a> Iterator for Lines<'a> {
    type Item = Cow<'a, str>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Whole(lines) => lines.next().map(Cow::Borrowed),
            Self::Blocks(reader) => {
                let mut line = Vec::new();
                let length = reader.read_until(b'\n', &mut line).unwrap_or_default();
                if line.last() == Some(&b'\n') {
                    line.pop();
                }
                (length > 0).then(|| Cow::Owned(text(line)))
            }
        }
    }
}

/// Reads a source from one offset to another.
#[derive(Debug)]
pub(crate) struct Octets<'a> {
    source: &'a dyn TableSource,
    offset: usize,
    end: usize,
}

impl Read for Octets<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(self.end.saturating_sub(self.offset));
        let (buffer, _) = buffer.split_at_mut(length);
        if length > 0 {
            self.source.read_at(self.offset as u64, buffer)?;
        }
        self.offset += length;
        Ok(length)
    }
}

/// A table is UTF-8; octets that aren't are damage, which the checksum finds.
fn text(octets: Vec<u8>) -> String {
    String::from_utf8(octets)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Octets in memory, read as if they were a file.
    #[derive(Debug)]
    pub(crate) struct InBlocks(pub(crate) Vec<u8>);

    impl TableSource for InBlocks {
        fn len(&self) -> u64 {
            self.0.len() as u64
        }

        fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
            let mut octets = usize::try_from(offset)
                .ok()
                .and_then(|offset| self.0.get(offset..))
                .unwrap_or_default();
            octets.read_exact(buffer)
        }
    }

    fn both(text: &'static str) -> [TableText; 2] {
        [
            TableText::Whole(Cow::Borrowed(text)),
            TableText::Blocks(Arc::new(InBlocks(text.as_bytes().to_vec()))),
        ]
    }

    #[test]
    fn every_line_is_found_at_its_start() {
        for text in both("a\nbb\n\u{e9}e\n\u{e9}f\n") {
            let part = text.part(0, text.len());
            let found = |key: &str| part.partition_point(|line| line < key);
            assert_eq!(
                [found(""), found("a"), found("b"), found("bb"), found("c")],
                [0, 0, 2, 2, 5]
            );
            assert_eq!(
                [found("ée"), found("éf"), found("z"), found("ü")],
                [5, 9, 5, 13]
            );
            assert_eq!(part.lines().collect::<Vec<_>>(), ["a", "bb", "ée", "éf"]);
            assert_eq!(part.lines_before(9).collect::<Vec<_>>(), ["ée", "bb", "a"]);
            assert_eq!(text.part(2, 9).lines_before(9).count(), 2);
        }
    }

    #[test]
    fn no_lines_are_all_before() {
        for text in both("") {
            assert_eq!(text.part(0, 0).partition_point(|_| true), 0);
            assert_eq!(text.part(0, 9).lines().count(), 0);
            assert_eq!(text.part(0, 0).lines_before(0).count(), 0);
        }
        for text in both("x") {
            assert_eq!(text.part(0, 1).partition_point(|_| true), 1);
        }
    }

    #[test]
    fn lines_may_be_longer_than_a_block() {
        let mut lines = String::new();
        for number in 0..40 {
            lines.push_str(
                &[
                    &format!("{number:02}"),
                    "x".repeat(number * 97).as_str(),
                    "\n",
                ]
                .concat(),
            );
        }
        let text = TableText::Blocks(Arc::new(InBlocks(lines.clone().into_bytes())));
        let part = text.part(0, text.len());
        for (number, line) in lines.lines().enumerate() {
            let offset = part.partition_point(|line| line < format!("{number:02}").as_str());
            assert_eq!(part.lines_from(offset).next().as_deref(), Some(line));
        }
        assert!(part.lines().eq(lines.lines()));
        assert!(part.lines_before(lines.len()).eq(lines.lines().rev()));
    }

    #[test]
    fn what_cannot_be_read_is_blank() {
        let text = TableText::Blocks(Arc::new(InBlocks(b"a\nb\n\xff\n".to_vec())));
        assert_eq!(
            text.part(0, 6).lines().collect::<Vec<_>>(),
            ["a", "b", "\u{fffd}"]
        );
        // The source is shorter than it says.
        let part = Part {
            text: &text,
            start: 4,
            end: 1000,
        };
        assert_eq!(part.partition_point(|_| true), 1000);
        assert_eq!(part.lines().count(), 0);
    }
}
