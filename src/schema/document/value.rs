//! Value types as they stand in a schema file.

use serde::Deserialize;

/// The names of the value types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(in crate::schema) enum ValueKind {
    /// No form is known.
    Any,
    /// One of several types: `of`.
    AnyOf,
    /// Base64 text: `decoded-length`, `padding`.
    Base64,
    /// A number whose bits have meanings: `encoding`, `prefix`, `words`, `width`, `length`, `leading-zeros`, `nonzero`, `fields`, `all-of`, `at-least-one-of`, `at-most-one-of`.
    BitFlags,
    /// Yes or no: `yes`, `no`, `case`.
    Boolean,
    /// Text with parts: `pattern`, `parts`.
    Compound,
    /// One text: `value`, `case`.
    Constant,
    /// A date such as `2026-11-28`.
    Date,
    /// One of several words: `values`, `case`, `open`.
    Enumeration,
    /// The key alone, without `=`.
    Flag,
    /// Hexadecimal digits: `length` or `min-length` and `max-length`, `case`.
    Hex,
    /// A host name.
    HostName,
    /// A whole number: `min`, `max`, `base`, `prefix`, `max-bits`, `leading-zeros`, `unit`, `meanings`.
    Integer,
    /// An IP address: `family`.
    IpAddress,
    /// JSON text.
    Json,
    /// A language tag such as `en-US`.
    LanguageTag,
    /// Letters of an `alphabet`.
    Letters,
    /// Several values: `separator`, `item`, `min-items`, `max-items`, `unique`, `ascending`, `blanks`, `contains`.
    List,
    /// A hardware address of 48 bits: `separator`, `case`.
    MacAddress,
    /// A media type such as `image/urf`.
    MediaType,
    /// Octets that are no text: `length` or `min-length` and `max-length`.
    Octets,
    /// A path: `absolute`.
    Path,
    /// A port number: `min`.
    Port,
    /// Text: `min-length`, `max-length`, `ascii`, `pattern`, `except`.
    Text,
    /// An absolute URL: `schemes`.
    Url,
    /// A UUID: `urn`, `case`.
    Uuid,
    /// A version: `pattern`.
    Version,
}

/// A value type with its limits. Which limits a type has stands beside its name.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::schema) struct ValueDocument {
    /// The type.
    pub(in crate::schema) r#type: ValueKind,
    /// Whether `key=` with nothing behind is allowed too.
    pub(in crate::schema) empty: Option<bool>,
    /// Whether the key alone, without `=`, is allowed too.
    pub(in crate::schema) valueless: Option<bool>,
    /// Whether the source names the key and does not state this form, which is inferred from examples and devices: a value
    /// of another form is no more than noted.
    pub(in crate::schema) inferred: Option<bool>,
    /// Exact length, in octets or digits.
    pub(in crate::schema) length: Option<usize>,
    /// Least length, in octets or digits.
    pub(in crate::schema) min_length: Option<usize>,
    /// Greatest length, in octets or digits.
    pub(in crate::schema) max_length: Option<usize>,
    /// Whether all of the text must be ASCII.
    pub(in crate::schema) ascii: Option<bool>,
    /// A regular expression that all of the value matches.
    pub(in crate::schema) pattern: Option<String>,
    /// Texts that are not allowed, in any letter case.
    pub(in crate::schema) except: Option<Vec<String>>,
    /// The text of a constant.
    pub(in crate::schema) value: Option<String>,
    /// Letter case: `upper`, `lower` or `any` for digits, `sensitive` or `insensitive` for words.
    pub(in crate::schema) case: Option<CaseDocument>,
    /// Least value.
    pub(in crate::schema) min: Option<i64>,
    /// Greatest value.
    pub(in crate::schema) max: Option<i64>,
    /// Base of a number: 10 or 16.
    pub(in crate::schema) base: Option<u32>,
    /// Whether `0x` stands before hexadecimal digits.
    pub(in crate::schema) prefix: Option<PrefixDocument>,
    /// Bits of a number at most.
    pub(in crate::schema) max_bits: Option<u32>,
    /// Whether zeros that could be left out may stand first.
    pub(in crate::schema) leading_zeros: Option<bool>,
    /// What is counted, such as `ms`.
    pub(in crate::schema) unit: Option<String>,
    /// What numbers mean.
    pub(in crate::schema) meanings: Option<Vec<MeaningDocument>>,
    /// What says yes.
    pub(in crate::schema) yes: Option<Vec<String>>,
    /// What says no.
    pub(in crate::schema) no: Option<Vec<String>>,
    /// The words of an enumeration: each a word, or a table with `value` and `means`.
    pub(in crate::schema) values: Option<Vec<WordDocument>>,
    /// Whether other words are legal too.
    pub(in crate::schema) open: Option<bool>,
    /// Whether `urn:uuid:` stands first.
    pub(in crate::schema) urn: Option<bool>,
    /// What stands between items, or between the pairs of digits of a hardware address: there `:`, `-`, an empty text, or `any`.
    pub(in crate::schema) separator: Option<String>,
    /// The type of each item.
    pub(in crate::schema) item: Option<Box<ValueDocument>>,
    /// Items at least.
    pub(in crate::schema) min_items: Option<usize>,
    /// Items at most.
    pub(in crate::schema) max_items: Option<usize>,
    /// Whether no item may stand twice.
    pub(in crate::schema) unique: Option<bool>,
    /// Whether the items must ascend.
    pub(in crate::schema) ascending: Option<bool>,
    /// Whether blanks around an item don't belong to it.
    pub(in crate::schema) blanks: Option<bool>,
    /// Items that must be there.
    pub(in crate::schema) contains: Option<Vec<String>>,
    /// Which addresses are meant: `4`, `6` or `any`.
    pub(in crate::schema) family: Option<FamilyDocument>,
    /// Whether a path begins with `/`: `yes`, `no` or `either`.
    pub(in crate::schema) absolute: Option<AbsoluteDocument>,
    /// Schemes that a URL may have.
    pub(in crate::schema) schemes: Option<Vec<String>>,
    /// The letters.
    pub(in crate::schema) alphabet: Option<String>,
    /// How bit flags are written.
    pub(in crate::schema) encoding: Option<EncodingDocument>,
    /// Words of 32 bits at most, the low one first, with commas between them.
    pub(in crate::schema) words: Option<u32>,
    /// Bits at most.
    pub(in crate::schema) width: Option<u32>,
    /// Whether zero is excluded.
    pub(in crate::schema) nonzero: Option<bool>,
    /// What the bits mean.
    pub(in crate::schema) fields: Option<Vec<FieldDocument>>,
    /// Bits that must all be set.
    pub(in crate::schema) all_of: Option<Vec<u32>>,
    /// Bits of which at least one must be set.
    pub(in crate::schema) at_least_one_of: Option<Vec<u32>>,
    /// Bits of which at most one may be set.
    pub(in crate::schema) at_most_one_of: Option<Vec<u32>>,
    /// Octets that base64 stands for.
    pub(in crate::schema) decoded_length: Option<usize>,
    /// Whether base64 must be filled up with `=`.
    pub(in crate::schema) padding: Option<PaddingDocument>,
    /// The parts of a compound.
    pub(in crate::schema) parts: Option<Vec<PartDocument>>,
    /// The types of which one must fit.
    pub(in crate::schema) of: Option<Vec<ValueDocument>>,
}

/// Letter case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(in crate::schema) enum CaseDocument {
    /// Digits of both cases.
    Any,
    /// Words in any case.
    Insensitive,
    /// Digits `a` to `f`.
    Lower,
    /// Words letter by letter.
    Sensitive,
    /// Digits `A` to `F`.
    Upper,
}

/// Whether `0x` stands before digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(in crate::schema) enum PrefixDocument {
    /// It must not.
    None,
    /// It may.
    Optional,
    /// It must.
    Required,
}

/// Which addresses are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::schema) enum FamilyDocument {
    /// Both.
    #[serde(rename = "any")]
    Any,
    /// IPv4.
    #[serde(rename = "4")]
    V4,
    /// IPv6.
    #[serde(rename = "6")]
    V6,
}

/// Whether a path begins with `/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(in crate::schema) enum AbsoluteDocument {
    /// It may.
    Either,
    /// It doesn't.
    No,
    /// It does.
    Yes,
}

/// How bit flags are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(in crate::schema) enum EncodingDocument {
    /// Decimal digits.
    Decimal,
    /// Hexadecimal digits.
    Hexadecimal,
    /// Octets, the most significant first.
    Octets,
}

/// Whether base64 is filled up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(in crate::schema) enum PaddingDocument {
    /// It may be.
    Optional,
    /// It must be.
    Required,
}

/// A word of an enumeration.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(
    untagged,
    expecting = "expected a word, or a table with `value` and `means`"
)]
pub(in crate::schema) enum WordDocument {
    /// The word alone.
    Word(String),
    /// The word and what it means.
    Explained(ExplainedWord),
}

/// A word and what it means.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::schema) struct ExplainedWord {
    /// The word.
    pub(in crate::schema) value: String,
    /// What it means.
    pub(in crate::schema) means: String,
}

/// What a number, or numbers from one to another, mean.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::schema) struct MeaningDocument {
    /// The number, or the lowest of them.
    pub(in crate::schema) from: i64,
    /// The highest of them.
    pub(in crate::schema) to: Option<i64>,
    /// What they mean.
    pub(in crate::schema) means: String,
}

/// Neighboring bits with a meaning.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::schema) struct FieldDocument {
    /// The one bit, counted from 0, the least significant.
    pub(in crate::schema) bit: Option<u32>,
    /// The lowest and the highest bit.
    pub(in crate::schema) bits: Option<[u32; 2]>,
    /// What they say.
    pub(in crate::schema) name: String,
    /// What each value means.
    pub(in crate::schema) values: Option<Vec<MeaningDocument>>,
    /// Whether the bits must be zero.
    #[serde(default)]
    pub(in crate::schema) reserved: bool,
    /// Bits that must be set where any of these is.
    #[serde(default)]
    pub(in crate::schema) requires: Vec<u32>,
    /// Bits that must not be set where any of these is.
    #[serde(default)]
    pub(in crate::schema) excludes: Vec<u32>,
}

/// A part of a compound.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::schema) struct PartDocument {
    /// The name of its group in the pattern.
    pub(in crate::schema) group: String,
    /// What it is called.
    pub(in crate::schema) title: Option<String>,
    /// Its type.
    pub(in crate::schema) value: ValueDocument,
}
