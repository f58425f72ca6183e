//! Comments by which the author of a file suppresses findings.
//!
//! `dnssd-check: ignore TXT010 -- reason` at the end of a line counts for what stands there: in a zone file for the whole
//! record, in XML for the line. Alone on its line it counts for what comes next and all that belongs to it: a record and those
//! below that leave out the owner, an element, an assignment or a whole section. `ignore-file` counts for the file.
//!
//! A comment is a comment only where the reader of the format would take it for one, so each format has a scanner of its own.
//! They read any text, also what the readers refuse.

mod group;
mod instruction;
mod lines;
mod unit;
mod zone;

use crate::model::{
    FileFault, FileFaultKind, FileFormat, Origin, SourceFile, Suppression, SuppressionFault,
    SuppressionScope,
};

use crate::source::avahi;

use self::instruction::{Instruction, MARK, Reach};

/// Comments with the mark that are read of one file.
const MAX_SUPPRESSIONS: usize = 10_000;

/// Comments with the mark that a scanner hands over: one more, so that it can be told that there are too many.
const MAX_COMMENTS: usize = MAX_SUPPRESSIONS + 1;

/// A comment that begins with the mark, and where it counts unless it counts for the whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Comment<'t> {
    /// The text from the mark on.
    text: &'t str,
    line: usize,
    column: usize,
    scope: SuppressionScope,
}

/// Adds to the file what its comments suppress, and what is wrong with those comments.
pub(super) fn read(octets: &[u8], file: &mut SourceFile) {
    let text = match file.format {
        FileFormat::Avahi => avahi::text(octets),
        // What is no UTF-8 still has its lines.
        _ => String::from_utf8_lossy(octets),
    };
    if !text.contains(MARK) {
        return;
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let comments = match file.format {
        FileFormat::Avahi => group::comments(text),
        FileFormat::Systemd => unit::comments(text),
        FileFormat::Zone => zone::comments(text),
        FileFormat::Capture | FileFormat::Recording => Vec::new(),
    };
    for (number, comment) in comments.into_iter().enumerate() {
        let origin = Origin::File {
            path: file.path.clone(),
            line: comment.line,
            column: comment.column,
        };
        let mut report = |kind| {
            file.faults.push(FileFault {
                kind: FileFaultKind::Suppression(kind),
                origin: origin.clone(),
            });
        };
        if number >= MAX_SUPPRESSIONS {
            let limit = MAX_SUPPRESSIONS;
            report(SuppressionFault::TooMany { limit });
            break;
        }
        let Instruction {
            reach,
            selectors,
            reason,
            fault,
        } = Instruction::read(comment.text);
        fault.into_iter().for_each(&mut report);
        let Some(reach) = reach.filter(|_| !selectors.is_empty()) else {
            continue;
        };
        file.suppressions.push(Suppression {
            selectors,
            reason,
            scope: match reach {
                Reach::File => SuppressionScope::File,
                Reach::Place => comment.scope,
            },
            origin,
        });
    }
}

/// What the tests of each format look at.
#[cfg(test)]
mod testing {
    use super::Comment;
    use crate::model::SuppressionScope;

    /// Line, column and scope of each comment.
    pub(super) fn scopes(comments: &[Comment<'_>]) -> Vec<(usize, usize, SuppressionScope)> {
        comments
            .iter()
            .map(|comment| (comment.line, comment.column, comment.scope))
            .collect()
    }

    pub(super) const fn lines(first: usize, last: usize) -> SuppressionScope {
        SuppressionScope::Lines { first, last }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FORMATS: [FileFormat; 3] = [FileFormat::Avahi, FileFormat::Systemd, FileFormat::Zone];

    fn read_as(format: FileFormat, octets: &[u8]) -> SourceFile {
        let mut file = SourceFile::new("lab", format);
        read(octets, &mut file);
        file
    }

    #[test]
    fn a_byte_order_mark_and_other_encodings_move_nothing() {
        let octets = b"\xef\xbb\xbf; dnssd-check: ignore TXT -- \xe9\nName=\xe9\n";
        let file = read_as(FileFormat::Systemd, octets);
        let [suppression] = file.suppressions.as_slice() else {
            panic!("one suppression was expected")
        };
        assert_eq!(suppression.reason.as_deref(), Some("\u{fffd}"));
        assert_eq!(suppression.origin.to_string(), "lab:1:1");
        assert_eq!(
            suppression.scope,
            SuppressionScope::Lines { first: 2, last: 2 }
        );
    }

    #[test]
    fn xml_may_be_in_another_encoding() {
        let text = "<!-- dnssd-check: ignore TXT -->\n<a/>";
        let utf_16: Vec<u8> = std::iter::once(0xfeff)
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let suppressions = read_as(FileFormat::Avahi, &utf_16).suppressions;
        assert_eq!(
            suppressions,
            read_as(FileFormat::Avahi, text.as_bytes()).suppressions
        );
        assert_eq!(suppressions.len(), 1);
    }

    #[test]
    fn of_very_many_comments_the_first_count() {
        let text = "; dnssd-check: ignore TXT\n".repeat(MAX_SUPPRESSIONS + 5);
        for format in [FileFormat::Systemd, FileFormat::Zone] {
            let file = read_as(format, text.as_bytes());
            assert_eq!(file.suppressions.len(), MAX_SUPPRESSIONS);
            let [fault] = file.faults.as_slice() else {
                panic!("one fault was expected")
            };
            let limit = MAX_SUPPRESSIONS;
            assert_eq!(
                fault.kind,
                FileFaultKind::Suppression(SuppressionFault::TooMany { limit })
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_no_scope_leaves_the_file(words in prop::collection::vec(
            prop::sample::select(vec![
                "; dnssd-check: ignore TXT", "# dnssd-check: ignore-file KEY - x", "<!-- dnssd-check: ignore SRV -->",
                "<!--", "-->", "<a>", "</a>", "<b c=\"", "'", "/>", "<![CDATA[", "]]>", "<!DOCTYPE a [", "]>", "<?x", "?>",
                "[Service]", "Name=a", "\\", "\"", "(", ")", ";", "$TTL 60", "a A 1", "\n", "\n", "\r", "\0", " ", "\u{e9}",
            ]),
            0..60,
        )) {
            let text = words.concat();
            let lines = text.matches('\n').count() + 1;
            for format in FORMATS {
                for suppression in read_as(format, text.as_bytes()).suppressions {
                    if let SuppressionScope::Lines { first, last } = suppression.scope {
                        prop_assert!(0 < first && first <= last && last <= lines, "{suppression:?}");
                    }
                }
            }
        }

        #[test]
        fn any_octets_are_read(octets in prop::collection::vec(any::<u8>(), 0..200)) {
            let marked = [b"; dnssd-check: ignore TXT\n<!-- dnssd-check:".as_slice(), &octets].concat();
            for format in FORMATS {
                read_as(format, &marked);
            }
        }
    }
}
