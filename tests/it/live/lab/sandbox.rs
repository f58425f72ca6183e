//! A place of its own for every test: network, mount and process namespaces that end with it.

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::process::{Process, run};
use super::{ciao, packet_peer, resolved};

/// Set in the process that runs inside the namespaces.
const INSIDE: &str = "DNSSD_CHECK_INSIDE";

/// How long one test may take, whatever happens in it.
const LONGEST_TEST: Duration = Duration::from_secs(300);

/// Live tests take turns: their deadlines are about the program, not about the machine's load.
static TURN: Mutex<()> = Mutex::new(());

/// What a test needs beyond namespaces and iproute2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// avahi-daemon, its tools and dbus-daemon. They need root: the daemon changes the owner of
    /// its directory to a user that a user namespace doesn't have.
    Avahi,
    /// Node.js, and the npm package `@homebridge/ciao` in the folder that `DNSSD_CHECK_CIAO` names.
    Ciao,
    /// CUPS' `ippeveprinter`. It publishes by Avahi, which is a need of its own.
    Printer,
    /// systemd-resolved 252, unpacked in the folder that `DNSSD_CHECK_RESOLVED` names. It leaves root for a user that a user
    /// namespace doesn't have.
    Resolved,
    /// `tcpdump`, as root: an ordinary user's may not write captures everywhere.
    Tcpdump,
    /// Wireshark's `tshark`.
    Tshark,
    /// Python with the `zeroconf` package.
    Zeroconf,
}

/// Runs `test` inside namespaces of its own, or says why that is not possible here.
///
/// The test binary executes itself again under `unshare`, with this test alone. Everything that is
/// started there belongs to one process namespace and ends with it.
pub(crate) fn live<F: Fn()>(needs: &[Need], test: F) {
    if packet_peer::serve_if_asked() {
        return;
    }
    if env::var_os(INSIDE).is_some() {
        hide_run();
        return test();
    }

    let name = test_name::<F>();
    if let Err(reason) = possible(needs) {
        assert!(
            env::var_os("DNSSD_CHECK_LIVE").is_none_or(|value| value != "1"),
            "{name} can't run: {reason}"
        );
        // Not `eprintln!`: the harness would swallow it, and a skipped test is to be seen.
        let _ = writeln!(io::stderr(), "skipped {name}: {reason}");
        return;
    }

    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let mut inside = unshare();
    inside
        .arg(env::current_exe().expect("a running program has a path"))
        .args(["--exact", &name, "--nocapture", "--test-threads=1"])
        .env(INSIDE, "1");
    let finished = Process::start(&mut inside).finish_within(LONGEST_TEST);
    assert!(
        finished.status == Some(0),
        "{name} failed inside its namespaces:\n{finished}"
    );
    assert!(
        finished.stdout.contains("1 passed"),
        "{name} did not run inside its namespaces:\n{finished}"
    );
}

/// Runs `program` in the same kind of place, for a benchmark that is no test of libtest's.
pub(crate) fn inside(needs: &[Need], program: impl Fn()) {
    if env::var_os(INSIDE).is_some() {
        hide_run();
        return program();
    }
    if let Err(reason) = possible(needs) {
        let _ = writeln!(io::stderr(), "can't run: {reason}");
        return;
    }
    let mut inside = unshare();
    inside
        .arg(env::current_exe().expect("a running program has a path"))
        .args(env::args_os().skip(1))
        .env(INSIDE, "1")
        .stdin(Stdio::null());
    let status = inside.status().expect("unshare was found a moment ago");
    assert!(
        status.success(),
        "the benchmark failed inside its namespaces"
    );
}

/// The name that libtest knows a test by, from the path of the closure that it hands over.
fn test_name<F>() -> String {
    let path = std::any::type_name::<F>();
    let path = path.strip_suffix("::{{closure}}").unwrap_or(path);
    path.split_once("::")
        .map_or(path, |(_crate, rest)| rest)
        .to_owned()
}

/// `unshare` with all the namespaces of a test; as an ordinary user, in a user namespace.
///
/// `--kill-child` and the process namespace together end every descendant when the test ends, or
/// when someone kills the test.
fn unshare() -> Command {
    let mut command = Command::new("unshare");
    if !is_root() {
        command.args(["--user", "--map-root-user"]);
    }
    command.args(["--net", "--mount", "--pid", "--fork", "--kill-child", "--"]);
    command
}

/// Puts an empty `/run` over the machine's: `ip netns` keeps its names there, and the peers their
/// sockets.
fn hide_run() {
    let mounted =
        run(Command::new("mount").args(["-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run"]));
    assert!(
        mounted.status == Some(0),
        "can't mount a tmpfs on /run: {mounted}"
    );
}

fn possible(needs: &[Need]) -> Result<(), String> {
    if !found("unshare", &["--version"]) || !found("ip", &["-V"]) {
        return Err("`unshare` (util-linux) and `ip` (iproute2) are needed".to_owned());
    }
    let mut probe = unshare();
    probe.args([
        "sh",
        "-c",
        "mount -t tmpfs tmpfs /run && ip netns add probe && ip link add probe0 type veth peer name probe1",
    ]);
    let probed = run(&mut probe);
    if probed.status != Some(0) {
        return Err(format!(
            "no namespaces for this user: {}",
            probed.stderr.trim()
        ));
    }
    for need in needs {
        match need {
            Need::Avahi if !is_root() => return Err("Avahi needs root".to_owned()),
            Need::Avahi => {
                for program in [
                    "avahi-daemon",
                    "avahi-publish",
                    "avahi-browse",
                    "dbus-daemon",
                ] {
                    if !found(program, &["--version"]) {
                        return Err(format!("`{program}` is not installed"));
                    }
                }
            }
            Need::Ciao if !found("node", &["--version"]) => {
                return Err("`node` is not installed".to_owned());
            }
            Need::Ciao if !ciao::is_installed() => {
                return Err(
                    "`DNSSD_CHECK_CIAO` names no folder with the npm package `@homebridge/ciao`"
                        .to_owned(),
                );
            }
            Need::Printer if !found("ippeveprinter", &["--version"]) => {
                return Err("`ippeveprinter` is not installed".to_owned());
            }
            Need::Resolved if !is_root() => {
                return Err("systemd-resolved needs root".to_owned());
            }
            Need::Resolved => {
                if let Some(reason) = resolved::missing() {
                    return Err(reason);
                }
            }
            Need::Tcpdump if !is_root() => return Err("tcpdump needs root".to_owned()),
            Need::Tcpdump if !found("tcpdump", &["--version"]) => {
                return Err("`tcpdump` is not installed".to_owned());
            }
            Need::Tshark if !found("tshark", &["--version"]) => {
                return Err("`tshark` is not installed".to_owned());
            }
            Need::Zeroconf if !found("python3", &["-c", "import zeroconf"]) => {
                return Err("Python's `zeroconf` is not installed".to_owned());
            }
            Need::Ciao | Need::Printer | Need::Tcpdump | Need::Tshark | Need::Zeroconf => {}
        }
    }
    Ok(())
}

fn found(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Whether the process is root outside of any namespace of this test's making.
pub(crate) fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    Path::new("/proc/self")
        .metadata()
        .is_ok_and(|process| process.uid() == 0)
        && std::fs::read_to_string("/proc/self/uid_map")
            .is_ok_and(|map| map.split_whitespace().eq(["0", "0", "4294967295"]))
}
