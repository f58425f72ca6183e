//! Domain names as the DNS has them: a sequence of labels of any octets.

use std::cmp::Ordering;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::hash::{Hash, Hasher};
use std::iter::FusedIterator;
use std::str::FromStr;

use super::presentation::{name_label, parse_labels};

/// A fully qualified domain name: labels of any octets, ending at the root.
///
/// Names are compared as the DNS compares them
/// ([RFC 4343](https://www.rfc-editor.org/rfc/rfc4343), [RFC 6762 §16](https://www.rfc-editor.org/rfc/rfc6762#section-16)):
/// ASCII letters without regard to case, every other octet as it is. [`DomainName::eq_exact`] compares octet by octet.
/// Names sort label by label from the root, so that the names of one domain stand together.
///
/// ```
/// use dnssd_check::name::DomainName;
///
/// let name: DomainName = r"Dr\. Who\032.LOCAL".parse()?;
/// assert_eq!(name.labels().next(), Some(&b"Dr. Who "[..]));
/// assert_eq!(name.to_string(), r"Dr\. Who .LOCAL.");
/// assert!(name.ends_with(&DomainName::local()));
/// # Ok::<(), dnssd_check::name::DomainNameError>(())
/// ```
#[derive(Clone)]
pub struct DomainName {
    /// Uncompressed wire form: each label after its length octet, then the root's zero octet.
    octets: Box<[u8]>,
}

impl DomainName {
    /// Greatest length of a name in octets: labels and their length octets, without the root's zero octet.
    ///
    /// [RFC 1035 §2.3.4](https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4) leaves open whether its 255 octets include the
    /// root; [RFC 6762 Appendix C](https://www.rfc-editor.org/rfc/rfc6762#appendix-C) and
    /// [RFC 6763 §7.2](https://www.rfc-editor.org/rfc/rfc6763#section-7.2) say that they don't: "names up to 255 bytes plus a
    /// terminating zero".
    pub const MAX_LEN: usize = 255;

    /// Greatest length of a label in octets, without its length octet
    /// ([RFC 1035 §2.3.4](https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4)).
    pub const MAX_LABEL_LEN: usize = 63;

    /// The root: the name without labels.
    pub fn root() -> Self {
        DomainNameBuilder::default().finish()
    }

    /// The domain of Multicast DNS, `local.` ([RFC 6762 §3](https://www.rfc-editor.org/rfc/rfc6762#section-3)).
    pub fn local() -> Self {
        Self {
            octets: Box::from(*b"\x05local\0"),
        }
    }

    /// Makes a name of its labels, leftmost first, without the root.
    ///
    /// # Errors
    ///
    /// [`DomainNameError::EmptyLabel`], [`DomainNameError::LabelTooLong`] and [`DomainNameError::NameTooLong`].
    pub fn from_labels<L: AsRef<[u8]>>(
        labels: impl IntoIterator<Item = L>,
    ) -> Result<Self, DomainNameError> {
        let mut builder = DomainNameBuilder::default();
        for label in labels {
            builder.push(label.as_ref())?;
        }
        Ok(builder.finish())
    }

    /// Puts one label before this name.
    ///
    /// # Errors
    ///
    /// [`DomainNameError::EmptyLabel`], [`DomainNameError::LabelTooLong`] and [`DomainNameError::NameTooLong`].
    pub fn prepend(&self, label: &[u8]) -> Result<Self, DomainNameError> {
        Self::from_labels(std::iter::once(label).chain(self.labels()))
    }

    /// The name without its leftmost label; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        self.skip_labels(1)
    }

    /// The name without its `count` leftmost labels; `None` when it has fewer.
    pub fn skip_labels(&self, count: usize) -> Option<Self> {
        self.octets_after(count).map(|octets| Self {
            octets: octets.into(),
        })
    }

    /// The labels, leftmost first, without the root.
    pub fn labels(&self) -> Labels<'_> {
        let mut labels = Labels {
            octets: &self.octets,
            remaining: usize::MAX,
        };
        let mut count = 0;
        while labels.next().is_some() {
            count += 1;
        }
        Labels {
            octets: &self.octets,
            remaining: count,
        }
    }

    /// The number of labels, the root not counted.
    pub fn label_count(&self) -> usize {
        self.labels().len()
    }

    /// The uncompressed wire form, the root's zero octet included: at most 256 octets.
    pub fn as_wire(&self) -> &[u8] {
        &self.octets
    }

    /// Tells whether this is the root.
    pub fn is_root(&self) -> bool {
        self.octets.len() == 1
    }

    /// Tells whether this is `local.` or a name under it, which Multicast DNS resolves.
    pub fn is_local(&self) -> bool {
        self.ends_with(&Self::local())
    }

    /// Tells whether this is `suffix` or a name under it, label by label.
    pub fn ends_with(&self, suffix: &Self) -> bool {
        self.label_count()
            .checked_sub(suffix.label_count())
            .and_then(|extra| self.octets_after(extra))
            .is_some_and(|tail| tail.eq_ignore_ascii_case(&suffix.octets))
    }

    /// The labels before `suffix`, leftmost first; `None` when the name is neither `suffix` nor under it.
    pub fn strip_suffix(&self, suffix: &Self) -> Option<Vec<&[u8]>> {
        if !self.ends_with(suffix) {
            return None;
        }
        let extra = self.label_count().checked_sub(suffix.label_count())?;
        Some(self.labels().take(extra).collect())
    }

    /// Tells whether both names have the same octets, the case of letters included.
    pub fn eq_exact(&self, other: &Self) -> bool {
        self.octets == other.octets
    }

    /// The wire form from the label number `count` on.
    fn octets_after(&self, count: usize) -> Option<&[u8]> {
        let mut labels = self.labels();
        for _ in 0..count {
            labels.next()?;
        }
        Some(labels.octets)
    }
}

impl PartialEq for DomainName {
    // A length octet is at most 63 and the first letter is 65: ignoring case can't confuse the two.
    fn eq(&self, other: &Self) -> bool {
        self.octets.eq_ignore_ascii_case(&other.octets)
    }
}

impl Eq for DomainName {}

impl Hash for DomainName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let mut lower_case = [0; Self::MAX_LEN + 1];
        if let Some(copy) = lower_case.get_mut(..self.octets.len()) {
            copy.copy_from_slice(&self.octets);
            copy.make_ascii_lowercase();
            state.write(copy);
        }
    }
}

impl Ord for DomainName {
    fn cmp(&self, other: &Self) -> Ordering {
        let mut pairs = self.labels().rev().zip(other.labels().rev());
        let different = pairs.find_map(|(own, other)| {
            let order = own
                .iter()
                .map(u8::to_ascii_lowercase)
                .cmp(other.iter().map(u8::to_ascii_lowercase));
            order.is_ne().then_some(order)
        });
        different.unwrap_or_else(|| self.label_count().cmp(&other.label_count()))
    }
}

impl PartialOrd for DomainName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for DomainName {
    type Err = DomainNameError;

    /// Reads the presentation format, with or without the final dot (see [`parse_labels`]).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::from_labels(parse_labels(text)?)
    }
}

impl Display for DomainName {
    /// Writes the presentation format with the final dot; [`FromStr`] reads it back to the same octets.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.is_root() {
            return f.write_str(".");
        }
        self.labels()
            .try_for_each(|label| write!(f, "{}.", name_label(label)))
    }
}

impl fmt::Debug for DomainName {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "DomainName({self})")
    }
}

/// The labels of a [`DomainName`], leftmost first, without the root.
#[derive(Debug, Clone)]
pub struct Labels<'a> {
    octets: &'a [u8],
    remaining: usize,
}

impl<'a> Iterator for Labels<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<Self::Item> {
        if self.remaining == 0 {
            return None;
        }
        let (&len, rest) = self.octets.split_first()?;
        if len == 0 {
            return None;
        }
        let (label, rest) = rest.split_at_checked(usize::from(len))?;
        self.octets = rest;
        self.remaining -= 1;
        Some(label)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.remaining, Some(self.remaining))
    }
}

impl DoubleEndedIterator for Labels<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let label = self.clone().nth(self.remaining.checked_sub(1)?)?;
        self.remaining -= 1;
        Some(label)
    }
}

impl ExactSizeIterator for Labels<'_> {}

impl FusedIterator for Labels<'_> {}

/// A name under construction, label by label.
#[derive(Debug, Default)]
pub(crate) struct DomainNameBuilder {
    octets: Vec<u8>,
    labels: usize,
}

impl DomainNameBuilder {
    /// Appends a label, unless it or the name would be too long.
    pub(crate) fn push(&mut self, label: &[u8]) -> Result<(), DomainNameError> {
        let too_long = || DomainNameError::LabelTooLong {
            label: label.to_vec(),
        };
        if label.is_empty() {
            return Err(DomainNameError::EmptyLabel { index: self.labels });
        }
        if label.len() > DomainName::MAX_LABEL_LEN {
            return Err(too_long());
        }
        let len = self.octets.len() + 1 + label.len();
        if len > DomainName::MAX_LEN {
            return Err(DomainNameError::NameTooLong { len });
        }
        self.octets
            .push(u8::try_from(label.len()).map_err(|_| too_long())?);
        self.octets.extend_from_slice(label);
        self.labels += 1;
        Ok(())
    }

    /// Ends the name at the root.
    pub(crate) fn finish(mut self) -> DomainName {
        self.octets.push(0);
        DomainName {
            octets: self.octets.into_boxed_slice(),
        }
    }
}

/// Why text or labels are no domain name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DomainNameError {
    /// A label has no octets.
    EmptyLabel {
        /// Which label, counted from 0 at the left.
        index: usize,
    },
    /// The text is empty; the root is written `.`.
    EmptyName,
    /// A backslash is followed neither by three digits up to 255 nor by another character.
    InvalidEscape {
        /// Where the backslash stands, in octets from the start of the text.
        position: usize,
    },
    /// A label has more than [`DomainName::MAX_LABEL_LEN`] octets.
    LabelTooLong {
        /// The label.
        label: Vec<u8>,
    },
    /// The name has more than [`DomainName::MAX_LEN`] octets.
    NameTooLong {
        /// The length in octets, without the root, up to and including the first label that is too much.
        len: usize,
    },
}

impl Display for DomainNameError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyLabel { index } => write!(f, "label {} of the name is empty", index + 1),
            Self::EmptyName => f.write_str("the name is empty; the root is written `.`"),
            Self::InvalidEscape { position } => write!(
                f,
                "the escape at octet {} is neither `\\` with three digits up to 255 nor `\\` with another character",
                position + 1
            ),
            Self::LabelTooLong { label } => write!(
                f,
                "label `{}` is {} octets long, at most {} are allowed",
                name_label(label),
                label.len(),
                DomainName::MAX_LABEL_LEN
            ),
            Self::NameTooLong { len } => write!(
                f,
                "the name is at least {len} octets long, at most {} are allowed",
                DomainName::MAX_LEN
            ),
        }
    }
}

impl Error for DomainNameError {}

#[cfg(test)]
mod tests {
    use std::hash::DefaultHasher;

    use proptest::prelude::*;

    use super::*;

    fn name(text: &str) -> DomainName {
        text.parse().unwrap()
    }

    fn hash(name: &DomainName) -> u64 {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        hasher.finish()
    }

    #[test]
    fn names_are_compared_without_case_in_ascii_only() {
        assert_eq!(name("_CalDAV._TCP.Local"), name("_caldav._tcp.local."));
        assert_eq!(
            hash(&name("_CalDAV._TCP.Local")),
            hash(&name("_caldav._tcp.local."))
        );
        assert_ne!(name("É.local"), name("é.local"));
        assert!(!name("A.local").eq_exact(&name("a.local")));
        // `[` and `{` differ by the bit that tells upper from lower case, but are no letters.
        assert_ne!(name("[.local"), name("{.local"));
    }

    #[test]
    fn the_root_has_no_labels() {
        assert_eq!(name(".").as_wire(), b"\0");
        assert!(DomainName::root().is_root());
        assert_eq!(DomainName::root().to_string(), ".");
        assert_eq!(DomainName::root().parent(), None);
        assert_eq!(DomainName::root().labels().next_back(), None);
    }

    #[test]
    fn limits_are_255_octets_and_63() {
        let label = [b'x'; 63];
        // Four labels of 64, 64, 64 and 63 octets with their length octets: 255.
        let longest = DomainName::from_labels([&label[..], &label, &label, &label[..62]]).unwrap();
        assert_eq!(longest.as_wire().len(), 256);
        assert_eq!(
            DomainName::from_labels([&label[..], &label, &label, &label]),
            Err(DomainNameError::NameTooLong { len: 256 })
        );
        assert_eq!(
            DomainName::from_labels([[b'x'; 64]])
                .unwrap_err()
                .to_string(),
            format!(
                "label `{}` is 64 octets long, at most 63 are allowed",
                "x".repeat(64)
            )
        );
        assert!(matches!(
            longest.prepend(b"a"),
            Err(DomainNameError::NameTooLong { .. })
        ));
    }

    #[test]
    fn suffixes_are_labels_not_characters() {
        let instance = name(r"a\.local.b._http._tcp.local");
        assert_eq!(
            instance.strip_suffix(&name("_HTTP._tcp.local")),
            Some(vec![&b"a.local"[..], b"b"])
        );
        assert!(!name("notlocal").ends_with(&DomainName::local()));
        assert!(!name(r"x\.local").is_local());
        assert!(DomainName::local().is_local() && !DomainName::root().is_local());
        assert_eq!(instance.skip_labels(4), Some(DomainName::local()));
        assert_eq!(instance.skip_labels(6), None);
    }

    #[test]
    fn names_sort_from_the_root() {
        let mut names = [name("b.a"), name("z"), name("a"), name("A.b"), name("a.A")];
        names.sort();
        assert_eq!(
            names.map(|name| name.to_string()),
            ["a.", "a.A.", "b.a.", "A.b.", "z."]
        );
    }

    fn labels() -> impl Strategy<Value = Vec<Vec<u8>>> {
        prop::collection::vec(prop::collection::vec(any::<u8>(), 1..20), 0..12)
    }

    proptest! {
        #[test]
        fn presentation_round_trips(labels in labels()) {
            let name = DomainName::from_labels(&labels).unwrap();
            let again: DomainName = name.to_string().parse().unwrap();
            prop_assert!(again.eq_exact(&name));
            prop_assert_eq!(name.labels().collect::<Vec<_>>(), labels);
        }

        #[test]
        fn labels_are_the_same_from_both_ends(labels in labels()) {
            let name = DomainName::from_labels(&labels).unwrap();
            let mut backward: Vec<_> = name.labels().rev().collect();
            backward.reverse();
            prop_assert_eq!(name.labels().collect::<Vec<_>>(), backward);
            prop_assert_eq!(name.label_count(), labels.len());
        }

        #[test]
        fn equal_names_hash_and_order_alike(labels in labels(), upper in any::<bool>()) {
            let name = DomainName::from_labels(&labels).unwrap();
            let other = DomainName::from_labels(labels.iter().map(|label| {
                if upper { label.to_ascii_uppercase() } else { label.to_ascii_lowercase() }
            })).unwrap();
            prop_assert_eq!(&name, &other);
            prop_assert_eq!(hash(&name), hash(&other));
            prop_assert_eq!(name.cmp(&other), Ordering::Equal);
        }

        #[test]
        fn parsing_never_panics(text in any::<String>()) {
            let _ = text.parse::<DomainName>();
        }
    }
}
