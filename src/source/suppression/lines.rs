/// Line and column in a text, for places that are asked for in their order: however long the lines are, each character is
/// looked at once.
#[derive(Clone, Debug)]
pub(super) struct LineCursor<'t> {
    rest: &'t str,
    offset: usize,
    line: usize,
    column: usize,
}

impl<'t> LineCursor<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self {
            rest: text,
            offset: 0,
            line: 1,
            column: 1,
        }
    }

    /// Line and column in characters, both counted from 1, of an octet that is not before the one that was asked for last.
    pub(super) fn place(&mut self, offset: usize) -> (usize, usize) {
        let len = offset.saturating_sub(self.offset);
        let Some((passed, rest)) = self.rest.split_at_checked(len) else {
            return (self.line, self.column);
        };
        for c in passed.chars() {
            if c == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.rest = rest;
        self.offset += len;
        (self.line, self.column)
    }

    /// The line of such an octet.
    pub(super) fn line(&mut self, offset: usize) -> usize {
        self.place(offset).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_an_editor() {
        let mut cursor = LineCursor::new("é\nab\n");
        assert_eq!(cursor.place(0), (1, 1));
        assert_eq!(cursor.place(2), (1, 2));
        assert_eq!(cursor.place(4), (2, 2));
        assert_eq!(cursor.place(6), (3, 1));
        assert_eq!(cursor.place(99), (3, 1));
    }
}
