//! The certificates that a plan wants: a CA, and under it one set for all
//! processes or one for each component.

use std::collections::BTreeMap;

use crate::artifact::{Artifact, Content};
use crate::catalog::End;
use crate::pki::{
    self, CaParams, Entropy, Instant, LeafParams, NameConstraints, Role, San, Validity,
};
use crate::plan::{Constraints, Plan, Preset, Profile};
use crate::settings::CertFile;
use crate::topology;

mod kept;

pub use kept::Kept;

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

    /// The folders in which one end of a link finds its files, the first before
    /// the second.
    pub fn folders(owner: End) -> [String; 2] {
        let own = match owner {
            End::Component(component) => format!("{FOLDER}/{component}"),
            End::External(_) => format!("{FOLDER}/{OUTSIDE}"),
        };
        [own, FOLDER.to_owned()]
    }

    /// What one end of a link finds under `name` in its folders.
    pub fn file(&self, owner: End, name: &str) -> Option<&[u8]> {
        let folders = Self::folders(owner);
        let mut found = folders
            .iter()
            .filter_map(|folder| self.0.get(&format!("{folder}/{name}")));
        Some(found.next()?.bytes())
    }

    /// Every file, by its path below the output folder.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let files = self.0.iter();
        files.map(|(path, content)| (path.as_str(), content.bytes()))
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
    ) -> Result<Self, pki::Error> {
        let has_own_ca = kept.has_own_ca();
        let mut desk = kept.open(ca_params(plan, now)?, entropy)?;
        let root = desk.root();
        let ca_ends = root.validity.not_after();
        let mut folder = CertFolder::default();
        folder.put("root.crt", Content::Text(root.certificate.clone()));
        // Who brought the CA has its key already; one copy more is one too many.
        if !has_own_ca {
            folder.put("root.key", Content::Secret(root.key.clone()));
        }
        let root = root.certificate.clone();
        let mut leaves_end = ca_ends;
        for wanted in wanted(plan) {
            if let Some(owner) = wanted.owner {
                folder.put(&format!("{owner}/root.crt"), Content::Text(root.clone()));
            }
            let certificates = &plan.certificates;
            let name = common_name(plan, wanted.role, wanted.owner);
            let params = LeafParams {
                subject: certificates.leaf_subject.with_common_name(&name)?,
                sans: wanted.sans,
                role: wanted.role,
                algorithm: certificates.algorithm,
                validity: Validity::starting(now, certificates.leaf_days)?,
            };
            let issued = desk.leaf(&wanted.key, params, entropy)?;
            leaves_end = leaves_end.min(issued.validity.not_after());
            folder.put(
                &wanted.certificate,
                Content::Text(issued.certificate.clone()),
            );
            folder.put(&wanted.key, Content::Secret(issued.key.clone()));
        }
        Ok(Self {
            folder,
            leaves_end,
            ca_ends,
        })
    }
}

fn ca_params(plan: &Plan, now: Instant) -> Result<CaParams, pki::Error> {
    let certificates = &plan.certificates;
    Ok(CaParams {
        subject: certificates.ca_subject.clone(),
        algorithm: certificates.algorithm,
        validity: Validity::starting(now, certificates.ca_days)?,
        name_constraints: constraints(plan)?,
    })
}

/// A certificate that a plan wants, with its files below the folder of
/// certificates.
struct Wanted<'a> {
    owner: Option<&'a str>,
    role: Role,
    sans: Vec<San>,
    certificate: String,
    key: String,
}

/// All of them: a server's and a client's, or one for both, for everybody or
/// for each component.
fn wanted(plan: &Plan) -> Vec<Wanted<'_>> {
    let profile = plan.certificates.profile;
    let own = topology::own_names(plan);
    let mut owners: Vec<(Option<&str>, Vec<San>)> = Vec::new();
    if profile == Profile::PerComponent {
        for member in &plan.members {
            let sans = [own.clone(), topology::member_names(plan, member)].concat();
            owners.push((Some(member.component.name()), sans));
        }
        owners.push((
            Some(OUTSIDE),
            [own, topology::external_names(plan)].concat(),
        ));
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
        owners.push((None, sans));
    }
    let mut all = Vec::new();
    for (owner, sans) in owners {
        let folder = owner.map(|owner| format!("{owner}/")).unwrap_or_default();
        let name = |file: CertFile| format!("{folder}{}", file.name(profile));
        let mut want = |role, sans, certificate, key| {
            all.push(Wanted {
                owner,
                role,
                sans,
                certificate: name(certificate),
                key: name(key),
            });
        };
        let sans = distinct(sans);
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
