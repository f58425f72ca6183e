//! Value types as JSON: the name of the type, its limits, and what it allows in words.

use serde::Serialize;

use crate::schema::{
    AddressFamily, BitEncoding, BitField, BitFlags, CompoundPart, Integer, LetterCase, Listing,
    MacSeparator, Padding, PathForm, Pattern, Prefix, ValueType, WordCase,
};

/// A value type.
#[derive(Serialize)]
pub(super) struct ValueObject<'s> {
    /// What is allowed, in words.
    allowed: String,
    #[serde(flatten)]
    form: Form<'s>,
}

impl<'s> From<&'s ValueType> for ValueObject<'s> {
    fn from(value_type: &'s ValueType) -> Self {
        Self {
            allowed: value_type.allowed().to_string(),
            form: Form::from(value_type),
        }
    }
}

/// The name of the type and what belongs to it; a limit that there is not is null.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Form<'s> {
    Any,
    AnyOf {
        of: Vec<ValueObject<'s>>,
    },
    Base64 {
        decoded_length: Option<usize>,
        padding: &'static str,
    },
    BitFlags(BitFlagsObject<'s>),
    Boolean {
        yes: &'s [String],
        no: &'s [String],
        case: &'static str,
    },
    Compound {
        pattern: &'s str,
        parts: Vec<PartObject<'s>>,
    },
    Constant {
        value: &'s str,
        case: &'static str,
    },
    Date,
    Enumeration {
        values: Vec<WordObject<'s>>,
        case: &'static str,
        open: bool,
    },
    Flag,
    Hex {
        min_length: usize,
        max_length: Option<usize>,
        case: &'static str,
    },
    HostName,
    Integer(IntegerObject<'s>),
    IpAddress {
        family: &'static str,
    },
    Json,
    LanguageTag,
    Letters {
        alphabet: &'s str,
    },
    List(ListObject<'s>),
    MacAddress {
        separator: &'static str,
        case: &'static str,
    },
    MediaType,
    Octets {
        min_length: usize,
        max_length: Option<usize>,
    },
    Path {
        absolute: &'static str,
    },
    Port {
        min: u16,
    },
    Text {
        min_length: usize,
        max_length: Option<usize>,
        ascii: bool,
        pattern: Option<&'s str>,
        except: &'s [String],
    },
    Url {
        schemes: &'s [String],
    },
    Uuid {
        urn: bool,
        case: &'static str,
    },
    Version {
        pattern: &'s str,
    },
}

impl<'s> From<&'s ValueType> for Form<'s> {
    fn from(value_type: &'s ValueType) -> Self {
        match value_type {
            ValueType::Any => Self::Any,
            ValueType::AnyOf(types) => Self::AnyOf {
                of: types.iter().map(ValueObject::from).collect(),
            },
            ValueType::Base64 {
                decoded_length,
                padding,
            } => Self::Base64 {
                decoded_length: *decoded_length,
                padding: match padding {
                    Padding::Optional => "optional",
                    Padding::Required => "required",
                },
            },
            ValueType::BitFlags(flags) => Self::BitFlags(BitFlagsObject::from(flags)),
            ValueType::Boolean { yes, no, case } => Self::Boolean {
                yes,
                no,
                case: word_case(*case),
            },
            ValueType::Compound { pattern, parts } => Self::Compound {
                pattern: pattern.as_str(),
                parts: parts.iter().map(PartObject::from).collect(),
            },
            ValueType::Constant { value, case } => Self::Constant {
                value,
                case: word_case(*case),
            },
            ValueType::Date => Self::Date,
            ValueType::Enumeration { values, case, open } => Self::Enumeration {
                values: values.iter().map(WordObject::from).collect(),
                case: word_case(*case),
                open: *open,
            },
            ValueType::Flag => Self::Flag,
            ValueType::Hex { min, max, case } => Self::Hex {
                min_length: *min,
                max_length: limit(*max),
                case: letter_case(*case),
            },
            ValueType::HostName => Self::HostName,
            ValueType::Integer(integer) => Self::Integer(IntegerObject::from(integer)),
            ValueType::IpAddress(family) => Self::IpAddress {
                family: match family {
                    AddressFamily::Any => "any",
                    AddressFamily::V4 => "4",
                    AddressFamily::V6 => "6",
                },
            },
            ValueType::Json => Self::Json,
            ValueType::LanguageTag => Self::LanguageTag,
            ValueType::Letters { alphabet } => Self::Letters { alphabet },
            ValueType::List(list) => Self::List(ListObject::from(list)),
            ValueType::MacAddress { separator, case } => Self::MacAddress {
                separator: match separator {
                    MacSeparator::Any => "any",
                    MacSeparator::Colon => ":",
                    MacSeparator::Hyphen => "-",
                    MacSeparator::None => "",
                },
                case: letter_case(*case),
            },
            ValueType::MediaType => Self::MediaType,
            ValueType::Octets { min, max } => Self::Octets {
                min_length: *min,
                max_length: limit(*max),
            },
            ValueType::Path(form) => Self::Path {
                absolute: match form {
                    PathForm::Absolute => "yes",
                    PathForm::Any => "either",
                    PathForm::Relative => "no",
                },
            },
            ValueType::Port { min } => Self::Port { min: *min },
            ValueType::Text {
                min,
                max,
                ascii,
                pattern,
                except,
            } => Self::Text {
                min_length: *min,
                max_length: limit(*max),
                ascii: *ascii,
                pattern: pattern.as_ref().map(Pattern::as_str),
                except,
            },
            ValueType::Url { schemes } => Self::Url { schemes },
            ValueType::Uuid { urn, case } => Self::Uuid {
                urn: *urn,
                case: letter_case(*case),
            },
            ValueType::Version { pattern } => Self::Version {
                pattern: pattern.as_str(),
            },
        }
    }
}

/// A greatest length; `None` where there is none.
fn limit(max: usize) -> Option<usize> {
    (max < usize::MAX).then_some(max)
}

const fn word_case(case: WordCase) -> &'static str {
    match case {
        WordCase::Insensitive => "insensitive",
        WordCase::Sensitive => "sensitive",
    }
}

const fn letter_case(case: LetterCase) -> &'static str {
    match case {
        LetterCase::Any => "any",
        LetterCase::Lower => "lower",
        LetterCase::Upper => "upper",
    }
}

const fn prefix(prefix: Prefix) -> &'static str {
    match prefix {
        Prefix::None => "none",
        Prefix::Optional => "optional",
        Prefix::Required => "required",
    }
}

#[derive(Serialize)]
struct WordObject<'s> {
    value: &'s str,
    means: Option<&'s str>,
}

impl<'s> From<&'s (String, Option<String>)> for WordObject<'s> {
    fn from((value, means): &'s (String, Option<String>)) -> Self {
        Self {
            value,
            means: means.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct PartObject<'s> {
    group: &'s str,
    title: Option<&'s str>,
    value: ValueObject<'s>,
}

impl<'s> From<&'s CompoundPart> for PartObject<'s> {
    fn from(part: &'s CompoundPart) -> Self {
        Self {
            group: &part.group,
            title: part.title.as_deref(),
            value: ValueObject::from(&part.value_type),
        }
    }
}

#[derive(Serialize)]
struct IntegerObject<'s> {
    base: u32,
    min: Option<i128>,
    max: Option<i128>,
    leading_zeros: bool,
    prefix: &'static str,
    unit: Option<&'s str>,
    meanings: Vec<RangeObject<'s, i128>>,
}

/// What values from one to another mean.
#[derive(Serialize)]
struct RangeObject<'s, T> {
    from: T,
    to: T,
    means: &'s str,
}

impl<'s> From<&'s Integer> for IntegerObject<'s> {
    fn from(integer: &'s Integer) -> Self {
        let (least, greatest) = Integer::LIMITS;
        let meanings = integer.meanings.iter();
        Self {
            base: integer.base,
            min: Some(integer.min).filter(|min| *min > least),
            max: Some(integer.max).filter(|max| *max < greatest),
            leading_zeros: integer.leading_zeros,
            prefix: prefix(integer.prefix),
            unit: integer.unit.as_deref(),
            meanings: meanings
                .map(|(from, to, means)| RangeObject {
                    from: *from,
                    to: *to,
                    means,
                })
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct ListObject<'s> {
    separator: &'s str,
    item: Box<ValueObject<'s>>,
    min_items: usize,
    max_items: Option<usize>,
    unique: bool,
    ascending: bool,
    blanks: bool,
    contains: &'s [String],
}

impl<'s> From<&'s Listing> for ListObject<'s> {
    fn from(list: &'s Listing) -> Self {
        Self {
            separator: &list.separator,
            item: Box::new(ValueObject::from(list.item.as_ref())),
            min_items: list.min_items,
            max_items: limit(list.max_items),
            unique: list.unique,
            ascending: list.ascending,
            blanks: list.blanks,
            contains: &list.contains,
        }
    }
}

#[derive(Serialize)]
struct BitFlagsObject<'s> {
    encoding: EncodingObject,
    width: u32,
    nonzero: bool,
    fields: Vec<FieldObject<'s>>,
    all_of: &'s [u32],
    at_least_one_of: &'s [u32],
    at_most_one_of: &'s [u32],
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum EncodingObject {
    Decimal { leading_zeros: bool },
    Hexadecimal { prefix: &'static str, words: u32 },
    Octets { length: usize },
}

#[derive(Serialize)]
struct FieldObject<'s> {
    low: u32,
    high: u32,
    name: &'s str,
    meanings: Vec<RangeObject<'s, u64>>,
    reserved: bool,
    requires: &'s [u32],
    excludes: &'s [u32],
}

impl<'s> From<&'s BitFlags> for BitFlagsObject<'s> {
    fn from(flags: &'s BitFlags) -> Self {
        Self {
            encoding: match flags.encoding {
                BitEncoding::Decimal { leading_zeros } => EncodingObject::Decimal { leading_zeros },
                BitEncoding::Hexadecimal {
                    prefix: before,
                    words,
                } => EncodingObject::Hexadecimal {
                    prefix: prefix(before),
                    words,
                },
                BitEncoding::Octets { length } => EncodingObject::Octets { length },
            },
            width: flags.width,
            nonzero: flags.nonzero,
            fields: flags.fields.iter().map(FieldObject::from).collect(),
            all_of: &flags.all_of,
            at_least_one_of: &flags.at_least_one_of,
            at_most_one_of: &flags.at_most_one_of,
        }
    }
}

impl<'s> From<&'s BitField> for FieldObject<'s> {
    fn from(field: &'s BitField) -> Self {
        let meanings = field.meanings.iter();
        Self {
            low: field.low,
            high: field.high,
            name: &field.name,
            meanings: meanings
                .map(|(value, means)| RangeObject {
                    from: *value,
                    to: *value,
                    means,
                })
                .collect(),
            reserved: field.reserved,
            requires: &field.requires,
            excludes: &field.excludes,
        }
    }
}
