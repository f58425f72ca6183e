use std::ffi::OsString;

use clap::Args;

use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::options::{FormatOption, JudgeOptions, ServiceArguments, parse_port};
use crate::cli::terminal::Terminal;
use crate::report::Report;
use crate::source::ServiceDefinition;

/// Judge a service that is written down as arguments, without a network.
///
/// The TXT keys are judged by RFC 6763 and by what the service type is registered with at IANA. What you don't give is
/// not judged: without --port no rule about ports is applicable, and the closing line counts such rules.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dnssd-check check _moodring._tcp txtvers=1 mood=5
  dnssd-check check ipp rp=ipp/print --instance 'Office Printer' --port 631
  dnssd-check check _http._tcp --txt-hex '06 70 61 74 68 3d 2f'
  dnssd-check check _http._tcp path=/ --format json")]
pub(crate) struct CheckArguments {
    #[command(flatten)]
    service: ServiceArguments,
    /// Instance name, as people see it: at most 63 octets of UTF-8, dots and blanks as they are.
    #[arg(long, value_name = "NAME")]
    instance: Option<OsString>,
    /// Port of the service, 1 to 65535.
    #[arg(long, value_name = "PORT", value_parser = parse_port)]
    port: Option<u16>,
    /// Label of a subtype under which the service is announced, such as _printer; may be repeated.
    #[arg(long, value_name = "LABEL")]
    subtype: Vec<OsString>,
    #[command(flatten)]
    judge: JudgeOptions,
    #[command(flatten)]
    output: FormatOption,
}

/// Judges and reports.
pub(super) fn run(arguments: &CheckArguments, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let judgment = arguments.judge.judgment()?;
    let (linter, fail_on) = (judgment.linter(), judgment.fail_on);
    let observation = arguments.definition()?.observe()?;
    let verdict = linter.check(&observation);
    let report = Report::new(observation, verdict);
    let mut reporter = terminal.reporter(&arguments.output, fail_on, linter.schemas())?;
    report.tell(&mut *reporter)?;
    Ok(ExitStatus::of(&report, fail_on))
}

impl CheckArguments {
    fn definition(&self) -> Result<ServiceDefinition, Failure> {
        let mut definition = self.service.definition()?;
        if let Some(instance) = &self.instance {
            definition.set_instance(instance.as_encoded_bytes())?;
        }
        definition.port = self.port;
        for subtype in &self.subtype {
            definition.add_subtype(subtype.as_encoded_bytes())?;
        }
        Ok(definition)
    }
}
