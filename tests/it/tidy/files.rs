//! What files there are, how long they are, and what stands in none of them.

use std::fs;

use super::code::{strip, words};
use super::{assert_no_complaints, files_below, read, repository, sources};

/// Lines of a file at most.
const MAX_LINES: usize = 600;

/// Lines of code of an example at most.
const MAX_EXAMPLE_LINES: usize = 30;

/// All that stands at the top, besides what `.gitignore` names.
const TOP: &[&str] = &[
    ".ci",
    ".clippy.toml",
    ".gitignore",
    ".pre-commit-hooks.yaml",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "action.yml",
    "benches",
    "data",
    "docs",
    "examples",
    "src",
    "tests",
];

/// What `cargo package` adds or leaves out.
const PACKAGED: &str = ".cargo_vcs_info.json";

const FOLDERS_OF_CODE: [&str; 4] = ["benches", "examples", "src", "tests"];

/// Beginnings of paths that only one machine has.
fn paths_of_a_machine() -> [String; 5] {
    // Put together here, so that this file does not name them.
    ["home", "root", "tmp/wt", "Users", "work"].map(|folder| format!("/{folder}/"))
}

/// Whether this is a package, which has not all files of the repository.
fn is_packaged() -> bool {
    repository().join(PACKAGED).exists()
}

#[test]
fn no_file_is_too_long() {
    let mut complaints = Vec::new();
    for source in FOLDERS_OF_CODE.into_iter().flat_map(sources) {
        let lines = source.text.lines().count();
        if lines > MAX_LINES {
            complaints.push(format!(
                "{}: {lines} lines, at most {MAX_LINES} are allowed",
                source.path
            ));
        }
    }
    assert_no_complaints(&complaints);
}

/// `cargo test` builds every file of this form, and each runs as it stands.
#[test]
fn examples_are_short_and_built() {
    assert!(
        !read("Cargo.toml").contains("autoexamples"),
        "examples are found by cargo, so that none is forgotten"
    );
    for example in sources("examples") {
        let path = &example.path;
        assert_eq!(path.matches('/').count(), 1, "{path} is not found by cargo");
        assert!(example.code.contains("fn main()"), "{path} has no `main`");
        let lines = example
            .code
            .lines()
            .filter(|line| !line.trim().is_empty())
            .count();
        assert!(
            lines <= MAX_EXAMPLE_LINES,
            "{path}: {lines} lines of code, at most {MAX_EXAMPLE_LINES} are allowed"
        );
        assert!(
            example.text.starts_with("//! "),
            "{path} does not say what it shows"
        );
    }
}

#[test]
fn nothing_else_stands_at_the_top() {
    let ignored = read(".gitignore");
    let ignored: Vec<&str> = ignored.lines().map(|line| line.trim_matches('/')).collect();
    let mut found = Vec::new();
    for entry in fs::read_dir(repository()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name != ".git" && !ignored.contains(&name.as_str()) {
            found.push(name);
        }
    }
    if is_packaged() {
        println!("skipped: a package has not all files of the repository");
        return;
    }
    found.sort();
    assert_eq!(found, TOP, "what stands at the top, and what should");
}

#[test]
fn every_data_file_is_explained() {
    let explained = read("data/README.md");
    for path in files_below("data") {
        let name = path.rsplit('/').next().unwrap_or_default();
        // Each schema names its own sources, which the reader of schemas sees to.
        let folder = path.rsplit('/').nth(1).unwrap_or_default();
        let name = if folder == "schemas" {
            "schemas/*.toml"
        } else {
            name
        };
        let needs_none = name == "README.md" || name.starts_with('.');
        assert!(
            needs_none || explained.contains(&format!("`{name}`")),
            "data/README.md does not say where {path} comes from"
        );
    }
}

#[test]
fn shipped_code_does_not_unwrap() {
    let mut complaints = Vec::new();
    for source in sources("src") {
        let code = source.shipped();
        let calls = [
            ".unwrap()",
            ".unwrap_err()",
            "todo!",
            "unimplemented!",
            "dbg!",
            "unsafe ",
        ];
        for call in calls.into_iter().filter(|call| code.contains(call)) {
            complaints.push(format!("{}: `{call}`", source.path));
        }
    }
    assert_no_complaints(&complaints);
}

#[test]
fn no_test_is_ignored_or_expects_a_panic() {
    let mut complaints = Vec::new();
    for source in ["src", "tests"].into_iter().flat_map(sources) {
        for attribute in ["#[ignore", "#[should_panic"] {
            if source.code.contains(attribute) {
                complaints.push(format!("{}: `{attribute}]`", source.path));
            }
        }
        if words(&source.code)
            .any(|word| word.starts_with("test_") && source.code.contains(&format!("fn {word}(")))
        {
            complaints.push(format!("{}: a function is named `test_…`", source.path));
        }
    }
    assert_no_complaints(&complaints);
}

#[test]
fn ci_is_there_and_runs_the_tests_twice() {
    if is_packaged() {
        println!("skipped: a package has not all files of the repository");
        return;
    }
    let script = read(".ci/run");
    assert!(
        script.starts_with("#!"),
        ".ci/run does not say what runs it"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(repository().join(".ci/run"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o111, 0o111, ".ci/run can't be run: mode {mode:o}");
    }
    for step in [
        "cargo fmt",
        "-D warnings",
        "cargo doc",
        "\ncargo test",
        "DNSSD_CHECK_LIVE=1 cargo test",
    ] {
        assert!(script.contains(step), ".ci/run has no `{}`", step.trim());
    }
}

#[test]
fn no_file_names_a_path_of_one_machine() {
    let folders = [".ci", "benches", "data", "docs", "examples", "src", "tests"];
    let below = folders
        .into_iter()
        .filter(|folder| repository().join(folder).is_dir());
    let top = TOP.iter().map(|name| (*name).to_owned());
    let files = below.flat_map(files_below).chain(top);
    let mut complaints = Vec::new();
    for path in files {
        // Packets are no text.
        let Ok(text) = fs::read_to_string(repository().join(&path)) else {
            continue;
        };
        for machine in paths_of_a_machine() {
            if text.contains(&machine) {
                complaints.push(format!("{path}: names a path below {machine}"));
            }
        }
    }
    assert_no_complaints(&complaints);
}

#[test]
fn example_lines_are_counted_without_comments() {
    let lines = strip("//! a\n\n// b\nfn main() {}\n");
    assert_eq!(
        lines.lines().filter(|line| !line.trim().is_empty()).count(),
        1
    );
}
