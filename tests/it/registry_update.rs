//! The registry that the user keeps: from files, and with the feature `update` from a server on the loopback interface.

#[cfg(feature = "update")]
mod http;
#[cfg(feature = "update")]
mod server;

mod cached;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs};

/// A folder for a cache that ends with the test, and the program that uses it.
struct Home {
    folder: PathBuf,
}

/// How a run of the program ended.
#[derive(Debug, PartialEq)]
struct Run {
    status: i32,
    out: String,
    err: String,
}

impl Home {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("dnssd-check-registry-{}-{count}", std::process::id());
        let folder = env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    /// The folder that the program is told to keep its table in; it makes it itself.
    fn cache(&self) -> PathBuf {
        self.folder.join("cache")
    }

    /// The table.
    fn table(&self) -> PathBuf {
        self.cache().join("services.tsv")
    }

    /// A file in the folder that is not in the cache.
    fn file(&self, name: &str, octets: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.join(name);
        fs::write(&path, octets).unwrap();
        path
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dnssd-check"));
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env("DNSSD_CHECK_CACHE", self.cache());
        for name in [
            "http_proxy",
            "HTTP_PROXY",
            "https_proxy",
            "HTTPS_PROXY",
            "all_proxy",
            "ALL_PROXY",
        ] {
            command.env_remove(name);
        }
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().unwrap();
        Run {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs the program, which must succeed without a word on standard error; gives what it prints.
    #[track_caller]
    fn prints(&self, arguments: &[&str]) -> String {
        let run = self.run(arguments);
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{arguments:?}");
        run.out
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A registry in IANA's form of so many names, `example-0` and so on, whose newest row is of `date`.
fn registry(names: usize, date: &str) -> String {
    let mut csv = "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,Registration Date,\
                   Modification Date,Reference,Service Code,Unauthorized Use Reported,Assignment Notes\r\n"
        .to_owned();
    for number in 0..names {
        let port = 10_000 + number;
        writeln!(
            csv,
            "example-{number},{port},tcp,Example {number},,,{date},,,,,Defined TXT keys: a\r"
        )
        .unwrap();
    }
    csv
}

fn shown(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}
