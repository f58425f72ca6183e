//! What a frame of some kind of link carries.

/// What is inside a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carried<'a> {
    /// A packet of the protocol with this number of Ethernet, VLAN tags included.
    EtherType(u16, &'a [u8]),
    /// A packet of IP, of either version.
    Ip(&'a [u8]),
    /// Nothing that could be IP.
    Nothing,
}

/// The number of an interface, where the frame has one.
pub(super) type InterfaceNumber = Option<u32>;

/// What a frame carries; `None` for a kind of link that is not read.
///
/// Numbers and forms are those of draft-ietf-opsawg-pcaplinktype.
pub(super) fn carried(link_type: u32, frame: &[u8]) -> Option<(Carried<'_>, InterfaceNumber)> {
    let carried = match link_type {
        NULL | LOOP => loopback(frame),
        ETHERNET => ethernet(frame),
        RAW | RAW_BSD | RAW_OPENBSD | IPV4 | IPV6 => Some(Carried::Ip(frame)),
        IEEE802_11 => wireless(frame),
        IEEE802_11_RADIOTAP => {
            let header = octets(frame, 2).map(u16::from_le_bytes);
            header.and_then(|len| wireless(frame.get(len.into()..)?))
        }
        LINUX_SLL => ether_type_at(frame, 14, 16),
        LINUX_SLL2 => {
            let number = octets(frame, 4).map(u32::from_be_bytes);
            let carried = ether_type_at(frame, 0, 20).unwrap_or(Carried::Nothing);
            return Some((carried, number));
        }
        _ => return None,
    };
    Some((carried.unwrap_or(Carried::Nothing), None))
}

const NULL: u32 = 0;
const ETHERNET: u32 = 1;
const RAW_BSD: u32 = 12;
const RAW_OPENBSD: u32 = 14;
const RAW: u32 = 101;
const IEEE802_11: u32 = 105;
const LOOP: u32 = 108;
const LINUX_SLL: u32 = 113;
const IEEE802_11_RADIOTAP: u32 = 127;
const IPV4: u32 = 228;
const IPV6: u32 = 229;
const LINUX_SLL2: u32 = 276;

/// The smallest number of a protocol; smaller ones are the length of an IEEE 802.3 frame.
const FIRST_ETHER_TYPE: u16 = 0x0600;

fn ethernet(frame: &[u8]) -> Option<Carried<'_>> {
    let number = octets(frame, 12).map(u16::from_be_bytes)?;
    if number < FIRST_ETHER_TYPE {
        return snap(frame.get(14..)?);
    }
    Some(Carried::EtherType(number, frame.get(14..)?))
}

fn ether_type_at(frame: &[u8], at: usize, payload: usize) -> Option<Carried<'_>> {
    let number = octets(frame, at).map(u16::from_be_bytes)?;
    Some(Carried::EtherType(number, frame.get(payload..)?))
}

/// Four octets say the protocol family, in the byte order of the machine that captured; what follows says it as well.
fn loopback(frame: &[u8]) -> Option<Carried<'_>> {
    Some(Carried::Ip(frame.get(4..)?))
}

/// LLC and SNAP, with the organization code of Ethernet.
fn snap(payload: &[u8]) -> Option<Carried<'_>> {
    let payload = payload.strip_prefix(&[0xaa, 0xaa, 0x03, 0, 0, 0])?;
    ether_type_at(payload, 0, 2)
}

/// A data frame of IEEE 802.11 that is not encrypted.
fn wireless(frame: &[u8]) -> Option<Carried<'_>> {
    let [control, flags] = octets(frame, 0)?;
    let is_data = control & 0x0c == 0x08;
    let has_payload = control & 0x40 == 0;
    let is_encrypted = flags & 0x40 != 0;
    if !is_data || !has_payload || is_encrypted {
        return None;
    }
    let fourth_address = if flags & 0x03 == 0x03 { 6 } else { 0 };
    let quality = if control & 0x80 == 0 { 0 } else { 2 };
    // The HT control field is there where the order bit is set in a frame with quality of service.
    let high_throughput = if quality > 0 && flags & 0x80 != 0 {
        4
    } else {
        0
    };
    snap(frame.get(24 + fourth_address + quality + high_throughput..)?)
}

fn octets<const N: usize>(frame: &[u8], at: usize) -> Option<[u8; N]> {
    frame.get(at..)?.first_chunk::<N>().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    const IP: [u8; 2] = [0x45, 0];

    fn frame(parts: &[&[u8]]) -> Vec<u8> {
        parts.concat()
    }

    #[test]
    fn every_kind_of_link_leads_to_its_packet() {
        let ethernet = frame(&[&[0; 12], &[0x08, 0x00], &IP]);
        assert_eq!(
            carried(ETHERNET, &ethernet),
            Some((Carried::EtherType(0x0800, &IP), None))
        );
        let length = frame(&[
            &[0; 12],
            &[0x00, 0x0a],
            &[0xaa, 0xaa, 3, 0, 0, 0, 0x86, 0xdd],
            &IP,
        ]);
        assert_eq!(
            carried(ETHERNET, &length),
            Some((Carried::EtherType(0x86dd, &IP), None))
        );
        let cooked = frame(&[&[0; 14], &[0x08, 0x00], &IP]);
        assert_eq!(
            carried(LINUX_SLL, &cooked),
            Some((Carried::EtherType(0x0800, &IP), None))
        );
        let second = frame(&[&[0x08, 0, 0, 0, 0, 0, 0, 7], &[0; 12], &IP]);
        assert_eq!(
            carried(LINUX_SLL2, &second),
            Some((Carried::EtherType(0x0800, &IP), Some(7)))
        );
        assert_eq!(carried(RAW, &IP), Some((Carried::Ip(&IP), None)));
        let loopback = frame(&[&[2, 0, 0, 0], &IP]);
        assert_eq!(carried(NULL, &loopback), Some((Carried::Ip(&IP), None)));
        assert_eq!(carried(189, &IP), None);
    }

    #[test]
    fn data_frames_of_80211_are_read_unless_they_are_encrypted() {
        let snap = [0xaa, 0xaa, 3, 0, 0, 0, 0x08, 0x00];
        let plain = frame(&[&[0x08, 0x02], &[0; 22], &snap, &IP]);
        let expected = Some((Carried::EtherType(0x0800, &IP[..]), None));
        assert_eq!(carried(IEEE802_11, &plain), expected);
        let quality = frame(&[&[0x88, 0x03], &[0; 22], &[0; 6], &[0; 2], &snap, &IP]);
        assert_eq!(carried(IEEE802_11, &quality), expected);
        let radiotap = frame(&[&[0, 0, 8, 0, 0, 0, 0, 0], &plain]);
        assert_eq!(carried(IEEE802_11_RADIOTAP, &radiotap), expected);
        let nothing = Some((Carried::Nothing, None));
        let encrypted = frame(&[&[0x08, 0x42], &[0; 22], &snap, &IP]);
        assert_eq!(carried(IEEE802_11, &encrypted), nothing);
        assert_eq!(carried(IEEE802_11, &[0x80, 0]), nothing);
    }

    #[test]
    fn frames_that_end_too_early_carry_nothing() {
        for link_type in [0, 1, 105, 108, 113, 127, 276] {
            for len in 0..24 {
                let frame = vec![0x08; len];
                let Some((carried, _)) = carried(link_type, &frame) else {
                    panic!("link type {link_type} is read");
                };
                if let Carried::Ip(rest) | Carried::EtherType(_, rest) = carried {
                    assert!(rest.len() < len);
                }
            }
        }
    }
}
