//! Whether a condition of a schema holds for an instance.

use crate::model::{Evidence, ServiceInstance};
use crate::rule::InstanceContext;
use crate::rule::vocabulary::{RecordMatch, Vocabulary};
use crate::schema::{BitTest, Condition, Profile, SiblingMatch, ValueType};

/// What conditions are asked of.
#[derive(Clone, Copy)]
pub(super) struct Facts<'f, 'a> {
    pub(super) context: &'f InstanceContext<'a>,
    pub(super) vocabulary: &'f Vocabulary<'a>,
    pub(super) record: Option<&'f RecordMatch<'a>>,
}

/// Conditions within profiles within conditions at most: a schema may be wrong.
const MAX_DEPTH: usize = 2 * Condition::MAX_DEPTH;

impl Facts<'_, '_> {
    /// Whether the condition holds; `None` where what it asks for was not seen.
    pub(super) fn holds(&self, condition: &Condition) -> Option<bool> {
        self.holds_within(condition, 0)
    }

    /// Whether it is certain that the condition holds; an absent one always does.
    pub(super) fn surely(&self, condition: Option<&Condition>) -> bool {
        condition.is_none_or(|condition| self.holds(condition) == Some(true))
    }

    /// Whether a profile was asked for, or applies by itself.
    pub(super) fn is_in_force(&self, profile: &Profile) -> bool {
        self.in_force_within(profile, 0) == Some(true)
    }

    fn in_force_within(&self, profile: &Profile, depth: usize) -> Option<bool> {
        let is_asked_for = self
            .context
            .profiles()
            .iter()
            .any(|name| name.eq_ignore_ascii_case(&profile.name));
        if is_asked_for {
            return Some(true);
        }
        match &profile.when {
            Some(condition) => self.holds_within(condition, depth),
            None => Some(false),
        }
    }

    fn holds_within(&self, condition: &Condition, depth: usize) -> Option<bool> {
        if depth > MAX_DEPTH {
            return None;
        }
        let schema = self.vocabulary.schema();
        let instance = self.context.instance;
        let parts = [
            condition
                .key
                .as_deref()
                .map(|key| self.key_holds(key, condition)),
            condition.subtype.as_deref().map(|label| {
                let is_seen = self
                    .vocabulary
                    .subtypes(instance)
                    .iter()
                    .any(|own| own.eq_ignore_ascii_case(label.as_bytes()));
                seen_or(is_seen, instance.evidence.covers(Evidence::NAMED_SUBTYPES))
            }),
            condition.sibling.as_deref().map(|service| {
                let is_seen = has_sibling(self.context, service, SiblingMatch::Host);
                seen_or(is_seen, instance.evidence.covers(Evidence::SIBLINGS))
            }),
            condition
                .service
                .as_deref()
                .map(|service| Some(self.context.type_text().eq_ignore_ascii_case(service))),
            condition.port_is_zero.map(|is_zero| {
                let srv = instance
                    .first_srv()
                    .filter(|_| instance.evidence.covers(Evidence::PORT))?;
                Some((srv.port == 0) == is_zero)
            }),
            condition.profile.as_deref().map(|name| {
                let profile = schema.profile(name);
                profile.map_or(Some(false), |profile| {
                    self.in_force_within(profile, depth + 1)
                })
            }),
            condition
                .not
                .as_deref()
                .map(|inner| self.holds_within(inner, depth + 1).map(|holds| !holds)),
            (!condition.any_of.is_empty()).then(|| {
                let each = condition
                    .any_of
                    .iter()
                    .map(|inner| self.holds_within(inner, depth + 1));
                any(each)
            }),
        ];
        all(parts.into_iter().flatten())
    }

    /// Whether the record has the key, with one of the values and bits that are asked for.
    fn key_holds(&self, key: &str, condition: &Condition) -> Option<bool> {
        let record = self.record?;
        let Some(found) = record.named(self.vocabulary.schema(), key) else {
            return Some(false);
        };
        let value = found.entry.value.unwrap_or_default();
        if !condition.values.is_empty()
            && !condition.values.iter().any(|own| own.as_bytes() == value)
        {
            return Some(false);
        }
        let Some(test) = &condition.bits else {
            return Some(true);
        };
        let definition = self.vocabulary.definition(found);
        let number = match definition.map(|definition| &definition.value_type) {
            Some(ValueType::BitFlags(flags)) => flags.read(value),
            _ => str::from_utf8(value)
                .ok()
                .and_then(|text| text.parse().ok()),
        };
        number.map(|number| BitTest::holds(test, number))
    }
}

/// Whether the device offers another service.
pub(super) fn has_sibling(context: &InstanceContext<'_>, service: &str, by: SiblingMatch) -> bool {
    let own = context.instance;
    context.others().any(|other| {
        let is_service = other
            .service_type()
            .to_string()
            .eq_ignore_ascii_case(service);
        is_service
            && match by {
                SiblingMatch::Host => shares_host(own, other),
                SiblingMatch::InstanceName => own
                    .instance_octets()
                    .eq_ignore_ascii_case(&other.instance_octets()),
            }
    })
}

fn shares_host(one: &ServiceInstance, other: &ServiceInstance) -> bool {
    let mut hosts = one.srv.iter().map(|seen| &seen.data.target);
    hosts.any(|host| other.srv.iter().any(|seen| seen.data.target == *host))
}

/// What is seen is there; what is not seen is absent only where all was seen.
const fn seen_or(is_seen: bool, all_is_seen: bool) -> Option<bool> {
    if is_seen {
        Some(true)
    } else if all_is_seen {
        Some(false)
    } else {
        None
    }
}

/// True where all are, false where one is, otherwise unknown.
fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut outcome = Some(true);
    for part in parts {
        match part {
            Some(false) => return Some(false),
            Some(true) => {}
            None => outcome = None,
        }
    }
    outcome
}

/// True where one is, false where all are, otherwise unknown.
fn any(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    all(parts.map(|part| part.map(|holds| !holds))).map(|none| !none)
}
