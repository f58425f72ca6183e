//! What is said of a fault of this program.

use std::io::Write;

use crate::name::presentation;

/// Lets a panic be told on one line of standard error, escaped: its message may quote what was looked at.
///
/// A panic inside a check does not end the program: the linter reports it as `BUG001` and goes on.
pub(super) fn install_hook() {
    std::panic::set_hook(Box::new(|panic| {
        let payload = panic.payload();
        let of_string = || payload.downcast_ref::<String>().map(String::as_str);
        let message = payload.downcast_ref::<&str>().copied().or_else(of_string);
        let message = message.unwrap_or("no message");
        let message = presentation::text(message.as_bytes());
        let place = panic
            .location()
            .map(|place| format!(" at {place}"))
            .unwrap_or_default();
        // Nothing can be done if standard error is closed, least of all a second panic.
        let _ = writeln!(
            std::io::stderr(),
            "bug: this program panicked{place}: {message}"
        );
    }));
}
