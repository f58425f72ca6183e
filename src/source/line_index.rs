use crate::model::Origin;

/// Octets between two places that are remembered.
const STRIDE: usize = 4096;

/// Lines and columns of a file, so that many places in long lines take no time.
#[derive(Clone, Debug)]
pub(super) struct LineIndex<'t> {
    octets: &'t [u8],
    has_mark: bool,
    path: &'t str,
    /// Line and column, counted from 0, of a place every [`STRIDE`] octets.
    known: Vec<(usize, usize)>,
}

impl<'t> LineIndex<'t> {
    /// The lines of these octets, which need not be UTF-8.
    pub(super) fn new(octets: &'t [u8], path: &'t str) -> Self {
        // Some editors begin a file with a mark that none of them shows.
        let has_mark = octets.starts_with(MARK);
        let octets = octets.strip_prefix(MARK).unwrap_or(octets);
        let (mut line, mut column) = (0, 0);
        let mut known = Vec::new();
        for piece in octets.chunks(STRIDE) {
            known.push((line, column));
            (line, column) = piece.iter().copied().fold((line, column), step);
        }
        known.push((line, column));
        Self {
            octets,
            has_mark,
            path,
            known,
        }
    }

    /// Line and column in characters, both counted from 1, of an octet; a byte order mark counts among the octets and not
    /// among the columns.
    pub(super) fn place(&self, offset: usize) -> (usize, usize) {
        let mark = if self.has_mark { MARK.len() } else { 0 };
        let offset = offset.saturating_sub(mark).min(self.octets.len());
        let near = offset / STRIDE;
        let start = self.known.get(near).copied().unwrap_or_default();
        let rest = self.octets.get(near * STRIDE..offset).unwrap_or_default();
        let (line, column) = rest.iter().copied().fold(start, step);
        (line + 1, column + 1)
    }

    /// The same as a place in the file.
    pub(super) fn origin(&self, offset: usize) -> Origin {
        let (line, column) = self.place(offset);
        Origin::File {
            path: self.path.to_owned(),
            line,
            column,
        }
    }
}

/// The byte order mark in UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

fn step((line, column): (usize, usize), octet: u8) -> (usize, usize) {
    match octet {
        b'\n' => (line + 1, 0),
        // The second and further octets of a character.
        0x80..0xc0 => (line, column),
        _ => (line, column + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_an_editor() {
        let text = format!("\u{feff}é\r\n{}x", "ü".repeat(STRIDE));
        let index = LineIndex::new(text.as_bytes(), "a");
        assert_eq!(index.place(0), (1, 1));
        assert_eq!(index.place(3), (1, 1));
        assert_eq!(index.place(5), (1, 2));
        assert_eq!(index.place(7), (2, 1));
        assert_eq!(index.place(text.len() - 1), (2, STRIDE + 1));
        assert_eq!(index.place(text.len() + 9), (2, STRIDE + 2));
        assert_eq!(LineIndex::new(b"", "a").place(0), (1, 1));
    }
}
