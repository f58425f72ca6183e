use dnssd_check::name::presentation::is_safe_char;
use dnssd_check::report::{MarkdownReport, Report};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{HOSTILE, file, found, hostile, instance, mixed, of_files, report, tell, written};

fn text_of(report: &Report) -> String {
    written(report, |out, report| {
        tell(report, &mut MarkdownReport::new(out));
    })
}

#[test]
fn findings_stand_in_tables_by_file_and_instance() {
    assert_eq!(
        text_of(&mixed()),
        "\
## dnssd-check

3 instances, 1 clean: 2 errors, 1 warning, 1 note; 1 rule was not applicable.

### `zones/lab.zone`: `Büro._http._tcp`

| severity | place | finding | rule |
|---|---|---|---|
| **error** | 4:7 | TXT string `=x` has no key<br>help: give it a key | TXT010<br>[RFC 6763 §6.4](https://www.rfc-editor.org/rfc/rfc6763#section-6.4) |
| warning | 3:1 | TXT key `a` appears 2 times | TXT013<br>[RFC 6763 §6.4](https://www.rfc-editor.org/rfc/rfc6763#section-6.4) |

### `_bad._tcp` `on eth0 from 10.77.0.1`

| severity | finding | rule |
|---|---|---|
| **error** | service name `bad` is too long | NAME002<br>[RFC 6335 §5.1](https://www.rfc-editor.org/rfc/rfc6335#section-5.1) |

### `Seen._http._tcp` `on eth0 from 10.77.0.1`

| severity | finding | rule |
|---|---|---|
| note | TXT key `b` is unknown | KEY001<br>[RFC 6763 §6.3](https://www.rfc-editor.org/rfc/rfc6763#section-6.3) |

<details><summary>Rules that found something</summary>

* KEY001 `unknown-txt-key`: A TXT key is not among those that the vocabulary of the service has
* NAME002 `service-name-too-long`: The service name is longer than 15 octets
* TXT010 `empty-txt-key`: A TXT string begins with `=`: it has no key
* TXT013 `repeated-txt-key`: A TXT key appears more than once, in whatever letter case

`dnssd-check explain` with a code says why, with an example.

</details>
"
    );
}

#[test]
fn a_clean_report_is_one_sentence() {
    let clean = report(vec![instance(b"x", file("a", 1, 1))], Vec::new());
    assert_eq!(
        text_of(&clean),
        "## dnssd-check\n\n1 instance, 1 clean: no findings; 1 rule was not applicable.\n"
    );
}

/// GitHub takes no comment of more than 65,536 characters.
#[test]
fn files_are_counted_and_those_that_were_not_judged_listed() {
    let text = text_of(&of_files());
    assert!(
        text.contains("\n4 files (1 not judged), 3 instances, 1 clean: 2 errors"),
        "{text}"
    );
    assert!(
        text.contains("\n### Not judged\n\n* ``zones/torn.zone:1:1: `<a>` has no final dot``\n"),
        "{text}"
    );
}

#[test]
fn a_report_fits_in_a_comment() {
    let seen = instance(b"x", file("a", 1, 1));
    let mut found = found("TXT010", &"`é`".repeat(10_000), &seen);
    found.help = Some("é".repeat(10_000));
    let text = text_of(&report(vec![seen], vec![found; 1000]));
    assert!(text.chars().count() < 65_536, "{}", text.chars().count());
    assert!(text.contains("\n… and 940 findings more.\n"), "{text}");
}

/// What a forge makes of the page: nothing that strangers could want.
fn assert_sound(report: &Report) {
    let text = text_of(report);
    assert!(
        text.chars().all(|c| c == '\n' || is_safe_char(c)),
        "{text:?}"
    );
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_GFM;
    let mut rows = 0;
    let (mut columns, mut cells) = (0, 0);
    for event in Parser::new_ext(&text, options) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(
                    dest_url.starts_with("https://www.rfc-editor.org/rfc/rfc"),
                    "{dest_url}\n{text}"
                );
            }
            Event::Start(Tag::Image { .. }) => panic!("an image\n{text}"),
            Event::Start(Tag::CodeBlock(_)) => panic!("a block of code\n{text}"),
            Event::Start(Tag::TableHead | Tag::TableRow) => cells = 0,
            Event::Start(Tag::TableCell) => cells += 1,
            Event::End(TagEnd::TableHead) => columns = cells,
            Event::End(TagEnd::TableRow) => {
                rows += 1;
                assert_eq!(cells, columns, "{text}");
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let ours = [
                    "<br>",
                    "<details><summary>Rules that found something</summary>\n",
                    "</details>\n",
                ];
                assert!(ours.contains(&html.as_ref()), "{html}\n{text}");
            }
            Event::Text(words) => {
                let means_something = |c: char| "@#!&~$|<>`\\".contains(c);
                assert!(!words.contains(means_something), "{words}\n{text}");
                assert!(!words.contains("www.") && !words.contains("//"), "{words}");
            }
            _ => {}
        }
    }
    assert_eq!(rows, report.diagnostics.len(), "{text}");
}

#[test]
fn hostile_text_makes_nothing_of_the_page() {
    assert_sound(&hostile(HOSTILE, b"`` | <b> @x"));
}

proptest! {
    #[test]
    fn any_text_makes_nothing_of_the_page(text in any::<String>(), label in prop::collection::vec(any::<u8>(), 1..64)) {
        assert_sound(&hostile(&text, &label));
    }

    #[test]
    fn mark_up_makes_nothing_of_the_page(text in "[-a-c0-9`|\\\\@#<>()\\[\\]!*_~:/. \n&;]{0,40}") {
        assert_sound(&hostile(&text, text.as_bytes().get(..text.len().clamp(1, 63)).unwrap_or(b"x")));
    }
}
