//! What must be said beside a registration, because its name is easily taken for another service.

/// A warning that a registered name may not stand for what it seems to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Remark {
    /// The service name.
    pub name: &'static str,
    /// What to know: one sentence without its full stop.
    pub text: &'static str,
    /// Where that is said, as a URL.
    pub source: &'static str,
}

impl Remark {
    /// The remark about a service name, found without regard to case; most names have none.
    ///
    /// Remarks are part of this crate, whatever edition of the registry is in force.
    pub fn about(name: &str) -> Option<Self> {
        Self::all().find(|remark| remark.name.eq_ignore_ascii_case(name))
    }

    /// All remarks, by name.
    pub fn all() -> impl Iterator<Item = Self> {
        include_str!("../../data/registry-remarks.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(Self::parse)
    }

    fn parse(line: &'static str) -> Option<Self> {
        let (name, rest) = line.split_once('\t')?;
        let (text, source) = rest.split_once('\t')?;
        Some(Self { name, text, source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_remark() {
        let lines = include_str!("../../data/registry-remarks.tsv").lines();
        let lines = lines.filter(|line| !line.starts_with('#')).count();
        let remarks: Vec<Remark> = Remark::all().collect();
        assert_eq!(remarks.len(), lines);
        assert!(remarks.is_sorted_by(|one, other| one.name < other.name));
        for remark in remarks {
            assert!(
                remark.source.starts_with("https://") && !remark.source.contains('\t'),
                "{}",
                remark.name
            );
            assert!(!remark.text.ends_with('.'), "{}", remark.name);
        }
    }

    #[test]
    fn a_trap_is_told_in_any_case() {
        for name in ["hap", "HAP"] {
            let remark = Remark::about(name).expect("`hap` is not HomeKit at IANA");
            assert!(remark.text.contains("not the HomeKit Accessory Protocol"));
        }
        assert_eq!(Remark::about("caldav"), None);
    }
}
