//! Lines, sections and keys of a unit of systemd-resolved, `systemd.dnssd(5)`.
//!
//! What the daemon does is that of version 252, `src/shared/conf-parser.c` and `src/resolve/resolved-dnssd.c`.

use super::systemd;
use crate::model::{LineRefusal, SourceFile, SystemdFault};
use crate::name::presentation;
use crate::rule::declare::rules;
use crate::rule::{Findings, shown};

rules! {
    /// systemd-resolved stops reading at a line, and drops the unit.
    ///
    /// The head of a section has to end in `]` on its line and to be free of quotation marks, a line has to be UTF-8 and may not be
    /// longer than a mebibyte.
    ///
    /// Example:
    ///
    /// ```dnssd
    /// [Service
    /// Name=Lab
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
    FILE020 "unreadable-unit" {
        cite: ["systemd 252" "conf-parser.c" _ ""],
        // The daemon drops the whole unit.
        severity: Error,
        needs: [],
        check: File(unreadable_unit),
    }

    /// The unit has no name or no type that systemd-resolved takes, and is dropped.
    ///
    /// Where an assignment is there, FILE026 says why it is passed over.
    ///
    /// Example:
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab
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
    FILE021 "incomplete-unit" {
        cite: ["systemd.dnssd(5)" "[Service] Section Options" _ ""],
        cite: ["systemd-resolved 252" "resolved-dnssd.c" _ ""],
        // The daemon drops the whole unit.
        severity: Error,
        needs: [],
        check: File(incomplete_unit),
    }

    /// A line of the unit is no assignment, or stands before any section, and is passed over.
    ///
    /// A line that goes on has a backslash at its end. The section is `[Service]`.
    ///
    /// Example:
    ///
    /// ```dnssd
    /// Name=Lab
    /// [Service]
    /// Name=Lab
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
    FILE022 "ignored-unit-line" {
        cite: ["systemd 252" "conf-parser.c" _ ""],
        // The daemon publishes something else than is written.
        severity: Warning,
        needs: [],
        check: File(ignored_line),
    }

    /// A section of the unit is not `[Service]`, and all in it is passed over.
    ///
    /// A name that begins with `X-` is for other programs and left alone.
    ///
    /// Example:
    ///
    /// ```dnssd
    /// [Unit]
    /// Description=Lab
    /// [Service]
    /// Name=Lab
    /// Type=_http._tcp
    /// Port=80
    /// ```
    ///
    /// Instead:
    ///
    /// ```dnssd
    /// [X-Unit]
    /// Description=Lab
    /// [Service]
    /// Name=Lab
    /// Type=_http._tcp
    /// Port=80
    /// ```
    FILE023 "unknown-unit-section" {
        cite: ["systemd 252" "conf-parser.c" _ ""],
        // The daemon publishes something else than is written.
        severity: Warning,
        needs: [],
        check: File(unknown_section),
    }

    /// A key of the unit is none that systemd-resolved knows, and is passed over.
    ///
    /// Keys are read in the letter case in which the manual writes them. One that begins with `X-` is for other programs.
    ///
    /// Example:
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab
    /// Type=_http._tcp
    /// Port=80
    /// TXTText=path=/
    /// ```
    ///
    /// Instead:
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab
    /// Type=_http._tcp
    /// Port=80
    /// TxtText=path=/
    /// ```
    FILE024 "unknown-unit-key" {
        cite: ["systemd.dnssd(5)" "[Service] Section Options" _ ""],
        cite: ["systemd 252" "conf-parser.c" _ ""],
        // The daemon publishes something else than is written.
        severity: Warning,
        needs: [],
        check: File(unknown_key),
    }

    /// `SubType=` is understood since systemd 256; older ones pass it over.
    ///
    /// Where one of them runs, the service is published without its subtype.
    ///
    /// Example:
    ///
    /// ```dnssd
    /// [Service]
    /// Name=Lab
    /// Type=_http._tcp
    /// SubType=_printer
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
    FILE025 "subtype-of-newer-systemd" {
        cite: ["systemd.dnssd(5)" "SubType=" _ ""],
        needs: [],
        check: File(subtype_is_new),
    }
}

fn unreadable_unit(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in systemd(file) {
        let SystemdFault::Unreadable { reason } = fault else {
            continue;
        };
        let reason = presentation::source_text(reason);
        findings
            .report(format!("{reason}, and systemd-resolved drops the unit"))
            .help("write `[Service]` on a line of its own, and everything in UTF-8")
            .origin(origin);
    }
}

fn incomplete_unit(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in systemd(file) {
        let SystemdFault::Incomplete { key, is_ignored } = fault else {
            continue;
        };
        let message = if *is_ignored {
            format!("the unit has no `{key}=` that systemd-resolved takes, and is dropped")
        } else {
            format!("the unit has no `{key}=`, and systemd-resolved drops it")
        };
        let help = match *key {
            "Name" => "add `Name=%H`, or another name, to the section `[Service]`",
            _ => "add `Type=_NAME._tcp` or `Type=_NAME._udp` to the section `[Service]`",
        };
        findings.report(message).help(help).origin(origin);
    }
}

fn ignored_line(file: &SourceFile, findings: &mut Findings) {
    let is_outside = |fault: &SystemdFault| {
        let reason = LineRefusal::OutsideOfSection;
        matches!(fault, SystemdFault::LineIgnored { reason: own, .. } if *own == reason)
    };
    let outside = systemd(file).filter(|(fault, _)| is_outside(fault)).count();
    let mut is_told = false;
    for (fault, origin) in systemd(file) {
        let SystemdFault::LineIgnored { line, reason } = fault else {
            continue;
        };
        // One head that is missing is one fault, however many lines stand there.
        if is_outside(fault) && std::mem::replace(&mut is_told, true) {
            continue;
        }
        let line = shown(line);
        let (message, help) = match reason {
            LineRefusal::NoEqualsSign => (
                format!("line `{line}` has no `=`, and systemd-resolved passes it over"),
                "begin a comment with `#`, and end a line that goes on with a backslash",
            ),
            LineRefusal::NoKey => (
                format!(
                    "line `{line}` has no key before its `=`, and systemd-resolved passes it over"
                ),
                "write `KEY=VALUE`",
            ),
            LineRefusal::OutsideOfSection => (
                match outside {
                    1 => format!(
                        "line `{line}` stands before any section, and systemd-resolved passes it over"
                    ),
                    lines => format!(
                        "{lines} lines stand before any section, and systemd-resolved passes them over; the first is `{line}`"
                    ),
                },
                "write `[Service]` before the first assignment",
            ),
        };
        findings.report(message).help(help).origin(origin);
    }
}

fn unknown_section(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in systemd(file) {
        let SystemdFault::UnknownSection { section } = fault else {
            continue;
        };
        findings
            .report(format!(
                "section `{}` is not `Service`, and systemd-resolved passes over all in it",
                shown(section)
            ))
            .help("put what belongs to the service under `[Service]`, and leave out the rest")
            .origin(origin);
    }
}

fn unknown_key(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in systemd(file) {
        let SystemdFault::UnknownKey { key, near } = fault else {
            continue;
        };
        let help = match near {
            Some(near) => format!("did you mean `{near}=`?"),
            None => "there are `Name=`, `Type=`, `SubType=`, `Port=`, `Priority=`, `Weight=`, `TxtText=` and `TxtData=`".to_owned(),
        };
        findings
            .report(format!(
                "key `{}` is none of the section `Service`, and systemd-resolved passes it over",
                shown(key)
            ))
            .help(help)
            .origin(origin);
    }
}

fn subtype_is_new(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in systemd(file) {
        if *fault == SystemdFault::SubTypeIsNew {
            findings
                .report("`SubType=` is understood since systemd 256, older ones publish the service without it")
                .help("nothing, where systemd is new enough")
                .origin(origin);
        }
    }
}
