//! The daemons read the corpus: what they drop, they drop with an error of ours, and what they publish is what we say.

use std::collections::BTreeMap;

use dnssd_check::model::{Evidence, ServiceInstance};
use dnssd_check::name::presentation;
use serde_json::Value;

use super::lab::{Avahi, Link, MACHINE_ID, Need, Process, Resolved, TestHost, live};
use crate::definition_corpus::{self, CorpusFile, DaemonVerdict, corpus};

/// The files as a daemon's folder holds them.
fn contents(files: &[CorpusFile]) -> Vec<(&str, &[u8])> {
    files
        .iter()
        .map(|file| (file.name.as_str(), file.octets.as_slice()))
        .collect()
}

/// Listens on a host before anybody speaks, so that announcements of types which no engine would browse are heard as well.
fn listen(host: &TestHost) -> Process {
    let listener = Process::start(&mut host.dnssd_check(&[
        "browse",
        "--watch",
        "--format",
        "jsonl",
        "--timeout",
        "200s",
    ]));
    // What it says when it begins goes to standard error or nowhere: its socket tells that it is there.
    let listening = format!("{:04X}", 5353);
    for _ in 0..400 {
        let sockets = super::lab::run(host.command("cat").args(["/proc/net/udp"])).stdout;
        if sockets.contains(&format!(":{listening} ")) {
            return listener;
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    panic!("nobody listens on port 5353 of {}", host.name());
}

/// What is heard of an instance: port, priority, weight, TXT data.
type Heard = (u64, u64, u64, String);

/// The instances that were heard so far, by name and type in lower case.
fn heard(listener: &Process) -> BTreeMap<(String, String), Vec<Heard>> {
    let mut heard: BTreeMap<_, Vec<Heard>> = BTreeMap::new();
    for line in listener.stdout_lines() {
        let Ok(event) = serde_json::from_str::<Value>(&line) else {
            continue;
        };
        if event["event"] != "instance" {
            continue;
        }
        let text = |member: &str| event[member].as_str().unwrap_or_default().to_owned();
        let number = |member: &str| event[member].as_u64().unwrap_or(u64::MAX);
        let key = (text("instance"), text("service_type").to_lowercase());
        heard.entry(key).or_default().push((
            number("port"),
            number("priority"),
            number("weight"),
            text("txt_base64"),
        ));
    }
    heard
}

/// The name under which an instance of a file should be heard.
fn name(instance: &ServiceInstance, stand_ins: &[(&str, String)]) -> (String, String) {
    let octets = instance.instance_octets();
    let mut name = presentation::unescaped_label(&octets).to_string();
    if !instance.evidence.covers(Evidence::INSTANCE_NAME) {
        for (wildcard, text) in stand_ins {
            name = name.replace(wildcard, text);
        }
    }
    (name, instance.service_type().to_string().to_lowercase())
}

/// Waits until everything is heard that the files should publish, and compares.
fn compare(listener: &Process, files: &[CorpusFile], stand_ins: &[(&str, String)]) -> Vec<String> {
    let published = |file: &&CorpusFile| file.verdict != DaemonVerdict::Skipped;
    let instances: Vec<(&str, &ServiceInstance)> = files
        .iter()
        .filter(published)
        .flat_map(|file| {
            file.observation
                .instances
                .iter()
                .map(|one| (file.name.as_str(), one))
        })
        .collect();
    for (_, instance) in &instances {
        let (name, _) = name(instance, stand_ins);
        listener.wait_for(&format!("`{name}`"), |line| {
            serde_json::from_str::<Value>(line)
                .is_ok_and(|event| event["instance"] == name.as_str())
        });
    }
    let heard = heard(listener);
    // A name may be published over IPv4 with other data than over IPv6.
    let mut expected: BTreeMap<_, Vec<Heard>> = BTreeMap::new();
    for (file, instance) in instances {
        let srv = instance.first_srv().expect("what is published has a port");
        let (port, priority, weight) = (srv.port.into(), srv.priority.into(), srv.weight.into());
        for txt in &instance.txt {
            let txt = data_encoding::BASE64.encode(txt.data.octets());
            let key = (file, name(instance, stand_ins));
            let one = (port, priority, weight, txt);
            expected.entry(key).or_default().push(one);
        }
    }
    let mut complaints = Vec::new();
    for ((file, key), expected) in expected {
        let found = heard.get(&key).cloned().unwrap_or_default();
        if !expected.iter().any(|expected| found.contains(expected)) {
            complaints.push(format!(
                "{file}: {key:?} is heard as {found:?}, expected is {expected:?}"
            ));
        }
    }
    for file in files
        .iter()
        .filter(|file| file.verdict == DaemonVerdict::Skipped)
    {
        for instance in &file.observation.instances {
            let key = name(instance, stand_ins);
            if heard.contains_key(&key) {
                complaints.push(format!("{} is skipped, and {key:?} is heard", file.name));
            }
        }
    }
    complaints
}

/// What `avahi-browse` does not see of what the files publish.
fn hidden_from(avahi: &Avahi, files: &[CorpusFile], stand_ins: &[(&str, String)]) -> Vec<String> {
    // All types, by their own names.
    let seen = avahi.browse("-ak").stdout;
    let mut complaints = Vec::new();
    for file in files {
        for instance in &file.observation.instances {
            let (name, service_type) = name(instance, stand_ins);
            let name = in_decimals(name.as_bytes());
            let service_type = in_decimals(service_type.as_bytes()).replace("\\.", ".");
            let is_seen = seen.lines().any(|line| {
                let fields: Vec<&str> = line.split(';').collect();
                matches!(fields.as_slice(), ["=", _, _, own, of, ..]
                    if *own == name && of.eq_ignore_ascii_case(&service_type))
            });
            if is_seen == (file.verdict == DaemonVerdict::Skipped) {
                let file = &file.name;
                complaints.push(format!(
                    "{file}: that avahi-browse sees `{name}` is {is_seen}"
                ));
            }
        }
    }
    complaints
}

/// A name as `avahi-browse -p` prints it.
fn in_decimals(name: &[u8]) -> String {
    let shown = |octet: &u8| match octet {
        b'.' | b'\\' => format!("\\{}", char::from(*octet)),
        b'_' | b'-' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => char::from(*octet).to_string(),
        octet => format!("\\{octet:03}"),
    };
    name.iter().map(shown).collect()
}

#[test]
fn avahi_makes_of_service_groups_what_is_recorded() {
    live(&[Need::Avahi], || {
        let files = corpus(definition_corpus::AVAHI);
        let link = Link::new(1);
        let (speaker, hearer) = (link.host("a"), link.host("b"));
        let listener = listen(&hearer);
        let avahi = Avahi::start_with_services(&speaker, &contents(&files));
        let established = |file: &CorpusFile| format!("/{}) successfully established", file.name);
        for file in files
            .iter()
            .filter(|file| file.verdict != DaemonVerdict::Skipped)
        {
            avahi.wait_for_log(&file.name, &established(file));
        }
        let log = avahi.log();
        let mut complaints = Vec::new();
        for file in &files {
            let is_said = |text: &str| log.iter().any(|line| line.contains(text));
            let is_dropped = is_said(&format!("/{}, ignoring.", file.name));
            let is_refused = is_said(&format!(
                "ignoring service group (/etc/avahi/services/{})",
                file.name
            ));
            let is_skipped = is_dropped || is_refused;
            if is_skipped != (file.verdict == DaemonVerdict::Skipped) {
                let (name, verdict) = (&file.name, file.verdict);
                complaints.push(format!(
                    "{name}: {verdict:?} is recorded, skipped is {is_skipped}"
                ));
            }
        }
        let host = [("%h", speaker.name().to_owned())];
        complaints.extend(compare(&listener, &files, &host));
        complaints.extend(hidden_from(&avahi, &files, &host));
        assert!(
            complaints.is_empty(),
            "{}\n{}",
            complaints.join("\n"),
            log.join("\n")
        );
    });
}

#[test]
fn resolved_makes_of_units_what_is_recorded() {
    live(&[Need::Resolved], || {
        // A string that is too long spoils the answers of all units: it comes alone.
        let (alone, together): (Vec<_>, Vec<_>) = corpus(definition_corpus::SYSTEMD)
            .into_iter()
            .partition(|file| file.name == "long-txt.dnssd");
        let link = Link::new(1);
        for (speaker, files) in [("a", &together), ("c", &alone)] {
            let speaker = link.host(speaker);
            let hearer = link.host(&format!("{}-hearer", speaker.name()));
            let listener = listen(&hearer);
            let resolved = Resolved::start(&speaker, &contents(files));
            let log = resolved.log();
            let mut complaints = Vec::new();
            for file in files {
                let failed = format!("Failed to load '/etc/systemd/dnssd/{}'", file.name);
                let is_skipped = log.iter().any(|line| line.contains(&failed));
                // What is too long is found when it is to be sent.
                let is_late = file.name == "long-txt.dnssd";
                if is_skipped != (file.verdict == DaemonVerdict::Skipped) && !is_late {
                    let (name, verdict) = (&file.name, file.verdict);
                    complaints.push(format!(
                        "{name}: {verdict:?} is recorded, skipped is {is_skipped}"
                    ));
                }
            }
            let release = super::lab::run(std::process::Command::new("uname").arg("-r")).stdout;
            let stand_ins = [
                ("%H", speaker.name().to_owned()),
                ("%m", MACHINE_ID.to_owned()),
                ("%v", release.trim().to_owned()),
            ];
            complaints.extend(compare(&listener, files, &stand_ins));
            if speaker.name() == "c" {
                resolved.wait_for_log("string that is too long", "E2BIG");
            }
            assert!(
                complaints.is_empty(),
                "{}\n{}",
                complaints.join("\n"),
                log.join("\n")
            );
        }
    });
}
