//! The names and addresses by which the parts of a cluster are dialled, and why
//! each of them stands in a certificate.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{Dial, Link};
use crate::catalog::{Catalog, Component, End, Field, Service};
use crate::language::Language;
use crate::pki::{DnsName, San};
use crate::plan::{Member, Plan, Platform, Target};
use crate::sorted::SortedSet;

/// A name or an address in a certificate, and why it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name or the address.
    pub san: San,
    /// Why a certificate has it.
    pub why: Why,
}

/// Why a certificate has a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It is the shared one, which every client verifies that dials an address.
    Shared,
    /// It is the machine's own, by which what runs beside a process dials it.
    Machine,
    /// The plan says so, at this key.
    Plan(String),
    /// A party is dialled by it, and whoever dials verifies it.
    Dialled {
        /// The party that is dialled.
        to: End,
        /// Those that dial it.
        by: Vec<End>,
    },
}

impl Why {
    /// The reason in a few words.
    pub fn said(&self, language: Language) -> String {
        let words = |english: &str, german: &str| match language {
            Language::English => english.to_owned(),
            Language::German => german.to_owned(),
        };
        match self {
            Self::Shared => words(
                "the shared name, verified by who dials an address",
                "der gemeinsame Name, geprüft von denen, die eine Adresse ansprechen",
            ),
            Self::Machine => words(
                "the machine's own, for what runs beside a process",
                "der Maschine eigen, für was neben einem Prozess läuft",
            ),
            Self::Plan(key) => format!("{}, `{key}`", words("the plan", "der Plan")),
            Self::Dialled { to, by } => {
                let by: Vec<_> = by.iter().map(ToString::to_string).collect();
                let dialled = words("as dialled by", "angesprochen von");
                format!("{to}, {dialled} {}", by.join(", "))
            }
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said(Language::English))
    }
}

/// Every name of a plan's certificates. No name is there that nobody dials.
#[derive(Debug)]
pub struct Names<'a> {
    plan: &'a Plan,
    links: Vec<Link>,
}

impl<'a> Names<'a> {
    /// The names of `plan`.
    pub fn of(plan: &'a Plan) -> Self {
        let links = super::links(plan);
        Self { plan, links }
    }

    /// What every server certificate carries: the shared name first, what the
    /// plan adds, and the machine's own names.
    pub fn own(&self) -> Vec<Named> {
        let plan = self.plan;
        let named = |san, why: &Why| Named {
            san,
            why: why.clone(),
        };
        let (dns, ips) = (
            Why::Plan("certificates.dns".to_owned()),
            Why::Plan("certificates.ips".to_owned()),
        );
        let loopback = [
            IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(Ipv6Addr::LOCALHOST),
        ];
        let mut all = vec![named(San::Dns(plan.server_name.clone()), &Why::Shared)];
        let given = plan.certificates.dns.iter().cloned();
        all.extend(given.map(|name| named(San::Dns(name), &dns)));
        let localhost = "localhost".parse().into_iter().map(San::Dns);
        let machine = localhost.chain(loopback.map(San::Ip));
        all.extend(machine.map(|san| named(san, &Why::Machine)));
        let given = plan.certificates.ips.iter().copied();
        all.extend(given.map(|ip| named(San::Ip(ip), &ips)));
        all
    }

    /// All by which a member is dialled: the names that the platform gives it,
    /// as far as somebody verifies them, and what the plan adds.
    pub fn member(&self, member: &Member) -> Vec<Named> {
        let component = member.component;
        let plan = |key: &str| Why::Plan(format!("components.{component}.{key}"));
        let said = (member.dns.iter().cloned().map(San::Dns).map(|san| Named {
            san,
            why: plan("dns"),
        }))
        .chain(member.ips.iter().copied().map(San::Ip).map(|san| Named {
            san,
            why: plan("ips"),
        }));
        let mut all = self.dialled(End::Component(component));
        all.extend(said);
        distinct(all)
    }

    /// All by which the servers outside Mimir are dialled that the plan's
    /// surfaces speak TLS with. They show the same certificate as Mimir's own
    /// servers.
    pub fn outside(&self) -> Vec<Named> {
        let mut all = Vec::new();
        for link in &self.links {
            let (End::Component(_), End::External(_)) = (link.from, link.to) else {
                continue;
            };
            if let Some(Some(endpoint)) = self.plan.surfaces.get(link.surface) {
                all.push(Named {
                    san: endpoint.host.clone(),
                    why: Why::Plan(format!("surfaces.{}", link.surface.id())),
                });
            }
        }
        let ends: SortedSet<End> = self.links.iter().map(|link| link.to).collect();
        let outside = ends.into_iter().filter(|end| end.external().is_some());
        all.extend(outside.flat_map(|end| self.dialled(end)));
        distinct(all)
    }

    /// The names of all, each once: what one certificate for everybody has.
    pub fn all(&self) -> Vec<Named> {
        let members = self.plan.members.iter();
        let mut all = self.own();
        all.extend(members.flat_map(|member| self.member(member)));
        all.extend(self.outside());
        distinct(all)
    }

    /// The names of its own by which `to` is dialled and verified, each with
    /// those who do.
    fn dialled(&self, to: End) -> Vec<Named> {
        let mut all: Vec<(DnsName, Vec<End>)> = Vec::new();
        let verified = |link: &&Link| link.to == to && self.verifies_its_dial(link);
        for link in self.links.iter().filter(verified) {
            for name in names(self.plan, link) {
                match all.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, by)) if by.contains(&link.from) => {}
                    Some((_, by)) => by.push(link.from),
                    None => all.push((name, vec![link.from])),
                }
            }
        }
        let named = all.into_iter().map(|(name, by)| Named {
            san: San::Dns(name),
            why: Why::Dialled { to, by },
        });
        named.collect()
    }

    /// Whether who dials verifies the name that it dials, and no other that it
    /// was given: somebody outside, or a client that heeds no such option.
    fn verifies_its_dial(&self, link: &Link) -> bool {
        let release = self.plan.release;
        match link.from {
            End::External(external) => external.verifies() && self.plan.speaks_tls(link.surface),
            End::Component(_) => {
                let option = Catalog::builtin().option(link.surface, Field::ServerName, release);
                option.is_none_or(|option| option.is_ignored(release))
            }
        }
    }
}

/// The names that a link's dial stands for: all forms of the service's.
fn names(plan: &Plan, link: &Link) -> Vec<DnsName> {
    let Dial::Name(dialled) = &link.dial else {
        return Vec::new();
    };
    let Some(service) = service(plan, link.from, link.to) else {
        return Vec::new();
    };
    let to = link.to.to_string();
    let beginnings = beginnings(plan, link.to).into_iter();
    let forms = beginnings.flat_map(|it| service.names(plan.cluster.parts(&to).beginning(it)));
    let forms: Vec<DnsName> = forms.filter_map(|name| name.parse().ok()).collect();
    match forms.contains(dialled) {
        true => forms,
        false => Vec::new(),
    }
}

/// Where somebody outside dials a member: each of its own names and addresses,
/// or else the name that the platform gives it, or else the shared name.
pub fn dialled_hosts(plan: &Plan, member: &Member) -> Vec<San> {
    let names = member.dns.iter().filter(|name| !name.is_wildcard());
    let names = names.cloned().map(San::Dns);
    let own: Vec<San> = names
        .chain(member.ips.iter().copied().map(San::Ip))
        .collect();
    if !own.is_empty() {
        return own;
    }
    let anybody = End::Component(member.component);
    let dials = dialled(plan, anybody, anybody).into_iter();
    dials
        .map(|dial| match dial {
            Dial::Name(name) => San::Dns(name),
            Dial::Ip(ip) => San::Ip(ip),
        })
        .collect()
}

/// How somebody who knows a party by name dials it: by the name that the
/// platform gives it and by whatever the plan adds. Where there is no name, by
/// its addresses; where the plan has none either, by the shared name, which is
/// the one that the party's certificate has.
pub(super) fn dialled(plan: &Plan, from: End, to: End) -> Vec<Dial> {
    let mut names: Vec<Dial> = service(plan, from, to)
        .and_then(|service| {
            let of = to.to_string();
            let beginning = beginnings(plan, to).into_iter().next()?;
            let name = service.name(plan.cluster.parts(&of).beginning(beginning));
            name.parse().ok()
        })
        .map(Dial::Name)
        .into_iter()
        .collect();
    let member = to.component().and_then(|component| plan.member(component));
    let said = member.map_or(&[][..], |member| &member.dns).iter();
    names.extend(said.filter(|it| !it.is_wildcard()).cloned().map(Dial::Name));
    if names.is_empty() {
        let ips = member.map_or(&[][..], |member| &member.ips).iter();
        names.extend(ips.copied().map(Dial::Ip));
    }
    if names.is_empty() {
        names.push(Dial::Name(plan.server_name.clone()));
    }
    names
}

/// What the names of a component's services begin with, that by which it is
/// dialled first: the cluster's name, but nothing at all in the manifests of
/// Mimir's own Jsonnet library. A plan for manifests of other making too has both.
pub(crate) fn beginnings(plan: &Plan, of: End) -> Vec<&str> {
    let own = plan.cluster.prefix.as_str();
    let has = |target| plan.targets.contains(&target);
    match (of, has(Target::Jsonnet), has(Target::Kubernetes)) {
        (End::External(_), ..) | (_, false, _) => vec![own],
        (End::Component(_), true, true) => vec![own, ""],
        (End::Component(_), true, false) => vec![""],
    }
}

/// The members of which a plan for hosts says no name and no address, so that
/// whoever calls them from outside is told the shared name instead.
pub fn unplaced(plan: &Plan) -> Vec<Component> {
    if plan.platform != Platform::Hosts {
        return Vec::new();
    }
    let shared = San::Dns(plan.server_name.clone());
    let is_unplaced = |member: &&Member| dialled_hosts(plan, member) == [shared.clone()];
    let members = plan.members.iter().filter(is_unplaced);
    members.map(|member| member.component).collect()
}

fn service(plan: &Plan, from: End, to: End) -> Option<&'static Service> {
    Catalog::builtin().service(plan.platform, from, to)
}

/// Each name once, with the first reason for it.
fn distinct(names: Vec<Named>) -> Vec<Named> {
    let mut seen = SortedSet::new();
    let mut names = names;
    names.retain(|named| seen.insert(named.san.clone()));
    names
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

    /// Each name of one certificate for everybody, with why it is there.
    fn names(text: &str) -> Vec<String> {
        let plan = plan(text);
        let names = Names::of(&plan).all().into_iter();
        names
            .map(|named| format!("{}: {}", named.san, named.why))
            .collect()
    }

    fn of_member(text: &str) -> Vec<String> {
        let plan = plan(text);
        let names = Names::of(&plan).member(plan.members.first().unwrap());
        let names = names.into_iter();
        names.map(|named| named.san.to_string()).collect()
    }

    const OWN: [&str; 4] = [
        "mimir.internal: the shared name, verified by who dials an address",
        "localhost: the machine's own, for what runs beside a process",
        "127.0.0.1: the machine's own, for what runs beside a process",
        "::1: the machine's own, for what runs beside a process",
    ];

    #[test]
    fn hosts_have_the_shared_name_and_what_the_plan_says() {
        assert_eq!(names(""), OWN);
        let said = "components: {ingester: {dns: [i.example], ips: [10.0.0.7]}, ruler: {}}\n\
             certificates: {dns: [g.example], ips: [10.0.0.1]}";
        assert_eq!(
            names(said),
            [
                OWN[0],
                "g.example: the plan, `certificates.dns`",
                OWN[1],
                OWN[2],
                OWN[3],
                "10.0.0.1: the plan, `certificates.ips`",
                "i.example: the plan, `components.ingester.dns`",
                "10.0.0.7: the plan, `components.ingester.ips`",
            ]
        );
    }

    #[test]
    fn a_name_is_there_because_somebody_dials_and_verifies_it() {
        let compose = names("platform: compose\ncomponents: [distributor, ingester]");
        assert_eq!(
            compose[4..],
            ["mimir-distributor: distributor, as dialled by gateway, remote-writer, mimirtool"]
        );
        // Nobody verifies by name what speaks plaintext.
        let plaintext = names("platform: compose\nsurfaces: {server-http: false}");
        assert_eq!(plaintext, OWN);
        // memcached's client is told the shared name; etcd's heeds none since 3.0.
        let caches = names("components: [store-gateway]\nsurfaces: [memcached, etcd]");
        assert_eq!(
            caches[4..],
            ["etcd.internal: etcd, as dialled by store-gateway"]
        );
        let before = names("release: 2.17\ncomponents: [store-gateway]\nsurfaces: [etcd]");
        assert_eq!(before, OWN);
    }

    #[test]
    fn kubernetes_and_its_chart_have_the_names_of_their_services() {
        let at = "components: {distributor: {dns: [d.example], ips: [10.0.0.9]}}\n\
             cluster: {name: m, namespace: n, domain: d.example}";
        let service = [
            "m-distributor.n.svc.d.example",
            "m-distributor.n.svc",
            "m-distributor.n",
        ];
        let manifests = of_member(at);
        assert_eq!(manifests[..3], service);
        assert_eq!(manifests[3..], ["d.example", "10.0.0.9"]);
        let chart = of_member(&format!("platform: helm\n{at}"));
        for name in [
            "m-mimir-distributor-headless.n.svc.d.example",
            "m-mimir-distributor-headless.n.svc",
            "m-mimir-distributor.n.svc",
        ] {
            assert!(chart.contains(&name.to_owned()), "{name}: {chart:?}");
        }
        // An ingester is dialled by its address alone, and its name by nobody
        // who verifies it.
        assert_eq!(of_member("platform: helm\ncomponents: [ingester]"), [""; 0]);
    }

    /// Mimir's own library calls its Services as their components.
    #[test]
    fn who_has_mimirs_library_has_the_names_of_its_services() {
        let at = "platform: kubernetes\ncomponents: [distributor]\ntargets: ";
        let library = [
            "distributor.mimir.svc.cluster.local",
            "distributor.mimir.svc",
            "distributor.mimir",
        ];
        assert_eq!(of_member(&format!("{at}[jsonnet]")), library);
        let other = of_member(&format!("{at}[kubernetes]"));
        assert_eq!(other, library.map(|name| format!("mimir-{name}")));
        let both = of_member(&format!("{at}[jsonnet, kubernetes]"));
        let one_by_one: SortedSet<&str> =
            (other.iter().map(String::as_str)).chain(library).collect();
        assert_eq!(both.len(), one_by_one.len());
        assert!(both.iter().all(|name| one_by_one.contains(name.as_str())));
    }

    #[test]
    fn members_without_a_name_or_address_are_told_on_hosts_alone() {
        let of = |text: &str| {
            let unplaced = unplaced(&plan(text)).into_iter();
            unplaced.map(Component::name).collect::<Vec<_>>()
        };
        let two = "components: {distributor: {}, ruler: {dns: ['*.mimir.example']}, ingester: {ips: [10.0.0.7]}}";
        assert_eq!(of(two), ["distributor", "ruler"]);
        assert!(of(&format!("platform: compose\n{two}")).is_empty());
    }

    #[test]
    fn everybody_who_is_dialled_by_name_has_one() {
        for platform in ["hosts", "compose", "kubernetes", "helm"] {
            let plan = plan(&format!("platform: {platform}"));
            for link in super::super::links(&plan) {
                if let Dial::Name(name) = &link.dial {
                    let verified = Names::of(&plan).verifies_its_dial(&link);
                    let held = Names::of(&plan).all().into_iter();
                    let held = held
                        .map(|named| named.san)
                        .any(|san| san == San::Dns(name.clone()));
                    assert!(held || !verified, "{platform}: {link:?}");
                }
            }
        }
    }
}
