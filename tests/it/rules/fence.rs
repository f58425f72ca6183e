//! Fenced blocks of Markdown, with the prose before them.

/// A fenced block.
pub(crate) struct Fence<'a> {
    /// What stands behind the opening fence, such as `zone absent`.
    pub(crate) kind: &'a str,
    /// The lines inside.
    pub(crate) body: String,
    /// The line of the opening fence, counted from 1.
    pub(crate) line: usize,
    /// Whether a sentence stands between this fence and the one before.
    pub(crate) has_prose: bool,
    /// Range of the lines inside, counted from 0.
    pub(crate) lines: std::ops::Range<usize>,
}

/// All fences of a text, in their order.
pub(crate) fn fences(text: &str) -> Vec<Fence<'_>> {
    let lines: Vec<&str> = text.lines().collect();
    let mut fences = Vec::new();
    let mut has_prose = false;
    let mut number = 0;
    while let Some(line) = lines.get(number) {
        if let Some(kind) = line.strip_prefix("```") {
            let first = number + 1;
            let length = lines[first..].iter().position(|line| *line == "```");
            let end = first
                + length.unwrap_or_else(|| panic!("the fence on line {first} is never closed"));
            let body = lines[first..end]
                .iter()
                .flat_map(|line| [*line, "\n"])
                .collect();
            fences.push(Fence {
                kind: kind.trim(),
                body,
                line: first,
                has_prose,
                lines: first..end,
            });
            has_prose = false;
            number = end;
        } else {
            let is_sentence = !line.trim().is_empty() && !line.starts_with('#');
            has_prose |= is_sentence;
        }
        number += 1;
    }
    fences
}
