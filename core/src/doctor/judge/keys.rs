//! Keys and the files that hold them. Codes MT301 to MT313, MT417.

use std::collections::BTreeMap;

use super::super::cluster::Cluster;
use super::super::code::Code;
use super::super::finding::Severity;
use super::super::material::{KeyState, Material};
use super::super::rules::Draft;
use super::uses::{Purpose, Use, Uses};
use crate::cluster::{folder, is_unknown};
use crate::pki::inspect::is_authority;
use crate::pki::pem;
use crate::pki::x509::{Certificate, PublicKey};

/// Others than owner and group may read it.
const WORLD: u32 = 0o004;

pub(super) fn judge(cluster: &Cluster, uses: &Uses, drafts: &mut Vec<Draft>) {
    for (index, material) in cluster.materials.iter().enumerate() {
        let uses: Vec<&Use> = uses.of_file(index).collect();
        let bytes = cluster.running.files.bytes(index);
        file(material, bytes, &uses, drafts);
    }
    pairs(cluster, uses, drafts);
    shared(cluster, drafts);
    missing(cluster, uses, drafts);
}

fn about(code: Code, material: &Material, line: usize) -> Draft {
    Draft::new(code, material.at(line), material.path.clone())
}

fn file(material: &Material, bytes: &[u8], uses: &[&Use], drafts: &mut Vec<Draft>) {
    let is_certificate = uses.iter().any(|it| it.purpose.is_leaf());
    let is_key = uses.iter().any(|it| it.purpose == Purpose::Key);
    let is_ca = uses.iter().any(|it| it.purpose.is_ca());
    let (certificates, keys) = (&material.certificates, &material.keys);
    for (line, state) in keys {
        match state {
            KeyState::Encrypted(_) => drafts.push(about(Code::Mt302, material, *line)),
            KeyState::Broken => {
                drafts.push(about(Code::Mt310, material, *line).with("wanted", "private key"));
            }
            KeyState::Good(_) => {}
        }
    }
    if material.is_der {
        drafts.push(about(Code::Mt309, material, 0));
    } else if is_certificate && certificates.is_empty() && !keys.is_empty()
        || is_key && keys.is_empty() && !certificates.is_empty()
    {
        // The file is as good as the settings are wrong.
        let wrong = uses
            .iter()
            .filter(|it| it.purpose.is_leaf() == certificates.is_empty());
        let wrong = wrong.filter(|it| !it.purpose.is_ca());
        drafts.extend(
            wrong.map(|it| Draft::new(Code::Mt303, it.place.clone(), material.path.clone())),
        );
    } else if is_certificate && certificates.is_empty() {
        drafts.push(about(Code::Mt310, material, 0).with("wanted", "certificate"));
    } else if is_key && keys.is_empty() {
        drafts.push(about(Code::Mt310, material, 0).with("wanted", "private key"));
    }
    for (line, reason) in &material.damaged {
        drafts.push(about(Code::Mt311, material, *line).with("reason", reason));
    }
    if is_ca && !keys.is_empty() {
        drafts.push(about(Code::Mt312, material, 0));
    }
    if uses.iter().any(|it| it.purpose == Purpose::EtcdCa)
        && let Some((line, label)) = unreadable(bytes)
    {
        drafts.push(about(Code::Mt313, material, line).with("label", label));
    }
    if let Some(mode) = material.mode.filter(|mode| mode & WORLD != 0)
        && !keys.is_empty()
    {
        let mode = format!("{:o}", mode & 0o7777);
        drafts.push(about(Code::Mt304, material, 0).with("mode", mode));
    }
}

/// The first whole block that is no certificate, whatever its label says: etcd's
/// client reads them all (`tlsutil.NewCertPool`).
fn unreadable(bytes: &[u8]) -> Option<(usize, String)> {
    pem::blocks(bytes).find_map(|block| {
        let body = block.body.ok()?;
        let is_certificate = Certificate::from_der(&body.contents).is_ok();
        (!is_certificate).then_some((block.line, block.label))
    })
}

/// Certificates with their keys: those of one block, and those of one name.
fn pairs(cluster: &Cluster, uses: &Uses, drafts: &mut Vec<Draft>) {
    let mut pairs: Vec<(usize, usize)> = uses
        .iter()
        .filter(|it| it.purpose.is_leaf())
        .filter_map(|it| Some((it.material?, it.key?)))
        .collect();
    let stem = |material: &'_ Material| {
        material
            .path
            .rsplit_once('.')
            .map(|(stem, _)| stem.to_owned())
    };
    let keys: BTreeMap<String, usize> = (cluster.materials.iter().enumerate())
        .filter(|(_, material)| !material.keys.is_empty())
        .filter_map(|(index, material)| Some((stem(material)?, index)))
        .collect();
    for (index, material) in cluster.materials.iter().enumerate() {
        let key = stem(material).and_then(|stem| keys.get(&stem));
        if let Some(key) = key.filter(|key| **key != index && material.leaf().is_some()) {
            pairs.push((index, *key));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    for (certificate, key) in pairs {
        let (Some(certificate), Some(key)) = (
            cluster.materials.get(certificate),
            cluster.materials.get(key),
        ) else {
            continue;
        };
        let (Some(leaf), Some(_)) = (certificate.leaf(), public(key)) else {
            continue;
        };
        // Overlays have objects of one name, each with a pair of its own.
        let is_namesake = |other: &&Material| other.path == key.path;
        let mut namesakes = cluster.materials.iter().filter(is_namesake);
        let is_its = |public: &PublicKey| leaf.key().spki() == public.spki();
        if !namesakes.any(|it| self::public(it).is_some_and(is_its)) {
            drafts.push(about(Code::Mt301, certificate, 0).with("key", &key.path));
        }
    }
}

fn public(material: &Material) -> Option<&PublicKey> {
    material.keys.iter().find_map(|(_, state)| match state {
        KeyState::Good(public) | KeyState::Encrypted(public) => public.as_ref(),
        KeyState::Broken => None,
    })
}

/// One key in several certificates.
fn shared(cluster: &Cluster, drafts: &mut Vec<Draft>) {
    type Holder<'a> = (&'a Material, usize, &'a Certificate);
    let mut holders: BTreeMap<&[u8], Vec<Holder<'_>>> = BTreeMap::new();
    for material in &cluster.materials {
        for (line, certificate) in &material.certificates {
            let same = holders.entry(certificate.key().spki()).or_default();
            // The same certificate in many files is one.
            if same
                .iter()
                .all(|(_, _, other)| other.raw() != certificate.raw())
            {
                same.push((material, *line, certificate));
            }
        }
    }
    for same in holders.values().filter(|same| same.len() > 1) {
        let ca = same.iter().find(|(_, _, it)| is_authority(it));
        let leaves = same.iter().filter(|(_, _, it)| !is_authority(it));
        let mut first: Option<&Material> = None;
        for (material, line, _) in leaves {
            match (ca, first) {
                (Some((ca, ..)), _) => {
                    drafts.push(about(Code::Mt305, material, *line).with("other", &ca.path));
                }
                (None, Some(first)) => {
                    drafts.push(about(Code::Mt306, material, *line).with("other", &first.path));
                }
                (None, None) => first = Some(material),
            }
        }
    }
}

/// Paths that settings name and that were not handed over.
fn missing(cluster: &Cluster, uses: &Uses, drafts: &mut Vec<Draft>) {
    let mut told: Vec<&str> = Vec::new();
    let is_none_given = cluster.materials.iter().all(|it| it.is_promised);
    for it in uses.iter().filter(|it| it.material.is_none()) {
        // Where a path is not known, nobody can say that its file is missing.
        if is_unknown(&it.path) {
            continue;
        }
        // A key may well stay where it is; its certificate proves as much.
        if it.purpose == Purpose::Key || told.contains(&it.path.as_str()) {
            continue;
        }
        let about =
            |code| Draft::new(code, it.place.clone(), it.subject.clone()).with("path", &it.path);
        if is_none_given {
            drafts.push(about(Code::Mt417));
            return;
        }
        // Who hands over what lies beside it would have handed it over too.
        let is_beside = |other: &&Use| {
            let file = other.material.and_then(|it| cluster.materials.get(it));
            file.is_some_and(|it| !it.is_promised) && folder(&other.path) == folder(&it.path)
        };
        let mut draft = about(Code::Mt308);
        match uses.iter().find(is_beside) {
            Some(other) => draft = draft.with("beside", &other.path),
            None => draft.at_most = Severity::Note,
        }
        drafts.push(draft);
        told.push(&it.path);
    }
}
