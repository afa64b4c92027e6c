//! What the files of a project have in common: who runs what, under which name.

use crate::catalog::{Catalog, Component, SurfaceKind};
use crate::folder::CertFile;
use crate::pki::San;
use crate::plan::{Member, Plan};
use crate::render::template::Holes;
use crate::topology;

/// What Compose looks for in a folder.
pub(super) const PROJECT: &str = "compose.yaml";
/// The configuration of all Mimir processes.
pub(super) const MIMIR: &str = "mimir.yaml";
/// The configuration of Prometheus.
pub(super) const PROMETHEUS: &str = "prometheus.yml";
/// The data sources of Grafana.
pub(super) const GRAFANA: &str = "grafana.yaml";

/// The port of HTTP in every container, Mimir's default.
pub(super) const HTTP_PORT: u16 = 8080;

/// What the files of a project have in common: who runs what under which name.
pub(super) struct Project<'a> {
    pub(super) plan: &'a Plan,
    /// The members, each with its service's name.
    pub(super) services: Vec<(&'a Member, String)>,
    /// Whether Mimir speaks HTTPS.
    pub(super) is_https: bool,
}

impl<'a> Project<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        let members = plan.members.iter();
        Self {
            plan,
            services: members
                .map(|member| (member, service(plan, member)))
                .collect(),
            is_https: plan.has(SurfaceKind::HttpServer),
        }
    }

    /// The service that runs a component, be it within another.
    pub(super) fn service_of(&self, component: &str) -> Option<&str> {
        Some(self.that_runs(component)?.1.as_str())
    }

    /// The member that runs a component, with its service's name.
    pub(super) fn that_runs(&self, component: &str) -> Option<&(&'a Member, String)> {
        self.services
            .iter()
            .find(|(member, _)| self.runs(member.component, component))
    }

    fn runs(&self, member: Component, component: &str) -> bool {
        let parts = Catalog::builtin().expand(member, self.plan.release);
        parts.iter().any(|part| part.name() == component)
    }

    pub(super) fn scheme(&self) -> &'static str {
        if self.is_https { "https" } else { "http" }
    }

    /// Whether HTTP lets nobody in without a certificate.
    pub(super) fn is_strict(&self) -> bool {
        self.is_https && self.plan.policy.http.requires()
    }

    /// The path of a certificate or key in a container.
    pub(super) fn file(&self, file: CertFile) -> String {
        let name = file.name(self.plan.certificates.profile);
        self.plan.cert_dir.file(name)
    }

    /// What those who are no part of Mimir need to be let in.
    pub(super) fn holes(&self) -> Holes {
        let mut holes = Holes::default();
        let strict = |file| self.is_strict().then(|| self.file(file));
        let service = |component| self.service_of(component).map(str::to_owned);
        holes.put("scheme", self.scheme());
        holes.open("tls", self.is_https);
        holes.open("strict", self.is_strict());
        holes.put("ca", self.file(CertFile::Root));
        holes.put("server_name", self.plan.server_name.to_string());
        holes.put_all("cert", strict(CertFile::Client));
        holes.put_all("key", strict(CertFile::ClientKey));
        holes.put_all("writes", service("distributor"));
        holes.put_all("reads", service("query-frontend"));
        holes.put_all("alerts", service("alertmanager"));
        let members = self.services.iter().map(|(_, name)| name.clone());
        holes.put_all("member", members);
        holes
    }
}

/// A member's service: the name of one label by which it is dialled; without
/// one, its component's.
fn service(plan: &Plan, member: &Member) -> String {
    let names = topology::dialled_hosts(plan, member);
    let label = names.iter().find_map(|name| match name {
        San::Dns(name) if !name.as_str().contains('.') => Some(name.as_str()),
        San::Dns(_) | San::Ip(_) => None,
    });
    label.unwrap_or(member.component.name()).to_owned()
}
