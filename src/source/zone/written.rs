use super::parser::{Parser, WrittenEntry};
use super::token::{Form, Token};
use crate::name::DomainName;
use crate::source::written::{
    NameRole, Octet, Position, Written, WrittenName, WrittenString, WrittenTxt, labels, unescaped,
};
use crate::wire::{RecordData, RecordType};

/// The records of a zone file that say something of services; of a file that can't be read, none.
pub(in crate::source) fn written(text: &str) -> Written {
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut parser = Parser::new(text);
    let mut written = Written::default();
    loop {
        let entry = match parser.written() {
            Ok(Some(entry)) => entry,
            Ok(None) => return written,
            Err(_) => return Written::default(),
        };
        let place = Position {
            line: entry.tokens.first().map_or(0, |first| first.position.line),
            column: 0,
        };
        for (role, at, name) in names(&entry) {
            if let Some(token) = entry.tokens.get(at) {
                let octets = octets(token, mark);
                written.names.push(WrittenName {
                    place,
                    role,
                    span: span(token, mark),
                    labels: labels(&octets),
                    name: Some(name),
                    lines: lines(text, &entry, mark),
                });
            }
        }
        let Some(record) = &entry.record else {
            continue;
        };
        let data = entry.tokens.get(entry.data..).unwrap_or_default();
        let is_generic = data.first().is_some_and(|token| token.is_word(r"\#"));
        if record.record_type == RecordType::TXT && !is_generic {
            written.records.push(WrittenTxt {
                place,
                strings: data
                    .iter()
                    .map(|token| string(token, place, mark))
                    .collect(),
                lines: lines(text, &entry, mark),
                owner: Some(record.name.clone()),
            });
        }
    }
}

/// The names of an entry: what each is, its token and what it stands for.
fn names(entry: &WrittenEntry<'_>) -> Vec<(NameRole, usize, DomainName)> {
    if let Some(origin) = &entry.origin {
        return vec![(NameRole::Origin, 1, origin.clone())];
    }
    let Some(record) = &entry.record else {
        return Vec::new();
    };
    let kind = record.record_type;
    let owner = (NameRole::Owner(kind), 0, record.name.clone());
    let target = match &record.data {
        RecordData::Ptr(target) | RecordData::Cname(target) => Some((0, target.clone())),
        RecordData::Srv(srv) => Some((3, srv.target.clone())),
        _ => None,
    };
    let target = target.map(|(at, name)| (NameRole::Target(kind), entry.data + at, name));
    Some(owner)
        .filter(|_| entry.has_owner)
        .into_iter()
        .chain(target)
        .collect()
}

fn string(token: &Token<'_>, place: Position, mark: usize) -> WrittenString {
    let octets = octets(token, mark);
    WrittenString {
        place,
        span: span(token, mark),
        text: unescaped(&octets)
            .into_iter()
            .map(|(octet, _)| octet)
            .collect(),
        is_plain: true,
    }
}

/// The token with its quotation marks.
fn span(token: &Token<'_>, mark: usize) -> std::ops::Range<usize> {
    let start = token.offset + mark;
    let end = start + token.text.len();
    match token.form {
        Form::Quoted => start - 1..end + 1,
        Form::Word => start..end,
    }
}

fn octets(token: &Token<'_>, mark: usize) -> Vec<Octet> {
    let start = token.offset + mark;
    let octets = token.text.bytes().enumerate();
    octets
        .map(|(at, octet)| (octet, start + at..start + at + 1))
        .collect()
}

/// The lines of an entry that has them for itself.
fn lines(text: &str, entry: &WrittenEntry<'_>, mark: usize) -> Option<std::ops::Range<usize>> {
    let first = entry.tokens.first()?.offset + mark;
    let start = text.get(..first)?.rfind('\n').map_or(mark, |at| at + 1);
    let behind = entry.end_offset + mark;
    let end = text
        .get(behind..)?
        .find('\n')
        .map_or(text.len(), |at| behind + at + 1);
    Some(start..end)
}
