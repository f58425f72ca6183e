//! Which names avahi-daemon takes: `avahi-common/domain.c` of version 0.8.

use std::net::IpAddr;

use crate::model::NameRefusal;

/// Octets of a label at most.
const MAX_LABEL_LEN: usize = 63;

/// Octets of a name as text at most.
const MAX_TEXT_LEN: usize = 1013;

/// The labels of a name as text, unescaped: `\.`, `\\` and `\DDD`.
pub(super) fn labels(text: &str) -> Result<Vec<Vec<u8>>, NameRefusal> {
    if text.len() > MAX_TEXT_LEN {
        return Err(too_long(text.len(), MAX_TEXT_LEN));
    }
    let mut labels = Vec::new();
    let mut label = Vec::new();
    let mut octets = text.bytes();
    let mut is_open = false;
    while let Some(octet) = octets.next() {
        is_open = true;
        match octet {
            b'.' => {
                labels.push(finished(std::mem::take(&mut label))?);
                is_open = false;
            }
            b'\\' => label.push(escaped(&mut octets).ok_or(NameRefusal::Form)?),
            octet => label.push(octet),
        }
    }
    if is_open {
        labels.push(finished(label)?);
    }
    Ok(labels)
}

fn finished(label: Vec<u8>) -> Result<Vec<u8>, NameRefusal> {
    match label.len() {
        0 => Err(NameRefusal::Form),
        len if len > MAX_LABEL_LEN => Err(too_long(len, MAX_LABEL_LEN)),
        _ if str::from_utf8(&label).is_err() => Err(NameRefusal::Form),
        _ => Ok(label),
    }
}

/// The octet behind a backslash.
fn escaped(octets: &mut std::str::Bytes<'_>) -> Option<u8> {
    match octets.next()? {
        octet @ (b'\\' | b'.') => Some(octet),
        first if first.is_ascii_digit() => {
            let digits = [first, octets.next()?, octets.next()?];
            let number: u8 = str::from_utf8(&digits).ok()?.parse().ok()?;
            (number > 0).then_some(number)
        }
        _ => None,
    }
}

const fn too_long(len: usize, max: usize) -> NameRefusal {
    NameRefusal::TooLong { len, max }
}

/// The two labels of a service type.
pub(super) fn service_type(text: &str) -> Result<Vec<Vec<u8>>, NameRefusal> {
    let labels = labels(text)?;
    match labels.as_slice() {
        [] => Err(NameRefusal::Empty),
        [service, protocol] if is_protocol(protocol) => match service.as_slice() {
            [b'_', _, _, ..] => Ok(labels),
            [b'_', _] => Err(NameRefusal::Short),
            _ => Err(NameRefusal::NoType),
        },
        _ => Err(NameRefusal::NoType),
    }
}

/// The four labels of a subtype.
pub(super) fn subtype(text: &str) -> Result<Vec<Vec<u8>>, NameRefusal> {
    let labels = labels(text)?;
    let [subtype, separator, service, protocol] = labels.as_slice() else {
        return Err(NameRefusal::NoSubtype);
    };
    let is_form = separator.eq_ignore_ascii_case(b"_sub") && is_protocol(protocol);
    let is_long = |label: &[u8]| label.len() > 2 && label.starts_with(b"_");
    match subtype.as_slice() {
        _ if !is_form || !is_long(service) => Err(NameRefusal::NoSubtype),
        [b'_', _] => Err(NameRefusal::Short),
        subtype if is_long(subtype) => Ok(labels),
        _ => Err(NameRefusal::NoSubtype),
    }
}

fn is_protocol(label: &[u8]) -> bool {
    label.eq_ignore_ascii_case(b"_tcp") || label.eq_ignore_ascii_case(b"_udp")
}

/// The labels of a host name.
pub(super) fn host(text: &str) -> Result<Vec<Vec<u8>>, NameRefusal> {
    let labels = labels(text)?;
    if labels.len() < 2 {
        return Err(NameRefusal::Relative);
    }
    let bare = text.strip_suffix('.').unwrap_or(text);
    match bare.parse::<IpAddr>() {
        Ok(_) => Err(NameRefusal::Address),
        Err(_) => Ok(labels),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_those_that_avahi_takes() {
        for taken in [
            "_http._tcp",
            "_HTTP._Udp.",
            "_a b._tcp",
            "_-ab._tcp",
            "_\\065b._tcp",
        ] {
            assert!(service_type(taken).is_ok(), "{taken}");
        }
        for (refused, reason) in [
            ("", NameRefusal::Empty),
            ("_x._tcp", NameRefusal::Short),
            ("http._tcp", NameRefusal::NoType),
            ("_http._sctp", NameRefusal::NoType),
            ("_http", NameRefusal::NoType),
            (" _http._tcp", NameRefusal::NoType),
            ("_http._tcp.local", NameRefusal::NoType),
            ("_http.._tcp", NameRefusal::Form),
            ("_ht\\tp._tcp", NameRefusal::Form),
            ("_\\255a._tcp", NameRefusal::Form),
        ] {
            assert_eq!(service_type(refused), Err(reason), "{refused}");
        }
        let long = format!("_{}._tcp", "a".repeat(63));
        assert_eq!(service_type(&long), Err(too_long(64, 63)));
    }

    #[test]
    fn subtypes_and_hosts_have_their_forms() {
        assert!(subtype("_printer._sub._http._tcp").is_ok());
        for refused in [
            "printer._sub._http._tcp",
            "_printer",
            "_a._sub._http._tcp",
            "_ab._sub._http._sctp",
        ] {
            assert!(subtype(refused).is_err(), "{refused}");
        }
        assert!(host("lab.local").is_ok() && host("lab.example.org.").is_ok());
        for refused in ["lab", "lab.", "192.0.2.1", "", ".local"] {
            assert!(host(refused).is_err(), "{refused}");
        }
    }
}
