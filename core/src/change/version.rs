//! What may stand between the two clusters of a change: versions, each a choice
//! of whom to trust, which certificates to show and whose settings to run.

use std::collections::{BTreeMap, BTreeSet};

use crate::artifact::Content;
use crate::bundle::{Bundle, Kept};
use crate::catalog::{Component, End, Release, Surface, SurfaceKind};
use crate::cluster::{Container, Files, Process};
use crate::folder::{self, CertFolder};
use crate::pki::{self, Entropy, Instant, San, pem};
use crate::plan::Plan;
use crate::settings::{self, Settings};
use crate::topology;

/// Where the settings are while nobody says otherwise: where `generate` writes.
const PLACE: &str = "mimir-tls";

/// The label of a certificate's block.
const CERTIFICATE: &str = "CERTIFICATE";

/// A cluster as it stands, or as it is to stand.
#[derive(Debug)]
pub struct Standing {
    /// The plan that the cluster follows.
    pub plan: Plan,
    /// The settings of each component, as they are in force.
    pub settings: BTreeMap<Component, Settings>,
    /// Certificates and keys; that of the CA is handed on, and not looked at.
    pub certificates: CertFolder,
    /// The folder that its processes have their settings from, as they know it.
    pub place: String,
}

impl Standing {
    /// The cluster that runs what its plan comes to.
    pub fn of_plan(plan: Plan, certificates: CertFolder) -> Self {
        let members = plan.members.iter();
        let settings = members
            .map(|member| (member.component, settings::resolve(&plan, member)))
            .collect();
        Self {
            plan,
            settings,
            certificates,
            place: PLACE.to_owned(),
        }
    }

    fn root(&self) -> &[u8] {
        let mut files = self.certificates.files();
        let root = files.find(|(path, _)| folder::is_root(path));
        root.map_or(&[], |(_, bytes)| bytes)
    }

    /// Whether both trust the same CAs.
    pub(super) fn trusts_as(&self, other: &CertFolder) -> bool {
        let mut files = other.files();
        let root = files.find(|(path, _)| folder::is_root(path));
        let other = root.map_or(&[] as &[u8], |(_, bytes)| bytes);
        same(&authorities(self.root()), &authorities(other))
    }

    fn ca_key(&self) -> Option<pki::SecretPem> {
        let mut files = self.certificates.files();
        let key = files.find(|(path, _)| folder::is_ca_key(path));
        key.map(|(_, pem)| pki::SecretPem::new(String::from_utf8_lossy(pem).into_owned()))
    }

    /// Certificates and keys of servers and clients.
    fn leaves(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let files = self.certificates.files();
        files.filter(|(path, _)| !folder::is_root(path) && !folder::is_ca_key(path))
    }

    /// Every name of the servers' certificates.
    fn names(&self) -> BTreeSet<San> {
        let names = topology::Names::of(&self.plan).all().into_iter();
        names.map(|named| named.san).collect()
    }
}

/// Certificates that may stand between those of two clusters: where names come
/// and go at once, some with the names of both, signed by each of the CAs whose
/// key is at hand; where files are called otherwise, those of both beside each
/// other.
///
/// # Errors
///
/// As [`Bundle::issue`].
pub fn between(
    from: &Standing,
    to: &Standing,
    signers: &mut [Kept],
    entropy: &mut dyn Entropy,
    now: Instant,
) -> Result<Vec<CertFolder>, pki::PkiError> {
    let paths = |standing: &Standing| -> BTreeSet<String> {
        let leaves = standing.leaves();
        leaves.map(|(path, _)| path.to_owned()).collect()
    };
    let (old_paths, new_paths) = (paths(from), paths(to));
    let mut all = Vec::new();
    if !new_paths.is_subset(&old_paths) {
        all.push(beside(&from.certificates, to));
    }
    let (old, new) = (from.names(), to.names());
    if !old.is_subset(&new) && !new.is_subset(&old) {
        for kept in signers {
            let mut plan = to.plan.clone();
            for name in old.difference(&new) {
                match name {
                    San::Dns(name) => plan.certificates.dns.push(name.clone()),
                    San::Ip(ip) => plan.certificates.ips.push(*ip),
                }
            }
            let bundle = Bundle::issue_with(&plan, kept, entropy, now)?;
            all.push(beside(&bundle.folder, from));
        }
    }
    if !old_paths.is_subset(&new_paths) {
        all.push(beside(&to.certificates, from));
    }
    Ok(all)
}

/// `first`, and of `second` what it has no file of that name for.
fn beside(first: &CertFolder, second: &Standing) -> CertFolder {
    let first = first.files();
    let files = second
        .leaves()
        .chain(first.filter(|(path, _)| !folder::is_ca_key(path)));
    CertFolder::from_files(files.map(copy))
}

pub(super) fn copy((path, bytes): (&str, &[u8])) -> (String, Content) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let content = match folder::is_key(path) {
        true => Content::Secret(pki::SecretPem::new(text)),
        false => Content::Text(text),
    };
    (path.to_owned(), content)
}

/// How far each part of a cluster is on its way; 0 is as it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Version {
    /// Whom to trust: the old CA, both, the new one.
    pub(super) trust: usize,
    /// Which certificates to show.
    pub(super) leaves: usize,
    /// Whose settings clients run.
    pub(super) clients: usize,
    /// Whose settings listeners run.
    pub(super) servers: usize,
}

/// Whose settings a process runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Run {
    clients: usize,
    servers: usize,
}

/// Which files a process sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Held {
    trust: usize,
    leaves: usize,
}

impl Version {
    pub(super) fn run(self) -> Run {
        let Self {
            clients, servers, ..
        } = self;
        Run { clients, servers }
    }

    pub(super) fn held(self) -> Held {
        let Self { trust, leaves, .. } = self;
        Held { trust, leaves }
    }
}

/// Every version that may stand between two clusters.
pub(super) struct Ladder<'a> {
    pub(super) standings: [&'a Standing; 2],
    /// The last version: what is wanted.
    pub(super) last: Version,
    /// The folders of all versions, by trust and leaves.
    folders: Vec<Vec<CertFolder>>,
}

impl<'a> Ladder<'a> {
    pub(super) fn new(from: &'a Standing, to: &'a Standing, between: Vec<CertFolder>) -> Self {
        let differ = |is_meant: fn(SurfaceKind) -> bool| {
            let meant = |standing: &Standing| -> Vec<(Component, &'static str, String)> {
                let all = standing.settings.iter();
                all.flat_map(|(component, settings)| {
                    let blocks = settings.blocks();
                    let blocks = blocks.filter(|(surface, _)| is_meant(surface.kind()));
                    let settings = blocks.flat_map(|(_, block)| block);
                    settings.filter_map(|setting| {
                        let name = setting.option()?.yaml();
                        Some((*component, name, setting.value.clone()))
                    })
                })
                .collect()
            };
            meant(from) != meant(to)
        };
        let (clients, servers) = (differ(|it| !is_server(it)), differ(is_server));
        // One process cannot run two releases, nor look into two folders.
        let is_one = from.plan.release != to.plan.release || from.plan.cert_dir != to.plan.cert_dir;
        let members =
            |standing: &Standing| -> Vec<Component> { standing.settings.keys().copied().collect() };
        let is_one = is_one || members(from) != members(to);
        let any = clients || servers || is_one;
        let (clients, servers) = match is_one {
            true => (any, any),
            false => (clients, servers),
        };
        let [old, new] = [from, to].map(|it| authorities(it.root()));
        let mut roots = vec![from.root().to_vec()];
        if !same(&old, &new) {
            // Both, each once: what trusts both already is left alone.
            let mut both = old.clone();
            both.extend(new.iter().filter(|it| !old.contains(it)).cloned());
            if !same(&both, &old) && !same(&both, &new) {
                roots.push(in_pem(&both));
            }
            roots.push(to.root().to_vec());
        }
        let mut leaves = vec![CertFolder::from_files(from.certificates.files().map(copy))];
        if !from.leaves().eq(to.leaves()) {
            leaves.extend(between);
            leaves.push(CertFolder::from_files(to.certificates.files().map(copy)));
        }
        let last = Version {
            trust: roots.len() - 1,
            leaves: leaves.len() - 1,
            clients: clients.into(),
            servers: servers.into(),
        };
        let folder = |root: &[u8], leaves: &CertFolder| {
            let files = leaves.files();
            let files = files.filter(|(path, _)| !folder::is_ca_key(path));
            CertFolder::from_files(files.map(|(path, bytes)| match folder::is_root(path) {
                true => copy((path, root)),
                false => copy((path, bytes)),
            }))
        };
        let folders = (roots.iter())
            .map(|root| leaves.iter().map(|leaves| folder(root, leaves)).collect())
            .collect();
        Self {
            standings: [from, to],
            last,
            folders,
        }
    }

    /// Every version behind `version`, nearest parts first.
    pub(super) fn behind(&self, version: Version) -> Vec<Version> {
        let last = self.last;
        let is_one = self.moves_as_one();
        let mut all = Vec::new();
        for trust in version.trust..=last.trust {
            for leaves in version.leaves..=last.leaves {
                for clients in version.clients..=last.clients {
                    for servers in version.servers..=last.servers {
                        let next = Version {
                            trust,
                            leaves,
                            clients,
                            servers,
                        };
                        if next != version && (!is_one || clients == servers) {
                            all.push(next);
                        }
                    }
                }
            }
        }
        all
    }

    /// Whether the settings of clients and listeners change together alone.
    fn moves_as_one(&self) -> bool {
        let [from, to] = self.standings.map(|standing| &standing.plan);
        let components = |plan: &Plan| -> Vec<Component> {
            plan.members.iter().map(|it| it.component).collect()
        };
        from.release != to.release
            || from.cert_dir != to.cert_dir
            || components(from) != components(to)
    }

    /// The key of the CA that has signed the certificates of a version.
    pub(super) fn ca_key(&self, version: Version) -> Option<pki::SecretPem> {
        let [from, to] = self.standings.map(|standing| standing.ca_key());
        match version.leaves {
            0 => from,
            _ => to,
        }
    }

    /// What becomes of the CAs from one version to another.
    pub(super) fn trusted(&self, before: Version, behind: Version) -> Trusted {
        let roots = |version: Version| {
            let mut files = self.folder(version).files();
            let root = files.find(|(path, _)| folder::is_root(path));
            let roots = authorities(root.map_or(&[], |(_, bytes)| bytes));
            roots.into_iter().collect::<BTreeSet<_>>()
        };
        let (one, other) = (roots(before), roots(behind));
        match (one.is_subset(&other), other.is_subset(&one)) {
            (true, true) => Trusted::Same,
            (true, false) => Trusted::More,
            (false, true) => Trusted::Fewer,
            (false, false) => Trusted::Others,
        }
    }

    /// The plans by which a version may be told, the likeliest first: it is the
    /// one that began, the one that is wanted, or of both; each with the CAs that
    /// cert-manager makes for the version.
    pub(super) fn told_by(&self, version: Version) -> Vec<Plan> {
        let mut plans: Vec<Plan> = self.nearest(version).into_iter().cloned().collect();
        let [old, new] = self.made_cas();
        if old != new && version != self.last {
            let (mut cas, others) = match version.leaves {
                0 => (old, new),
                _ => (new, old),
            };
            if version.trust > 0 && version.trust < self.last.trust {
                cas.extend(others);
            }
            for plan in &mut plans {
                plan.sign_by(cas.clone());
            }
        }
        plans
    }

    /// The CAs that cert-manager makes at the beginning and at the end.
    fn made_cas(&self) -> [Vec<String>; 2] {
        self.standings.map(|standing| standing.plan.made_cas())
    }

    /// Those of them that are only there at the beginning.
    pub(super) fn retired(&self) -> Vec<String> {
        let [mut old, new] = self.made_cas();
        old.retain(|ca| !new.is_empty() && !new.contains(ca));
        old
    }

    fn nearest(&self, version: Version) -> Vec<&'a Plan> {
        let [from, to] = self.standings.map(|standing| &standing.plan);
        let Version {
            leaves,
            clients,
            servers,
            ..
        } = version;
        let last = self.last;
        let is_new = (leaves, clients, servers) == (last.leaves, last.clients, last.servers);
        let is_old = clients == 0 && servers == 0;
        match (is_new, is_old) {
            (true, _) => vec![to],
            (false, true) => vec![from, to],
            (false, false) => vec![to, from],
        }
    }

    /// The plan by which the listeners of a version run.
    pub(super) fn plan(&self, version: Version) -> &'a Plan {
        &self.standings[version.servers.min(1)].plan
    }

    /// The plan by which the clients of a version dial.
    pub(super) fn dialling(&self, version: Version) -> &'a Plan {
        &self.standings[version.clients.min(1)].plan
    }

    pub(super) fn release(&self, version: Version) -> Release {
        self.plan(version).release
    }

    /// The certificates of a version.
    pub(super) fn folder(&self, version: Version) -> &CertFolder {
        &self.folders[version.trust][version.leaves]
    }

    /// The settings of each component in a version.
    pub(super) fn settings(&self, version: Version) -> BTreeMap<Component, Settings> {
        let clients = &self.standings[version.clients.min(1)].settings;
        let servers = &self.standings[version.servers.min(1)].settings;
        let mixed = servers.iter().map(|(component, servers)| {
            let clients = clients.get(component).unwrap_or(servers);
            let mut blocks: Vec<(&'static Surface, _)> = clients
                .blocks()
                .filter(|(surface, _)| !is_server(surface.kind()))
                .chain(
                    servers
                        .blocks()
                        .filter(|(surface, _)| is_server(surface.kind())),
                )
                .collect();
            blocks.sort_by_key(|(surface, _)| *surface);
            let settings = blocks
                .into_iter()
                .flat_map(|(_, block)| block.iter().cloned());
            let settings = Settings {
                component: *component,
                settings: settings.collect(),
            };
            (*component, settings)
        });
        mixed.collect()
    }

    /// The files of all versions, each version's in a folder of its own.
    pub(super) fn files(&self) -> Files {
        let mut files = Files::default();
        for (trust, of_trust) in self.folders.iter().enumerate() {
            for (leaves, folder) in of_trust.iter().enumerate() {
                for (path, bytes) in folder.files() {
                    files.add(format!("{trust}-{leaves}/{path}"), None, bytes.to_vec());
                }
            }
        }
        files
    }

    /// Every process that there may be: by component, whose settings it runs,
    /// and which files it sees.
    pub(super) fn processes(&self) -> BTreeMap<(Component, Run, Held), Process> {
        let mut all = BTreeMap::new();
        for clients in 0..=self.last.clients {
            for servers in 0..=self.last.servers {
                let version = Version {
                    clients,
                    servers,
                    ..Version::default()
                };
                for (component, settings) in self.settings(version) {
                    self.add(&mut all, component, version, settings);
                }
            }
        }
        all
    }

    fn add(
        &self,
        all: &mut BTreeMap<(Component, Run, Held), Process>,
        component: Component,
        version: Version,
        settings: Settings,
    ) {
        let plan = self.plan(version);
        let process = Process::new(
            component.name(),
            component,
            "",
            settings.settings,
            Container::default(),
            plan.release,
        );
        let at = plan.cert_dir.as_str().trim_end_matches('/');
        for trust in 0..=self.last.trust {
            for leaves in 0..=self.last.leaves {
                let folders = CertFolder::folders(End::Component(component));
                let folders = folders.map(|folder| format!("{trust}-{leaves}/{folder}"));
                let process = process.clone().with_files_in(at, folders.to_vec());
                all.insert((component, version.run(), Held { trust, leaves }), process);
            }
        }
    }
}

/// The certificates of a file of CAs.
fn authorities(text: &[u8]) -> Vec<Vec<u8>> {
    let blocks = pem::whole_blocks(text);
    let certificates = blocks.filter(|(label, _)| label == CERTIFICATE);
    certificates
        .map(|(_, body)| body.contents.to_vec())
        .collect()
}

fn in_pem(certificates: &[Vec<u8>]) -> Vec<u8> {
    let texts = certificates.iter().map(|der| pem::encode(CERTIFICATE, der));
    texts.collect::<String>().into_bytes()
}

/// Whether two files hold the same CAs, in whatever order.
fn same(one: &[Vec<u8>], other: &[Vec<u8>]) -> bool {
    let set = |all: &[Vec<u8>]| all.iter().cloned().collect::<BTreeSet<_>>();
    set(one) == set(other)
}

/// How the CAs of one step on the way stand to those of the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trusted {
    /// They are the same.
    Same,
    /// More are trusted.
    More,
    /// Fewer are trusted.
    Fewer,
    /// Others are trusted.
    Others,
}

/// Whether options of that kind are a listener's.
fn is_server(kind: SurfaceKind) -> bool {
    matches!(
        kind,
        SurfaceKind::Server | SurfaceKind::HttpServer | SurfaceKind::GrpcServer
    )
}
