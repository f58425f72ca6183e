//! Schema files and configurations that are no such thing, on a real file system.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use dnssd_check::linter::Linter;
use dnssd_check::source::{
    Configuration, MAX_SCHEMA_FILES, MAX_TEXT_FILE_LEN, check_schema_files, read_schema_file,
    read_schema_folder, read_schema_layer, schema_paths,
};

use crate::generated::schemas::files;

/// A folder that is gone after the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = format!("dnssd-check-schemas-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What is said of a file that can't be used, without its folder.
fn refusal(path: &Path) -> String {
    let errors = read_schema_file(path).expect_err("it can't be used");
    let folder = format!("{}/", path.parent().unwrap().display());
    errors[0].to_string().replace(&folder, "")
}

#[test]
fn a_long_file_is_refused_by_its_length() {
    let folder = Folder::new("long");
    let path = folder.path("long.toml");
    File::create(&path)
        .and_then(|file| file.set_len(100_000_000))
        .unwrap();
    assert_eq!(
        refusal(&path),
        "long.toml: the file is 100000000 octets long, at most 1048576 are allowed"
    );
    let comment = "#".repeat(usize::try_from(MAX_TEXT_FILE_LEN).unwrap());
    assert_eq!(
        refusal(&folder.write("most.toml", &comment)),
        "most.toml:1:1: missing field `title`"
    );
    assert_eq!(
        refusal(&folder.write("more.toml", &format!("{comment}#"))),
        "more.toml: the file is 1048577 octets long, at most 1048576 are allowed"
    );
    let error = Configuration::read(&path).unwrap_err();
    assert!(error.message.contains("100000000 octets long"), "{error}");
}

/// The kernel says of its own files that they are empty.
#[test]
#[cfg(target_os = "linux")]
fn a_file_without_a_length_is_read_as_far_as_the_limit() {
    assert!(refusal(Path::new("/proc/self/maps")).starts_with("maps:1:"));
    assert!(refusal(Path::new("/proc/kallsyms")).starts_with("kallsyms: the file is longer than"));
}

#[test]
fn a_folder_has_its_limit() {
    let folder = Folder::new("many");
    for number in 0..=MAX_SCHEMA_FILES {
        folder.write(&format!("{number:04}.toml"), "");
    }
    let error = schema_paths(&folder.0).unwrap_err();
    assert_eq!(
        error.message,
        "the folder has more than 1000 files whose names end in `.toml`, the limit"
    );
    fs::remove_file(folder.path("0500.toml")).unwrap();
    let paths = schema_paths(&folder.0).unwrap();
    assert_eq!(paths.len(), MAX_SCHEMA_FILES);
    assert!(paths.is_sorted());
}

#[test]
fn a_folder_that_need_not_be_there_is_not_missed() {
    let folder = Folder::new("user");
    assert_eq!(read_schema_folder(&folder.path("none")), Ok(Vec::new()));
    assert_eq!(read_schema_folder(&folder.0), Ok(Vec::new()));
    let file = folder.write("file", "");
    assert_eq!(read_schema_folder(&file.join("below")), Ok(Vec::new()));
    assert!(read_schema_folder(&file).is_err());
    assert!(read_schema_layer(&[folder.path("none")]).is_err());
    folder.write("a.toml", "title = 1");
    let error = read_schema_folder(&folder.0).unwrap_err();
    assert_eq!(error.place.unwrap().column, 9);
}

#[test]
fn the_configuration_is_looked_for_upwards() {
    let folder = Folder::new("up");
    fs::create_dir_all(folder.path("project/.git")).unwrap();
    let deep = folder.path("project/a/b");
    fs::create_dir_all(&deep).unwrap();
    folder.write(Configuration::FILE, "");
    assert_eq!(Configuration::find(&deep), None);
    folder.write("project/dnssd-check.toml", "schemas = [\"s\"]");
    folder.write("project/s/a.toml", &files()[0].1);
    let found = Configuration::find(&deep).unwrap();
    assert_eq!(found, Path::new("../../dnssd-check.toml"));
    let configuration = Configuration::read(&deep.join(found)).unwrap();
    let schemas = configuration.read_schemas().unwrap();
    assert_eq!(schemas.len(), 1);
    assert!(schemas[0].path.ends_with("s/a.toml"));
    // A worktree has a file of that name.
    fs::write(deep.join(".git"), "gitdir: elsewhere").unwrap();
    assert_eq!(Configuration::find(&deep), None);
}

/// A user may begin with copies of what is built in.
#[test]
fn the_schemas_of_the_repository_can_be_used_as_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/schemas");
    let checked = check_schema_files(&[folder], &Linter::default());
    assert_eq!(checked.len(), files().len());
    let faults: Vec<String> = checked
        .iter()
        .flat_map(|one| one.faults.iter().chain(&one.mismatches))
        .map(ToString::to_string)
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
