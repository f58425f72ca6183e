//! The values of a TXT record ([RFC 6763 §6.5](https://www.rfc-editor.org/rfc/rfc6763#section-6.5)).
//!
//! A value may be any octets: only what can't be meant as it is sent is a finding here.

use crate::name::presentation;
use crate::rule::{Findings, InstanceContext, rules};

use super::{Places, living, shown};

rules! {
    /// A TXT value is wrapped in quotation marks.
    ///
    /// The quotation marks become part of the value, and a client that asks for `/srv` gets `"/srv"`. Most often a shell or a
    /// configuration file was thought to take them away.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "path=\"/srv\""
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "path=/srv"
    /// ```
    TXT018 "quoted-txt-value" {
        cite: ["RFC 6763" "6.5" MustNot "The value MUST NOT be enclosed in additional quotation marks or any similar punctuation; any quotation marks, or leading or trailing spaces, are part of the value."],
        needs: [TXT_KEYS],
        check: Instance(quoted_txt_value),
    }

    /// A TXT value that is text ends with a NUL octet.
    ///
    /// The length octet says where a string ends; a terminator counted with it becomes part of the value, and comparing with
    /// it fails. Libraries in C that pass `strlen + 1` send it.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "path=/srv\000"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "path=/srv"
    /// ```
    TXT019 "nul-terminated-txt-value" {
        cite: ["RFC 6763" "6.5" _ "If there is an '=' in a DNS-SD TXT record string, then everything after the first '=' to the end of the string is the value."],
        needs: [TXT_KEYS],
        check: Instance(nul_terminated_txt_value),
    }

    /// A TXT record seems to hold a password or another secret.
    ///
    /// Everyone on the link hears it, without asking and without leaving a trace.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._gopher._tcp.local. 4500 IN TXT "u=guest" "password=tulip"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._gopher._tcp.local. 4500 IN TXT "u=guest"
    /// ```
    TXT020 "secret-in-txt" {
        cite: ["RFC 8882" "3.2.4" _ "Information contained in TXT records not only breaches privacy by making devices trackable but might directly contain private information about the user."],
        needs: [TXT_KEYS],
        check: Instance(secret_in_txt),
    }
}

/// Pairs of quotation marks that a value may be wrapped in. Parentheses are none: the Bonjour Printing Specification
/// demands them around `product`.
const QUOTATION_MARKS: [(&str, &str); 3] = [("\"", "\""), ("'", "'"), ("“", "”")];

/// Octets of text that must stand before a NUL for it to be taken for a terminator and not for binary data.
const LEAST_TEXT_LEN: usize = 2;

/// Keys whose value is a secret, whatever the service.
const SECRET_KEYS: [&str; 8] = [
    "apikey",
    "passphrase",
    "passwd",
    "password",
    "psk",
    "pwd",
    "secret",
    "wifi_pass",
];

/// Values that say whether there is a secret, and are none.
const FLAGS: [&str; 8] = ["0", "1", "false", "no", "none", "required", "true", "yes"];

/// Services whose registration gives the key `p` to a password.
const PASSWORD_IN_P: [&str; 10] = [
    "afpovertcp",
    "ftp",
    "http",
    "octoprint",
    "sftp-ssh",
    "smb",
    "ssh",
    "telnet",
    "webdav",
    "webdavs",
];

fn quoted_txt_value(context: &InstanceContext<'_>, findings: &mut Findings) {
    for seen in living(context) {
        let txt = &seen.data;
        let places = Places::new(context, txt);
        for entry in txt.entries() {
            let Some(value) = entry.value.filter(|value| is_quoted(value)) else {
                continue;
            };
            let place = places.of(&entry);
            findings
                .report(format!(
                    "the value of TXT key `{}` is wrapped in quotation marks, which belong to it: `{}`{place}",
                    shown(entry.key),
                    shown(value)
                ))
                .entry(entry)
                .help("send the value without quotation marks; blanks and `=` need none")
                .origin(seen.origin.clone());
        }
    }
}

pub(crate) fn is_quoted(value: &[u8]) -> bool {
    quotation_marks(value).is_some()
}

/// The octets of the quotation marks before and behind a value.
pub(crate) fn quotation_marks(value: &[u8]) -> Option<(usize, usize)> {
    let is_between = |(open, close): &&(&str, &str)| {
        let inner = value.strip_prefix(open.as_bytes());
        inner.is_some_and(|inner| inner.ends_with(close.as_bytes()))
    };
    let (open, close) = QUOTATION_MARKS.iter().find(is_between)?;
    Some((open.len(), close.len()))
}

fn nul_terminated_txt_value(context: &InstanceContext<'_>, findings: &mut Findings) {
    for seen in living(context) {
        let txt = &seen.data;
        let places = Places::new(context, txt);
        for entry in txt.entries() {
            let Some(value) = entry.value.filter(|value| is_nul_terminated(value)) else {
                continue;
            };
            let place = places.of(&entry);
            findings
                .report(format!(
                    "the value of TXT key `{}` ends with a NUL octet, which belongs to it: `{}`{place}",
                    shown(entry.key),
                    shown(value)
                ))
                .entry(entry)
                .help("count the octets of the text without its terminator")
                .origin(seen.origin.clone());
        }
    }
}

/// Whether nothing but printable text stands before a single NUL at the end.
pub(crate) fn is_nul_terminated(value: &[u8]) -> bool {
    let Some(text) = value
        .strip_suffix(b"\0")
        .filter(|text| text.len() >= LEAST_TEXT_LEN)
    else {
        return false;
    };
    str::from_utf8(text).is_ok_and(|text| text.chars().all(presentation::is_safe_char))
}

fn secret_in_txt(context: &InstanceContext<'_>, findings: &mut Findings) {
    let service = context.instance.service_type().service_name();
    let has_password_in_p = PASSWORD_IN_P
        .iter()
        .any(|known| service.eq_ignore_ascii_case(known.as_bytes()));
    for seen in living(context) {
        let txt = &seen.data;
        let places = Places::new(context, txt);
        for entry in txt.entries() {
            let is = |word: &str| entry.key.eq_ignore_ascii_case(word.as_bytes());
            let is_secret = SECRET_KEYS.into_iter().any(is) || (has_password_in_p && is("p"));
            let value = entry.value.unwrap_or_default();
            let is_flag = FLAGS
                .iter()
                .any(|flag| value.eq_ignore_ascii_case(flag.as_bytes()));
            if !is_secret || value.is_empty() || is_flag {
                continue;
            }
            let place = places.of(&entry);
            // The value is not repeated: a report is read by more people than the link.
            findings
                .report(format!(
                    "TXT key `{}` seems to hold a secret, which everyone on the link hears{place}",
                    shown(entry.key)
                ))
                .entry(entry)
                .help("let clients ask the user, or authenticate in the protocol itself")
                .origin(seen.origin.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_stand_on_both_sides() {
        for quoted in ["\"a\"", "''", "“a”"] {
            assert!(is_quoted(quoted.as_bytes()), "{quoted}");
        }
        for plain in ["\"", "\"a", "a\"", "(HP LaserJet)", "'a\"", ""] {
            assert!(!is_quoted(plain.as_bytes()), "{plain}");
        }
    }

    #[test]
    fn only_text_is_terminated() {
        assert!(is_nul_terminated(b"on\0") && is_nul_terminated("clé\0".as_bytes()));
        for other in [
            &b"\0"[..],
            b"a\0",
            b"on",
            b"on\0\0",
            b"\x01\x02\0",
            b"\xff\xfe\0",
        ] {
            assert!(!is_nul_terminated(other), "{other:?}");
        }
    }
}
