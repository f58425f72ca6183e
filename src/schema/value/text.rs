//! Values whose text has a form of its own: addresses, paths, URLs, media types, language tags, dates.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Octets that may stand in a URL or a path: no blanks, no controls.
fn has_no_blanks(text: &str) -> bool {
    !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// Which addresses are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AddressFamily {
    /// IPv4 or IPv6.
    Any,
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl AddressFamily {
    /// Whether the text is an address of the family.
    pub(super) fn allows(self, text: &str) -> bool {
        match self {
            Self::Any => text.parse::<IpAddr>().is_ok(),
            Self::V4 => text.parse::<Ipv4Addr>().is_ok(),
            Self::V6 => text.parse::<Ipv6Addr>().is_ok(),
        }
    }

    /// The words for it.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Any => "an IPv4 or IPv6 address",
            Self::V4 => "an IPv4 address",
            Self::V6 => "an IPv6 address",
        }
    }
}

/// How a path begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathForm {
    /// With `/`.
    Absolute,
    /// With `/` or without.
    Any,
    /// Without `/`.
    Relative,
}

impl PathForm {
    /// Whether the text is a path of this form, and no URL.
    pub(super) fn allows(self, text: &str) -> bool {
        let begins_as_it_should = match self {
            Self::Absolute => text.starts_with('/'),
            Self::Any => true,
            Self::Relative => !text.starts_with('/'),
        };
        begins_as_it_should && !text.is_empty() && has_no_blanks(text) && !text.contains("://")
    }

    /// The words for it.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Absolute => "a path that begins with `/`",
            Self::Any => "a path",
            Self::Relative => "a path that does not begin with `/`",
        }
    }
}

/// Whether the text is a host name: labels of at most 63 octets with dots between them, 253 at most in all.
///
/// Letters beyond ASCII and underscores may stand in names of `local.`
/// ([RFC 6762 §16](https://www.rfc-editor.org/rfc/rfc6762#section-16)).
pub(super) fn is_host_name(text: &str) -> bool {
    let text = text.strip_suffix('.').unwrap_or(text);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    text.len() <= 253 && text.split('.').all(is_label)
}

/// Whether the text is an absolute URL of one of the schemes, of any if there are none
/// ([RFC 3986 §3](https://www.rfc-editor.org/rfc/rfc3986#section-3)).
pub(super) fn is_url(text: &str, schemes: &[String]) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let mut characters = scheme.chars();
    let is_scheme = characters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let is_known = schemes.is_empty() || schemes.iter().any(|own| own.eq_ignore_ascii_case(scheme));
    let needs_host = ["http", "https", "ws", "wss", "ftp"]
        .iter()
        .any(|own| own.eq_ignore_ascii_case(scheme));
    let has_host = || {
        rest.strip_prefix("//")
            .is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', '#', ':']))
    };
    is_scheme && is_known && !rest.is_empty() && has_no_blanks(rest) && (!needs_host || has_host())
}

/// Whether the text is a media type such as `image/urf`, perhaps with parameters
/// ([RFC 6838 §4.2](https://www.rfc-editor.org/rfc/rfc6838#section-4.2)).
pub(super) fn is_media_type(text: &str) -> bool {
    let is_name = |name: &str| {
        (1..=127).contains(&name.len())
            && name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c))
    };
    let (names, parameters) = match text.split_once(';') {
        Some((names, parameters)) => (names, Some(parameters)),
        None => (text, None),
    };
    let Some((kind, subtype)) = names.split_once('/') else {
        return false;
    };
    let has_parameters = parameters.is_none_or(|text| {
        text.split(';').all(|part| {
            part.trim()
                .split_once('=')
                .is_some_and(|(key, value)| is_name(key) && !value.is_empty())
        })
    });
    is_name(kind) && is_name(subtype) && has_parameters
}

/// Whether the text has the form of a language tag such as `en-US`
/// ([RFC 5646 §2.1](https://www.rfc-editor.org/rfc/rfc5646#section-2.1)).
pub(super) fn is_language_tag(text: &str) -> bool {
    let mut subtags = text.split('-');
    let is_language = subtags.next().is_some_and(|first| {
        (2..=8).contains(&first.len()) && first.bytes().all(|c| c.is_ascii_alphabetic())
    });
    is_language
        && subtags.all(|subtag| {
            (1..=8).contains(&subtag.len()) && subtag.bytes().all(|c| c.is_ascii_alphanumeric())
        })
}

/// Whether the text is a date such as `2026-11-28` that there is
/// ([RFC 3339 §5.6](https://www.rfc-editor.org/rfc/rfc3339#section-5.6)).
pub(super) fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut number = |length: usize| {
        let part = parts.next()?;
        let is_number = part.len() == length && part.bytes().all(|octet| octet.is_ascii_digit());
        part.parse::<u32>().ok().filter(|_| is_number)
    };
    let (Some(year), Some(month), Some(day)) = (number(4), number(2), number(2)) else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    parts.next().is_none() && (1..=12).contains(&month) && (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn judge(allows: impl Fn(&str) -> bool, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(allows(text), "{text:?} should be allowed");
        }
        for text in bad {
            assert!(!allows(text), "{text:?} should not be allowed");
        }
    }

    #[test]
    fn paths_begin_as_they_should() {
        judge(
            |text| PathForm::Absolute.allows(text),
            &["/", "/dav/é"],
            &["", "dav", "/a b", "/a\n"],
        );
        judge(
            |text| PathForm::Relative.allows(text),
            &["ipp/print"],
            &["/ipp/print", "http://x/ipp"],
        );
    }

    #[test]
    fn urls_have_scheme_and_host() {
        let schemes = ["http".to_owned(), "https".to_owned()];
        judge(
            |text| is_url(text, &schemes),
            &["http://x.local./a", "HTTPS://[::1]:8/"],
            &[
                "http://",
                "http:/x",
                "http:///x",
                "ftp://x/",
                "x",
                "http://a b/",
                "http://:80/",
            ],
        );
        judge(
            |text| is_url(text, &[]),
            &["urn:uuid:1", "coap://h"],
            &["1a:b", "a:", ":b"],
        );
    }

    #[test]
    fn host_names_have_labels() {
        judge(
            is_host_name,
            &["a", "a.local.", "Küche-1.local", "a_b"],
            &["", ".", "a..b", "a b", "a/b", &"a".repeat(64)],
        );
    }

    #[test]
    fn media_types_have_two_names() {
        judge(
            is_media_type,
            &[
                "image/urf",
                "application/vnd.hp-PCL",
                "application/PCLm",
                "text/plain;charset=utf-8",
            ],
            &[
                "",
                "(",
                "image",
                "image/",
                "/urf",
                "image/urf;",
                "image/u f",
                "a/b/c",
            ],
        );
    }

    #[test]
    fn language_tags_and_dates_have_their_form() {
        judge(
            is_language_tag,
            &["en", "de-DE", "zh-Hant-TW", "x1".replace('1', "h").as_str()],
            &["", "e", "en_US", "en-", "123"],
        );
        judge(
            is_date,
            &["2026-11-28", "2024-02-29"],
            &["2026-02-29", "2026-13-01", "2026-1-1", "2026-11-28T", "x"],
        );
    }

    #[test]
    fn addresses_are_of_their_family() {
        judge(
            |text| AddressFamily::V4.allows(text),
            &["192.0.2.1"],
            &["::1", "192.0.2.256", ""],
        );
        judge(
            |text| AddressFamily::Any.allows(text),
            &["192.0.2.1", "fe80::1"],
            &["x"],
        );
    }
}
