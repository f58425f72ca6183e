use std::collections::{BTreeMap, BTreeSet};

use super::{Compiled, shown};
use crate::schema::document::SourceDocumentDocument;
use crate::schema::error::SchemaFault;
use crate::schema::parts::{Reference, SourceDocument};

/// The sources of a schema, to which its facts refer by id.
pub(super) struct References<'s> {
    /// By their ids.
    sources: BTreeMap<&'s str, &'s SourceDocument>,
}

/// Compiles the list of sources.
pub(super) fn sources(documents: &[SourceDocumentDocument]) -> Compiled<Vec<SourceDocument>> {
    let mut known = BTreeSet::new();
    let mut sources: Vec<SourceDocument> = Vec::with_capacity(documents.len());
    for (index, document) in documents.iter().enumerate() {
        let fault = |message: String| {
            SchemaFault::new(message)
                .within("id")
                .within_item(index)
                .within("sources")
        };
        if document.id.is_empty() || document.id.contains(char::is_whitespace) {
            return Err(fault(format!(
                "source id `{}` is empty or has blanks",
                shown(&document.id)
            )));
        }
        if !known.insert(&document.id) {
            return Err(fault(format!(
                "source `{}` stands twice",
                shown(&document.id)
            )));
        }
        sources.push(SourceDocument {
            id: document.id.clone(),
            title: document.title.clone(),
            version: document.version.clone(),
            url: document.url.clone(),
            repository: document.repository.clone(),
            verification: document.verified,
            note: document.note.clone(),
        });
    }
    Ok(sources)
}

impl<'s> References<'s> {
    pub(super) fn new(sources: &'s [SourceDocument]) -> Self {
        Self {
            sources: sources
                .iter()
                .map(|source| (source.id.as_str(), source))
                .collect(),
        }
    }

    /// A reference: an id, and perhaps a section behind it.
    pub(super) fn one(&self, text: &str) -> Compiled<Reference> {
        let (id, section) = text.split_once(' ').unwrap_or((text, ""));
        let source = self.sources.get(id).ok_or_else(|| {
            let ids: Vec<String> = self
                .sources
                .keys()
                .take(20)
                .map(|id| format!("`{}`", shown(id)))
                .collect();
            let more = if self.sources.len() > ids.len() {
                ", …"
            } else {
                ""
            };
            SchemaFault::new(format!("`{}` is no source of this schema", shown(id)))
                .help(format!("its sources are {}{more}", ids.join(", ")))
        })?;
        Ok(Reference {
            title: source.title.clone(),
            id: source.id.clone(),
            section: section.trim().to_owned(),
        })
    }

    /// All references of a list, in the field `sources`.
    pub(super) fn all(&self, texts: &[String]) -> Compiled<Vec<Reference>> {
        super::each(texts, "sources", |text| self.one(text))
    }

    /// The same, at least one.
    pub(super) fn some(&self, texts: &[String]) -> Compiled<Vec<Reference>> {
        if texts.is_empty() {
            return Err(
                SchemaFault::new("no source is named, at least one is needed").within("sources"),
            );
        }
        self.all(texts)
    }
}
