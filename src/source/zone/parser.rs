//! Records out of entries.

use crate::name::{DomainName, DomainNameError, parse_labels};
use crate::wire::{CLASS_IN, MessageBuilder, Record, RecordType, decode};

use super::ZoneRecord;
use super::error::{Fault, ZoneErrorKind};
use super::rdata;
use super::token::{Entries, Entry, Form, Start, Token};

/// Reads one record after the other; ends after the first fault.
pub(super) struct Parser<'a> {
    entries: Entries<'a>,
    origin: Option<DomainName>,
    default_ttl: Option<u32>,
    last: Stated,
    /// The token with which the data of the record began that was read last.
    data: usize,
    failed: bool,
}

/// An entry as it stands there.
pub(super) struct WrittenEntry<'a> {
    pub(super) tokens: Vec<Token<'a>>,
    /// Octets before its end.
    pub(super) end_offset: usize,
    /// The record; `None` for a control entry and for types that are passed over.
    pub(super) record: Option<Record>,
    /// Whether the first token is its owner.
    pub(super) has_owner: bool,
    /// The token with which its data begins.
    pub(super) data: usize,
    /// The name that `$ORIGIN` states.
    pub(super) origin: Option<DomainName>,
}

/// What the last record stated, which holds for the next one that leaves it out.
#[derive(Default)]
struct Stated {
    owner: Option<DomainName>,
    ttl: Option<u32>,
    class_field: Option<u16>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let entries = Entries::new(text.strip_prefix('\u{feff}').unwrap_or(text));
        Self {
            entries,
            origin: None,
            default_ttl: None,
            last: Stated::default(),
            data: 0,
            failed: false,
        }
    }

    fn record(&mut self) -> Result<Option<ZoneRecord>, Fault> {
        while let Some(entry) = self.written()? {
            let line = entry.tokens.first().map(|first| first.position.line);
            if let (Some(record), Some(line)) = (entry.record, line) {
                return Ok(Some(ZoneRecord { record, line }));
            }
        }
        Ok(None)
    }

    /// The next entry, whatever it is.
    pub(super) fn written(&mut self) -> Result<Option<WrittenEntry<'a>>, Fault> {
        let Some(entry) = self.entries.next().transpose()? else {
            return Ok(None);
        };
        let mut written = WrittenEntry {
            tokens: Vec::new(),
            end_offset: entry.end_offset,
            record: None,
            has_owner: false,
            data: 0,
            origin: None,
        };
        let mut fields = Fields::new(&entry);
        match entry.tokens.first() {
            Some(first) if entry.start == Start::Token && first.text.starts_with('$') => {
                self.control(first, fields)?;
                written.origin = self.origin.clone().filter(|_| first.is_word("$ORIGIN"));
            }
            Some(_) => {
                written.record = self.resource_record(entry.start, &mut fields)?;
                written.has_owner = entry.start == Start::Token;
                written.data = self.data;
            }
            None => {}
        }
        written.tokens = entry.tokens;
        Ok(Some(written))
    }

    fn control(&mut self, word: &Token<'a>, mut fields: Fields<'a, '_>) -> Result<(), Fault> {
        fields.skip();
        if word.is_word("$ORIGIN") {
            let origin = self.name(fields.next("a domain name")?)?;
            self.origin = Some(origin);
        } else if word.is_word("$TTL") {
            let token = fields.next("a TTL in seconds")?;
            self.default_ttl = Some(
                ttl(token.text)
                    .ok_or_else(|| token.expected("a TTL from 0 to 4294967295 seconds"))?,
            );
        } else if word.is_word("$INCLUDE") {
            return Err(word.fault(ZoneErrorKind::Include));
        } else {
            return Err(word.fault(ZoneErrorKind::UnknownControl {
                found: word.excerpt(),
            }));
        }
        fields.finish()
    }

    /// The record in an entry; `None` if its type is one that is passed over.
    fn resource_record(
        &mut self,
        start: Start,
        fields: &mut Fields<'a, '_>,
    ) -> Result<Option<Record>, Fault> {
        if start == Start::Token {
            let owner = self.name(fields.next("a name")?)?;
            self.last.owner = Some(owner);
        }
        let mut stated_ttl = None;
        let mut stated_class = None;
        let type_token = loop {
            let token = fields.next("a record type")?;
            if stated_class.is_none()
                && let Some(class_field) = class(token)
            {
                stated_class = Some(class_field);
            } else if stated_ttl.is_none() && token.text.starts_with(|c: char| c.is_ascii_digit()) {
                stated_ttl = Some(
                    ttl(token.text)
                        .ok_or_else(|| token.expected("a TTL from 0 to 4294967295 seconds"))?,
                );
            } else {
                break token;
            }
        };
        self.last.class_field = stated_class.or(self.last.class_field);
        // `$TTL` holds for every record without a TTL (RFC 2308 §4); without it, that of the record before does.
        self.last.ttl = stated_ttl.or(self.default_ttl).or(self.last.ttl);
        self.data = fields.taken();
        let Kind::Read(record_type) = Kind::of(type_token)? else {
            return Ok(None);
        };
        let Some(name) = self.last.owner.clone() else {
            return Err(type_token.fault(ZoneErrorKind::MissingOwner));
        };
        let Some(ttl_seconds) = self.last.ttl else {
            return Err(type_token.fault(ZoneErrorKind::MissingTtl));
        };
        let rdata = rdata::read(record_type, fields, |token| self.name(token))?;
        fields.finish()?;
        let class_field = self.last.class_field.unwrap_or(CLASS_IN);
        let octets = MessageBuilder::response()
            .answer(&name, record_type, class_field, ttl_seconds, &rdata)
            .build();
        Ok(Some(alone(&octets)))
    }

    fn name(&self, token: &Token<'_>) -> Result<DomainName, Fault> {
        let written = token.text;
        if token.form == Form::Quoted {
            return Err(token.expected("a domain name; names stand without quotation marks"));
        }
        let relative_to = |origin: Option<&DomainName>| {
            origin.cloned().ok_or_else(|| {
                token.fault(ZoneErrorKind::RelativeName {
                    found: token.excerpt(),
                })
            })
        };
        if written == "@" {
            return relative_to(self.origin.as_ref());
        }
        let invalid = |error| {
            token.fault(ZoneErrorKind::Name {
                found: token.excerpt(),
                error,
            })
        };
        // At most four characters stand for an octet (`\046`): what is longer is not looked into.
        let least_len = written.chars().count().div_ceil(4);
        if least_len > DomainName::MAX_LEN {
            return Err(invalid(DomainNameError::NameTooLong { len: least_len }));
        }
        let labels = parse_labels(written).map_err(invalid)?;
        if is_absolute(written) {
            return DomainName::from_labels(labels).map_err(invalid);
        }
        let origin = relative_to(self.origin.as_ref())?;
        DomainName::from_labels(labels.iter().map(Vec::as_slice).chain(origin.labels()))
            .map_err(invalid)
    }
}

impl Iterator for Parser<'_> {
    type Item = Result<ZoneRecord, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let record = self.record().transpose();
        self.failed = matches!(record, Some(Err(_)));
        record
    }
}

/// The record of a message that has no other, as the codec reads it: data means the same in a file as on the wire.
fn alone(octets: &[u8]) -> Record {
    let (message, _) = decode(octets);
    let record = message
        .records
        .into_iter()
        .next()
        .expect("a record that was written with its true length is read");
    Record {
        offset: 0,
        rdata_offset: 0,
        ..record
    }
}

/// The tokens of an entry, taken one by one.
pub(super) struct Fields<'a, 'e> {
    entry: &'e Entry<'a>,
    tokens: std::slice::Iter<'e, Token<'a>>,
}

impl<'a, 'e> Fields<'a, 'e> {
    fn new(entry: &'e Entry<'a>) -> Self {
        Self {
            entry,
            tokens: entry.tokens.iter(),
        }
    }

    fn skip(&mut self) {
        self.tokens.next();
    }

    /// How many were taken.
    fn taken(&self) -> usize {
        self.entry.tokens.len() - self.tokens.len()
    }

    pub(super) fn next_if_any(&mut self) -> Option<&'e Token<'a>> {
        self.tokens.next()
    }

    pub(super) fn next(&mut self, expected: &'static str) -> Result<&'e Token<'a>, Fault> {
        self.tokens.next().ok_or(Fault {
            position: self.entry.end,
            kind: ZoneErrorKind::Missing { expected },
        })
    }

    pub(super) fn next_is_word(&self, word: &str) -> bool {
        self.tokens
            .as_slice()
            .first()
            .is_some_and(|token| token.is_word(word))
    }

    fn finish(&mut self) -> Result<(), Fault> {
        match self.tokens.next() {
            Some(token) => Err(token.fault(ZoneErrorKind::Trailing {
                found: token.excerpt(),
            })),
            None => Ok(()),
        }
    }
}

/// What becomes of a record of some type.
enum Kind {
    PassedOver,
    Read(RecordType),
}

/// Types that say nothing of services and whose data has a form of its own.
const PASSED_OVER: [&str; 37] = [
    "AFSDB",
    "APL",
    "CAA",
    "CDNSKEY",
    "CDS",
    "CERT",
    "CSYNC",
    "DHCID",
    "DNAME",
    "DNSKEY",
    "DS",
    "EUI48",
    "EUI64",
    "HINFO",
    "HIP",
    "HTTPS",
    "IPSECKEY",
    "KEY",
    "KX",
    "LOC",
    "MINFO",
    "MX",
    "NAPTR",
    "NS",
    "NSEC3",
    "NSEC3PARAM",
    "OPENPGPKEY",
    "RP",
    "RRSIG",
    "SIG",
    "SMIMEA",
    "SOA",
    "SPF",
    "SSHFP",
    "SVCB",
    "TLSA",
    "URI",
];

impl Kind {
    fn of(token: &Token<'_>) -> Result<Self, Fault> {
        if PASSED_OVER.iter().any(|name| token.is_word(name)) {
            return Ok(Self::PassedOver);
        }
        let known = token.text.parse().ok().filter(|_| token.form == Form::Word);
        let expected =
            "a record type; write types that have no name here as `TYPE` and their number";
        known
            .map(Self::Read)
            .ok_or_else(|| token.expected(expected))
    }
}

fn class(token: &Token<'_>) -> Option<u16> {
    const NAMES: [(&str, u16); 5] = [("IN", 1), ("CS", 2), ("CH", 3), ("HS", 4), ("ANY", 255)];
    let named = NAMES
        .iter()
        .find(|(known, _)| token.is_word(known))
        .map(|(_, number)| *number);
    named.or_else(|| numbered(token.text, "CLASS"))
}

/// The number behind `TYPE` or `CLASS` ([RFC 3597 §5](https://www.rfc-editor.org/rfc/rfc3597#section-5)).
fn numbered(text: &str, word: &str) -> Option<u16> {
    let (before, number) = text.split_at_checked(word.len())?;
    let is_number = !number.is_empty() && number.bytes().all(|octet| octet.is_ascii_digit());
    (before.eq_ignore_ascii_case(word) && is_number)
        .then(|| number.parse().ok())
        .flatten()
}

/// Seconds, or numbers with the units of BIND, such as `1h15m`.
fn ttl(text: &str) -> Option<u32> {
    let mut total: u32 = 0;
    let mut number: Option<u32> = None;
    for octet in text.bytes() {
        if octet.is_ascii_digit() {
            let digit = u32::from(octet - b'0');
            number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(digit)?);
            continue;
        }
        let unit = match octet.to_ascii_lowercase() {
            b's' => 1,
            b'm' => 60,
            b'h' => 3_600,
            b'd' => 86_400,
            b'w' => 604_800,
            _ => return None,
        };
        total = total.checked_add(number.take()?.checked_mul(unit)?)?;
    }
    match number {
        Some(seconds) => total.checked_add(seconds),
        None if text.is_empty() => None,
        None => Some(total),
    }
}

/// Whether a name ends with a dot that no backslash quotes.
fn is_absolute(written: &str) -> bool {
    let Some(before) = written.strip_suffix('.') else {
        return false;
    };
    let backslashes = before
        .bytes()
        .rev()
        .take_while(|octet| *octet == b'\\')
        .count();
    backslashes % 2 == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::RecordData;

    fn records(text: &str) -> Vec<Record> {
        Parser::new(text)
            .map(|record| record.unwrap().record)
            .collect()
    }

    fn fault(text: &str) -> String {
        let fault = Parser::new(text).find_map(Result::err).unwrap();
        fault.into_error("zone").to_string()
    }

    #[test]
    fn fields_left_out_are_those_last_stated() {
        let records = records(
            "a.local. CH 60 A 10.0.0.1\n A 10.0.0.2\n$TTL 1h15m\n$ORIGIN local.\n@ A 10.0.0.3\nb IN 5 A 10.0.0.4",
        );
        let facts: Vec<_> = records
            .iter()
            .map(|record| {
                (
                    record.name.to_string(),
                    record.class_field,
                    record.ttl_seconds,
                )
            })
            .collect();
        let expected = [
            ("a.local.", 3, 60),
            ("a.local.", 3, 60),
            ("local.", 3, 4500),
            ("b.local.", 1, 5),
        ];
        assert_eq!(
            facts,
            expected.map(|(name, class, ttl)| (name.to_owned(), class, ttl))
        );
    }

    #[test]
    fn names_may_hold_escaped_dots_and_blanks() {
        let records = records("$ORIGIN local.\nMy\\ Lab\\.\\\\._http._tcp 1 PTR a\\.\n");
        assert_eq!(records[0].name.labels().next(), Some(&b"My Lab.\\"[..]));
        let RecordData::Ptr(target) = &records[0].data else {
            panic!("a PTR record was expected")
        };
        assert_eq!(target.labels().collect::<Vec<_>>(), [&b"a."[..], b"local"]);
    }

    #[test]
    fn other_types_are_passed_over_and_state_their_owner() {
        let text = "a.local. 60 SOA ns. mail. (\n 1 2\n 3 4 5 )\n NS b.local.\n A 10.0.0.1\n TYPE65280 \\# 2 beef";
        let records = records(text);
        assert_eq!(records.len(), 2);
        assert_eq!(records[0].name.to_string(), "a.local.");
        assert_eq!(
            (records[1].record_type, records[1].rdata.as_slice()),
            (RecordType(65280), &[0xbe, 0xef][..])
        );
    }

    #[test]
    fn faults_name_the_place_the_value_and_what_was_expected() {
        for (text, expected) in [
            (
                "$INCLUDE x.zone",
                "zone:1:1: `$INCLUDE` is not followed; put the records of that file in its place",
            ),
            (
                "$GENERATE 1-2 a A 1.2.3.4",
                "zone:1:1: `$GENERATE` is none of `$ORIGIN`, `$TTL` and `$INCLUDE`",
            ),
            (
                "a 60 A 1.2.3.4",
                "zone:1:1: `a` has no final dot, and no `$ORIGIN` says what it is relative to",
            ),
            (
                " 60 A 1.2.3.4",
                "zone:1:5: the record begins with a blank, but no record before it has a name",
            ),
            (
                "a. A 1.2.3.4",
                "zone:1:4: the record has no TTL, and neither `$TTL` nor a record before it gives one",
            ),
            (
                "a. 4294967296 A 1.2.3.4",
                "zone:1:4: `4294967296` is not a TTL from 0 to 4294967295 seconds",
            ),
            (
                "a. 60 IN A 1.2.3",
                "zone:1:12: `1.2.3` is not an IPv4 address such as `192.0.2.1`",
            ),
            (
                "a. 60 IN A",
                "zone:1:11: the record ends where an IPv4 address was expected",
            ),
            (
                "a. 60 IN A 1.2.3.4 5",
                "zone:1:20: `5` stands behind the end of the record",
            ),
            (
                "a. 60 SRV 0 0 65536 b.",
                "zone:1:15: `65536` is not a port from 0 to 65535",
            ),
            (
                "a..b. 60 A 1.2.3.4",
                "zone:1:1: `a..b.` is no domain name: label 2 of the name is empty",
            ),
            (
                "a. 60 TXT \"\\300\"",
                "zone:1:11: an escape in `\\\\300` is neither `\\` with three digits up to 255 nor `\\` with another character",
            ),
            (
                "a. 60 TXT \\# 3 0161",
                "zone:1:11: the length after `\\#` is 3, but 2 octets follow",
            ),
        ] {
            assert_eq!(fault(text), expected, "{text}");
        }
        let unknown = fault("a. 60 IN FOO x");
        assert!(
            unknown.starts_with("zone:1:10: `FOO` is not a record type"),
            "{unknown}"
        );
        let long = fault(&format!("a. 60 TXT \"{}\"", "x".repeat(256)));
        assert_eq!(
            long,
            "zone:1:11: the TXT string is 256 octets long, at most 255 are allowed"
        );
    }
}
