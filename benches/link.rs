//! Side by side on one link: `dnssd-check` and Avahi's tools, as ratios.
//!
//! `cargo bench --bench link` as root, with Avahi installed. Everything runs in namespaces of its
//! own. Only the ratios mean something on another machine.
#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]

#[cfg(target_os = "linux")]
#[path = "../tests/it/live/lab/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the tests use the rest")]
mod lab;

#[cfg(target_os = "linux")]
fn main() {
    if !lab::serve_if_asked() {
        lab::inside(&[lab::Need::Avahi], measurement::all);
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("the links are made of Linux network namespaces");
}

#[cfg(target_os = "linux")]
mod measurement {
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};
    use std::{env, fs, thread};

    use crate::lab::{Announcement, Avahi, Families, Link, PacketPeer, Process, TestHost};

    const CALENDAR: &str = "Team Calendar";
    const SERVICE_TYPE: &str = "_caldav._tcp";

    /// Runs of what takes seconds.
    const RUNS: usize = 11;
    /// Runs of what takes a millisecond.
    const START_UPS: usize = 200;
    /// Runs of a burst.
    const BURSTS: usize = 5;
    /// Instances of a burst, one a packet.
    const BURST: usize = 1000;

    /// A responder keeps quiet for a second after an answer (RFC 6762 §6); a run that starts within
    /// it would measure the responder.
    const PAUSE: Duration = Duration::from_millis(1300);

    pub(crate) fn all() {
        println!(
            "{:44} {:>9} {:>9} {:>9}",
            "milliseconds", "min", "median", "max"
        );
        start_up();
        one_instance();
        one_burst();
    }

    /// What needs no link, against a program that does nothing: a look-up in the registry, one schema, one judgment.
    fn start_up() {
        let Some(empty) = empty_program() else {
            println!("no rustc: the start-up is not measured");
            return;
        };
        let empty = installed(&empty);
        let program = installed(Path::new(env!("CARGO_BIN_EXE_dnssd-check")));
        let commands: [&[&str]; 3] = [
            &["registry", "lookup", "caldav"],
            &["schema", "show", "_hap._tcp"],
            &["check", "_hap._tcp", "sf=1"],
        ];
        let mut nothings = Samples::default();
        let mut samples = [(); 3].map(|()| Samples::default());
        for _ in 0..START_UPS {
            for (arguments, samples) in commands.iter().zip(&mut samples) {
                let mut command = Command::new(&program);
                command
                    .args(*arguments)
                    .env("DNSSD_CHECK_CACHE", "/nonexistent")
                    .env("DNSSD_CHECK_CONFIG", "/nonexistent");
                samples.push(time_to_end(&mut command));
            }
            nothings.push(time_to_end(&mut Command::new(&empty)));
        }
        nothings.print("empty program");
        for (arguments, samples) in commands.iter().zip(&samples) {
            samples.print(&arguments.join(" "));
            println!(
                "{:44} {:+.2} ms, ratio {:.2}",
                "",
                samples.median() - nothings.median(),
                samples.over(&nothings)
            );
        }
        println!();
    }

    /// The time to the first printed instance and of a whole quick run, one Avahi instance.
    fn one_instance() {
        let link = Link::new(0);
        let (server, client, reader) = (
            link.host("server"),
            link.host("client"),
            link.host("reader"),
        );
        let avahi = Avahi::start(&server);
        let _publishing =
            avahi.publish(CALENDAR, SERVICE_TYPE, 8008, &["path=/dav", "colour=blue"]);
        let reader = Avahi::start(&reader);

        let (mut first, mut avahi_first) = (Samples::default(), Samples::default());
        let (mut quick, mut avahi_quick) = (Samples::default(), Samples::default());
        for _ in 0..RUNS {
            thread::sleep(PAUSE);
            first.push(time_to_line(
                &mut client.dnssd_check(&["browse", SERVICE_TYPE]),
                CALENDAR,
            ));
            thread::sleep(PAUSE);
            let mut browse = reader.command("avahi-browse");
            avahi_first.push(time_to_line(
                browse.args(["-r", "-p", SERVICE_TYPE]),
                "=;eth0;IPv4;Team",
            ));
            thread::sleep(PAUSE);
            quick.push(time_to_end(&mut client.dnssd_check(&[
                "browse",
                SERVICE_TYPE,
                "--quick",
            ])));
            thread::sleep(PAUSE);
            let mut browse = reader.command("avahi-browse");
            avahi_quick.push(time_to_end(browse.args(["-t", "-r", SERVICE_TYPE])));
        }
        first.print("browse: first printed instance");
        avahi_first.print("avahi-browse -r: first resolved instance");
        println!("{:44} ratio {:.2}\n", "", first.over(&avahi_first));
        quick.print("browse --quick: whole run");
        avahi_quick.print("avahi-browse -t -r: whole run");
        println!("{:44} ratio {:.2}\n", "", quick.over(&avahi_quick));
    }

    /// A thousand instances in one burst, one a packet, sent once.
    fn one_burst() {
        let link = Link::new(1);
        // One family, or the burst would be answered in the one that nobody counts.
        let host = |name| link.host_with(name, Families::Ipv4Only);
        let (server, client, reader) = (
            host("burst-server"),
            host("burst-client"),
            host("burst-reader"),
        );
        let mut peer = PacketPeer::start(&server);
        let (mut last, mut avahi_last) = (Samples::default(), Samples::default());
        let (mut found, mut avahi_found) = (Vec::new(), Vec::new());
        for _ in 0..BURSTS {
            load(&mut peer, &server);
            let started = Instant::now();
            let browsing = Process::start(&mut client.dnssd_check(&[
                "browse",
                SERVICE_TYPE,
                "--format",
                "jsonl",
            ]));
            browsing.wait_for("summary", |line| line.contains(r#""event":"summary""#));
            let times = browsing.times_of(|line| line.contains(r#""event":"instance""#));
            found.push(times.len());
            last.extend(times.last().map(|last| *last - started));

            // A daemon of its own each time: a cache would know the instances already.
            load(&mut peer, &server);
            let avahi = Avahi::start(&reader);
            let started = Instant::now();
            let mut browse = avahi.command("avahi-browse");
            let browsing = Process::start(browse.args(["-t", "-r", "-p", SERVICE_TYPE]));
            let times = browsing.times_when_finished(|line| line.starts_with("=;eth0;IPv4;"));
            avahi_found.push(times.len());
            avahi_last.extend(times.last().map(|last| *last - started));
        }
        last.print(&format!("browse: last of {BURST} in one burst"));
        println!("{:44} found {found:?}", "");
        avahi_last.print("avahi-browse -t -r: last of its own");
        println!("{:44} found {avahi_found:?}", "");
        println!("{:44} ratio {:.2}", "", last.over(&avahi_last));
    }

    /// Has the peer answer the next question about the type, once, with all instances.
    fn load(peer: &mut PacketPeer, server: &TestHost) {
        peer.forget();
        for number in 0..BURST {
            let name = format!("Calendar {number:04}");
            let instance = Announcement::calendar(name, &format!("host-{number}"), server.ipv4());
            let [service, own @ ..] = instance.answered_names();
            peer.answer_once(&[service], &instance.response());
            peer.answer(&own, &instance.response());
        }
    }

    fn time_to_end(command: &mut Command) -> Duration {
        let command = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let started = Instant::now();
        command
            .status()
            .expect("the program was built or found before");
        started.elapsed()
    }

    fn time_to_line(command: &mut Command, text: &str) -> Duration {
        let started = Instant::now();
        Process::start(command).time_of(text, |line| line.contains(text)) - started
    }

    /// Compiles a program that does nothing, with the same settings as ours.
    fn empty_program() -> Option<PathBuf> {
        let folder = Path::new("/run/empty");
        fs::create_dir_all(folder).ok()?;
        let (source, program) = (folder.join("empty.rs"), folder.join("empty"));
        fs::write(&source, "fn main() {}\n").ok()?;
        let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let compiled = Command::new(rustc)
            .arg("-O")
            .arg("-o")
            .arg(&program)
            .arg(&source)
            .status()
            .ok()?;
        compiled.success().then_some(program)
    }

    /// Copies a program, as an installation does.
    ///
    /// What a linker has just written lies in the system's cache page by page, wherever a page was free, and starts up to
    /// 0.3 ms later than the same octets written at once.
    fn installed(program: &Path) -> PathBuf {
        let name = program.file_name().expect("a program is a file");
        let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::copy(program, &copy).expect("the folder is made by cargo");
        copy
    }

    /// Times in milliseconds.
    #[derive(Default)]
    struct Samples(Vec<f64>);

    impl Samples {
        fn push(&mut self, time: Duration) {
            self.0.push(time.as_secs_f64() * 1000.0);
            self.0.sort_by(f64::total_cmp);
        }

        /// Adds the time of a run that found something.
        fn extend(&mut self, time: Option<Duration>) {
            if let Some(time) = time {
                self.push(time);
            }
        }

        fn median(&self) -> f64 {
            self.0.get(self.0.len() / 2).copied().unwrap_or(f64::NAN)
        }

        fn over(&self, other: &Self) -> f64 {
            self.median() / other.median()
        }

        fn print(&self, what: &str) {
            let (min, max) = (
                self.0.first().unwrap_or(&f64::NAN),
                self.0.last().unwrap_or(&f64::NAN),
            );
            println!("{what:44} {min:9.2} {:9.2} {max:9.2}", self.median());
        }
    }
}
