//! The options that make a plan, and the plan file under them.

use std::path::PathBuf;

use clap::Args;
use mimir_tls::catalog::{Component, Mode, Release};
use mimir_tls::pki::{Algorithm, Days};
use mimir_tls::plan::{
    Address, CaFile, CertDir, CertificatesFile, ClusterFile, ComponentsFile, LeafFile, Name, Plan,
    PlanError, PlanFile, PolicyFile, Preset, Profile, SurfaceChoice, SurfacesFile,
};
use mimir_tls::policy::{self, CipherSuites, ClientAuth, TlsVersion};

use crate::failure::Failure;
use crate::names::{self, names};
use crate::plan_file::WrittenPlan;
use crate::terminal::Terminal;

/// What the user chose: each option sets one key of the plan, and wins over
/// the plan file.
#[derive(Debug, Args)]
pub(crate) struct PlanOptions {
    /// Start from this plan, YAML or JSON; `-` is the standard input.
    #[arg(long, value_name = "FILE", help_heading = "Plan")]
    plan: Option<PathBuf>,

    /// Write options of this Mimir release [default: the newest known].
    #[arg(long, value_name = "RELEASE", help_heading = "Cluster")]
    release: Option<Release>,
    /// Deploy as monolithic, microservices or read-write [default: microservices].
    #[arg(long, value_name = "MODE", value_parser = names::<Mode>(names::modes), hide_possible_values = true, help_heading = "Cluster")]
    mode: Option<Mode>,
    /// Include this component; repeat it for more [default: all of the mode's].
    #[arg(long = "component", value_name = "COMPONENT", value_delimiter = ',', value_parser = names::<Component>(names::components), hide_possible_values = true, help_heading = "Cluster")]
    components: Vec<Component>,
    /// Turn this surface on, or `SURFACE=off`, or `SURFACE=HOST:PORT`; repeat it for more [default: memberlist].
    #[arg(long = "surface", value_name = "SURFACE", value_delimiter = ',', value_parser = names::<SurfaceChoice>(names::surfaces), hide_possible_values = true, help_heading = "Cluster")]
    surfaces: Vec<SurfaceChoice>,
    /// Begin service names with this [default: mimir].
    #[arg(long, value_name = "NAME", help_heading = "Cluster")]
    cluster: Option<Name>,
    /// Put services in this Kubernetes namespace [default: mimir].
    #[arg(long, value_name = "NAMESPACE", help_heading = "Cluster")]
    namespace: Option<Name>,
    /// End service names with this DNS domain [default: cluster.local].
    #[arg(long, value_name = "DOMAIN", help_heading = "Cluster")]
    domain: Option<Name>,
    /// Verify this one name on every server dialled by IP [default: CLUSTER.NAMESPACE.svc.DOMAIN].
    #[arg(long, value_name = "NAME", help_heading = "Cluster")]
    server_name: Option<Name>,
    /// Find certificates in this absolute folder on the machines that run Mimir [default: /etc/mimir/tls].
    #[arg(long, value_name = "FOLDER", help_heading = "Cluster")]
    cert_dir: Option<CertDir>,

    /// Take the defaults from `default`, or from `docs` for those of Mimir's own page [default: default].
    #[arg(long, value_name = "PRESET", value_parser = names::<Preset>(names::presets), hide_possible_values = true, help_heading = "Certificates")]
    preset: Option<Preset>,
    /// Make keys of this kind: ecdsa-p256, ecdsa-p384, ed25519, rsa-2048, rsa-3072 or rsa-4096 [default: ecdsa-p256].
    #[arg(long, value_name = "ALGORITHM", value_parser = names::<Algorithm>(names::algorithms), hide_possible_values = true, help_heading = "Certificates")]
    algorithm: Option<Algorithm>,
    /// Make certificates split by role, a single one, or one per-component [default: split].
    #[arg(long, value_name = "PROFILE", value_parser = names::<Profile>(names::profiles), hide_possible_values = true, help_heading = "Certificates")]
    profile: Option<Profile>,
    /// Let server and client certificates be valid for this many days [default: 730].
    #[arg(
        long,
        value_name = "DAYS",
        allow_hyphen_values = true,
        help_heading = "Certificates"
    )]
    days: Option<Days>,
    /// Let the CA be valid for this many days [default: 3650].
    #[arg(
        long,
        value_name = "DAYS",
        allow_hyphen_values = true,
        help_heading = "Certificates"
    )]
    ca_days: Option<Days>,
    /// Add this DNS name to every server certificate; repeat it for more [default: none].
    #[arg(
        long,
        value_name = "NAME",
        value_delimiter = ',',
        help_heading = "Certificates"
    )]
    dns: Vec<Name>,
    /// Add this IP address to every server certificate; repeat it for more [default: none].
    #[arg(
        long = "ip",
        value_name = "ADDRESS",
        value_delimiter = ',',
        help_heading = "Certificates"
    )]
    ips: Vec<Address>,

    /// Ask this of gRPC clients [default: RequireAndVerifyClientCert].
    #[arg(long, value_name = "TYPE", value_parser = names::read_by(policy::read::<ClientAuth>, names::client_auths), hide_possible_values = true, help_heading = "Policy")]
    grpc_auth: Option<ClientAuth>,
    /// Ask this of HTTP clients [default: VerifyClientCertIfGiven].
    #[arg(long, value_name = "TYPE", value_parser = names::read_by(policy::read::<ClientAuth>, names::client_auths), hide_possible_values = true, help_heading = "Policy")]
    http_auth: Option<ClientAuth>,
    /// Speak no TLS older than this, such as VersionTLS12 [default: Go's own].
    #[arg(long, value_name = "VERSION", value_parser = names::read_by(policy::read::<TlsVersion>, names::versions), hide_possible_values = true, help_heading = "Policy")]
    min_version: Option<TlsVersion>,
    /// Use these TLS 1.2 cipher suites, by Go's names with commas between them [default: Go's own].
    #[arg(long, value_name = "SUITES", help_heading = "Policy")]
    cipher_suites: Option<CipherSuites>,
}

impl PlanOptions {
    /// The plan that was asked for, with every choice made. Its warnings are
    /// said.
    ///
    /// # Errors
    /// A plan file that cannot be read, and choices that do not go together.
    pub(crate) fn resolve(&self, terminal: Terminal) -> Result<Plan, Failure> {
        let written = match &self.plan {
            Some(path) => Some(WrittenPlan::read(path)?),
            None => None,
        };
        let file = written
            .as_ref()
            .map_or_else(PlanFile::default, |plan| plan.file.clone());
        let options = self.as_file();
        let (plan, warnings) =
            Plan::resolve(&file.overlay(options.clone())).map_err(|error| match written {
                Some(written) if !is_said(&error, &options) => written.refused(&error),
                _ => Failure::new(error.to_string()),
            })?;
        for warning in warnings {
            terminal.warning(&warning.to_string());
        }
        Ok(plan)
    }

    /// The options as a plan file of their own.
    fn as_file(&self) -> PlanFile {
        PlanFile {
            release: self.release.map(|release| release.to_string()),
            mode: self.mode,
            components: (!self.components.is_empty())
                .then(|| self.components.iter().copied().collect::<ComponentsFile>()),
            cluster: ClusterFile {
                name: self.cluster.clone(),
                namespace: self.namespace.clone(),
                domain: self.domain.clone(),
            },
            server_name: self.server_name.clone(),
            cert_dir: self.cert_dir.clone(),
            certificates: CertificatesFile {
                preset: self.preset,
                algorithm: self.algorithm,
                profile: self.profile,
                ca: CaFile {
                    days: self.ca_days,
                    ..CaFile::default()
                },
                leaf: LeafFile {
                    days: self.days,
                    ..LeafFile::default()
                },
                dns: (!self.dns.is_empty()).then(|| self.dns.clone()),
                ips: (!self.ips.is_empty()).then(|| self.ips.clone()),
            },
            policy: PolicyFile {
                grpc: self.grpc_auth,
                http: self.http_auth,
                min_version: self.min_version,
                cipher_suites: self.cipher_suites.clone(),
            },
            surfaces: (!self.surfaces.is_empty()).then(|| SurfacesFile(self.surfaces.clone())),
            ..PlanFile::default()
        }
    }
}

/// Whether the options on the command line set the key that is at fault.
fn is_said(error: &PlanError, options: &PlanFile) -> bool {
    let pointer = format!("/{}", error.key().replace('.', "/"));
    serde_json::to_value(options).is_ok_and(|said| said.pointer(&pointer).is_some())
}
