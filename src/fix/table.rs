use std::fmt;

use super::faulty::Faulty;
use super::{Edit, avahi, name, txt, unit, zone};
use crate::rule::Rule;

/// What there is to be done about the findings of one rule.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Fix {
    /// The code of the rule.
    pub code: &'static str,
    /// What it means for those who read the service.
    pub safety: Safety,
    /// What it does: a sentence without full stop.
    pub summary: &'static str,
    pub(super) make: fn(&Faulty<'_>) -> Option<Vec<Edit>>,
    /// How much of the file is fixed at once.
    pub(super) scope: Scope,
    /// Whether the daemon or this program reads more of the file afterwards, and may find more in it.
    pub(super) reveals: bool,
}

impl fmt::Debug for Fix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fix")
            .field("code", &self.code)
            .field("safety", &self.safety)
            .field("summary", &self.summary)
            .finish_non_exhaustive()
    }
}

/// What a fix means for those who read the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "complete by definition")]
pub enum Safety {
    /// Nothing: they read the same, or read what nobody read and what can mean one thing only.
    Safe,
    /// They read something else, which is most likely what was meant.
    Unsafe,
}

/// How much of a file one fix repairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// What the finding is about.
    Finding,
    /// All that is of the same service type.
    ServiceType,
}

impl Safety {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

impl fmt::Display for Safety {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What can be done about the findings of a rule, if anything can.
pub fn fix_of(rule: &Rule) -> Option<&'static Fix> {
    FIXES.iter().find(|fix| fix.code == rule.code)
}

/// A fix that changes nothing for those who read the service.
const fn safe(
    code: &'static str,
    summary: &'static str,
    make: fn(&Faulty<'_>) -> Option<Vec<Edit>>,
) -> Fix {
    Fix {
        code,
        safety: Safety::Safe,
        summary,
        make,
        scope: Scope::Finding,
        reveals: false,
    }
}

/// A fix after which something else is published.
const fn unsafe_fix(
    code: &'static str,
    summary: &'static str,
    make: fn(&Faulty<'_>) -> Option<Vec<Edit>>,
) -> Fix {
    Fix {
        safety: Safety::Unsafe,
        ..safe(code, summary, make)
    }
}

/// A safe fix of a file of which nobody reads a part.
const fn revealing(
    code: &'static str,
    summary: &'static str,
    make: fn(&Faulty<'_>) -> Option<Vec<Edit>>,
) -> Fix {
    Fix {
        reveals: true,
        ..safe(code, summary, make)
    }
}

/// All fixes, in the order in which `dnssd-check rules` lists their rules.
pub const FIXES: &[Fix] = &[
    Fix {
        scope: Scope::ServiceType,
        ..safe(
            "NAME009",
            "writes the service type in the letter case in which it is registered, the protocol in lower case",
            name::type_as_registered,
        )
    },
    unsafe_fix(
        "NAME015",
        "normalizes the name to Unicode Normalization Form C",
        name::normalized,
    ),
    unsafe_fix(
        "NAME016",
        "takes byte order marks out of the name",
        name::without_byte_order_marks,
    ),
    unsafe_fix(
        "TXT001",
        "adds a TXT record with one empty string",
        zone::with_txt_record,
    ),
    unsafe_fix(
        "TXT004",
        "puts all keys in the first TXT record; of a key that stands in several, the first counts",
        zone::merged,
    ),
    safe(
        "TXT005",
        "takes out TXT records that say the same as one before",
        zone::without_repeated_records,
    ),
    safe(
        "TXT006",
        "takes out empty strings",
        txt::without_empty_strings,
    ),
    safe(
        "TXT010",
        "takes out strings without a key, which clients must ignore",
        txt::without_empty_keys,
    ),
    safe(
        "TXT013",
        "takes out the later strings of a key, which clients must ignore",
        txt::without_repeated_keys,
    ),
    unsafe_fix(
        "TXT014",
        "takes blanks away around the key, and behind its `=` where they stand before it too",
        txt::without_blanks_around_key,
    ),
    safe(
        "TXT016",
        "puts `txtvers` before all other keys",
        txt::to_front,
    ),
    unsafe_fix(
        "TXT018",
        "takes the quotation marks around the value away",
        txt::without_quotation_marks,
    ),
    unsafe_fix(
        "TXT019",
        "takes the NUL at the end of the value away",
        txt::without_nul,
    ),
    unsafe_fix(
        "SRV009",
        "lets the SRV record name the host to which the alias leads",
        zone::with_canonical_target,
    ),
    safe(
        "SRV010",
        "writes the name in all records as in the SRV record",
        name::alike_in_all_records,
    ),
    safe(
        "PTR007",
        "writes the name in all records as in the SRV record",
        name::alike_in_all_records,
    ),
    safe(
        "KEY002",
        "writes the key in the letter case of the vocabulary",
        txt::spelled_as_defined,
    ),
    unsafe_fix(
        "KEY003",
        "writes the value as the vocabulary spells it: yes and no, words and digits in their letter case, without blanks around",
        txt::respelled,
    ),
    safe("KEY009", "puts the key before all others", txt::to_front),
    revealing(
        "FILE001",
        "writes `&amp;` for an `&` and `&lt;` for a `<` that begins nothing",
        avahi::escaped,
    ),
    revealing(
        "FILE004",
        "writes the value of the attribute in lower case",
        avahi::attribute_in_lower_case,
    ),
    unsafe_fix(
        "FILE009",
        "writes `replace-wildcards=\"yes\"`",
        avahi::with_wildcards_replaced,
    ),
    safe(
        "FILE012",
        "leaves out `/tcp` and `/udp` behind the port",
        avahi::port_without_protocol,
    ),
    unsafe_fix(
        "FILE014",
        "writes the subtype with its type",
        avahi::subtype_with_type,
    ),
    revealing(
        "FILE015",
        "leaves out the `0x` before hexadecimal digits",
        avahi::without_hexadecimal_prefix,
    ),
    safe(
        "FILE018",
        "takes out empty strings",
        avahi::without_empty_string,
    ),
    unsafe_fix(
        "FILE024",
        "writes the key in the letter case in which it is read",
        unit::key_as_read,
    ),
    safe(
        "FILE028",
        "leaves out the `=`, which is not published",
        unit::without_lost_equals_sign,
    ),
    unsafe_fix(
        "FILE029",
        "escapes the dots of the name",
        unit::with_escaped_dots,
    ),
    unsafe_fix(
        "FILE030",
        "escapes the dots of the name",
        unit::with_escaped_dots,
    ),
    unsafe_fix(
        "FILE032",
        "takes the quotation marks around the name away",
        unit::without_quotation_marks,
    ),
    unsafe_fix(
        "FILE034",
        "leaves out the zeros before the number",
        unit::without_leading_zeros,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule;

    #[test]
    fn each_fix_answers_a_rule_and_no_rule_has_two() {
        let codes: Vec<&str> = FIXES.iter().map(|fix| fix.code).collect();
        let in_order: Vec<&str> = rule::all()
            .map(|rule| rule.code)
            .filter(|code| codes.contains(code))
            .collect();
        assert_eq!(codes, in_order);
    }
}
