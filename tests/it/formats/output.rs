//! `--output`: all of a report in a file, or nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// An empty folder, gone with the value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("dnssd-check-output-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn check(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_dnssd-check"))
            .args(["check", "_moodring._tcp", "mood=5", "--no-config"])
            .args(arguments)
            .current_dir(&self.0)
            .output()
            .unwrap()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_file_has_what_standard_output_would() {
    let folder = Folder::new("same");
    for format in [
        "text", "json", "jsonl", "sarif", "junit", "github", "markdown",
    ] {
        let printed = folder.check(&["--format", format]);
        let written = folder.check(&["--format", format, "--output", "report"]);
        assert_eq!(written.status.code(), Some(1), "{format}");
        assert!(written.stdout.is_empty() && written.stderr.is_empty());
        assert_eq!(folder.read("report").as_bytes(), printed.stdout, "{format}");
        assert_eq!(folder.names(), ["report"]);
    }
}

#[test]
fn a_run_that_fails_changes_nothing() {
    let folder = Folder::new("fails");
    fs::write(folder.0.join("report"), "old").unwrap();
    let failed = folder.check(&["-o", "report", "--select", "NONE"]);
    assert_eq!(failed.status.code(), Some(2));
    assert_eq!(folder.read("report"), "old");
    assert_eq!(folder.names(), ["report"]);
    let failed = folder.check(&["-o", "none/report"]);
    assert_eq!(failed.status.code(), Some(2));
    let said = String::from_utf8_lossy(&failed.stderr).into_owned();
    assert!(
        said.starts_with("error: `none/report` can't be written: "),
        "{said}"
    );
}

#[test]
fn color_is_for_terminals_unless_asked_for() {
    let folder = Folder::new("color");
    folder.check(&["-o", "plain"]);
    folder.check(&["-o", "colored", "--color", "always"]);
    assert!(!folder.read("plain").contains('\u{1b}'));
    assert!(folder.read("colored").contains('\u{1b}'));
}

#[test]
#[cfg(unix)]
fn links_stay_and_devices_are_not_replaced() {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};

    let folder = Folder::new("links");
    let report = folder.0.join("report");
    fs::write(&report, "old").unwrap();
    fs::set_permissions(&report, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("report", folder.0.join("link")).unwrap();
    folder.check(&["-o", "link", "--format", "sarif"]);
    let link = fs::symlink_metadata(folder.0.join("link")).unwrap();
    assert!(link.is_symlink());
    assert!(folder.read("report").contains("\"2.1.0\""));
    let mode = fs::metadata(&report).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert_eq!(folder.check(&["-o", "/dev/null"]).status.code(), Some(1));
    let null = fs::metadata(Path::new("/dev/null")).unwrap();
    assert!(null.file_type().is_char_device());
}
