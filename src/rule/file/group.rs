//! Elements and attributes of a service group of Avahi, `avahi.service(5)`.
//!
//! What avahi-daemon does is that of version 0.8, `avahi-daemon/static-services.c`.

use super::avahi;
use crate::model::{AvahiFault, SourceFile};
use crate::name::presentation;
use crate::rule::declare::rules;
use crate::rule::{Findings, shown};

rules! {
    /// The file is no well-formed XML: Avahi reads none of it.
    ///
    /// avahi-daemon stops at the first thing that is not well-formed, says so in its log and goes on without the file. Often it is a
    /// blank line before `<?xml`, an `&` that is not written `&amp;`, or text in another encoding than the file says.
    ///
    /// Example:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Pots & Pans</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///   </service>
    /// </service-group>
    /// ```
    ///
    /// Instead:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Pots &amp; Pans</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///   </service>
    /// </service-group>
    /// ```
    FILE001 "malformed-service-group" {
        cite: ["XML 1.0" "2.1 Well-Formed XML Documents" _ ""],
        cite: ["avahi-daemon 0.8" "static-services.c" _ ""],
        // The daemon drops the whole file.
        severity: Error,
        needs: [],
        check: File(malformed_service_group),
    }

    /// An element does not belong where it stands: Avahi drops the file.
    ///
    /// Names of elements are in lower case, and none is passed over because it is not known.
    ///
    /// Example:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///     <txt>path=/</txt>
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
    ///     <txt-record>path=/</txt-record>
    ///   </service>
    /// </service-group>
    /// ```
    FILE002 "unexpected-service-group-element" {
        cite: ["avahi-service.dtd" "service-group" _ ""],
        cite: ["avahi-daemon 0.8" "static-services.c" _ ""],
        // The daemon drops the whole file.
        severity: Error,
        needs: [],
        check: File(unexpected_element),
    }

    /// An element has an attribute that there is not: Avahi drops the file.
    ///
    /// `name` has `replace-wildcards`, `service` has `protocol`, `txt-record` has `value-format`, and the others have none, not even
    /// `xmlns`.
    ///
    /// Example:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service interface="eth0">
    ///     <type>_http._tcp</type>
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
    ///     <port>80</port>
    ///   </service>
    /// </service-group>
    /// ```
    FILE003 "unexpected-service-group-attribute" {
        cite: ["avahi-service.dtd" "service" _ ""],
        cite: ["avahi-daemon 0.8" "static-services.c" _ ""],
        // The daemon drops the whole file.
        severity: Error,
        needs: [],
        check: File(unexpected_attribute),
    }

    /// An attribute has a value that there is not: Avahi drops the file.
    ///
    /// `protocol` is `any`, `ipv4` or `ipv6`; `value-format` is `text`, `binary-hex` or `binary-base64`.
    ///
    /// Example:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service protocol="IPv4">
    ///     <type>_http._tcp</type>
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
    ///   <service protocol="ipv4">
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///   </service>
    /// </service-group>
    /// ```
    FILE004 "invalid-service-group-attribute" {
        cite: ["avahi-service.dtd" "service" _ "<!ATTLIST service protocol (ipv4|ipv6|any) \"any\">"],
        cite: ["avahi-daemon 0.8" "static-services.c" _ ""],
        // The daemon drops the whole file.
        severity: Error,
        needs: [],
        check: File(invalid_attribute),
    }

    /// The group has no name or no service, or a service has no type: Avahi drops the file.
    ///
    /// An element without text is none. A service without a port is published, with port 0: FILE012.
    ///
    /// Example:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service>
    ///     <type/>
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
    ///     <port>80</port>
    ///   </service>
    /// </service-group>
    /// ```
    FILE005 "incomplete-service-group" {
        cite: ["avahi.service(5)" "XML Tags" _ "Should contain one <name> and one or more <service> elements."],
        cite: ["avahi-daemon 0.8" "static-services.c" _ ""],
        // The daemon drops the whole file.
        severity: Error,
        needs: [],
        check: File(incomplete_group),
    }

    /// Text stands where only elements belong, and is passed over.
    ///
    /// What was meant by it is missing from the service.
    ///
    /// Example:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///     path=/
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
    ///     <txt-record>path=/</txt-record>
    ///   </service>
    /// </service-group>
    /// ```
    FILE006 "text-outside-of-elements" {
        cite: ["avahi-service.dtd" "service" _ "<!ELEMENT service (type,subtype*,domain-name?,host-name?,port,txt-record*)>"],
        cite: ["avahi-daemon 0.8" "static-services.c" _ ""],
        // The daemon publishes something else than is written.
        severity: Warning,
        needs: [],
        check: File(stray_text),
    }

    /// An element that may stand there once stands there again.
    ///
    /// Avahi puts the texts of several names, types, domains or hosts together, and of several ports it takes the last.
    ///
    /// Example:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <name>oratory</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///   </service>
    /// </service-group>
    /// ```
    ///
    /// Instead:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Laboratory</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///   </service>
    /// </service-group>
    /// ```
    FILE007 "repeated-service-group-element" {
        cite: ["avahi-service.dtd" "service" _ "<!ELEMENT service (type,subtype*,domain-name?,host-name?,port,txt-record*)>"],
        cite: ["avahi-daemon 0.8" "static-services.c" _ ""],
        // The daemon publishes something else than is written.
        severity: Warning,
        needs: [],
        check: File(repeated_element),
    }

    /// Elements stand in another order than the document type has them.
    ///
    /// Avahi takes them in any order; a validating reader or an editor does not.
    ///
    /// Example:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab</name>
    ///   <service>
    ///     <port>80</port>
    ///     <type>_http._tcp</type>
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
    FILE008 "service-group-element-out-of-order" {
        cite: ["avahi-service.dtd" "service" _ "<!ELEMENT service (type,subtype*,domain-name?,host-name?,port,txt-record*)>"],
        needs: [],
        check: File(element_out_of_order),
    }

    /// `%h` stays in the name, or `replace-wildcards` is neither `yes` nor `no`.
    ///
    /// Only `replace-wildcards="yes"`, written so, has Avahi put the host's name in the place of `%h`; users see `%h` otherwise.
    ///
    /// Example:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name>Lab on %h</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///   </service>
    /// </service-group>
    /// ```
    ///
    /// Instead:
    ///
    /// ```avahi
    /// <service-group>
    ///   <name replace-wildcards="yes">Lab on %h</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///   </service>
    /// </service-group>
    /// ```
    FILE009 "wildcard-not-replaced" {
        cite: ["avahi.service(5)" "XML Tags" _ "If replace-wildcards is \"yes\", any occurence of the string \"%h\" will be replaced by the local host name."],
        // The daemon publishes something else than is written.
        severity: Warning,
        needs: [],
        check: File(wildcard_not_replaced),
    }

    /// A reference names an entity that nobody defines, and is left out.
    ///
    /// The document type stands in a file that Avahi does not read, so that its parser takes the entity for one of that file and is
    /// silent. Write the character itself, or its number.
    ///
    /// Example:
    ///
    /// ```avahi
    /// <!DOCTYPE service-group SYSTEM "avahi-service.dtd">
    /// <service-group>
    ///   <name>K&uuml;che</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///   </service>
    /// </service-group>
    /// ```
    ///
    /// Instead:
    ///
    /// ```avahi
    /// <!DOCTYPE service-group SYSTEM "avahi-service.dtd">
    /// <service-group>
    ///   <name>Küche</name>
    ///   <service>
    ///     <type>_http._tcp</type>
    ///     <port>80</port>
    ///   </service>
    /// </service-group>
    /// ```
    FILE010 "skipped-entity" {
        cite: ["XML 1.0" "4.1 Character and Entity References" _ ""],
        // The daemon publishes something else than is written.
        severity: Warning,
        needs: [],
        check: File(skipped_entity),
    }
}

fn malformed_service_group(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in avahi(file) {
        let AvahiFault::Malformed { reason } = fault else {
            continue;
        };
        let reason = presentation::source_text(reason);
        findings
            .report(format!("the file is no well-formed XML, Avahi drops it: {reason}"))
            .help("`xmllint --noout FILE` checks it too; `&` and `<` in a text are written `&amp;` and `&lt;`")
            .origin(origin);
    }
}

fn unexpected_element(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in avahi(file) {
        let AvahiFault::UnexpectedElement { element, parent } = fault else {
            continue;
        };
        let element = shown(element.as_bytes());
        let message = match parent.as_deref() {
            None => format!(
                "the outermost element is `{element}`, `service-group` is expected, and Avahi drops the file"
            ),
            Some(parent) => format!(
                "element `{element}` stands in `{parent}`, where {} is expected, and Avahi drops the file",
                expected(parent)
            ),
        };
        findings
            .report(message)
            .help("put it where it belongs, or leave it out")
            .origin(origin);
    }
}

/// What may stand in an element.
fn expected(parent: &str) -> String {
    match parent {
        "service-group" => "`name` or `service`".to_owned(),
        "service" => {
            "`type`, `subtype`, `domain-name`, `host-name`, `port` or `txt-record`".to_owned()
        }
        _ => "text".to_owned(),
    }
}

fn unexpected_attribute(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in avahi(file) {
        let AvahiFault::UnexpectedAttribute { element, attribute } = fault else {
            continue;
        };
        let known = match element.as_str() {
            "name" => "it has `replace-wildcards` only",
            "service" => "it has `protocol` only",
            "txt-record" => "it has `value-format` only",
            _ => "it has none",
        };
        findings
            .report(format!(
                "element `{element}` has the attribute `{}`, {known}, and Avahi drops the file",
                shown(attribute.as_bytes())
            ))
            .help("leave the attribute out")
            .origin(origin);
    }
}

fn invalid_attribute(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in avahi(file) {
        let AvahiFault::AttributeValue {
            element,
            attribute,
            value,
        } = fault
        else {
            continue;
        };
        let expected = if element == "service" {
            "`any`, `ipv4` or `ipv6`"
        } else {
            "`text`, `binary-hex` or `binary-base64`"
        };
        findings
            .report(format!(
                "attribute `{attribute}` of `{element}` is `{}`, {expected} is expected, and Avahi drops the file",
                shown(value.as_bytes())
            ))
            .help("write one of the values in lower case, or leave the attribute out")
            .origin(origin);
    }
}

fn incomplete_group(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in avahi(file) {
        let AvahiFault::Missing { element, parent } = fault else {
            continue;
        };
        let (what, help) = match *element {
            "service" => ("no `service`", "add a `service` with `type` and `port`"),
            "name" => (
                "no `name`, or an empty one",
                "add `<name>`, before the services",
            ),
            _ => (
                "no `type`, or an empty one",
                "add `<type>`, such as `_http._tcp`",
            ),
        };
        findings
            .report(format!(
                "element `{parent}` has {what}, and Avahi drops the file"
            ))
            .help(help)
            .origin(origin);
    }
}

fn stray_text(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in avahi(file) {
        let AvahiFault::StrayText { text, parent } = fault else {
            continue;
        };
        findings
            .report(format!(
                "text `{}` stands directly in `{parent}`, where Avahi passes it over",
                shown(text.as_bytes())
            ))
            .help(
                "put it into the element that it belongs to, or make a comment of it: `<!-- … -->`",
            )
            .origin(origin);
    }
}

fn repeated_element(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in avahi(file) {
        let AvahiFault::Repeated { element, taken } = fault else {
            continue;
        };
        findings
            .report(format!(
                "element `{element}` stands there again, one is expected: Avahi takes both for `{}`",
                shown(taken.as_bytes())
            ))
            .help("keep one; services of one group have one name")
            .origin(origin);
    }
}

fn element_out_of_order(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in avahi(file) {
        let AvahiFault::OutOfOrder { element, before } = fault else {
            continue;
        };
        findings
            .report(format!(
                "element `{element}` stands behind `{before}`, before it is expected"
            ))
            .help("write `type`, `subtype`, `domain-name`, `host-name`, `port` and `txt-record` in this order, and `name` before all services")
            .origin(origin);
    }
}

fn wildcard_not_replaced(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in avahi(file) {
        let AvahiFault::WildcardKept { attribute } = fault else {
            continue;
        };
        let message = match attribute {
            None => {
                "`%h` stays in the name as it is, because there is no `replace-wildcards=\"yes\"`"
                    .to_owned()
            }
            Some(value) => format!(
                "`replace-wildcards` is `{}`, which Avahi takes for `no`: `yes` or `no` is expected",
                shown(value.as_bytes())
            ),
        };
        findings
            .report(message)
            .help("write `<name replace-wildcards=\"yes\">`")
            .origin(origin);
    }
}

fn skipped_entity(file: &SourceFile, findings: &mut Findings) {
    for (fault, origin) in avahi(file) {
        let AvahiFault::SkippedEntity { name } = fault else {
            continue;
        };
        findings
            .report(format!(
                "`&{};` stands for nothing, and Avahi leaves it out without a word",
                shown(name.as_bytes())
            ))
            .help("write the character itself in UTF-8, or its number, such as `&#252;`")
            .origin(origin);
    }
}
