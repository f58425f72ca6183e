use std::fmt;

use crate::model::{AvahiFault, CaptureFault, Origin, Suppression, SuppressionFault, SystemdFault};

/// A file as a whole: what was wrong with it, apart from what it says of services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The path as the user wrote it; `-` is standard input.
    pub path: String,
    /// What it is.
    pub format: FileFormat,
    /// What is wrong with it, in the order of the file.
    pub faults: Vec<FileFault>,
    /// What its author does not want to hear of, in the order of the file.
    pub suppressions: Vec<Suppression>,
}

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FileFormat {
    /// A service group of Avahi: XML, `*.service`.
    Avahi,
    /// A packet capture: pcap or pcapng.
    Capture,
    /// A recording of this program: JSON lines.
    Recording,
    /// A service of systemd-resolved: `*.dnssd`.
    Systemd,
    /// A zone file.
    Zone,
}

/// Something that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFault {
    /// What is wrong.
    pub kind: FileFaultKind,
    /// Where it stands.
    pub origin: Origin,
}

/// What can be wrong with a file, apart from what it says of services.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileFaultKind {
    /// Something about a service group of Avahi.
    Avahi(AvahiFault),
    /// Something about a packet capture.
    Capture(CaptureFault),
    /// Something about a comment that suppresses findings.
    Suppression(SuppressionFault),
    /// Something about a unit of systemd-resolved.
    Systemd(SystemdFault),
}

impl FileFaultKind {
    /// Whether the daemon that the file is for publishes nothing of it.
    pub const fn drops_file(&self) -> bool {
        match self {
            Self::Avahi(fault) => fault.drops_file(),
            Self::Capture(_) | Self::Suppression(_) => false,
            Self::Systemd(fault) => fault.drops_file(),
        }
    }
}

impl SourceFile {
    /// A file in which nothing wrong was found yet.
    pub fn new(path: impl Into<String>, format: FileFormat) -> Self {
        Self {
            path: path.into(),
            format,
            faults: Vec::new(),
            suppressions: Vec::new(),
        }
    }

    /// The file itself as a place.
    pub fn origin(&self) -> Origin {
        Origin::File {
            path: self.path.clone(),
            line: 0,
            column: 0,
        }
    }
}

impl FileFormat {
    /// All formats, in the order of their names.
    pub const ALL: [Self; 5] = [
        Self::Avahi,
        Self::Capture,
        Self::Recording,
        Self::Systemd,
        Self::Zone,
    ];

    /// The name by which a user asks for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Avahi => "avahi",
            Self::Capture => "capture",
            Self::Recording => "recording",
            Self::Systemd => "systemd",
            Self::Zone => "zone",
        }
    }
}

impl fmt::Display for FileFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
