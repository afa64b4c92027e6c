//! What those outside Mimir need who call its HTTP servers: where they stand,
//! the CA, the name to verify, and a certificate where the policy asks for one.

use std::fmt::{self, Write};

use super::routes::routes;
use super::secret;
use crate::catalog::{Component, SurfaceKind};
use crate::folder::{self, CertFile, Owner};
use crate::pki::{DnsName, Role, San};
use crate::plan::{Member, Plan, Profile};
use crate::policy::{ClientAuth, TlsVersion};
use crate::render::Renderer;
use crate::topology::{self, Names};

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
    /// Whether no certificate has its host, or it is an address, so that the name
    /// to verify is told apart.
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
        self.door_of(self.answering(path)?)
    }

    /// The first door of a member.
    pub(super) fn door_of(&self, member: &Member) -> Option<Door> {
        self.doors(member).into_iter().next()
    }

    fn answering(&self, path: &str) -> Option<&'a Member> {
        let route = routes().iter().find(|it| it.path == path)?;
        self.member(route.to)
    }

    /// Whether the certificate of `member` has what is dialled at `door`, so that
    /// who dials need not be told another name to verify.
    pub(super) fn verifies(&self, member: &Member, door: &Door) -> bool {
        let names = Names::of(self.plan);
        let of_its_own = names.own().into_iter().chain(names.member(member));
        let held = match self.plan.certificates.profile {
            Profile::PerComponent => of_its_own.collect(),
            Profile::Split | Profile::Single => names.all(),
        };
        held.iter().any(|named| named.san == door.0)
    }

    /// The URL of what answers `path`, with `written` behind the host.
    pub(super) fn address(&self, path: &str, written: &str) -> Option<Address> {
        let member = self.answering(path)?;
        let door = self.door_of(member)?;
        Some(Address {
            url: format!("{}://{door}{written}", self.scheme()),
            is_bare: door.is_address() || !self.verifies(member, &door),
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

/// The lines at the top of a file for a caller: what it is, which files of the
/// folder its machine has, and what is to be said of whom it calls.
pub(super) fn header(renderer: &Renderer<'_>, what: &str) -> Vec<String> {
    let mut lines = renderer.header(what);
    if renderer.options.comments {
        lines.push(papers(renderer.plan));
        lines.extend(unplaced(renderer.plan).map(|[english, _]| english));
    }
    lines
}

/// What is said where a plan for hosts does not know where somebody runs, in
/// English and in German: callers then dial the shared name.
pub(in crate::render) fn unplaced(plan: &Plan) -> Option<[String; 2]> {
    let members = topology::unplaced(plan);
    let first = members.first()?;
    let names: Vec<&str> = members.iter().map(|member| member.name()).collect();
    let is_all = members.len() == plan.members.len() && members.len() > 1;
    let [names, namen] = match is_all {
        true => ["every component", "jeder Komponente"].map(str::to_owned),
        false => [names.join(", "), names.join(", ")],
    };
    let shared = &plan.server_name;
    Some([
        format!(
            "{shared} stands for where {names} runs: `--host {first}=ADDRESS`, one for each machine, puts in what is dialled"
        ),
        format!(
            "{shared} steht für den Ort von {namen}: `--host {first}=ADRESSE`, eines je Maschine, setzt ein, was angesprochen wird"
        ),
    ])
}

/// Which files of the folder a caller's machine has, and where.
pub(super) fn papers(plan: &Plan) -> String {
    let owner = match plan.certificates.profile {
        Profile::PerComponent => Owner::Outside,
        Profile::Split | Profile::Single => Owner::Cluster,
    };
    if plan.is_issued() {
        return issued(plan, owner);
    }
    format!(
        "its machine has {} as {}",
        folder::certificates(owner),
        plan.cert_dir
    )
}

/// The same where cert-manager issues, and the folder's own count for nothing.
fn issued(plan: &Plan, owner: Owner) -> String {
    let (profile, root) = (plan.certificates.profile, path(plan, CertFile::Root));
    let ca = match plan.issuer.name {
        None => format!(
            "{} of the ConfigMap {}",
            secret::BUNDLE_KEY,
            secret::bundle_name(plan)
        ),
        Some(_) => format!(
            "{} of the Secret {}",
            secret::CA,
            secret::name(plan, owner, Role::Server)
        ),
    };
    let mut text = format!("its machine has {ca} as {root}");
    if plan.policy.http.requires() {
        let role = match profile {
            Profile::Single => Role::Both,
            Profile::Split | Profile::PerComponent => Role::Client,
        };
        let _ = write!(
            text,
            ", {} and {} of the Secret {} as {} and {}",
            secret::CERTIFICATE,
            secret::KEY,
            secret::name(plan, owner, role),
            CertFile::Client.name(profile),
            CertFile::ClientKey.name(profile),
        );
    }
    text
}

/// Where a caller finds a file of its certificate folder.
pub(super) fn path(plan: &Plan, file: CertFile) -> String {
    plan.cert_dir.file(file.name(plan.certificates.profile))
}
