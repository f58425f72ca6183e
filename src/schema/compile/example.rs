use super::{Compiled, shown};
use crate::schema::document::ExampleDocument;
use crate::schema::error::SchemaFault;
use crate::schema::example::Example;
use crate::wire::TxtRecord;

/// Compiles an example.
pub(super) fn example(document: &ExampleDocument) -> Compiled<Example> {
    let txt = super::each(&document.txt, "txt", |text| {
        let octets = octets(text)?;
        let longest = TxtRecord::MAX_STRING_LEN;
        if octets.len() > longest {
            return Err(SchemaFault::new(format!(
                "the string is {} octets long, at most {longest} are allowed (RFC 6763 §6.1)",
                octets.len()
            )));
        }
        Ok(octets)
    })?;
    Ok(Example {
        txt,
        service: document.service.clone(),
        instance: document.instance.clone(),
        subtypes: document.subtypes.clone(),
        port: document.port,
        profiles: document.profiles.clone(),
        finding: document.finding.clone(),
        key: document.key.clone(),
        note: document.note.clone(),
    })
}

/// Reads the escapes: `\xHH` is that octet, `\\` a backslash.
fn octets(text: &str) -> Compiled<Vec<u8>> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        octets.extend_from_slice(before.as_bytes());
        let escape = after
            .strip_prefix('\\')
            .map(|rest| (b'\\', rest))
            .or_else(|| {
                let digits = after.strip_prefix('x')?;
                let (digits, rest) = digits.split_at_checked(2)?;
                Some((u8::from_str_radix(digits, 16).ok()?, rest))
            });
        let Some((octet, behind)) = escape else {
            return Err(SchemaFault::new(format!(
                "`{}` has a backslash that begins neither `\\\\` nor `\\xHH`",
                shown(text)
            ))
            .help("write the string in single quotes, so that TOML leaves backslashes alone"));
        };
        octets.push(octet);
        rest = behind;
    }
    octets.extend_from_slice(rest.as_bytes());
    Ok(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_stand_for_octets() {
        assert_eq!(octets(r"sb=\x00\xFF\\é").unwrap(), b"sb=\x00\xff\\\xc3\xa9");
        for text in [r"\", r"\n", r"\x1", r"\xg0", r"\xé"] {
            assert!(octets(text).is_err(), "{text}");
        }
    }
}
