use super::key::{KeyName, TxtKeyDefinition};
use super::service_schema::ServiceSchema;
use super::value::ValueType;

/// In what a schema and a registration of the same service type differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RegistrationDifference {
    /// Keys that only the registration lists.
    pub only_registered: Vec<String>,
    /// Keys that only the schema has.
    pub only_described: Vec<String>,
    /// Keys of which both say what is allowed, and not the same.
    pub values: Vec<DifferingValue>,
}

/// A key whose values are not the same in a schema and in a registration.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct DifferingValue {
    /// The key, as the schema writes it.
    pub key: String,
    /// What the registration allows, in words.
    pub registered: String,
    /// What the schema allows, in words.
    pub described: String,
}

impl RegistrationDifference {
    /// Whether they agree.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl ServiceSchema {
    /// In what this schema differs from one that was made [from a registration](ServiceSchema::from_registration).
    ///
    /// A registration that says nothing of a key's values does not differ in them.
    pub fn difference_from(&self, registered: &Self) -> RegistrationDifference {
        let mut difference = RegistrationDifference::default();
        let mut is_registered = vec![false; self.keys.len()];
        for key in &registered.keys {
            let is_same = |own: &TxtKeyDefinition| own.label().eq_ignore_ascii_case(key.label());
            let position = self
                .key_position(sample(key).as_bytes())
                .or_else(|| self.keys.iter().position(is_same));
            let described = position.and_then(|position| self.keys.get(position));
            let Some(described) = described else {
                difference.only_registered.push(key.label().to_owned());
                continue;
            };
            let mark = position.and_then(|position| is_registered.get_mut(position));
            if let Some(mark) = mark {
                *mark = true;
            }
            difference.values.extend(differing_value(key, described));
        }
        // A family of the registration covers keys that the schema has one by one, or in a family of its own.
        let is_covered = |own: &TxtKeyDefinition| {
            let own = sample(own);
            registered
                .keys
                .iter()
                .any(|key| key.is_about(own.as_bytes()))
        };
        let described = self.keys.iter().zip(is_registered);
        difference.only_described = described
            .filter(|(key, is_registered)| !is_registered && !is_covered(key))
            .map(|(key, _)| key.label().to_owned())
            .collect();
        difference
    }
}

/// A key that the definition is about: for a family such as `dk<n>` or `dkN`, one with a number.
fn sample(key: &TxtKeyDefinition) -> String {
    match &key.name {
        KeyName::Exact(name) => name.clone(),
        KeyName::Family { label, .. } => label.replace("<n>", "1").replace('N', "1"),
    }
}

fn differing_value(
    registered: &TxtKeyDefinition,
    described: &TxtKeyDefinition,
) -> Option<DifferingValue> {
    let (ours, theirs) = (&described.value_type, &registered.value_type);
    if *theirs == ValueType::Any || same_words(theirs, ours) || same_words(ours, theirs) {
        return None;
    }
    let said = registered.value_type.allowed().to_string();
    let known = described.value_type.allowed().to_string();
    (said != known).then(|| DifferingValue {
        key: described.label().to_owned(),
        registered: said,
        described: known,
    })
}

/// Whether both allow the same few values: words and words, or all numbers of a range and as many words.
fn same_words(one: &ValueType, other: &ValueType) -> bool {
    let Some(words) = words(one) else {
        return false;
    };
    let count = match other {
        ValueType::Integer(integer) => usize::try_from(integer.max - integer.min + 1).ok(),
        other => self::words(other).map(|words| words.len()),
    };
    count == Some(words.len())
        && words
            .iter()
            .all(|word| other.violation(word.as_bytes()).is_none())
}

/// The words that a type allows, where it allows no others.
fn words(value_type: &ValueType) -> Option<Vec<&str>> {
    match value_type {
        ValueType::Boolean { yes, no, .. } => {
            Some(yes.iter().chain(no).map(String::as_str).collect())
        }
        ValueType::Constant { value, .. } => Some(vec![value]),
        ValueType::Enumeration {
            values,
            open: false,
            ..
        } => Some(values.iter().map(|(word, _)| word.as_str()).collect()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::SchemaOrigin;

    fn schema(keys: &str) -> ServiceSchema {
        let text = format!(
            "title = \"T\"\nservices = [\"_x._tcp\"]\nconfidence = \"specification\"\n{keys}\n\
             [[sources]]\nid = \"s\"\ntitle = \"S\"\n"
        );
        ServiceSchema::parse(&text, SchemaOrigin::File("x".to_owned())).unwrap()
    }

    fn key(name: &str, value: &str) -> String {
        format!(
            "[[keys]]\n{name}\npresence = \"optional\"\nvalue = {{ {value} }}\nsources = [\"s\"]\n"
        )
    }

    #[test]
    fn keys_and_values_are_compared() {
        let registered = schema(
            &[
                key("name = \"MOOD\"", "type = \"integer\", max = 4"),
                key("name = \"free\"", "type = \"any\""),
                key("name = \"dk<n>\"\npattern = \"dk[0-9]+\"", "type = \"any\""),
                key("name = \"old\"", "type = \"any\""),
                key("name = \"digit\"", "type = \"integer\", max = 1"),
                key(
                    "name = \"flag\"",
                    "type = \"boolean\", yes = [\"1\"], no = [\"0\"]",
                ),
            ]
            .concat(),
        );
        let described = schema(
            &[
                key("name = \"mood\"", "type = \"integer\", max = 9"),
                key("name = \"free\"", "type = \"port\""),
                key("name = \"dkN\"\npattern = \"dk[0-9]+\"", "type = \"text\""),
                key("name = \"new\"", "type = \"any\""),
                key(
                    "name = \"digit\"",
                    "type = \"enumeration\", values = [\"0\", \"1\"]",
                ),
                key(
                    "name = \"flag\"",
                    "type = \"enumeration\", values = [\"0\", \"1\"]",
                ),
            ]
            .concat(),
        );
        let difference = described.difference_from(&registered);
        assert_eq!(difference.only_registered, ["old"]);
        assert_eq!(difference.only_described, ["new"]);
        let value = DifferingValue {
            key: "mood".to_owned(),
            registered: "a decimal number from 0 to 4".to_owned(),
            described: "a decimal number from 0 to 9".to_owned(),
        };
        assert_eq!(difference.values, [value]);
        assert!(described.difference_from(&described).is_empty());
    }
}
