use dnssd_check::name::presentation::is_safe_char;
use dnssd_check::report::{GithubReport, Report};
use proptest::prelude::*;

use super::{HOSTILE, file, found, hostile, instance, mixed, report, tell, written};

fn text_of(report: &Report) -> String {
    written(report, |out, report| {
        tell(report, &mut GithubReport::new(out));
    })
}

/// A command as the runner reads it: name, properties, data.
type RunnerCommand = (String, Vec<(String, String)>, String);

/// Reads a line as `ActionCommand.TryParseV2` of the runner does.
fn command(line: &str) -> Option<RunnerCommand> {
    let unescaped = |text: &str| {
        text.replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%3A", ":")
            .replace("%2C", ",")
            .replace("%25", "%")
    };
    let rest = line.trim_start().strip_prefix("::")?;
    let (head, data) = rest.split_once("::")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let properties = properties.split(',').filter_map(|property| {
        let (key, value) = property.split_once('=')?;
        Some((key.trim().to_owned(), unescaped(value)))
    });
    Some((name.to_owned(), properties.collect(), unescaped(data)))
}

#[test]
fn the_heaviest_come_first_and_stand_in_their_files() {
    assert_eq!(
        text_of(&mixed()),
        "\
::error file=zones/lab.zone,line=4,col=7,title=TXT010 empty-txt-key::Büro._http._tcp: TXT string `=x` has no key [RFC 6763 §6.4]%0Ahelp: give it a key
::error title=NAME002 service-name-too-long::_bad._tcp on eth0 from 10.77.0.1: service name `bad` is too long [RFC 6335 §5.1]
::warning file=zones/lab.zone,line=3,col=1,title=TXT013 repeated-txt-key::Büro._http._tcp: TXT key `a` appears 2 times [RFC 6763 §6.4]
::notice title=KEY001 unknown-txt-key::Seen._http._tcp on eth0 from 10.77.0.1: TXT key `b` is unknown [RFC 6763 §6.3]
dnssd-check: 3 instances, 1 clean: 2 errors, 1 warning, 1 note; 1 rule was not applicable
"
    );
}

#[test]
fn what_github_does_not_show_is_said_before_the_notes() {
    let seen = instance(b"x", file("a", 0, 0));
    let of = |code: &str, count: usize| {
        let found = found(code, "m", &seen);
        std::iter::repeat_n(found, count).collect::<Vec<_>>()
    };
    let exactly = report(vec![seen.clone()], of("TXT010", 10));
    assert!(!text_of(&exactly).contains("::notice"));
    let more = report(
        vec![seen.clone()],
        [of("TXT010", 11), of("KEY001", 11)].concat(),
    );
    let text = text_of(&more);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 11 + 1 + 11 + 1);
    assert_eq!(
        lines[11],
        "::notice title=dnssd-check::1 instance, 0 clean: 11 errors, 11 notes; 1 rule was not applicable. GitHub shows at most 10 annotations of each kind; the log of this step has all"
    );
    assert!(lines[0].starts_with("::error file=a,title="), "{text}");
}

fn assert_sound(report: &Report) {
    let text = text_of(report);
    assert!(
        text.chars().all(|c| c == '\n' || is_safe_char(c)),
        "{text:?}"
    );
    let lines: Vec<&str> = text.lines().collect();
    let (last, commands) = lines.split_last().unwrap();
    assert_eq!(commands.len(), report.diagnostics.len(), "{text}");
    // The runner would take this for a command of its first version, wherever it stands in a line.
    assert!(command(last).is_none() && !last.contains("##["), "{last}");
    for line in commands {
        let (name, properties, data) = command(line).unwrap_or_else(|| panic!("{line}"));
        assert!(["error", "notice"].contains(&name.as_str()), "{line}");
        let keys: Vec<&str> = properties.iter().map(|(key, _)| key.as_str()).collect();
        let titled = [&["title"][..], &["file", "line", "col", "title"]];
        assert!(titled.contains(&keys.as_slice()), "{line}");
        let title = &properties.last().unwrap().1;
        assert!(["TXT010 empty-txt-key", "KEY001 unknown-txt-key"].contains(&title.as_str()));
        assert!(data.lines().count() <= 2, "{line}");
    }
}

#[test]
fn hostile_text_is_no_command() {
    assert_sound(&hostile(HOSTILE, b"::error::,title=x"));
}

proptest! {
    #[test]
    fn any_text_stays_where_it_belongs(text in any::<String>(), label in prop::collection::vec(any::<u8>(), 1..64)) {
        assert_sound(&hostile(&text, &label));
    }
}
