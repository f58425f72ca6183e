/// What can be wrong with a packet capture.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CaptureFault {
    /// A recording without its last line, which says how the listening ended.
    NoEnd,
    /// It ends within a packet or a block.
    CutOff {
        /// Octets of the piece that are there.
        found: u64,
    },
    /// A part that can't be read; what follows is lost.
    Unreadable {
        /// What is wrong with it.
        reason: String,
    },
    /// Packets to or from the port of which less was captured than was sent.
    CutShort {
        /// How many.
        packets: u64,
        /// Octets that were captured of the first of them.
        captured: u64,
        /// Octets that it had on the link.
        sent: u64,
    },
    /// Datagrams of which not all fragments are in the capture.
    FragmentsMissing {
        /// How many.
        datagrams: u64,
    },
    /// Packets from a kind of link that is not read.
    LinkType {
        /// The number of the link type, as the capture states it.
        link_type: u32,
        /// How many.
        packets: u64,
    },
}
