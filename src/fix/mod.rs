//! Repairs definition files: what a finding says is wrong and can be put right without asking anybody.
//!
//! A fix answers one rule and is a list of [edits](Edit) of the text; everything else of a file stays as it is, octet by octet:
//! comments, blanks, order, encoding, line ends. A *safe* fix changes nothing for anybody who reads the service by the standard,
//! or makes that readable which nobody reads and which can mean one thing only. An *unsafe* one publishes something else, which
//! is most likely what was meant.
//!
//! Only what the linter reports is fixed, so that a selection of rules is a selection of fixes. What comes out is judged again
//! before it counts: a fix that brings a new finding is a fault of this program, and is dropped.

mod avahi;
mod edit;
mod faulty;
mod guard;
mod index;
mod name;
mod run;
mod table;
mod text;
mod txt;
mod unit;
mod value;
mod zone;

pub use edit::Edit;
pub use run::{Fixable, Fixed, fix, fixable};
pub use table::{FIXES, Fix, Safety, fix_of};
