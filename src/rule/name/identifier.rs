//! Identifiers in names: MAC addresses, UUIDs and serial numbers that no reader can make sense of.

/// Fewest hexadecimal digits in a row that are taken for an identifier: those of a MAC address.
///
/// Shorter ones, such as the four or six digits that tell two bulbs of one model apart, can be read by people.
const MIN_DIGITS: usize = 12;

/// Service types whose own specification or only implementation makes the instance name of an identifier and gives people
/// another name, in the rest of the label or in a TXT key. The sentence of RFC 6763 is about names that are shown.
const PRESCRIBED: [&[u8]; 15] = [
    b"adb-tls-connect",
    b"amzn-wplay",
    b"apple-mobdev2",
    b"brski-pledge",
    b"dacp",
    b"googlecast",
    b"googlezone",
    b"kdeconnect",
    b"matter",
    b"matterc",
    b"matterd",
    b"p2p",
    b"raop",
    b"sonos",
    b"trel",
];

/// Service types for which an identifier in the instance name is what their readers expect.
pub(super) fn is_prescribed(service_name: &[u8]) -> bool {
    // Avahi writes the MAC address of a workstation in brackets behind its host name.
    let is_workstation = service_name.eq_ignore_ascii_case(b"workstation");
    is_workstation
        || PRESCRIBED
            .iter()
            .any(|name| service_name.eq_ignore_ascii_case(name))
}

/// The first piece of `name` that reads as an identifier: a MAC address, a UUID, or as many hexadecimal digits in a row.
///
/// A piece is what stands between characters that are neither letters nor digits, so that words which happen to begin with
/// `abc` are left alone. Decimal digits alone are no identifier: they may be a date or a telephone number.
pub(super) fn find_identifier(name: &str) -> Option<&str> {
    let is_outside = |c: char| !(c.is_alphanumeric() || matches!(c, ':' | '-'));
    name.split(is_outside).find_map(|piece| {
        let piece = piece.trim_matches([':', '-']);
        if is_mac_address(piece, ':') || is_mac_address(piece, '-') || is_uuid(piece) {
            return Some(piece);
        }
        piece
            .split([':', '-'])
            .find(|run| run.len() >= MIN_DIGITS && is_hexadecimal(run))
    })
}

fn is_mac_address(text: &str, separator: char) -> bool {
    text.split(separator).count() == 6 && text.split(separator).all(|pair| pair.len() == 2) && {
        let digits: String = text.split(separator).collect();
        is_hexadecimal(&digits)
    }
}

fn is_uuid(text: &str) -> bool {
    let digits: String = text.split('-').collect();
    text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && digits.bytes().all(|octet| octet.is_ascii_hexdigit())
}

/// Whether all are hexadecimal digits, with at least one letter and one decimal digit among them.
fn is_hexadecimal(text: &str) -> bool {
    text.bytes().all(|octet| octet.is_ascii_hexdigit())
        && text.bytes().any(|octet| octet.is_ascii_alphabetic())
        && text.bytes().any(|octet| octet.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_found() {
        let cases = [
            ("Printer_0001E68C74FB", "0001E68C74FB"),
            ("Printer (00:01:e6:8c:74:fb)", "00:01:e6:8c:74:fb"),
            ("Printer 00-01-E6-8C-74-FB", "00-01-E6-8C-74-FB"),
            ("lab-0001e68c74fb", "0001e68c74fb"),
            (
                "9f9b7d3c-5f3a-4d3e-8f0e-1a2b3c4d5e6f",
                "9f9b7d3c-5f3a-4d3e-8f0e-1a2b3c4d5e6f",
            ),
            (
                "Speaker 991031a79a3224e673c7f7c00fb95245",
                "991031a79a3224e673c7f7c00fb95245",
            ),
        ];
        for (name, identifier) in cases {
            assert_eq!(find_identifier(name), Some(identifier), "{name}");
        }
    }

    #[test]
    fn names_that_people_give_are_left_alone() {
        let names = [
            "Brother 5070N",
            "Living Room",
            "Facade Cafe, 2nd floor",
            "Bridge 1A2B3C",
            "Backup 20250101120000",
            "2025-01-01",
            "25-01-01-12-30-00",
            "+49 30 123456789012",
            "Café déjà-vu 0001",
            "feedbeefdeadbabe",
            "HP001E0B8A6C2Fpro",
            "a-b-c-d-e-f",
            "::-::",
        ];
        for name in names {
            assert_eq!(find_identifier(name), None, "{name}");
        }
    }
}
