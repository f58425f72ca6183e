//! `Cargo.toml`: the oldest toolchain, and what each dependency is for.

use std::process::Command;

use serde_json::Value;

use super::read;

/// Major, minor and patch number.
type Version = (u32, u32, u32);

fn version(text: &str) -> Option<Version> {
    let number = text.split(['-', '+', ' ']).next()?;
    let mut parts = number.split('.').map(|part| part.parse().ok());
    Some((
        parts.next()??,
        parts.next()??,
        parts.next().flatten().unwrap_or(0),
    ))
}

/// The `rust-version` that is promised.
fn promised() -> Version {
    let manifest = read("Cargo.toml");
    let line = manifest
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "))
        .expect("Cargo.toml states a rust-version");
    version(line.trim_matches('"')).expect("the rust-version is a version")
}

/// What a program prints, or why it can't be had.
fn output(program: &str, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(super::repository())
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    String::from_utf8(output.stdout).map_err(|error| format!("{program}: {error}"))
}

#[test]
fn the_oldest_toolchain_is_no_newer_than_the_one_here() {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    match output(&rustc, &["--version"]) {
        Ok(text) => {
            let here = text.split(' ').nth(1).and_then(version);
            let here = here.unwrap_or_else(|| panic!("`{text}` names no version"));
            assert!(
                promised() <= here,
                "{:?} is promised, {here:?} is here",
                promised()
            );
        }
        Err(error) => println!("skipped: {error}"),
    }
}

#[test]
fn no_dependency_needs_a_newer_toolchain() {
    match packages() {
        Ok(packages) => {
            assert!(packages.len() > 10, "{packages:?}");
            for (name, needed) in packages {
                assert!(
                    needed <= promised(),
                    "{name} needs {needed:?}, {:?} is promised",
                    promised()
                );
            }
        }
        Err(error) => println!("skipped, cargo can't tell without a network: {error}"),
    }
}

/// The packages that are built here and state what they need.
fn packages() -> Result<Vec<(String, Version)>, String> {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let about = output(&rustc, &["-vV"])?;
    let host = about
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .ok_or("no host")?;
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let metadata = output(
        &cargo,
        &[
            "metadata",
            "--offline",
            "--locked",
            "--all-features",
            "--format-version=1",
            "--filter-platform",
            host,
        ],
    )?;
    let metadata: Value = serde_json::from_str(&metadata).map_err(|error| error.to_string())?;
    let packages = metadata["packages"].as_array().ok_or("no packages")?;
    Ok(packages
        .iter()
        .filter_map(|package| {
            let name = format!(
                "{} {}",
                package["name"].as_str()?,
                package["version"].as_str()?
            );
            Some((name, version(package["rust_version"].as_str()?)?))
        })
        .collect())
}

#[test]
fn each_dependency_says_what_for() {
    let manifest = read("Cargo.toml");
    let lines: Vec<&str> = manifest.lines().collect();
    let mut is_dependency = false;
    let mut count = 0;
    for (number, line) in lines.iter().enumerate() {
        if line.starts_with('[') {
            is_dependency = line.ends_with("dependencies]");
        } else if is_dependency && line.contains(" = ") && !line.starts_with('#') {
            count += 1;
            // One comment may stand above a few that belong together.
            let above = lines[..number]
                .iter()
                .rev()
                .take_while(|line| !line.is_empty() && !line.starts_with('['));
            assert!(
                above.clone().any(|line| line.starts_with('#')),
                "`{line}`: what for?"
            );
        }
    }
    assert!(count > 5, "{count} dependencies were seen");
}

#[test]
fn versions_are_read_and_compared() {
    assert_eq!(version("1.88"), Some((1, 88, 0)));
    assert_eq!(version("1.95.1-nightly"), Some((1, 95, 1)));
    assert_eq!(version("stable"), None);
    assert!(version("1.9") < version("1.88"));
}
