//! Rust without its comments and literals, for checks that look for words.

/// The same text with blanks for comments and for what stands between quotes; lines stay where they are.
pub(super) fn strip(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < characters.len() {
        let end = match characters[at] {
            '/' if characters.get(at + 1) == Some(&'/') => end_of_line(&characters, at),
            '/' if characters.get(at + 1) == Some(&'*') => end_of_block(&characters, at),
            '"' => end_of_string(&characters, at + 1),
            'r' if !ends_with_word(&code) => end_of_raw_string(&characters, at).unwrap_or(at),
            '\'' => end_of_character(&characters, at).unwrap_or(at),
            _ => at,
        };
        if end == at {
            code.push(characters[at]);
            at += 1;
            continue;
        }
        let blanks = characters[at..end.min(characters.len())].iter();
        code.extend(blanks.map(|c| if *c == '\n' { '\n' } else { ' ' }));
        at = end;
    }
    code
}

/// The code before its unit tests, which stand last in a file.
pub(super) fn without_tests(code: &str) -> &str {
    code.split("#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or_default()
}

/// The identifiers and key words of a piece of code, in their order.
pub(super) fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !is_of_word(c))
        .filter(|word| !word.is_empty())
}

/// What follows `root::` wherever it stands in a path: `fs` and `io` for `std` in `std::{fs::File, io}`.
pub(super) fn children<'a>(code: &'a str, root: &str) -> Vec<&'a str> {
    let prefix = format!("{root}::");
    let mut children = Vec::new();
    for (start, _) in code.match_indices(&prefix) {
        if ends_with_word(&code[..start]) {
            continue;
        }
        let rest = code[start + prefix.len()..].trim_start();
        match rest.strip_prefix('{') {
            Some(group) => children.extend(first_words(group)),
            None => children.extend(words(rest).next()),
        }
    }
    children
}

/// The first word of each member of a group whose opening brace was read.
fn first_words(group: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut start = 0;
    let mut members = Vec::new();
    for (position, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                members.push(&group[start..position]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                members.push(&group[start..position]);
                start = position + 1;
            }
            _ => {}
        }
    }
    members
        .into_iter()
        .filter_map(|member| words(member).next())
        .collect()
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn ends_with_word(code: &str) -> bool {
    code.chars().next_back().is_some_and(is_of_word)
}

fn end_of_line(characters: &[char], start: usize) -> usize {
    let length = characters[start..].iter().position(|c| *c == '\n');
    length.map_or(characters.len(), |length| start + length)
}

fn end_of_block(characters: &[char], start: usize) -> usize {
    let mut depth = 0;
    let mut at = start;
    while at + 1 < characters.len() {
        match (characters[at], characters[at + 1]) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    characters.len()
}

fn end_of_string(characters: &[char], start: usize) -> usize {
    let mut at = start;
    while at < characters.len() {
        match characters[at] {
            '"' => return at + 1,
            '\\' => at += 2,
            _ => at += 1,
        }
    }
    characters.len()
}

/// The end of `r"…"` or `r#"…"#`; `None` if no raw string begins here.
fn end_of_raw_string(characters: &[char], start: usize) -> Option<usize> {
    let marks = characters[start + 1..]
        .iter()
        .take_while(|c| **c == '#')
        .count();
    let open = start + 1 + marks;
    if characters.get(open) != Some(&'"') {
        return None;
    }
    let is_end = |at: &usize| {
        characters[*at] == '"'
            && characters[at + 1..]
                .iter()
                .take(marks)
                .filter(|c| **c == '#')
                .count()
                == marks
    };
    let end = (open + 1..characters.len()).find(is_end);
    Some(end.map_or(characters.len(), |end| end + 1 + marks))
}

/// The end of `'x'` or `'\n'`; `None` for a lifetime.
fn end_of_character(characters: &[char], start: usize) -> Option<usize> {
    if characters.get(start + 1) == Some(&'\\') {
        let length = characters[start + 3..].iter().position(|c| *c == '\'')?;
        return Some(start + 3 + length + 1);
    }
    (characters.get(start + 2) == Some(&'\'')).then_some(start + 3)
}

#[test]
fn comments_and_literals_are_blanked() {
    let text = "a /* b /* c */ d */ e // f\n\"g \\\" h\" i r#\"j \" k\"# 'l' '\\'' '\\u{7f}' m<'n> r\"\\\" o";
    let stripped = strip(text);
    assert_eq!(
        words(&stripped).collect::<Vec<_>>(),
        ["a", "e", "i", "m", "n", "o"]
    );
    assert_eq!(stripped.chars().count(), text.chars().count());
    assert_eq!(stripped.lines().count(), 2);
}

#[test]
fn paths_are_found_in_groups_too() {
    let code = "use crate::{a::{b, c}, d};\nfn f(x: crate::e::F) { $crate::g!(); my_crate::h(); }";
    assert_eq!(children(code, "crate"), ["a", "d", "e", "g"]);
    assert_eq!(
        children("::std::fs::read; use std::{\n    io,\n};", "std"),
        ["fs", "io"]
    );
}

#[test]
fn unit_tests_are_left_out() {
    assert_eq!(without_tests("a\n#[cfg(test)]\nmod tests { b }"), "a\n");
    assert_eq!(
        without_tests("a\n#[cfg(test)]\nuse b;"),
        "a\n#[cfg(test)]\nuse b;"
    );
}
