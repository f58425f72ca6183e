use std::fmt::Write as _;
use std::io::Write;

use clap::{Args, ValueEnum};

use crate::name::presentation;
use crate::registry::{PortAssignment, Registration, TransportProtocol};

/// The option about the form of an answer that consists of rows.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct RowsFormatOption {
    /// Write the answer in this format.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: RowsFormat,
}

/// The formats of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RowsFormat {
    /// For people.
    Text,
    /// One JSON object.
    Json,
    /// The twelve columns of IANA's own file.
    Csv,
}

/// Writes one line for the rows of a name: the name, its ports and transport protocols, what it is.
pub(super) fn write_line(
    out: &mut dyn Write,
    rows: &[Registration],
    remark: &str,
) -> std::io::Result<()> {
    let name = rows
        .iter()
        .find_map(|row| row.name.as_deref())
        .unwrap_or_default();
    let name = presentation::text(name.as_bytes()).to_string();
    let description = rows
        .iter()
        .map(|row| &row.description)
        .find(|description| !description.is_empty());
    // What follows in further lines is IANA's remark on the name.
    let description = description
        .and_then(|text| text.lines().next())
        .unwrap_or_default();
    let description = presentation::text(description.as_bytes());
    let line = format!("{name:<15}  {:<15}  {description}", places(rows));
    writeln!(out, "{}{remark}", line.trim_end())
}

/// Ports, each with its transport protocols: `631 tcp udp`, `443 tcp udp sctp, tcp`.
fn places(rows: &[Registration]) -> String {
    let mut places: Vec<(PortAssignment, Vec<&'static str>)> = Vec::new();
    for row in rows {
        let transport = row.transport.map(TransportProtocol::as_str);
        match places.iter_mut().find(|(port, _)| *port == row.port) {
            Some((_, transports)) => {
                transports.extend(transport.filter(|one| !transports.contains(one)));
            }
            None => places.push((row.port, transport.into_iter().collect())),
        }
    }
    let mut text = String::new();
    for (port, transports) in places {
        let place = format!("{port} {}", transports.join(" "));
        if !text.is_empty() {
            text.push_str(", ");
        }
        let place = place.trim();
        write!(text, "{}", if place.is_empty() { "any" } else { place })
            .expect("writing to a string succeeds");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(port: &str, transport: &str) -> Registration {
        let columns = [
            "x", port, transport, "One\nTwo", "", "", "", "", "", "", "", "",
        ];
        Registration::from_columns(columns).unwrap()
    }

    #[test]
    fn a_name_is_one_line() {
        let rows = [
            row("443", "tcp"),
            row("443", "udp"),
            row("443", "udp"),
            row("", ""),
        ];
        let mut out = Vec::new();
        write_line(&mut out, &rows, "!").unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "x                443 tcp udp, any  One!\n"
        );
    }
}
