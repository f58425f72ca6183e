//! The registry in force: the one that the rules and the look-ups of this crate ask.

use std::sync::OnceLock;

use super::table::Registry;

static LOADER: OnceLock<fn() -> Option<Registry>> = OnceLock::new();
static CURRENT: OnceLock<Option<Registry>> = OnceLock::new();

/// Has `loader` called when the registry in force is first asked for; where it gives none, the builtin table serves.
///
/// The crate itself loads nothing: a program that keeps a newer table says here how to open it. The first call counts,
/// and only if it comes before the first look-up.
pub fn on_first_use(loader: fn() -> Option<Registry>) {
    let _ = LOADER.set(loader);
}

/// The registry in force: what [`on_first_use`] loads, otherwise [`Registry::builtin`].
pub fn current() -> &'static Registry {
    CURRENT
        .get_or_init(|| LOADER.get().and_then(|loader| loader()))
        .as_ref()
        .unwrap_or_else(|| Registry::builtin())
}
