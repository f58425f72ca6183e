//! The registry, row by row: what the founding excerpt must answer, and which values its definitions allow.

use std::collections::HashSet;

use dnssd_check::registry::{
    self, Edition, Lookup, PortAssignment, Protocol, Registration, Registry, TransportProtocol,
    TxtDefinition, TxtStatus, read_csv, write_table,
};

use crate::registry_formats::iana_file;

/// Every name of the excerpt: name, transports (`*`: not stated), port, status, and keys as `name (constraint)`.
const EXCERPT: &str = "
nimgtw         | tcp udp | 48003 | absent   |
nimbusdb       | tcp     | 48004 | absent   |
nimbusdbctrl   | tcp     | 48005 | absent   |
juka           | tcp     | 48048 | absent   |
3gpp-cbsp      | tcp     | 48049 | absent   |
weandsf        | tcp     | 48050 | absent   |
isnetserv      | tcp udp | 48128 | absent   |
blp5           | tcp udp | 48129 | absent   |
com-bardac-dw  | tcp udp | 48556 | absent   |
iqobject       | tcp udp | 48619 | absent   |
robotraconteur | tcp udp | 48653 | absent   |
matahari       | tcp     | 49000 | absent   |
nusrp          | tcp     | 49001 | absent   |
nusdp-disc     | udp     | 49001 | absent   |
inspider       | tcp     | 49150 | absent   |
iso-tp4        | *       | -     | absent   |
brski-reg-cmp  | tcp     | -     | none     |
caldav         | tcp     | -     | listed   | path
caldavs        | tcp     | -     | listed   | path
cip4discovery  | *       | -     | none     |
est-coaps      | udp     | -     | none     |
ewelink        | tcp     | -     | listed   | txtvers; id; type; apivers; encrypt; data1; data2; data3; data4; iv
eyetvsn        | *       | -     | listed   | txtvers (`1`); keyhash (exactly 4 octets)
fix            | *       | -     | listed   | txtvers (`1`); fix (`2.7`, `3.0`, `4.0`, `4.1`, `4.2`, `4.3`, `4.4` or `5.0`); fix supported (one or more, separated by `,`, of `2.7`, `3.0`, `4.0`, `4.1`, `4.2`, `4.3`, `4.4` or `5.0`); fixt (`1.1`)
homekit        | tcp     | -     | listed   | Name; sw
hpr-bldlnx     | *       | -     | listed   | rh73; rhel3; rhel4; deb31; suse102
hpr-toollnx    | *       | -     | listed   | rh73; rhel3; rhel4; deb31; suse102
hpr-tstlnx     | *       | -     | listed   | rh73; rhel3; rhel4; deb31; suse102
jnx-kcsync     | tcp     | -     | listed   | hash (exactly 40 hexadecimal digits); salt (exactly 40 hexadecimal digits); uuid (exactly 40 hexadecimal digits)
lxi            | *       | -     | listed   | txtvers; *IDN?
meshcop        | udp     | -     | external |
moodring       | *       | -     | listed   | txtvers (`1`); mood (one digit from `0` to `4`)
msrps          | tcp     | -     | empty    |
nfs-domainroot | tcp     | -     | none     |
odabsharing    | *       | -     | none     |
pkixrep        | *       | -     | absent   |
ptnetprosrv2   | *       | -     | none     |
qbox           | *       | -     | none     |
rgb            | tcp     | -     | listed   | Keyboard; Mouse; Option1; Option2; Option3; Option4; ModelName
robustirc      | tcp     | -     | none     |
scpi-raw       | *       | -     | none     |
scpi-telnet    | *       | -     | none     |
split-dns64    | tcp     | -     | none     |
spx-hmp        | tcp     | -     | listed   | txtvers (`1`); cport (a port number from 1 to 65535); mode (`normal`, `safe` or `recovery`); serial; firmware; model
tt4inarow      | *       | -     | none     |
ttp4daemon     | *       | -     | none     |
vue4rendercow  | *       | -     | none     |
";

#[test]
fn every_row_of_the_excerpt() {
    let excerpt = excerpt();
    let mut names = 0;
    for line in EXCERPT.trim().lines() {
        let columns: Vec<&str> = line.splitn(5, '|').map(str::trim).collect();
        let [name, transports, port, status, keys] = columns[..] else {
            panic!("{line}")
        };
        let registrations = excerpt.lookup_name(name);
        let rows = registrations.rows();
        let found: Vec<&str> = rows
            .iter()
            .map(|row| row.transport.map_or("*", TransportProtocol::as_str))
            .collect();
        assert_eq!(found.join(" "), transports, "{name}");
        for row in rows {
            assert_eq!(row.name.as_deref(), Some(name));
            let found = row
                .port
                .bounds()
                .map_or("-".to_owned(), |_| row.port.to_string());
            assert_eq!(found, port, "{name}");
            assert_eq!(row.txt.status.as_str(), status, "{name}");
            assert_eq!(shown_keys(&row.txt), keys, "{name}");
            assert!(!row.txt.open, "{name}");
        }
        let whole = registry::lookup_name(name);
        assert!(rows.iter().all(|row| whole.rows().contains(row)), "{name}");
        names += 1;
    }
    assert_eq!(names, excerpt.names().count());
}

/// The excerpt as a table of its own; the builtin table has more.
fn excerpt() -> Registry {
    let csv = include_bytes!("../../data/service-names-port-numbers.csv");
    let edition = Edition {
        registrations: read_csv(csv).unwrap(),
        ..Edition::default()
    };
    Registry::parse(write_table(&edition, "the excerpt")).unwrap()
}

fn shown_keys(definition: &TxtDefinition) -> String {
    let keys = definition.keys.iter().map(|key| match &key.constraint {
        Some(constraint) => format!("{} ({constraint})", key.name),
        None => key.name.clone(),
    });
    keys.collect::<Vec<_>>().join("; ")
}

#[test]
fn counts_of_the_excerpt() {
    let csv = include_bytes!("../../data/service-names-port-numbers.csv");
    let rows = read_csv(csv).unwrap();
    let named: Vec<&Registration> = rows.iter().filter(|row| row.name.is_some()).collect();
    assert_eq!((rows.len(), named.len()), (68, 53));
    assert_eq!(
        named
            .iter()
            .filter(|row| row.txt.status != TxtStatus::Absent)
            .count(),
        30
    );
    let info = excerpt().info();
    assert_eq!((info.rows, info.names), (68, 47));
}

#[test]
fn dates_references_and_contacts_stand_in_their_columns() {
    let row = |name: &str| registry::lookup_name(name).into_rows().remove(0);
    let juka = row("juka");
    assert_eq!(juka.registered.as_deref(), Some("2018-02-16"));
    assert_eq!(juka.modified.as_deref(), Some("2019-03-08"));
    assert_eq!(juka.assignee.as_deref(), Some("[Juliar]"));
    assert_eq!(juka.contact.as_deref(), Some("[Andrei_Mak]"));
    let msrps = row("msrps");
    assert_eq!(
        (msrps.registered, msrps.modified.as_deref()),
        (None, Some("2014-04-25"))
    );
    assert_eq!(msrps.reference.as_deref(), Some("[RFC4976]"));
    let est = row("est-coaps");
    assert_eq!(
        (est.reference, est.txt.document.as_deref()),
        (None, Some("RFC9148"))
    );
    let brski = row("brski-reg-cmp");
    assert!(brski.description.ends_with("(LCMPP) [RFC9483]"));
    assert_eq!(brski.reference.as_deref(), Some("[RFC9733]"));
}

#[test]
fn four_states_without_keys_are_four_states() {
    let status = |name| definition(name, Protocol::Tcp).status;
    assert_eq!(status("robustirc"), TxtStatus::None);
    assert_eq!(status("msrps"), TxtStatus::Empty);
    assert_eq!(status("pkixrep"), TxtStatus::Absent);
    assert_eq!(
        definition("meshcop", Protocol::Udp).status,
        TxtStatus::External
    );
    assert!(definition("robustirc", Protocol::Tcp).is_closed());
    for name in ["msrps", "pkixrep"] {
        assert!(
            !definition(name, Protocol::Tcp).is_closed(),
            "{name}: unknown keys can't be judged"
        );
    }
    let meshcop = definition("meshcop", Protocol::Udp);
    assert!(!meshcop.is_closed() && meshcop.keys.is_empty());
    assert_eq!(
        meshcop.document.as_deref(),
        Some("Thread 1.1 Specification, Section 8.4.1.1.2. https://www.threadgroup.org/ThreadSpec")
    );
}

#[test]
fn descriptions_and_extensions() {
    let describe = |name, key: &str| {
        let definition = definition(name, Protocol::Tcp);
        definition
            .key(key)
            .and_then(|key| key.description.clone())
            .unwrap_or_default()
    };
    assert_eq!(describe("caldav", "path"), "context path");
    assert_eq!(
        definition("caldav", Protocol::Tcp).extends.as_deref(),
        Some("http")
    );
    assert_eq!(
        definition("caldavs", Protocol::Tcp).extends.as_deref(),
        Some("https")
    );
    assert_eq!(
        describe("lxi", "*idn?"),
        "response defined by IEEE 488; e.g., manufacturer, model, serial number, version"
    );
    assert_eq!(
        describe("spx-hmp", "serial"),
        "serial number of the HMP device"
    );
    assert_eq!(
        describe("spx-hmp", "firmware"),
        "firmware version string (e.g., 2.1.0-0.1.7844)"
    );
    assert_eq!(describe("spx-hmp", "model"), "model string (e.g., HMP100)");
    assert_eq!(
        definition("jnx-kcsync", Protocol::Tcp).key("Example:"),
        None
    );
}

/// Service, key, value (`-`: no `=`), and what is said of it (`ok`: nothing).
const VALUES: &str = "
moodring   | txtvers       | =1      | ok
moodring   | txtvers       | =2      | value `2`, allowed is `1`
moodring   | mood          | =0      | ok
moodring   | mood          | =1      | ok
moodring   | mood          | =2      | ok
moodring   | mood          | =3      | ok
moodring   | mood          | =4      | ok
moodring   | mood          | =5      | value `5`, allowed is one digit from `0` to `4`
moodring   | mood          | =       | value ``, allowed is one digit from `0` to `4`
moodring   | mood          | =10     | value `10`, allowed is one digit from `0` to `4`
moodring   | mood          | -       | no value, allowed is one digit from `0` to `4`
eyetvsn    | txtvers       | =1      | ok
eyetvsn    | txtvers       | -       | no value, allowed is `1`
eyetvsn    | keyhash       | =abcd   | ok
eyetvsn    | keyhash       | =éé     | ok
eyetvsn    | keyhash       | =abc    | value `abc` of 3 octets, allowed is exactly 4 octets
eyetvsn    | keyhash       | =abcde  | value `abcde` of 5 octets, allowed is exactly 4 octets
jnx-kcsync | hash          | =5e7580598c0d7064d4fc79faaeb42585e1a675f8 | ok
jnx-kcsync | salt          | =f0164cb3a0c3d7efe75abea8fda86d2d56c8dda9 | ok
jnx-kcsync | uuid          | =db61dc092922252e45bbb264f59147138c7fd5fa | ok
jnx-kcsync | hash          | =5e7580598c0d7064d4fc79faaeb42585e1a675f  | value `5e7580598c0d7064d4fc79faaeb42585e1a675f` of 39 octets, allowed is exactly 40 hexadecimal digits
jnx-kcsync | hash          | =5e7580598c0d7064d4fc79faaeb42585e1a675fg | value `5e7580598c0d7064d4fc79faaeb42585e1a675fg` of 40 octets, allowed is exactly 40 hexadecimal digits
fix        | txtvers       | =1      | ok
fix        | fix           | =4.4    | ok
fix        | fix           | =4.5    | value `4.5`, allowed is `2.7`, `3.0`, `4.0`, `4.1`, `4.2`, `4.3`, `4.4` or `5.0`
fix        | fix supported | =4.0,4.1,4.4 | ok
fix        | fix supported | =5.0    | ok
fix        | fix supported | =       | value ``, allowed is one or more, separated by `,`, of `2.7`, `3.0`, `4.0`, `4.1`, `4.2`, `4.3`, `4.4` or `5.0`
fix        | fix supported | =4.0,,4.1 | value `4.0,,4.1`, allowed is one or more, separated by `,`, of `2.7`, `3.0`, `4.0`, `4.1`, `4.2`, `4.3`, `4.4` or `5.0`
fix        | fix supported | =4.0,9.9 | value `4.0,9.9`, allowed is one or more, separated by `,`, of `2.7`, `3.0`, `4.0`, `4.1`, `4.2`, `4.3`, `4.4` or `5.0`
fix        | fixt          | =1.1    | ok
fix        | fixt          | =1.0    | value `1.0`, allowed is `1.1`
spx-hmp    | mode          | =normal | ok
spx-hmp    | mode          | =safe   | ok
spx-hmp    | mode          | =recovery | ok
spx-hmp    | mode          | =Normal | value `Normal`, allowed is `normal`, `safe` or `recovery`
spx-hmp    | cport         | =80     | ok
spx-hmp    | cport         | =65535  | ok
spx-hmp    | cport         | =http   | value `http`, allowed is a port number from 1 to 65535
spx-hmp    | cport         | =65536  | value `65536`, allowed is a port number from 1 to 65535
spx-hmp    | cport         | =0      | value `0`, allowed is a port number from 1 to 65535
spx-hmp    | serial        | =any    | ok
spx-hmp    | firmware      | -       | ok
spx-hmp    | model         | =       | ok
lxi        | *IDN?         | =Acme,Model 1,SN42,1.0 | ok
caldav     | path          | =/dav   | ok
";

#[test]
fn every_value_vector() {
    for line in VALUES.trim().lines() {
        let columns: Vec<&str> = line.splitn(4, '|').map(str::trim).collect();
        let [service, key, value, expected] = columns[..] else {
            panic!("{line}")
        };
        let definition = definition(service, Protocol::Tcp);
        let key = definition.key(key).unwrap_or_else(|| panic!("{line}"));
        let value = value.strip_prefix('=').map(str::as_bytes);
        let violation = key
            .constraint
            .as_ref()
            .and_then(|constraint| constraint.violation(value));
        let said = violation.map_or("ok".to_owned(), |violation| violation.to_string());
        assert_eq!(said, expected, "{line}");
    }
}

#[test]
fn four_octets_need_not_be_text_and_may_have_meant_their_digits() {
    let definition = definition("eyetvsn", Protocol::Udp);
    let constraint = definition
        .key("keyhash")
        .and_then(|key| key.constraint.clone())
        .unwrap();
    assert_eq!(constraint.violation(Some(&[0, 0xff, b'=', b'\n'])), None);
    assert!(constraint.wording_is_open());
    let hash = registry::lookup_name("jnx-kcsync").into_rows().remove(0);
    assert!(
        !hash.txt.keys[0]
            .constraint
            .as_ref()
            .unwrap()
            .wording_is_open()
    );
}

#[test]
fn types_are_registered_for_their_transports() {
    for name in ["ewelink", "nusrp", "EWELINK"] {
        let Lookup::OtherTransportOnly {
            protocol,
            registrations,
        } = registry::lookup_type(name, Protocol::Udp)
        else {
            panic!("{name} is registered for tcp only");
        };
        assert_eq!(
            (protocol, registrations.len()),
            (Protocol::Tcp, 1),
            "{name}"
        );
    }
    for protocol in [Protocol::Tcp, Protocol::Udp] {
        assert_eq!(definition("moodring", protocol).keys.len(), 2);
        assert_eq!(
            registry::lookup_type("nosuchname", protocol),
            Lookup::NotRegistered
        );
    }
    let sole = |name| registry::lookup_name(name).sole_protocol();
    assert_eq!(sole("caldav"), Some(Protocol::Tcp));
    assert_eq!(sole("meshcop"), Some(Protocol::Udp));
    assert_eq!(
        (sole("moodring"), sole("nimgtw"), sole("nosuchname")),
        (None, None, None)
    );
}

#[test]
fn ports() {
    let excerpt = excerpt();
    let found = |port| {
        let rows = excerpt.lookup_port(port);
        rows.iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ")
    };
    for (port, expected) in [
        (48002, ""),
        (48003, "nimgtw 48003/tcp, nimgtw 48003/udp"),
        (48004, "nimbusdb 48004/tcp, reserved (48004/udp)"),
        (48005, "nimbusdbctrl 48005/tcp, reserved (48005/udp)"),
        (48006, "unassigned (48006-48047)"),
        (48047, "unassigned (48006-48047)"),
        (48048, "juka 48048/tcp, reserved (48048/udp)"),
        (48049, "3gpp-cbsp 48049/tcp, reserved (48049/udp)"),
        (48050, "weandsf 48050/tcp, reserved (48050/udp)"),
        (48051, "unassigned (48051-48127)"),
        (48130, "unassigned (48130-48555)"),
        (48618, "unassigned (48557-48618)"),
        (48620, "unassigned (48620-48652)"),
        (48800, "unassigned (48654-48999)"),
        (49000, "matahari 49000/tcp, reserved (49000/udp)"),
        (49001, "nusrp 49001/tcp, nusdp-disc 49001/udp"),
        (49149, "unassigned (49002-49149)"),
        (49150, "inspider 49150/tcp, reserved (49150/udp)"),
        (49151, "reserved (49151)"),
        (49152, ""),
        (0, ""),
    ] {
        assert_eq!(found(port), expected, "{port}");
    }
    let reserved = excerpt.lookup_port(49151).remove(0);
    assert_eq!(reserved.port, PortAssignment::One(49151));
    assert_eq!(reserved.modified.as_deref(), Some("2024-12-20"));
    assert_eq!(reserved.reference.as_deref(), Some("[RFC6335]"));
}

/// The embedded table: the excerpt, and whatever two npm packages know besides.
#[test]
fn the_builtin_table() {
    let builtin = Registry::builtin();
    assert_eq!(builtin.info().edition, "2025-08-07");
    let pairs: HashSet<_> = builtin
        .rows()
        .filter_map(|row| Some((row.name?.to_lowercase(), row.transport)))
        .collect();
    assert!(pairs.len() >= 12_400, "{} pairs", pairs.len());
    let found = |port| {
        let rows = builtin.lookup_port(port);
        let shown: Vec<String> = rows.iter().map(ToString::to_string).collect();
        shown.join(", ")
    };
    assert_eq!(found(48006), "unassigned (48006-48047)");
    assert_eq!(found(49151), "reserved (49151)");
    assert_eq!(found(6050), "x11 (6000-6063) tcp, x11 (6000-6063) udp");
    assert_eq!(found(631), "ipp 631/tcp, ipp 631/udp, ipps 631/tcp");
    assert_eq!(
        found(80),
        "http 80/tcp, http 80/udp, http 80/sctp, www 80/tcp, www 80/udp, www-http 80/tcp, www-http 80/udp"
    );
    assert_eq!(shown_keys(&definition("mqtt", Protocol::Tcp)), "topics");
    assert_eq!(shown_keys(&definition("http", Protocol::Tcp)), "u; p; path");
    assert_eq!(definition("https", Protocol::Tcp), TxtDefinition::ABSENT);
    let hershey = builtin.contact("Steve_Hershey").unwrap();
    assert_eq!(hershey.organization.as_deref(), Some("RGB Spectrum"));
}

#[test]
fn a_mistyped_name_has_near_names() {
    assert_eq!(registry::near_names("caldev"), ["caldav", "caldavs"]);
    assert_eq!(registry::near_names("moodringg"), ["moodring"]);
    assert_eq!(
        registry::near_names("completely-else"),
        Vec::<String>::new()
    );
}

/// The whole registry, where a copy is at hand.
#[test]
fn the_whole_registry() {
    let Some(octets) = iana_file("service-names-port-numbers.csv") else {
        return;
    };
    let rows = read_csv(&octets).unwrap();
    let names = |status| {
        let rows = rows.iter().filter(|row| row.txt.status == status);
        rows.filter_map(|row| row.name.as_deref())
            .collect::<HashSet<_>>()
            .len()
    };
    let count = |status| rows.iter().filter(|row| row.txt.status == status).count();
    assert_eq!(rows.len(), 14_533);
    for (status, of_rows, of_names) in [
        (TxtStatus::Listed, 308, 272),
        (TxtStatus::None, 562, 523),
        (TxtStatus::Undisclosed, 62, 56),
        (TxtStatus::Unstructured, 47, 30),
        (TxtStatus::External, 38, 32),
        (TxtStatus::Pending, 5, 5),
        (TxtStatus::Empty, 1, 1),
    ] {
        assert_eq!(
            (count(status), names(status)),
            (of_rows, of_names),
            "{status}"
        );
    }
    let edition = Edition {
        registrations: rows,
        ..Edition::default()
    };
    let table = Registry::parse(write_table(&edition, "IANA")).unwrap();
    assert_eq!(table.verify(), Ok(()));
    for row in &edition.registrations {
        let found = row
            .name
            .as_deref()
            .is_none_or(|name| table.lookup_name(name).rows().contains(row));
        assert!(found, "{row} by name");
        for port in row
            .port
            .bounds()
            .into_iter()
            .flat_map(|(low, high)| [low, high])
        {
            assert!(
                table.lookup_port(port).contains(row),
                "{row} by port {port}"
            );
        }
    }
    let Lookup::Registered { definition, .. } = table.lookup_type("mqtt", Protocol::Tcp) else {
        panic!("mqtt is registered");
    };
    assert_eq!(shown_keys(&definition), "topics");
    let x11 = table.lookup_port(6050);
    assert!(
        x11.iter()
            .any(|row| row.to_string() == "x11 (6000-6063) tcp"),
        "{x11:?}"
    );
    assert_eq!(table.near_names("googelcast"), ["googlecast"]);
}

#[track_caller]
fn definition(name: &str, protocol: Protocol) -> TxtDefinition {
    match registry::lookup_type(name, protocol) {
        Lookup::Registered { definition, .. } => definition,
        other => panic!("{name}: {other:?}"),
    }
}
