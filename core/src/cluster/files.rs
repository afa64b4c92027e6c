//! The files of a cluster, and which of them a process's path means.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};

use ring::digest::{self, SHA256_OUTPUT_LEN};
use zeroize::Zeroizing;

use super::process::{Mount, Process, Reach};

/// The files of certificates and keys that the processes of a cluster read.
#[derive(Debug, Default)]
pub struct Files {
    files: Vec<File>,
    by_path: BTreeMap<String, usize>,
    /// The numbers of the files by their names without folders.
    by_name: BTreeMap<String, Vec<usize>>,
}

struct File {
    path: String,
    /// The Secret or ConfigMap that it is an entry of.
    of: Option<String>,
    bytes: Zeroizing<Vec<u8>>,
    digest: Digest,
}

/// SHA-256 of bytes.
pub(super) type Digest = [u8; SHA256_OUTPUT_LEN];

/// The content of a file. Two with equal bytes are equal.
#[derive(Clone, Copy)]
pub struct Blob<'a> {
    /// The number of the file among those of the cluster; `None` for a content
    /// that is none of them.
    pub(super) file: Option<usize>,
    pub(super) bytes: &'a [u8],
    digest: Digest,
}

/// A file as a setting names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileText<'a> {
    /// No path is set.
    NotSet,
    /// A path is set, and nobody handed that file over.
    NotGiven,
    /// A path is set, and the process does not have that file.
    Missing(&'a str),
    /// The file that the path means.
    Given(Blob<'a>),
}

impl Files {
    /// Takes a file in and returns its number; numbers count up from 0. `of` is
    /// the Secret or ConfigMap that the file is an entry of.
    pub fn add(
        &mut self,
        path: impl Into<String>,
        of: Option<String>,
        bytes: impl Into<Zeroizing<Vec<u8>>>,
    ) -> usize {
        let (path, bytes) = (path.into(), bytes.into());
        let number = self.files.len();
        let name = base(&path).to_owned();
        self.by_name.entry(name).or_default().push(number);
        self.by_path.entry(path.clone()).or_insert(number);
        self.files.push(File {
            path,
            of,
            digest: sha256(&bytes),
            bytes,
        });
        number
    }

    /// The bytes of a file, by its number; empty for a number that no file has.
    pub fn bytes(&self, number: usize) -> &[u8] {
        self.files.get(number).map_or(&[], |file| &file.bytes)
    }

    /// The file that `path` means in the settings of `process`.
    pub fn find<'a>(&'a self, process: &Process, path: &'a str) -> FileText<'a> {
        match &process.reach {
            Reach::Likeness => self
                .most_like(process, path)
                .map_or(FileText::NotGiven, |number| self.given(number)),
            Reach::Folders { at, folders } => self
                .in_folders(at, folders, path)
                .map_or(FileText::Missing(path), |number| self.given(number)),
        }
    }

    fn given(&self, number: usize) -> FileText<'_> {
        match self.files.get(number) {
            None => FileText::NotGiven,
            Some(file) => FileText::Given(Blob {
                file: Some(number),
                bytes: &file.bytes,
                digest: file.digest,
            }),
        }
    }

    fn in_folders(&self, at: &str, folders: &[String], path: &str) -> Option<usize> {
        let name = path.strip_prefix(at)?.strip_prefix('/')?;
        let mut paths = folders.iter().map(|folder| format!("{folder}/{name}"));
        paths.find_map(|path| self.by_path.get(&path).copied())
    }

    /// Whether what is mounted should lie beside the process's own text, and does not,
    /// though other files there were handed over.
    fn is_away(&self, mount: &Mount, process: &Process) -> bool {
        let Some(beside) = &mount.beside else {
            return false;
        };
        let folder = folder(&process.file).trim_start_matches('/');
        let has = |folder: &str| {
            let mut paths = self.files.iter().map(|it| it.path.trim_start_matches('/'));
            paths.any(|path| folder.is_empty() || is_under(path, folder))
        };
        is_under(beside, folder) && has(folder) && !has(beside)
    }

    /// Of the files with the name of a path, the one that the path means in a
    /// process's settings.
    ///
    /// Paths of a process are seldom those of whoever hands the files over, so the
    /// last folders decide, then a folder that is called as the component, and
    /// among equals the nearness to the settings.
    fn most_like(&self, process: &Process, path: &str) -> Option<usize> {
        let mount = mount_around(process, path);
        if mount.is_some_and(|mount| self.is_away(mount, process)) {
            return None;
        }
        let score = |file: &File| {
            let behind = mount.is_some_and(|mount| {
                file.of.as_deref() == Some(&mount.of) || file.path.contains(&mount.of)
            });
            let same = ends_alike(&file.path, path);
            // A folder for each component, whatever folder the path names.
            let mut folders = file.path.rsplit('/').skip(1);
            let own = folders.next() == Some(process.component.name());
            let near = begins_alike(&file.path, &process.file);
            (behind, same, own, near)
        };
        // A single file may be mounted under another name.
        let renamed = mount.filter(|mount| mount.path == path && !mount.of.is_empty());
        let renamed = renamed.and_then(|mount| self.by_name.get(base(&mount.of)));
        let named = renamed.or_else(|| self.by_name.get(base(path)))?;
        // An entry of one Secret is in no mount of another.
        let is_there = |file: &File| match (&file.of, mount) {
            (Some(of), Some(mount)) => {
                mount.of.is_empty() || *of == mount.of || file.path == mount.of
            }
            _ => true,
        };
        // Of equals the first: the last of a maximum is taken otherwise.
        let named =
            (named.iter().rev()).filter(|number| self.files.get(**number).is_some_and(is_there));
        named
            .filter_map(|number| Some((*number, score(self.files.get(*number)?))))
            .max_by_key(|(_, score)| *score)
            .map(|(number, _)| number)
    }
}

/// How many parts two paths begin with alike.
pub(crate) fn begins_alike(one: &str, other: &str) -> usize {
    alike(one.split('/'), other.split('/'))
}

/// How many parts two paths end with alike: their names, and folders before them.
pub(crate) fn ends_alike(one: &str, other: &str) -> usize {
    alike(one.rsplit('/'), other.rsplit('/'))
}

fn alike<'a>(one: impl Iterator<Item = &'a str>, other: impl Iterator<Item = &'a str>) -> usize {
    one.zip(other)
        .take_while(|(one, other)| one == other)
        .count()
}

/// A path without its folders.
fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The folders of a path without its name, and without the slash at their end.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The mount of a process's container in which a path of its settings lies, the
/// innermost.
pub fn mount_around<'a>(process: &'a Process, path: &str) -> Option<&'a Mount> {
    let mounts = process.container.mounts.iter();
    let around = mounts.filter(|mount| is_under(path, &mount.path));
    around.max_by_key(|mount| mount.path.len())
}

/// Whether a path is a folder's or something in it.
pub fn is_under(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder.trim_end_matches('/'))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl<'a> Blob<'a> {
    /// A content that is none of the cluster's files.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            file: None,
            bytes,
            digest: sha256(bytes),
        }
    }
}

impl<'a> FileText<'a> {
    /// The bytes, where there are any.
    pub(super) fn bytes(&self) -> Option<&'a [u8]> {
        match self {
            Self::Given(blob) => Some(blob.bytes),
            Self::NotSet | Self::NotGiven | Self::Missing(_) => None,
        }
    }

    /// Whether a path is set.
    pub(super) fn is_set(&self) -> bool {
        !matches!(self, Self::NotSet)
    }

    /// The number of the file among those of the cluster.
    pub(crate) fn file(&self) -> Option<usize> {
        match self {
            Self::Given(blob) => blob.file,
            Self::NotSet | Self::NotGiven | Self::Missing(_) => None,
        }
    }
}

pub(super) fn sha256(bytes: &[u8]) -> Digest {
    let mut out = [0; SHA256_OUTPUT_LEN];
    out.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    out
}

impl fmt::Debug for File {
    /// The path alone: the bytes may be a key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Blob<'_> {
    /// The number alone: the bytes may be a key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blob")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

impl PartialEq for Blob<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl Eq for Blob<'_> {}

impl PartialOrd for Blob<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Blob<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.digest.cmp(&other.digest)
    }
}

impl Hash for Blob<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}
