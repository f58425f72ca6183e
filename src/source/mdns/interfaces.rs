use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use if_addrs::IfOperStatus;

use crate::source::mdns::LinkError;

/// A network interface on which multicast DNS can be spoken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// Its name, such as `eth0`.
    pub name: String,
    /// Its index, by which the system knows it.
    pub index: u32,
    /// Its IPv4 addresses.
    pub ipv4: Vec<Ipv4Addr>,
    /// Its IPv6 addresses.
    pub ipv6: Vec<Ipv6Addr>,
    /// Whether it is a loopback interface.
    pub is_loopback: bool,
}

/// Which interfaces and which address families are used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterfaceSelection {
    /// Names of interfaces; empty for all but loopback.
    pub names: Vec<String>,
    /// Whether IPv4 is used.
    pub ipv4: bool,
    /// Whether IPv6 is used.
    pub ipv6: bool,
}

impl Default for InterfaceSelection {
    fn default() -> Self {
        Self {
            names: Vec::new(),
            ipv4: true,
            ipv6: true,
        }
    }
}

impl Interface {
    /// Whether the address is one of this interface's own.
    pub fn has(&self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(address) => self.ipv4.contains(&address),
            IpAddr::V6(address) => self.ipv6.contains(&address),
        }
    }
}

/// The interfaces of the selection that are up and have an address, ordered by index. Addresses of a family that was not
/// selected are left out.
///
/// # Errors
///
/// [`LinkError::NoUsableInterface`], or [`LinkError::UnusableInterface`] for a name that was asked for.
pub fn usable_interfaces(selection: &InterfaceSelection) -> Result<Vec<Interface>, LinkError> {
    let mut interfaces: Vec<Interface> = Vec::new();
    for found in if_addrs::get_if_addrs().map_err(LinkError::Interfaces)? {
        let Some(index) = found.index else { continue };
        let is_up = !matches!(
            found.oper_status,
            IfOperStatus::Down | IfOperStatus::NotPresent | IfOperStatus::LowerLayerDown
        );
        let family_is_wanted = if found.ip().is_ipv4() {
            selection.ipv4
        } else {
            selection.ipv6
        };
        if !is_up || !family_is_wanted {
            continue;
        }
        let position = interfaces.iter().position(|known| known.index == index);
        let position = position.unwrap_or_else(|| {
            interfaces.push(Interface {
                name: found.name.clone(),
                index,
                ipv4: Vec::new(),
                ipv6: Vec::new(),
                is_loopback: found.is_loopback(),
            });
            interfaces.len() - 1
        });
        let Some(interface) = interfaces.get_mut(position) else {
            continue;
        };
        match found.ip() {
            IpAddr::V4(address) => interface.ipv4.push(address),
            IpAddr::V6(address) => interface.ipv6.push(address),
        }
    }
    interfaces.sort_by_key(|interface| interface.index);
    choose(interfaces, &selection.names)
}

fn choose(interfaces: Vec<Interface>, names: &[String]) -> Result<Vec<Interface>, LinkError> {
    if let Some(missing) = names
        .iter()
        .find(|name| !interfaces.iter().any(|interface| interface.name == **name))
    {
        let usable = interfaces
            .into_iter()
            .filter(|interface| !interface.is_loopback);
        return Err(LinkError::UnusableInterface {
            name: missing.clone(),
            usable: usable.map(|interface| interface.name).collect(),
        });
    }
    let is_wanted = |interface: &Interface| {
        if names.is_empty() {
            !interface.is_loopback
        } else {
            names.contains(&interface.name)
        }
    };
    let chosen: Vec<Interface> = interfaces.into_iter().filter(is_wanted).collect();
    if chosen.is_empty() {
        Err(LinkError::NoUsableInterface)
    } else {
        Ok(chosen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interface(name: &str, index: u32, is_loopback: bool) -> Interface {
        Interface {
            name: name.into(),
            index,
            ipv4: vec![Ipv4Addr::LOCALHOST],
            ipv6: Vec::new(),
            is_loopback,
        }
    }

    #[test]
    fn loopback_is_used_only_by_name() {
        let all = vec![interface("lo", 1, true), interface("eth0", 2, false)];
        let names = |chosen: Vec<Interface>| {
            chosen
                .into_iter()
                .map(|interface| interface.name)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            names(choose(all.clone(), &[]).expect("eth0 is usable")),
            ["eth0"]
        );
        assert_eq!(
            names(choose(all.clone(), &["lo".into()]).expect("lo was named")),
            ["lo"]
        );
        assert!(matches!(
            choose(vec![interface("lo", 1, true)], &[]),
            Err(LinkError::NoUsableInterface)
        ));
        let error = choose(all, &["wlan7".into()])
            .expect_err("wlan7 does not exist")
            .to_string();
        assert_eq!(error, "interface `wlan7` is not usable; usable are `eth0`");
    }
}
