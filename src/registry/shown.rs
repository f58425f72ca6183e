//! Text of others, made fit to be shown.

/// How many octets of a value a message shows before it breaks off.
const SHOWN_OCTETS: usize = 80;

/// Writes octets so that no terminal or log can be misled by them: printable ASCII as it is, every other octet as a
/// backslash and three decimal digits ([RFC 1035 §5.1](https://www.rfc-editor.org/rfc/rfc1035#section-5.1)).
///
/// At most 80 octets are shown; an ellipsis stands for the rest.
pub(crate) fn shown(octets: &[u8]) -> String {
    let mut text = String::new();
    for &octet in octets.iter().take(SHOWN_OCTETS) {
        match octet {
            b'\\' => text.push_str("\\\\"),
            b' '..=b'~' => text.push(char::from(octet)),
            _ => text.extend(format!("\\{octet:03}").chars()),
        }
    }
    if octets.len() > SHOWN_OCTETS {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_printable_ascii_is_shown_as_it_is() {
        assert_eq!(shown(b"a\x1b[2J\n\xff\\\x7f"), r"a\027[2J\010\255\\\127");
        assert_eq!(shown("é".as_bytes()), r"\195\169");
    }

    #[test]
    fn long_values_break_off() {
        assert_eq!(shown("a".repeat(80).as_bytes()).chars().count(), 80);
        assert_eq!(shown("a".repeat(100_000).as_bytes()).chars().count(), 81);
    }
}
