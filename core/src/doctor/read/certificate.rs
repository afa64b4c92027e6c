//! cert-manager's and trust-manager's objects: what a certificate or a file of CAs
//! will be, before it is there.
//!
//! For each that is promised, one is made that has the same names, usages and
//! length, by a CA that stands for the issuer. So the rules and the handshakes
//! that judge a certificate judge the promise. Its key is nobody's: it is made of
//! a seed that everybody knows, and is in no output.

use super::super::finding::Place;
use super::super::input::Source;
use super::super::material::Material;
use super::facts::Facts;
use super::pending::{Bundle, Part, Promise, Signer};
use crate::document::Node;
use crate::pki::{
    Algorithm, Authority, CaParams, Days, Instant, Issued, LeafParams, PkiError, Role, San,
    SeededEntropy, Subject, Validity, issue_ca,
};
use crate::sorted::SortedMap;

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

/// Takes in a `Bundle` of trust-manager. What the world believes says nothing of a
/// CA of one's own, and is left out.
pub(super) fn bundle(source: &Source, node: &Node, facts: &mut Facts) -> bool {
    let is_trust = node
        .text_at(&["apiVersion"])
        .starts_with("trust.cert-manager.io/");
    let Some(spec) = node.at("spec").filter(|_| is_trust) else {
        return false;
    };
    let part = |part: &Node| {
        if let Some(text) = part.at("inLine").and_then(Node::text) {
            return Part::Text(text.to_owned());
        }
        let object = ["secret", "configMap"].iter().find_map(|it| part.at(it));
        let named = |object: &Node| {
            let (name, key) = (object.at("name")?.text()?, object.at("key")?.text()?);
            Some(Part::Entry(format!("{name}/{key}")))
        };
        object.and_then(named).unwrap_or(Part::Unknown)
    };
    let sources = spec.items_at("sources").iter();
    let own = sources.filter(|it| it.at("useDefaultCAs").is_none());
    let target = spec.at("target");
    let keys = ["configMap", "secret"].iter().filter_map(|kind| {
        let key = target?.at(kind)?.at("key")?.text()?;
        Some(key.to_owned())
    });
    facts.bundle(Bundle {
        of: node.text_at(&["metadata", "name"]).to_owned(),
        keys: keys.collect(),
        parts: own.map(part).collect(),
        place: source.at(spec),
    });
    true
}

/// Puts the CAs of each `Bundle` together, where all of its parts are known and it
/// is not there yet.
pub(super) fn settle_bundles(facts: &mut Facts) {
    for bundle in facts.bundles() {
        let bytes = |part: &Part| match part {
            Part::Text(text) => Some(text.as_bytes().to_vec()),
            Part::Entry(entry) => facts.bytes(entry).map(<[u8]>::to_vec),
            Part::Unknown => None,
        };
        let parts: Option<Vec<Vec<u8>>> = bundle.parts.iter().map(bytes).collect();
        let is_there = facts.has_entries(&bundle.of);
        let Some(parts) = parts.filter(|parts| !parts.is_empty() && !is_there) else {
            continue;
        };
        for key in &bundle.keys {
            promised(
                facts,
                &bundle.of,
                key,
                bundle.place.clone(),
                parts.join(&b'\n'),
            );
        }
    }
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
        roots: SortedMap::new(),
        now,
    };
    for promise in &promises {
        if facts.has_entries(&promise.secret) {
            continue;
        }
        // What cannot be made is not known.
        for (key, bytes) in makers.entries(promise).unwrap_or_default() {
            promised(facts, &promise.secret, key, promise.place.clone(), bytes);
        }
    }
}

/// An entry of a Secret or a ConfigMap that is not there yet.
fn promised(facts: &mut Facts, of: &str, key: &str, place: Place, bytes: Vec<u8>) {
    let path = format!("{of}/{key}");
    let mut material = Material::read(path, place, bytes, None, Some(of.to_owned()), None);
    material.is_promised = true;
    facts.material(material);
}

/// Longer chains of CAs are nobody's.
const MOST_ISSUERS: usize = 8;

struct Makers<'a> {
    promises: &'a [Promise],
    signers: &'a [Signer],
    entropy: SeededEntropy,
    /// The CAs that were made, by the Secret or the issuer whose they are.
    roots: SortedMap<String, Authority>,
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
