//! Values in a unit of systemd-resolved.
//!
//! What the daemon does is that of version 252, `src/resolve/resolved-conf.c` and `src/resolve/resolved-dnssd.c`.

use super::systemd;
use crate::model::{SourceFile, SystemdFault};
use crate::name::presentation;
use crate::rule::declare::rules;
use crate::rule::{Findings, shown};
use crate::wire::TxtRecord;

rules! {
    /// A value is none that systemd-resolved takes, and the assignment is passed over.
    ///
    /// The log has a line about it, and the service is published without it, if it can do without. A type begins with a letter; a
    /// number is one from 0 to 65535, and a port not 0; a name has 1 to 63 octets and specifiers that resolved knows: `%A` and
    /// `%M`, which the manual lists, are not among them.
    ///
    /// Example:
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab
    /// Type=_http._tcp
    /// Port=80
    /// Weight=heavy
    /// ```
    ///
    /// Instead:
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab
    /// Type=_http._tcp
    /// Port=80
    /// ```
    FILE026 "ignored-unit-assignment" {
        cite: ["systemd.dnssd(5)" "[Service] Section Options" _ ""],
        cite: ["systemd-resolved 252" "resolved-conf.c" _ ""],
        // The daemon publishes something else than is written.
        severity: Warning,
        needs: [],
        check: File(ignored_assignment),
    }

    /// A TXT string is none that systemd-resolved takes, and is left out.
    ///
    /// Keys are US-ASCII; values of `TxtData=` are Base64 with its padding.
    ///
    /// Example:
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab
    /// Type=_http._tcp
    /// Port=80
    /// TxtData=path=L3
    /// ```
    ///
    /// Instead:
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab
    /// Type=_http._tcp
    /// Port=80
    /// TxtData=path=Lw==
    /// ```
    FILE027 "ignored-txt-string" {
        cite: ["systemd.dnssd(5)" "TxtData=" _ "A whitespace-separated list of arbitrary key/value pairs conveying additional information about the named service in the corresponding TXT resource record where values are base64-encoded string representing any binary data, e.g. \"data=YW55IGJpbmFyeSBkYXRhCg==\"."],
        cite: ["systemd-resolved 252" "resolved-conf.c" _ ""],
        // The daemon publishes something else than is written.
        severity: Warning,
        needs: [],
        check: File(ignored_txt_string),
    }

    /// `KEY=` is published without its `=`.
    ///
    /// An empty value and no value are different things. systemd-resolved can't publish the former.
    ///
    /// Example:
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab
    /// Type=_gopher._tcp
    /// Port=70
    /// TxtText=note=
    /// ```
    ///
    /// Instead:
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab
    /// Type=_gopher._tcp
    /// Port=70
    /// TxtText=note
    /// ```
    FILE028 "empty-txt-value-lost" {
        cite: ["systemd-resolved 252" "resolved-dnssd.c" _ ""],
        // The daemon publishes something else than is written.
        severity: Warning,
        needs: [],
        check: File(txt_value_lost),
    }

    /// The instance name has a dot or a backslash, and is read as a domain name.
    ///
    /// systemd-resolved makes several labels of it, where an instance name is one. `%v`, the release of the kernel, always has dots.
    ///
    /// Example (and NAME021):
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab 3.14
    /// Type=_http._tcp
    /// Port=80
    /// ```
    ///
    /// Instead:
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab 3-14
    /// Type=_http._tcp
    /// Port=80
    /// ```
    FILE029 "dotted-unit-name" {
        cite: ["RFC 6763" "4.1.1" _ "The <Instance> portion of the Service Instance Name is a user-friendly name consisting of arbitrary Net-Unicode text [RFC5198]."],
        cite: ["systemd-resolved 252" "resolved-dnssd.c" _ ""],
        // The daemon publishes something else than is written.
        severity: Warning,
        needs: [],
        check: File(dotted_name),
    }

    /// The instance name can't be read as a domain name, and the unit is dropped.
    ///
    /// A dot ends a label, which may not be empty, and a backslash begins an escape: `\\.`, `\\\\` or three digits.
    ///
    /// Example:
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab...
    /// Type=_http._tcp
    /// Port=80
    /// ```
    ///
    /// Instead:
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab
    /// Type=_http._tcp
    /// Port=80
    /// ```
    FILE030 "unusable-unit-name" {
        cite: ["systemd-resolved 252" "resolved-dnssd.c" _ ""],
        // The daemon drops the whole unit.
        severity: Error,
        needs: [],
        check: File(unusable_name),
    }

    /// The instance name has the ID of the machine in it, which is to be kept confidential.
    ///
    /// Whoever is on the link hears it, and other programs derive secrets from it.
    ///
    /// Example:
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab %m
    /// Type=_http._tcp
    /// Port=80
    /// ```
    ///
    /// Instead:
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab %H
    /// Type=_http._tcp
    /// Port=80
    /// ```
    FILE031 "machine-id-in-instance-name" {
        cite: ["machine-id(5)" "Description" _ "It should be considered \"confidential\", and must not be exposed in untrusted environments, in particular on the network."],
        // The manual has its key words in lower case.
        severity: Warning,
        needs: [],
        check: File(machine_id),
    }

    /// The instance name is in quotation marks, which belong to it.
    ///
    /// systemd takes quotation marks away in `TxtText=` and `TxtData=`, and nowhere else in a unit.
    ///
    /// Example:
    ///
    /// ```dnssd
    /// [Service]
    /// Name="Lab"
    /// Type=_http._tcp
    /// Port=80
    /// ```
    ///
    /// Instead:
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab
    /// Type=_http._tcp
    /// Port=80
    /// ```
    FILE032 "quoted-unit-name" {
        cite: ["systemd-resolved 252" "resolved-conf.c" _ ""],
        // The daemon publishes something else than is written.
        severity: Warning,
        needs: [],
        check: File(quoted_name),
    }

    /// A TXT string is longer than 255 octets: systemd-resolved can't send the service.
    ///
    /// It accepts the unit without a word and then fails to build its answers. In the examples, `{x*3}` stands for `xxx`.
    ///
    /// Example:
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab
    /// Type=_http._tcp
    /// Port=80
    /// TxtText=path=/{x*260}
    /// ```
    ///
    /// Instead:
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab
    /// Type=_http._tcp
    /// Port=80
    /// TxtText=path=/{x*100}
    /// ```
    FILE033 "txt-string-too-long-for-resolved" {
        cite: ["RFC 6763" "6.1" _ "The format of each constituent string within the DNS TXT record is a single length byte, followed by 0-255 bytes of text data."],
        cite: ["systemd-resolved 252" "resolved-dns-packet.c" _ ""],
        // Nobody finds the service.
        severity: Error,
        needs: [],
        check: File(txt_too_long),
    }

    /// A number has a leading 0, and is read as octal.
    ///
    /// `Port=0100` is port 64.
    ///
    /// Example:
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab
    /// Type=_http._tcp
    /// Port=0120
    /// ```
    ///
    /// Instead:
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab
    /// Type=_http._tcp
    /// Port=80
    /// ```
    FILE034 "octal-unit-number" {
        cite: ["systemd 252" "parse-util.c" _ ""],
        // The daemon publishes something else than is written.
        severity: Warning,
        needs: [],
        check: File(octal_number),
    }
}

fn ignored_assignment(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in systemd(file) {
        let SystemdFault::AssignmentIgnored { key, value, reason } = fault else {
            continue;
        };
        let reason = presentation::source_text(reason);
        let help = match *key {
            "Name" => {
                "write at most 63 octets without control characters, and `%%` for a `%` before a letter or digit"
            }
            "Type" => {
                "write `_NAME._tcp` or `_NAME._udp` without quotation marks, and a subtype in `SubType=`"
            }
            "SubType" => "write one label, such as `_printer`",
            "TxtText" | "TxtData" => {
                "close the quotation mark, or write `\\\"` or `\\'` for one that belongs to the text"
            }
            _ => "write a decimal number, without anything behind it",
        };
        findings
            .report(format!(
                "`{key}={}` {reason}, and systemd-resolved passes it over",
                shown(value)
            ))
            .help(help)
            .origin(origin);
    }
}

fn ignored_txt_string(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in systemd(file) {
        let SystemdFault::TxtIgnored { string, reason } = fault else {
            continue;
        };
        findings
            .report(format!(
                "TXT string `{}`: {reason}, and systemd-resolved leaves it out",
                shown(string)
            ))
            .help("write keys in US-ASCII, text in `TxtText=`, and octets in Base64 in `TxtData=`")
            .origin(origin);
    }
}

fn txt_value_lost(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in systemd(file) {
        let SystemdFault::TxtValueLost { key } = fault else {
            continue;
        };
        let key = shown(key);
        findings
            .report(format!("TXT string `{key}=` is published by systemd-resolved as `{key}`, without a value"))
            .help("leave the `=` out where no value is meant; an empty one can't be published by systemd-resolved")
            .origin(origin);
    }
}

fn dotted_name(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in systemd(file) {
        let SystemdFault::DottedName { value, published } = fault else {
            continue;
        };
        let name = shown(value);
        let message = match published.as_slice() {
            [] => format!("`Name={name}` is read as a domain name, and becomes no single label"),
            [label] => format!(
                "`Name={name}` is read as a domain name, and is published as `{}`",
                presentation::unescaped_label(label)
            ),
            labels => {
                let labels: Vec<String> = labels
                    .iter()
                    .map(|label| format!("`{}`", shown(label)))
                    .collect();
                format!(
                    "`Name={name}` is read as a domain name, and is published as {} labels: {}",
                    labels.len(),
                    labels.join(", ")
                )
            }
        };
        findings
            .report(message)
            .help(r"write a dot of the name as `\.` and a backslash as `\\`, and use `%H` instead of `%v`")
            .origin(origin);
    }
}

fn unusable_name(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in systemd(file) {
        let SystemdFault::UnusableName { value, reason } = fault else {
            continue;
        };
        findings
            .report(format!(
                "`Name={}` {reason}, and systemd-resolved drops the unit",
                shown(value)
            ))
            .help(r"write a dot of the name as `\.` and a backslash as `\\`")
            .origin(origin);
    }
}

fn machine_id(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in systemd(file) {
        let SystemdFault::MachineId { value } = fault else {
            continue;
        };
        findings
            .report(format!(
                "`Name={}` shows the ID of the machine, `%m`, to everyone on the link",
                shown(value)
            ))
            .help(
                "use `%H`, the name of the host; the daemon resolves conflicts of names by itself",
            )
            .origin(origin);
    }
}

fn quoted_name(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in systemd(file) {
        let SystemdFault::QuotedName { value } = fault else {
            continue;
        };
        findings
            .report(format!(
                "`Name={}` is published with its quotation marks",
                shown(value)
            ))
            .help("leave the quotation marks out; blanks need none")
            .origin(origin);
    }
}

fn txt_too_long(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in systemd(file) {
        let SystemdFault::TxtTooLong { key, len } = fault else {
            continue;
        };
        let max = TxtRecord::MAX_STRING_LEN;
        findings
            .report(format!(
                "the TXT string of key `{}` is {len} octets long, at most {max} are allowed, and systemd-resolved can't send the service",
                shown(key)
            ))
            .help("shorten it, or spread it over several keys")
            .origin(origin);
    }
}

fn octal_number(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in systemd(file) {
        let SystemdFault::OctalNumber { key, value, number } = fault else {
            continue;
        };
        findings
            .report(format!(
                "`{key}={}` is read as octal, and {number} is published",
                shown(value)
            ))
            .help("leave the leading 0 out")
            .origin(origin);
    }
}
