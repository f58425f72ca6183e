//! Which schemas the program judges by and shows.

use crate::cli::failure::Failure;
use crate::schema::Schemas;

/// The schemas that are built in.
#[expect(
    clippy::unnecessary_wraps,
    reason = "a user's own schemas may be such that they can't be used"
)]
pub(crate) fn schemas_in_force() -> Result<Schemas, Failure> {
    Ok(Schemas::BUILTIN)
}
