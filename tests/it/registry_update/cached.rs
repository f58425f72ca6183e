//! Files into the cache, and what happens when the cache is not what it should be.

use std::fs;

use super::{Home, registry, shown};

const BUILTIN_SERVES: &str =
    "notice: the registry that is built in is used, the updated one can't be: ";

#[test]
fn a_file_is_used_from_then_on() {
    let home = Home::new();
    assert_eq!(home.run(&["registry", "lookup", "example-7"]).status, 1);
    let file = shown(&home.file("a.csv", registry(10, "2031-02-03")));
    assert_eq!(
        home.prints(&["registry", "update", "--from", &file]),
        "the registry is now of edition 2031-02-03: 10 rows, 10 names\n"
    );
    assert!(
        home.prints(&["registry", "lookup", "example-7"])
            .starts_with("example-7 10007/tcp\n")
    );
    assert!(
        home.prints(&["registry", "lookup", "10003"])
            .starts_with("example-3 10003/tcp\n")
    );
    let findings = home.run(&["check", "example-1", "b=1"]);
    assert!(findings.out.contains("KEY001"), "{findings:?}");
    let info = home.prints(&["registry", "info"]);
    for line in [
        "edition  2031-02-03",
        "rows     10\n",
        "pairs    10 ",
        "used     the updated table\n",
    ] {
        assert!(info.contains(line), "{info}");
    }
    assert!(
        info.contains(&format!("from     {file}\nfetched  ")),
        "{info}"
    );
}

#[test]
fn the_builtin_table_is_used_on_demand() {
    let home = Home::new();
    let file = shown(&home.file("a.csv", registry(10, "2031-02-03")));
    home.prints(&["registry", "import", &file]);
    assert_eq!(home.run(&["registry", "lookup", "caldav"]).status, 1);
    let expected = home.prints(&["registry", "lookup", "caldav", "--builtin"]);
    assert!(expected.starts_with("caldav"), "{expected}");
    assert_eq!(
        home.prints(&["--builtin", "registry", "lookup", "caldav"]),
        expected
    );
    // A name that is registered for one transport only stands for its type: it is looked up as the arguments are read.
    assert_eq!(home.run(&["check", "caldav", "path=/"]).status, 2);
    assert_eq!(
        home.run(&["check", "caldav", "path=/", "--builtin"]).status,
        0
    );
    let key = home.run(&["check", "example-1", "a=1", "--", "--builtin"]);
    assert_eq!(key.status, 0, "behind `--` it is a TXT string: {key:?}");
    let info = home.prints(&["registry", "info", "--builtin", "--format", "json"]);
    assert!(info.contains("\"builtin\": true"), "{info}");
    assert!(info.contains("\"from\": null"), "{info}");
}

#[test]
fn a_file_that_is_no_registry_changes_nothing() {
    let home = Home::new();
    let good = shown(&home.file("good.csv", registry(10, "2031-02-03")));
    home.prints(&["registry", "import", &good]);
    let before = fs::read(home.table()).unwrap();
    let whole = registry(10, "2031-02-03");
    let header = registry(0, "");
    let cases: [(&str, &[u8], &str); 6] = [
        ("empty", b"", "empty` is empty"),
        (
            "page",
            b"<!doctype html><p>Moved",
            "is a web page, not the registry",
        ),
        (
            "cut",
            &whole.as_bytes()[..whole.len() - 30],
            "line 11, column 1: the record has 7 columns",
        ),
        ("header", header.as_bytes(), "no row has a service name"),
        ("octets", b"\xff\xfe\0a", "octets`: line 1"),
        ("text", b"hello\n", "no line has the twelve titles"),
    ];
    for (name, octets, sentence) in cases {
        let file = shown(&home.file(name, octets));
        for arguments in [
            ["registry", "import", &file].as_slice(),
            &["registry", "update", "--from", &file],
        ] {
            let run = home.run(arguments);
            assert_eq!((run.status, run.out.as_str()), (2, ""), "{run:?}");
            assert!(run.err.starts_with("error: `"), "{run:?}");
            assert!(run.err.contains(sentence), "{run:?}");
            assert_eq!(run.err.lines().count(), 1, "{run:?}");
        }
    }
    for missing in ["nothing.csv", "."] {
        let run = home.run(&["registry", "import", missing]);
        assert_eq!(run.status, 2, "{run:?}");
        assert!(
            run.err
                .starts_with(&format!("error: `{missing}` can't be read: ")),
            "{run:?}"
        );
    }
    assert_eq!(fs::read(home.table()).unwrap(), before);
}

#[test]
fn a_table_is_written_where_it_is_asked_for() {
    let home = Home::new();
    let file = shown(&home.file("a.csv", registry(10, "2031-02-03")));
    let arguments = [
        "registry",
        "import",
        &file,
        "--write",
        "out.tsv",
        "--edition",
        "2031-02-09",
    ];
    assert_eq!(home.prints(&arguments), "");
    assert!(!home.cache().exists(), "the cache is left alone");
    let table = fs::read_to_string(home.folder.join("out.tsv")).unwrap();
    let registry = dnssd_check::registry::Registry::parse(table).unwrap();
    assert_eq!(registry.verify(), Ok(()));
    assert_eq!(registry.info().edition, "2031-02-09");
    let run = home.run(&["registry", "import", &file, "--write", "no/folder"]);
    assert_eq!(run.status, 2);
    assert!(
        run.err.starts_with("error: `no/folder` can't be written: "),
        "{run:?}"
    );
    let run = home.run(&["registry", "import", &file, "--edition", "2031-02-30"]);
    assert_eq!(
        (run.status, run.err.as_str()),
        (
            2,
            "error: --edition: `2031-02-30` is not a date such as `2025-08-07`\n"
        )
    );
}

/// Runs a look-up that the builtin table answers, with this in the place of the cached one.
#[track_caller]
fn assert_builtin_serves(home: &Home, sentence: &str) {
    let run = home.run(&["registry", "lookup", "caldav"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.out.starts_with("caldav"), "{run:?}");
    assert!(run.err.starts_with(BUILTIN_SERVES), "{run:?}");
    assert!(run.err.contains(sentence), "{run:?}");
    assert_eq!(run.err.lines().count(), 1, "{run:?}");
    let info = home.run(&["registry", "info"]);
    assert!(
        info.out.contains("used     the table that is built in\n"),
        "{info:?}"
    );
    for silent in [
        ["registry", "lookup", "caldav", "-q"],
        ["registry", "lookup", "caldav", "--builtin"],
    ] {
        assert_eq!(home.run(&silent).err, "");
    }
    assert_eq!(home.run(&["rules", "KEY"]).err, "", "it asks no registry");
}

#[test]
fn a_table_that_is_cut_off_is_not_used() {
    let home = Home::new();
    let file = shown(&home.file("a.csv", registry(10, "2031-02-03")));
    home.prints(&["registry", "import", &file]);
    let whole = fs::read(home.table()).unwrap();
    for kept in [whole.len() - 1, whole.len() / 2] {
        fs::write(home.table(), &whole[..kept]).unwrap();
        assert_builtin_serves(
            &home,
            &format!(
                "the table is {kept} octets long, its header says {}",
                whole.len()
            ),
        );
    }
    for kept in [40, 0] {
        fs::write(home.table(), &whole[..kept]).unwrap();
        assert_builtin_serves(&home, "services.tsv`: ");
    }
    // What is told on a type that can't be looked up is told before it.
    let run = home.run(&["check", "example-1"]);
    assert!(run.err.starts_with(BUILTIN_SERVES), "{run:?}");
    assert_eq!((run.status, run.err.lines().count()), (2, 2), "{run:?}");
    home.prints(&["registry", "import", &file]);
    home.prints(&["registry", "lookup", "example-7"]);
}

#[test]
fn a_table_of_another_version_is_not_used() {
    let home = Home::new();
    let file = shown(&home.file("a.csv", registry(10, "2031-02-03")));
    home.prints(&["registry", "import", &file]);
    let table = fs::read_to_string(home.table()).unwrap();
    let (_, rest) = table.split_once('\n').unwrap();
    fs::write(home.table(), format!("# dnssd-check services 999\n{rest}")).unwrap();
    assert_builtin_serves(&home, "doesn't begin with the header");
    fs::write(home.table(), b"\xff\xfe\0\n").unwrap();
    assert_builtin_serves(&home, "doesn't begin with the header");
}

#[test]
fn a_table_that_can_not_be_read_is_not_used() {
    let home = Home::new();
    // A folder can be opened on some systems and on none be read.
    fs::create_dir_all(home.table()).unwrap();
    assert_builtin_serves(&home, "services.tsv`");
    let file = shown(&home.file("a.csv", registry(10, "2031-02-03")));
    let run = home.run(&["registry", "import", &file]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(
        run.err.contains("services.tsv` can't be written: "),
        "{run:?}"
    );
    assert_eq!(
        fs::read_dir(home.cache()).unwrap().count(),
        1,
        "nothing is left behind"
    );
}

#[test]
fn damage_within_is_told_by_info() {
    let home = Home::new();
    let file = shown(&home.file("a.csv", registry(10, "2031-02-03")));
    home.prints(&["registry", "import", &file]);
    let table = fs::read_to_string(home.table()).unwrap();
    fs::write(home.table(), table.replace("Example 7", "Example 8")).unwrap();
    let run = home.run(&["registry", "info"]);
    assert_eq!(
        run.err,
        "notice: the table differs from its checksum (`dnssd-check registry update` makes it anew)\n"
    );
}

#[test]
fn many_that_write_at_once_leave_a_whole_table() {
    let home = Home::new();
    let files: Vec<String> = (0..4)
        .map(|number| {
            let name = format!("{number}.csv");
            shown(&home.file(&name, registry(100 + number, "2031-02-03")))
        })
        .collect();
    home.prints(&["registry", "import", &files[0]]);
    std::thread::scope(|scope| {
        for file in &files {
            scope.spawn(|| {
                for _ in 0..3 {
                    home.prints(&["registry", "import", file]);
                    home.prints(&["registry", "lookup", "example-99"]);
                }
            });
        }
    });
    let info = home.prints(&["registry", "info"]);
    assert!(info.contains("edition  2031-02-03"), "{info}");
    assert_eq!(
        fs::read_dir(home.cache()).unwrap().count(),
        1,
        "nothing is left behind"
    );
}

#[cfg(not(feature = "update"))]
#[test]
fn without_the_feature_a_url_is_refused() {
    let home = Home::new();
    for arguments in [
        ["registry", "update"].as_slice(),
        &["registry", "update", "--from", "HTTPS://registry.example/"],
    ] {
        let run = home.run(arguments);
        assert_eq!(run.status, 2);
        assert_eq!(
            run.err,
            "error: this program is built without the feature `update`: --from FILE reads a file that was fetched by other means\n"
        );
    }
}

#[test]
fn an_edition_without_dates_is_of_an_unknown_one() {
    let home = Home::new();
    let file = shown(&home.file("a.csv", registry(2, "")));
    assert_eq!(
        home.prints(&["registry", "import", &file]),
        "the registry is now of an unknown date: 2 rows, 2 names\n"
    );
    let info = home.prints(&["registry", "info"]);
    assert!(info.starts_with("edition  of an unknown date\n"), "{info}");
}

#[test]
fn xml_brings_its_own_date() {
    let home = Home::new();
    let xml = "<?xml version='1.0'?>\n<registry xmlns=\"http://www.iana.org/assignments\"><updated>2031-02-09</updated>\
               <record date=\"2031-02-03\"><name>ruler</name><protocol>tcp</protocol><number>4242</number></record>\
               </registry>\n";
    let file = shown(&home.file("a.xml", xml));
    assert_eq!(
        home.prints(&["registry", "import", &file]),
        "the registry is now of edition 2031-02-09: 1 rows, 1 names\n"
    );
    assert!(
        home.prints(&["registry", "lookup", "4242"])
            .starts_with("ruler 4242/tcp\n")
    );
}
