//! The kinds of output: their words, where each stands in the folder, and where
//! it is of use.

use std::fmt;
use std::str::FromStr;

use super::Platform;
use super::words::{WordError, words};
use crate::nearest;
use crate::spelling::by_spelling;

/// A kind of output, as a plan chooses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// Command-line flags, a file a component.
    Flags,
    /// Mimir's YAML, for the whole cluster and for each component.
    Yaml,
    /// The flags as one variable, for systemd and Compose, a file a component.
    Env,
    /// A component of Kustomize for manifests of one's own, with the Secrets.
    Kubernetes,
    /// Objects with which cert-manager and trust-manager issue and renew.
    CertManager,
    /// Roles and a policy for Vault, annotations for its agent, and Mimir's own client.
    Vault,
}

words!(
    Target,
    "target",
    "A kind of output.",
    Flags = "flags",
    Yaml = "yaml",
    Env = "env",
    Kubernetes = "kubernetes",
    CertManager = "cert-manager",
    Vault = "vault"
);

impl Target {
    /// Where its files stand below the output folder, without a slash at the end.
    pub fn folder(self) -> &'static str {
        self.spelling()
    }

    /// The platforms on which it is of use.
    pub fn platforms(self) -> &'static [Platform] {
        match self {
            Self::Flags | Self::Yaml | Self::Env => Platform::ALL,
            Self::Kubernetes => &[Platform::Kubernetes],
            Self::CertManager | Self::Vault => &[Platform::Kubernetes, Platform::Helm],
        }
    }

    /// Whether a plan for `platform` that names no targets has it. What comes
    /// later is chosen by name, so that nobody's folder grows by an update.
    pub fn is_default_on(self, platform: Platform) -> bool {
        match self {
            Self::Flags | Self::Yaml => self.is_for(platform),
            Self::Env | Self::Kubernetes | Self::CertManager | Self::Vault => false,
        }
    }

    /// Whether it is of use on `platform`.
    pub fn is_for(self, platform: Platform) -> bool {
        self.platforms().contains(&platform)
    }

    /// The targets of a plan for `platform` that names none, in the order of
    /// [`Target::ALL`].
    pub fn defaults(platform: Platform) -> impl Iterator<Item = Self> {
        let all = Self::ALL.iter().copied();
        all.filter(move |target| target.is_default_on(platform))
    }
}
