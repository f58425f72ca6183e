use std::fmt;

/// What can be wrong with a service group of Avahi, beside what its services say.
///
/// Texts of the file are as they stand there, not escaped. What avahi-daemon does about each is that of version 0.8.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AvahiFault {
    /// The text of an element is not what its attribute `value-format` says.
    Undecodable {
        /// The value of the attribute.
        format: String,
        /// The text behind the first `=`.
        text: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The value of an attribute is none of those that there are.
    AttributeValue {
        /// The element.
        element: String,
        /// The attribute.
        attribute: String,
        /// Its value.
        value: String,
    },
    /// Two services of the group have the same name and type and different data.
    Conflict {
        /// The service type.
        service_type: String,
    },
    /// No XML: the daemon reads none of the file.
    Malformed {
        /// What is wrong: lower case, escaped.
        reason: String,
    },
    /// An element has not what it must have.
    Missing {
        /// The element that is missing, or that is there and empty.
        element: &'static str,
        /// The element that it belongs in.
        parent: &'static str,
    },
    /// An element stands before another that belongs before it.
    OutOfOrder {
        /// The element.
        element: String,
        /// The element that stands before it.
        before: String,
    },
    /// The text of `port` is no number, or more than a number.
    Port {
        /// The text.
        text: String,
        /// The port that the daemon publishes; `None` where it drops the file.
        published: Option<u16>,
    },
    /// The daemon publishes nothing of the group, because it does not take a name.
    Refused {
        /// The element that holds the name.
        element: &'static str,
        /// The name.
        text: String,
        /// Why it is refused.
        reason: NameRefusal,
    },
    /// An element that may stand there once stands there again.
    Repeated {
        /// The element.
        element: String,
        /// What the daemon takes it for.
        taken: String,
    },
    /// A reference to an entity that nobody defines: the daemon leaves it out.
    SkippedEntity {
        /// Its name.
        name: String,
    },
    /// The daemon leaves out a subtype.
    SubtypeRefused {
        /// The subtype as written.
        subtype: String,
        /// Why.
        reason: NameRefusal,
    },
    /// Text where only elements belong: the daemon passes it over.
    StrayText {
        /// The text, without the blanks around it.
        text: String,
        /// The element in which it stands.
        parent: String,
    },
    /// The daemon publishes nothing of the group, because it does not take a TXT record.
    TxtRefused(TxtRefusal),
    /// A TXT string is published as another than is written.
    TxtString {
        /// The string as written.
        written: Vec<u8>,
        /// What becomes of it.
        becomes: TxtChange,
    },
    /// An attribute that the element does not have.
    UnexpectedAttribute {
        /// The element.
        element: String,
        /// The attribute.
        attribute: String,
    },
    /// An element that does not belong there.
    UnexpectedElement {
        /// The element.
        element: String,
        /// The element in which it stands; `None` for the outermost.
        parent: Option<String>,
    },
    /// `%h` stays as it is, because `replace-wildcards` is not `yes`.
    WildcardKept {
        /// What `replace-wildcards` says, if it stands there.
        attribute: Option<String>,
    },
}

/// Why avahi-daemon does not take a name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameRefusal {
    /// A host name that is an IP address.
    Address,
    /// A backslash that is no escape, or an empty label.
    Form,
    /// A host name of one label.
    Relative,
    /// There is nothing.
    Empty,
    /// A domain that is not `local` or below it.
    NotLocal,
    /// A subtype that is not `_NAME._sub.` and a type.
    NoSubtype,
    /// A type that is not `_NAME._tcp` or `_NAME._udp`.
    NoType,
    /// Its service name or subtype has a single letter.
    Short,
    /// It is longer than a label or a name may be.
    TooLong {
        /// Octets in it.
        len: usize,
        /// Octets allowed.
        max: usize,
    },
}

/// Why avahi-daemon does not take a TXT record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TxtRefusal {
    /// A string is empty.
    EmptyString,
    /// All strings are longer than a record.
    RecordTooLong {
        /// Octets in them, with their length octets.
        len: usize,
    },
    /// A string is longer than 255 octets.
    StringTooLong {
        /// The string.
        string: Vec<u8>,
    },
}

/// What avahi-daemon makes of a TXT string.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TxtChange {
    /// It loses the `=` with which it begins.
    LosesEqualsSign,
    /// It is published as it is: without `=` there is no value that could be decoded.
    NotDecoded,
}

impl AvahiFault {
    /// Whether the daemon publishes nothing of the file.
    pub const fn drops_file(&self) -> bool {
        if let Self::Refused { reason, .. } = self {
            // Where there is no server for wide-area DNS, it is published by multicast all the same.
            return !matches!(reason, NameRefusal::NotLocal);
        }
        matches!(
            self,
            Self::Undecodable { .. }
                | Self::AttributeValue { .. }
                | Self::Conflict { .. }
                | Self::Malformed { .. }
                | Self::Missing { .. }
                | Self::Port {
                    published: None,
                    ..
                }
                | Self::TxtRefused(_)
                | Self::UnexpectedAttribute { .. }
                | Self::UnexpectedElement { .. }
        )
    }
}

impl fmt::Display for NameRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address => f.write_str("is an address, a name is expected"),
            Self::Form => {
                f.write_str("is no name: it has an empty label or a backslash that escapes nothing")
            }
            Self::Relative => {
                f.write_str("has one label, a whole name such as `host.local` is expected")
            }
            Self::Empty => f.write_str("is empty"),
            Self::NotLocal => f.write_str("is not `local` or a domain below it"),
            Self::NoSubtype => f.write_str("has not the form `_SUBTYPE._sub._TYPE._tcp`"),
            Self::NoType => f.write_str("has not the form `_NAME._tcp` or `_NAME._udp`"),
            Self::Short => f.write_str("has a name of a single octet, at least 2 are expected"),
            Self::TooLong { len, max } => {
                write!(f, "is {len} octets long, at most {max} are allowed")
            }
        }
    }
}
