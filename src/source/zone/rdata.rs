//! The data of each record type, from presentation form to octets.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::name::DomainName;
use crate::wire::{Nsec, RecordType};

use super::error::{Fault, ZoneErrorKind};
use super::parser::Fields;
use super::token::{Form, Token};

/// Octets that the data of one record can have: its length field has 16 bits.
const MAX_DATA_LEN: usize = 65_535;

/// Reads the data of a record of this type; `name` makes relative names absolute.
pub(super) fn read(
    kind: RecordType,
    fields: &mut Fields<'_, '_>,
    name: impl Fn(&Token<'_>) -> Result<DomainName, Fault>,
) -> Result<Vec<u8>, Fault> {
    if fields.next_is_word("\\#") {
        return generic(fields);
    }
    match kind {
        RecordType::A => {
            let address: Ipv4Addr = parsed(
                fields.next("an IPv4 address")?,
                "an IPv4 address such as `192.0.2.1`",
            )?;
            Ok(address.octets().to_vec())
        }
        RecordType::AAAA => {
            let address: Ipv6Addr = parsed(
                fields.next("an IPv6 address")?,
                "an IPv6 address such as `2001:db8::1`",
            )?;
            Ok(address.octets().to_vec())
        }
        RecordType::CNAME | RecordType::PTR => {
            Ok(name(fields.next("a domain name")?)?.as_wire().to_vec())
        }
        RecordType::NSEC => nsec(fields, name),
        RecordType::SRV => {
            let priority: u16 = parsed(fields.next("a priority")?, "a priority from 0 to 65535")?;
            let weight: u16 = parsed(fields.next("a weight")?, "a weight from 0 to 65535")?;
            let port: u16 = parsed(fields.next("a port")?, "a port from 0 to 65535")?;
            let target = name(fields.next("the name of a host")?)?;
            let numbers = [priority, weight, port]
                .into_iter()
                .flat_map(u16::to_be_bytes);
            Ok(numbers.chain(target.as_wire().iter().copied()).collect())
        }
        RecordType::TXT => strings(fields),
        _ => Err(fields
            .next("`\\#` and the octets of the data")?
            .expected("`\\#`, which begins data of this type")),
    }
}

fn parsed<T: std::str::FromStr>(token: &Token<'_>, expected: &'static str) -> Result<T, Fault> {
    // `FromStr` of integers takes a plus sign, which no zone file has.
    let is_plain = token.form == Form::Word && !token.text.starts_with('+');
    token
        .text
        .parse()
        .ok()
        .filter(|_| is_plain)
        .ok_or_else(|| token.expected(expected))
}

fn strings(fields: &mut Fields<'_, '_>) -> Result<Vec<u8>, Fault> {
    let mut data = Vec::new();
    let mut next = Some(fields.next("a string")?);
    while let Some(token) = next {
        let octets = token.octets()?;
        // One length octet says how long a string is (RFC 1035 §3.3): 255 octets are the limit.
        let too_long = || token.fault(ZoneErrorKind::StringTooLong { len: octets.len() });
        data.push(u8::try_from(octets.len()).map_err(|_| too_long())?);
        data.extend_from_slice(&octets);
        if data.len() > MAX_DATA_LEN {
            return Err(token.fault(ZoneErrorKind::DataTooLong { len: data.len() }));
        }
        next = fields.next_if_any();
    }
    Ok(data)
}

/// The next name, and the types that exist
/// ([RFC 4034 §4.1](https://www.rfc-editor.org/rfc/rfc4034#section-4.1)).
fn nsec(
    fields: &mut Fields<'_, '_>,
    name: impl Fn(&Token<'_>) -> Result<DomainName, Fault>,
) -> Result<Vec<u8>, Fault> {
    let next = name(fields.next("the next domain name")?)?;
    let mut types = Vec::new();
    while let Some(token) = fields.next_if_any() {
        let kind: RecordType = token
            .text
            .parse()
            .map_err(|_| token.expected("a record type"))?;
        types.push(kind);
    }
    let nsec = Nsec::new(next, types);
    let mut data = nsec.next.as_wire().to_vec();
    for block in &nsec.blocks {
        data.push(block.number);
        data.push(
            u8::try_from(block.bitmap.len()).expect("a bit map of 256 types has at most 32 octets"),
        );
        data.extend_from_slice(&block.bitmap);
    }
    Ok(data)
}

/// `\#`, the length, and hexadecimal digits in any number of groups.
fn generic(fields: &mut Fields<'_, '_>) -> Result<Vec<u8>, Fault> {
    let mark = fields.next("`\\#`")?;
    let stated: u16 = parsed(
        fields.next("a length in octets")?,
        "a length from 0 to 65535 octets",
    )?;
    let mut data = Vec::new();
    while let Some(token) = fields.next_if_any() {
        let digits = token.text.as_bytes();
        let octets = data_encoding::HEXLOWER_PERMISSIVE.decode(digits);
        data.extend(octets.map_err(|_| token.expected("an even number of hexadecimal digits"))?);
    }
    let stated = usize::from(stated);
    if stated != data.len() {
        return Err(mark.fault(ZoneErrorKind::LengthMismatch {
            stated,
            present: data.len(),
        }));
    }
    Ok(data)
}

#[cfg(test)]
mod tests {
    use crate::source::zone::records;
    use crate::wire::{RecordData, RecordType};

    fn rdata(record: &str) -> Vec<u8> {
        records(&format!("$ORIGIN local.\na.local. 60 IN {record}"), "zone").unwrap()[0]
            .record
            .rdata
            .clone()
    }

    #[test]
    fn each_type_is_written_as_on_the_wire() {
        assert_eq!(rdata("A 192.0.2.1"), [192, 0, 2, 1]);
        assert_eq!(rdata("AAAA ::1")[15], 1);
        assert_eq!(rdata("PTR b"), b"\x01b\x05local\0");
        assert_eq!(rdata("SRV 1 2 258 b."), b"\0\x01\0\x02\x01\x02\x01b\0");
        assert_eq!(
            rdata(r#"TXT a=1 "" "b=\"\255;" "#),
            b"\x03a=1\0\x05b=\"\xff;"
        );
        assert_eq!(rdata("TYPE9 \\# 3 00 ff0A"), [0, 255, 10]);
        assert_eq!(rdata("TXT \\# 0"), b"");
    }

    #[test]
    fn an_nsec_record_has_a_bitmap_per_window() {
        assert_eq!(rdata("NSEC . A AAAA"), b"\0\x00\x04\x40\0\0\x08");
        assert_eq!(rdata("NSEC . TYPE256 A"), b"\0\x00\x01\x40\x01\x01\x80");
    }

    #[test]
    fn data_that_is_wrong_on_purpose_is_kept() {
        let record = &records("a. 60 IN A \\# 5 0a00000100", "zone").unwrap()[0].record;
        assert_eq!(
            (record.record_type, &record.data),
            (RecordType::A, &RecordData::Malformed)
        );
    }
}
