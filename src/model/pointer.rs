use crate::name::DomainName;

/// What a PTR record says: one name leads to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// The name that was asked for: a service type, a subtype or an enumeration name.
    pub owner: DomainName,
    /// The name that the record leads to.
    pub target: DomainName,
}

/// Whether `name` is `_services._dns-sd._udp.<domain>`, under which service types are enumerated
/// ([RFC 6763 §9](https://www.rfc-editor.org/rfc/rfc6763#section-9)).
pub fn is_meta_query(name: &DomainName) -> bool {
    starts_with(name, &[b"_services", b"_dns-sd", b"_udp"])
}

/// Whether `name` is one of the domain enumeration names `b`, `db`, `r`, `dr`, `lb` under `_dns-sd._udp`
/// ([RFC 6763 §11](https://www.rfc-editor.org/rfc/rfc6763#section-11)).
pub fn is_domain_enumeration(name: &DomainName) -> bool {
    [&b"b"[..], b"db", b"r", b"dr", b"lb"]
        .iter()
        .any(|label| starts_with(name, &[label, b"_dns-sd", b"_udp"]))
}

fn starts_with(name: &DomainName, labels: &[&[u8]]) -> bool {
    let mut own = name.labels();
    labels.iter().all(|label| {
        own.next()
            .is_some_and(|found| found.eq_ignore_ascii_case(label))
    })
}
