//! What the notes of a row say of the name itself.

use super::port_assignment::PortAssignment;
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

    /// What IANA says of uses of `port`, one of those of this row, that it did not assign.
    ///
    /// The report on a range of ports may name those that it is about: `x11` has 6000 to 6063, of which 6003 was reported.
    pub fn unauthorized_use_of(&self, port: u16) -> Option<&str> {
        let report = self.unauthorized_use.as_deref()?;
        let (low, high) = self.port.bounds()?;
        let named = report
            .split(|c: char| !c.is_ascii_digit() && c != '-')
            .filter_map(|word| PortAssignment::parse(word.trim_matches('-')).ok());
        let mut named = named.filter(|ports| {
            let bounds = ports.bounds();
            bounds.is_some_and(|(first, last)| first <= high && last >= low)
        });
        let is_about_it = match named.next() {
            None => true,
            Some(first) => first.contains(port) || named.any(|ports| ports.contains(port)),
        };
        (self.port.contains(port) && is_about_it).then_some(report)
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
    fn a_report_is_about_the_ports_that_it_names() {
        let told = |ports: &str, report: &str, port: u16| {
            let columns = ["x", ports, "tcp", "", "", "", "", "", "", "", report, ""];
            let row = Registration::from_columns(columns).unwrap();
            row.unauthorized_use_of(port).is_some()
        };
        assert!(told("6000-6063", "Known use on port 6003", 6003));
        assert!(!told("6000-6063", "Known use on port 6003", 6001));
        assert!(told("2194-2200", "Known on ports 2194-2196, 2199", 2195));
        assert!(told("2194-2200", "Known on ports 2194-2196, 2199", 2199));
        assert!(!told("2194-2200", "Known on ports 2194-2196, 2199", 2197));
        assert!(told("79", "Some mail users (see [RFC4146])", 79));
        assert!(told("100-110", "yes", 105));
        assert!(!told("79", "yes", 80));
        assert!(!told("79", "", 79));
        assert!(!told("", "yes", 0));
    }

    #[test]
    fn reserved_names_say_so() {
        assert!(row("Not a service type. Special name.").is_no_service_type());
        assert!(!row("").is_no_service_type());
        assert!(!row("This is not a service type").is_no_service_type());
    }
}
