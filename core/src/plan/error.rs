//! Why a plan cannot be, and what is odd about one that can.

use super::{CertDir, IssuerKind, Platform, Target};
use crate::catalog::{CatalogError, Component, Mode, Release};
use crate::pki;

/// Why choices do not go together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// The release, or what the release has, is not as the plan wants it.
    #[error("{key}: {error}")]
    Catalog {
        /// The path of the plan's key.
        key: &'static str,
        /// The catalog's reason for the refusal.
        error: CatalogError,
    },
    /// A component that does not belong to the mode.
    #[error("components: `{component}` is no component of {mode} mode; that mode has {known}")]
    NotInMode {
        /// The component that the mode does not have.
        component: Component,
        /// The mode of the plan.
        mode: Mode,
        /// The components that the mode has, by commas.
        known: String,
    },
    /// Something particular to a component that the plan does not have.
    #[error("components.{component}: this plan has no such component; its components are {has}")]
    NotInPlan {
        /// The component of which something is said.
        component: Component,
        /// The components of the plan.
        has: String,
    },
    /// A plan that has no component.
    #[error("components: the list is empty; leave the key out for all components of the mode")]
    NoComponents,
    /// A plan that has no target to write.
    #[error(
        "targets: the list is empty; leave the key out for {}",
        words(Target::defaults(*platform))
    )]
    NoTargets {
        /// The platform of the plan.
        platform: Platform,
    },
    /// A target that is of no use where the cluster runs.
    #[error(
        "targets: `{target}` is for platform {}, and this plan's is {platform}; that has {}",
        names(target.platforms()),
        words(Target::ALL.iter().copied().filter(|it| it.is_for(*platform)))
    )]
    NotOnPlatform {
        /// The target that was chosen.
        target: Target,
        /// The platform of the plan.
        platform: Platform,
    },
    /// A target that cannot be written for the plan's mode.
    #[error(
        "targets: `{target}` is written for {} mode, and this plan's is {mode}",
        modes(*target)
    )]
    TargetOfMode {
        /// The target that was chosen, or that the platform has by default.
        target: Target,
        /// The mode of the plan.
        mode: Mode,
    },
    /// A target that cannot be written for the plan's release.
    #[error(
        "targets: `{target}` is written for release {since} and later, and this plan's is {release}"
    )]
    TargetSince {
        /// The target that was chosen, or that the platform has by default.
        target: Target,
        /// The plan's release.
        release: Release,
        /// The first release for which it can be written.
        since: Release,
    },
    /// Leaves that were to outlive their CA.
    #[error(
        "certificates.leaf.days: {leaf} days is longer than the CA's {ca}, and a certificate is worth nothing \
         after its CA's end; write at most {ca}, or raise certificates.ca.days"
    )]
    LeafPastCa {
        /// The days for which the leaves were to be valid.
        leaf: u32,
        /// The days for which the CA is valid.
        ca: u32,
    },
    /// A leaf subject with a CN, which is each certificate's own.
    #[error(
        "certificates.leaf.subject: leave CN out; each certificate gets its own (server, client)"
    )]
    LeafCommonName,
    /// The shared name is a wildcard, which no client can ask for.
    #[error(
        "server_name: `{0}` is a wildcard, and a client asks for one name; write a name without `*`"
    )]
    WildcardServerName(String),
    /// An issuer's name with a wildcard, which no object of Kubernetes has.
    #[error("issuer.name: `{0}` is a wildcard; write the name of an issuer that is there")]
    WildcardIssuer(String),
    /// A CA's name with a wildcard.
    #[error("issuer.cas: `{0}` is a wildcard; write a name without `*`")]
    WildcardCa(String),
    /// A part of the cluster's names that makes names too long for DNS.
    #[error("{key}: the service names made of it do not fit DNS: {error}")]
    ClusterName {
        /// The path of the plan's key.
        key: &'static str,
        /// Why the name made of the key's value is refused.
        error: pki::PkiError,
    },
    /// A part of the cluster's names that where it runs no such thing can have.
    #[error("{key}: `{name}` {problem}")]
    PlatformName {
        /// The path of the plan's key.
        key: &'static str,
        /// The name that is refused.
        name: String,
        /// What is wrong with it, and what to do.
        problem: String,
    },
    /// A folder of certificates where the containers have something themselves.
    #[error(
        "cert_dir: `{dir}` cannot be mounted, since containers have {there} themselves; write a folder of its own, \
         such as {usual}"
    )]
    Mounted {
        /// The folder of the plan.
        dir: String,
        /// What is there.
        there: &'static str,
        /// The folder of a plan that names none.
        usual: CertDir,
    },
    /// A mode that the chart does not deploy.
    #[error(
        "platform: the chart mimir-distributed deploys microservices, and the mode is {mode}; \
         leave `mode` out, or write `platform: kubernetes` for manifests of your own"
    )]
    ModeOfChart {
        /// The mode of the plan.
        mode: Mode,
    },
    /// A part of the cluster's names with a wildcard.
    #[error("{key}: `{name}` is a wildcard, and service names are made of it; write a plain name")]
    ClusterWildcard {
        /// The path of the plan's key.
        key: &'static str,
        /// The key's value, which has a wildcard.
        name: String,
    },
    /// A name, subject or validity that no certificate can have.
    #[error("certificates: {0}")]
    Pki(pki::PkiError),
    /// An address for a surface that dials nothing, or has its own addresses.
    #[error("surfaces.{surface}: an address has no meaning here; write true or false")]
    NoAddress {
        /// The surface that was given an address.
        surface: &'static str,
    },
    /// A surface that cannot be turned on or off.
    #[error("surfaces.{surface}: {why}")]
    NotChoosable {
        /// The surface that was given a choice.
        surface: &'static str,
        /// Why the surface has no choice.
        why: &'static str,
    },
    /// A surface that no component of the plan reads.
    #[error("surfaces.{surface}: no component of this plan uses it; {readers} would")]
    Unread {
        /// The surface that nobody reads.
        surface: &'static str,
        /// The components that would read the surface, as words.
        readers: String,
    },
    /// A minimum version that Mimir of that release has no option for.
    #[error("{key}: release {release} has no option for it on servers; it came with {since}")]
    NoServerOption {
        /// The path of the plan's key.
        key: &'static str,
        /// The plan's release, which lacks the option.
        release: Release,
        /// The first release that has such an option.
        since: Release,
    },
    /// Suites with which Mimir's HTTP server does not start.
    #[error(
        "policy.cipher_suites: Mimir's HTTP server speaks HTTP/2 as well, and below TLS 1.3 does not start \
         with this list; add {suite}, or set policy.min_version to VersionTLS13"
    )]
    NoHttp2Suite {
        /// The suite of HTTP/2 that goes with the certificates.
        suite: &'static str,
    },
}

/// Targets as words in a sentence.
fn words(targets: impl Iterator<Item = Target>) -> String {
    sentence(&targets.map(Target::spelling).collect::<Vec<_>>(), "and")
}

/// The modes of a target as words in a sentence.
fn modes(target: Target) -> String {
    let modes = target.modes().iter().map(|mode| mode.name());
    sentence(&modes.collect::<Vec<_>>(), "and")
}

/// Platforms as words in a sentence.
fn names(platforms: &[Platform]) -> String {
    let words: Vec<_> = platforms.iter().map(|it| it.spelling()).collect();
    sentence(&words, "or")
}

fn sentence(words: &[&str], last: &str) -> String {
    match words {
        [] => "none".to_owned(),
        [only] => (*only).to_owned(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

impl PlanError {
    /// The key of the plan that is at fault, dots between its parts.
    pub fn key(&self) -> String {
        match self {
            Self::Catalog { key, .. }
            | Self::ClusterName { key, .. }
            | Self::ClusterWildcard { key, .. }
            | Self::PlatformName { key, .. }
            | Self::NoServerOption { key, .. } => (*key).to_owned(),
            Self::Mounted { .. } => "cert_dir".to_owned(),
            Self::ModeOfChart { .. } => "platform".to_owned(),
            Self::NotInMode { .. } | Self::NoComponents => "components".to_owned(),
            Self::NotInPlan { component, .. } => format!("components.{component}"),
            Self::NoTargets { .. }
            | Self::NotOnPlatform { .. }
            | Self::TargetOfMode { .. }
            | Self::TargetSince { .. } => "targets".to_owned(),
            Self::LeafPastCa { .. } => "certificates.leaf.days".to_owned(),
            Self::LeafCommonName => "certificates.leaf.subject".to_owned(),
            Self::WildcardServerName(_) => "server_name".to_owned(),
            Self::WildcardIssuer(_) => "issuer.name".to_owned(),
            Self::WildcardCa(_) => "issuer.cas".to_owned(),
            Self::Pki(_) => "certificates".to_owned(),
            Self::NoHttp2Suite { .. } => "policy.cipher_suites".to_owned(),
            Self::NoAddress { surface }
            | Self::NotChoosable { surface, .. }
            | Self::Unread { surface, .. } => format!("surfaces.{surface}"),
        }
    }
}

/// What a plan does that its author may not expect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanWarning {
    /// A name that was fixed.
    #[error("{0}")]
    Adjusted(pki::Adjusted),
    /// A name of the cluster's whose capital letters are gone.
    #[error(
        "{key}: `{given}` is written as `{name}`, as names of services have no capital letters"
    )]
    Capital {
        /// The path of the plan's key.
        key: &'static str,
        /// The name as it was given.
        given: String,
        /// The name that is used.
        name: String,
    },
    /// The kind of an issuer that has no name.
    #[error("issuer.kind {0} is of no use without issuer.name: the plan's own CA signs")]
    UnnamedIssuer(IssuerKind),
    /// CAs to be made beside an issuer that is there.
    #[error("issuer.cas are of no use beside issuer.name: that issuer signs")]
    IdleCas,
    /// Leaves were shortened to their CA's end.
    #[error("certificates are valid for {days} days, as long as their CA, instead of {wanted}")]
    Clamped {
        /// The days for which the leaves are valid now.
        days: u32,
        /// The days for which the leaves are valid by default.
        wanted: u32,
    },
    /// A mode that Mimir calls experimental.
    #[error("{0} mode is experimental in Mimir")]
    Experimental(Mode),
    /// gRPC that anybody may call.
    #[error(
        "gRPC servers do not verify their clients ({0}): whoever reaches the port can read and write all tenants"
    )]
    OpenGrpc(crate::policy::ClientAuth),
    /// Suites that Go counts as insecure.
    #[error("cipher suite {0} is one that Go lists as insecure")]
    InsecureSuite(&'static str),
    /// A minimum version of TLS before 1.2.
    #[error(
        "{0} is broken and has been refused by browsers since 2020; leave min_version out, or write VersionTLS12"
    )]
    OldVersion(crate::policy::TlsVersion),
    /// A name that means nothing where the cluster runs.
    #[error("{key} means nothing on {platform}; it is for Kubernetes{}", if *.key == "cluster.fullname" { "'s chart" } else { "" })]
    Idle {
        /// The path of the plan's key.
        key: &'static str,
        /// The platform of the plan.
        platform: Platform,
    },
    /// A surface in plaintext on purpose.
    #[error("{0} speaks plaintext, as the plan says")]
    Plaintext(&'static str),
}

impl PlanWarning {
    /// The key of the plan that it is about, dots between its parts; empty where
    /// no single key is.
    pub fn key(&self) -> String {
        match self {
            Self::Adjusted(_) => String::new(),
            Self::UnnamedIssuer(_) => "issuer.kind".to_owned(),
            Self::IdleCas => "issuer.cas".to_owned(),
            Self::Clamped { .. } => "certificates.leaf.days".to_owned(),
            Self::Experimental(_) => "mode".to_owned(),
            Self::OpenGrpc(_) => "policy.grpc".to_owned(),
            Self::InsecureSuite(_) => "policy.cipher_suites".to_owned(),
            Self::OldVersion(_) => "policy.min_version".to_owned(),
            Self::Idle { key, .. } | Self::Capital { key, .. } => (*key).to_owned(),
            Self::Plaintext(surface) => format!("surfaces.{surface}"),
        }
    }
}
