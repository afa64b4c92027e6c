//! What the callers of a cluster are told: whom they call, where, and with what.

use crate::catalog::{Catalog, Component, End, Mode};
use crate::plan::{Plan, Platform};
use crate::render::Renderer;
use crate::render::targets::callers::{Address, Callers, Door};
use crate::topology;

/// What every client is told.
pub(super) struct World<'a> {
    pub(super) callers: Callers<'a>,
    /// The members, each with its job.
    pub(super) jobs: Vec<Job>,
    /// The URL to which Prometheus writes.
    pub(super) push: Option<Address>,
    /// The URL of OTLP, without the path of a signal.
    pub(super) otlp: Option<Address>,
    /// The URL of Prometheus's API.
    pub(super) query: Option<Address>,
    /// The URL of the ruler, without a path.
    pub(super) ruler: Option<Address>,
    /// The door of the Alertmanager.
    pub(super) alertmanager: Option<Door>,
}

/// A member that is scraped.
pub(super) struct Job {
    /// The job's label as the dashboards of Mimir's mixin ask for it:
    /// `mimir/ingester`.
    pub(super) name: String,
    pub(super) doors: Vec<Door>,
    /// Whether the member's certificate has what is dialled at its first door.
    pub(super) is_verified: bool,
}

impl<'a> World<'a> {
    pub(super) fn of(renderer: &Renderer<'a>) -> Self {
        let plan = renderer.plan;
        let callers = Callers::of(renderer);
        let jobs = plan.members.iter().map(|member| {
            let doors = callers.doors(member);
            let verifies = |door: &Door| callers.verifies(member, door);
            Job {
                name: format!(
                    "{}/{}",
                    plan.cluster.namespace,
                    workload(plan, member.component)
                ),
                is_verified: doors.first().is_some_and(verifies),
                doors,
            }
        });
        Self {
            jobs: jobs.collect(),
            push: callers.address("/api/v1/push", "/api/v1/push"),
            otlp: callers.address("/otlp/v1/metrics", "/otlp"),
            query: callers.address("/prometheus", "/prometheus"),
            ruler: callers.address("/prometheus/config/v1/rules", ""),
            alertmanager: callers.door("/alertmanager"),
            callers,
        }
    }
}

/// What a member is called where it is deployed: a component alone by its name,
/// one of many parts as `mimir` and that name, and all of Mimir as itself.
fn workload(plan: &Plan, component: Component) -> String {
    let is_alone = Catalog::builtin().expand(component, plan.release).len() == 1;
    match (is_alone, plan.mode) {
        (true, _) => component.to_string(),
        (false, Mode::Monolithic) => "mimir".to_owned(),
        (false, _) => format!("mimir-{component}"),
    }
}

/// The components of a plan as a pattern of their pods' label. The chart has some
/// of them a second time for the ruler alone; caches and the gateway speak no
/// TLS, and are not among them.
/// Mimir's library has a workload for each zone.
pub(super) fn pattern(plan: &Plan) -> String {
    let names = plan.members.iter().map(|member| member.component.name());
    let zone = match is_library(plan) {
        true => "(-zone-.+)?",
        false => "",
    };
    format!("(ruler-)?({}){zone}", names.collect::<Vec<_>>().join("|"))
}

/// Whether the manifests are those of Mimir's own library.
pub(super) fn is_library(plan: &Plan) -> bool {
    let members = plan.members.iter();
    let of = members.map(|member| End::Component(member.component));
    let mut beginnings = of.flat_map(|end| topology::beginnings(plan, end).into_iter().next());
    beginnings.all(str::is_empty)
}

/// The label of a pod that says which component it is, as discovery writes it.
pub(super) fn component_label(plan: &Plan) -> &'static str {
    match is_library(plan) {
        true => "label_name",
        false => "label_app_kubernetes_io_component",
    }
}

/// Whether members are found by asking Kubernetes, rather than named.
pub(super) fn asks_kubernetes(renderer: &Renderer<'_>) -> bool {
    matches!(
        renderer.plan.platform,
        Platform::Kubernetes | Platform::Helm
    )
}
