//! The rules: literate cases, the examples of their own documentation, and their sources.

pub(crate) mod diff;
mod documentation;
pub(crate) mod fence;
mod hostile;
mod literate;
pub(crate) mod observation;
mod tidy;
