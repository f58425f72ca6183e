//! What stands behind the `=` of a TXT key: a closed set of types, each with its limits.

mod allowed;
mod bit_flags;
mod integer;
mod listing;
mod octets;
mod pattern;
mod text;
mod violation;

use std::fmt;

pub use allowed::Allowed;
pub use bit_flags::{BitEncoding, BitField, BitFlags};
pub use integer::Integer;
pub use listing::Listing;
pub use octets::{MacSeparator, Padding};
pub use pattern::Pattern;
pub use text::{AddressFamily, PathForm};
pub use violation::{ValueViolation, ViolatedPart};

/// The type of a TXT value.
///
/// A value is opaque octets ([RFC 6763 §6.5](https://www.rfc-editor.org/rfc/rfc6763#section-6.5)); a type says which of
/// them a vocabulary allows, and what they mean to people.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueType {
    /// Anything: no form is known.
    Any,
    /// What any of these types allows.
    AnyOf(Vec<ValueType>),
    /// Base64 text ([RFC 4648 §4](https://www.rfc-editor.org/rfc/rfc4648#section-4)).
    Base64 {
        /// Octets that it stands for.
        decoded_length: Option<usize>,
        /// Whether `=` must fill it up.
        padding: Padding,
    },
    /// A number whose bits have meanings.
    BitFlags(BitFlags),
    /// Yes or no in the vocabulary's own spelling.
    Boolean {
        /// What says yes.
        yes: Vec<String>,
        /// What says no.
        no: Vec<String>,
        /// Whether letter case matters.
        case: WordCase,
    },
    /// Text with parts that have types of their own.
    Compound {
        /// The whole, with a named group for each part.
        pattern: Pattern,
        /// The parts: the group's name, what it is called, its type.
        parts: Vec<CompoundPart>,
    },
    /// This text.
    Constant {
        /// The text.
        value: String,
        /// Whether letter case matters.
        case: WordCase,
    },
    /// A date such as `2026-11-28` ([RFC 3339 §5.6](https://www.rfc-editor.org/rfc/rfc3339#section-5.6)).
    Date,
    /// One of these words.
    Enumeration {
        /// The words and what each means, if that needs to be said.
        values: Vec<(String, Option<String>)>,
        /// Whether letter case matters.
        case: WordCase,
        /// Whether other words are legal too, so that one of them is worth no more than a note.
        open: bool,
    },
    /// No value at all: the key stands alone, without `=`.
    Flag,
    /// Hexadecimal digits.
    Hex {
        /// Digits at least.
        min: usize,
        /// Digits at most.
        max: usize,
        /// In which letter case.
        case: LetterCase,
    },
    /// A host name.
    HostName,
    /// A whole number as text.
    Integer(Integer),
    /// An IP address as text.
    IpAddress(AddressFamily),
    /// JSON text ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)).
    Json,
    /// A language tag ([RFC 5646 §2.1](https://www.rfc-editor.org/rfc/rfc5646#section-2.1)).
    LanguageTag,
    /// Letters out of an alphabet, in any order.
    Letters {
        /// The letters.
        alphabet: String,
    },
    /// Several values with a separator between them.
    List(Listing),
    /// A hardware address of 48 bits as text.
    MacAddress {
        /// What stands between the pairs of digits.
        separator: MacSeparator,
        /// In which letter case.
        case: LetterCase,
    },
    /// A media type ([RFC 6838 §4.2](https://www.rfc-editor.org/rfc/rfc6838#section-4.2)).
    MediaType,
    /// Octets as they are, no text.
    Octets {
        /// Octets at least.
        min: usize,
        /// Octets at most.
        max: usize,
    },
    /// A path.
    Path(PathForm),
    /// A port number in decimal digits, 0 or 1 to 65535.
    Port {
        /// 0 or 1.
        min: u16,
    },
    /// Text in UTF-8 or ASCII.
    Text {
        /// Octets at least.
        min: usize,
        /// Octets at most.
        max: usize,
        /// Whether all of it must be ASCII.
        ascii: bool,
        /// What all of it must match.
        pattern: Option<Pattern>,
        /// What it must not be, in any letter case.
        except: Vec<String>,
    },
    /// An absolute URL ([RFC 3986](https://www.rfc-editor.org/rfc/rfc3986)).
    Url {
        /// The schemes that it may have; none for any.
        schemes: Vec<String>,
    },
    /// A UUID as text ([RFC 9562 §4](https://www.rfc-editor.org/rfc/rfc9562#section-4)).
    Uuid {
        /// Whether `urn:uuid:` stands before it.
        urn: bool,
        /// In which letter case.
        case: LetterCase,
    },
    /// A version number.
    Version {
        /// What all of it must match.
        pattern: Pattern,
    },
}

/// One part of a [`ValueType::Compound`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompoundPart {
    /// The name of its group in the pattern.
    pub group: String,
    /// What it is called.
    pub title: Option<String>,
    /// Its type.
    pub value_type: ValueType,
}

/// The letter case of hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LetterCase {
    /// Both.
    Any,
    /// `a` to `f`.
    Lower,
    /// `A` to `F`.
    Upper,
}

/// Whether the letter case of a word matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WordCase {
    /// It doesn't.
    Insensitive,
    /// It does.
    Sensitive,
}

impl WordCase {
    fn equal(self, word: &str, octets: &[u8]) -> bool {
        match self {
            Self::Insensitive => word.as_bytes().eq_ignore_ascii_case(octets),
            Self::Sensitive => word.as_bytes() == octets,
        }
    }
}

/// Whether `0x` stands before hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Prefix {
    /// It must not.
    None,
    /// It may.
    Optional,
    /// It must.
    Required,
}

impl Prefix {
    /// The digits behind the prefix; `None` where it is missing.
    fn strip(self, octets: &[u8]) -> Option<&[u8]> {
        let stripped = octets
            .strip_prefix(b"0x")
            .or_else(|| octets.strip_prefix(b"0X"));
        match self {
            Self::None => Some(octets),
            Self::Optional => Some(stripped.unwrap_or(octets)),
            Self::Required => stripped,
        }
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "without `0x`",
            Self::Optional => "with `0x` or without",
            Self::Required => "with `0x`",
        })
    }
}

impl ValueType {
    /// What is allowed, in words that follow "allowed is".
    pub const fn allowed(&self) -> Allowed<'_> {
        Allowed(self)
    }

    /// The name of the type as schema files write it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::AnyOf(_) => "any-of",
            Self::Base64 { .. } => "base64",
            Self::BitFlags(_) => "bit-flags",
            Self::Boolean { .. } => "boolean",
            Self::Compound { .. } => "compound",
            Self::Constant { .. } => "constant",
            Self::Date => "date",
            Self::Enumeration { .. } => "enumeration",
            Self::Flag => "flag",
            Self::Hex { .. } => "hex",
            Self::HostName => "host-name",
            Self::Integer(_) => "integer",
            Self::IpAddress(_) => "ip-address",
            Self::Json => "json",
            Self::LanguageTag => "language-tag",
            Self::Letters { .. } => "letters",
            Self::List(_) => "list",
            Self::MacAddress { .. } => "mac-address",
            Self::MediaType => "media-type",
            Self::Octets { .. } => "octets",
            Self::Path(_) => "path",
            Self::Port { .. } => "port",
            Self::Text { .. } => "text",
            Self::Url { .. } => "url",
            Self::Uuid { .. } => "uuid",
            Self::Version { .. } => "version",
        }
    }

    /// What is wrong with a value; `None` where it is allowed.
    pub fn violation(&self, value: &[u8]) -> Option<ValueViolation> {
        if self.allows(value) {
            return None;
        }
        Some(violation::of(self, value))
    }

    /// Whether the value is one of an open enumeration that the vocabulary doesn't list: legal, but unknown here.
    pub fn is_unlisted(&self, value: &[u8]) -> bool {
        match self {
            Self::Enumeration {
                values,
                case,
                open: true,
            } => !values.iter().any(|(word, _)| case.equal(word, value)),
            Self::List(list) => list.items(value).any(|item| list.item.is_unlisted(item)),
            _ => false,
        }
    }

    /// What a value means to people, where the type knows more than the value shows.
    ///
    /// The words come from the schema, and parts of the value are in them: escape them before they are shown.
    pub fn meaning(&self, value: &[u8]) -> Option<String> {
        match self {
            Self::AnyOf(types) => types
                .iter()
                .find(|value_type| value_type.allows(value))?
                .meaning(value),
            Self::BitFlags(flags) => flags.meaning(value),
            Self::Boolean { yes, no, case } => {
                let is_among = |words: &[String]| words.iter().any(|word| case.equal(word, value));
                if is_among(yes) {
                    Some("yes".to_owned())
                } else {
                    is_among(no).then(|| "no".to_owned())
                }
            }
            Self::Compound { pattern, parts } => compound_meaning(pattern, parts, value),
            Self::Enumeration { values, case, .. } => values
                .iter()
                .find(|(word, _)| case.equal(word, value))
                .and_then(|(_, means)| means.clone()),
            Self::Integer(integer) => integer.meaning(value),
            Self::List(list) => {
                let words: Vec<Option<String>> = list
                    .items(value)
                    .map(|item| list.item.meaning(item))
                    .collect();
                if words.iter().all(Option::is_none) {
                    return None;
                }
                let words: Vec<String> = list
                    .items(value)
                    .zip(words)
                    .map(|(item, means)| {
                        means.unwrap_or_else(|| String::from_utf8_lossy(item).into_owned())
                    })
                    .collect();
                Some(words.join(", "))
            }
            Self::Octets { .. } if str::from_utf8(value).is_err() => {
                Some(data_encoding::HEXLOWER.encode(value))
            }
            _ => None,
        }
    }

    /// The part of a compound value that the named group matches.
    pub fn part<'v>(&self, value: &'v [u8], group: &str) -> Option<&'v str> {
        let Self::Compound { pattern, .. } = self else {
            return None;
        };
        let groups = pattern.groups(str::from_utf8(value).ok()?, &[group])?;
        groups.into_iter().next().flatten()
    }

    fn allows(&self, value: &[u8]) -> bool {
        let text = || str::from_utf8(value).ok();
        match self {
            Self::Any => true,
            Self::AnyOf(types) => types.iter().any(|value_type| value_type.allows(value)),
            Self::Base64 {
                decoded_length,
                padding,
            } => octets::base64_len(value, *padding)
                .is_some_and(|length| decoded_length.is_none_or(|wanted| wanted == length)),
            Self::BitFlags(flags) => flags
                .read(value)
                .is_some_and(|bits| flags.fault(bits).is_none()),
            Self::Boolean { yes, no, case } => {
                yes.iter().chain(no).any(|word| case.equal(word, value))
            }
            Self::Compound { pattern, parts } => text().is_some_and(|text| {
                violation::wrong_part(pattern, parts, text).is_none() && pattern.matches(text)
            }),
            Self::Constant { value: word, case } => case.equal(word, value),
            Self::Date => text().is_some_and(text::is_date),
            Self::Enumeration { values, case, open } => {
                *open || values.iter().any(|(word, _)| case.equal(word, value))
            }
            Self::Flag => false,
            Self::Hex { min, max, case } => {
                (*min..=*max).contains(&value.len()) && octets::are_hex_digits(value, *case)
            }
            Self::HostName => text().is_some_and(text::is_host_name),
            Self::Integer(integer) => integer.read(value).is_some(),
            Self::IpAddress(family) => text().is_some_and(|text| family.allows(text)),
            Self::Json => serde_json::from_slice::<serde::de::IgnoredAny>(value).is_ok(),
            Self::LanguageTag => text().is_some_and(text::is_language_tag),
            Self::Letters { alphabet } => {
                text().is_some_and(|text| text.chars().all(|c| alphabet.contains(c)))
            }
            Self::List(list) => {
                list.items(value).all(|item| list.item.allows(item)) && list.fault(value).is_none()
            }
            Self::MacAddress { separator, case } => octets::is_mac(value, *separator, *case),
            Self::MediaType => text().is_some_and(text::is_media_type),
            Self::Octets { min, max } => (*min..=*max).contains(&value.len()),
            Self::Path(form) => text().is_some_and(|text| form.allows(text)),
            Self::Port { min } => {
                let is_number = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
                let port = text().and_then(|text| text.parse::<u16>().ok());
                is_number && port.is_some_and(|port| port >= *min)
            }
            Self::Text {
                min,
                max,
                ascii,
                pattern,
                except,
            } => {
                (*min..=*max).contains(&value.len())
                    && !except
                        .iter()
                        .any(|word| WordCase::Insensitive.equal(word, value))
                    && (!ascii || value.is_ascii())
                    && text().is_some_and(|text| {
                        pattern.as_ref().is_none_or(|pattern| pattern.matches(text))
                    })
            }
            Self::Url { schemes } => text().is_some_and(|text| text::is_url(text, schemes)),
            Self::Uuid { urn: false, case } => octets::is_uuid(value, *case),
            Self::Uuid { urn: true, case } => value
                .strip_prefix(b"urn:uuid:")
                .is_some_and(|uuid| octets::is_uuid(uuid, *case)),
            Self::Version { pattern } => text().is_some_and(|text| pattern.matches(text)),
        }
    }
}

/// The named parts with what they mean.
fn compound_meaning(pattern: &Pattern, parts: &[CompoundPart], value: &[u8]) -> Option<String> {
    let names: Vec<&str> = parts.iter().map(|part| part.group.as_str()).collect();
    let groups = pattern.groups(str::from_utf8(value).ok()?, &names)?;
    let words: Vec<String> = parts
        .iter()
        .zip(groups)
        .filter_map(|(part, group)| {
            let group = group?;
            let means = part.value_type.meaning(group.as_bytes());
            let title = part.title.as_ref().unwrap_or(&part.group);
            Some(format!(
                "{title} {}",
                means.unwrap_or_else(|| group.to_owned())
            ))
        })
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}

#[cfg(test)]
mod tests;
