use crate::model::{Evidence, Origin, ServiceInstance};
use crate::rule::{Finding, Rule};

/// The part of a service instance that a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Instance,
    Name,
    ServiceType,
    Srv,
    Txt,
}

impl Rule {
    /// The part of an instance of which the rule speaks: the family says it, and what must have been seen of it.
    fn part(&self) -> Part {
        let needs = |evidence| self.needs.covers(evidence);
        match self.family().as_str() {
            "NAME" | "KEY" if needs(Evidence::INSTANCE_NAME) => Part::Name,
            "REG" if needs(Evidence::PORT) => Part::Srv,
            "SRV" | "HOST" => Part::Srv,
            "NAME" | "REG" | "KEY" => Part::ServiceType,
            "TXT" => Part::Txt,
            _ => Part::Instance,
        }
    }

    /// Where a finding of this rule stands, more precisely than it says itself; `None` where the source does not write the
    /// parts of an instance apart.
    pub(crate) fn place(&self, finding: &Finding, instance: &ServiceInstance) -> Option<Origin> {
        let places = &instance.places;
        if let Some(string) = finding.string {
            let is_meant = |origin: &Origin| finding.origin.as_ref() == Some(origin);
            let record = instance.txt.iter().position(|seen| is_meant(&seen.origin));
            return places
                .txt_string(record.unwrap_or_default(), string)
                .cloned();
        }
        if finding.origin.is_some() || places.service_type.is_none() {
            return None;
        }
        match self.part() {
            Part::Instance => None,
            Part::Name => places.name.clone(),
            Part::ServiceType => places.service_type.clone(),
            Part::Srv => instance.srv.first().map(|seen| seen.origin.clone()),
            Part::Txt => instance.txt.first().map(|seen| seen.origin.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::find;

    #[test]
    fn rules_speak_of_the_part_that_they_need() {
        for (code, part) in [
            ("NAME002", Part::ServiceType),
            ("NAME013", Part::Name),
            ("SRV004", Part::Srv),
            ("REG001", Part::ServiceType),
            ("REG003", Part::Srv),
            ("TXT007", Part::Txt),
            ("KEY013", Part::ServiceType),
            ("KEY011", Part::Name),
            ("PTR006", Part::Instance),
        ] {
            assert_eq!(find(code).map(Rule::part), Some(part), "{code}");
        }
    }
}
