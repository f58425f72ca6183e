//! The keys of a TXT record ([RFC 6763 §6.4](https://www.rfc-editor.org/rfc/rfc6763#section-6.4)).

use std::collections::BTreeSet;

use crate::rule::{Findings, InstanceContext, rules};
use crate::schema::{KeyPosition, ValueType};
use crate::wire::{TxtEntry, TxtRecord};

use super::{LISTED, Places, listed, living, shown};

rules! {
    /// A TXT string begins with `=`: it has no key.
    ///
    /// Clients must ignore such a string, so what it says is lost; Avahi and `dns-sd` show it all the same, python-zeroconf
    /// and bonjour-service make an empty key of it.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "=orphan"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "path=/orphan"
    /// ```
    TXT010 "empty-txt-key" {
        cite: ["RFC 6763" "6.4" Must "The key MUST be at least one character."],
        needs: [TXT_KEYS],
        check: Instance(empty_txt_key),
    }

    /// A TXT key has a character other than printable US-ASCII.
    ///
    /// Readers differ: python-zeroconf hands out octets, dnssd.js a mangled key, and some programs end. A laser printer of
    /// Samsung that sends what is left on its heap has stopped a whole home automation server.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "clé=1"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "path=/clé"
    /// ```
    TXT011 "illegal-txt-key-character" {
        cite: ["RFC 6763" "6.4" Must "The characters of a key MUST be printable US-ASCII values (0x20-0x7E) [RFC20], excluding '=' (0x3D)."],
        needs: [TXT_KEYS],
        check: Instance(illegal_txt_key_character),
    }

    /// A TXT key is longer than nine characters.
    ///
    /// Each character is sent with every response to everyone on the link. Keys that the service's registration lists are
    /// not counted: their length is not the advertiser's choice. Nothing breaks; a client that refuses long keys is wrong.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._gopher._tcp.local. 4500 IN TXT "documentroot=/srv"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "path=/srv"
    /// ```
    TXT012 "long-txt-key" {
        cite: ["RFC 6763" "6.4" Should "The key SHOULD be no more than nine characters long."],
        needs: [TXT_KEYS],
        check: Instance(long_txt_key),
    }

    /// A TXT key appears more than once, in whatever letter case.
    ///
    /// Clients must take the first and ignore the others, but `avahi-browse` shows them in reverse order, and
    /// python-zeroconf, bonjour-service and dnssd.js take `path` and `Path` for two keys.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "path=/a" "Path=/b"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "path=/a"
    /// ```
    TXT013 "repeated-txt-key" {
        cite: ["RFC 6763" "6.4" ShouldNot "A given key SHOULD NOT appear more than once in a TXT record."],
        needs: [TXT_OCTETS],
        check: Instance(repeated_txt_key),
    }

    /// A TXT key begins or ends with a blank.
    ///
    /// Blanks belong to the key: a client that looks for `path` does not find `path `. Strings such as `c# = 1` come from
    /// devices whose author took the blanks for layout.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._gopher._tcp.local. 4500 IN TXT "path = /srv"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 4500 IN TXT "path=/srv"
    /// ```
    TXT014 "blank-around-txt-key" {
        cite: ["RFC 6763" "6.4" _ "Spaces in the key are significant, whether leading, trailing, or in the middle -- so don't include any spaces unless you really intend that."],
        needs: [TXT_KEYS],
        check: Instance(blank_around_txt_key),
    }

    /// A TXT record repeats the port or the host name of the SRV record.
    ///
    /// The two drift apart as soon as the port or the name changes, and then nobody knows which one is right. The key
    /// `port.p2pj` of link-local messaging (XEP-0174) is an old case.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._gopher._tcp.local. 120 IN SRV 0 0 70 lab.local.
    /// Lab._gopher._tcp.local. 4500 IN TXT "path=/" "port=70"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._gopher._tcp.local. 120 IN SRV 0 0 70 lab.local.
    /// Lab._gopher._tcp.local. 4500 IN TXT "path=/"
    /// ```
    TXT015 "host-or-port-in-txt" {
        cite: ["RFC 6763" "6.3" MustNot "This information -- target host name and port number -- MUST NOT be duplicated using key/value attributes in the TXT record."],
        needs: [TXT_KEYS, SRV],
        check: Instance(host_or_port_in_txt),
    }

    /// The key `txtvers` is not the first of its TXT record.
    ///
    /// It tells by which version of a specification the record is to be read, which a client wants to know before the rest.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._gopher._tcp.local. 4500 IN TXT "path=/" "txtvers=1"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._gopher._tcp.local. 4500 IN TXT "txtvers=1" "path=/"
    /// ```
    TXT016 "txtvers-not-first" {
        cite: ["RFC 6763" "6.7" _ "It is recommended that authors defining DNS-SD profiles include an attribute of the form \"txtvers=x\", where \"x\" is a decimal version number in US-ASCII [RFC20] text (e.g., \"txtvers=1\" or \"txtvers=8\"), in their definition, and require it to be the first key/value pair in the TXT record."],
        needs: [TXT_OCTETS],
        check: Instance(txtvers_not_first),
    }

    /// The value of `txtvers` is not a decimal number.
    ///
    /// Clients that know the versions of a specification compare numbers and should ignore a record whose version they
    /// don't know. What versions of the protocol a service speaks belongs in `protovers`.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._gopher._tcp.local. 4500 IN TXT "txtvers=1.0"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._gopher._tcp.local. 4500 IN TXT "txtvers=1"
    /// ```
    TXT017 "txtvers-not-decimal" {
        cite: ["RFC 6763" "6.7" _ "It is recommended that authors defining DNS-SD profiles include an attribute of the form \"txtvers=x\", where \"x\" is a decimal version number in US-ASCII [RFC20] text (e.g., \"txtvers=1\" or \"txtvers=8\"), in their definition, and require it to be the first key/value pair in the TXT record."],
        needs: [TXT_KEYS],
        check: Instance(txtvers_not_decimal),
    }
}

/// Characters that a key should have at most ([RFC 6763 §6.4](https://www.rfc-editor.org/rfc/rfc6763#section-6.4)).
const RECOMMENDED_KEY_LEN: usize = 9;

/// Octets that a key can have: printable US-ASCII. `=` ends a key, so that it never stands in one.
const fn is_key_octet(octet: u8) -> bool {
    matches!(octet, 0x20..=0x7e)
}

fn empty_txt_key(context: &InstanceContext<'_>, findings: &mut Findings) {
    for seen in living(context) {
        let txt = &seen.data;
        let places = Places::new(context, txt);
        for entry in txt.entries().filter(|entry| entry.key.is_empty()) {
            let value = shown(entry.value.unwrap_or_default());
            let place = places.of(&entry);
            findings
                .report(format!("the TXT string `={value}` has no key before its `=`, at least one character is required{place}"))
                .help("give it a key, or leave it out: clients ignore it")
                .string(entry.string_index)
                .origin(seen.origin.clone());
        }
    }
}

fn illegal_txt_key_character(context: &InstanceContext<'_>, findings: &mut Findings) {
    for seen in living(context) {
        let txt = &seen.data;
        let places = Places::new(context, txt);
        for entry in txt.entries() {
            let Some(position) = entry.key.iter().position(|octet| !is_key_octet(*octet)) else {
                continue;
            };
            let octet = entry.key.get(position).copied().unwrap_or_default();
            let key = shown(entry.key);
            let place = places.of(&entry);
            findings
                .report(format!(
                    "TXT key `{key}` has 0x{octet:02x} as its octet {}, allowed are 0x20 to 0x7e without `=`{place}",
                    position + 1
                ))
                .entry(entry)
                .help("write keys in printable US-ASCII; any octets may stand in values")
                .origin(seen.origin.clone());
        }
    }
}

fn long_txt_key(context: &InstanceContext<'_>, findings: &mut Findings) {
    let vocabulary = context.vocabulary();
    for seen in living(context) {
        let mut keys: Vec<&[u8]> = Vec::new();
        let mut first = None;
        let mut known = BTreeSet::new();
        let entries = seen
            .data
            .entries()
            .filter(|entry| entry.key.len() > RECOMMENDED_KEY_LEN);
        for entry in entries {
            let key = entry.key;
            let is_defined =
                vocabulary.is_some_and(|vocabulary| vocabulary.schema().key(key).is_some());
            let is_legal = key.iter().copied().all(is_key_octet);
            if !is_defined && is_legal && known.insert(key) {
                first = first.or(Some(entry.string_index));
                keys.push(key);
            }
        }
        let (subject, verb) = match keys.as_slice() {
            [] => continue,
            [_] => ("TXT key", "is"),
            _ => ("TXT keys", "are"),
        };
        findings
            .report(format!(
                "{subject} {} {verb} longer than the {RECOMMENDED_KEY_LEN} characters that a key should have at most",
                listed(keys)
            ))
            .help("choose shorter keys while no client reads them yet; keys of a specification stay as they are")
            .origin(seen.origin.clone())
            .string = first;
    }
}

fn repeated_txt_key(context: &InstanceContext<'_>, findings: &mut Findings) {
    for seen in living(context) {
        let count = seen.data.strings().count();
        for entries in repeated_keys(&seen.data) {
            let Some(first) = entries.first() else {
                continue;
            };
            let definition = context
                .vocabulary()
                .and_then(|vocabulary| vocabulary.schema().key(first.key));
            if definition.is_some_and(|key| key.repeatable) {
                continue;
            }
            let spellings = spellings(&entries);
            findings
                .report(format!(
                    "TXT key `{}` appears {} times{spellings}, once is expected (strings {} of {count})",
                    shown(first.key),
                    entries.len(),
                    numbers(&entries),
                ))
                .entry(*entries.last().unwrap_or(first))
                .key(first.key)
                .help("keep the first: clients must ignore the others")
                .origin(seen.origin.clone());
        }
    }
}

/// The entries of each key that appears more than once, in the order of their first appearance.
fn repeated_keys(txt: &TxtRecord) -> Vec<Vec<TxtEntry<'_>>> {
    // Sorted first: comparing each with each would take the square of what a hostile record holds.
    let mut entries: Vec<(Vec<u8>, TxtEntry<'_>)> = txt
        .entries()
        .filter(|entry| !entry.key.is_empty())
        .map(|entry| (entry.key.to_ascii_lowercase(), entry))
        .collect();
    entries.sort_by(|one, other| {
        one.0
            .cmp(&other.0)
            .then(one.1.string_index.cmp(&other.1.string_index))
    });
    let runs = entries
        .chunk_by(|one, other| one.0 == other.0)
        .filter(|run| run.len() > 1);
    let mut repeated: Vec<Vec<TxtEntry<'_>>> = runs
        .map(|run| run.iter().map(|(_, entry)| *entry).collect())
        .collect();
    repeated.sort_by_key(|run| run.first().map(|entry| entry.string_index));
    repeated
}

/// The other spellings of a key, to follow "appears 2 times".
fn spellings(entries: &[TxtEntry<'_>]) -> String {
    let mut keys: Vec<&[u8]> = entries.iter().map(|entry| entry.key).collect();
    let mut known = BTreeSet::new();
    keys.retain(|key| known.insert(*key));
    if keys.len() < 2 {
        String::new()
    } else {
        format!(", as {}", listed(keys))
    }
}

/// The numbers of the strings, counted from 1, with commas between them; of many, the first.
fn numbers(entries: &[TxtEntry<'_>]) -> String {
    let shown: Vec<String> = entries
        .iter()
        .take(LISTED)
        .map(|entry| (entry.string_index + 1).to_string())
        .collect();
    let more = if entries.len() > LISTED { " …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

fn blank_around_txt_key(context: &InstanceContext<'_>, findings: &mut Findings) {
    for seen in living(context) {
        let txt = &seen.data;
        let places = Places::new(context, txt);
        for entry in txt
            .entries()
            .filter(|entry| entry.key.starts_with(b" ") || entry.key.ends_with(b" "))
        {
            let place = places.of(&entry);
            findings
                .report(format!("TXT key `{}` has a blank at its end or beginning, which belongs to the key{place}", shown(entry.key)))
                .entry(entry)
                .help("write key, `=` and value without blanks between them")
                .origin(seen.origin.clone());
        }
    }
}

fn host_or_port_in_txt(context: &InstanceContext<'_>, findings: &mut Findings) {
    let Some(srv) = context.instance.first_srv() else {
        return;
    };
    let port = srv.port.to_string();
    let host = srv.target.to_string();
    for seen in living(context) {
        let txt = &seen.data;
        let places = Places::new(context, txt);
        for entry in txt.entries() {
            let Some(value) = entry.value.filter(|value| !value.is_empty()) else {
                continue;
            };
            let what = if srv.port != 0 && value == port.as_bytes() && names(entry.key, &["port"]) {
                "the port"
            } else if is_host(value, &host, entry.key) {
                "the host name"
            } else {
                continue;
            };
            let place = places.of(&entry);
            findings
                .report(format!(
                    "TXT key `{}` repeats {what} of the SRV record, `{}`{place}",
                    shown(entry.key),
                    shown(value)
                ))
                .entry(entry)
                .help("leave it out: clients take host and port from the SRV record")
                .origin(seen.origin.clone());
        }
    }
}

/// Whether a value is the SRV record's target: the whole name, or its first label under a key that says so.
fn is_host(value: &[u8], host: &str, key: &[u8]) -> bool {
    let Some(whole) = host.strip_suffix('.').filter(|whole| !whole.is_empty()) else {
        return false;
    };
    let label = whole.split('.').next().unwrap_or_default();
    value
        .strip_suffix(b".")
        .unwrap_or(value)
        .eq_ignore_ascii_case(whole.as_bytes())
        || (value.eq_ignore_ascii_case(label.as_bytes()) && names(key, &["host", "hostname"]))
}

/// Whether one of the words of a key, such as `port` and `p2pj` of `port.p2pj`, is one of these.
fn names(key: &[u8], words: &[&str]) -> bool {
    let mut parts = key.split(|octet| !octet.is_ascii_alphanumeric());
    parts.any(|part| {
        words
            .iter()
            .any(|word| part.eq_ignore_ascii_case(word.as_bytes()))
    })
}

fn txtvers(txt: &TxtRecord) -> Option<TxtEntry<'_>> {
    txt.entries()
        .find(|entry| entry.key.eq_ignore_ascii_case(b"txtvers"))
}

fn txtvers_not_first(context: &InstanceContext<'_>, findings: &mut Findings) {
    // Where the vocabulary demands it, KEY009 says so with its source.
    let definition = context
        .vocabulary()
        .and_then(|vocabulary| vocabulary.schema().key(b"txtvers"));
    if definition.is_some_and(|key| key.position == KeyPosition::First) {
        return;
    }
    for seen in living(context) {
        let txt = &seen.data;
        let places = Places::new(context, txt);
        let first = txt.entries().next().map(|entry| entry.string_index);
        let Some(entry) = txtvers(txt).filter(|entry| Some(entry.string_index) != first) else {
            continue;
        };
        let place = places.of(&entry);
        findings
            .report(format!("TXT key `txtvers` is not the first{place}"))
            .entry(entry)
            .help("put `txtvers` before all other keys")
            .origin(seen.origin.clone());
    }
}

fn txtvers_not_decimal(context: &InstanceContext<'_>, findings: &mut Findings) {
    // Where the vocabulary says what the value must be, that is what is judged.
    let definition = context
        .vocabulary()
        .and_then(|vocabulary| vocabulary.schema().key(b"txtvers"));
    let is_constrained = definition.is_some_and(|key| key.value_type != ValueType::Any);
    for seen in living(context).filter(|_| !is_constrained) {
        let txt = &seen.data;
        let places = Places::new(context, txt);
        let Some(entry) = txtvers(txt) else { continue };
        let value = entry.value.unwrap_or_default();
        if !value.is_empty() && value.iter().all(u8::is_ascii_digit) {
            continue;
        }
        let place = places.of(&entry);
        findings
            .report(format!(
                "`txtvers` has the value `{}`, a decimal number is expected{place}",
                shown(value)
            ))
            .entry(entry)
            .help("write `txtvers=1`; versions of the protocol go in `protovers`")
            .origin(seen.origin.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_repeated_as_a_whole_or_under_a_key_that_says_so() {
        for (value, key) in [
            ("lab.local", "x"),
            ("LAB.local.", "adr"),
            ("lab", "hostname"),
            ("lab", "ssh-host"),
        ] {
            assert!(
                is_host(value.as_bytes(), "lab.local.", key.as_bytes()),
                "{key}={value}"
            );
        }
        for (value, key) in [
            ("lab", "name"),
            ("http://lab.local/", "url"),
            ("lab.local.x", "host"),
            (".", "host"),
        ] {
            assert!(
                !is_host(value.as_bytes(), "lab.local.", key.as_bytes()),
                "{key}={value}"
            );
        }
        assert!(!is_host(b".", ".", b"host"));
    }

    #[test]
    fn a_port_is_a_word_of_its_own() {
        assert!(names(b"port.p2pj", &["port"]) && names(b"HTTP-Port", &["port"]));
        assert!(!names(b"transport", &["port"]) && !names(b"ports", &["port"]));
    }
}
