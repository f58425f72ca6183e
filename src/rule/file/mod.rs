//! What only a file can get wrong.

pub(super) mod capture;
