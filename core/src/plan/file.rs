//! The plan as it is written: every key optional, nothing decided yet.
//!
//! The command line fills the same type, so that an option and a key can never
//! mean two things: [`PlanFile::overlay`] lays one over the other.

use serde::{Deserialize, Serialize};

use super::{
    Address, CertDir, ComponentsFile, FormatVersion, Name, NameConstraintsFile, Preset, Profile,
    Replicas, SurfacesFile, Target,
};
use crate::catalog::Mode;
use crate::document;
use crate::pki::{Algorithm, Days, Subject};
use crate::policy::{CipherSuites, ClientAuth, TlsVersion, word};

/// The plan file, `plan.yaml`: all that a user chose, and never a key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanFile {
    /// The version of this format: 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<FormatVersion>,
    /// The Mimir release, such as 3.0.2; 3.0 is the newest of that line. Default: the newest known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// How Mimir is deployed. Default: microservices.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<super::schema::ModeWord>"))]
    pub mode: Option<Mode>,
    /// The components: a list, or a map with what is particular to each. Default: all of the mode's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub components: Option<ComponentsFile>,
    /// What the cluster is called; service names are made of it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cluster: ClusterFile,
    /// The one name in every server certificate, verified by every client that dials by IP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_name: Option<Name>,
    /// The folder in which each Mimir process finds the certificates. Default: /etc/mimir/tls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cert_dir: Option<CertDir>,
    /// The CA and the certificates under it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub certificates: CertificatesFile,
    /// Who must present a certificate, and which TLS is spoken.
    #[serde(default, skip_serializing_if = "is_default")]
    pub policy: PolicyFile,
    /// Surfaces beyond Mimir's own servers and clients: a list of names, or a map from names to
    /// `true`, `false` or an address. Default: memberlist.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub surfaces: Option<SurfacesFile>,
    /// What is written. Default: flags and yaml.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub targets: Option<Vec<Target>>,
}

/// What the cluster is called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClusterFile {
    /// The name in front of each service, as a Helm release's. Default: mimir.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// The Kubernetes namespace. Default: mimir.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<Name>,
    /// The cluster's DNS domain. Default: cluster.local.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<Name>,
}

/// The certificates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CertificatesFile {
    /// The defaults to start from: `default`, or `docs` for the choices of Mimir's own page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<Preset>,
    /// The kind of every key. Default: ecdsa-p256.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub algorithm: Option<Algorithm>,
    /// Which certificates there are. Default: split.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
    /// The certificate authority.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ca: CaFile,
    /// The certificates of servers and clients.
    #[serde(default, skip_serializing_if = "is_default")]
    pub leaf: LeafFile,
    /// More DNS names for every server certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dns: Option<Vec<Name>>,
    /// More IP addresses for every server certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ips: Option<Vec<Address>>,
}

/// The certificate authority.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CaFile {
    /// For how many days it is valid. Default: 3650.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<Days>,
    /// Its subject. Default: /C=US/ST=KY/O=Org/CN=root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// Names to which the CA is bound: `true` for this plan's own, or the permitted ones. Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_constraints: Option<NameConstraintsFile>,
}

/// The certificates of servers and clients.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LeafFile {
    /// For how many days they are valid, at most as long as the CA. Default: 730.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<Days>,
    /// Their subject without CN, which each certificate gets by its role. Default: /C=US/ST=KY/O=Org.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
}

/// Who must present a certificate, and which TLS is spoken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyFile {
    /// What gRPC servers ask of clients. Default: RequireAndVerifyClientCert.
    #[serde(default, with = "word", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<word::Schema<ClientAuth>>")
    )]
    pub grpc: Option<ClientAuth>,
    /// What HTTP servers ask of clients. Default: VerifyClientCertIfGiven.
    #[serde(default, with = "word", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<word::Schema<ClientAuth>>")
    )]
    pub http: Option<ClientAuth>,
    /// The oldest TLS version spoken, such as VersionTLS12. Default: unset, which is Go's own.
    #[serde(default, with = "word", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<word::Schema<TlsVersion>>")
    )]
    pub min_version: Option<TlsVersion>,
    /// The cipher suites of TLS 1.2, by Go's names. Default: unset, which is Go's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cipher_suites: Option<CipherSuites>,
}

/// What is particular to one component.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MemberFile {
    /// How many processes of it there are. Default: 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicas: Option<Replicas>,
    /// More DNS names by which it is dialled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dns: Vec<Name>,
    /// IP addresses by which it is dialled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ips: Vec<Address>,
}

impl PlanFile {
    /// Reads a plan from YAML or JSON.
    ///
    /// # Errors
    ///
    /// A text that is no document, an unknown or misspelt key or value, a missing
    /// or other `version`, or a certificate or key in it, each with its place.
    pub fn parse(bytes: &[u8]) -> Result<Self, document::Error> {
        refuse_secrets(bytes)?;
        let tree = document::parse(bytes).map_err(|error| match (error.place(), error.hint()) {
            (None, None) => {
                error.hinted("a plan is a short text in YAML or JSON that begins with `version: 1`")
            }
            _ => error,
        })?;
        if !matches!(tree.value(), document::Value::Map(_)) {
            return Err(document::Error::at(
                tree.place(),
                "a plan is a mapping of keys to choices",
            )
            .hinted(
                "write `version: 1` in the first line, then a key and a colon for each choice",
            ));
        }
        let file: Self = tree.read()?;
        match file.version {
            Some(_) => Ok(file),
            None => Err(
                document::Error::at(tree.place(), "the key `version` is missing")
                    .hinted("write `version: 1` in the first line"),
            ),
        }
    }

    /// Lays `over` on top: what it says wins, what it leaves out stays.
    #[must_use]
    pub fn overlay(self, over: Self) -> Self {
        let (under_certificates, certificates) = (self.certificates, over.certificates);
        Self {
            version: over.version.or(self.version),
            release: over.release.or(self.release),
            mode: over.mode.or(self.mode),
            components: over.components.or(self.components),
            cluster: ClusterFile {
                name: over.cluster.name.or(self.cluster.name),
                namespace: over.cluster.namespace.or(self.cluster.namespace),
                domain: over.cluster.domain.or(self.cluster.domain),
            },
            server_name: over.server_name.or(self.server_name),
            cert_dir: over.cert_dir.or(self.cert_dir),
            certificates: CertificatesFile {
                preset: certificates.preset.or(under_certificates.preset),
                algorithm: certificates.algorithm.or(under_certificates.algorithm),
                profile: certificates.profile.or(under_certificates.profile),
                ca: CaFile {
                    days: certificates.ca.days.or(under_certificates.ca.days),
                    subject: certificates.ca.subject.or(under_certificates.ca.subject),
                    name_constraints: certificates
                        .ca
                        .name_constraints
                        .or(under_certificates.ca.name_constraints),
                },
                leaf: LeafFile {
                    days: certificates.leaf.days.or(under_certificates.leaf.days),
                    subject: certificates
                        .leaf
                        .subject
                        .or(under_certificates.leaf.subject),
                },
                dns: certificates.dns.or(under_certificates.dns),
                ips: certificates.ips.or(under_certificates.ips),
            },
            policy: PolicyFile {
                grpc: over.policy.grpc.or(self.policy.grpc),
                http: over.policy.http.or(self.policy.http),
                min_version: over.policy.min_version.or(self.policy.min_version),
                cipher_suites: over.policy.cipher_suites.or(self.policy.cipher_suites),
            },
            surfaces: match (self.surfaces, over.surfaces) {
                (Some(mut under), Some(over)) => {
                    under.0.extend(over.0);
                    Some(under)
                }
                (under, over) => over.or(under),
            },
            targets: over.targets.or(self.targets),
        }
    }
}

/// A plan travels: into repositories, links, tickets. What must not is caught
/// here, before any message could quote it.
fn refuse_secrets(bytes: &[u8]) -> Result<(), document::Error> {
    let begins = |line: &&[u8]| line.windows(11).any(|window| window == b"-----BEGIN ");
    let Some(index) = bytes
        .split(|byte| *byte == b'\n')
        .position(|line| begins(&line))
    else {
        return Ok(());
    };
    let place = document::Place {
        line: index + 1,
        column: 1,
    };
    Err(document::Error::at(place, "a certificate or key stands in the plan")
        .hinted("take it out; a plan holds choices only, and certificates are made anew or named by path"))
}

/// Whether nothing is said, so that nothing is written.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
