//! Processes that a test starts, whose lines it waits for and that end with it.

use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long a test waits for what has to happen; generous, for two busy cores.
pub(crate) const PATIENCE: Duration = Duration::from_secs(40);

/// A process in the background. It is killed when this is dropped.
pub(crate) struct Process {
    child: Child,
    stdin: Option<ChildStdin>,
    heard: Arc<Heard>,
    readers: Vec<JoinHandle<()>>,
    what: String,
}

/// What a finished process left behind.
#[derive(Debug)]
pub(crate) struct Finished {
    /// The exit status; `None` when a signal ended it.
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    what: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stream {
    Stdout,
    Stderr,
}

#[derive(Clone, Debug)]
struct Line {
    stream: Stream,
    at: Instant,
    text: String,
}

#[derive(Default)]
struct Heard {
    lines: Mutex<Vec<Line>>,
    news: Condvar,
}

impl Process {
    /// Starts `command` with its output collected line by line.
    pub(crate) fn start(command: &mut Command) -> Self {
        let what = format!("{command:?}");
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("can't start {what}: {error}"));
        let heard = Arc::new(Heard::default());
        let stdout = child.stdout.take().expect("stdout was asked for as a pipe");
        let stderr = child.stderr.take().expect("stderr was asked for as a pipe");
        let readers = vec![
            listen(stdout, Stream::Stdout, Arc::clone(&heard)),
            listen(stderr, Stream::Stderr, Arc::clone(&heard)),
        ];
        Self {
            stdin: child.stdin.take(),
            child,
            heard,
            readers,
            what,
        }
    }

    /// Writes one line to the standard input.
    pub(crate) fn tell(&mut self, line: &str) {
        let stdin = self
            .stdin
            .as_mut()
            .expect("the standard input stays open until the end");
        writeln!(stdin, "{line}")
            .unwrap_or_else(|error| panic!("{} does not listen: {error}", self.what));
    }

    /// Waits for the first line, of either stream, that `matches`; fails the test after
    /// [`PATIENCE`].
    pub(crate) fn wait_for(&self, expected: &str, matches: impl Fn(&str) -> bool) -> String {
        self.find_within(PATIENCE, |line| matches(&line.text))
            .unwrap_or_else(|| {
                panic!(
                    "no {expected} from {}; it said:\n{}",
                    self.what,
                    self.transcript()
                )
            })
            .text
    }

    /// As [`wait_for`](Self::wait_for), of standard error alone.
    pub(crate) fn wait_for_stderr(&self, expected: &str, matches: impl Fn(&str) -> bool) -> String {
        self.find_within(PATIENCE, |line| {
            line.stream == Stream::Stderr && matches(&line.text)
        })
        .unwrap_or_else(|| {
            panic!(
                "no {expected} on stderr of {}; it said:\n{}",
                self.what,
                self.transcript()
            )
        })
        .text
    }

    /// When the first line that `matches` was read.
    pub(crate) fn time_of(&self, expected: &str, matches: impl Fn(&str) -> bool) -> Instant {
        self.find_within(PATIENCE, |line| matches(&line.text))
            .unwrap_or_else(|| {
                panic!(
                    "no {expected} from {}; it said:\n{}",
                    self.what,
                    self.transcript()
                )
            })
            .at
    }

    /// When each of the lines so far that match was read.
    pub(crate) fn times_of(&self, matches: impl Fn(&str) -> bool) -> Vec<Instant> {
        let lines = self.heard.lock();
        lines
            .iter()
            .filter(|line| matches(&line.text))
            .map(|line| line.at)
            .collect()
    }

    /// The lines of standard output so far.
    pub(crate) fn stdout_lines(&self) -> Vec<String> {
        let lines = self.heard.lock();
        lines
            .iter()
            .filter(|line| line.stream == Stream::Stdout)
            .map(|line| line.text.clone())
            .collect()
    }

    /// The lines so far, of both streams.
    pub(crate) fn lines(&self) -> Vec<String> {
        let lines = self.heard.lock();
        lines.iter().map(|line| line.text.clone()).collect()
    }

    /// Sends a signal by its short name, such as `INT`.
    pub(crate) fn signal(&self, name: &str) {
        // The shell's own `kill`: the program is in a package that may be missing.
        let kill = format!("kill -s {name} {}", self.child.id());
        let sent = run(Command::new("sh").args(["-c", &kill]));
        assert!(sent.status == Some(0), "can't signal {}: {sent}", self.what);
    }

    /// Waits for the end, at most [`PATIENCE`].
    pub(crate) fn finish(self) -> Finished {
        self.finish_within(PATIENCE)
    }

    /// Waits for the end; a process that goes on longer fails the test.
    pub(crate) fn finish_within(mut self, longest: Duration) -> Finished {
        let status = self.end_within(longest);
        Finished {
            status,
            stdout: self.text_of(Stream::Stdout),
            stderr: self.text_of(Stream::Stderr),
            what: self.what.clone(),
        }
    }

    /// As [`times_of`](Self::times_of), after the end.
    pub(crate) fn times_when_finished(mut self, matches: impl Fn(&str) -> bool) -> Vec<Instant> {
        self.end_within(PATIENCE);
        self.times_of(matches)
    }

    fn end_within(&mut self, longest: Duration) -> Option<i32> {
        drop(self.stdin.take());
        let deadline = Instant::now() + longest;
        let status = loop {
            if let Some(status) = self
                .child
                .try_wait()
                .expect("the child was started by this process")
            {
                break status.code();
            }
            assert!(
                Instant::now() < deadline,
                "{} still runs after {longest:?}; it said:\n{}",
                self.what,
                self.transcript()
            );
            thread::sleep(Duration::from_millis(5));
        };
        for reader in self.readers.drain(..) {
            reader.join().expect("a reader only reads");
        }
        status
    }

    fn find_within(&self, longest: Duration, matches: impl Fn(&Line) -> bool) -> Option<Line> {
        let deadline = Instant::now() + longest;
        let mut lines = self.heard.lock();
        let mut judged = 0;
        loop {
            if let Some(line) = lines.iter().skip(judged).find(|line| matches(line)) {
                return Some(line.clone());
            }
            judged = lines.len();
            let left = deadline.checked_duration_since(Instant::now())?;
            lines = self
                .heard
                .news
                .wait_timeout(lines, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    fn text_of(&self, stream: Stream) -> String {
        let lines = self.heard.lock();
        lines
            .iter()
            .filter(|line| line.stream == stream)
            .flat_map(|line| [&line.text, "\n"])
            .collect()
    }

    fn transcript(&self) -> String {
        let lines = self.heard.lock();
        let lines: Vec<String> = lines
            .iter()
            .map(|line| format!("{:?}: {}", line.stream, line.text))
            .collect();
        lines.join(
            "
",
        )
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only for a process that has already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl fmt::Display for Finished {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            status,
            stdout,
            stderr,
            what,
        } = self;
        write!(
            formatter,
            "{what}\nstatus {status:?}\nstdout:\n{stdout}\nstderr:\n{stderr}"
        )
    }
}

impl Heard {
    fn lock(&self) -> MutexGuard<'_, Vec<Line>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs `command` to its end, at most [`PATIENCE`].
pub(crate) fn run(command: &mut Command) -> Finished {
    Process::start(command).finish()
}

fn listen(from: impl Read + Send + 'static, stream: Stream, heard: Arc<Heard>) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut from = BufReader::new(from);
        let mut octets = Vec::new();
        while from
            .read_until(b'\n', &mut octets)
            .is_ok_and(|count| count > 0)
        {
            let at = Instant::now();
            let text = String::from_utf8_lossy(&octets)
                .trim_end_matches('\n')
                .to_owned();
            heard.lock().push(Line { stream, at, text });
            heard.news.notify_all();
            octets.clear();
        }
    })
}
