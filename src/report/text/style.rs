use std::fmt::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::name::presentation::is_safe_char;
use crate::rule::Severity;

/// Whether text is colored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "complete by definition: with and without"
)]
pub enum Paint {
    /// With the color codes of ECMA-48.
    Ansi,
    /// As it is.
    #[default]
    Plain,
}

/// The look of the parts of a report.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct Styles {
    paint: Paint,
}

impl Styles {
    pub(in crate::report) const fn new(paint: Paint) -> Self {
        Self { paint }
    }

    /// Of a verdict word; `None` stands for nothing found.
    pub(super) const fn verdict(self, severity: Option<Severity>) -> Style {
        let color = match severity {
            None => AnsiColor::Green,
            Some(Severity::Note) => AnsiColor::Cyan,
            Some(Severity::Warning) => AnsiColor::Yellow,
            Some(Severity::Error) => AnsiColor::Red,
        };
        self.painted(color.on_default().bold())
    }

    /// Of a TXT key.
    pub(in crate::report) const fn key(self) -> Style {
        self.painted(AnsiColor::Blue.on_default())
    }

    /// Of what matters less.
    pub(in crate::report) const fn dim(self) -> Style {
        self.painted(Style::new().dimmed())
    }

    const fn painted(self, style: Style) -> Style {
        match self.paint {
            Paint::Ansi => style,
            Paint::Plain => Style::new(),
        }
    }
}

/// Text that was escaped where it was quoted, made safe once more: a check that forgot to does no harm.
pub(super) const fn printable(text: &str) -> Printable<'_> {
    Printable(text)
}

pub(super) struct Printable<'a>(&'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if is_safe_char(c) {
                f.write_char(c)?;
            } else {
                write!(f, "\\u{{{:04x}}}", u32::from(c))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_check_forgot_to_escape_is_escaped() {
        assert_eq!(
            printable("a\u{1b}[2J\n\\n").to_string(),
            r"a\u{001b}[2J\u{000a}\n"
        );
    }

    #[test]
    fn plain_text_has_no_codes() {
        let style = Styles::new(Paint::Plain).verdict(Some(Severity::Error));
        assert_eq!(format!("{style}x{style:#}"), "x");
        let style = Styles::new(Paint::Ansi).verdict(Some(Severity::Error));
        assert!(format!("{style}x{style:#}").starts_with("\u{1b}["));
    }
}
