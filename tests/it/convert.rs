//! What is written for a target is read back as what it was written of, or refused.

use std::io::BufReader;
use std::path::Path;

use dnssd_check::convert::{Conversion, Hosts, Target, convert};
use dnssd_check::linter::Linter;
use dnssd_check::model::{Evidence, FileFaultKind, FileFormat, Observation, ServiceInstance};
use dnssd_check::name::DomainName;
use dnssd_check::name::presentation::is_safe_char;
use dnssd_check::source::{RecordingReader, ServiceDefinition, read_definitions};
use dnssd_check::wire::TxtRecord;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// What our own reader makes of a document.
fn read_back(text: &str, target: Target) -> Observation {
    let format = match target {
        Target::Avahi => FileFormat::Avahi,
        Target::Systemd => FileFormat::Systemd,
        Target::Zone => FileFormat::Zone,
        _ => {
            let reader = BufReader::new(text.as_bytes());
            let reader = RecordingReader::open(reader, Path::new("x.jsonl")).unwrap();
            let replayed = reader
                .replay(Linter::default().schemas(), &mut |_| {})
                .unwrap();
            return Observation {
                instances: replayed.instances,
                files: vec![replayed.file],
                ..Observation::default()
            };
        }
    };
    read_definitions(text.as_bytes(), Path::new("x"), format).unwrap()
}

/// Fails where an instance that was not refused is read back as another, or where anything unsafe is said.
fn assert_carried_or_refused(
    instance: &ServiceInstance,
    target: Target,
    hosts: &Hosts,
) -> Result<(), TestCaseError> {
    let conversion = convert(std::slice::from_ref(instance), target, hosts);
    let sentences = conversion.refusals.iter().map(ToString::to_string);
    for sentence in sentences.chain(conversion.notices.iter().map(ToString::to_string)) {
        prop_assert!(sentence.chars().all(is_safe_char), "{}", sentence);
    }
    if !conversion.refusals.is_empty() {
        prop_assert_eq!(conversion.documents, []);
        return Ok(());
    }
    let [document] = conversion.documents.as_slice() else {
        return Err(TestCaseError::fail("one document was expected"));
    };
    let text = &document.text;
    let is_safe = |c: char| c == '\n' || is_safe_char(c);
    prop_assert!(text.chars().all(is_safe), "{:?}", text);
    prop_assert!(text.ends_with('\n'));
    if matches!(target, Target::Arguments | Target::DnsSd) {
        return Ok(());
    }
    let read = read_back(text, target);
    let faults = read.files.iter().flat_map(|file| &file.faults);
    let drops: Vec<_> = faults.filter(|fault| fault.kind.drops_file()).collect();
    prop_assert!(drops.is_empty(), "{:?} in\n{}", drops, text);
    let [again] = read.instances.as_slice() else {
        return Err(TestCaseError::fail(format!(
            "no instance is read of\n{text}"
        )));
    };
    // `local.` is the only name that a target states by itself, in its own letters.
    prop_assert_eq!(&again.name, &instance.name, "{}", text);
    prop_assert_eq!(&again.parts.instance, &instance.parts.instance, "{}", text);
    prop_assert_eq!(
        again.service_type().to_string(),
        instance.service_type().to_string(),
        "{}",
        text
    );
    let (srv, before) = (again.first_srv().unwrap(), instance.first_srv().unwrap());
    prop_assert_eq!(
        (srv.port, srv.priority, srv.weight),
        (before.port, before.priority, before.weight),
        "{}",
        text
    );
    if !matches!(hosts, Hosts::Own) && instance.evidence.covers(Evidence::SRV) {
        prop_assert!(srv.target.eq_exact(&before.target), "{}", text);
    }
    let octets = |instance: &ServiceInstance| {
        let octets = instance.txt.iter().map(|txt| txt.data.octets().to_vec());
        octets.collect::<Vec<_>>()
    };
    // Where no TXT record was seen, a definition states one with an empty string.
    if !instance.txt.is_empty() {
        prop_assert_eq!(octets(again), octets(instance), "{}", text);
    }
    prop_assert_eq!(again.subtypes(), instance.subtypes(), "{}", text);
    Ok(())
}

/// Octets of up to a length: text, text with what is escaped somewhere, or any.
fn octets(len: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Vec<u8>> {
    let max = *len.end();
    let special =
        select(b" \t\n\r\0\x1b\x7f\"'\\.,;:()$@%#=<>&[]_-{}`~!?*ahH0129\x80\xc3\xa9\xff".to_vec());
    let odd = select(vec![
        "é",
        "%h",
        "%%H",
        "]]>",
        "&amp;",
        "\u{202e}",
        "\u{85}",
        "\u{feff}",
        "\u{fdd0}",
        "\u{ffff}",
        "\u{1fffe}",
        "東",
    ]);
    let joined = move |pieces: Vec<&str>| {
        let mut octets = pieces.concat().into_bytes();
        octets.truncate(max);
        octets
    };
    let min = *len.start();
    prop_oneof![
        vec(
            prop_oneof![Just(b' '), b'0'..=b'9', b'a'..=b'z'],
            len.clone()
        ),
        vec(special, len.clone()),
        vec(odd, min..=(max / 4).max(1)).prop_map(joined),
        vec(any::<u8>(), len),
    ]
}

fn txt() -> impl Strategy<Value = TxtRecord> {
    let key = octets(0..=9);
    let string = prop_oneof![
        4 => (key, octets(0..=40)).prop_map(|(key, value)| [&key, &b"="[..], &value].concat()),
        1 => octets(0..=255),
    ];
    prop_oneof![
        9 => vec(string, 0..6).prop_map(|strings| TxtRecord::from_strings(strings).unwrap()),
        1 => vec(any::<u8>(), 0..20).prop_map(TxtRecord::new),
    ]
}

fn instance() -> impl Strategy<Value = ServiceInstance> {
    let types = select(vec![
        "_http._tcp",
        "_http._tcp",
        "_http._tcp",
        "_http._tcp",
        "_IPP._Udp",
        "_x._tcp",
        "_9pfs._tcp",
        "_a_b._tcp",
        "_http._sctp",
        r"_a\.b._udp",
        "_my-very-long-service._tcp",
    ]);
    let domain = select(vec![
        "local",
        "local",
        "local",
        "local",
        "LOCAL",
        "lab.local",
        "example.org",
        r"a\032b\.c.example",
        ".",
    ]);
    let host = select(vec![
        "lab.local",
        "lab",
        "192.0.2.1",
        r"a\000.local",
        r"\255.local",
        r"x\.y.example.org",
        ".",
    ]);
    let numbers = (any::<u16>(), select(vec![(0, 0), (0, 0), (5, 0), (0, 7)]));
    (
        types,
        domain,
        octets(1..=63),
        host,
        numbers,
        vec(octets(1..=20), 0..3),
        txt(),
    )
        .prop_map(
            |(service_type, domain, name, host, (port, (priority, weight)), subtypes, txt)| {
                let mut definition = ServiceDefinition::new(service_type.parse().unwrap());
                definition.set_instance(&name).unwrap();
                // At the root, nothing tells a type of an unknown protocol from the name of a host.
                if domain != "." || definition.service_type.protocol().is_some() {
                    definition.domain = domain.parse().unwrap();
                }
                definition.host = Some(host.parse().unwrap());
                definition.port = Some(port);
                definition.subtypes = subtypes;
                definition.txt = txt;
                let mut instance = definition.observe().unwrap().instances.remove(0);
                instance.srv[0].data.priority = priority;
                instance.srv[0].data.weight = weight;
                instance
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn hostile_instances_are_carried_or_refused(instance in instance()) {
        for target in Target::ALL {
            for hosts in [Hosts::Seen, Hosts::Own] {
                assert_carried_or_refused(&instance, target, &hosts)?;
            }
        }
    }

    #[test]
    fn what_people_publish_is_carried(
        name in r"[A-Za-z0-9 .é()'&<>%-]{1,20}",
        subtype in prop::option::of("_[a-z]{2,8}"),
        strings in vec(r"[a-z]{1,9}(=[ -~]{1,30})?", 0..5),
        port in 1_u16..,
    ) {
        let mut definition = ServiceDefinition::new("_http._tcp".parse().unwrap());
        definition.set_instance(name.as_bytes()).unwrap();
        definition.port = Some(port);
        definition.set_txt_strings(&strings).unwrap();
        definition.set_host("lab").unwrap();
        definition.subtypes = subtype.into_iter().map(String::into_bytes).collect();
        let instance = definition.observe().unwrap().instances.remove(0);
        for target in Target::ALL {
            let hosts = match target {
                Target::Recording | Target::Zone => Hosts::Seen,
                _ => Hosts::Own,
            };
            assert_carried_or_refused(&instance, target, &hosts)?;
            let conversion = convert(std::slice::from_ref(&instance), target, &hosts);
            // A name that stands for something else, `.`, is the only one that can't be written.
            let is_dot = name == "." && target == Target::DnsSd;
            prop_assert!(conversion.refusals.is_empty() || is_dot, "{:?}", conversion.refusals);
        }
    }
}

fn zone(text: &str) -> Vec<ServiceInstance> {
    Observation::from_zone(text).unwrap().instances
}

fn refusals(conversion: &Conversion) -> Vec<String> {
    let sentences = conversion.refusals.iter().map(ToString::to_string);
    sentences.collect()
}

#[test]
fn a_zone_comes_back_record_by_record() {
    let text = "$TTL 4500\n$ORIGIN local.\n\n; Lab._http._tcp.local.\n_services._dns-sd._udp IN PTR _http._tcp\n\
                _http._tcp IN PTR Lab._http._tcp\n_printer._sub._http._tcp 60 IN PTR Lab._http._tcp\n\
                Lab._http._tcp 120 IN SRV 0 0 80 lab\nLab._http._tcp 120 IN SRV 1 2 81 lab\n\
                Lab._http._tcp IN TXT \"\"\nLab._http._tcp IN TXT \\# 2 0561\n\
                lab 120 IN A 10.77.0.1\nlab 120 IN AAAA fe80::1\n";
    let conversion = convert(&zone(text), Target::Zone, &Hosts::Seen);
    assert_eq!(refusals(&conversion), [""; 0]);
    assert_eq!(conversion.documents[0].text, text);
}

#[test]
fn what_differs_from_one_record_is_refused() {
    let text = "a._http._tcp.local. 120 IN SRV 0 0 80 lab.local.\na._http._tcp.local. 120 IN SRV 0 0 81 lab.local.\n\
                a._http._tcp.local. 120 IN TXT \"a=1\"\na._http._tcp.local. 120 IN TXT \"b=1\"";
    let conversion = convert(&zone(text), Target::Avahi, &Hosts::Own);
    assert_eq!(
        refusals(&conversion),
        [
            "`a._http._tcp.local.`: an instance with 2 SRV records can't be written in a service group of Avahi: one is published",
            "`a._http._tcp.local.`: an instance with 2 TXT records can't be written in a service group of Avahi: one is published",
        ]
    );
    let conversion = convert(&zone(text), Target::Recording, &Hosts::Seen);
    let again = read_back(&conversion.documents[0].text, Target::Recording);
    assert_eq!(
        (again.instances[0].srv.len(), again.instances[0].txt.len()),
        (2, 2)
    );
}

/// Everything in the corpora that our readers read, for every target.
#[test]
fn the_corpora_are_carried_or_refused() {
    let mut count = 0;
    for (folder, format) in [
        ("avahi", FileFormat::Avahi),
        ("systemd", FileFormat::Systemd),
        ("zones", FileFormat::Zone),
    ] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/corpus")
            .join(folder);
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension == "md") {
                continue;
            }
            let octets = std::fs::read(&path).unwrap();
            // Some are wrong on purpose, so that nothing is read of them.
            let Ok(observation) = read_definitions(&octets, &path, format) else {
                continue;
            };
            for instance in &observation.instances {
                for target in Target::ALL {
                    for hosts in [Hosts::Seen, Hosts::Own] {
                        count += 1;
                        assert_carried_or_refused(instance, target, &hosts)
                            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                    }
                }
            }
        }
    }
    assert!(count > 500, "{count} conversions");
}

/// Of systemd-resolved each assignment is a record.
#[test]
fn a_unit_has_several_txt_records() {
    let text = "a._http._tcp.local. 120 IN SRV 0 0 80 lab.local.\na._http._tcp.local. 120 IN TXT \"\"\n\
                a._http._tcp.local. 120 IN TXT \"b=1\"";
    let instances = zone(text);
    assert_carried_or_refused(&instances[0], Target::Systemd, &Hosts::Own).unwrap();
}

#[test]
fn what_is_defined_twice_is_written_once_or_refused() {
    let one =
        "a._http._tcp.local. 120 IN SRV 0 0 80 lab.local.\na._http._tcp.local. 120 IN TXT \"a=1\"";
    let mut instances = zone(one);
    instances.extend(zone(&one.replace("a._http", "A._http")));
    for target in [Target::Systemd, Target::Recording] {
        let hosts = if target == Target::Systemd {
            Hosts::Own
        } else {
            Hosts::Seen
        };
        let conversion = convert(&instances[..1], target, &hosts);
        let twice = [instances[0].clone(), instances[0].clone()];
        assert_eq!(
            convert(&twice, target, &hosts).documents,
            conversion.documents
        );
    }
    instances.extend(zone(&one.replace("80", "81")));
    let conversion = convert(&instances, Target::Zone, &Hosts::Seen);
    assert_eq!(
        refusals(&conversion)[1],
        "`a._http._tcp.local.`: the instance can't be written in a zone: another one of its name was written before, with \
         other data"
    );
}

#[test]
fn services_of_a_name_share_a_group() {
    let mut definition = ServiceDefinition::new("_http._tcp".parse().unwrap());
    definition.set_instance(b"Lab").unwrap();
    definition.port = Some(80);
    let http = definition.observe().unwrap().instances.remove(0);
    definition.service_type = "_ssh._tcp".parse().unwrap();
    let ssh = definition.observe().unwrap().instances.remove(0);
    definition.set_instance(b"lab").unwrap();
    let other = definition.observe().unwrap().instances.remove(0);
    let conversion = convert(&[http, ssh], Target::Avahi, &Hosts::Seen);
    let [document] = conversion.documents.as_slice() else {
        panic!("one group was expected")
    };
    assert_eq!(document.file_name, "Lab.service");
    assert_eq!(read_back(&document.text, Target::Avahi).instances.len(), 2);
    let units = convert(
        &[
            read_back(&document.text, Target::Avahi).instances,
            vec![other],
        ]
        .concat(),
        Target::Systemd,
        &Hosts::Seen,
    );
    let names = units
        .documents
        .iter()
        .map(|document| document.file_name.as_str());
    // The last one has the name and type of another, in other letter case.
    assert_eq!(
        names.collect::<Vec<_>>(),
        ["Lab.http.dnssd", "Lab.ssh.dnssd"]
    );
    assert_eq!(units.refusals.len(), 1);
}

#[test]
fn a_name_that_only_its_host_knows_is_refused() {
    let group = b"<service-group><name replace-wildcards=\"yes\">Lab on %h</name><service><type>_http._tcp</type>\
                  <port>80</port></service></service-group>";
    let read = read_definitions(group, Path::new("x.service"), FileFormat::Avahi).unwrap();
    assert!(
        read.files[0]
            .faults
            .iter()
            .all(|fault| !matches!(fault.kind, FileFaultKind::Systemd(_)))
    );
    for target in Target::ALL {
        let conversion = convert(&read.instances, target, &Hosts::SeenOr(DomainName::local()));
        assert!(conversion.documents.is_empty());
        assert!(
            refusals(&conversion)[0].contains("instance name `Lab on %h` can't be written in ")
        );
    }
}
