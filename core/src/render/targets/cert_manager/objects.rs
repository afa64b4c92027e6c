//! The objects: issuers, Certificates, and the Bundle.

use super::super::secret::{self, BUNDLE_KEY, bundle_name};
use crate::bundle::{self, Wanted};
use crate::pki::{Algorithm, Attribute, Days, NameConstraints, Role, San, Subject, renewed_before};
use crate::plan::{IssuerKind, Plan};
use crate::render::Renderer;
use crate::render::tree::Tree;

/// Where cert-manager looks for Secrets of ClusterIssuers, and trust-manager for
/// what it hands out, unless somebody says otherwise.
pub(super) const NAMESPACE: &str = "cert-manager";

pub(super) const GROUP: &str = "cert-manager.io";

/// The most days that a duration of Go's has room for, 292 years.
const MOST_DAYS: u32 = 106_751;

/// How the objects are called that no namespace holds: two clusters of one name
/// may be in two of them.
fn wide_name(plan: &Plan) -> String {
    format!("{}-{}", plan.cluster.namespace, plan.cluster.name)
}

pub(super) fn text(text: &str) -> Tree {
    Tree::Text(text.to_owned())
}

fn texts<'a>(items: impl IntoIterator<Item = &'a str>) -> Tree {
    Tree::List(items.into_iter().map(text).collect())
}

fn object(version: &str, kind: &str, name: &str, namespace: Option<&str>) -> Tree {
    let mut tree = Tree::map();
    tree.insert(&["apiVersion"], text(version));
    tree.insert(&["kind"], text(kind));
    tree.insert(&["metadata", "name"], text(name));
    if let Some(namespace) = namespace {
        tree.insert(&["metadata", "namespace"], text(namespace));
    }
    tree
}

/// The chain of a plan's own CAs: who signs them, and of each the CA and who signs
/// with it.
pub(super) fn issuers(renderer: &Renderer<'_>) -> Vec<Tree> {
    let plan = renderer.plan;
    let root = format!("{}-selfsigned", wide_name(plan));
    let mut selfsigned = object(&version(), "ClusterIssuer", &root, None);
    selfsigned.insert(&["spec", "selfSigned"], Tree::map());
    let mut all = vec![selfsigned];
    for name in plan.made_cas() {
        all.push(ca(renderer, &name, &root));
        let mut signer = object(&version(), "ClusterIssuer", &name, None);
        signer.insert(&["spec", "ca", "secretName"], text(&name));
        all.push(signer);
    }
    all
}

fn version() -> String {
    format!("{GROUP}/v1")
}

/// A CA of a name, which `root` signs.
fn ca(renderer: &Renderer<'_>, name: &str, root: &str) -> Tree {
    let plan = renderer.plan;
    let mut ca = object(&version(), "Certificate", name, Some(NAMESPACE));
    let (days, leaf) = (plan.certificates.ca_days, plan.certificates.leaf_days);
    let early = match 2 * hours(leaf) <= hours(days) {
        true => hours(leaf),
        false => hours(days) / 3,
    };
    ca.insert(&["spec", "isCA"], Tree::Bool(true));
    ca.insert(&["spec", "secretName"], text(name));
    lifetime(&mut ca, days, early);
    let why = "renewed while it still outlives what it signs, and over the same key";
    ca.comment(&["spec", "renewBefore"], renderer.note(why));
    key(&mut ca, plan.certificates.algorithm, "Never");
    ca.insert(&["spec", "usages"], texts(["cert sign", "crl sign"]));
    // cert-manager wants one, and roots are told apart by it.
    let common_name = match name == plan.usual_ca() {
        true => format!("{} root", plan.cluster.name),
        false => name.to_owned(),
    };
    ca.insert(&["spec", "commonName"], text(&common_name));
    subject(&mut ca, &plan.certificates.ca_subject);
    if let Ok(Some(constraints)) = bundle::name_constraints(plan) {
        constrain(&mut ca, &constraints);
        let why = "of cert-manager 1.15 and newer; its controller may want the feature gate NameConstraints";
        ca.comment(&["spec", "nameConstraints"], renderer.note(why));
    }
    issuer_ref(&mut ca, root, IssuerKind::ClusterIssuer);
    ca
}

/// A Certificate for each that the plan wants, in a Secret of the name that
/// pods mount.
pub(super) fn certificates(plan: &Plan) -> Vec<Tree> {
    let wanted = bundle::wanted(plan);
    wanted.iter().map(|it| certificate(plan, it)).collect()
}

fn certificate(plan: &Plan, wanted: &Wanted) -> Tree {
    let name = secret::name(plan, wanted.owner, wanted.role);
    let namespace = plan.cluster.namespace.as_str();
    let mut tree = object(&version(), "Certificate", &name, Some(namespace));
    tree.insert(&["spec", "secretName"], text(&name));
    let days = plan.certificates.leaf_days;
    lifetime(&mut tree, days, early(days));
    key(&mut tree, plan.certificates.algorithm, "Always");
    tree.insert(&["spec", "usages"], texts(usages(plan, wanted.role)));
    let common_name = wanted.common_name.clone();
    tree.insert(&["spec", "commonName"], text(&common_name));
    subject(&mut tree, &plan.certificates.leaf_subject);
    let mut names = (Vec::new(), Vec::new());
    for san in &wanted.sans {
        match san {
            San::Dns(name) => names.0.push(text(name.as_str())),
            San::Ip(ip) => names.1.push(text(&ip.to_string())),
        }
    }
    for (key, names) in [("dnsNames", names.0), ("ipAddresses", names.1)] {
        if !names.is_empty() {
            tree.insert(&["spec", key], Tree::List(names));
        }
    }
    let (name, kind) = signer(plan);
    issuer_ref(&mut tree, &name, kind);
    tree
}

/// Who signs: the issuer that is there, or the plan's own.
pub(super) fn signer(plan: &Plan) -> (String, IssuerKind) {
    match &plan.issuer.name {
        Some(name) => (name.to_string(), plan.issuer.kind.unwrap_or_default()),
        None => {
            let signs = plan.made_cas().into_iter().next();
            (signs.unwrap_or_default(), IssuerKind::ClusterIssuer)
        }
    }
}

/// The usages of a role, in cert-manager's words.
pub(super) fn usages(plan: &Plan, role: Role) -> Vec<&'static str> {
    let is_rsa = plan.certificates.algorithm.rsa_bits().is_some();
    let of_key = match is_rsa && role != Role::Client {
        true => &["digital signature", "key encipherment"][..],
        false => &["digital signature"],
    };
    let of_role = match role {
        Role::Server => &["server auth"][..],
        Role::Client => &["client auth"],
        Role::Both => &["server auth", "client auth"],
    };
    [of_key, of_role].concat()
}

/// What gives every namespace of a Mimir the CAs' certificates, and nothing else
/// of them.
pub(super) fn bundle(plan: &Plan) -> Tree {
    let name = bundle_name(plan);
    let mut tree = object("trust.cert-manager.io/v1alpha1", "Bundle", &name, None);
    let source = |ca: &String| {
        let mut source = Tree::map();
        source.insert(&["secret", "name"], text(ca));
        source.insert(&["secret", "key"], text("ca.crt"));
        source
    };
    let sources = plan.made_cas().iter().map(source).collect();
    tree.insert(&["spec", "sources"], Tree::List(sources));
    tree.insert(&["spec", "target", "configMap", "key"], text(BUNDLE_KEY));
    let label = "kubernetes.io/metadata.name";
    let namespace = text(plan.cluster.namespace.as_str());
    let selector = ["spec", "target", "namespaceSelector", "matchLabels", label];
    tree.insert(&selector, namespace);
    tree
}

pub(super) fn hours(days: Days) -> u32 {
    days.number().min(MOST_DAYS) * 24
}

/// The days before its end at which a certificate of the plan wants another.
pub(in crate::render::targets) fn early_days(plan: &Plan) -> u32 {
    early(plan.certificates.leaf_days) / 24
}

/// The hours before its end at which a certificate of so many days is renewed.
pub(super) fn early(days: Days) -> u32 {
    const HOUR: i64 = 3600;
    let before = renewed_before(i64::from(hours(days)) * HOUR) / HOUR;
    u32::try_from(before).unwrap_or(u32::MAX)
}

fn lifetime(tree: &mut Tree, days: Days, early: u32) {
    tree.insert(
        &["spec", "duration"],
        Tree::Text(format!("{}h", hours(days))),
    );
    tree.insert(&["spec", "renewBefore"], Tree::Text(format!("{early}h")));
}

fn key(tree: &mut Tree, algorithm: Algorithm, rotation: &str) {
    let (word, size) = match algorithm {
        Algorithm::EcdsaP256 => ("ECDSA", Some(256)),
        Algorithm::EcdsaP384 => ("ECDSA", Some(384)),
        Algorithm::Ed25519 => ("Ed25519", None),
        Algorithm::Rsa2048 => ("RSA", Some(2048)),
        Algorithm::Rsa3072 => ("RSA", Some(3072)),
        Algorithm::Rsa4096 => ("RSA", Some(4096)),
    };
    let mut put = |key, value| tree.insert(&["spec", "privateKey", key], value);
    put("algorithm", text(word));
    if let Some(size) = size {
        put("size", Tree::Number(size));
    }
    put("encoding", text("PKCS8"));
    put("rotationPolicy", text(rotation));
}

fn subject(tree: &mut Tree, subject: &Subject) {
    for attribute in Attribute::ALL {
        let values = || {
            let all = subject.attributes();
            all.filter_map(move |(it, value)| (it == attribute).then_some(value))
        };
        let key = match attribute {
            Attribute::Country => "countries",
            Attribute::State => "provinces",
            Attribute::Locality => "localities",
            Attribute::Organization => "organizations",
            Attribute::OrganizationalUnit => "organizationalUnits",
            Attribute::CommonName => {
                for value in values() {
                    tree.insert(&["spec", "commonName"], text(value));
                }
                continue;
            }
        };
        if values().next().is_some() {
            tree.insert(&["spec", "subject", key], texts(values()));
        }
    }
}

fn constrain(tree: &mut Tree, constraints: &NameConstraints) {
    let mut put = |keys: &[&str], value| {
        let path = [&["spec", "nameConstraints"], keys].concat();
        tree.insert(&path, value);
    };
    put(&["critical"], Tree::Bool(true));
    let dns = constraints.dns().iter().map(|name| text(name.as_str()));
    put(&["permitted", "dnsDomains"], Tree::List(dns.collect()));
    let ips = constraints.ips().iter().map(|net| text(&net.to_string()));
    put(&["permitted", "ipRanges"], Tree::List(ips.collect()));
}

fn issuer_ref(tree: &mut Tree, name: &str, kind: IssuerKind) {
    let mut put = |key, value: &str| tree.insert(&["spec", "issuerRef", key], text(value));
    put("name", name);
    put("kind", kind.spelling());
    put("group", GROUP);
}
