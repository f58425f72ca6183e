//! All that there is to say of a vocabulary, in order and in words, before it is laid out as text or as Markdown.

use super::value_words::{Meaning, ValueWords};
use super::words::{self, code, codes, sentence};
use super::{Difference, Vocabulary};
use crate::name::presentation;
use crate::schema::{
    Example, NameGrammar, Profile, Relation, SchemaOrigin, ServiceSchema, SiblingService,
    SourceDocument, SubtypeDefinition, TxtKeyDefinition,
};

/// Lines of a table from which on it is told once.
const MIN_SHARED_TABLE: usize = 8;

/// A vocabulary as statements.
pub(super) struct Page {
    pub(super) title: String,
    pub(super) services: Vec<String>,
    pub(super) facts: Vec<Fact>,
    pub(super) notes: Option<String>,
    pub(super) sections: Vec<Section>,
    pub(super) sources: Vec<Source>,
}

/// A statement in a few words.
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) text: String,
    /// Where it is stated.
    pub(super) references: String,
}

/// Statements of one kind.
pub(super) struct Section {
    pub(super) title: String,
    pub(super) intro: Option<String>,
    pub(super) entries: Vec<Entry>,
    pub(super) shape: Shape,
}

/// How the entries of a section are laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Each has a name, and a table of the names and what is said of them is of use.
    Keys,
    /// Each has a name.
    Named,
    /// Each is a statement.
    Plain,
}

/// What is said of one key, subtype, service or demand.
#[derive(Default)]
pub(super) struct Entry {
    pub(super) name: String,
    /// How binding it is, in one word.
    pub(super) word: String,
    /// What it is, in a few words.
    pub(super) brief: String,
    /// What else there is to say, a paragraph each.
    pub(super) paragraphs: Vec<String>,
    pub(super) meanings: Vec<Meaning>,
    /// How far it can be relied on, and where it is stated.
    pub(super) provenance: String,
}

/// A source.
pub(super) struct Source {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) version: Option<String>,
    pub(super) url: Option<String>,
    pub(super) repository: Option<String>,
    /// What must be known of it.
    pub(super) remarks: Vec<String>,
}

impl Page {
    pub(super) fn of(vocabulary: &Vocabulary<'_>) -> Self {
        let schema = vocabulary.schema;
        let plain = |title: &str, entries: Vec<Entry>| Section {
            title: title.to_owned(),
            intro: None,
            entries,
            shape: Shape::Plain,
        };
        let named = |title: &str, entries: Vec<Entry>| Section {
            shape: Shape::Named,
            ..plain(title, entries)
        };
        let mut sections = key_sections(vocabulary);
        sections.extend([
            named("Subtypes", schema.subtypes.iter().map(subtype).collect()),
            named(
                "Other services of the same device",
                schema.siblings.iter().map(sibling).collect(),
            ),
            plain("Further demands", relations(vocabulary)),
            named("Profiles", profiles(vocabulary)),
            plain("Remarks", remarks(schema)),
            plain(
                "Not known",
                schema.gaps.iter().map(|gap| statement(gap)).collect(),
            ),
            plain(
                "Examples",
                schema
                    .examples
                    .iter()
                    .map(|example| self::example(schema, example))
                    .collect(),
            ),
        ]);
        sections.extend(vocabulary.differences.iter().map(difference));
        sections.retain(|section| !section.entries.is_empty() || section.intro.is_some());
        Self {
            title: schema.title.clone(),
            services: schema.services.clone(),
            facts: facts(schema),
            notes: schema.notes.as_deref().map(sentence),
            sections,
            sources: vocabulary.sources().into_iter().map(source).collect(),
        }
    }
}

fn facts(schema: &ServiceSchema) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut add = |name: &'static str, text: Option<String>| {
        facts.extend(text.map(|text| Fact {
            name,
            text,
            references: String::new(),
        }));
    };
    match &schema.origin {
        SchemaOrigin::Program => {}
        SchemaOrigin::File(path) => add("from", Some(format!("the file {path}"))),
        SchemaOrigin::Registration(name) => add(
            "from",
            Some(format!(
                "IANA's registration of {}: no schema describes the service",
                code(name)
            )),
        ),
    }
    add("category", schema.category.clone());
    add("kind", words::kind(schema.kind).map(str::to_owned));
    add("superseded by", schema.superseded_by.as_deref().map(code));
    add("name clash", schema.name_clash.clone());
    add("revision", schema.revision.clone());
    add(
        "defined in",
        schema.reference.as_ref().map(ToString::to_string),
    );
    add("confidence", Some(schema.confidence.to_string()));
    add(
        "inherits",
        (!schema.extends.is_empty())
            .then(|| format!("the keys of {}", codes(&schema.extends, "and"))),
    );
    facts.extend(grammar("instance name", schema.instance_name.as_ref()));
    facts.extend(grammar("host name", schema.host_name.as_ref()));
    let mut add = |name: &'static str, text: Option<String>| {
        facts.extend(text.map(|text| Fact {
            name,
            text,
            references: String::new(),
        }));
    };
    add(
        "port",
        words::port(schema.srv.default_port, schema.srv.port_zero),
    );
    add("SRV record", schema.srv.summary.clone());
    add(
        "revisions",
        schema.revisions.as_ref().map(|revisions| {
            format!(
                "{}, as the key {} says",
                revisions.order.join(", "),
                code(&revisions.key)
            )
        }),
    );
    let several = schema
        .txt
        .several_records
        .then(|| "there may be several records of one name".to_owned());
    let limit = schema
        .txt
        .max_length
        .map(|octets| format!("{octets} octets at most"));
    let record: Vec<String> = limit.into_iter().chain(several).collect();
    if !record.is_empty() {
        facts.push(Fact {
            name: "TXT record",
            text: record.join("; "),
            references: words::references(&schema.txt.sources),
        });
    }
    facts.push(Fact {
        name: "other keys",
        text: words::unknown_keys(schema.unknown_keys).to_owned(),
        references: String::new(),
    });
    facts
}

fn grammar(name: &'static str, grammar: Option<&NameGrammar>) -> Option<Fact> {
    let grammar = grammar?;
    let pattern = grammar
        .pattern
        .as_ref()
        .map(|pattern| format!("{}: ", code(pattern.as_str())));
    Some(Fact {
        name,
        text: format!("{}{}", pattern.unwrap_or_default(), grammar.summary),
        references: words::references(&grammar.sources),
    })
}

/// The vocabulary's own keys, and those of each service that it inherits from.
fn key_sections(vocabulary: &Vocabulary<'_>) -> Vec<Section> {
    let schema = vocabulary.schema;
    let mut sections: Vec<(Option<&str>, Vec<Entry>)> = vec![(None, Vec::new())];
    let mut tables: Vec<Entry> = Vec::new();
    for (position, definition) in schema.keys.iter().enumerate() {
        let origin = vocabulary.key_origin(position);
        let mut entry = key(definition);
        refer_to_table(&mut entry, &mut tables);
        match sections.iter_mut().find(|(own, _)| *own == origin) {
            Some((_, entries)) => entries.push(entry),
            None => sections.push((origin, vec![entry])),
        }
    }
    let none_at_all = schema
        .keys
        .is_empty()
        .then(|| "The vocabulary defines no keys.".to_owned());
    let mut intro = none_at_all;
    sections
        .into_iter()
        .map(|(origin, entries)| Section {
            title: match origin {
                Some(service) => format!("TXT keys inherited from {service}"),
                None => "TXT keys".to_owned(),
            },
            intro: intro.take(),
            entries,
            shape: Shape::Keys,
        })
        .collect()
}

/// Replaces a long table that another key has too by a sentence that names that key.
fn refer_to_table(entry: &mut Entry, tables: &mut Vec<Entry>) {
    if entry.meanings.len() < MIN_SHARED_TABLE {
        return;
    }
    match tables.iter().find(|known| known.meanings == entry.meanings) {
        Some(known) => {
            entry.meanings.clear();
            let name = code(&known.name);
            entry
                .paragraphs
                .push(format!("The meanings are those of {name}."));
        }
        None => tables.push(Entry {
            name: entry.name.clone(),
            meanings: entry.meanings.clone(),
            ..Entry::default()
        }),
    }
}

/// What is said of a key.
pub(super) fn key(key: &TxtKeyDefinition) -> Entry {
    let value = ValueWords::of_key(key);
    let default = key.default.as_deref().map(|default| match default {
        "" => "; absent means empty".to_owned(),
        default => format!("; absent means {}", code(default)),
    });
    let summary = key.summary.as_deref().map(sentence);
    Entry {
        name: key.label().to_owned(),
        word: words::presence(key.presence).to_owned(),
        brief: format!("{}{}", value.allowed, default.unwrap_or_default()),
        paragraphs: paragraphs(summary, &words::key_remarks(key)),
        meanings: value.meanings,
        provenance: words::provenance(key.confidence, key.verification, &key.sources),
    }
}

/// A summary and what is said behind it, if anything.
fn paragraphs(summary: Option<String>, remarks: &[String]) -> Vec<String> {
    let remarks = (!remarks.is_empty()).then(|| remarks.join(" "));
    summary.into_iter().chain(remarks).collect()
}

fn subtype(subtype: &SubtypeDefinition) -> Entry {
    let summary = subtype.summary.as_deref().map(sentence);
    Entry {
        name: words::subtype_label(&subtype.label),
        word: words::presence(subtype.presence).to_owned(),
        paragraphs: paragraphs(summary, &words::subtype_remarks(subtype)),
        provenance: format!(
            "{}: {}",
            subtype.confidence,
            words::references(&subtype.sources)
        ),
        ..Entry::default()
    }
}

fn sibling(sibling: &SiblingService) -> Entry {
    Entry {
        name: sibling.service.clone(),
        word: words::level(sibling.level).to_owned(),
        paragraphs: vec![sentence(&sibling.summary), words::sibling_remark(sibling)],
        provenance: format!(
            "{}: {}",
            sibling.confidence,
            words::references(&sibling.sources)
        ),
        ..Entry::default()
    }
}

fn inherited(origin: Option<&str>) -> String {
    origin
        .map(|service| format!("; inherited from {service}"))
        .unwrap_or_default()
}

fn relations(vocabulary: &Vocabulary<'_>) -> Vec<Entry> {
    let relation = |relation: &Relation| {
        let demand = words::demand(&relation.demand);
        let demanded = match &relation.when {
            Some(when) => format!("Where {when}: {demand}."),
            None => words::capitalized(&demand),
        };
        let origin = vocabulary.origin(|base| base.relations.contains(relation));
        let references = words::references(&relation.sources);
        Entry {
            word: words::level(relation.level).to_owned(),
            paragraphs: vec![sentence(&relation.summary), demanded],
            provenance: format!("{}: {references}{}", relation.confidence, inherited(origin)),
            ..Entry::default()
        }
    };
    vocabulary.schema.relations.iter().map(relation).collect()
}

fn profiles(vocabulary: &Vocabulary<'_>) -> Vec<Entry> {
    let profile = |profile: &Profile| {
        let applies = match &profile.when {
            Some(when) => format!("Applies where {when}, or where it is asked for."),
            None => "Applies where it is asked for.".to_owned(),
        };
        let demands = [
            ("Required keys", &profile.required),
            ("Recommended keys", &profile.recommended),
            ("Required subtypes", &profile.subtypes),
        ];
        let demands = demands
            .into_iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(what, names)| format!("{what}: {}.", codes(names, "and")));
        let origin = vocabulary.origin(|base| base.profiles.contains(profile));
        let references = words::references(&profile.sources);
        Entry {
            name: profile.name.clone(),
            brief: profile.title.clone(),
            paragraphs: std::iter::once(applies).chain(demands).collect(),
            provenance: format!("{}: {references}{}", profile.confidence, inherited(origin)),
            ..Entry::default()
        }
    };
    vocabulary.schema.profiles.iter().map(profile).collect()
}

fn remarks(schema: &ServiceSchema) -> Vec<Entry> {
    let remarks = schema.remarks.iter();
    remarks
        .map(|remark| Entry {
            paragraphs: vec![sentence(&remark.text)],
            provenance: words::references(&remark.sources),
            ..Entry::default()
        })
        .collect()
}

fn statement(text: &str) -> Entry {
    Entry {
        paragraphs: vec![sentence(text)],
        ..Entry::default()
    }
}

fn example(schema: &ServiceSchema, example: &Example) -> Entry {
    let strings: Vec<String> = example
        .txt
        .iter()
        .map(|string| code(&presentation::text(string).to_string()))
        .collect();
    let record = if example.txt.iter().all(Vec::is_empty) {
        "a single empty string".to_owned()
    } else {
        strings.join(" ")
    };
    let port = example.port.map(|port| port.to_string());
    let subtypes = (!example.subtypes.is_empty()).then(|| codes(&example.subtypes, "and"));
    let profiles = (!example.profiles.is_empty()).then(|| codes(&example.profiles, "and"));
    let service = example.service.as_deref().filter(|service| {
        schema
            .services
            .first()
            .is_some_and(|first| first != service)
    });
    let setting = [
        ("service type", service.map(code)),
        ("instance", example.instance.as_deref().map(code)),
        ("port", port),
        ("subtypes", subtypes),
        ("profiles", profiles),
    ];
    let setting: Vec<String> = setting
        .into_iter()
        .filter_map(|(what, value)| Some(format!("{what} {}", value?)))
        .collect();
    let setting = (!setting.is_empty()).then(|| words::capitalized(&setting.join(", ")));
    let of_key = example
        .key
        .as_deref()
        .map(|key| format!(" about {}", code(key)));
    let of_key = of_key.unwrap_or_default();
    let about = match (&example.finding, &example.note) {
        (Some(finding), Some(note)) => Some(format!("{finding} is found{of_key}: {note}")),
        (Some(finding), None) => Some(format!("{finding} is found{of_key}")),
        (None, note) => note.clone(),
    };
    let about = about.as_deref().map(sentence);
    let word = if example.finding.is_some() {
        "wrong"
    } else {
        "right"
    };
    Entry {
        word: word.to_owned(),
        paragraphs: std::iter::once(record)
            .chain(setting)
            .chain(about)
            .collect(),
        ..Entry::default()
    }
}

fn difference(difference: &Difference<'_>) -> Section {
    let found = &difference.difference;
    let listed = (!found.only_registered.is_empty()).then(|| {
        format!(
            "The registration lists {}, which the vocabulary doesn't have.",
            codes(&found.only_registered, "and")
        )
    });
    let missing = (!found.only_described.is_empty()).then(|| {
        format!(
            "The registration doesn't list {}.",
            codes(&found.only_described, "and")
        )
    });
    let values = found.values.iter().map(|value| {
        format!(
            "Of {} the registration allows {}; the vocabulary {}.",
            code(&value.key),
            value.registered,
            value.described
        )
    });
    Section {
        title: format!(
            "Differences from IANA's registration of {}",
            difference.services.join(", ")
        ),
        intro: None,
        entries: listed
            .into_iter()
            .chain(missing)
            .chain(values)
            .map(|text| statement(&text))
            .collect(),
        shape: Shape::Plain,
    }
}

fn source(source: &SourceDocument) -> Source {
    Source {
        id: source.id.clone(),
        title: source.title.clone(),
        version: source.version.clone(),
        url: source.url.clone(),
        repository: source.repository.clone(),
        remarks: words::source_remarks(source),
    }
}
