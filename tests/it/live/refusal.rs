//! Where nothing can be observed or published, the program says so.

use super::lab::{Link, PacketPeer, TestHost, live, run};

#[test]
fn a_port_that_is_taken_is_status_3() {
    live(&[], || {
        let link = Link::new(0);
        let client = link.host("client");
        let _taken = PacketPeer::occupy_port(&client);
        for arguments in [
            ["browse", "_caldav._tcp", "--timeout", "5s"].as_slice(),
            &["advertise", "_caldav._tcp", "--port", "8008", "path=/dav"],
        ] {
            let finished = run(&mut client.dnssd_check(arguments));
            assert_eq!(finished.status, Some(3), "{finished}");
            assert!(finished.stderr.contains("5353"), "{finished}");
        }
    });
}

#[test]
fn a_host_without_a_usable_interface_is_status_3() {
    live(&[], || {
        let host = TestHost::without_link("alone");
        for arguments in [
            ["browse", "_caldav._tcp"].as_slice(),
            &["browse", "--watch", "_caldav._tcp"],
        ] {
            let finished = run(&mut host.dnssd_check(arguments));
            assert_eq!(finished.status, Some(3), "{finished}");
            assert!(finished.stderr.contains("interface"), "{finished}");
        }
    });
}

#[test]
fn an_interface_that_does_not_exist_is_named() {
    live(&[], || {
        let link = Link::new(0);
        let client = link.host("client");
        let finished =
            run(&mut client.dnssd_check(&["browse", "_caldav._tcp", "--interface", "wlan7"]));
        assert!(matches!(finished.status, Some(2 | 3)), "{finished}");
        assert!(finished.stderr.contains("wlan7"), "{finished}");
    });
}
