use unicode_width::UnicodeWidthStr;

use crate::model::{Origin, ServiceInstance};
use crate::name::presentation;
use crate::report::text::host_and_port;

/// Columns of instances that come one by one: each is as wide as its widest cell so far, up to a limit.
#[derive(Debug)]
pub(super) struct Columns {
    widths: [usize; COLUMNS],
}

/// Name, type, host and port, addresses; the interface is last and needs no width.
const COLUMNS: usize = 4;

/// Columns are no wider than this; what is wider pushes the rest of its line to the right.
const MAX_WIDTHS: [usize; COLUMNS] = [40, 24, 36, 48];

/// Columns begin this wide, so that the first lines of most links are aligned with the rest.
const FIRST_WIDTHS: [usize; COLUMNS] = [16, 12, 20, 12];

/// Addresses shown of one instance.
const MAX_ADDRESSES: usize = 4;

impl Columns {
    pub(super) const fn new() -> Self {
        Self {
            widths: FIRST_WIDTHS,
        }
    }

    /// The line of an instance, without blanks at its end.
    ///
    /// Arguments describe a single instance, perhaps without a name, so there is nothing to align it with.
    pub(super) fn row(&mut self, instance: &ServiceInstance) -> String {
        let octets = instance.instance_octets();
        let service_type = instance.service_type().to_string();
        let host = host_and_port(instance);
        let interface = instance.origin.interface().unwrap_or_default();
        let interface = presentation::text(interface.as_bytes()).to_string();
        let name = presentation::unescaped_label(&octets).to_string();
        if instance.origin == Origin::Arguments {
            return joined([name, service_type, host, addresses(instance)]);
        }
        let cells = [name, service_type, host, addresses(instance)];
        let mut row = String::new();
        for ((cell, width), max) in cells.iter().zip(&mut self.widths).zip(MAX_WIDTHS) {
            let own = cell.width();
            *width = (*width).max(own.min(max));
            row.push_str(cell);
            row.extend(std::iter::repeat_n(' ', width.saturating_sub(own) + 2));
        }
        row.push_str(&interface);
        row.truncate(row.trim_end().len());
        row
    }
}

fn joined<const N: usize>(cells: [String; N]) -> String {
    cells
        .into_iter()
        .filter(|cell| !cell.is_empty())
        .collect::<Vec<_>>()
        .join("  ")
}

fn addresses(instance: &ServiceInstance) -> String {
    let all = instance.addresses();
    let mut shown: Vec<String> = all
        .iter()
        .take(MAX_ADDRESSES)
        .map(ToString::to_string)
        .collect();
    match all.len().saturating_sub(MAX_ADDRESSES) {
        0 => {}
        more => shown.push(format!("and {more} more")),
    }
    shown.join(" ")
}
