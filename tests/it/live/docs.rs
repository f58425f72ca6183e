//! The transcripts of the README that need a link.

use super::lab::{Avahi, Families, Link, Need, TestHost, live, run};
use crate::docs::{Place, replay, script};

#[test]
fn transcripts_of_a_link_are_what_the_program_prints() {
    live(&[], || {
        let link = Link::new(0);
        let host = link.host_with("host", Families::Ipv4Only);
        assert!(replay_on(&host, Place::Link) >= 2);
    });
}

/// What the transcripts of the README were written with: Avahi on a host `server`, and two calendars.
#[test]
fn transcripts_beside_avahi_are_what_the_program_prints() {
    live(&[Need::Avahi], || {
        let link = Link::new(0);
        let server = link.host_with("server", Families::Ipv4Only);
        let client = link.host_with("client", Families::Ipv4Only);
        let avahi = Avahi::start(&server);
        let _calendar = avahi.publish("Team Calendar", "_caldav._tcp", 8008, &["path=/dav"]);
        let faulty = ["path=/dav", "Path=/", "=orphan", "colour=blue"];
        let _faulty = avahi.publish("Meeting Room 3", "_caldav._tcp", 8443, &faulty);
        assert!(replay_on(&client, Place::Avahi) >= 1);
    });
}

fn replay_on(host: &TestHost, place: Place) -> usize {
    let run = |command: &str, status: i32| {
        let mut shell = host.command("sh");
        script(&mut shell, command, status);
        let finished = run(&mut shell);
        let status = finished.status.unwrap_or(-1);
        (finished.stdout, status)
    };
    replay("README.md", place, run, in_any_order)
}

/// Instances come in the order in which they answer.
fn in_any_order(transcript: &str) -> String {
    let mut blocks: Vec<String> = Vec::new();
    for line in transcript.lines() {
        match blocks.last_mut() {
            Some(block) if line.starts_with(' ') => {
                block.push('\n');
                block.push_str(line);
            }
            _ => blocks.push(line.to_owned()),
        }
    }
    blocks.sort();
    blocks.join("\n")
}
