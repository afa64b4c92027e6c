//! The user's choices: read as they are written, resolved to what they mean.
//!
//! [`PlanFile`] is what somebody typed, in a file or on the command line: every
//! key optional. [`Plan::resolve`] turns it into a [`Plan`], in which nothing is
//! open, nothing contradicts the release, and no later step can fail on a choice.
//!
//! ```
//! use mimir_tls::plan::{Plan, PlanFile};
//!
//! let file = PlanFile::parse(b"version: 1\nmode: monolithic\n")?;
//! let (plan, warnings) = Plan::resolve(&file)?;
//! assert_eq!(plan.server_name.as_str(), "mimir.internal");
//! assert!(warnings.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cas;
mod cluster;
mod constraints;
mod error;
mod file;
mod german;
mod keys;
mod lists;
mod members;
mod mounts;
mod namespace;
#[cfg(feature = "schema")]
mod option;
mod path;
#[cfg(feature = "schema")]
mod reference;
mod resolve;
mod restate;
#[cfg(feature = "schema")]
mod schema;
mod slot;
mod surfaces;
mod target;
mod values;
mod words;

use std::collections::BTreeMap;
use std::net::IpAddr;

pub use cluster::ClusterNames;
pub(crate) use cluster::{chart_name, chart_prefix};
pub use constraints::{NameConstraintsFile, Network, Permitted};
pub use error::{PlanError, PlanWarning};
pub use file::{
    CaFile, CertificatesFile, ClusterFile, IssuerFile, LeafFile, MemberFile, PlanFile, PolicyFile,
};
pub use german::german;
#[cfg(feature = "schema")]
pub use keys::KeyDescription;
pub use keys::{KeyShape, PlanKey};
pub use lists::{ComponentsFile, SurfacesFile};
pub use namespace::Namespace;
#[cfg(feature = "schema")]
pub use option::PlanOption;
pub use path::{CertDir, CertDirError};
#[cfg(feature = "schema")]
pub use reference::keys_markdown;
pub use resolve::choosable;
#[cfg(feature = "schema")]
pub use schema::json_schema;
pub use surfaces::{Choice, ChoiceError, Endpoint, SurfaceChoice};
pub use target::Target;
pub use values::{Address, FormatVersion, Name, Replicas};
pub use words::{IssuerKind, Preset, Profile};

pub use crate::catalog::Platform;
use crate::catalog::{Component, Mode, Release, Surface, SurfaceKind};
use crate::pki::{Algorithm, Days, DnsName, NameConstraints, Subject};
use crate::policy::{CipherSuites, ClientAuth, TlsVersion};

/// A resolved plan: all choices made, and all of them possible together.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Plan {
    /// The Mimir release whose options are written.
    pub release: Release,
    /// The mode in which Mimir is deployed.
    pub mode: Mode,
    /// The platform: where the cluster runs.
    pub platform: Platform,
    /// The members of the cluster, in the catalog's order; never empty.
    pub members: Vec<Member>,
    /// The names of the cluster.
    pub cluster: ClusterNames,
    /// The shared name, which every server certificate has.
    pub server_name: DnsName,
    /// The folder in which each process finds its certificates.
    pub cert_dir: CertDir,
    /// The choices about the CA and the certificates under it.
    pub certificates: Certificates,
    /// The issuer of cert-manager's that signs in Kubernetes, where it has a
    /// name; the plan makes one where it has none.
    pub issuer: Issuer,
    /// The policy: who must present a certificate, and which TLS is spoken.
    pub policy: Policy,
    /// The surfaces that speak TLS, each with its server's address where the
    /// plan names one.
    pub surfaces: BTreeMap<&'static Surface, Option<Endpoint>>,
    /// The targets for which configuration is written.
    pub targets: Vec<Target>,
}

/// A component of the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The component that the member runs.
    pub component: Component,
    /// The number of processes of the component.
    pub replicas: Replicas,
    /// DNS names by which it is dialled, beside those of its services.
    pub dns: Vec<DnsName>,
    /// The IP addresses by which the component is dialled.
    pub ips: Vec<IpAddr>,
}

/// The choices about the CA and the certificates under it.
#[derive(Debug, Clone)]
pub struct Certificates {
    /// The defaults that the rest started from.
    pub preset: Preset,
    /// The kind of every key.
    pub algorithm: Algorithm,
    /// The profile: which certificates the processes get.
    pub profile: Profile,
    /// The number of days for which the CA is valid.
    pub ca_days: Days,
    /// The distinguished name of the CA.
    pub ca_subject: Subject,
    /// The names to which the CA is bound.
    pub name_constraints: Constraints,
    /// The number of days for which servers' and clients' certificates are
    /// valid.
    pub leaf_days: Days,
    /// Their subject, without a CN.
    pub leaf_subject: Subject,
    /// More names for every server certificate.
    pub dns: Vec<DnsName>,
    /// More addresses for every server certificate.
    pub ips: Vec<IpAddr>,
}

/// Who signs in Kubernetes: an issuer of cert-manager's that is there, or CAs that
/// it makes for the cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Issuer {
    /// The name of the object.
    pub name: Option<DnsName>,
    /// Its kind, where it is said.
    pub kind: Option<IssuerKind>,
    /// The CAs that are made: the first signs, all are trusted. None is one, called
    /// after the cluster.
    pub cas: Vec<DnsName>,
}

/// Whether the CA is bound to names.
#[derive(Debug, Clone)]
pub enum Constraints {
    /// No name constraints: the CA may sign for any name.
    None,
    /// Constraints to the names and addresses of this plan alone.
    Own,
    /// Constraints to the given names and networks, and what is below them.
    Permitted(NameConstraints),
}

/// The policy of a plan: who must present a certificate, and which TLS is
/// spoken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// What gRPC servers ask of clients.
    pub grpc: ClientAuth,
    /// What HTTP servers ask of clients.
    pub http: ClientAuth,
    /// The oldest TLS version, or Go's own default.
    pub min_version: Option<TlsVersion>,
    /// The cipher suites of TLS 1.2, or Go's own.
    pub cipher_suites: Option<CipherSuites>,
}

impl Plan {
    /// The member that runs `component`, if the plan has it.
    pub fn member(&self, component: Component) -> Option<&Member> {
        self.members
            .iter()
            .find(|member| member.component == component)
    }

    /// Whether a surface speaks TLS under this plan.
    pub fn speaks_tls(&self, surface: &'static Surface) -> bool {
        self.surfaces.contains_key(surface)
    }

    /// Whether cert-manager issues what the processes show, so that the
    /// certificates of the folder serve its proof alone.
    pub fn is_issued(&self) -> bool {
        self.targets.contains(&Target::CertManager)
    }

    /// Whether any surface of that kind speaks TLS.
    pub fn has(&self, kind: SurfaceKind) -> bool {
        self.surfaces.keys().any(|surface| surface.kind() == kind)
    }
}
