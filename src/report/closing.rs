use std::fmt::Write;

use crate::report::Report;
use crate::report::summary::counted;

/// The files of a report, before the sentence about what was found in them: `3 files, `; empty where there are none.
///
/// One alone is not counted: what is said of a recording is, to the octet, what was said of the link.
pub(super) fn files(report: &Report) -> String {
    let files = counted(report.files.len(), "file");
    match report.refusals().count() {
        0 if report.files.len() < 2 => String::new(),
        0 => format!("{files}, "),
        refused => format!("{files} ({refused} not judged), "),
    }
}

/// A report in one sentence of numbers, in which nothing of the network can stand: `2 instances, 1 clean: 1 error; 3
/// rules were not applicable`.
pub(super) fn closing(report: &Report) -> String {
    let summary = report.summary();
    let mut sentence = files(report);
    sentence.push_str(&counted(summary.instances, "instance"));
    if summary.instances > 0 {
        let _ = write!(sentence, ", {} clean", report.clean_instances());
    }
    let findings = summary.findings_text();
    sentence.push_str(": ");
    sentence.push_str(if findings.is_empty() {
        "no findings"
    } else {
        &findings
    });
    if let Some(suppressed) = summary.suppressed_text() {
        let _ = write!(sentence, "; {suppressed}");
    }
    match summary.not_applicable {
        0 => {}
        1 => sentence.push_str("; 1 rule was not applicable"),
        count => {
            let _ = write!(sentence, "; {count} rules were not applicable");
        }
    }
    sentence
}
