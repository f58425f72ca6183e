//! Who stands behind a registration.

/// An entry of the registry's contact table: a person or an organization that registrations refer to by its id.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Contact {
    /// What registrations call it, without brackets: `Steve_Hershey`.
    pub id: String,
    /// The person's name.
    pub name: Option<String>,
    /// The organization, of that person or on its own.
    pub organization: Option<String>,
    /// Where to write to, as IANA shows it: `mailto:` with `&` for `@`.
    pub uri: Option<String>,
    /// When the entry was last changed, `YYYY-MM` or `YYYY-MM-DD`.
    pub updated: Option<String>,
}

impl Contact {
    /// Reads an entry from five columns: id, name, organization, URI, last updated; empty text means no value.
    pub fn from_columns(columns: [&str; 5]) -> Self {
        let [id, name, organization, uri, updated] = columns;
        let text = |value: &str| (!value.is_empty()).then(|| value.to_owned());
        Self {
            id: id.to_owned(),
            name: text(name),
            organization: text(organization),
            uri: text(uri),
            updated: text(updated),
        }
    }

    /// Reads lines of five columns separated by tabs; lines that begin with `#` are comments, others of another number of
    /// columns are left out.
    pub(crate) fn read_table(text: &str) -> Vec<Self> {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let columns = lines.filter_map(|line| line.split('\t').collect::<Vec<_>>().try_into().ok());
        columns.map(Self::from_columns).collect()
    }

    /// Writes the entry as five columns: the inverse of [`Contact::from_columns`].
    pub fn to_columns(&self) -> [String; 5] {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        [
            self.id.clone(),
            text(&self.name),
            text(&self.organization),
            text(&self.uri),
            text(&self.updated),
        ]
    }
}

/// The ids in an assignee or contact column: `[IESG]` is `IESG`, `[A_B][C]` is `A_B` and `C`.
pub fn contact_ids(column: &str) -> impl Iterator<Item = &str> {
    column
        .split('[')
        .skip(1)
        .filter_map(|text| Some(text.split_once(']')?.0))
        .filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stand_in_brackets() {
        let ids = |column| contact_ids(column).collect::<Vec<_>>();
        assert_eq!(ids("[IESG]"), ["IESG"]);
        assert_eq!(ids("[A_B] [C-2][D]"), ["A_B", "C-2", "D"]);
        assert_eq!(ids("Jane Doe []["), Vec::<&str>::new());
    }
}
