//! The services that are to be converted.

use std::ffi::OsString;
use std::io::BufReader;
use std::path::PathBuf;

use super::ConvertArguments;
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::input_files::{InputFile, input_files, standard_input};
use crate::cli::terminal::{Remark, Terminal};
use crate::linter::Linter;
use crate::model::{FileFaultKind, FileFormat, ServiceInstance, SourceFile, SystemdFault};
use crate::name::presentation;
use crate::rule::{RuleSettings, Selection};
use crate::source::capture::{CaptureEvent, CaptureOptions, judge_capture};
use crate::source::{
    LinkEvent, RecordingReader, ServiceDefinition, TypeArgument, read_definitions, read_input,
};

/// What the sources have.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) instances: Vec<ServiceInstance>,
    /// Whether there is no file of which nothing can be taken.
    pub(super) is_whole: bool,
}

/// Reads all sources.
pub(super) fn read(arguments: &ConvertArguments, terminal: Terminal) -> Result<Found, Failure> {
    let mut found = Found {
        instances: Vec::new(),
        is_whole: true,
    };
    match arguments.definition() {
        Some((service_type, strings)) => {
            let definition = definition(arguments, service_type, strings)?;
            found.instances = definition.observe()?.instances;
        }
        None => read_files(arguments, terminal, &mut found)?,
    }
    let is_wanted = |instance: &ServiceInstance| {
        arguments.only.is_empty() || arguments.only.iter().any(|only| is_named(instance, only))
    };
    found.instances.retain(is_wanted);
    if found.instances.is_empty() && found.is_whole {
        let sentence = if arguments.only.is_empty() {
            "there is no service in it, and nothing is written"
        } else {
            "there is no service of this name or type, and nothing is written"
        };
        return Err(Failure::Said {
            status: ExitStatus::Findings,
            sentence: sentence.to_owned(),
        });
    }
    Ok(found)
}

/// Whether it has this name, or this type if that is one; letter case is no difference.
fn is_named(instance: &ServiceInstance, only: &OsString) -> bool {
    let only = only.as_encoded_bytes();
    let service_type = instance.service_type().to_string();
    instance.instance_octets().eq_ignore_ascii_case(only)
        || service_type.as_bytes().eq_ignore_ascii_case(only)
}

fn definition(
    arguments: &ConvertArguments,
    service_type: &OsString,
    strings: &[OsString],
) -> Result<ServiceDefinition, Failure> {
    let text = service_type.to_str().ok_or_else(|| {
        let text = presentation::text(service_type.as_encoded_bytes());
        Failure::usage(format_args!("service type `{text}` is not UTF-8"))
    })?;
    if arguments.format_in.is_some() {
        return Err(Failure::usage(format_args!(
            "--format-in says what files are, and `{}` is a service type; a file of this name is written `./{0}`",
            presentation::text(text.as_bytes())
        )));
    }
    let options = &arguments.service;
    let mut definition = ServiceDefinition::new(text.parse::<TypeArgument>()?);
    match &options.txt_hex {
        Some(_) if !strings.is_empty() => {
            return Err(Failure::usage(
                "--txt-hex has the whole TXT record: no strings can stand beside it",
            ));
        }
        Some(hex) => definition.set_txt_hex(hex)?,
        None => {
            let strings = strings.iter().map(|string| string.as_encoded_bytes());
            definition.set_txt_strings(&strings.collect::<Vec<_>>())?;
        }
    }
    if let Some(instance) = &options.instance {
        definition.set_instance(instance.as_encoded_bytes())?;
    }
    definition.port = options.port;
    for subtype in &options.subtype {
        definition.add_subtype(subtype.as_encoded_bytes())?;
    }
    Ok(definition)
}

fn read_files(
    arguments: &ConvertArguments,
    terminal: Terminal,
    found: &mut Found,
) -> Result<(), Failure> {
    let options = &arguments.service;
    for (is_given, option) in [
        (options.instance.is_some(), "--instance"),
        (options.port.is_some(), "--port"),
        (!options.subtype.is_empty(), "--subtype"),
        (options.txt_hex.is_some(), "--txt-hex"),
    ] {
        if is_given {
            return Err(Failure::usage(format_args!(
                "{option} describes a service given by its type, such as `_http._tcp`, and not those of files"
            )));
        }
    }
    let paths: Vec<PathBuf> = arguments.words.iter().map(PathBuf::from).collect();
    let files = input_files(&paths, arguments.format_in.map(FileFormat::from))?;
    for file in files {
        let (instances, source) = read_file(&file, terminal)?;
        if is_usable(source, terminal) {
            found.instances.extend(instances);
        } else {
            found.is_whole = false;
        }
    }
    Ok(())
}

/// Says what is wrong with a file; whether something is published of it.
fn is_usable(file: Vec<SourceFile>, terminal: Terminal) -> bool {
    let mut is_usable = true;
    for file in file {
        let path = presentation::text(file.path.as_bytes());
        let is_change = |kind: &FileFaultKind| {
            !matches!(kind, FileFaultKind::Systemd(SystemdFault::SubTypeIsNew))
        };
        let kinds = file.faults.iter().map(|fault| &fault.kind);
        let faults = kinds.clone().filter(|kind| is_change(kind)).count();
        if kinds.clone().any(FileFaultKind::drops_file) {
            let sentence = format!(
                "{path}: nothing is published of this {} file; `dnssd-check lint` says why",
                file.format
            );
            terminal.remark(Remark::Error, &sentence);
            is_usable = false;
        } else if faults > 0 {
            let plural = if faults == 1 { "" } else { "s" };
            let sentence = format!(
                "{path}: the file has {faults} fault{plural}, and what is published of it all the same is converted; \
                 `dnssd-check lint` says more"
            );
            terminal.remark(Remark::Notice, &sentence);
        }
    }
    is_usable
}

fn read_file(
    file: &InputFile,
    terminal: Terminal,
) -> Result<(Vec<ServiceInstance>, Vec<SourceFile>), Failure> {
    let mut notices = Vec::new();
    let found = match file.format {
        FileFormat::Capture => {
            let options = CaptureOptions::new(&file.path.to_string_lossy());
            let summary = judge_capture(file.open()?, &options, &idle_linter(), &mut |event| {
                if let CaptureEvent::Link(LinkEvent::Notice(notice)) = event {
                    notices.push(notice);
                }
            });
            (summary.instances, vec![summary.file])
        }
        FileFormat::Recording => {
            let reader = RecordingReader::open(BufReader::new(file.open()?), &file.path)?;
            let replayed = reader.replay(idle_linter().schemas(), &mut |event| {
                if let LinkEvent::Notice(notice) = event {
                    notices.push(notice);
                }
            })?;
            (replayed.instances, vec![replayed.file])
        }
        format => {
            let octets = if file.is_standard_input() {
                standard_input()?
            } else {
                read_input(&file.path)?
            };
            let observation = read_definitions(&octets, &file.path, format)?;
            (observation.instances, observation.files)
        }
    };
    for notice in notices {
        terminal.remark(Remark::Notice, &notice);
    }
    Ok(found)
}

/// A linter without rules: what is read is not judged here.
fn idle_linter() -> Linter {
    let none = RuleSettings {
        ignore: "ALL".parse().into_iter().collect(),
        ..RuleSettings::default()
    };
    Linter::new(Selection::default().adjusted(&none))
}
