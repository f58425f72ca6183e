//! What stands in a fence, as the linter sees it.

use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use dnssd_check::diagnostic::Diagnostic;
use dnssd_check::linter::Linter;
use dnssd_check::model::{
    Assembler, Evidence, FileFormat, Observation, Origin, ReceivedMessage, ServiceInstance,
};
use dnssd_check::name::{DomainName, NameParts, ServiceTypeLabels};
use dnssd_check::schema::Schemas;
use dnssd_check::source::capture::{CaptureOptions, judge_capture};
use dnssd_check::source::zone::{self, Completeness};
use dnssd_check::source::{LINK_EVIDENCE, RecordingReader, read_definitions};
use dnssd_check::wire::{CLASS_IN, MessageBuilder, RecordType, Section, TxtRecord};

/// Reads a fence of some kind; in all of them, `{text*3}` stands for the text three times and `#` in it for 1, 2, 3:
///
/// * `zone`: lines of a zone file; `zone absent`: a whole zone, so that what is not there is absent; `zone file`: a zone as
///   it stands in a file, of which comments are read too;
/// * `mdns`: one message of multicast DNS as lines of a zone file, with `FLUSH` as the class IN with the cache-flush bit
///   and with directives in comments (see [`mdns`]);
/// * `hex`: the octets of one message of multicast DNS;
/// * `capture`: the octets of a packet capture, of which instances and file are judged;
/// * `recording`: lines of a recording, likewise;
/// * `packet`: the name of a file under `tests/packets`;
/// * `arguments`: a service type and TXT strings, one a line;
/// * `avahi`: a service group of Avahi; `dnssd`: a unit of systemd-resolved.
pub(super) fn observation(kind: &str, body: &str) -> Result<Observation, String> {
    // In JSON braces are braces.
    let body = &match kind {
        "recording" => body.to_owned(),
        _ => expanded(body),
    };
    match kind {
        "zone" => {
            zone::read(body, "zone", Completeness::Fragment).map_err(|error| error.to_string())
        }
        "zone absent" => {
            zone::read(body, "zone", Completeness::Whole).map_err(|error| error.to_string())
        }
        "zone file" => definition(body, "lab.zone", FileFormat::Zone),
        "mdns" => mdns(body),
        "hex" => Ok(received(&octets(body)?, &Envelope::default())),
        "capture" => Ok(capture(&octets(body)?)),
        "recording" => recording(body),
        "packet" => {
            let path = format!(
                "{}/tests/packets/{}.bin",
                env!("CARGO_MANIFEST_DIR"),
                body.trim()
            );
            let octets = fs::read(Path::new(&path)).map_err(|error| format!("{path}: {error}"))?;
            // The packets were made for a sender with this address.
            let sender = "10.77.0.2:5353".parse().unwrap();
            Ok(received(
                &octets,
                &Envelope {
                    sender,
                    ..Envelope::default()
                },
            ))
        }
        "arguments" => arguments(body),
        "avahi" => definition(body, "lab.service", FileFormat::Avahi),
        "dnssd" => definition(body, "lab.dnssd", FileFormat::Systemd),
        _ => Err(format!(
            "`{kind}` is none of `zone`, `zone absent`, `zone file`, `mdns`, `hex`, `capture`, `recording`, `packet`, `arguments`, `avahi`, `dnssd`"
        )),
    }
}

/// The text with its repetitions written out, the innermost first.
fn expanded(body: &str) -> String {
    let mut text = body.to_owned();
    while let Some((head, rest)) = text.split_once('}') {
        let Some((before, repetition)) = head.rsplit_once('{') else {
            break;
        };
        let (part, times) = repetition
            .rsplit_once('*')
            .unwrap_or_else(|| panic!("`{repetition}` has no `*`"));
        let times: usize = times
            .parse()
            .unwrap_or_else(|_| panic!("`{times}` is no number"));
        let parts: String = (1..=times)
            .map(|number| part.replace('#', &number.to_string()))
            .collect();
        text = format!("{before}{parts}{rest}");
    }
    text
}

/// What is found, a line each: severity, code, what it is about, message.
pub(super) fn diagnostics(linter: &Linter, observation: &Observation) -> String {
    let mut text = String::new();
    for diagnostic in linter.check(observation).diagnostics {
        let subject = subject(&diagnostic);
        let Diagnostic {
            severity,
            rule,
            message,
            ..
        } = &diagnostic;
        writeln!(text, "{severity}[{}]{subject}: {message}", rule.code).unwrap();
    }
    text
}

fn subject(diagnostic: &Diagnostic) -> String {
    let subject = diagnostic
        .instance_text()
        .or_else(|| diagnostic.service_type.clone());
    subject.map_or_else(String::new, |subject| format!(" {subject}"))
}

/// What a message doesn't say about itself.
struct Envelope {
    sender: SocketAddr,
    ip_ttl: u8,
    interface: String,
}

impl Default for Envelope {
    fn default() -> Self {
        Self {
            sender: "192.0.2.7:5353".parse().unwrap(),
            ip_ttl: 255,
            interface: "eth0".to_owned(),
        }
    }
}

/// A message of multicast DNS. Comments that begin a line direct it:
///
/// * `; id=0 flags=0x8400 from=192.0.2.7:5353 ip-ttl=255 interface=eth0`, any of them, with these defaults;
/// * `; question NAME TYPE` adds a question;
/// * `; answer`, `; authority`, `; additional` begin a section.
fn mdns(body: &str) -> Result<Observation, String> {
    let (octets, envelope) = message(body)?;
    Ok(received(&octets, &envelope))
}

/// The octets of the message in a fence `mdns` or `hex`.
#[cfg(feature = "cli")]
pub(crate) fn message_octets(kind: &str, body: &str) -> Result<Vec<u8>, String> {
    match kind {
        "hex" => octets(body),
        "mdns" => message(body).map(|(octets, _)| octets),
        _ => Err(format!("`{kind}` is no message")),
    }
}

fn message(body: &str) -> Result<(Vec<u8>, Envelope), String> {
    let mut builder = MessageBuilder::response();
    let mut envelope = Envelope::default();
    let mut sections = vec![(0, Section::Answer)];
    for (number, line) in body.lines().enumerate() {
        let Some(comment) = line.strip_prefix(';') else {
            continue;
        };
        let words: Vec<&str> = comment.split_whitespace().collect();
        match words.as_slice() {
            ["answer"] => sections.push((number, Section::Answer)),
            ["authority"] => sections.push((number, Section::Authority)),
            ["additional"] => sections.push((number, Section::Additional)),
            ["question", name, kind] => {
                let name: DomainName = name.parse().map_err(|error| format!("{error}"))?;
                let kind: RecordType = kind.parse().map_err(|error| format!("{error}"))?;
                builder = builder.question(&name, kind, CLASS_IN);
            }
            settings => {
                for setting in settings {
                    builder = set(builder, &mut envelope, setting)
                        .ok_or_else(|| format!("`{setting}` is no setting"))?;
                }
            }
        }
    }
    let body = body
        .lines()
        .map(|line| line.replacen(" FLUSH ", " CLASS32769 ", 1) + "\n")
        .collect::<String>();
    for zone::ZoneRecord { record, line } in
        zone::records(&body, "mdns").map_err(|error| error.to_string())?
    {
        let section = sections
            .iter()
            .rev()
            .find(|(number, _)| *number < line)
            .map_or(Section::Answer, |(_, section)| *section);
        let (owner, kind, class_field, ttl) = (
            &record.name,
            record.record_type,
            record.class_field,
            record.ttl_seconds,
        );
        builder = match section {
            Section::Answer => builder.answer(owner, kind, class_field, ttl, &record.rdata),
            Section::Authority => builder.authority(owner, kind, class_field, ttl, &record.rdata),
            Section::Additional => builder.additional(owner, kind, class_field, ttl, &record.rdata),
        };
    }
    Ok((builder.build(), envelope))
}

fn set(builder: MessageBuilder, envelope: &mut Envelope, setting: &str) -> Option<MessageBuilder> {
    let (name, value) = setting.split_once('=')?;
    let number = || match value.strip_prefix("0x") {
        Some(digits) => u16::from_str_radix(digits, 16).ok(),
        None => value.parse().ok(),
    };
    match name {
        "id" => return Some(builder.id(number()?)),
        "flags" => return Some(builder.flags(number()?)),
        "from" => envelope.sender = value.parse().ok()?,
        "ip-ttl" => envelope.ip_ttl = value.parse().ok()?,
        "interface" => value.clone_into(&mut envelope.interface),
        _ => return None,
    }
    Some(builder)
}

/// Hexadecimal digits in any grouping, with comments.
fn octets(body: &str) -> Result<Vec<u8>, String> {
    let code = body.lines().filter_map(|line| line.split(';').next());
    let digits: String = code.flat_map(str::split_whitespace).collect();
    let pairs = digits
        .as_bytes()
        .chunks(2)
        .map(|pair| str::from_utf8(pair).ok());
    pairs
        .map(|pair| u8::from_str_radix(pair?, 16).ok())
        .collect::<Option<_>>()
        .ok_or_else(|| "no hexadecimal digits".into())
}

/// A message as the tap of a live link hears it: it sees everything but what is absent.
fn received(octets: &[u8], envelope: &Envelope) -> Observation {
    let mut message = ReceivedMessage::decode(octets, 1);
    message.sender = Some(envelope.sender);
    message.ip_ttl = Some(envelope.ip_ttl);
    message.interface = envelope.interface.as_str().into();
    let mut assembler = Assembler::new(LINK_EVIDENCE | Evidence::MESSAGES | Evidence::IP_TTL);
    assembler.add_message(&message);
    Observation {
        instances: assembler
            .names()
            .iter()
            .filter_map(|name| assembler.instance(name))
            .collect(),
        pointers: assembler.pointers().to_vec(),
        messages: vec![message],
        ..Observation::default()
    }
}

/// What a packet capture shows as a whole; the messages in it are judged where they are read.
fn capture(octets: &[u8]) -> Observation {
    let options = CaptureOptions::new("link.pcap");
    let summary = judge_capture(octets, &options, &Linter::default(), &mut |_| {});
    Observation {
        instances: summary.instances,
        files: vec![summary.file],
        ..Observation::default()
    }
}

/// What a recording shows as a whole.
fn recording(body: &str) -> Result<Observation, String> {
    let path = Path::new("link.jsonl");
    let reader = RecordingReader::open(body.as_bytes(), path).map_err(|error| error.to_string())?;
    let replayed = reader
        .replay(&Schemas::BUILTIN, &mut |_| {})
        .map_err(|error| error.to_string())?;
    Ok(Observation {
        instances: replayed.instances,
        files: vec![replayed.file],
        ..Observation::default()
    })
}

/// A file that defines services.
fn definition(body: &str, path: &str, format: FileFormat) -> Result<Observation, String> {
    read_definitions(body.as_bytes(), Path::new(path), format).map_err(|error| error.to_string())
}

/// A definition that has a type and TXT strings and nothing else.
fn arguments(body: &str) -> Result<Observation, String> {
    let mut lines = body.lines();
    let labels: ServiceTypeLabels = lines
        .next()
        .unwrap_or_default()
        .parse()
        .map_err(|error| format!("{error}"))?;
    let name = labels
        .to_domain_name(&DomainName::local())
        .map_err(|error| error.to_string())?;
    let parts = NameParts::split(&name).ok_or("no service type")?;
    let txt = TxtRecord::from_strings(lines).map_err(|error| error.to_string())?;
    let mut instance = ServiceInstance::new(name.clone(), parts, Origin::Arguments);
    instance.txt.push(dnssd_check::model::Seen::defined(
        txt,
        name,
        Origin::Arguments,
    ));
    instance.evidence = Evidence::TXT_KEYS | Evidence::TXT_OCTETS;
    Ok(Observation::from(instance))
}
