//! Units of systemd-resolved: `systemd.dnssd(5)`, as resolved 252 reads them, and `SubType=` of version 256.
//!
//! A unit has one service, of the machine's own host in `local.`, and a TXT record for each assignment.

use std::fmt::Write;

use data_encoding::BASE64;

use crate::convert::file_name::file_names;
use crate::convert::refusal::{Remarks, Unfit};
use crate::convert::service::{NO_TXT, Service, refuse_string, whole_strings};
use crate::convert::{Document, Written};
use crate::name::presentation::is_safe_char;
use crate::name::{DomainName, InstanceName, ServiceTypeLabels};
use crate::wire::TxtRecord;

/// A file for each unit.
pub(super) fn documents(units: &[Written<'_, String>]) -> Vec<Document> {
    let names = units.iter().map(|Written { service, .. }| {
        let mut name = service.instance.instance_octets();
        name.push(b'.');
        name.extend(service.instance.service_type().service_name());
        name
    });
    file_names(names, "dnssd")
        .into_iter()
        .zip(units)
        .map(|(file_name, unit)| Document {
            file_name,
            text: unit.content.clone(),
        })
        .collect()
}

/// The unit of a service.
pub(super) fn unit(service: &Service<'_>, remarks: &mut Remarks<'_>) -> String {
    let mut unit = "[Service]\n".to_owned();
    let labels = &service.instance.parts.instance;
    let name = labels.iter().map(|label| escaped_label(label));
    let name = name.collect::<Vec<_>>().join(".");
    if name.len() > InstanceName::MAX_LEN {
        let limit = format!(
            "with its escapes it is {} octets long, at most {} are read",
            name.len(),
            InstanceName::MAX_LEN
        );
        remarks.refuse(Unfit::InstanceName(labels.clone()), limit);
    }
    assign(&mut unit, "Name", &name.replace('%', "%%"));
    service.refuse_other_domain("it is always `local.`", remarks);
    let service_type = service.instance.service_type();
    if !is_taken_type(service_type) {
        let value = Unfit::ServiceType(service_type.clone());
        remarks.refuse(
            value,
            "`_NAME._tcp` and `_NAME._udp` are read, NAME being a letter and then letters, digits and hyphens",
        );
    }
    assign(&mut unit, "Type", &service_type.to_string());
    subtypes(&mut unit, service, remarks);
    if let Some(srv) = service.sole_srv(remarks) {
        let limit = "it names no host, and publishes the machine's own";
        service.refuse_host(srv, limit, remarks);
        for (key, number) in [
            ("Port", srv.port),
            ("Priority", srv.priority),
            ("Weight", srv.weight),
        ] {
            // Each is 0 unless it is stated, and `Port=0` is passed over.
            if number != 0 {
                assign(&mut unit, key, &number.to_string());
            }
        }
    }
    txt_records(&mut unit, service, remarks);
    unit
}

fn assign(unit: &mut String, key: &str, value: &str) {
    // Writing to a string can't fail.
    let _ = writeln!(unit, "{key}={value}");
}

fn is_taken_type(labels: &ServiceTypeLabels) -> bool {
    let is_rest = |octet: &u8| octet.is_ascii_alphanumeric() || *octet == b'-';
    labels.protocol().is_some()
        && matches!(labels.service_label(), [b'_', first, rest @ ..]
            if first.is_ascii_alphabetic() && rest.iter().all(is_rest))
}

fn subtypes(unit: &mut String, service: &Service<'_>, remarks: &mut Remarks<'_>) {
    let subtypes = service.instance.subtypes();
    let label = match subtypes.as_slice() {
        [] => return,
        [label] => label,
        labels => return remarks.refuse(Unfit::Subtypes(labels.len()), "it has room for one"),
    };
    let text = escaped_label(label);
    let max = DomainName::MAX_LABEL_LEN;
    if text.len() > max {
        let len = text.len();
        let limit = format!("with its escapes it is {len} octets long, at most {max} are read");
        remarks.refuse(Unfit::Subtype(label.clone()), limit);
    }
    remarks.notice("systemd-resolved reads `SubType=` since version 256; before, it publishes the service without it");
    assign(unit, "SubType", &text);
}

/// A label that is read back from a name: dots and backslashes escaped, and all that would not survive the reading of a line.
fn escaped_label(label: &[u8]) -> String {
    let mut text = String::with_capacity(label.len());
    let last = label.len().saturating_sub(1);
    let mut at = 0;
    for chunk in label.utf8_chunks() {
        for c in chunk.valid().chars() {
            let is_outer = at == 0 || at == last;
            at += c.len_utf8();
            match c {
                '.' | '\\' => text.extend(['\\', c]),
                // Blanks around a value are no part of it, and quotation marks look as if they were none.
                ' ' | '"' | '\'' if is_outer => escape(&mut text, &[c as u8]),
                c if is_text(c) => text.push(c),
                c => escape(&mut text, c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        escape(&mut text, chunk.invalid());
        at += chunk.invalid().len();
    }
    text
}

fn escape(text: &mut String, octets: &[u8]) {
    for octet in octets {
        let _ = write!(text, "\\{octet:03}");
    }
}

/// Whether a character may stand in a line: systemd reads none that has a code point for no character.
fn is_text(c: char) -> bool {
    is_safe_char(c) && !matches!(c, '\u{fdd0}'..='\u{fdef}') && u32::from(c) & 0xfffe != 0xfffe
}

fn txt_records(unit: &mut String, service: &Service<'_>, remarks: &mut Remarks<'_>) {
    let mut records: Vec<&TxtRecord> = Vec::new();
    for seen in service.txt() {
        // In a set of records none stands twice.
        if !records.contains(&&seen.data) {
            records.push(&seen.data);
        }
    }
    if records.is_empty() {
        remarks.notice(NO_TXT);
    }
    let is_sole = records.len() == 1;
    for record in records {
        let Some(mut strings) = whole_strings(record, remarks) else {
            continue;
        };
        if strings.is_empty() && is_sole {
            continue;
        }
        if strings.is_empty() {
            strings.push(b"");
        }
        for (index, string) in strings.iter().enumerate() {
            if let Err(limit) = check(string) {
                refuse_string(&strings, index, limit, remarks);
            }
        }
        let (key, form) = if strings.iter().all(|string| is_text_value(string)) {
            ("TxtText", Form::Text)
        } else {
            ("TxtData", Form::Data)
        };
        let words: Vec<String> = strings.iter().map(|string| word(string, form)).collect();
        assign(unit, key, &words.join(" "));
    }
}

/// How the values of an assignment are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Data,
    Text,
}

/// What stands before the first `=`, and behind it.
fn split(string: &[u8]) -> (&[u8], Option<&[u8]>) {
    let mut parts = string.splitn(2, |octet| *octet == b'=');
    (parts.next().unwrap_or_default(), parts.next())
}

/// # Errors
///
/// The limit that the string is beyond.
fn check(string: &[u8]) -> Result<(), &'static str> {
    let (key, value) = split(string);
    if !key.is_ascii() {
        return Err("a key that is not US-ASCII is left out");
    }
    if key.contains(&0) {
        return Err("nothing stands for NUL in a key");
    }
    if value.is_some_and(<[u8]>::is_empty) {
        return Err("`KEY=` is published as `KEY`, without an empty value");
    }
    Ok(())
}

fn is_text_value(string: &[u8]) -> bool {
    let value = split(string).1.unwrap_or_default();
    str::from_utf8(value).is_ok_and(|value| value.chars().all(is_text))
}

/// A string as a word, in quotation marks where it must be.
fn word(string: &[u8], form: Form) -> String {
    let (key, value) = split(string);
    let mut text = String::from_utf8_lossy(key).into_owned();
    if let Some(value) = value {
        text.push('=');
        match form {
            Form::Data => text.push_str(&BASE64.encode(value)),
            Form::Text => text.push_str(&String::from_utf8_lossy(value)),
        }
    }
    let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '\\');
    if !text.is_empty() && text.chars().all(is_plain) {
        return text;
    }
    let mut quoted = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_ascii_control() => {
                let _ = write!(quoted, "\\x{:02x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_survive_the_reading_of_a_line() {
        for (label, text) in [
            ("Lab 3.14".as_bytes(), r"Lab 3\.14"),
            (b" a\\ ", r"\032a\\\032"),
            (b"'a\"b'", r#"\039a"b\039"#),
            (b"\x1b\xff\xe2\x82", r"\027\255\226\130"),
            ("é\u{202e}\u{fdd0}".as_bytes(), r"é\226\128\174\239\183\144"),
        ] {
            assert_eq!(escaped_label(label), text);
        }
    }

    #[test]
    fn words_have_quotation_marks_where_they_must() {
        for (string, text) in [
            (&b"path=/a;b"[..], "path=/a;b"),
            (b"a=b c", "\"a=b c\""),
            (br#"a="\"#, r#""a=\"\\""#),
            (b"", "\"\""),
            (b"\x01k=v", "\"\\x01k=v\""),
        ] {
            assert_eq!(word(string, Form::Text), text);
        }
        assert_eq!(word(b"id=\0\xff", Form::Data), "id=AP8=");
        assert_eq!(word(b"flag", Form::Data), "flag");
    }
}
