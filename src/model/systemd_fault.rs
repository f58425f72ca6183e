/// What can be wrong with a `.dnssd` unit of systemd-resolved, beside what its service says.
///
/// Texts of the file are as they stand there, not escaped. What resolved does about each is that of version 252 unless it is
/// stated otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SystemdFault {
    /// An assignment that is passed over, because its value is none.
    AssignmentIgnored {
        /// The key.
        key: &'static str,
        /// The value as written.
        value: Vec<u8>,
        /// What is wrong with it: escaped.
        reason: String,
    },
    /// The instance name has a dot or a backslash: it is read as a domain name, not as one label.
    DottedName {
        /// The value as written.
        value: Vec<u8>,
        /// What is published.
        published: Vec<Vec<u8>>,
    },
    /// A name or type is missing, so that the unit is dropped.
    Incomplete {
        /// The key.
        key: &'static str,
        /// Whether there was an assignment, which is passed over.
        is_ignored: bool,
    },
    /// A line that is passed over.
    LineIgnored {
        /// The line.
        line: Vec<u8>,
        /// Why.
        reason: LineRefusal,
    },
    /// The instance name has the ID of the machine in it.
    MachineId {
        /// The value as written.
        value: Vec<u8>,
    },
    /// A number with a leading 0, which is read as octal.
    OctalNumber {
        /// The key.
        key: &'static str,
        /// The value as written.
        value: Vec<u8>,
        /// What is published.
        number: u16,
    },
    /// The instance name is in quotation marks, which belong to it.
    QuotedName {
        /// The value as written.
        value: Vec<u8>,
    },
    /// `SubType=` is known since version 256.
    SubTypeIsNew,
    /// A TXT string that is left out.
    TxtIgnored {
        /// The string, unescaped.
        string: Vec<u8>,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A TXT string of more than 255 octets, with which no packet can be made.
    TxtTooLong {
        /// The key, unescaped.
        key: Vec<u8>,
        /// Octets in it.
        len: usize,
    },
    /// `KEY=` is published without its `=`: the value is not empty but absent.
    TxtValueLost {
        /// The key, unescaped.
        key: Vec<u8>,
    },
    /// A key that there is not.
    UnknownKey {
        /// The key.
        key: Vec<u8>,
        /// One that it may have been meant for.
        near: Option<&'static str>,
    },
    /// A section that there is not; all in it is passed over.
    UnknownSection {
        /// Its name.
        section: Vec<u8>,
    },
    /// A line at which the daemon stops reading, and drops the unit.
    Unreadable {
        /// What is wrong with it: lower case, escaped.
        reason: String,
    },
    /// The instance name can't be read as a domain name, so that the unit is dropped.
    UnusableName {
        /// The value as written.
        value: Vec<u8>,
        /// What is wrong with it.
        reason: &'static str,
    },
}

/// Why a line of a unit is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LineRefusal {
    /// It has no `=`.
    NoEqualsSign,
    /// It has nothing before the `=`.
    NoKey,
    /// No section begins before it.
    OutsideOfSection,
}

impl SystemdFault {
    /// Whether the daemon publishes nothing of the unit.
    pub const fn drops_file(&self) -> bool {
        matches!(
            self,
            Self::Incomplete { .. }
                | Self::TxtTooLong { .. }
                | Self::Unreadable { .. }
                | Self::UnusableName { .. }
        )
    }
}
