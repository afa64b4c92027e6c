//! A plan as a file again, with nothing left open, so that it can be repeated.

use std::collections::BTreeMap;

use super::resolve::{is_always_on, is_on_unless_said};
use super::{
    Address, CaFile, CertificatesFile, Choice, ClusterFile, ComponentsFile, Constraints,
    FormatVersion, IssuerFile, LeafFile, MemberFile, NameConstraintsFile, Network, Permitted, Plan,
    PlanFile, PolicyFile, SurfaceChoice, SurfacesFile,
};
use crate::catalog::{Catalog, Surface, SurfaceKind};
use crate::digest;
use crate::pki::DnsName;

impl Plan {
    /// The plan as a file that resolves to it.
    pub fn to_file(&self) -> PlanFile {
        let certificates = &self.certificates;
        let names = |names: &[DnsName]| names.iter().cloned().map(Into::into).collect::<Vec<_>>();
        let addresses =
            |ips: &[std::net::IpAddr]| ips.iter().copied().map(Address).collect::<Vec<_>>();
        let is_kubernetes = self.platform.is_kubernetes();
        PlanFile {
            version: Some(FormatVersion::CURRENT),
            release: Some(self.release.to_string()),
            mode: Some(self.mode),
            platform: Some(self.platform),
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
                fullname: self.cluster.fullname.clone().map(Into::into),
                namespace: is_kubernetes.then(|| self.cluster.namespace.clone()),
                domain: is_kubernetes.then(|| self.cluster.domain.clone().into()),
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
            issuer: IssuerFile {
                name: self.issuer.name.clone().map(Into::into),
                kind: self.issuer.kind,
                cas: match self.issuer.cas.as_slice() {
                    [] => None,
                    cas => Some(names(cas)),
                },
            },
            policy: PolicyFile {
                grpc: Some(self.policy.grpc),
                http: Some(self.policy.http),
                min_version: self.policy.min_version,
                cipher_suites: self.policy.cipher_suites.clone(),
            },
            surfaces: Some(self.surfaces_file()),
            targets: Some(self.targets.clone()),
            particulars: BTreeMap::new(),
        }
    }

    /// A short digest of the plan, twelve hexadecimal digits: two outputs with
    /// the same digest were made of the same choices.
    pub fn digest(&self) -> String {
        // A plan serialises into plain maps, lists and words; that cannot fail.
        let choices = serde_json::to_vec(&self.to_file()).unwrap_or_default();
        let mut digest = digest::sha256(&choices);
        digest.truncate(12);
        digest
    }

    /// What the plan chose: all that speaks TLS beside Mimir's own gRPC, and what
    /// would unless the plan said otherwise.
    fn surfaces_file(&self) -> SurfacesFile {
        use SurfaceKind::{GrpcClient, HttpClient, HttpServer, Memberlist};
        let catalog = Catalog::builtin();
        let links = catalog.links(self.release);
        let is_read = |surface: &Surface| {
            let mut members = self.members.iter();
            members.any(|member| surface.is_read_by(member.component, self.release))
        };
        let would_be = |surface: &'static Surface| match surface.kind() {
            // Off where HTTP is, and said so.
            Memberlist | HttpServer | HttpClient => surface.elsewhere().is_none(),
            GrpcClient => is_on_unless_said(surface, &self.members, self.release, &links),
            _ => false,
        };
        let said = catalog.surfaces(self.release).filter_map(|surface| {
            let choice = match self.surfaces.get(surface) {
                _ if is_always_on(surface, &links) => return None,
                Some(Some(endpoint)) => Choice::At(endpoint.clone()),
                Some(None) => Choice::On,
                None if would_be(surface) && is_read(surface) => Choice::Off,
                None => return None,
            };
            let surface = catalog.surface_name(surface.id()).ok()?;
            Some(SurfaceChoice { surface, choice })
        });
        SurfacesFile(said.collect())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn said(text: &str) -> PlanFile {
        let file = PlanFile::parse(format!("version: 1\n{text}").as_bytes()).unwrap();
        Plan::resolve(&file).unwrap().0.to_file()
    }

    #[test]
    fn what_is_said_again_says_it_again() {
        for text in [
            "",
            "release: 2.0\nmode: monolithic",
            "platform: compose",
            "platform: kubernetes\ncluster: {name: m}",
            "platform: helm\ncluster: {name: prod, fullname: metrics}",
            "release: 2.17\nmode: read-write\nsurfaces: [memcached, etcd]",
            "certificates: {preset: docs, ca: {name_constraints: {dns: [example], ips: [10.0.0.0/8]}}}",
            "components: {ingester: {replicas: 3, dns: [a.example]}, ruler: {}}",
            "surfaces: {server-http: false, kafka: '10.0.0.1:9093'}",
            "components: [distributor, usage-tracker]\nsurfaces: [etcd]",
            "components: [distributor, usage-tracker]\nsurfaces: [usage-tracker-client=off]",
            "components: [distributor]\nsurfaces: [usage-tracker-client]",
        ] {
            let file = said(text);
            let (plan, warnings) = Plan::resolve(&file).unwrap();
            assert_eq!(plan.to_file(), file, "{text}");
            let clamped = warnings.iter().map(ToString::to_string);
            assert!(
                clamped.into_iter().all(|it| !it.contains("instead of")),
                "{text}"
            );
        }
    }

    #[test]
    fn particulars_stand_in_the_list() {
        let mut file = PlanFile::default();
        file.set("components.ingester.replicas", "3").unwrap();
        let again = Plan::resolve(&file).unwrap().0.to_file();
        assert!(again.particulars.is_empty());
        let components = again.components.unwrap().0;
        let replicas = components.values().map(|member| member.replicas);
        assert_eq!(
            replicas.flatten().map(|it| it.count()).collect::<Vec<_>>(),
            [3]
        );
    }

    #[test]
    fn a_surface_that_would_speak_tls_is_said_to_be_off() {
        let off = |text: &str| {
            let surfaces = said(text).surfaces.unwrap().0.into_iter();
            let off = surfaces.filter(|it| it.choice == Choice::Off);
            off.map(|it| it.surface.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(off(""), [""; 0]);
        assert_eq!(off("surfaces: [memberlist=off]"), ["memberlist"]);
        assert_eq!(
            off("surfaces: [server-http=off]"),
            ["server-http", "ruler-alertmanager-client"]
        );
    }
}
