//! JSON that is safe to look at.
//!
//! JSON lets nearly every character stand in a string as it is, invisible ones and those that turn text around included.
//! Here they are written as `\uXXXX`: a parser reads the same text, and a terminal obeys nothing.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use crate::name::presentation::is_safe_char;

/// Writes `value` over several lines, with a line break at the end.
pub(crate) fn write_document<W: Write, T: Serialize>(out: &mut W, value: &T) -> io::Result<()> {
    write_with(out, value, PrettyFormatter::new())
}

/// Writes `value` on one line.
pub(super) fn write_line<W: Write, T: Serialize>(out: &mut W, value: &T) -> io::Result<()> {
    write_with(out, value, CompactFormatter)
}

fn write_with<W, T, F>(out: &mut W, value: &T, layout: F) -> io::Result<()>
where
    W: Write,
    T: Serialize,
    F: Formatter,
{
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Safe { layout });
    value.serialize(&mut serializer)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// Lays JSON out as `layout` does and escapes what is not safe to print.
struct Safe<F> {
    layout: F,
}

impl<F: Formatter> Formatter for Safe<F> {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        text: &str,
    ) -> io::Result<()> {
        let mut rest = text;
        while let Some((position, c)) = rest.char_indices().find(|(_, c)| !is_safe_char(*c)) {
            let (safe, unsafe_on) = rest.split_at_checked(position).unwrap_or((rest, ""));
            out.write_all(safe.as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = unsafe_on.strip_prefix(c).unwrap_or_default();
        }
        out.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.layout.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.layout.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.layout.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.layout.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.layout.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.layout.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.layout.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.layout.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.layout.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_escaped_and_read_back() {
        let hostile = "a\u{1b}[2J\n\u{7f}\u{85}\u{202e}\u{e0041}é \"\\";
        let mut out = Vec::new();
        write_line(&mut out, &hostile).expect("writing to memory succeeds");
        let text = String::from_utf8(out).expect("JSON is UTF-8");
        assert_eq!(
            text,
            concat!(
                r#""a\u001b[2J\n\u007f\u0085\u202e\udb40\udc41é \"\\""#,
                "\n"
            )
        );
        assert_eq!(
            serde_json::from_str::<String>(&text).expect("it is JSON"),
            hostile
        );
    }

    #[test]
    fn a_document_is_laid_out_as_usual() {
        let mut out = Vec::new();
        write_document(&mut out, &serde_json::json!({"a": [1, {}], "b": []}))
            .expect("writing to memory succeeds");
        let text = String::from_utf8(out).expect("JSON is UTF-8");
        assert_eq!(
            text,
            "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}\n"
        );
    }
}
