//! NAME: service types, instance names and domains as [`crate::name`] judges them.
//!
//! Every limit is stated in [`crate::name`]; the rules here only give each violation its sentence and its weight.

pub(crate) mod instance;
pub(crate) mod service;

mod identifier;
