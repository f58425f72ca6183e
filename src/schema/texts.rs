//! Lists of texts that cost nothing at start-up.
//!
//! A `&str` in a static is a pointer, and the system's loader writes each pointer of a program before its first
//! instruction, whether it is used or not. Here the texts stand one after the other in a long one, and what says where
//! each ends is a number.

use std::cmp::Ordering;

/// Texts, one after the other in a long one; made by [`texts!`].
#[derive(Debug)]
pub(super) struct Texts {
    pub(super) joined: &'static str,
    /// Where each ends; behind a pointer, or the numbers would stand among what the loader writes.
    pub(super) ends: &'static [usize],
}

impl Texts {
    /// The text at a position.
    pub(super) fn get(&self, position: usize) -> Option<&'static str> {
        let end = *self.ends.get(position)?;
        let before = position.checked_sub(1);
        let start = before.map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.joined.get(start..end)
    }

    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// All of them in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'static str> {
        (0..self.len()).filter_map(|position| self.get(position))
    }
}

/// Names, sorted, each with the position of a file; made by [`index!`].
#[derive(Debug)]
pub(super) struct Index {
    pub(super) names: Texts,
    pub(super) files: &'static [usize],
}

impl Index {
    /// The position of the file that a name leads to.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let (mut start, mut end) = (0, self.names.len());
        while start < end {
            let middle = start.midpoint(end);
            match self.names.get(middle)?.cmp(name) {
                Ordering::Equal => return self.files.get(middle).copied(),
                Ordering::Greater => end = middle,
                Ordering::Less => start = middle + 1,
            }
        }
        None
    }

    /// All names with the positions of their files.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'static str, usize)> {
        self.names.iter().zip(self.files.iter().copied())
    }
}

/// Where each of some texts ends that follow each other.
pub(super) const fn ends<const COUNT: usize>(lengths: [usize; COUNT]) -> [usize; COUNT] {
    let mut ends = lengths;
    let mut left: &mut [usize] = &mut ends;
    let mut end = 0;
    while let Some((length, others)) = left.split_first_mut() {
        end += *length;
        *length = end;
        left = others;
    }
    ends
}

/// Makes [`Texts`] of literals, or of what `include_str!` gives.
macro_rules! texts {
    ($($text:expr),* $(,)?) => {
        $crate::schema::texts::Texts {
            joined: concat!($($text),*),
            ends: const { &$crate::schema::texts::ends([$($text.len()),*]) },
        }
    };
}

/// Makes an [`Index`] of pairs of name and position.
macro_rules! index {
    ($(($name:literal, $file:literal)),* $(,)?) => {
        $crate::schema::texts::Index {
            names: $crate::schema::texts::texts![$($name),*],
            files: &[$($file),*],
        }
    };
}

pub(super) use {index, texts};

#[cfg(test)]
mod tests {
    use super::*;

    static TEXTS: Texts = texts!["a", "", "bcd"];
    static INDEX: Index = index![("a", 7), ("b", 5), ("cc", 7)];

    #[test]
    fn each_text_has_its_position() {
        let all: Vec<&str> = TEXTS.iter().collect();
        assert_eq!(all, ["a", "", "bcd"]);
        assert_eq!(TEXTS.get(3), None);
    }

    #[test]
    fn names_lead_to_files() {
        for (name, file) in INDEX.iter() {
            assert_eq!(INDEX.find(name), Some(file), "{name}");
        }
        for name in ["", "aa", "c", "d"] {
            assert_eq!(INDEX.find(name), None, "{name}");
        }
    }
}
