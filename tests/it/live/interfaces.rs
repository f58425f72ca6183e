//! Several interfaces, and interfaces that come and go.

use super::lab::{
    Announcement, InterfaceState, Link, PacketPeer, browse_json, instance_named, live,
};
use super::watch::{is_event, watch};

#[test]
fn two_links_are_both_browsed() {
    live(&[], || {
        let (office, workshop) = (Link::new(0), Link::new(1));
        let (desk, bench, client) = (
            office.host("desk"),
            workshop.host("bench"),
            office.host("client"),
        );
        workshop.join(&client, super::lab::Families::Both);
        let (mut desk_peer, mut bench_peer) = (PacketPeer::start(&desk), PacketPeer::start(&bench));
        desk_peer.serve(&Announcement::calendar("Desk", "desk", desk.ipv4()));
        bench_peer.serve(&Announcement::calendar("Bench", "bench", bench.ipv4()));

        let (status, report) = browse_json(&client, &["_caldav._tcp"]);
        for (name, interface, address) in [
            ("Desk", "eth0", desk.ipv4()),
            ("Bench", "eth1", bench.ipv4()),
        ] {
            let found = instance_named(&report, name);
            assert_eq!(found["interface"], interface, "{found:#}");
            assert_eq!(found["addresses"][0], address.to_string(), "{found:#}");
        }
        assert_eq!(status, Some(0), "{report:#}");

        let (_status, report) = browse_json(&client, &["_caldav._tcp", "--interface", "eth1"]);
        instance_named(&report, "Bench");
        assert_eq!(report["summary"]["instances"], 1, "{report:#}");
    });
}

#[test]
fn a_watch_survives_an_interface_that_flaps() {
    live(&[], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let mut peer = PacketPeer::start(&server);
        peer.serve(&Announcement::calendar("Before", "server", server.ipv4()));
        let watching = watch(&client, "_caldav._tcp");
        watching.wait_for("instance", |line| is_event(line, "instance", "Before"));

        client.set_interface("eth0", InterfaceState::Down);
        client.set_interface("eth0", InterfaceState::Up);
        let after = Announcement::calendar("After", "after", server.ipv4());
        peer.serve(&after);
        peer.send(&after.response());
        watching.wait_for("instance", |line| is_event(line, "instance", "After"));
    });
}
