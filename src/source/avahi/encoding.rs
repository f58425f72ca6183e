use std::borrow::Cow;

/// The text of an XML file in one of the encodings that expat reads.
pub(super) enum Text<'o> {
    /// All of it.
    Whole(Cow<'o, str>),
    /// What stands before the first octet that is none of the encoding.
    Broken {
        before: Cow<'o, str>,
        reason: String,
    },
}

/// Decodes a file: by its byte order mark, by the encoding that its declaration names, and as UTF-8 otherwise.
pub(super) fn decode(octets: &[u8]) -> Text<'_> {
    match octets {
        [0xfe, 0xff, rest @ ..] => return utf16(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => return utf16(rest, u16::from_le_bytes),
        _ => {}
    }
    let name = declared(octets);
    let is = |names: &[&str]| {
        name.is_some_and(|name| names.iter().any(|known| name.eq_ignore_ascii_case(known)))
    };
    if is(&["ISO-8859-1"]) {
        return Text::Whole(octets.iter().copied().map(char::from).collect());
    }
    if name.is_some() && !is(&["UTF-8", "US-ASCII"]) {
        let name = crate::name::presentation::text(name.unwrap_or_default().as_bytes()).to_string();
        return Text::Broken {
            before: "".into(),
            reason: format!("expat does not know the encoding `{name}`"),
        };
    }
    match str::from_utf8(octets) {
        Ok(text) => Text::Whole(text.into()),
        Err(error) => {
            let start = error.valid_up_to();
            let octet = octets.get(start).copied().unwrap_or_default();
            let before = String::from_utf8_lossy(octets.get(..start).unwrap_or_default());
            Text::Broken {
                before,
                reason: format!("octet 0x{octet:02x} is no UTF-8"),
            }
        }
    }
}

/// Encodes a text as `octets` are encoded, which were decoded to one like it; `None` if a character can't be.
pub(in crate::source) fn encode(text: &str, octets: &[u8]) -> Option<Vec<u8>> {
    let utf16 = |order: fn(u16) -> [u8; 2]| {
        let mark = std::iter::once(0xfeff);
        Some(mark.chain(text.encode_utf16()).flat_map(order).collect())
    };
    match octets {
        [0xfe, 0xff, ..] => return utf16(u16::to_be_bytes),
        [0xff, 0xfe, ..] => return utf16(u16::to_le_bytes),
        _ => {}
    }
    if declared(octets).is_some_and(|name| name.eq_ignore_ascii_case("ISO-8859-1")) {
        return text.chars().map(|c| u8::try_from(c).ok()).collect();
    }
    Some(text.as_bytes().to_vec())
}

/// The encoding that an XML declaration at the start names.
fn declared(octets: &[u8]) -> Option<&str> {
    let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    let rest = octets.strip_prefix(b"<?xml")?;
    let end = rest.iter().take(512).position(|octet| *octet == b'>')?;
    let text = str::from_utf8(rest.get(..end)?).ok()?;
    let (_, value) = text.split_once("encoding")?;
    let value = value.trim_ascii_start().strip_prefix('=')?;
    let value = value.trim_ascii_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split(quote).next()
}

fn utf16(octets: &[u8], unit: fn([u8; 2]) -> u16) -> Text<'_> {
    let (pairs, odd) = octets.as_chunks();
    let mut text = String::with_capacity(octets.len() / 2);
    for c in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match c {
            Ok(c) => text.push(c),
            Err(error) => {
                let unit = error.unpaired_surrogate();
                return Text::Broken {
                    before: text.into(),
                    reason: format!("0x{unit:04x} is half a character of UTF-16"),
                };
            }
        }
    }
    if odd.is_empty() {
        Text::Whole(text.into())
    } else {
        Text::Broken {
            before: text.into(),
            reason: "the file ends within a character of UTF-16".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(octets: &[u8]) -> Result<String, String> {
        match decode(octets) {
            Text::Whole(text) => Ok(text.into_owned()),
            Text::Broken { before, reason } => Err(format!("{before}: {reason}")),
        }
    }

    #[test]
    fn encodings_are_those_of_expat() {
        assert_eq!(decoded("é".as_bytes()), Ok("é".to_owned()));
        assert_eq!(decoded(b"\xff\xfea\0"), Ok("a".to_owned()));
        assert_eq!(decoded(b"\xfe\xff\0a"), Ok("a".to_owned()));
        let latin = b"<?xml version='1.0' encoding = 'iso-8859-1'?>\xe9";
        assert!(decoded(latin).is_ok_and(|text| text.ends_with('é')));
        assert_eq!(
            decoded(b"a\xe9"),
            Err("a: octet 0xe9 is no UTF-8".to_owned())
        );
        assert!(decoded(b"<?xml encoding=\"windows-1252\"?>").is_err());
        assert!(decoded(b"\xff\xfea").is_err() && decoded(b"\xff\xfe\0\xd8").is_err());
    }

    #[test]
    fn what_was_decoded_is_encoded_again() {
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?>\xe9";
        for octets in [&b"\xff\xfea\0"[..], b"\xfe\xff\0a", latin, "é".as_bytes()] {
            let text = decoded(octets).expect("text");
            assert_eq!(encode(&text, octets).as_deref(), Some(octets));
        }
        assert_eq!(encode("\u{20ac}", latin), None);
    }
}
