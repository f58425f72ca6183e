//! Logical lines, split and continued as systemd's `read_line` and `config_parse` do.

/// Octets of a line at most; at more, the whole unit is not read.
pub(super) const MAX_LINE_LEN: usize = 1024 * 1024;

/// A line with what continues it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LogicalLine {
    /// The octets; a backslash before a line break is a blank.
    pub(super) octets: Vec<u8>,
    /// Where each physical line begins: in these octets and in the file.
    starts: Vec<(usize, usize)>,
}

impl LogicalLine {
    /// The octet of the file that this octet is.
    pub(super) fn offset(&self, at: usize) -> usize {
        let after = self.starts.partition_point(|(own, _)| *own <= at);
        let start = after.checked_sub(1).and_then(|last| self.starts.get(last));
        start.map_or(0, |(own, file)| file + at - own)
    }
}

/// Hands all lines but comments to `take`, which says whether to go on.
///
/// # Errors
///
/// The octet at which a line begins that is too long.
pub(super) fn read(octets: &[u8], take: &mut dyn FnMut(&LogicalLine) -> bool) -> Result<(), usize> {
    let mut line = LogicalLine::default();
    let mut is_continued = false;
    let mut at = 0;
    while at < octets.len() {
        let (physical, next) = physical_line(octets, at);
        let start = at;
        at = next;
        if physical.len() >= MAX_LINE_LEN {
            return Err(start);
        }
        // A comment within a continued line ends nothing.
        let first = physical.iter().find(|octet| !is_blank(**octet));
        if matches!(first, Some(b'#' | b';')) {
            continue;
        }
        let mark = if start == 0 && physical.starts_with(b"\xef\xbb\xbf") {
            3
        } else {
            0
        };
        if !is_continued {
            line = LogicalLine::default();
        } else if line.octets.len() + physical.len() > MAX_LINE_LEN {
            return Err(start);
        }
        line.starts.push((line.octets.len(), start + mark));
        line.octets.extend(physical.iter().skip(mark));
        let backslashes = physical
            .iter()
            .rev()
            .take_while(|octet| **octet == b'\\')
            .count();
        is_continued = backslashes % 2 == 1;
        if is_continued {
            line.octets.pop();
            line.octets.push(b' ');
        } else if !take(&line) {
            return Ok(());
        }
    }
    if is_continued {
        take(&line);
    }
    Ok(())
}

pub(super) const fn is_blank(octet: u8) -> bool {
    matches!(octet, b' ' | b'\t' | b'\n' | b'\r')
}

/// The line that begins at an octet, without its end, and where the next begins.
///
/// `\n`, `\r` and NUL end a line, alone or together; each but once, and NUL last.
fn physical_line(octets: &[u8], start: usize) -> (&[u8], usize) {
    let rest = octets.get(start..).unwrap_or_default();
    let is_end = |octet: &u8| matches!(octet, b'\n' | b'\r' | 0);
    let len = rest.iter().position(is_end).unwrap_or(rest.len());
    let (line, ends) = rest.split_at_checked(len).unwrap_or((rest, &[]));
    let mut seen = Vec::new();
    for octet in ends {
        if !is_end(octet) || seen.contains(octet) || seen.contains(&0) {
            break;
        }
        seen.push(*octet);
    }
    (line, start + len + seen.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(octets: &[u8]) -> Vec<(String, usize)> {
        let mut lines = Vec::new();
        read(octets, &mut |line| {
            let last = line.octets.len().saturating_sub(1);
            let text = String::from_utf8_lossy(&line.octets).into_owned();
            lines.push((text, line.offset(last)));
            true
        })
        .expect("no line is long");
        lines
    }

    #[test]
    fn lines_end_and_continue_as_those_of_systemd() {
        let line = |text: &str, offset| (text.to_owned(), offset);
        assert_eq!(
            lines(b"\xef\xbb\xbfa\r\n\r\nb\rc"),
            [line("a", 3), line("", 6), line("b", 8), line("c", 10)]
        );
        assert_eq!(
            lines(b"a\\\n # no\nb\\\n\nc\\\\\nd\\"),
            [line("a b ", 10), line("c\\\\", 15), line("d ", 18)]
        );
    }

    #[test]
    fn a_long_line_ends_it_all() {
        let long = "x".repeat(MAX_LINE_LEN);
        assert_eq!(read(format!("a\n{long}").as_bytes(), &mut |_| true), Err(2));
        let half = "x".repeat(MAX_LINE_LEN / 2);
        let continued = format!("{half}\\\n{half}\n");
        assert_eq!(
            read(continued.as_bytes(), &mut |_| true),
            Err(MAX_LINE_LEN / 2 + 2)
        );
    }
}
