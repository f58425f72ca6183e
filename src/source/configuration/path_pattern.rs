//! Patterns for paths below a folder, as `.gitignore` has them.

use std::path::Path;

use glob::{MatchOptions, Pattern};

use crate::name::presentation;
use crate::source::relative_path::{cleaned, non_empty};

/// A pattern for files of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PathPattern {
    pattern: Pattern,
}

/// `*` stays within a folder; files with a dot before their names are files like others.
const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

impl PathPattern {
    /// Reads a pattern: `*`, `?`, `[…]` within a name and `**` for any number of folders. Without a slash before its end it
    /// holds at any depth.
    ///
    /// # Errors
    ///
    /// What is wrong, in a sentence.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let shown = presentation::text(text.as_bytes());
        let trimmed = text.strip_prefix("./").unwrap_or(text);
        let trimmed = trimmed.trim_end_matches('/');
        if trimmed.is_empty() {
            return Err(format!("pattern `{shown}` names no path"));
        }
        if trimmed.split('/').any(|part| part == "..") {
            return Err(format!(
                "pattern `{shown}` leads out of the folder of the configuration"
            ));
        }
        if trimmed.contains('{') && !trimmed.contains("[{]") {
            return Err(format!(
                "pattern `{shown}` has `{{`, which means nothing here; a table for each alternative is expected (`[{{]` is the character)"
            ));
        }
        let anchored = match trimmed.strip_prefix('/') {
            Some(rest) => rest.to_owned(),
            None if trimmed.contains('/') => trimmed.to_owned(),
            None => format!("**/{trimmed}"),
        };
        match Pattern::new(&anchored) {
            Ok(pattern) => Ok(Self { pattern }),
            Err(error) => Err(format!("pattern `{shown}` can't be read: {}", error.msg)),
        }
    }

    /// Whether a path is meant, relative to the folder and with slashes, or one of the folders in which it is.
    pub(super) fn matches(&self, path: &str) -> bool {
        let ends = path.match_indices('/').map(|(end, _)| end);
        ends.chain([path.len()]).any(|end| {
            let part = path.get(..end).unwrap_or_default();
            !part.is_empty() && self.pattern.matches_with(part, OPTIONS)
        })
    }
}

/// The path as seen from a folder, with slashes; `None` if it is not below it.
pub(super) fn relative(path: &Path, folder: &Path) -> Option<String> {
    let folder = non_empty(folder);
    let below = |path: &Path, folder: &Path| {
        let rest = path.strip_prefix(folder).ok()?;
        let parts = rest
            .components()
            .map(|part| part.as_os_str().to_string_lossy());
        Some(parts.collect::<Vec<_>>().join("/"))
    };
    let by_name = below(&cleaned(path)?, &cleaned(folder)?);
    // A link may be between the two.
    by_name.or_else(|| below(&path.canonicalize().ok()?, &folder.canonicalize().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        PathPattern::new(pattern)
            .expect("a legal pattern")
            .matches(path)
    }

    #[test]
    fn a_pattern_holds_for_what_is_below_it() {
        for (pattern, path) in [
            ("printers/**", "printers/a/b.service"),
            ("printers", "printers/a.service"),
            ("printers/", "old/printers/a.service"),
            ("*.zone", "a/b/lab.zone"),
            ("/*.zone", "lab.zone"),
            ("./a/*.zone", "a/lab.zone"),
            ("a/**/x.zone", "a/x.zone"),
            ("lab[0-9].zone", "lab7.zone"),
            (".hidden", ".hidden"),
            ("*", ".hidden"),
        ] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("printers/**", "old/printers/a.service"),
            ("/*.zone", "a/lab.zone"),
            ("a/*.zone", "a/b/lab.zone"),
            ("printers", "printers2/a"),
            ("*.zone", "lab.ZONE"),
        ] {
            assert!(!matches(pattern, path), "{pattern} {path}");
        }
    }

    #[test]
    fn what_can_not_be_read_is_told() {
        for (text, said) in [
            ("", "pattern `` names no path"),
            ("/", "pattern `/` names no path"),
            (
                "../a",
                "pattern `../a` leads out of the folder of the configuration",
            ),
            (
                "a/[b",
                "pattern `a/[b` can't be read: invalid range pattern",
            ),
            (
                "a**",
                "pattern `a**` can't be read: recursive wildcards must form a single path component",
            ),
            (
                "\u{1b}[b",
                r"pattern `\x1b[b` can't be read: invalid range pattern",
            ),
        ] {
            assert_eq!(PathPattern::new(text), Err(said.to_owned()));
        }
        let braces = PathPattern::new("{a,b}").expect_err("no braces");
        assert!(braces.contains("a table for each alternative"), "{braces}");
        assert!(matches("a[{]b", "a{b"));
    }

    #[test]
    fn paths_are_seen_from_the_folder() {
        let seen = |path: &str, folder: &str| relative(Path::new(path), Path::new(folder));
        assert_eq!(seen("a/b", "").as_deref(), Some("a/b"));
        assert_eq!(seen("./a/../b", ".").as_deref(), Some("b"));
        assert_eq!(seen("/x/y/z", "/x/w/..").as_deref(), Some("y/z"));
        assert_eq!(seen("../a", "."), None);
        let here = std::env::current_dir().expect("there is a working folder");
        let own = here.file_name().expect("it has a name").to_string_lossy();
        assert_eq!(seen("a", ".."), Some(format!("{own}/a")));
    }
}
