//! Fixes of service groups of Avahi.

use super::Edit;
use super::faulty::Faulty;
use super::text::removals;
use crate::model::Origin;
use crate::source::written::NameRole;

/// The references that XML itself knows: what looks like one of them may be meant for it.
const PREDEFINED: [&str; 5] = ["amp", "apos", "gt", "lt", "quot"];

/// FILE001: writes `&amp;` for an `&` and `&lt;` for a `<` that begins nothing.
pub(super) fn escaped(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let at = offset(faulty.text, &faulty.diagnostic.origin)?;
    let rest = faulty.text.get(at..)?;
    let (c, behind) = (rest.chars().next()?, rest.get(1..)?);
    match c {
        '&' if begins_no_reference(behind) => Some(vec![Edit::new(at..at + 1, "&amp;")]),
        '<' if begins_no_tag(behind) => Some(vec![Edit::new(at..at + 1, "&lt;")]),
        _ => None,
    }
}

/// Whether what follows an `&` is neither a reference nor one without its `;`.
fn begins_no_reference(behind: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '-' | '.' | '#');
    let name = behind.split(|c| !is_name(c)).next().unwrap_or_default();
    let rest = behind.get(name.len()..).unwrap_or_default();
    !rest.starts_with(';') && !name.starts_with('#') && !PREDEFINED.contains(&name)
}

/// Whether what follows a `<` can't be a tag, not even one with a blank too many.
fn begins_no_tag(behind: &str) -> bool {
    let is_other =
        behind.starts_with(|c: char| c.is_ascii_digit() || c.is_whitespace() || c == '=');
    let to_next = behind.split('<').next().unwrap_or_default();
    is_other && !to_next.contains('>')
}

/// The octet at a place.
fn offset(text: &str, origin: &Origin) -> Option<usize> {
    let Origin::File { line, column, .. } = origin else {
        return None;
    };
    let body = text.trim_start_matches('\u{feff}');
    let before: usize = body
        .split_inclusive('\n')
        .take(line.checked_sub(1)?)
        .map(str::len)
        .sum();
    let (within, _) = body
        .get(before..)?
        .char_indices()
        .nth(column.checked_sub(1)?)?;
    Some(text.len() - body.len() + before + within)
}

/// FILE004: writes the value of an attribute in lower case, where it is one then.
pub(super) fn attribute_in_lower_case(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    const VALUES: [(&str, [&str; 3]); 2] = [
        ("service@protocol", ["any", "ipv4", "ipv6"]),
        (
            "txt-record@value-format",
            ["text", "binary-hex", "binary-base64"],
        ),
    ];
    let (attribute, known) = VALUES
        .iter()
        .find_map(|(key, known)| Some((faulty.value(key)?, known)))?;
    let written = faulty.text.get(attribute.span.clone())?;
    let meant = known
        .iter()
        .find(|value| value.eq_ignore_ascii_case(written.trim()))?;
    Some(vec![Edit::new(attribute.span.clone(), *meant)])
}

/// FILE009: has the name of the host put in the place of `%h`.
pub(super) fn with_wildcards_replaced(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let name = faulty.name(NameRole::Instance)?;
    let values = &faulty.index.written.values;
    let attribute = values
        .iter()
        .find(|value| value.key == "name@replace-wildcards");
    if let Some(attribute) = attribute {
        let written = faulty.text.get(attribute.span.clone())?;
        let says_yes = ["yes", "true", "on", "1"]
            .iter()
            .any(|yes| yes.eq_ignore_ascii_case(written.trim()));
        return says_yes.then(|| vec![Edit::new(attribute.span.clone(), "yes")]);
    }
    let tag = faulty.text.get(..name.span.start)?.rfind("<name")?;
    Some(vec![Edit::insertion(
        tag + "<name".len(),
        " replace-wildcards=\"yes\"",
    )])
}

/// FILE012: leaves out the protocol behind the number of a port.
pub(super) fn port_without_protocol(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let port = faulty.value("port")?;
    let written = faulty.text.get(port.span.clone())?;
    let (digits, protocol) = written.trim().split_once('/')?;
    let is_protocol = ["tcp", "udp"]
        .iter()
        .any(|own| own.eq_ignore_ascii_case(protocol.trim()));
    let is_number =
        digits.parse::<u16>().is_ok() && digits.bytes().all(|octet| octet.is_ascii_digit());
    (is_protocol && is_number).then(|| vec![Edit::new(port.span.clone(), digits)])
}

/// FILE014: writes a subtype with its type.
pub(super) fn subtype_with_type(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let subtype = faulty.name(NameRole::Subtype)?;
    // The type stands before its subtypes, in the order of the document type.
    let names = &faulty.index.written.names;
    let at = names.partition_point(|name| name.place < subtype.place);
    let mut before = names.get(..at)?.iter().rev();
    let service_type = before.find(|name| name.role == NameRole::Type)?;
    let ([label], [_, _]) = (subtype.labels.as_slice(), service_type.labels.as_slice()) else {
        return None;
    };
    let is_label = label.len() > 2 && label.first().is_some_and(|(octet, _)| *octet == b'_');
    let type_text = faulty.text.get(service_type.span.clone())?;
    let end = subtype.span.end;
    is_label.then(|| vec![Edit::insertion(end, format!("._sub.{type_text}"))])
}

/// FILE015: leaves out the `0x` before hexadecimal digits.
pub(super) fn without_hexadecimal_prefix(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let string = faulty.string_at()?;
    let digits = string.text.get(string.key_len() + 1..)?;
    let octets: Vec<u8> = digits
        .iter()
        .map(|(octet, _)| octet.to_ascii_lowercase())
        .collect();
    let rest = octets.strip_prefix(b"0x")?;
    let is_hexadecimal = rest.iter().all(u8::is_ascii_hexdigit) && rest.len().is_multiple_of(2);
    let prefix = digits.get(..2)?;
    let span = prefix.first()?.1.start..prefix.last()?.1.end;
    (is_hexadecimal && !string.is_plain).then(|| vec![Edit::removal(span)])
}

/// FILE018: takes out a string that is empty.
pub(super) fn without_empty_string(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let element = faulty.value("txt-record")?;
    let raw = faulty.text.get(element.span.clone())?;
    let is_empty = raw.ends_with("/>") || raw.contains("></txt-record");
    let spans = [element.span.clone()];
    is_empty.then(|| removals(faulty.text, faulty.format, &spans))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_begins_nothing_is_escaped() {
        for other in [" Pans", "T</name>", "a=1&b", "uml</name>", "é"] {
            assert!(begins_no_reference(other), "{other}");
        }
        for reference in ["uuml;", "lt b", "#252", "amp</name>", "x:y;"] {
            assert!(!begins_no_reference(reference), "{reference}");
        }
        assert!(begins_no_tag(" 3</name>") && begins_no_tag("3</name>"));
        for tag in ["name>", " name>Lab</name>", "/name>", "!--"] {
            assert!(!begins_no_tag(tag), "{tag}");
        }
    }

    #[test]
    fn a_place_is_an_octet() {
        let origin = |line, column| Origin::File {
            path: String::new(),
            line,
            column,
        };
        let text = "\u{feff}é\nüx";
        assert_eq!(offset(text, &origin(1, 1)), Some(3));
        assert_eq!(offset(text, &origin(2, 2)), Some(8));
        assert_eq!(offset(text, &origin(3, 1)), None);
    }
}
