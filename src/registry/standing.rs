//! What the notes of a row say of the name itself.

use super::registration::Registration;

impl Registration {
    /// The name that took the place of this one, if it is one of the historic names that break today's syntax
    /// ([RFC 6335 §10.1](https://www.rfc-editor.org/rfc/rfc6335#section-10.1)): `printer-agent` for `printer_agent`.
    pub fn alias_of(&self) -> Option<&str> {
        let (_, rest) = self
            .notes
            .as_deref()?
            .split_once("This entry is an alias to \"")?;
        let (replacement, _) = rest.split_once('"')?;
        (!replacement.is_empty()).then_some(replacement)
    }

    /// Whether the name is reserved for DNS-SD itself: `services`, `dns-sd`, `device-info`.
    pub fn is_no_service_type(&self) -> bool {
        let notes = self.notes.as_deref().unwrap_or_default();
        self.name.is_some() && notes.starts_with("Not a service type")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(notes: &str) -> Registration {
        Registration::from_columns(["x", "", "", "", "", "", "", "", "", "", "", notes]).unwrap()
    }

    #[test]
    fn an_alias_names_its_replacement() {
        let notes =
            "New contact\nThis entry is an alias to \"udt-os\".\nThis entry is now historic.";
        assert_eq!(row(notes).alias_of(), Some("udt-os"));
        for notes in [
            "",
            "Alias of x",
            "This entry is an alias to \"x",
            "This entry is an alias to \"\".",
        ] {
            assert_eq!(row(notes).alias_of(), None, "{notes}");
        }
    }

    #[test]
    fn reserved_names_say_so() {
        assert!(row("Not a service type. Special name.").is_no_service_type());
        assert!(!row("").is_no_service_type());
        assert!(!row("This is not a service type").is_no_service_type());
    }
}
