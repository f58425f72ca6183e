//! Which table of the registry the program asks: the one that the user has fetched, or the one that is built in.

use std::ffi::OsString;
use std::sync::OnceLock;

use clap::Args;

use crate::registry::{self, Registry};
use crate::source::RegistryCache;

/// What became of the cached table when it was first asked for.
static OUTCOME: OnceLock<Outcome> = OnceLock::new();

#[derive(Debug)]
enum Outcome {
    Absent,
    /// One sentence for the user.
    Refused(String),
    Serves,
}

/// The option about the registry, which every command has.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Registry options")]
pub(crate) struct RegistryOptions {
    /// Use the registry that is built in, not the one that `registry update` has fetched.
    #[arg(long, global = true)]
    #[allow(
        dead_code,
        reason = "read before clap reads: types among the arguments are looked up"
    )]
    builtin: bool,
}

/// Has the cached table opened when it is first asked for, unless the arguments say `--builtin`.
pub(crate) fn prepare(arguments: &[OsString]) {
    let mut options = arguments.iter().take_while(|argument| *argument != "--");
    if !options.any(|argument| argument == "--builtin") {
        registry::on_first_use(open_cached);
    }
}

/// Opens the table in force and tells what is wrong with the cached one, if something is.
pub(crate) fn opened() -> Option<&'static str> {
    registry::current();
    refusal()
}

/// What is wrong with the cached table, if it was opened already and can't be used.
pub(crate) fn refusal() -> Option<&'static str> {
    match OUTCOME.get()? {
        Outcome::Refused(sentence) => Some(sentence),
        Outcome::Absent | Outcome::Serves => None,
    }
}

/// Whether the cached table is in force.
pub(crate) fn is_cached() -> bool {
    registry::current();
    matches!(OUTCOME.get(), Some(Outcome::Serves))
}

fn open_cached() -> Option<Registry> {
    let opened = RegistryCache::of_user().map(|cache| cache.open());
    let (outcome, registry) = match opened {
        None | Some(Ok(None)) => (Outcome::Absent, None),
        Some(Ok(Some(registry))) => (Outcome::Serves, Some(registry)),
        Some(Err(error)) => {
            let sentence = format!(
                "the registry that is built in is used, the updated one can't be: {error} (`dnssd-check registry update` makes it anew)"
            );
            (Outcome::Refused(sentence), None)
        }
    };
    let _ = OUTCOME.set(outcome);
    registry
}
