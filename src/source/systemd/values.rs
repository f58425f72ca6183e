//! Values as systemd-resolved 252 takes them.

use crate::name::InstanceName;

/// Octets of a machine ID or boot ID.
const ID_LEN: usize = 32;

/// An instance name with its specifiers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NameTemplate {
    /// The name, in which specifiers stand as they are.
    pub(super) text: Vec<u8>,
    /// The letters of the specifiers.
    pub(super) specifiers: Vec<u8>,
}

/// Reads the value of `Name=`.
///
/// # Errors
///
/// What is wrong with it, escaped.
pub(super) fn name_template(value: &[u8]) -> Result<NameTemplate, String> {
    let mut template = NameTemplate::default();
    let mut len = 0;
    let mut octets = value.iter().copied().peekable();
    while let Some(octet) = octets.next() {
        let specifier = octets.peek().copied().filter(|_| octet == b'%');
        match specifier {
            Some(b'%') => {
                octets.next();
                template.text.push(b'%');
                len += 1;
            }
            Some(letter) if letter.is_ascii_alphanumeric() => {
                octets.next();
                len += shortest(letter).ok_or_else(|| unknown(letter))?;
                template.text.extend([b'%', letter]);
                template.specifiers.push(letter);
            }
            // Any other character is no specifier, and `%` stands for itself.
            _ => {
                template.text.push(octet);
                len += 1;
            }
        }
    }
    let max = InstanceName::MAX_LEN;
    if len > max {
        return Err(format!("is {len} octets long, at most {max} are allowed"));
    }
    let control = |octet: &&u8| matches!(octet, 0..0x20 | 0x7f);
    if let Some(octet) = template.text.iter().find(control) {
        return Err(format!("has the control character 0x{octet:02x}"));
    }
    Ok(template)
}

/// The least octets that a specifier stands for; `None` for letters that are none.
const fn shortest(letter: u8) -> Option<usize> {
    match letter {
        b'm' | b'b' => Some(ID_LEN),
        b'H' | b'a' | b'v' | b'o' => Some(1),
        b'B' | b'w' | b'W' => Some(0),
        _ => None,
    }
}

fn unknown(letter: u8) -> String {
    let letter = char::from(letter);
    let known = "`%a`, `%b`, `%B`, `%H`, `%m`, `%o`, `%v`, `%w`, `%W` and `%%`";
    format!("has the specifier `%{letter}`, which systemd-resolved does not know; it knows {known}")
}

/// The labels that a name becomes, because it is read as a domain name.
///
/// # Errors
///
/// What is wrong with it.
pub(super) fn labels(name: &[u8]) -> Result<Vec<Vec<u8>>, &'static str> {
    let mut labels = Vec::new();
    let mut label = Vec::new();
    let mut rest = name;
    while let Some((octet, behind)) = rest.split_first() {
        rest = behind;
        match octet {
            b'.' if label.is_empty() && (!rest.is_empty() || !labels.is_empty()) => {
                return Err("has an empty label between two dots");
            }
            b'.' if label.is_empty() => {}
            b'.' => labels.push(std::mem::take(&mut label)),
            b'\\' => match rest {
                [octet @ (b'\\' | b'.'), behind @ ..] => {
                    label.push(*octet);
                    rest = behind;
                }
                [
                    a @ b'0'..=b'9',
                    b @ b'0'..=b'9',
                    c @ b'0'..=b'9',
                    behind @ ..,
                ] => {
                    let digit = |octet: &u8| u32::from(octet - b'0');
                    let number = digit(a) * 100 + digit(b) * 10 + digit(c);
                    label.push(u8::try_from(number).map_err(|_| WRONG_ESCAPE)?);
                    rest = behind;
                }
                _ => return Err(WRONG_ESCAPE),
            },
            octet => label.push(*octet),
        }
    }
    if !label.is_empty() {
        labels.push(label);
    }
    Ok(labels)
}

const WRONG_ESCAPE: &str = r"has a backslash that escapes nothing: `\.`, `\\` or `\` with three digits up to 255 is expected";

/// Whether a type is one that resolved publishes.
pub(super) fn service_type(value: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    let wrong = || {
        "has not the form `_NAME._tcp` or `_NAME._udp` with a letter at the beginning of NAME and letters, digits and hyphens behind it".to_owned()
    };
    let labels = labels(value).map_err(str::to_owned)?;
    let [service, protocol] = labels.as_slice() else {
        return Err(wrong());
    };
    let is_label = |label: &[u8]| match label {
        [b'_', first, rest @ ..] => {
            let is_rest = |octet: &u8| octet.is_ascii_alphanumeric() || *octet == b'-';
            first.is_ascii_alphabetic() && rest.iter().all(is_rest)
        }
        _ => false,
    };
    let is_protocol =
        protocol.eq_ignore_ascii_case(b"_tcp") || protocol.eq_ignore_ascii_case(b"_udp");
    let max = crate::name::DomainName::MAX_LABEL_LEN;
    if service.len() > max {
        let len = service.len();
        return Err(format!(
            "has a label of {len} octets, at most {max} are allowed"
        ));
    }
    if is_label(service) && is_protocol {
        Ok(labels)
    } else {
        Err(wrong())
    }
}

/// A number of 16 bits, decimal, or as C and Python write it: `0x50`, `0b1010000`, `0o120`, `0120`.
///
/// # Errors
///
/// What is wrong with it, escaped.
pub(super) fn number(value: &[u8]) -> Result<u16, String> {
    let text = str::from_utf8(value).unwrap_or("?");
    let wrong = || "is no number from 0 to 65535".to_owned();
    let prefixed =
        |prefixes: [&str; 2]| prefixes.iter().find_map(|prefix| text.strip_prefix(prefix));
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    let (digits, radix) = if let Some(digits) = prefixed(["0b", "0B"]) {
        (digits, 2)
    } else if let Some(digits) = prefixed(["0o", "0O"]) {
        (digits, 8)
    } else if let Some(digits) = unsigned.strip_prefix("0x").or(unsigned.strip_prefix("0X")) {
        (digits, 16)
    } else if unsigned.len() > 1 && unsigned.starts_with('0') {
        (unsigned, 8)
    } else {
        (unsigned, 10)
    };
    let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    if !is_number && radix == 8 && decimal(value).is_some() {
        return Err("has a leading 0, which makes it octal, and a digit that is not".to_owned());
    }
    if !is_number {
        return Err(wrong());
    }
    u16::from_str_radix(digits, radix).map_err(|_| wrong())
}

/// The number that somebody wrote who does not know that a leading 0 makes it octal.
pub(super) fn decimal(value: &[u8]) -> Option<u16> {
    let text = str::from_utf8(value).ok()?;
    let is_number = text.bytes().all(|octet| octet.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_specifiers() {
        let template = |value: &str| name_template(value.as_bytes());
        let read = template("%H: 100%% %-").expect("a name");
        assert_eq!(
            (read.text, read.specifiers),
            (b"%H: 100% %-".to_vec(), vec![b'H'])
        );
        assert!(template("%A").is_err() && template("%1").is_err() && template("a\tb").is_err());
        assert!(template("%").is_ok() && template(&"é".repeat(31)).is_ok());
        assert!(template(&"é".repeat(32)).is_err() && template("%m%m").is_err());
    }

    #[test]
    fn names_are_read_as_domain_names() {
        let labels = |name: &str| {
            let text = |label: Vec<u8>| String::from_utf8_lossy(&label).into_owned();
            labels(name.as_bytes()).map(|labels| labels.into_iter().map(text).collect::<Vec<_>>())
        };
        assert_eq!(labels("a b"), Ok(vec!["a b".to_owned()]));
        assert_eq!(
            labels(r"3.14\.1"),
            Ok(vec!["3".to_owned(), "14.1".to_owned()])
        );
        assert_eq!(labels(r"a\065."), Ok(vec!["aA".to_owned()]));
        assert_eq!(labels("."), Ok(vec![]));
        for wrong in ["a..b", ".a", r"a\b", r"a\", r"\256", "a.."] {
            assert!(labels(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn types_are_those_that_resolved_takes() {
        for taken in [
            "_http._tcp",
            "_HTTP._TCP",
            "_x._udp",
            "_a--b._tcp",
            "_ab-._tcp",
            "_http._tcp.",
        ] {
            assert!(service_type(taken.as_bytes()).is_ok(), "{taken}");
        }
        for refused in [
            "_9pfs._tcp",
            "_-ab._tcp",
            "_a_b._tcp",
            "_http._sctp",
            "http._tcp",
            "_http",
            "_a._b._tcp",
            "",
        ] {
            assert!(service_type(refused.as_bytes()).is_err(), "{refused}");
        }
    }

    #[test]
    fn numbers_are_those_of_c() {
        for (text, value) in [
            ("80", 80),
            ("0x50", 80),
            ("0120", 80),
            ("0b1010000", 80),
            ("0o120", 80),
            ("+80", 80),
            ("0", 0),
        ] {
            assert_eq!(number(text.as_bytes()), Ok(value), "{text}");
        }
        for wrong in ["", "080", "65536", "-1", "80/tcp", "http", "0x", "8 0"] {
            assert!(number(wrong.as_bytes()).is_err(), "{wrong}");
        }
        assert_eq!(decimal(b"010"), Some(10));
    }
}
