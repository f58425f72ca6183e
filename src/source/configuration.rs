//! The configuration of a project, and where a user's own schemas are.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::schema_files::{SchemaFile, read_schema_layer};
use super::text_file::{TextFileError, read_octets, text_of};
use crate::name::presentation;
use crate::schema::{Place, Schemas, TomlFault};

/// The configuration of a project, in its file `dnssd-check.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configuration {
    path: PathBuf,
    text: String,
    schemas: Vec<Entry>,
    profiles: Vec<Entry>,
}

/// A text of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    text: String,
    place: Place,
}

/// The fields of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Document {
    /// Schema files, or folders of them, relative to the folder of the configuration.
    #[serde(default)]
    schemas: Vec<Spanned<String>>,
    /// Profiles by which is judged too.
    #[serde(default)]
    profiles: Vec<Spanned<String>>,
}

impl Configuration {
    /// The name of the file.
    pub const FILE: &str = "dnssd-check.toml";

    /// Looks for the file in a folder, which is named by its full path, and in those above it; the answer is relative to
    /// the folder.
    ///
    /// A folder with `.git` in it is the last that is looked at: what stands above a project would change the verdict on
    /// it from machine to machine.
    pub fn find(folder: &Path) -> Option<PathBuf> {
        let is_there = |path: PathBuf| fs::symlink_metadata(path).is_ok();
        let mut way = PathBuf::new();
        for ancestor in folder.ancestors() {
            if is_there(ancestor.join(Self::FILE)) {
                return Some(way.join(Self::FILE));
            }
            if is_there(ancestor.join(".git")) {
                return None;
            }
            way.push("..");
        }
        None
    }

    /// Reads a configuration.
    ///
    /// # Errors
    ///
    /// A file that can't be read, has more than [`MAX_TEXT_FILE_LEN`](super::MAX_TEXT_FILE_LEN) octets, is no TOML or has
    /// a field that is not known.
    pub fn read(path: &Path) -> Result<Self, TextFileError> {
        Self::parse(&read_octets(path)?, path)
    }

    /// Reads a configuration from the octets of a file that came from this path.
    ///
    /// # Errors
    ///
    /// As of [`Configuration::read`]. A file that says nothing is no fault.
    pub fn parse(octets: &[u8], path: &Path) -> Result<Self, TextFileError> {
        let text = match octets.trim_ascii() {
            [] => "",
            _ => text_of(octets, path)?,
        };
        let document: Document = toml::from_str(text).map_err(|error| {
            let fault = TomlFault::new(&error, text);
            let place = fault
                .span
                .map(|span| Place::new(text, span.start, span.end));
            TextFileError::new(path, fault.message)
                .with_help(fault.help.as_deref())
                .at(place, octets)
        })?;
        let entries = |texts: Vec<Spanned<String>>| -> Vec<Entry> {
            let entry = |text_there: Spanned<String>| Entry {
                place: Place::new(text, text_there.span().start, text_there.span().end),
                text: text_there.into_inner(),
            };
            texts.into_iter().map(entry).collect()
        };
        Ok(Self {
            path: path.to_owned(),
            text: text.to_owned(),
            schemas: entries(document.schemas),
            profiles: entries(document.profiles),
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the schemas that the configuration names.
    ///
    /// # Errors
    ///
    /// A path at which is nothing, at its place in the configuration; and as of [`read_schema_layer`].
    pub fn read_schemas(&self) -> Result<Vec<SchemaFile>, TextFileError> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let mut paths = Vec::with_capacity(self.schemas.len());
        for entry in &self.schemas {
            if entry.text.is_empty() {
                return Err(self.error("a path to a schema is empty".to_owned(), entry));
            }
            let path = folder.join(&entry.text);
            if fs::symlink_metadata(&path).is_err() {
                let shown = presentation::text(path.as_os_str().as_encoded_bytes()).to_string();
                return Err(self.error(format!("there is no schema at `{shown}`"), entry));
            }
            paths.push(path);
        }
        read_schema_layer(&paths)
    }

    /// The profiles by which is judged too, as their schemas write them.
    ///
    /// # Errors
    ///
    /// The first that no schema has, at its place in the configuration.
    pub fn known_profiles(&self, schemas: &Schemas) -> Result<Vec<String>, TextFileError> {
        let known = |entry: &Entry| {
            let name = schemas.known_profile(&entry.text).map(str::to_owned);
            name.map_err(|message| self.error(message, entry))
        };
        self.profiles.iter().map(known).collect()
    }

    fn error(&self, message: String, entry: &Entry) -> TextFileError {
        TextFileError::new(&self.path, message).at(Some(entry.place), self.text.as_bytes())
    }
}

/// The folder of the user's own schemas: `schemas` in the folder that `DNSSD_CHECK_CONFIG` names, else in `dnssd-check`
/// below the folder for configurations (`~/.config`, or `%APPDATA%` on Windows); `None` where there is no such folder. It
/// need not be there.
#[cfg(feature = "cli")]
pub fn user_schema_folder() -> Option<PathBuf> {
    use etcetera::base_strategy::{BaseStrategy, choose_base_strategy};

    const SCHEMAS: &str = "schemas";
    let named = std::env::var_os("DNSSD_CHECK_CONFIG").filter(|folder| !folder.is_empty());
    if let Some(folder) = named {
        return Some(Path::new(&folder).join(SCHEMAS));
    }
    // Not the native strategy: on macOS that names a folder in which Apple forbids to make files by hand.
    let folder = choose_base_strategy().ok()?.config_dir();
    // Without a home, the folder would be one below wherever the program was started.
    folder
        .is_absolute()
        .then(|| folder.join("dnssd-check").join(SCHEMAS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Configuration, String> {
        Configuration::parse(text.as_bytes(), Path::new("up/dnssd-check.toml"))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_known_is_read() {
        let profiles = |text| parsed(text).unwrap().known_profiles(&Schemas::BUILTIN);
        let configuration = "schemas = []\nprofiles = [\"matter-1.4\", \"AirPrint\"]\n";
        assert_eq!(profiles(configuration).unwrap(), ["matter-1.4", "airprint"]);
        assert_eq!(
            parsed(configuration).unwrap().read_schemas(),
            Ok(Vec::new())
        );
        for nothing in ["# nothing yet", " \n", ""] {
            assert_eq!(profiles(nothing), Ok(Vec::new()));
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        for (text, said) in [
            (
                "schema = []",
                "up/dnssd-check.toml:1:1: unknown field `schema`; did you mean `schemas`?",
            ),
            (
                "schemas = [\n  5]",
                "up/dnssd-check.toml:2:3: invalid type: integer `5`, expected a string",
            ),
            (
                "schemas = \"a\"",
                "up/dnssd-check.toml:1:11: invalid type: string \"a\", expected an array",
            ),
            (
                "profiles",
                "up/dnssd-check.toml:1:9: key with no value, expected `=`",
            ),
        ] {
            assert_eq!(parsed(text), Err(said.to_owned()), "{text}");
        }
        let error = parsed("schemas = [\"not-there\"]")
            .unwrap()
            .read_schemas()
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "up/dnssd-check.toml:1:12: there is no schema at `up/not-there`"
        );
        let error = parsed("profiles = [\"x-none\"]")
            .unwrap()
            .known_profiles(&Schemas::BUILTIN)
            .unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("up/dnssd-check.toml:1:13: there is no profile `x-none`"),
            "{error}"
        );
    }
}
