//! A service name that someone wants to register, judged before IANA is asked.

use super::Registry;
use super::proposal_fault::{ProposalFault, ProposalRemark};
use super::transport_protocol::TransportProtocol;
use crate::name::ServiceName;

/// What someone wants to register, as [RFC 6335 §8.1.1](https://www.rfc-editor.org/rfc/rfc6335#section-8.1.1) asks for it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Proposal {
    /// The service name, without underscore; it need not be legal.
    pub name: String,
    /// The transport protocols for which it is wanted.
    pub transports: Vec<TransportProtocol>,
    /// The port that is wanted, if any.
    pub port: Option<u16>,
    /// The TXT keys that it will define, in their order.
    pub txt_keys: Vec<ProposedKey>,
}

/// A TXT key that a proposal defines.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ProposedKey {
    /// The key.
    pub name: String,
    /// What its value says, if the key has one.
    pub description: Option<String>,
}

impl Proposal {
    /// The recommended limit of a TXT key in characters.
    pub(super) const RECOMMENDED_KEY_LEN: usize = 9;

    /// The first port that IANA does not assign.
    pub(super) const FIRST_DYNAMIC_PORT: u16 = 49_152;

    /// The first port that isn't a system port.
    const FIRST_USER_PORT: u16 = 1024;

    /// Why it would be refused, each fault once; nothing if the name is legal and free, and all else with it.
    pub fn faults(&self, registry: &Registry) -> Vec<ProposalFault> {
        let mut faults: Vec<ProposalFault> = ServiceName::violations(self.name.as_bytes())
            .into_iter()
            .map(|violation| ProposalFault::IllegalName {
                name: self.name.clone(),
                violation,
            })
            .collect();
        let taken = registry.lookup_name(&self.name).into_rows();
        let taken = taken.into_iter().next();
        faults.extend(taken.map(|registration| ProposalFault::NameTaken { registration }));
        faults.extend(self.port.and_then(|port| self.port_fault(port, registry)));
        faults.extend(self.key_faults());
        faults
    }

    fn port_fault(&self, port: u16, registry: &Registry) -> Option<ProposalFault> {
        if port == 0 || port >= Self::FIRST_DYNAMIC_PORT {
            return Some(ProposalFault::UnassignablePort { port });
        }
        let is_wanted = |transport| match transport {
            None => true,
            Some(transport) => self.transports.is_empty() || self.transports.contains(&transport),
        };
        let registration = registry.lookup_port(port).into_iter().find(|row| {
            let is_free = row.name.is_none() && row.description.eq_ignore_ascii_case("unassigned");
            is_wanted(row.transport) && !is_free
        })?;
        Some(ProposalFault::PortTaken { port, registration })
    }

    fn key_faults(&self) -> Vec<ProposalFault> {
        let mut faults = Vec::new();
        let mut known: Vec<String> = Vec::new();
        for key in &self.txt_keys {
            let key = key.name.clone();
            let is_legal = !key.is_empty()
                && key
                    .bytes()
                    .all(|octet| matches!(octet, 0x20..=0x7e) && octet != b'=');
            let folded = key.to_ascii_lowercase();
            if !is_legal {
                faults.push(ProposalFault::IllegalKey { key });
            } else if known.contains(&folded) {
                faults.push(ProposalFault::RepeatedKey { key });
            }
            known.push(folded);
        }
        faults
    }

    /// What should be thought of before it is sent.
    pub fn remarks(&self, registry: &Registry) -> Vec<ProposalRemark> {
        let mut remarks = Vec::new();
        let names = registry.near_names(&self.name);
        if !names.is_empty() {
            remarks.push(ProposalRemark::NearNames { names });
        }
        remarks.extend(self.port.and_then(|port| match port {
            1..Self::FIRST_USER_PORT => Some(ProposalRemark::SystemPort { port }),
            Self::FIRST_USER_PORT..Self::FIRST_DYNAMIC_PORT => {
                Some(ProposalRemark::UserPort { port })
            }
            _ => None,
        }));
        let long = self
            .txt_keys
            .iter()
            .filter(|key| key.name.len() > Self::RECOMMENDED_KEY_LEN);
        remarks.extend(long.map(|key| ProposalRemark::LongKey {
            key: key.name.clone(),
        }));
        remarks
    }

    /// What the request must contain, field by field, as far as the proposal says it.
    pub fn fields(&self) -> Vec<ProposalField> {
        let transports: Vec<&str> = self
            .transports
            .iter()
            .map(|transport| transport.as_str())
            .collect();
        let wants_dccp = self.transports.contains(&TransportProtocol::Dccp);
        let mut fields = vec![
            ProposalField::new("Service Name", Some(self.name.clone()), "the unique name"),
            ProposalField::new(
                "Transport Protocol(s)",
                (!transports.is_empty()).then(|| transports.join(", ")),
                "one or more of tcp, udp, sctp and dccp, also where no port is wanted",
            ),
            ProposalField::new(
                "Assignee",
                None,
                "name and email address of the organization, company or person that it is assigned to",
            ),
            ProposalField::new(
                "Contact",
                None,
                "name and email address of the person who answers questions and submits changes",
            ),
            ProposalField::new(
                "Description",
                None,
                "what the service is, in a few words without rare acronyms",
            ),
            ProposalField::new(
                "Reference",
                None,
                "a description of the protocol or where it stands, or that it is proprietary; and whether it uses \
                 broadcast, multicast or anycast",
            ),
            ProposalField::optional(
                "Port Number",
                self.port.map(|port| port.to_string()),
                "empty where DNS-SD tells the port",
            ),
        ];
        if wants_dccp {
            fields.push(ProposalField::new(
                "Service Code",
                None,
                "a unique DCCP service code (RFC 5595)",
            ));
        }
        fields.push(ProposalField::optional(
            "Known Unauthorized Uses",
            None,
            "uses by others than the assignee",
        ));
        fields.push(ProposalField::new(
            "Assignment Notes",
            Some(self.notes()),
            "the TXT keys",
        ));
        fields
    }

    /// The assignment notes: the TXT keys in the form in which most registrations have them, and which
    /// [`TxtDefinition::from_note`](super::TxtDefinition::from_note) reads.
    fn notes(&self) -> String {
        if self.txt_keys.is_empty() {
            return "Defined TXT keys: None".to_owned();
        }
        // A list of both forms is read in two ways; so either all keys have `=` or none.
        let is_described = self.txt_keys.iter().any(|key| key.description.is_some());
        let keys = self.txt_keys.iter().map(|key| match &key.description {
            Some(description) => format!("{}=<{description}>", key.name),
            None if is_described => format!("{}=<value>", key.name),
            None => key.name.clone(),
        });
        format!("Defined TXT keys: {}", keys.collect::<Vec<_>>().join(", "))
    }
}

/// A field of the request for an assignment.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ProposalField {
    /// The name that [RFC 6335 §8.1.1](https://www.rfc-editor.org/rfc/rfc6335#section-8.1.1) gives it.
    pub name: &'static str,
    /// What the proposal says, if it does.
    pub value: Option<String>,
    /// What is to be written there.
    pub expected: &'static str,
    /// Whether the request is incomplete without it.
    pub is_required: bool,
}

impl ProposalField {
    fn new(name: &'static str, value: Option<String>, expected: &'static str) -> Self {
        Self {
            name,
            value,
            expected,
            is_required: true,
        }
    }

    fn optional(name: &'static str, value: Option<String>, expected: &'static str) -> Self {
        Self {
            is_required: false,
            ..Self::new(name, value, expected)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Edition, Registration, TxtDefinition, TxtStatus, write_table};
    use super::*;

    fn registry() -> Registry {
        let rows = [
            ["caldav", "", "tcp", "Calendars"],
            ["ipp", "631", "tcp", "Printing"],
            ["", "632", "udp", "Reserved"],
            ["", "8009-8019", "", "Unassigned"],
        ]
        .map(|[name, port, transport, description]| {
            let columns = [
                name,
                port,
                transport,
                description,
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
            ];
            Registration::from_columns(columns).unwrap()
        });
        let edition = Edition {
            registrations: rows.into(),
            ..Edition::default()
        };
        Registry::parse(write_table(&edition, "a test")).unwrap()
    }

    fn faults(proposal: &Proposal) -> Vec<String> {
        let faults = proposal.faults(&registry()).into_iter();
        faults.map(|fault| fault.to_string()).collect()
    }

    fn proposal(name: &str) -> Proposal {
        Proposal {
            name: name.to_owned(),
            ..Proposal::default()
        }
    }

    #[test]
    fn a_name_must_be_legal_and_free() {
        assert_eq!(faults(&proposal("lab-door")), Vec::<String>::new());
        assert_eq!(
            faults(&proposal("CalDAV")),
            ["the name is registered: caldav (tcp), Calendars"]
        );
        assert_eq!(
            faults(&proposal("-a-name-of-seventeen")).len(),
            2,
            "too long, and a hyphen at its start"
        );
    }

    #[test]
    fn a_port_must_be_assignable_and_free() {
        let with_port = |port, transports: &[TransportProtocol]| {
            faults(&Proposal {
                port: Some(port),
                transports: transports.to_vec(),
                ..proposal("lab-door")
            })
        };
        let (tcp, udp) = (TransportProtocol::Tcp, TransportProtocol::Udp);
        assert_eq!(
            with_port(631, &[]),
            ["port 631 is assigned: ipp 631/tcp, Printing"]
        );
        assert_eq!(with_port(631, &[udp]), Vec::<String>::new());
        assert_eq!(with_port(632, &[udp]), ["port 632 is reserved (632/udp)"]);
        assert_eq!(with_port(632, &[tcp]), Vec::<String>::new());
        assert_eq!(with_port(8010, &[tcp, udp]), Vec::<String>::new());
        for port in [0, 49_152, 65_535] {
            assert!(
                with_port(port, &[tcp])[0].contains("can't be assigned"),
                "{port}"
            );
        }
    }

    #[test]
    fn keys_must_be_keys_and_are_written_as_registrations_have_them() {
        let key = |name: &str, description: Option<&str>| ProposedKey {
            name: name.to_owned(),
            description: description.map(str::to_owned),
        };
        let mut proposal = proposal("lab-door");
        proposal.txt_keys = vec![key("state", Some("open or shut")), key("Machine ID", None)];
        assert_eq!(faults(&proposal), Vec::<String>::new());
        let definition = TxtDefinition::from_note("lab-door", &proposal.notes());
        assert_eq!(definition.status, TxtStatus::Listed);
        let names: Vec<&str> = definition
            .keys
            .iter()
            .map(|key| key.name.as_str())
            .collect();
        assert_eq!(names, ["state", "Machine ID"]);
        assert_eq!(
            proposal.remarks(&registry()),
            [ProposalRemark::LongKey {
                key: "Machine ID".to_owned()
            }]
        );
        proposal.txt_keys = vec![
            key("a", None),
            key("A", None),
            key("", None),
            key("é", None),
        ];
        assert_eq!(faults(&proposal).len(), 3);
    }

    #[test]
    fn no_keys_are_stated_as_none() {
        let notes = proposal("lab-door").notes();
        let definition = TxtDefinition::from_note("lab-door", &notes);
        assert_eq!(definition.status, TxtStatus::None);
    }
}
