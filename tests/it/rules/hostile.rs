//! Records made to fill a report.

use dnssd_check::linter::Linter;
use dnssd_check::model::Observation;

#[test]
fn a_record_full_of_faults_makes_few_and_short_messages() {
    let linter = Linter::default();
    for string in ["=", "a", "longest#key", "\"# =1\"", r"#='#'", r"\200"] {
        let strings: Vec<String> = (0..4000)
            .map(|n| string.replace('#', &format!("{n:04}")))
            .collect();
        let text = format!(
            "Lab._moodring._tcp.local. 4500 IN TXT {}",
            strings.join(" ")
        );
        let diagnostics = linter
            .check(&Observation::from_zone(&text).unwrap())
            .diagnostics;
        assert!(
            !diagnostics.is_empty() && diagnostics.len() < 200,
            "{string}: {}",
            diagnostics.len()
        );
        for diagnostic in diagnostics {
            assert!(diagnostic.message.len() < 1000, "{string}: {diagnostic}");
        }
    }
}
