//! What is wrong with the names that people see, and with the domain behind them.

use unicode_normalization::UnicodeNormalization;

use super::identifier;
use super::service::is_nested;
use crate::name::{DomainName, InstanceName, InstanceNameViolation, presentation};
use crate::rule::{Findings, InstanceContext, rules};

rules! {
    /// The instance name has an ASCII control character.
    ///
    /// Such a name rewrites the terminal or forges a line of the log in tools that print it raw, as `dns-sd -B` and mdns-scan
    /// do, and raised exceptions in clients: an alarm module with control characters in its name stopped a whole listener.
    ///
    /// Example:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Lab\010Door._http._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Lab\032Door._http._tcp.local.
    /// ```
    NAME013 "control-character-in-instance-name" {
        cite: ["RFC 6763" "4.1.1" MustNot "It MUST NOT contain ASCII control characters (byte values 0x00-0x1F and 0x7F)"],
        needs: [INSTANCE_NAME],
        check: Instance(control_character_in_instance_name)
    }

    /// The instance name, or its host name under `local.`, is not UTF-8.
    ///
    /// Avahi hides such an instance without a word and python-zeroconf raises an exception. It is often a name in Latin-1, or memory that was never set.
    ///
    /// Example:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Caf\233._http._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Café._http._tcp.local.
    /// ```
    NAME014 "name-not-utf8" {
        cite: ["RFC 6762" "16" Must "all names in Multicast DNS MUST be encoded as precomposed UTF-8 [RFC3629] \"Net-Unicode\" [RFC5198] text."],
        cite: ["RFC 5198" "2" Must "Characters MUST be encoded in UTF-8 as defined in [RFC3629]."],
        needs: [INSTANCE_NAME],
        check: Instance(name_not_utf8)
    }

    /// The instance name, or its host name under `local.`, is not in Unicode Normalization Form C.
    ///
    /// Names are compared octet by octet beyond ASCII: `é` as one character and as `e` with an accent are two names. Names that
    /// come from Apple's file systems are decomposed. RFC 6762 wants "precomposed" text and leaves it to
    /// RFC 5198 to say how strictly, which is a SHOULD.
    ///
    /// Example:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Cafe\204\129._http._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Caf\195\169._http._tcp.local.
    /// ```
    NAME015 "name-not-normalized" {
        cite: ["RFC 5198" "2" Should "Before transmission, all character sequences SHOULD be normalized according to Unicode normalization form \"NFC\" (see Section 3)."],
        cite: ["RFC 6762" "16" Must "all names in Multicast DNS MUST be encoded as precomposed UTF-8 [RFC3629] \"Net-Unicode\" [RFC5198] text."],
        needs: [INSTANCE_NAME],
        check: Instance(name_not_normalized)
    }

    /// The instance name, or its host name under `local.`, has a byte order mark (U+FEFF).
    ///
    /// It can't be seen and is part of the name: whoever types the name asks for another one. It comes from files that an
    /// editor saved with a byte order mark at the start.
    ///
    /// Example:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR \239\187\191Lab._http._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// ```
    NAME016 "byte-order-mark-in-name" {
        cite: ["RFC 6762" "16" MustNot "Multicast DNS names MUST NOT contain a \"Byte Order Mark\"."],
        needs: [INSTANCE_NAME],
        check: Instance(byte_order_mark_in_name)
    }

    /// The instance name, or its host name under `local.`, has a control character of U+0080 to U+009F.
    ///
    /// Terminals obey some of them. They come from text in Windows-1252 that was taken for Latin-1.
    ///
    /// Example:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Bob\194\146s\032Lab._http._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Bob’s\032Lab._http._tcp.local.
    /// ```
    NAME017 "c1-control-in-name" {
        cite: ["RFC 5198" "2" MustNot "The so-called \"C1 Controls\" (U+0080 through U+009F), which did not appear in ASCII, MUST NOT appear."],
        needs: [INSTANCE_NAME],
        check: Instance(c1_control_in_name)
    }

    /// The instance name, or the host name, is written in Punycode under `local.`.
    ///
    /// Multicast DNS carries UTF-8 as it is; nobody translates `xn--caf-dma` back, so people see just that, and whoever types
    /// the real name finds nothing.
    ///
    /// Example:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR xn--caf-dma._http._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Café._http._tcp.local.
    /// ```
    NAME018 "punycode-name" {
        cite: ["RFC 6762" "16" MustNot "Multicast DNS implementations MUST NOT use any other encodings apart from precomposed UTF-8 (US-ASCII being considered a compatible subset of UTF-8)."],
        needs: [INSTANCE_NAME],
        check: Instance(punycode_name)
    }

    /// The instance name has a MAC address, a UUID or another long hexadecimal string.
    ///
    /// People choose by this name, and Multicast DNS renames one of two that are the same: there is nothing to make unique.
    /// The sentence is about default names, but nobody but a device types twelve hexadecimal digits. Types that prescribe an
    /// identifier (`_raop._tcp`, `_matter._tcp`, `_googlecast._tcp` and others) are left alone.
    ///
    /// Example:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Printer_0001E68C74FB._http._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Printer._http._tcp.local.
    /// ```
    NAME019 "hexadecimal-instance-name" {
        cite: ["RFC 6763" "4.1.1" ShouldNot "The default name should be short and descriptive, and SHOULD NOT include the device's Media Access Control (MAC) address, serial number, or any similar incomprehensible hexadecimal string in an attempt to make the name globally unique."],
        needs: [INSTANCE_NAME],
        check: Instance(hexadecimal_instance_name)
    }

    /// The instance name begins or ends with a blank, or has a character that can't be seen.
    ///
    /// Two names that look the same are two services, and whoever types the name finds neither.
    ///
    /// Example:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Lab\032._http._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// ```
    NAME020 "invisible-character-in-instance-name" {
        cite: ["RFC 6763" "Appendix C" _ "In summary: in DNS-SD the user-visible name is also the primary identifier for a service."],
        needs: [INSTANCE_NAME],
        check: Instance(invisible_character_in_instance_name)
    }

    /// The instance name is split into several labels, mostly at a dot that was not escaped.
    ///
    /// It is one label, dots included. Avahi fails on such a name, and other clients take one of the labels for it, so that
    /// the instance is seen and can't be resolved; an MQTT broker named `0000000D3000FFF0.foris-controller` was one.
    ///
    /// Example:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Lab.2._http._tcp.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Lab\.2._http._tcp.local.
    /// ```
    NAME021 "split-instance-name" {
        cite: ["RFC 6763" "4.3" Must "appropriate precautions MUST be taken to ensure that DNS label boundaries are properly preserved."],
        cite: ["RFC 6763" "4.1.1" _ "This <Instance> portion of the Service Instance Name is stored directly in the DNS as a single DNS label of canonical precomposed UTF-8 [RFC3629] \"Net-Unicode\" (Unicode Normalization Form C) [RFC5198] text."],
        needs: [INSTANCE_NAME],
        check: Instance(split_instance_name)
    }

    /// The domain leaves no room for long instance and subtype names.
    ///
    /// A name has at most 255 octets. What the domain takes is missing when a user chooses a long name, and then the service
    /// can't be published at all.
    ///
    /// Example:
    ///
    /// ```zone
    /// $ORIGIN a-domain-of-sixty-octets-that-nobody-would-want-to-type.another-one-just-as-long-for-the-same-company-in-another-place.and-a-third-one-because-there-was-room-left.example.com.
    /// _http._tcp 4500 IN PTR Lab._http._tcp
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// $ORIGIN building-2.example.com.
    /// _http._tcp 4500 IN PTR Lab._http._tcp
    /// ```
    NAME022 "domain-too-long-for-subtypes" {
        cite: ["RFC 6763" "7.2" _ "If the <servicedomain> and <parentdomain> are too long, then service instances with long instance names will not be discoverable or resolvable, and applications making use of long subtype names may fail."],
        needs: [],
        check: Instance(domain_too_long_for_subtypes)
    }
}

/// Octets of a domain that leave room for every subtype of every service name in it: 255 less the 69 of the longest subtype
/// with `_sub` and the 22 of the longest service type ([RFC 6763 §7.2](https://www.rfc-editor.org/rfc/rfc6763#section-7.2)).
const MAX_ROOMY_DOMAIN_LEN: usize = DomainName::MAX_LEN - 69 - 22;

/// One label of a name that is to be judged, with the words for what it names.
struct Label<'a> {
    of: &'static str,
    octets: &'a [u8],
}

impl Label<'_> {
    /// The beginning of a sentence about the label.
    fn subject(&self) -> String {
        format!(
            "{} `{}`",
            self.of,
            presentation::unescaped_label(self.octets)
        )
    }
}

fn instance_labels<'a>(instance: &'a InstanceContext<'_>) -> impl Iterator<Item = Label<'a>> {
    instance.instance.parts.instance.iter().map(|octets| Label {
        of: "instance name",
        octets,
    })
}

/// The labels of the instance name, and those of host names under `local.`, of which RFC 6762 speaks as well.
fn all_labels<'a>(instance: &'a InstanceContext<'_>) -> impl Iterator<Item = Label<'a>> {
    let hosts = instance
        .instance
        .hosts
        .iter()
        .filter(|host| host.name.is_local());
    let host_labels = hosts
        .flat_map(|host| host.name.labels())
        .map(|octets| Label {
            of: "host name",
            octets,
        });
    instance_labels(instance).chain(host_labels)
}

fn control_character_in_instance_name(instance: &InstanceContext<'_>, findings: &mut Findings) {
    for label in instance_labels(instance) {
        for violation in InstanceName::violations(label.octets) {
            if matches!(violation, InstanceNameViolation::ControlCharacter { .. }) {
                findings
                    .report(format!("{} {violation}", label.subject()))
                    .help("remove the character");
            }
        }
    }
}

fn name_not_utf8(instance: &InstanceContext<'_>, findings: &mut Findings) {
    for label in all_labels(instance) {
        for violation in InstanceName::violations(label.octets) {
            if matches!(violation, InstanceNameViolation::InvalidUtf8 { .. }) {
                findings
                    .report(format!("{} {violation}", label.subject()))
                    .help("encode the name in UTF-8");
            }
        }
    }
}

fn name_not_normalized(instance: &InstanceContext<'_>, findings: &mut Findings) {
    for label in all_labels(instance) {
        let Ok(text) = str::from_utf8(label.octets) else {
            continue;
        };
        if InstanceName::violations(label.octets).contains(&InstanceNameViolation::NotNormalized) {
            let normalized: String = text.nfc().collect();
            findings
                .report(format!(
                    "{} {}",
                    label.subject(),
                    InstanceNameViolation::NotNormalized
                ))
                .help(format!(
                    "normalize it to `{}`, {} octets instead of {}",
                    presentation::unescaped_label(normalized.as_bytes()),
                    normalized.len(),
                    text.len()
                ));
        }
    }
}

fn byte_order_mark_in_name(instance: &InstanceContext<'_>, findings: &mut Findings) {
    for label in all_labels(instance) {
        for violation in InstanceName::violations(label.octets) {
            if matches!(violation, InstanceNameViolation::ByteOrderMark { .. }) {
                findings
                    .report(format!("{} {violation}", label.subject()))
                    .help(
                        "remove it; save the file that the name comes from without byte order mark",
                    );
            }
        }
    }
}

fn c1_control_in_name(instance: &InstanceContext<'_>, findings: &mut Findings) {
    for label in all_labels(instance) {
        for violation in InstanceName::violations(label.octets) {
            if matches!(violation, InstanceNameViolation::C1Control { .. }) {
                findings
                    .report(format!("{} {violation}", label.subject()))
                    .help("convert the name from Windows-1252, not from Latin-1");
            }
        }
    }
}

fn punycode_name(instance: &InstanceContext<'_>, findings: &mut Findings) {
    if !instance.parts.domain.is_local() {
        return;
    }
    for label in all_labels(instance) {
        let prefix = label.octets.get(..4).unwrap_or_default();
        if prefix.eq_ignore_ascii_case(b"xn--") {
            findings
                .report(format!(
                    "{} is Punycode, UTF-8 is expected under `local.`",
                    label.subject()
                ))
                .help("publish the name in UTF-8, as people write it");
        }
    }
}

fn hexadecimal_instance_name(instance: &InstanceContext<'_>, findings: &mut Findings) {
    if identifier::is_prescribed(instance.service_type().service_name()) {
        return;
    }
    for label in instance_labels(instance) {
        let found = str::from_utf8(label.octets)
            .ok()
            .and_then(identifier::find_identifier);
        if let Some(identifier) = found {
            let identifier = presentation::unescaped_label(identifier.as_bytes());
            findings
                .report(format!("{} has the identifier `{identifier}`, a name for people is expected", label.subject()))
                .help("name the model or the place; Multicast DNS renames one of two that are the same");
        }
    }
}

fn invisible_character_in_instance_name(instance: &InstanceContext<'_>, findings: &mut Findings) {
    for label in instance_labels(instance) {
        let Ok(text) = str::from_utf8(label.octets) else {
            continue;
        };
        let is_begun = text.starts_with(is_blank);
        if is_begun || text.ends_with(is_blank) {
            let end = if is_begun { "begins" } else { "ends" };
            findings
                .report(format!("{} {end} with a blank", label.subject()))
                .help("remove the blank");
        }
        if let Some(invisible) = text.chars().find(|c| is_invisible(*c)) {
            findings
                .report(format!(
                    "{} has U+{:04X}, which can't be seen",
                    label.subject(),
                    u32::from(invisible)
                ))
                .help("remove the character");
        }
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() && !c.is_control()
}

/// Whether a character shows nothing and has no rule of its own.
///
/// The joiners U+200C and U+200D are left alone: Persian, the scripts of India and composed emoji are written with them.
fn is_invisible(c: char) -> bool {
    let is_joiner = matches!(c, '\u{200c}' | '\u{200d}');
    let has_own_rule = c.is_control() || c == '\u{feff}';
    !presentation::is_safe_char(c) && !is_joiner && !has_own_rule
}

fn split_instance_name(instance: &InstanceContext<'_>, findings: &mut Findings) {
    let count = instance.parts.instance.len();
    if count < 2 || is_nested(&instance.parts) {
        return;
    }
    let labels: Vec<String> = instance_labels(instance)
        .map(|label| presentation::name_label(label.octets).to_string())
        .collect();
    findings
        .report(format!(
            "instance name `{}` is split into {count} labels, one is expected",
            labels.join(".")
        ))
        .help(format!("escape the dots: `{}`", labels.join(r"\.")));
}

fn domain_too_long_for_subtypes(instance: &InstanceContext<'_>, findings: &mut Findings) {
    // The wire form ends with the root's octet, which RFC 6763 does not count.
    let len = instance.parts.domain.as_wire().len().saturating_sub(1);
    if len > MAX_ROOMY_DOMAIN_LEN {
        findings
            .report(format!(
                "domain `{}` is {len} octets long, {MAX_ROOMY_DOMAIN_LEN} leave room for all names",
                instance.parts.domain
            ))
            .help("choose a shorter domain for services");
    }
}
