//! The script of Mimir's documentation, mended: with OpenSSL alone it makes the
//! certificates that `generate` makes, for those who may run nothing else.

mod cfssl;

use std::fmt::Write;

use crate::bundle::{self, Wanted};
use crate::folder::{self, CertFile, Owner};
use crate::language::Language;
use crate::pki::{Algorithm, NameConstraints, Role, San, Subject};
use crate::plan::{Plan, Target};
use crate::render::output::{ConfigFile, Instruction, Output, SettingsSource, Step};
use crate::render::template::Holes;
use crate::render::{Renderer, explain};
use crate::settings::Settings;

/// A script that makes the certificates.
pub(super) struct Openssl;

/// The script's name.
const SCRIPT: &str = "make-certs.sh";

impl Output for Openssl {
    fn target(&self) -> Target {
        Target::Openssl
    }

    fn title(&self, language: Language) -> &'static str {
        match language {
            Language::English | Language::German => "OpenSSL",
        }
    }

    fn about(&self, language: Language) -> &'static str {
        match language {
            Language::English => "openssl: the script of Mimir's documentation, mended",
            Language::German => "openssl: das Skript aus Mimirs Dokumentation, berichtigt",
        }
    }

    fn files(&self, renderer: &Renderer<'_>, _: &[Settings]) -> Vec<ConfigFile> {
        let mut files = vec![ConfigFile::named(Target::Openssl, SCRIPT, script(renderer))];
        if cfssl::can(renderer.plan) {
            let script = cfssl::script(renderer);
            files.push(ConfigFile::named(Target::Openssl, cfssl::SCRIPT, script));
        }
        files
    }

    fn sources(&self) -> Vec<SettingsSource> {
        Vec::new()
    }

    fn contents(&self, plan: &Plan) -> Vec<(String, &'static str)> {
        let mut rows = vec![(
            folder::named(Target::Openssl, SCRIPT),
            "makes such certificates with OpenSSL alone, for those who may run nothing else",
        )];
        if cfssl::can(plan) {
            rows.push((
                folder::named(Target::Openssl, cfssl::SCRIPT),
                "makes them with cfssl, for who has that",
            ));
        }
        rows
    }

    fn usage(&self, _: &Plan) -> Instruction {
        let script = folder::named(Target::Openssl, SCRIPT);
        Instruction::new(
            "Where nothing else may run, make certificates like these anew with OpenSSL alone",
            "Wo nichts anderes laufen darf, erzeugen Sie solche Zertifikate neu mit OpenSSL allein",
        )
        .by(format!("bash {script} <folder>"))
    }

    fn next(&self, _: &Plan, folder: &str) -> Step {
        let script = folder::named(Target::Openssl, SCRIPT);
        let how = format!(
            "with OpenSSL alone, bash {folder}/{script} FOLDER makes certificates like these"
        );
        Step {
            alone: how.clone(),
            among: how,
        }
    }
}

/// The script, header and all.
pub(super) fn script(renderer: &Renderer<'_>) -> String {
    let plan = renderer.plan;
    let certificates = &plan.certificates;
    let profile = certificates.profile;
    let mut header = String::from("#!/usr/bin/env bash\n");
    explain(&mut header, &renderer.header("the whole cluster"));
    let mut holes = Holes::default();
    holes.put("genpkey", genpkey(certificates.algorithm));
    holes.put("digest", digest(certificates.algorithm));
    let folder = folder::certificates(Owner::Cluster);
    holes.put("folder", folder.trim_end_matches('/'));
    holes.put("root", folder::certificate(CertFile::Root, profile));
    holes.put("root_key", folder::CA_KEY);
    holes.put("ca_days", certificates.ca_days.number().to_string());
    holes.put("leaf_days", certificates.leaf_days.number().to_string());
    holes.put("ca_subject", quoted(&certificates.ca_subject));
    holes.open("unnamed", certificates.ca_subject.common_name().is_none());
    let constraint = bundle::name_constraints(plan).ok().flatten();
    holes.put_all("constraint", constraint.as_ref().map(permitted));
    let template = include_str!("../../../../data/templates/make-certs.sh");
    let mut out = holes.fill(&header, template);
    for wanted in bundle::wanted(plan) {
        leaf(&mut out, plan, &wanted);
    }
    out
}

fn leaf(out: &mut String, plan: &Plan, wanted: &Wanted) {
    let algorithm = plan.certificates.algorithm;
    let folder = folder::certificates(wanted.owner);
    let folder = folder.trim_end_matches('/');
    let subject = plan.certificates.leaf_subject.clone();
    let subject = subject.with_common_name(&wanted.common_name);
    let subject = subject.map_or_else(|_| String::new(), |subject| quoted(&subject));
    let (name, _) = (wanted.certificate.rsplit_once('.')).unwrap_or((wanted.certificate, ""));
    let (usage, encipherment) = match wanted.role {
        Role::Server => ("serverAuth", true),
        Role::Client => ("clientAuth", false),
        Role::Both => ("serverAuth, clientAuth", true),
    };
    // A TLS 1.2 client may encrypt to a server's RSA key, nobody to a client's.
    let encipherment = match algorithm.rsa_bits() {
        Some(_) if encipherment => ", keyEncipherment",
        _ => "",
    };
    // Writing into a String cannot fail.
    let _ = write!(
        out,
        "\nleaf {folder} {name} {subject} <<'EXTENSIONS'\n\
         keyUsage = critical, digitalSignature{encipherment}\n\
         extendedKeyUsage = {usage}\n",
    );
    if !wanted.sans.is_empty() {
        out.push_str("subjectAltName = @names\n[names]\n");
    }
    for (number, san) in (1..).zip(&wanted.sans) {
        let kind = match san {
            San::Dns(_) => "DNS",
            San::Ip(_) => "IP",
        };
        let _ = writeln!(out, "{kind}.{number} = {san}");
    }
    out.push_str("EXTENSIONS\n");
}

/// The options by which `openssl genpkey` makes such a key.
fn genpkey(algorithm: Algorithm) -> String {
    let curve = |curve| format!("-algorithm EC -pkeyopt ec_paramgen_curve:{curve}");
    match (algorithm, algorithm.rsa_bits()) {
        (_, Some(bits)) => format!("-algorithm RSA -pkeyopt rsa_keygen_bits:{bits}"),
        (Algorithm::EcdsaP384, None) => curve("P-384"),
        (Algorithm::Ed25519, None) => "-algorithm ED25519".to_owned(),
        (_, None) => curve("P-256"),
    }
}

/// The option of the digest under a signature with such a key, and a blank;
/// Ed25519 has none.
fn digest(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Ed25519 => "",
        Algorithm::EcdsaP384 => "-sha384 ",
        Algorithm::EcdsaP256 | Algorithm::Rsa2048 | Algorithm::Rsa3072 | Algorithm::Rsa4096 => {
            "-sha256 "
        }
    }
}

/// A subject as `-subj` takes it, which is how it is shown, as a word of a shell.
fn quoted(subject: &Subject) -> String {
    format!("'{}'", subject.to_string().replace('\'', r"'\''"))
}

/// The names to which a CA is bound, as an extension.
fn permitted(constraints: &NameConstraints) -> String {
    let dns = constraints
        .dns()
        .iter()
        .map(|name| format!("permitted;DNS:{name}"));
    let ips = constraints.ips().iter().map(|net| {
        let (address, mask) = (net.network(), net.netmask());
        format!("permitted;IP:{address}/{mask}")
    });
    let all: Vec<String> = dns.chain(ips).collect();
    format!("nameConstraints = critical, {}", all.join(", "))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_subject_is_one_word_of_a_shell() {
        let subject: Subject = r"/O=A\/B\+C's/CN=root".parse().unwrap();
        assert_eq!(quoted(&subject), r"'/O=A\/B\+C'\''s/CN=root'");
    }

    #[test]
    fn constraints_are_written_with_masks() {
        let nets = ["10.0.0.0/8", "fd00::/8"].map(|net| net.parse().unwrap());
        let bound = NameConstraints::new(vec!["example.com".parse().unwrap()], nets.to_vec());
        assert_eq!(
            permitted(&bound.unwrap()),
            "nameConstraints = critical, permitted;DNS:example.com, \
             permitted;IP:10.0.0.0/255.0.0.0, permitted;IP:fd00::/ff00::"
        );
    }
}
