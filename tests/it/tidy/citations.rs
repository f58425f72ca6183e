//! Sources: those that rules cite, and those that the documentation links to.

use dnssd_check::rule::{self, Citation, Requirement, Rule, Severity};

use super::{assert_no_complaints, read, sources};

/// RFCs whose sections have no numbers.
const WITHOUT_SECTIONS: &[&str] = &["RFC 2782"];

/// What is wrong with the form of a citation.
fn fault(citation: &Citation) -> Option<&'static str> {
    let (source, section) = (&*citation.source, &*citation.section);
    if citation.sentence.trim() != citation.sentence || section.trim() != section {
        return Some("has blanks at an end");
    }
    if section.contains('§') {
        return Some("has the sign § in its section, which is printed anyway");
    }
    let Some(number) = source.strip_prefix("RFC ") else {
        let is_named = !source.is_empty() && !source.starts_with("RFC") && !section.is_empty();
        return (!is_named).then_some("names no document and section");
    };
    if number.is_empty() || !number.bytes().all(|octet| octet.is_ascii_digit()) {
        return Some("is not written `RFC 6763`");
    }
    let is_section = match section.strip_prefix("Appendix ") {
        Some(letter) => letter.starts_with(|c: char| c.is_ascii_uppercase()),
        None if section.is_empty() => WITHOUT_SECTIONS.contains(&source),
        None => section
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|octet| octet.is_ascii_digit())),
    };
    if !is_section {
        return Some("has no section such as `6.4` or `Appendix C`");
    }
    citation.sentence.is_empty().then_some("quotes no sentence")
}

fn is_absolute(rule: &Rule) -> bool {
    rule.citations.iter().any(|citation| {
        matches!(
            citation.requirement,
            Some(Requirement::Must | Requirement::MustNot)
        )
    })
}

#[test]
fn citations_have_one_form() {
    let complaints: Vec<String> = rule::all()
        .flat_map(|rule| rule.citations.iter().map(move |citation| (rule, citation)))
        .filter_map(|(rule, citation)| Some((rule, citation, fault(citation)?)))
        .map(|(rule, citation, fault)| format!("{}: {citation:?} {fault}", rule.code))
        .collect();
    assert_no_complaints(&complaints);
}

#[test]
fn faulty_citations_are_seen() {
    let cite = |source, section, sentence| fault(&Citation::new(source, section, None, sentence));
    assert_eq!(cite("RFC 6763", "6.4", "A sentence."), None);
    assert_eq!(cite("RFC 6762", "Appendix C", "A sentence."), None);
    assert_eq!(cite("IANA", "moodring", ""), None);
    for (source, section, sentence) in [
        ("RFC6763", "6.4", "A sentence."),
        ("RFC 6763", "§6.4", "A sentence."),
        ("RFC 6763", "", "A sentence."),
        ("RFC 6763", "6.4", ""),
        ("RFC 6763", "6.4", " A sentence."),
        ("RFC 6763", "6..4", "A sentence."),
    ] {
        assert!(
            cite(source, section, sentence).is_some(),
            "{source} {section} {sentence}"
        );
    }
}

#[test]
fn errors_break_a_must_or_say_why_they_are_errors() {
    for rule in rule::all().filter(|rule| rule.severity() == Severity::Error) {
        assert!(
            is_absolute(rule) || rule.own_severity.is_some(),
            "{} is an error and cites no MUST",
            rule.code
        );
    }
}

/// Documents before this one have no key words: a severity beside their citation explains itself.
const FIRST_WITH_KEY_WORDS: u32 = 2119;

fn has_key_words(rule: &Rule) -> bool {
    let number = rule
        .citations
        .first()
        .and_then(|citation| citation.source.strip_prefix("RFC ")?.parse::<u32>().ok());
    number.is_none_or(|number| number >= FIRST_WITH_KEY_WORDS)
}

/// A severity that a rule states itself has the reason in a comment of its block.
#[test]
fn own_severities_have_a_reason() {
    let mut explained = Vec::new();
    for source in sources("src/rule") {
        let mut current = None;
        let mut has_reason = false;
        for line in source.text.lines().map(str::trim) {
            if line.ends_with("\" {") {
                current = line.split(' ').next().and_then(rule::find);
                has_reason = false;
            }
            has_reason |= line.starts_with("// ");
            if let Some(rule) = current.filter(|_| line.starts_with("severity: ")) {
                assert!(
                    has_reason || !has_key_words(rule),
                    "{}: no comment says why it has a severity of its own",
                    rule.code
                );
                explained.push(rule.code);
            }
        }
    }
    let own = rule::all()
        .filter(|rule| rule.own_severity.is_some())
        .count();
    assert_eq!(explained.len(), own, "{explained:?}");
}

/// The text and the address of each Markdown link to the RFC series.
fn rfc_links(text: &str) -> Vec<(String, String)> {
    const EDITOR: &str = "](https://www.rfc-editor.org/rfc/rfc";
    // A link may be broken over two lines of a comment.
    let lines = text.lines().map(|line| {
        let line = line.trim_start();
        line.trim_start_matches("//!")
            .trim_start_matches("///")
            .trim()
    });
    let text = lines.collect::<Vec<_>>().join(" ");
    text.match_indices(EDITOR)
        .filter_map(|(position, _)| {
            let label = text[..position].rsplit('[').next()?;
            let address = text[position + EDITOR.len()..].split(')').next()?;
            Some((label.to_owned(), address.to_owned()))
        })
        .collect()
}

/// Whether the address leads where the text says: `RFC 6763 §6.4` to `6763#section-6.4`.
fn leads_there(label: &str, address: &str) -> bool {
    let mut words = label.trim_matches('`').split_whitespace();
    let (series, number, place) = (words.next(), words.next(), words.next());
    let expected = match (place, words.next()) {
        (None, _) => String::new(),
        (Some("Appendix"), Some(letter)) => format!("#appendix-{letter}"),
        (Some(section), _) if section.starts_with('§') => {
            format!("#section-{}", section.trim_start_matches('§'))
        }
        _ => return false,
    };
    let expected = format!("{}{expected}", number.unwrap_or_default());
    series == Some("RFC")
        && (address == expected || address.starts_with(&format!("{expected}#page-")))
}

#[test]
fn links_lead_to_the_section_that_they_name() {
    let mut complaints = Vec::new();
    let mut count = 0;
    let code = ["src", "tests", "examples"].into_iter().flat_map(sources);
    let documents = [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
    ];
    let own = file!().replace('\\', "/");
    let texts = code
        .filter(|source| source.path != own)
        .map(|source| (source.path, source.text))
        .chain(documents.map(|path| (path.to_owned(), read(path))));
    for (path, text) in texts {
        for (label, address) in rfc_links(&text) {
            count += 1;
            if !leads_there(&label, &address) {
                complaints.push(format!("{path}: `{label}` leads to rfc{address}"));
            }
        }
    }
    assert_no_complaints(&complaints);
    assert!(count > 50, "{count} links were seen");
}

#[test]
fn links_that_mislead_are_seen() {
    let links =
        rfc_links("/// [RFC 6763\n/// §6.4](https://www.rfc-editor.org/rfc/rfc6763#section-6.4).");
    assert_eq!(
        links,
        [("RFC 6763 §6.4".to_owned(), "6763#section-6.4".to_owned())]
    );
    assert!(leads_there("RFC 6763 §6.4", "6763#section-6.4"));
    assert!(leads_there("RFC 6762", "6762"));
    assert!(!leads_there("RFC 6763 §6.4", "6762#section-6.4"));
    assert!(!leads_there("RFC 6763 §6.4", "6763#section-6.5"));
    assert!(!leads_there("here", "6763"));
}
