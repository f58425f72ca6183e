//! Command lines for a shell: arguments of this program, and calls of `dns-sd -R`.
//!
//! A shell has no escape that all shells know: what a terminal would obey can't stand in a name. In the strings of a TXT record
//! `dns-sd` knows `\xHH`, and this program takes them in hexadecimal digits.

use std::fmt::Write;

use data_encoding::HEXLOWER;

use crate::convert::refusal::{Remarks, Unfit};
use crate::convert::service::Service;
use crate::convert::{Document, Written};
use crate::name::presentation::is_safe_char;
use crate::source::TypeArgument;
use crate::wire::TxtRecord;

/// Octets of a TXT record that `dns-sd` has room for.
const MAX_DNS_SD_TXT_LEN: usize = 2_048;

/// One file with a line for each service.
pub(super) fn documents(lines: &[Written<'_, String>]) -> Vec<Document> {
    if lines.is_empty() {
        return Vec::new();
    }
    let lines = lines.iter().map(|line| line.content.as_str());
    let text = lines.collect::<Vec<_>>().join("\n") + "\n";
    let file_name = "services.txt".to_owned();
    vec![Document { file_name, text }]
}

/// The arguments of `check`, `advertise` and `convert` that describe a service.
pub(super) fn arguments(service: &Service<'_>, remarks: &mut Remarks<'_>) -> String {
    let service_type = service.instance.service_type();
    let text = service_type.to_string();
    let is_read = text
        .parse::<TypeArgument>()
        .is_ok_and(|read| read.service_type == *service_type && read.subtype.is_none());
    if !is_read || !text.starts_with('_') {
        let value = Unfit::ServiceType(service_type.clone());
        remarks.refuse(value, "`_NAME._PROTOCOL` is read as a service type");
    }
    let mut line = quoted(&text);
    service.refuse_other_domain("it is always `local.`", remarks);
    if let Some(txt) = service.sole_txt(remarks) {
        push_txt(&mut line, txt);
    }
    if let Some(label) = safe_name(service, remarks) {
        push_option(&mut line, "--instance", label);
    }
    if let Some(srv) = service.sole_srv(remarks) {
        Service::refuse_priority(srv, remarks);
        service.refuse_host(srv, "`check` takes no host", remarks);
        if srv.port == 0 {
            remarks.refuse(Unfit::Port(0), "1 to 65535 are taken");
        }
        push_option(&mut line, "--port", &srv.port.to_string());
    }
    for label in service.instance.subtypes() {
        match safe_text(&label) {
            Some(text) => push_option(&mut line, "--subtype", text),
            None => remarks.refuse(Unfit::Subtype(label.clone()), UNSAFE),
        }
    }
    line
}

/// An option with its value; joined by `=`, since a value may begin with a hyphen.
fn push_option(line: &mut String, option: &str, value: &str) {
    if value.starts_with('-') {
        let _ = write!(line, " {option}={}", quoted(value));
    } else {
        let _ = write!(line, " {option} {}", quoted(value));
    }
}

/// The TXT record as strings where all of them can be arguments, and as octets otherwise.
fn push_txt(line: &mut String, txt: &TxtRecord) {
    if txt.octets() == [0] {
        return;
    }
    let as_argument = |octets| {
        let string = safe_text(octets)?;
        (!string.is_empty() && !string.starts_with('-')).then(|| quoted(string))
    };
    let strings: Option<Vec<String>> = match txt.truncation() {
        None if !txt.is_empty() => txt
            .strings()
            .map(|string| as_argument(string.octets))
            .collect(),
        _ => None,
    };
    match strings {
        Some(strings) => {
            let _ = write!(line, " {}", strings.join(" "));
        }
        None => push_option(line, "--txt-hex", &HEXLOWER.encode(txt.octets())),
    }
}

/// The call that registers a service: `dns-sd -R NAME TYPE[,SUBTYPE…] DOMAIN PORT [STRING…]`.
pub(super) fn dns_sd(service: &Service<'_>, remarks: &mut Remarks<'_>) -> String {
    let service_type = service.instance.service_type();
    if !service_type.violations().is_empty() {
        let value = Unfit::ServiceType(service_type.clone());
        let limit = "mDNSResponder registers types that are legal by RFC 6335 and RFC 6763 only";
        remarks.refuse(value, limit);
    }
    let name = safe_name(service, remarks).unwrap_or_default();
    if name == "." {
        let value = Unfit::InstanceName(vec![b".".to_vec()]);
        remarks.refuse(value, "it stands for the name of the machine");
    }
    let mut types = service_type.to_string();
    for label in service.instance.subtypes() {
        match safe_text(&label).filter(|text| !text.contains([',', '.', '\\'])) {
            Some(text) => {
                let _ = write!(types, ",{text}");
            }
            None => remarks.refuse(
                Unfit::Subtype(label.clone()),
                "commas, dots and backslashes part subtypes, and what a terminal obeys has no escape",
            ),
        }
    }
    let domain = &service.instance.parts.domain;
    if domain.is_root() {
        let limit = "`.` stands for the domains of the machine";
        remarks.refuse(Unfit::Domain(domain.clone()), limit);
    }
    let domain = domain.to_string();
    let domain = domain.strip_suffix('.').unwrap_or(&domain);
    let mut port = 0;
    if let Some(srv) = service.sole_srv(remarks) {
        Service::refuse_priority(srv, remarks);
        let limit = "it registers services of the machine's own host";
        service.refuse_host(srv, limit, remarks);
        if srv.port == 0 {
            let limit = "mDNSResponder takes it for a placeholder, which nobody can browse for";
            remarks.refuse(Unfit::Port(0), limit);
        }
        port = srv.port;
    }
    let mut line = "dns-sd -R".to_owned();
    for argument in [name, &types, domain, &port.to_string()] {
        let _ = write!(line, " {}", quoted(argument));
    }
    let strings = service.strings(remarks);
    let len: usize = strings.iter().map(|string| string.len() + 1).sum();
    if len > MAX_DNS_SD_TXT_LEN {
        let limit = format!("it has room for {MAX_DNS_SD_TXT_LEN}");
        remarks.refuse(Unfit::TxtRecord { len }, limit);
    }
    for string in &strings {
        let _ = write!(line, " {}", quoted(&dns_sd_string(string)));
    }
    line
}

/// A TXT string with the escapes of `dns-sd`.
fn dns_sd_string(string: &[u8]) -> String {
    let mut text = String::new();
    let escape = |text: &mut String, octets: &[u8]| {
        for octet in octets {
            let _ = write!(text, "\\x{octet:02x}");
        }
    };
    for chunk in string.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\\' => text.push_str("\\\\"),
                c if is_safe_char(c) => text.push(c),
                c => escape(&mut text, c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        escape(&mut text, chunk.invalid());
    }
    text
}

const UNSAFE: &str =
    "it has octets that are not UTF-8, or a character that a terminal obeys or does not show";

/// The instance name, if it can stand in a shell's line.
fn safe_name<'i>(service: &Service<'i>, remarks: &mut Remarks<'_>) -> Option<&'i str> {
    let label = service.label(remarks)?;
    let text = safe_text(label);
    if text.is_none() {
        remarks.refuse(Unfit::InstanceName(vec![label.to_vec()]), UNSAFE);
    }
    text
}

fn safe_text(octets: &[u8]) -> Option<&str> {
    let text = str::from_utf8(octets).ok()?;
    text.chars().all(is_safe_char).then_some(text)
}

/// A word for a POSIX shell.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "%+,-./:=@_".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_a_shell() {
        for (text, word) in [
            ("path=/a", "path=/a"),
            ("", "''"),
            ("Team Calendar", "'Team Calendar'"),
            ("$(x) `y` \"z\" it's", r#"'$(x) `y` "z" it'\''s'"#),
            ("~", "'~'"),
        ] {
            assert_eq!(quoted(text), word);
        }
    }

    #[test]
    fn strings_have_the_escapes_of_dns_sd() {
        assert_eq!(
            dns_sd_string("é\\\0\u{202e}".as_bytes()),
            r"é\\\x00\xe2\x80\xae"
        );
        assert_eq!(dns_sd_string(b"\xff="), r"\xff=");
    }

    #[test]
    fn octets_that_are_no_arguments_are_hexadecimal() {
        let shown = |octets: &[u8]| {
            let mut line = String::new();
            push_txt(&mut line, &TxtRecord::new(octets.to_vec()));
            line
        };
        assert_eq!(shown(b"\x03a=1\x04b= c"), " a=1 'b= c'");
        assert_eq!(shown(b"\0"), "");
        for (octets, line) in [
            (&b""[..], " --txt-hex ''"),
            (b"\x05a", " --txt-hex 0561"),
            (b"\x02-q", " --txt-hex 022d71"),
            (b"\x01a\0", " --txt-hex 016100"),
            (b"\x01\x1b", " --txt-hex 011b"),
        ] {
            assert_eq!(shown(octets), line);
        }
    }
}
