//! The formats that other programs read: SARIF, JUnit, workflow commands of GitHub, Markdown.

mod github;
mod junit;
mod markdown;
mod output;
mod sarif;

use std::net::{Ipv4Addr, SocketAddr};

use dnssd_check::diagnostic::{Diagnostic, Subject};
use dnssd_check::model::{Evidence, Origin, ServiceInstance};
use dnssd_check::name::{DomainName, NameParts};
use dnssd_check::report::{JudgedFile, Report, Reporter};
use dnssd_check::rule::{self, Citation, Finding};

/// What a stranger could put into any text, to make something of a page, a log or a document.
const HOSTILE: &str = "a|b`c` ``@octocat #1 <img src=x onerror=y>]]>&amp; [x](http://evil.example) ![x](y) %0A::error::x \u{1b}[2J\r\n::error::y\n| x |\u{202e}\u{85}\u{fffe}\u{ffff}";

fn file(path: &str, line: usize, column: usize) -> Origin {
    Origin::File {
        path: path.to_owned(),
        line,
        column,
    }
}

fn link() -> Origin {
    Origin::Link {
        interface: "eth0".into(),
        sender: Some(SocketAddr::from((Ipv4Addr::new(10, 77, 0, 1), 5353))),
    }
}

/// An instance of this name and origin, of which nothing else is known.
fn instance(label: &[u8], origin: Origin) -> ServiceInstance {
    let service_type: DomainName = "_http._tcp.local.".parse().unwrap();
    let name = service_type.prepend(label).unwrap();
    let parts = NameParts::split(&name).unwrap();
    let mut instance = ServiceInstance::new(name, parts, origin);
    instance.evidence = Evidence::INSTANCE_NAME;
    instance
}

/// A finding of the rule with this code in an instance.
fn found(code: &str, message: &str, instance: &ServiceInstance) -> Diagnostic {
    found_in(code, message, &Subject::from(instance))
}

fn found_in(code: &str, message: &str, subject: &Subject) -> Diagnostic {
    let rule = rule::find(code).unwrap();
    Diagnostic::new(rule, Finding::new(message), subject)
}

fn report(instances: Vec<ServiceInstance>, diagnostics: Vec<Diagnostic>) -> Report {
    Report {
        diagnostics,
        instances,
        not_applicable: vec![rule::find("SRV001").unwrap()],
        ..Report::default()
    }
}

/// Two instances, one of them clean, in files and on a link, and findings on something else.
fn mixed() -> Report {
    let clean = instance(b"Clean", file("zones/lab.zone", 9, 1));
    let faulty = instance("Büro".as_bytes(), file("zones/lab.zone", 3, 1));
    let seen = instance(b"Seen", link());
    let mut error = found("TXT010", "TXT string `=x` has no key", &faulty);
    error.origin = file("zones/lab.zone", 4, 7);
    error.key = Some("x".to_owned());
    error.help = Some("give it a key".to_owned());
    let warning = found("TXT013", "TXT key `a` appears 2 times", &faulty);
    let note = found("KEY001", "TXT key `b` is unknown", &seen);
    let other = Subject {
        service_type: Some("_bad._tcp".to_owned()),
        instance: None,
        origin: link(),
    };
    let other = found_in("NAME002", "service name `bad` is too long", &other);
    report(vec![clean, faulty, seen], vec![error, warning, note, other])
}

/// The report on four files: one with a finding, one in which nothing is, standard input, and one that could not be judged.
fn of_files() -> Report {
    let mut report = mixed();
    report.files = [
        ("zones/empty.zone", None),
        ("zones/lab.zone", None),
        ("-", None),
        (
            "zones/torn.zone",
            Some("zones/torn.zone:1:1: `<a>` has no final dot"),
        ),
    ]
    .map(|(path, refusal): (&str, Option<&str>)| JudgedFile {
        path: path.to_owned(),
        refusal: refusal.map(str::to_owned),
    })
    .to_vec();
    report
}

/// A report in which every text is what a stranger wrote.
fn hostile(text: &str, label: &[u8]) -> Report {
    let in_file = instance(label, file(text, 3, 7));
    let origin = Origin::Link {
        interface: text.into(),
        sender: None,
    };
    let on_link = instance(label, origin);
    let mut diagnostics = Vec::new();
    for instance in [&in_file, &on_link] {
        let mut diagnostic = found("TXT010", text, instance);
        diagnostic.help = Some(text.to_owned());
        diagnostic.key = Some(text.to_owned());
        diagnostic.citations = vec![citation(text)];
        diagnostics.push(diagnostic);
    }
    let other = Subject {
        service_type: Some(text.to_owned()),
        instance: None,
        origin: Origin::Arguments,
    };
    diagnostics.push(found_in("KEY001", text, &other));
    let mut report = report(vec![in_file, on_link], diagnostics);
    report.files = [None, Some(text)]
        .map(|refusal| JudgedFile {
            path: text.to_owned(),
            refusal: refusal.map(str::to_owned),
        })
        .to_vec();
    report
}

/// A source that a schema of a user names.
fn citation(text: &str) -> Citation {
    let mut citation = Citation::new("RFC 1", "", None, "");
    citation.source = format!("RFC {text}").into();
    citation.section = text.to_owned().into();
    citation.sentence = text.to_owned().into();
    citation
}

/// What a reporter writes of a report.
fn written(report: &Report, write: impl FnOnce(&mut Vec<u8>, &Report)) -> String {
    let mut out = Vec::new();
    write(&mut out, report);
    String::from_utf8(out).unwrap()
}

fn tell(report: &Report, reporter: &mut dyn Reporter) {
    report.tell(reporter).unwrap();
}
