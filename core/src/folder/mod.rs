//! The folder that `generate` writes: which files stand in it, where, and whose
//! each is.
//!
//! No other module spells one of its paths, so that a file has one address for
//! those who write it, read it back, prove it, show it and explain it.
//!
//! ```
//! use mimir_tls::folder::{self, FileKind, Owner};
//! use mimir_tls::plan::Target;
//!
//! let querier = "querier".parse()?;
//! let path = folder::config(Target::Flags, Owner::Component(querier));
//! assert_eq!(path, "flags/querier.flags");
//! assert_eq!(FileKind::of(&path), Some(FileKind::Config(Target::Flags)));
//! assert_eq!(Owner::of(&path), Owner::Component(querier));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod certificates;

use std::fmt::Display;

pub use certificates::{CertFile, CertFolder, is_root, root};

use crate::catalog::{Catalog, Component, End};
use crate::plan::{Profile, Target};

/// The plan, complete: what makes a folder one of ours.
pub const PLAN: &str = "plan.yaml";

/// The path of the folder's proof.
pub const PROOF: &str = "proof.json";

/// What the folder says of itself.
pub const README: &str = "README.md";

/// The key of the CA. It stands apart from what is copied to the machines of
/// Mimir, so that no copy can give it away.
pub const CA_KEY: &str = "ca/root.key";

/// Where older folders hold the CA's key: among what is copied. It is read from
/// there, and never written.
pub const FORMER_CA_KEY: &str = "certs/root.key";

/// The sheet for the people of a CA who are asked for certificates.
pub const SHEET: &str = "requests/README.md";

/// The folder of requests for certificates, with `/` behind it.
const REQUESTS: &str = "requests/";

/// The end of a request's name.
const REQUEST: &str = ".csr";

/// The folder of what the CA alone needs, with `/` behind it.
const AUTHORITY: &str = "ca/";

/// What version control is to leave out of the folder.
pub const IGNORED: &str = ".gitignore";

/// The folder of a configuration that somebody has, with settings put in.
const MERGED: &str = "merged/";

/// The folder of certificates and keys, with `/` behind it.
const CERTIFICATES: &str = "certs/";

/// Below [`CERTIFICATES`], with certificates for each component, what those get
/// who are no part of Mimir: gateways, scrapers, caches.
const OUTSIDE: &str = "external";

/// What stands for a component's name where a text speaks of all of them.
const EACH: &str = "<component>";

/// How the whole cluster's configuration is called.
const CLUSTER: &str = "mimir";

/// What stands before a component's name where the file's name goes out into the
/// world, such as a unit's.
const UNIT: &str = "mimir-";

/// The end of a certificate's name.
const CERTIFICATE: &str = ".crt";

/// The end of a key's name.
const KEY: &str = ".key";

/// What a file of the folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Configuration, in the form of a target.
    Config(Target),
    /// A certificate, or what else in the folder of certificates is no key.
    Certificate,
    /// A private key: of the CA, or in the folder of certificates.
    Key,
    /// The plan that the folder is made of.
    Plan,
    /// A request for a certificate, or the sheet that goes with them.
    Request,
    /// The proof of the folder's links.
    Proof,
    /// The README of the folder.
    Readme,
    /// What version control is to leave out.
    Ignored,
    /// A configuration that somebody has, with settings put in.
    Merged,
}

impl FileKind {
    /// The kind of the file at `path` in the folder; none where `generate`
    /// writes nothing.
    pub fn of(path: &str) -> Option<Self> {
        match path {
            PLAN => return Some(Self::Plan),
            PROOF => return Some(Self::Proof),
            README => return Some(Self::Readme),
            IGNORED => return Some(Self::Ignored),
            _ if path.starts_with(MERGED) => return Some(Self::Merged),
            _ => {}
        }
        if path.starts_with(REQUESTS) {
            return Some(Self::Request);
        }
        if path.starts_with(CERTIFICATES) || path.starts_with(AUTHORITY) {
            return Some(match is_key(path) {
                true => Self::Key,
                false => Self::Certificate,
            });
        }
        let mut targets = Target::ALL.iter().copied();
        let stands_in = |target: &Target| {
            let below = path.strip_prefix(target.folder());
            below.is_some_and(|below| below.starts_with('/'))
        };
        targets.find(stands_in).map(Self::Config)
    }

    /// The word for it: a target's own, or `certificate`, `key`, `plan`,
    /// `request`, `proof`, `readme`, `gitignore`, `merged`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Config(target) => target.spelling(),
            Self::Certificate => "certificate",
            Self::Key => "key",
            Self::Plan => "plan",
            Self::Request => "request",
            Self::Proof => "proof",
            Self::Readme => "readme",
            Self::Ignored => "gitignore",
            Self::Merged => "merged",
        }
    }

    /// The places of files of this kind: how their paths begin, and how they
    /// end.
    pub fn places(self) -> Vec<(String, &'static str)> {
        let one = |begin: &str, end| vec![(begin.to_owned(), end)];
        match self {
            Self::Config(target) => vec![(configs(target), "")],
            Self::Certificate => one(CERTIFICATES, CERTIFICATE),
            Self::Key => [one(AUTHORITY, KEY), one(CERTIFICATES, KEY)].concat(),
            Self::Plan => one(PLAN, ""),
            Self::Request => one(REQUESTS, REQUEST),
            Self::Proof => one(PROOF, ""),
            Self::Readme => one(README, ""),
            Self::Ignored => one(IGNORED, ""),
            Self::Merged => one(MERGED, ""),
        }
    }
}

/// The owner of a file of the folder: the cluster, or one component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The whole cluster, in which every process may read the file.
    Cluster,
    /// One component, whose processes alone read the file.
    Component(Component),
    /// Theirs who are no part of Mimir.
    Outside,
}

impl Owner {
    /// Whose the file at `path` in the folder is, by its path alone.
    pub fn of(path: &str) -> Self {
        let name = match (FileKind::of(path), path.split_once('/')) {
            (Some(FileKind::Certificate | FileKind::Key | FileKind::Request), Some((_, rest))) => {
                rest.split_once('/').map(|(owner, _)| owner)
            }
            // `querier.flags`, `mimir-querier.service.d/tls.conf`
            (Some(FileKind::Config(target)), _) => path
                .strip_prefix(&configs(target))
                .and_then(|name| name.split_once('.'))
                .map(|(stem, _)| stem.strip_prefix(UNIT).unwrap_or(stem)),
            _ => None,
        };
        match name {
            Some(OUTSIDE) => Self::Outside,
            Some(name) => match Catalog::builtin().component(name) {
                Ok(component) => Self::Component(component),
                Err(_) => Self::Cluster,
            },
            None => Self::Cluster,
        }
    }

    /// The component that owns the file, where it is one's alone.
    pub fn component(self) -> Option<Component> {
        match self {
            Self::Component(component) => Some(component),
            Self::Cluster | Self::Outside => None,
        }
    }

    /// The word for it in paths and common names; none for everybody.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Cluster => None,
            Self::Component(component) => Some(component.name()),
            Self::Outside => Some(OUTSIDE),
        }
    }
}

impl From<End> for Owner {
    /// Who has certificates of its own at that end of a link.
    fn from(end: End) -> Self {
        match end {
            End::Component(component) => Self::Component(component),
            End::External(_) => Self::Outside,
        }
    }
}

/// The folder of a target's files, with `/` behind it.
pub fn configs(target: Target) -> String {
    format!("{}/", target.folder())
}

/// The path of a target's file that has a name of its own.
pub fn named(target: Target, name: impl Display) -> String {
    format!("{}{name}", configs(target))
}

/// The path of a target's configuration for `owner`, whose name ends in the
/// target's word.
pub fn config(target: Target, owner: Owner) -> String {
    config_ending(target, owner, target.spelling())
}

/// [`config`] where the name ends in something else.
pub fn config_ending(target: Target, owner: Owner, ending: &str) -> String {
    let name = owner.word().unwrap_or(CLUSTER);
    named(target, format_args!("{name}.{ending}"))
}

/// [`config`] for each component, as a text writes it: `flags/<component>.flags`.
pub fn config_of_each(target: Target) -> String {
    config_of_each_ending(target, target.spelling())
}

/// [`config_of_each`] where the names end in something else.
pub fn config_of_each_ending(target: Target, ending: &str) -> String {
    named(target, format_args!("{EACH}.{ending}"))
}

/// The path of a configuration called `name` with settings put in.
pub fn merged(name: &str) -> String {
    format!("{MERGED}{name}")
}

/// The path of a file of `component` whose name has something before and behind
/// the component's own.
pub fn config_between(target: Target, component: Component, before: &str, behind: &str) -> String {
    named(target, format_args!("{before}{component}{behind}"))
}

/// [`config_between`] for each component, as a text writes it.
pub fn config_of_each_between(target: Target, before: &str, behind: &str) -> String {
    named(target, format_args!("{before}{EACH}{behind}"))
}

/// The folder in which `owner` finds its certificates, with `/` behind it.
pub fn certificates(owner: Owner) -> String {
    match owner.word() {
        Some(owner) => format!("{CERTIFICATES}{owner}/"),
        None => CERTIFICATES.to_owned(),
    }
}

/// What is copied to the machines of Mimir, as a text writes it: `certs/`, or
/// `certs/<component>/` where each component has certificates of its own.
pub fn certificates_of_each(profile: Profile) -> String {
    match profile {
        Profile::Split | Profile::Single => CERTIFICATES.to_owned(),
        Profile::PerComponent => format!("{CERTIFICATES}{EACH}/"),
    }
}

/// The path of the request for the certificate that `owner` is to find under
/// `name`: `requests/server.csr`, or `requests/querier/server.csr`.
pub fn request(owner: Owner, name: &str) -> String {
    let stem = name.strip_suffix(CERTIFICATE).unwrap_or(name);
    match owner.word() {
        Some(owner) => format!("{REQUESTS}{owner}/{stem}{REQUEST}"),
        None => format!("{REQUESTS}{stem}{REQUEST}"),
    }
}

/// The path of one of everybody's certificates or keys.
pub fn certificate(file: CertFile, profile: Profile) -> String {
    format!("{CERTIFICATES}{}", file.name(profile))
}

/// Whether a path is that of a certificate, by its name alone.
pub fn is_certificate(path: &str) -> bool {
    path.ends_with(CERTIFICATE)
}

/// Whether a path is that of the CA's key.
pub fn is_ca_key(path: &str) -> bool {
    [CA_KEY, FORMER_CA_KEY].contains(&path)
}

/// Whether a path is that of a private key, by its name alone.
pub fn is_key(path: &str) -> bool {
    path.ends_with(KEY)
}

/// Whether `generate` writes files of such a name, wherever in the folder.
pub fn is_ours(path: &str) -> bool {
    let is_config = |target: &Target| {
        path.rsplit_once('.')
            .is_some_and(|(_, ending)| ending == target.spelling())
    };
    let is_named = matches!(FileKind::of(path), Some(FileKind::Config(_)));
    path == PLAN
        || is_certificate(path)
        || is_key(path)
        || is_named
        || Target::ALL.iter().any(is_config)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn component(name: &str) -> Component {
        Catalog::builtin().component(name).unwrap()
    }

    #[test]
    fn every_path_says_its_kind_and_its_owner() {
        let querier = Owner::Component(component("querier"));
        let check = |path: &str, kind: FileKind, owner: Owner| {
            assert_eq!(FileKind::of(path), Some(kind), "{path}");
            assert_eq!(Owner::of(path), owner, "{path}");
        };
        for target in Target::ALL.iter().copied() {
            let kind = FileKind::Config(target);
            check(&config(target, querier), kind, querier);
            check(&config(target, Owner::Cluster), kind, Owner::Cluster);
        }
        let split = Profile::Split;
        let root = certificate(CertFile::Root, split);
        check(&root, FileKind::Certificate, Owner::Cluster);
        check(CA_KEY, FileKind::Key, Owner::Cluster);
        check(FORMER_CA_KEY, FileKind::Key, Owner::Cluster);
        let key = certificate(CertFile::ServerKey, split);
        check(&key, FileKind::Key, Owner::Cluster);
        for owner in [querier, Owner::Outside] {
            let name = CertFile::ServerKey.name(split);
            let path = format!("{}{name}", certificates(owner));
            check(&path, FileKind::Key, owner);
        }
        check(PLAN, FileKind::Plan, Owner::Cluster);
        check(PROOF, FileKind::Proof, Owner::Cluster);
        check(README, FileKind::Readme, Owner::Cluster);
        check(IGNORED, FileKind::Ignored, Owner::Cluster);
        check(&merged("mimir.yaml"), FileKind::Merged, Owner::Cluster);
    }

    #[test]
    fn what_is_not_ours_has_no_kind() {
        for path in ["", "notes.txt", "flags", "old/querier.flags", "/plan.yaml"] {
            assert_eq!(FileKind::of(path), None, "{path}");
        }
        assert!(is_ours("old/querier.flags") && is_ours("my.crt"));
        assert!(!is_ours("proof.json") && !is_ours("flags") && !is_ours("notes.txt"));
    }

    /// A target's word is a folder, an ending and a kind at once, so that no
    /// other kind may have it.
    #[test]
    fn a_kind_has_a_word_and_a_place_of_its_own() {
        let configs = Target::ALL.iter().copied().map(FileKind::Config);
        let rest = [
            FileKind::Certificate,
            FileKind::Key,
            FileKind::Plan,
            FileKind::Request,
            FileKind::Proof,
            FileKind::Readme,
            FileKind::Ignored,
            FileKind::Merged,
        ];
        let all: Vec<FileKind> = configs.chain(rest).collect();
        for (nth, kind) in all.iter().enumerate() {
            let before = || all[..nth].iter();
            assert!(before().all(|other| other.word() != kind.word()));
            for place in kind.places() {
                let path = format!("{}{}", place.0, place.1);
                assert_eq!(FileKind::of(&path), Some(*kind), "{path}");
                assert!(before().all(|other| !other.places().contains(&place)));
            }
        }
    }

    #[test]
    fn texts_speak_of_each_component() {
        assert_eq!(config_of_each(Target::Yaml), "yaml/<component>.yaml");
        assert_eq!(
            certificates_of_each(Profile::PerComponent),
            "certs/<component>/"
        );
        assert_eq!(certificates_of_each(Profile::Single), "certs/");
    }
}
