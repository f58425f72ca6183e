use std::collections::BTreeMap;
use std::ops::Range;

/// A span of a text, and what stands there afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The octets of the text that go away.
    pub span: Range<usize>,
    /// What comes in their place.
    pub text: String,
}

impl Edit {
    /// Puts a text in the place of another.
    pub(super) fn new(span: Range<usize>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { span, text }
    }

    /// Takes something away.
    pub(super) fn removal(span: Range<usize>) -> Self {
        Self::new(span, "")
    }

    /// Adds something.
    pub(super) fn insertion(at: usize, text: impl Into<String>) -> Self {
        Self::new(at..at, text)
    }
}

/// Edits of which none overlap, each once.
#[derive(Debug, Default)]
pub(super) struct EditSet {
    /// By where they begin.
    edits: BTreeMap<usize, Edit>,
}

impl EditSet {
    /// Whether each of the edits is there already, or neither changes octets that another one does nor adds something where
    /// another one begins.
    pub(super) fn has_room_for(&self, edits: &[Edit]) -> bool {
        edits.iter().all(|edit| {
            let Range { start, end } = edit.span;
            if let Some(own) = self.edits.get(&start) {
                return own == edit;
            }
            let before = self.edits.range(..start).next_back();
            let behind = self.edits.range(start..).next();
            before.is_none_or(|(_, own)| own.span.end <= start)
                && behind.is_none_or(|(own, _)| end <= *own)
        })
    }

    /// Takes edits in for which there is room.
    pub(super) fn add(&mut self, edits: &[Edit]) {
        for edit in edits {
            self.edits.insert(edit.span.start, edit.clone());
        }
    }

    /// The edits in the order of the text.
    pub(super) fn into_vec(self) -> Vec<Edit> {
        self.edits.into_values().collect()
    }
}

/// The text after the edits, of which none overlap; `None` where one of them is not within the text.
pub(super) fn apply(text: &str, edits: &[Edit]) -> Option<String> {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut changed = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        changed.push_str(text.get(at..edit.span.start)?);
        changed.push_str(&edit.text);
        at = edit.span.end;
    }
    changed.push_str(text.get(at..)?);
    Some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_between_edits_stays() {
        let edits = [
            Edit::new(4..5, "E"),
            Edit::removal(1..3),
            Edit::insertion(1, "+"),
        ];
        assert_eq!(apply("abcdef", &edits).as_deref(), Some("a+dEf"));
        assert_eq!(apply("é", &[Edit::removal(1..2)]), None);
        assert_eq!(apply("a", &[Edit::removal(1..2)]), None);
    }

    #[test]
    fn edits_overlap_where_they_share_octets() {
        let edit = |span| [Edit::removal(span)];
        let mut set = EditSet::default();
        set.add(&edit(2..4));
        for free in [0..2, 4..5, 4..4, 1..1, 2..4] {
            assert!(set.has_room_for(&edit(free.clone())), "{free:?}");
        }
        for taken in [0..3, 3..4, 2..2, 2..3, 3..3, 0..9] {
            assert!(!set.has_room_for(&edit(taken.clone())), "{taken:?}");
        }
        assert_eq!(set.into_vec(), edit(2..4));
    }
}
