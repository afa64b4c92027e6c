//! The certificates that a plan wants: a CA, and under it one set for all
//! processes or one for each component.
//!
//! ```
//! use mimir_tls::bundle::Bundle;
//! use mimir_tls::pki::{Instant, SeededEntropy};
//! use mimir_tls::plan::{Plan, PlanFile};
//!
//! let file = PlanFile::parse(b"version: 1\nmode: monolithic\ncertificates: {algorithm: ed25519}\n")?;
//! let (plan, _) = Plan::resolve(&file)?;
//! let mut entropy = SeededEntropy::new([7; 32]);
//! let bundle = Bundle::issue(&plan, &mut entropy, Instant::from_unix(1_800_000_000))?;
//! assert!(bundle.folder.has_ca_key());
//! assert!(bundle.leaves_end <= bundle.ca_ends);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod kept;

pub use kept::Kept;

use crate::artifact::Content;
use crate::folder::{self, CertFile, CertFolder, Owner};
use crate::pki::{
    self, CaParams, DnsName, Entropy, Instant, LeafParams, NameConstraints, Role, San, Validity,
};
use crate::plan::{ClusterNames, Constraints, Plan, Preset, Profile};
use crate::topology::{Named, Names};

/// A CA with all certificates that it has signed for a plan.
#[derive(Debug)]
pub struct Bundle {
    /// The certificate and key files, each at its place in the folder.
    pub folder: CertFolder,
    /// When the first of the certificates ends.
    pub leaves_end: Instant,
    /// The last second at which the CA is valid.
    pub ca_ends: Instant,
}

impl Bundle {
    /// Makes all keys and certificates of a plan, valid from `now`.
    ///
    /// # Errors
    ///
    /// A validity past the year 9999, a name that the CA's constraints forbid,
    /// or a key that cannot be made here.
    pub fn issue(
        plan: &Plan,
        entropy: &mut dyn Entropy,
        now: Instant,
    ) -> Result<Self, pki::PkiError> {
        Self::issue_with(plan, &mut Kept::default(), entropy, now)
    }

    /// [`Bundle::issue`] over what was kept: certificates that the plan still
    /// wants as they are stay, others are signed anew over the keys that are
    /// there, and only what is missing is made.
    ///
    /// # Errors
    ///
    /// As [`Bundle::issue`].
    pub fn issue_with(
        plan: &Plan,
        kept: &mut Kept,
        entropy: &mut dyn Entropy,
        now: Instant,
    ) -> Result<Self, pki::PkiError> {
        let has_own_ca = kept.has_own_ca();
        let mut desk = kept.open(ca_params(plan, now)?, entropy)?;
        let ca = desk.ca();
        let ca_ends = ca.root().validity.not_after();
        let (roots, chain) = (ca.roots().to_owned(), ca.chain().to_owned());
        let certificates = &plan.certificates;
        let name = |file: CertFile| file.name(certificates.profile);
        let mut folder = CertFolder::default();
        // Who brought the CA has its key already; one copy more is one too many.
        if !has_own_ca {
            folder.put_ca_key(ca.root().key.clone());
        }
        folder.put(
            Owner::Cluster,
            name(CertFile::Root),
            Content::Text(roots.clone()),
        );
        let mut leaves_end = ca_ends;
        for wanted in wanted(plan) {
            let owner = wanted.owner;
            folder.put(owner, name(CertFile::Root), Content::Text(roots.clone()));
            let key = wanted.key_path();
            let params = wanted.params(plan, now)?;
            let issued = desk.leaf(&key, params, entropy)?;
            leaves_end = leaves_end.min(issued.validity.not_after());
            let certificate = Content::Text(format!("{}{chain}", issued.certificate));
            folder.put(owner, wanted.certificate, certificate);
            folder.put(owner, wanted.key, Content::Secret(issued.key.clone()));
        }
        Ok(Self {
            folder,
            leaves_end,
            ca_ends,
        })
    }
}

fn ca_params(plan: &Plan, now: Instant) -> Result<CaParams, pki::PkiError> {
    let certificates = &plan.certificates;
    Ok(CaParams {
        subject: certificates.ca_subject.clone(),
        algorithm: certificates.algorithm,
        validity: Validity::starting(now, certificates.ca_days)?,
        name_constraints: name_constraints(plan)?,
    })
}

/// A certificate that a plan wants, and what its files are called.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The owner of the certificate.
    pub owner: Owner,
    /// The role that the certificate is for.
    pub role: Role,
    /// The common name of its subject.
    pub common_name: String,
    /// The names and addresses of the certificate; none for a client's.
    pub sans: Vec<San>,
    /// The name of the certificate's file.
    pub certificate: &'static str,
    /// The name of the key's file.
    pub key: &'static str,
}

impl Wanted {
    /// The path of the certificate in the output folder.
    pub fn certificate_path(&self) -> String {
        format!("{}{}", folder::certificates(self.owner), self.certificate)
    }

    /// The path of its key in the output folder, which tells it from every other.
    pub fn key_path(&self) -> String {
        format!("{}{}", folder::certificates(self.owner), self.key)
    }

    /// What a CA of `plan` is asked to sign, valid from `now`.
    ///
    /// # Errors
    ///
    /// A subject or a validity that cannot be.
    pub fn params(&self, plan: &Plan, now: Instant) -> Result<LeafParams, pki::PkiError> {
        let certificates = &plan.certificates;
        let subject = &certificates.leaf_subject;
        Ok(LeafParams {
            subject: subject.with_common_name(&self.common_name)?,
            sans: self.sans.clone(),
            role: self.role,
            algorithm: certificates.algorithm,
            validity: Validity::starting(now, certificates.leaf_days)?,
        })
    }
}

/// Every certificate of a plan: a server's and a client's, or one for both, for
/// everybody or for each component.
pub fn wanted(plan: &Plan) -> Vec<Wanted> {
    let profile = plan.certificates.profile;
    let names = Names::of(plan);
    let mut owners: Vec<(Owner, Vec<San>)> = Vec::new();
    if profile == Profile::PerComponent {
        for member in &plan.members {
            let sans = [names.own(), names.member(member)].concat();
            owners.push((Owner::Component(member.component), distinct(sans)));
        }
        let sans = [names.own(), names.outside()].concat();
        owners.push((Owner::Outside, distinct(sans)));
    } else {
        owners.push((Owner::Cluster, distinct(names.all())));
    }
    let mut all = Vec::new();
    for (owner, sans) in owners {
        let mut want = |role, sans, certificate: CertFile, key: CertFile| {
            all.push(Wanted {
                owner,
                role,
                common_name: common_name(plan, role, owner),
                sans,
                certificate: certificate.name(profile),
                key: key.name(profile),
            });
        };
        match profile {
            Profile::Single => want(Role::Both, sans, CertFile::Server, CertFile::ServerKey),
            Profile::Split | Profile::PerComponent => {
                want(Role::Server, sans, CertFile::Server, CertFile::ServerKey);
                want(
                    Role::Client,
                    Vec::new(),
                    CertFile::Client,
                    CertFile::ClientKey,
                );
            }
        }
    }
    all
}

/// Go ignores the CN, so it only has to tell people which certificate they see.
/// It has no dot: OpenSSL would hold a dotted one against name constraints.
fn common_name(plan: &Plan, role: Role, owner: Owner) -> String {
    let role = match role {
        Role::Client => "client",
        Role::Server | Role::Both if plan.certificates.preset == Preset::Docs => "localhost",
        Role::Server | Role::Both => "server",
    };
    match owner.word() {
        Some(owner) => format!("{owner} {role}"),
        None => role.to_owned(),
    }
}

/// The names to which a plan's CA is bound.
///
/// # Errors
///
/// A name of the plan's that no constraint can have.
pub fn name_constraints(plan: &Plan) -> Result<Option<NameConstraints>, pki::PkiError> {
    match &plan.certificates.name_constraints {
        Constraints::None => return Ok(None),
        Constraints::Permitted(permitted) => return Ok(Some(permitted.clone())),
        Constraints::Own => {}
    }
    // Each service is under its namespace, however much of the domain is said.
    let ClusterNames {
        namespace, domain, ..
    } = &plan.cluster;
    let roots = [
        namespace.to_string(),
        format!("{namespace}.svc"),
        format!("{namespace}.svc.{domain}"),
    ];
    let is_service = |name: &DnsName| {
        let mut roots = roots.iter();
        plan.platform.is_kubernetes()
            && roots.any(|root| name.as_str().ends_with(&format!(".{root}")))
    };
    let mut dns: Vec<DnsName> = Vec::new();
    if plan.platform.is_kubernetes() {
        // One that is no name in itself, a number, is the end of none.
        dns.extend(roots.iter().filter_map(|root| root.parse().ok()));
    }
    let names = Names::of(plan).all().into_iter();
    let sans = names.map(|named| named.san).filter(|san| match san {
        San::Dns(name) => !is_service(name),
        San::Ip(_) => true,
    });
    let mut ips = Vec::new();
    for san in sans {
        match san {
            San::Dns(name) => dns.push(name.as_str().trim_start_matches("*.").parse()?),
            San::Ip(ip) => ips.push(ip.into()),
        }
    }
    NameConstraints::new(dns, ips).map(Some)
}

fn distinct(names: Vec<Named>) -> Vec<San> {
    let mut seen = crate::sorted::SortedSet::new();
    (names.into_iter().map(|named| named.san))
        .filter(|san| seen.insert(san.clone()))
        .collect()
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

    /// Whose, for which role, and as which file.
    fn files(text: &str) -> Vec<(Role, String)> {
        let wanted = wanted(&plan(text)).into_iter();
        wanted.map(|it| (it.role, it.key_path())).collect()
    }

    #[test]
    fn a_profile_decides_how_many_certificates_there_are() {
        let two = "components: [distributor, ingester]\ncertificates: {profile: ";
        let file = |role, path: &str| (role, path.to_owned());
        assert_eq!(
            files(&format!("{two}single}}")),
            [file(Role::Both, "certs/server.key")]
        );
        assert_eq!(
            files(&format!("{two}split}}")),
            [
                file(Role::Server, "certs/server.key"),
                file(Role::Client, "certs/client.key")
            ]
        );
        assert_eq!(
            files(&format!("{two}per-component}}")),
            [
                file(Role::Server, "certs/distributor/server.key"),
                file(Role::Client, "certs/distributor/client.key"),
                file(Role::Server, "certs/ingester/server.key"),
                file(Role::Client, "certs/ingester/client.key"),
                file(Role::Server, "certs/external/server.key"),
                file(Role::Client, "certs/external/client.key"),
            ]
        );
    }

    #[test]
    fn a_component_has_no_other_ones_names_and_a_client_has_none() {
        let plan = plan(
            "components: {distributor: {dns: [d.example]}, ingester: {dns: [i.example]}}\n\
             certificates: {profile: per-component}",
        );
        for want in wanted(&plan) {
            let has = |name: &str| want.sans.contains(&San::Dns(name.parse().unwrap()));
            let owner = want.owner.word();
            let is_server = want.role == Role::Server;
            assert_eq!(has("d.example"), is_server && owner == Some("distributor"));
            assert_eq!(has("i.example"), is_server && owner == Some("ingester"));
            assert_eq!(has(plan.server_name.as_str()), is_server, "{owner:?}");
            assert_eq!(want.sans.is_empty(), !is_server);
        }
    }

    #[test]
    fn a_name_that_is_wanted_twice_stands_once() {
        let plan = plan("certificates: {dns: [localhost, a.example, a.example]}");
        let sans = wanted(&plan).swap_remove(0).sans;
        let times = |name: &str| sans.iter().filter(|san| san.to_string() == name).count();
        assert_eq!((times("localhost"), times("a.example")), (1, 1));
    }

    /// A certificate goes over the wire at every handshake, and its names into
    /// every error of Go's that has to do with them.
    #[test]
    fn a_servers_certificate_on_hosts_is_small() {
        let members = (0..9).map(|at| format!("10.0.0.{at}"));
        let names = ["distributor", "ingester", "querier", "store-gateway"];
        let each = names.map(|name| {
            format!(
                "{name}: {{dns: [{name}.mimir.example.com], ips: [{}]}}",
                members.clone().collect::<Vec<_>>().join(", ")
            )
        });
        for text in [
            String::new(),
            format!("components: {{{}}}", each.join(", ")),
        ] {
            let mut entropy = pki::SystemEntropy::new();
            let now = Instant::from_unix(1_800_000_000);
            let bundle = Bundle::issue(&plan(&text), &mut entropy, now).unwrap();
            let mut all = bundle.folder.into_artifacts();
            let server = all.find(|it| it.path == "certs/server.crt").unwrap();
            assert!(
                server.bytes().len() < 2048,
                "{} bytes",
                server.bytes().len()
            );
        }
    }

    #[test]
    fn a_common_name_tells_people_whose_it_is() {
        let querier = Owner::Component("querier".parse().unwrap());
        for (preset, role, owner, wanted) in [
            ("default", Role::Server, Owner::Cluster, "server"),
            ("default", Role::Both, Owner::Cluster, "server"),
            ("default", Role::Client, Owner::Cluster, "client"),
            ("default", Role::Server, querier, "querier server"),
            ("default", Role::Client, Owner::Outside, "external client"),
            ("docs", Role::Server, Owner::Cluster, "localhost"),
            ("docs", Role::Client, Owner::Cluster, "client"),
        ] {
            let plan = plan(&format!("certificates: {{preset: {preset}}}"));
            assert_eq!(common_name(&plan, role, owner), wanted);
        }
    }

    #[test]
    fn a_ca_is_bound_to_nothing_to_its_own_names_or_to_those_said() {
        let bound = |text: &str| {
            let all = format!("certificates: {{ca: {{name_constraints: {text}}}}}");
            name_constraints(&plan(&all)).unwrap()
        };
        let dns = |name: &str| San::Dns(name.parse().unwrap());
        assert!(bound("false").is_none());
        let own = bound("true").unwrap();
        for name in ["mimir.internal", "localhost"] {
            assert!(own.admits(&dns(name)), "{name}");
        }
        for name in ["mimir.example.com", "other.internal", "x.mimir.svc"] {
            assert!(!own.admits(&dns(name)), "{name}");
        }
        let services = "platform: kubernetes\ncertificates: {ca: {name_constraints: true}}";
        let services = name_constraints(&plan(services)).unwrap().unwrap();
        for name in ["mimir.mimir.svc.cluster.local", "x.mimir.svc", "localhost"] {
            assert!(services.admits(&dns(name)), "{name}");
        }
        let said = bound("{dns: [example.com]}").unwrap();
        assert!(said.admits(&dns("mimir.example.com")));
        assert!(!said.admits(&dns("localhost")));
    }
}
