//! Where in a domain name the instance, the subtype, the service type and the domain stand.

use super::service_type::ProtocolLabel;
use super::subtype::is_separator;
use super::{DomainName, ServiceTypeLabels};

/// The parts of a name that has a service type in it, as received, valid or not.
///
/// ```
/// use dnssd_check::name::NameParts;
///
/// let parts = NameParts::split(&r"_printer._sub._http._tcp.local".parse()?).expect("it has `_tcp`");
/// assert_eq!(parts.subtype.as_deref(), Some(&b"_printer"[..]));
/// assert!(parts.instance.is_empty());
/// # Ok::<(), dnssd_check::name::DomainNameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NameParts {
    /// The labels before the type: none in the name of a type, one in the name of an instance; more where an instance
    /// name was split at its dots, although "DNS label boundaries" have to be preserved
    /// ([RFC 6763 §4.3](https://www.rfc-editor.org/rfc/rfc6763#section-4.3)).
    pub instance: Vec<Vec<u8>>,
    /// The label before `_sub`, if the name is that of a subtype.
    pub subtype: Option<Vec<u8>>,
    /// The two labels of the type.
    pub service_type: ServiceTypeLabels,
    /// The rest, up to the root.
    pub domain: DomainName,
}

impl NameParts {
    /// Finds the parts by the label nearest the root that is `_tcp` or `_udp`, in any case, and has a label before it;
    /// `None` when there is none.
    pub fn split(name: &DomainName) -> Option<Self> {
        let labels: Vec<&[u8]> = name.labels().collect();
        let protocol = labels
            .iter()
            .rposition(|label| ProtocolLabel::from_octets(label).is_some())?;
        // The label nearest the root may be the first one; then no other has a label before it either.
        Self::at(name, protocol.checked_sub(1)?)
    }

    /// Finds the parts by the name of the type, known for instance from the owner of the PTR record that led here: needed
    /// where the protocol label is not a legal one, as in `_http._sctp.local`.
    ///
    /// The owner may be the name of a type or of a subtype; `None` when `name` is neither the type's name nor under it.
    pub fn split_under(name: &DomainName, owner: &DomainName) -> Option<Self> {
        let subtype = owner.labels().nth(1).is_some_and(is_separator);
        let type_name = if subtype {
            owner.skip_labels(2)?
        } else {
            owner.clone()
        };
        if type_name.label_count() < 2 {
            return None;
        }
        Self::at(name, name.strip_suffix(&type_name)?.len())
    }

    /// Splits a name whose service type's first label is the one with this number.
    fn at(name: &DomainName, service: usize) -> Option<Self> {
        let mut labels = name.labels();
        let mut instance: Vec<&[u8]> = labels.by_ref().take(service).collect();
        let service_type = ServiceTypeLabels::new(labels.next()?, labels.next()?);
        let subtype = match instance.as_slice() {
            [before @ .., subtype, separator] if is_separator(separator) => {
                let subtype = subtype.to_vec();
                instance = before.to_vec();
                Some(subtype)
            }
            _ => None,
        };
        Some(Self {
            instance: instance.into_iter().map(<[u8]>::to_vec).collect(),
            subtype,
            service_type,
            domain: name.skip_labels(service + 2)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(text: &str) -> DomainName {
        text.parse().unwrap()
    }

    fn split(text: &str) -> NameParts {
        NameParts::split(&name(text)).unwrap()
    }

    #[test]
    fn an_instance_has_one_label_before_its_type() {
        let parts = split(r"Dr\. Who._HTTP._Tcp.example.com");
        assert_eq!(parts.instance, [b"Dr. Who"]);
        assert_eq!(parts.service_type.to_string(), "_HTTP._Tcp");
        assert_eq!(parts.domain, name("example.com"));
        assert_eq!(parts.subtype, None);
    }

    #[test]
    fn a_name_split_at_its_dots_shows_as_such() {
        assert_eq!(
            split("Dr. Who._http._tcp.local").instance,
            [&b"Dr"[..], b" Who"]
        );
    }

    #[test]
    fn a_type_and_its_subtypes_have_no_instance() {
        assert_eq!(split("_http._tcp.local").instance, [b""; 0]);
        let subtype = split("_printer._SUB._http._tcp.local");
        assert_eq!(subtype.subtype.as_deref(), Some(&b"_printer"[..]));
        assert_eq!(subtype.instance, [b""; 0]);
        // Nothing stands before `_sub`: then it is the instance name, odd as it is.
        assert_eq!(split("_sub._http._tcp.local").instance, [b"_sub"]);
    }

    #[test]
    fn the_protocol_label_nearest_the_root_counts() {
        let parts = split("x._tcp._udp.local");
        assert_eq!(parts.service_type.to_string(), "_tcp._udp");
        assert_eq!(parts.instance, [b"x"]);
    }

    #[test]
    fn names_without_a_type_are_not_split() {
        for text in [
            ".",
            "local",
            "_tcp.local",
            "host.local",
            "_http._sctp.local",
        ] {
            assert_eq!(NameParts::split(&name(text)), None, "{text}");
        }
    }

    #[test]
    fn a_known_owner_tells_the_type() {
        let owner = name("_http._sctp.local");
        let parts = NameParts::split_under(&name("Web._HTTP._sctp.local"), &owner).unwrap();
        assert_eq!(parts.instance, [b"Web"]);
        assert_eq!(parts.service_type.to_string(), "_HTTP._sctp");
        assert_eq!(
            NameParts::split_under(&name("Web._http._tcp.local"), &owner),
            None
        );
        assert_eq!(
            NameParts::split_under(&owner, &owner).unwrap().instance,
            [b""; 0]
        );

        let subtype = name("_a._sub._http._sctp.local");
        let parts = NameParts::split_under(&name("Web._http._sctp.local"), &subtype).unwrap();
        assert_eq!(parts.instance, [b"Web"]);
        assert_eq!(
            NameParts::split_under(&name("x.local"), &DomainName::local()),
            None
        );
    }

    proptest! {
        #[test]
        fn parts_hold_every_label(labels in prop::collection::vec(prop::sample::select(
            vec![&b"a"[..], b"_sub", b"_tcp", b"_UDP", b"_http", b"local"]), 0..8))
        {
            let name = DomainName::from_labels(&labels).unwrap();
            if let Some(parts) = NameParts::split(&name) {
                let mut again: Vec<Vec<u8>> = parts.instance;
                if let Some(subtype) = parts.subtype {
                    again.extend([subtype, b"_sub".to_vec()]);
                }
                again.extend([parts.service_type.service_label().to_vec(), parts.service_type.protocol_label().to_vec()]);
                again.extend(parts.domain.labels().map(<[u8]>::to_vec));
                prop_assert_eq!(again, labels);
            }
        }
    }
}
