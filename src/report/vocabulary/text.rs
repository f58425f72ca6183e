use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::page::{Entry, Fact, Page, Section, Shape, Source};
use super::value_words::Meaning;
use super::wrap::{indented, wrap};
use crate::name::presentation::source_text;
use crate::report::text::{Paint, Styles};

/// Columns of the names of facts.
const FACT_WIDTH: usize = 13;

/// Columns of the names of a section at most; a longer one pushes its line to the right.
const MAX_NAME_WIDTH: usize = 20;

/// Columns of the words for how binding something is at most.
const MAX_WORD_WIDTH: usize = 11;

/// Columns of the values of a table at most.
const MAX_VALUE_WIDTH: usize = 24;

/// Blanks before what is said of a name.
const INDENT: usize = 6;

/// Lays a page out for a terminal.
pub(super) fn write(page: &Page, paint: Paint) -> String {
    let styles = Styles::new(paint);
    let mut out = String::new();
    indented(&mut out, 0, &source_text(&page.title).to_string());
    indented(
        &mut out,
        0,
        &source_text(&page.services.join(", ")).to_string(),
    );
    out.push('\n');
    for fact in &page.facts {
        self::fact(&mut out, fact, styles);
    }
    if let Some(notes) = &page.notes {
        out.push('\n');
        indented(&mut out, 0, &source_text(notes).to_string());
    }
    for section in &page.sections {
        self::section(&mut out, section, styles);
    }
    out.push_str("\nSources\n\n");
    for source in &page.sources {
        self::source(&mut out, source, styles);
    }
    out
}

fn fact(out: &mut String, fact: &Fact, styles: Styles) {
    let begin = format!("  {:<FACT_WIDTH$}  ", fact.name);
    let width = begin.width();
    wrap(
        out,
        &begin,
        width,
        width,
        &source_text(&fact.text).to_string(),
    );
    if !fact.references.is_empty() {
        dimmed(out, width, &fact.references, styles);
    }
}

/// A paragraph of what matters less; the codes stand around each line, so that blanks before it are not painted.
fn dimmed(out: &mut String, indent: usize, text: &str, styles: Styles) {
    let dim = styles.dim();
    let mut plain = String::new();
    indented(&mut plain, indent, &source_text(text).to_string());
    for line in plain.lines() {
        let (blanks, words) = line.split_at(indent.min(line.len()));
        writeln!(out, "{blanks}{dim}{words}{dim:#}").expect("writing to a string succeeds");
    }
}

fn section(out: &mut String, section: &Section, styles: Styles) {
    out.push('\n');
    indented(out, 0, &source_text(&section.title).to_string());
    out.push('\n');
    if let Some(intro) = &section.intro {
        indented(out, 2, &source_text(intro).to_string());
    }
    let width_of = |text: fn(&Entry) -> &str, max: usize| {
        let widths = section.entries.iter().map(|entry| text(entry).width());
        widths.filter(|width| *width <= max).max().unwrap_or(0)
    };
    let name_width = width_of(|entry| &entry.name, MAX_NAME_WIDTH);
    let word_width = width_of(|entry| &entry.word, MAX_WORD_WIDTH);
    for (index, entry) in section.entries.iter().enumerate() {
        if index > 0 && section.shape != Shape::Plain {
            out.push('\n');
        }
        if section.shape == Shape::Plain {
            plain_entry(out, entry, word_width, styles);
        } else {
            named_entry(out, entry, (name_width, word_width), styles);
        }
    }
}

/// The name, how binding it is and what it is on one line; all else below it.
pub(super) fn named_entry(out: &mut String, entry: &Entry, widths: (usize, usize), styles: Styles) {
    let (name_width, word_width) = widths;
    let (begin, width) = heading(entry, name_width, word_width, styles);
    wrap(
        out,
        &begin,
        width,
        width.min(40),
        &source_text(&entry.brief).to_string(),
    );
    for paragraph in &entry.paragraphs {
        indented(out, INDENT, &source_text(paragraph).to_string());
    }
    meanings(out, &entry.meanings, INDENT);
    if !entry.provenance.is_empty() {
        dimmed(out, INDENT, &entry.provenance, styles);
    }
}

/// The beginning of an entry's first line, and its width without the codes of colors.
pub(super) fn heading(
    entry: &Entry,
    name_width: usize,
    word_width: usize,
    styles: Styles,
) -> (String, usize) {
    let style = styles.key();
    let name = source_text(&entry.name).to_string();
    let after_name = name_width.saturating_sub(name.width());
    let mut begin = format!("  {style}{name}{style:#}{:after_name$}  ", "");
    let mut width = 2 + name.width() + after_name + 2;
    if word_width > 0 {
        write!(begin, "{:<word_width$}  ", entry.word).expect("writing to a string succeeds");
        width += word_width.max(entry.word.width()) + 2;
    }
    (begin, width)
}

/// A statement behind a dash or behind the word for how binding it is.
fn plain_entry(out: &mut String, entry: &Entry, word_width: usize, styles: Styles) {
    let begin = if word_width == 0 {
        "  * ".to_owned()
    } else {
        format!("  {:<word_width$}  ", entry.word)
    };
    let width = begin.width();
    let mut paragraphs = entry.paragraphs.iter();
    let first = paragraphs.next().map_or("", String::as_str);
    wrap(out, &begin, width, width, &source_text(first).to_string());
    for paragraph in paragraphs {
        indented(out, width, &source_text(paragraph).to_string());
    }
    if !entry.provenance.is_empty() {
        dimmed(out, width, &entry.provenance, styles);
    }
}

/// A table of values and what they mean.
pub(super) fn meanings(out: &mut String, meanings: &[Meaning], indent: usize) {
    let values: Vec<String> = meanings
        .iter()
        .map(|meaning| source_text(&meaning.value).to_string())
        .collect();
    let widths = values.iter().map(|value| value.width());
    let width = widths
        .filter(|width| *width <= MAX_VALUE_WIDTH)
        .max()
        .unwrap_or(0);
    for (meaning, value) in meanings.iter().zip(values) {
        let padding = width.saturating_sub(value.width());
        let begin = format!("{:indent$}{value}{:padding$}  ", "", "");
        let column = begin.width();
        wrap(
            out,
            &begin,
            column,
            column,
            &source_text(&meaning.text).to_string(),
        );
    }
}

fn source(out: &mut String, source: &Source, styles: Styles) {
    let style = styles.key();
    let id = source_text(&source.id).to_string();
    let version = source
        .version
        .as_ref()
        .map(|version| format!(", {version}"));
    let title = format!("{}{}", source.title, version.unwrap_or_default());
    let begin = format!("  {style}{id}{style:#}  ");
    wrap(
        out,
        &begin,
        id.width() + 4,
        INDENT,
        &source_text(&title).to_string(),
    );
    for place in [&source.url, &source.repository].into_iter().flatten() {
        indented(out, INDENT, &source_text(place).to_string());
    }
    if !source.remarks.is_empty() {
        indented(
            out,
            INDENT,
            &source_text(&source.remarks.join(" ")).to_string(),
        );
    }
}
