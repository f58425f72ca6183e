//! Fixes of records that are missing, several or lead to an alias.

use super::Edit;
use super::faulty::Faulty;
use super::text::has_comment;
use crate::model::FileFormat;
use crate::source::written::{NameRole, WrittenTxt};
use crate::wire::RecordType;

/// Aliases that lead to another alias at most.
const MAX_ALIASES: usize = 16;

/// TXT001: adds a TXT record with one empty string behind the SRV record.
pub(super) fn with_txt_record(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let instance = &faulty.instance()?.name;
    let mut names = faulty.index.names(instance).iter();
    let srv = names.find(|name| name.role == NameRole::Owner(RecordType::SRV))?;
    let lines = srv.lines.clone()?;
    let raw = faulty.text.get(lines.clone())?;
    let end = if raw.ends_with("\r\n") { "\r\n" } else { "\n" };
    let record = format!("\tTXT\t\"\"{end}");
    let text = if raw.ends_with('\n') {
        record
    } else {
        let end = if faulty.text.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        format!("{end}\tTXT\t\"\"")
    };
    Some(vec![Edit::insertion(lines.end, text)])
}

/// TXT004: puts the strings of all TXT records of an instance in the first; of a key that stands in several, the first counts.
pub(super) fn merged(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let records = records_of_instance(faulty)?;
    let (first, others) = records.split_first()?;
    let last = first.strings.last()?;
    let mut keys: Vec<Vec<u8>> = Vec::new();
    let mut is_new = |key: Vec<u8>| {
        let key = key.to_ascii_lowercase();
        let is_new = !key.is_empty() && !keys.contains(&key);
        keys.extend(Some(key).filter(|_| is_new));
        is_new
    };
    let is_nothing = first.strings.iter().all(|string| string.text.is_empty());
    for string in &first.strings {
        is_new(string.key());
    }
    let mut moved = String::new();
    for string in others.iter().flat_map(|record| &record.strings) {
        if string.is_plain != last.is_plain {
            return None;
        }
        if is_new(string.key()) {
            moved.push(' ');
            moved.push_str(faulty.text.get(string.span.clone())?);
        }
    }
    let mut edits = without_records(faulty, others)?;
    if is_nothing && !moved.is_empty() {
        edits.push(Edit::new(last.span.clone(), moved.trim_start()));
    } else if !moved.is_empty() {
        edits.push(Edit::insertion(last.span.end, moved));
    }
    Some(edits)
}

/// TXT005: takes out TXT records that say the same as one before.
pub(super) fn without_repeated_records(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let octets = |record: &WrittenTxt| -> Vec<Vec<u8>> {
        let strings = record.strings.iter();
        strings
            .map(|string| string.text.iter().map(|(octet, _)| *octet).collect())
            .collect()
    };
    let mut known: Vec<Vec<Vec<u8>>> = Vec::new();
    let mut repeated = Vec::new();
    for record in records_of_instance(faulty)? {
        let own = octets(record);
        if known.contains(&own) {
            repeated.push(record);
        } else {
            known.push(own);
        }
    }
    let edits = without_records(faulty, &repeated)?;
    (!edits.is_empty()).then_some(edits)
}

/// The TXT records of the instance, where they stand in the file as records.
fn records_of_instance<'a>(faulty: &Faulty<'a>) -> Option<Vec<&'a WrittenTxt>> {
    let instance = faulty.instance()?;
    Some(match faulty.format {
        FileFormat::Zone => faulty.index.records_of(&instance.name).to_vec(),
        FileFormat::Systemd => faulty.index.written.records.iter().collect(),
        _ => Vec::new(),
    })
}

/// Takes records away with their lines; `None` where a comment stands there.
fn without_records(faulty: &Faulty<'_>, records: &[&WrittenTxt]) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    for record in records {
        let lines = record.lines.clone()?;
        let mut at = lines.start;
        for string in &record.strings {
            let gap = faulty.text.get(at..string.span.start)?;
            at = string.span.end;
            if has_comment(gap, faulty.format) {
                return None;
            }
        }
        if has_comment(faulty.text.get(at..lines.end)?, faulty.format) {
            return None;
        }
        edits.push(Edit::removal(lines));
    }
    Some(edits)
}

/// SRV009: lets the SRV record name the host itself.
pub(super) fn with_canonical_target(faulty: &Faulty<'_>) -> Option<Vec<Edit>> {
    let instance = faulty.instance()?;
    let mut edits = Vec::new();
    for alias in instance.srv.iter().map(|seen| &seen.data.target) {
        let mut host = alias;
        for _ in 0..MAX_ALIASES {
            host = faulty.index.alias(host).unwrap_or(host);
        }
        // Aliases that lead to each other lead to no host.
        if host == alias || faulty.index.alias(host).is_some() {
            continue;
        }
        for name in faulty.index.names(alias) {
            if name.role == NameRole::Target(RecordType::SRV) {
                let edit = Edit::new(name.span.clone(), host.to_string());
                if !edits.contains(&edit) {
                    edits.push(edit);
                }
            }
        }
    }
    (!edits.is_empty()).then_some(edits)
}
