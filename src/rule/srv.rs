//! SRV: host and port of an instance.

use crate::model::{Host, ServiceInstance};
use crate::rule::vocabulary::Vocabulary;
use crate::rule::{Findings, InstanceContext, rules};
use crate::schema::PortZero;
use crate::wire::{RecordType, Srv};

rules! {
    /// The instance has no SRV record.
    ///
    /// Clients list it and can't connect: host and port are missing. PTR records that nobody took back after the service was
    /// gone look like this.
    ///
    /// Example:
    ///
    /// ```zone absent
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 4500 IN TXT "path=/"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone absent
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 IN TXT "path=/"
    /// lab.local. 120 IN A 192.0.2.7
    /// ```
    SRV001 "missing-srv" {
        cite: ["RFC 6763" "5" _ "a single advertised DNS-SD service instance is described by exactly one SRV record"],
        needs: [SRV, ABSENCE],
        check: Instance(missing_srv)
    }

    /// The instance has several SRV records that differ.
    ///
    /// It is legal, for instances that may be served by any of several hosts. Nearly always it is not meant: an address of a
    /// host that was renamed, or two hosts with one name. Most clients take one record and don't look at priorities.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab2.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// ```
    SRV002 "several-srv-records" {
        cite: ["RFC 6763" "5" _ "a single advertised DNS-SD service instance is described by exactly one SRV record"],
        needs: [SRV],
        check: Instance(several_srv_records)
    }

    /// The only SRV record of the instance has a priority or a weight that is not zero.
    ///
    /// With one record there is nothing to choose, and the numbers only make people look for the others.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 5 7 80 lab.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// ```
    SRV003 "priority-or-weight-not-zero" {
        cite: ["RFC 6763" "5" Should "in the overwhelmingly common case, a single advertised DNS-SD service instance is described by exactly one SRV record, and in this common case the priority and weight fields of the SRV record SHOULD both be set to zero."],
        needs: [PRIORITY],
        check: Instance(priority_or_weight_not_zero)
    }

    /// The port is 0, but the instance can be found by browsing.
    ///
    /// Port 0 is for the placeholder that keeps a name for a family of protocols; it has neither PTR nor TXT record. An
    /// instance with them is offered to users, and connecting to port 0 fails. `_device-info._tcp` and `_adisk._tcp`, which
    /// nobody connects to, are left alone.
    ///
    /// Example:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 IN SRV 0 0 0 lab.local.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// ```
    SRV004 "port-zero" {
        cite: ["RFC 6763" "8" _ "No PTR record is created advertising the presence of empty flagship SRV records, since they do not represent a real service being advertised, and hence are not (and should not be) discoverable via Service Instance Enumeration (browsing)."],
        needs: [PORT],
        check: Instance(port_zero)
    }

    /// The SRV record under `local.` has the root as its target.
    ///
    /// There is no host to connect to, and two devices that do so don't see that they use the same name: their records agree.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 .
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// ```
    SRV005 "root-target" {
        cite: ["RFC 6763" "8" MustNot "When used with Multicast DNS [RFC6762], the target host field of the placeholder SRV record MUST NOT be the empty root label."],
        cite: ["RFC 2782" "" Must "There MUST be one or more address records for this name"],
        needs: [SRV],
        check: Instance(root_target)
    }

    /// The SRV record has the root as its target, which says that the service is not available.
    ///
    /// Clients list the instance and refuse to connect. Take its PTR record away as well if that is meant.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.example.com. 120 IN SRV 0 0 80 .
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.example.com. 120 IN SRV 0 0 80 lab.example.com.
    /// ```
    SRV006 "service-not-available" {
        cite: ["RFC 2782" "" _ "A Target of \".\" means that the service is decidedly not available at this domain."],
        needs: [SRV],
        check: Instance(service_not_available)
    }

    /// The SRV record is under `local.` and its target is not.
    ///
    /// Clients ask by multicast for names under `local.` only. Where the target is a bare host name, as the discovery server
    /// of OPC UA published it, nobody can answer for it; where it is a name of unicast DNS, the service works as long as that
    /// does.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// ```
    SRV007 "target-outside-local" {
        cite: ["RFC 6762" "3" _ "DNS queries for names that do not end with \".local.\" MAY be sent to the mDNS multicast address, if no other conventional DNS server is available."],
        needs: [SRV],
        check: Instance(target_outside_local)
    }

    /// The target of the SRV record has no address.
    ///
    /// Clients see the instance and can't connect; browsers list it for as long as its PTR record lives.
    ///
    /// Example:
    ///
    /// ```zone absent
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 IN TXT "path=/"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone absent
    /// _http._tcp.local. 4500 IN PTR Lab._http._tcp.local.
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 IN TXT "path=/"
    /// lab.local. 120 IN A 192.0.2.7
    /// ```
    SRV008 "target-without-address" {
        cite: ["RFC 2782" "" Must "There MUST be one or more address records for this name"],
        needs: [SRV, ADDRESSES, ABSENCE],
        check: Instance(target_without_address)
    }

    /// The target of the SRV record is an alias.
    ///
    /// Clients that take the additional records for the whole truth find no address. BIND's `named-checkzone` says that such
    /// a zone is fine.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.example.com. 120 IN SRV 0 0 80 www.example.com.
    /// www.example.com. 3600 IN CNAME lab.example.com.
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.example.com. 120 IN SRV 0 0 80 lab.example.com.
    /// lab.example.com. 3600 IN A 192.0.2.7
    /// ```
    SRV009 "target-is-alias" {
        cite: ["RFC 2782" "" MustNot "the name MUST NOT be an alias (in the sense of RFC 1034 or RFC 2181)."],
        needs: [SRV],
        check: Instance(target_is_alias)
    }

    /// The SRV and TXT records of the instance have its name in different letter case.
    ///
    /// It is the same name, and most clients see that. Those that compare octets, as mdns-sd does, have an instance with an
    /// SRV record and another one with a TXT record, and resolve neither.
    ///
    /// Example:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// LAB._http._tcp.local. 4500 IN TXT "path=/"
    /// ```
    ///
    /// Instead:
    ///
    /// ```zone
    /// Lab._http._tcp.local. 120 IN SRV 0 0 80 lab.local.
    /// Lab._http._tcp.local. 4500 IN TXT "path=/"
    /// ```
    SRV010 "srv-and-txt-differ-in-case" {
        cite: ["RFC 6762" "16" _ "The simple rules for case-insensitivity in Unicast DNS [RFC1034] [RFC1035] also apply in Multicast DNS; that is to say, in name comparisons, the lowercase letters \"a\" to \"z\" (0x61 to 0x7A) match their uppercase equivalents \"A\" to \"Z\" (0x41 to 0x5A)."],
        needs: [SRV, TXT_OCTETS],
        check: Instance(srv_and_txt_differ_in_case)
    }
}

/// The pseudo-service that describes a device by a TXT record alone; IANA registers it as "not a service type".
const DEVICE_INFO: &[u8] = b"device-info";

/// Whether the instance only describes a device: Apple's hosts publish no PTR and no SRV record for it.
pub(super) fn is_device_info(instance: &ServiceInstance) -> bool {
    instance
        .service_type()
        .service_name()
        .eq_ignore_ascii_case(DEVICE_INFO)
}

/// Whether the instance keeps a name for a family of protocols
/// ([RFC 6763 §8](https://www.rfc-editor.org/rfc/rfc6763#section-8)): an SRV record with port 0 and nothing else.
pub(super) fn is_placeholder(instance: &ServiceInstance) -> bool {
    let has_only_srv = instance.pointers.is_empty() && instance.txt.is_empty();
    has_only_srv && !instance.srv.is_empty() && instance.srv.iter().all(|seen| seen.data.port == 0)
}

fn missing_srv(instance: &InstanceContext<'_>, findings: &mut Findings) {
    let is_unreadable = instance
        .unreadable
        .iter()
        .any(|seen| seen.data == RecordType::SRV);
    if instance.srv.is_empty() && !is_unreadable && !is_device_info(instance) {
        findings
            .report(format!(
                "instance `{}` has no SRV record, one is expected",
                instance.instance_text()
            ))
            .help("publish host and port, or take the PTR record away");
    }
}

fn several_srv_records(instance: &InstanceContext<'_>, findings: &mut Findings) {
    let records = distinct(instance);
    // A domain may have several servers, of which priority and weight choose.
    if records.len() > 1 && !instance.is_of_domain() {
        let places: Vec<String> = records
            .iter()
            .map(|srv| format!("`{}` port {}", srv.target, srv.port))
            .collect();
        findings
            .report(format!(
                "the instance has {} SRV records that differ, one is expected: {}",
                records.len(),
                places.join(", ")
            ))
            .help("keep one, or state with priority and weight how to choose");
    }
}

fn priority_or_weight_not_zero(instance: &InstanceContext<'_>, findings: &mut Findings) {
    let records = distinct(instance);
    if let [srv] = records.as_slice()
        && (srv.priority, srv.weight) != (0, 0)
        && !instance.is_of_domain()
    {
        findings
            .report(format!(
                "priority is {} and weight is {}, 0 and 0 are expected of a single SRV record",
                srv.priority, srv.weight
            ))
            .help("set both to 0");
    }
}

/// The SRV records without repetitions, in the order seen.
fn distinct<'a>(instance: &'a InstanceContext<'_>) -> Vec<&'a Srv> {
    let mut records: Vec<&Srv> = Vec::new();
    for seen in &instance.instance.srv {
        if !records.contains(&&seen.data) {
            records.push(&seen.data);
        }
    }
    records
}

fn port_zero(instance: &InstanceContext<'_>, findings: &mut Findings) {
    let schema = instance.vocabulary().map(Vocabulary::schema);
    let is_expected = schema.is_some_and(|schema| {
        matches!(
            schema.srv.port_zero,
            PortZero::Always | PortZero::Placeholder
        )
    });
    // A domain without the service says so by the root as target, and then the port says nothing.
    let says_no = instance.is_of_domain() && has_root_target(instance);
    if is_placeholder(instance) || is_expected || says_no {
        return;
    }
    if instance.srv.iter().any(|seen| seen.data.port == 0) {
        findings
            .report("port is 0, 1 to 65535 is expected of an instance with PTR or TXT record")
            .help("publish the port on which the service listens; a placeholder has an SRV record alone");
    }
}

fn root_target(instance: &InstanceContext<'_>, findings: &mut Findings) {
    if instance.parts.domain.is_local() && has_root_target(instance) {
        findings
            .report("the target of the SRV record is the root, a host name is expected")
            .help("name the host, as in `lab.local.`");
    }
}

fn service_not_available(instance: &InstanceContext<'_>, findings: &mut Findings) {
    let is_meant = instance.is_of_domain();
    if !instance.parts.domain.is_local() && has_root_target(instance) && !is_meant {
        findings
            .report("the target of the SRV record is the root: the service is not available")
            .help("remove the instance, or name its host");
    }
}

fn has_root_target(instance: &InstanceContext<'_>) -> bool {
    instance.srv.iter().any(|seen| seen.data.target.is_root())
}

fn target_outside_local(instance: &InstanceContext<'_>, findings: &mut Findings) {
    if !instance.parts.domain.is_local() {
        return;
    }
    for srv in distinct(instance) {
        let target = &srv.target;
        if target.is_root() || target.is_local() {
            continue;
        }
        let finding = findings.report(format!(
            "target `{target}` of the SRV record is not under `local.`"
        ));
        match target.label_count() {
            1 => finding.help(format!("write `{target}local.`")),
            _ => finding
                .help("let the target be a name that the host itself answers for, under `local.`"),
        };
    }
}

fn target_without_address(instance: &InstanceContext<'_>, findings: &mut Findings) {
    for host in instance
        .hosts
        .iter()
        .filter(|host| is_in_sight(host, instance))
    {
        let is_bare = host.addresses.is_empty() && host.aliases.is_empty();
        if is_bare && host.unreadable.is_empty() {
            findings
                .report(format!(
                    "target `{}` of the SRV record has no address, at least one is expected",
                    host.name
                ))
                .help("publish an A or AAAA record for it");
        }
    }
}

/// Whether the source that saw the instance would have seen the addresses of the host: names in another domain are not in
/// the same zone, and are not asked for by multicast.
fn is_in_sight(host: &Host, instance: &ServiceInstance) -> bool {
    !host.name.is_root() && host.name.ends_with(&instance.parts.domain)
}

fn target_is_alias(instance: &InstanceContext<'_>, findings: &mut Findings) {
    for host in &instance.hosts {
        if let Some(alias) = host.aliases.first() {
            findings
                .report(format!(
                    "target `{}` of the SRV record is an alias of `{}`",
                    host.name, alias.data
                ))
                .help(format!("let the SRV record name `{}`", alias.data))
                .origin(alias.origin.clone());
        }
    }
}

fn srv_and_txt_differ_in_case(instance: &InstanceContext<'_>, findings: &mut Findings) {
    let (Some(srv), Some(txt)) = (instance.srv.first(), instance.txt.first()) else {
        return;
    };
    // Where the PTR record already differs from the SRV record, that is the fault to tell.
    let has_other_rule = instance
        .pointers
        .iter()
        .any(|seen| !seen.data.target.eq_exact(&srv.owner));
    if !srv.owner.eq_exact(&txt.owner) && !has_other_rule {
        findings
            .report(format!(
                "the SRV record is of `{}` and the TXT record of `{}`",
                srv.owner, txt.owner
            ))
            .help("write the name alike in all records");
    }
}
