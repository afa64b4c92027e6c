//! Certificates. Codes MT201 to MT225, MT230, MT420.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use super::super::cluster::Cluster;
use super::super::code::Code;
use super::super::material::Material;
use super::super::rules::Draft;
use super::uses::{Purpose, Uses};
use crate::go_version::{self, GoVersion};
use crate::pki::Instant;
use crate::pki::inspect::{LONG_LIFE, is_authority, is_of_docs_script};
use crate::pki::x509::{Certificate, ExtKeyUsage, KeyKind};

const DAY: i64 = 86_400;
/// Days before the end at which it is time.
const SOON: i64 = 30;

pub(super) fn judge(cluster: &Cluster, uses: &Uses, now: Instant, drafts: &mut Vec<Draft>) {
    let mut issuers: Issuers<'_> = BTreeMap::new();
    for (_, certificate) in cluster.materials.iter().flat_map(|it| &it.certificates) {
        let same = issuers.entry(certificate.raw_subject()).or_default();
        if same.iter().all(|other| other.raw() != certificate.raw()) && is_authority(certificate) {
            same.push(certificate);
        }
    }
    for (index, material) in cluster.materials.iter().enumerate() {
        let purposes: Vec<Purpose> = uses.of_file(index).map(|it| it.purpose).collect();
        let release = uses.newest(index).unwrap_or(cluster.running.release);
        let go = go_version::of(release);
        let serves_as_ca = purposes.iter().any(|purpose| purpose.is_ca());
        for (place, (line, certificate)) in material.certificates.iter().enumerate() {
            let mut file = File {
                material,
                line: *line,
                certificate,
                drafts: &mut *drafts,
            };
            // One that is promised is renewed before it ends.
            if !material.is_promised {
                file.time(now);
            }
            file.form(go);
            if is_authority(certificate) || serves_as_ca {
                file.authority(serves_as_ca);
            } else if place == 0 {
                file.leaf(&purposes, uses.are_nobodys());
            }
        }
        files(material, &purposes, drafts);
        chains(&issuers, material, &purposes, drafts);
    }
    twins(cluster, drafts);
    bundles(cluster, uses, drafts);
    differing(cluster, uses, drafts);
}

/// CAs by their names.
type Issuers<'a> = BTreeMap<&'a [u8], Vec<&'a Arc<Certificate>>>;

/// One certificate of a file.
struct File<'a> {
    material: &'a Material,
    line: usize,
    certificate: &'a Arc<Certificate>,
    drafts: &'a mut Vec<Draft>,
}

impl File<'_> {
    fn about(&self, code: Code) -> Draft {
        let subject = self.certificate.subject().to_string();
        Draft::new(
            code,
            self.material.at(self.line),
            self.material.path.clone(),
        )
        .offering(
            "certificate",
            if subject.is_empty() {
                "without a subject"
            } else {
                &subject
            },
        )
    }

    fn tell(&mut self, draft: Draft) {
        self.drafts.push(draft);
    }

    fn time(&mut self, now: Instant) {
        let begins = Instant::from_unix(self.certificate.not_before());
        let ends = Instant::from_unix(self.certificate.not_after());
        let days = now.days_until(ends);
        let draft = if now > ends {
            self.about(Code::Mt204).with("day", ends.day())
        } else if now < begins {
            self.about(Code::Mt205).with("day", begins.day())
        } else if days <= SOON {
            self.about(Code::Mt206)
                .with("day", ends.day())
                .with("days", days)
        } else {
            return;
        };
        self.tell(draft);
    }

    fn form(&mut self, go: GoVersion) {
        let certificate = self.certificate;
        let is_root = certificate.raw_subject() == certificate.raw_issuer();
        if let KeyKind::Rsa(bits @ ..2048) = certificate.key().kind() {
            let draft = self.about(Code::Mt214).with("bits", bits);
            self.tell(draft);
        }
        let algorithm = certificate.signature_algorithm();
        if algorithm.is_insecure() && !is_root {
            let draft = self.about(Code::Mt215).with("algorithm", algorithm);
            self.tell(draft);
        }
        if certificate.serial_is_negative() && go >= GoVersion::new(1, 23) {
            let draft = self.about(Code::Mt221).with("go", go);
            self.tell(draft);
        }
        if !certificate.unhandled_critical().is_empty() {
            let oids: Vec<String> = (certificate.unhandled_critical().iter())
                .map(ToString::to_string)
                .collect();
            let draft = self.about(Code::Mt222).with("oids", oids.join(", "));
            self.tell(draft);
        }
        let dotted = certificate
            .sans()
            .dns
            .iter()
            .find(|name| name.ends_with('.'));
        if let Some(name) = dotted {
            let draft = self.about(Code::Mt223).with("name", name);
            self.tell(draft);
        }
    }

    fn authority(&mut self, serves_as_ca: bool) {
        let certificate = self.certificate;
        let lacks = certificate.version() >= 3
            && (!certificate.is_ca() || !certificate.key_usage().may_sign_certificates());
        if lacks && is_authority(certificate) {
            let draft = self.about(Code::Mt211);
            self.tell(draft);
        } else if serves_as_ca && !is_authority(certificate) {
            let draft = self.about(Code::Mt212);
            self.tell(draft);
        }
    }

    /// Judges it as what somebody uses it as. Beside those that somebody uses, how
    /// long one of nobody's lives is not this cluster's.
    fn leaf(&mut self, purposes: &[Purpose], are_all_nobodys: bool) {
        let certificate = self.certificate;
        let usages = certificate.ext_key_usage();
        let is_free = usages.is_empty() && certificate.unknown_ext_key_usage().is_empty();
        let may = |usage| is_free || usages.contains(&ExtKeyUsage::Any) || usages.contains(&usage);
        let serves = may(ExtKeyUsage::ServerAuth);
        let role = Role::of(purposes, serves);
        let days = (certificate.not_after() - certificate.not_before()) / DAY;
        if is_of_docs_script(certificate) && role != Role::Client {
            let draft = self
                .about(Code::Mt201)
                .with("version", certificate.version());
            self.tell(draft);
        } else {
            self.names(role);
            if days > LONG_LIFE && (are_all_nobodys || !purposes.is_empty()) {
                let draft = self.about(Code::Mt207).with("days", days);
                self.tell(draft);
            }
        }
        let has: Vec<String> = usages.iter().map(ToString::to_string).collect();
        let wrong = [
            (Purpose::Server, serves, Code::Mt208),
            (Purpose::Client, may(ExtKeyUsage::ClientAuth), Code::Mt209),
            (Purpose::Gossip, serves, Code::Mt210),
        ];
        for (purpose, allowed, code) in wrong {
            if purposes.contains(&purpose) && !allowed {
                let draft = self.about(code).with("usages", has.join(", "));
                self.tell(draft);
            }
        }
    }

    /// The names that a client looks for in what a server shows.
    fn names(&mut self, role: Role) {
        let certificate = self.certificate;
        let version = certificate.version();
        let sans = certificate.sans();
        let is_nameless = sans.dns.is_empty() && sans.ips.is_empty();
        let draft = match role {
            Role::Server if version < 3 => self.about(Code::Mt202).with("version", version),
            Role::Server if is_nameless => self.about(Code::Mt203),
            Role::Unknown if is_nameless => self.about(Code::Mt230),
            _ => return,
        };
        self.tell(draft);
    }
}

/// What a certificate is judged as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Somebody listens with it.
    Server,
    /// Clients alone show it: whoever verifies those looks at no name.
    Client,
    /// Nobody says.
    Unknown,
}

impl Role {
    /// Where nothing says what it is for, a usage that no server has does.
    fn of(purposes: &[Purpose], serves: bool) -> Self {
        let is_server = |it: &Purpose| matches!(it, Purpose::Server | Purpose::Gossip);
        if purposes.iter().any(is_server) {
            Self::Server
        } else if purposes.contains(&Purpose::Client) || !serves {
            Self::Client
        } else {
            Self::Unknown
        }
    }
}

/// What is wrong with a file as a whole, by what it serves as.
fn files(material: &Material, purposes: &[Purpose], drafts: &mut Vec<Draft>) {
    let serves_as_ca = purposes.iter().any(|purpose| purpose.is_ca());
    let about = |code| Draft::new(code, material.at(0), material.path.clone());
    if serves_as_ca && material.certificates.is_empty() {
        drafts.push(about(Code::Mt213));
    }
    let is_sent = purposes.iter().any(|purpose| purpose.is_leaf());
    let root = (material.certificates.iter().skip(1))
        .find(|(_, it)| it.is_ca() && it.raw_subject() == it.raw_issuer());
    if let Some((line, root)) = root.filter(|_| is_sent) {
        drafts.push(
            Draft::new(Code::Mt218, material.at(*line), material.path.clone())
                .with("certificate", root.subject()),
        );
    }
    if is_sent && material.leaf().is_some_and(|leaf| leaf.is_ca()) {
        drafts.push(about(Code::Mt225));
    }
}

/// A leaf against those that signed it, as far as they are here.
fn chains(
    issuers: &Issuers<'_>,
    material: &Material,
    purposes: &[Purpose],
    drafts: &mut Vec<Draft>,
) {
    let Some((line, leaf)) = material.certificates.first() else {
        return;
    };
    if is_authority(leaf) {
        return;
    }
    let about = |code| Draft::new(code, material.at(*line), material.path.clone());
    let issuer = issuers.get(leaf.raw_issuer()).and_then(|named| {
        named
            .iter()
            .find(|it| leaf.check_signature_from(it).is_ok())
    });
    let Some(issuer) = issuer else {
        return;
    };
    let is_root = issuer.raw_subject() == issuer.raw_issuer();
    let is_sent = (material.certificates.iter()).any(|(_, it)| it.raw() == issuer.raw());
    if !is_root && !is_sent && purposes.iter().any(|purpose| purpose.is_leaf()) {
        drafts.push(about(Code::Mt217).with("issuer", issuer.subject()));
    }
    if leaf.not_after() > issuer.not_after() {
        let ends = Instant::from_unix(issuer.not_after());
        drafts.push(
            about(Code::Mt224)
                .with("issuer", issuer.subject())
                .with("day", ends.day()),
        );
    }
    if let Some(name) = forbidden(leaf, issuer) {
        drafts.push(
            about(Code::Mt216)
                .with("name", name)
                .with("issuer", issuer.subject()),
        );
    }
}

/// A name of the leaf that its CA's constraints do not allow.
fn forbidden(leaf: &Certificate, ca: &Certificate) -> Option<String> {
    let (permitted, excluded) = (ca.permitted(), ca.excluded());
    let fits = |name: &str, constraint: &String| {
        let bare = constraint.trim_start_matches('.');
        bare.is_empty()
            || name == bare && !constraint.starts_with('.')
            || name
                .strip_suffix(bare)
                .is_some_and(|rest| rest.ends_with('.'))
    };
    let bad_name = leaf.sans().dns.iter().find(|name| {
        !permitted.dns.is_empty() && !permitted.dns.iter().any(|it| fits(name, it))
            || excluded.dns.iter().any(|it| fits(name, it))
    });
    let bytes = |ip: &IpAddr| match ip {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets().to_vec(),
    };
    let bad_ip = leaf.sans().ips.iter().find(|ip| {
        let ip = bytes(ip);
        !permitted.ips.is_empty() && !permitted.ips.iter().any(|it| it.contains(&ip))
            || excluded.ips.iter().any(|it| it.contains(&ip))
    });
    bad_name
        .cloned()
        .or_else(|| bad_ip.map(ToString::to_string))
}

/// Two CAs with one name and two keys: whoever holds one refuses the other's.
fn twins(cluster: &Cluster, drafts: &mut Vec<Draft>) {
    let mut seen: BTreeMap<&[u8], (&Material, &[u8])> = BTreeMap::new();
    for material in &cluster.materials {
        for (line, certificate) in material
            .certificates
            .iter()
            .filter(|(_, it)| is_authority(it))
        {
            let spki = certificate.key().spki();
            let (other, known) = *seen
                .entry(certificate.raw_subject())
                .or_insert((material, spki));
            if known != spki {
                drafts.push(
                    Draft::new(Code::Mt220, material.at(*line), material.path.clone())
                        .with("certificate", certificate.subject())
                        .with("other", &other.path),
                );
            }
        }
    }
}

/// A change of the CA in progress: some believe both, and somebody only one.
fn bundles(cluster: &Cluster, uses: &Uses, drafts: &mut Vec<Draft>) {
    let leaves: Vec<&Arc<Certificate>> = uses
        .iter()
        .filter(|it| it.purpose.is_leaf())
        .filter_map(|it| cluster.materials.get(it.material?)?.leaf())
        .collect();
    let pools: Vec<(&Material, &str)> = uses
        .iter()
        .filter(|it| it.purpose.is_ca())
        .filter_map(|it| Some((cluster.materials.get(it.material?)?, it.subject.as_str())))
        .collect();
    let bundle = pools.iter().map(|(pool, _)| pool).find(|pool| {
        pool.certificates
            .iter()
            .filter(|(_, it)| is_authority(it))
            .count()
            > 1
    });
    let Some(bundle) = bundle else {
        return;
    };
    let mut told: Vec<&str> = Vec::new();
    for (pool, subject) in &pools {
        let holds = |ca: &Certificate| pool.certificates.iter().any(|(_, it)| it.raw() == ca.raw());
        let missing = (bundle.certificates.iter().map(|(_, ca)| ca))
            .filter(|ca| !holds(ca))
            .find(|ca| {
                leaves
                    .iter()
                    .any(|leaf| leaf.raw_issuer() == ca.raw_subject())
            });
        if let Some(missing) = missing
            && !told.contains(&pool.path.as_str())
            && !pool.certificates.is_empty()
        {
            told.push(&pool.path);
            drafts.push(
                Draft::new(Code::Mt219, pool.at(0), pool.path.clone())
                    .with("certificate", missing.subject())
                    .with("bundle", &bundle.path)
                    .with("reader", subject),
            );
        }
    }
}

/// One path of a CA, and other contents from one host to the next.
fn differing(cluster: &Cluster, uses: &Uses, drafts: &mut Vec<Draft>) {
    let mut first: BTreeMap<&str, &Material> = BTreeMap::new();
    let mut told: Vec<&str> = Vec::new();
    let files = uses.iter().filter(|it| it.purpose.is_ca());
    for (it, file) in files.filter_map(|it| Some((it, cluster.materials.get(it.material?)?))) {
        let known = *first.entry(&it.path).or_insert(file);
        let raws = |file: &'_ Material| -> Vec<Vec<u8>> {
            let certificates = file.certificates.iter();
            certificates.map(|(_, it)| it.raw().to_vec()).collect()
        };
        let is_same = raws(known) == raws(file);
        if !is_same && !told.contains(&file.path.as_str()) {
            told.push(&file.path);
            drafts.push(
                Draft::new(Code::Mt420, file.at(0), file.path.clone())
                    .with("path", &it.path)
                    .with("other", &known.path),
            );
        }
    }
}
