//! What differs between two texts, line by line.

/// Lines only in `expected` begin with `-`, lines only in `found` with `+`, lines of both with a blank.
pub(crate) fn diff(expected: &str, found: &str) -> String {
    let left: Vec<&str> = expected.lines().collect();
    let right: Vec<&str> = found.lines().collect();
    // common[i][j] is the length of the longest common run of lines of left[i..] and right[j..].
    let mut common = vec![vec![0_usize; right.len() + 1]; left.len() + 1];
    for i in (0..left.len()).rev() {
        for j in (0..right.len()).rev() {
            common[i][j] = if left[i] == right[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let mut text = String::new();
    let (mut i, mut j) = (0, 0);
    while i < left.len() || j < right.len() {
        let (sign, line) = if i < left.len() && j < right.len() && left[i] == right[j] {
            i += 1;
            j += 1;
            (' ', left[i - 1])
        } else if i < left.len() && (j == right.len() || common[i + 1][j] >= common[i][j + 1]) {
            i += 1;
            ('-', left[i - 1])
        } else {
            j += 1;
            ('+', right[j - 1])
        };
        text.push(sign);
        text.push_str(line);
        text.push('\n');
    }
    text
}

#[test]
fn shows_what_is_missing_and_what_is_new() {
    assert_eq!(diff("a\nb\nc\n", "a\nc\nd\n"), " a\n-b\n c\n+d\n");
}
