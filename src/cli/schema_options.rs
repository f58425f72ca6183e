//! Which schemas judge: the user's own, the project's and those of the command line, before those that are built in.

use std::path::PathBuf;

use clap::Args;

use crate::cli::failure::Failure;
use crate::schema::Schemas;
use crate::source::{
    Configuration, layered_schemas, read_schema_folder, read_schema_layer, user_schema_folder,
};

/// Options about which schemas there are.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Schema options")]
pub(crate) struct SchemaOptions {
    /// Take this schema too, or all *.toml of this folder; may be repeated.
    ///
    /// It counts before the project's and the user's own schemas and before those that are built in, and replaces the
    /// schema of the same service type unless it extends it. `dnssd-check schema new` writes one to begin with.
    #[arg(long, value_name = "FILE|DIR")]
    schema: Vec<PathBuf>,
    /// Read the configuration from this file.
    ///
    /// Without it, dnssd-check.toml is looked for in the working folder and those above it, up to one with .git in it. It
    /// may name schemas, profiles, rules and what they weigh, for all services, for some types or for some files; what
    /// stands on the command line counts before it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Read no configuration, neither the project's nor the user's own schemas.
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
}

/// Options about the vocabulary by which a command judges.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Schema options")]
pub(crate) struct VocabularyOptions {
    #[command(flatten)]
    schemas: SchemaOptions,
    /// Judge also by what this profile of a schema demands.
    ///
    /// Takes a list separated by commas and may be repeated. `dnssd-check schema list --profiles` lists all profiles.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    profile: Vec<String>,
}

/// By what TXT records are judged.
#[derive(Clone, Debug)]
pub(crate) struct Vocabulary {
    pub(crate) schemas: Schemas,
    /// The profiles that were asked for: of all schemas, whichever has them.
    pub(crate) profiles: Vec<String>,
    /// The configuration of the project, which may say more.
    pub(crate) configuration: Option<Configuration>,
}

impl VocabularyOptions {
    /// The schemas, and the profiles that were asked for.
    pub(crate) fn vocabulary(&self) -> Result<Vocabulary, Failure> {
        let configuration = self.schemas.configuration()?;
        let schemas = self.schemas.layered(configuration.as_ref())?;
        let mut profiles = Vec::new();
        if let Some(configuration) = &configuration {
            profiles.extend(configuration.known_profiles(&schemas)?);
        }
        for profile in &self.profile {
            let known = schemas.known_profile(profile);
            let known =
                known.map_err(|sentence| Failure::usage(format_args!("--profile: {sentence}")))?;
            profiles.push(known.to_owned());
        }
        Ok(Vocabulary {
            schemas,
            profiles,
            configuration,
        })
    }
}

impl SchemaOptions {
    /// The schemas: those that are built in, before them the user's own, the project's and those of the command line.
    pub(crate) fn schemas(&self) -> Result<Schemas, Failure> {
        self.layered(self.configuration()?.as_ref())
    }

    fn layered(&self, configuration: Option<&Configuration>) -> Result<Schemas, Failure> {
        let user = match user_schema_folder() {
            Some(folder) if !self.no_config => read_schema_folder(&folder)?,
            _ => Vec::new(),
        };
        let project = match configuration {
            Some(configuration) => configuration.read_schemas()?,
            None => Vec::new(),
        };
        let asked = read_schema_layer(&self.schema)?;
        Ok(layered_schemas(&[user, project, asked])?)
    }

    fn configuration(&self) -> Result<Option<Configuration>, Failure> {
        if self.no_config {
            return Ok(None);
        }
        if let Some(path) = &self.config {
            return Ok(Some(Configuration::read(path)?));
        }
        // Who works in a folder that is gone has no project.
        let folder = std::env::current_dir().ok();
        let path = folder.and_then(|folder| Configuration::find(&folder));
        Ok(path.map(|path| Configuration::read(&path)).transpose()?)
    }
}
