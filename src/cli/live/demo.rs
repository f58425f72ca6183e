use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use crate::cli::demo::DemoArguments;
use crate::cli::exit_status::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::live::browse::browse_and_judge;
use crate::cli::live::on_interrupt;
use crate::cli::terminal::{Remark, Terminal};
use crate::model::ReceivedMessage;
use crate::name::{DomainName, DomainNameError, ServiceTypeLabels};
use crate::source::BrowseTarget;
use crate::source::mdns::{
    BrowseOptions, Browser, Engine, Interface, InterfaceSelection, Tap, TapEvent, usable_interfaces,
};
use crate::wire::{CACHE_FLUSH, CLASS_IN, MessageBuilder, RecordType, Srv, TxtError, TxtRecord};

/// The type of the demonstration.
const SERVICE_TYPE: &str = "_caldav._tcp";

/// Questions that may wait for the responder of the demonstration.
const QUEUE: usize = 256;

/// Publishes two instances on the loopback interface, browses them and reports.
///
/// The engine is left out on both sides: it joins the group on every interface, and nothing is to leave this machine.
pub(in crate::cli) fn demo(
    arguments: &DemoArguments,
    terminal: Terminal,
) -> Result<ExitStatus, Failure> {
    let judgment = arguments.judge.judgment()?;
    let (linter, fail_on) = (judgment.linter(), judgment.fail_on);
    let selection = loopback()?;
    let interfaces = usable_interfaces(&selection)?;
    let names: Vec<&str> = interfaces
        .iter()
        .map(|interface| interface.name.as_str())
        .collect();
    terminal.remark(
        Remark::Notice,
        &format!(
            "two instances of {SERVICE_TYPE} are published on {}, one of them faulty on purpose",
            names.join(", ")
        ),
    );
    let made = |error: &dyn std::fmt::Display| {
        Failure::usage(format_args!("the demonstration can't be made: {error}"))
    };
    let type_name: DomainName = format!("{SERVICE_TYPE}.local.")
        .parse()
        .map_err(|error| made(&error))?;
    let answers = [
        healthy(&type_name).map_err(|error| made(&error))?,
        faulty(&type_name).map_err(|error| made(&error))?,
    ];
    start_responder(&interfaces, type_name, answers)?;

    let mut options = BrowseOptions::default();
    let service_type: ServiceTypeLabels = SERVICE_TYPE.parse().map_err(|error| made(&error))?;
    options.targets = vec![BrowseTarget {
        service_type,
        subtype: None,
    }];
    options.interfaces = selection;
    options.engine = Engine::Tap;
    let browser = Browser::open(options)?;
    let control = browser.control();
    on_interrupt(move || control.stop())?;
    let mut reporter = terminal.reporter(&arguments.output, fail_on, linter.schemas())?;
    let (report, _) = browse_and_judge(browser, linter, &mut *reporter, false, terminal)?;
    if report.instances.is_empty() {
        return Err(Failure::not_observed(
            "the loopback interface does not carry multicast on this machine",
        ));
    }
    Ok(ExitStatus::of(&report, fail_on))
}

/// The loopback interfaces with IPv4; Linux carries no IPv6 multicast there.
fn loopback() -> Result<InterfaceSelection, Failure> {
    let interfaces =
        if_addrs::get_if_addrs().map_err(crate::source::mdns::LinkError::Interfaces)?;
    let loopback = interfaces
        .into_iter()
        .find(|interface| interface.is_loopback() && interface.ip().is_ipv4());
    let Some(loopback) = loopback else {
        return Err(Failure::not_observed(
            "there is no loopback interface with an IPv4 address that is up",
        ));
    };
    Ok(InterfaceSelection {
        names: vec![loopback.name],
        ipv4: true,
        ipv6: false,
    })
}

/// Answers questions for the type, as long as the program runs.
fn start_responder(
    interfaces: &[Interface],
    type_name: DomainName,
    answers: [Vec<u8>; 2],
) -> Result<(), Failure> {
    let (sender, questions) = sync_channel(QUEUE);
    let tap = Tap::open(interfaces, &sender, |event| event)?;
    let respond = move || respond(&tap, &questions, &type_name, &answers);
    let spawned = thread::Builder::new()
        .name("demo".to_owned())
        .spawn(respond);
    spawned
        .map(drop)
        .map_err(|error| Failure::not_observed(format_args!("can't start the responder: {error}")))
}

fn respond(tap: &Tap, questions: &Receiver<TapEvent>, type_name: &DomainName, answers: &[Vec<u8>]) {
    while let Ok(TapEvent::Datagram(datagram)) = questions.recv() {
        let received = ReceivedMessage::decode(&datagram.octets, 0);
        let asks = received
            .message
            .questions
            .iter()
            .any(|question| question.name == *type_name);
        if asks && !received.message.header.is_response() {
            for answer in answers {
                tap.send(answer);
            }
        }
    }
}

/// Why a message of the demonstration could not be made.
#[derive(Debug)]
enum DemoError {
    Name(DomainNameError),
    Txt(TxtError),
}

impl From<DomainNameError> for DemoError {
    fn from(error: DomainNameError) -> Self {
        Self::Name(error)
    }
}

impl From<TxtError> for DemoError {
    fn from(error: TxtError) -> Self {
        Self::Txt(error)
    }
}

impl std::fmt::Display for DemoError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(error) => error.fmt(f),
            Self::Txt(error) => error.fmt(f),
        }
    }
}

/// A calendar server that does everything right.
fn healthy(type_name: &DomainName) -> Result<Vec<u8>, DemoError> {
    let name = type_name.prepend(b"Team Calendar")?;
    let host = DomainName::local().prepend(b"demo-server")?;
    let srv = Srv {
        priority: 0,
        weight: 0,
        port: 8008,
        target: host.clone(),
    };
    let txt = TxtRecord::from_strings(["path=/dav"])?;
    Ok(MessageBuilder::response()
        .ptr(type_name, 4_500, &name)
        .srv(&name, 120, &srv)
        .txt(&name, 4_500, &txt)
        .a(&host, 120, [127, 0, 0, 1].into())
        .build())
}

/// The same with the faults that devices really have: a key twice, a string without key, a key that nobody defined,
/// port 0, and the cache-flush bit where it makes all other instances vanish.
fn faulty(type_name: &DomainName) -> Result<Vec<u8>, DemoError> {
    let name = type_name.prepend(b"Meeting Room 3")?;
    let host = DomainName::local().prepend(b"demo-device")?;
    let srv = Srv {
        priority: 0,
        weight: 0,
        port: 0,
        target: host.clone(),
    };
    let txt = TxtRecord::from_strings(["path=/dav", "Path=/", "=orphan", "colour=blue"])?;
    Ok(MessageBuilder::response()
        .answer(
            type_name,
            RecordType::PTR,
            CLASS_IN | CACHE_FLUSH,
            4_500,
            name.as_wire(),
        )
        .srv(&name, 120, &srv)
        .txt(&name, 4_500, &txt)
        .a(&host, 120, [127, 0, 0, 1].into())
        .build())
}
