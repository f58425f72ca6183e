//! Live links: hosts in network namespaces, with independent peers beside the program.
//!
//! Each test runs in namespaces of its own, which vanish with it, so that nothing reaches the
//! machine's network. What a test needs beyond a namespace is the first argument of
//! [`lab::live`]: `Need::Avahi` takes root, all others run in a user namespace. A test that can't
//! run says why; under `DNSSD_CHECK_LIVE=1` that is a failure.

mod advertise;
mod browse;
mod captures;
mod convert;
mod corpus;
mod definition_files;
mod docs;
mod hostile;
mod interfaces;
#[allow(dead_code, reason = "the rest is for `benches/link.rs`")]
mod lab;
mod peers;
mod recordings;
mod refusal;
mod vocabularies;
mod watch;
