//! What is checked, and which sentence of which standard decides.
//!
//! A rule is declared once, in the `rules!` block of its family: doc comment, code, name, citation, needs and check
//! function. Everything else that speaks of it (`explain`, the reports, this documentation, the selection) is derived
//! from that declaration.
//!
//! Severity follows the citation: a MUST gives an error, a SHOULD a warning, a sentence without normative word a note. A
//! user may let a rule weigh something else ([`RuleSettings`]).

mod citation;
mod context;
mod declare;
mod fail_on;
mod file;
mod finding;
mod host;
mod key;
mod mdns;
mod name;
mod part;
mod ptr;
mod reg;
mod registered;
mod select;
mod settings;
mod severity;
mod srv;
mod txt;
mod vocabulary;

pub use citation::{Citation, Requirement};
pub use context::InstanceContext;
pub use declare::{BUG001, Check, Family, Rule};
pub use fail_on::{FailOn, FailOnError};
pub use finding::{Finding, Findings};
pub use select::{SelectError, Selection, Selector};
pub use settings::{RuleSettings, Weight, WeightError};
pub use severity::{Severity, SeverityError};

use declare::rules;
pub(crate) use file::suppression::{FILE050, may_be_suppressed};
pub(crate) use name::service::expected_spelling;
pub(crate) use txt::shown;
pub(crate) use txt::values::quotation_marks;

/// All families in the order in which they are listed.
const FAMILIES: &[&[&Rule]] = &[
    name::service::RULES,
    name::instance::RULES,
    txt::container::RULES,
    txt::keys::RULES,
    txt::values::RULES,
    srv::RULES,
    ptr::RULES,
    host::RULES,
    reg::RULES,
    key::keys::RULES,
    key::presence::RULES,
    key::agreement::RULES,
    key::service::RULES,
    mdns::header::RULES,
    mdns::packet::RULES,
    mdns::records::RULES,
    mdns::times_to_live::RULES,
    mdns::format::RULES,
    file::group::RULES,
    file::group_values::RULES,
    file::unit::RULES,
    file::unit_values::RULES,
    file::capture::RULES,
    file::suppression::RULES,
];

/// All rules, in the order of their families and codes.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().flat_map(|rules| rules.iter().copied())
}

/// The rule with this code or name, in any letter case.
pub fn find(text: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.code.eq_ignore_ascii_case(text) || rule.name.eq_ignore_ascii_case(text))
}
