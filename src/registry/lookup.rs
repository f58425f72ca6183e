//! What the registry answers about a name or a type.

use super::protocol::Protocol;
use super::registration::Registration;
use super::txt_definition::{TxtDefinition, TxtStatus};

/// What the registry says of a service type.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Lookup {
    /// The type is registered.
    Registered {
        /// The rows that answer for it, at least one.
        registrations: Vec<Registration>,
        /// What they say of TXT keys.
        definition: TxtDefinition,
    },
    /// The name is registered, but only for the other protocol label.
    OtherTransportOnly {
        /// The rows of the name, at least one.
        registrations: Vec<Registration>,
        /// The label that they answer for.
        protocol: Protocol,
    },
    /// The name isn't registered.
    NotRegistered,
}

/// All rows of one service name, in the order of the registry; no rows if it isn't registered.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Registrations {
    rows: Vec<Registration>,
}

impl Registrations {
    pub(crate) fn new(rows: Vec<Registration>) -> Self {
        Self { rows }
    }

    /// The rows.
    pub fn rows(&self) -> &[Registration] {
        &self.rows
    }

    /// Takes the rows out.
    pub fn into_rows(self) -> Vec<Registration> {
        self.rows
    }

    /// Whether the name is not registered.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows that answer for a service type with this protocol label.
    pub fn answering(&self, protocol: Protocol) -> impl Iterator<Item = &Registration> {
        self.rows
            .iter()
            .filter(move |row| protocol.is_answered_by(row.transport))
    }

    /// The protocol label, if all rows are for the same one: what makes `caldav` stand for `_caldav._tcp`.
    ///
    /// `None` where both labels are answered for, because there are rows for each or a row states no transport.
    pub fn sole_protocol(&self) -> Option<Protocol> {
        let tcp = self.answering(Protocol::Tcp).next().is_some();
        let udp = self.answering(Protocol::Udp).next().is_some();
        match (tcp, udp) {
            (true, false) => Some(Protocol::Tcp),
            (false, true) => Some(Protocol::Udp),
            _ => None,
        }
    }

    /// What the registration says of TXT keys under this label: the first row that answers and has a definition speaks.
    ///
    /// Port rows mostly say nothing of TXT keys while a row without a port does, as for `mqtt`.
    pub fn definition(&self, protocol: Protocol) -> &TxtDefinition {
        static ABSENT: TxtDefinition = TxtDefinition::ABSENT;
        self.answering(protocol)
            .map(|row| &row.txt)
            .find(|definition| definition.status != TxtStatus::Absent)
            .unwrap_or(&ABSENT)
    }

    /// Answers for one service type.
    pub fn for_protocol(self, protocol: Protocol) -> Lookup {
        if self.is_empty() {
            return Lookup::NotRegistered;
        }
        if self.answering(protocol).next().is_none() {
            return Lookup::OtherTransportOnly {
                registrations: self.rows,
                protocol: protocol.other(),
            };
        }
        let definition = self.definition(protocol).clone();
        let registrations = self
            .rows
            .into_iter()
            .filter(|row| protocol.is_answered_by(row.transport))
            .collect();
        Lookup::Registered {
            registrations,
            definition,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(port: &str, transport: &str, notes: &str) -> Registration {
        Registration::from_columns(["x", port, transport, "", "", "", "", "", "", "", "", notes])
            .unwrap()
    }

    #[test]
    fn a_row_without_a_transport_answers_for_both_labels() {
        let both = Registrations::new(vec![row("", "", "")]);
        assert_eq!(both.sole_protocol(), None);
        for protocol in [Protocol::Tcp, Protocol::Udp] {
            assert!(matches!(
                both.clone().for_protocol(protocol),
                Lookup::Registered { .. }
            ));
        }
    }

    #[test]
    fn everything_but_tcp_answers_for_udp() {
        for transport in ["udp", "sctp", "dccp"] {
            let registrations = Registrations::new(vec![row("9", transport, "")]);
            assert_eq!(
                registrations.sole_protocol(),
                Some(Protocol::Udp),
                "{transport}"
            );
            let tcp = registrations.for_protocol(Protocol::Tcp);
            assert!(
                matches!(
                    tcp,
                    Lookup::OtherTransportOnly {
                        protocol: Protocol::Udp,
                        ..
                    }
                ),
                "{transport}"
            );
        }
    }

    #[test]
    fn the_row_with_a_definition_speaks() {
        let rows = vec![
            row("1883", "tcp", ""),
            row("1883", "udp", ""),
            row("", "", "Defined TXT keys: topics"),
        ];
        let Lookup::Registered {
            registrations,
            definition,
        } = Registrations::new(rows).for_protocol(Protocol::Tcp)
        else {
            panic!("it is registered");
        };
        assert_eq!(registrations.len(), 2);
        assert_eq!(definition.keys[0].name, "topics");
    }

    #[test]
    fn a_name_without_rows_is_not_registered() {
        assert_eq!(
            Registrations::default().for_protocol(Protocol::Udp),
            Lookup::NotRegistered
        );
        assert_eq!(Registrations::default().sole_protocol(), None);
    }
}
