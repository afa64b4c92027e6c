//! The same with CloudFlare's cfssl, for who has that instead.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use crate::bundle::{self, Wanted};
use crate::folder::{self, CertFile, Owner};
use crate::pki::{Algorithm, Attribute, Days, Role, San, Subject};
use crate::plan::{Constraints, Plan};
use crate::render::template::Holes;
use crate::render::{Renderer, explain};

/// The script's name.
pub(super) const SCRIPT: &str = "make-certs-cfssl.sh";

/// Whether cfssl makes what the plan wants: it has neither Ed25519 nor name
/// constraints.
pub(super) fn can(plan: &Plan) -> bool {
    plan.certificates.algorithm != Algorithm::Ed25519
        && matches!(plan.certificates.name_constraints, Constraints::None)
}

pub(super) fn script(renderer: &Renderer<'_>) -> String {
    let plan = renderer.plan;
    let certificates = &plan.certificates;
    let mut header = String::from("#!/usr/bin/env bash\n");
    explain(&mut header, &renderer.header("the whole cluster"));
    let mut holes = Holes::default();
    let folder = folder::certificates(Owner::Cluster);
    holes.put("folder", folder.trim_end_matches('/'));
    holes.put(
        "root",
        folder::certificate(CertFile::Root, certificates.profile),
    );
    holes.put("root_key", folder::CA_KEY);
    holes.put("profiles", pretty(&profiles(plan)));
    holes.put("ca", pretty(&ca(plan)));
    holes.open("unnamed", certificates.ca_subject.common_name().is_none());
    let template = include_str!("../../../../data/templates/make-certs-cfssl.sh");
    let mut out = holes.fill(&header, template);
    for wanted in bundle::wanted(plan) {
        let folder = folder::certificates(wanted.owner);
        let folder = folder.trim_end_matches('/');
        let (name, _) = (wanted.certificate.rsplit_once('.')).unwrap_or((wanted.certificate, ""));
        // Writing into a String cannot fail.
        let _ = write!(
            out,
            "\nleaf {folder} {name} {} <<'JSON'\n{}\nJSON\n",
            profile(wanted.role).0,
            pretty(&leaf(plan, &wanted)),
        );
    }
    out
}

fn pretty(value: &Value) -> String {
    format!("{value:#}")
}

/// A role's word, and its usages in cfssl's words.
fn profile(role: Role) -> (&'static str, &'static [&'static str]) {
    match role {
        Role::Server => ("server", &["server auth"]),
        Role::Client => ("client", &["client auth"]),
        Role::Both => ("both", &["server auth", "client auth"]),
    }
}

fn profiles(plan: &Plan) -> Value {
    let is_rsa = plan.certificates.algorithm.rsa_bits().is_some();
    let mut profiles = Map::new();
    for wanted in bundle::wanted(plan) {
        let (name, of_role) = profile(wanted.role);
        let mut usages = vec!["digital signature"];
        if is_rsa && wanted.role != Role::Client {
            usages.push("key encipherment");
        }
        usages.extend(of_role);
        let expiry = hours(plan.certificates.leaf_days);
        profiles.insert(
            name.to_owned(),
            json!({ "usages": usages, "expiry": expiry }),
        );
    }
    json!({ "signing": { "profiles": profiles } })
}

fn ca(plan: &Plan) -> Value {
    let certificates = &plan.certificates;
    let subject = &certificates.ca_subject;
    json!({
        "CN": subject.common_name().unwrap_or("root"),
        "names": names(subject),
        "key": key(certificates.algorithm),
        "ca": { "expiry": hours(certificates.ca_days), "pathlen": 0, "pathlenzero": true },
    })
}

fn leaf(plan: &Plan, wanted: &Wanted) -> Value {
    let hosts: Vec<String> = wanted.sans.iter().map(San::to_string).collect();
    json!({
        "CN": wanted.common_name,
        "names": names(&plan.certificates.leaf_subject),
        "key": key(plan.certificates.algorithm),
        "hosts": hosts,
    })
}

fn key(algorithm: Algorithm) -> Value {
    let (name, size) = match (algorithm, algorithm.rsa_bits()) {
        (_, Some(bits)) => ("rsa", bits),
        (Algorithm::EcdsaP384, None) => ("ecdsa", 384),
        (_, None) => ("ecdsa", 256),
    };
    json!({ "algo": name, "size": size })
}

/// A subject without its common name, a value an entry.
fn names(subject: &Subject) -> Value {
    let names = subject.attributes().filter_map(|(attribute, value)| {
        let key = match attribute {
            Attribute::Country => "C",
            Attribute::State => "ST",
            Attribute::Locality => "L",
            Attribute::Organization => "O",
            Attribute::OrganizationalUnit => "OU",
            Attribute::CommonName => return None,
        };
        let mut name = Map::new();
        name.insert(key.to_owned(), json!(value));
        Some(Value::Object(name))
    });
    Value::Array(names.collect())
}

fn hours(days: Days) -> String {
    format!("{}h", u64::from(days.number()) * 24)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::plan::PlanFile;
    use crate::render::RenderOptions;

    fn plan(certificates: &str) -> Plan {
        let text = format!("version: 1\nmode: monolithic\ncertificates: {{{certificates}}}");
        let file = PlanFile::parse(text.as_bytes()).unwrap();
        Plan::resolve(&file).unwrap().0
    }

    #[test]
    fn what_cfssl_cannot_make_has_no_script() {
        assert!(can(&plan("")));
        assert!(!can(&plan("algorithm: ed25519")));
        assert!(!can(&plan("ca: {name_constraints: true}")));
    }

    #[test]
    fn each_request_is_json_and_each_profile_is_there() {
        for (certificates, profiles) in [
            ("profile: split", &["server", "client"][..]),
            ("profile: single, algorithm: rsa-2048", &["both"]),
        ] {
            let plan = plan(certificates);
            let made = script(&Renderer::new(&plan, RenderOptions::default()));
            let texts = made.split("<<'JSON'\n").skip(1);
            let texts = texts.map(|text| text.split("\nJSON\n").next().unwrap());
            let read: Vec<Value> = texts
                .map(|text| serde_json::from_str(text).unwrap())
                .collect();
            assert_eq!(read.len(), 2 + profiles.len(), "{made}");
            let of = read[0]["signing"]["profiles"].as_object().unwrap();
            assert_eq!(of.keys().collect::<Vec<_>>().len(), profiles.len());
            for name in profiles {
                assert!(of.contains_key(*name) && made.contains(&format!(" {name} <<'JSON'")));
            }
        }
    }
}
