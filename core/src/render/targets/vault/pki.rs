//! Vault's PKI engine: a CA, a role for each certificate, and who may have them.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::names::{POLICY, kv_path, name, pki_path, script as begin, word};
use crate::bundle::{self, Wanted};
use crate::pki::{Algorithm, Attribute, Days, Role, San, Subject};
use crate::plan::Plan;
use crate::render::targets::secret;
use crate::render::{Renderer, explain};

/// Where Vault has the logins of Kubernetes' service accounts, unless somebody
/// says otherwise.
const AUTH: &str = "kubernetes";

/// What a role of the engine is called: as the Secret would be.
pub(super) fn role(plan: &Plan, wanted: &Wanted) -> String {
    secret::name(plan, wanted.owner, wanted.role)
}

/// A lifetime in Vault's form.
pub(super) fn hours(days: Days) -> String {
    format!("{}h", u64::from(days.number()) * 24)
}

/// The script that makes engine, CA, roles and policy.
pub(super) fn script(renderer: &Renderer<'_>) -> String {
    let plan = renderer.plan;
    let mut out = begin(
        renderer,
        "run it once, with VAULT_ADDR set and a token that may make engines and policies",
    );
    let path = pki_path(plan);
    let ttl = hours(plan.certificates.ca_days);
    // Writing into a String cannot fail.
    let _ = writeln!(
        out,
        "\nvault secrets enable -path={path} -max-lease-ttl={ttl} pki\n\
         vault write -format=json {path}/root/generate/internal - >/dev/null <<'EOF'\n{}\nEOF",
        pretty(&ca(plan)),
    );
    for wanted in bundle::wanted(plan) {
        let _ = writeln!(
            out,
            "\nvault write {path}/roles/{} - <<'EOF'\n{}\nEOF",
            role(plan, &wanted),
            pretty(&role_of(plan, &wanted)),
        );
    }
    let name = name(plan);
    let (account, namespace) = (
        plan.cluster.prefix.as_str(),
        plan.cluster.namespace.as_str(),
    );
    let _ = writeln!(out, "\nvault policy write {name} {POLICY}\n");
    explain(
        &mut out,
        &renderer.note("where Kubernetes may log in already; see `vault auth enable`"),
    );
    let _ = writeln!(
        out,
        "vault write auth/{AUTH}/role/{name} bound_service_account_names={} \\\n  \
         bound_service_account_namespaces={} token_policies={name} token_ttl=1h",
        word(account),
        word(namespace),
    );
    out
}

/// What a pod of Mimir may do in Vault.
pub(super) fn policy(renderer: &Renderer<'_>) -> String {
    let plan = renderer.plan;
    let mut out = String::new();
    explain(&mut out, &renderer.header("the whole cluster"));
    explain(
        &mut out,
        &renderer.note("for the agent: a certificate of each role"),
    );
    for wanted in bundle::wanted(plan) {
        let _ = writeln!(
            out,
            "path \"{}/issue/{}\" {{\n  capabilities = [\"create\", \"update\"]\n}}",
            pki_path(plan),
            role(plan, &wanted),
        );
    }
    explain(
        &mut out,
        &renderer.note("for Mimir's own client: what lies in the store"),
    );
    let _ = writeln!(
        out,
        "path \"{}/data{}/*\" {{\n  capabilities = [\"read\"]\n}}",
        kv_path(plan),
        plan.cert_dir.as_str().trim_end_matches('/'),
    );
    out
}

fn pretty(value: &Value) -> String {
    format!("{value:#}")
}

fn ca(plan: &Plan) -> Value {
    let certificates = &plan.certificates;
    let mut ca = subject(&certificates.ca_subject);
    let common_name = certificates.ca_subject.common_name().unwrap_or("root");
    let (kind, bits) = key(certificates.algorithm);
    ca.insert("common_name".to_owned(), json!(common_name));
    ca.insert("exclude_cn_from_sans".to_owned(), json!(true));
    ca.insert("key_type".to_owned(), json!(kind));
    ca.insert("key_bits".to_owned(), json!(bits));
    ca.insert("max_path_length".to_owned(), json!(0));
    ca.insert("ttl".to_owned(), json!(hours(certificates.ca_days)));
    if let Ok(Some(constraints)) = bundle::name_constraints(plan) {
        let dns: Vec<&str> = constraints.dns().iter().map(|name| name.as_str()).collect();
        let ips: Vec<String> = constraints.ips().iter().map(ToString::to_string).collect();
        ca.insert("permitted_dns_domains".to_owned(), json!(dns));
        if !ips.is_empty() {
            ca.insert("permitted_ip_ranges".to_owned(), json!(ips));
        }
    }
    Value::Object(ca)
}

/// A role that issues the names of one certificate of the plan, and no others.
fn role_of(plan: &Plan, wanted: &Wanted) -> Value {
    let certificates = &plan.certificates;
    let mut role = subject(&certificates.leaf_subject);
    let (kind, bits) = key(certificates.algorithm);
    let is_rsa = certificates.algorithm.rsa_bits().is_some();
    let is_server = wanted.role != Role::Client;
    let usages: &[&str] = match is_rsa && is_server {
        true => &["DigitalSignature", "KeyEncipherment"],
        false => &["DigitalSignature"],
    };
    let names = wanted.sans.iter().filter_map(|san| match san {
        San::Dns(name) => Some(name.as_str()),
        San::Ip(_) => None,
    });
    let has_wildcard = names.clone().any(|name| name.starts_with("*."));
    let has_ip = wanted.sans.iter().any(|san| matches!(san, San::Ip(_)));
    let domains: Vec<&str> = names.map(|name| name.trim_start_matches("*.")).collect();
    let ttl = hours(certificates.leaf_days);
    for (key, value) in [
        ("allowed_domains", json!(domains)),
        ("allow_bare_domains", json!(true)),
        ("allow_subdomains", json!(has_wildcard)),
        ("allow_wildcard_certificates", json!(has_wildcard)),
        ("allow_localhost", json!(is_server)),
        ("allow_ip_sans", json!(has_ip)),
        ("cn_validations", json!(["disabled"])),
        ("server_flag", json!(is_server)),
        ("client_flag", json!(wanted.role != Role::Server)),
        ("key_usage", json!(usages)),
        ("key_type", json!(kind)),
        ("key_bits", json!(bits)),
        ("basic_constraints_valid_for_non_ca", json!(true)),
        ("not_before_duration", json!("10m")),
        ("ttl", json!(ttl)),
        ("max_ttl", json!(ttl)),
    ] {
        role.insert(key.to_owned(), value);
    }
    Value::Object(role)
}

/// A kind of key and its size; zero where the kind has one.
fn key(algorithm: Algorithm) -> (&'static str, u32) {
    match algorithm {
        Algorithm::EcdsaP256 => ("ec", 256),
        Algorithm::EcdsaP384 => ("ec", 384),
        Algorithm::Ed25519 => ("ed25519", 0),
        Algorithm::Rsa2048 => ("rsa", 2048),
        Algorithm::Rsa3072 => ("rsa", 3072),
        Algorithm::Rsa4096 => ("rsa", 4096),
    }
}

/// A subject without its common name, which each certificate has of its own.
fn subject(subject: &Subject) -> Map<String, Value> {
    let mut map = Map::new();
    for (attribute, value) in subject.attributes() {
        let key = match attribute {
            Attribute::Country => "country",
            Attribute::State => "province",
            Attribute::Locality => "locality",
            Attribute::Organization => "organization",
            Attribute::OrganizationalUnit => "ou",
            Attribute::CommonName => continue,
        };
        let values = map.entry(key).or_insert_with(|| json!([]));
        if let Value::Array(values) = values {
            values.push(json!(value));
        }
    }
    map
}
