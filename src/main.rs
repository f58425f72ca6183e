//! The `dnssd-check` command.

fn main() {}
