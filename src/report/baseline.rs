use std::io::{self, Write};

use serde::Serialize;

use crate::report::object::InstanceName;
use crate::report::safe_json::write_line;
use crate::source::{Baseline, KnownFinding};

/// A finding that is known, on a line of its own.
#[derive(Serialize)]
struct FindingObject<'a> {
    path: &'a str,
    code: &'a str,
    service_type: Option<&'a str>,
    #[serde(flatten)]
    instance: InstanceName,
    key: Option<&'a str>,
    message: &'a str,
    count: u32,
}

/// Writes a baseline: JSON with a finding a line, in an order that depends on nothing but the findings, so that the difference
/// between two of them can be read.
///
/// # Errors
///
/// What writing met.
pub fn write_baseline<W: Write>(out: &mut W, baseline: &Baseline) -> io::Result<()> {
    let version = Baseline::VERSION;
    write!(out, "{{\"version\": {version}, \"findings\": [")?;
    let mut separator = "\n";
    for (path, known) in baseline.files() {
        for (finding, count) in known.left() {
            out.write_all(separator.as_bytes())?;
            // The line break belongs behind the comma.
            let mut line = Vec::new();
            write_line(&mut line, &FindingObject::new(path, finding, count))?;
            out.write_all(line.trim_ascii_end())?;
            separator = ",\n";
        }
    }
    out.write_all(b"\n]}\n")?;
    out.flush()
}

impl<'a> FindingObject<'a> {
    fn new(path: &'a str, finding: &'a KnownFinding, count: u32) -> Self {
        Self {
            path,
            code: &finding.code,
            service_type: finding.service_type.as_deref(),
            instance: InstanceName::of(finding.instance.as_deref()),
            key: finding.key.as_deref(),
            message: &finding.message,
            count,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let text = concat!(
            "{\"version\": 1, \"findings\": [\n",
            r#"{"path":"../a.zone","code":"TXT010","service_type":"_http._tcp","instance":"a\u001b","key":"\u202e","message":"0","count":1},"#,
            "\n",
            r#"{"path":"b","code":"TXT010","service_type":null,"instance":null,"instance_base64":"/w==","key":null,"message":"1","count":2}"#,
            "\n]}\n",
        );
        let baseline = Baseline::parse(text.as_bytes(), Path::new("x.json")).expect("a baseline");
        let mut out = Vec::new();
        write_baseline(&mut out, &baseline).expect("writing to memory succeeds");
        assert_eq!(String::from_utf8_lossy(&out), text);
        let mut out = Vec::new();
        write_baseline(&mut out, &Baseline::new(Path::new("x")))
            .expect("writing to memory succeeds");
        assert_eq!(out, b"{\"version\": 1, \"findings\": [\n]}\n");
    }
}
