//! What the patches and what is said of them have in common.

use crate::catalog::{Component, End, SurfaceKind};
use crate::plan::Plan;
use crate::render::targets::callers::HTTP_PORT;
use crate::topology::{self, Dial};

/// The settings as a file, for who gives Mimir no configuration file.
pub(super) const CONFIG_MAP: &str = "configmap.yaml";
/// The group that Mimir's image runs as, which may read what is mounted.
pub(super) const GROUP: i64 = 10001;
/// Who has a probe of liveness in the chart.
pub(super) const LIVELY: &str = "overrides-exporter";
/// The label of whatever Helm has rendered of the chart.
pub(super) const CHART: &str = "helm.sh/chart";
/// Where the ruler finds the Alertmanager, which is no option of TLS: one that
/// begins with `http:` would have the ruler's TLS count for nothing.
pub(super) const NOTIFIED: &str = "ruler.alertmanager-url";

/// Who has a probe of liveness in the chart, where it has to ask over TLS.
pub(super) fn lively(plan: &Plan) -> Option<Component> {
    let mut members = plan.members.iter().map(|member| member.component);
    let found = members.find(|component| component.name() == LIVELY);
    found.filter(|_| plan.has(SurfaceKind::HttpServer))
}

/// Where the ruler finds the plan's own Alertmanager.
pub(super) fn notified(plan: &Plan, component: Component) -> Option<String> {
    if !plan.has(SurfaceKind::HttpServer) {
        return None;
    }
    let links = topology::links(plan);
    let link = links.iter().find(|link| {
        link.from == End::Component(component)
            && link.surface.kind() == SurfaceKind::HttpClient
            && link.to.component().is_some()
            && matches!(link.dial, Dial::Name(_))
    })?;
    Some(format!(
        "-{NOTIFIED}=https://{}:{HTTP_PORT}/alertmanager",
        link.dial
    ))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::plan::PlanFile;

    /// The ruler's address is one that the Alertmanager's certificate has.
    #[test]
    fn the_ruler_is_told_its_own_alertmanager_by_name() {
        let of = |text: &str| {
            let text = format!("version: 1\nplatform: kubernetes\n{text}");
            let file = PlanFile::parse(text.as_bytes()).unwrap();
            let plan = Plan::resolve(&file).unwrap().0;
            let told = plan.members.iter().map(|it| notified(&plan, it.component));
            told.flatten().collect::<Vec<_>>()
        };
        let url = "https://mimir-alertmanager.mimir.svc.cluster.local:8080/alertmanager";
        assert_eq!(of(""), [format!("-{NOTIFIED}={url}")]);
        for other in [
            "components: [ruler]",
            "surfaces: {server-http: false}",
            "surfaces: {ruler-alertmanager-client: 'alerts.example:9093'}",
        ] {
            assert!(of(other).is_empty(), "{other}: {:?}", of(other));
        }
    }
}
