use crate::model::{Evidence, ServiceInstance};
use crate::rule::{Check, Rule};

/// What `rule` needs and the source of `instances` could not see in all of them.
///
/// Of rules that look at whole messages nothing is known here but that none were handed to them.
pub fn missing_evidence(rule: &Rule, instances: &[ServiceInstance]) -> Evidence {
    let needs = match rule.check {
        Check::Message(_) => return rule.needs | Evidence::MESSAGES,
        _ => rule.needs,
    };
    let Some((first, others)) = instances.split_first() else {
        return needs;
    };
    let common = others.iter().fold(first.evidence, |common, instance| {
        common.without(common.without(instance.evidence))
    });
    needs.without(common)
}
