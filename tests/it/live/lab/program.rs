//! The program's JSON, as scripts read it.

use serde_json::Value;

use super::link::TestHost;
use super::process::run;

/// Runs `browse --format json` with `arguments`; returns the status and the report.
pub(crate) fn browse_json(host: &TestHost, arguments: &[&str]) -> (Option<i32>, Value) {
    let arguments = [&["browse", "--format", "json"], arguments].concat();
    let finished = run(&mut host.dnssd_check(&arguments));
    let report: Value = serde_json::from_str(&finished.stdout)
        .unwrap_or_else(|error| panic!("no JSON report ({error}): {finished}"));
    assert_eq!(report.get("version"), Some(&Value::from(1)), "{finished}");
    (finished.status, report)
}

/// The one instance of that name in a report.
pub(crate) fn instance_named<'report>(report: &'report Value, name: &str) -> &'report Value {
    let instances = report["instances"]
        .as_array()
        .unwrap_or_else(|| panic!("no instances in {report:#}"));
    let mut found = instances
        .iter()
        .filter(|instance| instance["instance"] == name);
    let instance = found
        .next()
        .unwrap_or_else(|| panic!("no instance `{name}` in {report:#}"));
    assert!(
        found.next().is_none(),
        "`{name}` is listed twice in {report:#}"
    );
    instance
}

/// What a report says about the instance of that name.
pub(crate) fn diagnostics_of<'report>(report: &'report Value, name: &str) -> Vec<&'report Value> {
    let diagnostics = report["diagnostics"]
        .as_array()
        .unwrap_or_else(|| panic!("no diagnostics in {report:#}"));
    diagnostics
        .iter()
        .filter(|diagnostic| diagnostic["instance"] == name)
        .collect()
}
