//! Names of files, made of names that anybody may have chosen.

use std::collections::BTreeSet;

/// A file name for each name, with this ending: letters, digits, hyphens and dots, no two alike on any file system.
pub(super) fn file_names(names: impl Iterator<Item = Vec<u8>>, ending: &str) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut file_names = Vec::new();
    for name in names {
        let stem = stem(&name);
        let mut file_name = format!("{stem}.{ending}");
        let mut number = 2;
        while !taken.insert(file_name.to_ascii_lowercase()) {
            file_name = format!("{stem}-{number}.{ending}");
            number += 1;
        }
        file_names.push(file_name);
    }
    file_names
}

/// What is left of a name; dots and hyphens neither at an end nor beside each other.
fn stem(name: &[u8]) -> String {
    let mut stem = String::new();
    for octet in name {
        let c = match octet {
            b'.' => '.',
            octet if octet.is_ascii_alphanumeric() => char::from(*octet),
            _ => '-',
        };
        if c.is_ascii_alphanumeric() || stem.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            stem.push(c);
        } else if c == '.' && stem.ends_with('-') {
            stem.pop();
            stem.push('.');
        }
    }
    let stem = stem.trim_end_matches(['.', '-']);
    if stem.is_empty() {
        return "service".to_owned();
    }
    stem.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_out_of_a_folder() {
        for (name, expected) in [
            ("Team Calendar.caldav", "Team-Calendar.caldav"),
            ("../../etc/passwd", "etc-passwd"),
            ("-rf", "rf"),
            ("Büro (3. OG).ipp", "B-ro-3.OG.ipp"),
            ("プリンター", "service"),
            ("プリンター.ipp", "ipp"),
            ("a\0b\n", "a-b"),
            ("", "service"),
        ] {
            assert_eq!(stem(name.as_bytes()), expected, "{name}");
        }
    }

    #[test]
    fn no_two_are_alike() {
        let names = ["Lab", "lab", "LAB", "lab-2"];
        let names = names.iter().map(|name| name.as_bytes().to_vec());
        assert_eq!(
            file_names(names, "x"),
            ["Lab.x", "lab-2.x", "LAB-3.x", "lab-2-2.x"]
        );
    }
}
