//! XML as expat reads it, piece by piece: no tree, no recursion, no entities of the file's own.

use std::borrow::Cow;
use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::errors::IllFormedError;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};

use crate::name::presentation;
use crate::rule::shown;

/// A piece of a document, with the octet at which it begins.
#[derive(Debug)]
pub(super) enum Piece<'t> {
    /// A start tag.
    Start {
        name: &'t str,
        attributes: Vec<Attribute>,
        offset: usize,
    },
    /// An end tag, or the end of an empty element; `end` is the octet behind it.
    End { end: usize },
    /// Text as expat hands it over: one line, one line break, or one reference at a time. `end` is the octet behind it.
    Text {
        text: Cow<'t, str>,
        offset: usize,
        end: usize,
    },
    /// A reference to an entity that expat leaves out.
    Skipped { name: &'t str, offset: usize },
}

/// An attribute, its value normalized.
#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) offset: usize,
}

/// Why a document is not read to its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// It is not well-formed there.
    Malformed { offset: usize, reason: String },
    /// It may be well-formed, but is not read.
    Refused { offset: usize, reason: &'static str },
}

/// Hands all pieces of a document to `take`.
pub(super) fn read<'t>(text: &'t str, take: &mut dyn FnMut(Piece<'t>)) -> Result<(), Stop> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let body = text.get(start..).unwrap_or_default();
    if let Some((offset, c)) = body.char_indices().find(|(_, c)| !is_xml_char(*c)) {
        let shown = presentation::text(c.encode_utf8(&mut [0; 4]).as_bytes()).to_string();
        return malformed(
            start + offset,
            format!("the character `{shown}` is not allowed in XML"),
        );
    }
    let mut reader = Reader::from_str(body);
    reader.config_mut().check_comments = true;
    let mut document = Document {
        body,
        start,
        ..Document::default()
    };
    loop {
        let from = to_usize(reader.buffer_position());
        let event = reader.read_event().map_err(|error| Stop::Malformed {
            offset: start + to_usize(reader.error_position()),
            reason: reason(&error),
        })?;
        if let Event::Eof = event {
            return document.finish();
        }
        let to = to_usize(reader.buffer_position());
        document.event(&event, from, to, take)?;
    }
}

/// What the reader says, in the words of this program.
fn reason(error: &quick_xml::Error) -> String {
    match error {
        quick_xml::Error::IllFormed(IllFormedError::UnclosedReference) => {
            "`&` begins no reference; write `&amp;`".to_owned()
        }
        quick_xml::Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
            let (expected, found) = (shown(expected.as_bytes()), shown(found.as_bytes()));
            format!("`</{expected}>` is expected, and `</{found}>` stands there")
        }
        quick_xml::Error::IllFormed(error) => {
            presentation::text(error.to_string().as_bytes()).to_string()
        }
        quick_xml::Error::Syntax(error) => {
            presentation::text(error.to_string().as_bytes()).to_string()
        }
        error => presentation::text(error.to_string().as_bytes()).to_string(),
    }
}

fn to_usize(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

fn malformed<T>(offset: usize, reason: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Malformed {
        offset,
        reason: reason.into(),
    })
}

/// [XML 1.0, production 2](https://www.w3.org/TR/xml/#NT-Char).
const fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..)
}

/// Whether a text is a name: [XML 1.0, production 5](https://www.w3.org/TR/xml/#NT-Name), all of Unicode taken for letters.
fn is_name(text: &str) -> bool {
    let is_start = |c: char| c.is_ascii_alphabetic() || matches!(c, ':' | '_') || !c.is_ascii();
    text.starts_with(is_start)
        && text
            .chars()
            .all(|c| is_start(c) || c.is_ascii_digit() || matches!(c, '-' | '.'))
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Where a document type is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DocumentType {
    /// Nowhere.
    Empty,
    /// In another file, in which entities may be defined.
    External,
}

/// Where in the document the reader is.
#[derive(Default)]
struct Document<'t> {
    body: &'t str,
    /// Octets before the body: a byte order mark.
    start: usize,
    depth: usize,
    has_root: bool,
    doctype: Option<DocumentType>,
    is_standalone: bool,
}

impl<'t> Document<'t> {
    fn event(
        &mut self,
        event: &Event<'_>,
        from: usize,
        to: usize,
        take: &mut dyn FnMut(Piece<'t>),
    ) -> Result<(), Stop> {
        let offset = self.start + from;
        match event {
            Event::Start(tag) => self.open(tag, from, take)?,
            Event::Empty(tag) => {
                self.open(tag, from, take)?;
                self.close(to, take);
            }
            Event::End(_) => self.close(to, take),
            Event::Text(_) => self.text(from, to, take)?,
            Event::CData(_) if self.depth == 0 => {
                return malformed(offset, "text stands outside of the outermost element");
            }
            // `<![CDATA[` and `]]>`.
            Event::CData(_) => self.lines(from + 9, to.saturating_sub(3), take),
            Event::GeneralRef(reference) => self.reference(reference, from, to, take)?,
            Event::Comment(comment) if comment.ends_with('-') => {
                return malformed(offset, "two hyphens stand within a comment");
            }
            Event::Decl(_) if from > 0 => {
                return malformed(
                    offset,
                    "the XML declaration `<?xml …?>` is not at the very beginning of the file",
                );
            }
            Event::Decl(declaration) => self.declaration(declaration)?,
            Event::PI(instruction) => {
                let target = instruction.split(is_blank).next().unwrap_or_default();
                if !is_name(target) || target.eq_ignore_ascii_case("xml") {
                    return malformed(
                        offset,
                        "a processing instruction has no name that it may have",
                    );
                }
            }
            Event::DocType(_) => self.doctype(from, to)?,
            Event::Comment(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn finish(&self) -> Result<(), Stop> {
        let offset = self.start + self.body.len();
        if !self.has_root {
            return malformed(offset, "the file has no element");
        }
        if self.depth > 0 {
            return malformed(offset, "the file ends before all elements are closed");
        }
        Ok(())
    }

    fn declaration(&mut self, declaration: &BytesDecl<'_>) -> Result<(), Stop> {
        if declaration.version().is_err() {
            return malformed(self.start, "the XML declaration has no version");
        }
        self.is_standalone = matches!(declaration.standalone(), Some(Ok(value)) if value == "yes");
        Ok(())
    }

    /// `<!DOCTYPE NAME>`, `<!DOCTYPE NAME SYSTEM "…">` or `<!DOCTYPE NAME PUBLIC "…" "…">`.
    fn doctype(&mut self, from: usize, to: usize) -> Result<(), Stop> {
        let offset = self.start + from;
        if self.doctype.is_some() || self.has_root {
            return malformed(
                offset,
                "the document type is not before the outermost element",
            );
        }
        let whole = self.body.get(from..to).unwrap_or_default();
        let inner = whole
            .strip_prefix("<!DOCTYPE")
            .and_then(|rest| rest.strip_suffix('>'));
        let wrong = || {
            malformed(
                offset,
                "the document type has not the form `<!DOCTYPE service-group SYSTEM \"avahi-service.dtd\">`",
            )
        };
        let Some(inner) = inner.filter(|inner| inner.starts_with(is_blank)) else {
            return wrong();
        };
        if inner.contains('[') {
            return Err(Stop::Refused {
                offset,
                reason: "the document type has declarations of its own, which are not read; leave out what stands in `[…]`",
            });
        }
        let inner = inner.trim_matches(is_blank);
        let (name, rest) = inner.split_once(is_blank).unwrap_or((inner, ""));
        let rest = rest.trim_start_matches(is_blank);
        let literals = match (rest.get(..6), rest.get(6..)) {
            _ if rest.is_empty() => 0,
            (Some("SYSTEM"), Some(rest)) => literals(rest).filter(|count| *count == 1).unwrap_or(9),
            (Some("PUBLIC"), Some(rest)) => literals(rest).filter(|count| *count == 2).unwrap_or(9),
            _ => 9,
        };
        if !is_name(name) || literals == 9 {
            return wrong();
        }
        self.doctype = Some(match literals {
            0 => DocumentType::Empty,
            _ => DocumentType::External,
        });
        Ok(())
    }

    fn open(
        &mut self,
        tag: &BytesStart<'_>,
        from: usize,
        take: &mut dyn FnMut(Piece<'t>),
    ) -> Result<(), Stop> {
        let offset = self.start + from;
        if self.depth == 0 && self.has_root {
            return malformed(offset, "something stands behind the outermost element");
        }
        let len = tag.name().as_ref().len();
        let name = self.body.get(from + 1..from + 1 + len).unwrap_or_default();
        if !is_name(name) {
            let name = shown(name.as_bytes());
            return malformed(offset, format!("`{name}` is no name of an element"));
        }
        let attributes = self.attributes(tag.attributes_raw(), offset + 1 + len)?;
        self.has_root = true;
        self.depth += 1;
        take(Piece::Start {
            name,
            attributes,
            offset,
        });
        Ok(())
    }

    fn close(&mut self, to: usize, take: &mut dyn FnMut(Piece<'t>)) {
        self.depth = self.depth.saturating_sub(1);
        let end = self.start + to;
        take(Piece::End { end });
    }

    fn attributes(&self, raw: &str, offset: usize) -> Result<Vec<Attribute>, Stop> {
        let mut attributes = Vec::new();
        let mut names = BTreeSet::new();
        let mut rest = raw;
        loop {
            let trimmed = rest.trim_start_matches(is_blank);
            let at = offset + raw.len() - trimmed.len();
            if trimmed.is_empty() {
                return Ok(attributes);
            }
            let wrong = || malformed(at, "an attribute has not the form ` NAME=\"VALUE\"`");
            let Some((name, after)) = trimmed
                .split_once('=')
                .filter(|_| trimmed.len() < rest.len())
            else {
                return wrong();
            };
            let name = name.trim_end_matches(is_blank);
            let after = after.trim_start_matches(is_blank);
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let value = quote.and_then(|quote| after.get(1..)?.split_once(quote));
            let Some((value, behind)) = value.filter(|_| is_name(name)) else {
                return wrong();
            };
            if !names.insert(name) {
                let name = shown(name.as_bytes());
                return malformed(at, format!("the attribute `{name}` stands there twice"));
            }
            attributes.push(Attribute {
                name: name.to_owned(),
                value: self.attribute_value(value, at)?,
                offset: at,
            });
            rest = behind;
        }
    }

    fn attribute_value(&self, raw: &str, offset: usize) -> Result<String, Stop> {
        if raw.contains('<') {
            return malformed(offset, "`<` stands in the value of an attribute");
        }
        let mut value = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some((before, after)) = rest.split_once('&') {
            value.push_str(before);
            let Some((name, behind)) = after.split_once(';') else {
                return malformed(offset, "`&` begins no reference; write `&amp;`");
            };
            if let Some(text) = resolved(&BytesRef::new(name)) {
                value.push_str(&text);
            } else if !self.skips(name) {
                return malformed(offset, undefined(name));
            }
            rest = behind;
        }
        value.push_str(rest);
        Ok(value.replace("\r\n", " ").replace(['\t', '\n', '\r'], " "))
    }

    fn text(&self, from: usize, to: usize, take: &mut dyn FnMut(Piece<'t>)) -> Result<(), Stop> {
        let text = self.body.get(from..to).unwrap_or_default();
        let begin = text.len() - text.trim_start_matches(is_blank).len();
        if self.depth == 0 && begin < text.len() {
            return malformed(
                self.start + from + begin,
                "text stands outside of the outermost element",
            );
        }
        if let Some(at) = text.find("]]>") {
            return malformed(self.start + from + at, "`]]>` stands in a text");
        }
        if self.depth > 0 {
            self.lines(from, to, take);
        }
        Ok(())
    }

    /// Hands over lines and line breaks one by one.
    fn lines(&self, from: usize, to: usize, take: &mut dyn FnMut(Piece<'t>)) {
        let mut rest = self.body.get(from..to).unwrap_or_default();
        while !rest.is_empty() {
            let offset = self.start + to - rest.len();
            let len = rest.find(['\n', '\r']).unwrap_or(rest.len());
            let (text, behind): (&str, _) = match len {
                0 => ("\n", if rest.starts_with("\r\n") { 2 } else { 1 }),
                len => (rest.get(..len).unwrap_or_default(), len),
            };
            take(Piece::Text {
                text: text.into(),
                offset,
                end: offset + behind,
            });
            rest = rest.get(behind..).unwrap_or_default();
        }
    }

    fn reference(
        &self,
        reference: &BytesRef<'_>,
        from: usize,
        to: usize,
        take: &mut dyn FnMut(Piece<'t>),
    ) -> Result<(), Stop> {
        let offset = self.start + from;
        if self.depth == 0 {
            return malformed(offset, "text stands outside of the outermost element");
        }
        let name = self
            .body
            .get(from + 1..to.saturating_sub(1))
            .unwrap_or_default();
        if let Some(text) = resolved(reference) {
            let text = text.into();
            let end = self.start + to;
            take(Piece::Text { text, offset, end });
        } else if self.skips(name) {
            take(Piece::Skipped { name, offset });
        } else {
            return malformed(offset, undefined(name));
        }
        Ok(())
    }

    /// Whether expat leaves out a reference to this entity, since it may be defined in the document type that it does not
    /// read.
    fn skips(&self, name: &str) -> bool {
        is_name(name) && self.doctype == Some(DocumentType::External) && !self.is_standalone
    }
}

/// How many literals in quotation marks there are; `None` where there is something else.
fn literals(text: &str) -> Option<usize> {
    let mut rest = text;
    let mut count = 0;
    loop {
        let trimmed = rest.trim_start_matches(is_blank);
        if trimmed.is_empty() {
            return Some(count);
        }
        if trimmed.len() == rest.len() {
            return None;
        }
        let quote = trimmed.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        (_, rest) = trimmed.get(1..)?.split_once(quote)?;
        count += 1;
    }
}

/// The character that a reference stands for: one of the five that XML predefines, or one by its number.
fn resolved(reference: &BytesRef<'_>) -> Option<String> {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => is_xml_char(c).then(|| c.to_string()),
        Ok(None) => resolve_predefined_entity(reference).map(str::to_owned),
        Err(_) => None,
    }
}

fn undefined(name: &str) -> String {
    let name = shown(name.as_bytes());
    format!(
        "`&{name};` stands for nothing: XML knows `amp`, `lt`, `gt`, `quot`, `apos` and numbers"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Result<String, Stop> {
        let mut said = String::new();
        read(text, &mut |piece| {
            let piece = match piece {
                Piece::Start {
                    name, attributes, ..
                } => {
                    let attributes = attributes
                        .iter()
                        .map(|own| format!(" {}={}", own.name, own.value));
                    format!("<{name}{}>", attributes.collect::<String>())
                }
                Piece::End { .. } => "</>".to_owned(),
                Piece::Text { text, .. } => format!("[{text}]"),
                Piece::Skipped { name, .. } => format!("?{name}?"),
            };
            said.push_str(&piece);
        })?;
        Ok(said)
    }

    #[test]
    fn text_comes_as_expat_hands_it_over() {
        let text = "\u{feff}<?xml version='1.0'?>\n<!DOCTYPE a SYSTEM 'a.dtd'><a b = \"&lt;\n\" c=''>x\r\ny&amp;&#233;&uuml;<![CDATA[<]]><d/></a >\n<!-- c -->";
        assert_eq!(
            pieces(text),
            Ok("<a b=<  c=>[x][\n][y][&][é]?uuml?[<]<d></></>".to_owned())
        );
    }

    #[test]
    fn what_expat_refuses_is_malformed() {
        for text in [
            "",
            "<!-- -->",
            " <?xml version=\"1.0\"?><a/>",
            "<a/><b/>",
            "<a/>x",
            "<a>",
            "<a></b>",
            "<a>&uuml;</a>",
            "<a>&</a>",
            "<a>&#0;</a>",
            "<a>\u{1}</a>",
            "<a b=1/>",
            "<a b/>",
            "<a b='<'/>",
            "<a b='1'c='2'/>",
            "<a b='1' b='2'/>",
            "<a>]]></a>",
            "<a><!-- -- --></a>",
            "<a><!-- ---></a>",
            "<1/>",
            "<a/><!DOCTYPE a>",
            "<!DOCTYPE a SYSTEM><a/>",
            "<!DOCTYPE a PUBLIC 'x'><a/>",
            "<!DOCTYPE a SYSTEM'x'><a/>",
            "<a><?XML x?></a>",
            "<?xml encoding='UTF-8'?><a/>",
        ] {
            let stop = pieces(text).err();
            assert!(
                matches!(stop, Some(Stop::Malformed { .. })),
                "{text}: {stop:?}"
            );
        }
    }

    #[test]
    fn entities_of_the_file_are_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY b 'x'><!ENTITY c '&b;&b;'>]><a>&c;</a>";
        assert!(matches!(pieces(bomb), Err(Stop::Refused { .. })));
    }
}
