//! Tables of fixed columns, as IANA's plain text has them.
//!
//! The text shows where columns end by blanks alone, and where rows end not at all: cells are broken into lines, and
//! each is centered in the height of its row. A cell of one line, the row's *anchor*, stands in the middle, which gives
//! the height but for one line; what remains open is decided by how well the cells are centered and filled.

/// The highest row that is read, in lines; the registry's highest has some twenty.
pub(crate) const MAX_ROW_LINES: usize = 200;

/// How many ways to divide the lines so far are followed; the registry leaves two or three open.
const MAX_WAYS: usize = 8;

/// How many columns a table may have.
const MAX_COLUMNS: usize = 16;

/// The lines of a table and where its columns begin.
#[derive(Debug)]
pub(crate) struct FixedColumns<'a> {
    lines: Vec<Line<'a>>,
    /// Where each column begins, in characters; the last has no end.
    starts: Vec<usize>,
}

/// Why a table isn't one of fixed columns: the line, from 0, and what is wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum LayoutFault {
    /// The header lacks a title, or nothing separates it from the next.
    Columns,
    /// A row is higher than [`MAX_ROW_LINES`].
    Height(usize),
    /// Lines that belong to no row.
    Rows(usize),
}

/// The line on which a row begins, from 0, and its cells.
pub(crate) type Row = (usize, Vec<String>);

/// A line and its columns.
#[derive(Debug)]
struct Line<'a> {
    text: &'a str,
    is_ascii: bool,
    /// A bit for each column that isn't blank.
    filled: u16,
}

/// A way to divide the lines up to some row: where the row begins, at what cost, and which way it continues.
#[derive(Clone, Copy, Debug)]
struct Way {
    start: usize,
    cost: Cost,
    before: usize,
    /// The line of the anchor of the row above, and the height of that row.
    above: Option<(usize, usize)>,
}

/// What speaks against a division: faults of the layout first, then cells that begin in lower case or go on in upper
/// case, then uneven heights.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
struct Cost {
    faults: usize,
    odd_cases: usize,
    squares: usize,
}

impl<'a> FixedColumns<'a> {
    /// Finds the columns: between the titles of the first line, one run of characters is blank in all lines.
    pub(crate) fn new(lines: &[&'a str], titles: &[&str]) -> Result<Self, LayoutFault> {
        let header = lines.first().ok_or(LayoutFault::Columns)?;
        let filled = filled_positions(lines, header.len());
        let mut starts = vec![0];
        let mut end = 0;
        for title in titles {
            let found = header
                .get(end..)
                .and_then(|rest| rest.find(title))
                .ok_or(LayoutFault::Columns)?;
            if end > 0 {
                starts.push(gap(&filled, end, end + found).ok_or(LayoutFault::Columns)?);
            }
            end += found + title.len();
        }
        if starts.len() > MAX_COLUMNS || !header.is_ascii() {
            return Err(LayoutFault::Columns);
        }
        let lines = lines.iter().map(|line| Line::new(line, &starts)).collect();
        Ok(Self { lines, starts })
    }

    /// The cells of all rows from line `first` on, with the line on which each row begins; the first `anchors` columns
    /// are anchors.
    pub(crate) fn rows(&self, first: usize, anchors: usize) -> Result<Vec<Row>, LayoutFault> {
        let bounds = self.bounds(first, anchors)?;
        let rows = bounds.iter().map(|&(start, end)| {
            let columns = 0..self.starts.len();
            let cells = columns.map(|column| self.cell(start, end, column));
            (start, cells.collect())
        });
        Ok(rows.collect())
    }

    /// The first and the last line of each row, the last not included.
    fn bounds(&self, first: usize, anchors: usize) -> Result<Vec<(usize, usize)>, LayoutFault> {
        let blank_end = self.lines.iter().rev().take_while(|line| line.filled == 0);
        let last = self.lines.len() - blank_end.count();
        let mask = (1_u16 << anchors) - 1;
        let is_anchor = |line: &usize| {
            let line = self.lines.get(*line);
            line.is_some_and(|line| line.filled & mask != 0)
        };
        // The ways to begin each row; the first begins where the table does.
        let mut ways = vec![vec![Way {
            start: first,
            cost: Cost::default(),
            before: 0,
            above: None,
        }]];
        for anchor in (first..last).filter(is_anchor) {
            let begun = ways.last().map(Vec::as_slice).unwrap_or_default();
            let next = self.next_ways(begun, anchor, last)?;
            if next.is_empty() {
                return Err(LayoutFault::Rows(anchor));
            }
            ways.push(next);
        }
        let ending = ways.last().map(Vec::as_slice).unwrap_or_default();
        let mut index = ending
            .iter()
            .position(|way| way.start == last)
            .ok_or(LayoutFault::Rows(last))?;
        let mut bounds = Vec::new();
        let mut end = last;
        let ways_count = ways.len();
        for (row, ways) in ways.iter().enumerate().rev() {
            let Some(way) = ways.get(index) else { break };
            if row + 1 < ways_count {
                bounds.push((way.start, end));
            }
            end = way.start;
            index = way.before;
        }
        bounds.reverse();
        Ok(bounds)
    }

    /// How the row with this anchor may end, and the next begin.
    fn next_ways(
        &self,
        begun: &[Way],
        anchor: usize,
        last: usize,
    ) -> Result<Vec<Way>, LayoutFault> {
        let mut next: Vec<Way> = Vec::new();
        for (before, way) in begun.iter().enumerate() {
            let Some(above) = anchor.checked_sub(way.start) else {
                continue;
            };
            if 2 * above > MAX_ROW_LINES {
                return Err(LayoutFault::Height(anchor));
            }
            for end in [anchor + above + 1, anchor + above + 2] {
                if end > last {
                    continue;
                }
                let cost = self.cost(way.start, end);
                let cost = Cost {
                    faults: way.cost.faults + cost.faults,
                    odd_cases: way.cost.odd_cases
                        + cost.odd_cases
                        + usize::from(self.differs_from_sibling(way, anchor, end)),
                    squares: way.cost.squares + cost.squares,
                };
                let new = Way {
                    start: end,
                    cost,
                    before,
                    above: Some((anchor, end - way.start)),
                };
                match next.iter_mut().find(|other| other.start == end) {
                    Some(other) if other.cost <= cost => {}
                    Some(other) => *other = new,
                    None => next.push(new),
                }
            }
        }
        next.sort_by_key(|way| way.cost);
        next.truncate(MAX_WAYS);
        Ok(next)
    }

    /// Whether the row above is of the same name, mostly for the other transport protocol, and yet of another height.
    fn differs_from_sibling(&self, way: &Way, anchor: usize, end: usize) -> bool {
        way.above.is_some_and(|(above, height)| {
            let name = self.piece(anchor, 0);
            !name.is_empty() && self.piece(above, 0) == name && end - way.start != height
        })
    }

    /// What speaks against these lines being one row.
    fn cost(&self, start: usize, end: usize) -> Cost {
        let height = end - start;
        let mut faults = 0;
        let mut odd_cases = 0;
        let mut highest = 0;
        for column in 0..self.starts.len() {
            let filled = |line: &usize| self.is_filled(*line, column);
            let (Some(top), Some(bottom)) =
                ((start..end).find(filled), (start..end).rev().find(filled))
            else {
                continue;
            };
            let lines = bottom - top + 1;
            highest = highest.max(lines);
            faults += usize::from(top - start != (height - lines) / 2);
            let breaks = (top..bottom).filter(|&line| self.breaks_early(line, column));
            faults += breaks.count();
            let begins_with =
                |line, is_it: fn(char) -> bool| self.piece(line, column).starts_with(is_it);
            odd_cases += usize::from(begins_with(top, char::is_lowercase));
            let upper_cases =
                (top + 1..=bottom).filter(|&line| begins_with(line, char::is_uppercase));
            odd_cases += upper_cases.count();
        }
        Cost {
            faults: faults + usize::from(highest != height),
            odd_cases,
            squares: height * height,
        }
    }

    /// Whether the first word of the next line would have fitted on this one: the two are not of one cell.
    fn breaks_early(&self, line: usize, column: usize) -> bool {
        let Some(&next_start) = self.starts.get(column + 1) else {
            return false;
        };
        let width = self
            .starts
            .get(column)
            .map_or(0, |start| next_start - start);
        let this = self.piece(line, column);
        let next = self.piece(line + 1, column);
        let word = next.split(' ').next().unwrap_or_default();
        !this.is_empty()
            && !word.is_empty()
            && this.chars().count() + 1 + word.chars().count() < width
    }

    fn is_filled(&self, line: usize, column: usize) -> bool {
        let filled = self.lines.get(line).map_or(0, |line| line.filled);
        filled & (1 << column) != 0
    }

    fn piece(&self, line: usize, column: usize) -> &'a str {
        self.lines
            .get(line)
            .map_or("", |line| line.piece(&self.starts, column))
    }

    /// The text of a cell: its lines joined by blanks, or by a line feed where one between them is blank.
    fn cell(&self, start: usize, end: usize, column: usize) -> String {
        let mut text = String::new();
        let mut joint = "";
        for line in start..end {
            let piece = self.piece(line, column);
            if piece.is_empty() {
                joint = if text.is_empty() { "" } else { "\n" };
                continue;
            }
            text.push_str(joint);
            text.push_str(piece);
            joint = " ";
        }
        text
    }
}

impl<'a> Line<'a> {
    fn new(text: &'a str, starts: &[usize]) -> Self {
        let mut line = Self {
            text,
            is_ascii: text.is_ascii(),
            filled: 0,
        };
        if !text.is_empty() {
            for column in 0..starts.len() {
                line.filled |= u16::from(!line.piece(starts, column).is_empty()) << column;
            }
        }
        line
    }

    /// What the line has in a column, without the blanks around it.
    fn piece(&self, starts: &[usize], column: usize) -> &'a str {
        let start = starts.get(column).map_or(0, |&start| self.offset(start));
        let end = starts
            .get(column + 1)
            .map_or(self.text.len(), |&end| self.offset(end));
        self.text.get(start..end).unwrap_or_default().trim()
    }

    /// The octet at which a character stands.
    fn offset(&self, position: usize) -> usize {
        if self.is_ascii {
            return position.min(self.text.len());
        }
        let mut offsets = self.text.char_indices();
        offsets
            .nth(position)
            .map_or(self.text.len(), |(offset, _)| offset)
    }
}

/// Which of the first characters of lines are anything but blank in any line.
fn filled_positions(lines: &[&str], length: usize) -> Vec<bool> {
    let mut filled = vec![false; length];
    for line in lines {
        for (character, place) in line.chars().zip(&mut filled) {
            *place |= !character.is_whitespace();
        }
    }
    filled
}

/// The end of the only run of blank characters between two titles.
fn gap(filled: &[bool], low: usize, high: usize) -> Option<usize> {
    let between = filled.get(low..high)?;
    let start = between.iter().position(|filled| !filled)?;
    let blanks = between.iter().skip(start).take_while(|filled| !**filled);
    let end = start + blanks.count();
    let is_only = between.iter().skip(end).all(|filled| *filled);
    is_only.then_some(low + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: &str, titles: &[&str]) -> Result<Vec<Vec<String>>, LayoutFault> {
        let lines: Vec<&str> = table.lines().collect();
        let rows = FixedColumns::new(&lines, titles)?.rows(1, 1)?;
        Ok(rows.into_iter().map(|(_, cells)| cells).collect())
    }

    const TITLES: [&str; 3] = ["Name", "Description", "Notes"];

    #[test]
    fn cells_are_centered_in_their_rows() {
        let table = "\
Name   Description       Notes
a    one line         x
                      these notes
b    two lines that   have four
     take two         lines of
                      text
c    what begins with much
     a long line
     three lines here
d    are described as ends
     one, and then:
e    last             here
";
        assert_eq!(
            rows(table, &TITLES).unwrap(),
            [
                ["a", "one line", "x"],
                [
                    "b",
                    "two lines that take two",
                    "these notes have four lines of text"
                ],
                ["c", "what begins with a long line", "much"],
                [
                    "d",
                    "three lines here are described as one, and then:",
                    "ends"
                ],
                ["e", "last", "here"],
            ]
        );
    }

    #[test]
    fn a_blank_line_within_a_cell_breaks_it() {
        let table = "\
Name Description
     Text
a
     more text is here
     again
b    é
";
        let found = rows(table, &["Name", "Description"]);
        // The cell has four lines, the second blank; its row has four as well.
        assert_eq!(
            found.unwrap(),
            [["a", "Text\nmore text is here again"], ["b", "é"]]
        );
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert_eq!(rows("", &TITLES), Err(LayoutFault::Columns));
        assert_eq!(rows("Name Notes\n", &TITLES), Err(LayoutFault::Columns));
        let joined = "Name Description Notes\nabcdefghijklmnopqrst\n";
        assert_eq!(rows(joined, &TITLES), Err(LayoutFault::Columns));
        let without_anchor = "Name Description Notes\n     text\n";
        assert_eq!(rows(without_anchor, &TITLES), Err(LayoutFault::Rows(2)));
        let high = format!("Name Notes\n{}a\n", "     x\n".repeat(MAX_ROW_LINES));
        assert_eq!(
            rows(&high, &["Name", "Notes"]),
            Err(LayoutFault::Height(MAX_ROW_LINES + 1))
        );
        assert_eq!(rows("Name Notes\n", &["Name", "Notes"]), Ok(Vec::new()));
    }
}
