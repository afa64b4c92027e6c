//! The kinds of output: their words, where each stands in the folder, and where
//! it is of use.

use std::fmt;
use std::str::FromStr;

use super::Platform;
use super::words::{WordError, words};
use crate::catalog::{Mode, Release};
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
    /// A Compose project that runs the cluster.
    Compose,
    /// Units of systemd, with what is dropped in to them.
    Systemd,
    /// An overlay for Mimir's own Jsonnet library.
    Jsonnet,
    /// A script that makes the certificates with OpenSSL.
    Openssl,
    /// A page of documentation, for the plan's release.
    Docs,
    /// Values of the chart `mimir-distributed`, with the objects that they name.
    Helm,
    /// A component of Kustomize for manifests of one's own, with the Secrets.
    Kubernetes,
    /// Objects with which cert-manager and trust-manager issue and renew.
    CertManager,
    /// Roles and a policy for Vault, annotations for its agent, and Mimir's own client.
    Vault,
    /// nginx in front of Mimir.
    Nginx,
    /// HAProxy in front of Mimir.
    Haproxy,
    /// Caddy in front of Mimir.
    Caddy,
    /// Envoy in front of Mimir.
    Envoy,
    /// Traefik in front of Mimir.
    Traefik,
    /// Those who call Mimir over HTTP: Prometheus, Grafana, collectors, tools.
    Clients,
    /// Prometheus's rules that tell of TLS before it breaks.
    Alerts,
}

words!(
    Target,
    "target",
    "A kind of output.",
    Flags = "flags",
    Yaml = "yaml",
    Env = "env",
    Compose = "compose",
    Systemd = "systemd",
    Jsonnet = "jsonnet",
    Openssl = "openssl",
    Docs = "docs",
    Helm = "helm",
    Kubernetes = "kubernetes",
    CertManager = "cert-manager",
    Vault = "vault",
    Nginx = "nginx",
    Haproxy = "haproxy",
    Caddy = "caddy",
    Envoy = "envoy",
    Traefik = "traefik",
    Clients = "clients",
    Alerts = "alerts"
);

impl Target {
    /// Where its files stand below the output folder, without a slash at the end.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Nginx => "gateways/nginx",
            Self::Haproxy => "gateways/haproxy",
            Self::Caddy => "gateways/caddy",
            Self::Envoy => "gateways/envoy",
            Self::Traefik => "gateways/traefik",
            _ => self.spelling(),
        }
    }

    /// Whether its files hold settings, of which a process needs one target's.
    pub fn holds_settings(self) -> bool {
        matches!(
            self,
            Self::Flags
                | Self::Yaml
                | Self::Env
                | Self::Compose
                | Self::Systemd
                | Self::Jsonnet
                | Self::Helm
                | Self::Kubernetes
        )
    }

    /// The platforms on which it is of use.
    pub fn platforms(self) -> &'static [Platform] {
        match self {
            Self::Flags
            | Self::Yaml
            | Self::Env
            | Self::Openssl
            | Self::Docs
            | Self::Clients
            | Self::Alerts => Platform::ALL,
            Self::Compose => &[Platform::Compose],
            Self::Systemd => &[Platform::Hosts],
            Self::Jsonnet => &[Platform::Kubernetes],
            Self::Helm => &[Platform::Helm],
            Self::Kubernetes => &[Platform::Kubernetes],
            Self::CertManager | Self::Vault => &[Platform::Kubernetes, Platform::Helm],
            // In Kubernetes a gateway comes with the chart, or is an Ingress.
            Self::Nginx | Self::Haproxy | Self::Caddy | Self::Envoy | Self::Traefik => {
                &[Platform::Hosts, Platform::Compose]
            }
        }
    }

    /// The modes in which it can be written.
    pub fn modes(self) -> &'static [Mode] {
        match self {
            Self::Jsonnet => &[Mode::Microservices],
            _ => &Mode::ALL,
        }
    }

    /// The first release for which it can be written; none where every one has
    /// it. What is written for Helm are values of version 5 and later.
    pub fn since(self) -> Option<Release> {
        match self {
            Self::Helm => "2.9.0".parse().ok(),
            _ => None,
        }
    }

    /// Whether a plan for `platform` that names no targets has it. What comes
    /// later is chosen by name, so that nobody's folder grows by an update.
    pub fn is_default_on(self, platform: Platform) -> bool {
        match self {
            Self::Flags | Self::Yaml => {
                matches!(platform, Platform::Hosts | Platform::Kubernetes)
            }
            Self::Compose => platform == Platform::Compose,
            Self::Helm => platform == Platform::Helm,
            _ => false,
        }
    }

    /// Whether it is of use on `platform`.
    pub fn is_for(self, platform: Platform) -> bool {
        self.platforms().contains(&platform)
    }

    /// The few that most want on `platform`, the one to begin with first.
    pub fn first_on(platform: Platform) -> &'static [Self] {
        match platform {
            Platform::Hosts => &[Self::Yaml, Self::Flags, Self::Systemd, Self::Clients],
            Platform::Compose => &[Self::Compose, Self::Clients],
            Platform::Kubernetes => &[
                Self::Kubernetes,
                Self::CertManager,
                Self::Yaml,
                Self::Flags,
                Self::Clients,
            ],
            Platform::Helm => &[Self::Helm, Self::CertManager, Self::Clients],
        }
    }

    /// All that are of use on `platform`, as one is shown them: those few, then
    /// the others in the order of [`Target::ALL`].
    pub fn on(platform: Platform) -> impl Iterator<Item = Self> {
        let first = Self::first_on(platform);
        let all = Self::ALL.iter().copied();
        let others = all.filter(move |it| it.is_for(platform) && !first.contains(it));
        first.iter().copied().chain(others)
    }

    /// The targets of a plan for `platform` that names none, in the order of
    /// [`Target::ALL`].
    pub fn defaults(platform: Platform) -> impl Iterator<Item = Self> {
        let all = Self::ALL.iter().copied();
        all.filter(move |target| target.is_default_on(platform))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_target_of_a_platform_is_shown_once_and_what_everybody_has_among_the_first() {
        for platform in Platform::ALL.iter().copied() {
            let shown: Vec<Target> = Target::on(platform).collect();
            let mut sorted = shown.clone();
            sorted.sort();
            let all = Target::ALL.iter().copied();
            assert!(sorted.into_iter().eq(all.filter(|it| it.is_for(platform))));
            let first = Target::first_on(platform);
            assert!(shown.starts_with(first), "{platform}");
            let mut defaults = Target::defaults(platform);
            assert!(defaults.all(|it| first.contains(&it)), "{platform}");
        }
    }
}
