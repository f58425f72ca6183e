//! Captures: packets a second against `tshark` on the same file in the same run, memory, and the time that `cat` takes.
//!
//! `cargo bench --bench capture`; the large capture has as many MiB as `DNSSD_CHECK_BENCH_MIB` says (1,024). `tshark` is
//! left out where it is not installed.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints, and ends where it can't go on"
)]

use std::env;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use dnssd_check::name::DomainName;
use dnssd_check::wire::{MessageBuilder, Srv, TxtRecord};

/// Packets of the files that `tshark` reads too.
const PACKETS: usize = 200_000;

/// Runs of each program; the fastest counts, since the machine does other things too.
const RUNS: usize = 3;

/// What the packets of a capture have in common.
#[derive(Clone, Copy)]
enum Traffic {
    /// All are the same announcement.
    OneInstance,
    /// A thousand printers announce themselves in turn.
    Thousand,
    /// No two packets are the same: every one is of another of 8,192 printers, which change their TXT records.
    AllDifferent,
}

fn main() {
    let folder = env::temp_dir().join(format!("dnssd-check-bench-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    for (words, traffic) in [
        ("one instance again and again", Traffic::OneInstance),
        ("1,000 instances in turn", Traffic::Thousand),
        ("no two packets alike", Traffic::AllDifferent),
    ] {
        compare(&folder.join("small.pcap"), words, traffic);
    }
    large(&folder.join("large.pcap"));
    fs::remove_dir_all(&folder).unwrap();
}

/// Holds both programs to the same file.
fn compare(path: &Path, words: &str, traffic: Traffic) {
    write_capture(path, PACKETS, traffic);
    let mut own = Duration::MAX;
    let mut others = None;
    for _ in 0..RUNS {
        own = own.min(run(lint(path)).0);
        if let Some(time) = tshark(path) {
            others = Some(others.unwrap_or(Duration::MAX).min(time));
        }
    }
    println!("{words}: {} packets a second", rate(PACKETS, own));
    match others {
        Some(time) => println!(
            "  {:.1} times `tshark -Y mdns`, which does {}",
            time.as_secs_f64() / own.as_secs_f64(),
            rate(PACKETS, time)
        ),
        None => println!("  tshark is not installed"),
    }
    fs::remove_file(path).unwrap();
}

/// Memory, and the time that it takes to read the file at all.
fn large(path: &Path) {
    let mib: usize = env::var("DNSSD_CHECK_BENCH_MIB")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(1_024);
    let packet = frame(&announcement(0, 0)).len() + 16;
    let packets = mib * 1024 * 1024 / packet;
    for (words, traffic) in [
        ("one instance", Traffic::OneInstance),
        ("no two alike", Traffic::AllDifferent),
    ] {
        write_capture(path, packets, traffic);
        let mut cat = Command::new("cat");
        cat.arg(path);
        let (reading, _) = run(cat);
        let (own, peak) = run(lint(path));
        println!(
            "{mib} MiB, {words}: {:.2} s, {:.1} times `cat`; at most {:.1} MiB of memory",
            own.as_secs_f64(),
            own.as_secs_f64() / reading.as_secs_f64(),
            peak / 1024.0
        );
    }
}

fn lint(path: &Path) -> Command {
    let mut command = Command::new(program());
    command.arg("lint").arg(path).args(["--fail-on", "note"]);
    command
}

fn program() -> PathBuf {
    env!("CARGO_BIN_EXE_dnssd-check").into()
}

fn tshark(path: &Path) -> Option<Duration> {
    let mut command = Command::new("tshark");
    command.arg("-r").arg(path).args(["-Y", "mdns"]);
    Command::new("tshark")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .ok()?;
    Some(run(command).0)
}

/// How long a program takes, and the most memory that it had, in KiB.
fn run(mut command: Command) -> (Duration, f64) {
    let start = Instant::now();
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0.0_f64;
    loop {
        if let Some(ended) = child.try_wait().unwrap() {
            assert!(
                ended.success(),
                "{command:?} ended with {ended}; is the capture clean?"
            );
            return (start.elapsed(), peak);
        }
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = line.and_then(|rest| rest.trim().split(' ').next()?.parse().ok());
        peak = peak.max(number.unwrap_or_default());
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn rate(packets: usize, time: Duration) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown in thousands")]
    let thousands = packets as f64 / time.as_secs_f64() / 1_000.0;
    format!("{thousands:.0} thousand")
}

fn write_capture(path: &Path, packets: usize, traffic: Traffic) {
    let mut out = BufWriter::new(File::create(path).unwrap());
    // pcap, version 2.4, microseconds, Ethernet.
    for field in [0xa1b2_c3d4_u32, 0x0004_0002, 0, 0, 262_144, 1] {
        out.write_all(&field.to_le_bytes()).unwrap();
    }
    let announcements = match traffic {
        Traffic::OneInstance => vec![frame(&announcement(0, 0))],
        Traffic::Thousand => (0..1_000).map(|n| frame(&announcement(n, 0))).collect(),
        Traffic::AllDifferent => Vec::new(),
    };
    for number in 0..packets {
        let made;
        let frame = match traffic {
            Traffic::AllDifferent => {
                made = frame(&announcement(number % 8_192, number));
                &made
            }
            _ => announcements.get(number % announcements.len()).unwrap(),
        };
        let seconds = u32::try_from(1_796_000_000 + number / 1_000).unwrap();
        let micros = u32::try_from(number % 1_000 * 1_000).unwrap();
        let len = u32::try_from(frame.len()).unwrap();
        for field in [seconds, micros, len, len] {
            out.write_all(&field.to_le_bytes()).unwrap();
        }
        out.write_all(frame).unwrap();
    }
    out.flush().unwrap();
}

/// A printer's announcement, with the fourteen keys that its specification asks for.
fn announcement(printer: usize, job: usize) -> Vec<u8> {
    let name = |text: &str| -> DomainName { text.parse().unwrap() };
    let service_type = name("_ipp._tcp.local.");
    let instance = service_type
        .prepend(format!("Printer {printer}").as_bytes())
        .unwrap();
    let host = name(&format!("p{printer}.local."));
    let strings = [
        "txtvers=1",
        "rp=ipp/print",
        "ty=Acme L1",
        "product=(L1)",
        "usb_MFG=Acme",
        "usb_MDL=L1",
        "PaperMax=legal-A4",
        "pdl=application/pdf,image/urf",
        "qtotal=1",
        "priority=50",
        "Color=F",
        "Duplex=T",
        &format!("adminurl=http://p{printer}.local"),
        &format!("note={job}"),
    ];
    let txt = TxtRecord::from_strings(strings).unwrap();
    let srv = Srv {
        priority: 0,
        weight: 0,
        port: 631,
        target: host.clone(),
    };
    MessageBuilder::response()
        .ptr(&service_type, 4_500, &instance)
        .srv(&instance, 120, &srv)
        .txt(&instance, 4_500, &txt)
        .a(&host, 120, [10, 77, 0, 2].into())
        .build()
}

/// The payload in UDP, IPv4 and Ethernet, as multicast DNS sends it.
fn frame(payload: &[u8]) -> Vec<u8> {
    let udp_len = u16::try_from(payload.len() + 8).unwrap();
    let mut frame = vec![0x01, 0, 0x5e, 0, 0, 0xfb, 2, 0, 0, 0, 0, 1, 0x08, 0];
    frame.extend([0x45, 0]);
    frame.extend((udp_len + 20).to_be_bytes());
    frame.extend([0, 0, 0, 0, 255, 17, 0, 0, 10, 77, 0, 2, 224, 0, 0, 251]);
    frame.extend([0x14, 0xe9, 0x14, 0xe9]);
    frame.extend(udp_len.to_be_bytes());
    frame.extend([0, 0]);
    frame.extend(payload);
    frame
}
