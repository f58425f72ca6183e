//! The laboratory itself: its peers see each other without the program under test.

use super::lab::{Announcement, Avahi, Link, Need, PacketPeer, TestHost, Zeroconf, live};

#[test]
fn packet_peers_hear_each_other() {
    live(&[], || {
        let link = Link::new(0);
        let (left, right) = (link.host("left"), link.host("right"));
        let (mut sender, listener) = (PacketPeer::start(&left), PacketPeer::start(&right));
        let calendar = Announcement::calendar("Team Calendar", "left", left.ipv4());
        sender.send(&calendar.response());
        for sender in [left.ipv4().to_string(), left.ipv6().to_string()] {
            let heard = listener.wait_for("response", |heard| heard.sender.to_string() == sender);
            assert!(heard.is_response());
            assert_eq!(heard.payload, calendar.response());
        }
    });
}

#[test]
fn no_host_hears_another_link() {
    live(&[], || {
        let (here, there) = (Link::new(0), Link::new(1));
        let (left, middle, right) = (here.host("left"), here.host("middle"), there.host("right"));
        let (mut sender, listener) = (PacketPeer::start(&left), PacketPeer::start(&middle));
        let mut neighbor = PacketPeer::start(&right);
        let elsewhere = Announcement::calendar("Elsewhere", "right", right.ipv4());
        neighbor.send(&elsewhere.response());
        sender.send(&Announcement::calendar("Here", "left", left.ipv4()).response());
        listener.wait_for("response", |heard| heard.contains(b"\x04Here"));
        assert!(
            !listener
                .heard()
                .iter()
                .any(|heard| heard.contains(b"\x09Elsewhere"))
        );
    });
}

#[test]
fn avahi_resolves_what_the_packet_peer_answers() {
    live(&[Need::Avahi], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let mut peer = PacketPeer::start(&server);
        peer.serve(&calendar(&server));
        let avahi = Avahi::start(&client);
        let watching = avahi.watch("_caldav._tcp");
        let resolved =
            watching.wait_for("resolved instance", |line| line.starts_with("=;eth0;IPv4;"));
        assert!(
            resolved.starts_with(r"=;eth0;IPv4;Team\032Calendar;_caldav._tcp;local;server.local;"),
            "{resolved}"
        );
        assert!(resolved.ends_with(r#";8008;"path=/dav""#), "{resolved}");
    });
}

#[test]
fn zeroconf_resolves_what_the_packet_peer_answers() {
    live(&[Need::Zeroconf], || {
        let link = Link::new(0);
        let (server, client) = (link.host("server"), link.host("client"));
        let mut peer = PacketPeer::start(&server);
        peer.serve(&calendar(&server));
        let watching = Zeroconf::on(&client).watch("_caldav._tcp");
        let added = watching.wait_for("instance", |line| line.contains(r#""event": "added""#));
        assert!(added.contains(&server.ipv4().to_string()), "{added}");
    });
}

#[test]
fn avahi_and_zeroconf_see_each_other_come_and_go() {
    live(&[Need::Avahi, Need::Zeroconf], || {
        let link = Link::new(0);
        let (left, right) = (link.host("left"), link.host("right"));
        let avahi = Avahi::start(&left);
        let zeroconf = Zeroconf::on(&right);
        let (avahi_sees, zeroconf_sees) =
            (avahi.watch("_caldav._tcp"), zeroconf.watch("_caldav._tcp"));

        let by_avahi = avahi.publish(
            "By Avahi",
            "_caldav._tcp",
            8008,
            &["path=/dav", "colour=blue"],
        );
        let added = zeroconf_sees.wait_for("instance", |line| line.contains("By Avahi._caldav"));
        assert!(
            added.contains(r#""txt_hex": "09706174683d2f6461760b636f6c6f75723d626c7565""#),
            "{added}"
        );
        by_avahi.signal("TERM");
        zeroconf_sees.wait_for("goodbye", |line| {
            line.contains("removed") && line.contains("By Avahi")
        });

        let by_zeroconf = zeroconf.publish("By Zeroconf", "_caldav._tcp", 8008, &["path=/dav"]);
        avahi_sees.wait_for("instance", |line| {
            line.starts_with(r"=;eth0;IPv4;By\032Zeroconf;")
        });
        let seen = avahi.browse("_caldav._tcp");
        assert!(
            seen.stdout
                .contains(&format!(";right.local;{};8008;\"path=/dav\"", right.ipv4())),
            "{seen}"
        );
        by_zeroconf.signal("TERM");
        avahi_sees.wait_for("goodbye", |line| {
            line.starts_with(r"-;eth0;IPv4;By\032Zeroconf;")
        });
    });
}

fn calendar(host: &TestHost) -> Announcement {
    Announcement {
        ipv6: Some(host.ipv6()),
        ..Announcement::calendar("Team Calendar", "server", host.ipv4())
    }
}
