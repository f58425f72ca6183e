//! All faults of a file, one behind the other: a list's item that is faulty is left out, and the rest read again.

use toml::de::{DeTable, DeValue};

use super::error::SchemaError;
use super::service_schema::{SchemaOrigin, ServiceSchema};

/// Faults told of one file at most.
const MAX_FAULTS: usize = 10;

/// Octets of a file at most that is read again for another fault: nobody writes a longer one by hand.
const MAX_LEN: usize = 128 * 1024;

/// The lists of which no other part of a schema needs an item to be there.
const LISTS: [&str; 6] = [
    "keys",
    "subtypes",
    "siblings",
    "relations",
    "remarks",
    "examples",
];

/// The faults, in the order of the file.
pub(super) fn faults(text: &str, origin: &SchemaOrigin) -> Vec<SchemaError> {
    let mut faults = Vec::new();
    let mut rest = text.to_owned();
    while let Err(fault) = ServiceSchema::parse(&rest, origin.clone()) {
        let next = fault
            .place
            .and_then(|place| without_item(&rest, place.start));
        faults.push(fault);
        match next {
            Some(next) if faults.len() < MAX_FAULTS && text.len() <= MAX_LEN => rest = next,
            _ => break,
        }
    }
    faults.sort_by_key(|fault| fault.place.map(|place| place.start));
    faults
}

/// The same text with blanks in place of the item in which the offset lies; `None` where the item is needed, or does not
/// begin with a header of its own.
fn without_item(text: &str, offset: usize) -> Option<String> {
    let table = DeTable::parse(text).ok()?;
    let mut parts: Vec<(usize, bool)> = Vec::new();
    for (name, value) in table.get_ref() {
        match value.get_ref() {
            DeValue::Array(items) => {
                let is_list = LISTS.contains(&name.get_ref().as_ref());
                parts.extend(items.iter().map(|item| (item.span().start, is_list)));
            }
            _ => parts.push((name.span().start.min(value.span().start), false)),
        }
    }
    parts.sort_unstable();
    let position = parts.iter().rposition(|(start, _)| *start <= offset)?;
    let (start, is_list) = *parts.get(position)?;
    let end = parts
        .get(position + 1)
        .map_or(text.len(), |(next, _)| *next);
    let item = text.get(start..end)?;
    if !is_list || !item.starts_with("[[") {
        return None;
    }
    let blank: String = item
        .bytes()
        .map(|octet| if octet == b'\n' { '\n' } else { ' ' })
        .collect();
    Some([text.get(..start)?, &blank, text.get(end..)?].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let faults = faults(text, &SchemaOrigin::File("a.toml".to_owned()));
        faults.iter().map(ToString::to_string).collect()
    }

    const HEAD: &str = "title = \"T\"\nservices = [\"_a._tcp\"]\nconfidence = \"specification\"\n[[sources]]\nid = \"s\"\ntitle = \"S\"\n";

    #[test]
    fn each_faulty_item_is_told() {
        let keys = "[[keys]]\nname = \"a\"\npresence = \"optional\"\nvalue = { type = \"any\" }\nsources = [\"t\"]\n\
                    [[keys]]\nname = \"b\"\npresence = \"optional\"\nvalue = { type = \"any\" }\nsources = [\"s\"]\n\
                    [[examples]]\ntxt = 5 # é\n\
                    [[keys]]\nname = \"B\"\npresence = \"optional\"\nvalue = { type = \"any\" }\nsources = [\"s\"]\n\
                    [[keys]]\nname = \"c\"\npresence = \"optional\"\n[keys.value]\ntype = \"integer\"\nmin = 2\nmax = 1\n";
        assert_eq!(
            told(&format!("{HEAD}{keys}")),
            [
                "a.toml:11:12: `t` is no source of this schema",
                "a.toml:18:7: invalid type: integer `5`, expected an array",
                "a.toml:20:8: key `B` is defined twice; letter case makes no difference (RFC 6763 §6.4)",
                "a.toml:24:1: missing field `sources`",
            ]
        );
    }

    #[test]
    fn what_others_need_ends_the_search() {
        for text in [
            "",
            "title = 5\n",
            "[[keys]]\nname = \"x\n[[keys]]\n",
            "keys = [{}, {}]",
        ] {
            assert_eq!(told(text).len(), 1, "{text}: {:?}", told(text));
        }
        let sources = format!("{HEAD}[[sources]]\nid = \"s\"\ntitle = \"S\"\n[[keys]]\n");
        assert_eq!(
            told(&sources),
            [
                "a.toml:8:6: source `s` stands twice",
                "a.toml:10:1: missing field `name`"
            ]
        );
        let sources = sources.replace(
            "[[keys]]\n",
            "[[keys]]\nname = 5\n[[keys]]\nsources = [\"t\"]\n",
        );
        assert_eq!(told(&sources).len(), 3);
        assert_eq!(told(HEAD), [""; 0]);
    }

    #[test]
    fn there_is_an_end_of_faults() {
        assert_eq!(
            told(&format!("{HEAD}{}", "[[keys]]\n".repeat(100))).len(),
            MAX_FAULTS
        );
        let long = format!("{HEAD}{}", "[[keys]]\n".repeat(MAX_LEN / 9));
        assert_eq!(told(&long).len(), 1);
    }
}
