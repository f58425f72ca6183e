//! Packet captures and recordings: what of the link is not in them.

use crate::model::{CaptureFault, FileFaultKind, Origin, SourceFile};
use crate::name::presentation;
use crate::rule::{Findings, rules};

rules! {
    /// A capture ends within a packet.
    ///
    /// The program that wrote it was stopped by force, or the disk was full. What stands before is judged; nobody knows what
    /// came after.
    ///
    /// Example:
    ///
    /// ```capture
    /// d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000  ; pcap, Ethernet
    /// 0004ab65 00000000 40000000 40000000                      ; a packet of 64 octets …
    /// 01005e00 00fb                                            ; … of which six are there
    /// ```
    ///
    /// Instead:
    ///
    /// ```capture
    /// d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000  ; pcap, Ethernet
    /// 0004ab65 00000000 06000000 06000000
    /// 01005e00 00fb
    /// ```
    FILE040 "capture-cut-off" {
        cite: ["draft-ietf-opsawg-pcap" "5" _ ""],
        needs: [],
        check: File(capture_cut_off),
    }

    /// A part of a capture can't be read, and what follows is lost.
    ///
    /// A stated length is greater than any packet is, or a block is not what the format allows. All that stands before is
    /// judged.
    ///
    /// Example:
    ///
    /// ```capture
    /// d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000  ; pcap, Ethernet
    /// 0004ab65 00000000 00000080 00000080                      ; a packet of 2 GiB
    /// 01005e00 00fb
    /// ```
    ///
    /// Instead:
    ///
    /// ```capture
    /// d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000  ; pcap, Ethernet
    /// 0004ab65 00000000 06000000 06000000
    /// 01005e00 00fb
    /// ```
    FILE041 "unreadable-capture" {
        cite: ["draft-ietf-opsawg-pcap" "5" _ ""],
        // What is lost may hold any fault: a run that passes here would tell nothing.
        severity: Error,
        needs: [],
        check: File(unreadable_capture),
    }

    /// Packets were cut short when they were captured.
    ///
    /// Records that are whole are judged, the messages are not. `tcpdump -s 0` and `dumpcap -s 0` take whole packets.
    ///
    /// Example:
    ///
    /// ```capture
    /// d4c3b2a1 0200 0400 00000000 00000000 30000000 65000000  ; pcap, raw IP, at most 48 octets of a packet
    /// 0004ab65 00000000 28000000 4b000000                      ; 40 octets of 75
    /// 4500004b 00000000 ff110000 c0000207 e00000fb             ; IPv4, UDP
    /// 14e914e9 00370000                                        ; port 5353 to 5353
    /// 00008400 00000001 00000000                               ; the header of a response
    /// ```
    ///
    /// Instead:
    ///
    /// ```capture
    /// d4c3b2a1 0200 0400 00000000 00000000 00000400 65000000  ; pcap, raw IP
    /// 0004ab65 00000000 28000000 28000000
    /// 45000028 00000000 ff110000 c0000207 e00000fb             ; IPv4, UDP
    /// 14e914e9 00140000                                        ; port 5353 to 5353
    /// 00000000 00000000 00000000                               ; the header of a query
    /// ```
    FILE042 "packets-cut-short" {
        cite: ["draft-ietf-opsawg-pcap" "5" _ ""],
        needs: [],
        check: File(packets_cut_short),
    }

    /// Fragments of datagrams are missing.
    ///
    /// Multicast DNS may send up to 9,000 octets in several IP fragments. Where one was not captured the message is not
    /// judged: filters such as `udp port 5353` let only the first fragment through, and `or (ip[6:2] & 0x1fff != 0)` is needed
    /// beside them.
    ///
    /// Example:
    ///
    /// ```capture
    /// d4c3b2a1 0200 0400 00000000 00000000 00000400 65000000  ; pcap, raw IP
    /// 0004ab65 00000000 24000000 24000000
    /// 45000024 00012000 ff110000 c0000207 e00000fb             ; IPv4, UDP, more fragments follow
    /// 14e914e9 00370000 00008400 00000001                      ; the first 16 octets of 55
    /// ```
    ///
    /// Instead:
    ///
    /// ```capture
    /// d4c3b2a1 0200 0400 00000000 00000000 00000400 65000000  ; pcap, raw IP
    /// 0004ab65 00000000 24000000 24000000
    /// 45000024 00012000 ff110000 c0000207 e00000fb             ; IPv4, UDP, more fragments follow
    /// 14e914e9 00140000 00000000 00000000
    /// 0004ab65 00000000 18000000 18000000
    /// 45000018 00010002 ff110000 c0000207 e00000fb             ; the last fragment
    /// 00000000                                                 ; the end of a query
    /// ```
    FILE043 "fragments-missing" {
        cite: ["RFC 6762" "17" _ "Even when fragmentation is used, a Multicast DNS packet, including IP and UDP headers, MUST NOT exceed 9000 bytes."],
        needs: [],
        check: File(fragments_missing),
    }

    /// A capture is of a kind of link that is not read.
    ///
    /// Read are Ethernet, Linux cooked (both versions), raw IP, loopback and IEEE 802.11.
    ///
    /// Example:
    ///
    /// ```capture
    /// d4c3b2a1 0200 0400 00000000 00000000 00000400 bd000000  ; pcap, USB
    /// 0004ab65 00000000 04000000 04000000
    /// 00000000
    /// ```
    ///
    /// Instead:
    ///
    /// ```capture
    /// d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000  ; pcap, Ethernet
    /// 0004ab65 00000000 06000000 06000000
    /// 01005e00 00fb
    /// ```
    FILE044 "unknown-link-type" {
        cite: ["draft-ietf-opsawg-pcaplinktype" "2" _ ""],
        // Nothing was looked at: a run that passes here would tell nothing.
        severity: Error,
        needs: [],
        check: File(unknown_link_type),
    }

    /// A recording has no end.
    ///
    /// The browse that wrote it was stopped by force. What it heard is judged; what is absent is not, since nobody knows how
    /// long was listened.
    ///
    /// Example:
    ///
    /// ```recording
    /// {"recording":1,"asked":["_http._tcp.local."],"watch":false}
    /// ```
    ///
    /// Instead:
    ///
    /// ```recording
    /// {"recording":1,"asked":["_http._tcp.local."],"watch":false}
    /// {"end":"done","at_ns":1500000000,"drops":0}
    /// ```
    FILE045 "recording-without-end" {
        cite: ["dnssd-check" "recordings" _ ""],
        needs: [],
        check: File(recording_without_end),
    }
}

fn capture_cut_off(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in faults(file) {
        if let CaptureFault::CutOff { found } = fault {
            findings
                .report(format!(
                    "the capture ends within a packet, of which {found} octets are there"
                ))
                .help("end the capturing program before the file is copied")
                .origin(origin.clone());
        }
    }
}

fn unreadable_capture(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in faults(file) {
        if let CaptureFault::Unreadable { reason } = fault {
            let reason = presentation::text(reason.as_bytes());
            findings
                .report(format!("the capture can't be read further: {reason}"))
                .origin(origin.clone());
        }
    }
}

fn packets_cut_short(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in faults(file) {
        if let CaptureFault::CutShort {
            packets,
            captured,
            sent,
        } = fault
        {
            let packets = counted(*packets, "packet");
            findings
                .report(format!(
                    "{packets} cut short: of the first, {captured} of {sent} octets were captured"
                ))
                .help("capture whole packets, such as by `tcpdump -s 0`")
                .origin(origin.clone());
        }
    }
}

fn fragments_missing(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in faults(file) {
        if let CaptureFault::FragmentsMissing { datagrams } = fault {
            let datagrams = counted(*datagrams, "datagram");
            findings
                .report(format!(
                    "fragments of {datagrams} are missing"
                ))
                .help("capture fragments too: `udp port 5353 or (ip[6:2] & 0x1fff != 0) or (ip6[6] == 44)`")
                .origin(origin.clone());
        }
    }
}

fn unknown_link_type(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in faults(file) {
        if let CaptureFault::LinkType { link_type, packets } = fault {
            let packets = counted(*packets, "packet");
            findings
                .report(format!(
                    "link type {link_type} of {packets} is none of those that are read"
                ))
                .help("capture on the network interface itself")
                .origin(origin.clone());
        }
    }
}

fn recording_without_end(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in faults(file) {
        if matches!(fault, CaptureFault::NoEnd) {
            findings
                .report("the recording has no last line, which says how the listening ended")
                .help("end the recording by an interrupt, and copy it then")
                .origin(origin.clone());
        }
    }
}

fn faults(file: &SourceFile) -> impl Iterator<Item = (&CaptureFault, &Origin)> {
    file.faults.iter().filter_map(|fault| match &fault.kind {
        FileFaultKind::Capture(kind) => Some((kind, &fault.origin)),
        _ => None,
    })
}

fn counted(number: u64, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}
