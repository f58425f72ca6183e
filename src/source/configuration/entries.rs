use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

/// The fields of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Document {
    /// Schema files, or folders of them, relative to the folder of the configuration.
    #[serde(default)]
    pub(super) schemas: Vec<Spanned<String>>,
    /// Profiles by which is judged too.
    #[serde(default)]
    pub(super) profiles: Vec<Spanned<String>>,
    /// The rules that run; all, if none are named.
    #[serde(default)]
    pub(super) select: Vec<Spanned<String>>,
    /// Rules that don't run.
    #[serde(default)]
    pub(super) ignore: Vec<Spanned<String>>,
    /// What rules weigh.
    #[serde(default)]
    pub(super) severity: SeverityTable,
    /// From which severity on a run fails.
    pub(super) fail_on: Option<Spanned<String>>,
    /// The file with the findings that are known, relative to the folder of the configuration.
    pub(super) baseline: Option<Spanned<String>>,
    /// What holds for service types.
    #[serde(default, rename = "type")]
    pub(super) types: BTreeMap<Spanned<String>, TypeTable>,
    /// What holds for files.
    #[serde(default, rename = "path")]
    pub(super) paths: BTreeMap<Spanned<String>, PathTable>,
}

/// Selectors of rules, and what those weigh.
pub(super) type SeverityTable = BTreeMap<Spanned<String>, Spanned<String>>;

/// What holds for a service type.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct TypeTable {
    /// Rules that run for it as well.
    #[serde(default)]
    pub(super) select: Vec<Spanned<String>>,
    /// Rules that don't run for it.
    #[serde(default)]
    pub(super) ignore: Vec<Spanned<String>>,
    /// What rules weigh for it.
    #[serde(default)]
    pub(super) severity: SeverityTable,
    /// Profiles by which it is judged too.
    #[serde(default)]
    pub(super) profiles: Vec<Spanned<String>>,
}

/// What holds for files that a pattern fits.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct PathTable {
    /// Rules that run for them as well.
    #[serde(default)]
    pub(super) select: Vec<Spanned<String>>,
    /// Rules that don't run for them.
    #[serde(default)]
    pub(super) ignore: Vec<Spanned<String>>,
    /// What rules weigh for them.
    #[serde(default)]
    pub(super) severity: SeverityTable,
}

/// A text of the configuration, and the octets at which it stands: lines are counted when there is something to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) text: String,
    pub(super) span: Range<usize>,
}

impl Entry {
    pub(super) fn all(there: Vec<Spanned<String>>) -> Vec<Self> {
        there.into_iter().map(Self::from).collect()
    }
}

impl From<Spanned<String>> for Entry {
    fn from(there: Spanned<String>) -> Self {
        Self {
            span: there.span(),
            text: there.into_inner(),
        }
    }
}

/// The entries of a table in the order of the file; the reader hands them out by their names.
pub(super) fn in_order<T>(table: BTreeMap<Spanned<String>, T>) -> Vec<(Spanned<String>, T)> {
    let mut entries: Vec<_> = table.into_iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    entries
}
