use data_encoding::BASE64;

/// Whether the bits behind the last octet must be 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TrailingBits {
    Checked,
    Ignored,
}

/// Decodes a value in Base64 with padding, which stands at its end only: a text is not several texts.
pub(super) fn decode(text: &[u8], bits: TrailingBits) -> Result<Vec<u8>, &'static str> {
    let padding = text
        .iter()
        .rev()
        .take_while(|octet| **octet == b'=')
        .count();
    let data = text.split_at_checked(text.len() - padding);
    if padding > 2 || data.is_some_and(|(data, _)| data.contains(&b'=')) {
        return Err("has `=` elsewhere than at its end");
    }
    let mut specification = BASE64.specification();
    specification.check_trailing_bits = bits == TrailingBits::Checked;
    let encoding = specification
        .encoding()
        .expect("only the check of the last bits differs from a known encoding");
    encoding.decode(text).map_err(|error| match error.kind {
        data_encoding::DecodeKind::Length => "has not 4 characters for each 3 octets",
        data_encoding::DecodeKind::Trailing => "has bits behind its last octet",
        _ => "has a character that is not of the alphabet A-Z, a-z, 0-9, + and /",
    })
}
