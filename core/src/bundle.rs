//! The certificates that a plan wants: a CA, and under it one set for all
//! processes or one for each component.

use std::collections::BTreeMap;

use crate::artifact::{Artifact, Content};
use crate::catalog::End;
use crate::pki::{
    self, Authority, CaParams, Entropy, Instant, Issued, LeafParams, NameConstraints, Role, San,
    Validity, issue_ca,
};
use crate::plan::{Constraints, Plan, Preset, Profile};
use crate::settings::CertFile;
use crate::topology;

/// A CA and all certificates under it.
#[derive(Debug)]
pub struct Bundle {
    /// The files.
    pub folder: CertFolder,
    /// When the first of the certificates ends.
    pub leaves_end: Instant,
    /// When the CA ends.
    pub ca_ends: Instant,
}

/// Certificates and keys as files, made just now or read from a folder.
#[derive(Debug, Default)]
pub struct CertFolder(BTreeMap<String, Content>);

/// The folder of certificates within the output.
const FOLDER: &str = "certs";

/// Below it, with a certificate for each component, what those get who are no
/// part of Mimir: gateways, scrapers, caches.
const OUTSIDE: &str = "external";

impl CertFolder {
    /// The files of a folder that was made before: paths below the output
    /// folder, such as `certs/server.crt`, and what is in them.
    pub fn from_files(files: impl IntoIterator<Item = (String, Content)>) -> Self {
        Self(files.into_iter().collect())
    }

    /// What one end of a link finds under `name` in its certificate folder.
    pub fn file(&self, owner: End, name: &str) -> Option<&[u8]> {
        let own = match owner {
            End::Component(component) => format!("{FOLDER}/{component}/{name}"),
            End::External(_) => format!("{FOLDER}/{OUTSIDE}/{name}"),
        };
        let content = self
            .0
            .get(&own)
            .or_else(|| self.0.get(&format!("{FOLDER}/{name}")))?;
        Some(content.bytes())
    }

    /// The files as output.
    pub fn into_artifacts(self) -> impl Iterator<Item = Artifact> {
        self.0
            .into_iter()
            .map(|(path, content)| Artifact { path, content })
    }

    fn put(&mut self, name: &str, content: Content) {
        self.0.insert(format!("{FOLDER}/{name}"), content);
    }
}

impl Bundle {
    /// Makes all keys and certificates of a plan, valid from `now`.
    ///
    /// # Errors
    ///
    /// A validity past the year 9999, a name that the CA's constraints forbid,
    /// or a key that cannot be made here.
    pub fn issue(plan: &Plan, entropy: &mut dyn Entropy, now: Instant) -> Result<Self, pki::Error> {
        let certificates = &plan.certificates;
        let ca = issue_ca(
            &CaParams {
                subject: certificates.ca_subject.clone(),
                algorithm: certificates.algorithm,
                validity: Validity::starting(now, certificates.ca_days)?,
                name_constraints: constraints(plan)?,
            },
            entropy,
        )?;
        let ca_ends = ca.root().validity.not_after();
        let mut bundle = Self {
            folder: CertFolder::default(),
            leaves_end: ca_ends,
            ca_ends,
        };
        bundle
            .folder
            .put("root.crt", Content::Text(ca.root().certificate.clone()));
        bundle
            .folder
            .put("root.key", Content::Secret(ca.root().key.clone()));

        let mut issuer = Issuer {
            plan,
            ca,
            entropy,
            now,
        };
        let own = topology::own_names(plan);
        if certificates.profile == Profile::PerComponent {
            for member in &plan.members {
                let sans = [own.clone(), topology::member_names(plan, member)].concat();
                bundle.add(&mut issuer, Some(member.component.name()), sans)?;
            }
            let sans = [own, topology::external_names(plan)].concat();
            bundle.add(&mut issuer, Some(OUTSIDE), sans)?;
        } else {
            let members = plan
                .members
                .iter()
                .flat_map(|member| topology::member_names(plan, member));
            let sans = own
                .into_iter()
                .chain(members)
                .chain(topology::external_names(plan))
                .collect();
            bundle.add(&mut issuer, None, sans)?;
        }
        Ok(bundle)
    }

    /// Adds a server's and a client's certificate, or one for both.
    fn add(
        &mut self,
        issuer: &mut Issuer<'_>,
        owner: Option<&str>,
        sans: Vec<San>,
    ) -> Result<(), pki::Error> {
        let profile = issuer.plan.certificates.profile;
        let folder = owner.map(|owner| format!("{owner}/")).unwrap_or_default();
        if owner.is_some() {
            let root = issuer.ca.root().certificate.clone();
            self.folder
                .put(&format!("{folder}root.crt"), Content::Text(root));
        }
        let sans = distinct(sans);
        let wanted = match profile {
            Profile::Single => vec![(CertFile::Server, CertFile::ServerKey, Role::Both, sans)],
            Profile::Split | Profile::PerComponent => vec![
                (CertFile::Server, CertFile::ServerKey, Role::Server, sans),
                (
                    CertFile::Client,
                    CertFile::ClientKey,
                    Role::Client,
                    Vec::new(),
                ),
            ],
        };
        for (certificate, key, role, sans) in wanted {
            let issued = issuer.issue(owner, role, sans)?;
            self.leaves_end = self.leaves_end.min(issued.validity.not_after());
            let name = |file: CertFile| format!("{folder}{}", file.name(profile));
            self.folder
                .put(&name(certificate), Content::Text(issued.certificate));
            self.folder.put(&name(key), Content::Secret(issued.key));
        }
        Ok(())
    }
}

struct Issuer<'a> {
    plan: &'a Plan,
    ca: Authority,
    entropy: &'a mut dyn Entropy,
    now: Instant,
}

impl Issuer<'_> {
    fn issue(
        &mut self,
        owner: Option<&str>,
        role: Role,
        sans: Vec<San>,
    ) -> Result<Issued, pki::Error> {
        let certificates = &self.plan.certificates;
        let params = LeafParams {
            subject: certificates
                .leaf_subject
                .with_common_name(&common_name(self.plan, role, owner))?,
            sans,
            role,
            algorithm: certificates.algorithm,
            validity: Validity::starting(self.now, certificates.leaf_days)?,
        };
        self.ca.issue(&params, self.entropy)
    }
}

/// Go ignores the CN, so it only has to tell people which certificate they see.
/// It has no dot: OpenSSL would hold a dotted one against name constraints.
fn common_name(plan: &Plan, role: Role, owner: Option<&str>) -> String {
    let role = match role {
        Role::Client => "client",
        Role::Server | Role::Both if plan.certificates.preset == Preset::Docs => "localhost",
        Role::Server | Role::Both => "server",
    };
    match owner {
        Some(owner) => format!("{owner} {role}"),
        None => role.to_owned(),
    }
}

fn constraints(plan: &Plan) -> Result<Option<NameConstraints>, pki::Error> {
    let mut sans = match &plan.certificates.name_constraints {
        Constraints::None => return Ok(None),
        Constraints::Permitted(permitted) => return Ok(Some(permitted.clone())),
        Constraints::Own => topology::own_names(plan),
    };
    sans.extend(topology::external_names(plan));
    for member in &plan.members {
        sans.extend(member.dns.iter().cloned().map(San::Dns));
        sans.extend(member.ips.iter().copied().map(San::Ip));
    }
    // Each service is under its namespace, however much of the domain is said.
    let namespace = &plan.cluster.namespace;
    let roots = [
        namespace.to_string(),
        format!("{namespace}.svc"),
        format!("{namespace}.svc.{}", plan.cluster.domain),
    ];
    let mut dns = roots
        .iter()
        .map(|name| name.parse())
        .collect::<Result<Vec<_>, _>>()?;
    let mut ips = Vec::new();
    for san in sans {
        match san {
            San::Dns(name) => dns.push(name.as_str().trim_start_matches("*.").parse()?),
            San::Ip(ip) => ips.push(ip.into()),
        }
    }
    NameConstraints::new(dns, ips).map(Some)
}

fn distinct(sans: Vec<San>) -> Vec<San> {
    let mut seen = std::collections::BTreeSet::new();
    sans.into_iter()
        .filter(|san| seen.insert(san.clone()))
        .collect()
}
