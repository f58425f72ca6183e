use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::rows::{RowsFormat, RowsFormatOption, write_line};
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::terminal::{Remark, Terminal};
use crate::registry::{self, Registration, TransportProtocol, TxtStatus};
use crate::report::{write_registrations, write_registrations_csv};

/// List the registered service names.
///
/// Everything is listed that all of the options ask for; rows without a service name, such as unassigned ports, are not.
/// Ends with status 1 if there is nothing.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check registry list --with-txt
  dnssd-check registry list --transport udp --status listed
  dnssd-check registry list --format csv")]
pub(super) struct ListArguments {
    /// Only what is registered for this transport protocol: tcp, udp, sctp or dccp.
    ///
    /// Registrations that state none, though they hold for all, are left out.
    #[arg(long, value_name = "PROTOCOL", value_parser = transport_parser())]
    transport: Option<TransportProtocol>,
    /// Only registrations that say something of TXT keys, if only that there are none.
    #[arg(long)]
    with_txt: bool,
    /// Only registrations whose TXT keys are in this state: listed, none, empty, external, undisclosed, pending,
    /// unstructured or absent.
    ///
    /// Takes a list separated by commas and may be repeated.
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = status_parser())]
    status: Vec<TxtStatus>,
    #[command(flatten)]
    output: RowsFormatOption,
}

const TRANSPORTS: [TransportProtocol; 4] = [
    TransportProtocol::Tcp,
    TransportProtocol::Udp,
    TransportProtocol::Sctp,
    TransportProtocol::Dccp,
];

const STATUSES: [TxtStatus; 8] = [
    TxtStatus::Listed,
    TxtStatus::None,
    TxtStatus::Empty,
    TxtStatus::External,
    TxtStatus::Undisclosed,
    TxtStatus::Pending,
    TxtStatus::Unstructured,
    TxtStatus::Absent,
];

/// Reads the name of a transport protocol.
pub(super) fn transport_parser() -> impl TypedValueParser<Value = TransportProtocol> {
    PossibleValuesParser::new(TRANSPORTS.map(TransportProtocol::as_str)).map(|word| {
        TRANSPORTS
            .into_iter()
            .find(|transport| transport.as_str() == word)
            .expect("the parser lets only these words through")
    })
}

fn status_parser() -> impl TypedValueParser<Value = TxtStatus> {
    PossibleValuesParser::new(STATUSES.map(TxtStatus::as_str)).map(|word| {
        STATUSES
            .into_iter()
            .find(|status| status.as_str() == word)
            .expect("the parser lets only these words through")
    })
}

impl ListArguments {
    fn asks_for(&self, row: &Registration) -> bool {
        let status = row.txt.status;
        row.name.is_some()
            && self
                .transport
                .is_none_or(|transport| row.transport == Some(transport))
            && (!self.with_txt || status != TxtStatus::Absent)
            && (self.status.is_empty() || self.status.contains(&status))
    }
}

/// Lists.
pub(super) fn run(arguments: &ListArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut count = 0_usize;
    let rows = registry::rows()
        .filter(|row| arguments.asks_for(row))
        .inspect(|_| count += 1);
    match arguments.output.format {
        RowsFormat::Text => write_lines(terminal, rows)?,
        RowsFormat::Json => write_registrations(terminal.stdout(), rows)?,
        RowsFormat::Csv => write_registrations_csv(terminal.stdout(), rows)?,
    }
    if count > 0 {
        return Ok(ExitStatus::Success);
    }
    terminal.remark(Remark::Notice, "no registration is as asked for");
    Ok(ExitStatus::Findings)
}

/// Writes a line a name as the rows come; those of a name stand together.
fn write_lines(
    terminal: Terminal,
    rows: impl Iterator<Item = Registration>,
) -> Result<(), Failure> {
    let mut out = terminal.stdout();
    let mut of_name: Vec<Registration> = Vec::new();
    for row in rows {
        let is_same = of_name.last().is_none_or(|last| {
            let name = |row: &Registration| row.name.as_deref().map(str::to_ascii_lowercase);
            name(last) == name(&row)
        });
        if !is_same {
            write_line(&mut out, &of_name, "")?;
            of_name.clear();
        }
        of_name.push(row);
    }
    if !of_name.is_empty() {
        write_line(&mut out, &of_name, "")?;
    }
    Ok(out.flush()?)
}
