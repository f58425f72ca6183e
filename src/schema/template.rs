use std::fmt::Write;

use super::service_schema::ServiceSchema;
use crate::name::{ServiceTypeLabels, presentation};

/// A commented schema to begin with, in TOML: what the registration says of the service type is filled in.
pub fn template(labels: &ServiceTypeLabels) -> String {
    let service = labels.to_string();
    let registered = ServiceSchema::from_registration(labels);
    let keys = registered
        .as_ref()
        .map(|schema| schema.keys.as_slice())
        .unwrap_or_default();
    let mut text = format!(
        "\
# The TXT vocabulary of {service}, for dnssd-check.
# `dnssd-check schema check FILE` reads it; `--schema FILE` judges by it.

# What the service is called.
title = \"{service}\"
# The service types that the vocabulary covers; the first is the main one.
services = [{services}]
# How far the facts can be relied on: specification, registration, vendor-document, implementation,
# reverse-engineered or observed. What is less than a document is never an error.
confidence = \"specification\"
# Where the keys are defined: one of the sources at the end, and perhaps a section behind it.
reference = \"specification\"
# What is said of keys that are not defined here: note or ignore.
unknown-keys = \"note\"
# Services whose keys apply too. The service itself means the schema that is built in.
# extends = [\"_http._tcp\"]

# The form of instance names, as a regular expression and in words.
# [instance-name]
# pattern = \"[0-9A-F]{{16}}\"
# summary = \"16 hexadecimal digits in upper case\"
# sources = [\"specification §2\"]

",
        services = quoted(&service),
    );
    if keys.is_empty() {
        text.push_str(
            "\
[[keys]]
# The key in the letter case of the specification, at most 9 characters (RFC 6763 §6.4).
name = \"txtvers\"
# required, recommended, optional, unspecified, deprecated or forbidden.
presence = \"recommended\"
# What stands behind the `=`: text, integer, hex, boolean, enumeration, list, bit-flags, uuid, mac-address,
# ip-address, host-name, port, path, url, version, media-type, language-tag, base64, octets, date, json, flag …
value = { type = \"constant\", value = \"1\" }
summary = \"Version of this vocabulary.\"
sources = [\"specification §3\"]

",
        );
    }
    for key in keys {
        writeln!(
            text,
            "[[keys]]\nname = {}\npresence = \"unspecified\"\n# What stands behind the `=`.\nvalue = {{ type = \"any\" }}",
            quoted(key.label())
        )
        .expect("writing to a string succeeds");
        if let Some(summary) = &key.summary {
            writeln!(text, "summary = {}", quoted(summary)).expect("writing to a string succeeds");
        }
        text.push_str("sources = [\"specification §3\"]\n\n");
    }
    text.push_str(
        "\
# [[keys]]
# name = \"mode\"
# presence = \"optional\"
# value = { type = \"enumeration\", values = [{ value = \"1\", means = \"fast\" }, \"2\"] }
# required-when = { key = \"txtvers\", values = [\"1\"] }
# sources = [\"specification §3\"]

# Records, right and wrong: `schema check` judges them. A wrong one names the rule that finds it.
# [[examples]]
# txt = ['txtvers=1']
# [[examples]]
# txt = ['txtvers=2']
# finding = \"KEY003\"

[[sources]]
id = \"specification\"
title = \"The name of the specification\"
# version = \"1.0\"
# url = \"https://example.com/specification\"
",
    );
    text
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if presentation::is_safe_char(c) => quoted.push(c),
            c => {
                write!(quoted, "\\U{:08X}", u32::from(c)).expect("writing to a string succeeds");
            }
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::SchemaOrigin;

    #[test]
    fn a_new_schema_can_be_read() {
        for service in ["_mything._tcp", "_moodring._tcp", "_mqtt._tcp", "_x._udp"] {
            let text = template(&service.parse().unwrap());
            let origin = SchemaOrigin::File("new".to_owned());
            let schema = ServiceSchema::parse(&text, origin)
                .unwrap_or_else(|error| panic!("{error}\n{text}"));
            assert!(schema.covers(service) && !schema.keys.is_empty());
        }
    }

    #[test]
    fn what_is_commented_out_can_be_read_too() {
        let text = template(&"_mything._tcp".parse().unwrap());
        let all: Vec<&str> = text
            .lines()
            .map(|line| {
                line.strip_prefix("# ")
                    .filter(|rest| rest.contains(" = ") || rest.starts_with('['))
                    .unwrap_or(line)
            })
            .collect();
        let text = all.join("\n").replace("[\"_http._tcp\"]", "[]");
        ServiceSchema::parse(&text, SchemaOrigin::File("new".to_owned()))
            .unwrap_or_else(|error| panic!("{error}\n{text}"));
    }
}
