use std::borrow::Cow;
use std::sync::OnceLock;

use super::builtin_files::{NAMES, PROFILES, TEXTS, TYPES};
use super::compile::{self, Trust};
use super::error::SchemaError;
use super::resolve::resolve;
use super::service_schema::{SchemaOrigin, ServiceSchema};

/// How many schemas are part of the program.
const COUNT: usize = NAMES.len();

/// Schemas as they stand in their files, each read when it is first asked for.
static READ: [OnceLock<Option<Box<ServiceSchema>>>; COUNT] = [const { OnceLock::new() }; COUNT];

/// The same with what they inherit; empty where they inherit nothing.
static RESOLVED: [OnceLock<Option<Box<ServiceSchema>>>; COUNT] = [const { OnceLock::new() }; COUNT];

/// A schema that is part of the program: a file of `data/schemas`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BuiltinSchema {
    position: usize,
}

impl BuiltinSchema {
    /// All of them, by the names of their files. None is read yet.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..COUNT).map(|position| Self { position })
    }

    /// The one that covers a service type, in any letter case.
    pub fn find(service_type: &str) -> Option<Self> {
        let lower = service_type.to_ascii_lowercase();
        TYPES.find(&lower).map(|position| Self { position })
    }

    /// The service types that all of them cover, in lower case and sorted.
    pub fn service_types() -> impl Iterator<Item = &'static str> {
        TYPES.names.iter()
    }

    /// The profiles that all of them have, each with the schema that has it.
    pub fn profiles() -> impl Iterator<Item = (&'static str, Self)> {
        PROFILES
            .iter()
            .map(|(name, position)| (name, Self { position }))
    }

    /// The name of its file, without `.toml`.
    pub fn name(self) -> &'static str {
        NAMES.get(self.position).unwrap_or_default()
    }

    /// Its text, as it stands in the file.
    pub fn text(self) -> &'static str {
        TEXTS.get(self.position).unwrap_or_default()
    }

    /// The schema with what it inherits: read when it is first asked for, and kept.
    ///
    /// A test reads all of them; `None` would be a fault of this program.
    pub fn schema(self) -> Option<&'static ServiceSchema> {
        let own = self.own()?;
        if own.extends.is_empty() {
            return Some(own);
        }
        let resolved = RESOLVED.get(self.position)?;
        resolved
            .get_or_init(|| self.resolved().ok().map(Box::new))
            .as_deref()
    }

    /// The schema as it stands in its file.
    pub(super) fn own(self) -> Option<&'static ServiceSchema> {
        let read = READ.get(self.position)?;
        let parse = || compile::parse(self.text(), SchemaOrigin::Program, Trust::Tested);
        read.get_or_init(|| parse().ok().map(Box::new)).as_deref()
    }

    fn resolved(self) -> Result<ServiceSchema, SchemaError> {
        let own = compile::parse(self.text(), SchemaOrigin::Program, Trust::Tested)?;
        resolve(own, &mut |_, service| {
            Self::find(service).and_then(Self::own).map(Cow::Borrowed)
        })
    }

    /// Reads the file as if it came from a user: with every pattern compiled, and with the reason where it can't be read.
    ///
    /// # Errors
    ///
    /// What is wrong with the file, with its place.
    pub fn read_strictly(self) -> Result<ServiceSchema, SchemaError> {
        ServiceSchema::parse(self.text(), SchemaOrigin::Program)?;
        self.resolved()
    }
}
