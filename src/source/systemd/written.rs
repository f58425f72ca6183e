use super::lines::{self, LogicalLine, is_blank};
use super::unit::trimmed;
use super::words;
use crate::source::line_index::LineIndex;
use crate::source::written::{
    NameRole, Octet, Position, Written, WrittenName, WrittenString, WrittenTxt, WrittenValue,
    labels,
};

/// The assignments of the sections `Service`.
pub(in crate::source) fn written(text: &str) -> Written {
    let index = LineIndex::new(text.as_bytes(), "");
    let mut written = Written::default();
    let mut is_service = false;
    // Of a line that is too long nothing is changed.
    let _ = lines::read(text.as_bytes(), &mut |line| {
        let (octets, start) = trimmed(&line.octets, 0);
        if octets.starts_with(b"[") {
            is_service = octets == b"[Service]";
        } else if is_service {
            assignment(text, line, octets, start, &index, &mut written);
        }
        true
    });
    written
}

fn assignment(
    text: &str,
    line: &LogicalLine,
    octets: &[u8],
    start: usize,
    index: &LineIndex<'_>,
    written: &mut Written,
) {
    let Some(equals) = octets.iter().position(|octet| *octet == b'=') else {
        return;
    };
    let (key, behind) = octets.split_at(equals);
    let (key, _) = trimmed(key, 0);
    let (value, at) = trimmed(behind.get(1..).unwrap_or_default(), start + equals + 1);
    let place = Position::of(line.offset(start), index);
    let span = |start: usize, len: usize| {
        let last = len.checked_sub(1).map(|last| line.offset(start + last) + 1);
        let first = line.offset(start);
        first..last.unwrap_or(first)
    };
    written.values.push(WrittenValue {
        place,
        key: String::from_utf8_lossy(key).into_owned(),
        key_span: span(start, key.len()),
        span: span(at, value.len()),
    });
    let role = match key {
        b"Name" => NameRole::Instance,
        b"Type" => NameRole::Type,
        b"SubType" => NameRole::Subtype,
        b"TxtText" | b"TxtData" => {
            let strings = words::words(value).unwrap_or_default();
            let strings = strings.into_iter().map(|word| WrittenString {
                place: Position::of(line.offset(at + word.at), index),
                span: span(at + word.at, word.end - word.at),
                text: word
                    .octets
                    .into_iter()
                    .zip(word.spans)
                    .map(|(octet, own)| (octet, span(at + own.start, own.len())))
                    .collect(),
                is_plain: key == b"TxtText",
            });
            written.records.push(WrittenTxt {
                place,
                strings: strings.collect(),
                lines: physical_line(text, &span(start, octets.len())),
                owner: None,
            });
            return;
        }
        _ => return,
    };
    let octets: Vec<Octet> = value
        .iter()
        .enumerate()
        .map(|(number, octet)| (*octet, span(at + number, 1)))
        .collect();
    written.names.push(WrittenName {
        place,
        role,
        span: span(at, value.len()),
        labels: match role {
            NameRole::Instance => vec![octets],
            _ => labels(&octets),
        },
        name: None,
        lines: None,
    });
}

/// The line in which something stands with nothing but blanks around it; `None` where it goes over several.
fn physical_line(text: &str, span: &std::ops::Range<usize>) -> Option<std::ops::Range<usize>> {
    let is_end = |octet: &u8| matches!(octet, b'\n' | b'\r' | 0);
    let octets = text.as_bytes();
    if octets.get(span.clone())?.iter().any(is_end) {
        return None;
    }
    let before = octets.get(..span.start)?.iter().rev();
    let start = span.start
        - before
            .take_while(|octet| is_blank(**octet) && !is_end(octet))
            .count();
    let behind = octets.get(span.end..)?;
    let blanks = behind
        .iter()
        .take_while(|octet| is_blank(**octet) && !is_end(octet))
        .count();
    let end = match behind.get(blanks..)? {
        [b'\r', b'\n', ..] => 2,
        [b'\n' | b'\r', ..] => 1,
        [] => 0,
        _ => return None,
    };
    Some(start..span.end + blanks + end)
}
