use std::fmt;

use crate::rule::{self, Rule};

/// Which rules run.
#[derive(Clone, Debug)]
pub struct Selection {
    rules: Vec<&'static Rule>,
}

impl Default for Selection {
    fn default() -> Self {
        Self {
            rules: rule::all().collect(),
        }
    }
}

impl Selection {
    /// The rules that `select` names (all, if it is empty) without those that `ignore` names.
    ///
    /// A selector is a code (`TXT004`), the beginning of codes (`TXT`, `TXT0`), a name (`empty-txt-key`) or `ALL`, in any
    /// letter case. Where one rule is both selected and ignored, the longer selector decides, and `ignore` wins a tie: so
    /// `--select TXT004 --ignore TXT` runs `TXT004` alone.
    ///
    /// # Errors
    ///
    /// [`SelectError`] names the first selector that fits no rule, and the nearest one that does.
    pub fn new<S: AsRef<str>>(select: &[S], ignore: &[S]) -> Result<Self, SelectError> {
        for selector in select.iter().chain(ignore) {
            let selector = selector.as_ref();
            if !rule::all().any(|rule| specificity(selector, rule).is_some()) {
                return Err(SelectError::new(selector));
            }
        }
        let best = |selectors: &[S], rule| {
            selectors
                .iter()
                .filter_map(|s| specificity(s.as_ref(), rule))
                .max()
        };
        let chosen = |rule: &&'static Rule| {
            let selected = if select.is_empty() {
                Some(0)
            } else {
                best(select, rule)
            };
            match (selected, best(ignore, rule)) {
                (None, _) => false,
                (Some(_), None) => true,
                (Some(selected), Some(ignored)) => selected > ignored,
            }
        };
        Ok(Self {
            rules: rule::all().filter(chosen).collect(),
        })
    }

    /// The rules, in the order of their codes within their families.
    pub fn rules(&self) -> &[&'static Rule] {
        &self.rules
    }
}

/// How closely `selector` fits `rule`: more for a longer prefix, most for a name; `None` if it does not fit.
fn specificity(selector: &str, rule: &Rule) -> Option<usize> {
    if selector.eq_ignore_ascii_case("ALL") {
        return Some(0);
    }
    if selector.eq_ignore_ascii_case(rule.name) {
        return Some(usize::MAX);
    }
    let start = rule.code.get(..selector.len())?;
    let is_family_or_longer = selector.len() >= rule.family().as_str().len();
    let fits = is_family_or_longer && start.eq_ignore_ascii_case(selector);
    let is_whole = selector.len() == rule.code.len();
    fits.then_some(if is_whole { usize::MAX } else { selector.len() })
}

/// A selector that fits no rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectError {
    selector: String,
    nearest: Option<&'static str>,
}

impl SelectError {
    /// The error for `selector`, with the nearest code, name or family.
    pub fn new(selector: &str) -> Self {
        let given = selector.to_ascii_lowercase();
        let candidates =
            rule::all().flat_map(|rule| [rule.code, rule.name, rule.family().as_str()]);
        let nearest = candidates
            .map(|candidate| {
                (
                    strsim::jaro_winkler(&given, &candidate.to_ascii_lowercase()),
                    candidate,
                )
            })
            .filter(|(likeness, _)| *likeness > 0.8)
            .max_by(|one, other| one.0.total_cmp(&other.0))
            .map(|(_, candidate)| candidate);
        Self {
            selector: selector.to_owned(),
            nearest,
        }
    }

    /// The selector that was probably meant.
    pub const fn nearest(&self) -> Option<&'static str> {
        self.nearest
    }
}

impl fmt::Display for SelectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let selector = crate::name::presentation::text(self.selector.as_bytes());
        write!(f, "no rule has the code, prefix or name `{selector}`")?;
        match self.nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => f.write_str("; `dnssd-check rules` lists all"),
        }
    }
}

impl std::error::Error for SelectError {}
