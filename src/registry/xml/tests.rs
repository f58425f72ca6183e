use super::*;

const FILE: &str = r#"<?xml version='1.0' encoding='UTF-8'?>
<registry xmlns="http://www.iana.org/assignments" id="service-names-port-numbers">
  <title>Registry</title>
  <updated>2025-08-07</updated>
  <note>Read <xref type="rfc" data="rfc6335"/>.</note>
  <record date="2012-02-17" updated="2013-01">
    <name>caldav</name>
    <protocol>tcp</protocol>
    <assignee><xref type="person" data="IESG"/></assignee>
    <xref type="person" data="IETF_Chair"/>
    <xref type="rfc" data="rfc6764"/>
    <xref type="rfc" data="rfc6335" section="8"/>
    <xref type="uri" data="https://example.com">A page</xref>
    <description>Calendars &amp; more,
over <xref type="rfc" data="rfc4791"/></description>
    <note>Defined TXT keys: path=&lt;context
      path&gt;</note>
  </record>
  <record>
    <name>x11</name>
    <xref type="person" data="A_B"/><xref type="person" data="C"/>
    <description><br/><br/>
X</description>
    <number>6000-6063</number>
    <note>One line of &#65;, broken 
      for width,<br/><br/>
then another.</note>
  </record>
  <record><description>Unassigned</description><number>7</number></record>
  <people>
    <person id="IESG"><name>IESG</name><uri>mailto:iesg&amp;ietf.org</uri></person>
    <person id="A_B"><name>A B</name><org>B</org><uri>a</uri><uri>b</uri><updated>2020-01</updated></person>
  </people>
</registry>
"#;

#[test]
fn rows_contacts_and_date() {
    let edition = read_xml(FILE.as_bytes()).unwrap();
    assert_eq!(edition.updated.as_deref(), Some("2025-08-07"));
    let columns: Vec<String> = edition
        .registrations
        .iter()
        .map(|row| row.to_columns().join("|"))
        .collect();
    assert_eq!(
        columns,
        [
            "caldav||tcp|Calendars & more,\nover [RFC4791]|[IESG]|[IETF_Chair]|2012-02-17|2013-01|\
             [RFC6764][RFC6335, Section 8][A page]|||Defined TXT keys: path=<context\n      path>",
            "x11|6000-6063||X|[A_B][C]|[A_B][C]||||||\
             One line of A, broken for width,\nthen another.",
            "|7||Unassigned||||||||",
        ]
    );
    let contacts: Vec<String> = edition
        .contacts
        .iter()
        .map(|contact| contact.to_columns().join("|"))
        .collect();
    assert_eq!(
        contacts,
        ["IESG|IESG||mailto:iesg&ietf.org|", "A_B|A B|B|a b|2020-01"]
    );
}

#[test]
fn lines_may_end_in_crlf() {
    let crlf = FILE.replace('\n', "\r\n");
    assert_eq!(read_xml(crlf.as_bytes()), read_xml(FILE.as_bytes()));
}

fn said(text: &str) -> String {
    read_xml(text.as_bytes()).unwrap_err().to_string()
}

#[test]
fn what_is_no_registry_is_refused() {
    assert_eq!(
        said("<html>\n</html>"),
        "line 1: the outermost element is `html`, one `registry` is expected"
    );
    assert_eq!(said(""), "line 1: the file ends before its elements do");
    assert_eq!(
        said("<registry/><registry/>"),
        "line 1: the outermost element is `registry`, one `registry` is expected"
    );
    let cut = &FILE[..FILE.find("<people>").unwrap()];
    assert!(said(cut).ends_with("the file ends before its elements do"));
    assert!(said("<registry>\n<record></registry>").starts_with("line 2: not well-formed"));
    assert_eq!(
        said("<registry>\n<record>\n<protocol>quic</protocol></record></registry>"),
        "line 3: transport protocol `quic` is not valid, `tcp`, `udp`, `sctp`, `dccp` or nothing is expected"
    );
    assert_eq!(
        read_xml(b"<registry>\n\xff").unwrap_err().to_string(),
        "line 2: the file is not UTF-8 text"
    );
}

#[test]
fn entities_are_not_expanded() {
    let laughs =
        "<!DOCTYPE registry [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><registry>&b;</registry>";
    assert_eq!(
        said(laughs),
        "line 1: a document type declaration, which the registry doesn't have"
    );
    let unknown = "line 1: a reference to something that XML doesn't predefine";
    assert_eq!(said("<registry>&b;</registry>"), unknown);
    assert_eq!(said("<registry><record date='&b;'/></registry>"), unknown);
}

#[test]
fn elements_in_other_places_mean_nothing() {
    let text =
        "<registry><other><record/><person/></other><people><x><person/></x></people></registry>";
    let edition = read_xml(text.as_bytes()).unwrap();
    assert_eq!(edition, Edition::default());
}
