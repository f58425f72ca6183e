//! Captures made by hand: the headers of files, links and IP around a datagram.

/// Microseconds since 1970 at which the first packet was captured.
const FIRST: u64 = 1_796_000_000_250_000;

/// A form of pcap.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pcap {
    big_endian: bool,
    nanoseconds: bool,
}

impl Pcap {
    pub(crate) const FORMS: [Self; 4] = [
        Self {
            big_endian: false,
            nanoseconds: false,
        },
        Self {
            big_endian: true,
            nanoseconds: false,
        },
        Self {
            big_endian: false,
            nanoseconds: true,
        },
        Self {
            big_endian: true,
            nanoseconds: true,
        },
    ];

    pub(crate) fn file(self, link_type: u32, frames: &[&[u8]]) -> Vec<u8> {
        let frames: Vec<(u64, &[u8])> = frames.iter().map(|frame| (0, *frame)).collect();
        self.write(link_type, usize::MAX, &frames)
    }

    /// A capture that took only so many octets of each packet.
    pub(crate) fn file_cut_to(self, len: usize, frames: &[&[u8]]) -> Vec<u8> {
        let frames: Vec<(u64, &[u8])> = frames.iter().map(|frame| (0, *frame)).collect();
        self.write(1, len, &frames)
    }

    /// A capture of Ethernet with the times of its frames, in microseconds since the first.
    pub(crate) fn timed_file(self, frames: &[(u64, &[u8])]) -> Vec<u8> {
        self.write(1, usize::MAX, frames)
    }

    fn write(self, link_type: u32, snap_len: usize, frames: &[(u64, &[u8])]) -> Vec<u8> {
        let number = |number: u32| octets(self.big_endian, number);
        let magic = if self.nanoseconds {
            0xa1b2_3c4d
        } else {
            0xa1b2_c3d4
        };
        let version = if self.big_endian {
            0x0002_0004
        } else {
            0x0004_0002
        };
        let mut file = [magic, version, 0, 0, 262_144, link_type]
            .map(number)
            .concat();
        for (after, frame) in frames {
            let time = FIRST + after;
            let part = u32::try_from(time % 1_000_000).unwrap();
            let part = if self.nanoseconds { part * 1_000 } else { part };
            let captured = &frame[..frame.len().min(snap_len)];
            let seconds = u32::try_from(time / 1_000_000).unwrap();
            file.extend(
                [seconds, part, len(captured), len(frame)]
                    .map(number)
                    .concat(),
            );
            file.extend(captured);
        }
        file
    }
}

/// A form of pcapng.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pcapng {
    big_endian: bool,
    /// The option `if_tsresol`, if it is there: a power of ten, or of two with the upper bit.
    resolution: Option<u8>,
}

impl Pcapng {
    pub(crate) const FORMS: [Self; 4] = [
        Self {
            big_endian: false,
            resolution: None,
        },
        Self {
            big_endian: true,
            resolution: None,
        },
        Self {
            big_endian: false,
            resolution: Some(9),
        },
        // 2^20 units a second; a quarter of a second is one of its numbers.
        Self {
            big_endian: true,
            resolution: Some(0x94),
        },
    ];

    /// A capture with interfaces, each with its name and link type, and packets, each with the number of its interface.
    pub(crate) fn file(self, interfaces: &[(&str, u16)], frames: &[(u32, &[u8])]) -> Vec<u8> {
        let mut file = self.head(interfaces);
        let units: u64 = match self.resolution {
            None => FIRST,
            Some(9) => FIRST * 1_000,
            Some(_) => FIRST / 1_000_000 * (1 << 20) + (1 << 18),
        };
        for (interface, frame) in frames {
            let high = u32::try_from(units >> 32).unwrap();
            let low = u32::try_from(units & 0xffff_ffff).unwrap();
            let fields = [*interface, high, low, len(frame), len(frame)];
            let mut body = fields.map(|field| octets(self.big_endian, field)).concat();
            body.extend(padded(frame));
            file.extend(self.block(6, &body));
        }
        file
    }

    /// A capture whose packets have no times.
    pub(crate) fn simple_file(self, frame: &[u8]) -> Vec<u8> {
        let mut file = self.head(&[("eth0", 1)]);
        let mut body = octets(self.big_endian, len(frame)).to_vec();
        body.extend(padded(frame));
        file.extend(self.block(3, &body));
        file
    }

    fn head(self, interfaces: &[(&str, u16)]) -> Vec<u8> {
        let number = |number: u32| octets(self.big_endian, number);
        let version = if self.big_endian {
            0x0001_0000
        } else {
            0x0000_0001
        };
        let section = [0x1a2b_3c4d, version, u32::MAX, u32::MAX]
            .map(number)
            .concat();
        let mut file = self.block(0x0a0d_0d0a, &section);
        for (name, link_type) in interfaces {
            let link_type = u32::from(*link_type);
            let link_type = if self.big_endian {
                link_type << 16
            } else {
                link_type
            };
            let mut body = [link_type, 262_144].map(number).concat();
            if !name.is_empty() {
                body.extend(self.option(2, name.as_bytes()));
            }
            if let Some(resolution) = self.resolution {
                body.extend(self.option(9, &[resolution]));
            }
            body.extend(self.option(0, &[]));
            file.extend(self.block(1, &body));
        }
        file
    }

    fn option(self, code: u16, value: &[u8]) -> Vec<u8> {
        let numbers = [code, u16::try_from(value.len()).unwrap()];
        let numbers = numbers.map(|number| {
            if self.big_endian {
                number.to_be_bytes()
            } else {
                number.to_le_bytes()
            }
        });
        [numbers.concat(), padded(value)].concat()
    }

    fn block(self, kind: u32, body: &[u8]) -> Vec<u8> {
        let length = octets(self.big_endian, len(body) + 12);
        [&octets(self.big_endian, kind)[..], &length, body, &length].concat()
    }
}

/// A kind of link.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Link {
    Cooked,
    CookedV2,
    Ethernet,
    Loopback,
    Raw,
    Wireless,
}

impl Link {
    pub(crate) const ALL: [Self; 6] = [
        Self::Cooked,
        Self::CookedV2,
        Self::Ethernet,
        Self::Loopback,
        Self::Raw,
        Self::Wireless,
    ];

    pub(crate) const fn number(self) -> u32 {
        match self {
            Self::Loopback => 0,
            Self::Ethernet => 1,
            Self::Raw => 101,
            Self::Cooked => 113,
            Self::Wireless => 127,
            Self::CookedV2 => 276,
        }
    }

    pub(crate) fn frame(self, packet: &[u8], ip: Ip) -> Vec<u8> {
        let number = ip.ether_type().to_be_bytes();
        let head = match self {
            Self::Cooked => [&[0; 14][..], &number].concat(),
            Self::CookedV2 => [&number[..], &[0; 18]].concat(),
            Self::Ethernet => [&[0; 12][..], &number].concat(),
            Self::Loopback => vec![if matches!(ip, Ip::V4) { 2 } else { 30 }, 0, 0, 0],
            Self::Raw => Vec::new(),
            // Radiotap without fields, a data frame with quality of service, LLC and SNAP.
            Self::Wireless => [
                &[0, 0, 8, 0, 0, 0, 0, 0][..],
                &[0x88, 0x02],
                &[0; 24],
                &[0xaa, 0xaa, 3, 0, 0, 0],
                &number,
            ]
            .concat(),
        };
        [&head, packet].concat()
    }
}

/// A version of IP.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ip {
    V4,
    V6,
    /// With hop-by-hop and destination options, and a fragment header of a whole datagram.
    V6WithExtensions,
}

impl Ip {
    pub(crate) fn packet(self, ttl: u8, datagram: &[u8]) -> Vec<u8> {
        match self {
            Self::V4 => ipv4(ttl, datagram),
            Self::V6 => ipv6(ttl, 17, datagram),
            Self::V6WithExtensions => {
                let options = [60, 0, 1, 4, 0, 0, 0, 0];
                let destination = [44, 0, 1, 4, 0, 0, 0, 0];
                let atomic = [17, 0, 0, 0, 0, 0, 0, 9];
                ipv6(
                    ttl,
                    0,
                    &[&options[..], &destination, &atomic, datagram].concat(),
                )
            }
        }
    }

    pub(crate) fn fragments(self, ttl: u8, datagram: &[u8], size: usize) -> Vec<Vec<u8>> {
        if matches!(self, Self::V4) {
            return ipv4_fragments(ttl, datagram, size);
        }
        parts(datagram, size)
            .map(|(offset, more, part)| {
                let field = u16::try_from(offset).unwrap() | u16::from(more);
                let header = [&[17, 0][..], &field.to_be_bytes(), &[0, 0, 0, 7]].concat();
                ipv6(ttl, 44, &[&header, part].concat())
            })
            .collect()
    }

    const fn ether_type(self) -> u16 {
        match self {
            Self::V4 => 0x0800,
            Self::V6 | Self::V6WithExtensions => 0x86dd,
        }
    }
}

pub(crate) fn udp(source: u16, destination: u16, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 8).unwrap();
    let numbers = [source, destination, length, 0]
        .map(u16::to_be_bytes)
        .concat();
    [&numbers, payload].concat()
}

/// A packet to the group, from 192.0.2.7.
pub(crate) fn ipv4(ttl: u8, datagram: &[u8]) -> Vec<u8> {
    ipv4_part(ttl, 0, datagram)
}

pub(crate) fn ipv4_fragments(ttl: u8, datagram: &[u8], size: usize) -> Vec<Vec<u8>> {
    parts(datagram, size)
        .map(|(offset, more, part)| {
            let field = u16::try_from(offset / 8).unwrap() | if more { 0x2000 } else { 0 };
            ipv4_part(ttl, field, part)
        })
        .collect()
}

fn ipv4_part(ttl: u8, fragment: u16, part: &[u8]) -> Vec<u8> {
    let length = u16::try_from(part.len() + 20).unwrap();
    let mut packet = vec![0x45, 0];
    packet.extend(length.to_be_bytes());
    packet.extend([0, 7]);
    packet.extend(fragment.to_be_bytes());
    packet.extend([ttl, 17, 0, 0, 192, 0, 2, 7, 224, 0, 0, 251]);
    packet.extend(part);
    packet
}

fn ipv6(ttl: u8, next_header: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len()).unwrap();
    let mut packet = vec![0x60, 0, 0, 0];
    packet.extend(length.to_be_bytes());
    packet.extend([next_header, ttl]);
    packet.extend([&[0xfe, 0x80][..], &[0; 13], &[7]].concat());
    packet.extend([&[0xff, 0x02][..], &[0; 13], &[0xfb]].concat());
    packet.extend(payload);
    packet
}

/// A frame of Ethernet, with tags of four octets.
pub(crate) fn ethernet(tags: &[u32], packet: &[u8]) -> Vec<u8> {
    let version = packet[0] >> 4;
    let number: u16 = if version == 4 { 0x0800 } else { 0x86dd };
    let tags: Vec<u8> = tags.iter().flat_map(|tag| tag.to_be_bytes()).collect();
    [&[0; 12][..], &tags, &number.to_be_bytes(), packet].concat()
}

/// The parts of a datagram, each with its offset and whether more follow.
fn parts(datagram: &[u8], size: usize) -> impl Iterator<Item = (usize, bool, &[u8])> {
    let count = datagram.len().div_ceil(size);
    let chunks = datagram.chunks(size).enumerate();
    chunks.map(move |(number, part)| (number * size, number + 1 < count, part))
}

fn octets(big_endian: bool, number: u32) -> [u8; 4] {
    if big_endian {
        number.to_be_bytes()
    } else {
        number.to_le_bytes()
    }
}

fn len(octets: &[u8]) -> u32 {
    u32::try_from(octets.len()).unwrap()
}

/// Filled up to a multiple of four.
fn padded(octets: &[u8]) -> Vec<u8> {
    let mut padded = octets.to_vec();
    padded.resize(octets.len().next_multiple_of(4), 0);
    padded
}
