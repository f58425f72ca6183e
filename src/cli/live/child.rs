use std::ffi::OsString;
use std::io;
use std::process::{Child, Command, ExitStatus as ProcessStatus};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;

/// How often a running command is looked at.
const TICK: Duration = Duration::from_millis(20);

/// How long a command may take to end after it was asked to.
const GRACE: Duration = Duration::from_secs(5);

/// A command that runs while a service is published.
#[derive(Clone, Default)]
pub(super) struct ChildProcess {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    child: Option<Child>,
    ended: Option<ProcessStatus>,
    asked_to_end: Option<Instant>,
}

impl ChildProcess {
    /// Starts the command; `ended` is called when it has ended.
    pub(super) fn start(
        &self,
        command: &[OsString],
        ended: impl Fn() + Send + 'static,
    ) -> Result<(), Failure> {
        let Some((program, arguments)) = command.split_first() else {
            return Ok(());
        };
        let child = Command::new(program)
            .args(arguments)
            .spawn()
            .map_err(|error| {
                let program =
                    crate::name::presentation::text(program.as_encoded_bytes()).to_string();
                Failure::usage(format_args!("command `{program}` can't be run: {error}"))
            })?;
        self.with(|state| state.child = Some(child));
        let own = self.clone();
        let watch = move || {
            while !own.has_ended() {
                thread::sleep(TICK);
            }
            ended();
        };
        let spawned = thread::Builder::new()
            .name("command".to_owned())
            .spawn(watch);
        spawned
            .map(drop)
            .map_err(|error| Failure::usage(format_args!("can't watch the command: {error}")))
    }

    /// Asks the command to end; true if there is one that runs.
    pub(super) fn end(&self) -> bool {
        self.with(|state| {
            let Some(child) = state.child.as_mut().filter(|_| state.ended.is_none()) else {
                return false;
            };
            if state.asked_to_end.is_none() {
                terminate(child);
                state.asked_to_end = Some(Instant::now());
            }
            true
        })
    }

    /// The status to end with; `None` if no command was started.
    pub(super) fn status(&self) -> Option<ExitStatus> {
        self.with(|state| state.ended.map(status_of))
    }

    fn has_ended(&self) -> bool {
        self.with(|state| {
            let Some(child) = &mut state.child else {
                return true;
            };
            if state
                .asked_to_end
                .is_some_and(|asked| asked.elapsed() > GRACE)
            {
                // It was asked before; now it has to. That it has just ended is the only error.
                let _has_just_ended: io::Result<()> = child.kill();
            }
            if let Ok(Some(status)) = child.try_wait() {
                state.ended = Some(status);
            }
            state.ended.is_some()
        })
    }

    fn with<T>(&self, action: impl FnOnce(&mut State) -> T) -> T {
        action(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(target_os = "linux")]
fn terminate(child: &mut Child) {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    let Ok(pid) = i32::try_from(child.id()) else {
        return;
    };
    // It was not waited for yet, so the id is still its own; an error means that it has ended.
    let _has_just_ended = kill(Pid::from_raw(pid), Signal::SIGTERM);
}

#[cfg(not(target_os = "linux"))]
fn terminate(child: &mut Child) {
    // That it has just ended is the only error.
    let _has_just_ended: io::Result<()> = child.kill();
}

/// The status of the command, or 128 and the number of the signal that ended it, as shells do.
fn status_of(status: ProcessStatus) -> ExitStatus {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return ExitStatus::OfCommand(u8::try_from(128 + signal).unwrap_or(u8::MAX));
    }
    let code = status.code().unwrap_or(1);
    ExitStatus::OfCommand(u8::try_from(code).unwrap_or(u8::MAX))
}
