//! What the files are called, and the names that stand in them.

use crate::pki::{DnsName, San};
use crate::plan::Plan;

/// The values themselves.
pub(super) const VALUES: &str = "values.yaml";
/// More of them, for who wants TLS at the gateway's listener.
pub(super) const GATEWAY_TLS: &str = "gateway-tls.yaml";
/// More of them, for who wants no gateway.
pub(super) const GATEWAY_OFF: &str = "gateway-off.yaml";
/// More of them, for who has the chart's own zones.
pub(super) const ZONES: &str = "zones.yaml";
/// More of them, by which pods restart when certificates change.
pub(super) const RESTART: &str = "restart.yaml";

/// The name of a Service of the chart, as its other parts write it.
pub(super) fn service(plan: &Plan, of: &str) -> String {
    let cluster = &plan.cluster;
    format!("{}-{of}.{}.svc", cluster.prefix, cluster.namespace)
}

/// The name of the gateway's Service.
pub(super) fn gateway(plan: &Plan) -> String {
    service(plan, "gateway")
}

/// Whether the servers' certificates have the gateway's name, so that it can
/// show them.
pub(super) fn has_gateway(plan: &Plan) -> bool {
    let name = gateway(plan).parse::<DnsName>().ok().map(San::Dns);
    let mut names = plan.certificates.dns.iter().cloned().map(San::Dns);
    names.any(|it| Some(it) == name)
}
