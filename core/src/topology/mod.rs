//! Who dials whom in a plan's cluster, over which surface, by what name.
//!
//! The rows are the catalog's; here they meet the members and surfaces of one
//! plan and become [`Link`]s, each of which is to be proven.
//!
//! ```
//! use mimir_tls::plan::{Plan, PlanFile};
//! use mimir_tls::topology::{Dial, links};
//!
//! let file = PlanFile::parse(b"version: 1\nmode: monolithic\n")?;
//! let (plan, _) = Plan::resolve(&file)?;
//! let links = links(&plan);
//! let link = links.iter().find(|link| link.surface.id() == "ingester-client");
//! assert!(link.is_some_and(|link| matches!(link.dial, Dial::Ip(_))));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod names;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

pub(crate) use names::beginnings;
pub use names::{Named, Names, Why, dialled_hosts, unplaced};

use crate::catalog::{
    By, Catalog, Component, End, External, Material, Protocol, Surface, SurfaceKind,
};
use crate::pki::{DnsName, San};
use crate::plan::{Member, Plan};

/// Stands for any address: one that is kept for documentation (RFC 5737), so that
/// no certificate holds it by chance, as each holds the loopback's.
pub const ANY: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 1);

/// The name or address by which the dialling side knows the other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dial {
    /// An address out of a ring, a gossip or a resolved name. Where the plan
    /// names no address this is [`ANY`].
    Ip(IpAddr),
    /// A DNS name, as the dialling side has it.
    Name(DnsName),
}

impl fmt::Display for Dial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(ip) => ip.fmt(f),
            Self::Name(name) => f.write_str(name.as_str()),
        }
    }
}

/// Who dials whom in one cluster; a composite member dials for all its parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The end that dials: a member of the plan, or somebody outside Mimir.
    pub from: End,
    /// The end that is dialled.
    pub to: End,
    /// Where the link's TLS options are: the client's surface, or the server's
    /// where the client is no part of Mimir.
    pub surface: &'static Surface,
    /// The protocol that is spoken inside TLS.
    pub protocol: Protocol,
    /// The name or address by which the end is dialled.
    pub dial: Dial,
}

/// Every link of a plan's cluster: those between its members, those from
/// outside, and those to the servers that the chosen surfaces dial.
pub fn links(plan: &Plan) -> Vec<Link> {
    let mut links = Vec::new();
    for row in Catalog::builtin().links(plan.release) {
        let from_inside = row.from.component().is_some();
        if from_inside && !plan.speaks_tls(row.surface) {
            continue;
        }
        let is_there = |end: End| end.external().is_none_or(|it| it.is_on(plan.platform));
        if !is_there(row.from) || !is_there(row.to) {
            continue;
        }
        for from in ends(plan, row.from) {
            for to in ends(plan, row.to) {
                links.extend(
                    dials(plan, row.surface, row.by, (from, to))
                        .into_iter()
                        .map(|dial| Link {
                            from,
                            to,
                            surface: row.surface,
                            protocol: row.protocol,
                            dial,
                        }),
                );
            }
        }
    }
    // An Alertmanager outside Mimir is notified where there is none inside, or
    // where the plan names it.
    let inside = |link: &Link| {
        link.surface.kind() == SurfaceKind::HttpClient && link.to.component().is_some()
    };
    let named = |link: &Link| matches!(plan.surfaces.get(link.surface), Some(Some(_)));
    let has_inside = links.iter().any(|link| inside(link) && !named(link));
    links.retain(|link| match (link.surface.kind(), link.to) {
        (SurfaceKind::HttpClient, End::External(_)) => !has_inside,
        (SurfaceKind::HttpClient, End::Component(_)) => !named(link),
        _ => true,
    });
    links.sort();
    links.dedup();
    links
}

/// The members that stand for one end of a row.
fn ends(plan: &Plan, end: End) -> Vec<End> {
    let End::Component(component) = end else {
        return vec![end];
    };
    plan.members
        .iter()
        .filter(|member| runs(plan, member.component, component))
        .map(|member| End::Component(member.component))
        .collect()
}

/// Whoever dials `link` from outside and is refused under the plan's own policy,
/// with what such a thing usually has in hand: it speaks plaintext, or has no
/// certificate where every client must show one.
///
/// ```
/// use mimir_tls::plan::{Plan, PlanFile};
/// use mimir_tls::topology;
///
/// let file = PlanFile::parse(b"version: 1\npolicy: {http: RequireAndVerifyClientCert}\n")?;
/// let (plan, _) = Plan::resolve(&file)?;
/// let links = topology::links(&plan);
/// let refused = links.iter().filter_map(|link| topology::refused(&plan, link));
/// assert!(refused.map(|it| it.name()).any(|name| name == "grafana"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn refused(plan: &Plan, link: &Link) -> Option<External> {
    let End::External(external) = link.from else {
        return None;
    };
    let is_refused = plan.speaks_tls(link.surface)
        && match external.material() {
            Some(Material::Plaintext) => true,
            Some(Material::ClientCertificate) => false,
            Some(Material::None | Material::Ca) | None => plan.policy.http.requires(),
        };
    is_refused.then_some(external)
}

/// The member that does the work of `component`: its own, or one that does it
/// among other things.
pub fn member_running(plan: &Plan, component: Component) -> Option<&Member> {
    let members = plan.members.iter();
    members
        .filter(|member| runs(plan, member.component, component))
        .min_by_key(|member| member.component != component)
}

fn runs(plan: &Plan, member: Component, component: Component) -> bool {
    Catalog::builtin()
        .expand(member, plan.release)
        .contains(&component)
}

fn dials(plan: &Plan, surface: &'static Surface, by: By, (from, to): (End, End)) -> Vec<Dial> {
    let endpoint = plan.surfaces.get(surface).and_then(Option::as_ref);
    match (to, endpoint.map(|endpoint| &endpoint.host), by) {
        (End::External(_), Some(San::Ip(ip)), _) => vec![Dial::Ip(*ip)],
        (End::External(_), Some(San::Dns(name)), By::Name) => vec![Dial::Name(name.clone())],
        (_, _, By::Name) => names::dialled(plan, from, to),
        (_, _, By::Ip) => {
            let member = to.component().and_then(|component| plan.member(component));
            let ips = member.map_or(&[][..], |member| &member.ips);
            let any = ips.is_empty().then_some(IpAddr::V4(ANY));
            ips.iter().copied().chain(any).map(Dial::Ip).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::plan::PlanFile;

    fn plan(text: &str) -> Plan {
        let file = PlanFile::parse(format!("version: 1\n{text}").as_bytes()).unwrap();
        Plan::resolve(&file).unwrap().0
    }

    /// The links over one surface, `from -> to by dial`.
    fn over(text: &str, surface: &str) -> Vec<String> {
        let links = links(&plan(text));
        let over = links.iter().filter(|link| link.surface.id() == surface);
        over.map(|link| format!("{} -> {} by {}", link.from, link.to, link.dial))
            .collect()
    }

    #[test]
    fn members_dial_addresses_of_the_plan_or_any() {
        let two = "components: {distributor: {}, ingester: {ips: [10.0.0.7, 10.0.0.8]}}";
        assert_eq!(
            over(two, "ingester-client"),
            [
                "distributor -> ingester by 10.0.0.7",
                "distributor -> ingester by 10.0.0.8"
            ]
        );
        let none = "components: [distributor, ingester]";
        assert_eq!(
            over(none, "ingester-client"),
            [format!("distributor -> ingester by {ANY}")]
        );
    }

    #[test]
    fn a_composite_member_dials_and_is_dialled_for_its_parts() {
        let all = over("mode: monolithic", "ingester-client");
        assert_eq!(all, [format!("all -> all by {ANY}")]);
    }

    #[test]
    fn who_is_not_there_is_not_dialled() {
        assert!(over("components: [distributor]", "ingester-client").is_empty());
        let off = "components: [ingester]\nsurfaces: {memberlist: false}";
        assert!(over(off, "memberlist").is_empty());
    }

    #[test]
    fn a_server_outside_is_dialled_by_its_address_or_as_a_service() {
        let by = |choice: &str| {
            over(
                &format!("components: [distributor]\nsurfaces: {{kafka: {choice}}}"),
                "kafka",
            )
        };
        assert_eq!(
            by("'broker.example:9093'"),
            ["distributor -> kafka by broker.example"]
        );
        assert_eq!(
            by("'192.0.2.7:9093'"),
            ["distributor -> kafka by 192.0.2.7"]
        );
        assert_eq!(by("true"), ["distributor -> kafka by kafka.internal"]);
        let on = |platform: &str| {
            let text = format!(
                "platform: {platform}\ncomponents: [distributor]\nsurfaces: {{kafka: true}}"
            );
            over(&text, "kafka")
        };
        assert_eq!(
            on("kubernetes"),
            ["distributor -> kafka by mimir-kafka.mimir.svc.cluster.local"]
        );
        assert_eq!(on("compose"), ["distributor -> kafka by mimir-kafka"]);
    }

    #[test]
    fn an_alertmanager_outside_is_notified_where_there_is_none_inside() {
        let to = |text: &str| {
            let links = links(&plan(text));
            let notified = links
                .iter()
                .filter(|link| link.surface.kind() == SurfaceKind::HttpClient);
            let mut to: Vec<_> = notified.map(|link| link.to.to_string()).collect();
            to.dedup();
            to
        };
        assert_eq!(to("components: [ruler, alertmanager]"), ["alertmanager"]);
        let outside = "surfaces: {ruler-alertmanager-client: true}";
        assert_eq!(
            to(&format!("components: [ruler]\n{outside}")),
            ["external-alertmanager"]
        );
        let named = "surfaces: {ruler-alertmanager-client: 'alerts.example:9093'}";
        assert_eq!(
            to(&format!("components: [ruler, alertmanager]\n{named}")),
            ["external-alertmanager"]
        );
    }

    #[test]
    fn each_link_is_there_once_and_in_order() {
        let links = links(&plan(""));
        assert!(links.is_sorted_by(|one, other| one < other));
    }
}
