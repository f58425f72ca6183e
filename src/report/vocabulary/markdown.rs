use super::page::{Entry, Page, Section, Shape, Source};
use super::value_words::Meaning;
use crate::name::presentation::source_text;

/// Lays a page out as Markdown.
pub(super) fn write(page: &Page) -> String {
    let mut out = format!(
        "# {}\n\n{}\n\n",
        escaped(&page.title),
        list_of_code(&page.services)
    );
    for fact in &page.facts {
        let references = bracketed(&fact.references);
        line(
            &mut out,
            &format!("* **{}**: {}{references}", fact.name, escaped(&fact.text)),
        );
    }
    if let Some(notes) = &page.notes {
        line(&mut out, &format!("\n{}", escaped(notes)));
    }
    for section in &page.sections {
        self::section(&mut out, section);
    }
    out.push_str("\n## Sources\n\n");
    for source in &page.sources {
        self::source(&mut out, source);
    }
    out
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn list_of_code(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| code(text)).collect();
    texts.join(", ")
}

/// A code span, with as many backticks around it as it takes.
fn code(text: &str) -> String {
    let text = source_text(text).to_string();
    if text.contains('`') {
        return format!("`` {text} ``");
    }
    format!("`{text}`")
}

fn bracketed(references: &str) -> String {
    if references.is_empty() {
        return String::new();
    }
    format!(" ({})", escaped(references))
}

fn section(out: &mut String, section: &Section) {
    line(out, &format!("\n## {}\n", escaped(&section.title)));
    if let Some(intro) = &section.intro {
        line(out, &escaped(intro));
    }
    match section.shape {
        Shape::Keys => {
            overview(out, &section.entries);
            section
                .entries
                .iter()
                .for_each(|entry| named_entry(out, entry));
        }
        Shape::Named => section
            .entries
            .iter()
            .for_each(|entry| named_entry(out, entry)),
        Shape::Plain => section
            .entries
            .iter()
            .for_each(|entry| plain_entry(out, entry)),
    }
}

/// The keys in a table.
fn overview(out: &mut String, entries: &[Entry]) {
    if entries.is_empty() {
        return;
    }
    line(out, "| key | presence | value |\n|---|---|---|");
    for entry in entries {
        let cells = [code(&entry.name), entry.word.clone(), escaped(&entry.brief)];
        line(
            out,
            &format!(
                "| {} |",
                cells.map(|cell| cell.replace('|', "\\|")).join(" | ")
            ),
        );
    }
}

fn named_entry(out: &mut String, entry: &Entry) {
    line(out, &format!("\n### {}\n", code(&entry.name)));
    let words = [entry.word.as_str(), entry.brief.as_str()];
    let words: Vec<&str> = words
        .into_iter()
        .filter(|words| !words.is_empty() && *words != "–")
        .collect();
    if !words.is_empty() {
        line(out, &format!("{}\n", escaped(&words.join(": "))));
    }
    for paragraph in &entry.paragraphs {
        line(out, &format!("{}\n", escaped(paragraph)));
    }
    meanings(out, &entry.meanings);
    if !entry.provenance.is_empty() {
        line(out, &format!("*{}*", escaped(&entry.provenance)));
    }
}

fn plain_entry(out: &mut String, entry: &Entry) {
    let word = match entry.word.as_str() {
        "" => String::new(),
        word => format!("**{word}**: "),
    };
    let provenance = match entry.provenance.as_str() {
        "" => String::new(),
        provenance => format!(" *{}*", escaped(provenance)),
    };
    let paragraphs: Vec<String> = entry.paragraphs.iter().map(|text| escaped(text)).collect();
    line(
        out,
        &format!("* {word}{}{provenance}", paragraphs.join("<br>")),
    );
}

fn meanings(out: &mut String, meanings: &[Meaning]) {
    if meanings.is_empty() {
        return;
    }
    line(out, "| value | meaning |\n|---|---|");
    for meaning in meanings {
        let cells =
            [&meaning.value, &meaning.text].map(|cell| escaped(cell.trim()).replace('|', "\\|"));
        line(out, &format!("| {} |", cells.join(" | ")));
    }
    out.push('\n');
}

fn source(out: &mut String, source: &Source) {
    let title = match &source.url {
        Some(url) => format!(
            "[{}](<{}>)",
            escaped(&source.title),
            source_text(url).to_string().replace('>', "%3E")
        ),
        None => escaped(&source.title),
    };
    let version = source
        .version
        .as_ref()
        .map(|version| format!(", {}", escaped(version)));
    let repository = source
        .repository
        .as_ref()
        .map(|path| format!(", {}", code(path)));
    let remarks = match source.remarks.as_slice() {
        [] => String::new(),
        remarks => format!(". {}", escaped(&remarks.join(" "))),
    };
    let places = version.into_iter().chain(repository).collect::<String>();
    line(
        out,
        &format!("* **{}**: {title}{places}{remarks}", escaped(&source.id)),
    );
}

/// Prose in which only code spans mean anything to Markdown.
fn escaped(text: &str) -> String {
    let text = source_text(text).to_string();
    let parts: Vec<&str> = text.split('`').collect();
    // Without a partner the last backtick begins no span.
    let spans_end = if parts.len() % 2 == 1 {
        parts.len()
    } else {
        parts.len() - 1
    };
    let mut escaped = String::with_capacity(text.len());
    for (index, part) in parts.iter().enumerate() {
        let is_span = index % 2 == 1 && index < spans_end;
        if index > 0 {
            escaped.push_str(if index < spans_end { "`" } else { "\\`" });
        }
        if is_span {
            escaped.push_str(part);
        } else {
            escape(part, &mut escaped);
        }
    }
    escaped
}

fn escape(text: &str, out: &mut String) {
    let mut is_word_begin = true;
    for c in text.chars() {
        // A number sign begins a heading, and stands in keys such as `c#` too.
        let is_heading = c == '#' && is_word_begin;
        if is_heading || matches!(c, '\\' | '*' | '_' | '<' | '>' | '[' | ']' | '&') {
            out.push('\\');
        }
        out.push(c);
        is_word_begin = c == ' ';
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_code_spans_are_left_alone() {
        assert_eq!(escaped("`_a*` is _b* <i>"), r"`_a*` is \_b\* \<i\>");
        assert_eq!(escaped("# c# a&b"), r"\# c# a\&b");
        assert_eq!(escaped("one ` alone_"), r"one \` alone\_");
        assert_eq!(escaped("`a` and ` alone_"), r"`a` and \` alone\_");
        assert_eq!(escaped("\u{1b}[2J"), r"\\u{001b}\[2J");
        assert_eq!(code("a`b"), "`` a`b ``");
    }
}
