//! cert-manager's objects: what a certificate will be, before it is there.
//!
//! For each that is promised, one is made that has the same names, usages and
//! length, by a CA that stands for the issuer. So the rules and the handshakes
//! that judge a certificate judge the promise. Its key is nobody's: it is made of
//! a seed that everybody knows, and is in no output.

use std::collections::BTreeMap;

use super::super::input::Source;
use super::super::material::Material;
use super::facts::Facts;
use super::pending::{Promise, Signer};
use crate::document::Node;
use crate::pki::{
    Algorithm, Authority, CaParams, Days, Instant, Issued, LeafParams, PkiError, Role, San,
    SeededEntropy, Subject, Validity, issue_ca,
};

/// Takes in a `Certificate`. Says nothing of one with names that are not known.
pub(super) fn promise(source: &Source, node: &Node, facts: &mut Facts) {
    if !node
        .text_at(&["apiVersion"])
        .starts_with("cert-manager.io/")
    {
        return;
    }
    let Some(spec) = node.at("spec") else {
        return;
    };
    let secret = spec.at("secretName");
    let about = spec.at("usages").or(secret).unwrap_or(spec);
    let texts = |key| spec.items_at(key).iter().filter_map(Node::text);
    let sans: Option<Vec<San>> = texts("dnsNames")
        .chain(texts("ipAddresses"))
        .map(|name| San::parse(name).ok().map(|(san, _)| san))
        .collect();
    let (Some(sans), Some(secret)) = (sans, secret.and_then(Node::text)) else {
        return;
    };
    let Some(role) = role(&texts("usages").collect::<Vec<_>>()) else {
        return;
    };
    let Some(days) = days(spec.text_at(&["duration"])) else {
        return;
    };
    let common_name = spec.text_at(&["commonName"]);
    facts.promise(Promise {
        secret: secret.to_owned(),
        sans,
        common_name: (!common_name.is_empty()).then(|| common_name.to_owned()),
        role,
        days,
        is_ca: spec.text_at(&["isCA"]) == "true",
        issuer: spec.text_at(&["issuerRef", "name"]).to_owned(),
        place: source.at(about),
    });
}

/// Takes in an `Issuer` or a `ClusterIssuer`.
pub(super) fn issuer(node: &Node, facts: &mut Facts) {
    let spec = node.at("spec");
    let secret = spec
        .and_then(|spec| spec.at("ca"))
        .map(|ca| ca.text_at(&["secretName"]));
    facts.signer(Signer {
        name: node.text_at(&["metadata", "name"]).to_owned(),
        secret: secret.map(str::to_owned),
        is_public: spec.is_some_and(|spec| spec.at("acme").is_some()),
    });
}

/// What the usages of a `Certificate` limit it to. None of them that speaks of a
/// role (cert-manager's default is digital signature and key encipherment) makes
/// no extended key usage, which is good for both. The outer `None` is for usages
/// that fit neither.
fn role(usages: &[&str]) -> Option<Option<Role>> {
    /// Usages of the key, and what is none at all.
    const OF_KEY: [&str; 11] = [
        "signing",
        "digital signature",
        "content commitment",
        "key encipherment",
        "key agreement",
        "data encipherment",
        "cert sign",
        "crl sign",
        "encipher only",
        "decipher only",
        "any",
    ];
    let has = |usage| usages.contains(&usage);
    match (has("server auth"), has("client auth")) {
        _ if has("any") => Some(None),
        (true, true) => Some(Some(Role::Both)),
        (true, false) => Some(Some(Role::Server)),
        (false, true) => Some(Some(Role::Client)),
        (false, false) => usages.iter().all(|it| OF_KEY.contains(it)).then_some(None),
    }
}

/// A duration of Go's in days, `2160h`; ninety where none is set.
fn days(duration: &str) -> Option<Days> {
    if duration.is_empty() {
        return Days::new(90).ok();
    }
    let hours: u32 = duration.split('h').next()?.parse().ok()?;
    Days::new(hours.div_ceil(24).max(1)).ok()
}

/// Makes what was promised, in the place of what is not there.
pub(super) fn settle(facts: &mut Facts, now: Instant) {
    let (promises, signers) = facts.promises();
    if promises.is_empty() {
        return;
    }
    let mut makers = Makers {
        promises: &promises,
        signers: &signers,
        entropy: SeededEntropy::new(*b"stands for what cert-manager has"),
        roots: BTreeMap::new(),
        now,
    };
    for promise in &promises {
        if facts.has_entries(&promise.secret) {
            continue;
        }
        // What cannot be made is not known.
        for (key, bytes) in makers.entries(promise).unwrap_or_default() {
            let (secret, place) = (&promise.secret, promise.place.clone());
            let of = Some(secret.clone());
            let path = format!("{secret}/{key}");
            let mut material = Material::read(path, place, bytes, None, of, None);
            material.is_promised = true;
            facts.material(material);
        }
    }
}

/// Longer chains of CAs are nobody's.
const MOST_ISSUERS: usize = 8;

struct Makers<'a> {
    promises: &'a [Promise],
    signers: &'a [Signer],
    entropy: SeededEntropy,
    /// The CAs that were made, by the Secret or the issuer whose they are.
    roots: BTreeMap<String, Authority>,
    now: Instant,
}

impl Makers<'_> {
    /// Whose root a certificate of that issuer leads to: the issuer, or the Secret
    /// of the CA that signed itself; and whether everybody knows it.
    fn root(&self, issuer: &str) -> (String, bool) {
        let mut issuer = issuer.to_owned();
        let mut root = issuer.clone();
        for _ in 0..MOST_ISSUERS {
            let Some(signer) = self.signers.iter().find(|it| it.name == issuer) else {
                break;
            };
            let Some(secret) = &signer.secret else {
                return (root, signer.is_public);
            };
            root.clone_from(secret);
            let Some(ca) = self.promises.iter().find(|it| it.secret == *secret) else {
                break;
            };
            issuer.clone_from(&ca.issuer);
        }
        (root, false)
    }

    /// The entries of the Secret.
    fn entries(&mut self, promise: &Promise) -> Result<Vec<(&'static str, Vec<u8>)>, PkiError> {
        let (root, is_public) = match promise.is_ca {
            true => (promise.secret.clone(), false),
            false => self.root(&promise.issuer),
        };
        let validity = |days| Validity::starting(self.now, days);
        let (of_leaf, of_ca) = (validity(promise.days)?, validity(Days::new(3650)?)?);
        let named = |name: &str| "/CN=stand-in".parse::<Subject>()?.with_common_name(name);
        if !self.roots.contains_key(&root) {
            let params = CaParams {
                subject: named(&root)?,
                algorithm: Algorithm::Ed25519,
                validity: of_ca,
                name_constraints: None,
            };
            let authority = issue_ca(&params, &mut self.entropy)?;
            self.roots.insert(root.clone(), authority);
        }
        let Some(authority) = self.roots.get(&root) else {
            return Ok(Vec::new());
        };
        let mut entries = Vec::new();
        let bytes = |text: &str| text.as_bytes().to_vec();
        let ca = &authority.root().certificate;
        if !is_public {
            entries.push(("ca.crt", bytes(ca)));
        }
        if promise.is_ca {
            entries.push(("tls.crt", bytes(ca)));
            return Ok(entries);
        }
        let params = LeafParams {
            subject: named(promise.common_name.as_deref().unwrap_or(&promise.secret))?,
            sans: promise.sans.clone(),
            role: promise.role.unwrap_or(Role::Both),
            algorithm: Algorithm::Ed25519,
            validity: of_leaf,
        };
        let is_limited = promise.role.is_some();
        let Issued {
            certificate, key, ..
        } = authority.stand_in(&params, is_limited, &mut self.entropy)?;
        entries.push(("tls.crt", bytes(&certificate)));
        entries.push(("tls.key", bytes(key.expose())));
        Ok(entries)
    }
}
