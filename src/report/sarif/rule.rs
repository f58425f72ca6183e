//! What SARIF is told of a rule: all from its declaration.

use std::fmt::Write;

use serde::Serialize;

use crate::rule::{Citation, Rule};

/// A rule as a reporting descriptor (§3.49).
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor {
    id: &'static str,
    name: String,
    short_description: Text,
    full_description: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<String>,
    help: Help,
    default_configuration: Configuration,
    properties: Properties,
}

/// Plain text.
#[derive(Debug, Serialize)]
pub(super) struct Text {
    pub(super) text: String,
}

#[derive(Debug, Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Debug, Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Debug, Serialize)]
struct Properties {
    /// The name by which options and `explain` know the rule.
    name: &'static str,
    tags: [&'static str; 1],
}

impl From<&'static Rule> for Descriptor {
    fn from(rule: &'static Rule) -> Self {
        let documentation = documentation(rule);
        let markdown = format!("{documentation}{}", sources(rule));
        Self {
            id: rule.code,
            name: pascal_case(rule.name),
            short_description: Text {
                text: format!("{}.", rule.summary()),
            },
            full_description: Text {
                text: joined(before_example(&documentation)),
            },
            help_uri: rule.citations.first().and_then(Citation::url),
            help: Help {
                text: without_fences(&markdown),
                markdown,
            },
            default_configuration: Configuration {
                level: rule.severity().as_str(),
            },
            properties: Properties {
                name: rule.name,
                tags: [rule.family().as_str()],
            },
        }
    }
}

/// The documentation, whose lines have the blank behind the slashes of a comment no more.
fn documentation(rule: &Rule) -> String {
    let lines = rule.documentation.trim().lines();
    lines
        .flat_map(|line| [line.strip_prefix(' ').unwrap_or(line), "\n"])
        .collect()
}

/// What is wrong and why: all that stands before the example.
fn before_example(documentation: &str) -> &str {
    match documentation.split_once("\nExample") {
        Some((before, _)) => before,
        None => documentation,
    }
}

/// The paragraphs of `text`, each on one line.
fn joined(text: &str) -> String {
    let paragraphs = text.trim().split("\n\n");
    paragraphs
        .map(|paragraph| paragraph.lines().collect::<Vec<_>>().join(" "))
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// The sentences that decide, as a list of Markdown.
fn sources(rule: &Rule) -> String {
    let mut list = String::new();
    for citation in rule.citations {
        list.push_str("\n* ");
        match citation.url() {
            Some(url) => {
                let _ = write!(list, "[{citation}]({url})");
            }
            None => list.push_str(&citation.to_string()),
        }
        if !citation.sentence.is_empty() {
            let _ = write!(list, ": “{}”", citation.sentence);
        }
    }
    if !list.is_empty() {
        list.push('\n');
    }
    list
}

/// Markdown without its fences; what stands in them is indented.
fn without_fences(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut in_fence = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            in_fence = !in_fence;
            continue;
        }
        if in_fence && !line.is_empty() {
            text.push_str("    ");
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// `EmptyTxtKey` for `empty-txt-key`, as SARIF asks for names.
fn pascal_case(name: &str) -> String {
    let words = name.split('-').map(|word| {
        let mut chars = word.chars();
        let first = chars.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(chars).collect::<String>()
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule;

    #[test]
    fn every_rule_can_be_told() {
        for rule in rule::all().chain([&rule::BUG001]) {
            let descriptor = Descriptor::from(rule);
            let name = &descriptor.name;
            assert!(
                name.starts_with(|c: char| c.is_ascii_uppercase()) && !name.contains('-'),
                "{name}"
            );
            assert!(descriptor.short_description.text.len() > 10, "{name}");
            assert!(
                descriptor
                    .full_description
                    .text
                    .starts_with(descriptor.short_description.text.trim_end_matches('.')),
                "{name}"
            );
            assert!(
                !descriptor.full_description.text.contains("```"),
                "{name}: {}",
                descriptor.full_description.text
            );
            assert!(!descriptor.help.text.contains("```"), "{name}");
        }
    }

    #[test]
    fn help_is_text_and_markdown() {
        let rule = rule::find("TXT010").expect("a rule of this code");
        let help = Descriptor::from(rule).help;
        assert!(help.markdown.contains("Example:\n\n```zone\nLab."));
        assert!(help.text.contains("Example:\n\n    Lab."));
        assert!(help.markdown.ends_with(
            "* [RFC 6763 §6.4](https://www.rfc-editor.org/rfc/rfc6763#section-6.4): “The key MUST be at least one character.”\n"
        ), "{}", help.markdown);
    }
}
