//! The certificates that a plan wants: a CA, and under it one set for all
//! processes or one for each component.

use std::collections::BTreeMap;

use crate::artifact::{Artifact, Content};
use crate::catalog::Component;
use crate::pki::{
    self, Authority, CaParams, Entropy, Instant, Issued, LeafParams, NameConstraints, Role, San, SecretPem, Validity,
    issue_ca,
};
use crate::plan::{Constraints, Plan, Preset, Profile};
use crate::settings::CertFile;
use crate::topology;

/// A CA and all certificates under it, as files.
#[derive(Debug)]
pub struct Bundle {
    /// From the path below the output folder to the file.
    files: BTreeMap<String, Content>,
    /// When the first of the certificates ends.
    pub leaves_end: Instant,
    /// When the CA ends.
    pub ca_ends: Instant,
}

/// The folder of certificates within the output.
const FOLDER: &str = "certs";

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
        let mut bundle = Self {
            files: BTreeMap::new(),
            leaves_end: ca.root().validity.not_after(),
            ca_ends: ca.root().validity.not_after(),
        };
        let root = ca.root().certificate.clone();
        bundle.put("root.key", Content::Secret(SecretPem::new(ca.root().key.expose().to_owned())));
        bundle.put("root.crt", Content::Text(root.clone()));
        if certificates.profile == Profile::PerComponent {
            for member in &plan.members {
                let folder = format!("{}/", member.component);
                bundle.put(&format!("{folder}root.crt"), Content::Text(root.clone()));
                let mut sans = topology::own_names(plan);
                sans.extend(topology::member_names(plan, member));
                bundle.issue_set(plan, &ca, &folder, Some(member.component), sans, entropy, now)?;
            }
        } else {
            let mut sans = topology::own_names(plan);
            sans.extend(plan.members.iter().flat_map(|member| topology::member_names(plan, member)));
            sans.extend(topology::external_names(plan));
            bundle.issue_set(plan, &ca, "", None, sans, entropy, now)?;
        }
        Ok(bundle)
    }

    /// The certificates as output files.
    pub fn into_artifacts(self) -> Vec<Artifact> {
        self.files
            .into_iter()
            .map(|(path, content)| Artifact { path, content })
            .collect()
    }

    /// What `component` finds under `name` in its certificate folder.
    pub fn file(&self, component: Option<Component>, name: &str) -> Option<&[u8]> {
        let own = component.and_then(|component| self.files.get(&format!("{FOLDER}/{component}/{name}")));
        match own.or_else(|| self.files.get(&format!("{FOLDER}/{name}")))? {
            Content::Text(text) => Some(text.as_bytes()),
            Content::Secret(pem) => Some(pem.expose().as_bytes()),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one call site each, and a struct would only rename them")]
    fn issue_set(
        &mut self,
        plan: &Plan,
        ca: &Authority,
        folder: &str,
        component: Option<Component>,
        sans: Vec<San>,
        entropy: &mut dyn Entropy,
        now: Instant,
    ) -> Result<(), pki::Error> {
        let certificates = &plan.certificates;
        let single = certificates.profile == Profile::Single;
        let server_role = if single { Role::Both } else { Role::Server };
        let roles = [
            (CertFile::Server, CertFile::ServerKey, server_role, sans),
            (CertFile::Client, CertFile::ClientKey, Role::Client, Vec::new()),
        ];
        for (certificate, key, role, sans) in roles {
            if single && role == Role::Client {
                continue;
            }
            let issued: Issued = ca.issue(
                &LeafParams {
                    subject: certificates.leaf_subject.with_common_name(&common_name(plan, role, component))?,
                    sans: distinct(sans),
                    role,
                    algorithm: certificates.algorithm,
                    validity: Validity::starting(now, certificates.leaf_days)?,
                },
                entropy,
            )?;
            self.leaves_end = self.leaves_end.min(issued.validity.not_after());
            let name = |file: CertFile| format!("{folder}{}", file.name(certificates.profile));
            self.put(&name(certificate), Content::Text(issued.certificate));
            self.put(&name(key), Content::Secret(issued.key));
        }
        Ok(())
    }

    fn put(&mut self, name: &str, content: Content) {
        self.files.insert(format!("{FOLDER}/{name}"), content);
    }
}

/// Go ignores the CN, so it only has to tell people which certificate they see.
fn common_name(plan: &Plan, role: Role, component: Option<Component>) -> String {
    let role = match role {
        Role::Client => "client",
        Role::Server | Role::Both if plan.certificates.preset == Preset::Docs => "localhost",
        Role::Server | Role::Both => "server",
    };
    match component {
        Some(component) => format!("{component} {role}"),
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
    let roots = [namespace.to_string(), format!("{namespace}.svc"), format!("{namespace}.svc.{}", plan.cluster.domain)];
    let mut dns = roots.iter().map(|name| name.parse()).collect::<Result<Vec<_>, _>>()?;
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
    sans.into_iter().filter(|san| seen.insert(san.clone())).collect()
}
