//! What the cluster is called, by the rules of where it runs.

use super::members::take;
use super::{ClusterFile, Name, Namespace, PlanError, PlanFile, PlanWarning, Platform};
use crate::catalog::{Component, ServiceParts};
use crate::pki::{DnsName, PkiError};

/// The longest name of a Helm release, in bytes: Helm's own limit, so that
/// charts can append to it.
const LONGEST_RELEASE: usize = 53;
/// The longest name of a service, in bytes (RFC 1035, a label), at which the
/// chart cuts its own too.
const LONGEST_SERVICE: usize = 63;
/// What the chart appends to a release's name that does not hold it.
const CHART: &str = "mimir";
/// The namespace of a plan that names none.
const DEFAULT_NAMESPACE: &str = "mimir";
/// What `-headless` services of Mimir's own manifests end with.
const HEADLESS: &str = "headless";

/// The names of the cluster: its own, its namespace and its domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterNames {
    /// The cluster's name; under Helm the release's.
    pub name: DnsName,
    /// What the chart is told to begin every name with instead of what it would
    /// make of the release's: its `fullnameOverride`.
    pub fullname: Option<DnsName>,
    /// What the name of each service begins with: the cluster's name, or what
    /// the chart makes of it.
    pub prefix: DnsName,
    /// The Kubernetes namespace, one DNS label.
    pub namespace: Namespace,
    /// The DNS domain of the Kubernetes cluster.
    pub domain: DnsName,
}

impl ClusterNames {
    /// The names under which Kubernetes serves what is called `service`, the
    /// prefix included, the full one last.
    ///
    /// The bare service name is left out: it is one label, which any namespace
    /// may use for something else. A part too long for DNS is caught by
    /// [`Plan::resolve`](super::Plan::resolve).
    pub fn service_names(&self, service: &str) -> Vec<DnsName> {
        let Self {
            namespace, domain, ..
        } = self;
        [
            format!("{service}.{namespace}"),
            format!("{service}.{namespace}.svc"),
            format!("{service}.{namespace}.svc.{domain}"),
        ]
        .iter()
        .filter_map(|name| name.parse().ok())
        .collect()
    }

    /// What the catalog's rows of services want to know.
    pub(crate) fn parts<'a>(&'a self, of: &'a str) -> ServiceParts<'a> {
        ServiceParts {
            cluster: self.prefix.as_str(),
            of,
            namespace: self.namespace.as_str(),
            domain: self.domain.as_str(),
        }
    }

    /// The name that every server certificate has: of a service under
    /// Kubernetes, elsewhere one of `.internal`, which is kept for private use
    /// (ICANN, 2024-07-29) and so is nobody else's. `.local` is multicast DNS
    /// (RFC 6762), `home.arpa` for homes (RFC 8375). No resolver has to know it:
    /// it is verified, not dialled, unless somebody wants to.
    pub(super) fn shared(&self, platform: Platform) -> Result<DnsName, PlanError> {
        let name = match platform {
            Platform::Hosts | Platform::Compose => format!("{}.internal", self.name).parse(),
            Platform::Kubernetes | Platform::Helm => self.full_name(self.prefix.as_str()),
        };
        name.map_err(|error| PlanError::ClusterName {
            key: "cluster",
            error,
        })
    }

    /// `service` under its full name, which must fit DNS.
    fn full_name(&self, service: &str) -> Result<DnsName, PkiError> {
        format!("{service}.{}.svc.{}", self.namespace, self.domain).parse()
    }
}

impl PlanFile {
    /// Where the cluster runs. A plan that does not say so and speaks of a
    /// namespace or a domain means Kubernetes, as all did that were made before
    /// there was a choice; one that overrides the chart's name means the chart.
    pub fn platform(&self) -> Platform {
        let ClusterFile {
            fullname,
            namespace,
            domain,
            ..
        } = &self.cluster;
        self.platform
            .unwrap_or(match (fullname, namespace, domain) {
                (Some(_), ..) => Platform::Helm,
                (_, Some(_), _) | (.., Some(_)) => Platform::Kubernetes,
                _ => Platform::default(),
            })
    }
}

/// The names of a plan's cluster, which must fit those of all `components`.
pub(super) fn names(
    file: &ClusterFile,
    platform: Platform,
    components: &[Component],
    warnings: &mut Vec<PlanWarning>,
) -> Result<ClusterNames, PlanError> {
    warn_of_idle(file, platform, warnings);
    let namespace = namespace(file, warnings)?;
    let mut part = |name: &Option<Name>, key: &'static str, default: &str| match name {
        Some(name) if name.dns.is_wildcard() => Err(PlanError::ClusterWildcard {
            key,
            name: name.dns.to_string(),
        }),
        Some(name) => {
            warnings.extend(lowered(key, name.capital.as_ref(), name.dns.as_str()));
            Ok(take(name, warnings))
        }
        None => default
            .parse()
            .map_err(|error| PlanError::ClusterName { key, error }),
    };
    let name = part(&file.name, "cluster.name", "mimir")?;
    let fullname = match (&file.fullname, platform) {
        (Some(_), Platform::Helm) => Some(part(&file.fullname, "cluster.fullname", "")?),
        _ => None,
    };
    // The chart's own domain ends with a dot, so that resolvers append nothing.
    let domain = file.domain.clone().map(|mut domain| {
        let is_dotted =
            |adjusted: &crate::pki::Adjusted| adjusted.trailing_dot && !adjusted.punycode;
        if platform == Platform::Helm && domain.adjusted.as_ref().is_some_and(is_dotted) {
            domain.adjusted = None;
        }
        domain
    });
    let cluster = ClusterNames {
        prefix: prefix(platform, &name, fullname.as_ref())?,
        name,
        fullname,
        namespace,
        domain: part(&domain, "cluster.domain", "cluster.local")?,
    };
    check(&cluster, platform, components)?;
    Ok(cluster)
}

fn namespace(file: &ClusterFile, warnings: &mut Vec<PlanWarning>) -> Result<Namespace, PlanError> {
    let key = "cluster.namespace";
    match &file.namespace {
        Some(said) if said.as_str().contains('*') => Err(PlanError::ClusterWildcard {
            key,
            name: said.to_string(),
        }),
        Some(said) => {
            warnings.extend(said.adjusted.clone().map(PlanWarning::Adjusted));
            warnings.extend(lowered(key, said.capital.as_ref(), said.as_str()));
            Ok(said.clone())
        }
        None => (DEFAULT_NAMESPACE.parse()).map_err(|error| PlanError::ClusterName { key, error }),
    }
}

/// What is said of a name that was given in capital letters.
fn lowered(key: &'static str, given: Option<&String>, name: &str) -> Option<PlanWarning> {
    given.map(|given| PlanWarning::Capital {
        key,
        given: given.clone(),
        name: name.to_owned(),
    })
}

/// What is said of names that the platform does not have.
fn warn_of_idle(file: &ClusterFile, platform: Platform, warnings: &mut Vec<PlanWarning>) {
    let said = [
        (
            "cluster.fullname",
            file.fullname.is_some(),
            platform == Platform::Helm,
        ),
        (
            "cluster.namespace",
            file.namespace.is_some(),
            platform.is_kubernetes(),
        ),
        (
            "cluster.domain",
            file.domain.is_some(),
            platform.is_kubernetes(),
        ),
    ];
    let idle = said.into_iter().filter(|(_, said, has)| *said && !has);
    warnings.extend(idle.map(|(key, ..)| PlanWarning::Idle { key, platform }));
}

/// What the chart makes of a release's name and its own, or of its `nameOverride`:
/// the release's if that holds the other, else both (`_helpers.tpl`,
/// `mimir.fullname`).
pub(crate) fn chart_name(release: &str, infix: &str) -> String {
    match release.contains(infix) {
        true => chart_prefix(release),
        false => chart_prefix(&format!("{release}-{infix}")),
    }
}

/// A name as the chart begins others with it: cut at 63 bytes, without a hyphen
/// at the end.
pub(crate) fn chart_prefix(name: &str) -> String {
    let cut = name.get(..LONGEST_SERVICE).unwrap_or(name);
    cut.strip_suffix('-').unwrap_or(cut).to_owned()
}

/// What the names of services begin with.
fn prefix(
    platform: Platform,
    name: &DnsName,
    fullname: Option<&DnsName>,
) -> Result<DnsName, PlanError> {
    if platform != Platform::Helm {
        return Ok(name.clone());
    }
    let full = match fullname {
        Some(fullname) => chart_prefix(fullname.as_str()),
        None => chart_name(name.as_str(), CHART),
    };
    full.parse().map_err(|error| PlanError::ClusterName {
        key: "cluster.name",
        error,
    })
}

/// Whether the platform takes the names, those of services included.
fn check(
    cluster: &ClusterNames,
    platform: Platform,
    components: &[Component],
) -> Result<(), PlanError> {
    let of_prefix = match cluster.fullname {
        Some(_) => "cluster.fullname",
        None => "cluster.name",
    };
    let refused = |key: &'static str, name: &str, problem: String| {
        let name = name.to_string();
        Err(PlanError::PlatformName { key, name, problem })
    };
    let label = |key, name: &str, what| match name.contains('.') {
        true => refused(
            key,
            name,
            format!("has a dot, and {what} one DNS label; write letters, digits and hyphens"),
        ),
        false => Ok(()),
    };
    let longest = components.iter().map(|component| component.name());
    let longest = longest.max_by_key(|name| name.len()).unwrap_or_default();
    let prefix = &cluster.prefix;
    let service = match platform {
        Platform::Hosts => return Ok(()),
        Platform::Compose => format!("{prefix}-{longest}"),
        Platform::Kubernetes | Platform::Helm => format!("{prefix}-{longest}-{HEADLESS}"),
    };
    label(
        of_prefix,
        prefix.as_str(),
        "names of services begin with it and are",
    )?;
    if service.len() > LONGEST_SERVICE {
        let (length, over) = (service.len(), service.len() - LONGEST_SERVICE);
        return refused(
            of_prefix,
            prefix.as_str(),
            format!(
                "makes `{service}` {length} bytes long, and a service's name has {LONGEST_SERVICE} at most; take {over} away"
            ),
        );
    }
    // Punycode is of a whole label, and here it would be of its beginning.
    if prefix.as_str().starts_with("xn--") {
        return Err(PlanError::ClusterName {
            key: of_prefix,
            error: PkiError::DnsName {
                given: prefix.to_string(),
                problem: "names of services begin with it, and would be no valid names".to_owned(),
                instead: "write letters, digits and hyphens".to_owned(),
            },
        });
    }
    if !platform.is_kubernetes() {
        return Ok(());
    }
    label(
        "cluster.namespace",
        cluster.namespace.as_str(),
        "a namespace is",
    )?;
    if !prefix
        .as_str()
        .starts_with(|first: char| first.is_ascii_lowercase())
    {
        return refused(
            of_prefix,
            prefix.as_str(),
            "begins with no letter, as the name of a Kubernetes service must (RFC 1035)".to_owned(),
        );
    }
    let name = &cluster.name;
    if platform == Platform::Helm && name.as_str().len() > LONGEST_RELEASE {
        let length = name.as_str().len();
        return refused(
            "cluster.name",
            name.as_str(),
            format!("is {length} bytes long, and Helm takes {LONGEST_RELEASE} for a release"),
        );
    }
    match cluster.full_name(&service) {
        Ok(_) => Ok(()),
        Err(error) => Err(PlanError::ClusterName {
            key: "cluster",
            error,
        }),
    }
}

#[cfg(test)]
mod tests;
