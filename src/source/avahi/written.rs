use super::document::{self, Piece};
use crate::source::line_index::LineIndex;
use crate::source::written::{
    NameRole, Octet, Position, Written, WrittenName, WrittenString, WrittenTxt, WrittenValue,
    labels,
};

/// The elements of a service group; of one that is no well-formed XML, none.
pub(in crate::source) fn written(text: &str) -> Written {
    let index = LineIndex::new(text.as_bytes(), "");
    let mut reader = Reader {
        source: text,
        index: &index,
        open: Vec::new(),
        written: Written::default(),
    };
    match document::read(text, &mut |piece| reader.take(piece)) {
        Ok(()) => reader.written,
        Err(_) => Written::default(),
    }
}

struct Reader<'t> {
    source: &'t str,
    index: &'t LineIndex<'t>,
    open: Vec<Element<'t>>,
    written: Written,
}

struct Element<'t> {
    name: &'t str,
    offset: usize,
    text: Vec<Octet>,
    is_plain: bool,
}

impl<'t> Reader<'t> {
    fn take(&mut self, piece: Piece<'t>) {
        match piece {
            Piece::Start {
                name,
                attributes,
                offset,
            } => {
                let place = Position::of(offset, self.index);
                let mut is_plain = true;
                for attribute in attributes {
                    is_plain &= attribute.name != "value-format" || attribute.value == "text";
                    self.attribute(name, &attribute.name, attribute.offset);
                }
                if name == "service" {
                    self.written.records.push(WrittenTxt {
                        place,
                        strings: Vec::new(),
                        lines: None,
                        owner: None,
                    });
                }
                self.open.push(Element {
                    name,
                    offset,
                    text: Vec::new(),
                    is_plain,
                });
            }
            Piece::Text { text, offset, end } => {
                let is_literal = self.source.get(offset..end) == Some(&*text);
                let octets = text.bytes().enumerate().map(|(at, octet)| {
                    let own = offset + at..offset + at + 1;
                    (octet, if is_literal { own } else { offset..end })
                });
                if let Some(element) = self.open.last_mut() {
                    element.text.extend(octets);
                }
            }
            Piece::End { end } => {
                if let Some(element) = self.open.pop() {
                    self.close(element, end);
                }
            }
            Piece::Skipped { .. } => {}
        }
    }

    fn attribute(&mut self, element: &str, name: &str, offset: usize) {
        let quoted = || {
            let behind = self.source.get(offset..)?;
            let open = behind.find(['"', '\''])?;
            let quote = behind.get(open..)?.chars().next()?;
            let start = offset + open + 1;
            let len = self.source.get(start..)?.find(quote)?;
            Some(start..start + len)
        };
        if let Some(span) = quoted() {
            self.written.values.push(WrittenValue {
                place: Position::of(offset, self.index),
                key: format!("{element}@{name}"),
                key_span: offset..offset + name.len(),
                span,
            });
        }
    }

    fn close(&mut self, element: Element<'t>, end: usize) {
        let Element {
            name,
            offset,
            text,
            is_plain,
        } = element;
        let place = Position::of(offset, self.index);
        let content = match (text.first(), text.last()) {
            (Some((_, first)), Some((_, last))) => first.start..last.end,
            _ => end..end,
        };
        let role = match name {
            "name" => NameRole::Instance,
            "type" => NameRole::Type,
            "subtype" => NameRole::Subtype,
            "txt-record" => {
                // One that is empty is no string, and the `=` at the beginning is not published.
                let is_string = text.first().is_some_and(|(octet, _)| *octet != b'=');
                if let Some(record) = self.written.records.last_mut().filter(|_| is_string) {
                    record.strings.push(WrittenString {
                        place,
                        span: offset..end,
                        text,
                        is_plain,
                    });
                } else {
                    self.value(name, place, offset..end);
                }
                return;
            }
            _ => return self.value(name, place, content),
        };
        self.written.names.push(WrittenName {
            place,
            role,
            span: content,
            labels: match role {
                NameRole::Instance => vec![text],
                _ => labels(&text),
            },
            name: None,
            lines: None,
        });
    }

    fn value(&mut self, name: &str, place: Position, span: std::ops::Range<usize>) {
        self.written.values.push(WrittenValue {
            place,
            key: name.to_owned(),
            key_span: span.start..span.start,
            span,
        });
    }
}
