//! Files, and what is none, as the relative references that SARIF asks for.

use std::fmt::Write;

use crate::diagnostic::Diagnostic;
use crate::report::place::{Place, name_of};

/// The reference to the file in which a finding stands.
///
/// GitHub takes a result only with a relative reference (or one below its own checkout), so what is in no file gets one
/// that names its source and what it is about, such as `mdns/Lab._http._tcp`. No interface and no host is in it, since the
/// same finding would be another one on another machine.
pub(super) fn reference(diagnostic: &Diagnostic) -> String {
    if let Some(path) = Place::of(&diagnostic.origin).path {
        return of_path(path);
    }
    let name = name_of(diagnostic).unwrap_or_else(|| "unnamed".to_owned());
    let source = match diagnostic.origin.source() {
        "file" => "stdin",
        source => source,
    };
    format!("{source}/{}", segment(&name))
}

/// The reference to a file, or to standard input.
pub(super) fn of_file(path: &str) -> String {
    if path == "-" {
        return "stdin".to_owned();
    }
    of_path(path)
}

/// The reference to a file: relative as the path is, `file:` if it begins at the root.
pub(super) fn of_path(path: &str) -> String {
    let path = if cfg!(windows) {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    };
    let drive = path
        .split_once(":/")
        .filter(|(drive, _)| cfg!(windows) && drive.len() == 1);
    if let Some((drive, rest)) = drive {
        return format!("file:///{drive}:/{}", segments(rest));
    }
    if let Some(rest) = path.strip_prefix('/') {
        return format!("file:///{}", segments(rest.trim_start_matches('/')));
    }
    segments(path.strip_prefix("./").unwrap_or(&path))
}

fn segments(path: &str) -> String {
    path.split('/')
        .map(percent_encoded)
        .collect::<Vec<_>>()
        .join("/")
}

/// One segment, whatever the text is: no text leads to another folder.
fn segment(text: &str) -> String {
    if text.bytes().all(|octet| octet == b'.') {
        return format!("_{text}");
    }
    percent_encoded(text)
}

/// The text with everything but the unreserved characters of [RFC 3986 §2.3](https://www.rfc-editor.org/rfc/rfc3986#section-2.3)
/// encoded.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for octet in text.bytes() {
        if octet.is_ascii_alphanumeric() || b"-._~".contains(&octet) {
            encoded.push(char::from(octet));
        } else {
            let _ = write!(encoded, "%{octet:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_references() {
        for (path, reference) in [
            ("a/b c.zone", "a/b%20c.zone"),
            ("./a", "a"),
            ("../a", "../a"),
            ("a:b", "a%3Ab"),
            ("/etc/avahi", "file:///etc/avahi"),
            ("//etc", "file:///etc"),
            ("ü#?%\u{1b}", "%C3%BC%23%3F%25%1B"),
        ] {
            assert_eq!(of_path(path), reference, "{path}");
        }
    }

    #[test]
    fn no_name_leads_to_another_folder() {
        assert_eq!(segment("../../etc"), "..%2F..%2Fetc");
        assert_eq!(segment(".."), "_..");
        assert_eq!(segment(""), "_");
        assert_eq!(segment("Büro._x._tcp"), "B%C3%BCro._x._tcp");
    }
}
