//! Which file serves as what, and for whom.

use super::super::cluster::Cluster;
use super::super::finding::Place;
use crate::catalog::{Field, Release, SurfaceKind};
use crate::cluster::{ends_alike, is_in_force};
use crate::sorted::{SortedMap, SortedSet};

/// What a file is used as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Purpose {
    /// A listener's certificate.
    Server,
    /// A client's certificate.
    Client,
    /// memberlist's, for both directions.
    Gossip,
    /// A key, of whichever.
    Key,
    /// Whom a client believes.
    Ca,
    /// The same of etcd's client, which reads the file by a reader of its own.
    EtcdCa,
    /// Whom a listener believes.
    ClientCa,
}

impl Purpose {
    pub(super) fn is_leaf(self) -> bool {
        matches!(self, Self::Server | Self::Client | Self::Gossip)
    }

    pub(super) fn is_ca(self) -> bool {
        matches!(self, Self::Ca | Self::EtcdCa | Self::ClientCa)
    }
}

/// A path that a setting names, and the file that it means, if that was given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Use {
    pub(super) material: Option<usize>,
    pub(super) purpose: Purpose,
    pub(super) path: String,
    pub(super) place: Place,
    pub(super) subject: String,
    /// The file of the key beside it, for a certificate.
    pub(super) key: Option<usize>,
}

/// Every one of them, each once.
pub(super) struct Uses {
    all: Vec<Use>,
    /// The newest release of those that use a file, by its number.
    newest: SortedMap<usize, Release>,
}

impl Uses {
    pub(super) fn of(cluster: &Cluster) -> Self {
        let mut uses = SortedSet::new();
        let mut known = SortedSet::new();
        let mut newest = SortedMap::new();
        for process in &cluster.running.processes {
            let release = process.release;
            for surface in process.surfaces() {
                if !is_in_force(process, surface) {
                    continue;
                }
                let leaf = match surface.kind() {
                    SurfaceKind::Memberlist => Purpose::Gossip,
                    _ if surface.is_listener() => Purpose::Server,
                    _ => Purpose::Client,
                };
                let ca = match surface.kind() {
                    SurfaceKind::Etcd => Purpose::EtcdCa,
                    _ => Purpose::Ca,
                };
                let key = cluster.material(process, surface, Field::Key);
                let fields = [
                    (Field::Cert, leaf),
                    (Field::Key, Purpose::Key),
                    (Field::Ca, ca),
                    (Field::ClientCa, Purpose::ClientCa),
                ];
                for (field, purpose) in fields {
                    let Some(setting) = process.get(surface, field) else {
                        continue;
                    };
                    if setting.value.is_empty() || setting.value.contains("-----BEGIN ") {
                        continue;
                    }
                    let material = cluster.material(process, surface, field);
                    if let Some(material) = material {
                        let newest = newest.entry(material).or_insert(release);
                        *newest = release.max(*newest);
                    }
                    // A thousand equal processes use one file in one way.
                    if !known.insert((material, purpose, setting.value.clone(), key)) {
                        continue;
                    }
                    uses.insert(Use {
                        material,
                        purpose,
                        path: setting.value.clone(),
                        place: setting.place().clone(),
                        subject: process.at(surface),
                        key: key.filter(|_| purpose.is_leaf()),
                    });
                }
            }
        }
        // Whoever stands around Mimir and shows a certificate is a client of it.
        for (place, path) in &cluster.around.shown {
            let Some(material) = like(cluster, path) else {
                continue;
            };
            uses.insert(Use {
                material: Some(material),
                purpose: Purpose::Client,
                path: path.clone(),
                place: place.clone(),
                subject: path.clone(),
                key: None,
            });
        }
        Self {
            all: uses.into_iter().collect(),
            newest,
        }
    }

    /// Whether nobody is known to use any file.
    pub(super) fn are_nobodys(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Use> {
        self.all.iter()
    }

    /// The newest release of those that use a file, which refuses the most.
    pub(super) fn newest(&self, material: usize) -> Option<Release> {
        self.newest.get(&material).copied()
    }

    /// The uses of one file.
    pub(super) fn of_file(&self, material: usize) -> impl Iterator<Item = &Use> {
        self.iter().filter(move |it| it.material == Some(material))
    }
}

/// The file that a path of somebody outside means: the one with the most folders
/// in common, from its name up.
pub(super) fn like(cluster: &Cluster, path: &str) -> Option<usize> {
    let files = cluster.materials.iter().enumerate();
    files
        .map(|(index, material)| (ends_alike(path, &material.path), index))
        .filter(|(common, _)| *common > 0)
        .max_by_key(|(common, index)| (*common, std::cmp::Reverse(*index)))
        .map(|(_, index)| index)
}
