use std::net::IpAddr;

use data_encoding::HEXLOWER_PERMISSIVE;

use crate::model::{Evidence, Host, Observation, Origin, Pointer, Seen, ServiceInstance};
use crate::name::{DomainName, DomainNameError, NameParts, ServiceTypeLabels, Subtype};
use crate::source::{ArgumentError, TypeArgument};
use crate::wire::{Srv, TxtError, TxtRecord};

/// A service as it is about to be published, as far as it was stated.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceDefinition {
    /// The service type; it need not be legal, which is for the rules to say.
    pub service_type: ServiceTypeLabels,
    /// The octets of the instance name: one label.
    pub instance: Option<Vec<u8>>,
    /// The domain, `local.` unless stated otherwise.
    pub domain: DomainName,
    /// The name of the host on which the service runs.
    pub host: Option<DomainName>,
    /// Addresses of the host.
    pub addresses: Vec<IpAddr>,
    /// The port.
    pub port: Option<u16>,
    /// The labels of its subtypes.
    pub subtypes: Vec<Vec<u8>>,
    /// Whether it has no other subtypes; of a service about to be published that is known, of one that is asked about only
    /// where any were stated.
    pub subtypes_are_complete: bool,
    /// The TXT record: a single empty string if nothing was said of it.
    pub txt: TxtRecord,
}

impl ServiceDefinition {
    /// A service of which only the type, and perhaps a subtype, is stated.
    pub fn new(argument: TypeArgument) -> Self {
        Self {
            service_type: argument.service_type,
            instance: None,
            domain: DomainName::local(),
            host: None,
            addresses: Vec::new(),
            port: None,
            subtypes: argument.subtype.into_iter().collect(),
            subtypes_are_complete: false,
            txt: TxtRecord::new(vec![0]),
        }
    }

    /// States the TXT record as strings, each `KEY`, `KEY=` or `KEY=VALUE`.
    ///
    /// # Errors
    ///
    /// [`ArgumentError::EmptyString`]; [`ArgumentError::StringTooLong`] over 255 octets; [`ArgumentError::RecordTooLong`]
    /// over 65,535 octets in all.
    pub fn set_txt_strings<S: AsRef<[u8]>>(&mut self, strings: &[S]) -> Result<(), ArgumentError> {
        if let Some(index) = strings.iter().position(|string| string.as_ref().is_empty()) {
            return Err(ArgumentError::EmptyString { number: index + 1 });
        }
        self.txt = TxtRecord::from_strings(strings).map_err(|error| match error {
            TxtError::StringTooLong { index, .. } => ArgumentError::StringTooLong {
                number: index + 1,
                count: strings.len(),
                string: strings
                    .get(index)
                    .map(|string| string.as_ref().to_vec())
                    .unwrap_or_default(),
            },
            TxtError::RecordTooLong { len } => ArgumentError::RecordTooLong { len },
        })?;
        Ok(())
    }

    /// States the TXT record by its octets in hexadecimal digits, of either case; blanks and colons may stand between.
    ///
    /// The octets are taken as they are: strings that don't fit are for the rules to find.
    ///
    /// # Errors
    ///
    /// [`ArgumentError::Hexadecimal`]; [`ArgumentError::RecordTooLong`] over 65,535 octets.
    pub fn set_txt_hex(&mut self, text: &str) -> Result<(), ArgumentError> {
        let is_separator = |c: char| c.is_ascii_whitespace() || c == ':';
        let is_wrong = |c: char| !c.is_ascii_hexdigit() && !is_separator(c);
        if let Some((index, wrong)) = text.chars().enumerate().find(|(_, c)| is_wrong(*c)) {
            return Err(ArgumentError::Hexadecimal {
                wrong: Some((wrong, index + 1)),
            });
        }
        let digits: String = text.chars().filter(|c| !is_separator(*c)).collect();
        let octets = HEXLOWER_PERMISSIVE
            .decode(digits.as_bytes())
            .map_err(|_| ArgumentError::Hexadecimal { wrong: None })?;
        if octets.len() > TxtRecord::MAX_LEN {
            return Err(ArgumentError::RecordTooLong { len: octets.len() });
        }
        self.txt = TxtRecord::new(octets);
        Ok(())
    }

    /// States the instance name: one label of at most 63 octets, of any content.
    ///
    /// # Errors
    ///
    /// [`ArgumentError::Label`] if it is empty or has more than 63 octets.
    pub fn set_instance(&mut self, octets: &[u8]) -> Result<(), ArgumentError> {
        self.type_name()
            .and_then(|name| name.prepend(octets))
            .map_err(|error| unusable_label("instance name", octets, error))?;
        self.instance = Some(octets.to_vec());
        Ok(())
    }

    /// States the host; a name of one label is taken to be under `local.`
    ///
    /// # Errors
    ///
    /// [`ArgumentError::Name`] if the text is no domain name.
    pub fn set_host(&mut self, text: &str) -> Result<(), ArgumentError> {
        self.host = Some(host_name(text)?);
        Ok(())
    }

    /// Adds a subtype by its label.
    ///
    /// # Errors
    ///
    /// [`ArgumentError::Label`] if it is empty or has more than 63 octets.
    pub fn add_subtype(&mut self, label: &[u8]) -> Result<(), ArgumentError> {
        let under = |name: DomainName| name.prepend(Subtype::SEPARATOR.as_bytes());
        self.type_name()
            .and_then(under)
            .and_then(|name| name.prepend(label))
            .map_err(|error| unusable_label("subtype", label, error))?;
        self.subtypes.push(label.to_vec());
        Ok(())
    }

    /// What can be seen of a service that was stated so far; nothing is made up for what was not.
    pub fn evidence(&self) -> Evidence {
        let mut evidence = Evidence::TXT_KEYS | Evidence::TXT_OCTETS;
        if self.instance.is_some() {
            evidence = evidence | Evidence::INSTANCE_NAME;
        }
        if self.port.is_some() {
            evidence = evidence | Evidence::PORT;
            if self.host.is_some() {
                evidence = evidence | Evidence::SRV | Evidence::PRIORITY;
            }
        }
        if !self.addresses.is_empty() {
            evidence = evidence | Evidence::ADDRESSES;
        }
        if !self.subtypes.is_empty() {
            evidence = evidence | Evidence::POINTERS;
        }
        if !self.subtypes.is_empty() || self.subtypes_are_complete {
            evidence = evidence | Evidence::SUBTYPES | Evidence::NAMED_SUBTYPES;
        }
        evidence
    }

    /// The service as the linter judges it.
    ///
    /// # Errors
    ///
    /// [`ArgumentError::Name`] when type, instance, subtype and domain make no domain name.
    pub fn observe(&self) -> Result<Observation, ArgumentError> {
        let too_long = |error| ArgumentError::Name {
            what: "service type",
            text: self.service_type.to_string().into_bytes(),
            error,
        };
        let type_name = self.type_name().map_err(too_long)?;
        let name = match &self.instance {
            Some(label) => type_name.prepend(label).map_err(too_long)?,
            None => type_name.clone(),
        };
        let parts = NameParts {
            instance: self.instance.iter().cloned().collect(),
            subtype: None,
            service_type: self.service_type.clone(),
            domain: self.domain.clone(),
        };
        let mut instance = ServiceInstance::new(name.clone(), parts, Origin::Arguments);
        instance.evidence = self.evidence();
        instance.txt.push(Seen::defined(
            self.txt.clone(),
            name.clone(),
            Origin::Arguments,
        ));
        if let Some(port) = self.port {
            // Without a host the evidence is of the port alone, and no rule looks at the target.
            let target = self.host.clone().unwrap_or_else(DomainName::root);
            let srv = Srv {
                priority: 0,
                weight: 0,
                port,
                target,
            };
            instance
                .srv
                .push(Seen::defined(srv, name.clone(), Origin::Arguments));
        }
        instance
            .hosts
            .extend(self.host.as_ref().map(|host| self.with_addresses(host)));
        instance.pointers = self.pointers(&type_name, &name).map_err(too_long)?;
        Ok(Observation::from(instance))
    }

    fn type_name(&self) -> Result<DomainName, DomainNameError> {
        self.service_type.to_domain_name(&self.domain)
    }

    fn with_addresses(&self, name: &DomainName) -> Host {
        let mut host = Host::new(name.clone());
        let seen = |address: &IpAddr| Seen::defined(*address, name.clone(), Origin::Arguments);
        host.addresses = self.addresses.iter().map(seen).collect();
        host
    }

    /// The PTR records from the type and from each subtype; none where no subtype was stated.
    fn pointers(
        &self,
        type_name: &DomainName,
        name: &DomainName,
    ) -> Result<Vec<Seen<Pointer>>, DomainNameError> {
        let seen = |owner: DomainName| {
            let pointer = Pointer {
                owner: owner.clone(),
                target: name.clone(),
            };
            Seen::defined(pointer, owner, Origin::Arguments)
        };
        if self.subtypes.is_empty() {
            return Ok(Vec::new());
        }
        let mut pointers = vec![seen(type_name.clone())];
        for subtype in &self.subtypes {
            let under = type_name.prepend(Subtype::SEPARATOR.as_bytes())?;
            pointers.push(seen(under.prepend(subtype)?));
        }
        Ok(pointers)
    }
}

/// Reads the name of a host; one of a single label is taken to be under `local.`
///
/// # Errors
///
/// [`ArgumentError::Name`] if the text is no domain name.
pub fn host_name(text: &str) -> Result<DomainName, ArgumentError> {
    let unusable = |error| ArgumentError::Name {
        what: "host name",
        text: text.as_bytes().to_vec(),
        error,
    };
    let name: DomainName = text.parse().map_err(unusable)?;
    let is_relative = name.label_count() == 1 && !text.ends_with('.');
    match name.labels().next() {
        Some(label) if is_relative => DomainName::local().prepend(label).map_err(unusable),
        _ => Ok(name),
    }
}

/// Why octets can't be a label of the name that they were put before.
fn unusable_label(what: &'static str, octets: &[u8], error: DomainNameError) -> ArgumentError {
    let octets = octets.to_vec();
    match error {
        DomainNameError::NameTooLong { .. } => ArgumentError::Name {
            what,
            text: octets,
            error,
        },
        _ => ArgumentError::Label { what, octets },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::InstanceName;

    fn moodring() -> ServiceDefinition {
        ServiceDefinition::new("_moodring._tcp".parse().expect("a service type"))
    }

    fn observed(definition: &ServiceDefinition) -> ServiceInstance {
        let observation = definition.observe().expect("it has a name");
        observation
            .instances
            .into_iter()
            .next()
            .expect("one instance")
    }

    #[test]
    fn nothing_is_made_up() {
        let instance = observed(&moodring());
        assert_eq!(instance.evidence, Evidence::TXT_KEYS | Evidence::TXT_OCTETS);
        assert_eq!(instance.first_txt().map(TxtRecord::octets), Some(&[0][..]));
        assert!(
            instance.srv.is_empty() && instance.pointers.is_empty() && instance.hosts.is_empty()
        );
        assert!(instance.instance_octets().is_empty());
    }

    #[test]
    fn what_is_stated_is_seen() {
        let mut definition = moodring();
        definition.set_instance(b"My. Ring").expect("a label");
        definition
            .set_txt_strings(&["txtvers=1", "=x", "flag"])
            .expect("short strings");
        definition.set_host("ring").expect("a host name");
        definition.port = Some(4);
        definition.add_subtype(b"_calm").expect("a label");
        assert!(definition.add_subtype(&[b'a'; 64]).is_err());
        let instance = observed(&definition);
        assert_eq!(
            instance.name.to_string(),
            r"My\. Ring._moodring._tcp.local."
        );
        assert_eq!(
            instance
                .first_srv()
                .map(|srv| srv.target.to_string())
                .as_deref(),
            Some("ring.local.")
        );
        assert_eq!(instance.subtypes(), [b"_calm".to_vec()]);
        let txt = instance.first_txt().expect("a TXT record").octets();
        assert_eq!(txt, b"\x09txtvers=1\x02=x\x04flag");
        let seen = Evidence::SRV | Evidence::PORT | Evidence::INSTANCE_NAME | Evidence::POINTERS;
        assert!(instance.evidence.covers(seen));
        assert!(!instance.evidence.covers(Evidence::ADDRESSES));
    }

    #[test]
    fn strings_have_their_limits() {
        let mut definition = moodring();
        let before = definition.clone();
        let long = "a".repeat(256);
        let said = |result: Result<(), ArgumentError>| result.expect_err("it is wrong").to_string();
        assert_eq!(
            said(definition.set_txt_strings(&["a", &long])),
            "TXT string 2 of 2, `aaaaaaaaaaaaaaaaaaaaaaaa…`, is 256 octets long, at most 255 are allowed"
        );
        let many = vec!["a".repeat(255); 256];
        assert_eq!(
            said(definition.set_txt_strings(&many)),
            "the TXT record is 65536 octets long, at most 65535 are allowed"
        );
        assert_eq!(
            said(definition.set_txt_strings(&["a", ""])),
            "TXT string 2 is empty: KEY, KEY= or KEY=VALUE of 1 to 255 octets is expected"
        );
        assert_eq!(definition, before);
    }

    #[test]
    fn octets_are_taken_as_they_are() {
        let mut definition = moodring();
        definition.set_txt_hex("09 74:78 FF").expect("hexadecimal");
        assert_eq!(definition.txt.octets(), [9, 0x74, 0x78, 0xff]);
        definition
            .set_txt_hex("")
            .expect("no octets are octets too");
        assert!(definition.txt.is_empty());
        let said = |result: Result<(), ArgumentError>| result.expect_err("it is wrong").to_string();
        assert_eq!(
            said(definition.set_txt_hex("0a\u{1b}")),
            r"character 3 of the TXT record, `\x1b`, is no hexadecimal digit"
        );
        assert!(said(definition.set_txt_hex("0a1")).contains("half an octet"));
    }

    #[test]
    fn an_instance_name_is_a_label() {
        let mut definition = moodring();
        let octets = "é".repeat(InstanceName::MAX_LEN / 2 + 1);
        let error = definition
            .set_instance(octets.as_bytes())
            .expect_err("64 octets");
        assert!(error.to_string().contains("at most 63"), "{error}");
        assert!(definition.set_instance(b"").is_err());
        assert_eq!(definition.instance, None);
    }
}
