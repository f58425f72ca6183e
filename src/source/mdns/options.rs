use std::time::Duration;

use crate::schema::Schemas;
use crate::source::mdns::InterfaceSelection;
use crate::source::observer::BrowseTarget;

/// How a link is browsed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BrowseOptions {
    /// What is looked for; empty for all types, which the meta-query enumerates
    /// ([RFC 6763 §9](https://www.rfc-editor.org/rfc/rfc6763#section-9)).
    pub targets: Vec<BrowseTarget>,
    /// How often is asked.
    pub rounds: Rounds,
    /// How long nothing new must have come, after the last round, for the run to end.
    pub settle: Duration,
    /// When the run ends at the latest; `None` for never.
    pub timeout: Option<Duration>,
    /// Whether it goes on and reports changes and removals until it is told to stop.
    pub watch: bool,
    /// On which interfaces.
    pub interfaces: InterfaceSelection,
    /// Who asks.
    pub engine: Engine,
    /// What is judged.
    pub view: View,
    /// The vocabularies whose subtypes are asked for beside their types, so that it is known under which an instance is
    /// announced.
    pub schemas: Schemas,
}

impl BrowseOptions {
    /// Half a second: longer than a responder may wait with its answer
    /// (120 ms, [RFC 6762 §6](https://www.rfc-editor.org/rfc/rfc6762#section-6)) and its packet may take.
    pub const DEFAULT_SETTLE: Duration = Duration::from_millis(500);

    /// Ten seconds: an hour of a busy link would otherwise never settle.
    pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);
}

impl Default for BrowseOptions {
    fn default() -> Self {
        Self {
            targets: Vec::new(),
            rounds: Rounds::Standard,
            settle: Self::DEFAULT_SETTLE,
            timeout: Some(Self::DEFAULT_TIMEOUT),
            watch: false,
            interfaces: InterfaceSelection::default(),
            engine: Engine::MdnsSd,
            view: View::Tap,
            schemas: Schemas::BUILTIN,
        }
    }
}

/// How many rounds of questions are asked. The pauses between them grow as
/// [RFC 6762 §5.2](https://www.rfc-editor.org/rfc/rfc6762#section-5.2) asks: at least a second, then at least twice as
/// long as before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Rounds {
    /// One round.
    Quick,
    /// Two rounds, a second apart.
    #[default]
    Standard,
    /// Four rounds, at 0, 1, 3 and 7 seconds.
    Thorough,
}

impl Rounds {
    /// When each round is asked, since the type was first asked for.
    pub const fn schedule(self) -> &'static [Duration] {
        const ALL: &[Duration] = &[
            Duration::ZERO,
            Duration::from_secs(1),
            Duration::from_secs(3),
            Duration::from_secs(7),
        ];
        match self {
            Self::Quick => ALL.split_at(1).0,
            Self::Standard => ALL.split_at(2).0,
            Self::Thorough => ALL,
        }
    }

    /// How often a record that is missing is asked for.
    pub const fn questions(self) -> usize {
        match self {
            Self::Quick => 1,
            Self::Standard => 2,
            Self::Thorough => 3,
        }
    }

    /// When the last round is asked.
    pub fn last(self) -> Duration {
        self.schedule().last().copied().unwrap_or_default()
    }
}

/// Who asks for the types of a browse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Engine {
    /// mdns-sd, which joins the group on every interface of the machine.
    #[default]
    MdnsSd,
    /// The tap itself, which stays on the interfaces of the selection.
    Tap,
}

/// By whose eyes the link is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum View {
    /// The tap's, which loses nothing; the engine's where the tap can't be opened.
    #[default]
    Tap,
    /// The engine's alone, as on systems without a tap.
    Engine,
}
