use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::rule::{self, Rule, RuleSettings, Severity, Weight};

/// Which rules run, and what they weigh.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Those that are selected and not ignored.
    selected: Vec<&'static Rule>,
    /// What a user lets rules weigh, by their codes.
    weights: BTreeMap<&'static str, Weight>,
    /// Those of the selected that are not off.
    rules: Vec<&'static Rule>,
}

impl Default for Selection {
    /// All rules.
    fn default() -> Self {
        Self::of(rule::all().collect(), BTreeMap::new())
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
        let selectors = |texts: &[S]| -> Result<Vec<Selector>, SelectError> {
            texts.iter().map(|text| text.as_ref().parse()).collect()
        };
        Ok(Self::configured(&RuleSettings {
            select: selectors(select)?,
            ignore: selectors(ignore)?,
            severity: Vec::new(),
        }))
    }

    /// The rules that the settings select (all, if they select none) without those that they ignore, with the weights that
    /// they give.
    pub fn configured(settings: &RuleSettings) -> Self {
        if settings.select.is_empty() {
            return Self::default().adjusted(settings);
        }
        Self::of(Vec::new(), BTreeMap::new()).adjusted(settings)
    }

    /// The same selection, after settings that are more special: what they select runs too, what they ignore does not, and
    /// where they name no rule, all stays as it was.
    #[must_use]
    pub fn adjusted(&self, settings: &RuleSettings) -> Self {
        let is_on = |rule: &&'static Rule| {
            let selected = best(&settings.select, rule);
            match (selected, best(&settings.ignore, rule)) {
                (None, None) => self.selected.iter().any(|own| own.code == rule.code),
                (selected, ignored) => selected > ignored,
            }
        };
        let mut weights = self.weights.clone();
        for rule in rule::all() {
            let fitting = settings
                .severity
                .iter()
                .filter_map(|(selector, weight)| Some((selector.specificity(rule)?, *weight)));
            if let Some((_, weight)) = fitting.max_by_key(|(specificity, _)| *specificity) {
                weights.insert(rule.code, weight);
            }
        }
        Self::of(rule::all().filter(is_on).collect(), weights)
    }

    /// The rules that `select` names without those that `ignore` names, whatever was selected or off before; what they
    /// weigh stays.
    #[must_use]
    pub fn reselected(&self, select: &[Selector], ignore: &[Selector]) -> Self {
        let mut weights = self.weights.clone();
        weights.retain(|_, weight| *weight != Weight::Off);
        let none = Self::of(Vec::new(), weights);
        none.adjusted(&RuleSettings {
            select: select.to_vec(),
            ignore: ignore.to_vec(),
            severity: Vec::new(),
        })
    }

    /// The rules, in the order of their codes within their families.
    pub fn rules(&self) -> &[&'static Rule] {
        &self.rules
    }

    /// What a finding of the rule weighs, if its source does not make it weigh less.
    pub fn severity(&self, rule: &Rule) -> Severity {
        match self.weights.get(rule.code) {
            Some(Weight::Severity(severity)) => *severity,
            Some(Weight::Off) | None => rule.severity(),
        }
    }

    fn of(selected: Vec<&'static Rule>, weights: BTreeMap<&'static str, Weight>) -> Self {
        let is_off = |rule: &Rule| weights.get(rule.code) == Some(&Weight::Off);
        Self {
            rules: selected
                .iter()
                .copied()
                .filter(|rule| !is_off(rule))
                .collect(),
            selected,
            weights,
        }
    }
}

/// How closely the closest of the selectors fits.
fn best(selectors: &[Selector], rule: &Rule) -> Option<usize> {
    let fitting = selectors.iter();
    fitting
        .filter_map(|selector| selector.specificity(rule))
        .max()
}

/// What names rules: a code, the beginning of codes, a name, or `ALL`; it fits at least one rule.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Selector {
    text: String,
}

impl Selector {
    /// The selector as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it names this rule.
    pub fn fits(&self, rule: &Rule) -> bool {
        self.specificity(rule).is_some()
    }

    /// How closely it fits `rule`: more for a longer prefix, most for a name; `None` if it does not fit.
    fn specificity(&self, rule: &Rule) -> Option<usize> {
        let selector = &self.text;
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
}

impl FromStr for Selector {
    type Err = SelectError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let selector = Self {
            text: text.to_owned(),
        };
        if rule::all().any(|rule| selector.specificity(rule).is_some()) {
            Ok(selector)
        } else {
            Err(SelectError::new(text))
        }
    }
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
        // Nothing is near to a text of a megabyte, and to find that out would take seconds.
        const MAX_LEN: usize = 100;
        let given = selector.to_ascii_lowercase();
        let candidates = rule::all()
            .filter(|_| given.len() <= MAX_LEN)
            .flat_map(|rule| [rule.code, rule.name, rule.family().as_str()]);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(select: &[&str], ignore: &[&str], severity: &[(&str, &str)]) -> RuleSettings {
        let selectors = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        let weights = severity.iter();
        RuleSettings {
            select: selectors(select),
            ignore: selectors(ignore),
            severity: weights
                .map(|(selector, weight)| (selector.parse().unwrap(), weight.parse().unwrap()))
                .collect(),
        }
    }

    fn runs(selection: &Selection, code: &str) -> bool {
        selection.rules().iter().any(|rule| rule.code == code)
    }

    fn severity(selection: &Selection, code: &str) -> Severity {
        selection.severity(rule::find(code).unwrap())
    }

    #[test]
    fn later_settings_decide_about_the_rules_that_they_name() {
        let first = Selection::configured(&settings(&["TXT", "REG"], &["TXT013", "REG001"], &[]));
        assert!(runs(&first, "TXT010") && !runs(&first, "TXT013") && !runs(&first, "KEY001"));
        let later = first.adjusted(&settings(&["KEY001", "REG"], &["TXT", "KEY"], &[]));
        assert!(runs(&later, "KEY001") && !runs(&later, "KEY003"));
        assert!(runs(&later, "REG001") && !runs(&later, "TXT010"));
        let same = later.adjusted(&RuleSettings::default());
        assert_eq!(same.rules().len(), later.rules().len());
    }

    #[test]
    fn of_two_weights_the_longer_selector_decides_and_then_the_later() {
        let weights = [
            ("TXT013", "error"),
            ("TXT", "note"),
            ("TXT011", "off"),
            ("illegal-txt-key-character", "warning"),
        ];
        let selection = Selection::configured(&settings(&[], &[], &weights));
        assert_eq!(severity(&selection, "TXT013"), Severity::Error);
        assert_eq!(severity(&selection, "TXT010"), Severity::Note);
        assert_eq!(severity(&selection, "TXT011"), Severity::Warning);
        assert_eq!(severity(&selection, "KEY003"), Severity::Error);
        let later = selection.adjusted(&settings(&[], &[], &[("ALL", "warning")]));
        assert_eq!(severity(&later, "TXT013"), Severity::Warning);
    }

    #[test]
    fn off_can_be_taken_back() {
        let off = Selection::configured(&settings(&[], &[], &[("KEY", "off")]));
        assert!(!runs(&off, "KEY003") && runs(&off, "TXT010"));
        let on = off.adjusted(&settings(&[], &[], &[("KEY003", "note")]));
        assert!(runs(&on, "KEY003") && !runs(&on, "KEY001"));
        assert_eq!(severity(&on, "KEY003"), Severity::Note);
    }

    #[test]
    fn another_selection_keeps_weights_and_forgets_what_was_off() {
        let weights = [("KEY003", "note"), ("KEY001", "off")];
        let first = Selection::configured(&settings(&["TXT"], &["KEY"], &weights));
        let selectors = |text: &str| [text.parse::<Selector>().unwrap()];
        let other = first.reselected(&selectors("KEY"), &selectors("KEY002"));
        assert!(runs(&other, "KEY003") && runs(&other, "KEY001"));
        assert!(!runs(&other, "KEY002") && !runs(&other, "TXT010"));
        assert_eq!(severity(&other, "KEY003"), Severity::Note);
    }
}
