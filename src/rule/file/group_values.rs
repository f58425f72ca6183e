//! Names, ports and TXT strings in a service group of Avahi.
//!
//! What avahi-daemon does is that of version 0.8, `avahi-daemon/static-services.c` and `avahi-core/entry.c`.

use super::avahi;
use crate::model::{AvahiFault, NameRefusal, SourceFile, TxtChange, TxtRefusal};
use crate::rule::declare::rules;
use crate::rule::{Findings, Severity, shown};
use crate::wire::TxtRecord;

rules! {
    /// The port is not from 0 to 65535: Avahi drops the file.
    ///
    /// The whole group goes with it.
    ///
    /// Example:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80000</port>
    ///   </service>
    /// </service-group>
    /// ```
    ///
    /// Instead:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///   </service>
    /// </service-group>
    /// ```
    FILE011 "port-out-of-range" {
        cite: ["avahi.service(5)" "XML Tags" _ "The IP port number the service listens on."],
        cite: ["avahi-daemon 0.8" "static-services.c" _ ""],
        // The daemon drops the whole file.
        severity: Error,
        needs: [],
        check: File(port_out_of_range),
    }

    /// The port is missing or no decimal number, and Avahi publishes what it can read of it.
    ///
    /// Avahi reads digits up to the first other character. Without any, and without the element, it publishes port 0.
    ///
    /// Example:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80/tcp</port>
    ///   </service>
    /// </service-group>
    /// ```
    ///
    /// Instead:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///   </service>
    /// </service-group>
    /// ```
    FILE012 "port-read-as-other-number" {
        cite: ["avahi.service(5)" "XML Tags" _ "Should contain one <type> and one <port> element."],
        cite: ["avahi-daemon 0.8" "static-services.c" _ ""],
        // The daemon publishes something else than is written.
        severity: Warning,
        needs: [],
        check: File(port_read_otherwise),
    }

    /// Avahi does not publish the group, because it does not take a name in it.
    ///
    /// A type has two labels, the second `_tcp` or `_udp`, the first with at least two octets behind its `_`; a group name has 1 to 63
    /// octets; a host name has two labels at least and is no address. One service that is refused takes all others of the group
    /// with it. A domain that is not `local` is refused where Avahi knows a server for unicast DNS, which it does by default.
    ///
    /// Example (and SRV007):
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <host-name>lab</host-name>
    ///     <port>80</port>
    ///   </service>
    /// </service-group>
    /// ```
    ///
    /// Instead:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <host-name>lab.local</host-name>
    ///     <port>80</port>
    ///   </service>
    /// </service-group>
    /// ```
    FILE013 "service-refused-by-avahi" {
        cite: ["avahi.service(5)" "XML Tags" _ "Please note that you need to specify a fully-qualified domain name (FQDN) here, i.e. .local is not appended implicitly!"],
        cite: ["avahi-daemon 0.8" "avahi-core/entry.c" _ ""],
        // The daemon publishes no service of the file.
        severity: Error,
        needs: [],
        check: File(service_refused),
    }

    /// Avahi leaves out a subtype and publishes the service without it.
    ///
    /// A subtype is written with its type, `_printer._sub._http._tcp`. Subtypes without `_`, which the RFC allows, can't be published
    /// by Avahi, nor those of a single letter.
    ///
    /// Example:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <subtype>_printer</subtype>
    ///     <port>80</port>
    ///   </service>
    /// </service-group>
    /// ```
    ///
    /// Instead:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <subtype>_printer._sub._http._tcp</subtype>
    ///     <port>80</port>
    ///   </service>
    /// </service-group>
    /// ```
    FILE014 "subtype-refused-by-avahi" {
        cite: ["avahi.service(5)" "XML Tags" _ "Contains an additional DNS-SD service subtype for this service. e.g. \"_anon._sub._ftp._tcp\"."],
        cite: ["avahi-daemon 0.8" "avahi-core/entry.c" _ ""],
        // The daemon publishes something else than is written.
        severity: Warning,
        needs: [],
        check: File(subtype_refused),
    }

    /// A TXT value is not in the format that `value-format` says: Avahi drops the file.
    ///
    /// Hexadecimal digits come in pairs, without `0x` and blanks; Base64 is padded with `=`, without line breaks.
    ///
    /// Example:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///     <txt-record value-format="binary-hex">path=0x2f</txt-record>
    ///   </service>
    /// </service-group>
    /// ```
    ///
    /// Instead:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///     <txt-record value-format="binary-hex">path=2f</txt-record>
    ///   </service>
    /// </service-group>
    /// ```
    FILE015 "undecodable-txt-record" {
        cite: ["avahi.service(5)" "XML Tags" _ "The 0x or 0X prefix is not allowed."],
        cite: ["avahi-daemon 0.8" "static-services.c" _ ""],
        // The daemon drops the whole file.
        severity: Error,
        needs: [],
        check: File(undecodable_txt),
    }

    /// A TXT string is published otherwise than it is written.
    ///
    /// Avahi takes away the `=` with which one begins, so that its value becomes a key, and decodes none that has no `=`.
    ///
    /// Example (and KEY001):
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///     <txt-record>=orphan</txt-record>
    ///   </service>
    /// </service-group>
    /// ```
    ///
    /// Instead:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///     <txt-record>path=/orphan</txt-record>
    ///   </service>
    /// </service-group>
    /// ```
    FILE016 "txt-record-published-otherwise" {
        cite: ["RFC 6763" "6.4" _ "The key MUST be at least one character."],
        cite: ["avahi-daemon 0.8" "static-services.c" _ ""],
        // The daemon publishes something else than is written.
        severity: Warning,
        needs: [],
        check: File(txt_published_otherwise),
    }

    /// Two services of the group have the same type and different data: Avahi publishes none of the group.
    ///
    /// Services of a group share one name, so that two of one type would be one instance. They may differ where one is published
    /// over IPv4 and the other over IPv6.
    ///
    /// Example:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///   </service>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///     <txt-record>path=/</txt-record>
    ///   </service>
    /// </service-group>
    /// ```
    ///
    /// Instead:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///   </service>
    /// </service-group>
    /// ```
    FILE017 "conflicting-services" {
        cite: ["avahi-daemon 0.8" "avahi-core/entry.c" _ ""],
        // The daemon publishes no service of the file.
        severity: Error,
        needs: [],
        check: File(conflicting_services),
    }

    /// A TXT string is empty or longer than 255 octets, or all are more than a record holds: Avahi publishes nothing.
    ///
    /// The group is refused as a whole. In the examples, `{x*3}` stands for `xxx`.
    ///
    /// Example:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///     <txt-record>path=/{x*250}</txt-record>
    ///   </service>
    /// </service-group>
    /// ```
    ///
    /// Instead:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///     <txt-record>path=/{x*100}</txt-record>
    ///   </service>
    /// </service-group>
    /// ```
    FILE018 "txt-record-refused-by-avahi" {
        cite: ["RFC 6763" "6.1" _ "The format of each constituent string within the DNS TXT record is a single length byte, followed by 0-255 bytes of text data."],
        cite: ["avahi-daemon 0.8" "avahi-core/entry.c" _ ""],
        // The daemon publishes no service of the file.
        severity: Error,
        needs: [],
        check: File(txt_record_refused),
    }
}

fn port_out_of_range(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in avahi(file) {
        let AvahiFault::Port {
            text,
            published: None,
        } = fault
        else {
            continue;
        };
        findings
            .report(format!(
                "port `{}` is not from 0 to 65535, and Avahi drops the file",
                shown(text.as_bytes())
            ))
            .help("write the port on which the service listens")
            .origin(origin);
    }
}

fn port_read_otherwise(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in avahi(file) {
        let AvahiFault::Port {
            text,
            published: Some(published),
        } = fault
        else {
            continue;
        };
        let message = match text.as_str() {
            "" => format!("the service has no port, and Avahi publishes port {published}"),
            text => format!(
                "port `{}` is no decimal number, and Avahi publishes port {published}",
                shown(text.as_bytes())
            ),
        };
        findings
            .report(message)
            .help("write the port on which the service listens, in digits; `<port>0</port>` where there is none")
            .origin(origin);
    }
}

fn service_refused(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in avahi(file) {
        let AvahiFault::Refused {
            element,
            text,
            reason,
        } = fault
        else {
            continue;
        };
        let help = match *element {
            "name" => "choose a shorter name",
            "type" => {
                "write `_NAME._tcp` or `_NAME._udp` without blanks, and a subtype in `<subtype>`"
            }
            "host-name" => {
                "write the whole name, such as `host.local`, or leave the element out: it is this host then"
            }
            _ => "leave the element out: Avahi publishes under `local`",
        };
        let is_certain = !matches!(reason, NameRefusal::NotLocal);
        let verb = if is_certain {
            "publishes"
        } else {
            "often publishes"
        };
        let finding = findings.report(format!(
            "{element} `{}` {reason}, and Avahi {verb} nothing of the group",
            shown(text.as_bytes())
        ));
        finding.help(help).origin(origin);
        if !is_certain {
            finding.at_most(Severity::Warning);
        }
    }
}

fn subtype_refused(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in avahi(file) {
        let AvahiFault::SubtypeRefused { subtype, reason } = fault else {
            continue;
        };
        findings
            .report(format!(
                "subtype `{}` {reason}, and Avahi publishes the service without it",
                shown(subtype.as_bytes())
            ))
            .help("write it with its type, such as `_printer._sub._http._tcp`")
            .origin(origin);
    }
}

fn undecodable_txt(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in avahi(file) {
        let AvahiFault::Undecodable {
            format,
            text,
            reason,
        } = fault
        else {
            continue;
        };
        findings
            .report(format!(
                "TXT value `{}` {reason}, `{format}` is expected, and Avahi drops the file",
                shown(text.as_bytes())
            ))
            .help("write `value-format=\"text\"` where the value is text")
            .origin(origin);
    }
}

fn txt_published_otherwise(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in avahi(file) {
        let AvahiFault::TxtString { written, becomes } = fault else {
            continue;
        };
        let text = shown(written);
        let (message, help) = match becomes {
            TxtChange::LosesEqualsSign => {
                let rest = shown(written.get(1..).unwrap_or_default());
                (
                    format!(
                        "TXT string `{text}` has no key before its `=`, and Avahi publishes `{rest}`"
                    ),
                    "give it a key, or leave it out",
                )
            }
            TxtChange::NotDecoded => (
                format!("TXT string `{text}` has no `=` and is published as it is, not decoded"),
                "write `KEY=` before the encoded value",
            ),
        };
        findings.report(message).help(help).origin(origin);
    }
}

fn conflicting_services(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in avahi(file) {
        let AvahiFault::Conflict { service_type } = fault else {
            continue;
        };
        findings
            .report(format!(
                "the service has the type `{}` of another service of the group and other data, and Avahi publishes nothing of the group",
                shown(service_type.as_bytes())
            ))
            .help("put it into a file of its own, with a name of its own")
            .origin(origin);
    }
}

fn txt_record_refused(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in avahi(file) {
        let AvahiFault::TxtRefused(refusal) = fault else {
            continue;
        };
        let (fault, help) = match refusal {
            TxtRefusal::EmptyString => (
                "a TXT string is empty".to_owned(),
                "leave out the element; Avahi writes what an empty TXT record needs",
            ),
            TxtRefusal::StringTooLong { string } => {
                let (len, max) = (string.len(), TxtRecord::MAX_STRING_LEN);
                (
                    format!(
                        "TXT string `{}` is {len} octets long, at most {max} are allowed",
                        shown(string)
                    ),
                    "shorten it, or spread it over several keys",
                )
            }
            TxtRefusal::RecordTooLong { len } => {
                let max = TxtRecord::MAX_LEN;
                (
                    format!(
                        "the TXT strings of the service are {len} octets long, at most {max} are allowed"
                    ),
                    "let clients ask the service for the rest; more than 1300 octets are of little use",
                )
            }
        };
        findings
            .report(format!("{fault}, and Avahi publishes nothing of the group"))
            .help(help)
            .origin(origin);
    }
}
