use mdns_sd::{ServiceInfo, TxtProperty};

use crate::advertise::NotPublishable;
use crate::name::{DomainName, presentation};
use crate::source::ServiceDefinition;
use crate::wire::TxtRecord;

/// Longest service name that the engine can be told to take.
const ENGINE_MAX_NAME: usize = 30;

/// The definition in the engine's form, and the names as they will be on the wire.
#[derive(Debug)]
pub(super) struct EngineService {
    pub(super) info: ServiceInfo,
    pub(super) full_name: DomainName,
    pub(super) type_name: DomainName,
    pub(super) host: DomainName,
    /// Octets of the service name; above 15 the engine must be told to take it.
    pub(super) name_len: usize,
}

impl EngineService {
    /// Turns a definition into what the engine takes, or says what of it the engine can't carry. The engine panics on
    /// some input and changes other; nothing of that kind reaches it.
    pub(super) fn new(definition: &ServiceDefinition) -> Result<Self, NotPublishable> {
        let octets = definition
            .instance
            .as_deref()
            .ok_or(NotPublishable::NoInstance)?;
        let port = definition.port.ok_or(NotPublishable::NoPort)?;
        let instance =
            std::str::from_utf8(octets).map_err(|_| NotPublishable::InstanceNotUtf8 {
                instance: presentation::unescaped_label(octets).to_string(),
            })?;
        let type_text = type_text(definition)?;
        let mut registered_as = type_text.clone();
        match definition.subtypes.as_slice() {
            [] => {}
            [subtype] => {
                registered_as = format!("{}._sub.{type_text}", plain_label("subtype", subtype)?);
            }
            more => return Err(NotPublishable::Subtypes { count: more.len() }),
        }
        let host = definition.host.clone().unwrap_or_else(unique_host);
        let properties = properties(&definition.txt)?;
        let addresses = definition.addresses.as_slice();
        let info = ServiceInfo::new(
            &registered_as,
            instance,
            &host_text(&host)?,
            addresses,
            port,
            properties,
        )
        .map_err(|error| refused_type(definition, error))?;
        let info = if addresses.is_empty() {
            info.enable_addr_auto()
        } else {
            info
        };
        let type_name: DomainName = type_text
            .parse()
            .map_err(|error| refused_type(definition, error))?;
        let full_name = type_name
            .prepend(octets)
            .map_err(|error| refused_type(definition, error))?;
        let name_len = definition.service_type.service_name().len();
        Ok(Self {
            info,
            full_name,
            type_name,
            host,
            name_len,
        })
    }
}

fn refused_type(definition: &ServiceDefinition, _error: impl Sized) -> NotPublishable {
    NotPublishable::ServiceType {
        service_type: definition.service_type.to_string(),
        expected: "names whose labels fit a domain name of 255 octets",
    }
}

/// The type under `local.` in the letter case that the engine compares with.
fn type_text(definition: &ServiceDefinition) -> Result<String, NotPublishable> {
    let labels = &definition.service_type;
    let refused = |expected| NotPublishable::ServiceType {
        service_type: labels.to_string(),
        expected,
    };
    let protocol = labels
        .protocol()
        .ok_or_else(|| refused("`_tcp` and `_udp` as second label"))?;
    let name = std::str::from_utf8(labels.service_name()).map_err(|_| refused("ASCII"))?;
    let is_carried = labels.has_underscore()
        && name.is_ascii()
        && !name.contains(['.', '\\'])
        && !name.contains("--")
        && !name.starts_with('-')
        && !name.ends_with('-')
        && name.contains(|c: char| c.is_ascii_alphabetic());
    if !is_carried {
        return Err(refused(
            "an underscore and ASCII with at least one letter, without adjacent hyphens or hyphens at an end",
        ));
    }
    if name.len() > ENGINE_MAX_NAME {
        return Err(refused("service names of at most 30 octets"));
    }
    if !definition.domain.is_local() || definition.domain.label_count() != 1 {
        return Err(refused("the domain `local.`"));
    }
    Ok(format!("_{name}.{}.local.", protocol.as_str()))
}

fn plain_label<'a>(what: &'static str, octets: &'a [u8]) -> Result<&'a str, NotPublishable> {
    let label = std::str::from_utf8(octets)
        .ok()
        .filter(|text| !text.is_empty() && !text.contains(['.', '\\']));
    label.ok_or_else(|| NotPublishable::Label {
        what,
        label: presentation::name_label(octets).to_string(),
    })
}

fn host_text(host: &DomainName) -> Result<String, NotPublishable> {
    if !host.is_local() || host.label_count() < 2 {
        return Err(NotPublishable::HostNotLocal { host: host.clone() });
    }
    let labels: Result<Vec<&str>, NotPublishable> = host
        .labels()
        .map(|label| plain_label("host name", label))
        .collect();
    Ok(format!("{}.", labels?.join(".")))
}

/// A host name that no other host has: publishing under the machine's own makes its responder rename itself
/// (mdns-sd issue 410).
fn unique_host() -> DomainName {
    let label = format!("dnssd-check-{:06x}", fastrand::u32(..0x0100_0000));
    DomainName::local()
        .prepend(label.as_bytes())
        .expect("18 octets make a label")
}

fn properties(txt: &TxtRecord) -> Result<Vec<TxtProperty>, NotPublishable> {
    let refused = |index: usize, reason| NotPublishable::TxtString {
        number: index + 1,
        reason,
    };
    if txt.octets() == [0] {
        return Ok(Vec::new());
    }
    let mut properties = Vec::new();
    for (index, string) in txt.strings().enumerate() {
        if string.truncated {
            return Err(refused(index, "its length octet states more than is there"));
        }
        let mut halves = string.octets.splitn(2, |octet| *octet == b'=');
        let key = halves.next().unwrap_or_default();
        let value = halves.next();
        let key = std::str::from_utf8(key).ok().filter(|key| key.is_ascii());
        let key = key.ok_or_else(|| refused(index, "the mDNS engine takes ASCII keys only"))?;
        if key.is_empty() && value.is_none() {
            return Err(refused(
                index,
                "the mDNS engine carries no empty string beside others",
            ));
        }
        properties.push(match value {
            Some(value) => TxtProperty::from((key, value)),
            None => TxtProperty::from(key),
        });
    }
    Ok(properties)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(service_type: &str) -> ServiceDefinition {
        let mut definition =
            ServiceDefinition::new(service_type.parse().expect("it has the form of a type"));
        definition.instance = Some(b"Lab. 2".to_vec());
        definition.port = Some(80);
        definition
    }

    #[test]
    fn a_legal_definition_is_carried() {
        let mut definition = definition("_HTTP._TCP");
        definition
            .set_txt_strings(&["path=/", "flag", "empty="])
            .expect("short strings");
        let service = EngineService::new(&definition).expect("the engine takes it");
        assert_eq!(service.full_name.to_string(), r"Lab\. 2._HTTP._tcp.local.");
        assert!(service.host.to_string().starts_with("dnssd-check-"));
        assert_eq!(service.info.get_property_val("flag"), Some(None));
        assert_eq!(service.info.get_property_val("empty"), Some(Some(&b""[..])));
    }

    #[test]
    fn what_makes_the_engine_panic_or_lie_is_refused_before() {
        for service_type in [
            "_é._tcp",
            "_a--b._tcp",
            "_-ab._tcp",
            "_123._tcp",
            "_http._sctp",
        ] {
            assert!(
                EngineService::new(&definition(service_type)).is_err(),
                "{service_type}"
            );
        }
        let mut two = definition("_http._tcp");
        two.subtypes = vec![b"_a".to_vec(), b"_b".to_vec()];
        assert_eq!(
            EngineService::new(&two).err(),
            Some(NotPublishable::Subtypes { count: 2 })
        );
        let mut binary = definition("_http._tcp");
        binary.instance = Some(b"\xff".to_vec());
        assert!(matches!(
            EngineService::new(&binary),
            Err(NotPublishable::InstanceNotUtf8 { .. })
        ));
        let mut hole = definition("_http._tcp");
        hole.set_txt_hex("01 61 00 01 62").expect("hexadecimal");
        assert!(matches!(
            EngineService::new(&hole),
            Err(NotPublishable::TxtString { number: 2, .. })
        ));
    }
}
