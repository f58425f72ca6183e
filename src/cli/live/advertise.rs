use std::ffi::OsString;

use crate::advertise::{
    AdvertiseError, AdvertiseEvent, AdvertiseOptions, Advertiser, Difference, Renaming,
};
use crate::cli::advertise::AdvertiseArguments;
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::live::child::ChildProcess;
use crate::cli::live::{on_interrupt, worse};
use crate::cli::terminal::{Remark, Terminal};
use crate::name::InstanceName;
use crate::report::Report;
use crate::rule::Severity;
use crate::source::ServiceDefinition;

/// Judges, publishes and waits.
pub(in crate::cli) fn advertise(
    arguments: &AdvertiseArguments,
    terminal: Terminal,
) -> Result<ExitStatus, Failure> {
    let judgment = arguments.judge.judgment()?;
    let (linter, fail_on) = (judgment.linter(), judgment.fail_on);
    let mut definition = arguments.definition()?;
    if definition.instance.is_none() {
        definition.set_instance(default_instance().as_bytes())?;
    }
    definition.subtypes_are_complete = true;
    let observation = definition.observe()?;
    let verdict = linter.check(&observation);
    let report = Report::new(observation, verdict);
    let mut reporter = terminal.reporter(&arguments.output, fail_on, linter.schemas())?;
    report.tell(&mut *reporter)?;
    if report.fails(fail_on) || report.worst() == Some(Severity::Error) {
        let found = report.summary().findings_text();
        if !arguments.force {
            terminal.remark(
                Remark::Error,
                &format!("nothing is published: {found} (--force publishes all the same)"),
            );
            return Ok(ExitStatus::Findings);
        }
        terminal.remark(
            Remark::Notice,
            &format!("published in spite of {found}, as --force asks"),
        );
    }
    publish(definition, arguments, terminal)
}

fn publish(
    definition: ServiceDefinition,
    arguments: &AdvertiseArguments,
    terminal: Terminal,
) -> Result<ExitStatus, Failure> {
    let mut options = AdvertiseOptions::default();
    options.interfaces.names.clone_from(&arguments.interface);
    options.renaming = if arguments.no_rename {
        Renaming::Refuse
    } else {
        Renaming::Report
    };
    let advertiser = Advertiser::open(definition, options)?;
    let child = ChildProcess::default();
    let (control, running) = (advertiser.control(), child.clone());
    on_interrupt(move || {
        // A command that runs is asked to end first; when it has, the service goes with it.
        if !running.end() {
            control.stop();
        }
    })?;
    let control = advertiser.control();
    let mut status = ExitStatus::Success;
    let mut failure = None;
    let mut is_started = false;
    advertiser.run(|event| {
        let is_announced = matches!(event, AdvertiseEvent::Announced { .. });
        status = worse(status, tell(&event, terminal));
        if is_announced && !is_started {
            is_started = true;
            let stop = control.clone();
            if let Err(error) = child.start(&arguments.command, move || stop.stop()) {
                failure = Some(error);
                control.stop();
            }
        }
    })?;
    match failure {
        Some(failure) => Err(failure),
        None => Ok(child.status().unwrap_or(status)),
    }
}

/// Tells what happened, and what it means for the status.
fn tell(event: &AdvertiseEvent, terminal: Terminal) -> ExitStatus {
    let sentence = match event {
        AdvertiseEvent::Announced {
            name,
            host,
            interfaces,
        } => {
            format!(
                "published `{name}` at `{host}` on {}",
                interfaces.join(", ")
            )
        }
        AdvertiseEvent::Renamed { from, to } => {
            format!("`{from}` is taken by another host; renamed to `{to}`")
        }
        AdvertiseEvent::HostRenamed { from, to } => {
            format!("host name `{from}` is taken by another host; renamed to `{to}`")
        }
        AdvertiseEvent::Confirmed => {
            "read back from the link: all is as it was asked for".to_owned()
        }
        AdvertiseEvent::Differs(difference) => {
            let is_fault = !matches!(
                difference,
                Difference::OneAnnouncement | Difference::Unanswered { .. }
            );
            terminal.remark(
                if is_fault {
                    Remark::Error
                } else {
                    Remark::Notice
                },
                &difference.to_string(),
            );
            return if is_fault {
                ExitStatus::Findings
            } else {
                ExitStatus::Success
            };
        }
        AdvertiseEvent::Conflict { name, sender } => {
            terminal.remark(
                Remark::Error,
                &format!("{sender} publishes `{name}` too, with another host or port"),
            );
            return ExitStatus::Findings;
        }
        AdvertiseEvent::Notice(notice) => notice.clone(),
    };
    terminal.remark(Remark::Notice, &sentence);
    ExitStatus::Success
}

/// The name of this machine, as people know it: its host name without the domain.
fn default_instance() -> String {
    let name = host_name()
        .and_then(|name| name.into_string().ok())
        .unwrap_or_default();
    let first = name.split('.').next().unwrap_or_default();
    let is_usable = first.parse::<InstanceName>().is_ok();
    if is_usable {
        first.to_owned()
    } else {
        "dnssd-check".to_owned()
    }
}

#[cfg(target_os = "linux")]
fn host_name() -> Option<OsString> {
    nix::unistd::gethostname().ok()
}

#[cfg(not(target_os = "linux"))]
fn host_name() -> Option<OsString> {
    std::env::var_os("COMPUTERNAME").or_else(|| std::env::var_os("HOSTNAME"))
}

impl From<AdvertiseError> for Failure {
    fn from(error: AdvertiseError) -> Self {
        match &error {
            AdvertiseError::Link(_) | AdvertiseError::NothingAnnounced { .. } => {
                Self::not_observed(error)
            }
            AdvertiseError::NotPublishable(_) => Self::usage(error),
            AdvertiseError::NameTaken { .. } => Self::Said {
                status: ExitStatus::Findings,
                sentence: error.to_string(),
            },
        }
    }
}
