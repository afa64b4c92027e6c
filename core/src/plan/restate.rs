//! A plan as a file again, with nothing left open, so that it can be repeated.

use super::resolve::dials_outside;
use super::{
    Address, CaFile, CertificatesFile, Choice, ClusterFile, ComponentsFile, Constraints,
    FormatVersion, LeafFile, MemberFile, NameConstraintsFile, Network, Permitted, Plan, PlanFile,
    PolicyFile, SurfaceChoice, SurfacesFile,
};
use crate::catalog::{Catalog, Surface, SurfaceKind};
use crate::pki::DnsName;

impl Plan {
    /// The plan as a file that resolves to it.
    pub fn to_file(&self) -> PlanFile {
        let certificates = &self.certificates;
        let names = |names: &[DnsName]| names.iter().cloned().map(Into::into).collect::<Vec<_>>();
        let addresses =
            |ips: &[std::net::IpAddr]| ips.iter().copied().map(Address).collect::<Vec<_>>();
        PlanFile {
            version: Some(FormatVersion::CURRENT),
            release: Some(self.release.to_string()),
            mode: Some(self.mode),
            components: Some(ComponentsFile(
                self.members
                    .iter()
                    .map(|member| {
                        let file = MemberFile {
                            replicas: (member.replicas.count() > 1).then_some(member.replicas),
                            dns: names(&member.dns),
                            ips: addresses(&member.ips),
                        };
                        (member.component, file)
                    })
                    .collect(),
            )),
            cluster: ClusterFile {
                name: Some(self.cluster.name.clone().into()),
                namespace: Some(self.cluster.namespace.clone().into()),
                domain: Some(self.cluster.domain.clone().into()),
            },
            server_name: Some(self.server_name.clone().into()),
            cert_dir: Some(self.cert_dir.clone()),
            certificates: CertificatesFile {
                preset: Some(certificates.preset),
                algorithm: Some(certificates.algorithm),
                profile: Some(certificates.profile),
                ca: CaFile {
                    days: Some(certificates.ca_days),
                    subject: Some(certificates.ca_subject.clone()),
                    name_constraints: Some(match &certificates.name_constraints {
                        Constraints::None => NameConstraintsFile::Own(false),
                        Constraints::Own => NameConstraintsFile::Own(true),
                        Constraints::Permitted(permitted) => {
                            NameConstraintsFile::Permitted(Permitted {
                                dns: names(permitted.dns()),
                                ips: permitted.ips().iter().copied().map(Network).collect(),
                            })
                        }
                    }),
                },
                leaf: LeafFile {
                    days: Some(certificates.leaf_days),
                    subject: Some(certificates.leaf_subject.clone()),
                },
                dns: Some(names(&certificates.dns)),
                ips: Some(addresses(&certificates.ips)),
            },
            policy: PolicyFile {
                grpc: Some(self.policy.grpc),
                http: Some(self.policy.http),
                min_version: self.policy.min_version,
                cipher_suites: self.policy.cipher_suites.clone(),
            },
            surfaces: Some(self.surfaces_file()),
            targets: Some(self.targets.clone()),
        }
    }

    /// A short digest of the plan, twelve hexadecimal digits: two outputs with
    /// the same digest were made of the same choices.
    pub fn digest(&self) -> String {
        // A plan serialises into plain maps, lists and words; that cannot fail.
        let choices = serde_json::to_vec(&self.to_file()).unwrap_or_default();
        let digest = ring::digest::digest(&ring::digest::SHA256, &choices);
        let first = digest.as_ref().iter().take(6);
        first.map(|byte| format!("{byte:02x}")).collect()
    }

    /// What the plan chose: all that speaks TLS beside Mimir's own gRPC, and what
    /// would unless the plan said otherwise.
    fn surfaces_file(&self) -> SurfacesFile {
        use SurfaceKind::{GrpcClient, GrpcServer, HttpClient, HttpServer, Memberlist, Server};
        let catalog = Catalog::builtin();
        let links = catalog.links(self.release);
        let is_read = |surface: &Surface| {
            let mut members = self.members.iter();
            members.any(|member| surface.is_read_by(member.component, self.release))
        };
        let said = catalog.surfaces(self.release).filter_map(|surface| {
            let choice = match (self.surfaces.get(surface), surface.kind()) {
                (_, Server | GrpcServer) => return None,
                (Some(_), GrpcClient) if !dials_outside(surface, &links) => return None,
                (Some(Some(endpoint)), _) => Choice::At(endpoint.clone()),
                (Some(None), _) => Choice::On,
                (None, Memberlist | HttpServer | HttpClient)
                    if surface.elsewhere().is_none() && is_read(surface) =>
                {
                    Choice::Off
                }
                (None, _) => return None,
            };
            let surface = catalog.surface_name(surface.id()).ok()?;
            Some(SurfaceChoice { surface, choice })
        });
        SurfacesFile(said.collect())
    }
}
