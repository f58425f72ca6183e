//! The types that are asked for, by whom and when.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::name::DomainName;
use crate::source::mdns::Rounds;

/// The longest pause between two questions for a type
/// ([RFC 6762 §5.2](https://www.rfc-editor.org/rfc/rfc6762#section-5.2)).
const LONGEST_PAUSE: Duration = Duration::from_secs(3_600);

/// The names whose PTR records are asked for, each with the time since when.
#[derive(Debug)]
pub(super) struct AskedTypes {
    rounds: Rounds,
    watch: bool,
    types: BTreeMap<DomainName, Asked>,
}

/// Who sends the questions for a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asker {
    /// The engine, at its own pace.
    Engine,
    /// We, through the tap.
    Tap,
}

#[derive(Debug)]
struct Asked {
    since: Duration,
    asker: Asker,
    /// Rounds that we have sent.
    done: usize,
}

impl AskedTypes {
    pub(super) const fn new(rounds: Rounds, watch: bool) -> Self {
        Self {
            rounds,
            watch,
            types: BTreeMap::new(),
        }
    }

    /// Notes that `name` is asked for since `since`.
    pub(super) fn add(&mut self, name: DomainName, since: Duration, asker: Asker) {
        self.types.insert(
            name,
            Asked {
                since,
                asker,
                done: 0,
            },
        );
    }

    /// From now on we ask for everything; the rounds that the engine should have sent count as sent.
    pub(super) fn take_over(&mut self, now: Duration) {
        let schedule = self.rounds.schedule();
        for asked in self
            .types
            .values_mut()
            .filter(|asked| asked.asker == Asker::Engine)
        {
            asked.asker = Asker::Tap;
            asked.done = schedule
                .iter()
                .filter(|at| asked.since + **at <= now)
                .count();
        }
    }

    /// The names that we have to ask for now; each counts as asked.
    pub(super) fn due(&mut self, now: Duration) -> Vec<DomainName> {
        let (rounds, watch) = (self.rounds, self.watch);
        let mut due = Vec::new();
        for (name, asked) in &mut self.types {
            if asked
                .own_round_at(rounds, watch)
                .is_some_and(|at| at <= now)
            {
                asked.done += 1;
                due.push(name.clone());
            }
        }
        due
    }

    /// When we have to ask next.
    pub(super) fn next_at(&self) -> Option<Duration> {
        self.types
            .values()
            .filter_map(|asked| asked.own_round_at(self.rounds, self.watch))
            .min()
    }

    /// When the last round for the type asked for last is sent.
    pub(super) fn last_round(&self) -> Duration {
        let last_since = self.types.values().map(|asked| asked.since).max();
        last_since
            .map(|since| since + self.rounds.last())
            .unwrap_or_default()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &DomainName> {
        self.types.keys()
    }
}

impl Asked {
    fn own_round_at(&self, rounds: Rounds, watch: bool) -> Option<Duration> {
        match self.asker {
            Asker::Engine => None,
            Asker::Tap => round_at(rounds, watch, self.done).map(|at| self.since + at),
        }
    }
}

/// When round number `done` (counted from 0) is due; a watch goes on at doubled pauses up to an hour.
fn round_at(rounds: Rounds, watch: bool, done: usize) -> Option<Duration> {
    if !watch {
        return rounds.schedule().get(done).copied();
    }
    let mut at = Duration::ZERO;
    let mut pause = Duration::from_secs(1);
    for _ in 0..done {
        at += pause;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
    Some(at)
}

/// The name as the engine takes it: text in lower case, because it compares suffixes octet by octet; `None` for labels
/// that its unescaped text can't carry.
pub(super) fn engine_name(name: &DomainName) -> Option<String> {
    let mut labels = Vec::new();
    for label in name.labels() {
        let text = std::str::from_utf8(label).ok()?;
        if text.contains('.') || text.contains(char::is_control) {
            return None;
        }
        labels.push(text.to_ascii_lowercase());
    }
    let text = format!("{}.", labels.join("."));
    let is_browsable = text.ends_with("._tcp.local.") || text.ends_with("._udp.local.");
    is_browsable.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> DomainName {
        text.parse().expect("a name")
    }

    #[test]
    fn rounds_of_a_watch_double_up_to_an_hour() {
        let seconds = |done| round_at(Rounds::Standard, true, done).map(|at| at.as_secs());
        assert_eq!([0, 1, 2, 3, 4].map(seconds), [0, 1, 3, 7, 15].map(Some));
        let pause = |done| {
            seconds(done + 1)
                .zip(seconds(done))
                .map(|(next, this)| next - this)
        };
        assert_eq!(pause(40), Some(3_600));
        assert_eq!(round_at(Rounds::Standard, false, 2), None);
    }

    #[test]
    fn the_first_two_rounds_are_a_second_apart() {
        let mut asked = AskedTypes::new(Rounds::Standard, false);
        asked.add(
            name("_http._tcp.local."),
            Duration::from_millis(5),
            Asker::Tap,
        );
        assert_eq!(asked.due(Duration::from_millis(5)).len(), 1);
        assert_eq!(asked.due(Duration::from_millis(1_004)).len(), 0);
        assert_eq!(asked.next_at(), Some(Duration::from_millis(1_005)));
        assert_eq!(asked.due(Duration::from_millis(1_005)).len(), 1);
        assert_eq!(asked.next_at(), None);
    }

    #[test]
    fn an_engine_that_ends_is_taken_over_where_it_was() {
        let mut asked = AskedTypes::new(Rounds::Thorough, false);
        asked.add(name("_http._tcp.local."), Duration::ZERO, Asker::Engine);
        assert_eq!(asked.next_at(), None);
        asked.take_over(Duration::from_millis(1_500));
        assert_eq!(asked.next_at(), Some(Duration::from_secs(3)));
    }

    #[test]
    fn the_engine_gets_lower_case_text_it_can_carry() {
        assert_eq!(
            engine_name(&name("_HTTP._TCP.local.")).as_deref(),
            Some("_http._tcp.local.")
        );
        assert_eq!(
            engine_name(
                &name(r"_a\.b._tcp.local.")
                    .parent()
                    .unwrap_or_else(DomainName::root)
            ),
            None
        );
        assert_eq!(engine_name(&name(r"_\255._tcp.local.")), None);
        assert_eq!(engine_name(&name("_http._sctp.local.")), None);
    }
}
