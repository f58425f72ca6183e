//! What IANA's registry says of the TXT keys of a service, in the form of a schema.

use super::confidence::{Confidence, Verification};
use super::key::{KeyName, KeyPosition, Presence, TxtKeyDefinition};
use super::parts::{Reference, SourceDocument, UnknownKeys};
use super::service_schema::{FieldPlaces, KeyIndex, SchemaOrigin, ServiceKind, ServiceSchema};
use super::value::{Integer, LetterCase, Listing, Pattern, Prefix, ValueType, WordCase};
use crate::name::{ProtocolLabel, ServiceTypeLabels};
use crate::registry::{self, Constraint, Lookup, Protocol, TxtDefinition, TxtKey, TxtStatus};

impl ServiceSchema {
    /// What the registration of a service type says of its TXT keys; `None` where it is not registered for this transport,
    /// or where its notes say nothing that can be checked.
    pub fn from_registration(labels: &ServiceTypeLabels) -> Option<Self> {
        let name = str::from_utf8(labels.service_name()).ok()?;
        let protocol = match labels.protocol()? {
            ProtocolLabel::Tcp => Protocol::Tcp,
            ProtocolLabel::Udp => Protocol::Udp,
        };
        let Lookup::Registered {
            registrations,
            definition,
        } = registry::lookup_type(name, protocol)
        else {
            return None;
        };
        let service = registrations.into_iter().find_map(|row| row.name)?;
        let extended = definition
            .extends
            .as_deref()
            .map(|extended| registry::lookup_type(extended, protocol));
        let extended = match extended {
            Some(Lookup::Registered { definition, .. }) => Some(definition),
            _ => None,
        };
        let is_listed = matches!(definition.status, TxtStatus::Listed | TxtStatus::None);
        let says_anything = is_listed
            || extended
                .as_ref()
                .is_some_and(|extended| !extended.keys.is_empty());
        says_anything.then(|| {
            schema(
                &service,
                &labels.to_string(),
                &definition,
                extended.as_ref(),
            )
        })
    }
}

fn schema(
    service: &str,
    service_type: &str,
    definition: &TxtDefinition,
    extended: Option<&TxtDefinition>,
) -> ServiceSchema {
    let own = definition.keys.iter();
    let inherited = extended.iter().flat_map(|extended| &extended.keys);
    let inherited = inherited.filter(|key| definition.key(&key.name).is_none());
    let own_keys = definition.keys.len();
    let keys: Vec<TxtKeyDefinition> = own
        .chain(inherited)
        .map(|registered| key(service, registered))
        .collect();
    let is_closed = match definition.status {
        TxtStatus::Listed => !definition.open,
        TxtStatus::None => true,
        _ => false,
    };
    ServiceSchema {
        title: service.to_owned(),
        services: vec![service_type.to_owned()],
        category: None,
        kind: ServiceKind::Service,
        superseded_by: None,
        is_registered: true,
        name_clash: None,
        revision: None,
        reference: Some(reference(service)),
        confidence: Confidence::Registration,
        unknown_keys: if is_closed {
            UnknownKeys::Note
        } else {
            UnknownKeys::Ignore
        },
        extends: Vec::new(),
        notes: None,
        remarks: Vec::new(),
        gaps: Vec::new(),
        revisions: None,
        instance_name: None,
        host_name: None,
        srv: super::SrvExpectation::default(),
        txt: super::TxtExpectation::default(),
        subtypes: Vec::new(),
        siblings: Vec::new(),
        index: KeyIndex::new(&keys),
        places: FieldPlaces::default(),
        keys,
        own_keys,
        relations: Vec::new(),
        profiles: Vec::new(),
        examples: Vec::new(),
        sources: vec![SourceDocument {
            id: "iana".to_owned(),
            title: "IANA".to_owned(),
            version: None,
            url: Some("https://www.iana.org/assignments/service-names-port-numbers".to_owned()),
            repository: None,
            verification: Some(Verification::Text),
            note: None,
        }],
        origin: SchemaOrigin::Registration(service.to_owned()),
    }
}

fn reference(service: &str) -> Reference {
    Reference {
        title: "IANA".to_owned(),
        id: "iana".to_owned(),
        section: service.to_owned(),
    }
}

fn key(service: &str, registered: &TxtKey) -> TxtKeyDefinition {
    let name = match &registered.pattern {
        Some(pattern) => KeyName::Family {
            label: pattern.clone(),
            pattern: family(pattern),
        },
        None => KeyName::Exact(registered.name.clone()),
    };
    let value_type = registered
        .constraint
        .as_ref()
        .map_or(ValueType::Any, value_type);
    let is_free = value_type == ValueType::Any;
    TxtKeyDefinition {
        name,
        aliases: Vec::new(),
        presence: Presence::Unspecified,
        required_when: None,
        recommended_when: None,
        forbidden_when: None,
        value_type,
        value_is_inferred: false,
        may_be_empty: is_free,
        may_be_valueless: is_free,
        default: None,
        repeatable: false,
        position: KeyPosition::Any,
        since: None,
        until: None,
        superseded_by: None,
        summary: registered.description.clone(),
        confidence: Confidence::Registration,
        verification: Verification::Text,
        sources: vec![reference(service)],
    }
}

/// `dk<n>`: `<n>` stands for a decimal number.
fn family(pattern: &str) -> Pattern {
    let parts: Vec<String> = pattern.split("<n>").map(regex::escape).collect();
    Pattern::trusted(&format!("(?i-u){}", parts.join("[0-9]+")))
}

fn value_type(constraint: &Constraint) -> ValueType {
    let words = |values: &[String]| ValueType::Enumeration {
        values: values.iter().map(|value| (value.clone(), None)).collect(),
        case: WordCase::Sensitive,
        open: false,
    };
    let integer = |min: i128, max: i128, leading_zeros| {
        ValueType::Integer(Integer {
            base: 10,
            min,
            max,
            leading_zeros,
            prefix: Prefix::None,
            unit: None,
            meanings: Vec::new(),
        })
    };
    match constraint {
        Constraint::Boolean => ValueType::Boolean {
            yes: vec!["true".to_owned()],
            no: vec!["false".to_owned()],
            case: WordCase::Sensitive,
        },
        Constraint::DigitRange { low, high } => integer(i128::from(*low), i128::from(*high), false),
        Constraint::Enumeration(values) => words(values),
        Constraint::Fixed(value) => ValueType::Constant {
            value: value.clone(),
            case: WordCase::Sensitive,
        },
        Constraint::HexLength(length) => ValueType::Hex {
            min: *length,
            max: *length,
            case: LetterCase::Any,
        },
        Constraint::Integer => integer(Integer::LIMITS.0, Integer::LIMITS.1, true),
        Constraint::ListOfEnumeration { separator, values } => ValueType::List(Listing {
            separator: separator.to_string(),
            item: Box::new(words(values)),
            min_items: 1,
            max_items: usize::MAX,
            unique: false,
            ascending: false,
            blanks: false,
            contains: Vec::new(),
        }),
        Constraint::OctetLength(length) => ValueType::Octets {
            min: *length,
            max: *length,
        },
        Constraint::Port => ValueType::Port { min: 1 },
        Constraint::Uuid => ValueType::Uuid {
            urn: false,
            case: LetterCase::Any,
        },
    }
}
