//! What may stand behind the `=` of a key, in words, and what it means.

use super::words::code;
use crate::schema::{
    BitField, BitFlags, CompoundPart, Integer, Listing, TxtKeyDefinition, ValueType, WordCase,
};

/// Words with meanings that stand in one sentence; more are a table.
const MAX_INLINE: usize = 4;

/// Characters of such a sentence at most.
const MAX_INLINE_LEN: usize = 90;

/// A value, a bit or a part, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    /// `1`, `bit 0`, `bits 3 to 4`.
    pub(super) value: String,
    pub(super) text: String,
}

impl Meaning {
    fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            text: text.into(),
        }
    }
}

/// What is allowed, in words, and a table of what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ValueWords {
    pub(super) allowed: String,
    pub(super) meanings: Vec<Meaning>,
}

impl ValueWords {
    /// What a key's definition allows.
    pub(super) fn of_key(key: &TxtKeyDefinition) -> Self {
        let mut words = Self::of(&key.value_type);
        if key.value_type == ValueType::Any {
            return words;
        }
        if key.may_be_empty {
            words.allowed.push_str("; may be empty");
        }
        if key.may_be_valueless {
            words.allowed.push_str("; may stand without `=`");
        }
        words
    }

    /// What a type allows.
    pub(super) fn of(value_type: &ValueType) -> Self {
        match value_type {
            ValueType::AnyOf(types) => any_of(types),
            ValueType::BitFlags(flags) => bit_flags(flags),
            ValueType::Boolean { yes, no, case } => {
                let word = |word: &String, means: &str| (word.clone(), Some(means.to_owned()));
                let yes = yes.iter().map(|text| word(text, "yes"));
                let words: Vec<_> = yes.chain(no.iter().map(|text| word(text, "no"))).collect();
                enumeration(&words, *case)
            }
            ValueType::Compound { parts, .. } => compound(value_type, parts),
            ValueType::Enumeration { values, case, open } => {
                let mut words = enumeration(values, *case);
                if *open {
                    words.allowed.push_str("; others are legal");
                }
                words
            }
            ValueType::Integer(integer) => Self {
                allowed: integer.to_string(),
                meanings: integer_meanings(integer),
            },
            ValueType::List(list) => listing(value_type, list),
            _ => Self::plain(value_type),
        }
    }

    fn plain(value_type: &ValueType) -> Self {
        Self {
            allowed: value_type.allowed().to_string(),
            meanings: Vec::new(),
        }
    }
}

fn enumeration(values: &[(String, Option<String>)], case: WordCase) -> ValueWords {
    let case = match case {
        WordCase::Insensitive => ", in any letter case",
        WordCase::Sensitive => "",
    };
    let words: Vec<String> = values
        .iter()
        .map(|(word, means)| match means {
            Some(means) => format!("{} ({means})", code(word)),
            None => code(word),
        })
        .collect();
    let inline = match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    };
    let has_meanings = values.iter().any(|(_, means)| means.is_some());
    let is_short = values.len() <= MAX_INLINE && inline.chars().count() <= MAX_INLINE_LEN;
    if !has_meanings || is_short {
        return ValueWords {
            allowed: format!("{inline}{case}"),
            meanings: Vec::new(),
        };
    }
    let meaning = |(word, means): &(String, Option<String>)| {
        Meaning::new(code(word), means.as_deref().unwrap_or_default())
    };
    ValueWords {
        allowed: format!("one of {} words{case}", values.len()),
        meanings: values.iter().map(meaning).collect(),
    }
}

fn any_of(types: &[ValueType]) -> ValueWords {
    let all: Vec<ValueWords> = types.iter().map(ValueWords::of).collect();
    let allowed: Vec<&str> = all.iter().map(|words| words.allowed.as_str()).collect();
    ValueWords {
        allowed: allowed.join(", or "),
        meanings: all.into_iter().flat_map(|words| words.meanings).collect(),
    }
}

fn integer_meanings(integer: &Integer) -> Vec<Meaning> {
    let number = |number: i128| match integer.base {
        16 => format!("{number:x}"),
        _ => number.to_string(),
    };
    integer
        .meanings
        .iter()
        .map(|(low, high, text)| {
            let value = if low == high {
                code(&number(*low))
            } else if *high >= integer.max.min(i128::from(i64::MAX)) {
                format!("{} and more", code(&number(*low)))
            } else {
                format!("{} to {}", code(&number(*low)), code(&number(*high)))
            };
            Meaning::new(value, text)
        })
        .collect()
}

fn bit_flags(flags: &BitFlags) -> ValueWords {
    let mut allowed = flags.to_string();
    if flags.nonzero {
        allowed.push_str("; not 0");
    }
    let demands = [
        ("all of", &flags.all_of, "set"),
        ("at least one of", &flags.at_least_one_of, "set"),
        ("at most one of", &flags.at_most_one_of, "set"),
    ];
    for (demand, bits, set) in demands {
        if !bits.is_empty() {
            allowed = format!("{allowed}; {demand} the {} {set}", bit_list(bits, "and"));
        }
    }
    ValueWords {
        allowed,
        meanings: flags.fields.iter().flat_map(bit_field).collect(),
    }
}

fn bit_field(field: &BitField) -> Vec<Meaning> {
    let bits = if field.low == field.high {
        format!("bit {}", field.low)
    } else {
        format!("bits {} to {}", field.low, field.high)
    };
    let mut text = field.name.clone();
    if field.reserved && !text.contains("must be 0") {
        text.push_str(" (must be 0)");
    }
    if !field.requires.is_empty() {
        text = format!("{text}; only with {}", bit_list(&field.requires, "and"));
    }
    if !field.excludes.is_empty() {
        text = format!("{text}; not with {}", bit_list(&field.excludes, "or"));
    }
    let values = field
        .meanings
        .iter()
        .map(|(value, means)| Meaning::new(format!("  = {value}"), means));
    std::iter::once(Meaning::new(bits, text))
        .chain(values)
        .collect()
}

/// `bit 1`, `bits 1, 2 and 3`.
fn bit_list(bits: &[u32], last: &str) -> String {
    let numbers: Vec<String> = bits.iter().map(u32::to_string).collect();
    match numbers.split_last() {
        Some((end, [])) => format!("bit {end}"),
        Some((end, start)) => format!("bits {} {last} {end}", start.join(", ")),
        None => String::new(),
    }
}

fn compound(value_type: &ValueType, parts: &[CompoundPart]) -> ValueWords {
    let mut words = ValueWords::plain(value_type);
    for part in parts {
        let inner = ValueWords::of(&part.value_type);
        let title = part.title.as_ref().unwrap_or(&part.group);
        words.meanings.push(Meaning::new(title, inner.allowed));
        let indented =
            |meaning: Meaning| Meaning::new(format!("  {}", meaning.value.trim()), meaning.text);
        words
            .meanings
            .extend(inner.meanings.into_iter().map(indented));
    }
    words
}

fn listing(value_type: &ValueType, list: &Listing) -> ValueWords {
    let mut words = ValueWords::plain(value_type);
    let item = ValueWords::of(&list.item);
    // The words of an item that has more to say than "allowed is" take the place of those.
    let short = list.item.allowed().to_string();
    words.allowed = words.allowed.replacen(&short, &item.allowed, 1);
    words.meanings = item.meanings;
    if list.unique {
        words.allowed.push_str("; each item once");
    }
    if list.ascending {
        words.allowed.push_str("; in ascending order");
    }
    if list.blanks {
        words
            .allowed
            .push_str("; blanks around an item don't count");
    }
    words
}
