use super::ValueType;

/// Several values in one, with a separator between them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Listing {
    /// What stands between two items; one character or more.
    pub separator: String,
    /// What each item is.
    pub item: Box<ValueType>,
    /// Items at least.
    pub min_items: usize,
    /// Items at most.
    pub max_items: usize,
    /// Whether no item may stand twice.
    pub unique: bool,
    /// Whether the items must ascend; numbers within them are compared as numbers.
    pub ascending: bool,
    /// Whether blanks around an item don't belong to it.
    pub blanks: bool,
    /// Items that must be there, in any letter case.
    pub contains: Vec<String>,
}

impl Listing {
    /// The items, without the blanks that don't belong to them.
    pub(super) fn items<'v>(&self, value: &'v [u8]) -> impl Iterator<Item = &'v [u8]> {
        let blanks = self.blanks;
        split(value, self.separator.as_bytes())
            .map(move |item| if blanks { item.trim_ascii() } else { item })
    }

    /// What is wrong with the list as a whole, to follow "allowed is".
    pub(super) fn fault(&self, value: &[u8]) -> Option<String> {
        let count = self.items(value).count();
        if count < self.min_items || count > self.max_items {
            return Some(self.count_words());
        }
        let mut previous: Option<&[u8]> = None;
        for (index, item) in self.items(value).enumerate() {
            if self.unique && self.items(value).take(index).any(|other| other == item) {
                return Some("each item once".to_owned());
            }
            if self.ascending
                && previous.is_some_and(|previous| natural_order(previous, item).is_gt())
            {
                return Some("items in ascending order".to_owned());
            }
            previous = Some(item);
        }
        let missing = self.contains.iter().find(|wanted| {
            !self
                .items(value)
                .any(|item| item.eq_ignore_ascii_case(wanted.as_bytes()))
        })?;
        Some(format!("a list with `{missing}` in it"))
    }

    fn count_words(&self) -> String {
        match (self.min_items, self.max_items) {
            (min, max) if min == max => format!("{min} items"),
            (min, usize::MAX) => format!("{min} or more items"),
            (min, max) => format!("{min} to {max} items"),
        }
    }
}

/// Splits at each place where the separator stands; a separator is never empty.
fn split<'v>(value: &'v [u8], separator: &[u8]) -> impl Iterator<Item = &'v [u8]> {
    let mut rest = Some(value);
    std::iter::from_fn(move || {
        let value = rest?;
        let at = match separator {
            [single] => value.iter().position(|octet| octet == single),
            _ => value
                .windows(separator.len().max(1))
                .position(|window| window == separator),
        };
        let Some((item, behind)) = at.and_then(|at| value.split_at_checked(at)) else {
            rest = None;
            return Some(value);
        };
        rest = behind.get(separator.len()..);
        Some(item)
    })
}

/// Compares texts with the numbers in them taken as numbers: `v1.9` stands before `v1.10`.
fn natural_order(one: &[u8], other: &[u8]) -> std::cmp::Ordering {
    let chunks = |octets: &[u8]| -> Vec<Vec<u8>> {
        octets
            .chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit())
            .map(<[u8]>::to_vec)
            .collect()
    };
    for (a, b) in chunks(one).iter().zip(&chunks(other)) {
        let are_numbers =
            a.first().is_some_and(u8::is_ascii_digit) && b.first().is_some_and(u8::is_ascii_digit);
        let order = if are_numbers {
            let (a, b) = (without_zeros(a), without_zeros(b));
            a.len().cmp(&b.len()).then_with(|| a.cmp(b))
        } else {
            a.cmp(b)
        };
        if order.is_ne() {
            return order;
        }
    }
    one.len().cmp(&other.len())
}

fn without_zeros(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
    digits.get(zeros..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> Listing {
        Listing {
            separator: ",".to_owned(),
            item: Box::new(ValueType::Any),
            min_items: 1,
            max_items: usize::MAX,
            unique: false,
            ascending: false,
            blanks: false,
            contains: Vec::new(),
        }
    }

    #[test]
    fn items_stand_between_separators() {
        let items = |list: &Listing, value: &str| -> Vec<String> {
            list.items(value.as_bytes())
                .map(|item| String::from_utf8_lossy(item).into_owned())
                .collect()
        };
        assert_eq!(items(&list(), "a,,b"), ["a", "", "b"]);
        assert_eq!(items(&list(), "a, b"), ["a", " b"]);
        let loose = Listing {
            blanks: true,
            separator: "--".to_owned(),
            ..list()
        };
        assert_eq!(items(&loose, "a -- b"), ["a", "b"]);
    }

    #[test]
    fn lists_have_counts_order_and_members() {
        let counted = Listing {
            min_items: 2,
            max_items: 3,
            ..list()
        };
        assert_eq!(counted.fault(b"a").as_deref(), Some("2 to 3 items"));
        assert_eq!(counted.fault(b"a,b"), None);
        let ordered = Listing {
            ascending: true,
            unique: true,
            ..list()
        };
        assert_eq!(ordered.fault(b"v1.2,v1.10"), None);
        assert_eq!(
            ordered.fault(b"v1.10,v1.2").as_deref(),
            Some("items in ascending order")
        );
        assert_eq!(
            ordered.fault(b"v1.2,v1.2").as_deref(),
            Some("each item once")
        );
        let with = Listing {
            contains: vec!["image/urf".to_owned()],
            ..list()
        };
        assert_eq!(with.fault(b"a,IMAGE/URF"), None);
        assert_eq!(
            with.fault(b"a").as_deref(),
            Some("a list with `image/urf` in it")
        );
    }
}
