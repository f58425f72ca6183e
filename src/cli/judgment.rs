//! By what is judged: the configuration of the project, and before it the command line.

use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;
use crate::cli::schema_options::Vocabulary;
use crate::linter::Linter;
use crate::rule::{FailOn, RuleSettings, Selection, Selector};
use crate::source::{Configuration, TypeSettings};

/// The rules that the command line names.
#[derive(Clone, Debug, Default)]
pub(super) struct CommandLineRules {
    pub(super) select: Vec<Selector>,
    pub(super) ignore: Vec<Selector>,
}

/// By what is judged, and what makes the run fail.
#[derive(Clone, Debug)]
pub(crate) struct Judgment {
    /// From which severity on findings make the run fail.
    pub(crate) fail_on: FailOn,
    command_line: CommandLineRules,
    configuration: Option<Configuration>,
    /// What the configuration says of service types.
    types: Vec<TypeSettings>,
    profiles: Vec<String>,
    linter: Linter,
}

impl Judgment {
    pub(super) fn new(
        command_line: CommandLineRules,
        fail_on: Option<FailOn>,
        vocabulary: Vocabulary,
    ) -> Result<Self, Failure> {
        let Vocabulary {
            schemas,
            profiles,
            configuration,
        } = vocabulary;
        let configured = configuration.as_ref().and_then(Configuration::fail_on);
        let types = match &configuration {
            Some(configuration) => configuration.types(&schemas)?,
            None => Vec::new(),
        };
        let mut judgment = Self {
            fail_on: fail_on.or(configured).unwrap_or_default(),
            command_line,
            configuration,
            types,
            profiles,
            linter: Linter::default().with_schemas(schemas),
        };
        judgment.linter = judgment.linter_with(&[]);
        Ok(judgment)
    }

    /// The file with the findings that are known, if the configuration names one.
    pub(super) fn baseline(&self) -> Result<Option<PathBuf>, Failure> {
        match &self.configuration {
            Some(configuration) => Ok(configuration.baseline()?),
            None => Ok(None),
        }
    }

    /// The linter for what is in no file.
    pub(crate) const fn linter(&self) -> &Linter {
        &self.linter
    }

    /// The linter for what stands in the file at this path.
    pub(crate) fn linter_for(&self, path: &Path) -> Linter {
        let configuration = self.configuration.as_ref();
        let rules = configuration.map(|configuration| configuration.rules_for(path));
        match rules.unwrap_or_default().as_slice() {
            [] => self.linter.clone(),
            rules => self.linter_with(rules),
        }
    }

    /// The linter where these settings count as well, of a part of the files.
    fn linter_with(&self, of_path: &[&RuleSettings]) -> Linter {
        let general = match &self.configuration {
            Some(configuration) => Selection::configured(configuration.rules()),
            None => Selection::default(),
        };
        let mut linter = Linter::new(self.completed(&general, of_path))
            .with_schemas(self.linter.schemas().clone())
            .with_profiles(self.profiles.clone());
        for settings in &self.types {
            let selection = self.completed(&general.adjusted(&settings.rules), of_path);
            let mut profiles = self.profiles.clone();
            profiles.extend_from_slice(&settings.profiles);
            profiles.sort_unstable();
            profiles.dedup();
            linter = linter.with_type(&settings.service_type, selection, profiles);
        }
        linter
    }

    /// A selection with what counts before all that is general: the settings of a path, and then the command line.
    fn completed(&self, selection: &Selection, of_path: &[&RuleSettings]) -> Selection {
        let mut selection = selection.clone();
        for settings in of_path {
            selection = selection.adjusted(settings);
        }
        let CommandLineRules { select, ignore } = &self.command_line;
        if !select.is_empty() {
            return selection.reselected(select, ignore);
        }
        selection.adjusted(&RuleSettings {
            ignore: ignore.clone(),
            ..RuleSettings::default()
        })
    }
}
