//! The configuration of a project, and where a user's own schemas are.

mod entries;
mod path_pattern;

use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use toml::Spanned;

use self::entries::{Document, Entry, SeverityTable, in_order};
use self::path_pattern::{PathPattern, relative};
use super::schema_files::{SchemaFile, read_schema_layer};
use super::text_file::{TextFileError, read_octets, text_of};
use crate::name::{ServiceTypeLabels, presentation};
use crate::rule::{FailOn, RuleSettings, Selector, Weight};
use crate::schema::{Place, Schemas, TomlFault};

/// The configuration of a project, in its file `dnssd-check.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configuration {
    path: PathBuf,
    text: String,
    schemas: Vec<Entry>,
    profiles: Vec<Entry>,
    fail_on: Option<FailOn>,
    baseline: Option<Entry>,
    rules: RuleSettings,
    types: Vec<TypeEntry>,
    paths: Vec<(PathPattern, RuleSettings)>,
}

/// What the file says of a service type.
#[derive(Clone, Debug, PartialEq, Eq)]
struct TypeEntry {
    service_type: String,
    rules: RuleSettings,
    profiles: Vec<Entry>,
}

/// What a configuration says of a service type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeSettings {
    /// The service type, such as `_ipp._tcp`.
    pub service_type: String,
    /// What is different about rules.
    pub rules: RuleSettings,
    /// Profiles by which it is judged beside those of all types, as their schemas write them.
    pub profiles: Vec<String>,
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
    /// A file that can't be read, has more than [`MAX_TEXT_FILE_LEN`](super::MAX_TEXT_FILE_LEN) octets, is no TOML, has a
    /// field that is not known, a selector that fits no rule, a word that is no severity, a name that is no service type or a
    /// pattern that can't be read.
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
        Reader { path, text }.configuration(document)
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
        self.known(&self.profiles, schemas)
    }

    /// From which severity on findings make a run fail, if the file says so.
    pub const fn fail_on(&self) -> Option<FailOn> {
        self.fail_on
    }

    /// The file with the findings that are known, if the configuration names one.
    ///
    /// # Errors
    ///
    /// A path at which is nothing, at its place in the configuration.
    pub fn baseline(&self) -> Result<Option<PathBuf>, TextFileError> {
        let Some(entry) = &self.baseline else {
            return Ok(None);
        };
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let path = folder.join(&entry.text);
        if entry.text.is_empty() || fs::symlink_metadata(&path).is_err() {
            let shown = presentation::text(path.as_os_str().as_encoded_bytes()).to_string();
            return Err(self.error(format!("there is no baseline at `{shown}`"), entry));
        }
        Ok(Some(path))
    }

    /// What the file says of rules, for all that is judged.
    pub const fn rules(&self) -> &RuleSettings {
        &self.rules
    }

    /// What the file says of service types, in its order.
    ///
    /// # Errors
    ///
    /// The first profile that no schema has, at its place in the configuration.
    pub fn types(&self, schemas: &Schemas) -> Result<Vec<TypeSettings>, TextFileError> {
        let mut types = Vec::with_capacity(self.types.len());
        for entry in &self.types {
            types.push(TypeSettings {
                service_type: entry.service_type.clone(),
                rules: entry.rules.clone(),
                profiles: self.known(&entry.profiles, schemas)?,
            });
        }
        Ok(types)
    }

    /// What the file says of rules for the file at this path, the more important last.
    ///
    /// Patterns are seen from the folder of the configuration; the path may be relative to the working folder. Standard input,
    /// `-`, is no file.
    pub fn rules_for(&self, path: &Path) -> Vec<&RuleSettings> {
        if self.paths.is_empty() || path == Path::new("-") {
            return Vec::new();
        }
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let Some(path) = relative(path, folder) else {
            return Vec::new();
        };
        let fitting = self.paths.iter();
        fitting
            .filter(|(pattern, _)| pattern.matches(&path))
            .map(|(_, rules)| rules)
            .collect()
    }

    fn known(&self, profiles: &[Entry], schemas: &Schemas) -> Result<Vec<String>, TextFileError> {
        let known = |entry: &Entry| {
            let name = schemas.known_profile(&entry.text).map(str::to_owned);
            name.map_err(|message| self.error(message, entry))
        };
        profiles.iter().map(known).collect()
    }

    fn error(&self, message: String, entry: &Entry) -> TextFileError {
        let place = Place::new(&self.text, entry.span.start, entry.span.end);
        TextFileError::new(&self.path, message).at(Some(place), self.text.as_bytes())
    }
}

/// Characters of a message at most.
const MAX_MESSAGE: usize = 400;

/// Looks at what the fields of a file say.
struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Reader<'_> {
    fn configuration(&self, document: Document) -> Result<Configuration, TextFileError> {
        let rules = self.rules(&document.select, &document.ignore, document.severity)?;
        let fail_on = document.fail_on.map(|word| self.parsed(&word));
        let mut types = Vec::new();
        let mut known = BTreeSet::new();
        for (name, table) in in_order(document.types) {
            let service_type = self.service_type(&name)?;
            if !known.insert(service_type.clone()) {
                let message = format!("there are two tables of `{service_type}`");
                return Err(self.error(message, &name));
            }
            types.push(TypeEntry {
                service_type,
                rules: self.rules(&table.select, &table.ignore, table.severity)?,
                profiles: Entry::all(table.profiles),
            });
        }
        let mut paths = Vec::new();
        for (name, table) in in_order(document.paths) {
            let pattern = PathPattern::new(name.as_ref());
            let pattern = pattern.map_err(|message| self.error(message, &name))?;
            let rules = self.rules(&table.select, &table.ignore, table.severity)?;
            paths.push((pattern, rules));
        }
        Ok(Configuration {
            path: self.path.to_owned(),
            text: self.text.to_owned(),
            schemas: Entry::all(document.schemas),
            profiles: Entry::all(document.profiles),
            fail_on: fail_on.transpose()?,
            baseline: document.baseline.map(Entry::from),
            rules,
            types,
            paths,
        })
    }

    fn rules(
        &self,
        select: &[Spanned<String>],
        ignore: &[Spanned<String>],
        severity: SeverityTable,
    ) -> Result<RuleSettings, TextFileError> {
        let selectors = |there: &[Spanned<String>]| {
            let selectors = there.iter().map(|selector| self.parsed(selector));
            selectors.collect::<Result<Vec<Selector>, _>>()
        };
        let mut weights = Vec::new();
        for (selector, weight) in in_order(severity) {
            weights.push((self.parsed(&selector)?, self.parsed::<Weight>(&weight)?));
        }
        Ok(RuleSettings {
            select: selectors(select)?,
            ignore: selectors(ignore)?,
            severity: weights,
        })
    }

    /// The name of a type in lower case, as it is compared.
    fn service_type(&self, name: &Spanned<String>) -> Result<String, TextFileError> {
        let labels = name.as_ref().parse::<ServiceTypeLabels>().ok();
        let text = labels.map(|labels| labels.to_string().to_ascii_lowercase());
        // Others can be on the wire too, but here they are slips of the pen.
        let is_usual = |text: &String| {
            text.starts_with('_') && (text.ends_with("._tcp") || text.ends_with("._udp"))
        };
        text.filter(is_usual).ok_or_else(|| {
            let shown = presentation::text(name.as_ref().as_bytes());
            let message =
                format!("`{shown}` is no service type; one such as `_caldav._tcp` is expected");
            self.error(message, name)
        })
    }

    fn parsed<T: FromStr>(&self, there: &Spanned<String>) -> Result<T, TextFileError>
    where
        T::Err: Display,
    {
        let parsed = there.as_ref().parse();
        parsed.map_err(|error: T::Err| self.error(error.to_string(), there))
    }

    fn error(&self, mut message: String, there: &Spanned<String>) -> TextFileError {
        // What is quoted is as long as the file has it.
        if let Some((end, _)) = message.char_indices().nth(MAX_MESSAGE) {
            message.truncate(end);
            message.push('…');
        }
        let place = Place::new(self.text, there.span().start, there.span().end);
        TextFileError::new(self.path, message).at(Some(place), self.text.as_bytes())
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
    fn rules_are_read_for_all_for_types_and_for_paths() {
        let configuration = parsed(
            r#"
            fail-on = "note"
            ignore = ["REG"]
            [severity]
            TXT013 = "error"
            KEY = "off"
            [path."z/**"]
            ignore = ["TXT"]
            [path."z/a.zone"]
            severity = { TXT010 = "note" }
            [type."_IPP._tcp.local."]
            select = ["REG001"]
            profiles = ["AirPrint"]
            "#,
        )
        .unwrap();
        assert_eq!(configuration.fail_on(), Some(FailOn::Note));
        let rules = configuration.rules();
        assert_eq!(rules.ignore, ["REG".parse().unwrap()]);
        // In the order of the file, not of the names.
        assert_eq!(rules.severity[0].0, "TXT013".parse().unwrap());
        assert_eq!(rules.severity[1].1, Weight::Off);
        let types = configuration.types(&Schemas::BUILTIN).unwrap();
        assert_eq!(types.len(), 1);
        assert_eq!(types[0].service_type, "_ipp._tcp");
        assert_eq!(types[0].profiles, ["airprint"]);
        let of_path = |path: &str| configuration.rules_for(Path::new(path)).len();
        assert_eq!(of_path("up/z/b.zone"), 1);
        assert_eq!(of_path("up/../up/./z/a.zone"), 2);
        assert_eq!(of_path("z/a.zone"), 0);
        assert_eq!(of_path("-"), 0);
        assert_eq!(parsed("").unwrap().fail_on(), None);
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
            (
                "select = [\"TXT\", \"TYT013\"]",
                "up/dnssd-check.toml:1:18: no rule has the code, prefix or name `TYT013`; did you mean `TXT013`?",
            ),
            (
                "ignore = [\"\"]",
                "up/dnssd-check.toml:1:11: no rule has the code, prefix or name ``; `dnssd-check rules` lists all",
            ),
            (
                "fail-on = \"fatal\"",
                "up/dnssd-check.toml:1:11: `fatal` is not one of `error`, `warning`, `note`, `never`",
            ),
            (
                "fail_on = \"note\"",
                "up/dnssd-check.toml:1:1: unknown field `fail_on`; did you mean `fail-on`?",
            ),
            (
                "[severity]\nTXT = \"note\"\nTXT013 = \"none\"",
                "up/dnssd-check.toml:3:10: severity `none` is not one of `error`, `warning`, `note`, `off`",
            ),
            (
                "[severity]\nrepeated-txt-kex = \"note\"",
                "up/dnssd-check.toml:2:1: no rule has the code, prefix or name `repeated-txt-kex`; did you mean `repeated-txt-key`?",
            ),
            (
                "[type.\"ipp\"]",
                "up/dnssd-check.toml:1:7: `ipp` is no service type; one such as `_caldav._tcp` is expected",
            ),
            (
                "[type._ipp._tcp]\nignore = [\"TXT\"]",
                "up/dnssd-check.toml:1:12: unknown field `_tcp`",
            ),
            (
                "[type.\"_ipp._tcp\"]\nseverities = {}",
                "up/dnssd-check.toml:2:1: unknown field `severities`; did you mean `severity`?",
            ),
            (
                "[type.\"_ipp._tcp\"]\n[type.\"_IPP._tcp.local\"]",
                "up/dnssd-check.toml:2:7: there are two tables of `_ipp._tcp`",
            ),
            (
                "[path.\"a/[b\"]\nignore = [\"TXT\"]",
                "up/dnssd-check.toml:1:7: pattern `a/[b` can't be read: invalid range pattern",
            ),
            (
                "[path.a]\nprofiles = [\"airprint\"]",
                "up/dnssd-check.toml:2:1: unknown field `profiles`",
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
