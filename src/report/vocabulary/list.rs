use std::io::{self, Write};

use serde::Serialize;

#[cfg(feature = "cli")]
use crate::name::presentation::source_text;
use crate::report::object::VERSION;
use crate::report::write_document;
#[cfg(feature = "cli")]
use crate::schema::ServiceKind;
use crate::schema::{SchemaOrigin, ServiceSchema};

/// Vocabularies, a line each.
#[derive(Clone, Debug, Serialize)]
pub struct VocabularyList {
    version: u32,
    schemas: Vec<VocabularyListEntry>,
}

/// What a list says of a vocabulary.
#[derive(Clone, Debug, Serialize)]
pub struct VocabularyListEntry {
    services: Vec<String>,
    title: String,
    category: Option<String>,
    kind: &'static str,
    superseded_by: Option<String>,
    confidence: &'static str,
    keys: usize,
    own_keys: usize,
    profiles: Vec<String>,
    origin: OriginObject,
}

/// Where a schema comes from.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum OriginObject {
    Builtin,
    File { path: String },
    Registration { name: String },
}

impl From<&SchemaOrigin> for OriginObject {
    fn from(origin: &SchemaOrigin) -> Self {
        match origin {
            SchemaOrigin::Program => Self::Builtin,
            SchemaOrigin::File(path) => Self::File { path: path.clone() },
            SchemaOrigin::Registration(name) => Self::Registration { name: name.clone() },
        }
    }
}

impl From<&ServiceSchema> for VocabularyListEntry {
    fn from(schema: &ServiceSchema) -> Self {
        Self {
            services: schema.services.clone(),
            title: schema.title.clone(),
            category: schema.category.clone(),
            kind: super::json::kind(schema.kind),
            superseded_by: schema.superseded_by.clone(),
            confidence: super::json::confidence(schema.confidence),
            keys: schema.keys.len(),
            own_keys: schema.own_keys,
            profiles: schema
                .profiles
                .iter()
                .map(|profile| profile.name.clone())
                .collect(),
            origin: OriginObject::from(&schema.origin),
        }
    }
}

impl VocabularyList {
    /// A list of these schemas, by their first service types.
    pub fn new<'s>(schemas: impl IntoIterator<Item = &'s ServiceSchema>) -> Self {
        let mut schemas: Vec<&ServiceSchema> = schemas.into_iter().collect();
        schemas.sort_by_key(|schema| {
            schema
                .services
                .first()
                .map(|service| service.to_ascii_lowercase())
        });
        Self {
            version: VERSION,
            schemas: schemas.into_iter().map(VocabularyListEntry::from).collect(),
        }
    }

    /// Writes the list as one JSON object.
    ///
    /// # Errors
    ///
    /// What writing met.
    pub fn write_json<W: Write>(&self, mut out: W) -> io::Result<()> {
        write_document(&mut out, self)
    }

    /// The list for people: service type, number of keys, confidence, title, a line each.
    #[cfg(feature = "cli")]
    pub fn to_text(&self) -> String {
        use std::fmt::Write as _;

        use unicode_width::UnicodeWidthStr;

        let first = |entry: &VocabularyListEntry| {
            source_text(entry.services.first().map_or("", String::as_str)).to_string()
        };
        let width = self
            .schemas
            .iter()
            .map(|entry| first(entry).width())
            .max()
            .unwrap_or(0);
        let confidence_width = self
            .schemas
            .iter()
            .map(|entry| entry.confidence.len())
            .max()
            .unwrap_or(0);
        let mut text = String::new();
        for entry in &self.schemas {
            let service = first(entry);
            let padding = width - service.width();
            let keys = match entry.keys {
                1 => " 1 key ".to_owned(),
                keys => format!("{keys:>2} keys"),
            };
            let confidence = entry.confidence.replace('_', "-");
            let about = source_text(&entry.about()).to_string();
            writeln!(
                text,
                "{service}{:padding$}  {keys}  {confidence:<confidence_width$}  {about}",
                ""
            )
            .expect("writing to a string succeeds");
        }
        text
    }
}

/// Profiles, each with the service types that have it.
#[derive(Clone, Debug, Serialize)]
pub struct ProfileList {
    version: u32,
    profiles: Vec<ProfileListEntry>,
}

#[derive(Clone, Debug, Serialize)]
struct ProfileListEntry {
    name: String,
    title: String,
    services: Vec<String>,
}

impl ProfileList {
    /// A list of the profiles of these schemas, by name.
    pub fn new<'s>(schemas: impl IntoIterator<Item = &'s ServiceSchema>) -> Self {
        let mut profiles: Vec<ProfileListEntry> = Vec::new();
        for schema in schemas {
            for profile in &schema.profiles {
                let services = schema.services.clone();
                let known = profiles
                    .iter_mut()
                    .find(|known| known.name == profile.name && known.title == profile.title);
                match known {
                    Some(known) => known.services.extend(services),
                    None => profiles.push(ProfileListEntry {
                        name: profile.name.clone(),
                        title: profile.title.clone(),
                        services,
                    }),
                }
            }
        }
        for profile in &mut profiles {
            profile.services.sort();
        }
        profiles
            .sort_by(|one, other| (&one.name, &one.services).cmp(&(&other.name, &other.services)));
        Self {
            version: VERSION,
            profiles,
        }
    }

    /// Writes the list as one JSON object.
    ///
    /// # Errors
    ///
    /// What writing met.
    pub fn write_json<W: Write>(&self, mut out: W) -> io::Result<()> {
        write_document(&mut out, self)
    }

    /// The list for people: name, title, service types, a line each.
    #[cfg(feature = "cli")]
    pub fn to_text(&self) -> String {
        use std::fmt::Write as _;

        use unicode_width::UnicodeWidthStr;

        let cells: Vec<[String; 3]> = self
            .profiles
            .iter()
            .map(|profile| {
                [&profile.name, &profile.title, &profile.services.join(", ")]
                    .map(|text| source_text(text).to_string())
            })
            .collect();
        let width = |column: fn(&[String; 3]) -> &String| {
            cells
                .iter()
                .map(|row| column(row).width())
                .max()
                .unwrap_or(0)
        };
        let (name_width, title_width) = (width(|[name, ..]| name), width(|[_, title, _]| title));
        let mut text = String::new();
        for [name, title, services] in &cells {
            let after_name = name_width - name.width();
            let after_title = title_width - title.width();
            writeln!(
                text,
                "{name}{:after_name$}  {title}{:after_title$}  {services}",
                "", ""
            )
            .expect("writing to a string succeeds");
        }
        text
    }
}

#[cfg(feature = "cli")]
impl VocabularyListEntry {
    /// The title, the other service types, and what must be known before it is used.
    fn about(&self) -> String {
        let mut about = self.title.clone();
        if let Some(others) = self.services.get(1..).filter(|others| !others.is_empty()) {
            about = format!("{about}; also {}", others.join(", "));
        }
        if let Some(successor) = &self.superseded_by {
            about = format!("{about}; superseded by {successor}");
        }
        if self.kind == super::json::kind(ServiceKind::NotDnsSd) {
            about.push_str("; not announced by DNS-SD");
        }
        about
    }
}
