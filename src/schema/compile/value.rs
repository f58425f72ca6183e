//! Value types: each takes only the limits that mean something to it.

use std::collections::BTreeSet;

use super::{Compiled, Scope, shown};
use crate::schema::document::{
    AbsoluteDocument, CaseDocument, EncodingDocument, FamilyDocument, FieldDocument,
    PaddingDocument, PrefixDocument, ValueDocument, ValueKind, WordDocument,
};
use crate::schema::error::SchemaFault;
use crate::schema::value::{
    AddressFamily, BitEncoding, BitField, BitFlags, CompoundPart, Integer, LetterCase, Listing,
    MacSeparator, Padding, PathForm, Prefix, ValueType, WordCase,
};

/// Value types within a value type at most.
const MAX_DEPTH: usize = 6;

/// Compiles a value type that is so deep within others.
#[expect(clippy::too_many_lines, reason = "one arm for each type")]
pub(super) fn value(
    document: &ValueDocument,
    scope: &Scope<'_>,
    depth: usize,
) -> Compiled<ValueType> {
    if depth > MAX_DEPTH {
        return Err(SchemaFault::new(format!(
            "value types are nested more than {MAX_DEPTH} deep"
        )));
    }
    only_its_own(document)?;
    let compiled = match document.r#type {
        ValueKind::Any => ValueType::Any,
        ValueKind::AnyOf => {
            let of = document.of.as_deref().unwrap_or_default();
            if of.is_empty() {
                return Err(needs("any-of", "of"));
            }
            ValueType::AnyOf(super::each(of, "of", |inner| {
                value(inner, scope, depth + 1)
            })?)
        }
        ValueKind::Base64 => ValueType::Base64 {
            decoded_length: document.decoded_length,
            padding: match document.padding {
                Some(PaddingDocument::Optional) => Padding::Optional,
                _ => Padding::Required,
            },
        },
        ValueKind::BitFlags => ValueType::BitFlags(bit_flags(document)?),
        ValueKind::Boolean => boolean(document)?,
        ValueKind::Compound => compound(document, scope, depth)?,
        ValueKind::Constant => ValueType::Constant {
            value: document
                .value
                .clone()
                .ok_or_else(|| needs("constant", "value"))?,
            case: word_case(document)?,
        },
        ValueKind::Date => ValueType::Date,
        ValueKind::Enumeration => enumeration(document)?,
        ValueKind::Flag => ValueType::Flag,
        ValueKind::Hex => {
            let (min, max) = lengths(document, 1)?;
            ValueType::Hex {
                min,
                max,
                case: letter_case(document)?,
            }
        }
        ValueKind::HostName => ValueType::HostName,
        ValueKind::Integer => ValueType::Integer(integer(document)?),
        ValueKind::IpAddress => ValueType::IpAddress(match document.family {
            Some(FamilyDocument::V4) => AddressFamily::V4,
            Some(FamilyDocument::V6) => AddressFamily::V6,
            _ => AddressFamily::Any,
        }),
        ValueKind::Json => ValueType::Json,
        ValueKind::LanguageTag => ValueType::LanguageTag,
        ValueKind::Letters => ValueType::Letters {
            alphabet: document
                .alphabet
                .clone()
                .ok_or_else(|| needs("letters", "alphabet"))?,
        },
        ValueKind::List => ValueType::List(listing(document, scope, depth)?),
        ValueKind::MacAddress => ValueType::MacAddress {
            separator: mac_separator(document.separator.as_deref())?,
            case: letter_case(document)?,
        },
        ValueKind::MediaType => ValueType::MediaType,
        ValueKind::Octets => {
            let (min, max) = lengths(document, 0)?;
            ValueType::Octets { min, max }
        }
        ValueKind::Path => ValueType::Path(match document.absolute {
            Some(AbsoluteDocument::Yes) => PathForm::Absolute,
            Some(AbsoluteDocument::No) => PathForm::Relative,
            _ => PathForm::Any,
        }),
        ValueKind::Port => ValueType::Port {
            min: port_minimum(document)?,
        },
        ValueKind::Text => {
            let (min, max) = lengths(document, 0)?;
            ValueType::Text {
                min,
                max,
                ascii: document.ascii.unwrap_or(false),
                pattern: pattern(document, scope)?,
                except: document.except.clone().unwrap_or_default(),
            }
        }
        ValueKind::Url => ValueType::Url {
            schemes: document.schemes.clone().unwrap_or_default(),
        },
        ValueKind::Uuid => ValueType::Uuid {
            urn: document.urn.unwrap_or(false),
            case: letter_case(document)?,
        },
        ValueKind::Version => ValueType::Version {
            pattern: match pattern(document, scope)? {
                Some(pattern) => pattern,
                None => scope.pattern(r"[0-9]+(\.[0-9]+)*")?,
            },
        },
    };
    Ok(compiled)
}

/// Refuses limits that mean nothing to the type.
#[expect(clippy::too_many_lines, reason = "one row for each limit")]
fn only_its_own(document: &ValueDocument) -> Compiled<()> {
    use ValueKind as Kind;
    let kind = document.r#type;
    let is = |kinds: &[Kind]| kinds.contains(&kind);
    let has_length = is(&[Kind::Hex, Kind::Octets, Kind::Text]);
    let limits: [(&'static str, bool, bool); 45] = [
        (
            "length",
            document.length.is_some(),
            has_length || is(&[Kind::BitFlags]),
        ),
        ("min-length", document.min_length.is_some(), has_length),
        ("max-length", document.max_length.is_some(), has_length),
        ("ascii", document.ascii.is_some(), is(&[Kind::Text])),
        (
            "pattern",
            document.pattern.is_some(),
            is(&[Kind::Text, Kind::Version, Kind::Compound]),
        ),
        ("except", document.except.is_some(), is(&[Kind::Text])),
        ("value", document.value.is_some(), is(&[Kind::Constant])),
        (
            "case",
            document.case.is_some(),
            is(&[
                Kind::Boolean,
                Kind::Constant,
                Kind::Enumeration,
                Kind::Hex,
                Kind::MacAddress,
                Kind::Uuid,
            ]),
        ),
        (
            "min",
            document.min.is_some(),
            is(&[Kind::Integer, Kind::Port]),
        ),
        ("max", document.max.is_some(), is(&[Kind::Integer])),
        ("base", document.base.is_some(), is(&[Kind::Integer])),
        (
            "prefix",
            document.prefix.is_some(),
            is(&[Kind::Integer, Kind::BitFlags]),
        ),
        (
            "max-bits",
            document.max_bits.is_some(),
            is(&[Kind::Integer]),
        ),
        (
            "leading-zeros",
            document.leading_zeros.is_some(),
            is(&[Kind::Integer, Kind::BitFlags]),
        ),
        ("unit", document.unit.is_some(), is(&[Kind::Integer])),
        (
            "meanings",
            document.meanings.is_some(),
            is(&[Kind::Integer]),
        ),
        ("yes", document.yes.is_some(), is(&[Kind::Boolean])),
        ("no", document.no.is_some(), is(&[Kind::Boolean])),
        (
            "values",
            document.values.is_some(),
            is(&[Kind::Enumeration]),
        ),
        ("open", document.open.is_some(), is(&[Kind::Enumeration])),
        ("urn", document.urn.is_some(), is(&[Kind::Uuid])),
        (
            "separator",
            document.separator.is_some(),
            is(&[Kind::List, Kind::MacAddress]),
        ),
        ("item", document.item.is_some(), is(&[Kind::List])),
        ("min-items", document.min_items.is_some(), is(&[Kind::List])),
        ("max-items", document.max_items.is_some(), is(&[Kind::List])),
        ("unique", document.unique.is_some(), is(&[Kind::List])),
        ("ascending", document.ascending.is_some(), is(&[Kind::List])),
        ("blanks", document.blanks.is_some(), is(&[Kind::List])),
        ("contains", document.contains.is_some(), is(&[Kind::List])),
        ("family", document.family.is_some(), is(&[Kind::IpAddress])),
        ("absolute", document.absolute.is_some(), is(&[Kind::Path])),
        ("schemes", document.schemes.is_some(), is(&[Kind::Url])),
        (
            "alphabet",
            document.alphabet.is_some(),
            is(&[Kind::Letters]),
        ),
        (
            "encoding",
            document.encoding.is_some(),
            is(&[Kind::BitFlags]),
        ),
        ("words", document.words.is_some(), is(&[Kind::BitFlags])),
        ("width", document.width.is_some(), is(&[Kind::BitFlags])),
        ("nonzero", document.nonzero.is_some(), is(&[Kind::BitFlags])),
        ("fields", document.fields.is_some(), is(&[Kind::BitFlags])),
        ("all-of", document.all_of.is_some(), is(&[Kind::BitFlags])),
        (
            "at-least-one-of",
            document.at_least_one_of.is_some(),
            is(&[Kind::BitFlags]),
        ),
        (
            "at-most-one-of",
            document.at_most_one_of.is_some(),
            is(&[Kind::BitFlags]),
        ),
        (
            "decoded-length",
            document.decoded_length.is_some(),
            is(&[Kind::Base64]),
        ),
        ("padding", document.padding.is_some(), is(&[Kind::Base64])),
        ("parts", document.parts.is_some(), is(&[Kind::Compound])),
        ("of", document.of.is_some(), is(&[Kind::AnyOf])),
    ];
    match limits
        .iter()
        .find(|(_, is_stated, is_own)| *is_stated && !is_own)
    {
        Some((name, ..)) => Err(SchemaFault::new(format!(
            "`{name}` means nothing for a value of this type"
        ))
        .within(name)),
        None => Ok(()),
    }
}

fn needs(kind: &str, name: &str) -> SchemaFault {
    SchemaFault::new(format!("a value of type `{kind}` needs `{name}`")).within("type")
}

fn pattern(
    document: &ValueDocument,
    scope: &Scope<'_>,
) -> Compiled<Option<crate::schema::value::Pattern>> {
    let pattern = document.pattern.as_deref().map(|text| scope.pattern(text));
    pattern.transpose().map_err(|fault| fault.within("pattern"))
}

/// The least and the greatest length.
fn lengths(document: &ValueDocument, least: usize) -> Compiled<(usize, usize)> {
    if let Some(length) = document.length {
        return match (document.min_length, document.max_length) {
            (None, None) => Ok((length, length)),
            _ => Err(
                SchemaFault::new("`length` stands beside `min-length` or `max-length`")
                    .within("length"),
            ),
        };
    }
    let (min, max) = (
        document.min_length.unwrap_or(least),
        document.max_length.unwrap_or(usize::MAX),
    );
    if min > max {
        return Err(SchemaFault::new(format!(
            "`min-length` is {min}, more than `max-length`, which is {max}"
        ))
        .within("min-length"));
    }
    Ok((min, max))
}

fn word_case(document: &ValueDocument) -> Compiled<WordCase> {
    match document.case {
        None | Some(CaseDocument::Sensitive) => Ok(WordCase::Sensitive),
        Some(CaseDocument::Insensitive) => Ok(WordCase::Insensitive),
        Some(_) => Err(SchemaFault::new(
            "the letter case of words is `sensitive` or `insensitive`",
        )
        .within("case")),
    }
}

fn letter_case(document: &ValueDocument) -> Compiled<LetterCase> {
    match document.case {
        None | Some(CaseDocument::Any) => Ok(LetterCase::Any),
        Some(CaseDocument::Lower) => Ok(LetterCase::Lower),
        Some(CaseDocument::Upper) => Ok(LetterCase::Upper),
        Some(_) => Err(
            SchemaFault::new("the letter case of digits is `any`, `lower` or `upper`")
                .within("case"),
        ),
    }
}

fn prefix(document: &ValueDocument) -> Prefix {
    match document.prefix {
        None | Some(PrefixDocument::None) => Prefix::None,
        Some(PrefixDocument::Optional) => Prefix::Optional,
        Some(PrefixDocument::Required) => Prefix::Required,
    }
}

fn boolean(document: &ValueDocument) -> Compiled<ValueType> {
    match (&document.yes, &document.no) {
        (Some(yes), Some(no)) if !yes.is_empty() && !no.is_empty() => Ok(ValueType::Boolean {
            yes: yes.clone(),
            no: no.clone(),
            case: word_case(document)?,
        }),
        _ => Err(needs("boolean", "yes` and `no")),
    }
}

fn enumeration(document: &ValueDocument) -> Compiled<ValueType> {
    let words = document.values.as_deref().unwrap_or_default();
    if words.is_empty() {
        return Err(needs("enumeration", "values"));
    }
    let mut known = BTreeSet::new();
    let mut values: Vec<(String, Option<String>)> = Vec::with_capacity(words.len());
    for (index, word) in words.iter().enumerate() {
        let (value, means) = match word {
            WordDocument::Word(value) => (value, None),
            WordDocument::Explained(word) => (&word.value, Some(word.means.clone())),
        };
        if !known.insert(value) {
            return Err(
                SchemaFault::new(format!("value `{}` stands twice", shown(value)))
                    .within_item(index)
                    .within("values"),
            );
        }
        values.push((value.clone(), means));
    }
    Ok(ValueType::Enumeration {
        values,
        case: word_case(document)?,
        open: document.open.unwrap_or(false),
    })
}

fn integer(document: &ValueDocument) -> Compiled<Integer> {
    let base = document.base.unwrap_or(10);
    if base != 10 && base != 16 {
        return Err(SchemaFault::new(format!("base {base} is neither 10 nor 16")).within("base"));
    }
    if document.prefix.is_some() && base == 10 {
        return Err(
            SchemaFault::new("`prefix` means nothing where the base is 10").within("prefix"),
        );
    }
    let by_bits = match document.max_bits {
        Some(bits @ 1..=64) => (1_i128 << bits) - 1,
        Some(bits) => {
            return Err(
                SchemaFault::new(format!("`max-bits` is {bits}, 1 to 64 are possible"))
                    .within("max-bits"),
            );
        }
        None => Integer::LIMITS.1,
    };
    let min = document.min.map_or(0, i128::from);
    let max = document.max.map_or(by_bits, i128::from);
    if min > max {
        return Err(SchemaFault::new(format!(
            "`min` is {min}, more than the greatest value, which is {max}"
        ))
        .within("min"));
    }
    let meanings = document.meanings.as_deref().unwrap_or_default();
    Ok(Integer {
        base,
        min,
        max,
        leading_zeros: document.leading_zeros.unwrap_or(true),
        prefix: prefix(document),
        unit: document.unit.clone(),
        meanings: meanings
            .iter()
            .map(|meaning| {
                (
                    i128::from(meaning.from),
                    i128::from(meaning.to.unwrap_or(meaning.from)),
                    meaning.means.clone(),
                )
            })
            .collect(),
    })
}

fn port_minimum(document: &ValueDocument) -> Compiled<u16> {
    match document.min {
        None | Some(1) => Ok(1),
        Some(0) => Ok(0),
        Some(min) => Err(
            SchemaFault::new(format!("the least port is {min}, 0 or 1 are possible")).within("min"),
        ),
    }
}

fn mac_separator(text: Option<&str>) -> Compiled<MacSeparator> {
    match text {
        Some("any") => Ok(MacSeparator::Any),
        None | Some(":") => Ok(MacSeparator::Colon),
        Some("-") => Ok(MacSeparator::Hyphen),
        Some("") => Ok(MacSeparator::None),
        Some(text) => Err(SchemaFault::new(format!(
            "separator `{}` of a hardware address is none of `:`, `-`, an empty text and `any`",
            shown(text)
        ))
        .within("separator")),
    }
}

fn listing(document: &ValueDocument, scope: &Scope<'_>, depth: usize) -> Compiled<Listing> {
    let item = document
        .item
        .as_deref()
        .ok_or_else(|| needs("list", "item"))?;
    let separator = document.separator.clone().unwrap_or_else(|| ",".to_owned());
    if separator.is_empty() {
        return Err(SchemaFault::new("the separator of a list is empty").within("separator"));
    }
    let (min_items, max_items) = (
        document.min_items.unwrap_or(1),
        document.max_items.unwrap_or(usize::MAX),
    );
    if min_items > max_items {
        return Err(SchemaFault::new(format!(
            "`min-items` is {min_items}, more than `max-items`, which is {max_items}"
        ))
        .within("min-items"));
    }
    Ok(Listing {
        separator,
        item: Box::new(value(item, scope, depth + 1).map_err(|fault| fault.within("item"))?),
        min_items,
        max_items,
        unique: document.unique.unwrap_or(false),
        ascending: document.ascending.unwrap_or(false),
        blanks: document.blanks.unwrap_or(false),
        contains: document.contains.clone().unwrap_or_default(),
    })
}

fn compound(document: &ValueDocument, scope: &Scope<'_>, depth: usize) -> Compiled<ValueType> {
    let pattern = pattern(document, scope)?.ok_or_else(|| needs("compound", "pattern"))?;
    let parts = document.parts.as_deref().unwrap_or_default();
    let parts = super::each(parts, "parts", |part| {
        // Of tested patterns none is compiled before it is asked.
        if scope.trust == super::Trust::None && !pattern.has_group(&part.group) {
            return Err(SchemaFault::new(format!(
                "the pattern has no group `{}`",
                shown(&part.group)
            ))
            .within("group"));
        }
        Ok(CompoundPart {
            group: part.group.clone(),
            title: part.title.clone(),
            value_type: value(&part.value, scope, depth + 1)
                .map_err(|fault| fault.within("value"))?,
        })
    })?;
    Ok(ValueType::Compound { pattern, parts })
}

fn bit_flags(document: &ValueDocument) -> Compiled<BitFlags> {
    let encoding = match document.encoding {
        None => return Err(needs("bit-flags", "encoding")),
        Some(EncodingDocument::Decimal) => BitEncoding::Decimal {
            leading_zeros: document.leading_zeros.unwrap_or(true),
        },
        Some(EncodingDocument::Hexadecimal) => BitEncoding::Hexadecimal {
            prefix: prefix(document),
            words: match document.words {
                None | Some(1) => 1,
                Some(2) => 2,
                Some(words) => {
                    return Err(
                        SchemaFault::new(format!("{words} words, 1 or 2 are possible"))
                            .within("words"),
                    );
                }
            },
        },
        Some(EncodingDocument::Octets) => BitEncoding::Octets {
            length: match document.length {
                Some(length @ 1..=8) => length,
                _ => {
                    return Err(
                        SchemaFault::new("bit flags in octets need a `length` of 1 to 8")
                            .within("encoding"),
                    );
                }
            },
        },
    };
    let widest = BitFlags::MAX_WIDTH;
    let width = match document.width.unwrap_or(widest) {
        width if (1..=widest).contains(&width) => width,
        width => {
            return Err(
                SchemaFault::new(format!("{width} bits, 1 to {widest} are possible"))
                    .within("width"),
            );
        }
    };
    let fields = document.fields.as_deref().unwrap_or_default();
    Ok(BitFlags {
        encoding,
        width,
        nonzero: document.nonzero.unwrap_or(false),
        fields: super::each(fields, "fields", |field| bit_field(field, width))?,
        all_of: document.all_of.clone().unwrap_or_default(),
        at_least_one_of: document.at_least_one_of.clone().unwrap_or_default(),
        at_most_one_of: document.at_most_one_of.clone().unwrap_or_default(),
    })
}

fn bit_field(document: &FieldDocument, width: u32) -> Compiled<BitField> {
    let (low, high) = match (document.bit, document.bits) {
        (Some(bit), None) => (bit, bit),
        (None, Some([low, high])) if low <= high => (low, high),
        _ => {
            return Err(SchemaFault::new(
                "a field has either `bit`, or `bits` with the lowest first",
            )
            .within("name"));
        }
    };
    if high >= width {
        return Err(SchemaFault::new(format!(
            "bit {high} is beyond the {width} bits that there are"
        ))
        .within("name"));
    }
    let values = document.values.as_deref().unwrap_or_default();
    let meanings = super::each(values, "values", |meaning| {
        let value = u64::try_from(meaning.from)
            .map_err(|_| SchemaFault::new("a value of bits is not negative").within("from"))?;
        Ok((value, meaning.means.clone()))
    })?;
    Ok(BitField {
        low,
        high,
        name: document.name.clone(),
        meanings,
        reserved: document.reserved,
        requires: document.requires.clone(),
        excludes: document.excludes.clone(),
    })
}
