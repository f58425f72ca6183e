//! Zone files: the presentation format of
//! [RFC 1035 §5.1](https://www.rfc-editor.org/rfc/rfc1035#section-5.1).
//!
//! Read are `$ORIGIN`, `$TTL`, `@`, relative names, omitted owners, TTLs and classes, parentheses, comments, quoted
//! strings with `\"` and `\DDD`, and the record types A, AAAA, CNAME, NSEC, PTR, SRV and TXT. Any type and class can be
//! written as `TYPE65280` and `CLASS32769`, any data as `\# 4 0a000001`
//! ([RFC 3597 §5](https://www.rfc-editor.org/rfc/rfc3597#section-5)); that is also how data is written that is wrong on
//! purpose. TTLs may have the units of BIND (`1h15m`).
//!
//! Records of other types say nothing of services: they are passed over, whatever stands in them. `$INCLUDE` is
//! refused, because this module opens no files. A quoted string ends on the line on which it begins.

mod error;
mod parser;
mod rdata;
mod token;
mod written;

use std::time::Duration;

use crate::model::{
    Assembler, Evidence, FileFormat, Observation, Origin, RecordContext, ServiceInstance,
    SourceFile,
};
use crate::wire::Record;

pub use error::{ZoneError, ZoneErrorKind};

pub(super) use written::written;

use parser::Parser;

/// Whether the text holds all records that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Completeness {
    /// A part of a zone: what does not stand in it may well exist.
    Fragment,
    /// A whole zone: what does not stand in it does not exist.
    Whole,
}

/// A record of a zone file and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneRecord {
    /// The record.
    pub record: Record,
    /// The line on which its owner or its first field stands, counted from 1.
    pub line: usize,
}

/// Reads the text of a zone file into what the linter judges; `path` names it in origins and errors.
///
/// # Errors
///
/// [`ZoneError`] with line and column for the first thing that can't be read.
pub fn read(text: &str, path: &str, completeness: Completeness) -> Result<Observation, ZoneError> {
    let mut assembler = Assembler::new(evidence(completeness)).with_services_of_domain();
    let mut changes = Vec::new();
    for ZoneRecord { record, line } in records(text, path)? {
        let origin = Origin::File {
            path: path.to_owned(),
            line,
            column: 0,
        };
        let context = RecordContext {
            origin,
            message: 0,
            at: Duration::ZERO,
        };
        assembler.add_record(&record, &context, &mut changes);
        changes.clear();
    }
    Ok(Observation {
        instances: assembler
            .names()
            .iter()
            .filter_map(|name| assembler.instance(name))
            .filter_map(as_found)
            .collect(),
        pointers: assembler.pointers().to_vec(),
        ..Observation::default()
    })
}

/// Reads the text of a zone file as it stands on a disk: whole where it has an SOA record, which begins a zone
/// ([RFC 1035 §5.2](https://www.rfc-editor.org/rfc/rfc1035#section-5.2)), and a part of a zone otherwise.
///
/// # Errors
///
/// [`ZoneError`] with line and column for the first thing that can't be read.
pub fn read_file(text: &str, path: &str) -> Result<Observation, ZoneError> {
    let completeness = if has_soa(text) {
        Completeness::Whole
    } else {
        Completeness::Fragment
    };
    let mut observation = read(text, path, completeness)?;
    observation
        .files
        .push(SourceFile::new(path, FileFormat::Zone));
    Ok(observation)
}

/// Whether one of the first words of a line is `SOA`; comments don't count.
fn has_soa(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.split(';').next().unwrap_or_default();
        let mut words = line.split_ascii_whitespace().take(4);
        words.any(|word| word.eq_ignore_ascii_case("SOA"))
    })
}

/// Reads the text of a zone file into its records, in their order; `path` names it in errors.
///
/// # Errors
///
/// [`ZoneError`] with line and column for the first thing that can't be read.
pub fn records(text: &str, path: &str) -> Result<Vec<ZoneRecord>, ZoneError> {
    Parser::new(text)
        .collect::<Result<_, _>>()
        .map_err(|fault| fault.into_error(path))
}

impl Observation {
    /// Reads lines of a zone file, of which any number may be missing: nothing is said about what is not there.
    ///
    /// ```
    /// use dnssd_check::linter::Linter;
    /// use dnssd_check::model::Observation;
    /// use dnssd_check::rule::Severity;
    ///
    /// let observation = Observation::from_zone(r#"Lab._http._tcp.local. 4500 IN TXT "path=/a" "Path=/b""#)?;
    /// for diagnostic in Linter::default().check(&observation).at_least(Severity::Warning) {
    ///     println!("{diagnostic}");
    ///     # assert_eq!(diagnostic.rule.name, "repeated-txt-key");
    /// }
    /// # Ok::<(), dnssd_check::source::zone::ZoneError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ZoneError`] with line and column for the first thing that can't be read.
    pub fn from_zone(text: &str) -> Result<Self, ZoneError> {
        read(text, "zone", Completeness::Fragment)
    }
}

/// The instance with the evidence that there is of it; `None` where a TXT record stands alone at the name of a type.
fn as_found(mut instance: ServiceInstance) -> Option<ServiceInstance> {
    if !instance.parts.instance.is_empty() {
        return Some(instance);
    }
    // Nobody browses for it: it has neither a name nor a PTR record.
    let browsing = Evidence::INSTANCE_NAME
        .with(Evidence::POINTERS)
        .with(Evidence::SUBTYPES)
        .with(Evidence::NAMED_SUBTYPES)
        .with(Evidence::SIBLINGS);
    instance.evidence = instance.evidence.without(browsing);
    instance.is_of_domain().then_some(instance)
}

/// What a zone file shows: everything but what belongs to multicast and to time.
const fn evidence(completeness: Completeness) -> Evidence {
    match completeness {
        Completeness::Fragment => Evidence::RECORDS,
        Completeness::Whole => Evidence::RECORDS
            .with(Evidence::ABSENCE)
            .with(Evidence::SUBTYPES)
            .with(Evidence::NAMED_SUBTYPES)
            .with(Evidence::SIBLINGS),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn records_become_instances_with_the_lines_of_their_records() {
        let text = "$ORIGIN local.\n$TTL 4500\n_http._tcp PTR Lab._http._tcp\nLab._http._tcp 120 SRV 0 0 80 host\n\
                    \tTXT \"path=/a\"\nhost 120 A 10.77.0.1\n";
        let observation = read(text, "lab.zone", Completeness::Whole).unwrap();
        let [instance] = observation.instances.as_slice() else {
            panic!("one instance was expected")
        };
        assert_eq!(instance.name.to_string(), "Lab._http._tcp.local.");
        assert_eq!(instance.first_srv().unwrap().port, 80);
        assert_eq!(instance.txt[0].origin.to_string(), "lab.zone:5");
        assert_eq!(instance.txt[0].wire.unwrap().ttl_seconds, 4500);
        assert_eq!(
            instance.addresses(),
            ["10.77.0.1".parse::<std::net::IpAddr>().unwrap()]
        );
        assert!(instance.evidence.covers(Evidence::ABSENCE));
    }

    #[test]
    fn a_fragment_says_nothing_of_what_is_absent() {
        let observation = Observation::from_zone("Lab._http._tcp.local. 4500 IN TXT \"\"").unwrap();
        assert!(!observation.instances[0].evidence.covers(Evidence::ABSENCE));
        assert!(
            !observation.instances[0]
                .evidence
                .covers(Evidence::MULTICAST)
        );
    }

    #[test]
    fn long_words_and_many_parentheses_take_no_time_and_no_room() {
        let million = 1_000_000;
        let error = records(&"(".repeat(million), "x").unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("x:1:{million}: the parenthesis is never closed")
        );
        let error = records(&format!("{}. 60 A 192.0.2.1", "x".repeat(million)), "x").unwrap_err();
        assert!(error.to_string().len() < 300, "{error}");
        let error = records(&format!("a. 60 A {}", "x".repeat(million)), "x").unwrap_err();
        assert!(error.to_string().len() < 300, "{error}");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = records(&text, "x");
        }

        #[test]
        fn text_like_a_zone_is_read_or_refused(words in prop::collection::vec(
            prop::sample::select(vec![
                "$ORIGIN", "$TTL", "@", "a", "b.", "IN", "CLASS32769", "60", "A", "TXT", "SRV", "NSEC", "TYPE9", "\\#", "1",
                "ff", "\"x y\"", "\"\\200\"", "\\.", "(", ")", ";", "\n", " ", "192.0.2.1",
            ]),
            0..40,
        )) {
            let _ = read(&words.join(" "), "x", Completeness::Whole);
        }

        #[test]
        fn txt_strings_come_through_as_they_are(octets in prop::collection::vec(any::<u8>(), 0..=255)) {
            let escaped = octets.iter().map(|octet| format!("\\{octet:03}")).collect::<Vec<_>>().concat();
            let records = records(&format!("a. 60 IN TXT \"{escaped}\""), "x").unwrap();
            prop_assert_eq!(&records[0].record.rdata[1..], octets.as_slice());
        }
    }
}
