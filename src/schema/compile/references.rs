use super::Compiled;
use super::shown;
use crate::schema::document::SourceDocumentDocument;
use crate::schema::error::SchemaFault;
use crate::schema::parts::{Reference, SourceDocument};

/// The sources of a schema, to which its facts refer by id.
pub(super) struct References<'s> {
    sources: &'s [SourceDocument],
}

/// Compiles the list of sources.
pub(super) fn sources(documents: &[SourceDocumentDocument]) -> Compiled<Vec<SourceDocument>> {
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
        if sources.iter().any(|source| source.id == document.id) {
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
    pub(super) const fn new(sources: &'s [SourceDocument]) -> Self {
        Self { sources }
    }

    /// A reference: an id, and perhaps a section behind it.
    pub(super) fn one(&self, text: &str) -> Compiled<Reference> {
        let (id, section) = text.split_once(' ').unwrap_or((text, ""));
        let source = self.sources.iter().find(|source| source.id == id);
        let source = source.ok_or_else(|| {
            let ids: Vec<String> = self
                .sources
                .iter()
                .map(|source| format!("`{}`", shown(&source.id)))
                .collect();
            SchemaFault::new(format!("`{}` is no source of this schema", shown(id)))
                .help(format!("its sources are {}", ids.join(", ")))
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
