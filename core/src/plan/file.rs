//! The plan as it is written: every key optional, nothing decided yet.
//!
//! The command line fills the same type, so that an option and a key can never
//! mean two things: [`PlanFile::overlay`] lays one over the other. What a key is
//! called elsewhere, and what it is by default, is a row of [`PlanKey::all`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::slot;
use super::{
    Address, CertDir, ComponentsFile, FormatVersion, IssuerKind, Name, NameConstraintsFile,
    Namespace, PlanKey, Platform, Preset, Profile, Replicas, SurfacesFile, Target,
};
use crate::catalog::{Component, Mode};
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
    /// The Mimir release, such as 3.0.2; 3.0 is the newest of that line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// How Mimir is deployed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// Where the cluster runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// The components: a list, or a map with what is particular to each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub components: Option<ComponentsFile>,
    /// What the cluster is called; service names are made of it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cluster: ClusterFile,
    /// The one name in every server certificate, verified by every client that dials by IP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_name: Option<Name>,
    /// The folder in which each Mimir process finds the certificates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cert_dir: Option<CertDir>,
    /// The CA and the certificates under it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub certificates: CertificatesFile,
    /// The issuer of cert-manager's that signs in Kubernetes, where there is one already.
    #[serde(default, skip_serializing_if = "is_default")]
    pub issuer: IssuerFile,
    /// Who must present a certificate, and which TLS is spoken.
    #[serde(default, skip_serializing_if = "is_default")]
    pub policy: PolicyFile,
    /// Surfaces beyond Mimir's own servers and clients: a list of names, or a map from names to
    /// `true`, `false` or an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub surfaces: Option<SurfacesFile>,
    /// What is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub targets: Option<Vec<Target>>,
    /// What is particular to single components, apart from the list of them: so
    /// say an option of the command line and a field of the page, which leave
    /// the list to others. A plan's text says it in `components`.
    #[serde(skip)]
    pub particulars: BTreeMap<Component, MemberFile>,
}

/// What the cluster is called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClusterFile {
    /// The name in front of each service, as a Helm release's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// What the chart begins every name with instead, its `fullnameOverride`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fullname: Option<Name>,
    /// The Kubernetes namespace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<Namespace>,
    /// The cluster's DNS domain.
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
    /// The kind of every key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub algorithm: Option<Algorithm>,
    /// Which certificates there are.
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
    /// For how many days it is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<Days>,
    /// Its subject. Without CN it gets one that tells this CA from the next: its first day, and how its key's identifier begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// Names to which the CA is bound: `true` for this plan's own, or the permitted ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_constraints: Option<NameConstraintsFile>,
}

/// The certificates of servers and clients.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LeafFile {
    /// For how many days they are valid, at most as long as the CA.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<Days>,
    /// Their subject without CN, which each certificate gets by its role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
}

/// An issuer of cert-manager's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct IssuerFile {
    /// The name of an issuer of cert-manager's that is there and signs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// The kind of that issuer, ClusterIssuer unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<IssuerKind>,
    /// The CAs that cert-manager makes for this cluster, NAMESPACE-NAME-ca unless said: the first signs, all are trusted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cas: Option<Vec<Name>>,
}

/// Who must present a certificate, and which TLS is spoken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyFile {
    /// What gRPC servers ask of clients.
    #[serde(default, with = "word", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<word::Schema<ClientAuth>>")
    )]
    pub grpc: Option<ClientAuth>,
    /// What HTTP servers ask of clients.
    #[serde(default, with = "word", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<word::Schema<ClientAuth>>")
    )]
    pub http: Option<ClientAuth>,
    /// The oldest TLS version spoken, such as VersionTLS12.
    #[serde(default, with = "word", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<word::Schema<TlsVersion>>")
    )]
    pub min_version: Option<TlsVersion>,
    /// The cipher suites of TLS 1.2, by Go's names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cipher_suites: Option<CipherSuites>,
}

/// What is particular to one component.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MemberFile {
    /// How many processes of it there are.
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
    pub fn parse(bytes: &[u8]) -> Result<Self, document::DocumentError> {
        Self::parse_with_places(bytes).map(|(file, _)| file)
    }

    /// Reads a plan, and gives the tree of its text too, for the places of its
    /// choices.
    ///
    /// # Errors
    ///
    /// As [`PlanFile::parse`].
    pub fn parse_with_places(
        bytes: &[u8],
    ) -> Result<(Self, document::Node), document::DocumentError> {
        refuse_secrets(bytes)?;
        let tree = document::parse(bytes).map_err(|error| match (error.place(), error.hint()) {
            (None, None) => {
                error.hinted("a plan is a short text in YAML or JSON that begins with `version: 1`")
            }
            _ => error,
        })?;
        if !matches!(tree.value(), document::Value::Map(_)) {
            return Err(document::DocumentError::at(
                tree.place(),
                "a plan is a mapping of keys to choices",
            )
            .hinted(
                "write `version: 1` in the first line, then a key and a colon for each choice",
            ));
        }
        let file: Self = tree.read()?;
        match file.version {
            Some(_) => Ok((file, tree)),
            None => Err(
                document::DocumentError::at(tree.place(), "the key `version` is missing")
                    .hinted("write `version: 1` in the first line"),
            ),
        }
    }

    /// Lays what options of the command line say on top: as
    /// [`PlanFile::overlay`], but names and addresses join those that are there,
    /// since who types one more does not mean the others gone.
    #[must_use]
    pub fn overlay_options(self, mut over: Self) -> Self {
        fn join<T: Clone + PartialEq>(under: &[T], over: &mut Vec<T>) {
            let new = std::mem::replace(over, under.to_vec());
            over.extend(new.into_iter().filter(|item| !under.contains(item)));
        }
        let (under, said) = (&self.certificates, &mut over.certificates);
        if let (Some(under), Some(said)) = (&under.dns, &mut said.dns) {
            join(under, said);
        }
        if let (Some(under), Some(said)) = (&under.ips, &mut said.ips) {
            join(under, said);
        }
        let members = slot::members(&self);
        for (component, said) in &mut over.particulars {
            if let Some(under) = members.get(component) {
                join(&under.dns, &mut said.dns);
                join(&under.ips, &mut said.ips);
            }
        }
        self.overlay(over)
    }

    /// Lays `over` on top: what it says wins, what it leaves out stays.
    #[must_use]
    pub fn overlay(mut self, mut over: Self) -> Self {
        if over.version.is_some() {
            self.version = over.version;
        }
        for key in PlanKey::all() {
            key.lay(&mut self, &mut over);
        }
        self
    }
}

impl MemberFile {
    /// Lays `over` on top: what it says wins, what it leaves out stays.
    pub(super) fn overlay(self, over: Self) -> Self {
        Self {
            replicas: over.replicas.or(self.replicas),
            dns: if over.dns.is_empty() {
                self.dns
            } else {
                over.dns
            },
            ips: if over.ips.is_empty() {
                self.ips
            } else {
                over.ips
            },
        }
    }
}

/// A plan travels: into repositories, links, tickets. What must not is caught
/// here, before any message could quote it.
fn refuse_secrets(bytes: &[u8]) -> Result<(), document::DocumentError> {
    let begins = |line: &&[u8]| line.windows(11).any(|window| window == b"-----BEGIN ");
    let Some(index) = bytes
        .split(|byte| *byte == b'\n')
        .position(|line| begins(&line))
    else {
        return Ok(());
    };
    let place = document::Position {
        line: index + 1,
        column: 1,
    };
    Err(document::DocumentError::at(place, "a certificate or key stands in the plan")
        .hinted("take it out; a plan holds choices only, and certificates are made anew or named by path"))
}

/// Whether nothing is said, so that nothing is written.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
