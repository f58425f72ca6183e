use super::*;

fn said(value_type: &ValueType, value: &[u8]) -> Option<String> {
    let violation = value_type.violation(value)?;
    Some(violation.to_string())
}

#[test]
fn a_text_may_be_anything_but_some_words() {
    let text = ValueType::Text {
        min: 1,
        max: usize::MAX,
        ascii: false,
        pattern: None,
        except: vec!["none".to_owned()],
    };
    assert_eq!(said(&text, b"W8"), None);
    assert_eq!(
        said(&text, b"NONE").as_deref(),
        Some("value `NONE`, allowed is UTF-8 text that is not empty, other than `none`")
    );
    assert!(said(&text, b"\xff").is_some());
}

#[test]
fn a_uuid_has_its_prefix_where_it_should() {
    let uuid = |urn| ValueType::Uuid {
        urn,
        case: LetterCase::Any,
    };
    let bare = b"f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    let with = [b"urn:uuid:", &bare[..]].concat();
    assert_eq!(
        (said(&uuid(false), bare), said(&uuid(true), &with)),
        (None, None)
    );
    assert!(said(&uuid(true), bare).is_some() && said(&uuid(false), &with).is_some());
}
