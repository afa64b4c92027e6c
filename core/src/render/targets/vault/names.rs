//! How things are called in Vault, and how its scripts begin.

use crate::plan::Plan;
use crate::render::{Renderer, explain};

pub(super) const PKI: &str = "pki.sh";
pub(super) const POLICY: &str = "policy.hcl";
pub(super) const AGENT: &str = "agent.yaml";
pub(super) const KV: &str = "kv.sh";
pub(super) const CLIENT: &str = "client.yaml";

/// How everything in Vault is called: two clusters of one name may be in two
/// namespaces.
pub(super) fn name(plan: &Plan) -> String {
    format!("{}-{}", plan.cluster.namespace, plan.cluster.name)
}

/// The path of the PKI engine.
pub(super) fn pki_path(plan: &Plan) -> String {
    format!("{}-pki", name(plan))
}

/// The path of the KV engine.
pub(super) fn kv_path(plan: &Plan) -> String {
    format!("{}-kv", name(plan))
}

/// The beginning of a script that stops at its first fault.
pub(super) fn script(renderer: &Renderer<'_>, about: &str) -> String {
    let mut out = "#!/bin/sh\n".to_owned();
    explain(&mut out, &renderer.header("the whole cluster"));
    explain(&mut out, &renderer.note(about));
    out.push_str("set -eu\ncd \"$(dirname \"$0\")\"\n");
    out
}

/// A text as one word of a shell.
pub(super) fn word(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
