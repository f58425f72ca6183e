mod sources;
mod verdict;
mod writing;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::lint::FormatIn;
use crate::cli::options::parse_port;
use crate::cli::terminal::{Remark, Terminal};
use crate::convert::{Hosts, Missing, Refusal, Target, Unfit, convert};

/// Write services down for another program: Avahi, systemd-resolved, a name server, dns-sd.
///
/// What is read is what lint reads: service groups of Avahi, units of systemd-resolved, zone files, recordings and packet
/// captures; or a service type and the strings of a TXT record, as check takes them. A first word that begins with an
/// underscore is a service type; a file of such a name is written ./_NAME.
///
/// All that was seen is carried over, right or wrong, to the octet. What the target can't carry is refused, and then nothing is
/// written at all, unless --skip is given; either way the status is 1. What was not seen can't be carried: on a link, nobody is
/// told of subtypes that were not asked for. With -v, what the rules say of the result goes to standard error.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check convert _http._tcp path=/ --instance Lab --port 80 --to avahi
  dnssd-check convert /etc/avahi/services/*.service --to systemd --output units/
  dnssd-check convert office.pcapng --only 'Team Calendar' --to zone
  dnssd-check convert lab.dnssd --host lab --to recording | dnssd-check lint - --format-in recording")]
pub(crate) struct ConvertArguments {
    /// Files and folders (`-`: standard input); or a service type such as _http._tcp, and behind it the strings of its TXT
    /// record, KEY[=VALUE].
    #[arg(value_name = "SOURCE", required = true)]
    words: Vec<OsString>,
    /// Write it as this.
    #[arg(long, value_name = "FORMAT")]
    to: To,
    /// Write to this file, or into this folder, instead of standard output.
    ///
    /// Units of systemd-resolved have one service each, service groups of Avahi one instance name: for several of them a folder is
    /// needed, which is made if it is not there. Files of the same name are replaced, each as a whole.
    #[arg(short, long, value_name = "FILE|DIR")]
    output: Option<PathBuf>,
    /// Take every file for this, whatever it looks like.
    #[arg(long, value_name = "FORMAT")]
    format_in: Option<FormatIn>,
    /// Take only instances of this name, or of this service type; may be repeated.
    #[arg(long, value_name = "NAME|TYPE")]
    only: Vec<OsString>,
    /// Write what can be carried, and leave the rest out.
    #[arg(long)]
    skip: bool,
    /// Host of services whose source names none: a name under local if it has one label.
    #[arg(long, value_name = "HOST")]
    host: Option<String>,
    /// Leave host names out: the services belong to the machine that will publish them.
    #[arg(long, conflicts_with = "host")]
    own_host: bool,
    #[command(flatten)]
    service: ServiceOptions,
}

/// Options about a service that is given as arguments.
#[derive(Args, Debug)]
#[command(next_help_heading = "Options of a service given by its type")]
struct ServiceOptions {
    /// Instance name, as people see it: at most 63 octets of UTF-8, dots and blanks as they are.
    #[arg(long, value_name = "NAME")]
    instance: Option<OsString>,
    /// Port of the service, 1 to 65535.
    #[arg(long, value_name = "PORT", value_parser = parse_port)]
    port: Option<u16>,
    /// Label of a subtype under which the service is announced, such as _printer; may be repeated.
    #[arg(long, value_name = "LABEL")]
    subtype: Vec<OsString>,
    /// The whole TXT record in hexadecimal digits, length octets included, at most 65535 octets; blanks and colons may
    /// stand between.
    #[arg(long, value_name = "HEX")]
    txt_hex: Option<String>,
}

/// What is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum To {
    /// Arguments of check and of this command, a line each.
    Arguments,
    /// A service group of Avahi (*.service, XML).
    Avahi,
    /// Calls of dns-sd -R for a shell, a line each.
    DnsSd,
    /// A recording, as browse --record writes it, in which each service is announced.
    Recording,
    /// Units of systemd-resolved (*.dnssd), one for each service.
    Systemd,
    /// Records of a zone file.
    Zone,
}

impl From<To> for Target {
    fn from(to: To) -> Self {
        match to {
            To::Arguments => Self::Arguments,
            To::Avahi => Self::Avahi,
            To::DnsSd => Self::DnsSd,
            To::Recording => Self::Recording,
            To::Systemd => Self::Systemd,
            To::Zone => Self::Zone,
        }
    }
}

/// Reads, writes, and says what can't be written.
pub(super) fn run(arguments: &ConvertArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let target = Target::from(arguments.to);
    let hosts = arguments.hosts()?;
    let found = sources::read(arguments, terminal)?;
    let conversion = convert(&found.instances, target, &hosts);
    for refusal in &conversion.refusals {
        let sentence = format!("{refusal}{}", arguments.hint(refusal));
        terminal.remark(Remark::Error, &sentence);
    }
    let refused: BTreeSet<_> = conversion
        .refusals
        .iter()
        .map(|refusal| &refusal.name)
        .collect();
    let is_whole = refused.is_empty() && found.is_whole;
    if !is_whole && (!arguments.skip || conversion.documents.is_empty()) {
        let hint = if conversion.documents.is_empty() {
            ""
        } else {
            " (--skip writes the rest)"
        };
        return Err(Failure::Said {
            status: ExitStatus::Findings,
            sentence: format!("nothing is written{hint}"),
        });
    }
    for notice in &conversion.notices {
        terminal.remark(Remark::Notice, &notice.to_string());
    }
    let paths = writing::write(&conversion.documents, arguments.output.as_deref(), terminal)?;
    if terminal.is_verbose() {
        let documents = conversion.documents.iter().zip(&paths);
        for (document, path) in documents {
            verdict::tell(document, path, target, &found.instances, terminal);
        }
    }
    Ok(if is_whole {
        ExitStatus::Success
    } else {
        ExitStatus::Findings
    })
}

impl ConvertArguments {
    fn hosts(&self) -> Result<Hosts, Failure> {
        if self.own_host {
            return Ok(Hosts::Own);
        }
        match &self.host {
            Some(host) => Ok(Hosts::SeenOr(crate::source::host_name(host)?)),
            None => Ok(Hosts::Seen),
        }
    }

    /// The service type and the TXT strings, where the first word is a type.
    fn definition(&self) -> Option<(&OsString, &[OsString])> {
        let is_type = |word: &OsString| word.as_encoded_bytes().starts_with(b"_");
        self.words.split_first().filter(|(first, _)| is_type(first))
    }

    /// The option that helps with a refusal.
    fn hint(&self, refusal: &Refusal) -> &'static str {
        match refusal.value {
            Unfit::Host(_) => " (--own-host leaves it out)",
            Unfit::Missing(Missing::Host) => " (--host names it)",
            Unfit::Missing(Missing::InstanceName) if self.definition().is_some() => {
                " (--instance states it)"
            }
            Unfit::Missing(Missing::Port) if self.definition().is_some() => " (--port states it)",
            _ => "",
        }
    }
}
