//! What others run in their CI: the action for GitHub and the hook for pre-commit, with their own scripts and entries.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use regex::Regex;
use yaml_rust2::{Yaml, YamlLoader};

/// A definition; `None` in a package, which has none.
fn definition(name: &str) -> Option<Yaml> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = match fs::read_to_string(repository.join(name)) {
        Ok(text) => text,
        Err(_) if repository.join(".cargo_vcs_info.json").exists() => return None,
        Err(error) => panic!("{name}: {error}"),
    };
    let documents = YamlLoader::load_from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
    assert_eq!(documents.len(), 1, "{name}");
    documents.into_iter().next()
}

fn text(yaml: &Yaml) -> &str {
    yaml.as_str()
        .unwrap_or_else(|| panic!("{yaml:?} is no text"))
}

/// The members of a table, in their order.
fn members(yaml: &Yaml) -> Vec<(&str, &Yaml)> {
    let table = yaml.as_hash().into_iter().flatten();
    table.map(|(name, member)| (text(name), member)).collect()
}

/// A folder for one test, with a zone in it that has a warning and an error.
struct Folder(PathBuf);

const ZONE: &str = "lab.zone";

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("dnssd-check-{name}-{}", std::process::id()));
        fs::create_dir_all(path.join("a b")).unwrap();
        let zone = "Lab._http._tcp.local. 4500 IN TXT \"=a\" \"path=/\" \"Path=/b\"\n";
        fs::write(path.join(ZONE), zone).unwrap();
        fs::write(path.join("a b/clean.zone"), "; nothing\n").unwrap();
        Self(path)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap_or_default()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs a step as GitHub's runner does: its script in a file, by bash that ends at the first failure, and with its environment,
/// in which the expressions stand for these values.
fn run_step(step: &Yaml, inputs: &BTreeMap<&str, &str>, folder: &Folder) -> Output {
    assert_eq!(text(&step["shell"]), "bash");
    let script = folder.0.join("step.sh");
    fs::write(&script, text(&step["run"])).unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let mut bash = Command::new("bash");
    bash.args(["--noprofile", "--norc", "-eo", "pipefail"])
        .arg(&script)
        .current_dir(&folder.0)
        .env_clear()
        .env("PATH", format!("{}:{path}", folder.0.join("bin").display()))
        .env("DNSSD_CHECK_CONFIG", "/nonexistent")
        .env("DNSSD_CHECK_CACHE", "/nonexistent")
        .env("GITHUB_OUTPUT", folder.0.join("output"));
    for (name, value) in members(&step["env"]) {
        let mut value = text(value)
            .replace("${{ github.action_path }}", "the action")
            .replace("${{ runner.temp }}", "temp");
        for (input, given) in inputs {
            value = value.replace(&format!("${{{{ inputs.{input} }}}}"), given);
        }
        assert!(!value.contains("${{"), "{name}: {value} is not known here");
        bash.env(name, value);
    }
    bash.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The step that judges, and its inputs: the defaults, the program that was built here, and what is given.
fn judge<'a>(given: &[(&'a str, &'a str)], folder: &Folder) -> Option<Output> {
    let action = definition("action.yml")?;
    let mut inputs: BTreeMap<&str, &str> = members(&action["inputs"])
        .into_iter()
        .map(|(name, input)| (name, text(&input["default"])))
        .collect();
    inputs.insert("binary", env!("CARGO_BIN_EXE_dnssd-check"));
    for (name, value) in given {
        assert!(
            inputs.insert(name, value).is_some(),
            "there is no input {name}"
        );
    }
    Some(run_step(&action["runs"]["steps"][1], &inputs, folder))
}

#[test]
fn the_action_is_whole_and_no_input_is_a_command() {
    let Some(action) = definition("action.yml") else {
        return;
    };
    assert_eq!(text(&action["runs"]["using"]), "composite");
    let steps = action["runs"]["steps"].as_vec().unwrap();
    let mut used = String::new();
    for step in steps {
        let script = text(&step["run"]);
        assert!(
            !script.contains("${{"),
            "an expression is a command here: {script}"
        );
        for (_, value) in members(&step["env"]) {
            used.push_str(text(value));
        }
    }
    for (name, input) in members(&action["inputs"]) {
        assert!(text(&input["description"]).len() > 10, "{name}");
        assert!(
            used.contains(&format!("inputs.{name} ")),
            "{name} is not used"
        );
    }
    for (name, output) in members(&action["outputs"]) {
        let value = text(&output["value"]);
        assert_eq!(value, format!("${{{{ steps.lint.outputs.{name} }}}}"));
    }
    assert_eq!(text(&steps[1]["id"]), "lint");
}

#[test]
fn the_action_annotates_and_hands_the_status_on() {
    let folder = Folder::new("action");
    let Some(output) = judge(&[("sarif", "report.sarif")], &folder) else {
        return;
    };
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let printed = said(&output);
    assert!(
        printed.starts_with("::error file=./lab.zone,line=1,title=TXT010 empty-txt-key::"),
        "{printed}"
    );
    assert!(
        printed.contains("dnssd-check: 2 files, 1 instance"),
        "{printed}"
    );
    assert_eq!(folder.read("output"), "status=1\n");
    let sarif: serde_json::Value = serde_json::from_str(&folder.read("report.sarif")).unwrap();
    assert_eq!(
        sarif["runs"][0]["results"].as_array().map(Vec::len),
        Some(2)
    );
}

#[test]
fn the_inputs_of_the_action_are_options_and_paths() {
    let folder = Folder::new("action-inputs");
    let Some(output) = judge(
        &[
            ("args", " --select TXT013\n--quiet "),
            ("fail-on", "never"),
            ("format", "text"),
            ("paths", "a b\n\nlab.zone\n"),
        ],
        &folder,
    ) else {
        return;
    };
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(said(&output).starts_with("lab.zone:1: Lab._http._tcp: warning[TXT013]: "));
    assert_eq!(said(&output).lines().count(), 1);
    for (given, status) in [
        (("paths", "nowhere.zone"), 2),
        (("paths", "\n"), 2),
        (("paths", "--help"), 2),
        (("paths", "$(touch x); touch x"), 2),
        (("args", "$(touch x) `touch x` ;touch x * "), 2),
        (("fail-on", "; touch x"), 2),
        (("format", "$(touch x)"), 2),
    ] {
        let output = judge(&[given], &folder).unwrap();
        assert_eq!(output.status.code(), Some(status), "{given:?} {output:?}");
        assert!(!folder.0.join("x").exists(), "{given:?} was obeyed");
    }
}

/// What cargo would be asked, by a program that stands in for it: to build takes minutes.
#[test]
fn the_action_builds_itself_where_no_program_is_given() {
    let folder = Folder::new("action-build");
    let Some(action) = definition("action.yml") else {
        return;
    };
    let steps = &action["runs"]["steps"];
    assert_eq!(text(&steps[0]["if"]), "inputs.binary == ''");
    fs::create_dir_all(folder.0.join("bin")).unwrap();
    let cargo = folder.0.join("bin/cargo");
    fs::write(&cargo, "#!/bin/sh\nprintf '<%s>' \"$@\"\n").unwrap();
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&cargo, executable).unwrap();
    let output = run_step(&steps[0], &BTreeMap::new(), &folder);
    assert_eq!(
        said(&output),
        "<install><--locked><--path><the action><--root><temp/dnssd-check>"
    );
    // The next step finds it there.
    let built = folder.0.join("temp/dnssd-check/bin");
    fs::create_dir_all(&built).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_dnssd-check"));
    std::os::unix::fs::symlink(program, built.join("dnssd-check")).unwrap();
    let output = judge(&[("binary", "")], &folder).unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}

#[test]
fn the_hook_runs_on_the_files_that_it_names() {
    let Some(hooks) = definition(".pre-commit-hooks.yaml") else {
        return;
    };
    let hooks = hooks.as_vec().unwrap();
    assert_eq!(hooks.len(), 1);
    let hook = &hooks[0];
    let names: Vec<&str> = members(hook).into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        ["id", "name", "description", "language", "entry", "files"]
    );
    // The crate is installed by cargo, which puts its program in the path.
    assert_eq!(text(&hook["language"]), "rust");
    let files = Regex::new(text(&hook["files"])).unwrap();
    for path in [
        "lab.zone",
        "a/b.dnssd",
        "etc/avahi/services/ipp.service",
        "avahi/x.service",
    ] {
        assert!(files.is_match(path), "{path}");
    }
    for path in [
        "etc/systemd/system/x.service",
        "README.md",
        "myavahi/x.service",
        "a.zone.orig",
    ] {
        assert!(!files.is_match(path), "{path}");
    }
    let folder = Folder::new("hook");
    let mut entry = text(&hook["entry"]).split(' ');
    assert_eq!(entry.next(), Some("dnssd-check"));
    let run = |file: &str| {
        Command::new(env!("CARGO_BIN_EXE_dnssd-check"))
            .args(entry.clone())
            .arg(file)
            .current_dir(&folder.0)
            .output()
            .unwrap()
    };
    assert_eq!(run(ZONE).status.code(), Some(1));
    assert!(said(&run(ZONE)).contains("lab.zone:1: error[TXT010]"));
    assert_eq!(run("a b/clean.zone").status.code(), Some(0));
}
