//! Binary search in sorted lines of text, in place.

/// The first offset of `text`, always at the start of a line, from which on no line `is_before`.
///
/// The lines must be sorted so that those that are before come first. No line is copied and no index is built.
pub(crate) fn partition_point(text: &str, is_before: impl Fn(&str) -> bool) -> usize {
    let octets = text.as_bytes();
    let (mut low, mut high) = (0, octets.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let above = octets.get(low..middle).unwrap_or_default();
        let below = octets.get(middle..high).unwrap_or_default();
        let start = above
            .iter()
            .rposition(|&octet| octet == b'\n')
            .map_or(low, |offset| low + offset + 1);
        let end = below
            .iter()
            .position(|&octet| octet == b'\n')
            .map_or(high, |offset| middle + offset + 1);
        let line = text.get(start..end).unwrap_or_default();
        if is_before(line.strip_suffix('\n').unwrap_or(line)) {
            low = end;
        } else {
            high = start;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found_at_its_start() {
        let text = "a\nbb\n\u{e9}e\n\u{e9}f\n";
        let found = |key: &str| partition_point(text, |line| line < key);
        assert_eq!(
            [found(""), found("a"), found("b"), found("bb"), found("c")],
            [0, 0, 2, 2, 5]
        );
        assert_eq!(
            [found("ée"), found("éf"), found("z"), found("ü")],
            [5, 9, 5, 13]
        );
    }

    #[test]
    fn no_lines_are_all_before() {
        assert_eq!(partition_point("", |_| true), 0);
        assert_eq!(partition_point("x", |_| true), 1);
    }
}
