//! The names and addresses by which the parts of a cluster are dialled.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::catalog::End;
use crate::pki::{DnsName, San};
use crate::plan::{Member, Plan};

/// All by which a member is dialled: its Kubernetes services, with and without
/// `-headless`, and what the plan adds.
pub fn member_names(plan: &Plan, member: &Member) -> Vec<San> {
    let service = format!("{}-{}", plan.cluster.name, member.component);
    let services = plan.cluster.service_names(&service);
    let headless = plan.cluster.service_names(&format!("{service}-headless"));
    services
        .into_iter()
        .chain(headless)
        .chain(member.dns.iter().cloned())
        .map(San::Dns)
        .chain(member.ips.iter().copied().map(San::Ip))
        .collect()
}

/// All by which the servers outside Mimir are dialled that the plan's surfaces
/// speak TLS with. They show the same certificate as Mimir's own servers.
pub fn external_names(plan: &Plan) -> Vec<San> {
    let mut names = Vec::new();
    for link in super::links(plan) {
        let (End::Component(_), End::External(_)) = (link.from, link.to) else {
            continue;
        };
        match plan.surfaces.get(link.surface) {
            Some(Some(endpoint)) => names.push(endpoint.host.clone()),
            Some(None) | None => names.extend(service(plan, link.to).into_iter().map(San::Dns)),
        }
    }
    names
}

/// What every server certificate carries: the shared name first, what the plan
/// adds, and the machine's own names.
pub fn own_names(plan: &Plan) -> Vec<San> {
    let loopback = [
        IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(Ipv6Addr::LOCALHOST),
    ];
    let localhost = "localhost".parse().into_iter();
    std::iter::once(San::Dns(plan.server_name.clone()))
        .chain(plan.certificates.dns.iter().cloned().map(San::Dns))
        .chain(localhost)
        .chain(loopback.map(San::Ip))
        .chain(plan.certificates.ips.iter().copied().map(San::Ip))
        .collect()
}

/// Where somebody outside dials a member: each of its own names and addresses,
/// or else its service.
pub fn dialled_hosts(plan: &Plan, member: &Member) -> Vec<San> {
    let names = member.dns.iter().filter(|name| !name.is_wildcard());
    let names = names.cloned().map(San::Dns);
    let own: Vec<San> = names
        .chain(member.ips.iter().copied().map(San::Ip))
        .collect();
    match own.is_empty() {
        true => {
            let service = service(plan, End::Component(member.component));
            service
                .into_iter()
                .next_back()
                .map(San::Dns)
                .into_iter()
                .collect()
        }
        false => own,
    }
}

/// The names that somebody who dials a party by name uses: the full name of its
/// service, and whatever the plan adds.
pub(super) fn dialled(plan: &Plan, to: End) -> Vec<DnsName> {
    let mut names: Vec<_> = service(plan, to)
        .into_iter()
        .next_back()
        .into_iter()
        .collect();
    if let End::Component(component) = to
        && let Some(member) = plan.member(component)
    {
        names.extend(
            member
                .dns
                .iter()
                .filter(|name| !name.is_wildcard())
                .cloned(),
        );
    }
    names
}

fn service(plan: &Plan, end: End) -> Vec<DnsName> {
    plan.cluster
        .service_names(&format!("{}-{end}", plan.cluster.name))
}
