//! What those outside Mimir need who call its HTTP servers: where they stand,
//! the CA, the name to verify, and a certificate where the policy asks for one.

use std::fmt;

use super::routes::routes;
use crate::catalog::{Component, SurfaceKind};
use crate::folder::{self, CertFile, Owner};
use crate::pki::{DnsName, San};
use crate::plan::{Member, Plan, Profile};
use crate::policy::{ClientAuth, TlsVersion};
use crate::render::Renderer;
use crate::topology;

/// Where Mimir listens for HTTP unless it is told otherwise: the default of the
/// option that `core/data/roles.json` calls `http-port`.
pub(super) const HTTP_PORT: u16 = 8080;

/// The port of a pod by which the chart and Mimir's manifests serve HTTP.
pub(super) const PORT_NAME: &str = "http-metrics";

/// The tenant of a request that names none, and of every request where tenants
/// are turned off (Mimir, no_auth_tenant).
pub(super) const TENANT: &str = "anonymous";

/// The header by which a request names its tenant.
pub(super) const TENANT_HEADER: &str = "X-Scope-OrgID";

/// The HTTP servers of a plan, as a caller sees them.
pub(super) struct Callers<'a> {
    plan: &'a Plan,
    /// What a caller needs for TLS; none where HTTP is plaintext.
    pub(super) papers: Option<Papers>,
}

/// The files and the name with which a caller speaks TLS. The paths are those
/// on the caller's own machine, in a folder that is called as Mimir's.
pub(super) struct Papers {
    /// The CA by which the caller verifies.
    pub(super) ca: String,
    /// The name in every server's certificate, whatever is dialled.
    pub(super) name: DnsName,
    /// The caller's certificate and key, where the policy asks for one.
    pub(super) own: Option<Pair>,
}

/// The paths of a certificate and its key.
pub(super) struct Pair {
    pub(super) certificate: String,
    pub(super) key: String,
}

/// A server that is dialled: its name or address, and its port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Door(San);

/// A URL that is dialled.
pub(super) struct Address {
    pub(super) url: String,
    /// Whether it has an address, so that the name to verify is told apart.
    pub(super) is_bare: bool,
}

/// What a server does about the certificate of a client, as proxies have it:
/// they verify all that they ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    Nothing,
    Optional,
    Required,
}

impl<'a> Callers<'a> {
    pub(super) fn of(renderer: &Renderer<'a>) -> Self {
        let plan = renderer.plan;
        let asks = plan.policy.http.requires();
        let papers = plan.has(SurfaceKind::HttpServer).then(|| Papers {
            ca: path(plan, CertFile::Root),
            name: plan.server_name.clone(),
            own: asks.then(|| Pair {
                certificate: path(plan, CertFile::Client),
                key: path(plan, CertFile::ClientKey),
            }),
        });
        Self { plan, papers }
    }

    /// The scheme of every URL.
    pub(super) fn scheme(&self) -> &'static str {
        match self.papers {
            Some(_) => "https",
            None => "http",
        }
    }

    /// The member that does the work of `component`, alone or among others.
    pub(super) fn member(&self, component: Component) -> Option<&'a Member> {
        topology::member_running(self.plan, component)
    }

    /// Where a member is dialled: at each of its own names and addresses, or by
    /// its service.
    pub(super) fn doors(&self, member: &Member) -> Vec<Door> {
        let hosts = topology::dialled_hosts(self.plan, member);
        hosts.into_iter().map(Door).collect()
    }

    /// The first door of the member that answers a path of Mimir's API.
    pub(super) fn door(&self, path: &str) -> Option<Door> {
        let route = routes().iter().find(|it| it.path == path)?;
        self.doors(self.member(route.to)?).into_iter().next()
    }

    /// The URL of what answers `path`, with `written` behind the host.
    pub(super) fn address(&self, path: &str, written: &str) -> Option<Address> {
        let door = self.door(path)?;
        Some(Address {
            url: format!("{}://{door}{written}", self.scheme()),
            is_bare: door.is_address(),
        })
    }

    /// What a server in front of Mimir asks of those who call it: what Mimir
    /// would, which sees no certificate but that server's.
    pub(super) fn asks(&self) -> Asks {
        match self.plan.policy.http {
            ClientAuth::RequireAny | ClientAuth::RequireAndVerify => Asks::Required,
            ClientAuth::VerifyIfGiven => Asks::Optional,
            ClientAuth::No | ClientAuth::Request => Asks::Nothing,
        }
    }

    /// Whether nothing below TLS 1.3 is spoken. What is older than 1.2 no
    /// caller of ours offers.
    pub(super) fn is_tls13(&self) -> bool {
        self.plan.policy.min_version == Some(TlsVersion::Tls13)
    }
}

impl Door {
    /// Whether an address is dialled, which a certificate need not have.
    pub(super) fn is_address(&self) -> bool {
        matches!(self.0, San::Ip(_))
    }

    /// Its name or address, without brackets.
    pub(super) fn host(&self) -> String {
        self.0.to_string()
    }
}

impl fmt::Display for Door {
    /// With its port, as in a URL.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            San::Ip(ip) => std::net::SocketAddr::new(*ip, HTTP_PORT).fmt(f),
            San::Dns(name) => write!(f, "{name}:{HTTP_PORT}"),
        }
    }
}

/// The lines at the top of a file for a caller: what it is, and which files of
/// the folder its machine has.
pub(super) fn header(renderer: &Renderer<'_>, what: &str) -> Vec<String> {
    let mut lines = renderer.header(what);
    if renderer.options.comments {
        lines.push(papers(renderer.plan));
    }
    lines
}

/// Which files of the folder a caller's machine has, and where.
pub(super) fn papers(plan: &Plan) -> String {
    let owner = match plan.certificates.profile {
        Profile::PerComponent => Owner::Outside,
        Profile::Split | Profile::Single => Owner::Cluster,
    };
    format!(
        "its machine has {} as {}",
        folder::certificates(owner),
        plan.cert_dir
    )
}

/// Where a caller finds a file of its certificate folder.
pub(super) fn path(plan: &Plan, file: CertFile) -> String {
    plan.cert_dir.file(file.name(plan.certificates.profile))
}
