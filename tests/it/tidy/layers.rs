//! Who may use whom, and who may reach outside.

use super::code::{children, strip, words};
use super::{Source, assert_no_complaints, read, sources};

/// The last module that does no I/O, reads no clock and spawns no thread, and all before it.
const LAST_PURE_MODULE: &str = "linter";

/// Modules behind it that are as pure, although they use some that are not.
const PURE_MODULES_BEHIND: &[&str] = &["convert"];

/// What no pure module names, besides other crates than [`PURE_CRATES`].
const IMPURE_WORDS: &[&str] = &[
    "Instant",
    "SystemTime",
    "TcpListener",
    "TcpStream",
    "ToSocketAddrs",
    "UdpSocket",
    "eprint",
    "eprintln",
    "print",
    "println",
];

/// The parts of `std` that reach outside.
const IMPURE_STD: &[&str] = &["env", "fs", "os", "process", "thread"];

/// The dependencies that pure modules may use: none of them reaches outside.
const PURE_CRATES: &[&str] = &[
    "csv",
    "data_encoding",
    "quick_xml",
    "regex",
    "serde",
    "serde_json",
    "strsim",
    "toml",
    "unicode_normalization",
];

/// The files that may name the engine's crate; its types go no further.
const ENGINE_FILES: &[&str] = &[
    "src/advertise/advertiser.rs",
    "src/advertise/engine_service.rs",
    "src/source/mdns/engine.rs",
];

/// The modules of the crate in the order of `src/lib.rs`, which is the order of their dependence.
fn modules() -> Vec<String> {
    let code = strip(&read("src/lib.rs"));
    let modules = code
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    modules.map(str::to_owned).collect()
}

/// The path of the module that a file is, without `crate`.
fn module_path(path: &str) -> Vec<&str> {
    let path = path
        .trim_start_matches("src/")
        .trim_end_matches(".rs")
        .trim_end_matches("/mod");
    path.split('/').collect()
}

/// The modules that a file uses and that don't stand before its own.
fn upward_uses(source: &Source, modules: &[String]) -> Vec<String> {
    let own_path = module_path(&source.path);
    let position = |name: &str| modules.iter().position(|module| module == name);
    let Some(own) = position(own_path[0]) else {
        return vec![format!(
            "{}: src/lib.rs does not list its module",
            source.path
        )];
    };
    let code = source.shipped();
    let mut complaints = Vec::new();
    for used in children(code, "crate") {
        match position(used) {
            Some(used) if used <= own => {}
            _ => complaints.push(format!(
                "{}: uses `crate::{used}`, which does not stand before `{}` in src/lib.rs",
                source.path, own_path[0]
            )),
        }
    }
    // As many `super` as the file is deep lead to the top of the crate, past the check above.
    let out = "super::".repeat(own_path.len());
    if code.contains(&out) {
        complaints.push(format!(
            "{}: leaves its module by `{out}`, write `crate::`",
            source.path
        ));
    }
    complaints
}

/// What a file of a pure module names and should not.
fn impurities(source: &Source, dependencies: &[String]) -> Vec<String> {
    let code = source.shipped();
    let impure_std = children(code, "std")
        .into_iter()
        .filter(|child| IMPURE_STD.contains(child));
    let impure_words = words(code).filter(|word| {
        let is_crate = dependencies.iter().any(|dependency| dependency == word);
        IMPURE_WORDS.contains(word) || (is_crate && !PURE_CRATES.contains(word))
    });
    impure_std
        .chain(impure_words)
        .map(|word| format!("{}: names `{word}`", source.path))
        .collect()
}

/// The names of the dependencies as code writes them.
fn dependencies() -> Vec<String> {
    let manifest = read("Cargo.toml");
    let mut is_dependency = false;
    let mut dependencies = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            is_dependency = line.ends_with("dependencies]") && !line.contains("dev-");
        } else if let Some((name, _)) = line.split_once(" = ").filter(|_| is_dependency)
            && !name.starts_with('#')
        {
            dependencies.push(name.replace('-', "_"));
        }
    }
    assert!(
        dependencies.contains(&"mdns_sd".to_owned()),
        "{dependencies:?}"
    );
    dependencies
}

/// The public items of a file whose declaration names something of a dependency.
fn foreign_api(source: &Source, dependencies: &[String]) -> Vec<String> {
    let code = source.shipped();
    let mut foreign: Vec<&str> = dependencies.iter().map(String::as_str).collect();
    for statement in code.split(';') {
        let Some((_, used)) = statement.rsplit_once("use ") else {
            continue;
        };
        if words(used)
            .next()
            .is_some_and(|root| foreign.contains(&root))
        {
            foreign.extend(words(used).skip(1).filter(|word| *word != "self"));
        }
    }
    let mut complaints = Vec::new();
    for (start, _) in code.match_indices("pub ") {
        let rest = &code[start..];
        let declaration = rest.split(['{', ';', '=']).next().unwrap_or_default();
        // A field ends with a comma, a function may have some inside.
        let is_field = !declaration.contains("fn ") && !declaration.contains("use ");
        let declaration = if is_field {
            declaration.split(",\n").next().unwrap_or_default()
        } else {
            declaration
        };
        let declaration = without_own(declaration);
        if let Some(word) = words(&declaration).find(|word| foreign.contains(word)) {
            complaints.push(format!(
                "{}: `{}` shows `{word}` of another crate",
                source.path,
                declaration.split_whitespace().collect::<Vec<_>>().join(" ")
            ));
        }
    }
    complaints
}

/// A declaration without the crate's own modules, which may have the name of a dependency.
fn without_own(declaration: &str) -> String {
    let mut shown = String::new();
    for (number, part) in declaration.split("self::").enumerate() {
        let own = if number > 0 { words(part).next() } else { None };
        shown.push_str(part.trim_start_matches(own.unwrap_or_default()));
    }
    shown
}

#[test]
fn modules_use_only_those_before_them() {
    let modules = modules();
    assert!(modules.len() >= 9, "{modules:?}");
    let complaints: Vec<String> = sources("src")
        .iter()
        .filter(|source| !matches!(source.path.as_str(), "src/lib.rs" | "src/main.rs"))
        .flat_map(|source| upward_uses(source, &modules))
        .collect();
    assert_no_complaints(&complaints);
}

#[test]
fn the_core_reaches_nothing_outside() {
    let modules = modules();
    let last = modules.iter().position(|module| module == LAST_PURE_MODULE);
    let pure = &modules[..=last.expect("src/lib.rs lists the linter")];
    let dependencies = dependencies();
    let complaints: Vec<String> = sources("src")
        .iter()
        .filter(|source| {
            let module = module_path(&source.path)[0];
            pure.iter().any(|pure| pure == module) || PURE_MODULES_BEHIND.contains(&module)
        })
        .flat_map(|source| impurities(source, &dependencies))
        .collect();
    assert_no_complaints(&complaints);
}

#[test]
fn the_engine_is_named_where_it_is_held() {
    let naming: Vec<String> = sources("src")
        .into_iter()
        .filter(|source| words(&source.code).any(|word| word == "mdns_sd"))
        .map(|source| source.path)
        .collect();
    assert_eq!(naming, ENGINE_FILES);
}

#[test]
fn no_type_of_another_crate_is_in_the_api() {
    let dependencies = dependencies();
    let complaints: Vec<String> = sources("src")
        .iter()
        .flat_map(|source| foreign_api(source, &dependencies))
        .collect();
    assert_no_complaints(&complaints);
}

#[test]
fn the_architecture_walks_through_the_modules_in_order() {
    let architecture = read("ARCHITECTURE.md");
    let walked: Vec<&str> = architecture
        .lines()
        .filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`'))
        .collect();
    assert_eq!(walked, modules());
}

#[test]
fn an_upward_use_is_seen() {
    let modules = ["name", "wire", "model"].map(str::to_owned);
    let seen = |path: &str, text: &str| upward_uses(&Source::new(path, text.to_owned()), &modules);
    assert!(seen("src/wire/cursor.rs", "use crate::name::A;\nuse super::B;").is_empty());
    assert_eq!(
        seen("src/wire.rs", "use crate::{name::A, model::B};").len(),
        1
    );
    assert_eq!(seen("src/wire/mod.rs", "use super::model;").len(), 1);
    assert_eq!(
        seen("src/wire/cursor.rs", "use super::super::model;").len(),
        1
    );
    assert_eq!(seen("src/cli.rs", "").len(), 1);
}

#[test]
fn what_reaches_outside_is_seen() {
    let dependencies = ["csv", "socket2"].map(str::to_owned);
    let seen = |text: &str| {
        impurities(
            &Source::new("src/name/mod.rs", text.to_owned()),
            &dependencies,
        )
    };
    assert!(
        seen("use std::net::IpAddr; use std::time::Duration; csv::Reader; // std::fs").is_empty()
    );
    for text in [
        "use std::{fs, io};",
        "std::thread::spawn(f)",
        "Instant::now()",
        "println!()",
        "use socket2::Socket;",
    ] {
        assert_eq!(seen(text).len(), 1, "{text}");
    }
}

#[test]
fn a_foreign_type_in_the_api_is_seen() {
    let dependencies = ["mdns_sd".to_owned()];
    let seen = |text: &str| foreign_api(&Source::new("src/a.rs", text.to_owned()), &dependencies);
    assert!(
        seen("use mdns_sd::Daemon;\npub struct A { b: Daemon }\npub(crate) fn f() -> Daemon {}")
            .is_empty()
    );
    assert_eq!(
        seen("use mdns_sd::{Daemon, Error};\npub fn f(a: u8, b: u8) -> Error {}").len(),
        1
    );
    assert_eq!(
        seen("use mdns_sd::Daemon;\npub struct A {\n    pub b: Daemon,\n}").len(),
        1
    );
    assert_eq!(seen("pub use mdns_sd::Daemon;").len(), 1);
    assert!(seen("pub use self::mdns_sd::Daemon;").is_empty());
}
